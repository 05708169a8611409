//! `'%s and %r' % (x, y)` as the f-string that does the same.
//!
//! CPython: `optimize_format`, `parse_literal`, `parse_format`, `simple_format_arg_parse` in
//! `Python/ast_opt.c`.
//!
//! Only `%s`, `%r` and `%a` are known, with a width and a precision of at most two digits;
//! a string with anything else stays as it is.

use parser::ast::{Constant, Expr, ExprKind, Exprs, Range, Str};

use crate::fold::Folder;
use crate::fold::sequence::string;

/// How many digits are one too many for a width or a precision.
const MAX_DIGITS: usize = 3;

/// Of nodes that stand nowhere in the source.
const NOWHERE: Range = Range { lineno: -1, col_offset: -1, end_lineno: -1, end_col_offset: -1 };

/// One `%`.
struct Specifier {
    left_adjusted: bool,
    width: Option<u32>,
    precision: Option<u32>,
    conversion: u8,
}

impl<'a> Folder<'a> {
    // ANCHOR: fold_format
    /// C: `optimize_format`
    pub(super) fn fold_format(
        &mut self,
        expression: &'a Expr<'a>,
        format: Str<'a>,
        elements: Exprs<'a>,
    ) -> &'a Expr<'a> {
        let mut values: Vec<&'a Expr<'a>> = Vec::with_capacity(elements.len() * 2 + 1);
        let mut elements = elements.iter();
        let mut rest = format.as_bytes();
        loop {
            let literal = literal_length(rest);
            if literal > 0 {
                values.push(self.literal(&rest[..literal]));
            }
            rest = &rest[literal..];
            let Some((b'%', specifier)) = rest.split_first() else { break };
            let Some(element) = elements.next() else { return expression };
            let Some(specifier) = parse_specifier(specifier, &mut rest) else { return expression };
            values.push(self.formatted(element, &specifier));
        }
        if elements.next().is_some() {
            return expression;
        }
        let values = self.arena.alloc_slice_copy(&values);
        self.new_expr(ExprKind::JoinedStr { values }, expression.range)
    }
    // ANCHOR_END: fold_format

    /// Text between two specifiers. C: `parse_literal`.
    fn literal(&self, text: &[u8]) -> &'a Expr<'a> {
        let text = string(self.arena, |bytes| {
            let mut rest = text;
            while let Some((&byte, behind)) = rest.split_first() {
                bytes.push(byte);
                rest = if byte == b'%' { &behind[1..] } else { behind };
            }
        });
        self.text(text)
    }

    fn text(&self, text: Str<'a>) -> &'a Expr<'a> {
        let kind = ExprKind::Constant { value: Constant::Str(text), kind: None };
        self.arena.alloc(Expr { kind, range: NOWHERE })
    }

    /// C: `parse_format`
    fn formatted(&self, value: &'a Expr<'a>, specifier: &Specifier) -> &'a Expr<'a> {
        let mut spec = String::new();
        // `%5s` goes to the right, a string by itself to the left.
        if !specifier.left_adjusted && specifier.width.is_some_and(|width| width > 0) {
            spec.push('>');
        }
        if let Some(width) = specifier.width {
            spec.push_str(&width.to_string());
        }
        if let Some(precision) = specifier.precision {
            spec.push('.');
            spec.push_str(&precision.to_string());
        }
        let spec = (!spec.is_empty()).then(|| self.text(Str::Utf8(self.arena.alloc_str(&spec))));
        let conversion = i32::from(specifier.conversion);
        let kind = ExprKind::FormattedValue { value, conversion, format_spec: spec };
        self.arena.alloc(Expr { kind, range: value.range })
    }
}

/// How far it is to the next specifier; `%%` is none.
fn literal_length(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        match text[at..] {
            [b'%', b'%', ..] => at += 2,
            [b'%', ..] => break,
            _ => at += 1,
        }
    }
    at
}

/// Reads what follows a `%`, and leaves `rest` behind it. C: `simple_format_arg_parse`.
fn parse_specifier<'t>(text: &'t [u8], rest: &mut &'t [u8]) -> Option<Specifier> {
    let flags = text.iter().take_while(|byte| b"-+ #0".contains(byte)).count();
    let left_adjusted = text[..flags].contains(&b'-');
    let mut text = &text[flags..];
    let width = parse_number(&mut text)?;
    let mut precision = None;
    if let Some(behind) = text.strip_prefix(b".") {
        text = behind;
        precision = Some(parse_number(&mut text)?.unwrap_or(0));
    }
    let (&conversion, behind) = text.split_first()?;
    *rest = behind;
    b"sra".contains(&conversion).then_some(Specifier {
        left_adjusted,
        width,
        precision,
        conversion,
    })
}

/// Reads digits, if there are any. `None` where there are too many.
fn parse_number(text: &mut &[u8]) -> Option<Option<u32>> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits >= MAX_DIGITS {
        return None;
    }
    let (number, behind) = text.split_at(digits);
    *text = behind;
    let value = number.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some((digits > 0).then_some(value))
}
