use super::*;
use crate::fixture::{Fixture, page};

#[test]
fn fences_with_lines_and_neighbours() {
    let page =
        page("# A\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\nwords\n\n```text\n2\n```\n");
    let found: Vec<_> = page.fences.iter().map(|f| (f.line, &f.body[..], f.follows)).collect();
    assert_eq!(found, [(3, "print(1)\n", false), (7, "1\n", true), (13, "2\n", false)]);
    assert!(page.fences[0].is("python") && page.fences[1].is("text"));
}

#[test]
fn a_fence_in_a_list_loses_its_indentation() {
    let page = page("- item\n\n  ```python\n  if x:\n      y\n  ```\n");
    assert_eq!(page.fences[0].body, "if x:\n    y\n");
}

#[test]
fn indented_code_is_refused() {
    let page = page("words\n\n    code\n");
    assert!(page.fences[0].info.as_ref().unwrap_err().contains("use a fence"));
}

#[test]
fn pictures_alone_and_in_a_line() {
    let page = page("x ![a `b`](c.svg) y\n\n![The\nmap](map.svg \"All stages\")\n");
    let [inline, alone] = &page.pictures[..] else { panic!("{:?}", page.pictures) };
    assert_eq!((&inline.alt[..], inline.alone, inline.line), ("a b", false, 1));
    assert_eq!((&alone.alt[..], alone.alone, alone.line), ("The map", true, 3));
    assert_eq!((&alone.target[..], &alone.caption[..]), ("map.svg", "All stages"));
}

#[test]
fn a_book_follows_its_summary_and_its_includes() {
    let house = Fixture::new(&[
        ("book/src/SUMMARY.md", "# S\n\n- [A](a.md)\n- [Gone](gone.md)\n- [Later]()\n"),
        ("book/src/a.md", "# A\n\n{{#include ../../chapters/01-x/exercises/ex01/task.md}}\n"),
        ("book/src/left.md", "# Left over\n"),
        ("chapters/01-x/exercises/ex01/task.md", "## Task\n"),
    ]);
    let pages = Pages::open(&house).unwrap();
    let names: Vec<_> = pages.all.iter().map(|page| &page.name[..]).collect();
    assert_eq!(names, ["book/src/a.md", "chapters/01-x/exercises/ex01/task.md"]);
    let found: Vec<_> = pages.report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "book/src/SUMMARY.md:4: `book/src/gone.md` does not exist",
            "book/src/left.md: no entry of SUMMARY.md leads here"
        ]
    );
}

#[test]
fn a_chapter_has_a_page_of_its_name_or_a_folder() {
    let house = Fixture::new(&[
        ("book/src/SUMMARY.md", "- [A](x.md)\n- [B](y/how.md)\n"),
        ("book/src/x.md", "# X\n"),
        ("book/src/y/how.md", "# Y\n"),
    ]);
    let pages = Pages::open(&house).unwrap();
    assert!(pages.has_chapter("x") && pages.has_chapter("y") && !pages.has_chapter("z"));
}
