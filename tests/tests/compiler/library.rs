//! The whole library compiled, at each level of optimisation: CPython's code objects.
//!
//! `dis` is compared on a sample, since CPython takes minutes for the text of all;
//! `GLASS_FULL=1` asks for it.

use std::env;

use glass_snake_tests::compare::Comparison;
use glass_snake_tests::cpython::Python;
use glass_snake_tests::library;

use crate::views::compilation;

/// Of so many files, one is shown by `dis`.
const SAMPLE: usize = 12;

#[test]
fn library_without_optimisation() {
    compare(0);
}

#[test]
fn library_without_assertions() {
    compare(1);
}

#[test]
fn library_without_docstrings() {
    compare(2);
}

fn compare(optimize: u8) {
    let Some(python) = Python::get("the library compiled") else { return };
    let files = library::files(python);
    let full = env::var_os("GLASS_FULL").is_some();
    let (shown, others): (Vec<_>, Vec<_>) =
        files.into_iter().enumerate().partition(|(number, _)| full || number % SAMPLE == 0);
    let run = |files: &[(usize, library::File)], with_dis| {
        let view = if with_dis { "compilation-dis" } else { "compilation" };
        let view = format!("{view}-{optimize}");
        let ours = move |name: &str, source: &[u8]| compilation(name, source, optimize, with_dis);
        Comparison { python, view: &view, ours: &ours }
            .run(files.len(), |index| files[index].1.read())
    };
    run(&others, false).assert_all("files");
    run(&shown, true).assert_all("files");
}
