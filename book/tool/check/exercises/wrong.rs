//! A wrong answer as what has to be changed in the solution to make it.
//!
//! ```toml
//! why = "The line before counts, and nothing is remembered."
//!
//! [[change]]
//! from = "levels.pop()"
//! to = "levels.clear()"
//! ```
//!
//! A stretch `from` has to stand in the solution exactly once, so that a solution that was
//! rewritten isn't followed by an answer that is wrong in another way than it says.

use serde::Deserialize;

/// What a file `wrong/*.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    /// What the answer gets wrong, for whoever reads the file.
    why: String,
    change: Vec<Change>,
}

/// One replacement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    from: String,
    to: String,
}

/// The wrong answer that `file` makes of a solution, or why it makes none.
pub(super) fn answer(file: &str, solution: &str) -> Result<String, String> {
    let wrong: Wrong = toml::from_str(file).map_err(|error| error.message().to_owned())?;
    if wrong.why.trim().is_empty() {
        return Err("`why` says what the answer gets wrong".to_owned());
    }
    let mut text = solution.to_owned();
    for Change { from, to } in &wrong.change {
        let count = solution.matches(from.as_str()).count();
        if count != 1 || text.matches(from.as_str()).count() != 1 {
            return Err(format!("the solution holds this {count} times, not once: {from:?}"));
        }
        text = text.replacen(from, to, 1);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn changes_are_made_where_they_belong() {
        let file = "why = 'x'\n[[change]]\nfrom = 'n * 2'\nto = 'n * 3'\n";
        assert_eq!(answer(file, "(n * 2)"), Ok("(n * 3)".to_owned()));
        for solution in ["n * 4", "n * 2 + n * 2"] {
            assert!(answer(file, solution).is_err_and(|error| error.contains("not once")));
        }
    }

    #[test]
    fn a_file_says_what_and_why() {
        for file in ["", "why = ''\nchange = []", "why = 'x'", "why = 'x'\nchange = []\nif = 1"] {
            assert!(answer(file, "").is_err(), "{file}");
        }
    }
}
