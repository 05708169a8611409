//! `match`.
//!
//! CPython: `Python/ceval.c` (`match_keys`, `match_class`, `match_class_attr`).

use object_model::errors::{self, ATTRIBUTE_ERROR, SYSTEM_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::protocol::compare::Comparison;
use object_model::type_object::{PyTypeObject, Type, flags};
use object_model::types::object::OBJECT;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::{bool_, none};
use object_model::{Obj, Ref, Result};

use crate::context::{Context, Next};

fn has_flag(context: &mut Context, flag: usize) -> Next {
    let matched = context.peek(1).borrow().ob_type().has(flag);
    context.push(bool_(matched).to_ref());
    Next::Go
}

/// ( subject -- subject whether )
pub(crate) fn MATCH_MAPPING(context: &mut Context, _: u32) -> Next {
    has_flag(context, flags::MAPPING)
}

/// ( subject -- subject whether )
pub(crate) fn MATCH_SEQUENCE(context: &mut Context, _: u32) -> Next {
    has_flag(context, flags::SEQUENCE)
}

/// ( subject keys -- subject keys values )   or `None` for the values
pub(crate) fn MATCH_KEYS(context: &mut Context, _: u32) -> Next {
    let (subject, keys) = (context.peek(2), context.peek(1));
    let values = tuple_of_code(keys).and_then(|keys| match_keys(subject.borrow(), keys.borrow()));
    push_or_none(context, values)
}

/// ( subject class names -- attributes )   or `None`
pub(crate) fn MATCH_CLASS(context: &mut Context, positional: u32) -> Next {
    let (names, class, subject) = (context.pop(), context.pop(), context.pop());
    let values = tuple_of_code(names).and_then(|names| {
        match_class(subject.borrow(), class.borrow(), positional as usize, names.borrow())
    });
    push_or_none(context, values)
}

fn push_or_none(context: &mut Context, values: Result<Option<Ref<PyTupleObject>>>) -> Next {
    let values = values.map(|values| values.map_or_else(|| none().to_ref(), Ref::object));
    values.map(|values| context.push(values)).into()
}

fn tuple_of_code(value: Ref) -> Result<Ref<PyTupleObject>> {
    value.downcast().map_err(|_| raise(&SYSTEM_ERROR, "bad argument to internal function"))
}

/// Whether a value has come before. Names and keys are few.
fn seen(values: &[Ref], value: Obj<'_>) -> Result<bool> {
    for other in values {
        if other.borrow().compare_bool(value, Comparison::Equal)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the mapping has for all keys, asked by `get` so that a `defaultdict` stays as it is.
fn match_keys(
    subject: Obj<'_>,
    keys: Obj<'_, PyTupleObject>,
) -> Result<Option<Ref<PyTupleObject>>> {
    if keys.is_empty() {
        return Ok(Some(tuple::new([])?));
    }
    let get = subject.get_attribute(name!("get"))?;
    let dummy = OBJECT.as_type().object().call_none()?;
    let (mut keys_seen, mut values): (Vec<Ref>, Vec<Ref>) = (Vec::new(), Vec::new());
    for key in keys.items() {
        if seen(&keys_seen, *key)? {
            let key = key.repr()?;
            let message = format_args!("mapping pattern checks duplicate key ({key})");
            return Err(raise(&VALUE_ERROR, message));
        }
        keys_seen.push(key.to_ref());
        let value = get.borrow().call(&[*key, dummy.borrow()])?;
        if value.borrow().is(dummy.borrow()) {
            return Ok(None);
        }
        values.push(value);
    }
    tuple::from_iterator(values.into_iter()).map(Some)
}

fn match_class(
    subject: Obj<'_>,
    class: Obj<'_>,
    positional: usize,
    names: Obj<'_, PyTupleObject>,
) -> Result<Option<Ref<PyTupleObject>>> {
    let Some(class) = class.downcast::<PyTypeObject>() else {
        return Err(raise(&TYPE_ERROR, "called match pattern must be a class"));
    };
    if !subject.isinstance(class.object())? {
        return Ok(None);
    }
    let (mut taken, mut values): (Vec<Ref>, Vec<Ref>) = (Vec::new(), Vec::new());
    if positional > 0 && !by_position(subject, class, positional, &mut taken, &mut values)? {
        return Ok(None);
    }
    for name in names.items() {
        match attribute(subject, class, *name, &mut taken)? {
            Some(value) => values.push(value),
            None => return Ok(None),
        }
    }
    tuple::from_iterator(values.into_iter()).map(Some)
}

/// The attributes that the class's `__match_args__` names; for some built-in types the subject
/// itself.
fn by_position(
    subject: Obj<'_>,
    class: Type<'_>,
    positional: usize,
    taken: &mut Vec<Ref>,
    values: &mut Vec<Ref>,
) -> Result<bool> {
    let args = match class.object().get_attribute(name!("__match_args__")) {
        Ok(args) => match args.downcast::<PyTupleObject>() {
            Ok(args) => Some(args),
            Err(other) => {
                let (class, kind) = (class.name(), other.borrow().ob_type().name().to_owned());
                let message = format_args!("{class}.__match_args__ must be a tuple (got {kind})");
                return Err(raise(&TYPE_ERROR, message));
            }
        },
        Err(_) if errors::catch(&ATTRIBUTE_ERROR) => None,
        Err(raised) => return Err(raised),
    };
    let is_itself = args.is_none() && class.has(flags::MATCH_SELF);
    let allowed = if is_itself { 1 } else { args.as_ref().map_or(0, |args| args.borrow().len()) };
    if allowed < positional {
        let (class, plural) = (class.name(), if allowed == 1 { "" } else { "s" });
        let message = format_args!(
            "{class}() accepts {allowed} positional sub-pattern{plural} ({positional} given)"
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    let Some(args) = args else {
        values.push(subject.to_ref());
        return Ok(true);
    };
    for name in &args.borrow().items()[..positional] {
        if name.downcast_exact::<PyASCIIObject>().is_none() {
            let kind = name.ob_type().name();
            let message = format_args!("__match_args__ elements must be strings (got {kind})");
            return Err(raise(&TYPE_ERROR, message));
        }
        match attribute(subject, class, *name, taken)? {
            Some(value) => values.push(value),
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// C: `match_class_attr`.
fn attribute(
    subject: Obj<'_>,
    class: Type<'_>,
    name: Obj<'_>,
    taken: &mut Vec<Ref>,
) -> Result<Option<Ref>> {
    if seen(taken, name)? {
        let (class, name) = (class.name(), name.repr()?);
        let message = format_args!("{class}() got multiple sub-patterns for attribute {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    taken.push(name.to_ref());
    match name.downcast::<PyASCIIObject>() {
        Some(name) => subject.lookup_attribute(name),
        None => Err(raise(&SYSTEM_ERROR, "bad argument to internal function")),
    }
}
