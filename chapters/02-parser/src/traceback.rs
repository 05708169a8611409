//! A `SyntaxError` as a program shows it that doesn't catch it: the end of a traceback.
//!
//! CPython: `parse_syntax_error`, `print_exception_file_and_line` and `print_error_text` in
//! `Python/pythonrun.c`. `traceback.py` shows the same a little differently.
//!
//! An offset counts characters, and the line is gone through as C goes through it, by bytes.
//! So the carets stand where CPython puts them, which below a line with wide or accented
//! characters isn't always where one would.

use std::fmt::Write;

use tokenizer::error::{Complaint, ErrorClass, Location, SyntaxError};

/// What CPython prints about an error, but for the calls that led to it.
pub fn show_syntax_error<K: Complaint>(error: &SyntaxError<K>, filename: &str) -> String {
    let mut shown = String::new();
    if let Some(location) = &error.location {
        push_place(&mut shown, location, error.class(), filename)
            .expect("writing to a string does not fail");
    }
    shown.push_str(error.class().name());
    let message = error.kind.to_string();
    if !message.is_empty() {
        shown.extend([": ", &message]);
    }
    shown.push('\n');
    shown
}

/// Appends the file, the line and the carets. C: `print_exception_file_and_line`.
fn push_place(
    shown: &mut String,
    location: &Location,
    class: ErrorClass,
    filename: &str,
) -> std::fmt::Result {
    let lineno = location.lineno;
    writeln!(shown, "  File \"{filename}\", line {lineno}")?;
    let Some(text) = &location.text else { return Ok(()) };
    let length = text.len() as i64;
    // Only of a `SyntaxError` itself is the end looked at.
    let (end_lineno, end_offset) = match location.end {
        Some(end) if class == ErrorClass::SyntaxError => end,
        _ => (lineno, -1),
    };
    let end_offset = if end_lineno > lineno { length } else { i64::from(end_offset) };
    push_line_and_carets(shown, text, location.offset.into(), end_offset.min(length + 1));
    Ok(())
}

/// Appends the line that the error is on, if the text has several, with what follows it, and
/// below the carets. C: `print_error_text`.
pub fn push_line_and_carets(shown: &mut String, text: &str, offset: i64, end_offset: i64) {
    let carets = if end_offset > 0 { (end_offset - offset).max(1) } else { 1 };
    // To C, a text ends at its first NUL.
    let text = text.split('\0').next().unwrap_or_default();
    let mut line = text.trim_start_matches([' ', '\t', '\x0c']);
    let mut length = line.strip_suffix('\n').unwrap_or(line).len();
    let mut offset = (offset - 1 - (text.len() - line.len()) as i64).min(length as i64);
    while let Some(newline) = line.find('\n')
        && (newline as i64) < offset
    {
        line = &line[newline + 1..];
        length -= newline + 1;
        offset -= newline as i64 + 1;
    }
    shown.extend(["    ", line]);
    if line.as_bytes().get(length) != Some(&b'\n') {
        shown.push('\n');
    }
    if offset >= 0 {
        shown.push_str("    ");
        shown.extend(std::iter::repeat_n(' ', offset as usize));
        shown.extend(std::iter::repeat_n('^', carets as usize));
        shown.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokenizer::error::ErrorKind;

    /// What is shown of an error at this place. What CPython shows of one with the same
    /// attributes is recorded for our programs in `tests/programs/tree/errors`; here is what
    /// no source leads to.
    fn shown(text: &str, offset: i32, end: Option<(i32, i32)>) -> String {
        let location = Location { lineno: 1, offset, end, text: Some(text.to_owned()) };
        let error =
            SyntaxError { kind: ErrorKind::LeadingZeros, location: Some(Box::new(location)) };
        let shown = show_syntax_error(&error, "x.py");
        let lines = shown.strip_prefix("  File \"x.py\", line 1\n").unwrap();
        lines[..lines.find("SyntaxError").unwrap()].to_owned()
    }

    #[test]
    fn one_caret_is_the_least() {
        assert_eq!(shown("ab\n", 1, Some((1, 0))), "    ab\n    ^\n");
        assert_eq!(shown("ab", 2, Some((1, 1))), "    ab\n     ^\n");
        assert_eq!(shown("ab", 2, None), "    ab\n     ^\n");
    }

    #[test]
    fn carets_end_with_the_line_and_begin_in_the_text() {
        assert_eq!(shown("abcd\n", 3, Some((2, 1))), "    abcd\n      ^^\n");
        assert_eq!(shown("  ab", 1, Some((1, 3))), "    ab\n");
        assert_eq!(shown("ab", 9, Some((1, 10))), "    ab\n      ^\n");
    }

    #[test]
    fn a_text_of_several_lines_is_shown_from_the_one_with_the_offset() {
        assert_eq!(shown("ab\ncd\n", 5, Some((1, 6))), "    cd\n     ^\n");
    }
}
