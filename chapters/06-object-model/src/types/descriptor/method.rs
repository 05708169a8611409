//! `method_descriptor` and `classmethod_descriptor`: `list.append`, `dict.fromkeys`.
//!
//! CPython: `Objects/descrobject.c` (`PyDescr_NewMethod`, `method_get`, `method_vectorcall_*`,
//! `classmethod_get`), `Include/descrobject.h` (`PyMethodDescrObject`).
//!
//! Called by way of the type, a method takes its object as the first argument. Got from an
//! instance, it becomes a built-in function object that is bound to it.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Layout, Obj, Ref, Result};
use crate::protocol::call::{given, vectorcall_call};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Call, Getter, Method, StaticType, Table};
use crate::type_object::{PyMethodDef, PyTypeObject, Type, VectorcallFunc, flags};
use crate::types::builtin_function::{self, call_row, doc_of, function_text, row_of, signature_of};
use crate::types::{class_method, str};

use super::PyDescrObject;

// ANCHOR: layout
/// C: `PyMethodDescrObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMethodDescrObject {
    pub common: PyDescrObject,
    pub d_method: *const PyMethodDef,
    pub vectorcall: Option<VectorcallFunc>,
}

const _: () = assert!(size_of::<PyMethodDescrObject>() == 56);

// SAFETY: made by `of_method`.
unsafe impl Layout for PyMethodDescrObject {
    fn type_object() -> &'static StaticType {
        &METHOD_DESCRIPTOR
    }
}

/// `method_descriptor`.
pub static METHOD_DESCRIPTOR: StaticType = StaticType::new(Table::<PyMethodDescrObject> {
    tp_name: c"method_descriptor",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL | flags::METHOD_DESCRIPTOR,
    tp_vectorcall_offset: offset_of!(PyMethodDescrObject, vectorcall),
    tp_dealloc: Some(dealloc::<PyMethodDescrObject>),
    tp_repr: Some(method_repr),
    tp_call: Some(vectorcall_call),
    tp_traverse: traverse(method_traverse),
    tp_descr_get: Some(method_get),
    tp_getset: GETTERS,
    ..Table::NONE
});

/// `classmethod_descriptor`.
pub static CLASS_METHOD_DESCRIPTOR: StaticType = StaticType::new(Table::<PyMethodDescrObject> {
    tp_name: c"classmethod_descriptor",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyMethodDescrObject>),
    tp_repr: Some(method_repr),
    tp_call: Some(class_method_call),
    tp_traverse: traverse(method_traverse),
    tp_descr_get: Some(class_method_get),
    tp_getset: GETTERS,
    ..Table::NONE
});

const GETTERS: &[Getter<PyMethodDescrObject>] = &[
    Getter::new(c"__objclass__", method_owner, "The type in whose dict it stands."),
    Getter::new(c"__name__", method_name, "The name."),
    Getter::new(c"__qualname__", method_qualname, "The name, and whose it is."),
    Getter::new(c"__doc__", method_doc, "The documentation."),
    Getter::new(c"__text_signature__", method_signature, "How it is called."),
];
// ANCHOR_END: layout

/// A row as an attribute of its type. C: `PyDescr_NewMethod`, `PyDescr_NewClassMethod`, and a
/// wrapped function for a static method.
pub(crate) fn of_method(owner: Type<'_>, row: &'static Method) -> Result {
    let (kind, vectorcall): (&StaticType, Option<VectorcallFunc>) = match row.call {
        Call::Static(_) => {
            let function = builtin_function::new(row, Some(owner.object().to_ref()), None)?;
            return class_method::new::<true>(function.borrow());
        }
        Call::Class(_) => (&CLASS_METHOD_DESCRIPTOR, None),
        _ => (&METHOD_DESCRIPTOR, Some(method_vectorcall)),
    };
    let name = str::interned(row.name().to_str().unwrap_or_default())?;
    let method = memory::create(kind.borrow(), |ob_base| PyMethodDescrObject {
        common: PyDescrObject::new(ob_base, owner, name.borrow()),
        d_method: &row.def,
        vectorcall,
    })?;
    Ok(method.object())
}

