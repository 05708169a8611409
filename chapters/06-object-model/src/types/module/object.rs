//! `module`: a name, a dict, and what an extension keeps beside them.
//!
//! CPython: `Objects/moduleobject.c` (`PyModule_NewObject`, `module_init_dict`,
//! `module_getattro`, `module_dir`, `module_get_annotations`),
//! `Lib/importlib/_bootstrap.py` (`_module_repr`), which is asked for the `repr` there.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr;

use crate::arguments::Given;
use crate::dealloc::dealloc_referenced;
use crate::errors::{self, ATTRIBUTE_ERROR, TYPE_ERROR, raise};
use crate::memory::{self, generic_new};
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::{expect_name, generic_getattr, generic_setattr};
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::str::{self, PyASCIIObject, Str};
use crate::types::{list, none};

// ANCHOR: layout
/// C: `PyModuleObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyModuleObject {
    pub ob_base: PyObject,
    pub md_dict: Field,
    pub md_def: Cell<*mut c_void>,
    pub md_state: Cell<*mut c_void>,
    pub md_weaklist: Cell<*mut PyObject>,
    pub md_name: Field,
}

const _: () = assert!(size_of::<PyModuleObject>() == 56);

// SAFETY: made by `new` or by `tp_alloc`, zeroed.
unsafe impl Layout for PyModuleObject {
    fn type_object() -> &'static StaticType {
        &MODULE
    }
}

type Module<'a> = Obj<'a, PyModuleObject>;

const SIGNATURE: Signature = Signature::parse("(name, doc=None)");

