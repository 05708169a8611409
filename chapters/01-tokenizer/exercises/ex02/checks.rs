//! The checks of exercise 2.
//!
//! `cpython.rs`: columns, and what lines that begin in them are to `tokenize`: `>` for INDENT,
//! `<` for DEDENT, `x` for the line, `!` where the unindent matches no level.

use crate::{Mark, UnmatchedDedent, marks};
use tokenizer::{ErrorKind, Options, Source, TokenKind, tokenize};

const RECORDED: &[(&[usize], &str)] = &include!("cpython.rs");

/// The answer that a line of signs stands for.
fn answer(signs: &str) -> Result<Vec<Mark>, UnmatchedDedent> {
    let mark = |sign| match sign {
        '>' => Ok(Mark::Indent),
        '<' => Ok(Mark::Dedent),
        'x' => Ok(Mark::Line),
        // The line at fault is the first that has no sign of its own.
        _ => Err(UnmatchedDedent { line: signs.matches('x').count() + 1 }),
    };
    signs.chars().map(mark).collect()
}

#[test]
fn blocks_open_and_close() {
    for (columns, signs) in RECORDED.iter().filter(|(_, signs)| !signs.contains('!')) {
        assert_eq!(marks(columns), answer(signs), "CPython's tokens of lines in {columns:?}");
    }
}

#[test]
fn one_line_closes_several_blocks() {
    assert_eq!(
        marks(&[0, 4, 8, 0]),
        answer("x>x>x<<x"),
        "the last line goes back over two levels, which takes two DEDENTs"
    );
}

#[test]
fn every_block_is_closed_at_the_end() {
    for columns in [&[0, 2][..], &[0, 2, 4], &[0, 1, 2, 3, 4]] {
        let marks = marks(columns).unwrap_or_default();
        let count = |wanted| marks.iter().filter(|mark| **mark == wanted).count();
        let blocks = columns.len() - 1;
        assert_eq!(count(Mark::Indent), blocks, "INDENTs of lines in {columns:?}");
        assert_eq!(
            count(Mark::Dedent),
            blocks,
            "DEDENTs of lines in {columns:?}: what is open at the end is closed there"
        );
    }
}

#[test]
fn back_to_a_column_of_no_block_is_an_error() {
    for (columns, signs) in RECORDED.iter().filter(|(_, signs)| signs.contains('!')) {
        assert_eq!(
            marks(columns),
            answer(signs),
            "lines in {columns:?}: one goes back to a column that no open block has"
        );
    }
}

#[test]
fn every_short_program_is_as_the_tokenizer_of_this_chapter_has_it() {
    const LINES: u32 = 6;
    for number in 0..4_usize.pow(LINES) {
        let columns: Vec<usize> = (0..LINES).map(|line| number / 4_usize.pow(line) % 4).collect();
        assert_eq!(marks(&columns), from_tokens(&columns), "lines in {columns:?}");
    }
}

fn from_tokens(columns: &[usize]) -> Result<Vec<Mark>, UnmatchedDedent> {
    let text: String = columns.iter().map(|column| " ".repeat(*column) + "x\n").collect();
    let source = Source::from_str(&text, true).expect("plain text");
    let tokens = tokenize(&source, Options::default());
    if let Some(error) = tokens.error {
        assert_eq!(error.kind, ErrorKind::UnmatchedDedent);
        let line = error.location.expect("it has a place").lineno as usize;
        return Err(UnmatchedDedent { line });
    }
    let mark = |kind| match kind {
        TokenKind::Indent => Some(Mark::Indent),
        TokenKind::Dedent => Some(Mark::Dedent),
        TokenKind::Name => Some(Mark::Line),
        _ => None,
    };
    Ok(tokens.tokens.iter().filter_map(|token| mark(token.kind)).collect())
}
