//! Format strings.

use std::ops::Range;

use object_model::types::str::markup::{
    Access, AutoNumber, FieldName, First, MAX_RECURSION, Markup, MarkupError,
};
use object_model::types::str::percent::{
    Arguments, Conversion, Flavour, Format, Item, PercentError,
};
use object_model::types::str::{Text, TextBuf, TextBuilder};

use crate::notation::{Case, error, escape, list, narrow};

pub(crate) fn answer(case: &Case) -> String {
    let text = case.text(0);
    match case.operation.as_str() {
        "markup" => markup(text).map_or_else(error, list),
        "field" => field(text).map_or_else(error, list),
        "numbered" => {
            let mut numbers = AutoNumber::default();
            expand(text, 0..text.len(), MAX_RECURSION, &mut numbers)
                .map_or_else(error, |()| "~".into())
        }
        _ => percent(text).map_or_else(error, |built| narrow(&built)),
    }
}

/// The rows of `_string.formatter_parser`, one behind the other.
fn markup(text: Text<'_>) -> Result<Vec<String>, MarkupError> {
    let mut parts = Vec::new();
    for piece in Markup::new(text, 0..text.len()) {
        let piece = piece?;
        parts.push(escape(text.slice(piece.literal)));
        let Some(field) = piece.field else {
            parts.extend(["~".into(), "~".into(), "~".into()]);
            continue;
        };
        parts.push(escape(text.slice(field.name)));
        parts.push(field.spec.map_or(String::new(), |spec| escape(text.slice(spec))));
        let conversion = field.conversion.map(|code| escape(TextBuf::from_iter([code]).as_text()));
        parts.push(conversion.unwrap_or("~".into()));
    }
    Ok(parts)
}

/// `_string.formatter_field_name_split`: `i` and a number, or `s` and a name.
fn field(text: Text<'_>) -> Result<Vec<String>, MarkupError> {
    let name = |range: Range<usize>| format!("s{}", escape(text.slice(range)));
    let (first, rest) = FieldName::split(text, 0..text.len())?;
    let mut parts = vec![match first {
        First::Index(index) => format!("i{index}"),
        First::Name(range) => name(range),
    }];
    for access in rest {
        parts.push(match access? {
            Access::Attribute(range) => format!("1{}", name(range)),
            Access::Index(index) => format!("0i{index}"),
            Access::Key(range) => format!("0{}", name(range)),
        });
    }
    Ok(parts)
}

/// Numbers the fields of a string and of its specs, as `str.format` does.
fn expand(
    text: Text<'_>,
    range: Range<usize>,
    depth: usize,
    numbers: &mut AutoNumber,
) -> Result<(), MarkupError> {
    if depth == 0 {
        return Err(MarkupError::TooDeep);
    }
    for piece in Markup::new(text, range) {
        let Some(field) = piece?.field else { continue };
        let (first, _) = FieldName::split(text, field.name)?;
        numbers.resolve(first)?;
        if field.spec_has_fields {
            expand(text, field.spec.unwrap(), depth - 1, numbers)?;
        }
    }
    Ok(())
}

/// A mapping that has `<key>` for every key. It is itself the first argument, and the value of a
/// key is the first behind that key.
struct Values<'a> {
    format: Text<'a>,
    value: Option<TextBuf>,
}

#[derive(Debug, PartialEq)]
struct Failed(String);

impl From<PercentError> for Failed {
    fn from(error: PercentError) -> Failed {
        Failed(error.to_string())
    }
}

impl Arguments for Values<'_> {
    type Error = Failed;

    fn has_mapping(&self) -> bool {
        true
    }

    fn select(&mut self, key: Range<usize>) -> Result<(), Failed> {
        let mut value = TextBuilder::new();
        value.push('<'.into());
        value.push_text(self.format.slice(key));
        value.push('>'.into());
        self.value = Some(value.finish());
        Ok(())
    }

    fn width(&mut self) -> Result<isize, Failed> {
        Err(no_int(self))
    }

    fn precision(&mut self) -> Result<i32, Failed> {
        Err(no_int(self))
    }
}

fn no_int(values: &mut Values<'_>) -> Failed {
    match values.value.take() {
        Some(_) => Failed("* wants int".into()),
        None => Failed("not enough arguments for format string".into()),
    }
}

fn percent(text: Text<'_>) -> Result<TextBuf, String> {
    let units: Vec<u32> = text.iter().collect();
    let mut format = Format::new(&units, Flavour::Str);
    let mut values = Values { format: text, value: Some("{}".into()) };
    let mut out = TextBuilder::new();
    while let Some(item) = format.next(&mut values).map_err(|Failed(message)| message)? {
        match item {
            Item::Literal(range) => out.push_text(text.slice(range)),
            Item::Conversion(conversion) => {
                let value = values.value.take().ok_or("not enough arguments for format string")?;
                convert(&conversion, &value, &mut out)?;
            }
        }
    }
    Ok(out.finish())
}

fn convert(conversion: &Conversion, value: &TextBuf, out: &mut TextBuilder) -> Result<(), String> {
    let letter = char::from_u32(conversion.letter).unwrap();
    if letter != 's' {
        let index = conversion.index;
        return Err(format!(
            "unsupported format character '{}' (0x{:x}) at index {index}",
            if (' '..='~').contains(&letter) { letter } else { '?' },
            conversion.letter
        ));
    }
    let text = value.as_text();
    let text = text.slice(0..text.len().min(conversion.precision.unwrap_or(usize::MAX)));
    let fill = conversion.width.unwrap_or(0).saturating_sub(text.len());
    out.push_repeated(' '.into(), if conversion.flags.left { 0 } else { fill });
    out.push_text(text);
    out.push_repeated(' '.into(), if conversion.flags.left { fill } else { 0 });
    Ok(())
}
