//! Exercise 6, wrong: a block's indentation is the text of its INDENT, which may hold tabs.

use tokenizer::TokenKind;
use tokenizer::pytokenize::Position;

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

/// The source that the pieces were made of, but for blanks that they do not tell: spaces for
/// any between two pieces, none before a backslash.
fn untokenize(pieces: &[Piece<'_>]) -> Result<String, Backwards> {
    let mut source = String::new();
    let mut previous_end = (1, 0);
    // The blanks of the open blocks, as they were written.
    let mut indents = Vec::new();
    let mut at_line_start = false;
    for piece in pieces {
        match piece.kind {
            TokenKind::Encoding => continue,
            TokenKind::EndMarker => break,
            TokenKind::Indent => {
                indents.push(piece.string);
                continue;
            }
            TokenKind::Dedent => {
                indents.pop();
                previous_end = piece.end;
                continue;
            }
            TokenKind::Newline | TokenKind::Nl => at_line_start = true,
            _ => {
                if let (true, Some(indent)) = (at_line_start, indents.last()) {
                    let width = indent.chars().count() as u32;
                    // A comment may stand further left than its block.
                    if piece.start.1 >= width {
                        source.push_str(&" ".repeat(width as usize));
                        previous_end.1 = width;
                    }
                    at_line_start = false;
                }
            }
        }
        push_gap(&mut source, previous_end, piece.start)?;
        source.push_str(piece.string);
        previous_end = match piece.kind {
            TokenKind::Newline | TokenKind::Nl => (piece.end.0 + 1, 0),
            _ => piece.end,
        };
    }
    Ok(source)
}

/// What lies between two pieces: line breaks behind backslashes, then spaces.
fn push_gap(source: &mut String, previous_end: Position, start: Position) -> Result<(), Backwards> {
    if start < previous_end {
        return Err(Backwards { start, previous_end });
    }
    let lines = start.0 - previous_end.0;
    let spaces = if lines == 0 { start.1 - previous_end.1 } else { start.1 };
    source.push_str(&"\\\n".repeat(lines as usize));
    source.push_str(&" ".repeat(spaces as usize));
    Ok(())
}

mod checks;
