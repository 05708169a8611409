//! The parser's view: tokens as CPython's parser takes them from its tokenizer.
//!
//! CPython: `tok_get` in `Parser/tokenizer.c`, with the state of `struct tok_state`.
//!
//! A line is begun ([`Scanner::begin_line`]): its indentation is measured and turned into
//! INDENT and DEDENT. Then come its tokens, one a call. Comments and blank lines leave no
//! trace; inside brackets neither do line breaks and indentation.
//!
//! Invariant: tokens come in the order of the source and do not overlap, and what lies
//! between them is blanks, comments, backslashes before line breaks, and line breaks.

use crate::chars;
use crate::cursor::Cursor;
use crate::error::{Error, ErrorKind, Location, SyntaxError};
use crate::lines::Lines;
use crate::name;
use crate::number::{self, LiteralKind, Verdict};
use crate::operator;
use crate::source::Source;
use crate::string;
use crate::token::{Token, TokenKind};

/// CPython's limits. C: `MAXINDENT`, `MAXLEVEL`.
const MAX_INDENTS: usize = 100;
const MAX_BRACKETS: usize = 200;
/// Where a tab leads, for the one and for the other way of counting columns.
const TAB_SIZE: u32 = 8;

/// What can be asked of the scanner.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Report `# type: …` comments (PEP 484).
    pub type_comments: bool,
    /// Take `async` and `await` for keywords only in and before `async def`, as before 3.7.
    pub async_hacks: bool,
    /// The source was typed at a prompt: an empty line is a NEWLINE and ends the statement.
    pub interactive: bool,
}

/// A warning with its line: `SyntaxWarning: invalid decimal literal` for `1if x else y`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Warning {
    /// What kind of literal has a keyword glued to it.
    pub literal: LiteralKind,
    /// The line.
    pub line: u32,
    /// How many tokens came before: the parser warns when it asks for this one.
    pub token: u32,
}

/// A `# type: ignore` comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeIgnore {
    /// The line.
    pub line: u32,
    /// The bytes behind `ignore`.
    pub tag: (u32, u32),
}

/// An open bracket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bracket {
    /// `(`, `[` or `{`
    pub character: char,
    /// Its line.
    pub line: u32,
    /// Its byte offset.
    pub offset: u32,
}

/// A column, counted twice: with tabs to the next multiple of eight, and with tabs as wide
/// as a space. Only if both agree about the order of two lines does it not depend on the
/// reader's editor.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Indentation {
    column: u32,
    alternative: u32,
}

/// Where we are inside an `async def` (only with [`Options::async_hacks`]).
#[derive(Clone, Copy, Debug)]
struct AsyncDef {
    indents: usize,
    /// Whether the NEWLINE behind the signature has been seen.
    in_body: bool,
}

/// Reads tokens one by one. C: `struct tok_state`.
#[derive(Clone, Debug)]
pub struct Scanner<'s> {
    source: &'s Source<'s>,
    bytes: &'s [u8],
    options: Options,
    /// C: `cur`.
    offset: usize,
    /// C: `lineno`, `line_start`.
    line: u32,
    line_start: usize,
    /// The first line of those that an error shows. C: `buf`.
    shown_start: usize,
    /// C: `atbol`.
    at_line_start: bool,
    /// INDENTs to come, or DEDENTs if negative. C: `pendin`.
    pending: i32,
    /// Columns of the blocks we are in, outermost first. C: `indstack`, `altindstack`.
    indents: Vec<Indentation>,
    /// C: `parenstack`, `parenlinenostack`, `parencolstack`.
    brackets: Vec<Bracket>,
    async_def: Option<AsyncDef>,
    count: u32,
    lines: Lines,
    warnings: Vec<Warning>,
    type_ignores: Vec<TypeIgnore>,
    error: Option<Error>,
}

