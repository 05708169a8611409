use super::*;
use crate::{fixture::Fixture, page::Pages};

fn woven(page: &str, files: &[(&str, &str)]) -> String {
    let house = Fixture::with_page(page, files);
    let pages = Pages::open(&house).unwrap();
    weave(&house, &pages.all[0])
}

const SOURCE: (&str, &str) = (
    "chapters/01-x/src/lib.rs",
    "impl X {\n    // ANCHOR: f\n    fn f() {}\n    // ANCHOR_END: f\n}\n",
);

#[test]
fn a_listing_says_where_it_stands() {
    let page = "a\n\n```rust\n{{#include ../../chapters/01-x/src/lib.rs:f}}\n```\n\nb\n";
    assert_eq!(
        woven(page, &[SOURCE]),
        "a\n\n<figure class=\"listing\">\n\n```rust,noplayground\nfn f() {}\n```\n\n\
         <figcaption>chapters/01-x/src/lib.rs, line 3</figcaption>\n</figure>\n\n\nb\n"
    );
}

#[test]
fn a_listing_in_a_list_keeps_its_indentation() {
    let page = "- a\n\n  ```rust\n  {{#include ../../chapters/01-x/src/lib.rs:f}}\n  ```\n";
    assert_eq!(woven(page, &[SOURCE]), "- a\n\n  ```rust,noplayground\n  fn f() {}\n  ```\n");
}

#[test]
fn attributes_are_taken_off() {
    let page = "```python norun=\"takes a day\"\nx\n```\n";
    assert_eq!(woven(page, &[]), "```python\nx\n```\n");
}

#[test]
fn a_picture_of_its_own_becomes_a_figure() {
    let svg = ("book/src/m.svg", "<svg viewBox=\"0 0 9 9\"><path d=\"\"/></svg>");
    assert_eq!(
        woven("a\n\n![all](m.svg \"The map\")\n\nb\n", &[svg]),
        "a\n\n<figure>\n<svg role=\"img\" aria-label=\"all\" viewBox=\"0 0 9 9\"><path d=\"\"/></svg>\n\
         <figcaption>The map</figcaption>\n</figure>\n\nb\n"
    );
}

#[test]
fn a_task_is_woven_into_the_page() {
    let task = ("chapters/01-x/exercises/ex01/task.md", "## Task\n\n```python varies\nx\n```\n");
    let page = "a\n\n{{#include ../../chapters/01-x/exercises/ex01/task.md}}\n\nb\n";
    assert_eq!(woven(page, &[task]), "a\n\n## Task\n\n```python\nx\n```\n\n\nb\n");
}

#[test]
fn what_is_missing_stays() {
    let page = "```rust\n{{#include gone.rs:f}}\n```\n\n![a](gone.svg)\n";
    assert_eq!(woven(page, &[]), page);
}
