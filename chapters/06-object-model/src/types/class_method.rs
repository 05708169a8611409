//! `classmethod` and `staticmethod`: callables that bind to the class, or to nothing.
//!
//! CPython: `Objects/funcobject.c` (`classmethod`, `staticmethod`, `functools_wraps`). The two
//! have the same struct and differ in what `__get__` returns.

use std::mem::offset_of;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{RUNTIME_ERROR, TYPE_ERROR, raise};
use crate::memory::{self, generic_new};
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, MemberKind, StaticType, Table};
use crate::type_object::{PyMemberDef, flags};
use crate::types::descriptor::is_abstract;
use crate::types::type_::instance;
use crate::types::{bool_, method, str};

// ANCHOR: layout
/// C: `classmethod` and `staticmethod`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct Wrapping<const IS_STATIC: bool> {
    pub ob_base: PyObject,
    pub callable: Field,
    pub dict: Field,
}

/// C: `classmethod`.
pub type PyClassMethodObject = Wrapping<false>;
/// C: `staticmethod`.
pub type PyStaticMethodObject = Wrapping<true>;

const _: () = assert!(size_of::<PyClassMethodObject>() == 32);

// SAFETY: instances are made by `tp_alloc`, zeroed.
unsafe impl<const IS_STATIC: bool> Layout for Wrapping<IS_STATIC> {
    fn type_object() -> &'static StaticType {
        if IS_STATIC { &STATIC_METHOD } else { &CLASS_METHOD }
    }
}

/// `classmethod`.
pub static CLASS_METHOD: StaticType = StaticType::new(Table::<PyClassMethodObject> {
    tp_name: c"classmethod",
    tp_doc: "A callable that gets the class in front of its arguments.",
    tp_descr_get: Some(bind_to_class),
    ..table()
});

/// `staticmethod`.
pub static STATIC_METHOD: StaticType = StaticType::new(Table::<PyStaticMethodObject> {
    tp_name: c"staticmethod",
    tp_doc: "A callable that gets its arguments alone, even when it is found in a class.",
    tp_descr_get: Some(bind_to_nothing),
    tp_call: Some(call_static),
    ..table()
});

const fn table<const IS_STATIC: bool>() -> Table<Wrapping<IS_STATIC>> {
    Table {
        tp_flags: flags::HAVE_GC | flags::BASETYPE,
        tp_dictoffset: offset_of!(Wrapping<IS_STATIC>, dict) as isize,
        tp_dealloc: Some(dealloc::<Wrapping<IS_STATIC>>),
        tp_repr: Some(wrapping_repr),
        tp_traverse: traverse(wrapping_traverse::<IS_STATIC>),
        tp_clear: Some(wrapping_clear),
        tp_init: Some(wrapping_init),
        tp_new: Some(generic_new),
        tp_members: const {
            &[
                PyMemberDef::new(
                    c"__func__",
                    MemberKind::Object,
                    offset_of!(PyClassMethodObject, callable),
                    c"The callable.",
                )
                .read_only(),
                PyMemberDef::new(
                    c"__wrapped__",
                    MemberKind::Object,
                    offset_of!(PyClassMethodObject, callable),
                    c"The callable.",
                )
                .read_only(),
            ]
        },
        tp_getset: const {
            &[
                Getter::new(
                    c"__isabstractmethod__",
                    wrapping_is_abstract::<IS_STATIC>,
                    "Whether the callable is abstract.",
                ),
                Getter::new(
                    c"__dict__",
                    wrapping_dict::<IS_STATIC>,
                    "The attributes of the object itself.",
                )
                .settable(wrapping_set_dict::<IS_STATIC>),
            ]
        },
        ..Table::NONE
    }
}
// ANCHOR_END: layout

// ANCHOR: new
/// A `classmethod` or `staticmethod` of a callable. C: `PyClassMethod_New`, `PyStaticMethod_New`.
/// Unlike one that a program makes, it takes no names over from what it wraps.
pub fn new<const IS_STATIC: bool>(callable: Obj<'_>) -> Result {
    let ob_type = Wrapping::<IS_STATIC>::type_object().as_type();
    let wrapping = memory::create(ob_type, |ob_base| Wrapping::<IS_STATIC> {
        ob_base,
        callable: Field::new(Some(callable.to_ref())),
        dict: Field::NULL,
    })?;
    Ok(wrapping.object())
}

