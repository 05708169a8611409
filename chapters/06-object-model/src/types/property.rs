//! `property`: an attribute that calls functions.
//!
//! CPython: `Objects/descrobject.c` (`propertyobject`, `property_init_impl`,
//! `property_descr_get`, `property_descr_set`, `property_copy`).

use std::mem::offset_of;

use crate::arguments::{Arguments, Given};
use crate::dealloc::dealloc;
use crate::errors::{ATTRIBUTE_ERROR, TYPE_ERROR, raise};
use crate::memory::generic_new;
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Raised, Ref, Result, Status};
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, flags};
use crate::types::descriptor::is_abstract;
use crate::types::{bool_, none};

// ANCHOR: layout
/// C: `propertyobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyPropertyObject {
    pub ob_base: PyObject,
    pub prop_get: Field,
    pub prop_set: Field,
    pub prop_del: Field,
    pub prop_doc: Field,
    pub prop_name: Field,
    /// Whether the documentation is the getter's.
    pub getter_doc: std::cell::Cell<i32>,
}

const _: () = assert!(size_of::<PyPropertyObject>() == 64);

// SAFETY: instances are made by `tp_alloc`, zeroed, which is a property without functions.
unsafe impl Layout for PyPropertyObject {
    fn type_object() -> &'static StaticType {
        &PROPERTY
    }
}

type Property<'a> = Obj<'a, PyPropertyObject>;

const SIGNATURE: Signature = Signature::parse("(fget=None, fset=None, fdel=None, doc=None)");

macro_rules! member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!(PyPropertyObject, $field), $doc)
    };
}

/// `property`.
pub static PROPERTY: StaticType = StaticType::new(Table::<PyPropertyObject> {
    tp_name: c"property",
    signature: SIGNATURE.text,
    tp_doc: "An attribute that is read, assigned to and deleted by functions.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<PyPropertyObject>),
    tp_getattro: Some(crate::protocol::attribute::generic_getattr),
    tp_traverse: traverse(property_traverse),
    tp_clear: Some(property_clear),
    tp_descr_get: Some(property_get),
    tp_descr_set: Some(property_set),
    tp_init: Some(property_init),
    tp_new: Some(generic_new),
    tp_methods: &[
        Method::one(
            c"getter",
            "($self, function, /)",
            |property, function| copy(property, [Some(function), None, None]),
            "The same property with another function to read it.",
        )
        .unsigned(),
        Method::one(
            c"setter",
            "($self, function, /)",
            |property, function| copy(property, [None, Some(function), None]),
            "The same property with another function to assign to it.",
        )
        .unsigned(),
        Method::one(
            c"deleter",
            "($self, function, /)",
            |property, function| copy(property, [None, None, Some(function)]),
            "The same property with another function to delete it.",
        )
        .unsigned(),
        Method::new(
            c"__set_name__",
            "($self, *args)",
            set_name,
            "Tells the property under which name it stands in a class.",
        )
        .unsigned(),
    ],
    tp_members: &[
        member!(c"fget", prop_get, c"What reads it.").read_only(),
        member!(c"fset", prop_set, c"What assigns to it.").read_only(),
        member!(c"fdel", prop_del, c"What deletes it.").read_only(),
        member!(c"__doc__", prop_doc, c"The documentation."),
    ],
    tp_getset: &[Getter::new(
        c"__isabstractmethod__",
        property_is_abstract,
        "Whether one of the functions is abstract.",
    )],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: init
extern "C" fn property_init(
    property: Property<'_>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    SIGNATURE.bind("property", Given::of_tuple(args, keywords), |given| {
        let owned = |index: usize| given.not_none(index).map(Obj::to_ref);
        property.prop_get.set(owned(0));
        property.prop_set.set(owned(1));
        property.prop_del.set(owned(2));
        property.prop_doc.set(given.get(3).map(Obj::to_ref));
        property.prop_name.clear();
        property.getter_doc.set(0);
        match (given.not_none(3), given.not_none(0)) {
            (None, Some(getter)) => take_doc(property, getter),
            _ => Ok(()),
        }
    })?;
    Ok(())
}

