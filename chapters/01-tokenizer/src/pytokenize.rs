//! The other view: what `Lib/tokenize.py` prints.
//!
//! CPython: `_tokenize`, `tokenize` and `generate_tokens` in `Lib/tokenize.py`.
//!
//! Tools want to see comments and blank lines, and to get tokens even of what is no
//! Python, so this tokenizer, in CPython written with regular expressions, is more lenient
//! than the parser's and differs from it in many small ways. It works line by line, a line
//! ending with `\n` only, and counts columns in characters. The scanners of single tokens
//! are shared with [`crate::scanner`].
//!
//! Invariant: a token's text is a piece of the decoded text, so none is ever copied.

mod lines;
mod detect_encoding;

use std::collections::VecDeque;
use std::fmt;

use crate::chars;
use crate::cursor::Cursor;
use crate::number;
use crate::operator;
use crate::repr::repr;
use crate::source::DecodeError;
use crate::string::{self, SingleEnd};
use crate::token::TokenKind;

pub use detect_encoding::DetectError;
pub use lines::SourceLines;

// ANCHOR: token_info
/// A line, from 1, and a column in characters, from 0.
pub type Position = (u32, u32);

/// A token as `Lib/tokenize.py` yields it. C: `TokenInfo`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenInfo<'s> {
    /// The exact kind; see [`TokenInfo::kind`] for the one that CPython puts first.
    pub exact_kind: TokenKind,
    /// The text.
    pub string: &'s str,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The line, or the lines of a string that has several.
    pub line: &'s str,
}
// ANCHOR_END: token_info

// ANCHOR: kind
impl TokenInfo<'_> {
    /// The kind, `OP` for every operator.
    pub fn kind(&self) -> TokenKind {
        let number = self.exact_kind as u8;
        let is_operator = (TokenKind::LPar as u8..=TokenKind::ColonEqual as u8).contains(&number);
        if is_operator { TokenKind::Op } else { self.exact_kind }
    }

    /// The line that `python -m tokenize` prints for it, `-e` if `exact`.
    pub fn row(&self, exact: bool) -> String {
        let kind = if exact { self.exact_kind } else { self.kind() };
        let ((line, column), (end_line, end_column)) = (self.start, self.end);
        let range = format!("{line},{column}-{end_line},{end_column}:");
        format!("{range:<20}{:<15}{:<15}", kind.name(), repr(self.string))
    }
}
// ANCHOR_END: kind

// ANCHOR: error
/// What ends the tokens early.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TokenizeError {
    /// `TokenError`: the source ends inside a string that began here.
    EofInString(Position),
    /// `TokenError`: the source ends inside brackets or behind a backslash.
    EofInStatement(Position),
    /// `IndentationError`: back to a column that no block began at.
    Dedent(Position),
    /// `UnicodeDecodeError`: the next line is not in the declared encoding.
    Decode(DecodeError),
}

impl TokenizeError {
    /// Where, unless it is about bytes.
    pub fn position(&self) -> Option<Position> {
        match self {
            TokenizeError::EofInString(position)
            | TokenizeError::EofInStatement(position)
            | TokenizeError::Dedent(position) => Some(*position),
            TokenizeError::Decode(_) => None,
        }
    }

    /// What `python -m tokenize` says of it on standard error; of a traceback, the ends.
    pub fn report(&self, filename: &str) -> String {
        match self.position() {
            Some((line, column)) => format!("{filename}:{line}:{column}: error: {self}"),
            None => format!("unexpected error: {self}\nUnicodeDecodeError: {self}"),
        }
    }
}

impl fmt::Display for TokenizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenizeError::EofInString(_) => f.write_str("EOF in multi-line string"),
            TokenizeError::EofInStatement(_) => f.write_str("EOF in multi-line statement"),
            TokenizeError::Dedent(_) => {
                f.write_str("unindent does not match any outer indentation level")
            }
            TokenizeError::Decode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TokenizeError {}
// ANCHOR_END: error

// ANCHOR: state
/// A string that goes on in the next line.
#[derive(Clone, Copy, Debug)]
struct OpenString {
    start: Position,
    /// Its byte offset, and that of the line it began in.
    offset: usize,
    line_offset: usize,
    quote: u8,
    triple: bool,
}

