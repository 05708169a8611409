//! A built-in type as a table that one can read.
//!
//! CPython: the `static PyTypeObject` at the end of each file of `Objects/`, with its
//! `PyMethodDef`, `PyMemberDef` and `PyGetSetDef` arrays and the generated `clinic/*.c.h`.
//!
//! A built-in type is one `static` of [`StaticType`], made of a [`Table`]: a struct literal
//! whose fields have the names of C's, ending in `..Table::NONE`. The table is typed by the
//! layout of the type's instances, so that the slots and methods get an `Obj<'_, L>`.
//!
//! Invariant: the head of a [`StaticType`] is a [`PyHeapTypeObject`], so that a slot has the
//! same offset in every type of ours.
//!
//! What `tp_dict` is filled with, and what is inherited, is `types/type_/ready.rs`'s.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::ops::Deref;
use std::ptr;

use crate::arguments::Arguments;
use crate::memory;
use crate::object::{Field, Obj, PyObject, PyVarObject, Result, Status};
use crate::signature::Signature;
use crate::type_object::*;
use crate::types::builtin_function::Convention;
use crate::types::struct_sequence;

// ANCHOR: table
/// What a built-in type is made of. `L` is how its instances are laid out.
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct Table<L: 'static> {
    /// With the module's name in front, where it isn't `builtins`.
    pub tp_name: &'static CStr,
    /// Shown as `__text_signature__`; empty where CPython shows none.
    pub signature: &'static str,
    pub tp_doc: &'static str,
    /// `object`, if nothing else is said.
    pub tp_base: Option<&'static PyTypeObject>,
    pub tp_basicsize: usize,
    pub tp_itemsize: usize,
    pub tp_flags: usize,
    pub tp_weaklistoffset: usize,
    /// Negative offsets count from an object's end.
    pub tp_dictoffset: isize,
    pub tp_vectorcall_offset: usize,
    pub tp_dealloc: Option<DeallocFunc<L>>,
    pub tp_repr: Option<UnaryFunc<L>>,
    pub tp_as_async: PyAsyncMethods<L>,
    pub tp_as_number: PyNumberMethods<L>,
    pub tp_as_sequence: PySequenceMethods<L>,
    pub tp_as_mapping: PyMappingMethods<L>,
    pub tp_as_buffer: PyBufferProcs<L>,
    pub tp_hash: Option<HashFunc<L>>,
    pub tp_call: Option<CallFunc<L>>,
    pub tp_str: Option<UnaryFunc<L>>,
    pub tp_getattro: Option<BinaryFunc<L>>,
    pub tp_setattro: Option<SetFunc<L>>,
    pub tp_traverse: Option<TraverseFunc<L>>,
    pub tp_clear: Option<ClearFunc<L>>,
    pub tp_richcompare: Option<CompareFunc<L>>,
    pub tp_iter: Option<UnaryFunc<L>>,
    pub tp_iternext: Option<NextFunc<L>>,
    pub tp_descr_get: Option<DescrGetFunc<L>>,
    pub tp_descr_set: Option<SetFunc<L>>,
    pub tp_init: Option<InitFunc<L>>,
    pub tp_alloc: Option<AllocFunc>,
    pub tp_new: Option<NewFunc>,
    /// Where nothing is said, what suits `HAVE_GC`.
    pub tp_free: Option<FreeFunc>,
    pub tp_is_gc: Option<IsGcFunc<L>>,
    pub tp_finalize: Option<FinalizeFunc<L>>,
    pub tp_vectorcall: Option<VectorcallFunc<PyTypeObject>>,
    pub tp_methods: &'static [Method<L>],
    pub tp_members: &'static [PyMemberDef],
    pub tp_getset: &'static [Getter<L>],
}

impl<L: 'static> Table<L> {
    /// An empty table for instances of the size of `L`.
    pub const NONE: Table<L> = Table {
        tp_name: c"",
        signature: "",
        tp_doc: "",
        tp_base: None,
        tp_basicsize: size_of::<L>(),
        tp_itemsize: 0,
        tp_flags: flags::DEFAULT,
        tp_weaklistoffset: 0,
        tp_dictoffset: 0,
        tp_vectorcall_offset: 0,
        tp_dealloc: None,
        tp_repr: None,
        tp_as_async: PyAsyncMethods::NONE,
        tp_as_number: PyNumberMethods::NONE,
        tp_as_sequence: PySequenceMethods::NONE,
        tp_as_mapping: PyMappingMethods::NONE,
        tp_as_buffer: PyBufferProcs::NONE,
        tp_hash: None,
        tp_call: None,
        tp_str: None,
        tp_getattro: None,
        tp_setattro: None,
        tp_traverse: None,
        tp_clear: None,
        tp_richcompare: None,
        tp_iter: None,
        tp_iternext: None,
        tp_descr_get: None,
        tp_descr_set: None,
        tp_init: None,
        tp_alloc: None,
        tp_new: None,
        tp_free: None,
        tp_is_gc: None,
        tp_finalize: None,
        tp_vectorcall: None,
        tp_methods: &[],
        tp_members: &[],
        tp_getset: &[],
    };
}
// ANCHOR_END: table

