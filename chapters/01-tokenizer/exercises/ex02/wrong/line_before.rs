//! Exercise 2, wrong: a line is compared with the one before it, and nothing is remembered.

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
    let mut marks = Vec::new();
    let mut before = 0;
    for (line, &column) in (1..).zip(columns) {
        if column > before {
            marks.push(Mark::Indent);
        } else if column < before {
            if !columns[..line - 1].contains(&column) {
                return Err(UnmatchedDedent { line });
            }
            marks.push(Mark::Dedent);
        }
        marks.push(Mark::Line);
        before = column;
    }
    if before > 0 {
        marks.push(Mark::Dedent);
    }
    Ok(marks)
}

mod checks;
