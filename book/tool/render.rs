//! mdBook makes HTML of the woven pages.

use std::path::Path;

use mdbook_driver::{MDBook, book::BookItem, config::Config, errors::Error};

use crate::{complaints::listen, finding::Failure, house::House, page::Page, weave::weave};

/// Builds the book of `house` into `into`, and gives what mdBook complained about.
pub fn build(house: &House, into: &Path) -> Result<Vec<String>, Failure> {
    let (built, complaints) = listen(|| build_with_mdbook(house, into));
    built.map(|()| complaints)
}

fn build_with_mdbook(house: &House, into: &Path) -> Result<(), Failure> {
    let failed = |error: Error| Failure::Book(format!("{error:#}"));
    let mut config = Config::from_disk(house.book().join("book.toml")).map_err(failed)?;
    config.build.build_dir = into.to_owned();
    let mut book = MDBook::load_with_config(house.book(), config).map_err(failed)?;
    let mut first_failure = None;
    book.book.for_each_mut(|item| {
        if let BookItem::Chapter(chapter) = item
            && let Some(source) = &chapter.source_path
        {
            match Page::open(house, &house.pages().join(source)) {
                Ok(page) => chapter.content = weave(house, &page),
                Err(failure) => first_failure = Some(failure),
            }
        }
    });
    match first_failure {
        Some(failure) => Err(failure),
        None => book.build().map_err(failed),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn pages_become_html() {
        let house = Fixture::with_page(
            "# A page\n\n```python varies\nprint(1)\n```\n\n```rust\nlet x = 1;\n```\n",
            &[],
        );
        let html = house.root().join("html");
        build(&house, &html).unwrap();
        let page = fs::read_to_string(html.join("a.html")).unwrap();
        assert!(page.contains("id=\"a-page\""), "{page}");
        assert!(page.contains("<code class=\"language-python\">print(1)"), "{page}");
        // A page with a playground would ask the net for it.
        assert!(!page.contains("class=\"playground\""), "{page}");
    }

    #[test]
    fn a_missing_page_is_an_error() {
        let house = Fixture::new(&[("book/src/SUMMARY.md", "- [A](a.md)\n")]);
        let error = build(&house, &house.root().join("html")).unwrap_err();
        assert!(error.to_string().contains("a.md"), "{error}");
    }
}
