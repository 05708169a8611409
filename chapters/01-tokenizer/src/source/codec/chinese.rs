//! GB 18030, which has every code point, and HZ, which has GB 2312 in 7 bits.
//!
//! CPython: `DECODER(gb18030)` and `DECODER(hz)` in `Modules/cjkcodecs/_codecs_cn.c`.

use std::sync::OnceLock;

use super::Text;
use super::double_byte::{code, front, illegal, single, two_bytes};
use super::step::{Failure, Stateless, Step};
use super::table::{GB2312, GB18030, GBK, Meaning, Tables, look_up};

pub(super) const GB_18030: Stateless = Stateless { name: "gb18030", step: gb18030 };

static GB18030_TABLES: Tables = &[&GB18030, &GBK, &GB2312];
static GB2312_TABLES: Tables = &[&GB2312];

fn gb18030(rest: &[u8], text: &mut Text) -> Result<usize, Failure> {
    if rest[0].is_ascii() {
        return single(rest, text);
    }
    let [_, second] = front(rest)?;
    if !second.is_ascii_digit() {
        return two_bytes(GB18030_TABLES, rest, text);
    }
    let point = four_bytes(front(rest)?).ok_or(illegal(1))?;
    text.push(point);
    Ok(4)
}

/// A run of consecutive codes of four bytes: its first, and the code point of that.
type Run = (u32, Option<u32>);

/// The character of a code of four bytes: code points run on as the codes do, but for those
/// that two bytes can say.
fn four_bytes(code: [u8; 4]) -> Option<char> {
    static RUNS: OnceLock<Vec<Run>> = OnceLock::new();
    let runs =
        RUNS.get_or_init(|| include_str!("tables/gb18030_ranges.txt").lines().map(run).collect());
    let index = index(code)?;
    let (first, point) = runs[runs.partition_point(|(first, _)| *first <= index).checked_sub(1)?];
    char::from_u32(point? + (index - first))
}

fn run(line: &str) -> Run {
    let (code, point) = line.split_once('\t').expect("gb18030_ranges.txt holds code TAB point");
    let code = u32::from_str_radix(code, 16).expect("four bytes in hexadecimal");
    let first = index(code.to_be_bytes()).expect("a code that the encoding has");
    (first, u32::from_str_radix(point, 16).ok())
}

/// The number of a code in the order of codes.
fn index([first, second, third, fourth]: [u8; 4]) -> Option<u32> {
    let digit = |byte: u8, lowest: u8, highest: u8| {
        (lowest..=highest).contains(&byte).then(|| (byte - lowest) as u32)
    };
    let pair = digit(first, 0x81, 0xfe)? * 10 + digit(second, 0x30, 0x39)?;
    Some((pair * 126 + digit(third, 0x81, 0xfe)?) * 10 + digit(fourth, 0x30, 0x39)?)
}

/// HZ: `~{` begins GB 2312 and `~}` ends it, `~~` is a tilde, and one at the end of a line
/// joins it to the next.
#[derive(Default)]
pub(super) struct Hz {
    in_gb: bool,
}

impl Step for Hz {
    fn name(&self) -> &'static str {
        "hz"
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        match (rest[0], self.in_gb) {
            (b'~', _) => {
                match (front(rest)?, self.in_gb) {
                    ([_, b'~'], false) => text.push('~'),
                    ([_, b'\n'], false) => {}
                    ([_, b'{'], false) => self.in_gb = true,
                    ([_, b'}'], true) => self.in_gb = false,
                    _ => return Err(illegal(1)),
                }
                Ok(2)
            }
            (0x80.., _) => Err(illegal(1)),
            (_, false) => single(rest, text),
            (lead, true) => {
                let [_, trail] = front(rest)?;
                // The table has the codes with their high bits, in which 7 bits differ.
                match look_up(GB2312_TABLES, code(lead, trail) ^ 0x8080) {
                    Meaning::Characters(characters) => text.extend(characters.iter().copied()),
                    Meaning::Refused | Meaning::Missing => return Err(illegal(1)),
                }
                Ok(2)
            }
        }
    }
}
