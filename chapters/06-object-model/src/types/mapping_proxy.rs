//! `mappingproxy`: a mapping that can only be read, what a class's `__dict__` is.
//!
//! CPython: `Objects/descrobject.c` (`mappingproxyobject`, `mappingproxy_new_impl`,
//! `PyDictProxy_New`). Everything is asked of the mapping itself, by way of the protocols.

use crate::arguments::{Arguments, Given};
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::memory;
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::protocol::number::OR;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, contains, hash, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyMappingMethods, PyNumberMethods, PySequenceMethods, Type, flags};
use crate::types::dict::PyDictObject;
use crate::types::generic_alias::class_getitem;
use crate::types::list::PyListObject;
use crate::types::none;
use crate::types::str::{self, Str};
use crate::types::tuple::PyTupleObject;

// ANCHOR: layout
/// C: `mappingproxyobject`.
#[repr(C)]
pub struct MappingProxy {
    /// The head.
    pub ob_base: PyObject,
    /// What is shown.
    pub mapping: Field,
}

const _: () = assert!(size_of::<MappingProxy>() == 24);

// SAFETY: made by `new`.
unsafe impl Layout for MappingProxy {
    fn type_object() -> &'static StaticType {
        &MAPPING_PROXY
    }
}

type Proxy<'a> = Obj<'a, MappingProxy>;

/// `mappingproxy`.
pub static MAPPING_PROXY: StaticType = StaticType::new(Table::<MappingProxy> {
    tp_name: c"mappingproxy",
    tp_doc: "A mapping that can only be read.",
    tp_flags: flags::HAVE_GC | flags::MAPPING,
    tp_dealloc: Some(dealloc::<MappingProxy>),
    tp_repr: Some(proxy_repr),
    tp_as_number: PyNumberMethods {
        nb_or: Some(proxy_or),
        nb_inplace_or: Some(proxy_or_in_place),
        ..PyNumberMethods::NONE
    },
    tp_as_sequence: PySequenceMethods {
        sq_contains: contains(proxy_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(proxy_length),
        mp_subscript: Some(proxy_item),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(proxy_hash),
    tp_str: Some(proxy_str),
    tp_getattro: Some(crate::protocol::attribute::generic_getattr),
    tp_traverse: traverse(proxy_traverse),
    tp_richcompare: Some(proxy_compare),
    tp_iter: Some(proxy_iter),
    tp_new: Some(proxy_new),
    tp_methods: &[
        class_getitem(),
        Method::new(
            c"get",
            "($self, key, default=None, /)",
            proxy_get,
            "The value of a key, or a default.",
        )
        .unsigned(),
        Method::none(c"keys", "($self, /)", |p: Proxy<'_>| p.ask(name!("keys"), &[]), "The keys.")
            .unsigned(),
        Method::none(
            c"values",
            "($self, /)",
            |p: Proxy<'_>| p.ask(name!("values"), &[]),
            "The values.",
        )
        .unsigned(),
        Method::none(
            c"items",
            "($self, /)",
            |p: Proxy<'_>| p.ask(name!("items"), &[]),
            "Keys with values.",
        )
        .unsigned(),
        Method::none(
            c"copy",
            "($self, /)",
            |p: Proxy<'_>| p.ask(name!("copy"), &[]),
            "A shallow copy.",
        )
        .unsigned(),
        Method::none(
            c"__reversed__",
            "($self, /)",
            |p: Proxy<'_>| p.ask(name!("__reversed__"), &[]),
            "The keys, the last one first.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A view of a mapping. C: `PyDictProxy_New`.
pub fn new(mapping: Obj<'_>) -> Result {
    let is_mapping = mapping.ob_type().mapping(|suite| suite.mp_subscript).is_some()
        && mapping.downcast::<PyListObject>().is_none()
        && mapping.downcast::<PyTupleObject>().is_none();
    if !is_mapping {
        let name = mapping.ob_type().name().to_owned();
        let message = format_args!("mappingproxy() argument must be a mapping, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let proxy = memory::create(MAPPING_PROXY.as_type(), |ob_base| MappingProxy {
        ob_base,
        mapping: Field::new(Some(mapping.to_ref())),
    })?;
    Ok(proxy.object())
}

extern "C" fn proxy_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(mapping)");
    SIGNATURE.bind("mappingproxy", Given::of_tuple(args, keywords), |given| new(given[0]))
}
// ANCHOR_END: new

// ANCHOR: slots
impl Proxy<'_> {
    fn mapping(self) -> Ref {
        self.mapping.get().expect("a proxy has a mapping")
    }

    fn ask(self, method: Str<'_>, arguments: &[Obj<'_>]) -> Result {
        let method = self.mapping().borrow().get_attribute(method)?;
        method.borrow().call(arguments)
    }
}

/// The mapping behind a proxy, or the object itself.
fn behind(object: Obj<'_>) -> Ref {
    object.downcast::<MappingProxy>().map_or_else(|| object.to_ref(), |proxy| proxy.mapping())
}

extern "C" fn proxy_or(left: Obj<'_>, right: Obj<'_>) -> Result {
    behind(left).borrow().binary(behind(right).borrow(), OR)
}

extern "C" fn proxy_or_in_place(this: Proxy<'_>, _: Obj<'_>) -> Result {
    let name = this.ob_type().name().to_owned();
    let message = format_args!("'|=' is not supported by {name}; use '|' instead");
    Err(raise(&TYPE_ERROR, message))
}

/// An exact dict is asked directly.
fn proxy_contains(proxy: Proxy<'_>, key: Obj<'_>) -> Result<bool> {
    let mapping = proxy.mapping();
    match mapping.borrow().downcast_exact::<PyDictObject>() {
        Some(dict) => dict.contains_key(key),
        None => mapping.borrow().contains(key),
    }
}

fn proxy_length(proxy: Proxy<'_>) -> Result<usize> {
    proxy.mapping().borrow().len()
}

extern "C" fn proxy_item(proxy: Proxy<'_>, key: Obj<'_>) -> Result {
    proxy.mapping().borrow().get_item(key)
}

extern "C" fn proxy_iter(proxy: Proxy<'_>) -> Result {
    proxy.mapping().borrow().iter()
}

fn proxy_hash(proxy: Proxy<'_>) -> Result<isize> {
    proxy.mapping().borrow().hash()
}

extern "C" fn proxy_str(proxy: Proxy<'_>) -> Result {
    Ok(proxy.mapping().borrow().str()?.object())
}

extern "C" fn proxy_repr(proxy: Proxy<'_>) -> Result {
    let repr = proxy.mapping().borrow().repr()?;
    Ok(str::new(&format!("mappingproxy({repr})"))?.object())
}

extern "C" fn proxy_compare(proxy: Proxy<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let comparison = Comparison::of(comparison).expect("one of the six");
    proxy.mapping().borrow().compare(other, comparison)
}

/// The default of `get` is given on, so that a mapping's own `get` sees it.
fn proxy_get(proxy: Proxy<'_>, arguments: &Arguments<'_>) -> Result {
    let default = arguments.get(1).unwrap_or_else(|| none());
    proxy.ask(name!("get"), &[arguments[0], default])
}

fn proxy_traverse(proxy: Proxy<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&proxy.mapping)
}
// ANCHOR_END: slots
