//! `types.SimpleNamespace`: attributes and nothing else.
//!
//! CPython: `Objects/namespaceobject.c`.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::{generic_getattr, generic_setattr};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::thread_state::guard_repr;
use crate::type_object::{PyMemberDef, Type, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::repr::ReprBuilder;
use crate::types::str::PyASCIIObject;
use crate::types::{not_implemented, tuple};

// ANCHOR: layout
/// C: `_PyNamespaceObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyNamespaceObject {
    pub ob_base: PyObject,
    pub ns_dict: Field<PyDictObject>,
}

const _: () = assert!(size_of::<PyNamespaceObject>() == 24);

// SAFETY: made by `tp_alloc`, zeroed, and given a dict.
unsafe impl Layout for PyNamespaceObject {
    fn type_object() -> &'static StaticType {
        &NAMESPACE
    }
}

type Namespace<'a> = Obj<'a, PyNamespaceObject>;

/// `types.SimpleNamespace`.
pub static NAMESPACE: StaticType = StaticType::new(Table::<PyNamespaceObject> {
    tp_name: c"types.SimpleNamespace",
    tp_doc: "An object with the attributes that it is given.",
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
    tp_new: Some(namespace_new),
    tp_methods: &[Method::none(
        c"__reduce__",
        "($self, /)",
        namespace_reduce,
        "What pickling needs.",
    )
    .unsigned()],
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

// ANCHOR: new
/// A namespace with the entries of a dict. C: `_PyNamespace_New`.
pub fn new(entries: Obj<'_, PyDictObject>) -> Result<Ref<PyNamespaceObject>> {
    let made = crate::memory::create(NAMESPACE.as_type(), |ob_base| PyNamespaceObject {
        ob_base,
        ns_dict: Field::NULL,
    })?;
    made.ns_dict.set(Some(entries.copy()?));
    Ok(made)
}

extern "C" fn namespace_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    let alloc = ob_type.tp_alloc.get().expect("every type can allocate");
    let made = alloc(ob_type, 0)?;
    // SAFETY: a new instance.
    unsafe { made.borrow().cast::<PyNamespaceObject>() }.ns_dict.set(Some(dict::new()?));
    Ok(made)
}

impl Namespace<'_> {
    fn entries(self) -> Result<Ref<PyDictObject>> {
        match self.ns_dict.get() {
            Some(entries) => Ok(entries),
            // The collector has broken it open.
            None => dict::new(),
        }
    }
}

extern "C" fn namespace_init(
    namespace: Namespace<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let given = Given::of_tuple(arguments, keywords);
    if !given.positional.is_empty() {
        return Err(raise(&TYPE_ERROR, "no positional arguments expected").into());
    }
    if given.keywords.iter().any(|(key, _)| key.downcast::<PyASCIIObject>().is_none()) {
        return Err(raise(&TYPE_ERROR, "keywords must be strings").into());
    }
    let entries = namespace.entries()?;
    for (key, value) in given.keywords.iter() {
        entries.borrow().set_item(key, value)?;
    }
    Ok(())
}
// ANCHOR_END: new

// ANCHOR: slots
extern "C" fn namespace_repr(namespace: Namespace<'_>) -> Result {
    let name = match namespace.is_exactly(&NAMESPACE) {
        true => "namespace".to_owned(),
        false => namespace.ob_type().name().to_owned(),
    };
    let body = || {
        let mut text = ReprBuilder::default();
        text.push(&name);
        text.push("(");
        let entries = namespace.entries()?;
        let mut is_first = true;
        for (key, _) in entries.borrow().copy()?.borrow().items() {
            let Some(key) = key.borrow().downcast::<PyASCIIObject>().filter(|k| !k.is_empty())
            else {
                continue;
            };
            // A value's repr may have changed the others.
            let Some(value) = entries.borrow().get_str(key)? else {
                continue;
            };
            text.push(if is_first { "" } else { ", " });
            is_first = false;
            text.push_str_of(key.object())?;
            text.push("=");
            text.push_repr(value.borrow())?;
        }
        text.push(")");
        Ok(text.finish()?.object())
    };
    let recursive = || Ok(crate::types::str::new(&format!("{name}(...)"))?.object());
    guard_repr(namespace.object(), recursive, body)
}

extern "C" fn namespace_compare(
    namespace: Namespace<'_>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let (Some(other), Some(comparison)) =
        (other.downcast::<PyNamespaceObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let (left, right) = (namespace.entries()?, other.entries()?);
    left.borrow().object().compare(right.borrow().object(), comparison)
}

fn namespace_reduce(namespace: Namespace<'_>) -> Result {
    let class = namespace.ob_type().object().to_ref();
    let entries = namespace.entries()?.object();
    Ok(tuple::new([class, tuple::of(&[])?.object(), entries])?.object())
}

fn namespace_traverse(namespace: Namespace<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&namespace.ns_dict)
}

extern "C" fn namespace_clear(namespace: Namespace<'_>) -> Status {
    namespace.ns_dict.clear();
    Ok(())
}
// ANCHOR_END: slots
