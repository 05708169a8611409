//! Exercise 4, octal numbers of Python 2. The task is in `task.md`.

// ANCHOR: task
/// The source with `0o777` for every `0777`.
fn modernise(source: &str) -> String {
    source.to_owned()
}
// ANCHOR_END: task

mod checks;
