//! The set object.
//!
//! CPython: `Include/cpython/setobject.h` (`PySetObject`, `setentry`), `Objects/setobject.c`.
//!
//! Both types have the same layout. A small set's table is in the object itself.
//!
//! Invariant: `table` leads to `mask + 1` entries. An entry without a key and with a hash of 0
//! was never used; one without a key and with −1 held a key once, which CPython marks with a key
//! of its own, `dummy`. `fill` counts entries that aren't unused, `used` those with a key.

use std::cell::Cell;
use std::mem::offset_of;
use std::ptr::{self, NonNull};

use crate::arguments::Given;
use crate::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::hash::unhashable;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, contains, hash, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyNumberMethods, PySequenceMethods, PyTypeObject, Type, flags};
use crate::types::generic_alias::class_getitem;
use crate::types::set::methods as m;
use crate::types::set::{iterator, operations};
use crate::types::weakref;

// ANCHOR: layout
/// C: `setentry`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct SetEntry {
    pub key: Field,
    pub hash: Cell<isize>,
}

/// C: `PySetObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PySetObject {
    pub ob_base: PyObject,
    pub fill: Cell<isize>,
    pub used: Cell<isize>,
    pub mask: Cell<isize>,
    pub table: Cell<*mut SetEntry>,
    pub hash: Cell<isize>,
    pub finger: Cell<isize>,
    pub smalltable: [SetEntry; MIN_SIZE],
    pub weakreflist: Cell<*mut PyObject>,
}

/// C: `PySet_MINSIZE`.
pub(super) const MIN_SIZE: usize = 8;

const _: () = assert!(size_of::<PySetObject>() == 200);
const _: () = assert!(offset_of!(PySetObject, smalltable) == 64);

/// A borrowed set or frozenset.
pub type Set<'a> = Obj<'a, PySetObject>;

// SAFETY: all sets begin with the struct; frozensets, too, which `any_set` finds.
unsafe impl Layout for PySetObject {
    fn type_object() -> &'static StaticType {
        &SET
    }
}

/// An object as a set or a frozenset, or as an instance of a subclass. C: `PyAnySet_Check`.
pub fn any_set<'a>(object: Obj<'a>) -> Option<Set<'a>> {
    let is_one = object.is_instance(&SET) || object.is_instance(&FROZENSET);
    // SAFETY: both have the same layout.
    is_one.then(|| unsafe { object.cast() })
}
// ANCHOR_END: layout

// ANCHOR: tables
const NUMBER: PyNumberMethods<PySetObject> = PyNumberMethods {
    nb_subtract: Some(operations::set_sub),
    nb_and: Some(operations::set_and),
    nb_xor: Some(operations::set_xor),
    nb_or: Some(operations::set_or),
    ..PyNumberMethods::NONE
};

const COMMON: Table<PySetObject> = Table {
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::MATCH_SELF,
    tp_weaklistoffset: offset_of!(PySetObject, weakreflist),
    tp_dealloc: Some(set_dealloc),
    tp_repr: Some(m::set_repr),
    tp_as_number: NUMBER,
    tp_as_sequence: PySequenceMethods {
        sq_length: length(set_length),
        sq_contains: contains(m::contains),
        ..PySequenceMethods::NONE
    },
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(set_traverse),
    tp_clear: Some(set_clear),
    tp_richcompare: Some(operations::set_richcompare),
    tp_iter: Some(iterator::set_iter),
    tp_alloc: Some(memory::generic_alloc),
    ..Table::NONE
};

macro_rules! row {
    ($kind:ident, $name:literal, $signature:literal, $function:path, $doc:literal) => {
        Method::$kind($name, $signature, $function, $doc).unsigned()
    };
}

const CONTAINS: Method<PySetObject> =
    row!(one, c"__contains__", "($self, item, /)", m::contains_method, "Whether it is there.")
        .coexist();
const COPY_DOC: &str = "A set of the same items.";
const DIFFERENCE: Method<PySetObject> =
    row!(new, c"difference", "($self, *others)", m::difference, "What none of the others has.");
const INTERSECTION: Method<PySetObject> =
    row!(new, c"intersection", "($self, *others)", m::intersection, "What all have.");
