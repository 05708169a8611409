//! f-strings, as 3.11 reads them: out of the finished string token.
//!
//! CPython: the `fstring_` functions of `Parser/string_parser.c`.
//!
//! To the tokenizer an f-string is a string like any other. Its text is taken apart here:
//! literal pieces, and expressions between braces. The end of an expression is found by
//! counting brackets and quotes, without understanding it; then its text is put into
//! parentheses and given to a parser of its own. This is why no backslash and no `#` may be
//! in it and why it can't use the quotes of the f-string; 3.12 does away with all three.

use std::borrow::Cow;

use tokenizer::source::Source;

use crate::ast::{Expr, ExprKind};
use crate::errors::{Error, ErrorKind};
use crate::options::{Mode, Options};
use crate::parser::{Origin, Parser};
use crate::strings::literal::{Joined, Literal};

/// How many brackets an expression may have open. C: `MAXLEVEL`.
const MAX_BRACKETS: usize = 200;

/// How far an f-string has been read.
struct Cursor<'c> {
    bytes: &'c [u8],
    /// An offset into the source.
    at: usize,
    literal: Literal,
    /// 0 for the f-string itself, 1 for a format specification in it. C: `recurse_lvl`.
    depth: u32,
}

impl Cursor<'_> {
    /// The byte here. There is one always: behind the text is a quote.
    fn byte(&self) -> u8 {
        self.bytes[self.at]
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.literal.end
    }
}

impl<'a> Parser<'a> {
    /// Appends an f-string.
    pub(crate) fn push_fstring(&mut self, joined: &mut Joined<'a>, literal: Literal) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut cursor = Cursor { bytes, at: literal.start, literal, depth: 0 };
        self.push_pieces(joined, &mut cursor)
    }

    // ANCHOR: pieces
    /// Appends literal pieces and expressions up to the end, or in a format specification
    /// up to the brace behind it. C: `_PyPegen_FstringParser_ConcatFstring`.
    fn push_pieces(&mut self, joined: &mut Joined<'a>, cursor: &mut Cursor<'_>) -> Option<()> {
        joined.is_fstring = true;
        loop {
            let doubled_brace = self.push_literal_piece(joined, cursor)?;
            if doubled_brace {
                continue;
            }
            if cursor.is_at_end() || cursor.byte() == b'}' {
                break;
            }
            let value = self.replacement_field(joined, cursor)?;
            joined.push(self, value);
        }
        if cursor.depth == 0 && cursor.at + 1 < cursor.literal.end {
            return self.raise(ErrorKind::FStringUnexpectedEnd);
        }
        if cursor.depth != 0 && cursor.byte() != b'}' {
            return self.raise(ErrorKind::FStringExpectingBrace);
        }
        Some(())
    }
    // ANCHOR_END: pieces

    /// Appends text up to a brace; tells whether it was a doubled one.
    /// C: `fstring_find_literal`.
    fn push_literal_piece(
        &mut self,
        joined: &mut Joined<'a>,
        cursor: &mut Cursor<'_>,
    ) -> Option<bool> {
        let Literal { end, is_raw, .. } = cursor.literal;
        let start = cursor.at;
        let mut piece_end = end;
        let mut doubled_brace = false;
        let mut at = start;
        while at < end {
            let mut byte = cursor.bytes[at];
            at += 1;
            if !is_raw && byte == b'\\' && at < end {
                byte = cursor.bytes[at];
                at += 1;
                if byte == b'N' {
                    // The braces of `\N{name}` are no braces. If there are none, decoding
                    // the piece will find out.
                    if at < end {
                        at += 1;
                        if cursor.bytes[at - 1] == b'{' {
                            let name = &cursor.bytes[at..end];
                            at += memchr::memchr(b'}', name).map_or(name.len(), |n| n + 1);
                        }
                    }
                    continue;
                }
                if byte == b'{' {
                    self.warn_invalid_escape("{", cursor.literal)?;
                }
            }
            if !matches!(byte, b'{' | b'}') {
                continue;
            }
            if cursor.depth == 0 {
                if at < end && cursor.bytes[at] == byte {
                    doubled_brace = true;
                    piece_end = at;
                    at += 1;
                    break;
                }
                if byte == b'}' {
                    return self.raise(ErrorKind::FStringSingleBrace);
                }
            }
            at -= 1;
            piece_end = at;
            break;
        }
        cursor.at = at;
        if start < piece_end {
            self.push_text(&mut joined.text, start..piece_end, cursor.literal)?;
        }
        Some(doubled_brace)
    }

