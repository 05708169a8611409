//! How a call's arguments find the function's parameters, and what is said when they don't.
//!
//! CPython: `Python/ceval.c` (`initialize_locals`, `missing_arguments`, `too_many_positional`,
//! `positional_only_passed_as_keyword`).
//!
//! In the order of CPython, since the first thing that is wrong is what the message says:
//! positional arguments, then keywords, then too many, then defaults, then those that are still
//! missing.

use crate::objects::code::CodeMethods;
use crate::objects::function::FunctionMethods;
use compiler::code::{CO_VARARGS, CO_VARKEYWORDS};
use object_model::errors::{TYPE_ERROR, raise};
use object_model::protocol::compare::Comparison;
use object_model::types::dict;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::{Field, Obj, Raised, Ref, Result};

use crate::frame::Frame;
use crate::objects::code::PyCodeObject;
use crate::objects::function::PyFunctionObject;

// ANCHOR: bind
/// Moves arguments into a new frame's variables: `names.len()` of them, the last, are by keyword.
/// What is left in `arguments` is the caller's to give up.
///
/// # Errors
/// `TypeError` where they don't fit, with CPython's words.
pub(crate) fn bind(
    function: Obj<'_, PyFunctionObject>,
    frame: Frame,
    arguments: &[Field],
    names: Option<Obj<'_, PyTupleObject>>,
) -> Result<()> {
    let code = frame.code();
    let by_keyword = names.map_or(&[][..], |names| names.items());
    let (positional, keyword_values) = arguments.split_at(arguments.len() - by_keyword.len());
    let count = code.co_argcount.get() as usize;
    let total = count + code.co_kwonlyargcount.get() as usize;

    let extra_keywords = match code.has(CO_VARKEYWORDS) {
        true => {
            let extra = dict::new()?;
            let at = total + usize::from(code.has(CO_VARARGS));
            frame.slot(at).set(Some(extra.clone().object()));
            Some(extra)
        }
        false => None,
    };
    let given = positional.len();
    for (at, argument) in positional.iter().take(count).enumerate() {
        frame.slot(at).set(argument.replace(None));
    }
    if code.has(CO_VARARGS) {
        let rest = positional.get(count..).unwrap_or_default();
        let rest = rest.iter().map(|argument| argument.replace(None).expect("an argument"));
        let rest = tuple::from_iterator(rest)?;
        frame.slot(total).set(Some(rest.object()));
    }
    for (name, value) in by_keyword.iter().zip(keyword_values) {
        let Some(name) = name.downcast::<PyASCIIObject>() else {
            let function = function.qualname();
            return Err(raise(&TYPE_ERROR, format_args!("{function}() keywords must be strings")));
        };
        let parameters = code.co_posonlyargcount.get() as usize..total;
        match (find(code, name, parameters)?, &extra_keywords) {
            (Some(at), _) if frame.slot(at).is_null() => {
                frame.slot(at).set(value.replace(None));
            }
            (Some(_), _) => {
                let function = function.qualname();
                let message =
                    format_args!("{function}() got multiple values for argument '{name}'");
                return Err(raise(&TYPE_ERROR, message));
            }
            (None, Some(extra)) => {
                let value = value.replace(None).expect("an argument");
                extra.borrow().set_item(name.object(), value.borrow())?;
            }
            (None, None) => return Err(unexpected_keyword(function, code, name, by_keyword)),
        }
    }
    if given > count && !code.has(CO_VARARGS) {
        return Err(too_many_positional(function, code, given, frame));
    }
    if given < count {
        fill_defaults(function, code, given, frame)?;
    }
    if total > count {
        fill_keyword_defaults(function, code, frame)?;
    }
    Ok(())
}

