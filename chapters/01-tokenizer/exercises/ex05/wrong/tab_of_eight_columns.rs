//! Exercise 5, wrong: a tab leads to the next multiple of eight, it is not eight wide.

/// Why CPython refuses an indentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mistake {
    /// `IndentationError`: back to a column that no open block has.
    Unindent,
    /// `TabError`: deeper, as deep or less deep, depending on the width of a tab.
    Tabs,
}

/// A column, counted with tabs to the next multiple of eight, and with tabs as wide as a space.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Column {
    wide: usize,
    narrow: usize,
}

impl Column {
    fn behind(blanks: &str) -> Column {
        let step = |before: Column, blank| match blank {
            '\t' => Column { wide: before.wide + 8, narrow: before.narrow + 1 },
            '\x0c' => Column::default(),
            _ => Column { wide: before.wide + 1, narrow: before.narrow + 1 },
        };
        blanks.chars().fold(Column::default(), step)
    }
}

/// The first line, counted from 1, that CPython refuses, and why. Each text is what stands
/// before the first word of a line: spaces, tabs and form feeds.
fn first_mistake(blanks: &[&str]) -> Option<(usize, Mistake)> {
    let mut levels = vec![Column::default()];
    let mistake = |(line, blanks): (usize, &&str)| {
        let place = enter(&mut levels, Column::behind(blanks));
        place.err().map(|mistake| (line, mistake))
    };
    (1..).zip(blanks).find_map(mistake)
}

/// Opens and closes blocks, outermost first, so that the innermost begins at `column`.
///
/// The wide column decides which way it goes; the narrow one has to agree.
fn enter(levels: &mut Vec<Column>, column: Column) -> Result<(), Mistake> {
    let innermost = *levels.last().expect("column 0 is never left");
    if column.wide > innermost.wide {
        levels.push(column);
        return if column.narrow > innermost.narrow { Ok(()) } else { Err(Mistake::Tabs) };
    }
    levels.retain(|level| level.wide <= column.wide);
    let level = *levels.last().expect("column 0 is never left");
    if column.wide != level.wide {
        Err(Mistake::Unindent)
    } else if column.narrow != level.narrow {
        Err(Mistake::Tabs)
    } else {
        Ok(())
    }
}

mod checks;
