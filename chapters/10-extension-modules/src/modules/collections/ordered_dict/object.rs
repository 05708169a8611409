//! The dict that keeps its order in a list.
//!
//! CPython: `Objects/odictobject.c` (`PyODictObject`, `_PyODict_SetItem_KnownHash`,
//! `_odict_popkey_hash`, `OrderedDict_move_to_end_impl`).
//!
//! Invariant: the list is changed only by what is here. Who changes the dict behind its back
//! (`dict.__setitem__(ordered, …)`) has keys without a node, which the list doesn't show, as in
//! CPython.

use super::{update, views};
use crate::key_order::{End, Order};
use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::types::dict::DICT;
use object_model::types::dict::merge::dict_fromkeys;
use object_model::types::dict::object::key_error;
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// C: `PyODictObject`.
#[repr(C)]
pub(crate) struct OrderedDict {
    dict: PyDictObject,
    order: Cell<Option<Box<Order>>>,
    /// What C needs to find a node.
    _nodes: [usize; 5],
    od_inst_dict: Field,
    od_weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<OrderedDict>() == 112);
const _: () = assert!(offset_of!(OrderedDict, od_inst_dict) == 96);

// SAFETY: made by dict's `tp_new`, zeroed behind the dict: an empty list.
unsafe impl Layout for OrderedDict {
    fn type_object() -> &'static StaticType {
        &ORDERED_DICT
    }
}

pub(super) type Ordered<'a> = Obj<'a, OrderedDict>;

/// `collections.OrderedDict`.
pub(crate) static ORDERED_DICT: StaticType = StaticType::new(Table::<OrderedDict> {
    tp_name: c"collections.OrderedDict",
    tp_doc: "A dict that remembers the order of its keys and can change it.",
    tp_base: Some(DICT.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_weaklistoffset: offset_of!(OrderedDict, od_weakreflist),
    tp_dictoffset: offset_of!(OrderedDict, od_inst_dict) as isize,
    tp_dealloc: Some(ordered_dealloc),
    tp_repr: Some(repr),
    tp_as_number: PyNumberMethods {
        nb_or: Some(or),
        nb_inplace_or: Some(or_in_place),
        ..PyNumberMethods::NONE
    },
    tp_as_mapping: PyMappingMethods { mp_ass_subscript: Some(assign), ..PyMappingMethods::NONE },
    tp_hash: object_model::protocol::hash::unhashable(),
    tp_traverse: traverse(visit),
    tp_clear: Some(tp_clear),
    tp_richcompare: Some(compare),
    tp_iter: Some(views::iter),
    tp_init: Some(init),
    tp_alloc: Some(memory::generic_alloc),
    tp_methods: METHODS,
    tp_getset: &[instance_dict()],
    ..Table::NONE
});

const METHODS: &[Method<OrderedDict>] = &[
    Method::class(
        c"fromkeys",
        "($type, /, iterable, value=None)",
        dict_fromkeys,
        "An OrderedDict with the keys that an iterable yields, all with one value.",
    ),
    Method::none(c"__sizeof__", "($self, /)", size_in_bytes, "The size in bytes.").unsigned(),
    Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
    Method::new(
        c"setdefault",
        "($self, /, key, default=None)",
        set_default,
        "The value of a key, which gets the default if it has none.",
    ),
    Method::new(
        c"pop",
        "($self, /, key, default=<unrepresentable>)",
        |dict, arguments| {
            let hash = arguments[0].hash()?;
            pop_key(dict, arguments[0], hash, arguments.get(1))
        },
        "Takes a key out and returns its value. If it isn't there: the default, or KeyError.",
    ),
    Method::new(
        c"popitem",
        "($self, /, last=True)",
        pop_item,
        "Takes the last key, or the first, out and returns it with its value.",
    ),
    Method::none(c"keys", "($self, /)", views::keys, "A view of the keys.").unsigned(),
    Method::none(c"values", "($self, /)", views::values, "A view of the values.").unsigned(),
    Method::none(c"items", "($self, /)", views::items, "A view of keys with values.").unsigned(),
    Method::new(
        c"update",
        "($self, *args, **kwargs)",
        |dict: Ordered<'_>, arguments| {
            let keywords = arguments.keyword_dict()?;
            let keywords = keywords.as_ref().map(|keywords| keywords.borrow());
            update::update(dict.object(), arguments.rest(), keywords)?;
            nothing()
        },
        "Puts in what a mapping or pairs have, and then what is given by name.",
    )
    .unsigned(),
    Method::none(c"clear", "($self, /)", clear, "Takes all keys out.").unsigned(),
    Method::none(c"copy", "($self, /)", copy, "An OrderedDict with the same keys and values.")
        .unsigned(),
    Method::none(c"__reversed__", "($self, /)", views::reversed, "An iterator from the last key.")
        .unsigned(),
    Method::new(
        c"move_to_end",
        "($self, /, key, last=True)",
        move_to_end,
        "Moves a key to the end, or with last=False to the beginning.",
    ),
];
// ANCHOR_END: layout

