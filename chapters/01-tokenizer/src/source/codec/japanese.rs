//! The two ways to write Japanese in bytes of 8 bits: Shift JIS and EUC.
//!
//! CPython: the decoders in `Modules/cjkcodecs/_codecs_jp.c`.
//!
//! Both write the same sets: JIS X 0208, or JIS X 0213 in its editions of 2000 and 2004,
//! which has a second plane of 94 rows of 94 cells. EUC sets the high bits. Shift JIS folds
//! two rows into one lead byte, so that half-width katakana find room between the leads.

use super::Text;
use super::double_byte::{code, front, illegal, single};
use super::step::{Failure, Stateless, Step};
use super::table::{
    CP932, JISX0208, JISX0212, JISX0213_1, JISX0213_1_2000, JISX0213_1_SHIFTED, JISX0213_2,
    JISX0213_2_2000, Meaning, Tables, look_up,
};

pub(super) const SHIFT_JIS: Stateless = Stateless { name: "shift_jis", step: shift_jis };
pub(super) const CODE_PAGE_932: Stateless = Stateless { name: "cp932", step: cp932 };

static SHIFT_JIS_TABLES: Tables = &[&JISX0208];
static CP932_TABLES: Tables = &[&CP932];

pub(super) static SHIFT_JIS_2004: ShiftJis2004 = ShiftJis2004 {
    name: "shift_jis_2004",
    planes: [&[&JISX0213_1_SHIFTED, &JISX0213_1, &JISX0208], &[&JISX0213_2]],
};
pub(super) static SHIFT_JISX0213: ShiftJis2004 = ShiftJis2004 {
    name: "shift_jisx0213",
    planes: [
        &[&JISX0213_1_2000, &JISX0213_1_SHIFTED, &JISX0213_1, &JISX0208],
        &[&JISX0213_2_2000, &JISX0213_2],
    ],
};

pub(super) static EUC_JP: Euc = Euc { name: "euc_jp", planes: [&[&JISX0208], &[&JISX0212]] };
pub(super) static EUC_JIS_2004: Euc =
    Euc { name: "euc_jis_2004", planes: [&[&JISX0213_1, &JISX0208], &[&JISX0213_2, &JISX0212]] };
pub(super) static EUC_JISX0213: Euc = Euc {
    name: "euc_jisx0213",
    planes: [
        &[&JISX0213_1_2000, &JISX0213_1, &JISX0208],
        &[&JISX0213_2_2000, &JISX0213_2, &JISX0212],
    ],
};

fn shift_jis(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    match rest[0] {
        ..=0x7f => single(rest, text),
        0xa1..=0xdf => Ok(katakana(rest[0], 1, text)),
        0x81..=0x9f | 0xe0..=0xea => folded(SHIFT_JIS_TABLES, rest, text),
        _ => Err(illegal(1)),
    }
}

fn cp932(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    match rest[0] {
        0..=0x80 => return single(rest, text),
        0xa1..=0xdf => return Ok(katakana(rest[0], 1, text)),
        // Bytes without a meaning have private characters, as in Windows.
        0xa0 => {
            text.push('\u{f8f0}');
            return Ok(1);
        }
        byte @ 0xfd.. => {
            text.push_point(0xf8f1 + (byte - 0xfd) as u32);
            return Ok(1);
        }
        _ => {}
    }
    let [lead, trail] = front(rest)?;
    if let Meaning::Characters(characters) = look_up(CP932_TABLES, code(lead, trail)) {
        text.extend(characters.iter().copied());
        return Ok(2);
    }
    match lead {
        0x81..=0x9f | 0xe0..=0xea => folded(SHIFT_JIS_TABLES, rest, text),
        // The user's own characters.
        0xf0..=0xf9 => {
            let cell = trail_index(trail).ok_or(illegal(1))?;
            text.push_point(0xe000 + 188 * (lead - 0xf0) as u32 + cell as u32);
            Ok(2)
        }
        _ => Err(illegal(1)),
    }
}

/// Half-width katakana, of which `byte` is the code.
fn katakana(byte: u8, length: usize, text: &mut Text) -> usize {
    text.push_point(0xff61 + (byte - 0xa1) as u32);
    length
}

/// Two bytes in Shift JIS, of the first plane.
fn folded(tables: Tables, rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    let [lead, trail] = front(rest)?;
    let (row, cell) = unfold(lead, trail).ok_or(illegal(1))?;
    write(tables, euc(row, cell), 2, text)
}

/// How the tables write a row and a cell, which count from 0 here.
fn euc(row: u8, cell: u8) -> u16 {
    code(row + 0xa1, cell + 0xa1)
}

/// Row and cell of a code in Shift JIS, both from 0.
fn unfold(lead: u8, trail: u8) -> Option<(u8, u8)> {
    let cell = trail_index(trail)?;
    let pair = if lead < 0xe0 { lead - 0x81 } else { lead - 0xc1 };
    Some((2 * pair + cell / 94, cell % 94))
}

/// The place of a trail byte among the 188 that there are.
fn trail_index(trail: u8) -> Option<u8> {
    match trail {
        0x40..=0x7e => Some(trail - 0x40),
        0x80..=0xfc => Some(trail - 0x41),
        _ => None,
    }
}

/// Adds what a code of `length` bytes means.
fn write(tables: Tables, code: u16, length: usize, text: &mut Text) -> Result<usize, Failure> {
    match look_up(tables, code) {
        Meaning::Characters(characters) => {
            text.extend(characters.iter().copied());
            Ok(length)
        }
        // What the edition of 2004 added; CPython complains of both bytes then.
        Meaning::Refused => Err(illegal(2)),
        Meaning::Missing => Err(illegal(1)),
    }
}

/// Shift JIS with JIS X 0213.
#[derive(Clone, Copy)]
pub(super) struct ShiftJis2004 {
    name: &'static str,
    planes: [Tables; 2],
}

impl Step for ShiftJis2004 {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        match rest[0] {
            b'\\' => text.push('¥'),
            b'~' => text.push('\u{203e}'),
            ..=0x7f => return single(rest, text),
            0xa1..=0xdf => return Ok(katakana(rest[0], 1, text)),
            0x81..=0x9f | 0xe0..=0xef => return folded(self.planes[0], rest, text),
            0xf0..=0xfc => {
                let [lead, trail] = front(rest)?;
                let (row, cell) = unfold(lead, trail).ok_or(illegal(1))?;
                // Of the second plane only the rows in use have a place.
                let row = match row - 94 {
                    1 => 7,
                    row @ ..=4 => row,
                    row @ ..=8 => row + 6,
                    row => row + 68,
                };
                return write(self.planes[1], euc(row, cell), 2, text);
            }
            _ => return Err(illegal(1)),
        }
        Ok(1)
    }
}

/// EUC: two bytes with the high bit for the first plane, 8F and two for the second.
#[derive(Clone, Copy)]
pub(super) struct Euc {
    name: &'static str,
    planes: [Tables; 2],
}

impl Step for Euc {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        match rest[0] {
            ..=0x7f => single(rest, text),
            0x8e => match front(rest)? {
                [_, byte @ 0xa1..=0xdf] => Ok(katakana(byte, 2, text)),
                [_, _] => Err(illegal(1)),
            },
            0x8f => {
                let [_, lead, trail] = front(rest)?;
                write(self.planes[1], code(lead, trail), 3, text)
            }
            _ => {
                let [lead, trail] = front(rest)?;
                write(self.planes[0], code(lead, trail), 2, text)
            }
        }
    }
}