/// The tokens of `Lib/tokenize.py`, one by one.
#[derive(Clone, Debug)]
pub struct TokenInfos<'s> {
    lines: &'s SourceLines,
    /// The tokens of the lines read so far that have not been handed out.
    ready: VecDeque<TokenInfo<'s>>,
    failed: Option<TokenizeError>,
    done: bool,
    /// C: `lnum`, `parenlev`, `continued`, `indents`.
    line_number: u32,
    brackets: i32,
    continued: bool,
    indents: Vec<u32>,
    open_string: Option<OpenString>,
    /// The current line and the one before, as byte ranges.
    line: (usize, usize),
    last_line: (usize, usize),
    column: Column,
}

/// The last column that was asked for: counting goes on from there.
#[derive(Clone, Copy, Debug)]
struct Column {
    offset: usize,
    characters: u32,
}
// ANCHOR_END: state

impl<'s> TokenInfos<'s> {
    // ANCHOR: new
    /// The tokens of `lines`, an ENCODING first if it was read from bytes.
    pub fn new(lines: &'s SourceLines) -> TokenInfos<'s> {
        let mut tokens = TokenInfos {
            lines,
            ready: VecDeque::new(),
            failed: None,
            done: false,
            line_number: 0,
            brackets: 0,
            continued: false,
            indents: vec![0],
            open_string: None,
            line: (0, 0),
            last_line: (0, 0),
            column: Column { offset: 0, characters: 0 },
        };
        if let Some(encoding) = lines.encoding() {
            tokens.push(TokenKind::Encoding, encoding, (0, 0), (0, 0), "");
        }
        tokens
    }

    fn text(&self) -> &'s str {
        self.lines.text()
    }
    // ANCHOR_END: new

    // ANCHOR: push
    fn push(
        &mut self,
        kind: TokenKind,
        string: &'s str,
        start: Position,
        end: Position,
        line: &'s str,
    ) {
        self.ready.push_back(TokenInfo { exact_kind: kind, string, start, end, line });
    }

    /// A token on the current line, from one byte offset to another.
    fn push_range(&mut self, kind: TokenKind, start: usize, end: usize) {
        let (from, to) = (self.position(start), self.position(end));
        self.push(kind, &self.text()[start..end], from, to, &self.text()[self.line.0..self.line.1]);
    }

    /// The position of a byte offset in the current line, which no earlier question was
    /// behind. Linear in the line, over all questions together.
    fn position(&mut self, offset: usize) -> Position {
        if offset < self.column.offset {
            self.column = Column { offset: self.line.0, characters: 0 };
        }
        self.column.characters += self.text()[self.column.offset..offset].chars().count() as u32;
        self.column.offset = offset;
        (self.line_number, self.column.characters)
    }
    // ANCHOR_END: push

    // ANCHOR: read_line
    /// Reads a line, of which nothing is left at the end of the source, and its tokens.
    fn read_line(&mut self) -> Result<(), TokenizeError> {
        self.last_line = self.line;
        let start = self.line.1;
        let rest = &self.text().as_bytes()[start..];
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        self.line = (start, start + length);
        self.column = Column { offset: start, characters: 0 };
        self.line_number += 1;
        if length == 0
            && let Some(error) = self.lines.error_after()
        {
            return Err(TokenizeError::Decode(error.clone()));
        }
        let mut cursor = Cursor { bytes: &self.text().as_bytes()[..self.line.1], offset: start };
        if let Some(open) = self.open_string {
            if length == 0 {
                return Err(TokenizeError::EofInString(open.start));
            }
            if !self.go_on_in_string(open, &mut cursor) {
                return Ok(());
            }
        } else if self.brackets == 0 && !self.continued {
            if length == 0 || !self.begin_statement(&mut cursor)? {
                return Ok(());
            }
        } else {
            if length == 0 {
                return Err(TokenizeError::EofInStatement((self.line_number, 0)));
            }
            self.continued = false;
        }
        while cursor.offset < self.line.1 && self.token(&mut cursor) {}
        Ok(())
    }
    // ANCHOR_END: read_line

    // ANCHOR: begin_statement
    /// Measures the blanks before a statement. False if no statement follows on this line:
    /// it is blank, a comment, or only blanks and then the end of the source.
    fn begin_statement(&mut self, cursor: &mut Cursor<'_>) -> Result<bool, TokenizeError> {
        let mut column = 0;
        loop {
            match cursor.peek() {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                b'\x0c' => column = 0,
                _ => break,
            }
            cursor.bump();
        }
        let (line_start, line_end) = self.line;
        if cursor.offset == line_end {
            self.done = true;
            return Ok(false);
        }
        if let byte @ (b'#' | b'\r' | b'\n') = cursor.peek() {
            let mut line_break = cursor.offset;
            if byte == b'#' {
                let comment = self.text()[cursor.offset..line_end].trim_end_matches(['\r', '\n']);
                line_break += comment.len();
                self.push_range(TokenKind::Comment, cursor.offset, line_break);
            }
            self.push_range(TokenKind::Nl, line_break, line_end);
            return Ok(false);
        }
        if column > self.innermost() {
            self.indents.push(column);
            self.push_range(TokenKind::Indent, line_start, cursor.offset);
        }
        while column < self.innermost() {
            if !self.indents.contains(&column) {
                return Err(TokenizeError::Dedent(self.position(cursor.offset)));
            }
            self.indents.pop();
            self.push_range(TokenKind::Dedent, cursor.offset, cursor.offset);
        }
        Ok(true)
    }

