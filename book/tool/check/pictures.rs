//! Pictures: each exists, says in words what it shows, and can be read in both themes.
//!
//! An SVG is put into the page ([`crate::figure`]), so it must be sound XML, scale by a
//! `viewBox`, and draw in `currentColor` or in the theme's own variables. A fixed colour that
//! is right on white paper is wrong on the dark theme.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use roxmltree::{Document, Node, ParsingOptions};

use crate::{
    finding::{Failure, Report},
    house::{beside, files_under},
    page::{Page, Pages, Picture},
};

/// Attributes, and properties of `style`, that hold a colour.
const COLOURS: [&str; 6] =
    ["fill", "stroke", "color", "stop-color", "flood-color", "lighting-color"];

/// Values that follow the page, or that are no colour.
const FOLLOWING: [&str; 8] = [
    "none",
    "currentColor",
    "currentcolor",
    "inherit",
    "transparent",
    "context-fill",
    "context-stroke",
    "unset",
];

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let variables = theme_variables(pages)?;
    let mut drawn: BTreeSet<PathBuf> = BTreeSet::new();
    // Drawings that a program writes into a page come with words of their own.
    let mut taken_in: BTreeSet<PathBuf> = BTreeSet::new();
    let mut count = 0;
    for page in &pages.all {
        drawn.extend(page.pictures.iter().map(|found| beside(&page.file, &found.target)));
        let included = page.includes.iter().flatten().map(|found| beside(&page.file, &found.file));
        taken_in.extend(included);
    }
    for page in pages.checked() {
        for picture in &page.pictures {
            count += 1;
            in_page(page, picture, &mut report);
        }
    }
    let folder = pages.house.pages();
    let drawings = files_under(&folder, "svg").map_err(|error| Failure::File(folder, error))?;
    for file in &drawings {
        let name = pages.house.shown(file);
        let text = fs::read_to_string(file).map_err(|e| Failure::File(file.clone(), e))?;
        drawing(&name, &text, &variables, &mut report);
        if taken_in.contains(file) && !text.contains("<title>") {
            report.find_in(&name, "a drawing that is included has a `<title>`");
        } else if !drawn.contains(file) && !taken_in.contains(file) {
            report.find_in(name, "no page shows this picture");
        }
    }
    report.note(format!("{count} pictures, {} of them drawings in SVG", drawings.len()));
    Ok(report)
}

fn in_page(page: &Page, picture: &Picture, report: &mut Report) {
    let mut find = |message: String| report.find(&page.name, picture.line, message);
    let target = &picture.target;
    if target.contains("://") {
        find(format!("`{target}` would be fetched from the net; pictures stand in the book"));
        return;
    }
    if !beside(&page.file, target).is_file() {
        find(format!("the picture `{target}` does not exist"));
    }
    if picture.alt.trim().is_empty() {
        find(format!("`{target}` doesn't say in words what it shows: `![words]({target})`"));
    }
    if !picture.alone && target.ends_with(".svg") {
        find(format!("`{target}` needs a paragraph of its own to take the theme's colours"));
    }
}

/// What can be wrong inside a drawing.
fn drawing(name: &str, text: &str, variables: &Option<BTreeSet<String>>, report: &mut Report) {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            report.find(name, error.pos().row as usize, format!("not well formed: {error}"));
            return;
        }
    };
    let line = |node: Node<'_, '_>| document.text_pos_at(node.range().start).row as usize;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || root.attribute("viewBox").is_none() {
        report.find(name, line(root), "the root is an `svg` with a `viewBox`, so that it scales");
    }
    for node in root.descendants().filter(Node::is_element) {
        if matches!(node.tag_name().name(), "style" | "script" | "foreignObject") {
            let tag = node.tag_name().name();
            report.find(name, line(node), format!("`<{tag}>` would reach out into the page"));
        }
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value().trim());
            if key == "href" && !value.starts_with('#') {
                report.find(name, line(node), format!("`{value}` lies outside the picture"));
            }
            let properties: Vec<(&str, &str)> = match key {
                "style" => value.split(';').filter_map(|part| part.split_once(':')).collect(),
                key => vec![(key, value)],
            };
            for (property, value) in properties {
                if !COLOURS.contains(&property.trim()) {
                    continue;
                }
                if let Err(fault) = colour(value.trim(), variables) {
                    report.find(name, line(node), format!("{}: {fault}", property.trim()));
                }
            }
        }
    }
}

