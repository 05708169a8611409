//! The parser's view: tokens as CPython's parser takes them from its tokenizer.
//!
//! CPython: `tok_get` in `Parser/tokenizer.c`, with the state of `struct tok_state`.
//!
//! A line is begun (`Scanner::begin_line`): its indentation is measured and turned into
//! INDENT and DEDENT. Then come its tokens (`Scanner::read_line`). Comments and blank lines
//! leave no trace; inside brackets neither do line breaks and indentation.
//!
//! Invariant: tokens come in the order of the source and do not overlap, and what lies
//! between them is blanks, comments, backslashes before line breaks, and line breaks.

mod indentation;
mod old_async;
mod complaint;

use crate::chars;
use crate::cursor::Cursor;
use crate::error::ErrorKind;
use crate::name;
use crate::number::{self, LiteralKind, Verdict};
use crate::operator;
use crate::source::Source;
use crate::string::{self, SingleEnd};
use crate::token::{Token, TokenKind};
use crate::tokens::Tokens;

pub use complaint::character_offset;
use indentation::{Indentation, MAX_INDENTS};
use old_async::AsyncDef;

// ANCHOR: scanner
/// How deep brackets may nest. C: `MAXLEVEL`.
const MAX_BRACKETS: usize = 200;
// ANCHOR_END: scanner

// ANCHOR: options
/// What can be asked of the scanner.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Report `# type: …` comments (PEP 484).
    pub type_comments: bool,
    /// Take `async` and `await` for keywords only in and before `async def`, as before 3.7.
    pub async_hacks: bool,
    /// The source was typed at a prompt: an empty line is a NEWLINE and ends the statement.
    pub interactive: bool,
    /// The source is also a file, from which CPython reads the line that an error shows.
    pub in_file: bool,
    /// The warnings that a filter makes errors of, each of a kind and on a line.
    pub fatal_warnings: Vec<(LiteralKind, u32)>,
}
// ANCHOR_END: options

// ANCHOR: warning
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
// ANCHOR_END: warning

// ANCHOR: type_ignore
/// A `# type: ignore` comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeIgnore {
    /// The line.
    pub line: u32,
    /// The bytes behind `ignore`.
    pub tag: (u32, u32),
}
// ANCHOR_END: type_ignore

// ANCHOR: bracket
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
// ANCHOR_END: bracket

// ANCHOR: state
/// Reads all tokens of a source. C: `struct tok_state`.
pub(crate) struct Scanner<'s> {
    source: &'s Source<'s>,
    bytes: &'s [u8],
    options: Options,
    /// C: `cur`.
    offset: usize,
    /// C: `lineno`, `line_start`.
    line: u32,
    line_start: usize,
    /// Columns of the blocks we are in, outermost first. C: `indstack`, `altindstack`.
    indents: Vec<Indentation>,
    /// C: `parenstack`, `parenlinenostack`, `parencolstack`.
    brackets: Vec<Bracket>,
    async_def: Option<AsyncDef>,
    tokens: Tokens,
}

/// What comes behind the tokens of a line.
enum Then {
    NextLine,
    End,
}

/// What a comment can be when type comments are asked for.
enum TypeComment {
    None,
    Ignore,
    Token(Token),
}

/// An error has been noted in [`Tokens::error`].
struct Failed;
// ANCHOR_END: state

impl<'s> Scanner<'s> {
    // ANCHOR: new
    /// A scanner at the beginning of `source`, with room for so many tokens.
    pub(crate) fn new(source: &'s Source<'s>, options: Options, room: usize) -> Scanner<'s> {
        let bytes = source.text().as_bytes();
        Scanner {
            source,
            bytes,
            options,
            offset: 0,
            line: !bytes.is_empty() as u32,
            line_start: 0,
            indents: Vec::with_capacity(MAX_INDENTS),
            brackets: Vec::with_capacity(MAX_BRACKETS),
            async_def: None,
            tokens: Tokens::with_capacity(room, bytes.len() / 32 + 1),
        }
    }

    /// Reads to the end or to the first error. Linear in the length of the source.
    /// `line_done` sees the tokens after each line and may take some away.
    pub(crate) fn run(mut self, mut line_done: impl FnMut(&mut Vec<Token>)) -> Tokens {
        // Apart from the rest, so that the loop below can write tokens while it holds `self`.
        let mut tokens = std::mem::take(&mut self.tokens.tokens);
        let kind = loop {
            match self.read_line(&mut tokens) {
                Ok(Then::NextLine) => line_done(&mut tokens),
                Ok(Then::End) => break TokenKind::EndMarker,
                Err(Failed) => break TokenKind::ErrorToken,
            }
        };
        tokens.push(self.token(kind));
        line_done(&mut tokens);
        Tokens { tokens, brackets: self.brackets, ..self.tokens }
    }
    // ANCHOR_END: new

    // ANCHOR: small
    fn cursor(&self) -> Cursor<'s> {
        Cursor { bytes: self.bytes, offset: self.offset }
    }

    #[inline(always)]
    fn peek(&self) -> u8 {
        self.cursor().peek()
    }

    /// A token without text, here.
    fn token(&self, kind: TokenKind) -> Token {
        let (at, level) = (self.offset as u32, self.brackets.len() as u8);
        Token { start: at, end: at, line: self.line, kind, level }
    }
    // ANCHOR_END: small

    // ANCHOR: next_line
    /// Notes that the next line begins here, unless the source ends here.
    #[inline(always)]
    fn next_line(&mut self) {
        if self.offset < self.bytes.len() {
            self.line += 1;
            self.line_start = self.offset;
            self.tokens.lines.push(self.offset as u32);
        }
    }

    /// The same in the middle of a string or behind a backslash: an error on the next line
    /// shows this one too.
    fn next_line_joined(&mut self) {
        if self.offset < self.bytes.len() {
            self.next_line();
            self.tokens.lines.join_last();
        }
    }

    /// Behind the line break of the line we are on.
    fn line_end(&self) -> usize {
        self.tokens.lines.end_of(self.line, self.bytes)
    }
    // ANCHOR_END: next_line
}

