//! Where an error is, in CPython's way of telling it.
//!
//! CPython: `Parser/pegen_errors.c`, the `RAISE_` macros of `Parser/pegen.h`.
//!
//! A column is counted in bytes until the last moment. The line that is shown is then looked
//! for, and the column counted in characters of that line, whether or not it is the line
//! that the column belongs to. So what the reader sees depends on how far the tokenizer has
//! come, and this file computes it from the number of tokens that CPython would have read.

use tokenizer::State;
use tokenizer::error::{Location, SyntaxError};
use tokenizer::token::TokenKind;

use crate::ast::Range;
use crate::errors::{Error, ErrorKind};
use crate::options::Mode;
use crate::parser::{Origin, Parser};

// ANCHOR: current_pos
/// An end that is where the tokenizer is. C: `CURRENT_POS`.
const CURRENT_POS: i32 = -5;
// ANCHOR_END: current_pos

impl<'a> Parser<'a> {
    // ANCHOR: raise
    /// Raises an error at the last token that was looked at. C: `RAISE_SYNTAX_ERROR`,
    /// `RAISE_INDENTATION_ERROR`.
    pub(crate) fn raise<T>(&mut self, kind: ErrorKind) -> Option<T> {
        // A tokenizer's error that was met on the way is the better one.
        if self.error_indicator && self.error.is_some() {
            return None;
        }
        let Some(last) = self.fill.checked_sub(1) else {
            // Only the quick pass, which wants no error, takes no notice of tokens.
            self.error_indicator = true;
            return None;
        };
        let token = self.known_err_token.unwrap_or(self.scan.tokens[last]);
        let range = self.token_range(token);
        let col_offset = if range.col_offset == -1 {
            let state = self.tokenizer_state();
            if state.offset == state.shown.0 { 0 } else { (state.offset - state.line_start) as i32 }
        } else {
            range.col_offset + 1
        };
        let end_col_offset = if range.end_col_offset == -1 { -1 } else { range.end_col_offset + 1 };
        self.raise_known(kind, [range.lineno, col_offset, range.end_lineno, end_col_offset])
    }
    // ANCHOR_END: raise

    // ANCHOR: raise_at
    /// Raises an error at a place. C: `RAISE_SYNTAX_ERROR_KNOWN_LOCATION`, `_KNOWN_RANGE`.
    pub(crate) fn raise_at<T>(&mut self, range: Range, kind: ErrorKind) -> Option<T> {
        let Range { lineno, col_offset, end_lineno, end_col_offset } = range;
        self.raise_known(kind, [lineno, col_offset + 1, end_lineno, end_col_offset + 1])
    }

    /// Raises an error from the beginning of one place to the end of another.
    /// C: `RAISE_SYNTAX_ERROR_KNOWN_RANGE`.
    pub(crate) fn raise_between<T>(
        &mut self,
        first: Range,
        last: Range,
        kind: ErrorKind,
    ) -> Option<T> {
        let Range { end_lineno, end_col_offset, .. } = last;
        self.raise_at(Range { end_lineno, end_col_offset, ..first }, kind)
    }

    /// Raises an error from a place to where the tokenizer is.
    /// C: `RAISE_SYNTAX_ERROR_STARTING_FROM`.
    pub(crate) fn raise_starting_from<T>(&mut self, range: Range, kind: ErrorKind) -> Option<T> {
        let Range { lineno, col_offset, .. } = range;
        self.raise_known(kind, [lineno, col_offset + 1, CURRENT_POS, CURRENT_POS])
    }
    // ANCHOR_END: raise_at

    // ANCHOR: tokenizer_error
    /// Raises `MemoryError`, which is what too many rules in each other lead to.
    pub(crate) fn raise_memory_error(&mut self) {
        self.error_indicator = true;
        self.error = Some(Error::Memory);
    }

    /// Raises what the tokenizer found; only its last token asks for that.
    pub(crate) fn raise_tokenizer_error(&mut self) -> bool {
        let Some(mut error) = self.scan.error.clone() else { return false };
        let by_parser = error.kind.is_worded_by_parser();
        let last = self.scan.tokens[self.scan.tokens.len() - 1];
        let lines = self.first_line() - 1;
        if let Some(location) = &mut error.location {
            location.lineno += lines;
            if let Some((end_lineno, _)) = &mut location.end {
                *end_lineno += lines;
            }
            if by_parser && let Some(Origin { col_offset, .. }) = self.origin {
                // Any place is shifted back to the left, though only one on the first line
                // was shifted to the right.
                let is_shifted = last.line == 1 && col_offset > 0;
                location.offset = if is_shifted { 0 } else { location.offset - col_offset };
                if let Some((_, end_offset)) = &mut location.end {
                    *end_offset = if is_shifted { 0 } else { *end_offset - col_offset };
                }
            }
        }
        let mut error = error.into_kind::<ErrorKind>();
        if by_parser && self.origin.is_some() {
            error.kind = ErrorKind::InFString(Box::new(error.kind));
        }
        self.error_indicator = true;
        self.error = Some(Error::Syntax(error));
        true
    }

