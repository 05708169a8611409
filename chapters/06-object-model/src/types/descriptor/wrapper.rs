//! `wrapper_descriptor` and `method-wrapper`: `int.__add__`, `(1).__add__`.
//!
//! CPython: `Objects/descrobject.c` (`PyDescr_NewWrapper`, `wrapperdescr_call`,
//! `wrapper_call`), `Include/cpython/descrobject.h` (`PyWrapperDescrObject`).

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, hash, traverse};
use crate::static_type::{Getter, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::str::{self, Str};
use crate::types::type_::slots::{Function, SlotDefinition};
use crate::types::type_::wrappers::takes_keywords;
use crate::types::{bool_, not_implemented};

use super::PyDescrObject;

// ANCHOR: layout
/// C: `PyWrapperDescrObject`.
#[repr(C)]
pub struct WrapperDescriptor {
    common: PyDescrObject,
    d_base: &'static SlotDefinition,
    d_wrapped: Function,
}

const _: () = assert!(size_of::<WrapperDescriptor>() == 56);

/// A wrapper descriptor bound to an object. C: `wrapperobject`.
#[repr(C)]
pub struct MethodWrapper {
    ob_base: PyObject,
    descr: Field<WrapperDescriptor>,
    this: Field,
}

// SAFETY: made by `new_wrapper`.
unsafe impl Layout for WrapperDescriptor {
    fn type_object() -> &'static StaticType {
        &WRAPPER_DESCRIPTOR
    }
}

// SAFETY: made by `wrapper_get`.
unsafe impl Layout for MethodWrapper {
    fn type_object() -> &'static StaticType {
        &METHOD_WRAPPER
    }
}

/// `wrapper_descriptor`.
pub static WRAPPER_DESCRIPTOR: StaticType = StaticType::new(Table::<WrapperDescriptor> {
    tp_name: c"wrapper_descriptor",
    tp_flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR,
    tp_dealloc: Some(dealloc::<WrapperDescriptor>),
    tp_repr: Some(wrapper_repr),
    tp_call: Some(wrapper_call),
    tp_traverse: traverse(wrapper_traverse),
    tp_descr_get: Some(wrapper_get),
    tp_getset: &[
        Getter::new(c"__objclass__", wrapper_owner, "The type in whose dict it stands."),
        Getter::new(c"__name__", wrapper_name, "The name."),
        Getter::new(c"__qualname__", wrapper_qualname, "The name, and whose it is."),
        Getter::new(c"__doc__", wrapper_doc, "The documentation."),
        Getter::new(c"__text_signature__", wrapper_signature, "How it is called."),
    ],
    ..Table::NONE
});

/// `method-wrapper`.
pub static METHOD_WRAPPER: StaticType = StaticType::new(Table::<MethodWrapper> {
    tp_name: c"method-wrapper",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<MethodWrapper>),
    tp_repr: Some(bound_repr),
    tp_hash: hash(bound_hash),
    tp_call: Some(bound_call),
    tp_traverse: traverse(bound_traverse),
    tp_richcompare: Some(bound_compare),
    tp_getset: &[
        Getter::new(c"__self__", bound_self, "What it is bound to."),
        Getter::new(c"__objclass__", |w| wrapper_owner(w.descriptor()?.borrow()), "Its type."),
        Getter::new(c"__name__", |w| wrapper_name(w.descriptor()?.borrow()), "The name."),
        Getter::new(
            c"__qualname__",
            |w| wrapper_qualname(w.descriptor()?.borrow()),
            "The name, and whose it is.",
        ),
        Getter::new(c"__doc__", |w| wrapper_doc(w.descriptor()?.borrow()), "The documentation."),
        Getter::new(
            c"__text_signature__",
            |w| wrapper_signature(w.descriptor()?.borrow()),
            "How it is called.",
        ),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

/// A slot as a method of its type. C: `PyDescr_NewWrapper`.
pub(crate) fn new_wrapper(
    owner: Type<'_>,
    name: Str<'_>,
    definition: &'static SlotDefinition,
    wrapped: Function,
) -> Result {
    let wrapper = memory::create(WRAPPER_DESCRIPTOR.as_type(), |ob_base| WrapperDescriptor {
        common: PyDescrObject::new(ob_base, owner, name),
        d_base: definition,
        d_wrapped: wrapped,
    })?;
    Ok(wrapper.object())
}

impl<'a> Obj<'a, WrapperDescriptor> {
    /// The row of the slot.
    pub(crate) fn definition(self) -> &'static SlotDefinition {
        self.d_base
    }

    /// The slot's function.
    pub(crate) fn wrapped(self) -> Function {
        self.d_wrapped
    }

    /// The type in whose dict it stands, which it keeps alive.
    pub(crate) fn owner(self) -> Type<'a> {
        // SAFETY: never exchanged.
        unsafe { self.get().common.d_type.peek() }.expect("a descriptor knows its type")
    }
}