    /// Reads `{expression=!conversion:format_spec}`. C: `fstring_find_expr`.
    fn replacement_field(
        &mut self,
        joined: &mut Joined<'a>,
        cursor: &mut Cursor<'_>,
    ) -> Option<&'a Expr<'a>> {
        if cursor.depth >= 2 {
            return self.raise(ErrorKind::FStringTooDeep);
        }
        cursor.at += 1;
        let start = cursor.at;
        self.find_end_of_expression(cursor)?;
        let value = self.compile_fstring_expr(cursor, start)?;

        let mut is_debug = false;
        if cursor.byte() == b'=' {
            if self.options.feature_version < 8 {
                return self.raise(ErrorKind::FStringDebugVersion);
            }
            is_debug = true;
            cursor.at += 1;
            while matches!(cursor.byte(), b' ' | b'\t'..=b'\r') {
                cursor.at += 1;
            }
            if cursor.is_at_end() {
                return self.raise(ErrorKind::FStringExpectingBrace);
            }
            joined.text.push_str(&self.text[start..cursor.at]);
        }

        let mut conversion = -1;
        if cursor.byte() == b'!' {
            cursor.at += 1;
            if cursor.is_at_end() {
                return self.raise(ErrorKind::FStringExpectingBrace);
            }
            conversion = i32::from(cursor.byte());
            cursor.at += 1;
            if !matches!(cursor.bytes[cursor.at - 1], b's' | b'r' | b'a') {
                return self.raise(ErrorKind::FStringConversion);
            }
        }

        if cursor.is_at_end() {
            return self.raise(ErrorKind::FStringExpectingBrace);
        }
        let mut format_spec = None;
        if cursor.byte() == b':' {
            cursor.at += 1;
            if cursor.is_at_end() {
                return self.raise(ErrorKind::FStringExpectingBrace);
            }
            let mut spec = joined.format_spec(self, cursor.literal.token);
            cursor.depth += 1;
            self.push_pieces(&mut spec, cursor)?;
            cursor.depth -= 1;
            format_spec = Some(spec.finish(self));
        }
        if cursor.is_at_end() || cursor.byte() != b'}' {
            return self.raise(ErrorKind::FStringExpectingBrace);
        }
        cursor.at += 1;

        if is_debug && format_spec.is_none() && conversion == -1 {
            conversion = i32::from(b'r');
        }
        let kind = ExprKind::FormattedValue { value, conversion, format_spec };
        Some(self.arena.alloc(Expr { kind, range: joined.pieces.range }))
    }

