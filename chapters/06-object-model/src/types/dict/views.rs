//! `dict.keys()`, `dict.values()` and `dict.items()`: a dict seen from one side.
//!
//! CPython: `Objects/dictobject.c` (`_PyDictViewObject`, `dictviews_sub`,
//! `_PyDictView_Intersect`, `dictitems_xor`, `dictview_richcompare`).
//!
//! A view holds nothing but the dict. Views of keys and items are sets in their way: they compare
//! as sets, and `&`, `|`, `-`, `^` make a set of them. Values may repeat, so their view isn't.

use crate::dealloc::dealloc;
use crate::memory;
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, contains, length, traverse};
use crate::static_type::{Getter, Method, StaticType, Table};
use crate::thread_state::guard_repr;
use crate::type_object::{PyNumberMethods, PySequenceMethods, UnaryFunc, flags};
use crate::types::dict::PyDictObject;
use crate::types::dict::iterator::{ITEMS, KEYS, REVERSED, VALUES, iterator};
use crate::types::dict::object::Dict;
use crate::types::repr::ReprBuilder;
use crate::types::set::{self, PySetObject};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, list, not_implemented, str, tuple};

// ANCHOR: layout
/// C: `_PyDictViewObject`. `KIND` is what it shows.
#[repr(C)]
pub struct DictView<const KIND: u8> {
    pub(crate) ob_base: PyObject,
    /// What it is a view of.
    pub dv_dict: Field<PyDictObject>,
}

const _: () = assert!(size_of::<DictView<KEYS>>() == 24);

impl<const KIND: u8> DictView<KIND> {
    const TABLE: Table<DictView<KIND>> = Table {
        tp_flags: flags::HAVE_GC,
        tp_dealloc: Some(dealloc::<DictView<KIND>>),
        tp_repr: Some(view_repr::<KIND>),
        tp_getattro: Some(generic_getattr),
        tp_traverse: traverse(view_traverse::<KIND>),
        tp_getset: &[Getter::new(c"mapping", view_mapping, "The dict, which can't be changed.")],
        ..Table::NONE
    };

    /// What views of keys and of items have on top.
    const SET_TABLE: Table<DictView<KIND>> = Table {
        tp_as_number: PyNumberMethods {
            nb_subtract: Some(view_subtract),
            nb_and: Some(view_and),
            nb_xor: Some(view_xor),
            nb_or: Some(view_or),
            ..PyNumberMethods::NONE
        },
        tp_richcompare: Some(view_richcompare::<KIND>),
        ..DictView::<KIND>::TABLE
    };
}

macro_rules! rows {
    ($kind:expr) => {
        Method::none(
            c"__reversed__",
            "($self, /)",
            view_reversed::<{ $kind }, { REVERSED + $kind }>,
            "An iterator from the last to the first.",
        )
        .unsigned()
    };
}

/// `dict_keys`.
pub static DICT_KEYS: StaticType = StaticType::new(Table::<DictView<KEYS>> {
    tp_name: c"dict_keys",
    tp_as_sequence: PySequenceMethods {
        sq_length: length(view_length::<KEYS>),
        sq_contains: contains(keys_contain),
        ..PySequenceMethods::NONE
    },
    tp_iter: VIEW_ITER_KEYS,
    tp_methods: &[
        Method::one(c"isdisjoint", "($self, other, /)", view_isdisjoint::<KEYS>, DISJOINT_DOC)
            .unsigned(),
        rows!(KEYS),
    ],
    ..DictView::<KEYS>::SET_TABLE
});

/// `dict_items`.
pub static DICT_ITEMS: StaticType = StaticType::new(Table::<DictView<ITEMS>> {
    tp_name: c"dict_items",
    tp_as_sequence: PySequenceMethods {
        sq_length: length(view_length::<ITEMS>),
        sq_contains: contains(items_contain),
        ..PySequenceMethods::NONE
    },
    tp_iter: VIEW_ITER_ITEMS,
    tp_methods: &[
        Method::one(c"isdisjoint", "($self, other, /)", view_isdisjoint::<ITEMS>, DISJOINT_DOC)
            .unsigned(),
        rows!(ITEMS),
    ],
    ..DictView::<ITEMS>::SET_TABLE
});

/// `dict_values`.
pub static DICT_VALUES: StaticType = StaticType::new(Table::<DictView<VALUES>> {
    tp_name: c"dict_values",
    tp_as_sequence: PySequenceMethods {
        sq_length: length(view_length::<VALUES>),
        ..PySequenceMethods::NONE
    },
    tp_iter: VIEW_ITER_VALUES,
    tp_methods: &[rows!(VALUES)],
    ..DictView::<VALUES>::TABLE
});

