//! The type object: what every object's second word leads to.
//!
//! CPython: `Include/cpython/object.h` (`PyTypeObject`, `PyHeapTypeObject` and the suites),
//! `Include/object.h` (the `Py_TPFLAGS_*`), `Include/methodobject.h`, `Include/structmember.h`,
//! `Include/descrobject.h`.
//!
//! A slot is a nullable C function pointer. Its type says what comes back: [`Result`] where C
//! returns `PyObject *`, [`Status`] where it returns 0 or −1, and for the rest [`Truth`],
//! [`Count`] and [`Hash`], which `slot_kinds.rs` makes from ordinary results.
//!
//! The parameter `L` of a slot's type is the layout of the object that the slot is called on. A
//! table of `list` has slots that take an `Obj<'_, PyListObject>`; in the type object all
//! layouts are forgotten, since the caller has only a type and an object that belong together.
//!
//! Invariant: a slot of a type is called with instances of that type only. Whoever calls it by
//! hand sees to it; wrapper descriptors check it.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::mem::offset_of;
use std::ptr::NonNull;

use crate::object::{Field, Layout, Obj, PyObject, PyVarObject, Ref, Result, Status};
use crate::slot_kinds::{Count, Hash, Send, Truth};
use crate::types::dict::PyDictKeysObject;

/// A borrowed type.
pub type Type<'a> = Obj<'a, PyTypeObject>;

