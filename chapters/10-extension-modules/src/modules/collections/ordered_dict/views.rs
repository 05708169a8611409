//! Views of an `OrderedDict`, and the iterator that follows its list.
//!
//! CPython: `Objects/odictobject.c` (`odictiterobject`, `odictiter_nextkey`, `PyODictKeys_Type`
//! and the others).

use super::object::{Ordered, OrderedDict, as_dict, find_node};
use crate::key_order::End;
use crate::prelude::*;
use object_model::runtime::builtin;
use object_model::types::dict::iterator::{ITEMS, KEYS, VALUES};
use object_model::types::dict::views::{DICT_ITEMS, DICT_KEYS, DICT_VALUES, DictView, view_of};

// ANCHOR: iterator
/// C: `odictiterobject`.
#[repr(C)]
pub(crate) struct OdictIterator {
    ob_base: PyObject,
    shown: u8,
    is_reversed: bool,
    di_odict: Field<OrderedDict>,
    di_size: Cell<isize>,
    di_state: usize,
    /// The key that comes next.
    di_current: Field,
    /// C fills this tuple again where nobody else has it.
    _di_result: usize,
}

const _: () = assert!(size_of::<OdictIterator>() == 64);

// SAFETY: made by `make` alone.
unsafe impl Layout for OdictIterator {
    fn type_object() -> &'static StaticType {
        &ODICT_ITERATOR
    }
}

/// `odict_iterator`.
pub(super) static ODICT_ITERATOR: StaticType = StaticType::new(Table::<OdictIterator> {
    tp_name: c"odict_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<OdictIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|it: Obj<'_, OdictIterator>, visitor: &mut Visitor| {
        visitor.field(&it.di_odict)?;
        visitor.field(&it.di_current)
    }),
    tp_iter: Some(itself),
    tp_iternext: next(advance),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    ..Table::NONE
});

fn make(dict: Ordered<'_>, shown: u8, is_reversed: bool) -> Result {
    let from = if is_reversed { End::Last } else { End::First };
    let (state, first) =
        dict.with_order(|order| (order.state, order.end(from).and_then(|place| order.key(place))));
    let it = memory::create(ODICT_ITERATOR.as_type(), |ob_base| OdictIterator {
        ob_base,
        shown,
        is_reversed,
        di_odict: Field::new(Some(dict.to_ref())),
        di_size: Cell::new(as_dict(dict).len() as isize),
        di_state: state,
        di_current: Field::new(first.map(|(key, _)| key)),
        _di_result: 0,
    })?;
    Ok(it.object())
}

/// C: `odictiter_nextkey`.
fn next_key(it: Obj<'_, OdictIterator>) -> Result<Option<(Ref<OrderedDict>, Ref)>> {
    let Some(dict) = it.di_odict.get() else {
        return Ok(None);
    };
    let Some(current) = it.di_current.get() else {
        it.di_odict.clear();
        return Ok(None);
    };
    let ordered = dict.borrow();
    if ordered.with_order(|order| order.state) != it.di_state {
        it.di_odict.clear();
        return Err(raise(&RUNTIME_ERROR, "OrderedDict mutated during iteration"));
    }
    if it.di_size.get() != as_dict(ordered).len() as isize {
        it.di_size.set(-1);
        return Err(raise(&RUNTIME_ERROR, "OrderedDict changed size during iteration"));
    }
    let found = current.borrow().hash().and_then(|hash| find_node(ordered, current.borrow(), hash));
    let place = found
        .and_then(|place| place.ok_or_else(|| errors::raise_object(&KEY_ERROR, current.clone())));
    let place = place.inspect_err(|_| it.di_current.clear())?;
    let from = if it.is_reversed { End::Last } else { End::First };
    let next =
        ordered.with_order(|order| order.after(place, from).and_then(|place| order.key(place)));
    it.di_current.set(next.map(|(key, _)| key));
    Ok(Some((dict, current)))
}

fn advance(it: Obj<'_, OdictIterator>) -> Result<Option<Ref>> {
    let Some((dict, key)) = next_key(it)? else {
        return Ok(None);
    };
    if it.shown == KEYS {
        return Ok(Some(key));
    }
    let value = as_dict(dict.borrow())
        .get_item(key.borrow())
        .and_then(|value| value.ok_or_else(|| errors::raise_object(&KEY_ERROR, key.clone())));
    let value = value.inspect_err(|_| {
        it.di_current.clear();
        it.di_odict.clear();
    })?;
    match it.shown {
        VALUES => Ok(Some(value)),
        _ => Ok(Some(pack([key, value])?)),
    }
}

/// What is left, as a list; the iterator itself stays where it is.
fn reduce(it: Obj<'_, OdictIterator>) -> Result {
    let copy = memory::create(ODICT_ITERATOR.as_type(), |ob_base| OdictIterator {
        ob_base,
        shown: it.shown,
        is_reversed: it.is_reversed,
        di_odict: Field::new(it.di_odict.get()),
        di_size: Cell::new(it.di_size.get()),
        di_state: it.di_state,
        di_current: Field::new(it.di_current.get()),
        _di_result: 0,
    })?;
    let left = list::from_iterable(copy.borrow().object())?.object();
    pack([builtin("iter")?, pack([left])?])
}

/// `tp_iter` of the dict.
pub(super) extern "C" fn iter(dict: Ordered<'_>) -> Result {
    make(dict, KEYS, false)
}

/// `__reversed__` of the dict.
pub(super) fn reversed(dict: Ordered<'_>) -> Result {
    make(dict, KEYS, true)
}
// ANCHOR_END: iterator

// ANCHOR: views
fn make_of_view<const KIND: u8>(view: Obj<'_, DictView<KIND>>, is_reversed: bool) -> Result {
    match view.dv_dict.get() {
        Some(dict) => match dict.borrow().object().downcast::<OrderedDict>() {
            Some(dict) => make(dict, KIND, is_reversed),
            None => nothing(),
        },
        None => nothing(),
    }
}

macro_rules! view_type {
    ($type:ident, $name:literal, $kind:ident, $base:ident, $make:ident) => {
        pub(super) static $type: StaticType = StaticType::new(Table::<DictView<$kind>> {
            tp_name: $name,
            tp_flags: flags::HAVE_GC,
            tp_base: Some($base.as_head()),
            tp_iter: Some({
                extern "C" fn iter(view: Obj<'_, DictView<$kind>>) -> Result {
                    make_of_view(view, false)
                }
                iter
            }),
            tp_methods: &[Method::none(
                c"__reversed__",
                "($self, /)",
                |view| make_of_view(view, true),
                "An iterator from the last to the first.",
            )
            .unsigned()],
            ..Table::NONE
        });

        /// A view of the dict.
        pub(super) fn $make(dict: Ordered<'_>) -> Result {
            view_of::<$kind>(&$type, as_dict(dict))
        }
    };
}

view_type!(ODICT_KEYS, c"odict_keys", KEYS, DICT_KEYS, keys);
view_type!(ODICT_VALUES, c"odict_values", VALUES, DICT_VALUES, values);
view_type!(ODICT_ITEMS, c"odict_items", ITEMS, DICT_ITEMS, items);
// ANCHOR_END: views
