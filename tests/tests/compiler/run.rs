//! CPython runs what is compiled here: its library as `.pyc` files, without a source beside
//! them, and its own tests on top.
//!
//! `cargo test -p glass-snake-tests --test compiler -- --ignored` runs it; it takes minutes.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use compiler::pyc::{self, Validation};
use compiler::{Options, Warning, compile};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::say;

/// Tests of the language and of the library that don't ask for sources, but for
/// [`NEEDS_SOURCE`].
const TESTS: &[&str] = &[
    "test_grammar",
    "test_generators",
    "test_coroutines",
    "test_asyncgen",
    "test_patma",
    "test_except_star",
    "test_scope",
    "test_named_expressions",
    "test_fstring",
    "test_with",
    "test_dict",
    "test_list",
    "test_set",
    "test_descr",
    "test_string",
    "test_heapq",
    "test_collections",
    "test_functools",
    "test_itertools",
    "test_dataclasses",
    "test_enum",
    "test_datetime",
    "test_decimal",
];

/// Tests of `test_patma` and `test_coroutines` that read their own file as text.
const NEEDS_SOURCE: [&str; 2] = ["test_refleaks", "test_origin_tracking_warning"];

#[test]
#[ignore = "takes minutes"]
fn cpython_runs_its_tests_from_our_files() {
    let Some(python) = Python::get_reference("our files run by CPython") else { return };
    let home = tempfile::tempdir().expect("a temporary folder");
    let library = home.path().join("lib/python3.11");
    let mut count = 0;
    copy(python.library(), &library, &mut count);
    say(&format!("run: {count} files compiled"));
    assert!(count > 1000);
    let program = python.script("answer.py").get_program().to_owned();
    let status = Command::new(program)
        .env("PYTHONHOME", home.path())
        .env_remove("PYTHONPATH")
        // What CPython has inside of itself would else come before the files.
        .args(["-X", "frozen_modules=off", "-B", "-m", "test", "-q"])
        .args(NEEDS_SOURCE.iter().flat_map(|test| ["-i", test]))
        .args(TESTS)
        .current_dir(home.path())
        .status()
        .expect("CPython starts");
    assert!(status.success(), "{status}");
}

/// Compiles what is Python, and links to everything else.
fn copy(from: &Path, to: &Path, count: &mut usize) {
    const LEFT_OUT: &[&str] = &["__pycache__", "site-packages"];
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the library can be read") {
        let path = entry.expect("the library can be read").path();
        let name = path.file_name().unwrap_or_default();
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name), count);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let place = to.join(name);
            if let Some(bytes) = compiled(&path, &place) {
                fs::write(place.with_extension("pyc"), bytes).expect("room for a file");
                *count += 1;
            }
        } else {
            symlink(&path, to.join(name)).expect("a link can be made");
        }
    }
}

/// The `.pyc` file of a source that is said to be at `place`, where nothing is.
fn compiled(path: &Path, place: &Path) -> Option<Vec<u8>> {
    let source = fs::read(path).expect("the library can be read");
    let mut warnings: Vec<Warning> = Vec::new();
    let name = place.to_str().expect("the library's names are UTF-8");
    let code = compile(&source, name, &Options::default(), &mut warnings).ok()?;
    let validation = Validation::Timestamp { mtime: 0, size: source.len() as u32 };
    Some(pyc::dump(&code, validation).expect("a code object"))
}
