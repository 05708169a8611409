//! Exercise 5, tabs against spaces. The task is in `task.md`.

// ANCHOR: task
/// Why CPython refuses an indentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mistake {
    /// `IndentationError`: back to a column that no open block has.
    Unindent,
    /// `TabError`: deeper, as deep or less deep, depending on the width of a tab.
    Tabs,
}

/// The first line, counted from 1, that CPython refuses, and why. Each text is what stands
/// before the first word of a line: spaces, tabs and form feeds.
fn first_mistake(blanks: &[&str]) -> Option<(usize, Mistake)> {
    let mixed = blanks.iter().position(|blanks| blanks.contains(' ') && blanks.contains('\t'));
    mixed.map(|index| (index + 1, Mistake::Tabs))
}
// ANCHOR_END: task

mod checks;
