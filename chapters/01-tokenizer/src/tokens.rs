//! All tokens of a source at once, which is how the parser wants them.
//!
//! CPython's parser pulls tokens one by one as it needs them (`_PyPegen_fill_token`) and
//! keeps them all, since it may have to go back. Reading them all first comes to the same,
//! except that an error must wait until the parser gets there: it is the last token.

use crate::error::Error;
use crate::lines::Lines;
use crate::scanner::{Bracket, Options, Scanner, TypeIgnore, Warning};
use crate::source::Source;
use crate::token::{Token, TokenKind};

// ANCHOR: tokens
/// The tokens of a source, the last being [`TokenKind::EndMarker`] or, where the source is
/// wrong, [`TokenKind::ErrorToken`].
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The tokens.
    pub tokens: Vec<Token>,
    /// Where lines begin, as far as they were read.
    pub lines: Lines,
    /// In the order in which they are raised.
    pub warnings: Vec<Warning>,
    /// The `# type: ignore` comments, if type comments were asked for.
    pub type_ignores: Vec<TypeIgnore>,
    /// What to raise when the parser gets to the last token.
    pub error: Option<Error>,
    /// The brackets that are open at the end, outermost first.
    pub brackets: Vec<Bracket>,
}
// ANCHOR_END: tokens

// ANCHOR: state
/// What CPython's tokenizer knows when the parser has taken some token and no more, for the
/// errors that depend on how far it has read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// The line that was read last. C: `lineno`.
    pub line: u32,
    /// Where it begins. C: `line_start`.
    pub line_start: usize,
    /// How far the tokenizer has come. C: `cur`.
    pub offset: usize,
    /// Which bytes an error on this line shows. C: `buf` to `inp`.
    pub shown: (usize, usize),
}
// ANCHOR_END: state

// ANCHOR: tokenize
/// Reads all tokens of a source. Linear in its length.
pub fn tokenize<'s>(source: &'s Source<'s>, options: Options) -> Tokens {
    // A token for every two bytes is more than most sources have. What stays untouched costs
    // addresses only.
    Scanner::new(source, options, source.text().len() / 2 + 2).run(|_| {})
}

/// The same for somebody who goes through the tokens once: `each` gets those of a line after
/// those of another, in memory that is used again. [`Tokens::tokens`] is left empty.
pub fn tokenize_by_line<'s>(
    source: &'s Source<'s>,
    options: Options,
    mut each: impl FnMut(&[Token]),
) -> Tokens {
    Scanner::new(source, options, 0).run(|tokens| {
        each(tokens);
        tokens.clear();
    })
}
// ANCHOR_END: tokenize

impl Tokens {
    // ANCHOR: with_capacity
    /// Room for so many tokens and lines.
    pub(crate) fn with_capacity(tokens: usize, lines: usize) -> Tokens {
        Tokens {
            tokens: Vec::with_capacity(tokens),
            lines: Lines::with_capacity(lines),
            warnings: Vec::new(),
            type_ignores: Vec::new(),
            error: None,
            brackets: Vec::new(),
        }
    }
    // ANCHOR_END: with_capacity

    // ANCHOR: state_after
    /// What CPython's tokenizer knows when the token at `index` has been taken.
    pub fn state_after(&self, index: usize, source: &Source<'_>) -> State {
        let token = self.tokens[index];
        let line = self.lines.line_from(token.line, token.end.max(token.start + 1) - 1);
        let is_newline = token.kind == TokenKind::Newline;
        State {
            line,
            line_start: self.lines.start_of(line.max(1)) as usize,
            offset: token.end as usize + is_newline as usize,
            shown: (
                self.lines.shown_from(line) as usize,
                self.lines.end_of(line, source.text().as_bytes()),
            ),
        }
    }
    // ANCHOR_END: state_after
}
