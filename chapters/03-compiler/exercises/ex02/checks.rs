//! The checks of exercise 2.
//!
//! `cpython.rs`: rows, and the `co_exceptiontable` of code that has them.

use compiler::exception_table::parse;

use crate::{Row, exception_table};

const RECORDED: &[(&[Row], &str)] = &include!("cpython.rs");

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn agrees_with_cpython() {
    for (rows, table) in RECORDED {
        assert_eq!(hexadecimal(&exception_table(rows)), *table, "the table of {rows:?}");
    }
}

#[test]
fn can_be_read_back() {
    let rows = [(0, 63, 64, 0, false), (63, 1, 4_095, 3, true), (64, 4_096, 300_000, 40, true)];
    let read: Vec<Row> = parse(&exception_table(&rows))
        .iter()
        .map(|row| {
            let [start, end, target] = [row.start, row.end, row.target].map(|at| (at / 2) as u32);
            (start, end - start, target, row.depth as u32, row.lasti)
        })
        .collect();
    assert_eq!(read, rows);
}

#[test]
fn only_the_first_byte_of_a_row_is_marked() {
    let table = exception_table(&[(100_000, 200_000, 300_000, 5, false)]);
    let marked: Vec<usize> = (0..table.len()).filter(|&at| table[at] & 0x80 != 0).collect();
    assert_eq!(marked, [0]);
}
