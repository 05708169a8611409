//! Exercise 4, solved.

/// Where lines begin, as pairs of offset and line. `first` is the code's first line, `length`
/// how many bytes of code there are.
fn line_starts(lnotab: &[u8], first: i32, length: usize) -> Vec<(usize, i32)> {
    let mut starts = Vec::new();
    let (mut offset, mut line) = (0, first);
    let mut last = None;
    for pair in lnotab.chunks_exact(2) {
        if pair[0] != 0 {
            if last != Some(line) {
                starts.push((offset, line));
                last = Some(line);
            }
            offset += usize::from(pair[0]);
            if offset >= length {
                return starts;
            }
        }
        line += i32::from(pair[1].cast_signed());
    }
    if last != Some(line) {
        starts.push((offset, line));
    }
    starts
}

mod checks;