const VIEW_ITER_KEYS: Option<UnaryFunc<DictView<KEYS>>> = Some(view_iter::<KEYS>);
const VIEW_ITER_ITEMS: Option<UnaryFunc<DictView<ITEMS>>> = Some(view_iter::<ITEMS>);
const VIEW_ITER_VALUES: Option<UnaryFunc<DictView<VALUES>>> = Some(view_iter::<VALUES>);
const DISJOINT_DOC: &str = "Whether nothing of the view is in the other.";

// SAFETY: made by `view`, which gives each kind its type.
unsafe impl<const KIND: u8> Layout for DictView<KIND> {
    fn type_object() -> &'static StaticType {
        match KIND {
            KEYS => &DICT_KEYS,
            VALUES => &DICT_VALUES,
            _ => &DICT_ITEMS,
        }
    }
}
// ANCHOR_END: layout

// ANCHOR: view
/// C: `_PyDictView_New`.
pub(super) fn view<const KIND: u8>(dict: Dict<'_>) -> Result {
    view_of::<KIND>(DictView::<KIND>::type_object(), dict)
}

/// A view of a type that is the kind's, or is built on it as `OrderedDict`'s views are.
///
/// # Panics
/// Where the type is neither.
pub fn view_of<const KIND: u8>(ob_type: &'static StaticType, dict: Dict<'_>) -> Result {
    let ob_type = ob_type.as_type();
    assert!(ob_type.is_subtype_of(DictView::<KIND>::type_object().as_type()));
    let view = memory::create(ob_type, |ob_base| DictView::<KIND> {
        ob_base,
        dv_dict: Field::new(Some(dict.to_ref())),
    })?;
    Ok(view.object())
}

impl<'a, const KIND: u8> Obj<'a, DictView<KIND>> {
    fn dict(self) -> Dict<'a> {
        // SAFETY: set once.
        unsafe { self.get().dv_dict.peek() }.expect("a view has a dict")
    }
}

fn view_traverse<const KIND: u8>(view: Obj<'_, DictView<KIND>>, visitor: &mut Visitor) -> Flow {
    visitor.field(&view.dv_dict)
}

fn view_length<const KIND: u8>(view: Obj<'_, DictView<KIND>>) -> Result<usize> {
    Ok(view.dict().len())
}

extern "C" fn view_iter<const KIND: u8>(view: Obj<'_, DictView<KIND>>) -> Result {
    match KIND {
        KEYS => iterator::<KEYS>(view.dict()),
        VALUES => iterator::<VALUES>(view.dict()),
        _ => iterator::<ITEMS>(view.dict()),
    }
}

fn view_reversed<const KIND: u8, const REVERSE_KIND: u8>(view: Obj<'_, DictView<KIND>>) -> Result {
    iterator::<REVERSE_KIND>(view.dict())
}

fn view_mapping<const KIND: u8>(view: Obj<'_, DictView<KIND>>) -> Result {
    crate::runtime::mapping_proxy(view.dict().object())
}

extern "C" fn view_repr<const KIND: u8>(view: Obj<'_, DictView<KIND>>) -> Result {
    guard_repr(
        view.object(),
        || Ok(str::new("...")?.object()),
        || {
            let items = list::from_iterable(view.object())?;
            let mut text = ReprBuilder::default();
            text.push(view.ob_type().name());
            text.push("(");
            text.push_repr(items.borrow().object())?;
            text.push(")");
            Ok(text.finish()?.object())
        },
    )
}
// ANCHOR_END: view

// ANCHOR: contains
fn keys_contain(view: Obj<'_, DictView<KEYS>>, key: Obj<'_>) -> Result<bool> {
    view.dict().contains_key(key)
}

/// Whether an object is a pair of a key and what equals its value.
fn items_contain(view: Obj<'_, DictView<ITEMS>>, item: Obj<'_>) -> Result<bool> {
    let Some([key, value]) = item.downcast::<PyTupleObject>().map(|pair| pair.items()) else {
        return Ok(false);
    };
    match view.dict().get_item(*key)? {
        Some(found) => found.borrow().compare_bool(*value, Comparison::Equal),
        None => Ok(false),
    }
}

/// C: `PyDictViewSet_Check`.
fn is_set_view(object: Obj<'_>) -> bool {
    object.is_instance(&DICT_KEYS) || object.is_instance(&DICT_ITEMS)
}

fn is_any_set(object: Obj<'_>) -> bool {
    set::object::any_set(object).is_some()
}

/// C: `all_contained_in`.
fn all_contained_in(items: Obj<'_>, container: Obj<'_>) -> Result<bool> {
    let iterator = items.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        if !container.contains(item.borrow())? {
            return Ok(false);
        }
    }
    Ok(true)
}

