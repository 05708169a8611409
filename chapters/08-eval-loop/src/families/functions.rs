//! Making functions and classes.
//!
//! CPython: `Python/bltinmodule.c` (`builtin___build_class__`, `update_bases`),
//! `Objects/typeobject.c` (`type_new_set_module`, `type_new_set_classcell`).

use object_model::arguments::Arguments;
use object_model::errors::{NAME_ERROR, RUNTIME_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::static_type::Method;
use object_model::type_object::{PyTypeObject, Type};
use object_model::types::class_method;
use object_model::types::dict::{self, PyDictObject};
use object_model::types::str::{PyASCIIObject, Str};
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::type_::TYPE;
use object_model::types::type_::new::calculate_metaclass;
use object_model::{Obj, Ref, Result};

use crate::context::{Context, Next};
use crate::dispatch::eval_frame;
use crate::frame::Frame;
use crate::objects::cell::PyCellObject;
use crate::objects::code::PyCodeObject;
use crate::objects::function::{self, PyFunctionObject};
use crate::thread::eval_state;

// ANCHOR: function
/// ( [defaults] [kwdefaults] [annotations] [closure] code -- function )
pub(crate) fn MAKE_FUNCTION(context: &mut Context, parts: u32) -> Next {
    let code = context.pop();
    let closure = (parts & 8 != 0).then(|| context.pop());
    let annotations = (parts & 4 != 0).then(|| context.pop());
    let kwdefaults = (parts & 2 != 0).then(|| context.pop());
    let defaults = (parts & 1 != 0).then(|| context.pop());
    let make = || {
        let code = code.borrow().downcast::<PyCodeObject>().ok_or_else(wrong_part)?;
        let function = function::new(code, context.frame.globals())?;
        function.func_closure.set(part(closure)?);
        function.func_annotations.set(annotations);
        function.func_kwdefaults.set(part(kwdefaults)?);
        function.func_defaults.set(part(defaults)?);
        Ok(function.object())
    };
    make().map(|function| context.push(function)).into()
}

/// A part of the type that a function keeps. Only code that no compiler made has another.
fn part<T: object_model::Layout>(value: Option<Ref>) -> Result<Option<Ref<T>>> {
    value.map(|value| value.downcast::<T>().map_err(|_| wrong_part())).transpose()
}

#[cold]
fn wrong_part() -> object_model::Raised {
    raise(&object_model::errors::SYSTEM_ERROR, "bad argument to internal function")
}
// ANCHOR_END: function

// ANCHOR: build_class
/// ( -- __build_class__ )
pub(crate) fn LOAD_BUILD_CLASS(context: &mut Context, _: u32) -> Next {
    let name = name!("__build_class__");
    let builtins = context.frame.builtins();
    let found = match builtins.downcast_exact::<PyDictObject>() {
        Some(dict) => dict.get_str(name),
        None => builtins.get_item(name.object()).map(Some).or_else(|raised| {
            match object_model::errors::catch(&object_model::errors::KEY_ERROR) {
                true => Ok(None),
                false => Err(raised),
            }
        }),
    };
    let found = found
        .and_then(|found| found.ok_or_else(|| raise(&NAME_ERROR, "__build_class__ not found")));
    found.map(|function| context.push(function)).into()
}

/// `__build_class__`, what a class statement calls: for the dict of built-in names.
pub static BUILD_CLASS: Method = Method::new(
    c"__build_class__",
    "($module, /, *args, **kwargs)",
    build_class,
    "Make a class of its body, name and bases.",
)
.unsigned();

/// C: `builtin___build_class__`.
fn build_class(_: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let [body, name, original @ ..] = arguments.rest() else {
        return Err(raise(&TYPE_ERROR, "__build_class__: not enough arguments"));
    };
    let Some(body) = body.downcast_exact::<PyFunctionObject>() else {
        return Err(raise(&TYPE_ERROR, "__build_class__: func must be a function"));
    };
    if name.downcast::<PyASCIIObject>().is_none() {
        return Err(raise(&TYPE_ERROR, "__build_class__: name is not a string"));
    }
    let original = tuple::of(original)?;
    let bases = update_bases(original.borrow())?;
    let keywords = arguments.keyword_dict()?;
    let given = match &keywords {
        Some(keywords) => keywords.borrow().take(name!("metaclass").object())?,
        None => None,
    };
    let meta = match given {
        Some(meta) => meta,
        None => match bases.borrow().items().first() {
            Some(first) => first.ob_type().object().to_ref(),
            None => TYPE.as_type().object().to_ref(),
        },
    };
    let meta = match meta.borrow().downcast::<PyTypeObject>() {
        Some(meta) => calculate_metaclass(meta, bases.borrow().items())?.object().to_ref(),
        None => meta,
    };
    let namespace = prepare(meta.borrow(), *name, bases.borrow(), &keywords)?;
    let cell = run_body(body, namespace.borrow())?;
    if !bases.borrow().is(original.borrow()) {
        let original = original.borrow().object();
        namespace.borrow().set_item(name!("__orig_bases__").object(), Some(original))?;
    }
    let class_arguments = tuple::of(&[*name, bases.borrow().object(), namespace.borrow()])?;
    let keywords = keywords.as_ref().map(Ref::borrow);
    let class = meta.borrow().call_tuple(class_arguments.borrow(), keywords)?;
    check_cell(*name, class.borrow(), cell.borrow())?;
    Ok(class)
}

/// Bases that are no classes may say what they stand for. C: `update_bases`.
fn update_bases(original: Obj<'_, PyTupleObject>) -> Result<Ref<PyTupleObject>> {
    let mut bases: Vec<Ref> = Vec::new();
    let mut changed = false;
    for base in original.items() {
        if base.downcast::<PyTypeObject>().is_some() {
            bases.push(base.to_ref());
            continue;
        }
        let Some(entries) = base.lookup_attribute(name!("__mro_entries__"))? else {
            bases.push(base.to_ref());
            continue;
        };
        let entries = entries.borrow().call_one(original.object())?;
        let Ok(entries) = entries.downcast::<PyTupleObject>() else {
            return Err(raise(&TYPE_ERROR, "__mro_entries__ must return a tuple"));
        };
        changed = true;
        bases.extend(entries.borrow().items().iter().map(|entry| entry.to_ref()));
    }
    match changed {
        true => tuple::from_iterator(bases.into_iter()),
        false => Ok(original.to_ref()),
    }
}

/// The mapping that the body fills.
fn prepare(
    meta: Obj<'_>,
    name: Obj<'_>,
    bases: Obj<'_, PyTupleObject>,
    keywords: &Option<Ref<PyDictObject>>,
) -> Result {
    let Some(prepare) = meta.lookup_attribute(name!("__prepare__"))? else {
        return Ok(dict::new()?.object());
    };
    let arguments = tuple::of(&[name, bases.object()])?;
    let keywords = keywords.as_ref().map(Ref::borrow);
    let namespace = prepare.borrow().call_tuple(arguments.borrow(), keywords)?;
    let is_mapping = namespace.borrow().ob_type().mapping(|suite| suite.mp_subscript).is_some();
    if is_mapping {
        return Ok(namespace);
    }
    let meta = meta.downcast::<PyTypeObject>().map_or("<metaclass>", |meta| meta.name());
    let kind = namespace.borrow().ob_type().name().to_owned();
    Err(raise(&TYPE_ERROR, format_args!("{meta}.__prepare__() must return a mapping, not {kind}")))
}

/// Runs a class's body; the result is the cell for `__class__`, or `None`.
fn run_body(body: Obj<'_, PyFunctionObject>, namespace: Obj<'_>) -> Result {
    let frame = Frame::push(body.to_ref(), Some(namespace.to_ref()))?;
    let result = eval_frame(frame, false);
    frame.clear_and_pop();
    result
}

fn check_cell(name: Obj<'_>, class: Obj<'_>, cell: Obj<'_>) -> Result<()> {
    let (Some(_), Some(cell)) =
        (class.downcast::<PyTypeObject>(), cell.downcast_exact::<PyCellObject>())
    else {
        return Ok(());
    };
    match cell.ob_ref.get() {
        Some(inside) if inside.borrow().is(class) => Ok(()),
        Some(inside) => {
            let (inside, name, class) = (inside.borrow().repr()?, name.repr()?, class.repr()?);
            let message = format_args!("__class__ set to {inside} defining {name} as {class}");
            Err(raise(&TYPE_ERROR, message))
        }
        None => {
            let (name, class) = (name.repr()?, class.repr()?);
            let message = format_args!(
                "__class__ not set defining {name} as {class}. Was __classcell__ propagated to \
                 type.__new__?"
            );
            Err(raise(&RUNTIME_ERROR, message))
        }
    }
}
// ANCHOR_END: build_class

/// What a class statement's dict goes through before it is a class's: `__module__` is that of
/// the code that runs, `__new__` is a static method and two others are class methods without
/// saying so, and the cell that methods find `__class__` in gets the class.
/// C: `type_new_set_attrs`.
pub(crate) fn finish_class_dict(class: Type<'_>, dict: Obj<'_, PyDictObject>) -> Result<()> {
    if dict.get_str(name!("__module__"))?.is_none()
        && let Some(frame) = eval_state().current_frame.get()
        && let Some(module) = frame.globals().get_str(name!("__name__"))?
    {
        dict.set_item(name!("__module__").object(), module.borrow())?;
    }
    wrap_function(dict, name!("__new__"), class_method::new::<true>)?;
    wrap_function(dict, name!("__init_subclass__"), class_method::new::<false>)?;
    wrap_function(dict, name!("__class_getitem__"), class_method::new::<false>)?;
    let Some(cell) = dict.take(name!("__classcell__").object())? else {
        return Ok(());
    };
    match cell.borrow().downcast_exact::<PyCellObject>() {
        Some(cell) => {
            cell.ob_ref.set(Some(class.object().to_ref()));
            Ok(())
        }
        None => {
            let kind = cell.borrow().ob_type().object().repr()?;
            let message = format_args!("__classcell__ must be a nonlocal cell, not {kind}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// A plain function under this name is wrapped. C: `type_new_staticmethod`,
/// `type_new_classmethod`.
fn wrap_function(
    dict: Obj<'_, PyDictObject>,
    name: Str<'_>,
    wrap: fn(Obj<'_>) -> Result,
) -> Result<()> {
    match dict.get_str(name)? {
        Some(function) if function.borrow().downcast::<PyFunctionObject>().is_some() => {
            dict.set_item(name.object(), wrap(function.borrow())?.borrow())
        }
        _ => Ok(()),
    }
}
