//! Exercise 6, tokens back to source. The task is in `task.md`.

use tokenizer::TokenKind;
use tokenizer::pytokenize::Position;

// ANCHOR: task
/// What is known of a token: its kind, its text, where it begins and ends. Lines count from 1,
/// columns from 0 and in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece<'s> {
    kind: TokenKind,
    string: &'s str,
    start: Position,
    end: Position,
}

/// A piece begins before the end of the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Backwards {
    start: Position,
    previous_end: Position,
}

/// The source that the pieces were made of.
fn untokenize(pieces: &[Piece<'_>]) -> Result<String, Backwards> {
    Ok(pieces.iter().map(|piece| piece.string).collect())
}
// ANCHOR_END: task

mod checks;
