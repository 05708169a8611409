//! Constants as source: numbers, strings and f-strings.
//!
//! CPython: `_write_constant`, `_str_literal_helper`, `visit_JoinedStr` and
//! `visit_FormattedValue` in `Lib/ast.py`; `append_repr`, `append_joinedstr` and
//! `append_formattedvalue` in `Python/ast_unparse.c`.
//!
//! Most constants are written as their `repr`. Docstrings and f-strings look for quotes that
//! save escaping; in 3.11 the expressions of an f-string can hold neither backslashes nor
//! the quotes around it. An annotation makes it easy: the `repr` of the whole, with `f` in
//! front.

use tokenizer::repr::{is_shown, push_escape};

use super::precedence::Precedence;
use super::{DEEPEST, Style, UnparseError, Unparser, Written};
use crate::ast::*;
use crate::repr::{push_constant, push_str};

type Quotes = &'static str;

/// C: `_ALL_QUOTES`.
const ALL_QUOTES: &[Quotes] = &["'", "\"", "\"\"\"", "'''"];
/// C: `_MULTI_QUOTES`.
const MULTI_QUOTES: &[Quotes] = &["\"\"\"", "'''"];

/// A number that is too large for a float: what stands for infinity. C: `_INFSTR`.
const INFINITY: &str = "1e309";
/// What stands for a NaN.
const NAN: &str = "(1e309-1e309)";

impl<'a> Unparser<'a> {
    /// Writes a constant that is an expression.
    pub(super) fn write_constant(&mut self, value: Constant<'a>, kind: Option<&str>) -> Written {
        if value == Constant::Ellipsis {
            self.write("...");
            return Ok(());
        }
        match self.style {
            Style::Source => {
                if let Constant::Tuple(items) = value {
                    return self.write_in_parentheses(true, |this| {
                        this.write_tuple_items(items, Unparser::write_plain_constant)
                    });
                }
                if kind == Some("u") {
                    self.write("u");
                }
            }
            Style::Annotation => self.write(kind.unwrap_or("")),
        }
        self.write_plain_constant(value)
    }

    /// Writes a constant, whatever stands around it.
    pub(super) fn write_plain_constant(&mut self, value: Constant<'a>) -> Written {
        match (self.style, value) {
            (_, Constant::Float(_) | Constant::Complex { .. }) => self.write_inexact(value),
            (Style::Source, Constant::Str(text)) if self.avoid_backslashes => {
                self.write_avoiding_backslashes(text, ALL_QUOTES);
                Ok(())
            }
            (Style::Annotation, Constant::Tuple(items)) => {
                self.enter()?;
                self.write_in_parentheses(true, |this| {
                    this.write_tuple_items(items, Unparser::write_plain_constant)
                })?;
                self.leave();
                Ok(())
            }
            _ => self.write_repr(value),
        }
    }

    fn write_repr(&mut self, value: Constant<'a>) -> Written {
        Ok(push_constant(&mut self.text, value, self.int_max_str_digits, DEEPEST - self.depth)?)
    }

    /// Writes a float or a complex number, and in the place of infinities and NaNs
    /// something that has their value.
    fn write_inexact(&mut self, value: Constant<'a>) -> Written {
        let start = self.text.len();
        self.write_repr(value)?;
        if self.text[start..].contains('n') {
            let mut shown = self.text.split_off(start).replace("inf", INFINITY);
            if self.style == Style::Source {
                shown = shown.replace("nan", NAN);
            }
            self.write(&shown);
        }
        Ok(())
    }

    /// Writes a docstring, in three quotes.
    pub(super) fn write_docstring(&mut self, node: &'a Expr<'a>) -> Written {
        if let ExprKind::Constant { value: Constant::Str(text), kind } = node.kind {
            if kind == Some("u") {
                self.write("u");
            }
            self.write_avoiding_backslashes(text, MULTI_QUOTES);
        }
        Ok(())
    }

