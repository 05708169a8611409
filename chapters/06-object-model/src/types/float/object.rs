//! The float object.
//!
//! CPython: `Include/cpython/floatobject.h` (`PyFloatObject`), `Objects/floatobject.c`
//! (`PyFloat_Type`, `PyFloat_FromDouble`, `_PyFloat_ExactDealloc`, `float_richcompare`).
//!
//! Floats come and go more often than anything else in a calculation, and are all of one size:
//! up to a hundred dead ones are kept, each leading to the next by the word where its type was.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use crate::dealloc;
use crate::errors::no_memory;
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::object::{Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{hash, truth};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyNumberMethods, Type, flags};
use crate::types::int::PyLongObject;
use crate::types::{bool_, not_implemented};

use super::{methods, operators, text};

// ANCHOR: layout
/// C: `PyFloatObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyFloatObject {
    pub ob_base: PyObject,
    pub ob_fval: Cell<f64>,
}

const _: () = assert!(size_of::<PyFloatObject>() == 24);

/// A borrowed float.
pub type Float<'a> = Obj<'a, PyFloatObject>;

// SAFETY: all floats begin with the struct.
unsafe impl Layout for PyFloatObject {
    fn type_object() -> &'static StaticType {
        &FLOAT
    }
}

/// `float`.
pub static FLOAT: StaticType = StaticType::new(Table::<PyFloatObject> {
    tp_name: c"float",
    signature: "(x=0, /)",
    tp_doc: "A number with a fraction: a double of the machine's.\n\nMade of a number, or of a text that says one.",
    tp_flags: flags::BASETYPE | flags::MATCH_SELF,
    tp_new: Some(text::float_new),
    tp_vectorcall: Some(text::float_vectorcall),
    tp_dealloc: Some(float_dealloc),
    tp_repr: Some(text::float_repr),
    tp_as_number: PyNumberMethods {
        nb_add: Some(operators::float_add),
        nb_subtract: Some(operators::float_subtract),
        nb_multiply: Some(operators::float_multiply),
        nb_remainder: Some(operators::float_modulo),
        nb_divmod: Some(operators::float_divmod),
        nb_power: Some(operators::float_power),
        nb_negative: Some(operators::float_negative),
        nb_positive: Some(operators::float_positive),
        nb_absolute: Some(operators::float_absolute),
        nb_bool: truth(float_bool),
        nb_int: Some(methods::float_int),
        nb_float: Some(operators::float_positive),
        nb_floor_divide: Some(operators::float_floor_divide),
        nb_true_divide: Some(operators::float_true_divide),
        ..PyNumberMethods::NONE
    },
    tp_hash: hash(float_hash),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(float_compare),
    tp_methods: methods::METHODS,
    tp_getset: methods::GETTERS,
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: free_list
/// Dead floats. C: `_Py_float_state`.
struct FreeList {
    first: Cell<*mut PyFloatObject>,
    count: Cell<usize>,
}

// SAFETY: used only by the thread that holds the GIL.
unsafe impl Sync for FreeList {}

static FREE_LIST: FreeList = FreeList { first: Cell::new(ptr::null_mut()), count: Cell::new(0) };

impl FreeList {
    /// C: `PyFloat_MAXFREELIST`.
    const MOST: usize = 100;

    /// The word of a dead float that leads to the next.
    fn link(float: NonNull<PyFloatObject>) -> NonNull<*mut PyFloatObject> {
        const OFFSET: usize = std::mem::offset_of!(PyObject, ob_type);
        // SAFETY: inside of the object.
        unsafe { float.byte_add(OFFSET).cast() }
    }

    #[inline]
    fn take(&self) -> Option<NonNull<PyFloatObject>> {
        let float = NonNull::new(self.first.get())?;
        // SAFETY: a dead float on the list.
        self.first.set(unsafe { FreeList::link(float).read() });
        self.count.set(self.count.get() - 1);
        Some(float)
    }

    /// Keeps a dead float, unless there are enough.
    #[inline]
    fn put(&self, float: NonNull<PyFloatObject>) -> bool {
        if self.count.get() == FreeList::MOST {
            return false;
        }
        // SAFETY: nobody else has it.
        unsafe { FreeList::link(float).write(self.first.get()) };
        self.first.set(float.as_ptr());
        self.count.set(self.count.get() + 1);
        true
    }
}

/// Gives the memory of all dead floats back. C: `_PyFloat_ClearFreeList`.
pub fn clear_free_list() {
    while let Some(float) = FREE_LIST.take() {
        // SAFETY: its memory came from there.
        unsafe { memory::free(float.cast()) };
    }
}

/// C: `float_dealloc`.
///
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn float_dealloc(float: NonNull<PyFloatObject>) {
    // SAFETY: nobody else has the float; the type of one in the list is `float` itself.
    unsafe {
        if !Obj::from_ptr(float).is_exactly(&FLOAT) {
            dealloc::free(float.cast());
        } else if !FREE_LIST.put(float) {
            memory::free(float.cast());
        }
    }
}
// ANCHOR_END: free_list

// ANCHOR: new
/// A float. C: `PyFloat_FromDouble`.
#[inline]
pub fn new(value: f64) -> Result<Ref<PyFloatObject>> {
    let block = match FREE_LIST.take() {
        Some(block) => block,
        None => memory::allocate(size_of::<PyFloatObject>()).map_err(|_| no_memory())?.cast(),
    };
    let ob_base = PyObject::head(FLOAT.as_head());
    // SAFETY: a block of that size that nobody else has.
    unsafe {
        block.write(PyFloatObject { ob_base, ob_fval: Cell::new(value) });
        Ok(Ref::from_owned(block))
    }
}

/// An instance of `float` or of a subclass of it. C: `float_subtype_new`.
pub(super) fn of_type(ob_type: Type<'_>, value: f64) -> Result {
    if ob_type.is(FLOAT.as_type()) {
        return Ok(new(value)?.object());
    }
    let alloc = ob_type.tp_alloc.get().unwrap_or(memory::generic_alloc);
    let object = alloc(ob_type, 0)?;
    // SAFETY: an instance of a subclass of float.
    unsafe { object.borrow().cast::<PyFloatObject>() }.ob_fval.set(value);
    Ok(object)
}

impl Obj<'_, PyFloatObject> {
    /// The double. C: `PyFloat_AS_DOUBLE`.
    #[inline]
    pub fn value(self) -> f64 {
        self.ob_fval.get()
    }

    /// An exact float of the same value: itself, if it is one. C: `float_float`.
    pub fn exact(self) -> Result<Ref<PyFloatObject>> {
        match self.is_exactly(&FLOAT) {
            true => Ok(self.to_ref()),
            false => new(self.value()),
        }
    }
}

/// What arithmetic with floats takes: a float, or an int that fits. C: `CONVERT_TO_DOUBLE`.
#[inline]
pub(crate) fn operand(object: Obj<'_>) -> Option<Result<f64>> {
    if let Some(float) = object.downcast::<PyFloatObject>() {
        return Some(Ok(float.value()));
    }
    object.downcast::<PyLongObject>().map(|int| int.to_f64())
}
// ANCHOR_END: new

// ANCHOR: slots
fn float_bool(float: Float<'_>) -> Result<bool> {
    Ok(float.value() != 0.0)
}

/// A NaN equals nothing, so its address is as good a hash as any.
fn float_hash(float: Float<'_>) -> Result<isize> {
    Ok(match super::hash(float.value()) {
        Some(hash) => hash as isize,
        None => hash_pointer(float.as_ptr().as_ptr()),
    })
}

/// C: `float_richcompare`.
extern "C" fn float_compare(left: Float<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let order = if let Some(right) = right.downcast::<PyFloatObject>() {
        left.value().partial_cmp(&right.value())
    } else if let Some(right) = right.downcast::<PyLongObject>() {
        match right.one_digit() {
            Some(right) => left.value().partial_cmp(&(right as f64)),
            None => super::compare_int(left.value(), right.number()),
        }
    } else {
        return Ok(not_implemented().to_ref());
    };
    let Some(comparison) = Comparison::of(comparison) else {
        return Ok(not_implemented().to_ref());
    };
    Ok(bool_(match order {
        Some(order) => comparison.holds(order),
        None => comparison == Comparison::NotEqual,
    })
    .to_ref())
}
// ANCHOR_END: slots
