//! `str.format`, `str.format_map` and `str.__format__`.
//!
//! CPython: `Objects/stringlib/unicode_format.h` (`build_string`, `do_markup`, `output_markup`,
//! `get_field_object`), `Python/formatter_unicode.c` (`format_string_internal`).
//!
//! What stands in a format string is read by [`markup`](super::markup), a specification by
//! [`types::format`](crate::types::format).

use super::markup::{
    Access, AutoNumber, Field, FieldName, First, MAX_RECURSION, Markup, MarkupError,
};
use super::{PyASCIIObject, STR, Shape, Str, Text, TextBuilder, build, from_text};
use crate::arguments::Arguments;
use crate::errors::{INDEX_ERROR, KEY_ERROR, OVERFLOW_ERROR, VALUE_ERROR};
use crate::errors::{no_memory, raise, raise_object};
use crate::object::{Obj, Raised, Ref, Result};
use crate::types::format::{FormatError, FormatSpec, Formatted, TextLayout};
use crate::types::int::{self, Exception};
use crate::types::text_arguments::clinic_str;
use crate::unicode;

// ANCHOR: arguments
/// Where the fields of a format string come from.
enum Source<'s, 'a> {
    /// `format(*args, **kwargs)`
    Call(&'s Arguments<'a>),
    /// `format_map(mapping)`
    Mapping(Obj<'a>),
}

impl Source<'_, '_> {
    fn first(&self, format: Text<'_>, first: First) -> Result {
        match (self, first) {
            (Source::Mapping(_), First::Index(_)) => Err(raise_markup(MarkupError::Positional)),
            (Source::Mapping(mapping), First::Name(range)) => {
                let key = from_text(format.slice(range))?;
                mapping.get_item(key.borrow().object())
            }
            (Source::Call(arguments), First::Index(index)) => {
                let found = arguments.rest().get(index).map(|found| found.to_ref());
                found.ok_or_else(|| {
                    let message = "out of range for positional args tuple";
                    raise(&INDEX_ERROR, format_args!("Replacement index {index} {message}"))
                })
            }
            (Source::Call(arguments), First::Name(range)) => {
                let name = format.slice(range);
                let is_it = |key: Obj<'_>| {
                    key.downcast::<PyASCIIObject>().is_some_and(|key| key.text() == name)
                };
                match arguments.keywords().find(|(key, _)| is_it(*key)) {
                    Some((_, value)) => Ok(value.to_ref()),
                    None => Err(raise_object(&KEY_ERROR, from_text(name)?.object())),
                }
            }
        }
    }
}

pub(super) fn format(string: Str<'_>, arguments: &Arguments<'_>) -> Result {
    format_from(string, &Source::Call(arguments))
}

pub(super) fn format_map(string: Str<'_>, mapping: Obj<'_>) -> Result {
    format_from(string, &Source::Mapping(mapping))
}

fn format_from(string: Str<'_>, source: &Source<'_, '_>) -> Result {
    let mut out = TextBuilder::with_capacity(string.len());
    let mut numbers = AutoNumber::default();
    let markup = Markup::new(string.text(), 0..string.len());
    render(string.text(), markup, source, &mut numbers, MAX_RECURSION, &mut out)?;
    Ok(from_text(out.finish().as_text())?.object())
}
// ANCHOR_END: arguments

// ANCHOR: render
/// A format string, or a specification with fields in it. C: `build_string`.
fn render(
    format: Text<'_>,
    markup: Markup<'_>,
    source: &Source<'_, '_>,
    numbers: &mut AutoNumber,
    depth: usize,
    out: &mut TextBuilder,
) -> Result<()> {
    if depth == 0 {
        return Err(raise_markup(MarkupError::TooDeep));
    }
    for piece in markup {
        let piece = piece.map_err(raise_markup)?;
        out.push_text(format.slice(piece.literal));
        let Some(field) = piece.field else { continue };
        let value = look_up(format, &field, source, numbers)?;
        let value = convert(value, field.conversion)?;
        let mut spec = TextBuilder::new();
        if let Some(range) = field.spec {
            match field.spec_has_fields {
                true => {
                    let markup = Markup::new(format, range);
                    render(format, markup, source, numbers, depth - 1, &mut spec)?;
                }
                false => spec.push_text(format.slice(range)),
            }
        }
        push_formatted(value.borrow(), spec, out)?;
    }
    Ok(())
}

