//! What the methods of `str` and of bytes make of their arguments.
//!
//! CPython: the converters of Argument Clinic, `_PyArg_BadArgument` in `Python/getargs.c`,
//! `_PyEval_SliceIndex` in `Python/ceval.c`, `PySequence_Fast` in `Objects/abstract.c`.

use crate::errors::{self, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise};
use crate::object::{Obj, Raised, Ref, Result};
use crate::types::list::PyListObject;
use crate::types::str::{PyASCIIObject, SizeError, Str};
use crate::types::tuple::PyTupleObject;

/// The error for an argument of the wrong type: "find() argument 1 must be str, not int".
/// C: `_PyArg_BadArgument`.
#[cold]
pub fn bad_argument(function: &str, argument: &str, expected: &str, given: Obj<'_>) -> Raised {
    let name = if given.is_none() { "None".to_owned() } else { given.ob_type().name().to_owned() };
    let message = format_args!("{function}() {argument} must be {expected}, not {name}");
    raise(&TYPE_ERROR, message)
}

/// An argument that Argument Clinic takes as `unicode`.
pub fn clinic_str<'a>(given: Obj<'a>, function: &str, argument: &str) -> Result<Str<'a>> {
    given.downcast().ok_or_else(|| bad_argument(function, argument, "str", given))
}

/// An argument that Argument Clinic takes as `const char *`: text without a null.
pub fn clinic_text(
    given: Option<Obj<'_>>,
    function: &str,
    argument: &str,
) -> Result<Option<String>> {
    let Some(given) = given else { return Ok(None) };
    let text = clinic_str(given, function, argument)?.to_text().into_owned();
    match text.contains('\0') {
        true => Err(raise(&VALUE_ERROR, "embedded null character")),
        false => Ok(Some(text)),
    }
}

/// An argument that is taken as a string without further ado. C: `ensure_unicode`.
pub fn expect_str(given: Obj<'_>) -> Result<Str<'_>> {
    given.downcast::<PyASCIIObject>().ok_or_else(|| {
        let name = given.ob_type().name().to_owned();
        raise(&TYPE_ERROR, format_args!("must be str, not {name}"))
    })
}

/// An argument that C takes as a `Py_ssize_t`.
pub fn to_size(given: Obj<'_>) -> Result<isize> {
    let int = given.index()?;
    let value = int.borrow().to_i64();
    value
        .map(|value| value as isize)
        .ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C ssize_t"))
}

/// An argument that C takes as an `int`.
pub fn to_c_int(given: Obj<'_>) -> Result<i32> {
    let int = given.index()?;
    let value = int.borrow().to_i64().and_then(|value| i32::try_from(value).ok());
    value.ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"))
}

/// A start or an end, which may be `None`. C: `_PyEval_SliceIndex`.
pub fn slice_index(given: Option<Obj<'_>>, default: isize) -> Result<isize> {
    match given {
        None => Ok(default),
        Some(given) if given.is_none() => Ok(default),
        Some(given) if given.ob_type().number(|suite| suite.nb_index).is_some() => {
            given.to_index(None)
        }
        Some(_) => {
            let message = "slice indices must be integers or None or have an __index__ method";
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// `maxsplit` and `count`: all where it is negative.
pub fn at_most(given: Option<Obj<'_>>) -> Result<usize> {
    let most = given.map_or(Ok(-1), to_size)?;
    Ok(usize::try_from(most).unwrap_or(usize::MAX))
}

/// What can be iterated over, as items of one's own. C: `PySequence_Fast`, without its view of
/// a list that may change.
pub fn collect(iterable: Obj<'_>, message: &str) -> Result<Vec<Ref>> {
    if let Some(tuple) = iterable.downcast_exact::<PyTupleObject>() {
        return Ok(tuple.items().iter().map(|item| item.to_ref()).collect());
    }
    if let Some(list) = iterable.downcast_exact::<PyListObject>() {
        return Ok((0..list.len()).map_while(|index| list.get_index(index)).collect());
    }
    let iterator = iterable.iter().inspect_err(|_| {
        if errors::matches(&TYPE_ERROR) {
            raise(&TYPE_ERROR, message);
        }
    })?;
    let mut items = Vec::new();
    while let Some(item) = iterator.borrow().next()? {
        items.push(item);
    }
    Ok(items)
}

/// Raises what a result that is too long or too large has to.
#[cold]
pub fn raise_size(error: SizeError, too_long: &str) -> Raised {
    match error {
        SizeError::TooLong => raise(&OVERFLOW_ERROR, too_long),
        SizeError::OutOfMemory => no_memory(),
    }
}
