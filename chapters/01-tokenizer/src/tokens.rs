//! All tokens of a source at once, which is how the parser wants them.
//!
//! CPython's parser pulls tokens one by one as it needs them (`_PyPegen_fill_token`) and
//! keeps them all, since it may have to go back. Reading them all first comes to the same,
//! except that an error must wait until the parser gets there: it is the last token.

use crate::error::Error;
use crate::lines::Lines;
use crate::scanner::{Bracket, Options, Scanner, State, TypeIgnore, Warning};
use crate::source::Source;
use crate::token::{Token, TokenKind};

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

/// Reads all tokens of a source. Linear in its length.
pub fn tokenize(source: &Source<'_>, options: Options) -> Tokens {
    let mut scanner = Scanner::new(source, options);
    // A token for every four bytes is more than most sources have.
    let mut tokens = Vec::with_capacity(source.text().len() / 4 + 2);
    loop {
        let token = scanner.next_token();
        tokens.push(token);
        if matches!(token.kind, TokenKind::EndMarker | TokenKind::ErrorToken) {
            break;
        }
    }
    let (lines, warnings, type_ignores, error, brackets) = scanner.finish();
    Tokens { tokens, lines, warnings, type_ignores, error, brackets }
}

/// What CPython's tokenizer would know after its first `count` tokens, for the errors that
/// depend on how far it has read. Scans again, so it is for errors only.
pub fn state_after(source: &Source<'_>, options: Options, count: usize) -> State {
    let mut scanner = Scanner::new(source, options);
    for _ in 0..count {
        scanner.next_token();
    }
    scanner.state()
}