// ANCHOR: nodes
impl OrderedDict {
    /// Lends the list out. `body` runs nothing that could ask for it again.
    pub(super) fn with_order<R>(&self, body: impl FnOnce(&mut Order) -> R) -> R {
        let mut order = self.order.take().unwrap_or_default();
        let result = body(&mut order);
        self.order.set(Some(order));
        result
    }
}

pub(super) fn as_dict(this: Ordered<'_>) -> Obj<'_, PyDictObject> {
    // SAFETY: the struct begins with a dict.
    unsafe { this.cast() }
}

/// The node of a key. C: `_odict_find_node_hash`.
pub(super) fn find_node(this: Ordered<'_>, key: Obj<'_>, hash: isize) -> Result<Option<usize>> {
    if this.with_order(|order| order.is_empty()) {
        return Ok(None);
    }
    let stored = as_dict(this).stored_key(key, hash)?;
    let size = as_dict(this).table_size();
    Ok(this.with_order(|order| {
        order.fast_size = size;
        stored.and_then(|stored| order.find(&stored))
    }))
}

/// C: `_PyODict_SetItem_KnownHash`.
fn set_with_hash(this: Ordered<'_>, key: Obj<'_>, hash: isize, value: Obj<'_>) -> Result<()> {
    let dict = as_dict(this);
    dict.set_with_hash(key, hash, value)?;
    if let Some(stored) = dict.stored_key(key, hash)? {
        let size = dict.table_size();
        this.with_order(|order| {
            order.fast_size = size;
            order.add(stored, hash);
        });
    }
    Ok(())
}

/// C: `PyODict_DelItem`.
fn delete(this: Ordered<'_>, key: Obj<'_>) -> Result<()> {
    let hash = key.hash()?;
    remove_node(this, find_node(this, key, hash)?);
    match as_dict(this).take_with_hash(key, hash)? {
        Some(_) => Ok(()),
        None => Err(key_error(key)),
    }
}

fn remove_node(this: Ordered<'_>, place: Option<usize>) {
    let key = this.with_order(|order| place.and_then(|place| order.remove(place)));
    drop(key);
}

/// C: `_odict_popkey_hash`.
fn pop_key(this: Ordered<'_>, key: Obj<'_>, hash: isize, default: Option<Obj<'_>>) -> Result {
    let absent = || match default {
        Some(default) => Ok(default.to_ref()),
        None => Err(errors::raise_object(&KEY_ERROR, key.to_ref())),
    };
    let Some(place) = find_node(this, key, hash)? else {
        return absent();
    };
    remove_node(this, Some(place));
    match as_dict(this).take_with_hash(key, hash)? {
        Some(value) => Ok(value),
        None => absent(),
    }
}

/// The keys in order, as they are now.
fn ordered_keys(this: Ordered<'_>) -> Vec<(Ref, isize)> {
    this.with_order(|order| {
        let mut at = order.end(End::First);
        let next = || {
            let place = at?;
            at = order.after(place, End::First);
            order.key(place)
        };
        std::iter::from_fn(next).collect()
    })
}
// ANCHOR_END: nodes

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn ordered_dealloc(dict: NonNull<OrderedDict>) {
    // SAFETY: nobody else has the dict; what it is beside a dict goes first.
    unsafe {
        clear_weak_references(Obj::from_ptr(dict).object());
        dict.as_ref().od_inst_dict.clear();
        drop(dict.as_ref().order.take());
        let dealloc = DICT.tp_dealloc.get().expect("a dict can be freed");
        dealloc(dict.cast());
    }
}

fn visit(dict: Ordered<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&dict.od_inst_dict)?;
    dict.with_order(|order| order.keys().try_for_each(|key| visitor.visit(key.borrow())))?;
    let traverse = DICT.tp_traverse.get().expect("a dict can be gone through");
    visitor.delegate(dict.object(), traverse)
}

