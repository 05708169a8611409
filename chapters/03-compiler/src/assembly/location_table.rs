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
