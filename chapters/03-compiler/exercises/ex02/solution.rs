//! Exercise 2, solved.

/// A row: where the range starts and how long it is, the handler, in code units; how many
/// values stay on the stack; whether the place that raised is pushed.
type Row = (u32, u32, u32, u32, bool);

/// The rows as bytes.
fn exception_table(rows: &[Row]) -> Vec<u8> {
    let mut table = Vec::new();
    for &(start, length, handler, depth, lasti) in rows {
        let first = table.len();
        for number in [start, length, handler, depth << 1 | u32::from(lasti)] {
            write_number(&mut table, number);
        }
        table[first] |= 0x80;
    }
    table
}

fn write_number(table: &mut Vec<u8>, number: u32) {
    for shift in [24, 18, 12, 6] {
        if number >> shift != 0 {
            table.push((number >> shift & 0x3f) as u8 | 0x40);
        }
    }
    table.push((number & 0x3f) as u8);
}

mod checks;