// ANCHOR: static_type
/// A built-in type: the type object, and behind it the rows of its table.
#[repr(C)]
pub struct StaticType {
    heap: PyHeapTypeObject,
    pub(crate) signature: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) methods: &'static [Method],
    pub(crate) members: &'static [PyMemberDef],
    pub(crate) getters: &'static [Getter],
    /// The fields of a struct sequence.
    pub(crate) sequence: Option<&'static struct_sequence::Row>,
}

// SAFETY: types are read and written only by the thread that holds the GIL.
unsafe impl Sync for StaticType {}

/// A bit of `tp_flags` that `__flags__` doesn't show: the type is a [`StaticType`], with rows
/// behind its head. CPython has no use for this bit.
pub(crate) const HAS_ROWS: usize = 1 << 3;

impl StaticType {
    /// The type of a table. Its methods are there, and what it inherits, once `initialize` has
    /// made it ready.
    pub const fn new<L>(table: Table<L>) -> StaticType {
        macro_rules! erase {
            ($field:ident) => {{
                // SAFETY: only the layout of the object that the slot is called on is forgotten.
                let slot = unsafe { forget_layout(table.$field) };
                Cell::new(slot)
            }};
        }
        StaticType {
            heap: PyHeapTypeObject {
                ht_type: PyTypeObject {
                    ob_base: PyVarObject {
                        ob_base: PyObject::head(&crate::types::type_::TYPE.heap.ht_type),
                        ob_size: Cell::new(0),
                    },
                    tp_name: Cell::new(table.tp_name.as_ptr()),
                    tp_basicsize: Cell::new(table.tp_basicsize as isize),
                    tp_itemsize: Cell::new(table.tp_itemsize as isize),
                    tp_dealloc: erase!(tp_dealloc),
                    tp_vectorcall_offset: Cell::new(table.tp_vectorcall_offset as isize),
                    tp_getattr: Cell::new(None),
                    tp_setattr: Cell::new(None),
                    tp_as_async: Cell::new(ptr::null_mut()),
                    tp_repr: erase!(tp_repr),
                    tp_as_number: Cell::new(ptr::null_mut()),
                    tp_as_sequence: Cell::new(ptr::null_mut()),
                    tp_as_mapping: Cell::new(ptr::null_mut()),
                    tp_hash: erase!(tp_hash),
                    tp_call: erase!(tp_call),
                    tp_str: erase!(tp_str),
                    tp_getattro: erase!(tp_getattro),
                    tp_setattro: erase!(tp_setattro),
                    tp_as_buffer: Cell::new(ptr::null_mut()),
                    tp_flags: Cell::new(table.tp_flags | HAS_ROWS | flags::IMMUTABLETYPE),
                    tp_doc: Cell::new(ptr::null()),
                    tp_traverse: erase!(tp_traverse),
                    tp_clear: erase!(tp_clear),
                    tp_richcompare: erase!(tp_richcompare),
                    tp_weaklistoffset: Cell::new(table.tp_weaklistoffset as isize),
                    tp_iter: erase!(tp_iter),
                    tp_iternext: erase!(tp_iternext),
                    tp_methods: Cell::new(ptr::null()),
                    tp_members: Cell::new(ptr::null()),
                    tp_getset: Cell::new(ptr::null()),
                    tp_base: Cell::new(match table.tp_base {
                        Some(base) => Some(ptr::NonNull::from_ref(base)),
                        None => None,
                    }),
                    tp_dict: Field::NULL,
                    tp_descr_get: erase!(tp_descr_get),
                    tp_descr_set: erase!(tp_descr_set),
                    tp_dictoffset: Cell::new(table.tp_dictoffset),
                    tp_init: erase!(tp_init),
                    tp_alloc: Cell::new(table.tp_alloc),
                    tp_new: Cell::new(table.tp_new),
                    tp_free: Cell::new(match table.tp_free {
                        Some(free) => Some(free),
                        None if table.tp_flags & flags::HAVE_GC != 0 => Some(memory::gc_free),
                        None => Some(memory::object_free),
                    }),
                    tp_is_gc: erase!(tp_is_gc),
                    tp_bases: Field::NULL,
                    tp_mro: Field::NULL,
                    tp_cache: Field::NULL,
                    tp_subclasses: Field::NULL,
                    tp_weaklist: Cell::new(ptr::null_mut()),
                    tp_del: Cell::new(None),
                    tp_version_tag: Cell::new(0),
                    tp_finalize: erase!(tp_finalize),
                    tp_vectorcall: erase!(tp_vectorcall),
                },
                as_async: table.tp_as_async.erase(),
                as_number: table.tp_as_number.erase(),
                as_mapping: table.tp_as_mapping.erase(),
                as_sequence: table.tp_as_sequence.erase(),
                as_buffer: table.tp_as_buffer.erase(),
                ht_name: Field::NULL,
                ht_slots: Field::NULL,
                ht_qualname: Field::NULL,
                ht_cached_keys: Cell::new(ptr::null_mut()),
                ht_module: Field::NULL,
                ht_tpname: Cell::new(ptr::null_mut()),
                spec_cache: Cell::new(ptr::null_mut()),
            },
            signature: table.signature,
            doc: table.tp_doc,
            methods: Method::forget_layout(table.tp_methods),
            members: table.tp_members,
            getters: Getter::forget_layout(table.tp_getset),
            sequence: None,
        }
    }

