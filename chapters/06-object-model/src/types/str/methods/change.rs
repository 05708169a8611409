//! The methods of `str` that make a new text.
//!
//! CPython: `Objects/unicodeobject.c` (`unicode_replace_impl`, `PyUnicode_Join`,
//! `unicode_center_impl`, `unicode_expandtabs_impl`, `unicode_translate`,
//! `unicode_maketrans_impl`, `case_operation`).
//!
//! What has a shape that is known beforehand is written straight into the new object.

use crate::arguments::Arguments;
use crate::errors::{self, LOOKUP_ERROR, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::types::dict::{self, PyDictObject};
use crate::types::int::{self, PyLongObject};
use crate::types::none;
use crate::types::str::case::Case;
use crate::types::str::pad::{self, Padding};
use crate::types::str::replace::Replacement;
use crate::types::str::translate::{self, Translation};
use crate::types::str::{PyASCIIObject, Str, build, from_text};
use crate::types::text_arguments::{at_most, clinic_str, collect, raise_size, to_c_int, to_size};
use crate::unicode::MAX_UNICODE;

pub(super) fn with_case(string: Str<'_>, case: Case) -> Result {
    Ok(from_text(string.text().with_case(case).as_text())?.object())
}

pub(super) fn replace(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let old = clinic_str(arguments[0], "replace", "argument 1")?.text();
    let new = clinic_str(arguments[1], "replace", "argument 2")?.text();
    let most = at_most(arguments.get(2))?;
    let Some(replacement) = Replacement::find(string.text(), old, new, most) else {
        return string.unchanged();
    };
    let shape = replacement.shape();
    let shape = shape.map_err(|error| raise_size(error, "replace string is too long"))?;
    Ok(build(shape, |out| replacement.write(out))?.object())
}

// ANCHOR: join
/// C: `_PyUnicode_JoinArray`. The sum of the lengths and the widest form are known before the
/// first character is copied.
pub(super) fn join(string: Str<'_>, iterable: Obj<'_>) -> Result {
    let items = collect(iterable, "can only join an iterable")?;
    if let [only] = &items[..]
        && only.borrow().downcast_exact::<PyASCIIObject>().is_some()
    {
        return Ok(only.clone());
    }
    let mut pieces = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let Some(piece) = item.borrow().downcast::<PyASCIIObject>() else {
            let name = item.borrow().ob_type().name().to_owned();
            let message =
                format_args!("sequence item {index}: expected str instance, {name} found");
            return Err(raise(&TYPE_ERROR, message));
        };
        pieces.push(piece.text());
    }
    let Some(shape) = pad::join_shape(string.text(), pieces.iter().copied()) else {
        return Err(raise(&OVERFLOW_ERROR, "join() result is too long for a Python string"));
    };
    Ok(build(shape, |out| pad::join(string.text(), pieces.iter().copied(), out))?.object())
}
// ANCHOR_END: join

// ANCHOR: pad
pub(super) fn center(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    padded(string, arguments, Padding::around)
}

pub(super) fn ljust(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    padded(string, arguments, Padding::to_the_right)
}

pub(super) fn rjust(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    padded(string, arguments, Padding::to_the_left)
}

fn padded(
    string: Str<'_>,
    arguments: &Arguments<'_>,
    padding: fn(usize, usize) -> Option<Padding>,
) -> Result {
    let width = usize::try_from(to_size(arguments[0])?).unwrap_or(0);
    let fill = arguments.get(1).map_or(Ok(0x20), fill_character)?;
    let Some(padding) = padding(string.len(), width) else { return string.unchanged() };
    let shape = padding.shape(string.text(), fill);
    let Some(shape) = shape.filter(|shape| shape.length <= isize::MAX as usize) else {
        return Err(raise(&OVERFLOW_ERROR, "padded string is too long"));
    };
    Ok(build(shape, |out| padding.write(string.text(), fill, out))?.object())
}