// ANCHOR: call
unsafe extern "C" fn method_vectorcall(
    method: Obj<'_>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: whoever calls a vectorcall keeps its rules, and this one is in such objects only.
    let (given, this) =
        unsafe { (given(arguments, count, names), method.cast::<PyMethodDescrObject>()) };
    let Some((first, rest)) = given.positional.split_first() else {
        let text = function_text(method)?;
        return Err(raise(&TYPE_ERROR, format_args!("unbound method {text} needs an argument")));
    };
    this.common.check(*first)?;
    call_row(row_of(this.d_method)?, Some(*first), Given { positional: rest, ..given }, method)
}

/// C: `method_get`.
extern "C" fn method_get(
    method: Obj<'_, PyMethodDescrObject>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    match instance {
        None => Ok(method.object().to_ref()),
        Some(instance) => {
            method.common.check(instance)?;
            builtin_function::new(row_of(method.d_method)?, Some(instance.to_ref()), None)
        }
    }
}

/// C: `classmethod_get`.
extern "C" fn class_method_get(
    method: Obj<'_, PyMethodDescrObject>,
    instance: Option<Obj<'_>>,
    class: Option<Obj<'_>>,
) -> Result {
    let owner = method.common.owner();
    let (name, owner_name) = (method.common.name(), owner.name());
    let class = match (class, instance) {
        (Some(class), _) => class.to_ref(),
        (None, Some(instance)) => instance.ob_type().object().to_ref(),
        (None, None) => {
            let message = format_args!(
                "descriptor '{name}' for type '{owner_name}' needs either an object or a type"
            );
            return Err(raise(&TYPE_ERROR, message));
        }
    };
    let Some(class) = class.borrow().downcast::<PyTypeObject>() else {
        let kind = class.borrow().ob_type().name().to_owned();
        let message = format_args!(
            "descriptor '{name}' for type '{owner_name}' needs a type, not a '{kind}' as arg 2"
        );
        return Err(raise(&TYPE_ERROR, message));
    };
    if !class.is_subtype_of(owner.borrow()) {
        let kind = class.name();
        let message = format_args!(
            "descriptor '{name}' requires a subtype of '{owner_name}' but received '{kind}'"
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    builtin_function::new(row_of(method.d_method)?, Some(class.object().to_ref()), None)
}

/// C: `classmethoddescr_call`.
extern "C" fn class_method_call(
    method: Obj<'_, PyMethodDescrObject>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let Some((class, rest)) = given.positional.split_first() else {
        let (name, owner) = (method.common.name(), method.common.owner());
        let owner = owner.name();
        let message = format_args!("descriptor '{name}' of '{owner}' object needs an argument");
        return Err(raise(&TYPE_ERROR, message));
    };
    let bound: Ref = class_method_get(method, None, Some(*class))?;
    call_row(
        row_of(method.d_method)?,
        Some(*class),
        Given { positional: rest, ..given },
        bound.borrow(),
    )
}
// ANCHOR_END: call

// ANCHOR: attributes
fn method_traverse(method: Obj<'_, PyMethodDescrObject>, visitor: &mut Visitor) -> Flow {
    method.common.traverse(visitor)
}

extern "C" fn method_repr(method: Obj<'_, PyMethodDescrObject>) -> Result {
    let (name, owner) = (method.common.name(), method.common.owner());
    Ok(str::new(&format!("<method '{name}' of '{}' objects>", owner.name()))?.object())
}

fn method_owner(method: Obj<'_, PyMethodDescrObject>) -> Result {
    Ok(method.common.owner().object())
}

fn method_name(method: Obj<'_, PyMethodDescrObject>) -> Result {
    Ok(method.common.name().object())
}

fn method_qualname(method: Obj<'_, PyMethodDescrObject>) -> Result {
    method.common.qualname()
}

fn method_doc(method: Obj<'_, PyMethodDescrObject>) -> Result {
    doc_of(row_of(method.d_method)?)
}

fn method_signature(method: Obj<'_, PyMethodDescrObject>) -> Result {
    signature_of(row_of(method.d_method)?)
}
// ANCHOR_END: attributes