extern "C" fn tp_clear(dict: Ordered<'_>) -> Status {
    dict.od_inst_dict.clear();
    empty(dict);
    Ok(())
}

fn empty(dict: Ordered<'_>) {
    as_dict(dict).clear();
    let nodes = dict.with_order(Order::clear);
    drop(nodes);
}

extern "C" fn init(dict: Ordered<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let positional = Given::of_tuple(arguments, None).positional;
    if positional.len() > 1 {
        let message = format_args!("expected at most 1 arguments, got {}", positional.len());
        return Err(raise(&TYPE_ERROR, message).into());
    }
    let keywords = keywords.and_then(|keywords| keywords.downcast::<PyDictObject>());
    update::update(dict.object(), positional, keywords)?;
    Ok(())
}

extern "C" fn assign(dict: Ordered<'_>, key: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    match value {
        Some(value) => set_with_hash(dict, key, key.hash()?, value)?,
        None => delete(dict, key)?,
    }
    Ok(())
}

extern "C" fn or(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (class, other) = match left.downcast::<OrderedDict>() {
        Some(left) => (class_of(left), right),
        None => (class_of(right), left),
    };
    if other.downcast::<PyDictObject>().is_none() {
        return Ok(not_implemented().to_ref());
    }
    let made = class.borrow().call_one(left)?;
    update::update_from(made.borrow(), right)?;
    Ok(made)
}

extern "C" fn or_in_place(dict: Ordered<'_>, other: Obj<'_>) -> Result {
    update::update_from(dict.object(), other)?;
    Ok(dict.object().to_ref())
}

/// Two of them are equal only if their orders are. C: `odict_richcompare`.
extern "C" fn compare(left: Ordered<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let is_equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    if right.downcast::<PyDictObject>().is_none() {
        return Ok(not_implemented().to_ref());
    }
    let compare = DICT.tp_richcompare.get().expect("dicts can be compared");
    let answer = compare(left.object(), right, comparison)?;
    let Some(right) = right.downcast::<OrderedDict>() else {
        return Ok(answer);
    };
    if answer.borrow().is(bool_(!is_equality)) {
        return Ok(answer);
    }
    let (lefts, rights) = (ordered_keys(left), ordered_keys(right));
    let mut equal = lefts.len() == rights.len();
    for ((left, _), (right, _)) in lefts.iter().zip(&rights) {
        equal = equal && left.borrow().compare_bool(right.borrow(), Comparison::Equal)?;
    }
    boolean(equal == is_equality)
}

extern "C" fn repr(dict: Ordered<'_>) -> Result {
    let name = dict.ob_type().short_name().to_owned();
    if as_dict(dict).is_empty() {
        return text(&format!("{name}()"));
    }
    guard_repr(
        dict.object(),
        || text("..."),
        || {
            let pairs = match dict.is_exactly(&ORDERED_DICT) {
                true => {
                    let pairs = list::new()?;
                    for (key, hash) in ordered_keys(dict) {
                        let value = as_dict(dict).get_with_hash(key.borrow(), hash)?;
                        let value =
                            value.ok_or_else(|| errors::raise_object(&KEY_ERROR, key.clone()))?;
                        pairs.borrow().push(pack([key, value])?)?;
                    }
                    pairs
                }
                false => {
                    let items = dict.object().call_method(name!("items"), &[])?;
                    list::from_iterable(items.borrow())?
                }
            };
            let mut text = ReprBuilder::default();
            text.push(dict.ob_type().short_name());
            text.push("(");
            text.push_repr(pairs.borrow().object())?;
            text.push(")");
            Ok(text.finish()?.object())
        },
    )
}
// ANCHOR_END: slots