/// The parameter of that name among these. Most names are the same object.
fn find(
    code: Obj<'_, PyCodeObject>,
    name: Obj<'_, PyASCIIObject>,
    parameters: std::ops::Range<usize>,
) -> Result<Option<usize>> {
    let names = code.variables().items();
    if let Some(at) = parameters.clone().find(|&at| names[at].is(name)) {
        return Ok(Some(at));
    }
    for at in parameters {
        if name.object().compare_bool(names[at], Comparison::Equal)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn fill_defaults(
    function: Obj<'_, PyFunctionObject>,
    code: Obj<'_, PyCodeObject>,
    given: usize,
    frame: Frame,
) -> Result<()> {
    let defaults = function.func_defaults.get();
    let defaults = defaults.as_ref().map_or(&[][..], |defaults| defaults.borrow().items());
    let count = code.co_argcount.get() as usize;
    let required = count.saturating_sub(defaults.len());
    let missing: Vec<usize> = (given..required).filter(|&at| frame.slot(at).is_null()).collect();
    if !missing.is_empty() {
        return Err(missing_arguments(function, code, "positional", &missing));
    }
    // More defaults than parameters can be set; the last ones count.
    let defaults = &defaults[defaults.len() - (count - required)..];
    for (at, default) in (required..count).zip(defaults) {
        if frame.slot(at).is_null() {
            frame.slot(at).set(Some(default.to_ref()));
        }
    }
    Ok(())
}

fn fill_keyword_defaults(
    function: Obj<'_, PyFunctionObject>,
    code: Obj<'_, PyCodeObject>,
    frame: Frame,
) -> Result<()> {
    let count = code.co_argcount.get() as usize;
    let total = count + code.co_kwonlyargcount.get() as usize;
    let defaults = function.func_kwdefaults.get();
    let mut missing = Vec::new();
    for at in count..total {
        if !frame.slot(at).is_null() {
            continue;
        }
        let default = match &defaults {
            Some(defaults) => defaults.borrow().get_item(code.variable(at).object())?,
            None => None,
        };
        match default {
            Some(default) => frame.slot(at).set(Some(default)),
            None => missing.push(at),
        }
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(missing_arguments(function, code, "keyword-only", &missing)),
    }
}
// ANCHOR_END: bind

// ANCHOR: messages
#[cold]
fn unexpected_keyword(
    function: Obj<'_, PyFunctionObject>,
    code: Obj<'_, PyCodeObject>,
    name: Obj<'_, PyASCIIObject>,
    by_keyword: &[Obj<'_>],
) -> Raised {
    let function = function.qualname();
    let positional_only = code.co_posonlyargcount.get() as usize;
    let mut wrong = Vec::new();
    for at in 0..positional_only {
        let parameter = code.variable(at);
        for keyword in by_keyword {
            match parameter.object().compare_bool(*keyword, Comparison::Equal) {
                Ok(true) => wrong.push(parameter.to_text()),
                Ok(false) => {}
                Err(raised) => return raised,
            }
        }
    }
    match wrong.is_empty() {
        true => raise(
            &TYPE_ERROR,
            format_args!("{function}() got an unexpected keyword argument '{name}'"),
        ),
        false => raise(
            &TYPE_ERROR,
            format_args!(
                "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
                wrong.join(", ")
            ),
        ),
    }
}

/// C: `too_many_positional`.
#[cold]
fn too_many_positional(
    function: Obj<'_, PyFunctionObject>,
    code: Obj<'_, PyCodeObject>,
    given: usize,
    frame: Frame,
) -> Raised {
    let count = code.co_argcount.get() as usize;
    let total = count + code.co_kwonlyargcount.get() as usize;
    let keyword_only = (count..total).filter(|&at| !frame.slot(at).is_null()).count();
    let defaults = function.func_defaults.get().map_or(0, |defaults| defaults.borrow().len());
    let takes = match defaults {
        0 => count.to_string(),
        _ => format!("from {} to {count}", count as isize - defaults as isize),
    };
    let plural = defaults != 0 || count != 1;
    let of_keywords = match keyword_only {
        0 => String::new(),
        _ => format!(
            " positional argument{} (and {keyword_only} keyword-only argument{})",
            s(given != 1),
            s(keyword_only != 1)
        ),
    };
    let verb = if given == 1 && keyword_only == 0 { "was" } else { "were" };
    let function = function.qualname();
    raise(
        &TYPE_ERROR,
        format_args!(
            "{function}() takes {takes} positional argument{} but {given}{of_keywords} {verb} given",
            s(plural)
        ),
    )
}

/// C: `missing_arguments`, `format_missing`.
#[cold]
fn missing_arguments(
    function: Obj<'_, PyFunctionObject>,
    code: Obj<'_, PyCodeObject>,
    kind: &str,
    missing: &[usize],
) -> Raised {
    let names: Result<Vec<String>> = missing
        .iter()
        .map(|&at| {
            let name: Ref<PyASCIIObject> = code.variable(at).object().repr()?;
            Ok(name.borrow().to_text().into_owned())
        })
        .collect();
    let names = match names {
        Ok(names) => names,
        Err(raised) => return raised,
    };
    let names = match names.as_slice() {
        [all_but_last @ .., before, last] if !all_but_last.is_empty() => {
            format!("{}, {before}, and {last}", all_but_last.join(", "))
        }
        names => names.join(" and "),
    };
    let (function, count) = (function.qualname(), missing.len());
    raise(
        &TYPE_ERROR,
        format_args!(
            "{function}() missing {count} required {kind} argument{}: {names}",
            s(count != 1)
        ),
    )
}

fn s(plural: bool) -> &'static str {
    if plural { "s" } else { "" }
}
// ANCHOR_END: messages