const IS_DISJOINT: Method<PySetObject> =
    row!(one, c"isdisjoint", "($self, other, /)", m::isdisjoint, "Whether nothing is in both.");
const IS_SUBSET: Method<PySetObject> =
    row!(one, c"issubset", "($self, other, /)", m::issubset, "Whether the other has it all.");
const IS_SUPERSET: Method<PySetObject> = row!(
    one,
    c"issuperset",
    "($self, other, /)",
    m::issuperset,
    "Whether it has all of the other."
);
const REDUCE: Method<PySetObject> =
    row!(none, c"__reduce__", "($self, /)", m::reduce, "For pickling.");
const SIZEOF: Method<PySetObject> =
    row!(none, c"__sizeof__", "($self, /)", m::sizeof, "The size in bytes.");
const SYMMETRIC: Method<PySetObject> = row!(
    one,
    c"symmetric_difference",
    "($self, other, /)",
    m::symmetric_difference,
    "What only one of the two has."
);
const UNION: Method<PySetObject> =
    row!(new, c"union", "($self, *others)", m::union, "What any has.");

/// `set`.
pub static SET: StaticType = StaticType::new(Table::<PySetObject> {
    tp_name: c"set",
    tp_doc: "Objects without order and without repetition.",
    tp_as_number: PyNumberMethods {
        nb_inplace_subtract: Some(operations::set_isub),
        nb_inplace_and: Some(operations::set_iand),
        nb_inplace_xor: Some(operations::set_ixor),
        nb_inplace_or: Some(operations::set_ior),
        ..NUMBER
    },
    tp_hash: unhashable(),
    tp_init: Some(set_init),
    tp_new: Some(set_new),
    tp_methods: &[
        class_getitem(),
        row!(one, c"add", "($self, item, /)", m::add, "Puts an item in, if it isn't there."),
        row!(none, c"clear", "($self, /)", m::clear, "Takes all items out."),
        CONTAINS,
        Method::none(c"copy", "($self, /)", m::copy, COPY_DOC).unsigned(),
        row!(one, c"discard", "($self, item, /)", m::discard, "Takes an item out, if it is there."),
        DIFFERENCE,
        row!(
            new,
            c"difference_update",
            "($self, *others)",
            m::difference_update,
            "Takes out what any of the others has."
        ),
        INTERSECTION,
        row!(
            new,
            c"intersection_update",
            "($self, *others)",
            m::intersection_update,
            "Keeps what all of the others have."
        ),
        IS_DISJOINT,
        IS_SUBSET,
        IS_SUPERSET,
        row!(none, c"pop", "($self, /)", m::pop, "Takes any item out and returns it."),
        REDUCE,
        row!(
            one,
            c"remove",
            "($self, item, /)",
            m::remove,
            "Takes an item out; KeyError if it isn't there."
        ),
        SIZEOF,
        SYMMETRIC,
        row!(
            one,
            c"symmetric_difference_update",
            "($self, other, /)",
            m::symmetric_difference_update,
            "Keeps what only one of the two has."
        ),
        UNION,
        row!(new, c"update", "($self, *others)", m::update, "Puts in what any of the others has."),
    ],
    ..COMMON
});

/// `frozenset`.
pub static FROZENSET: StaticType = StaticType::new(Table::<PySetObject> {
    tp_name: c"frozenset",
    tp_doc: "A set that doesn't change.",
    tp_hash: hash(m::frozenset_hash),
    tp_new: Some(frozenset_new),
    tp_methods: &[
        class_getitem(),
        CONTAINS,
        Method::none(c"copy", "($self, /)", m::frozenset_copy, COPY_DOC).unsigned(),
        DIFFERENCE,
        INTERSECTION,
        IS_DISJOINT,
        IS_SUBSET,
        IS_SUPERSET,
        REDUCE,
        SIZEOF,
        SYMMETRIC,
        UNION,
    ],
    ..COMMON
});
// ANCHOR_END: tables

// ANCHOR: new
/// A new, empty set.
pub fn new() -> Result<Ref<PySetObject>> {
    create(SET.as_type())
}