/// What the parser's messages need to know of the scanner after some token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// The line that was read last. C: `lineno`.
    pub line: u32,
    /// Where it begins. C: `line_start`.
    pub line_start: usize,
    /// How far the scanner has come. C: `cur`.
    pub offset: usize,
    /// Which bytes an error on this line shows. C: `buf` to `inp`.
    pub shown: (usize, usize),
}

impl<'s> Scanner<'s> {
    /// A scanner at the beginning of `source`.
    pub fn new(source: &'s Source<'s>, options: Options) -> Scanner<'s> {
        let bytes = source.text().as_bytes();
        Scanner {
            source,
            bytes,
            options,
            offset: 0,
            line: !bytes.is_empty() as u32,
            line_start: 0,
            shown_start: 0,
            at_line_start: true,
            pending: 0,
            indents: Vec::with_capacity(MAX_INDENTS),
            brackets: Vec::with_capacity(MAX_BRACKETS),
            async_def: None,
            count: 0,
            lines: Lines::with_capacity(bytes.len() / 32 + 1),
            warnings: Vec::new(),
            type_ignores: Vec::new(),
            error: None,
        }
    }

    /// The next token. Behind the last, [`TokenKind::EndMarker`] again and again; where the
    /// source is wrong, [`TokenKind::ErrorToken`], and [`Scanner::error`] says why.
    #[inline]
    pub fn next_token(&mut self) -> Token {
        let mut blank_line = false;
        if self.error.is_some() {
            return self.token(TokenKind::ErrorToken, self.offset);
        }
        loop {
            if self.at_line_start {
                match self.begin_line() {
                    Ok(blank) => blank_line = blank,
                    Err(error) => return error,
                }
            }
            if self.pending != 0 {
                return self.pending_indent();
            }
            if let (Some(async_def), false) = (self.async_def, blank_line) {
                self.leave_async_def(async_def);
            }
            if let Some(token) = self.token_in_line(blank_line) {
                self.count += 1;
                return token;
            }
        }
    }

    /// What is wrong, once [`TokenKind::ErrorToken`] has been returned.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The brackets that are open, outermost first.
    pub fn brackets(&self) -> &[Bracket] {
        &self.brackets
    }

    /// What the parser's messages need to know after the token just returned.
    pub fn state(&self) -> State {
        State {
            line: self.line,
            line_start: self.line_start,
            offset: self.offset,
            shown: (self.shown_start, self.line_end()),
        }
    }

    /// What is left when all tokens have been read.
    pub(crate) fn finish(
        self,
    ) -> (Lines, Vec<Warning>, Vec<TypeIgnore>, Option<Error>, Vec<Bracket>) {
        (self.lines, self.warnings, self.type_ignores, self.error, self.brackets)
    }

    fn cursor(&self) -> Cursor<'s> {
        Cursor { bytes: self.bytes, offset: self.offset }
    }

    #[inline(always)]
    fn peek(&self) -> u8 {
        self.cursor().peek()
    }

    /// A token from `start` to where we are.
    #[inline(always)]
    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token {
            start: start as u32,
            end: self.offset as u32,
            line: self.line,
            kind,
            level: self.brackets.len() as u8,
        }
    }

    /// Notes that the next line begins here, unless the source ends here. What an error
    /// shows begins anew with a line, except inside a string and behind a backslash.
    #[inline(always)]
    fn next_line(&mut self, shown_anew: bool) {
        if self.offset < self.bytes.len() {
            self.line += 1;
            self.line_start = self.offset;
            if shown_anew {
                self.shown_start = self.offset;
            }
            self.lines.push(self.offset as u32);
        }
    }

    /// Behind the line break of the line we are on.
    fn line_end(&self) -> usize {
        let from = self.line_start.max(self.offset.saturating_sub(1));
        memchr::memchr(b'\n', &self.bytes[from..]).map_or(self.bytes.len(), |at| from + at + 1)
    }
}