/// `value.attribute[item]…`. C: `get_field_object`.
fn look_up(
    format: Text<'_>,
    field: &Field,
    source: &Source<'_, '_>,
    numbers: &mut AutoNumber,
) -> Result {
    let (first, steps) = FieldName::split(format, field.name.clone()).map_err(raise_markup)?;
    let first = numbers.resolve(first).map_err(raise_markup)?;
    let mut value = source.first(format, first)?;
    for step in steps {
        value = match step.map_err(raise_markup)? {
            Access::Attribute(range) => {
                value.borrow().get_attribute(from_text(format.slice(range))?.borrow())?
            }
            Access::Index(index) if value.borrow().is_sequence() => {
                value.borrow().get_sequence_item(index as isize)?
            }
            Access::Index(index) => {
                value.borrow().get_item(int::from_u64(index as u64)?.borrow().object())?
            }
            Access::Key(range) => {
                value.borrow().get_item(from_text(format.slice(range))?.borrow().object())?
            }
        };
    }
    Ok(value)
}

/// `!r`, `!s` and `!a`.
fn convert(value: Ref, conversion: Option<u32>) -> Result {
    let converted = match conversion {
        None => return Ok(value),
        Some(0x72) => value.borrow().repr(),
        Some(0x73) => value.borrow().str(),
        Some(0x61) => value.borrow().ascii(),
        Some(other) => Err(raise_markup(MarkupError::UnknownConversion(other))),
    };
    Ok(converted?.object())
}

/// C: `render_field`.
fn push_formatted(value: Obj<'_>, spec: TextBuilder, out: &mut TextBuilder) -> Result<()> {
    if spec.is_empty()
        && let Some(text) = value.downcast_exact::<PyASCIIObject>()
    {
        out.push_text(text.text());
        return Ok(());
    }
    let spec = from_text(spec.finish().as_text())?;
    out.push_text(value.format(Some(spec.borrow()))?.borrow().text());
    Ok(())
}

fn raise_markup(error: MarkupError) -> Raised {
    raise(&VALUE_ERROR, error)
}
// ANCHOR_END: render

// ANCHOR: dunder_format
pub(super) fn dunder_format(string: Str<'_>, spec: Obj<'_>) -> Result {
    let spec = clinic_str(spec, "__format__", "argument")?;
    if spec.is_empty() {
        return match string.is_exactly(&STR) {
            true => Ok(string.object().to_ref()),
            false => Ok(string.object().str()?.object()),
        };
    }
    let name = string.ob_type().name().to_owned();
    let layout = format_spec(spec, &name, Formatted::Text)
        .and_then(|spec| Ok((spec, TextLayout::new(string.len(), &spec, &name)?)));
    let (spec, TextLayout { kept, left, right }) = layout.map_err(raise_format_error)?;
    let text = string.text().slice(0..kept);
    let fills = left.checked_add(right).ok_or_else(no_memory)?;
    let fills = Shape { length: fills, maximum: if fills == 0 { 0 } else { spec.fill } };
    let shape = text.shape().and(fills).ok_or_else(no_memory)?;
    let formatted = build(shape, |mut out| {
        out.fill(0..left, spec.fill);
        out.put(left, text);
        out.fill(left + kept..left + kept + right, spec.fill);
    })?;
    Ok(formatted.object())
}

/// A specification, with decimal digits of any script.
fn format_spec(
    spec: Str<'_>,
    type_name: &str,
    formatted: Formatted,
) -> std::result::Result<FormatSpec, FormatError> {
    let codes: Vec<u32> = spec.code_points().collect();
    let decimal = |code| unicode::to_decimal(code).map(u32::from);
    FormatSpec::read(&codes, type_name, formatted, &decimal)
}

/// Raises what is wrong with a specification.
#[cold]
fn raise_format_error(error: FormatError) -> Raised {
    match error.exception() {
        Exception::MemoryError => no_memory(),
        Exception::Pending => Raised,
        Exception::OverflowError => raise(&OVERFLOW_ERROR, error),
        _ => raise(&VALUE_ERROR, error),
    }
}
// ANCHOR_END: dunder_format
