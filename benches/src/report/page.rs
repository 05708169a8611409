//! The appendix: a section a stage, a table and a plot a group.

use std::fmt::Write;

use super::conditions::Conditions;
use super::plot;
use super::results::{Group, Measurement, Stage, is_ours};
use super::units;

/// A file of the book, by its path under `book/src`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Where it belongs.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The appendix and its plots.
pub fn pages(stages: &[Stage]) -> Vec<Page> {
    let mut text = String::from(
        "# Measurements\n\
         \n\
         Each table is one criterion group: the same work done by this book's code (`glass`), \
         by CPython in the same process (`cpython`), and by a peer where there is one. The last \
         column is a row's time divided by the time of our row for the same work: above 1, \
         ours is faster. A view behind a comma (`glass, tokenize`) is compared with the same \
         view. Times are criterion's estimates, with the interval that holds the true value \
         with a probability of 95%.\n\
         \n\
         `cargo bench -p glass-snake-benches` measures; `just bench-report` writes this page \
         from what was measured.\n",
    );
    let mut pages = Vec::new();
    for stage in stages {
        let _ = write!(text, "\n## {}\n\n{}\n", stage.name, conditions(&stage.conditions));
        for group in &stage.groups {
            let file = file_name(&format!("{}-{}", stage.name, group.name));
            let _ = write!(
                text,
                "\n### {}: {}\n\n{}\n<div class=\"plot\">\n{{{{#include benchmarks/{file}.svg}}}}\n</div>\n",
                stage.name,
                group.name,
                table(group)
            );
            let text = plot::draw(&format!("{}: {}", stage.name, group.name), group);
            pages.push(Page { path: format!("benchmarks/{file}.svg"), text });
        }
    }
    pages.insert(0, Page { path: "benchmarks.md".into(), text });
    pages
}

/// The conditions as a sentence or two.
fn conditions(conditions: &Conditions) -> String {
    let Conditions { date, processor, processors, system, rustc, cpython } = conditions;
    let cpython = match cpython {
        Some(version) => format!("CPython {version}"),
        None => "no CPython was found, so its rows are missing".into(),
    };
    format!(
        "Measured on {date}: {processor}, {processors} processors to use, {system}; {rustc}; {cpython}."
    )
}

/// A group's figures.
fn table(group: &Group) -> String {
    let mut text = String::from(
        "| input | row | time | 95% interval | rate | time / ours |\n\
         |---|---|--:|--:|--:|--:|\n",
    );
    for measurement in &group.measurements {
        let Measurement { row, input, time, work } = measurement;
        let rate = measurement.rate().zip(*work).map(|(rate, work)| units::rate(rate, work));
        let ratio = group
            .ours_for(measurement)
            .filter(|_| !is_ours(row))
            .map(|ours| units::ratio(time.middle / ours.time.middle));
        let _ = writeln!(
            text,
            "| {input} | {row} | {} | {} to {} | {} | {} |",
            units::time(time.middle),
            units::time(time.low),
            units::time(time.high),
            rate.unwrap_or_default(),
            ratio.unwrap_or_default(),
        );
    }
    text
}

/// A name of letters, digits and hyphens.
fn file_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