    /// The error, which must have been raised.
    pub(crate) fn take_error(&mut self) -> Error {
        self.error.take().expect("no rule fails in the end without an error")
    }
    // ANCHOR_END: tokenizer_error

    // ANCHOR: set_syntax_error
    /// Finds words for a parse that failed. C: `_Pypegen_set_syntax_error`.
    pub(crate) fn set_syntax_error(&mut self, last_token: usize) {
        if self.error.is_some() {
            let by_tokenizer = self.fill == self.scan.tokens.len() && self.scan.error.is_some();
            if !by_tokenizer && matches!(self.error, Some(Error::Syntax(_))) {
                self.check_rest_of_source();
            }
            return;
        }
        let token = self.scan.tokens[last_token];
        match token.kind {
            TokenKind::Indent => {
                self.raise::<()>(ErrorKind::UnexpectedIndent);
            }
            TokenKind::Dedent => {
                self.raise::<()>(ErrorKind::UnexpectedUnindent);
            }
            _ => {
                self.raise_at::<()>(self.token_range(token), ErrorKind::InvalidSyntax);
                self.check_rest_of_source();
            }
        }
    }

    /// Looks whether the tokenizer has an error further on that explains the one that was
    /// raised. C: `_PyPegen_tokenize_full_source_to_check_for_errors`.
    fn check_rest_of_source(&mut self) {
        let token = self.known_err_token.unwrap_or(self.scan.tokens[self.fill - 1]);
        let line = self.token_range(token).lineno;
        self.give_tokenizer_warnings(self.scan.tokens.len());
        let Some(error) = &self.scan.error else { return };
        if let tokenizer::ErrorKind::Unicode(error) = &error.kind {
            self.error = Some(Error::Decode(error.clone()));
            return;
        }
        if !error.kind.is_worded_by_parser() {
            self.raise_tokenizer_error();
            return;
        }
        if let Some(&bracket) = self.scan.brackets.last() {
            let lineno = bracket.line as i32 + self.first_line() - 1;
            if line > lineno {
                self.fill = self.scan.tokens.len();
                self.raise_never_closed();
            }
        }
    }

    /// C: `raise_unclosed_parentheses_error`
    fn raise_never_closed(&mut self) {
        let Some(&bracket) = self.scan.brackets.last() else { return };
        let lineno = bracket.line as i32 + self.first_line() - 1;
        let column = (bracket.offset - self.scan.lines.start_of(bracket.line)) as i32;
        let kind = ErrorKind::NeverClosed(bracket.character);
        self.raise_known::<()>(kind, [lineno, column + 1, lineno, 0]);
    }
    // ANCHOR_END: set_syntax_error

    // ANCHOR: end_of_source
    /// Whether the tokenizer has met the end of the source. It has if it looked behind the
    /// last token to see whether that goes on; only a line break is over at once.
    /// C: `_is_end_of_source`.
    pub(crate) fn is_at_end_of_source(&self) -> bool {
        use tokenizer::ErrorKind::*;
        let token = self.scan.tokens[self.fill - 1];
        match (token.kind, &self.scan.error) {
            (TokenKind::ErrorToken, Some(error)) => match error.kind {
                NeverClosed(_) | UnexpectedEof | UnterminatedTripleQuoted(_) => true,
                UnterminatedString(line) => self.is_last_line(line),
                _ => false,
            },
            (TokenKind::Newline, _) if self.has_text(token) => false,
            _ => token.end as usize >= self.text.len(),
        }
    }

    /// Whether no line break ends this line but one behind a backslash at the end.
    fn is_last_line(&self, line: u32) -> bool {
        let rest = &self.text[self.scan.lines.start_of(line) as usize..];
        match rest.split_once('\n') {
            None => true,
            Some((line, behind)) => {
                let backslashes = line.len() - line.trim_end_matches('\\').len();
                behind.is_empty() && !backslashes.is_multiple_of(2)
            }
        }
    }

