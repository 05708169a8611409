//! `object`: what every type inherits from.
//!
//! CPython: `Objects/typeobject.c` (`PyBaseObject_Type`, `object_new`, `object_init`,
//! `object_repr`, `object_richcompare`, `object_set_class`).

use std::ptr::NonNull;

use crate::arguments::{Arguments, Given};
use crate::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::name;
use crate::object::{Layout, Obj, PyObject, Result, Status};
use crate::protocol::attribute::{generic_getattr, generic_setattr};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::hash;
use crate::static_type::{Getter, Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::str::{self, PyASCIIObject};
use crate::types::{bool_, directory, int, none, not_implemented, reduce, type_};

// ANCHOR: object
// SAFETY: every object begins with the head.
unsafe impl Layout for PyObject {
    fn type_object() -> &'static StaticType {
        &OBJECT
    }
}

/// `object`.
pub static OBJECT: StaticType = StaticType::new(Table::<PyObject> {
    tp_name: c"object",
    signature: "()",
    tp_doc: "What every type inherits from.",
    tp_flags: flags::BASETYPE,
    tp_dealloc: Some(object_dealloc),
    tp_repr: Some(object_repr),
    tp_hash: hash(object_hash),
    tp_str: Some(object_str),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_richcompare: Some(object_compare),
    tp_init: Some(object_init),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(object_new),
    tp_methods: &[
        Method::class(
            c"__init_subclass__",
            "($type, /)",
            object_init_subclass,
            "Called when a class is extended.",
        )
        .unsigned(),
        Method::class(
            c"__subclasshook__",
            "($type, /, *args)",
            object_subclass_hook,
            "Lets an abstract class claim subclasses.",
        )
        .unsigned(),
        Method::one(
            c"__format__",
            "($self, format_spec, /)",
            object_format,
            "The default of format().",
        ),
        Method::none(c"__dir__", "($self, /)", directory::object_dir, "The names of attributes."),
        Method::none(
            c"__getstate__",
            "($self, /)",
            reduce::object_getstate,
            "What pickling keeps.",
        ),
        Method::none(c"__reduce__", "($self, /)", reduce::object_reduce, "What pickling needs."),
        Method::one(
            c"__reduce_ex__",
            "($self, protocol, /)",
            reduce::object_reduce_ex,
            "What pickling by a protocol needs.",
        ),
        Method::none(c"__sizeof__", "($self, /)", object_sizeof, "The size in bytes."),
    ],
    tp_getset: &[Getter::new(c"__class__", object_class, "The class.")
        .settable(type_::bases::object_set_class)],
    ..Table::NONE
});
// ANCHOR_END: object

// ANCHOR: new
/// Arguments that neither `__new__` nor `__init__` wants are an error. C: `excess_args`.
fn has_excess(arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> bool {
    let given = Given::of_tuple(arguments, keywords);
    !given.positional.is_empty() || !given.keywords.is_empty()
}

/// C: `object_new`.
pub(crate) extern "C" fn object_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    if has_excess(arguments, keywords) {
        let name = ob_type.name();
        if ob_type.tp_new.get().is_some_and(|new| new as usize != object_new as *const () as usize)
        {
            let message = "object.__new__() takes exactly one argument (the type to instantiate)";
            return Err(raise(&TYPE_ERROR, message));
        }
        if ob_type
            .tp_init
            .get()
            .is_none_or(|init| init as usize == object_init as *const () as usize)
        {
            return Err(raise(&TYPE_ERROR, format_args!("{name}() takes no arguments")));
        }
    }
    if ob_type.has(flags::IS_ABSTRACT) {
        return Err(abstract_error(ob_type)?);
    }
    let alloc = ob_type.tp_alloc.get().expect("every type can allocate");
    alloc(ob_type, 0)
}

/// C: the middle of `object_new`.
fn abstract_error(ob_type: Type<'_>) -> Result<crate::object::Raised> {
    let methods = ob_type.object().get_attribute(name!("__abstractmethods__"))?;
    let mut names: Vec<String> = Vec::new();
    let iterator = methods.borrow().iter()?;
    while let Some(name) = iterator.borrow().next()? {
        names.push(name.borrow().str()?.borrow().to_text().into_owned());
    }
    names.sort();
    let (class, s) = (ob_type.name(), if names.len() > 1 { "s" } else { "" });
    let names = names.join(", ");
    Ok(raise(
        &TYPE_ERROR,
        format_args!("Can't instantiate abstract class {class} with abstract method{s} {names}"),
    ))
}

