//! Where an error is, in CPython's way of counting.
//!
//! CPython: `_syntaxerror_range` in `Parser/tokenizer.c` for those that the tokenizer raises
//! itself; `_Pypegen_tokenizer_error` and `_PyPegen_raise_error_known_location` in
//! `Parser/pegen_errors.c` for the `E_` codes that the parser puts into words.

use super::{Failed, Scanner};
use crate::error::{ErrorKind, Location, SyntaxError};

impl Scanner<'_> {
    // ANCHOR: end_of_file
    /// The source ends inside brackets or behind a backslash.
    pub(super) fn end_of_file(&mut self) -> Failed {
        let innermost = self.brackets.last().map(|open| open.character);
        self.worded_error(innermost.map_or(ErrorKind::UnexpectedEof, ErrorKind::NeverClosed))
    }

    /// The source ends behind a backslash; `line_begins` if nothing but blanks is before it.
    #[cold]
    pub(super) fn end_behind_backslash(&mut self, line_begins: bool) -> Failed {
        if self.fails_after_end() {
            return Failed;
        }
        if line_begins && self.source.is_file() && self.brackets.is_empty() {
            // No token has begun, so the line made room for the next one, which isn't there.
            let lineno = self.line as i32;
            let (end, text) = (Some((lineno, -1)), Some(String::new()));
            return self.fail(ErrorKind::UnexpectedEof, Location { lineno, offset: 0, end, text });
        }
        self.end_of_file()
    }

    /// Whether the file goes on behind the text with a line that can't be read. That is the
    /// error then, whatever is still open.
    pub(super) fn fails_after_end(&mut self) -> bool {
        let error = self.source.error_after().cloned();
        let fails = error.is_some();
        self.tokens.error = error;
        fails
    }
    // ANCHOR_END: end_of_file

    // ANCHOR: immediate
    /// An error that CPython's tokenizer raises itself, at the character before `offset`. C:
    /// `syntaxerror`.
    #[cold]
    pub(super) fn immediate_error(&mut self, kind: ErrorKind, offset: usize) -> Failed {
        self.offset = offset;
        let column = self.source.characters(self.line_start..offset);
        self.error_in_columns(kind, (column, column))
    }

    /// C: `syntaxerror_known_range`.
    #[cold]
    pub(super) fn error_in_columns(&mut self, kind: ErrorKind, columns: (usize, usize)) -> Failed {
        let lineno = self.line as i32;
        let location = Location {
            lineno,
            offset: columns.0 as i32,
            end: Some((lineno, columns.1 as i32)),
            text: Some(self.line_text(self.line_start)),
        };
        self.fail(kind, location)
    }
    // ANCHOR_END: immediate

    // ANCHOR: line_error
    /// An error in the indentation, for which the whole line is read.
    #[cold]
    pub(super) fn line_error(&mut self, kind: ErrorKind) -> Failed {
        self.offset = self.line_end();
        self.worded_error(kind)
    }
    // ANCHOR_END: line_error

    // ANCHOR: worded
    /// An error that CPython's parser puts into words. C: `_Pypegen_tokenizer_error`.
    #[cold]
    pub(super) fn worded_error(&mut self, kind: ErrorKind) -> Failed {
        let (mut lineno, mut end_offset) = (self.line, 0);
        let shown_start = self.tokens.lines.shown_from(self.line) as usize;
        let column = match kind {
            ErrorKind::NeverClosed(_) => {
                let open = *self.brackets.last().expect("a bracket is open");
                lineno = open.line;
                open.offset - self.tokens.lines.start_of(open.line) + 1
            }
            ErrorKind::InconsistentTabs | ErrorKind::TooDeep => 1,
            ErrorKind::UnexpectedAfterContinuation => (self.offset - shown_start) as u32,
            _ => {
                end_offset = -1;
                (self.offset - self.line_start) as u32
            }
        };
        let number = lineno as i32;
        let in_file = self.options.in_file.then(|| self.source.line_of_file(number)).flatten();
        let text = if let Some(text) = in_file {
            text
        } else if self.line <= lineno {
            self.source.decode(shown_start..self.line_end())
        } else if let Some(text) = self.source.line_of_string(number) {
            text
        } else {
            self.line_text(self.tokens.lines.start_of(lineno) as usize)
        };
        let offset = match self.source.encoding() {
            Some(_) => character_offset(&text, column as usize),
            None => column as usize,
        };
        let (lineno, offset) = (lineno as i32, offset as i32);
        let end = Some((lineno, end_offset));
        self.fail(kind, Location { lineno, offset, end, text: Some(text) })
    }
    // ANCHOR_END: worded

    // ANCHOR: text
    fn fail(&mut self, kind: ErrorKind, location: Location) -> Failed {
        self.tokens.error = Some(SyntaxError { kind, location: Some(Box::new(location)) });
        Failed
    }

    /// The line that begins at `start`, without its line break.
    fn line_text(&self, start: usize) -> String {
        let rest = &self.bytes[start..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.source.decode(start..start + length)
    }
    // ANCHOR_END: text
}

// ANCHOR: character_offset
/// How many characters of `text` begin within its first `bytes` bytes. C:
/// `_PyPegen_byte_offset_to_character_offset`.
pub fn character_offset(text: &str, bytes: usize) -> usize {
    let bytes = bytes.min(text.len());
    String::from_utf8_lossy(&text.as_bytes()[..bytes]).chars().count()
}
// ANCHOR_END: character_offset