    // ANCHOR: find_end
    /// Goes to the `}`, `!`, `:` or `=` that ends an expression.
    fn find_end_of_expression(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let end = cursor.literal.end;
        let mut brackets: Vec<u8> = Vec::new();
        // The quote that ends the string we are in, and how many of them it takes.
        let mut string: Option<(u8, usize)> = None;
        while cursor.at < end {
            let byte = cursor.byte();
            if byte == b'\\' {
                return self.raise(ErrorKind::FStringBackslash);
            }
            let thrice = cursor.at + 2 < end
                && cursor.bytes[cursor.at + 1] == byte
                && cursor.bytes[cursor.at + 2] == byte;
            if let Some((quote, quotes)) = string {
                if byte == quote && (quotes == 1 || thrice) {
                    cursor.at += quotes - 1;
                    string = None;
                }
                cursor.at += 1;
                continue;
            }
            match byte {
                b'\'' | b'"' => {
                    let quotes = if thrice { 3 } else { 1 };
                    cursor.at += quotes - 1;
                    string = Some((byte, quotes));
                }
                b'(' | b'[' | b'{' => {
                    if brackets.len() >= MAX_BRACKETS {
                        return self.raise(ErrorKind::FStringTooManyBrackets);
                    }
                    brackets.push(byte);
                }
                b'#' => return self.raise(ErrorKind::FStringComment),
                b'!' | b':' | b'}' | b'=' | b'<' | b'>' if brackets.is_empty() => {
                    let next = (cursor.at + 1 < end).then(|| cursor.bytes[cursor.at + 1]);
                    if next == Some(b'=') && matches!(byte, b'!' | b'=' | b'<' | b'>') {
                        cursor.at += 1;
                    } else if !matches!(byte, b'<' | b'>') {
                        break;
                    }
                }
                b')' | b']' | b'}' => {
                    let closing = char::from(byte);
                    match brackets.pop() {
                        None => return self.raise(ErrorKind::FStringUnmatched(closing)),
                        Some(b'(') if byte == b')' => {}
                        Some(b'[') if byte == b']' => {}
                        Some(b'{') if byte == b'}' => {}
                        Some(opening) => {
                            let opening = char::from(opening);
                            return self.raise(ErrorKind::FStringMismatched { closing, opening });
                        }
                    }
                }
                _ => {}
            }
            cursor.at += 1;
        }
        if string.is_some() {
            return self.raise(ErrorKind::FStringUnterminated);
        }
        if let Some(&bracket) = brackets.last() {
            return self.raise(ErrorKind::FStringUnmatched(char::from(bracket)));
        }
        if cursor.is_at_end() {
            return self.raise(ErrorKind::FStringExpectingBrace);
        }
        Some(())
    }
    // ANCHOR_END: find_end

    // ANCHOR: compile
    /// Parses the expression between `start` and the cursor. C: `fstring_compile_expr`.
    fn compile_fstring_expr(&mut self, cursor: &Cursor<'_>, start: usize) -> Option<&'a Expr<'a>> {
        let text = &self.text[start..cursor.at];
        if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c')) {
            return self.raise(match cursor.byte() {
                byte @ (b'!' | b':' | b'=') => {
                    ErrorKind::FStringExpressionRequired(char::from(byte))
                }
                _ => ErrorKind::FStringEmptyExpression,
            });
        }
        // In parentheses, white space in front and line breaks within do no harm.
        let text: &'a str = self.arena.alloc_str(&format!("({text})\n"));
        let bytes: &'a [u8] = match self.source.undecodable_in(start..cursor.at) {
            None => text.as_bytes(),
            Some(_) => {
                let bytes = &self.source.bytes()[start..cursor.at];
                self.arena.alloc_slice_copy(&[b"(", bytes, b")\n"].concat())
            }
        };
        let source = match Source::from_bytes(bytes, true) {
            Ok(source) => source,
            Err(error) => {
                self.error_indicator = true;
                self.error = Some(Error::Syntax(error.into_kind()));
                return None;
            }
        };
        let origin = self.expression_origin(cursor, start - 1);
        let options = Options { mode: Mode::Exec, ..self.options.clone() };
        let mut parser = Parser::new(Cow::Owned(source), text, self.arena, options, Some(origin));
        let result = parser.run(Some(Parser::quick_fstring), Parser::fstring);
        self.warnings.append(&mut parser.warnings);
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.error_indicator = true;
                self.error = Some(error);
                None
            }
        }
    }
    // ANCHOR_END: compile

    /// Where the nodes of an expression are said to be, whose brace is at `brace`.
    /// C: `fstring_find_expr_location`.
    fn expression_origin(&self, cursor: &Cursor<'_>, brace: usize) -> Origin {
        let token = cursor.literal.token;
        let before = &self.text[token.start as usize..brace];
        let lines = before.matches('\n').count() as i32;
        // If the brace ends its line, columns count from the beginning of the next.
        let behind = self.text[brace + 1..].trim_start_matches([' ', '\t', '\x0c']);
        let columns = match behind.starts_with(['}', '\n']) {
            true => 0,
            false => before.len() - before.rfind('\n').map_or(0, |newline| newline + 1),
        } as i32;
        let (lineno, col_offset) = self.token_start(token);
        Origin {
            lineno: lineno + lines,
            col_offset: if lines == 0 { col_offset + columns } else { columns },
        }
    }
}