// ANCHOR: methods
fn size_in_bytes(dict: Ordered<'_>) -> Result {
    let (fast, is_empty) = dict.with_order(|order| (order.fast_size, order.is_empty()));
    let nodes = if is_empty { 0 } else { 32 * as_dict(dict).len() };
    size(as_dict(dict).byte_size() + 8 * fast + nodes)
}

fn reduce(dict: Ordered<'_>) -> Result {
    let state = dict.object().call_method(name!("__getstate__"), &[])?;
    let items = dict.object().call_method(name!("items"), &[])?.borrow().iter()?;
    pack([class_of(dict), tuple::of(&[])?.object(), state, none().to_ref(), items])
}

fn set_default(dict: Ordered<'_>, arguments: &Arguments<'_>) -> Result {
    let (key, default) = (arguments[0], arguments.get(1).unwrap_or(none()));
    if dict.is_exactly(&ORDERED_DICT) {
        let hash = key.hash()?;
        if let Some(value) = as_dict(dict).get_with_hash(key, hash)? {
            return Ok(value);
        }
        set_with_hash(dict, key, hash, default)?;
        return Ok(default.to_ref());
    }
    if dict.object().contains(key)? {
        return dict.object().get_item(key);
    }
    dict.object().set_item(key, Some(default))?;
    Ok(default.to_ref())
}

fn end(arguments: &Arguments<'_>, index: usize) -> Result<End> {
    Ok(match arguments.get(index) {
        Some(last) if !last.is_true()? => End::First,
        _ => End::Last,
    })
}

fn pop_item(dict: Ordered<'_>, arguments: &Arguments<'_>) -> Result {
    let end = end(arguments, 0)?;
    let last = dict.with_order(|order| order.end(end).and_then(|place| order.key(place)));
    let Some((key, hash)) = last else {
        return Err(raise(&KEY_ERROR, "dictionary is empty"));
    };
    let value = pop_key(dict, key.borrow(), hash, None)?;
    pack([key, value])
}

fn clear(dict: Ordered<'_>) -> Result {
    empty(dict);
    nothing()
}

fn copy(dict: Ordered<'_>) -> Result {
    let made = class_of(dict).borrow().call_none()?;
    let exact = made.borrow().downcast_exact::<OrderedDict>();
    let is_exact = dict.is_exactly(&ORDERED_DICT);
    for (key, hash) in ordered_keys(dict) {
        let key = key.borrow();
        match exact.filter(|_| is_exact) {
            Some(made) => match as_dict(dict).get_with_hash(key, hash)? {
                Some(value) => set_with_hash(made, key, hash, value.borrow())?,
                None => return Err(errors::raise_object(&KEY_ERROR, key.to_ref())),
            },
            None => {
                let value = dict.object().get_item(key)?;
                made.borrow().set_item(key, Some(value.borrow()))?;
            }
        }
    }
    Ok(made)
}

fn move_to_end(dict: Ordered<'_>, arguments: &Arguments<'_>) -> Result {
    let (key, end) = (arguments[0], end(arguments, 1)?);
    let absent = || Err(errors::raise_object(&KEY_ERROR, key.to_ref()));
    let at_end = dict.with_order(|order| order.end(end).and_then(|place| order.key(place)));
    let Some((at_end, _)) = at_end else {
        return absent();
    };
    if !at_end.borrow().is(key) {
        let Some(place) = find_node(dict, key, key.hash()?)? else {
            return absent();
        };
        dict.with_order(|order| order.move_to(place, end));
    }
    nothing()
}
// ANCHOR_END: methods