    /// The same type, whose instances have the fields of a struct sequence.
    pub(crate) const fn of_sequence(mut self, row: &'static struct_sequence::Row) -> StaticType {
        self.sequence = Some(row);
        self
    }

    /// The type object alone, for the head of a static object.
    pub const fn as_head(&'static self) -> &'static PyTypeObject {
        &self.heap.ht_type
    }

    /// The type as an object.
    pub const fn as_type(&'static self) -> Type<'static> {
        // SAFETY: static, and the head comes first.
        unsafe { Obj::from_ptr(ptr::NonNull::from_ref(self).cast()) }
    }

    /// The static type that a type object is, if it is one.
    pub(crate) fn of(ob_type: Type<'_>) -> Option<&'static StaticType> {
        // SAFETY: the bit is set by `new` alone, and never inherited.
        ob_type.has(HAS_ROWS).then(|| unsafe { ob_type.as_ptr().cast::<StaticType>().as_ref() })
    }
}

/// # Safety
/// `A` and `B` are pointers to functions that differ in nothing but what an argument, one
/// pointer wide, points to.
const unsafe fn forget_layout<A: Copy, B: Copy>(slot: Option<A>) -> Option<B> {
    const { assert!(size_of::<Option<A>>() == size_of::<Option<B>>()) };
    // SAFETY: the caller's word.
    unsafe { std::mem::transmute_copy(&slot) }
}

impl Deref for StaticType {
    type Target = PyTypeObject;

    fn deref(&self) -> &PyTypeObject {
        &self.heap.ht_type
    }
}

impl AsRef<PyTypeObject> for StaticType {
    fn as_ref(&self) -> &PyTypeObject {
        self
    }
}
// ANCHOR_END: static_type

// ANCHOR: method
/// A method's row. The signature is the only declaration of its parameters: it binds the
/// arguments, `inspect.signature` shows it, and messages quote it.
#[repr(C)]
pub struct Method<L = PyObject> {
    /// What a built-in function object points to; the rest of the row follows it.
    pub(crate) def: PyMethodDef,
    pub(crate) signature: Signature,
    pub(crate) doc: &'static str,
    pub(crate) call: Call<L>,
}

/// How a method wants its arguments.
#[repr(C)]
pub(crate) enum Call<L = PyObject> {
    /// None but the object itself. C: `METH_NOARGS`.
    None(fn(Obj<'_, L>) -> Result),
    /// Exactly one, by position. C: `METH_O`.
    One(fn(Obj<'_, L>, Obj<'_>) -> Result),
    /// As the signature says. C: `METH_FASTCALL`, with `METH_KEYWORDS` where there are names.
    Bound(fn(Obj<'_, L>, &Arguments<'_>) -> Result),
    /// As the signature says, called with the class. C: `METH_CLASS`.
    Class(fn(Type<'_>, &Arguments<'_>) -> Result),
    /// As the signature says, called with nothing. C: `METH_STATIC`.
    Static(fn(&Arguments<'_>) -> Result),
}

/// `ml_flags` of a row of ours: what C's flags would be, and that the row goes on behind them.
pub(crate) mod method_flags {
    use std::ffi::c_int;

    pub(crate) const NOARGS: c_int = 0x0004;
    pub(crate) const O: c_int = 0x0008;
    pub(crate) const CLASS: c_int = 0x0010;
    pub(crate) const STATIC: c_int = 0x0020;
    pub(crate) const COEXIST: c_int = 0x0040;
    pub(crate) const FASTCALL: c_int = 0x0080;
    pub(crate) const ROW: c_int = 0x4000_0000;
}

// SAFETY: constant data; the pointers in it lead to constant data.
unsafe impl<L> Sync for Method<L> {}

impl<L> Method<L> {
    pub(crate) const fn forget_layout(rows: &'static [Method<L>]) -> &'static [Method] {
        // SAFETY: the same struct, but for what an argument of the functions points to.
        unsafe { std::slice::from_raw_parts(rows.as_ptr().cast(), rows.len()) }
    }

    const fn row(
        name: &'static CStr,
        signature: &'static str,
        doc: &'static str,
        flags: c_int,
        call: Call<L>,
    ) -> Method<L> {
        let signature = Signature::parse(signature);
        Method {
            def: PyMethodDef {
                ml_name: name.as_ptr(),
                ml_meth: ptr::null(),
                ml_flags: flags | method_flags::ROW,
                ml_doc: ptr::null(),
            },
            signature,
            doc,
            call,
        }
    }

    /// A method without arguments: `Method::none(c"copy", "($self, /)", list_copy, "…")`.
    pub const fn none(
        name: &'static CStr,
        signature: &'static str,
        function: fn(Obj<'_, L>) -> Result,
        doc: &'static str,
    ) -> Method<L> {
        let row = Method::row(name, signature, doc, method_flags::NOARGS, Call::None(function));
        assert!(row.signature.is_exactly(0), "a method without arguments");
        row
    }

    /// A method with exactly one argument, by position.
    pub const fn one(
        name: &'static CStr,
        signature: &'static str,
        function: fn(Obj<'_, L>, Obj<'_>) -> Result,
        doc: &'static str,
    ) -> Method<L> {
        let row = Method::row(name, signature, doc, method_flags::O, Call::One(function));
        assert!(row.signature.is_exactly(1), "a method with one argument, by position");
        row
    }

    /// A method whose signature binds its arguments.
    pub const fn new(
        name: &'static CStr,
        signature: &'static str,
        function: fn(Obj<'_, L>, &Arguments<'_>) -> Result,
        doc: &'static str,
    ) -> Method<L> {
        Method::row(name, signature, doc, method_flags::FASTCALL, Call::Bound(function))
    }

    /// A method of the class.
    pub const fn class(
        name: &'static CStr,
        signature: &'static str,
        function: fn(Type<'_>, &Arguments<'_>) -> Result,
        doc: &'static str,
    ) -> Method<L> {
        let flags = method_flags::FASTCALL | method_flags::CLASS;
        Method::row(name, signature, doc, flags, Call::Class(function))
    }

    /// A method that is called with neither object nor class.
    pub const fn static_(
        name: &'static CStr,
        signature: &'static str,
        function: fn(&Arguments<'_>) -> Result,
        doc: &'static str,
    ) -> Method<L> {
        let flags = method_flags::FASTCALL | method_flags::STATIC;
        Method::row(name, signature, doc, flags, Call::Static(function))
    }

    /// The signature binds and is quoted, but `__text_signature__` is `None`, as CPython has it
    /// for methods that are older than Argument Clinic.
    pub const fn unsigned(mut self) -> Method<L> {
        self.signature = self.signature.hidden();
        self
    }

    /// A wrong number of arguments is reported in the words of `PyArg_ParseTuple`: "find() takes
    /// at least 1 argument (0 given)" and not "find expected at least 1 argument, got 0".
    pub const fn parsed(mut self) -> Method<L> {
        self.signature = self.signature.parsed();
        self
    }

    /// The method stands beside a slot of the same name and wins. C: `METH_COEXIST`.
    pub const fn coexist(mut self) -> Method<L> {
        self.def.ml_flags |= method_flags::COEXIST;
        self
    }

    /// The name.
    pub fn name(&self) -> &'static CStr {
        // SAFETY: made from one.
        unsafe { CStr::from_ptr(self.def.ml_name) }
    }

    /// How C would want the arguments. Functions that parse a tuple, or take any number, are
    /// older than the fast conventions.
    #[inline]
    pub fn convention(&self) -> Convention {
        match self.call {
            Call::None(_) => Convention::NoArguments,
            Call::One(_) => Convention::One,
            Call::Bound(_) if self.signature.is_old() => Convention::Other,
            Call::Bound(_) if self.signature.has_names() => Convention::FastKeywords,
            Call::Bound(_) => Convention::Fast,
            Call::Class(_) | Call::Static(_) => Convention::Other,
        }
    }
}
// ANCHOR_END: method

// ANCHOR: getter
/// Assigns to a computed attribute, or deletes it where no value is given.
pub type SetterFunc<L = PyObject> = fn(Obj<'_, L>, Option<Obj<'_>>) -> Status;

/// A computed attribute's row.
#[repr(C)]
pub struct Getter<L = PyObject> {
    /// What a getset descriptor points to; both functions are null, since ours follow.
    pub(crate) def: PyGetSetDef,
    pub(crate) get: Option<fn(Obj<'_, L>) -> Result>,
    pub(crate) set: Option<SetterFunc<L>>,
    pub(crate) doc: &'static str,
}

// SAFETY: constant data; the pointers in it lead to constant data.
unsafe impl<L> Sync for Getter<L> {}

impl<L> Getter<L> {
    const fn forget_layout(rows: &'static [Getter<L>]) -> &'static [Getter] {
        // SAFETY: the same struct, but for what an argument of the functions points to.
        unsafe { std::slice::from_raw_parts(rows.as_ptr().cast(), rows.len()) }
    }

    /// An attribute that can be read.
    pub const fn new(
        name: &'static CStr,
        get: fn(Obj<'_, L>) -> Result,
        doc: &'static str,
    ) -> Getter<L> {
        let def = PyGetSetDef {
            name: name.as_ptr(),
            get: None,
            set: None,
            doc: ptr::null(),
            closure: ptr::null_mut::<c_void>(),
        };
        Getter { def, get: Some(get), set: None, doc }
    }

    /// The attribute can be assigned to, or deleted (`None`).
    pub const fn settable(mut self, set: SetterFunc<L>) -> Getter<L> {
        self.set = Some(set);
        self
    }

    pub(crate) fn name(&self) -> &'static CStr {
        // SAFETY: made from one.
        unsafe { CStr::from_ptr(self.def.name) }
    }
}
// ANCHOR_END: getter

// ANCHOR: member
/// The kinds of field that a member descriptor can read. C: `T_*` of `structmember.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs, reason = "the names are C's")]
pub enum MemberKind {
    Short = 0,
    Int = 1,
    Long = 2,
    Float = 3,
    Double = 4,
    /// A C string that is shown as a `str`, and can't be changed.
    String = 5,
    /// An object; `None` where the field is null.
    Object = 6,
    Char = 7,
    Byte = 8,
    UByte = 9,
    UShort = 10,
    UInt = 11,
    ULong = 12,
    StringInPlace = 13,
    Bool = 14,
    /// An object; `AttributeError` where the field is null. Slots are of this kind.
    ObjectEx = 16,
    LongLong = 17,
    ULongLong = 18,
    Ssize = 19,
    None = 20,
    /// `tp_flags`, without the bits that only we know.
    TypeFlags = 64,
}

/// C: `READONLY`.
pub(crate) const READ_ONLY: c_int = 1;

// SAFETY: constant data; the pointers in it lead to constant data.
unsafe impl Sync for PyMemberDef {}

impl PyMemberDef {
    /// A field that can be read and assigned to.
    pub const fn new(
        name: &'static CStr,
        kind: MemberKind,
        offset: usize,
        doc: &'static CStr,
    ) -> PyMemberDef {
        PyMemberDef {
            name: name.as_ptr(),
            kind: kind as c_int,
            offset: offset as isize,
            flags: 0,
            doc: doc.as_ptr(),
        }
    }

    /// A slot of a class.
    pub(crate) const fn of_slot(
        name: &'static CStr,
        kind: MemberKind,
        offset: isize,
    ) -> PyMemberDef {
        PyMemberDef::new(name, kind, offset as usize, c"")
    }

    /// The field can only be read.
    pub const fn read_only(mut self) -> PyMemberDef {
        self.flags |= READ_ONLY;
        self
    }
}
// ANCHOR_END: member