// Indentation.
impl Scanner<'_> {
    /// Measures the blanks at the beginning of a line, and unless the line is blank or
    /// inside brackets, compares them with the blocks we are in. Returns whether the line
    /// is blank.
    #[inline]
    fn begin_line(&mut self) -> Result<bool, Token> {
        if self.offset > self.line_start {
            self.next_line(true);
        }
        self.at_line_start = false;
        let mut here = Indentation::default();
        let mut continued = None;
        loop {
            match self.peek() {
                b' ' => {
                    here.column += 1;
                    here.alternative += 1;
                }
                b'\t' => {
                    here.column = (here.column / TAB_SIZE + 1) * TAB_SIZE;
                    here.alternative += 1;
                }
                b'\x0c' => here = Indentation::default(),
                // The column before the first backslash counts for the line.
                b'\\' => {
                    continued.get_or_insert(here.column);
                    self.continuation(true)?;
                    continue;
                }
                _ => break,
            }
            self.offset += 1;
        }
        if let byte @ (b'#' | b'\n') = self.peek() {
            if !self.options.interactive {
                return Ok(true);
            }
            // At a prompt an empty line ends the statement, and the first line counts
            // even if it holds nothing.
            if self.line == 1 {
                here = Indentation::default();
            } else if here.column != 0 || byte == b'#' {
                return Ok(true);
            }
        }
        if self.brackets.is_empty() {
            if let Some(column @ 1..) = continued {
                here = Indentation { column, alternative: column };
            }
            self.compare_indentation(here)?;
        }
        Ok(false)
    }

    #[inline]
    fn compare_indentation(&mut self, here: Indentation) -> Result<(), Token> {
        let current = self.indents.last().copied().unwrap_or_default();
        if here == current {
            return Ok(());
        }
        if here.column > current.column {
            if self.indents.len() + 1 >= MAX_INDENTS {
                return Err(self.line_error(ErrorKind::TooDeep));
            }
            if here.alternative <= current.alternative {
                return Err(self.line_error(ErrorKind::InconsistentTabs));
            }
            self.indents.push(here);
            self.pending = 1;
            return Ok(());
        }
        while self.indents.last().is_some_and(|outer| here.column < outer.column) {
            self.indents.pop();
            self.pending -= 1;
        }
        let outer = self.indents.last().copied().unwrap_or_default();
        if here.column != outer.column {
            return Err(self.line_error(ErrorKind::UnmatchedDedent));
        }
        if here.alternative != outer.alternative {
            return Err(self.line_error(ErrorKind::InconsistentTabs));
        }
        Ok(())
    }

    fn pending_indent(&mut self) -> Token {
        let kind = if self.pending > 0 { TokenKind::Indent } else { TokenKind::Dedent };
        self.pending -= self.pending.signum();
        self.count += 1;
        self.token(kind, self.offset)
    }

    /// Moves over a backslash and the line break that has to follow it. C:
    /// `tok_continuation_line`.
    fn continuation(&mut self, shown_anew: bool) -> Result<(), Token> {
        self.offset += 1;
        if self.peek() != b'\n' {
            self.offset = self.bytes.len().min(self.offset + 1);
            return Err(self.worded_error(ErrorKind::UnexpectedAfterContinuation));
        }
        self.offset += 1;
        if self.offset == self.bytes.len() {
            return Err(self.end_of_file());
        }
        self.next_line(shown_anew);
        Ok(())
    }
}

