//! The exception table's form: which handler covers an instruction.
//!
//! CPython: `Objects/exception_handling_notes.txt`, `get_exception_handler` in
//! `Python/ceval.c`, `_parse_exception_table` in `Lib/dis.py`.
//!
//! A row is four numbers in code units: where the range starts, its length, the handler, and
//! the stack's height there with a bit that asks for the place to be pushed. A number is six
//! bits a byte, the highest first; bit 6 says that more follow, bit 7 that a row begins.

/// A range of instructions and what runs when one of them raises. Offsets are in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Handler {
    /// The first instruction.
    pub start: u64,
    /// The offset behind the last.
    pub end: u64,
    /// The handler.
    pub target: u64,
    /// How many values stay on the stack.
    pub depth: u64,
    /// Whether the place that raised is pushed below the exception.
    pub lasti: bool,
}

/// The rows; what is cut short at the end is no row.
pub fn parse(table: &[u8]) -> Vec<Handler> {
    let mut bytes = table.iter();
    let mut number = || {
        let mut number = 0u64;
        loop {
            let byte = *bytes.next()?;
            // No offset into a code object comes near the limit; a bad table's might.
            number = number.saturating_mul(64).saturating_add(u64::from(byte & 63)).min(LARGEST);
            if byte & 64 == 0 {
                return Some(number);
            }
        }
    };
    std::iter::from_fn(|| {
        let (start, length, target, depth) = (number()?, number()?, number()?, number()?);
        Some(Handler {
            start: start * 2,
            end: (start + length) * 2,
            target: target * 2,
            depth: depth >> 1,
            lasti: depth & 1 == 1,
        })
    })
    .collect()
}

/// Adds a row: start, length and handler in code units, and the stack's height at the handler.
pub(crate) fn write_row(table: &mut Vec<u8>, range: [usize; 3], depth: usize, lasti: bool) {
    let [start, length, target] = range;
    let row = table.len();
    for number in [start, length, target, depth << 1 | usize::from(lasti)] {
        write_number(table, number);
    }
    table[row] |= 0x80;
}

fn write_number(table: &mut Vec<u8>, number: usize) {
    let mut shift = number.checked_ilog2().unwrap_or(0) / 6 * 6;
    while shift > 0 {
        table.push((number >> shift & 63) as u8 | 64);
        shift -= 6;
    }
    table.push((number & 63) as u8);
}

/// Numbers above count as this.
const LARGEST: u64 = 1 << 40;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_read_as_they_were_written(
            rows in proptest::collection::vec((0..1_usize << 30, 0..1_usize << 30, 0..1_usize << 30,
                0..1_usize << 29, any::<bool>()), 0..20),
        ) {
            let mut table = Vec::new();
            let mut expected = Vec::new();
            for (start, length, target, depth, lasti) in rows {
                write_row(&mut table, [start, length, target], depth, lasti);
                expected.push(Handler {
                    start: 2 * start as u64,
                    end: 2 * (start + length) as u64,
                    target: 2 * target as u64,
                    depth: depth as u64,
                    lasti,
                });
            }
            prop_assert_eq!(parse(&table), expected);
        }

        #[test]
        fn any_bytes_are_a_table(table: Vec<u8>) {
            prop_assert!(parse(&table).len() <= table.len() / 4);
        }
    }

    /// Of 128 code units from 0 on, and the handler behind them.
    #[test]
    fn a_number_above_63_has_two_bytes() {
        let mut table = Vec::new();
        write_row(&mut table, [0, 128, 128], 1, true);
        assert_eq!(table, [0x80, 0x42, 0, 0x42, 0, 3]);
    }
}
