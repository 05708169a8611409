//! Coverage: which of a chapter's lines the book shows, and why it leaves out the others.
//!
//! `book/coverage.toml` has a table for each chapter that is to be shown whole, or whose core
//! is, and beside it what is left out:
//!
//! ```toml
//! [tokenizer]
//! core = ["src"]                # files or folders; every line of them is accounted for
//!
//! [[tokenizer.omitted]]
//! file = "src/token.rs"
//! item = "impl fmt::Display for Exact"     # or `anchor = "name"`; neither: the whole file
//! reason = "forty names of operators, in the order of the table above it"
//! ```
//!
//! A line counts when it holds code, as [`crate::source`] reads it. The head of an `impl` or
//! `mod` block counts as shown as soon as a line inside it is. A reason that no longer leaves
//! anything out is an error, so that the list can't grow stale.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

use crate::{
    anchor::Anchors,
    finding::{Failure, Report},
    house::{Chapter, beside, files_under},
    page::Pages,
    source::{Kind, item, kinds},
};

/// Chapters of which the book shows every line, whatever the list says.
const WHOLE: [&str; 4] = ["tokenizer", "pymalloc", "cycle-gc", "gil"];

/// How many lines in a row a report names one by one.
const NAMED: usize = 60;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(default)]
    core: Vec<Spanned<String>>,
    #[serde(default)]
    omitted: Vec<Spanned<Omitted>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Omitted {
    file: String,
    item: Option<String>,
    anchor: Option<String>,
    reason: String,
}

/// What the book makes of one source file.
struct Source {
    /// Its path inside the chapter.
    name: String,
    kinds: Vec<Kind>,
    text: String,
    shown: BTreeSet<usize>,
    omitted: BTreeSet<usize>,
}

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let path = pages.house.book().join("coverage.toml");
    let list = pages.house.shown(&path);
    let text = if path.is_file() { read(&path)? } else { String::new() };
    let rules: BTreeMap<String, Rules> = match toml::from_str(&text) {
        Ok(rules) => rules,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(&text, span.start));
            report.find(list, line, error.message());
            return Ok(report);
        }
    };
    let shown = shown_lines(pages);
    let chapters = pages.chapters()?;
    for name in rules.keys().filter(|_| pages.only.is_none()) {
        if !chapters.iter().any(|chapter| chapter.name == *name) {
            let line = text.lines().position(|line| line.contains(&format!("[{name}")));
            report.find(&list, line.map_or(1, |at| at + 1), format!("`{name}` is no chapter"));
        }
    }
    for chapter in &chapters {
        let rules = rules.get(&chapter.name).cloned().unwrap_or_default();
        if !pages.has_chapter(&chapter.name) {
            report.note(format!("{}: no page yet", chapter.name));
            continue;
        }
        let mut sources = sources_of(chapter, &shown)?;
        let at = |offset: usize| line_at(&text, offset);
        leave_out(&mut sources, &rules, &list, at, &mut report);
        account(pages, chapter, &sources, &rules, &list, at, &mut report);
    }
    report.note(
        "a line counts when it holds code: no comment, `use`, `mod name;`, lone bracket or test",
    );
    Ok(report)
}

/// The lines of each source that some page shows.
fn shown_lines(pages: &Pages) -> BTreeMap<PathBuf, BTreeSet<usize>> {
    let mut shown: BTreeMap<PathBuf, BTreeSet<usize>> = BTreeMap::new();
    for page in &pages.all {
        for include in page.includes.iter().flatten() {
            if let Ok(excerpt) = include.read(&page.file) {
                shown.entry(beside(&page.file, &include.file)).or_default().extend(excerpt.lines);
            }
        }
    }
    shown
}

fn sources_of(
    chapter: &Chapter,
    shown: &BTreeMap<PathBuf, BTreeSet<usize>>,
) -> Result<Vec<Source>, Failure> {
    let folder = chapter.folder.join("src");
    let files = files_under(&folder, "rs").map_err(|error| Failure::File(folder, error))?;
    let mut sources = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&chapter.folder).unwrap_or(&file);
        if inside.file_name().is_some_and(|name| name == "tests.rs")
            || inside.iter().any(|part| part == "tests")
        {
            continue;
        }
        let text = read(&file)?;
        let mut source = Source {
            name: inside.display().to_string(),
            kinds: kinds(&text),
            shown: shown.get(&file).cloned().unwrap_or_default(),
            omitted: BTreeSet::new(),
            text,
        };
        source.shown = with_heads(&source);
        sources.push(source);
    }
    Ok(sources)
}

/// The shown lines, and the heads of the blocks that they stand in.
fn with_heads(source: &Source) -> BTreeSet<usize> {
    let lines: Vec<&str> = source.text.lines().collect();
    let depth = |line: usize| {
        let text = lines[line - 1];
        text.len() - text.trim_start().len()
    };
    let mut shown = source.shown.clone();
    for (line, _) in (1..).zip(&source.kinds).filter(|(_, kind)| **kind == Kind::Head) {
        let own = depth(line);
        let inside = (line + 1..=lines.len())
            .take_while(|next| depth(*next) > own || lines[next - 1].trim().is_empty());
        if inside.into_iter().any(|next| source.shown.contains(&next)) {
            shown.insert(line);
        }
    }
    shown
}

