//! The answers of the exercises, built and run.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{Exercise, wrong, wrong_answers};
use crate::{
    finding::{Failure, Report},
    house::House,
    page::Pages,
    process::{in_parallel, run},
    scratch::{Built, CompileError, Scratch},
    workspace::{Package, Workspace},
};

/// The time that the checks of one answer may take.
const LIMIT: Duration = Duration::from_secs(30);

/// What an answer has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Stub,
    Solution,
    Wrong,
}

/// A file that answers an exercise, for better or worse.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    exercise: Exercise,
    part: Part,
    file: PathBuf,
    text: String,
    /// The test target in the scratch workspace: `ex01-stub`.
    target: String,
}

/// What the checks said of an answer.
#[derive(Clone, Debug, Default)]
struct Outcome {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// Whether the whole run was green.
    green: bool,
    /// How the program ended.
    ending: String,
}

/// Copies every answer into the scratch workspace: one package a chapter, one test an answer.
pub(super) fn lay_out(
    pages: &Pages,
    workspace: &Workspace,
    scratch: &Scratch,
    exercises: &[Exercise],
    report: &mut Report,
) -> Result<Vec<Answer>, Failure> {
    let mut answers = Vec::new();
    let mut manifests: BTreeMap<String, String> = BTreeMap::new();
    for exercise in exercises {
        let Some(package) = workspace.package(&exercise.chapter.name) else { continue };
        let manifest =
            manifests.entry(package.name.clone()).or_insert_with(|| manifest_for(package));
        let theirs = answers_of(pages, exercise, report)?;
        if !take_the_checks_in(pages, &theirs, report) {
            continue;
        }
        for answer in theirs {
            let folder = Path::new(&package.name).join(&answer.target);
            scratch.write(folder.join("main.rs"), &answer.text)?;
            for file in files_beside(exercise)? {
                let name = file.file_name().unwrap_or_default();
                scratch.write(folder.join(name), &read(&file)?)?;
            }
            let target = &answer.target;
            manifest
                .push_str(&format!("\n[[test]]\nname = {target:?}\npath = \"{target}/main.rs\"\n"));
            answers.push(answer);
        }
    }
    for (chapter, manifest) in &manifests {
        let folder = Path::new(chapter);
        scratch.write(folder.join("Cargo.toml"), manifest)?;
        scratch.write(folder.join("src/lib.rs"), "")?;
    }
    scratch.keep_only(&manifests.into_keys().collect::<Vec<_>>())?;
    Ok(answers)
}

/// Whether each answer has the line that makes the checks a module of it.
fn take_the_checks_in(pages: &Pages, answers: &[Answer], report: &mut Report) -> bool {
    let mut all = true;
    for answer in answers {
        if !answer.text.lines().any(|line| line.trim() == "mod checks;") {
            let name = pages.house.shown(&answer.file);
            report.find_in(name, "an answer takes the checks in with a line `mod checks;`");
            all = false;
        }
    }
    all
}

fn manifest_for(package: &Package) -> String {
    let name = &package.name;
    let folder = package.folder();
    let mut manifest = format!(
        "[package]\nname = \"{name}-exercises\"\nedition = \"2024\"\nautotests = false\n\n\
         [lib]\ntest = false\n\n[dependencies]\n{name} = {{ path = {folder:?} }}\n"
    );
    let mut seen = BTreeSet::new();
    for dependency in &package.dependencies {
        if dependency.kind.as_deref() != Some("build") && seen.insert(&dependency.name) {
            manifest.push_str(&dependency.line());
        }
    }
    manifest
}

fn answers_of(
    pages: &Pages,
    exercise: &Exercise,
    report: &mut Report,
) -> Result<Vec<Answer>, Failure> {
    let mut files = vec![
        (Part::Stub, exercise.folder.join("stub.rs")),
        (Part::Solution, exercise.folder.join("solution.rs")),
    ];
    files.extend(wrong_answers(exercise)?.into_iter().map(|file| (Part::Wrong, file)));
    files.retain(|(_, file)| file.is_file() && exercise.folder.join("checks.rs").is_file());
    let mut answers = Vec::new();
    for (part, file) in files {
        let mut text = read(&file)?;
        if file.extension().is_some_and(|extension| extension == "toml") {
            let solution = read(&exercise.folder.join("solution.rs"))?;
            text = match wrong::answer(&text, &solution) {
                Ok(text) => text,
                Err(problem) => {
                    report.find_in(pages.house.shown(&file), problem);
                    continue;
                }
            };
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let kind = if part == Part::Wrong { "wrong-" } else { "" };
        let target = format!("{}-{kind}{stem}", exercise.name);
        answers.push(Answer { exercise: exercise.clone(), part, file, text, target });
    }
    Ok(answers)
}

/// The checks, and whatever else lies beside the answers for them to read.
fn files_beside(exercise: &Exercise) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(&exercise.folder)
        .map_err(|error| Failure::File(exercise.folder.clone(), error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        file.is_file() && !["task.md", "stub.rs", "solution.rs"].contains(&name)
    });
    Ok(files)
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::File(file.to_owned(), error))
}

