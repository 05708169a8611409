//! The location table written: where in the source each instruction comes from.
//!
//! CPython: `write_location_info_entry` and its helpers in `Python/compile.c`. The format is
//! told in [`crate::location`], which reads it.
//!
//! Each instruction has an entry of its own, in the shortest form that can say it:
//!
//! ```text
//! line 3, columns 4 to 9, as before      short      2 bytes
//! line 5, columns 4 to 9, two further    one line   3 bytes
//! line 5, no columns                     2 bytes or more
//! lines 3 to 7                           long       5 bytes or more
//! no line                                1 byte
//! ```

use crate::flow_graph::Place;
use crate::location::Writer;

/// The most code units of an entry.
const MOST_UNITS: usize = 8;

/// The table as far as the walk has come.
pub(super) struct LocationTable {
    writer: Writer,
    /// The line of the last entry that had one.
    line: i32,
}

impl LocationTable {
    /// A table whose lines count from `first_line`.
    pub(super) fn new(first_line: i32, units: usize) -> LocationTable {
        LocationTable { writer: Writer::with_capacity(units), line: first_line }
    }

    /// Goes on with an instruction of so many code units.
    pub(super) fn add(&mut self, place: Place, mut units: usize) {
        while units > MOST_UNITS {
            self.add_entry(place, MOST_UNITS);
            units -= MOST_UNITS;
        }
        self.add_entry(place, units);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.writer.finish()
    }

    fn add_entry(&mut self, place: Place, units: usize) {
        let Place { line, end_line, column, end_column } = place;
        if line < 0 {
            self.writer.none(units);
            return;
        }
        // Lines of a tree that a program made can be anything.
        let lines = line.wrapping_sub(self.line);
        self.line = line;
        let has_columns = column >= 0 && end_column >= 0;
        if !has_columns && (end_line == line || end_line == -1) {
            self.writer.no_columns(units, lines);
        } else if has_columns && end_line == line {
            let width = end_column.wrapping_sub(column);
            if lines == 0 && column < 80 && (0..16).contains(&width) {
                self.writer.short(units, column as u8, width as u8);
            } else if (0..3).contains(&lines) && column < 128 && end_column < 128 {
                self.writer.one_line(units, lines as u8, column as u8, end_column as u8);
            } else {
                self.writer.long(units, lines, 0, column, end_column);
            }
        } else {
            self.writer.long(units, lines, end_line.wrapping_sub(line), column, end_column);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::location::{self, Position};

    fn places() -> impl Strategy<Value = Place> {
        let small = (1..6, 0..3, -1..100, 0..40).prop_map(|(line, lines, column, width)| Place {
            line,
            end_line: line + lines,
            column,
            end_column: if column < 0 { -1 } else { column + width },
        });
        let large = (0..i32::MAX, 0..1 << 20, -1..1 << 20, -1..1 << 20).prop_map(
            |(line, lines, column, end_column)| Place {
                line,
                end_line: line.saturating_add(lines),
                column,
                end_column,
            },
        );
        prop_oneof![5 => small, 1 => large, 1 => Just(Place::NONE)]
    }

    /// What can be said of a place.
    fn position(place: Place) -> Position {
        let Place { line, end_line, column, end_column } = place;
        if line < 0 {
            return Position::default();
        }
        let mut known = [column, end_column].map(|column| (column >= 0).then_some(column));
        // On one line there are two columns or none.
        if line == end_line && known.contains(&None) {
            known = [None, None];
        }
        Position {
            line: Some(line),
            end_line: Some(end_line),
            column: known[0],
            end_column: known[1],
        }
    }

    proptest! {
        #[test]
        fn places_are_read_as_they_were_written(
            entries in proptest::collection::vec((places(), 1_usize..20), 0..30),
            first in 0..1000_i32,
        ) {
            let mut table = LocationTable::new(first, 0);
            let mut expected = Vec::new();
            for (place, units) in entries {
                table.add(place, units);
                expected.extend(std::iter::repeat_n(position(place), units));
            }
            let table = table.finish();
            let read: Vec<Position> = location::positions(&table, first).collect();
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn any_bytes_are_a_table(table: Vec<u8>, first: i32) {
            prop_assert!(location::positions(&table, first).count() <= 8 * table.len());
            prop_assert!(location::lines(&table, first).count() <= table.len());
            location::lnotab(&table, first);
        }
    }

    #[track_caller]
    fn assert_table(places: &[[i32; 4]], bytes: &[u8]) {
        let mut table = LocationTable::new(1, 0);
        for &[line, end_line, column, end_column] in places {
            table.add(Place { line, end_line, column, end_column }, 1);
        }
        assert_eq!(table.finish(), bytes);
    }

    #[test]
    fn the_shortest_form_is_taken() {
        assert_table(&[[1, 1, 4, 9]], &[0x80, 0x45]);
        assert_table(&[[2, 2, 4, 9]], &[0x80 | 11 << 3, 4, 9]);
        assert_table(&[[1, 1, 80, 90]], &[0x80 | 10 << 3, 80, 90]);
        assert_table(&[[1, 1, 4, 20]], &[0x80 | 10 << 3, 4, 20]);
        assert_table(&[[4, 4, 4, 9]], &[0x80 | 14 << 3, 6, 0, 5, 10]);
        assert_table(&[[1, 2, 4, 1]], &[0x80 | 14 << 3, 0, 1, 5, 2]);
        assert_table(&[[0, 0, -1, -1]], &[0x80 | 13 << 3, 3]);
        assert_table(&[[-1, -1, -1, -1]], &[0x80 | 15 << 3]);
    }
}
