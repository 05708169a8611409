use super::*;
use crate::fixture::{Fixture, assert_finding};

/// The findings for a page; `None` where no CPython is installed to say them.
fn found(page: &str) -> Option<Vec<String>> {
    let interpreters = interpreters().unwrap();
    if interpreters.is_empty() {
        eprintln!("skipped: no CPython 3.11 is found");
        return None;
    }
    Some(Fixture::with_page(page, &[]).findings(|pages| check_under(&interpreters, pages)))
}

#[track_caller]
fn passes(page: &str) {
    if let Some(found) = found(page) {
        assert_eq!(found, [""; 0]);
    }
}

#[track_caller]
fn fails(page: &str, line: usize, part: &str) {
    if let Some(found) = found(page) {
        assert_finding(&found, &format!("book/src/a.md:{line}"), part);
    }
}

#[test]
fn outputs_are_compared() {
    passes("```python\nprint(1)\nprint(2)\n```\n\n```text\n1\n2\n```\n");
    fails("```python\nprint(1)\nprint(2)\n```\n```text\n1\n3\n```\n", 7, "`3`, the output `2`");
    fails("```python\nprint(1)\n```\n\nwords\n\n```text\n1\n```\n", 1, "no `text` block below");
    passes("```python\nx = 1\n```\n\n```python\ny = 1\n```\n");
}

#[test]
fn what_varies() {
    passes("```python varies\nprint(object())\n```\n```text\n<object object at 0x…>\n```\n");
    fails("```python\nprint(object())\n```\n```text\n<object object at 0x…>\n```\n", 5, "0x");
}

#[test]
fn sessions() {
    passes(
        "```python\nx = 1\nprint(x)\n```\n```text\n1\n```\n\n\
         ```python continued\nprint(x + 1)\n```\n```text\n2\n```\n",
    );
    fails("```python\nx = 1\n```\n\n```python\nx\n```\n", 5, "NameError: name 'x'");
    fails("```python continued\n1\n```\n", 1, "no block before it");
}

#[test]
fn exceptions() {
    passes("```python raises=\"ZeroDivisionError\"\n1 / 0\n```\n");
    passes(
        "```python raises=\"ZeroDivisionError\"\nprint(\"a\")\n1 / 0\n```\n```text\na\n\
         Traceback (most recent call last):\n  File \"example.py\", line 2, in <module>\n    \
         1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n```\n",
    );
    passes(
        "```python raises=\"ExceptionGroup\"\nraise ExceptionGroup(\"a\", [ValueError()])\n```\n",
    );
    passes("```python raises=\"ValueError\"\nraise ValueError(\"a\\nb\")\n```\n");
    fails("```python raises=\"ValueError\"\n1 / 0\n```\n", 1, "should raise ValueError");
    fails("```python raises=\"ValueError\"\n1\n```\n", 1, "should raise ValueError");
    fails("```python\n1 / 0\n```\n", 1, "ZeroDivisionError: division by zero");
}

#[test]
fn standard_error() {
    let program = "import sys\nprint(\"a\", file=sys.stderr)\n";
    fails(&format!("```python\n{program}```\n"), 1, "writes to standard error");
    passes(&format!("```python stderr\n{program}```\n```text\na\n```\n"));
}

#[test]
fn blocks_that_are_not_run() {
    passes("```python norun=\"never ends\"\nwhile True: pass\n```\n```text\nnothing\n```\n");
}

#[test]
fn without_an_interpreter_the_check_says_so() {
    let house = Fixture::with_page("```python\n1 / 0\n```\n", &[]);
    let report = check_under(&[], &Pages::open(&house).unwrap()).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.notes, ["skipped, because no CPython 3.11 is found: 1 Python blocks"]);
}
