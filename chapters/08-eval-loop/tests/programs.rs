//! The programs of `tests/programs/language`, compiled, verified and run: what they print is
//! what CPython prints.

mod support;

use std::fs;
use std::path::PathBuf;

use support::run_source;

/// Programs that need more built-in functions than the few of this crate's tests. Chapter 11
/// runs them, and the others again, with all of its own.
const NOT_YET: &[&str] = &[
    "arithmetic",
    "class_machinery",
    "classes",
    "comprehensions",
    "containers",
    "coroutines",
    "deletion",
    "dunder_flow",
    "imports",
    "iteration",
    "matching",
    "operators",
    "scopes",
    "slicing",
    "unpacking",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// What CPython prints: the recording without its head.
fn recorded(name: &str) -> String {
    let path = folder().join(format!("recordings/language/{name}.output.snap"));
    let text = fs::read_to_string(path).expect("every program has a recording");
    let body = text.splitn(3, "---\n").nth(2).expect("a recording has a head");
    body.trim_end_matches('\n').to_owned()
}

fn printed(name: &str) -> String {
    let path = folder().join(format!("programs/language/{name}.py"));
    let source = fs::read(path).expect("a program");
    run_source(&source, &format!("{name}.py")).trim_end_matches('\n').to_owned()
}

#[test]
fn programs_print_what_they_print_under_cpython() {
    let mut names: Vec<String> = fs::read_dir(folder().join("programs/language"))
        .expect("the programs")
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    let only = std::env::var("PROGRAM").ok();
    names.retain(|name| only.as_ref().is_none_or(|only| only == name));
    let mut differ = Vec::new();
    for name in names {
        let (actual, expected) = (printed(&name), recorded(&name));
        if only.is_some() {
            pretty_assertions::assert_str_eq!(actual, expected);
        }
        let agrees = actual == expected;
        if agrees == NOT_YET.contains(&name.as_str()) {
            let last = actual.lines().last().unwrap_or_default().to_owned();
            differ.push(format!("{name}: agrees {agrees}; {last}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
