//! Exercise 2, wrong: a line may close several blocks.

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
    let mut levels = vec![0];
    for (line, &column) in (1..).zip(columns) {
        if column > innermost(&levels) {
            levels.push(column);
            marks.push(Mark::Indent);
        }
        if column < innermost(&levels) {
            levels.pop();
            marks.push(Mark::Dedent);
        }
        if column != innermost(&levels) {
            return Err(UnmatchedDedent { line });
        }
        marks.push(Mark::Line);
    }
    marks.extend(levels[1..].iter().map(|_| Mark::Dedent));
    Ok(marks)
}

fn innermost(levels: &[usize]) -> usize {
    *levels.last().expect("column 0 is never left")
}

mod checks;