/// C: `convert_uc`.
fn fill_character(given: Obj<'_>) -> Result<u32> {
    let Some(fill) = given.downcast::<PyASCIIObject>() else {
        let name = given.ob_type().name().to_owned();
        let message = format_args!("The fill character must be a unicode character, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    match fill.len() {
        1 => Ok(fill.code_point(0)),
        _ => Err(raise(&TYPE_ERROR, "The fill character must be exactly one character long")),
    }
}

pub(super) fn zero_fill(string: Str<'_>, width: Obj<'_>) -> Result {
    let width = usize::try_from(to_size(width)?).unwrap_or(0);
    let filled = pad::zero_fill(string.text(), width);
    match filled.map_err(|error| raise_size(error, "padded string is too long"))? {
        Some(filled) => Ok(from_text(filled.as_text())?.object()),
        None => string.unchanged(),
    }
}

pub(super) fn expand_tabs(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    let size = usize::try_from(arguments.get(0).map_or(Ok(8), to_c_int)?).unwrap_or(0);
    if string.text().iter().all(|code| code != 0x09) {
        return string.unchanged();
    }
    let expanded = pad::expand_tabs(string.text(), size);
    let expanded = expanded.map_err(|error| raise_size(error, "new string is too long"))?;
    Ok(from_text(expanded.as_text())?.object())
}
// ANCHOR_END: pad

// ANCHOR: translate
pub(super) fn translate(string: Str<'_>, table: Obj<'_>) -> Result {
    let translated = translate::translate(string.text(), |code| lookup(table, code))?;
    Ok(from_text(translated.as_text())?.object())
}

/// What the table says of a character. C: `charmaptranslate_lookup`.
fn lookup(table: Obj<'_>, code: u32) -> Result<Translation> {
    let key = int::from_u64(code.into())?;
    let found = match table.get_item(key.borrow().object()) {
        Ok(found) => found,
        Err(_) if errors::catch(&LOOKUP_ERROR) => return Ok(Translation::Same),
        Err(raised) => return Err(raised),
    };
    let found = found.borrow();
    if found.is_none() {
        return Ok(Translation::Deleted);
    }
    if let Some(number) = found.downcast::<PyLongObject>() {
        let code = number.to_i64().and_then(|code| u32::try_from(code).ok());
        return match code.filter(|code| *code <= MAX_UNICODE) {
            Some(code) => Ok(Translation::Code(code)),
            None => {
                let message = "character mapping must be in range(0x110000)";
                Err(raise(&VALUE_ERROR, message))
            }
        };
    }
    match found.downcast::<PyASCIIObject>() {
        Some(text) => Ok(Translation::Text(text.text().to_buf())),
        None => Err(raise(&TYPE_ERROR, "character mapping must return integer, None or str")),
    }
}

/// C: `unicode_maketrans_impl`.
pub(super) fn make_translation(arguments: &Arguments<'_>) -> Result {
    let table = dict::new()?;
    let key = |code: u32| -> Result { Ok(int::from_u64(code.into())?.object()) };
    match arguments.get(1) {
        Some(to) => {
            let to = clinic_str(to, "maketrans", "argument 2")?;
            let deleted = arguments.get(2);
            let deleted = deleted
                .map(|deleted| clinic_str(deleted, "maketrans", "argument 3"))
                .transpose()?;
            let Some(from) = arguments[0].downcast::<PyASCIIObject>() else {
                let message =
                    "first maketrans argument must be a string if there is a second argument";
                return Err(raise(&TYPE_ERROR, message));
            };
            if from.len() != to.len() {
                let message = "the first two maketrans arguments must have equal length";
                return Err(raise(&VALUE_ERROR, message));
            }
            for (from, to) in from.code_points().zip(to.code_points()) {
                let (from, to) = (key(from)?, key(to)?);
                table.borrow().set_item(from.borrow(), to.borrow())?;
            }
            for code in deleted.iter().flat_map(|deleted| deleted.code_points()) {
                table.borrow().set_item(key(code)?.borrow(), none())?;
            }
        }
        None => {
            let Some(given) = arguments[0].downcast_exact::<PyDictObject>() else {
                let message = "if you give only one argument to maketrans it must be a dict";
                return Err(raise(&TYPE_ERROR, message));
            };
            for (from, to) in given.items() {
                let from = match from.borrow().downcast::<PyASCIIObject>() {
                    Some(text) if text.len() == 1 => key(text.code_point(0))?,
                    Some(_) => {
                        let message = "string keys in translate table must be of length 1";
                        return Err(raise(&VALUE_ERROR, message));
                    }
                    None if from.borrow().downcast::<PyLongObject>().is_some() => from,
                    None => {
                        let message = "keys in translate table must be strings or integers";
                        return Err(raise(&TYPE_ERROR, message));
                    }
                };
                table.borrow().set_item(from.borrow(), to.borrow())?;
            }
        }
    }
    Ok(table.object())
}
// ANCHOR_END: translate
