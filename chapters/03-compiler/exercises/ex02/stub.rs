//! Exercise 2: write an exception table.

/// A row: where the range starts and how long it is, the handler, in code units; how many
/// values stay on the stack; whether the place that raised is pushed.
type Row = (u32, u32, u32, u32, bool);

/// The rows as bytes.
fn exception_table(rows: &[Row]) -> Vec<u8> {
    let _ = rows;
    Vec::new()
}

mod checks;