/// C: `object_init`.
pub(crate) extern "C" fn object_init(
    object: Obj<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    if has_excess(arguments, keywords) {
        let ob_type = object.ob_type();
        let name = ob_type.name();
        if ob_type
            .tp_init
            .get()
            .is_some_and(|init| init as usize != object_init as *const () as usize)
        {
            let message =
                "object.__init__() takes exactly one argument (the instance to initialize)";
            return Err(raise(&TYPE_ERROR, message).into());
        }
        if ob_type.tp_new.get().is_none_or(|new| new as usize == object_new as *const () as usize) {
            let message = format_args!(
                "{name}.__init__() takes exactly one argument (the instance to initialize)"
            );
            return Err(raise(&TYPE_ERROR, message).into());
        }
    }
    Ok(())
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn object_dealloc(object: NonNull<PyObject>) {
    // SAFETY: an object without fields.
    unsafe { dealloc::free(object) }
}
// ANCHOR_END: new

// ANCHOR: slots
/// C: `object_repr`.
pub(crate) extern "C" fn object_repr(object: Obj<'_>) -> Result {
    let ob_type = object.ob_type();
    let module = ob_type.object().lookup_attribute(name!("__module__"))?;
    let module = module.and_then(|module| module.downcast::<PyASCIIObject>().ok());
    let qualname = ob_type.object().get_attribute(name!("__qualname__"))?.borrow().str()?;
    let pointer = object.as_ptr();
    let text = match module.filter(|module| !module.borrow().is_ascii_text("builtins")) {
        Some(module) => format!("<{module}.{qualname} object at {pointer:p}>"),
        None => format!("<{} object at {pointer:p}>", ob_type.name()),
    };
    Ok(str::new(&text)?.object())
}

extern "C" fn object_str(object: Obj<'_>) -> Result {
    Ok(object.repr()?.object())
}

fn object_hash(object: Obj<'_>) -> Result<isize> {
    Ok(hash_pointer(object.as_ptr().as_ptr()))
}

/// Equal only to itself; unequal where it isn't equal. C: `object_richcompare`.
extern "C" fn object_compare(left: Obj<'_>, right: Obj<'_>, comparison: i32) -> Result {
    match Comparison::of(comparison) {
        Some(Comparison::Equal) if left.is(right) => Ok(bool_(true).to_ref()),
        Some(Comparison::NotEqual) => {
            let Some(slot) = left.ob_type().tp_richcompare.get() else {
                return Ok(not_implemented().to_ref());
            };
            let equal = slot(left, right, Comparison::Equal as i32)?;
            match equal.borrow().is_not_implemented() {
                true => Ok(equal),
                false => Ok(bool_(!equal.borrow().is_true()?).to_ref()),
            }
        }
        _ => Ok(not_implemented().to_ref()),
    }
}

fn object_init_subclass(_: Type<'_>, _: &Arguments<'_>) -> Result {
    Ok(none().to_ref())
}

fn object_subclass_hook(_: Type<'_>, _: &Arguments<'_>) -> Result {
    Ok(not_implemented().to_ref())
}

/// C: `object___format___impl`.
fn object_format(object: Obj<'_>, spec: Obj<'_>) -> Result {
    let Some(spec) = spec.downcast::<PyASCIIObject>() else {
        let name = spec.ob_type().name().to_owned();
        let message = format_args!("__format__() argument must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !spec.is_empty() {
        let name = object.ob_type().name();
        let message = format_args!("unsupported format string passed to {name}.__format__");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(object.str()?.object())
}

fn object_sizeof(object: Obj<'_>) -> Result {
    Ok(int::from_u64(memory::size_of_instance(object) as u64)?.object())
}

fn object_class(object: Obj<'_>) -> Result {
    Ok(object.ob_type().object().to_ref())
}
// ANCHOR_END: slots