extern "C" fn view_richcompare<const KIND: u8>(
    view: Obj<'_, DictView<KIND>>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let view = view.object();
    let Some(comparison) = Comparison::of(comparison) else {
        return Ok(not_implemented().to_ref());
    };
    if !is_any_set(other) && !is_set_view(other) {
        return Ok(not_implemented().to_ref());
    }
    let (own, others) = (view.len()?, other.len()?);
    let answer = match comparison {
        Comparison::Equal => own == others && all_contained_in(view, other)?,
        Comparison::NotEqual => !(own == others && all_contained_in(view, other)?),
        Comparison::Less => own < others && all_contained_in(view, other)?,
        Comparison::LessEqual => own <= others && all_contained_in(view, other)?,
        Comparison::Greater => own > others && all_contained_in(other, view)?,
        Comparison::GreaterEqual => own >= others && all_contained_in(other, view)?,
    };
    Ok(bool_(answer).to_ref())
}

fn view_isdisjoint<const KIND: u8>(view: Obj<'_, DictView<KIND>>, other: Obj<'_>) -> Result {
    let view = view.object();
    if view.is(other) {
        return Ok(bool_(view.len()? == 0).to_ref());
    }
    let mut pair = (view, other);
    // The shorter is gone through, if asking the other is cheap.
    if (is_any_set(other) || is_set_view(other)) && other.len()? > view.len()? {
        pair = (other, view);
    }
    let iterator = pair.1.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        if pair.0.contains(item.borrow())? {
            return Ok(bool_(false).to_ref());
        }
    }
    Ok(bool_(true).to_ref())
}
// ANCHOR_END: contains

// ANCHOR: operators
/// C: `dictviews_to_set`.
fn to_set(view: Obj<'_>) -> Result<Ref<PySetObject>> {
    let source = match view.downcast::<DictView<KEYS>>() {
        // A dict's keys and hashes are taken without asking.
        Some(keys) if keys.dict().object().downcast_exact::<PyDictObject>().is_some() => {
            keys.dict().object()
        }
        _ => view,
    };
    set::from_iterable(source)
}

extern "C" fn view_subtract(left: Obj<'_>, right: Obj<'_>) -> Result {
    let result = to_set(left)?.object();
    result.borrow().call_method(name!("difference_update"), &[right])?;
    Ok(result)
}

extern "C" fn view_or(left: Obj<'_>, right: Obj<'_>) -> Result {
    let result = to_set(left)?;
    result.borrow().update(right)?;
    Ok(result.object())
}

/// C: `_PyDictView_Intersect`.
extern "C" fn view_and(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (mut view, mut other) = if is_set_view(left) { (left, right) } else { (right, left) };
    let length = view.len()?;
    if other.is_exactly(&set::SET) && length <= other.len()? {
        return other.call_method(name!("intersection"), &[view]);
    }
    if is_set_view(other) && other.len()? > length {
        (view, other) = (other, view);
    }
    let result = set::new()?;
    let iterator = other.iter()?;
    while let Some(item) = iterator.borrow().next()? {
        // Asked directly, whatever a subclass would say.
        let is_there = match (view.downcast(), view.downcast()) {
            (Some(keys), _) => keys_contain(keys, item.borrow())?,
            (_, Some(items)) => items_contain(items, item.borrow())?,
            _ => false,
        };
        if is_there {
            result.borrow().add(item.borrow())?;
        }
    }
    Ok(result.object())
}

extern "C" fn view_xor(left: Obj<'_>, right: Obj<'_>) -> Result {
    if let (Some(left), Some(right)) =
        (left.downcast::<DictView<ITEMS>>(), right.downcast::<DictView<ITEMS>>())
    {
        return items_xor(left.dict(), right.dict());
    }
    let result = to_set(left)?.object();
    result.borrow().call_method(name!("symmetric_difference_update"), &[right])?;
    Ok(result)
}

/// Pairs that are in one dict only, without hashing values that are in both.
/// C: `dictitems_xor`.
fn items_xor(left: Dict<'_>, right: Dict<'_>) -> Result {
    let rest = left.copy()?;
    let result = set::new()?;
    let mut position = 0;
    while let Some((key, value, hash)) = right.next_with_hash(&mut position) {
        let is_same = match rest.borrow().get_with_hash(key.borrow(), hash)? {
            Some(other) => other.borrow().compare_bool(value.borrow(), Comparison::Equal)?,
            None => false,
        };
        if is_same {
            rest.borrow().take_with_hash(key.borrow(), hash)?;
        } else {
            let pair = tuple::new([key, value])?;
            result.borrow().add(pair.borrow().object())?;
        }
    }
    let rest = view::<ITEMS>(rest.borrow())?;
    result.borrow().update(rest.borrow())?;
    Ok(result.object())
}
// ANCHOR_END: operators
