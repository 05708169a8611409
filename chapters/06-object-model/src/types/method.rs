//! `method`: a callable bound to an object.
//!
//! CPython: `Objects/classobject.c` (`PyMethod_New`, `method_new`, `method_vectorcall`),
//! `Include/cpython/classobject.h` (`PyMethodObject`).

use std::cell::Cell;
use std::mem::offset_of;
use std::ptr;

use crate::arguments::Given;
use crate::dealloc::dealloc_referenced;
use crate::errors::{TYPE_ERROR, raise};
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Result};
use crate::protocol::attribute::{expect_name, generic_getattr, generic_setattr};
use crate::protocol::call::{ARGUMENTS_OFFSET, vectorcall_call};
use crate::protocol::compare::Comparison;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, hash, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, Type, VectorcallFunc, flags};
use crate::types::tuple::{self, PyTupleObject};
use crate::types::{bool_, not_implemented, str};

// ANCHOR: layout
/// C: `PyMethodObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMethodObject {
    pub ob_base: PyObject,
    pub im_func: Field,
    pub im_self: Field,
    pub im_weakreflist: Cell<*mut PyObject>,
    pub vectorcall: Option<VectorcallFunc>,
}

const _: () = assert!(size_of::<PyMethodObject>() == 48);

// SAFETY: made by `new`.
unsafe impl Layout for PyMethodObject {
    fn type_object() -> &'static StaticType {
        &METHOD
    }
}

const SIGNATURE: Signature = Signature::parse("(function, instance, /)");

/// `method`.
pub static METHOD: StaticType = StaticType::new(Table::<PyMethodObject> {
    tp_name: c"method",
    signature: SIGNATURE.text,
    tp_doc: "A callable that is bound to an object, its first argument.",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(PyMethodObject, vectorcall),
    tp_weaklistoffset: offset_of!(PyMethodObject, im_weakreflist),
    tp_dealloc: Some(dealloc_referenced::<PyMethodObject>),
    tp_repr: Some(method_repr),
    tp_hash: hash(method_hash),
    tp_call: Some(vectorcall_call),
    tp_getattro: Some(method_getattro),
    tp_traverse: traverse(method_traverse),
    tp_richcompare: Some(method_compare),
    tp_setattro: Some(generic_setattr),
    tp_new: Some(method_new),
    tp_methods: &[Method::none(
        c"__reduce__",
        "($self, /)",
        method_reduce,
        "For pickling: the object, and the name of what is bound to it.",
    )],
    tp_members: &[
        PyMemberDef::new(
            c"__func__",
            MemberKind::Object,
            offset_of!(PyMethodObject, im_func),
            c"The callable.",
        )
        .read_only(),
        PyMemberDef::new(
            c"__self__",
            MemberKind::Object,
            offset_of!(PyMethodObject, im_self),
            c"What it is bound to.",
        )
        .read_only(),
    ],
    tp_getset: &[Getter::new(c"__doc__", method_doc, "The callable's documentation.")],
    ..Table::NONE
});
// ANCHOR_END: layout

/// A callable bound to an object. C: `PyMethod_New`.
pub fn new(function: Obj<'_>, this: Obj<'_>) -> Result {
    let method = memory::create(METHOD.as_type(), |ob_base| PyMethodObject {
        ob_base,
        im_func: Field::new(Some(function.to_ref())),
        im_self: Field::new(Some(this.to_ref())),
        im_weakreflist: Cell::new(ptr::null_mut()),
        vectorcall: Some(method_vectorcall),
    })?;
    Ok(method.object())
}

/// C: `method_new`.
extern "C" fn method_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    SIGNATURE.bind("method", Given::of_tuple(args, keywords), |given| {
        if !given[0].is_callable() {
            return Err(raise(&TYPE_ERROR, "first argument must be callable"));
        }
        if given[1].is_none() {
            return Err(raise(&TYPE_ERROR, "instance must not be None"));
        }
        new(given[0], given[1])
    })
}

impl<'a> Obj<'a, PyMethodObject> {
    /// The callable.
    pub fn function(self) -> Obj<'a> {
        // SAFETY: never exchanged.
        unsafe { self.im_func.peek() }.expect("a method has a function")
    }

    /// What it is bound to.
    pub fn this(self) -> Obj<'a> {
        // SAFETY: never exchanged.
        unsafe { self.im_self.peek() }.expect("a method is bound")
    }
}