    fn write_avoiding_backslashes(&mut self, text: Str<'_>, quotes: &[Quotes]) {
        let (text, quotes) = literal(text, quotes, false);
        self.text.extend([quotes[0], &text, quotes[0]]);
    }

    /// Writes an f-string.
    pub(super) fn write_f_string(&mut self, values: Exprs<'a>) -> Written {
        self.write("f");
        if self.style == Style::Source && !self.avoid_backslashes {
            return self.write_f_string_parts(values);
        }
        let mut whole = Vec::new();
        for value in values {
            self.push_f_string_part(value, false, &mut whole)?;
        }
        match self.style {
            Style::Source => self.write_avoiding_backslashes(as_str(&whole), ALL_QUOTES),
            Style::Annotation => push_str(&mut self.text, as_str(&whole)),
        }
        Ok(())
    }

    /// Writes an f-string that isn't inside of another. Each part narrows the choice of
    /// quotes: escapes may stand in the text between the fields, but not in a field.
    fn write_f_string_parts(&mut self, values: Exprs<'a>) -> Written {
        let mut parts = Vec::with_capacity(values.len());
        for value in values {
            let mut part = Vec::new();
            self.push_f_string_part(value, false, &mut part)?;
            parts.push((part, matches!(value.kind, ExprKind::Constant { .. })));
        }
        let mut text = String::new();
        let mut quotes = ALL_QUOTES.to_vec();
        for (part, is_constant) in &parts {
            let (part, possible) = literal(as_str(part), &quotes, *is_constant);
            if !possible.iter().any(|possible| quotes.contains(possible)) {
                return self.write_f_string_escaped(&parts);
            }
            text.push_str(&part);
            quotes = possible;
        }
        self.text.extend([quotes[0], &text, quotes[0]]);
        Ok(())
    }

    /// Writes an f-string for which there are no quotes. CPython escapes everything, even
    /// though nobody can read that back.
    fn write_f_string_escaped(&mut self, parts: &[(Vec<u8>, bool)]) -> Written {
        self.write("'''");
        for (part, _) in parts {
            // With a double quote in front, `repr` uses single ones.
            let mut shown = String::new();
            push_str(&mut shown, as_str(&[b"\"", &part[..]].concat()));
            self.write(&shown["'\"".len()..shown.len() - "'".len()]);
        }
        self.write("'''");
        Ok(())
    }

