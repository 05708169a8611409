//! Exercises: the checks of each fail on its stub, pass on its solution and fail on every
//! wrong answer that lies beside it.
//!
//! ```text
//! chapters/01-tokenizer/exercises/ex01/
//!     task.md        title, time, task, expected output, three hints
//!     stub.rs        the root of the test target `ex01`
//!     solution.rs    the root of the test target `ex01_solution`
//!     checks.rs      the tests; each answer ends with `mod checks;`
//!     wrong/*.toml   plausible answers that must not pass, as changes to the solution
//!     wrong/*.rs     those that are another text altogether
//! ```
//!
//! An answer is the root of its own test crate, and the module `checks` lies beside it; so
//! nothing else has to be written to make a target of it. The check copies every answer and
//! its checks into a scratch workspace ([`crate::scratch`]), builds all of them by one call of
//! cargo, and runs them.

mod answers;
mod wrong;

use std::{fs, path::PathBuf};

use crate::{
    finding::{Failure, Report},
    house::{Chapter, files_under},
    page::{Page, Pages},
    scratch::Scratch,
    workspace::Workspace,
};

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let exercises = exercises_of(pages)?;
    if exercises.is_empty() {
        report.note("no exercises");
        return Ok(report);
    }
    let workspace = Workspace::of(&pages.house)?;
    for exercise in &exercises {
        form(pages, &workspace, exercise, &mut report)?;
    }
    let scratch = Scratch::open(&pages.house, "exercises")?;
    let answers = answers::lay_out(pages, &workspace, &scratch, &exercises, &mut report)?;
    let built = scratch.build_tests()?;
    answers::judge(&pages.house, &answers, &built, &mut report)?;
    report.note(format!("{} exercises, {} answers run", exercises.len(), answers.len()));
    Ok(report)
}

/// An exercise folder.
#[derive(Clone, Debug)]
struct Exercise {
    chapter: Chapter,
    /// `ex01`
    name: String,
    folder: PathBuf,
}

fn exercises_of(pages: &Pages) -> Result<Vec<Exercise>, Failure> {
    let mut found = Vec::new();
    for chapter in pages.chapters()? {
        let folder = chapter.folder.join("exercises");
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let folder = entry.map_err(|error| Failure::File(folder.clone(), error))?.path();
            if folder.is_dir() {
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push(Exercise { chapter: chapter.clone(), name, folder });
            }
        }
    }
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(found)
}

/// The files that an exercise has to have, its targets, its task and its place in the book.
fn form(
    pages: &Pages,
    workspace: &Workspace,
    exercise: &Exercise,
    report: &mut Report,
) -> Result<(), Failure> {
    let shown = pages.house.shown(&exercise.folder);
    let name = &exercise.name;
    if !name.strip_prefix("ex").is_some_and(|n| n.len() == 2 && n.parse::<u8>().is_ok()) {
        report.find_in(&shown, "an exercise's folder is called ex01, ex02, …");
    }
    for file in ["task.md", "stub.rs", "solution.rs", "checks.rs"] {
        if !exercise.folder.join(file).is_file() {
            report.find_in(&shown, format!("`{file}` is missing"));
        }
    }
    if wrong_answers(exercise)?.is_empty() {
        report.find_in(&shown, "there is no wrong answer: `wrong/*.toml` or `wrong/*.rs`");
    }
    let manifest = pages.house.shown(&exercise.chapter.folder.join("Cargo.toml"));
    let Some(package) = workspace.package(&exercise.chapter.name) else {
        report.find_in(&manifest, "cargo knows no package of this name");
        return Ok(());
    };
    for (target, file, test) in
        [(name.clone(), "stub.rs", false), (format!("{name}_solution"), "solution.rs", true)]
    {
        let path = exercise.folder.join(file);
        let sound = package
            .target("test", &target)
            .is_some_and(|target| target.src_path == path && target.test == test);
        if !sound {
            let path = format!("exercises/{name}/{file}");
            let test = if test { "" } else { ", test = false" };
            report.find_in(
                &manifest,
                format!("[[test]] with name = \"{target}\", path = \"{path}\"{test} is missing"),
            );
        }
    }
    task(pages, exercise, report)
}

/// The task as a reader sees it.
fn task(pages: &Pages, exercise: &Exercise, report: &mut Report) -> Result<(), Failure> {
    let file = exercise.folder.join("task.md");
    if !file.is_file() {
        return Ok(());
    }
    let page = Page::open(&pages.house, &file)?;
    if !page.text.starts_with("### ") {
        report.find(&page.name, 1, "the task begins with its title: `### …`");
    }
    if !page.text.lines().any(|line| line.starts_with("*About ")) {
        report.find(&page.name, 1, "the task says how long it takes: `*About 20 minutes.*`");
    }
    let command = format!("cargo test -p {} --test {}", exercise.chapter.name, exercise.name);
    if !page.fences.iter().any(|fence| fence.is("sh") && fence.body.contains(&command)) {
        report.find(&page.name, 1, format!("the task shows the command `{command}`"));
    }
    if !page.fences.iter().any(|fence| fence.is("text")) {
        report.find(&page.name, 1, "the task shows the expected output in a `text` block");
    }
    let hints = page.html.iter().filter(|(_, html)| html.contains("<details>"));
    let lines: Vec<usize> = hints.map(|(line, _)| *line).collect();
    if lines.len() != 3 {
        let message = format!("three hints, each in `<details>`; here are {}", lines.len());
        report.find(&page.name, *lines.last().unwrap_or(&1), message);
    }
    if pages.has_chapter(&exercise.chapter.name) && pages.at(&file).is_none() {
        report.find_in(&page.name, "no page includes this task");
    }
    Ok(())
}

fn wrong_answers(exercise: &Exercise) -> Result<Vec<PathBuf>, Failure> {
    let folder = exercise.folder.join("wrong");
    let mut answers = Vec::new();
    for extension in ["toml", "rs"] {
        let found = files_under(&folder, extension);
        answers.extend(found.map_err(|error| Failure::File(folder.clone(), error))?);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests;
