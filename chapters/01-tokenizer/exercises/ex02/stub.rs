//! Exercise 2, the stack of columns. The task is in `task.md`.

// ANCHOR: task
/// What the parser is told about a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    /// INDENT: the line is one level deeper.
    Indent,
    /// DEDENT: it is one level back.
    Dedent,
    /// The line itself.
    Line,
}

/// The column of a line, counted from 1 among the lines, is no level's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct UnmatchedDedent {
    line: usize,
}

/// The marks of the lines that begin in these columns.
fn marks(columns: &[usize]) -> Result<Vec<Mark>, UnmatchedDedent> {
    Ok(columns.iter().map(|_| Mark::Line).collect())
}
// ANCHOR_END: task

mod checks;
