//! Where a line ends.
//!
//! CPython: `_PyIO_find_line_ending` in `Modules/_io/textio.c`.

use object_model::types::str::{Text, Unit};

/// Runs the same code for the units of a text, whatever their width.
macro_rules! each_width {
    ($text:expr, |$units:ident| $body:expr) => {
        match $text {
            Text::Ascii($units) | Text::Latin1($units) => $body,
            Text::Ucs2($units) => $body,
            Text::Ucs4($units) => $body,
        }
    };
}
pub(super) use each_width;

/// What ends a line.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Ending<'a> {
    /// A line feed: all ends have become one already.
    Feed,
    /// Any of the three.
    Universal,
    /// What the program has said, ASCII.
    Given(&'a [u8]),
}

/// Where the first line ends, its end included; or, where it doesn't end, how much of the text
/// can't be a part of its end.
pub(in super::super) fn find(text: Text<'_>, ending: Ending<'_>) -> Result<usize, usize> {
    each_width!(text, |units| find_in(units, ending))
}

fn find_in<U: Unit>(units: &[U], ending: Ending<'_>) -> Result<usize, usize> {
    let unit = |byte: u8| U::truncated(byte.into());
    let one = |byte: u8| U::find_unit(units, unit(byte)).map(|at| at + 1).ok_or(units.len());
    match ending {
        Ending::Feed => one(b'\n'),
        Ending::Given(&[byte]) => one(byte),
        Ending::Universal => {
            let is_end = |code: &U| *code == unit(b'\n') || *code == unit(b'\r');
            let at = units.iter().position(is_end).ok_or(units.len())?;
            let is_pair = units[at] == unit(b'\r') && units.get(at + 1) == Some(&unit(b'\n'));
            Ok(if is_pair { at + 2 } else { at + 1 })
        }
        Ending::Given(wanted) => {
            let wanted: Vec<U> = wanted.iter().map(|byte| unit(*byte)).collect();
            if let Some(at) = units.windows(wanted.len().max(1)).position(|some| some == wanted) {
                return Ok(at + wanted.len());
            }
            // The beginning of an end may stand last.
            let last = units.len().saturating_sub(wanted.len().saturating_sub(1));
            let begins = units[last..].iter().position(|unit| Some(unit) == wanted.first());
            Err(begins.map_or(units.len(), |at| last + at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_are_said_to() {
        let text = Text::Ascii(b"ab\r\ncd\ne\r");
        assert_eq!(find(text, Ending::Feed), Ok(4));
        assert_eq!(find(text, Ending::Universal), Ok(4));
        assert_eq!(find(text.slice(7..9), Ending::Universal), Ok(2));
        assert_eq!(find(text, Ending::Given(b"\r\n")), Ok(4));
        assert_eq!(find(text.slice(4..9), Ending::Given(b"\r\n")), Err(4));
        assert_eq!(find(text.slice(4..8), Ending::Given(b"\r")), Err(4));
    }
}
