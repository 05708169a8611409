//! `types.SimpleNamespace`: an object that is nothing but its attributes.
//!
//! CPython: `Objects/namespaceobject.c`.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::{generic_getattr, generic_setattr};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::thread_state::guard_repr;
use crate::type_object::{PyMemberDef, Type, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::str::{self, PyASCIIObject};
use crate::types::{not_implemented, tuple};

// ANCHOR: layout
/// C: `_PyNamespaceObject`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct PyNamespaceObject {
    ob_base: PyObject,
    ns_dict: Field,
}

const _: () = assert!(size_of::<PyNamespaceObject>() == 24);

// SAFETY: made by `new_namespace`.
unsafe impl Layout for PyNamespaceObject {
    fn type_object() -> &'static StaticType {
        &SIMPLE_NAMESPACE
    }
}

type Namespace<'a> = Obj<'a, PyNamespaceObject>;

/// `types.SimpleNamespace`.
pub static SIMPLE_NAMESPACE: StaticType = StaticType::new(Table::<PyNamespaceObject> {
    tp_name: c"types.SimpleNamespace",
    tp_doc: "Its attributes, and a repr that shows them.\n\nSimpleNamespace(**kwargs)",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(PyNamespaceObject, ns_dict) as isize,
    tp_dealloc: Some(dealloc::<PyNamespaceObject>),
    tp_repr: Some(namespace_repr),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(namespace_traverse),
    tp_clear: Some(namespace_clear),
    tp_richcompare: Some(namespace_compare),
    tp_init: Some(namespace_init),
    tp_new: Some(new_namespace),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", namespace_reduce, "How to copy it.").unsigned()
    ],
    tp_members: &[PyMemberDef::new(
        c"__dict__",
        MemberKind::Object,
        offset_of!(PyNamespaceObject, ns_dict),
        c"",
    )
    .read_only()],
    ..Table::NONE
});
// ANCHOR_END: layout

/// A namespace of these attributes. C: `_PyNamespace_New`.
pub fn new(attributes: Obj<'_, PyDictObject>) -> Result<Ref<PyNamespaceObject>> {
    let own = dict::new()?;
    for (key, value) in attributes.items() {
        own.borrow().set_item(key.borrow(), value.borrow())?;
    }
    memory::create(SIMPLE_NAMESPACE.as_type(), |ob_base| PyNamespaceObject {
        ob_base,
        ns_dict: Field::new(Some(own.object())),
    })
}

extern "C" fn new_namespace(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let own = dict::new()?;
    let namespace = memory::create(ob_type, |ob_base| PyNamespaceObject {
        ob_base,
        ns_dict: Field::new(Some(own.object())),
    })?;
    Ok(namespace.object())
}

extern "C" fn namespace_init(
    namespace: Namespace<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let given = Given::of_tuple(args, keywords);
    if !given.positional.is_empty() {
        return Err(raise(&TYPE_ERROR, "no positional arguments expected").into());
    }
    if given.keywords.iter().any(|(key, _)| key.downcast::<PyASCIIObject>().is_none()) {
        return Err(raise(&TYPE_ERROR, "keywords must be strings").into());
    }
    let own = attributes(namespace);
    for (key, value) in given.keywords.iter() {
        own.borrow().set_item(key, value)?;
    }
    Ok(())
}

fn attributes(namespace: Namespace<'_>) -> Ref<PyDictObject> {
    let own = namespace.ns_dict.get().and_then(|own| own.downcast().ok());
    own.expect("a namespace has a dict")
}

/// C: `namespace_repr`.
extern "C" fn namespace_repr(namespace: Namespace<'_>) -> Result {
    let name = match namespace.object().is_exactly(&SIMPLE_NAMESPACE) {
        true => "namespace",
        false => namespace.ob_type().name(),
    };
    let shown = guard_repr(
        namespace.object(),
        || -> Result<Vec<Vec<u32>>> { Ok(vec!["...".chars().map(u32::from).collect()]) },
        || {
            let mut parts: Vec<Vec<u32>> = Vec::new();
            for (key, value) in attributes(namespace).borrow().items() {
                let Some(key) = key.borrow().downcast::<PyASCIIObject>() else { continue };
                if key.is_empty() {
                    continue;
                }
                let value = value.borrow().repr()?;
                let part = key.code_points().chain([u32::from('=')]);
                parts.push(part.chain(value.borrow().code_points()).collect());
            }
            Ok(parts)
        },
    )?;
    let mut text: Vec<u32> = name.chars().chain(['(']).map(u32::from).collect();
    for (at, part) in shown.iter().enumerate() {
        if at > 0 {
            text.extend([u32::from(','), u32::from(' ')]);
        }
        text.extend(part);
    }
    text.push(u32::from(')'));
    Ok(str::object::from_code_points(text.into_iter())?.object())
}

extern "C" fn namespace_compare(namespace: Namespace<'_>, other: Obj<'_>, how: i32) -> Result {
    let (Some(other), Some(comparison)) =
        (other.downcast::<PyNamespaceObject>(), Comparison::of(how))
    else {
        return Ok(not_implemented().to_ref());
    };
    let (own, other) = (attributes(namespace), attributes(other));
    own.borrow().object().compare(other.borrow().object(), comparison)
}

fn namespace_reduce(namespace: Namespace<'_>) -> Result {
    let class = namespace.ob_type().object().to_ref();
    let parts = [class, tuple::of(&[])?.object(), attributes(namespace).object()];
    Ok(tuple::new(parts)?.object())
}

fn namespace_traverse(namespace: Namespace<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&namespace.ns_dict)
}

extern "C" fn namespace_clear(namespace: Namespace<'_>) -> Status {
    if let Some(own) = namespace.ns_dict.get().and_then(|own| own.downcast::<PyDictObject>().ok()) {
        own.borrow().clear();
    }
    Ok(())
}
