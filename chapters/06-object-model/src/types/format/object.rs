//! `__format__` of the numbers: from a string object to a string object.
//!
//! CPython: `Python/formatter_unicode.c` (`_PyLong_FormatAdvancedWriter` and its like).

use super::{FormatSpec, Formatted};
use crate::arguments::given_type;
use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::types::str::{self, PyASCIIObject};
use crate::unicode::to_decimal;

/// Formats a number by a specification, which has to be a string: `write` is given the parsed
/// specification and the name of the number's type. An empty one means `str(number)`.
pub(crate) fn format_object(
    number: Obj<'_>,
    spec: Obj<'_>,
    write: impl FnOnce(&FormatSpec, &str, &mut Vec<u32>) -> Result<()>,
) -> Result {
    let Some(spec) = spec.downcast::<PyASCIIObject>() else {
        let name = given_type(spec);
        let message = format_args!("__format__() argument must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if spec.is_empty() {
        return Ok(number.str()?.object());
    }
    let type_name = number.ob_type().name().to_owned();
    let characters: Vec<u32> = spec.code_points().collect();
    let decimal = |character| to_decimal(character).map(u32::from);
    let spec = FormatSpec::read(&characters, &type_name, Formatted::Number, &decimal)?;
    let mut output = Vec::new();
    write(&spec, &type_name, &mut output)?;
    Ok(str::object::from_code_points(output.iter().copied())?.object())
}