/// Without a documentation of its own a property has its getter's. In an instance of a subclass
/// the class's own `__doc__` hides the member, and an attribute is set.
fn take_doc(property: Property<'_>, getter: Obj<'_>) -> Result<()> {
    let Some(doc) = getter.lookup_attribute(name!("__doc__"))? else {
        return Ok(());
    };
    if property.is_exactly(&PROPERTY) {
        property.prop_doc.set(Some(doc));
    } else {
        property.object().set_attribute(name!("__doc__"), Some(doc.borrow()))?;
    }
    property.getter_doc.set(1);
    Ok(())
}

/// C: `property_copy`.
fn copy(property: Property<'_>, functions: [Option<Obj<'_>>; 3]) -> Result {
    let class = property.ob_type().to_ref();
    let old = [&property.prop_get, &property.prop_set, &property.prop_del];
    let mut given = Vec::with_capacity(4);
    for (function, old) in functions.into_iter().zip(old) {
        let function = function.filter(|function| !function.is_none()).map(Obj::to_ref);
        given.push(function.or_else(|| old.get()).unwrap_or_else(|| none().to_ref()));
    }
    let doc = match property.getter_doc.get() != 0 && !given[0].borrow().is_none() {
        true => None,
        false => property.prop_doc.get(),
    };
    given.push(doc.unwrap_or_else(|| none().to_ref()));
    let given: Vec<Obj<'_>> = given.iter().map(Ref::borrow).collect();
    let made = class.borrow().object().call(&given)?;
    if let Some(made) = made.borrow().downcast::<PyPropertyObject>() {
        made.prop_name.set(property.prop_name.get());
    }
    Ok(made)
}

fn set_name(property: Property<'_>, arguments: &Arguments<'_>) -> Result {
    let [_, name] = arguments.rest() else {
        let count = arguments.rest().len();
        let message =
            format_args!("__set_name__() takes 2 positional arguments but {count} were given");
        return Err(raise(&TYPE_ERROR, message));
    };
    property.prop_name.set(Some(name.to_ref()));
    Ok(none().to_ref())
}
// ANCHOR_END: init

// ANCHOR: access
extern "C" fn property_get(
    property: Property<'_>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    let Some(instance) = instance.filter(|instance| !instance.is_none()) else {
        return Ok(property.object().to_ref());
    };
    match property.prop_get.get() {
        Some(getter) => getter.borrow().call_one(instance),
        None => Err(lacks(property, instance, "getter")),
    }
}

extern "C" fn property_set(
    property: Property<'_>,
    instance: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    let (field, word) = match value {
        Some(_) => (&property.prop_set, "setter"),
        None => (&property.prop_del, "deleter"),
    };
    let Some(function) = field.get() else {
        return Err(lacks(property, instance, word).into());
    };
    match value {
        Some(value) => function.borrow().call(&[instance, value])?,
        None => function.borrow().call_one(instance)?,
    };
    Ok(())
}

fn lacks(property: Property<'_>, instance: Obj<'_>, what: &str) -> Raised {
    let text = || -> Result<String> {
        let class = instance.ob_type().object().get_attribute(name!("__qualname__"))?;
        let class = class.borrow().repr()?;
        Ok(match property.prop_name.get() {
            Some(name) => {
                let name = name.borrow().repr()?;
                format!("property {name} of {class} object has no {what}")
            }
            None => format!("property of {class} object has no {what}"),
        })
    };
    match text() {
        Ok(text) => raise(&ATTRIBUTE_ERROR, text),
        Err(raised) => raised,
    }
}

fn property_is_abstract(property: Property<'_>) -> Result {
    for field in [&property.prop_get, &property.prop_set, &property.prop_del] {
        if is_abstract(field)? {
            return Ok(bool_(true).to_ref());
        }
    }
    Ok(bool_(false).to_ref())
}
// ANCHOR_END: access

fn fields(property: &PyPropertyObject) -> [&Field; 5] {
    let PyPropertyObject { prop_get, prop_set, prop_del, prop_doc, prop_name, .. } = property;
    [prop_get, prop_set, prop_del, prop_doc, prop_name]
}

fn property_traverse(property: Property<'_>, visitor: &mut Visitor) -> Flow {
    fields(property.get()).into_iter().try_for_each(|field| visitor.field(field))
}

extern "C" fn property_clear(property: Property<'_>) -> Status {
    property.prop_doc.clear();
    Ok(())
}