// ANCHOR: call
/// Calls with the object in front. Where the caller lets the word before the arguments be
/// overwritten, nothing is copied. C: `method_vectorcall`.
unsafe extern "C" fn method_vectorcall(
    method: Obj<'_>,
    arguments: *const Obj<'_>,
    count_and_flag: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: this function is in methods only.
    let method = unsafe { method.cast::<PyMethodObject>() };
    let (function, this) = (method.function(), method.this());
    let count = count_and_flag & !ARGUMENTS_OFFSET;
    // SAFETY: the names of a vectorcall are a tuple.
    let names = names.map(|names| unsafe { names.cast::<PyTupleObject>() });
    let total = count + names.map_or(0, |names| names.len());
    if count_and_flag & ARGUMENTS_OFFSET != 0
        && let Some(vectorcall) = function.vectorcall_function()
    {
        // SAFETY: by the flag the word in front is ours for the length of the call.
        unsafe {
            let first = arguments.cast_mut().sub(1);
            let saved = first.cast::<usize>().read();
            first.cast::<Obj<'_>>().write(this);
            let result = vectorcall(function, first, count + 1, names.map(Obj::object));
            first.cast::<usize>().write(saved);
            return result;
        }
    }
    let arguments = match total {
        0 => &[][..],
        // SAFETY: as many arguments as the count and the names say.
        _ => unsafe { std::slice::from_raw_parts(arguments, total) },
    };
    function.vectorcall_with_first(this, arguments, count, names)
}
// ANCHOR_END: call

// ANCHOR: slots
fn method_traverse(method: Obj<'_, PyMethodObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&method.im_func)?;
    visitor.field(&method.im_self)
}

/// What the type doesn't know, the function is asked for. C: `method_getattro`.
extern "C" fn method_getattro(method: Obj<'_, PyMethodObject>, name: Obj<'_>) -> Result {
    let name = expect_name(name)?;
    match method.ob_type().lookup(name)? {
        Some(_) => generic_getattr(method, name.object()),
        None => method.function().get_attribute(name),
    }
}

/// The type's own documentation for the type, the callable's for a method. C: `method_get_doc`.
fn method_doc(method: Obj<'_, PyMethodObject>) -> Result {
    method.function().get_attribute(crate::name!("__doc__"))
}

/// C: `method___reduce___impl`.
fn method_reduce(method: Obj<'_, PyMethodObject>) -> Result {
    let name = method.function().get_attribute(crate::name!("__name__"))?;
    let arguments = tuple::new([method.this().to_ref(), name])?.object();
    Ok(tuple::new([crate::runtime::builtin("getattr")?, arguments])?.object())
}

extern "C" fn method_repr(method: Obj<'_, PyMethodObject>) -> Result {
    let function = method.function();
    let name = match function.lookup_attribute(crate::name!("__qualname__"))? {
        Some(name) => Some(name),
        None => function.lookup_attribute(crate::name!("__name__"))?,
    };
    let name = name.and_then(|name| name.downcast::<str::PyASCIIObject>().ok());
    let name = name.map_or_else(|| "?".to_owned(), |name| name.borrow().to_text().into_owned());
    Ok(str::new(&format!("<bound method {name} of {}>", method.this().repr()?))?.object())
}

fn method_hash(method: Obj<'_, PyMethodObject>) -> Result<isize> {
    Ok(hash_pointer(method.im_self.as_raw()) ^ method.function().hash()?)
}

extern "C" fn method_compare(
    method: Obj<'_, PyMethodObject>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let Some(other) = other.downcast_exact::<PyMethodObject>() else {
        return Ok(not_implemented().to_ref());
    };
    let equal = method.function().compare_bool(other.function(), Comparison::Equal)?
        && method.this().is(other.this());
    match Comparison::of(comparison) {
        Some(Comparison::Equal) => Ok(bool_(equal).to_ref()),
        Some(Comparison::NotEqual) => Ok(bool_(!equal).to_ref()),
        _ => Ok(not_implemented().to_ref()),
    }
}
// ANCHOR_END: slots
