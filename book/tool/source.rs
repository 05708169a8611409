//! A Rust source file, line by line: which lines are code that the book should show.
//!
//! This is a reading by lines, not a parse. The workspace's sources are all formatted by
//! rustfmt, so a block that opens at some indentation closes with a bracket at the same one,
//! and that is all that has to be known of Rust's grammar.

use std::ops::RangeInclusive;

/// What a line is to the reader of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Code.
    Code,
    /// The first line of an `impl`, a `mod` or a `trait` block: shown with what is inside.
    Head,
    /// Nothing that has to be shown: a blank line, a comment, `use`, `mod name;`, `#![…]`, a
    /// lone closing bracket, anything under `#[cfg(test)]`.
    Aside,
}

/// The kind of each line of a file, in order.
pub fn kinds(text: &str) -> Vec<Kind> {
    let lines: Vec<&str> = text.lines().collect();
    let mut kinds = vec![Kind::Code; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        let mut end = at;
        if line == "#[cfg(test)]" {
            end = item_end(&lines, at);
            kinds[at..=end].fill(Kind::Aside);
        } else if is_use(line) {
            while end + 1 < lines.len() && !lines[end].trim_end().ends_with(';') {
                end += 1;
            }
            kinds[at..=end].fill(Kind::Aside);
        } else {
            kinds[at] = kind_of(line);
        }
        at = end + 1;
    }
    kinds
}

/// The lines, from 1, of the item whose first line begins with `head`: its doc comments and
/// attributes, and all down to its closing bracket.
pub fn item(text: &str, head: &str) -> Result<RangeInclusive<usize>, String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| {
        let line = line.trim_start();
        let rest = line.strip_prefix(head).or_else(|| {
            line.strip_prefix("pub ")
                .or_else(|| line.strip_prefix("pub(crate) "))?
                .strip_prefix(head)
        });
        rest.is_some_and(|rest| {
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
        })
    };
    let mut found = (0..lines.len()).filter(|at| begins(&lines[*at]));
    let Some(first) = found.next() else { return Err(format!("no line begins with `{head}`")) };
    if let Some(second) = found.next() {
        let (first, second) = (first + 1, second + 1);
        return Err(format!("`{head}` begins lines {first} and {second}; one is needed"));
    }
    let mut start = first;
    while start > 0 && belongs_to_next(lines[start - 1].trim()) {
        start -= 1;
    }
    Ok(start + 1..=item_end(&lines, first) + 1)
}

fn kind_of(line: &str) -> Kind {
    let opens = |word: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
        let line = line.strip_prefix("unsafe ").unwrap_or(line);
        line.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', '<']) && line.ends_with('{'))
    };
    let module = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
        line.starts_with("mod ") && line.ends_with(';')
    };
    if line.is_empty()
        || line.starts_with("//")
        || line.starts_with("#![")
        || line.chars().all(|c| "{([)]};,".contains(c))
        || module(line)
    {
        Kind::Aside
    } else if ["impl", "mod", "trait"].iter().any(|word| opens(word)) {
        Kind::Head
    } else {
        Kind::Code
    }
}

fn is_use(line: &str) -> bool {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("pub(crate) ").unwrap_or(line).starts_with("use ")
}

fn belongs_to_next(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("#[")
}

/// The last line, from 0, of the item that begins at `at`, attributes and comments before it
/// included: the closing bracket at its indentation, or the line that ends with `;` or `}`.
fn item_end(lines: &[&str], at: usize) -> usize {
    let mut head = at;
    while head + 1 < lines.len() && {
        let line = lines[head].trim();
        belongs_to_next(line) || line.starts_with("//")
    } {
        head += 1;
    }
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = depth(lines[head]);
    let mut brackets = false;
    for (place, line) in lines.iter().enumerate().skip(head) {
        let text = line.trim_end();
        if place == head && (text.ends_with(';') || text.ends_with('}')) {
            return place;
        }
        if text.trim().is_empty() || depth(line) > own {
            continue;
        }
        let closes = text.trim_start().starts_with(['}', ']', ')']);
        if place > head && closes && !text.ends_with('{') && text.trim() != ")" {
            return place;
        }
        // Without a bracket of its own, such as `const X: u32 =` and a line more, the item has
        // ended before the next line of its depth.
        if place > head && !brackets && !["where", "{"].contains(&text.trim()) {
            return place - 1;
        }
        brackets |= text.ends_with(['{', '[', '(']);
    }
    lines.len() - 1
}

#[cfg(test)]
mod tests;
