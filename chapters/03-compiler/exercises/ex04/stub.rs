//! Exercise 4: the line table as it was.

/// Where lines begin, as pairs of offset and line. `first` is the code's first line, `length`
/// how many bytes of code there are.
fn line_starts(lnotab: &[u8], first: i32, length: usize) -> Vec<(usize, i32)> {
    let _ = (lnotab, first, length);
    Vec::new()
}

mod checks;
