//! What the front end complains of, as Python exceptions.
//!
//! CPython: `_PyPegen_raise_error_known_location` in `Parser/pegen_errors.c`,
//! `compiler_error` in `Python/compile.c`, `PyErr_RangedSyntaxLocationObject` and
//! `PyErr_ProgramTextObject` in `Python/errors.c`.
//!
//! The crates before chapter 6 know no objects: their errors are values, which say the class,
//! the message and the place. Here each becomes an instance.

use compiler::CompileError;
use object_model::errors::{self, SYNTAX_ERROR, raise, raise_object};
use object_model::types::str::{self, Str};
use object_model::types::{bytes, int, none, tuple};
use object_model::{Raised, Ref, Result, StaticType};
use tokenizer::error::{Complaint, Location, SyntaxError};
use tokenizer::source::{Culprit, DecodeError};

/// A built-in exception class by its name.
fn class_named(name: &str) -> Option<&'static StaticType> {
    object_model::types::all().find(|class| class.name() == name)
}

// ANCHOR: raise
/// Raises what a compilation ended with. `source` is what `bytes` it was given, for the text of
/// a name that can't be decoded.
pub(crate) fn raise_compile_error(
    error: &CompileError,
    filename: Str<'_>,
    source: &[u8],
) -> Raised {
    match error {
        CompileError::Source(error) => raise_syntax_error(error, filename),
        CompileError::Parse(parser::Error::Syntax(error)) => raise_syntax_error(error, filename),
        CompileError::Parse(parser::Error::Memory) => errors::no_memory(),
        CompileError::Parse(parser::Error::Decode(error)) => raise_decode_error(error, source),
        // Whoever was told of the warning has raised.
        CompileError::Compile(compiler::Error::Warning) => Raised,
        CompileError::Compile(compiler::Error::Syntax(error)) => {
            // The line is read from the file that the source is said to come from.
            let file = crate::arguments::encode_filename(filename);
            let text = file.and_then(|file| std::fs::read(crate::arguments::path(&file)).ok());
            let mut shown = error.with_text(text.as_deref().unwrap_or_default());
            if let (None, Some(location)) = (text, &mut shown.location) {
                location.text = None;
            }
            raise_syntax_error(&shown, filename)
        }
        CompileError::Compile(error) => {
            let class = class_named(error.class_name()).expect("an error is a built-in exception");
            raise(class, error)
        }
    }
}

fn raise_syntax_error<K: Complaint>(error: &SyntaxError<K>, filename: Str<'_>) -> Raised {
    let class = class_named(error.class().name()).unwrap_or(&SYNTAX_ERROR);
    let raised = || -> Result<Raised> {
        let message = str::new(&error.kind.to_string())?.object();
        let Some(location) = &error.location else {
            return Ok(raise_object(class, message));
        };
        let place = place(location, filename)?;
        let arguments = tuple::new([message, place])?;
        Ok(raise_object(class, arguments.object()))
    };
    raised().unwrap_or_else(|raised| raised)
}

/// The second argument of a `SyntaxError`.
fn place(location: &Location, filename: Str<'_>) -> Result {
    let number = |value: i32| -> Result { Ok(int::from_i64(value.into())?.object()) };
    let text: Ref = match &location.text {
        Some(text) => str::new(text)?.object(),
        None => none().to_ref(),
    };
    let (end_line, end_offset) = match location.end {
        Some((line, offset)) => (number(line)?, number(offset)?),
        None => (none().to_ref(), none().to_ref()),
    };
    let place = [
        filename.object().to_ref(),
        number(location.lineno)?,
        number(location.offset)?,
        text,
        end_line,
        end_offset,
    ];
    Ok(tuple::new(place)?.object())
}

/// A name behind the place of an error that is no UTF-8.
fn raise_decode_error(error: &DecodeError, source: &[u8]) -> Raised {
    let Culprit::Byte(_) = error.culprit else {
        return raise(&errors::UNICODE_ERROR, error);
    };
    let raised = || -> Result<Raised> {
        let start = error.range.start.min(source.len());
        let arguments = tuple::new([
            str::new(error.encoding)?.object(),
            bytes::new(&source[start..])?.object(),
            int::from_i64(0)?.object(),
            int::from_u64(error.range.len() as u64)?.object(),
            str::new(error.reason)?.object(),
        ])?;
        Ok(raise_object(&errors::UNICODE_DECODE_ERROR, arguments.object()))
    };
    raised().unwrap_or_else(|raised| raised)
}
// ANCHOR_END: raise
