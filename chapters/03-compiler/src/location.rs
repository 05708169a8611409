//! The location table read: from each instruction back to the source (PEP 626, PEP 657).
//!
//! CPython: `Objects/codeobject.c` (`advance`, `advance_with_locations`,
//! `decode_linetable`), `Objects/locations.md`.
//!
//! An entry covers one to eight code units. Its first byte is `1ccccnnn`: a form and the
//! number of units less one. Lines are told as the difference to the line before. Any bytes
//! can be read: what is missing at the end reads as zero.

/// A range of instructions that come from one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// The offset of its first byte.
    pub start: usize,
    /// The offset behind its last byte.
    pub end: usize,
    /// The line, unless the instructions belong to none.
    pub line: Option<i32>,
}

/// Where a code unit comes from. Columns are counted in bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Position {
    /// The first line.
    pub line: Option<i32>,
    /// The last line.
    pub end_line: Option<i32>,
    /// The first column.
    pub column: Option<i32>,
    /// The column behind the last.
    pub end_column: Option<i32>,
}

/// Form 10 to 12 less this is how many lines further the entry is, on one line.
const ONE_LINE: u8 = 10;
/// Form: a line and no columns.
const NO_COLUMNS: u8 = 13;
/// Form: everything, as numbers of any size.
const LONG: u8 = 14;
/// Form: no location.
const NONE: u8 = 15;

/// `co_lines()`.
pub fn lines(table: &[u8], first: i32) -> impl Iterator<Item = Line> {
    entries(table, first).map(|entry| Line {
        start: entry.start,
        end: entry.end,
        line: (entry.has_line && entry.line >= 0).then_some(entry.line),
    })
}

/// `co_lnotab`: pairs of how many bytes and how many lines further, as it was before 3.10.
pub fn lnotab(table: &[u8], first: i32) -> Vec<u8> {
    let mut pairs = Vec::new();
    let (mut offset, mut line) = (0, first);
    for entry in entries(table, first) {
        if entry.line == line {
            continue;
        }
        let mut bytes = entry.start - offset;
        let mut lines = entry.line.wrapping_sub(line);
        while bytes > 255 {
            pairs.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&lines) {
            let step = lines.clamp(-128, 127);
            pairs.extend([bytes as u8, step as u8]);
            bytes = 0;
            lines -= step;
        }
        pairs.extend([bytes as u8, lines as u8]);
        (offset, line) = (entry.start, entry.line);
    }
    pairs
}

/// `co_positions()`.
pub fn positions(table: &[u8], first: i32) -> impl Iterator<Item = Position> {
    let mut reader = Reader { rest: table };
    let mut line = first;
    let mut units = 0;
    let mut position = Position::default();
    std::iter::from_fn(move || {
        if units == 0 {
            if reader.rest.is_empty() {
                return None;
            }
            (units, position) = reader.entry(&mut line);
        }
        units -= 1;
        Some(position)
    })
}

/// An entry as far as its line goes.
struct Entry {
    start: usize,
    end: usize,
    line: i32,
    has_line: bool,
}

fn entries(table: &[u8], first: i32) -> impl Iterator<Item = Entry> {
    let mut rest = table;
    let (mut end, mut line) = (0, first);
    std::iter::from_fn(move || {
        let (&head, tail) = rest.split_first()?;
        let delta = match form(head) {
            11 => 1,
            12 => 2,
            NO_COLUMNS | LONG => Reader { rest: tail }.signed(),
            _ => 0,
        };
        line = line.wrapping_add(delta);
        let start = end;
        end += 2 * units(head);
        // The next entry begins at the next byte with the highest bit.
        let length = tail.iter().position(|byte| byte & 0x80 != 0).unwrap_or(tail.len());
        rest = &tail[length..];
        Some(Entry { start, end, line, has_line: head >> 3 != 0x1f })
    })
}

fn form(head: u8) -> u8 {
    head >> 3 & 15
}

fn units(head: u8) -> usize {
    usize::from(head & 7) + 1
}

/// Writes entries in each of the forms. CPython: `write_location_info_…` in
/// `Python/compile.c`.
pub(crate) struct Writer {
    table: Vec<u8>,
}

