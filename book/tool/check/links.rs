//! Links: mdBook builds the book without a complaint, and every link inside the book leads
//! somewhere, down to the heading.
//!
//! Headings get their names from mdBook, so the check looks for them in the HTML that mdBook
//! has made. Links into the net are counted and left alone: the book has to work without one.

use std::{collections::BTreeSet, fs, path::Path};

use crate::{
    finding::{Failure, Report},
    house::beside,
    page::{Link, Page, Pages},
    render::build,
};

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    if !pages.report.findings.is_empty() {
        report.note("skipped: SUMMARY.md and the pages don't agree yet");
        return Ok(report);
    }
    let html = pages.house.builds().join("html");
    for complaint in build(&pages.house, &html)? {
        report.find_in(pages.house.shown(&pages.house.pages()), complaint);
    }
    let (mut inside, mut outside) = (0, 0);
    for page in pages.checked() {
        for link in &page.links {
            if is_outside(&link.target) {
                outside += 1;
                continue;
            }
            inside += 1;
            for from in where_it_appears(pages, page) {
                if let Err(fault) = follow(pages, page, from, link, &html) {
                    report.find(&page.name, link.line, fault);
                    break;
                }
            }
        }
        for (line, html) in &page.html {
            if html.contains("<img") || html.contains("href=") {
                let message = "links and pictures are written in Markdown, where they are checked";
                report.find(&page.name, *line, message);
            }
        }
    }
    report.note(format!("{inside} links inside the book, {outside} into the net (not followed)"));
    Ok(report)
}

fn is_outside(target: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

/// The page itself or, for a file that pages include, those pages.
fn where_it_appears<'a>(pages: &'a Pages, page: &'a Page) -> Vec<&'a Page> {
    if page.file.starts_with(pages.house.pages()) {
        return vec![page];
    }
    let includes = |from: &&Page| {
        let mut files = from.includes.iter().flatten().map(|i| beside(&from.file, &i.file));
        files.any(|file| file == page.file)
    };
    pages.all.iter().filter(includes).flat_map(|from| where_it_appears(pages, from)).collect()
}

fn follow(pages: &Pages, page: &Page, from: &Page, link: &Link, html: &Path) -> Result<(), String> {
    let (path, name) = link.target.split_once('#').unwrap_or((&link.target, ""));
    if !path.is_empty() && page.file != from.file {
        return Err(format!("`{path}`: an included file doesn't know where it will stand"));
    }
    let file = if path.is_empty() { from.file.clone() } else { beside(&from.file, path) };
    let inside = file.strip_prefix(pages.house.pages());
    let inside = inside.map_err(|_| format!("`{path}` lies outside the book's pages"))?;
    if path.is_empty() || path.ends_with(".md") {
        if pages.at(&file).is_none() {
            return Err(format!("`{path}` is no page of the book"));
        }
        let mut target = html.join(inside).with_extension("html");
        if target.file_name().is_some_and(|name| name == "README.html") {
            target.set_file_name("index.html");
        }
        let text = fs::read_to_string(&target)
            .map_err(|error| format!("`{}` was not built: {error}", target.display()))?;
        if !name.is_empty() && !names_in(&text).contains(name) {
            return Err(format!("there is no heading `#{name}` in that page"));
        }
        return Ok(());
    }
    if file.is_file() { Ok(()) } else { Err(format!("`{path}` does not exist")) }
}

/// Every `id` in a page.
fn names_in(html: &str) -> BTreeSet<&str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, assert_finding};

    const OTHER: (&str, &str) = ("book/src/sub/b.md", "# The other `page`\n\n## Part\n");

    fn found(page: &str) -> Vec<String> {
        Fixture::new(&[
            ("book/src/SUMMARY.md", "- [A](a.md)\n- [B](sub/b.md)\n"),
            ("book/src/a.md", page),
            ("book/src/data.txt", ""),
            OTHER,
        ])
        .findings(check)
    }

    #[test]
    fn links_that_lead_somewhere() {
        let page = "# A\n\n[a](sub/b.md) [b](sub/b.md#the-other-page) [c](#a) [d](data.txt) \
                    [e](https://example.org/)\n";
        assert_eq!(found(page), [""; 0]);
    }

    #[test]
    fn links_that_lead_nowhere() {
        for (link, part) in [
            ("sub/c.md", "no page of the book"),
            ("sub/b.md#nowhere", "no heading `#nowhere`"),
            ("#nowhere", "no heading `#nowhere`"),
            ("gone.txt", "does not exist"),
            ("../../Cargo.toml", "outside the book"),
        ] {
            let page = format!("# A\n\nwords\n[x]({link})\n");
            assert_finding(&found(&page), "book/src/a.md:4", part);
        }
    }

    #[test]
    fn raw_html_is_no_way_around() {
        assert_finding(&found("# A\n\n<img src=\"x.png\">\n"), "book/src/a.md:3", "in Markdown");
    }

    #[test]
    fn what_mdbook_complains_about() {
        let found = found("# A\n\n<div>\n\nwords\n");
        assert_finding(&found, "book/src", "div");
    }

    #[test]
    fn a_task_is_followed_from_its_page() {
        let task = ("chapters/01-x/exercises/ex01/task.md", "### T\n\n[a](#a)\n\n[b](#gone)\n");
        let page = "# A\n\n{{#include ../../chapters/01-x/exercises/ex01/task.md}}\n";
        let found = Fixture::with_page(page, &[task]).findings(check);
        assert_finding(&found, "chapters/01-x/exercises/ex01/task.md:5", "`#gone`");
    }
}
