//! Character sets as tables: from a code to its characters.
//!
//! CPython: `Modules/cjkcodecs/mappings_*.h`, from which the tables were recorded through
//! the codecs; `tests/reference/codec_tables.py` says how a table is written.
//!
//! Most sets are another one with changes, so a code is looked for in several tables, and
//! the first that mentions it decides. A table is read when it is first needed.

use std::sync::OnceLock;

// ANCHOR: meaning
/// The characters that one code stands for in a set, or that the set has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning<'t> {
    /// Nearly always one.
    Characters(&'t [char]),
    /// A table says that the code is not to be used, though one below it has it.
    Refused,
    /// No table mentions the code.
    Missing,
}

/// A file of `tables/`.
pub(super) struct Table {
    lines: &'static str,
    parsed: OnceLock<Parsed>,
}

/// Tables to be asked one after the other.
pub(super) type Tables = &'static [&'static Table];

struct Parsed {
    /// In the order of codes.
    runs: Vec<Run>,
    characters: Vec<char>,
}

/// Consecutive codes, from the first to the last.
struct Run {
    first: u16,
    last: u16,
    kind: RunKind,
}

enum RunKind {
    /// A character each, from this place in `characters` on.
    Each(usize),
    /// One code, for so many characters from there on.
    Together(usize, usize),
    Refused,
}
// ANCHOR_END: meaning

// ANCHOR: files
macro_rules! tables {
    ($($name:ident = $file:literal;)*) => {
        $(pub(super) static $name: Table = Table::new(include_str!(concat!("tables/", $file)));)*
    };
}

tables! {
    BIG5 = "big5.txt";
    BIG5HKSCS = "big5hkscs.txt";
    CP932 = "cp932.txt";
    CP949 = "cp949.txt";
    CP950 = "cp950.txt";
    GB18030 = "gb18030.txt";
    GB2312 = "gb2312.txt";
    GBK = "gbk.txt";
    ISO8859_7_G2 = "iso8859_7_g2.txt";
    JISX0208 = "jisx0208.txt";
    JISX0212 = "jisx0212.txt";
    JISX0213_1 = "jisx0213_1.txt";
    JISX0213_1_2000 = "jisx0213_1_2000.txt";
    JISX0213_1_ISO2022 = "jisx0213_1_iso2022.txt";
    JISX0213_1_SHIFTED = "jisx0213_1_shifted.txt";
    JISX0213_2 = "jisx0213_2.txt";
    JISX0213_2_2000 = "jisx0213_2_2000.txt";
    KSX1001 = "ksx1001.txt";
}
// ANCHOR_END: files

// ANCHOR: look_up
/// What `code` means by the first of the tables that mentions it.
pub(super) fn look_up(tables: Tables, code: u16) -> Meaning<'static> {
    let meanings = tables.iter().map(|table| table.meaning(code));
    meanings.into_iter().find(|meaning| *meaning != Meaning::Missing).unwrap_or(Meaning::Missing)
}

impl Table {
    const fn new(lines: &'static str) -> Table {
        Table { lines, parsed: OnceLock::new() }
    }

    fn meaning(&'static self, code: u16) -> Meaning<'static> {
        let Parsed { runs, characters } = self.parsed.get_or_init(|| parse(self.lines));
        let behind = runs.partition_point(|run| run.first <= code);
        match behind.checked_sub(1).map(|at| &runs[at]).filter(|run| code <= run.last) {
            None => Meaning::Missing,
            Some(run) => match run.kind {
                RunKind::Refused => Meaning::Refused,
                RunKind::Together(at, length) => Meaning::Characters(&characters[at..at + length]),
                RunKind::Each(at) => {
                    let at = at + (code - run.first) as usize;
                    Meaning::Characters(&characters[at..=at])
                }
            },
        }
    }
}
// ANCHOR_END: look_up

// ANCHOR: parse
fn parse(lines: &str) -> Parsed {
    let mut parsed = Parsed { runs: Vec::new(), characters: Vec::new() };
    for line in lines.lines() {
        let (code, rest) = line.split_at(4);
        let first = hexadecimal(code);
        let start = parsed.characters.len();
        let (last, kind) = match rest.split_at(1) {
            ("-", last) => (hexadecimal(last), RunKind::Refused),
            (separator, characters) => {
                parsed.characters.extend(characters.chars());
                let length = parsed.characters.len() - start;
                match separator {
                    "=" => (first, RunKind::Together(start, length)),
                    _ => (first + (length - 1) as u16, RunKind::Each(start)),
                }
            }
        };
        parsed.runs.push(Run { first, last, kind });
    }
    parsed
}

fn hexadecimal(code: &str) -> u16 {
    u16::from_str_radix(code, 16).expect("a recorded table holds codes of four digits")
}
// ANCHOR_END: parse