    /// The error that makes a prompt ask for another line.
    pub(crate) fn incomplete_input(&mut self) -> Error {
        self.error = None;
        self.raise::<()>(ErrorKind::IncompleteInput);
        self.take_error()
    }

    /// Refuses what follows the one statement of mode `single`, unless it is white space
    /// and comments. C: `bad_single_statement`.
    pub(crate) fn check_single_statement(&mut self) -> Result<(), Error> {
        let mut rest = self.text.get(self.tokenizer_state().offset..).unwrap_or_default();
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\x0c']);
            let Some(comment) = rest.strip_prefix('#') else { break };
            rest = comment.find('\n').map_or("", |end| &comment[end..]);
        }
        if rest.is_empty() {
            return Ok(());
        }
        self.raise::<()>(ErrorKind::MultipleStatements);
        Err(self.take_error())
    }
    // ANCHOR_END: end_of_source

    // ANCHOR: raise_known
    /// What CPython's tokenizer would know now.
    fn tokenizer_state(&self) -> State {
        let state = self.scan.state_after(self.fill - 1, &self.source);
        // The line break that ends a single statement may not be there.
        State { offset: state.offset.min(self.text.len()), ..state }
    }

    /// Raises an error at a place whose columns count from 1, in bytes.
    /// C: `_PyPegen_raise_error_known_location`.
    fn raise_known<T>(&mut self, kind: ErrorKind, place: [i32; 4]) -> Option<T> {
        self.error_indicator = true;
        if self.quick {
            // The grammar will raise it again, and then it is wanted.
            return None;
        }
        let [lineno, mut col_offset, mut end_lineno, mut end_col_offset] = place;
        let state = self.tokenizer_state();
        let lines = self.first_line() - 1;
        if end_lineno == CURRENT_POS {
            end_lineno = state.line as i32 + lines;
        }
        if end_col_offset == CURRENT_POS {
            end_col_offset = (state.offset - state.line_start) as i32;
        }
        let text = self.error_line(lineno, &state);
        let mut kind = kind;
        if let Some(origin) = self.origin {
            kind = ErrorKind::InFString(Box::new(kind));
            col_offset -= origin.col_offset;
            end_col_offset -= origin.col_offset;
        }
        let (mut offset, mut end_offset) = (col_offset, end_col_offset);
        if self.source.encoding().is_some() {
            offset = character_offset(&text, col_offset);
            if end_offset > 0 {
                end_offset = character_offset(&text, end_offset);
            }
        }
        let end = Some((end_lineno, end_offset));
        let location = Some(Box::new(Location { lineno, offset, end, text: Some(text) }));
        self.error = Some(Error::Syntax(SyntaxError { kind, location }));
        None
    }
    // ANCHOR_END: raise_known

    // ANCHOR: error_line
    /// The line that is shown. CPython reads it from the file if there is one; otherwise it
    /// shows what the tokenizer holds, if that is the line, or a line it has read before.
    fn error_line(&self, lineno: i32, state: &State) -> String {
        let lines = self.first_line() - 1;
        if self.options.in_file
            && self.origin.is_none()
            && self.options.mode == Mode::Exec
            && let Some(line) = self.source.line_of_file(lineno)
        {
            return line;
        }
        let (start, end) = state.shown;
        if state.line as i32 + lines <= lineno && end > start {
            return self.source.decode(start..end);
        }
        if let Some(line) = self.source.line_of_string(lineno) {
            return line;
        }
        let relative = if self.origin.is_some() { lineno - lines } else { lineno };
        let mut start = 0;
        for _ in 1..relative {
            match self.text[start..].find('\n') {
                Some(newline) if start + newline < end => start += newline + 1,
                _ => break,
            }
        }
        let length = self.text[start..].find('\n').unwrap_or(self.text.len() - start);
        self.source.decode(start..start + length)
    }
    // ANCHOR_END: error_line
}

// ANCHOR: columns
/// How many characters the first `column` bytes of a line are; a line has one more than it
/// seems. C: `_PyPegen_byte_offset_to_character_offset`.
fn character_offset(line: &str, column: i32) -> i32 {
    let column = usize::try_from(column).unwrap_or(0);
    let bytes = &line.as_bytes()[..column.min(line.len())];
    let characters = String::from_utf8_lossy(bytes).chars().count();
    (characters + usize::from(column > line.len())) as i32
}
// ANCHOR_END: columns
