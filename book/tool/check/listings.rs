//! Listings: every fence is well formed, every include names a file and an anchor that exist,
//! and every marker in the sources is sound.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use crate::{
    anchor::Anchors,
    finding::{Failure, Report},
    house::{beside, files_under},
    page::Pages,
};

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut sources = marked_sources(pages)?;
    let mut used = BTreeSet::new();
    for page in pages.checked() {
        for fence in &page.fences {
            if let Err(fault) = &fence.info {
                report.find(&page.name, fence.line, fault);
            }
            let lines = fence.body.lines().filter(|line| !line.trim().is_empty());
            if fence.is_listing() && lines.clone().any(|line| !line.starts_with("{{#include ")) {
                let message = "a block holds either includes or code of its own, not both";
                report.find(&page.name, fence.line, message);
            }
        }
        for include in &page.includes {
            let include = match include {
                Ok(include) => include,
                Err((line, fault)) => {
                    report.find(&page.name, *line, fault);
                    continue;
                }
            };
            match include.read(&page.file) {
                Err(fault) => report.find(&page.name, include.line, fault),
                Ok(_) => {
                    let path = beside(&page.file, &include.file);
                    if let Some(anchor) = &include.anchor {
                        used.insert((path.clone(), anchor.clone()));
                    }
                    if let std::collections::btree_map::Entry::Vacant(entry) =
                        sources.entry(path.clone())
                    {
                        entry.insert(read(path)?);
                    }
                }
            }
        }
    }
    let (mut count, mut idle) = (0, Vec::new());
    for (path, anchors) in &sources {
        let name = pages.house.shown(path);
        for (line, fault) in &anchors.faults {
            report.find(&name, *line, fault);
        }
        for anchor in &anchors.found {
            count += 1;
            if !used.contains(&(path.clone(), anchor.name.clone())) {
                idle.push(format!("{name}:{}: no page shows `{}`", anchor.opens, anchor.name));
            }
        }
    }
    report.note(format!("{count} anchors, {} of them shown", count - idle.len()));
    report.notes.extend(idle);
    Ok(report)
}

/// The anchors of every Rust file of every chapter.
fn marked_sources(pages: &Pages) -> Result<BTreeMap<PathBuf, Anchors>, Failure> {
    let folder = pages.house.root().join("chapters");
    let files = files_under(&folder, "rs").map_err(|error| Failure::File(folder, error))?;
    files.into_iter().map(|file| Ok((file.clone(), read(file)?))).collect()
}

fn read(file: PathBuf) -> Result<Anchors, Failure> {
    match fs::read_to_string(&file) {
        Ok(text) => Ok(Anchors::of(&text)),
        Err(error) => Err(Failure::File(file, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, assert_finding};

    const SOURCE: (&str, &str) =
        ("chapters/01-x/src/lib.rs", "// ANCHOR: one\nx\n// ANCHOR_END: one\n");

    fn found(page: &str) -> Vec<String> {
        Fixture::with_page(page, &[SOURCE]).findings(check)
    }

    #[test]
    fn a_sound_page_passes() {
        let page = "```rust\n{{#include ../../chapters/01-x/src/lib.rs:one}}\n```\n";
        assert_eq!(found(page), [""; 0]);
    }

    #[test]
    fn an_include_of_what_is_not_there() {
        let page = "a\n\n```rust\n{{#include ../../chapters/01-x/src/lib.rs:two}}\n```\n";
        assert_finding(&found(page), "book/src/a.md:4", "has no anchor `two`");
        let page = "```rust\n{{#include ../x.rs:two}}\n```\n";
        assert_finding(&found(page), "book/src/a.md:2", "can't be included");
        let page = "```rust\n{{#include ../../chapters/01-x/src/lib.rs:1:2}}\n```\n";
        assert_finding(&found(page), "book/src/a.md:2", "by an anchor");
    }

    #[test]
    fn a_fence_that_is_not_well_formed() {
        assert_finding(&found("a\n\n```\nb\n```\n"), "book/src/a.md:3", "without a language");
        let page = "```rust\nlet x;\n{{#include ../../chapters/01-x/src/lib.rs:one}}\n```\n";
        assert_finding(&found(page), "book/src/a.md:1", "not both");
    }

    #[test]
    fn markers_that_no_page_names_are_checked_too() {
        let house = Fixture::with_page("# A\n", &[("chapters/01-x/src/a.rs", "\n// ANCHOR: x\n")]);
        assert_finding(&house.findings(check), "chapters/01-x/src/a.rs:2", "never closed");
    }
}
