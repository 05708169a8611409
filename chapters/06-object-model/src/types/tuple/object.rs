//! The tuple object.
//!
//! CPython: `Include/cpython/tupleobject.h`, `Objects/tupleobject.c` (`tuple_alloc`,
//! `tupledealloc`, `tuplehash`, `tuplerichcompare`).
//!
//! Invariant: the items never change once anybody but the maker has seen the tuple.

use std::ptr::NonNull;

use crate::dealloc;
use crate::errors::{INDEX_ERROR, raise};
use crate::free_list::FreeList;
use crate::gc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyVarObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, contains, hash, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyMappingMethods, PySequenceMethods, flags};
use crate::types::generic_alias::class_getitem;
use crate::types::not_implemented;
use crate::types::tuple::methods;

// ANCHOR: layout
/// C: `PyTupleObject`. The items follow.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyTupleObject {
    pub ob_base: PyVarObject,
}

/// A borrowed tuple.
pub type Tuple<'a> = Obj<'a, PyTupleObject>;

// SAFETY: all tuples begin with the struct.
unsafe impl Layout for PyTupleObject {
    const SUBCLASS_FLAG: usize = flags::TUPLE_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &TUPLE
    }
}

/// `tuple`.
pub static TUPLE: StaticType = StaticType::new(Table::<PyTupleObject> {
    tp_name: c"tuple",
    signature: "(iterable=(), /)",
    tp_doc: "An immutable sequence.",
    tp_itemsize: 8,
    tp_flags: flags::HAVE_GC
        | flags::BASETYPE
        | flags::TUPLE_SUBCLASS
        | flags::MATCH_SELF
        | flags::SEQUENCE,
    tp_dealloc: Some(tuple_dealloc),
    tp_repr: Some(methods::tuple_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(tuple_length),
        sq_concat: Some(methods::tuple_concat),
        sq_repeat: Some(methods::tuple_repeat),
        sq_item: Some(tuple_item),
        sq_contains: contains(methods::tuple_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(tuple_length),
        mp_subscript: Some(methods::tuple_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(tuple_hash),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(tuple_traverse),
    tp_richcompare: Some(tuple_compare),
    tp_iter: Some(methods::tuple_iter),
    tp_new: Some(methods::tuple_new),
    tp_methods: &[
        class_getitem(),
        Method::none(
            c"__getnewargs__",
            "($self, /)",
            methods::getnewargs,
            "The arguments that make an equal one, for pickling.",
        ),
        Method::new(
            c"index",
            "($self, value, start=0, stop=sys.maxsize, /)",
            methods::index,
            "The index of the first item that equals a value; ValueError if none does.",
        ),
        Method::one(c"count", "($self, value, /)", methods::count, "How many items equal a value."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

/// Dead tuples of 1 to 20 items, up to 2000 of each length. C: `PyTuple_MAXSAVESIZE`,
/// `PyTuple_MAXFREELIST`.
pub(crate) static FREE_LISTS: [FreeList<2000>; 20] = [const { FreeList::EMPTY }; 20];

// ANCHOR: new
/// A tuple of these items. C: `PyTuple_Pack`.
pub fn new<const N: usize>(items: [Ref; N]) -> Result<Ref<PyTupleObject>> {
    from_iterator(items.into_iter())
}

/// A tuple of as many items as the iterator says it has. The empty one exists once.
pub fn from_iterator(items: impl ExactSizeIterator<Item = Ref>) -> Result<Ref<PyTupleObject>> {
    if items.len() == 0
        && let Some(empty) = crate::runtime::runtime().empty_tuple.get()
    {
        return Ok(empty);
    }
    let kept = FREE_LISTS.get(items.len().wrapping_sub(1)).and_then(FreeList::take);
    let object = match kept {
        Some(kept) => kept.cast(),
        None => memory::allocate_untracked(TUPLE.as_type(), items.len())?.cast(),
    };
    // SAFETY: a new tuple with so many null items, filled before it is tracked.
    unsafe {
        let tuple: Ref<PyTupleObject> = Ref::from_owned(object);
        let count = items.len();
        for (field, item) in tuple.borrow().fields().iter().zip(items) {
            field.set(Some(item));
        }
        if count == 0 {
            crate::runtime::runtime().empty_tuple.set(Some(tuple.clone()));
        }
        gc::track(tuple.borrow().object());
        Ok(tuple)
    }
}

/// A tuple of borrowed items.
pub fn of(items: &[Obj<'_>]) -> Result<Ref<PyTupleObject>> {
    from_iterator(items.iter().map(|item| item.to_ref()))
}

impl<'a> Obj<'a, PyTupleObject> {
    /// The items.
    pub fn items(self) -> &'a [Obj<'a>] {
        // SAFETY: the items follow the head, none of a finished tuple's is null, and none
        // changes.
        unsafe {
            let first = self.as_ptr().as_ptr().add(1).cast::<Obj<'a>>();
            std::slice::from_raw_parts(first, self.len())
        }
    }

    /// How many items.
    pub fn len(self) -> usize {
        self.ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Other items in the place of the old ones, in a tuple that only its maker has.
    pub(crate) fn replace_items<const N: usize>(self, items: [Ref; N]) -> [Option<Ref>; N] {
        debug_assert!(self.len() == N);
        let mut items = items.map(Some);
        // SAFETY: by the caller's word nobody else sees the tuple.
        for (field, item) in unsafe { self.fields() }.iter().zip(&mut items) {
            *item = field.replace(item.take());
        }
        items
    }

    /// Another item in the place of one, in a tuple that only its maker has.
    pub(crate) fn replace_item(self, at: usize, item: Ref) -> Option<Ref> {
        // SAFETY: by the caller's word nobody else sees the tuple.
        let fields = unsafe { self.fields() };
        fields[at].replace(Some(item))
    }

    /// Puts an item in the place of another, while the tuple is being made: by `marshal`, where a
    /// tuple may contain itself. C: `PyTuple_SetItem`.
    ///
    /// # Safety
    /// Nobody has items of the tuple borrowed, or its hash.
    ///
    /// # Panics
    /// If there is no such place.
    pub unsafe fn exchange_item(self, at: usize, item: Ref) {
        // SAFETY: the caller makes it.
        unsafe { self.fields()[at].set(Some(item)) };
    }

    /// # Safety
    /// Only for who makes the tuple, or ends it.
    pub(super) unsafe fn fields(self) -> &'a [Field] {
        // SAFETY: as in `items`.
        unsafe {
            let first = self.as_ptr().as_ptr().add(1).cast::<Field>();
            std::slice::from_raw_parts(first, self.len())
        }
    }
}
// ANCHOR_END: new

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn tuple_dealloc(tuple: NonNull<PyTupleObject>) {
    // SAFETY: nobody else has the tuple.
    unsafe {
        let borrowed: Tuple<'_> = Obj::from_ptr(tuple);
        for field in borrowed.fields().iter().rev() {
            field.clear();
        }
        let list = FREE_LISTS.get(borrowed.len().wrapping_sub(1));
        let list = list.filter(|_| borrowed.is_exactly(&TUPLE));
        if !list.is_some_and(|list| list.keep(tuple.cast())) {
            dealloc::free(tuple.cast());
        }
    }
}

fn tuple_traverse(tuple: Tuple<'_>, visitor: &mut Visitor) -> Flow {
    // SAFETY: only looked at.
    unsafe { tuple.fields() }.iter().try_for_each(|field| visitor.field(field))
}

fn tuple_length(tuple: Tuple<'_>) -> Result<usize> {
    Ok(tuple.len())
}

pub(super) extern "C" fn tuple_item(tuple: Tuple<'_>, index: isize) -> Result {
    let item = usize::try_from(index).ok().and_then(|index| tuple.items().get(index));
    match item {
        Some(item) => Ok(item.to_ref()),
        None => Err(raise(&INDEX_ERROR, "tuple index out of range")),
    }
}

/// xxHash's mixing of the items' hashes. C: `tuplehash`.
fn tuple_hash(tuple: Tuple<'_>) -> Result<isize> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut hash = PRIME_5;
    for item in tuple.items() {
        let lane = (item.hash()? as u64).wrapping_mul(PRIME_2);
        hash = hash.wrapping_add(lane).rotate_left(31).wrapping_mul(PRIME_1);
    }
    hash = hash.wrapping_add(tuple.len() as u64 ^ (PRIME_5 ^ 3_527_539));
    Ok(if hash == u64::MAX { 1_546_275_796 } else { hash as isize })
}

/// By the first items that differ. C: `tuplerichcompare`.
extern "C" fn tuple_compare(left: Tuple<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let (Some(right), Some(comparison)) = (right.downcast(), Comparison::of(comparison)) else {
        return Ok(not_implemented().to_ref());
    };
    let right: Tuple<'_> = right;
    for (a, b) in left.items().iter().zip(right.items()) {
        if !a.compare_bool(*b, Comparison::Equal)? {
            return match comparison {
                Comparison::Equal => Ok(crate::types::bool_(false).to_ref()),
                Comparison::NotEqual => Ok(crate::types::bool_(true).to_ref()),
                _ => a.compare(*b, comparison),
            };
        }
    }
    Ok(crate::types::bool_(comparison.holds(left.len().cmp(&right.len()))).to_ref())
}
// ANCHOR_END: slots