/// `module`.
pub static MODULE: StaticType = StaticType::new(Table::<PyModuleObject> {
    tp_name: c"module",
    signature: SIGNATURE.text,
    tp_doc: "A name and a dict of attributes.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_weaklistoffset: offset_of!(PyModuleObject, md_weaklist),
    tp_dictoffset: offset_of!(PyModuleObject, md_dict) as isize,
    tp_dealloc: Some(dealloc_referenced::<PyModuleObject>),
    tp_repr: Some(module_repr),
    tp_getattro: Some(module_getattro),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(module_traverse),
    tp_clear: Some(module_clear),
    tp_init: Some(module_init),
    tp_new: Some(generic_new),
    tp_methods: &[Method::none(
        c"__dir__",
        "($self, /)",
        module_dir,
        "The names of the attributes, or what the module's own function says.",
    )
    .unsigned()],
    tp_members: &[PyMemberDef::new(
        c"__dict__",
        MemberKind::Object,
        offset_of!(PyModuleObject, md_dict),
        c"The attributes of the module.",
    )
    .read_only()],
    tp_getset: &[Getter::new(c"__annotations__", annotations, "The annotations of its variables.")
        .settable(set_annotations)],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A module without anything but its name. C: `PyModule_NewObject`.
pub fn new(name: Str<'_>) -> Result<Ref<PyModuleObject>> {
    let module = memory::create(MODULE.as_type(), |ob_base| PyModuleObject {
        ob_base,
        md_dict: Field::NULL,
        md_def: Cell::new(ptr::null_mut()),
        md_state: Cell::new(ptr::null_mut()),
        md_weaklist: Cell::new(ptr::null_mut()),
        md_name: Field::NULL,
    })?;
    fill(module.borrow(), name, none())?;
    Ok(module)
}

extern "C" fn module_init(module: Module<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("module", Given::of_tuple(args, keywords), |given| {
        let Some(name) = given[0].downcast::<PyASCIIObject>() else {
            let kind = if given[0].is_none() { "None" } else { given[0].ob_type().name() };
            let message = format_args!("module() argument 'name' must be str, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        };
        fill(module, name, given.get(1).unwrap_or_else(|| none()))
    })?;
    Ok(())
}

/// C: `module_init_dict`.
fn fill(module: Module<'_>, name: Str<'_>, doc: Obj<'_>) -> Result<()> {
    let dict = match module.dict_object() {
        Some(dict) => dict,
        None => {
            let dict = dict::new()?;
            module.md_dict.set(Some(dict.clone().object()));
            dict
        }
    };
    let dict = dict.borrow();
    dict.set_item(name!("__name__").object(), name.object())?;
    dict.set_item(name!("__doc__").object(), doc)?;
    for empty in [name!("__package__"), name!("__loader__"), name!("__spec__")] {
        dict.set_item(empty.object(), none())?;
    }
    if name.object().is_exactly(&str::STR) {
        module.md_name.set(Some(name.object().to_ref()));
    }
    Ok(())
}

impl Module<'_> {
    /// The module's attributes, unless `__init__` has never run.
    pub fn dict_object(self) -> Option<Ref<PyDictObject>> {
        self.md_dict.get().and_then(|dict| dict.downcast().ok())
    }
}
// ANCHOR_END: new

// ANCHOR: attributes
/// A module may answer for what it hasn't got by a function `__getattr__`.
/// C: `module_getattro`.
extern "C" fn module_getattro(module: Module<'_>, name: Obj<'_>) -> Result {
    let text = expect_name(name)?;
    let raised = match generic_getattr(module, name) {
        Ok(value) => return Ok(value),
        Err(raised) => raised,
    };
    let Some(dict) = module.dict_object().filter(|_| errors::matches(&ATTRIBUTE_ERROR)) else {
        return Err(raised);
    };
    errors::clear();
    if let Some(function) = dict.borrow().get_str(name!("__getattr__"))? {
        return function.borrow().call_one(name);
    }
    let own = dict.borrow().get_str(name!("__name__"))?;
    let own = own.and_then(|own| own.downcast::<PyASCIIObject>().ok());
    let Some(own) = own else {
        return Err(raise(&ATTRIBUTE_ERROR, format_args!("module has no attribute '{text}'")));
    };
    let spec = dict.borrow().get_str(name!("__spec__"))?;
    let is_partial = match spec.filter(|spec| !spec.borrow().is_none()) {
        Some(spec) => match spec.borrow().lookup_attribute(name!("_initializing"))? {
            Some(value) => value.borrow().is_true()?,
            None => false,
        },
        None => false,
    };
    Err(match is_partial {
        true => raise(
            &ATTRIBUTE_ERROR,
            format_args!(
                "partially initialized module '{own}' has no attribute '{text}' \
                 (most likely due to a circular import)"
            ),
        ),
        false => raise(&ATTRIBUTE_ERROR, format_args!("module '{own}' has no attribute '{text}'")),
    })
}

fn expect_dict(module: Module<'_>) -> Result<Ref<PyDictObject>> {
    module.dict_object().ok_or_else(|| raise(&TYPE_ERROR, "<module>.__dict__ is not a dictionary"))
}

/// C: `module_dir`.
fn module_dir(module: Module<'_>) -> Result {
    let dict = module.object().get_attribute(name!("__dict__"))?;
    let Some(dict) = dict.borrow().downcast::<PyDictObject>() else {
        return Err(raise(&TYPE_ERROR, "<module>.__dict__ is not a dictionary"));
    };
    if let Some(function) = dict.get_str(name!("__dir__"))? {
        return function.borrow().call(&[]);
    }
    let names = list::new()?;
    for (name, _) in dict.items() {
        names.borrow().push(name)?;
    }
    Ok(names.object())
}

/// Made when it is first asked for. C: `module_get_annotations`.
fn annotations(module: Module<'_>) -> Result {
    let dict = expect_dict(module)?;
    if let Some(found) = dict.borrow().get_str(name!("__annotations__"))? {
        return Ok(found);
    }
    let made = dict::new()?.object();
    dict.borrow().set_item(name!("__annotations__").object(), made.borrow())?;
    Ok(made)
}

fn set_annotations(module: Module<'_>, value: Option<Obj<'_>>) -> Status {
    let dict = expect_dict(module)?;
    let name = name!("__annotations__").object();
    match value {
        Some(value) => dict.borrow().set_item(name, value)?,
        None if dict.borrow().take(name)?.is_none() => {
            return Err(raise(&ATTRIBUTE_ERROR, "__annotations__").into());
        }
        None => {}
    }
    Ok(())
}
// ANCHOR_END: attributes

// ANCHOR: repr
/// Name, and where it is from: its spec's word, or its file's, or its loader's.
extern "C" fn module_repr(module: Module<'_>) -> Result {
    let text = |object: &Ref| -> Result<String> { Ok(object.borrow().repr()?.to_string()) };
    let given = |object: Obj<'_>, name: Str<'_>| -> Result<Option<Ref>> {
        Ok(object.lookup_attribute(name)?.filter(|value| !value.borrow().is_none()))
    };
    let module = module.object();
    let (name, place) = match given(module, name!("__spec__"))? {
        Some(spec) => {
            let spec = spec.borrow();
            let place = match given(spec, name!("origin"))? {
                None => given(spec, name!("loader"))?
                    .map(|l| text(&l))
                    .transpose()?
                    .map(|loader| format!(" ({loader})")),
                Some(origin) => match given(spec, name!("has_location"))? {
                    Some(has) if has.borrow().is_true()? => {
                        Some(format!(" from {}", text(&origin)?))
                    }
                    _ => Some(format!(" ({})", origin.borrow().str()?)),
                },
            };
            (given(spec, name!("name"))?, place)
        }
        None => {
            let place = match module.lookup_attribute(name!("__file__"))? {
                Some(file) => Some(format!(" from {}", text(&file)?)),
                None => given(module, name!("__loader__"))?
                    .map(|l| text(&l))
                    .transpose()?
                    .map(|loader| format!(" ({loader})")),
            };
            (module.lookup_attribute(name!("__name__"))?, place)
        }
    };
    let name = match name {
        Some(name) => name,
        None => str::interned("?")?.object(),
    };
    let place = place.unwrap_or_default();
    Ok(str::new(&format!("<module {}{place}>", text(&name)?))?.object())
}
// ANCHOR_END: repr

fn module_traverse(module: Module<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&module.md_dict)
}

extern "C" fn module_clear(module: Module<'_>) -> Status {
    module.md_dict.clear();
    Ok(())
}