    fn innermost(&self) -> u32 {
        *self.indents.last().expect("column 0 is never left")
    }
    // ANCHOR_END: begin_statement

    // ANCHOR: go_on
    /// Looks for the end of a string in a further line; false if it is not on this one.
    fn go_on_in_string(&mut self, open: OpenString, cursor: &mut Cursor<'_>) -> bool {
        let closed = if open.triple {
            string::triple(cursor, open.quote, |_| {})
        } else {
            string::single(cursor, open.quote) == SingleEnd::Closed
        };
        let line_end = self.line.1;
        let line = &self.text()[self.line.0..line_end];
        if closed {
            let end = self.position(cursor.offset);
            let string = &self.text()[open.offset..cursor.offset];
            let lines = &self.text()[open.line_offset..line_end];
            self.push(TokenKind::String, string, open.start, end, lines);
            self.open_string = None;
        } else if !open.triple && !line.ends_with("\\\n") && !line.ends_with("\\\r\n") {
            let end = self.position(line_end);
            let string = &self.text()[open.offset..line_end];
            let lines = &self.text()[open.line_offset..self.line.0];
            self.push(TokenKind::ErrorToken, string, open.start, end, lines);
            self.open_string = None;
        }
        closed
    }
    // ANCHOR_END: go_on

    // ANCHOR: token
    /// Reads a token behind blanks. False where a string goes on in the next line.
    fn token(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let blanks = cursor.offset;
        cursor.eat_while(chars::is_blank);
        let start = cursor.offset;
        let line_end = self.line.1;
        if start == line_end {
            return true;
        }
        match cursor.peek() {
            b'0'..=b'9' => {
                cursor.offset = number::scan(*cursor).pattern_end;
                self.push_range(TokenKind::Number, start, cursor.offset);
            }
            b'.' if chars::is_digit(cursor.peek_at(1)) => {
                cursor.offset = number::scan(*cursor).pattern_end;
                self.push_range(TokenKind::Number, start, cursor.offset);
            }
            b'\n' => self.line_break(cursor, 1),
            b'\r' if cursor.peek_at(1) == b'\n' => self.line_break(cursor, 2),
            b'#' => {
                cursor.eat_while(|byte| !matches!(byte, b'\r' | b'\n' | 0));
                self.push_range(TokenKind::Comment, start, cursor.offset);
            }
            b'\\' if matches!(cursor.bytes[start + 1..], [b'\n', ..] | [b'\r', b'\n', ..]) => {
                self.continued = true;
                cursor.offset = line_end;
            }
            b'\'' | b'"' => return self.string(cursor, 0, blanks),
            byte if chars::is_name_start(byte) => match string::prefix(cursor) {
                Some(prefix) => return self.string(cursor, prefix, blanks),
                None => self.word(cursor, blanks),
            },
            _ => self.operator(cursor, blanks),
        }
        true
    }

    fn line_break(&mut self, cursor: &mut Cursor<'_>, length: usize) {
        let kind = if self.brackets > 0 { TokenKind::Nl } else { TokenKind::Newline };
        self.push_range(kind, cursor.offset, cursor.offset + length);
        cursor.offset += length;
    }
    // ANCHOR_END: token

    // ANCHOR: string
    /// A string whose quotes stand behind `prefix` bytes. False if it goes on in the next
    /// line. One that is not closed is no string: the prefix is a name, the quote an error.
    fn string(&mut self, cursor: &mut Cursor<'_>, prefix: usize, blanks: usize) -> bool {
        let start = cursor.offset;
        cursor.offset += prefix;
        let quote = cursor.peek();
        let triple = string::is_triple(cursor);
        let end = if triple {
            cursor.offset += 3;
            let closed = string::triple(cursor, quote, |_| {});
            if closed { SingleEnd::Closed } else { SingleEnd::NextLine }
        } else {
            cursor.bump();
            string::single(cursor, quote)
        };
        match end {
            SingleEnd::Closed => {
                self.push_range(TokenKind::String, start, cursor.offset);
                true
            }
            SingleEnd::NextLine => {
                let line_offset = self.line.0;
                let start_position = self.position(start);
                self.open_string = Some(OpenString {
                    start: start_position,
                    offset: start,
                    line_offset,
                    quote,
                    triple,
                });
                false
            }
            SingleEnd::Unterminated => {
                cursor.offset = start;
                if prefix == 0 {
                    self.error(cursor, blanks)
                } else {
                    self.word(cursor, blanks)
                }
                true
            }
        }
    }
    // ANCHOR_END: string

