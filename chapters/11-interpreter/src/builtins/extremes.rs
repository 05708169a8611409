//! `min` and `max`.
//!
//! CPython: `min_max` in `Python/bltinmodule.c`.

use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::protocol::compare::Comparison;
use object_model::types::module::PyModuleObject;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple;
use object_model::{Obj, Ref, Result};

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) fn min(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    extreme(arguments, "min", Comparison::Less)
}

pub(super) fn max(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    extreme(arguments, "max", Comparison::Greater)
}

/// The item that is before all others; of equal ones, the first.
fn extreme(arguments: &Arguments<'_>, name: &str, before: Comparison) -> Result {
    let items: Ref = match arguments.rest() {
        [] => {
            let message = format_args!("{name} expected at least 1 argument, got 0");
            return Err(raise(&TYPE_ERROR, message));
        }
        [iterable] => iterable.to_ref(),
        several => tuple::of(several)?.object(),
    };
    let (key, default) = options(arguments, name)?;
    if arguments.rest().len() > 1 && default.is_some() {
        let message = format_args!(
            "Cannot specify a default for {name}() with multiple positional arguments"
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    let key = key.filter(|key| !key.is_none());
    let iterator = items.borrow().iter()?;
    let mut best: Option<(Ref, Ref)> = None;
    while let Some(item) = iterator.borrow().next()? {
        let value = match key {
            Some(key) => key.call_one(item.borrow())?,
            None => item.clone(),
        };
        let is_better = match &best {
            Some((best, _)) => value.borrow().compare_bool(best.borrow(), before)?,
            None => true,
        };
        if is_better {
            best = Some((value, item));
        }
    }
    match (best, default) {
        (Some((_, item)), _) => Ok(item),
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(raise(&VALUE_ERROR, format_args!("{name}() arg is an empty sequence"))),
    }
}

/// `key` and `default`.
fn options<'a>(
    arguments: &Arguments<'a>,
    function: &str,
) -> Result<(Option<Obj<'a>>, Option<Obj<'a>>)> {
    let (mut key, mut default) = (None, None);
    let count = arguments.keywords().count();
    if count > 2 {
        let message =
            format_args!("{function}() takes at most 2 keyword arguments ({count} given)");
        return Err(raise(&TYPE_ERROR, message));
    }
    for (name, value) in arguments.keywords() {
        match name.downcast::<PyASCIIObject>() {
            Some(name) if name.is_ascii_text("key") => key = Some(value),
            Some(name) if name.is_ascii_text("default") => default = Some(value),
            _ => {
                let name = name.str()?;
                let message =
                    format_args!("'{name}' is an invalid keyword argument for {function}()");
                return Err(raise(&TYPE_ERROR, message));
            }
        }
    }
    Ok((key, default))
}