// ANCHOR: slot_types
/// C: `unaryfunc`, `reprfunc`, `getiterfunc`.
pub type UnaryFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Result;
/// A number's operator, which is called with its type's instance on either side. C: `binaryfunc`.
pub type OperatorFunc = extern "C" fn(Obj<'_>, Obj<'_>) -> Result;
/// An operation with one argument. C: `binaryfunc`, `getattrofunc`.
pub type BinaryFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>) -> Result;
/// `pow(x, y, z)`, any of which may be the type's instance. C: `ternaryfunc`.
pub type PowerFunc = extern "C" fn(Obj<'_>, Obj<'_>, Obj<'_>) -> Result;
/// C: `ternaryfunc`, of `nb_inplace_power`.
pub type InPlacePowerFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>, Obj<'_>) -> Result;
/// A call with a tuple of arguments and perhaps a dict. C: `ternaryfunc`, of `tp_call`.
pub type CallFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>, Option<Obj<'_>>) -> Result;
/// C: `inquiry`, of `nb_bool`.
pub type InquiryFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Truth;
/// C: `lenfunc`.
pub type LengthFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Count;
/// C: `ssizeargfunc`.
pub type IndexFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, isize) -> Result;
/// Sets an item, or deletes it where no value is given. C: `ssizeobjargproc`.
pub type SetIndexFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, isize, Option<Obj<'_>>) -> Status;
/// Sets, or deletes where no value is given. C: `objobjargproc`, `setattrofunc`, `descrsetfunc`.
pub type SetFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>, Option<Obj<'_>>) -> Status;
/// C: `objobjproc`.
pub type ContainsFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>) -> Truth;
/// C: `hashfunc`.
pub type HashFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Hash;
/// The last argument is a [`Comparison`](crate::protocol::compare::Comparison) as C's `int`.
/// C: `richcmpfunc`.
pub type CompareFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>, c_int) -> Result;
/// The next item; none at the end, or with an exception set. C: `iternextfunc`.
pub type NextFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Option<Ref>;
/// The descriptor, the instance, and the class. C: `descrgetfunc`.
pub type DescrGetFunc<L = PyObject> =
    extern "C" fn(Obj<'_, L>, Option<Obj<'_>>, Option<Obj<'_>>) -> Result;
/// C: `initproc`.
pub type InitFunc<L = PyObject> = extern "C" fn(Obj<'_, L>, Obj<'_>, Option<Obj<'_>>) -> Status;
/// C: `newfunc`.
pub type NewFunc = extern "C" fn(Type<'_>, Obj<'_>, Option<Obj<'_>>) -> Result;
/// C: `allocfunc`.
pub type AllocFunc = extern "C" fn(Type<'_>, isize) -> Result;
/// C: `freefunc`.
pub type FreeFunc = unsafe extern "C" fn(NonNull<c_void>);
/// Ends an object's life. C: `destructor`, of `tp_dealloc`.
pub type DeallocFunc<L = PyObject> = unsafe extern "C" fn(NonNull<L>);
/// C: `destructor`, of `tp_finalize` and `tp_del`.
pub type FinalizeFunc<L = PyObject> = extern "C" fn(Obj<'_, L>);
/// C: `visitproc`.
pub type VisitProc = unsafe extern "C" fn(Obj<'_>, *mut c_void) -> c_int;
/// C: `traverseproc`.
pub type TraverseFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, VisitProc, *mut c_void) -> c_int;
/// C: `inquiry`, of `tp_clear`.
pub type ClearFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> Status;
/// C: `inquiry`, of `tp_is_gc`.
pub type IsGcFunc<L = PyObject> = extern "C" fn(Obj<'_, L>) -> c_int;
/// The callable, its arguments, how many are positional (and a flag), and the names of the
/// others. C: `vectorcallfunc`.
pub type VectorcallFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, *const Obj<'_>, usize, Option<Obj<'_>>) -> Result;
/// C: `getattrfunc`.
pub type GetAttrFunc<L = PyObject> = unsafe extern "C" fn(Obj<'_, L>, *mut c_char) -> Result;
/// C: `setattrfunc`.
pub type SetAttrFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, *mut c_char, Option<Obj<'_>>) -> Status;
/// C: `sendfunc`.
pub type SendFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, Obj<'_>, *mut Option<Ref>) -> Send;
/// C: `getbufferproc`.
pub type GetBufferFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, *mut crate::buffer::PyBuffer, c_int) -> Status;
/// C: `releasebufferproc`.
pub type ReleaseBufferFunc<L = PyObject> =
    unsafe extern "C" fn(Obj<'_, L>, *mut crate::buffer::PyBuffer);
// ANCHOR_END: slot_types

/// A suite of slots: all nullable, so that all zeros is the empty one.
macro_rules! suite {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[repr(C)]
        #[allow(missing_docs, reason = "the slots have the names and meanings that C gives them")]
        pub struct $name<L = PyObject> {
            $(pub $field: Option<$kind>,)*
            #[doc(hidden)]
            pub layout: std::marker::PhantomData<fn(&L)>,
        }

        impl<L> $name<L> {
            /// No slot is filled.
            pub const NONE: $name<L> =
                $name { $($field: None,)* layout: std::marker::PhantomData };

            /// The same suite with the layout forgotten.
            pub(crate) const fn erase(self) -> $name {
                // SAFETY: pointers to functions that differ in what an argument of theirs, one
                // pointer wide, points to.
                unsafe { std::mem::transmute::<$name<L>, $name>(self) }
            }
        }

        impl<L> Clone for $name<L> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<L> Copy for $name<L> {}
    };
}

// ANCHOR: suites
suite! {
    /// C: `PyNumberMethods`.
    PyNumberMethods {
        nb_add: OperatorFunc,
        nb_subtract: OperatorFunc,
        nb_multiply: OperatorFunc,
        nb_remainder: OperatorFunc,
        nb_divmod: OperatorFunc,
        nb_power: PowerFunc,
        nb_negative: UnaryFunc<L>,
        nb_positive: UnaryFunc<L>,
        nb_absolute: UnaryFunc<L>,
        nb_bool: InquiryFunc<L>,
        nb_invert: UnaryFunc<L>,
        nb_lshift: OperatorFunc,
        nb_rshift: OperatorFunc,
        nb_and: OperatorFunc,
        nb_xor: OperatorFunc,
        nb_or: OperatorFunc,
        nb_int: UnaryFunc<L>,
        nb_reserved: UnaryFunc<L>,
        nb_float: UnaryFunc<L>,
        nb_inplace_add: BinaryFunc<L>,
        nb_inplace_subtract: BinaryFunc<L>,
        nb_inplace_multiply: BinaryFunc<L>,
        nb_inplace_remainder: BinaryFunc<L>,
        nb_inplace_power: InPlacePowerFunc<L>,
        nb_inplace_lshift: BinaryFunc<L>,
        nb_inplace_rshift: BinaryFunc<L>,
        nb_inplace_and: BinaryFunc<L>,
        nb_inplace_xor: BinaryFunc<L>,
        nb_inplace_or: BinaryFunc<L>,
        nb_floor_divide: OperatorFunc,
        nb_true_divide: OperatorFunc,
        nb_inplace_floor_divide: BinaryFunc<L>,
        nb_inplace_true_divide: BinaryFunc<L>,
        nb_index: UnaryFunc<L>,
        nb_matrix_multiply: OperatorFunc,
        nb_inplace_matrix_multiply: BinaryFunc<L>,
    }
}

suite! {
    /// C: `PySequenceMethods`.
    PySequenceMethods {
        sq_length: LengthFunc<L>,
        sq_concat: BinaryFunc<L>,
        sq_repeat: IndexFunc<L>,
        sq_item: IndexFunc<L>,
        was_sq_slice: UnaryFunc<L>,
        sq_ass_item: SetIndexFunc<L>,
        was_sq_ass_slice: UnaryFunc<L>,
        sq_contains: ContainsFunc<L>,
        sq_inplace_concat: BinaryFunc<L>,
        sq_inplace_repeat: IndexFunc<L>,
    }
}

suite! {
    /// C: `PyMappingMethods`.
    PyMappingMethods {
        mp_length: LengthFunc<L>,
        mp_subscript: BinaryFunc<L>,
        mp_ass_subscript: SetFunc<L>,
    }
}

suite! {
    /// C: `PyAsyncMethods`.
    PyAsyncMethods {
        am_await: UnaryFunc<L>,
        am_aiter: UnaryFunc<L>,
        am_anext: UnaryFunc<L>,
        am_send: SendFunc<L>,
    }
}

suite! {
    /// C: `PyBufferProcs`.
    PyBufferProcs {
        bf_getbuffer: GetBufferFunc<L>,
        bf_releasebuffer: ReleaseBufferFunc<L>,
    }
}
// ANCHOR_END: suites

// ANCHOR: type
/// A type. C: `PyTypeObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyTypeObject {
    pub ob_base: PyVarObject,
    pub tp_name: Cell<*const c_char>,
    pub tp_basicsize: Cell<isize>,
    pub tp_itemsize: Cell<isize>,
    pub tp_dealloc: Cell<Option<DeallocFunc>>,
    pub tp_vectorcall_offset: Cell<isize>,
    pub tp_getattr: Cell<Option<GetAttrFunc>>,
    pub tp_setattr: Cell<Option<SetAttrFunc>>,
    pub tp_as_async: Cell<*mut PyAsyncMethods>,
    pub tp_repr: Cell<Option<UnaryFunc>>,
    pub tp_as_number: Cell<*mut PyNumberMethods>,
    pub tp_as_sequence: Cell<*mut PySequenceMethods>,
    pub tp_as_mapping: Cell<*mut PyMappingMethods>,
    pub tp_hash: Cell<Option<HashFunc>>,
    pub tp_call: Cell<Option<CallFunc>>,
    pub tp_str: Cell<Option<UnaryFunc>>,
    pub tp_getattro: Cell<Option<BinaryFunc>>,
    pub tp_setattro: Cell<Option<SetFunc>>,
    pub tp_as_buffer: Cell<*mut PyBufferProcs>,
    pub tp_flags: Cell<usize>,
    pub tp_doc: Cell<*const c_char>,
    pub tp_traverse: Cell<Option<TraverseFunc>>,
    pub tp_clear: Cell<Option<ClearFunc>>,
    pub tp_richcompare: Cell<Option<CompareFunc>>,
    pub tp_weaklistoffset: Cell<isize>,
    pub tp_iter: Cell<Option<UnaryFunc>>,
    pub tp_iternext: Cell<Option<NextFunc>>,
    pub tp_methods: Cell<*const PyMethodDef>,
    pub tp_members: Cell<*const PyMemberDef>,
    pub tp_getset: Cell<*const PyGetSetDef>,
    /// A counted reference in a heap type, a bare pointer in a static one.
    pub tp_base: Cell<Option<NonNull<PyTypeObject>>>,
    pub tp_dict: Field,
    pub tp_descr_get: Cell<Option<DescrGetFunc>>,
    pub tp_descr_set: Cell<Option<SetFunc>>,
    pub tp_dictoffset: Cell<isize>,
    pub tp_init: Cell<Option<InitFunc>>,
    pub tp_alloc: Cell<Option<AllocFunc>>,
    pub tp_new: Cell<Option<NewFunc>>,
    pub tp_free: Cell<Option<FreeFunc>>,
    pub tp_is_gc: Cell<Option<IsGcFunc>>,
    pub tp_bases: Field,
    pub tp_mro: Field,
    pub tp_cache: Field,
    pub tp_subclasses: Field,
    /// The first of the weak references to this type, which it doesn't own.
    pub tp_weaklist: Cell<*mut PyObject>,
    pub tp_del: Cell<Option<FinalizeFunc>>,
    pub tp_version_tag: Cell<c_uint>,
    pub tp_finalize: Cell<Option<FinalizeFunc>>,
    pub tp_vectorcall: Cell<Option<VectorcallFunc>>,
}

const _: () = assert!(size_of::<PyTypeObject>() == 408);
const _: () = assert!(offset_of!(PyTypeObject, tp_flags) == 168);
const _: () = assert!(offset_of!(PyTypeObject, tp_dict) == 264);
const _: () = assert!(offset_of!(PyTypeObject, tp_vectorcall) == 400);

/// A type that a class statement made, or a static one with its suites behind it.
/// C: `PyHeapTypeObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyHeapTypeObject {
    pub ht_type: PyTypeObject,
    pub as_async: PyAsyncMethods,
    pub as_number: PyNumberMethods,
    pub as_mapping: PyMappingMethods,
    pub as_sequence: PySequenceMethods,
    pub as_buffer: PyBufferProcs,
    pub ht_name: Field,
    pub ht_slots: Field,
    pub ht_qualname: Field,
    pub ht_cached_keys: Cell<*mut PyDictKeysObject>,
    pub ht_module: Field,
    pub ht_tpname: Cell<*mut c_char>,
    /// What the eval loop's specialiser keeps: a borrowed `__getitem__`.
    pub spec_cache: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<PyHeapTypeObject>() == 904);
const _: () = assert!(offset_of!(PyHeapTypeObject, as_buffer) == 832);
// ANCHOR_END: type

// SAFETY: types are read and written only by the thread that holds the GIL.
unsafe impl Sync for PyTypeObject {}

// ANCHOR: flags
/// The bits of `tp_flags`. C: `Py_TPFLAGS_*`.
#[allow(missing_docs, reason = "the flags have the names and meanings that C gives them")]
pub mod flags {
    pub const HAVE_FINALIZE: usize = 1 << 0;
    pub const MANAGED_DICT: usize = 1 << 4;
    pub const SEQUENCE: usize = 1 << 5;
    pub const MAPPING: usize = 1 << 6;
    pub const DISALLOW_INSTANTIATION: usize = 1 << 7;
    pub const IMMUTABLETYPE: usize = 1 << 8;
    pub const HEAPTYPE: usize = 1 << 9;
    pub const BASETYPE: usize = 1 << 10;
    pub const HAVE_VECTORCALL: usize = 1 << 11;
    pub const READY: usize = 1 << 12;
    pub const READYING: usize = 1 << 13;
    pub const HAVE_GC: usize = 1 << 14;
    pub const METHOD_DESCRIPTOR: usize = 1 << 17;
    pub const HAVE_VERSION_TAG: usize = 1 << 18;
    pub const VALID_VERSION_TAG: usize = 1 << 19;
    pub const IS_ABSTRACT: usize = 1 << 20;
    /// Subclasses are matched by themselves in `case C(x)`. C: `_Py_TPFLAGS_MATCH_SELF`.
    pub const MATCH_SELF: usize = 1 << 22;
    pub const LONG_SUBCLASS: usize = 1 << 24;
    pub const LIST_SUBCLASS: usize = 1 << 25;
    pub const TUPLE_SUBCLASS: usize = 1 << 26;
    pub const BYTES_SUBCLASS: usize = 1 << 27;
    pub const UNICODE_SUBCLASS: usize = 1 << 28;
    pub const DICT_SUBCLASS: usize = 1 << 29;
    pub const BASE_EXC_SUBCLASS: usize = 1 << 30;
    pub const TYPE_SUBCLASS: usize = 1 << 31;
    /// All that say which built-in type a type inherits from.
    pub const ANY_SUBCLASS: usize = 0xff << 24;
    /// What every type has.
    pub const DEFAULT: usize = 0;
}
// ANCHOR_END: flags

// ANCHOR: definitions
/// A C function with its name. C: `PyMethodDef`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMethodDef {
    pub ml_name: *const c_char,
    pub ml_meth: *const c_void,
    pub ml_flags: c_int,
    pub ml_doc: *const c_char,
}

/// A field of an object that shows as an attribute. C: `PyMemberDef`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMemberDef {
    pub name: *const c_char,
    pub kind: c_int,
    pub offset: isize,
    pub flags: c_int,
    pub doc: *const c_char,
}

/// A computed attribute. C: `PyGetSetDef`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyGetSetDef {
    pub name: *const c_char,
    pub get: Option<unsafe extern "C" fn(Obj<'_>, *mut c_void) -> Result>,
    pub set: Option<unsafe extern "C" fn(Obj<'_>, Option<Obj<'_>>, *mut c_void) -> Status>,
    pub doc: *const c_char,
    pub closure: *mut c_void,
}

const _: () = assert!(size_of::<PyMethodDef>() == 32);
const _: () = assert!(size_of::<PyMemberDef>() == 40);
const _: () = assert!(size_of::<PyGetSetDef>() == 40);
// ANCHOR_END: definitions

/// A slot of the number suite, read for one call: `number(ty, |n| n.nb_add)`.
macro_rules! suite_getter {
    ($(#[$doc:meta])* $name:ident, $field:ident, $suite:ty) => {
        $(#[$doc])*
        #[inline]
        pub fn $name<F>(&self, pick: impl FnOnce(&$suite) -> Option<F>) -> Option<F> {
            // SAFETY: null, or a suite that lives as long as the type; `pick` only copies out.
            unsafe { self.$field.get().as_ref() }.and_then(pick)
        }
    };
}

// ANCHOR: questions
impl PyTypeObject {
    suite_getter!(
        /// A slot of the number suite: `number(|suite| suite.nb_add)`.
        number, tp_as_number, PyNumberMethods
    );
    suite_getter!(
        /// A slot of the sequence suite.
        sequence, tp_as_sequence, PySequenceMethods
    );
    suite_getter!(
        /// A slot of the mapping suite.
        mapping, tp_as_mapping, PyMappingMethods
    );
    suite_getter!(
        /// A slot of the async suite.
        asynchronous, tp_as_async, PyAsyncMethods
    );
    suite_getter!(
        /// A slot of the buffer suite.
        buffer, tp_as_buffer, PyBufferProcs
    );

    /// C: `PyType_HasFeature`.
    #[inline]
    pub fn has(&self, flags: usize) -> bool {
        self.tp_flags.get() & flags != 0
    }

    /// This type as a borrowed object. A type that isn't static lives as long as the borrow.
    pub const fn borrow(&self) -> Type<'_> {
        // SAFETY: a type object that is alive for as long as it is borrowed.
        unsafe { Obj::from_ptr(NonNull::from_ref(self)) }
    }

    /// `tp_name`, with the module's name in front where a static type has one.
    pub fn name(&self) -> &str {
        // SAFETY: a C string that lives as long as the type.
        unsafe { CStr::from_ptr(self.tp_name.get()) }.to_str().unwrap_or("?")
    }

    /// The name behind the last dot. C: `_PyType_Name`.
    pub fn short_name(&self) -> &str {
        self.name().rsplit('.').next().unwrap_or_default()
    }

    /// The type whose slots this one has inherited.
    pub fn base(&self) -> Option<Type<'_>> {
        // SAFETY: a heap type owns its base, a static type's base is static.
        self.tp_base.get().map(|base| unsafe { Obj::from_ptr(base) })
    }
}

impl<'a> Obj<'a, PyTypeObject> {
    /// `tp_name`, with the module's name in front where a static type has one. Lives as long as
    /// the type.
    pub fn name(self) -> &'a str {
        self.get().name()
    }

    /// The type whose slots this one has inherited.
    pub fn base(self) -> Option<Type<'a>> {
        self.get().base()
    }
}

// SAFETY: type objects all begin with the struct.
unsafe impl Layout for PyTypeObject {
    const SUBCLASS_FLAG: usize = flags::TYPE_SUBCLASS;

    fn type_object() -> &'static crate::static_type::StaticType {
        &crate::types::type_::TYPE
    }
}
// ANCHOR_END: questions
