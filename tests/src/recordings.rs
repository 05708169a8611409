//! What CPython printed, to be read and never written from here.
//!
//! A recording is an insta snapshot under `tests/recordings/`, written by
//! `tests/reference/record.py`. That a snapshot can't be accepted from our own output is
//! seen to in three ways. `.cargo/config.toml` sets `INSTA_UPDATE=no`, so that insta writes
//! no pending snapshot which someone could accept. [`assert_recorded`] refuses a snapshot
//! whose header doesn't name a script of `tests/reference` and the reference's version, and
//! insta itself would write a Rust file's name there. And where the reference is installed,
//! a test records everything afresh and compares ([`read_all`]).

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::cpython::REFERENCE;
use crate::say;

/// The committed recordings.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings")
}

/// Our programs of which the recordings are.
pub fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}

/// What was recorded for `subject` by this name.
///
/// # Panics
/// If there is no such recording of CPython's.
pub fn read(subject: &str, name: &str) -> String {
    let path = folder().join(subject).join(format!("{name}.snap"));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; see record.py", path.display()));
    check_header(&text, subject)
        .unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
        .to_string()
}

/// Fails unless `actual` is what was recorded for `subject` by this name.
///
/// # Panics
/// If it isn't, with the difference; or if there is no such recording of CPython's.
pub fn assert_recorded(subject: &str, name: &str, actual: &str) {
    read(subject, name);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join(subject));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, actual));
}

/// [`assert_recorded`] for every name and text, so that all differences are seen at once.
///
/// # Panics
/// If one differs.
pub fn assert_all_recorded(subject: &str, actual: impl IntoIterator<Item = (String, String)>) {
    let differs = |(name, text): &(String, String)| {
        catch_unwind(AssertUnwindSafe(|| assert_recorded(subject, name, text))).is_err()
    };
    let mut count = 0;
    let counted = actual.into_iter().inspect(|_| count += 1);
    let differing: Vec<String> = counted.filter(differs).map(|(name, _)| name).collect();
    say(&format!("{subject}: {} of {count} recordings agree", count - differing.len()));
    assert!(differing.is_empty(), "not as recorded: {differing:#?}");
}

/// The content behind a snapshot's header, if that says that `tests/reference` wrote it with
/// the reference.
///
/// # Errors
/// What the header lacks.
pub fn check_header<'text>(text: &'text str, subject: &str) -> Result<&'text str, String> {
    let header = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    let (header, content) = header.ok_or("there is no header")?;
    for line in [format!("source: tests/reference/{subject}.py"), format!("  cpython: {REFERENCE}")]
    {
        if !header.lines().any(|found| found == line) {
            return Err(format!(
                "its header doesn't say `{line}`: it was not recorded from CPython"
            ));
        }
    }
    Ok(content)
}

/// Every recording under a folder, by subject and name.
///
/// # Panics
/// If one can't be read.
pub fn read_all(folder: &Path) -> BTreeMap<(String, String), String> {
    let mut recordings = BTreeMap::new();
    let entries = |folder: &Path| {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        entries
            .map(|entry| entry.expect("a folder's entries can be read").path())
            .collect::<Vec<_>>()
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for subject in entries(folder) {
        for path in entries(&subject) {
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            recordings.insert((name(&subject), name(&path)), text);
        }
    }
    recordings
}

#[cfg(test)]
mod tests {
    use super::check_header;

    #[test]
    fn a_snapshot_that_insta_wrote_is_refused() {
        let ours = "---\nsource: tests/tests/tokenizer.rs\nexpression: text\n---\nx\n";
        assert!(check_header(ours, "tokenizer").is_err());
        let other = "---\nsource: tests/reference/tokenizer.py\ninfo:\n  cpython: 3.12.1\n---\nx\n";
        assert!(check_header(other, "tokenizer").is_err());
        assert!(check_header("x\n", "tokenizer").is_err());
    }

    #[test]
    fn a_recording_is_accepted() {
        let text = "---\nsource: tests/reference/tokenizer.py\ninfo:\n  cpython: 3.11.7\n---\nx\n";
        assert_eq!(check_header(text, "tokenizer"), Ok("x\n"));
    }
}