// Tokens.
impl Scanner<'_> {
    /// The next token on this line, or none where a blank line, or one inside brackets,
    /// comes to its end.
    #[inline(always)]
    fn token_in_line(&mut self, blank_line: bool) -> Option<Token> {
        loop {
            let mut cursor = self.cursor();
            cursor.eat_while(chars::is_blank);
            self.offset = cursor.offset;
            let start = self.offset;
            let byte = cursor.peek();
            if chars::is_name_start(byte) {
                return Some(match string::prefix(&cursor) {
                    Some(length) => self.string(start, length),
                    None => self.name(start),
                });
            }
            match byte {
                b'\n' => return self.newline(start, blank_line),
                b'#' => {
                    let rest = &self.bytes[start..];
                    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    self.offset = start + length;
                    if self.options.type_comments
                        && let Some(token) = self.type_comment(start)
                    {
                        // Even where it stands alone, a NEWLINE follows a type comment.
                        return Some(token);
                    }
                    if self.peek() == b'\n' {
                        return self.newline(start, blank_line);
                    }
                }
                b'0'..=b'9' => return Some(self.number(start)),
                b'.' if chars::is_digit(cursor.peek_at(1)) => return Some(self.number(start)),
                b'\'' | b'"' => return Some(self.string(start, 0)),
                b'\\' => {
                    if let Err(error) = self.continuation(false) {
                        return Some(error);
                    }
                }
                0 if start == self.bytes.len() => return Some(self.end()),
                _ => return Some(self.operator(start)),
            }
        }
    }

    /// The line break here, with the comment before it if there is one: to CPython's parser,
    /// and so in its error messages, that is where a NEWLINE begins.
    #[inline(always)]
    fn newline(&mut self, start: usize, blank_line: bool) -> Option<Token> {
        let end = self.offset;
        self.offset += 1;
        self.at_line_start = true;
        if blank_line || !self.brackets.is_empty() {
            return None;
        }
        if let Some(async_def) = &mut self.async_def {
            async_def.in_body = true;
        }
        Some(Token { end: end as u32, ..self.token(TokenKind::Newline, start) })
    }

    #[inline(always)]
    fn name(&mut self, start: usize) -> Token {
        let mut cursor = self.cursor();
        cursor.eat_name();
        self.offset = cursor.offset;
        let text = &self.bytes[start..self.offset];
        let kind = name::kind_of(text);
        if kind == TokenKind::Name
            && !(text.is_ascii() && self.source.is_utf8())
            && let Err(error) = self.verify_identifier(start)
        {
            return error;
        }
        let kind = if self.options.async_hacks { self.old_async(kind) } else { kind };
        self.token(kind, start)
    }

    fn number(&mut self, start: usize) -> Token {
        let scan = number::scan(self.cursor());
        let (kind, offset) = match scan.verdict {
            Verdict::Good | Verdict::KeywordFollows(_) => {
                self.offset = scan.end;
                if let Verdict::KeywordFollows(literal) = scan.verdict {
                    self.warnings.push(Warning { literal, line: self.line, token: self.count });
                }
                return self.token(TokenKind::Number, start);
            }
            Verdict::Invalid(kind, offset) => (ErrorKind::InvalidLiteral(kind), offset),
            Verdict::InvalidDigit(kind, offset) => {
                (ErrorKind::InvalidDigit(kind, self.bytes[offset - 1] as char), offset)
            }
            Verdict::LeadingZeros(offset) => {
                self.offset = offset;
                let columns = (start + 1 - self.line_start, offset - self.line_start);
                return self.error_in_columns(ErrorKind::LeadingZeros, columns);
            }
        };
        self.offset = offset;
        self.immediate_error(kind)
    }

    fn string(&mut self, start: usize, prefix: usize) -> Token {
        let (line, line_start) = (self.line, self.line_start);
        let mut cursor = self.cursor();
        cursor.offset += prefix;
        let quote = cursor.peek();
        let triple = string::is_triple(&cursor);
        let closed = if triple {
            cursor.offset += 3;
            string::triple(&mut cursor, quote, |begin| {
                self.offset = begin;
                self.next_line(false);
            })
        } else {
            cursor.bump();
            loop {
                match string::single(&mut cursor, quote) {
                    string::SingleEnd::Closed => break true,
                    string::SingleEnd::Unterminated => break false,
                    string::SingleEnd::NextLine => {
                        self.offset = cursor.offset;
                        self.next_line(false);
                    }
                }
            }
        };
        self.offset = cursor.offset;
        if closed {
            return Token { line, ..self.token(TokenKind::String, start) };
        }
        // The error is at the string's beginning.
        let detected = self.line;
        self.offset = start + 1;
        (self.line, self.line_start) = (line, line_start);
        self.immediate_error(if triple {
            ErrorKind::UnterminatedTripleQuoted(detected)
        } else {
            ErrorKind::UnterminatedString(detected)
        })
    }

    #[inline(always)]
    fn operator(&mut self, start: usize) -> Token {
        let (kind, length) = operator::scan(&self.cursor());
        self.offset += length;
        match kind {
            TokenKind::LPar | TokenKind::LSqb | TokenKind::LBrace => {
                if self.brackets.len() >= MAX_BRACKETS {
                    return self.immediate_error(ErrorKind::TooManyNestedParentheses);
                }
                let character = self.bytes[start] as char;
                self.brackets.push(Bracket { character, line: self.line, offset: start as u32 });
            }
            TokenKind::RPar | TokenKind::RSqb | TokenKind::RBrace => {
                if let Err(error) = self.close_bracket(self.bytes[start] as char) {
                    return error;
                }
            }
            TokenKind::Op if !(b' '..=b'~').contains(&self.bytes[start]) => {
                let character = self.bytes[start] as char;
                return self.immediate_error(ErrorKind::InvalidNonPrintable(character));
            }
            _ => {}
        }
        self.token(kind, start)
    }

    #[inline(always)]
    fn close_bracket(&mut self, closing: char) -> Result<(), Token> {
        let Some(open) = self.brackets.pop() else {
            return Err(self.immediate_error(ErrorKind::UnmatchedBracket(closing)));
        };
        let opening = open.character;
        if matches!((opening, closing), ('(', ')') | ('[', ']') | ('{', '}')) {
            return Ok(());
        }
        let line = (open.line != self.line).then_some(open.line);
        Err(self.immediate_error(ErrorKind::MismatchedBracket { closing, opening, line }))
    }

    /// The end of the source.
    fn end(&mut self) -> Token {
        if let Some(error) = self.source.error_after() {
            self.error = Some(error.clone());
            return self.token(TokenKind::ErrorToken, self.offset);
        }
        if self.brackets.is_empty() {
            return self.token(TokenKind::EndMarker, self.offset);
        }
        self.end_of_file()
    }

    /// A comment that begins with `# type:`, or any number of blanks in place of those two.
    fn type_comment(&mut self, start: usize) -> Option<Token> {
        let comment = &self.bytes[start..self.offset];
        let skip_blanks =
            |text: &'_ [u8]| text.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let mut at = 1 + skip_blanks(&comment[1..]);
        let rest = comment[at..].strip_prefix(b"type:")?;
        at += b"type:".len() + skip_blanks(rest);
        let text = &comment[at..];
        let ignore = text.strip_prefix(b"ignore").filter(|tag| {
            !tag.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        });
        if let Some(tag) = ignore {
            let tag = ((self.offset - tag.len()) as u32, self.offset as u32);
            self.type_ignores.push(TypeIgnore { line: self.line, tag });
            return None;
        }
        Some(self.token(TokenKind::TypeComment, start + at))
    }

    /// Asks whether the characters of a name beyond ASCII may stand in one.
    #[cold]
    fn verify_identifier(&mut self, start: usize) -> Result<(), Token> {
        if let Some(error) = self.source.undecodable_in(start..self.offset) {
            return Err(self.worded_error(ErrorKind::Unicode(error)));
        }
        let name = &self.source.text()[start..self.offset];
        let Some((character, end)) = chars::first_invalid(name) else { return Ok(()) };
        self.offset = start + end;
        Err(self.immediate_error(if chars::is_printable(character) {
            ErrorKind::InvalidCharacter(character)
        } else {
            ErrorKind::InvalidNonPrintable(character)
        }))
    }
}