impl Scanner<'_> {
    // ANCHOR: read_line
    /// Reads a line, or several where they hang together.
    #[inline(always)]
    fn read_line(&mut self, tokens: &mut Vec<Token>) -> Result<Then, Failed> {
        let blank_line = self.begin_line(tokens)?;
        if let (Some(async_def), false) = (self.async_def, blank_line) {
            self.leave_async_def(async_def);
        }
        let mut cursor = self.cursor();
        loop {
            cursor.eat_while(chars::is_blank);
            let start = cursor.offset;
            // Where the token begins; a string may end on another line.
            let line = self.line;
            let byte = cursor.peek();
            let kind = match byte {
                byte if chars::is_name_start(byte) => {
                    let prefix = chars::is_string_prefix(byte).then(|| string::prefix(&cursor));
                    match prefix.flatten() {
                        None => self.name(&mut cursor)?,
                        Some(length) => self.string(&mut cursor, length)?,
                    }
                }
                b'\n' => return Ok(self.newline(cursor, start, blank_line, tokens)),
                b'#' => {
                    cursor.offset = self.comment_end(start);
                    let mut newline_start = start;
                    if self.options.type_comments {
                        match self.type_comment(start, cursor.offset) {
                            TypeComment::None => {}
                            TypeComment::Ignore => newline_start = cursor.offset,
                            TypeComment::Token(token) => {
                                tokens.push(token);
                                // Even where it stands alone, a NEWLINE follows.
                                return Ok(self.newline(cursor, cursor.offset, false, tokens));
                            }
                        }
                    }
                    if cursor.peek() == b'\n' {
                        return Ok(self.newline(cursor, newline_start, blank_line, tokens));
                    }
                    continue;
                }
                b'0'..=b'9' => self.number(&mut cursor, tokens.len())?,
                b'.' if chars::is_digit(cursor.peek_at(1)) => {
                    self.number(&mut cursor, tokens.len())?
                }
                b'\'' | b'"' => self.string(&mut cursor, 0)?,
                b'\\' => {
                    self.offset = start;
                    self.continuation(false)?;
                    self.next_line_joined();
                    cursor.offset = self.offset;
                    continue;
                }
                b'(' | b'[' | b'{' => {
                    let (kind, _) = operator::scan(&cursor);
                    cursor.bump();
                    self.open_bracket(start)?;
                    kind
                }
                b')' | b']' | b'}' => {
                    let (kind, _) = operator::scan(&cursor);
                    cursor.bump();
                    self.close_bracket(start)?;
                    kind
                }
                0 if start == self.bytes.len() => {
                    self.offset = start;
                    return self.end();
                }
                _ => {
                    let (kind, length) = operator::scan(&cursor);
                    cursor.offset += length;
                    if kind == TokenKind::Op {
                        self.verify_printable(start)?;
                    }
                    kind
                }
            };
            let level = self.brackets.len() as u8;
            tokens.push(Token {
                start: start as u32,
                end: cursor.offset as u32,
                line,
                kind,
                level,
            });
        }
    }
    // ANCHOR_END: read_line

    // ANCHOR: newline
    /// The line break at the cursor. To CPython's parser, and so in its error messages, a
    /// NEWLINE begins with the comment before it.
    #[inline(always)]
    fn newline(
        &mut self,
        cursor: Cursor<'_>,
        start: usize,
        blank_line: bool,
        tokens: &mut Vec<Token>,
    ) -> Then {
        self.offset = cursor.offset;
        if self.peek() != b'\n' {
            return Then::NextLine;
        }
        if !blank_line && self.brackets.is_empty() {
            if let Some(async_def) = &mut self.async_def {
                async_def.in_body = true;
            }
            let token = self.token(TokenKind::Newline);
            tokens.push(Token { start: start as u32, ..token });
        }
        self.offset += 1;
        Then::NextLine
    }

    #[inline(always)]
    fn comment_end(&self, start: usize) -> usize {
        memchr::memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |at| start + at)
    }
    // ANCHOR_END: newline

    // ANCHOR: name
    #[inline(always)]
    fn name(&mut self, cursor: &mut Cursor<'_>) -> Result<TokenKind, Failed> {
        let start = cursor.offset;
        let is_ascii = cursor.eat_name();
        let kind = name::kind_of(cursor.bytes, start, cursor.offset);
        if !(is_ascii && self.source.is_utf8()) {
            self.verify_identifier(start, cursor.offset)?;
        }
        if self.options.async_hacks {
            self.offset = cursor.offset;
            return Ok(self.old_async(kind));
        }
        Ok(kind)
    }
    // ANCHOR_END: name

    // ANCHOR: number
    #[inline(always)]
    fn number(&mut self, cursor: &mut Cursor<'_>, token: usize) -> Result<TokenKind, Failed> {
        match number::plain(cursor) {
            true => Ok(TokenKind::Number),
            false => self.uncommon_number(cursor, token),
        }
    }
    // ANCHOR_END: number

    // ANCHOR: uncommon_number
    #[inline(never)]
    fn uncommon_number(
        &mut self,
        cursor: &mut Cursor<'_>,
        token: usize,
    ) -> Result<TokenKind, Failed> {
        let start = cursor.offset;
        // A byte that is not UTF-8 looks like an underscore, but ends a number.
        let end = self.source.next_undecodable(start).unwrap_or(self.bytes.len());
        let scan = number::scan(Cursor { bytes: &self.bytes[..end], offset: start });
        let fatal = |literal| self.options.fatal_warnings.contains(&(literal, self.line));
        let (kind, offset) = match scan.verdict {
            Verdict::KeywordFollows(literal) if fatal(literal) => {
                (ErrorKind::InvalidLiteral(literal), scan.end)
            }
            Verdict::Good | Verdict::KeywordFollows(_) => {
                cursor.offset = scan.end;
                if let Verdict::KeywordFollows(literal) = scan.verdict {
                    let token = token as u32;
                    self.tokens.warnings.push(Warning { literal, line: self.line, token });
                }
                return Ok(TokenKind::Number);
            }
            Verdict::Invalid(kind, offset) => (ErrorKind::InvalidLiteral(kind), offset),
            Verdict::InvalidDigit(kind, offset) => {
                (ErrorKind::InvalidDigit(kind, self.bytes[offset - 1] as char), offset)
            }
            Verdict::LeadingZeros(offset) => {
                self.offset = offset;
                let columns = (start + 1 - self.line_start, offset - self.line_start);
                return Err(self.error_in_columns(ErrorKind::LeadingZeros, columns));
            }
        };
        Err(self.immediate_error(kind, offset))
    }
    // ANCHOR_END: uncommon_number

    // ANCHOR: string
    #[inline(always)]
    fn string(&mut self, cursor: &mut Cursor<'_>, prefix: usize) -> Result<TokenKind, Failed> {
        let start = cursor.offset;
        cursor.offset += prefix;
        let quote = cursor.peek();
        if string::is_triple(cursor) {
            cursor.offset += 3;
            return self.rest_of_triple(cursor, start, quote);
        }
        cursor.bump();
        match string::single(cursor, quote) {
            SingleEnd::Closed => Ok(TokenKind::String),
            end => self.rest_of_single(cursor, start, quote, end),
        }
    }
    // ANCHOR_END: string

    // ANCHOR: rest_of_string
    /// The further lines of a string in single quotes.
    #[cold]
    fn rest_of_single(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        quote: u8,
        mut end: SingleEnd,
    ) -> Result<TokenKind, Failed> {
        let began = (self.line, self.line_start);
        while end == SingleEnd::NextLine {
            self.offset = cursor.offset;
            self.next_line_joined();
            end = string::single(cursor, quote);
        }
        if end == SingleEnd::Closed {
            return Ok(TokenKind::String);
        }
        Err(self.unterminated(cursor, start, began, ErrorKind::UnterminatedString(self.line)))
    }

    #[inline(never)]
    fn rest_of_triple(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: usize,
        quote: u8,
    ) -> Result<TokenKind, Failed> {
        let began = (self.line, self.line_start);
        let closed = string::triple(cursor, quote, |begin| {
            self.offset = begin;
            self.next_line_joined();
        });
        if closed {
            return Ok(TokenKind::String);
        }
        let kind = ErrorKind::UnterminatedTripleQuoted(self.line);
        Err(self.unterminated(cursor, start, began, kind))
    }

    /// The error is at the string's beginning, however far the search went.
    fn unterminated(
        &mut self,
        cursor: &Cursor<'_>,
        start: usize,
        began: (u32, usize),
        kind: ErrorKind,
    ) -> Failed {
        if cursor.offset >= self.bytes.len() && self.fails_after_end() {
            return Failed;
        }
        (self.line, self.line_start) = began;
        self.immediate_error(kind, start + 1)
    }
    // ANCHOR_END: rest_of_string

    // ANCHOR: brackets
    #[inline(always)]
    fn open_bracket(&mut self, start: usize) -> Result<(), Failed> {
        if self.brackets.len() >= MAX_BRACKETS {
            return Err(self.immediate_error(ErrorKind::TooManyNestedParentheses, start + 1));
        }
        let character = self.bytes[start] as char;
        self.brackets.push(Bracket { character, line: self.line, offset: start as u32 });
        Ok(())
    }

    #[inline(always)]
    fn close_bracket(&mut self, start: usize) -> Result<(), Failed> {
        let closing = self.bytes[start] as char;
        let open = self.brackets.pop();
        match (open.map(|open| open.character), closing) {
            (Some('('), ')') | (Some('['), ']') | (Some('{'), '}') => Ok(()),
            _ => Err(self.unmatched_bracket(start, open)),
        }
    }

    #[cold]
    fn unmatched_bracket(&mut self, start: usize, open: Option<Bracket>) -> Failed {
        let closing = self.bytes[start] as char;
        let kind = match open {
            None => ErrorKind::UnmatchedBracket(closing),
            Some(open) => ErrorKind::MismatchedBracket {
                closing,
                opening: open.character,
                line: (open.line != self.line).then_some(open.line),
            },
        };
        self.immediate_error(kind, start + 1)
    }
    // ANCHOR_END: brackets

    // ANCHOR: verify_printable
    /// A byte that begins no token is the parser's to refuse, if it can be shown.
    #[cold]
    fn verify_printable(&mut self, start: usize) -> Result<(), Failed> {
        match self.bytes[start] {
            b' '..=b'~' => Ok(()),
            byte => {
                let kind = ErrorKind::InvalidNonPrintable(byte as char);
                Err(self.immediate_error(kind, start + 1))
            }
        }
    }
    // ANCHOR_END: verify_printable

    // ANCHOR: end
    /// The end of the source.
    fn end(&mut self) -> Result<Then, Failed> {
        if self.fails_after_end() {
            return Err(Failed);
        }
        if self.brackets.is_empty() {
            return Ok(Then::End);
        }
        Err(self.end_of_file())
    }
    // ANCHOR_END: end

    // ANCHOR: type_comment
    /// Looks whether a comment begins with `# type:`, with any number of blanks around the
    /// word.
    fn type_comment(&mut self, start: usize, end: usize) -> TypeComment {
        let comment = &self.bytes[start..end];
        let blanks =
            |text: &[u8]| text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let mut at = 1 + blanks(&comment[1..]);
        let Some(rest) = comment[at..].strip_prefix(b"type:") else { return TypeComment::None };
        at += b"type:".len() + blanks(rest);
        let ignore = comment[at..].strip_prefix(b"ignore").filter(|tag| {
            !tag.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        });
        if let Some(tag) = ignore {
            let tag = ((end - tag.len()) as u32, end as u32);
            self.tokens.type_ignores.push(TypeIgnore { line: self.line, tag });
            return TypeComment::Ignore;
        }
        let token = self.token(TokenKind::TypeComment);
        TypeComment::Token(Token { start: (start + at) as u32, end: end as u32, ..token })
    }
    // ANCHOR_END: type_comment

    // ANCHOR: verify_identifier
    /// Asks whether the characters of a name beyond ASCII may stand in one.
    #[cold]
    fn verify_identifier(&mut self, start: usize, end: usize) -> Result<(), Failed> {
        if let Some(error) = self.source.undecodable_in(start..end) {
            self.offset = end;
            return Err(self.worded_error(ErrorKind::Unicode(error)));
        }
        let name = &self.source.text()[start..end];
        let Some((character, length)) = chars::first_invalid(name) else { return Ok(()) };
        let kind = match chars::is_printable(character) {
            true => ErrorKind::InvalidCharacter(character),
            false => ErrorKind::InvalidNonPrintable(character),
        };
        Err(self.immediate_error(kind, start + length))
    }
    // ANCHOR_END: verify_identifier
}
