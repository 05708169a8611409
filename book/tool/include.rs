//! `{{#include file:name}}`: how a page takes in a stretch of a source.
//!
//! The syntax is mdBook's (`mdbook-driver`, `builtin_preprocessors/links.rs`), a subset of it:
//! a whole file or an anchor of it. Line numbers are refused, since they rot; so are mdBook's
//! other helpers, which the book doesn't use.

use std::{fs, path::Path};

use crate::{
    anchor::{Anchors, Mark},
    house::beside,
};

/// A helper found in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// Its line in the page, from 1.
    pub line: usize,
    /// The file as written, relative to the page.
    pub file: String,
    /// The anchor in it; `None` for the whole file.
    pub anchor: Option<String>,
}

/// Lines taken from a source, as a page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The numbers of the lines, from 1; markers are left out.
    pub lines: Vec<usize>,
    /// The text, moved to the left edge.
    pub text: String,
}

/// The helpers of a page. A helper that can't be read is an error with its line.
pub fn includes(text: &str) -> Vec<Result<Include, (usize, String)>> {
    let mut found = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let mut rest = content;
        while let Some(start) = rest.find("{{#") {
            let escaped = rest[..start].ends_with('\\');
            rest = &rest[start + "{{#".len()..];
            if escaped {
                continue;
            }
            let Some((helper, after)) = rest.split_once("}}") else {
                found.push(Err((line, "`{{#` without `}}` on its line".to_owned())));
                break;
            };
            found.push(parse(line, helper));
            rest = after;
        }
    }
    found
}

fn parse(line: usize, helper: &str) -> Result<Include, (usize, String)> {
    let Some(target) = helper.strip_prefix("include ").map(str::trim) else {
        return Err((line, format!("`{{{{#{helper}}}}}`: pages use `#include` only")));
    };
    let (file, anchor) = match target.split_once(':') {
        None => (target, None),
        Some((file, anchor)) => (file, Some(anchor)),
    };
    if file.is_empty() || file.contains(char::is_whitespace) {
        return Err((line, "`#include` names one file".to_owned()));
    }
    if let Some(anchor) = anchor
        && (anchor.is_empty() || anchor.starts_with(|c: char| c.is_ascii_digit() || c == ':'))
    {
        let message = "lines are named by an anchor, not by number: `#include file:anchor`";
        return Err((line, message.to_owned()));
    }
    Ok(Include { line, file: file.to_owned(), anchor: anchor.map(str::to_owned) })
}

impl Include {
    /// Reads what the helper, standing in `page`, takes in.
    pub fn read(&self, page: &Path) -> Result<Excerpt, String> {
        let path = beside(page, &self.file);
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("`{}` can't be included: {error}", self.file))?;
        self.cut(&text)
    }

    /// Cuts the stretch out of its source.
    pub fn cut(&self, source: &str) -> Result<Excerpt, String> {
        let range = match &self.anchor {
            None => 1..usize::MAX,
            Some(name) => {
                let anchors = Anchors::of(source);
                let anchor = anchors
                    .get(name)
                    .ok_or_else(|| format!("`{}` has no anchor `{name}`", self.file))?;
                anchor.opens + 1..anchor.closes
            }
        };
        let (lines, shown): (Vec<usize>, Vec<&str>) = (1..)
            .zip(source.lines())
            .filter(|(line, content)| range.contains(line) && !Mark::of(content).is_marker())
            .unzip();
        Ok(Excerpt { lines, text: at_left_edge(&shown) })
    }
}

/// Takes away the indentation that all lines share.
fn at_left_edge(lines: &[&str]) -> String {
    let full = lines.iter().filter(|line| !line.trim().is_empty());
    let shared = full.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        text.push_str(line.get(shared..).unwrap_or("").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn include(anchor: &str) -> Include {
        Include { line: 1, file: "a.rs".to_owned(), anchor: Some(anchor.to_owned()) }
    }

    #[test]
    fn helpers_are_found_with_their_lines() {
        let text = "one\n{{#include ../a.rs:b}} and \\{{#include no}}\n{{#include c.md}}\n";
        let found: Vec<Include> = includes(text).into_iter().map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].line, &found[0].file[..], found[0].anchor.as_deref()),
            (2, "../a.rs", Some("b"))
        );
        assert_eq!((found[1].line, &found[1].file[..], &found[1].anchor), (3, "c.md", &None));
    }

    #[test]
    fn helpers_that_are_refused() {
        for text in ["{{#include a.rs:1:5}}", "{{#include a.rs:7}}", "{{#include a.rs:}}"] {
            let [Err((1, message))] = &includes(text)[..] else { panic!("{text} was accepted") };
            assert!(message.contains("by an anchor"), "{message}");
        }
        for text in ["{{#playground a.rs}}", "{{#include a b}}", "{{#include a.rs"] {
            assert!(matches!(&includes(text)[..], [Err((1, _))]), "{text}");
        }
    }

    #[test]
    fn an_excerpt_moves_to_the_left_and_loses_inner_markers() {
        let source = "impl X {\n    // ANCHOR: a\n    fn f() {\n        // ANCHOR: b\n\n        \
                      1\n        // ANCHOR_END: b\n    }\n    // ANCHOR_END: a\n}\n";
        let excerpt = include("a").cut(source).unwrap();
        assert_eq!(excerpt.text, "fn f() {\n\n    1\n}\n");
        assert_eq!(excerpt.lines, [3, 5, 6, 8]);
        assert!(include("c").cut(source).unwrap_err().contains("no anchor `c`"));
    }
}
