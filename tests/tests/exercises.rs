//! What the exercises' checks know of CPython is what it says.

use glass_snake_tests::cpython::Python;

#[test]
fn cpython_still_says_what_the_checks_expect() {
    let Some(python) = Python::get_reference("the facts in the exercises' checks") else { return };
    let output = python.script("exercises.py").arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