extern "C" fn wrapping_init<const IS_STATIC: bool>(
    wrapping: Obj<'_, Wrapping<IS_STATIC>>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    const SIGNATURE: Signature = Signature::parse("(function, /)");
    let name = if IS_STATIC { "staticmethod" } else { "classmethod" };
    SIGNATURE.bind(name, Given::of_tuple(args, keywords), |given| {
        wrapping.callable.set(Some(given[0].to_ref()));
        copy_names(wrapping.object(), given[0])
    })?;
    Ok(())
}

/// What a function says of itself, its wrapping says, too. C: `functools_wraps`.
fn copy_names(wrapping: Obj<'_>, wrapped: Obj<'_>) -> Result<()> {
    let names = [
        name!("__module__"),
        name!("__name__"),
        name!("__qualname__"),
        name!("__doc__"),
        name!("__annotations__"),
    ];
    for name in names {
        if let Some(value) = wrapped.lookup_attribute(name)? {
            wrapping.set_attribute(name, Some(value.borrow()))?;
        }
    }
    Ok(())
}
// ANCHOR_END: new

// ANCHOR: slots
impl<const IS_STATIC: bool> Obj<'_, Wrapping<IS_STATIC>> {
    fn callable(self) -> Result {
        self.callable.get().ok_or_else(|| {
            let name = if IS_STATIC { "staticmethod" } else { "classmethod" };
            raise(&RUNTIME_ERROR, format_args!("uninitialized {name} object"))
        })
    }
}

/// What the callable itself makes of the class, a property of it for instance; else a method.
/// C: `cm_descr_get`.
extern "C" fn bind_to_class(
    wrapping: Obj<'_, PyClassMethodObject>,
    instance: Option<Obj<'_>>,
    class: Option<Obj<'_>>,
) -> Result {
    let callable = wrapping.callable()?;
    let class = match (class, instance) {
        (Some(class), _) => class,
        (None, Some(instance)) => instance.ob_type().object(),
        (None, None) => return Err(raise(&TYPE_ERROR, "__get__(None, None) is invalid")),
    };
    match callable.borrow().ob_type().tp_descr_get.get() {
        Some(get) => get(callable.borrow(), Some(class), Some(class)),
        None => method::new(callable.borrow(), class),
    }
}

extern "C" fn bind_to_nothing(
    wrapping: Obj<'_, PyStaticMethodObject>,
    _: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    wrapping.callable()
}

extern "C" fn call_static(
    wrapping: Obj<'_, PyStaticMethodObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let callable: Ref = wrapping.callable()?;
    let args = args.downcast().expect("a tuple of arguments");
    callable.borrow().call_tuple(args, keywords.and_then(|keywords| keywords.downcast()))
}

extern "C" fn wrapping_repr<const IS_STATIC: bool>(
    wrapping: Obj<'_, Wrapping<IS_STATIC>>,
) -> Result {
    let name = if IS_STATIC { "staticmethod" } else { "classmethod" };
    let text = match wrapping.callable.get() {
        Some(callable) => format!("<{name}({})>", callable.borrow().repr()?),
        None => format!("<{name}(<NULL>)>"),
    };
    Ok(str::new(&text)?.object())
}

fn wrapping_is_abstract<const IS_STATIC: bool>(wrapping: Obj<'_, Wrapping<IS_STATIC>>) -> Result {
    Ok(bool_(is_abstract(&wrapping.callable)?).to_ref())
}

fn wrapping_dict<const IS_STATIC: bool>(wrapping: Obj<'_, Wrapping<IS_STATIC>>) -> Result {
    instance::get_dict(wrapping.object())
}

fn wrapping_set_dict<const IS_STATIC: bool>(
    wrapping: Obj<'_, Wrapping<IS_STATIC>>,
    value: Option<Obj<'_>>,
) -> Status {
    instance::set_dict(wrapping.object(), value)
}

fn wrapping_traverse<const IS_STATIC: bool>(
    wrapping: Obj<'_, Wrapping<IS_STATIC>>,
    visitor: &mut Visitor,
) -> Flow {
    visitor.field(&wrapping.callable)?;
    visitor.field(&wrapping.dict)
}

extern "C" fn wrapping_clear<const IS_STATIC: bool>(
    wrapping: Obj<'_, Wrapping<IS_STATIC>>,
) -> Status {
    wrapping.callable.clear();
    wrapping.dict.clear();
    Ok(())
}
// ANCHOR_END: slots
