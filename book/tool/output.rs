//! Compares an output with the one that the book prints, where parts of it may vary.

/// Where two outputs part: the line of the printed one, from 0, and both lines there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line in the book's text, from 0.
    pub line: usize,
    /// What the book prints there; `None` after its end.
    pub printed: Option<String>,
    /// What really came; `None` after its end.
    pub real: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line = |line: &Option<String>| match line {
            Some(line) => format!("`{line}`"),
            None => "its end".to_owned(),
        };
        write!(out, "the page has {}, the output {}", line(&self.printed), line(&self.real))
    }
}

/// Stands for what varies.
const GAP: char = '…';

/// Finds the first difference; with `varies`, a `…` in the book's text stands for anything
/// within a line, and a line that is only `…` for any number of lines.
pub fn compare(printed: &str, real: &str, varies: bool) -> Option<Difference> {
    let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    let real: Vec<&str> = real.trim_end().lines().map(str::trim_end).collect();
    first_difference(&printed, &real, varies, 0).err()
}

fn first_difference(
    printed: &[&str],
    real: &[&str],
    varies: bool,
    line: usize,
) -> Result<(), Difference> {
    let mut at = 0;
    loop {
        let (wanted, found) = (printed.get(at), real.get(at));
        if wanted.is_none() && found.is_none() {
            return Ok(());
        }
        if let Some(wanted) = wanted
            && varies
            && wanted.trim() == GAP.to_string()
        {
            let rest = &printed[at + 1..];
            let fits = |skip: usize| first_difference(rest, &real[skip..], true, line + at + 1);
            let least = fits(at.min(real.len()));
            return match least {
                Ok(()) => Ok(()),
                Err(first) => (at + 1..=real.len()).find_map(|skip| fits(skip).ok()).ok_or(first),
            };
        }
        let same = match (wanted, found) {
            (Some(wanted), Some(found)) if varies => fits_line(wanted, found),
            (wanted, found) => wanted == found,
        };
        if !same {
            let own = |line: Option<&&str>| line.map(|line| (*line).to_owned());
            return Err(Difference { line: line + at, printed: own(wanted), real: own(found) });
        }
        at += 1;
    }
}

/// Whether `found` is `wanted` with something, or nothing, in place of each `…`.
fn fits_line(wanted: &str, found: &str) -> bool {
    let Some((first, rest)) = wanted.split_once(GAP) else { return wanted == found };
    let Some(mut left) = found.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split(GAP).collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_and_the_first_that_differs() {
        assert_eq!(compare("a\nb\n", "a  \nb\n\n", false), None);
        let difference = compare("a\nb\n", "a\nc\nd\n", false).unwrap();
        assert_eq!(difference.line, 1);
        assert_eq!(difference.to_string(), "the page has `b`, the output `c`");
        assert_eq!(compare("a\nb", "a", false).unwrap().real, None);
        assert_eq!(compare("a", "a\nb", false).unwrap().printed, None);
    }

    #[test]
    fn gaps_only_where_it_varies() {
        assert!(compare("<x at …>", "<x at 0x7f>", false).is_some());
        assert_eq!(compare("<x at …>", "<x at 0x7f>", true), None);
        assert!(compare("<x at …>", "<y at 0x7f>", true).is_some());
        assert_eq!(compare("… a … b …", "1 a 2 b 3", true), None);
        assert!(compare("a…a", "a", true).is_some());
    }

    #[test]
    fn a_gap_of_lines() {
        assert_eq!(compare("a\n…\nz", "a\nb\nc\nz", true), None);
        assert_eq!(compare("a\n…\nz", "a\nz", true), None);
        assert_eq!(compare("…", "", true), None);
        assert_eq!(compare("a\n…\ny\nz", "a\nb\nc\nz", true).unwrap().line, 2);
    }
}