/// Takes the list of what is left out into account, and finds what is wrong with it.
fn leave_out(
    sources: &mut [Source],
    rules: &Rules,
    list: &str,
    at: impl Fn(usize) -> usize,
    report: &mut Report,
) {
    for entry in &rules.omitted {
        let line = at(entry.span().start);
        let omitted = entry.as_ref();
        if omitted.reason.trim().is_empty() {
            report.find(list, line, "the reason is empty");
        }
        let Some(source) = sources.iter_mut().find(|source| source.name == omitted.file) else {
            report.find(list, line, format!("the chapter has no file `{}`", omitted.file));
            continue;
        };
        let range = match (&omitted.item, &omitted.anchor) {
            (Some(_), Some(_)) => Err("either `item` or `anchor`, not both".to_owned()),
            (Some(head), None) => item(&source.text, head),
            (None, Some(name)) => Anchors::of(&source.text)
                .get(name)
                .map(|anchor| anchor.opens..=anchor.closes)
                .ok_or_else(|| format!("`{}` has no anchor `{name}`", omitted.file)),
            (None, None) => Ok(1..=source.kinds.len()),
        };
        match range {
            Err(fault) => report.find(list, line, fault),
            Ok(range) => {
                let open = range
                    .filter(|line| source.needs(*line) && !source.omitted.contains(line))
                    .collect::<Vec<_>>();
                if open.is_empty() {
                    report.find(list, line, "leaves nothing out any more; take the entry away");
                }
                let what = match (&omitted.item, &omitted.anchor) {
                    (Some(name), _) | (_, Some(name)) => format!(", `{name}`"),
                    _ => String::new(),
                };
                let (file, reason) = (&omitted.file, &omitted.reason);
                let count = open.len();
                report.note(format!("left out: {file}{what}, {count} lines: {reason}"));
                source.omitted.extend(open);
            }
        }
    }
}

/// Counts, and finds the lines of the core that are neither shown nor left out.
fn account(
    pages: &Pages,
    chapter: &Chapter,
    sources: &[Source],
    rules: &Rules,
    list: &str,
    at: impl Fn(usize) -> usize,
    report: &mut Report,
) {
    let whole = WHOLE.contains(&chapter.name.as_str());
    for core in &rules.core {
        let used = sources.iter().any(|source| Path::new(&source.name).starts_with(core.as_ref()));
        if !used {
            let message = format!("the chapter has no source `{}`", core.as_ref());
            report.find(list, at(core.span().start), message);
        }
    }
    let (mut code, mut shown, mut omitted, mut bare) = (0, 0, 0, 0);
    for source in sources {
        let core = whole
            || rules.core.iter().any(|core| Path::new(&source.name).starts_with(core.as_ref()));
        let counted = (1..).zip(&source.kinds).filter(|(_, kind)| **kind != Kind::Aside);
        let file = pages.house.shown(&chapter.folder.join(&source.name));
        let mut open: Vec<usize> = Vec::new();
        for (line, _) in counted {
            code += 1;
            if source.shown.contains(&line) {
                shown += 1;
            } else if source.omitted.contains(&line) {
                omitted += 1;
            } else {
                open.push(line);
            }
        }
        bare += open.len();
        if core {
            name_lines(&file, &open, report);
        }
    }
    let share = |lines: usize| 100.0 * lines as f64 / f64::from(code.max(1));
    report.note(format!(
        "{}: {code} lines of code, {:.1} % shown, {:.1} % left out by {} reasons, {bare} lines neither",
        chapter.name,
        share(shown),
        share(omitted),
        rules.omitted.len(),
    ));
}

/// Names lines that are neither shown nor left out, each run of them once.
fn name_lines(file: &str, open: &[usize], report: &mut Report) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &line in open {
        match runs.last_mut() {
            // Comments and brackets between two lines don't part them.
            Some((_, last)) if line <= *last + 3 => *last = line,
            _ => runs.push((line, line)),
        }
    }
    for (first, last) in runs.iter().take(NAMED) {
        let lines = match first == last {
            true => "this line is".to_owned(),
            false => format!("lines {first} to {last} are"),
        };
        report.find(file, *first, format!("{lines} neither shown nor left out"));
    }
    if runs.len() > NAMED {
        report.find_in(file, format!("and {} stretches more", runs.len() - NAMED));
    }
}

impl Source {
    /// Whether a line has to be shown and isn't.
    fn needs(&self, line: usize) -> bool {
        self.kinds.get(line - 1).is_some_and(|kind| *kind != Kind::Aside)
            && !self.shown.contains(&line)
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::File(file.to_owned(), error))
}

#[cfg(test)]
mod tests;