impl Writer {
    /// An empty table, with room for so many code units' entries.
    pub(crate) fn with_capacity(units: usize) -> Writer {
        Writer { table: Vec::with_capacity(units) }
    }

    /// An entry without a location.
    pub(crate) fn none(&mut self, units: usize) {
        self.head(NONE, units);
    }

    /// An entry with a line, so many further, and no columns.
    pub(crate) fn no_columns(&mut self, units: usize, lines: i32) {
        self.head(NO_COLUMNS, units);
        self.signed(lines);
    }

    /// An entry on the line of the one before; `column` is below 80, `width` below 16.
    pub(crate) fn short(&mut self, units: usize, column: u8, width: u8) {
        self.head(column >> 3, units);
        self.table.push((column & 7) << 4 | width);
    }

    /// An entry on one line, less than three further, with columns below 128.
    pub(crate) fn one_line(&mut self, units: usize, lines: u8, column: u8, end_column: u8) {
        self.head(ONE_LINE + lines, units);
        self.table.extend([column, end_column]);
    }

    /// An entry of any lines and columns; a column of −1 is not known.
    pub(crate) fn long(
        &mut self,
        units: usize,
        lines: i32,
        height: i32,
        column: i32,
        end_column: i32,
    ) {
        self.head(LONG, units);
        self.signed(lines);
        for number in [height, column.wrapping_add(1), end_column.wrapping_add(1)] {
            self.number(number.cast_unsigned());
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.table
    }

    fn head(&mut self, form: u8, units: usize) {
        debug_assert!((1..=8).contains(&units), "an entry covers one to eight code units");
        self.table.push(0x80 | form << 3 | (units as u8 - 1));
    }

    fn number(&mut self, mut number: u32) {
        while number >= 64 {
            self.table.push((number & 63) as u8 | 64);
            number >>= 6;
        }
        self.table.push(number as u8);
    }

    fn signed(&mut self, number: i32) {
        let sign = u32::from(number < 0);
        self.number(number.unsigned_abs() << 1 | sign);
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// An entry: how many code units it covers, and their position.
    fn entry(&mut self, line: &mut i32) -> (usize, Position) {
        let known = |number: i32| (number != -1).then_some(number);
        let head = self.byte();
        let mut columns = (None, None);
        let mut end_line = 0;
        match form(head) {
            NONE => return (units(head), Position::default()),
            LONG => {
                *line = line.wrapping_add(self.signed());
                end_line = self.number();
                columns =
                    (known(self.number().wrapping_sub(1)), known(self.number().wrapping_sub(1)));
            }
            NO_COLUMNS => *line = line.wrapping_add(self.signed()),
            form if form >= ONE_LINE => {
                *line = line.wrapping_add(i32::from(form - ONE_LINE));
                columns = (Some(self.byte().into()), Some(self.byte().into()));
            }
            form => {
                let second = self.byte();
                let column = i32::from(form) << 3 | i32::from(second >> 4);
                columns = (Some(column), Some(column + i32::from(second & 15)));
            }
        }
        let position = Position {
            line: known(*line),
            end_line: known(line.wrapping_add(end_line)),
            column: columns.0,
            end_column: columns.1,
        };
        (units(head), position)
    }

    fn byte(&mut self) -> u8 {
        let Some((&byte, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        byte
    }

    /// Six bits a byte, the lowest first; bit 6 says that more follow.
    fn number(&mut self) -> i32 {
        let mut number = 0u32;
        let mut shift = 0u32;
        loop {
            let byte = self.byte();
            let bits = u32::from(byte & 63);
            number |= bits.checked_shl(shift).unwrap_or(0);
            shift = shift.saturating_add(6);
            if byte & 64 == 0 {
                return number.cast_signed();
            }
        }
    }

    /// The sign in the lowest bit.
    fn signed(&mut self) -> i32 {
        let number = self.number().cast_unsigned();
        let magnitude = (number >> 1).cast_signed();
        if number & 1 == 1 { -magnitude } else { magnitude }
    }
}