/// Whether a colour follows the theme.
fn colour(value: &str, variables: &Option<BTreeSet<String>>) -> Result<(), String> {
    if FOLLOWING.contains(&value) || value.starts_with("url(#") {
        return Ok(());
    }
    let variable = value.strip_prefix("var(").map(|inner| inner.split([',', ')']).next());
    match variable.flatten().map(str::trim) {
        None => {
            Err(format!("`{value}` is the same in both themes; use `currentColor` or `var(…)`"))
        }
        Some(name) if variables.as_ref().is_none_or(|known| known.contains(name)) => Ok(()),
        Some(name) => Err(format!("the theme has no variable `{name}`")),
    }
}

/// The variables that the book's style sheets set; `None` where there is no theme.
fn theme_variables(pages: &Pages) -> Result<Option<BTreeSet<String>>, Failure> {
    let folder = pages.house.book().join("theme");
    let sheets = files_under(&folder, "css").map_err(|e| Failure::File(folder.clone(), e))?;
    let mut variables = BTreeSet::new();
    for sheet in &sheets {
        variables.extend(variables_of(sheet)?);
    }
    Ok((!sheets.is_empty()).then_some(variables))
}

fn variables_of(sheet: &Path) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(sheet).map_err(|e| Failure::File(sheet.to_owned(), e))?;
    let set = text.lines().filter_map(|line| line.trim().split_once(':'));
    Ok(set.map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("--")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, assert_finding};

    const PAGE: &str = "![a map](m.svg)\n";

    fn found(page: &str, svg: &str) -> Vec<String> {
        let css = ("book/theme/a.css", ".light {\n    --ink: #000;\n}\n");
        Fixture::with_page(page, &[css, ("book/src/m.svg", svg)]).findings(check)
    }

    fn drawn(inner: &str) -> Vec<String> {
        found(PAGE, &format!("<svg viewBox=\"0 0 1 1\">\n{inner}\n</svg>\n"))
    }

    #[test]
    fn a_sound_drawing() {
        let inner = "<path fill=\"none\" stroke=\"var(--ink, gray)\" style=\"color: inherit\"/>";
        assert_eq!(drawn(inner), [""; 0]);
    }

    #[test]
    fn colours_that_do_not_follow() {
        let place = "book/src/m.svg:2";
        assert_finding(&drawn("<path fill=\"#fff\"/>"), place, "same in both themes");
        assert_finding(&drawn("<path style=\"stroke: red\"/>"), place, "same in both themes");
        assert_finding(&drawn("<path fill=\"var(--gone)\"/>"), place, "no variable `--gone`");
        assert_finding(&drawn("<style>a { }</style>"), place, "reach out");
        assert_finding(&drawn("<use href=\"http://x/\"/>"), place, "outside");
    }

    #[test]
    fn a_drawing_that_is_broken() {
        assert_finding(
            &found(PAGE, "<svg viewBox=\"0 0 1 1\">\n<g>\n</svg>"),
            "book/src/m.svg:3",
            "",
        );
        assert_finding(&found(PAGE, "<svg></svg>"), "book/src/m.svg:1", "viewBox");
    }

    #[test]
    fn pictures_in_the_page() {
        let svg = "<svg viewBox=\"0 0 1 1\"/>";
        let with = |line: &str| found(&format!("{PAGE}\n{line}\n"), svg);
        assert_finding(&with("![](m.svg)"), "book/src/a.md:3", "in words");
        assert_finding(&with("![x](gone.png)"), "book/src/a.md:3", "does not exist");
        assert_finding(&with("a ![x](m.svg) b"), "book/src/a.md:3", "paragraph of its own");
        assert_finding(&with("![x](https://x/y.png)"), "book/src/a.md:3", "from the net");
        assert_finding(&found("# A\n", svg), "book/src/m.svg", "no page shows");
        assert_finding(&found("{{#include m.svg}}\n", svg), "book/src/m.svg", "has a `<title>`");
    }
}