/// A set of what an iterable yields. C: `PySet_New`.
pub fn from_iterable(iterable: Obj<'_>) -> Result<Ref<PySetObject>> {
    of_type(SET.as_type(), Some(iterable))
}

/// C: `make_new_set`.
pub(super) fn of_type(ob_type: Type<'_>, iterable: Option<Obj<'_>>) -> Result<Ref<PySetObject>> {
    let set = create(ob_type)?;
    if let Some(iterable) = iterable {
        set.borrow().update(iterable)?;
    }
    Ok(set)
}

/// The type of what an operation on a set makes: never a subclass. C: `make_new_set_basetype`.
pub(super) fn base_type(set: Set<'_>) -> Type<'static> {
    match set.is_instance(&FROZENSET) {
        true => FROZENSET.as_type(),
        false => SET.as_type(),
    }
}

fn create(ob_type: Type<'_>) -> Result<Ref<PySetObject>> {
    let set = memory::create(ob_type, |ob_base| PySetObject {
        ob_base,
        fill: Cell::new(0),
        used: Cell::new(0),
        mask: Cell::new(MIN_SIZE as isize - 1),
        table: Cell::new(ptr::null_mut()),
        hash: Cell::new(-1),
        finger: Cell::new(0),
        smalltable: [const { SetEntry { key: Field::NULL, hash: Cell::new(0) } }; MIN_SIZE],
        weakreflist: Cell::new(ptr::null_mut()),
    })?;
    set.table.set(set.borrow().small_table());
    Ok(set)
}

extern "C" fn set_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(create(ob_type)?.object())
}

const SIGNATURE: Signature = Signature::parse("(iterable=(), /)");

/// C: `set_init`.
extern "C" fn set_init(set: Set<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let mut given = Given::of_tuple(arguments, keywords);
    if !takes_no_names(set.ob_type(), &SET) {
        given.keywords = crate::arguments::Keywords::None;
    } else if !given.keywords.is_empty() {
        let message = "set() takes no keyword arguments";
        return Err(crate::errors::raise(&crate::errors::TYPE_ERROR, message).into());
    }
    let name = set.ob_type().name().to_owned();
    SIGNATURE.bind(&name, given, |arguments| {
        set.clear();
        set.hash.set(-1);
        match arguments.get(0) {
            Some(iterable) => set.update(iterable),
            None => Ok(()),
        }
    })?;
    Ok(())
}

/// Whether names in a call are an error: not if a subclass has an `__init__` of its own.
fn takes_no_names(ob_type: Type<'_>, base: &PyTypeObject) -> bool {
    let init = |ob_type: &PyTypeObject| ob_type.tp_init.get().map(|init| init as usize);
    ob_type.is(base.borrow()) || init(ob_type.get()) == init(base)
}

/// C: `frozenset_new`, `make_new_frozenset`.
extern "C" fn frozenset_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let mut given = Given::of_tuple(arguments, keywords);
    if !takes_no_names(ob_type, &FROZENSET) {
        given.keywords = crate::arguments::Keywords::None;
    }
    SIGNATURE.bind("frozenset", given, |arguments| {
        let iterable = arguments.get(0);
        let same = iterable.filter(|set| set.is_exactly(&FROZENSET));
        match same.filter(|_| ob_type.is(FROZENSET.as_type())) {
            Some(same) => Ok(same.to_ref()),
            None => Ok(of_type(ob_type, iterable)?.object()),
        }
    })
}
// ANCHOR_END: new

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn set_dealloc(set: NonNull<PySetObject>) {
    // SAFETY: nobody else has the set.
    unsafe {
        let borrowed: Set<'_> = Obj::from_ptr(set);
        weakref::clear_references(borrowed.object());
        borrowed.clear();
        dealloc::free(set.cast());
    }
}

fn set_traverse(set: Set<'_>, visitor: &mut Visitor) -> Flow {
    set.entries().iter().try_for_each(|entry| visitor.field(&entry.key))
}

extern "C" fn set_clear(set: Set<'_>) -> Status {
    set.clear();
    Ok(())
}

fn set_length(set: Set<'_>) -> Result<usize> {
    Ok(set.len())
}
// ANCHOR_END: slots