// `async` and `await` before 3.7 (PEP 492).
impl Scanner<'_> {
    /// A keyword only in `async def` and inside one.
    fn old_async(&mut self, kind: TokenKind) -> TokenKind {
        if !matches!(kind, TokenKind::Async | TokenKind::Await) || self.async_def.is_some() {
            return kind;
        }
        if kind == TokenKind::Async {
            let mut ahead = self.clone();
            ahead.options.async_hacks = false;
            if ahead.next_token().kind == TokenKind::Def {
                self.async_def = Some(AsyncDef { indents: self.indents.len(), in_body: false });
                return kind;
            }
        }
        TokenKind::Name
    }

    /// Forgets the `async def` once a line is no deeper than it.
    fn leave_async_def(&mut self, async_def: AsyncDef) {
        let over = async_def.in_body
            && self.peek() != b'\n'
            && self.brackets.is_empty()
            && async_def.indents >= self.indents.len();
        if over {
            self.async_def = None;
        }
    }
}

// Errors.
impl Scanner<'_> {
    /// The source ends inside brackets or behind a backslash.
    fn end_of_file(&mut self) -> Token {
        let innermost = self.brackets.last().map(|open| open.character);
        self.worded_error(innermost.map_or(ErrorKind::UnexpectedEof, ErrorKind::NeverClosed))
    }

    /// An error that CPython's tokenizer raises itself, at the character just read. C:
    /// `syntaxerror`.
    #[cold]
    fn immediate_error(&mut self, kind: ErrorKind) -> Token {
        let column = self.source.characters(self.line_start..self.offset);
        self.error_in_columns(kind, (column, column))
    }

    /// C: `syntaxerror_known_range`.
    #[cold]
    fn error_in_columns(&mut self, kind: ErrorKind, (column, end_column): (usize, usize)) -> Token {
        let lineno = self.line as i32;
        let location = Location {
            lineno,
            offset: column as i32,
            end: Some((lineno, end_column as i32)),
            text: Some(self.line_text(self.line_start)),
        };
        self.fail(kind, location)
    }

    /// An error in the indentation, for which the whole line is read.
    #[cold]
    fn line_error(&mut self, kind: ErrorKind) -> Token {
        self.offset = self.line_end();
        self.worded_error(kind)
    }

    /// An error that CPython's parser puts into words. C: `_Pypegen_tokenizer_error`.
    #[cold]
    fn worded_error(&mut self, kind: ErrorKind) -> Token {
        let (mut lineno, mut end_offset) = (self.line, 0);
        let column = match kind {
            ErrorKind::NeverClosed(_) => {
                let open = *self.brackets.last().expect("a bracket is open");
                lineno = open.line;
                open.offset - self.lines.start_of(open.line) + 1
            }
            ErrorKind::InconsistentTabs | ErrorKind::TooDeep => 1,
            ErrorKind::UnexpectedAfterContinuation => (self.offset - self.shown_start) as u32,
            _ => {
                end_offset = -1;
                (self.offset - self.line_start) as u32
            }
        };
        let text = if self.line <= lineno {
            self.source.decode(self.shown_start..self.line_end())
        } else {
            self.line_text(self.lines.start_of(lineno) as usize)
        };
        let offset = match self.source.encoding() {
            Some(_) => character_offset(&text, column as usize),
            None => column as usize,
        };
        let (lineno, offset) = (lineno as i32, offset as i32);
        let end = Some((lineno, end_offset));
        self.fail(kind, Location { lineno, offset, end, text: Some(text) })
    }

    fn fail(&mut self, kind: ErrorKind, location: Location) -> Token {
        self.error = Some(SyntaxError { kind, location: Some(Box::new(location)) });
        self.token(TokenKind::ErrorToken, self.offset)
    }

    /// The line that begins at `start`, without its line break.
    fn line_text(&self, start: usize) -> String {
        let rest = &self.bytes[start..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.source.decode(start..start + length)
    }
}

/// How many characters of `text` begin within its first `bytes` bytes. C:
/// `_PyPegen_byte_offset_to_character_offset`.
pub fn character_offset(text: &str, bytes: usize) -> usize {
    let bytes = bytes.min(text.len());
    String::from_utf8_lossy(&text.as_bytes()[..bytes]).chars().count()
}
