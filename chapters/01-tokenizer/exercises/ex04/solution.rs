//! Exercise 4, octal numbers of Python 2, solved.
//!
//! To `tokenize`, `0777` is two numbers: the pattern of a decimal integer takes zeros or a
//! number that begins with another digit. A float or an imaginary number may begin with zeros,
//! and so is one token.

use tokenizer::TokenKind;
use tokenizer::pytokenize::{Position, SourceLines, TokenInfo, TokenInfos};

/// The source with `0o777` for every `0777`. Where `tokenize` gives up, the rest stays.
fn modernise(source: &str) -> String {
    let lines = SourceLines::from_text(source.to_owned());
    let tokens: Vec<TokenInfo<'_>> = TokenInfos::new(&lines).map_while(Result::ok).collect();
    let line_starts = line_starts(source);
    let mut modern = String::with_capacity(source.len());
    let mut copied = 0;
    for pair in tokens.windows(2).filter(|pair| is_octal(&pair[0], &pair[1])) {
        let behind_zero = offset(source, &line_starts, pair[0].start) + 1;
        modern.push_str(&source[copied..behind_zero]);
        modern.push('o');
        copied = behind_zero;
    }
    modern.push_str(&source[copied..]);
    modern
}

fn is_octal(zeros: &TokenInfo<'_>, digits: &TokenInfo<'_>) -> bool {
    let are_numbers = [zeros, digits].iter().all(|token| token.kind() == TokenKind::Number);
    let consists_of =
        |token: &TokenInfo<'_>, set: &str| token.string.chars().all(|c| set.contains(c));
    are_numbers
        && zeros.end == digits.start
        && consists_of(zeros, "0")
        && consists_of(digits, "01234567")
}

fn line_starts(source: &str) -> Vec<usize> {
    let behind_breaks = source.match_indices('\n').map(|(offset, _)| offset + 1);
    std::iter::once(0).chain(behind_breaks).collect()
}

/// The byte offset of a position, whose column counts characters.
fn offset(source: &str, line_starts: &[usize], (line, column): Position) -> usize {
    let start = line_starts[line as usize - 1];
    let before = source[start..].chars().take(column as usize);
    start + before.map(char::len_utf8).sum::<usize>()
}

mod checks;
