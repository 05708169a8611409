use super::*;
use crate::fixture::{Fixture, assert_finding};

const SOURCE: &str = "//! Idea.\n\nuse std::fmt;\n\nimpl Lock {\n    // ANCHOR: take\n    \
    fn take() {}\n    // ANCHOR_END: take\n\n    fn give() {\n        go();\n    }\n}\n\n\
    #[cfg(test)]\nmod tests {\n    fn t() {}\n}\n";

const PAGE: &str = "```rust\n{{#include ../../chapters/07-gil/src/lib.rs:take}}\n```\n";

fn report(chapter: &str, list: &str) -> Report {
    let folder = format!("chapters/07-{chapter}");
    let page = PAGE.replace("gil", chapter);
    let house = Fixture::new(&[
        ("book/src/SUMMARY.md", &format!("- [A]({chapter}.md)\n")),
        (&format!("book/src/{chapter}.md"), &page),
        ("book/coverage.toml", list),
        (&format!("{folder}/src/lib.rs"), SOURCE),
        (&format!("{folder}/src/lib/tests.rs"), "fn t() {}\n"),
    ]);
    check(&Pages::open(&house).unwrap()).unwrap()
}

fn found(chapter: &str, list: &str) -> Vec<String> {
    report(chapter, list).findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_line_that_is_neither_shown_nor_left_out() {
    assert_finding(&found("gil", ""), "chapters/07-gil/src/lib.rs:10", "lines 10 to 11");
    // Another chapter is only counted, unless the file is of its core.
    assert_eq!(found("eval", ""), [""; 0]);
    assert_finding(
        &found("eval", "[eval]\ncore = [\"src/lib.rs\"]\n"),
        "chapters/07-eval/src/lib.rs:10",
        "neither shown",
    );
}

#[test]
fn shares_are_counted() {
    let note = &report("eval", "").notes[0];
    assert!(note.starts_with("eval: 4 lines of code, 50.0 % shown"), "{note}");
}

#[test]
fn a_reason_leaves_lines_out() {
    for place in ["item = \"fn give\"\n", "item = \"impl Lock\"\n", ""] {
        let list = format!(
            "[[gil.omitted]]\nfile = \"src/lib.rs\"\n{place}reason = \"the mirror of take\"\n"
        );
        assert_eq!(found("gil", &list), [""; 0], "{place}");
    }
}

#[test]
fn reasons_that_are_stale_or_wrong() {
    let both = "[[gil.omitted]]\nfile = \"src/lib.rs\"\nreason = \"r\"\n";
    for (entry, part) in [
        ("file = \"src/lib.rs\"\nanchor = \"take\"\nreason = \"r\"", "nothing out any more"),
        ("file = \"src/lib.rs\"\nitem = \"fn gone\"\nreason = \"r\"", "no line begins with"),
        ("file = \"src/lib.rs\"\nanchor = \"gone\"\nreason = \"r\"", "no anchor `gone`"),
        ("file = \"src/gone.rs\"\nreason = \"r\"", "no file `src/gone.rs`"),
    ] {
        assert_finding(
            &found("gil", &format!("{both}\n[[gil.omitted]]\n{entry}\n")),
            "book/coverage.toml:5",
            part,
        );
    }
    assert_finding(
        &found("gil", "[[gil.omitted]]\nfile = \"src/lib.rs\"\nreason = \"\"\n"),
        "book/coverage.toml:1",
        "reason is empty",
    );
    assert_finding(
        &found("gil", "\n[[gil.omitted]]\nfile = \"src/lib.rs\"\nwhy = \"r\"\n"),
        "book/coverage.toml:4",
        "unknown field",
    );
    let list = format!("{both}\n[other]\ncore = [\"src\"]\n");
    assert_finding(&found("gil", &list), "book/coverage.toml:5", "no chapter");
    let list = "[eval]\ncore = [\"src/gone.rs\"]\n";
    assert_finding(&found("eval", list), "book/coverage.toml:2", "no source");
}

#[test]
fn a_chapter_without_a_page_is_left_alone() {
    let house = Fixture::with_page("# A\n", &[("chapters/07-gil/src/lib.rs", SOURCE)]);
    assert_eq!(house.findings(check), [""; 0]);
}
