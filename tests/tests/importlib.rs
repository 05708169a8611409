//! Chapter 9's importlib, run by CPython: as many of CPython's own tests of the import system pass
//! as with its own.

use glass_snake_tests::cpython::Python;
use pretty_assertions::assert_eq;

/// Those that take no longer than seconds.
const TESTS: [&str; 7] = [
    "test.test_importlib",
    "test.test_import",
    "test.test_zipimport",
    "test.test_pkg",
    "test.test_pkgutil",
    "test.test_module",
    "test.test_imp",
];

/// What the script says of each test module, without the time that it took.
fn counts(python: &Python, options: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut command = python.script("importlib_in_cpython.py");
    let output = command.args(options).args(TESTS).current_dir(folder.path()).output();
    let output = output.expect("python can be run");
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter(|line| line.starts_with("test.test_"));
    lines.filter_map(|line| line.rsplit_once(',')).map(|(line, _)| line.to_owned()).collect()
}

#[test]
fn cpythons_tests_pass_on_chapter_9s_importlib() {
    let Some(python) = Python::get_reference("CPython's tests of the import system") else {
        return;
    };
    if !python.library().join("test/test_importlib").is_dir() {
        glass_snake_tests::say("skipped: CPython's tests aren't installed");
        return;
    }
    let expected = counts(python, &["--plain"]);
    assert_eq!(expected.len(), TESTS.len());
    assert_eq!(counts(python, &[]), expected);
}