    /// Appends a part of an f-string, without escapes: text with its braces doubled, or a
    /// replacement field. `out` is UTF-8 with surrogates passed.
    fn push_f_string_part(
        &mut self,
        node: &'a Expr<'a>,
        in_format: bool,
        out: &mut Vec<u8>,
    ) -> Written {
        match node.kind {
            ExprKind::Constant { value: Constant::Str(text), .. } => {
                for &byte in text.as_bytes() {
                    out.push(byte);
                    if matches!(byte, b'{' | b'}') {
                        out.push(byte);
                    }
                }
                Ok(())
            }
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.push_replacement_field(value, conversion, format_spec, out)
            }
            ExprKind::JoinedStr { values } if self.style == Style::Annotation && !in_format => {
                let mut inner = self.inner();
                inner.write_f_string(values)?;
                out.extend_from_slice(inner.text.as_bytes());
                Ok(())
            }
            ExprKind::JoinedStr { values } => {
                self.enter()?;
                for value in values {
                    self.push_f_string_part(value, in_format, out)?;
                }
                self.leave();
                Ok(())
            }
            _ => Err(match self.style {
                Style::Source => UnparseError::UnexpectedInFString(node.class_name()),
                Style::Annotation => UnparseError::UnknownInFString,
            }),
        }
    }

    /// Appends `{value!conversion:format_spec}`.
    pub(super) fn push_replacement_field(
        &mut self,
        value: &'a Expr<'a>,
        conversion: i32,
        format_spec: Option<&'a Expr<'a>>,
        out: &mut Vec<u8>,
    ) -> Written {
        let mut inner = self.inner();
        // Looser than this is `lambda`, whose colon would begin the format.
        inner.write_expr(value, Precedence::Test.next())?;
        let text = inner.text;
        if self.style == Style::Source && text.contains('\\') {
            return Err(UnparseError::Backslash);
        }
        // Two braces would be text.
        out.extend_from_slice(if text.starts_with('{') { b"{ " } else { b"{" });
        out.extend_from_slice(text.as_bytes());
        self.push_conversion(conversion, out)?;
        if let Some(format_spec) = format_spec {
            out.push(b':');
            self.push_f_string_part(format_spec, true, out)?;
        }
        out.push(b'}');
        Ok(())
    }

    fn push_conversion(&self, conversion: i32, out: &mut Vec<u8>) -> Written {
        match self.style {
            Style::Source if conversion == -1 => return Ok(()),
            Style::Annotation if conversion <= 0 => return Ok(()),
            Style::Annotation if !matches!(u8::try_from(conversion), Ok(b'a' | b'r' | b's')) => {
                return Err(UnparseError::UnknownConversion);
            }
            _ => {}
        }
        let letter = match conversion {
            0xD800..0xE000 => return Err(UnparseError::Surrogate),
            _ => u32::try_from(conversion).ok().and_then(char::from_u32),
        };
        let letter = letter.ok_or(UnparseError::ConversionOutOfRange)?;
        out.push(b'!');
        out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    /// What writes an expression inside of an f-string.
    fn inner(&self) -> Unparser<'a> {
        Unparser {
            avoid_backslashes: true,
            depth: self.depth,
            ..Unparser::new(self.style, self.int_max_str_digits)
        }
    }
}

/// A text to stand between quotes, and those of `quotes` that may stand around it, the best
/// first. Line breaks and tabs are escaped only if that is asked for.
/// C: `_str_literal_helper`.
fn literal(text: Str<'_>, quotes: &[Quotes], escape_line_breaks: bool) -> (String, Vec<Quotes>) {
    let mut escaped = String::with_capacity(text.as_bytes().len());
    for point in text.code_points() {
        match char::from_u32(point) {
            Some(character @ ('\n' | '\t')) if !escape_line_breaks => escaped.push(character),
            Some(character) if is_shown(character) => escaped.push(character),
            _ => push_escape(&mut escaped, point),
        }
    }
    let has_line_breaks = escaped.contains('\n');
    let fits =
        |quotes: &Quotes| (quotes.len() == 3 || !has_line_breaks) && !escaped.contains(quotes);
    let mut possible: Vec<Quotes> = quotes.iter().copied().filter(fits).collect();
    if possible.is_empty() {
        return escaped_literal(text, quotes);
    }
    if let Some(last) = escaped.chars().next_back() {
        possible.sort_by_key(|quotes| quotes.starts_with(last));
        if possible[0].starts_with(last) {
            escaped.pop();
            escaped.extend(['\\', last]);
        }
    }
    (escaped, possible)
}

/// The same where no quotes would do: what `repr` puts between the quotes that it chooses,
/// and quotes of the same kind.
fn escaped_literal(text: Str<'_>, quotes: &[Quotes]) -> (String, Vec<Quotes>) {
    let mut shown = String::new();
    push_str(&mut shown, text);
    let kind = if shown.starts_with('\'') { "'" } else { "\"" };
    let chosen = quotes.iter().copied().find(|quotes| quotes.starts_with(kind)).unwrap_or(kind);
    (shown[1..shown.len() - 1].to_owned(), vec![chosen])
}

/// A text of which the bytes are UTF-8 with surrogates passed.
fn as_str(bytes: &[u8]) -> Str<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Str::Utf8(text),
        Err(_) => Str::Surrogates(bytes),
    }
}