    // ANCHOR: word
    /// What `\w+` matches: a name, or if it begins with a digit beyond ASCII or the like,
    /// something that is called an operator for want of a better word.
    fn word(&mut self, cursor: &mut Cursor<'_>, blanks: usize) {
        let start = cursor.offset;
        let is_ascii = cursor.eat_name();
        let candidates = &self.text()[start..cursor.offset];
        let mut end = cursor.offset;
        if !is_ascii {
            end = candidates.find(|c| !chars::is_word(c)).map_or(end, |length| start + length);
        }
        cursor.offset = start;
        if end == start {
            return self.error(cursor, blanks);
        }
        let first = candidates.chars().next().expect("there is one at least");
        let kind = if chars::is_identifier_start(first) { TokenKind::Name } else { TokenKind::Op };
        self.push_range(kind, start, end);
        cursor.offset = end;
    }

    fn operator(&mut self, cursor: &mut Cursor<'_>, blanks: usize) {
        let (kind, length) = match operator::scan(cursor) {
            (TokenKind::Op, _) => return self.error(cursor, blanks),
            // `<>` is an operator to the parser's tokenizer only.
            (TokenKind::NotEqual, _) if cursor.peek() == b'<' => (TokenKind::Less, 1),
            scanned => scanned,
        };
        match kind {
            TokenKind::LPar | TokenKind::LSqb | TokenKind::LBrace => self.brackets += 1,
            TokenKind::RPar | TokenKind::RSqb | TokenKind::RBrace => self.brackets -= 1,
            _ => {}
        }
        self.push_range(kind, cursor.offset, cursor.offset + length);
        cursor.offset += length;
    }
    // ANCHOR_END: word

    // ANCHOR: error_token
    /// A character that begins no token, and each blank before it: the pattern that did not
    /// match began with them.
    fn error(&mut self, cursor: &mut Cursor<'_>, blanks: usize) {
        let rest = &self.text()[cursor.offset..];
        let end = cursor.offset + rest.chars().next().map_or(0, char::len_utf8);
        for blank in blanks..cursor.offset {
            self.push_range(TokenKind::ErrorToken, blank, blank + 1);
        }
        self.push_range(TokenKind::ErrorToken, cursor.offset, end);
        cursor.offset = end;
    }
    // ANCHOR_END: error_token

    // ANCHOR: end
    /// What comes behind the last line.
    fn end(&mut self) {
        let last_line = &self.text()[self.last_line.0..self.last_line.1];
        // `str.strip` takes four control characters for space that Rust does not.
        let is_space = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
        let is_comment = || last_line.trim_start_matches(is_space).starts_with('#');
        if !last_line.is_empty() && !last_line.ends_with(['\r', '\n']) && !is_comment() {
            let line_number = self.line_number - 1;
            let column = last_line.chars().count() as u32;
            let (start, end) = ((line_number, column), (line_number, column + 1));
            self.push(TokenKind::Newline, "", start, end, "");
        }
        let end = (self.line_number, 0);
        for _ in 1..self.indents.len() {
            self.push(TokenKind::Dedent, "", end, end, "");
        }
        self.push(TokenKind::EndMarker, "", end, end, "");
    }
    // ANCHOR_END: end
}

// ANCHOR: iterator
impl<'s> Iterator for TokenInfos<'s> {
    type Item = Result<TokenInfo<'s>, TokenizeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(token) = self.ready.pop_front() {
                return Some(Ok(token));
            }
            if let Some(error) = self.failed.take() {
                return Some(Err(error));
            }
            if self.done {
                return None;
            }
            let result = self.read_line();
            let at_end = self.line.0 == self.line.1;
            self.done |= at_end || result.is_err();
            match result {
                Ok(()) if self.done => self.end(),
                Ok(()) => {}
                Err(error) => self.failed = Some(error),
            }
        }
    }
}
// ANCHOR_END: iterator
