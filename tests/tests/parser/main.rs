//! The parser's errors and warnings beside CPython's: recordings of our programs, one or
//! more for each `invalid_` rule; the library and mutants of it; and every source that
//! CPython's own tests of its parser hold in strings.
//!
//! `GLASS_MUTANTS` asks for another number of mutants, `GLASS_SEED` for other ones, and
//! `GLASS_FILES` for mutants of the files only whose paths contain it.

mod views;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use glass_snake_tests::compare::{Comparison, Input};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::library;
use glass_snake_tests::mutants::Mutants;
use glass_snake_tests::recordings::{self, assert_all_recorded};

const SUBJECT: &str = "parser";
const MUTANTS: usize = 3000;

/// The tests of CPython that are about syntax.
const SYNTAX_TESTS: &[&str] = &[
    "test_syntax.py",
    "test_exceptions.py",
    "test_fstring.py",
    "test_eof.py",
    "test_string_literals.py",
    "test_unicode_identifiers.py",
    "test_grammar.py",
    "test_patma.py",
    "test_named_expressions.py",
    "test_positional_only_arg.py",
    "test_except_star.py",
    "test_codeop.py",
    "test_type_comments.py",
];

#[test]
fn our_programs_as_recorded() {
    let folder = recordings::programs().join(SUBJECT);
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let text = |path: PathBuf| {
        let file = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        let name = file.trim_end_matches(".py").replace('/', ".");
        let view = name.split('.').next().unwrap();
        let text = views::recorded(view, &fs::read(&path).unwrap());
        (name, text + "\n")
    };
    assert_all_recorded(SUBJECT, paths.into_iter().map(text));
}

#[test]
fn library_as_compile() {
    let Some(python) = Python::get("syntax of the library") else { return };
    let files = library::files(python);
    let ours = |_: &str, source: &[u8]| vec![Some(views::syntax(source).into_bytes())];
    Comparison { python, view: "syntax", ours: &ours }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

#[test]
fn library_with_fatal_warnings() {
    let Some(python) = Python::get("fatal warnings") else { return };
    let files = library::files(python);
    let ours = |_: &str, source: &[u8]| vec![Some(views::fatal(source).into_bytes())];
    Comparison { python, view: "fatal", ours: &ours }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

#[test]
fn mutants_in_files() {
    let Some(python) = Python::get("mutants in files") else { return };
    let ours = |_: &str, source: &[u8]| vec![Some(views::in_file(source).into_bytes())];
    compare_mutants(Comparison { python, view: "in-file", ours: &ours });
}

#[test]
fn mutants_as_compile() {
    let Some(python) = Python::get("syntax of mutants") else { return };
    let ours = |_: &str, source: &[u8]| vec![Some(views::syntax(source).into_bytes())];
    compare_mutants(Comparison { python, view: "syntax", ours: &ours });
}

fn compare_mutants(comparison: Comparison<'_>) {
    let number = |variable| env::var(variable).ok().and_then(|text| text.parse().ok());
    let count = number("GLASS_MUTANTS").map_or(MUTANTS, |count: u64| count as usize);
    let mut files = library::files(comparison.python);
    if let Ok(part) = env::var("GLASS_FILES") {
        files.retain(|file| file.path.to_string_lossy().contains(&part));
    }
    let mutants = Mutants::new(&files, number("GLASS_SEED").unwrap_or(1));
    comparison.run(count, |number| mutants.get(number)).assert_all("mutants");
}

#[test]
fn sources_in_the_strings_of_cpythons_tests() {
    let Some(python) = Python::get("snippets of syntax tests") else { return };
    let is_syntax_test = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        SYNTAX_TESTS.contains(&name)
    };
    let files: Vec<_> =
        library::files(python).into_iter().filter(|file| is_syntax_test(&file.path)).collect();
    assert_eq!(files.len(), SYNTAX_TESTS.len());
    let ours = |_: &str, source: &[u8]| vec![Some(views::snippets(source).into_bytes())];
    Comparison { python, view: "snippets", ours: &ours }
        .run(files.len(), |index| -> Input { files[index].read() })
        .assert_all("files");
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