/// Runs every answer that was built and compares what it did with what it has to do.
pub(super) fn judge(
    house: &House,
    answers: &[Answer],
    built: &Built,
    report: &mut Report,
) -> Result<(), Failure> {
    let outcomes = in_parallel(answers, |answer| outcome(answer, built));
    let outcomes: Vec<Option<Outcome>> = outcomes.into_iter().collect::<Result<_, _>>()?;
    for (answer, outcome) in answers.iter().zip(&outcomes) {
        match outcome {
            None => compile_errors(house, answer, built, report),
            Some(outcome) => verdict(house, answer, outcome, report),
        }
    }
    let solutions =
        answers.iter().zip(&outcomes).filter(|(answer, _)| answer.part == Part::Solution);
    for (solution, outcome) in solutions {
        let folder = &solution.exercise.folder;
        let others: Option<Vec<&Outcome>> = answers
            .iter()
            .zip(&outcomes)
            .filter(|(other, _)| other.part != Part::Solution && other.exercise.folder == *folder)
            .map(|(_, outcome)| outcome.as_ref())
            .collect();
        if let (Some(outcome), Some(others)) = (outcome, others) {
            idle_checks(house, folder, outcome, &others, report)?;
        }
    }
    Ok(())
}

/// Runs the program of an answer; `None` where it was not built.
fn outcome(answer: &Answer, built: &Built) -> Result<Option<Outcome>, Failure> {
    let chapter = &answer.exercise.chapter;
    let program = built
        .programs
        .iter()
        .find(|(package, target, _)| *package == chapter.name && *target == answer.target);
    let Some((_, _, program)) = program else { return Ok(None) };
    let mut command = Command::new(program);
    command.current_dir(&chapter.folder).env("RUST_BACKTRACE", "0");
    let ran = run(&mut command, LIMIT)
        .map_err(|error| Failure::Program(answer.target.clone(), error.to_string()))?;
    let mut outcome =
        Outcome { green: ran.succeeded(), ending: ran.ending(), ..Outcome::default() };
    for line in ran.stdout.lines() {
        // libtest: `test checks::name ... ok`
        let Some((name, result)) =
            line.strip_prefix("test ").and_then(|line| line.split_once(" ... "))
        else {
            continue;
        };
        let name = name.trim_end_matches(" - should panic").to_owned();
        let kind = if result.starts_with("ok") { &mut outcome.passed } else { &mut outcome.failed };
        kind.insert(name);
    }
    Ok(Some(outcome))
}

fn compile_errors(house: &House, answer: &Answer, built: &Built, report: &mut Report) {
    let name = house.shown(&answer.file);
    let mut found = false;
    let chapter = &answer.exercise.chapter.name;
    let own = |error: &&CompileError| error.package == *chapter && error.target == answer.target;
    for error in built.errors.iter().filter(own) {
        let (file, line) = match &error.place {
            None => (None, 1),
            Some((file, line)) => (file.file_name().and_then(|file| file.to_str()), *line),
        };
        let message = format!("does not compile: {}", error.message);
        match file {
            Some("main.rs") | None => report.find(&name, line, message),
            Some(file) => {
                let beside = house.shown(&answer.exercise.folder.join(file));
                report.find(beside, line, format!("with {name}: {message}"));
            }
        }
        found = true;
    }
    if !found {
        report.find_in(name, "does not compile, because something that it needs doesn't");
    }
}

fn verdict(house: &House, answer: &Answer, outcome: &Outcome, report: &mut Report) {
    let name = house.shown(&answer.file);
    match (answer.part, outcome.green) {
        (Part::Stub, true) => report.find_in(name, "the checks pass on the stub"),
        (Part::Wrong, true) => report.find_in(name, "the checks pass on this wrong answer"),
        (Part::Solution, false) => {
            let failed = outcome.failed.iter().cloned().collect::<Vec<_>>().join(", ");
            let ending = &outcome.ending;
            report.find_in(name, format!("the solution's run {ending}; it fails: {failed}"));
        }
        _ => {}
    }
}

/// Finds the checks that neither the stub nor a wrong answer fails, and that so prove nothing.
fn idle_checks(
    house: &House,
    folder: &Path,
    solution: &Outcome,
    others: &[&Outcome],
    report: &mut Report,
) -> Result<(), Failure> {
    let file = folder.join("checks.rs");
    let text = read(&file)?;
    if solution.green && solution.passed.is_empty() {
        report.find_in(house.shown(&file), "there is no test here");
    }
    for check in &solution.passed {
        // A program that was ended early never comes to say that a check passed.
        if others.iter().all(|other| other.passed.contains(check)) {
            let name = check.rsplit("::").next().unwrap_or(check);
            let head = format!("fn {name}(");
            let line = text.lines().position(|line| line.contains(&head)).map_or(1, |at| at + 1);
            let message = format!("neither the stub nor a wrong answer fails `{name}`");
            report.find(house.shown(&file), line, message);
        }
    }
    Ok(())
}
