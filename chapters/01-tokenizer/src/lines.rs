//! Where lines begin, so that a byte offset can be told as line and column.
//!
//! CPython keeps `line_start` and `lineno` in the tokenizer's state and copies both into
//! every token. Here a token holds an offset and its line, and the column is a subtraction
//! away: `start - lines.start_of(line)`.

// ANCHOR: lines
/// The byte offset at which each line begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines {
    starts: Vec<u32>,
    /// The lines that begin in the middle of a string or behind a backslash, ascending.
    joined: Vec<u32>,
}
// ANCHOR_END: lines

impl Lines {
    // ANCHOR: next_line
    /// The lines of a source that begins at offset 0; more are added as they are met.
    pub(crate) fn with_capacity(lines: usize) -> Lines {
        let mut starts = Vec::with_capacity(lines);
        starts.push(0);
        Lines { starts, joined: Vec::new() }
    }

    /// Notes that a line begins at `start`, behind all lines noted before.
    #[inline]
    pub(crate) fn push(&mut self, start: u32) {
        debug_assert!(self.starts.last().is_some_and(|&last| last < start));
        self.starts.push(start);
    }

    /// Notes that the last line goes on with what the one before it began.
    pub(crate) fn join_last(&mut self) {
        self.joined.push(self.count());
    }
    // ANCHOR_END: next_line

    // ANCHOR: look_up
    /// How many lines begin, an empty last one included. The first is there always.
    #[inline]
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The byte offset at which `line` (counted from 1) begins.
    ///
    /// # Panics
    /// If there is no such line.
    #[inline]
    pub fn start_of(&self, line: u32) -> u32 {
        self.starts[line as usize - 1]
    }

    /// The line (counted from 1) that `offset` lies on. Binary search: O(log lines).
    pub fn line_of(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The line that `offset` lies on, where it is known to be `line` or a later one;
    /// a comparison in the usual case that it is `line`.
    #[inline]
    pub fn line_from(&self, line: u32, offset: u32) -> u32 {
        match self.starts.get(line as usize) {
            Some(&next) if next <= offset => self.line_of(offset),
            _ => line,
        }
    }

    /// Behind the line break of `line`, or the end of the source if it has none.
    pub fn end_of(&self, line: u32, source: &[u8]) -> usize {
        match self.starts.get(line as usize) {
            Some(&next) => next as usize,
            None => {
                let start = self.starts[line.max(1) as usize - 1] as usize;
                memchr::memchr(b'\n', &source[start..]).map_or(source.len(), |at| start + at + 1)
            }
        }
    }

    /// Where the text begins that CPython shows for an error on `line`, once it has read no
    /// further: the line itself, and those before it that hang together with it. C: `buf`.
    pub fn shown_from(&self, line: u32) -> u32 {
        let mut first = line.max(1);
        while self.joined.binary_search(&first).is_ok() {
            first -= 1;
        }
        self.start_of(first)
    }
    // ANCHOR_END: look_up
}