impl<'a> Obj<'a, MethodWrapper> {
    fn descriptor(self) -> Result<Ref<WrapperDescriptor>> {
        Ok(self.descr.get().expect("a method wrapper knows its descriptor"))
    }
}

// ANCHOR: call
/// C: `wrapperdescr_raw_call`.
fn call(wrapper: Obj<'_, WrapperDescriptor>, this: Obj<'_>, given: Given<'_>) -> Result {
    let definition = wrapper.definition();
    let function = definition.wrapper.expect("a row with a wrapper");
    if !given.keywords.is_empty() && !takes_keywords(function) {
        let name = definition.name;
        let message = format_args!("wrapper {name}() takes no keyword arguments");
        return Err(raise(&TYPE_ERROR, message));
    }
    function(this, given, wrapper.wrapped())
}

/// C: `wrapperdescr_call`.
extern "C" fn wrapper_call(
    wrapper: Obj<'_, WrapperDescriptor>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let (name, owner) = (wrapper.common.name(), wrapper.owner().name());
    let Some((first, rest)) = given.positional.split_first() else {
        let message = format_args!("descriptor '{name}' of '{owner}' object needs an argument");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !first.ob_type().is_subtype_of(wrapper.owner()) {
        let kind = first.ob_type().name();
        let message =
            format_args!("descriptor '{name}' requires a '{owner}' object but received a '{kind}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    call(wrapper, *first, Given { positional: rest, ..given })
}

/// C: `wrapperdescr_get`.
extern "C" fn wrapper_get(
    wrapper: Obj<'_, WrapperDescriptor>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let Some(instance) = instance else {
        return Ok(wrapper.object().to_ref());
    };
    wrapper.common.check(instance)?;
    let bound = memory::create(METHOD_WRAPPER.as_type(), |ob_base| MethodWrapper {
        ob_base,
        descr: Field::new(Some(wrapper.to_ref())),
        this: Field::new(Some(instance.to_ref())),
    })?;
    Ok(bound.object())
}

extern "C" fn bound_call(
    bound: Obj<'_, MethodWrapper>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let this = bound.this.get().expect("a method wrapper is bound");
    call(bound.descriptor()?.borrow(), this.borrow(), Given::of_tuple(arguments, keywords))
}
// ANCHOR_END: call

// ANCHOR: attributes
fn wrapper_traverse(wrapper: Obj<'_, WrapperDescriptor>, visitor: &mut Visitor) -> Flow {
    wrapper.common.traverse(visitor)
}

fn bound_traverse(bound: Obj<'_, MethodWrapper>, visitor: &mut Visitor) -> Flow {
    visitor.field(&bound.descr)?;
    visitor.field(&bound.this)
}

extern "C" fn wrapper_repr(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    let (name, owner) = (wrapper.common.name(), wrapper.owner().name());
    Ok(str::new(&format!("<slot wrapper '{name}' of '{owner}' objects>"))?.object())
}

extern "C" fn bound_repr(bound: Obj<'_, MethodWrapper>) -> Result {
    let name = bound.descriptor()?.common.name();
    let this = bound_self(bound)?;
    let (kind, pointer) = (this.borrow().ob_type().name().to_owned(), this.borrow().as_ptr());
    Ok(str::new(&format!("<method-wrapper '{name}' of {kind} object at {pointer:p}>"))?.object())
}

fn bound_hash(bound: Obj<'_, MethodWrapper>) -> Result<isize> {
    Ok(hash_pointer(bound.this.as_raw()) ^ hash_pointer(bound.descr.as_raw()))
}

/// C: `wrapper_richcompare`.
extern "C" fn bound_compare(
    bound: Obj<'_, MethodWrapper>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let equal = match other.downcast_exact::<MethodWrapper>() {
        Some(other) => {
            std::ptr::eq(bound.descr.as_raw(), other.descr.as_raw())
                && std::ptr::eq(bound.this.as_raw(), other.this.as_raw())
        }
        None => return Ok(not_implemented().to_ref()),
    };
    match Comparison::of(comparison) {
        Some(Comparison::Equal) => Ok(bool_(equal).to_ref()),
        Some(Comparison::NotEqual) => Ok(bool_(!equal).to_ref()),
        _ => Ok(not_implemented().to_ref()),
    }
}

fn bound_self(bound: Obj<'_, MethodWrapper>) -> Result {
    Ok(bound.this.get().expect("a method wrapper is bound"))
}

fn wrapper_owner(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    Ok(wrapper.owner().object().to_ref())
}

fn wrapper_name(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    Ok(wrapper.common.name().object())
}

fn wrapper_qualname(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    wrapper.common.qualname()
}

fn wrapper_doc(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    Ok(str::new(wrapper.definition().doc)?.object())
}

fn wrapper_signature(wrapper: Obj<'_, WrapperDescriptor>) -> Result {
    Ok(str::new(wrapper.definition().signature)?.object())
}
// ANCHOR_END: attributes
