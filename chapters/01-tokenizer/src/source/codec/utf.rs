//! UTF-8, UTF-16 and UTF-32.
//!
//! CPython: `unicode_decode_utf8`, `PyUnicode_DecodeUTF16Stateful` and
//! `PyUnicode_DecodeUTF32Stateful` in `Objects/unicodeobject.c`; for what is asked of a mark,
//! `Lib/encodings/utf_16.py` and `utf_32.py`.

use super::step::{Failure, Stateless, Step};
use super::{Culprit, DecodeError, Text};

// ANCHOR: utf8
pub(super) const UTF_8: Stateless = Stateless { name: "utf-8", step: utf8_step };

/// Checks UTF-8 in place, with CPython's complaint.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let (length, reason) = match utf8_failure(&bytes[start..], error) {
            Failure::Malformed(range, reason) => (range.len(), reason),
            Failure::Incomplete(reason) | Failure::Refused(reason) => (bytes.len() - start, reason),
        };
        let culprit = Culprit::Byte(bytes[start]);
        DecodeError { encoding: UTF_8.name, culprit, range: start..start + length, reason }
    })
}

fn utf8_step(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    let valid = match std::str::from_utf8(rest) {
        Ok(valid) => valid,
        Err(error) if error.valid_up_to() == 0 => return Err(utf8_failure(rest, error)),
        Err(error) => std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
    };
    text.push_str(valid);
    Ok(valid.len())
}

/// What is wrong at the front of `rest`.
fn utf8_failure(rest: &[u8], error: std::str::Utf8Error) -> Failure {
    match error.error_len() {
        None => Failure::Incomplete("unexpected end of data"),
        Some(length) if matches!(rest[0], 0xc2..=0xf4) => {
            Failure::Malformed(0..length, "invalid continuation byte")
        }
        Some(length) => Failure::Malformed(0..length, "invalid start byte"),
    }
}
// ANCHOR_END: utf8

// ANCHOR: wide
/// UTF-16 and UTF-32: two or four bytes a unit.
pub(super) struct Wide {
    pub(super) unit: usize,
    /// None as long as it is not known: a byte order mark tells it.
    pub(super) order: Option<ByteOrder>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

impl Step for Wide {
    fn name(&self) -> &'static str {
        match (self.unit, self.order) {
            (2, Some(ByteOrder::Big)) => "utf-16-be",
            (2, _) => "utf-16-le",
            (_, Some(ByteOrder::Big)) => "utf-32-be",
            (_, _) => "utf-32-le",
        }
    }

    fn step(&mut self, rest: &[u8], last: bool, text: &mut Text) -> Result<usize, Failure> {
        let Some(order) = self.order else { return self.read_mark(rest, last) };
        let Some(unit) = self.unit_at(rest, order) else {
            return Err(Failure::Incomplete("truncated data"));
        };
        match (self.unit, unit) {
            (2, 0xd800..0xdc00) => match self.unit_at(&rest[2..], order) {
                None => Err(Failure::Incomplete("unexpected end of data")),
                Some(low @ 0xdc00..0xe000) => {
                    text.push_point(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                    Ok(4)
                }
                Some(_) => Err(Failure::Malformed(0..2, "illegal UTF-16 surrogate")),
            },
            (2, 0xdc00..0xe000) => Err(Failure::Malformed(0..2, "illegal encoding")),
            (_, 0xd800..0xe000) => {
                let reason = "code point in surrogate code point range(0xd800, 0xe000)";
                Err(Failure::Malformed(0..4, reason))
            }
            _ if text.push_point(unit) => Ok(self.unit),
            _ => Err(Failure::Malformed(0..4, "code point not in range(0x110000)")),
        }
    }
}

impl Wide {
    fn unit_at(&self, rest: &[u8], order: ByteOrder) -> Option<u32> {
        let unit = rest.get(..self.unit)?;
        Some(unit.iter().enumerate().fold(0, |value, (index, &byte)| match order {
            ByteOrder::Little => value | (byte as u32) << (8 * index),
            ByteOrder::Big => value << 8 | byte as u32,
        }))
    }

    /// Takes the byte order mark. Without one it is little-endian, the machine's order, but
    /// a file that is read piece by piece has to have one.
    fn read_mark(&mut self, rest: &[u8], last: bool) -> Result<usize, Failure> {
        let order = match (self.unit, rest) {
            (2, [0xff, 0xfe, ..]) | (4, [0xff, 0xfe, 0, 0, ..]) => ByteOrder::Little,
            (2, [0xfe, 0xff, ..]) | (4, [0, 0, 0xfe, 0xff, ..]) => ByteOrder::Big,
            _ if rest.len() < self.unit => return Err(Failure::Incomplete("truncated data")),
            _ if last => {
                self.order = Some(ByteOrder::Little);
                return Ok(0);
            }
            _ if self.unit == 2 => {
                return Err(Failure::Refused("UTF-16 stream does not start with BOM"));
            }
            _ => return Err(Failure::Refused("UTF-32 stream does not start with BOM")),
        };
        self.order = Some(order);
        Ok(self.unit)
    }
}
// ANCHOR_END: wide
