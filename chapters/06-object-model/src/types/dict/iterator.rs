//! Iterators over keys, values and items, forwards and backwards.
//!
//! CPython: `Objects/dictobject.c` (`dictiterobject`, `dictiter_iternextkey`,
//! `dictreviter_iternext`).
//!
//! An iterator keeps a position in the table and how many keys the dict had when it began. If the
//! dict has another number of them at the next step, it raises, and stays broken. If the number
//! is the same but keys were exchanged, that is noticed when more come than were expected.
//!
//! An iterator over items gives out the same tuple again if nobody else has kept it.

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::errors::{RUNTIME_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::flags;
use crate::types::dict::PyDictObject;
use crate::types::dict::object::Dict;
use crate::types::{int, list, tuple};

/// What an iterator or a view yields.
/// Shows keys.
pub const KEYS: u8 = 0;
/// Shows values.
pub const VALUES: u8 = 1;
/// Shows keys with values.
pub const ITEMS: u8 = 2;
/// From the last entry to the first.
pub(super) const REVERSED: u8 = 3;

// ANCHOR: layout
/// C: `dictiterobject`. `KIND` is what it yields, and in which order.
#[repr(C)]
pub struct DictIterator<const KIND: u8> {
    ob_base: PyObject,
    /// Null at the end.
    di_dict: Field<PyDictObject>,
    di_used: Cell<isize>,
    di_pos: Cell<isize>,
    /// The tuple that was given out last, for items only.
    di_result: Field<tuple::PyTupleObject>,
    len: Cell<isize>,
}

const _: () = assert!(size_of::<DictIterator<KEYS>>() == 56);

impl<const KIND: u8> DictIterator<KIND> {
    const TABLE: Table<DictIterator<KIND>> = Table {
        tp_flags: flags::HAVE_GC,
        tp_dealloc: Some(dealloc::<DictIterator<KIND>>),
        // CPython leaves the slot of those that go backwards to be inherited.
        tp_getattro: if KIND < REVERSED { Some(generic_getattr) } else { None },
        tp_traverse: traverse(iterator_traverse::<KIND>),
        tp_iter: Some(itself),
        tp_iternext: next(iterator_next::<KIND>),
        tp_methods: &[
            Method::none(
                c"__length_hint__",
                "($self, /)",
                iterator_length_hint::<KIND>,
                "How many are left.",
            )
            .unsigned(),
            Method::none(c"__reduce__", "($self, /)", iterator_reduce::<KIND>, "For pickling.")
                .unsigned(),
        ],
        ..Table::NONE
    };
}

macro_rules! iterators {
    ($($(#[$doc:meta])* $type:ident = $kind:expr, $name:literal;)*) => {
        // SAFETY: made by `iterator`, which gives each kind its type.
        unsafe impl<const KIND: u8> Layout for DictIterator<KIND> {
            fn type_object() -> &'static StaticType {
                match KIND {
                    $(kind if kind == $kind => &$type,)*
                    _ => unreachable!("six kinds"),
                }
            }
        }

        $(
        $(#[$doc])*
        pub static $type: StaticType = StaticType::new(Table::<DictIterator<{ $kind }>> {
            tp_name: $name,
            ..DictIterator::<{ $kind }>::TABLE
        });
        )*
    };
}

iterators! {
    /// `dict_keyiterator`.
    DICT_KEY_ITERATOR = KEYS, c"dict_keyiterator";
    /// `dict_valueiterator`.
    DICT_VALUE_ITERATOR = VALUES, c"dict_valueiterator";
    /// `dict_itemiterator`.
    DICT_ITEM_ITERATOR = ITEMS, c"dict_itemiterator";
    /// `dict_reversekeyiterator`.
    DICT_REVERSE_KEY_ITERATOR = REVERSED + KEYS, c"dict_reversekeyiterator";
    /// `dict_reversevalueiterator`.
    DICT_REVERSE_VALUE_ITERATOR = REVERSED + VALUES, c"dict_reversevalueiterator";
    /// `dict_reverseitemiterator`.
    DICT_REVERSE_ITEM_ITERATOR = REVERSED + ITEMS, c"dict_reverseitemiterator";
}
// ANCHOR_END: layout

// ANCHOR: new
/// C: `dictiter_new`.
pub(super) fn iterator<const KIND: u8>(dict: Dict<'_>) -> Result {
    let result = match KIND % REVERSED {
        ITEMS => {
            let none = || crate::types::none().to_ref();
            Some(tuple::new([none(), none()])?)
        }
        _ => None,
    };
    let first = if KIND < REVERSED { 0 } else { dict.entries() as isize - 1 };
    let ob_type = DictIterator::<KIND>::type_object().as_type();
    let iterator = memory::create(ob_type, |ob_base| DictIterator::<KIND> {
        ob_base,
        di_dict: Field::new(Some(dict.to_ref())),
        di_used: Cell::new(dict.len() as isize),
        di_pos: Cell::new(first),
        di_result: Field::new(result),
        len: Cell::new(dict.len() as isize),
    })?;
    Ok(iterator.object())
}

/// `iter(dict)`.
pub(super) extern "C" fn dict_iter(dict: Dict<'_>) -> Result {
    iterator::<KEYS>(dict)
}

/// `dict.__reversed__`.
pub(super) fn dict_reversed(dict: Dict<'_>) -> Result {
    iterator::<{ REVERSED + KEYS }>(dict)
}

fn iterator_traverse<const KIND: u8>(
    iterator: Obj<'_, DictIterator<KIND>>,
    visitor: &mut Visitor,
) -> Flow {
    visitor.field(&iterator.di_dict)?;
    visitor.field(&iterator.di_result)
}
// ANCHOR_END: new

// ANCHOR: next
fn iterator_next<const KIND: u8>(iterator: Obj<'_, DictIterator<KIND>>) -> Result<Option<Ref>> {
    let Some(dict) = iterator.di_dict.get() else {
        return Ok(None);
    };
    let dict = dict.borrow();
    if iterator.di_used.get() != dict.len() as isize {
        iterator.di_used.set(-1);
        return Err(raise(&RUNTIME_ERROR, "dictionary changed size during iteration"));
    }
    let step = if KIND < REVERSED { 1 } else { -1 };
    let mut position = iterator.di_pos.get();
    let (key, value) = loop {
        let Some(entry) = usize::try_from(position).ok().and_then(|at| dict.entry_at(at)) else {
            iterator.di_dict.clear();
            return Ok(None);
        };
        position += step;
        if let Some(entry) = entry {
            break entry;
        }
    };
    // Backwards nothing is expected of the number, as in CPython.
    if KIND < REVERSED && iterator.len.get() == 0 {
        iterator.di_dict.clear();
        return Err(raise(&RUNTIME_ERROR, "dictionary keys changed during iteration"));
    }
    iterator.di_pos.set(position);
    iterator.len.set(iterator.len.get() - 1);
    match KIND % REVERSED {
        KEYS => Ok(Some(key)),
        VALUES => Ok(Some(value)),
        _ => tuple::methods::reuse(&iterator.di_result, [key, value]).map(Some),
    }
}

fn iterator_length_hint<const KIND: u8>(iterator: Obj<'_, DictIterator<KIND>>) -> Result {
    let dict = iterator.di_dict.get();
    let is_valid = dict.is_some_and(|dict| dict.borrow().len() as isize == iterator.di_used.get());
    Ok(int::from_i64(if is_valid { iterator.len.get() as i64 } else { 0 })?.object())
}

/// `iter` and a list of what is left; the iterator itself stays where it is.
fn iterator_reduce<const KIND: u8>(iterator: Obj<'_, DictIterator<KIND>>) -> Result {
    let pair = match iterator.di_result.is_null() {
        true => None,
        false => {
            let none = || crate::types::none().to_ref();
            Some(tuple::new([none(), none()])?)
        }
    };
    let copy = memory::create(iterator.ob_type(), |ob_base| DictIterator::<KIND> {
        ob_base,
        di_dict: Field::new(iterator.di_dict.get()),
        di_used: Cell::new(iterator.di_used.get()),
        di_pos: Cell::new(iterator.di_pos.get()),
        di_result: Field::new(pair),
        len: Cell::new(iterator.len.get()),
    });
    let rest = list::from_iterable(copy?.borrow().object())?;
    let arguments = tuple::new([rest.object()])?;
    Ok(tuple::new([builtin("iter")?, arguments.object()])?.object())
}
// ANCHOR_END: next
