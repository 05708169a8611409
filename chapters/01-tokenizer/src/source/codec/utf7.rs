//! UTF-7: text in 7 bits, where `+` shifts to UTF-16 in base 64 and `-` shifts back.
//!
//! CPython: `PyUnicode_DecodeUTF7Stateful` in `Objects/unicodeobject.c`.
//!
//! A shifted sequence is one step, so that one that is cut in two by the end of a piece is
//! read again as a whole; CPython does the same.

use super::Text;
use super::step::{Failure, Step};

/// The decoder. It has no memory, but the end of the last piece ends a shifted sequence.
pub(super) struct Utf7;

impl Step for Utf7 {
    fn name(&self) -> &'static str {
        "utf7"
    }

    fn step(&mut self, rest: &[u8], last: bool, text: &mut Text) -> Result<usize, Failure> {
        match rest {
            [b'+', b'-', ..] => {
                text.push('+');
                Ok(2)
            }
            [b'+', byte, ..] if from_base64(*byte).is_none() => {
                Err(Failure::Malformed(0..2, "ill-formed sequence"))
            }
            [b'+', ..] => shifted(rest, last, text),
            [byte, ..] if byte.is_ascii() => {
                text.push(*byte as char);
                Ok(1)
            }
            _ => Err(Failure::Malformed(0..1, "unexpected special character")),
        }
    }
}

/// A sequence that begins with `+`, up to and with the `-` if it ends in one.
fn shifted(rest: &[u8], last: bool, text: &mut Text) -> Result<usize, Failure> {
    let digits = rest[1..].iter().map_while(|&byte| from_base64(byte));
    let (mut points, mut bits, mut buffer, mut high) = (Vec::new(), 0, 0u32, None::<u32>);
    let mut end = 1;
    for digit in digits {
        end += 1;
        bits += 6;
        buffer = buffer << 6 | digit;
        if bits < 16 {
            continue;
        }
        bits -= 16;
        let unit = buffer >> bits;
        buffer &= (1 << bits) - 1;
        match (high.take(), unit) {
            (Some(high), 0xdc00..0xe000) => {
                points.push(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
                continue;
            }
            (lone, _) => points.extend(lone),
        }
        match unit {
            0xd800..0xdc00 => high = Some(unit),
            _ => points.push(unit),
        }
    }
    let follower = rest.get(end);
    match follower {
        None if !last => return Err(Failure::Incomplete("")),
        None if high.is_some() || bits >= 6 || buffer != 0 => {
            return Err(Failure::Malformed(0..end, "unterminated shift sequence"));
        }
        Some(_) if bits >= 6 => {
            let reason = "partial character in shift sequence";
            return Err(Failure::Malformed(0..end + 1, reason));
        }
        Some(_) if buffer != 0 => {
            let reason = "non-zero padding bits in shift sequence";
            return Err(Failure::Malformed(0..end + 1, reason));
        }
        _ => points.extend(high),
    }
    for point in points {
        text.push_point(point);
    }
    Ok(if follower == Some(&b'-') { end + 1 } else { end })
}

fn from_base64(byte: u8) -> Option<u32> {
    match byte {
        b'A'..=b'Z' => Some((byte - b'A') as u32),
        b'a'..=b'z' => Some((byte - b'a') as u32 + 26),
        b'0'..=b'9' => Some((byte - b'0') as u32 + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
