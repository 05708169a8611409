//! Python blocks: each is run, and prints what the `text` block below it says.
//!
//! A block is a file of its own, `example.py` in an empty folder. `continued` puts the blocks
//! before it in front, as a reader would who types one after another; what those print is
//! told apart by a line that no program prints. Hash seeds are left to chance on purpose: a
//! block that depends on one must say so.
//!
//! What `glass` doesn't do yet is said by `ahead="…"`, with what is missing; the check fails
//! when such a block begins to agree.

use std::{ffi::OsString, fs, path::Path};

use crate::{
    finding::{Failure, Report},
    interpreter::{Interpreter, glass, interpreters},
    output::compare,
    page::{Fence, Page, Pages},
    process::{Ran, in_parallel},
};

/// Printed between a block and its continuation.
const SEPARATOR: &str = "\u{1e}\u{1f}\u{1e}";

/// The file that a block becomes; a traceback shows this name.
const FILE: &str = "example.py";

/// Makes the check under every interpreter there is. `glass` is asked where there is a CPython,
/// whose library it uses.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut interpreters = interpreters()?;
    if !interpreters.is_empty() {
        interpreters.push(glass(&pages.house)?);
    }
    check_under(&interpreters, pages)
}

/// Makes the check under these interpreters.
pub fn check_under(interpreters: &[Interpreter], pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut programs = Vec::new();
    let mut unrun = 0;
    for page in pages.checked() {
        let (found, skipped) = programs_of(page, &mut report);
        programs.extend(found);
        unrun += skipped;
    }
    if interpreters.is_empty() {
        let count = programs.len();
        report.note(format!("skipped, because no CPython 3.11 is found: {count} Python blocks"));
        return Ok(report);
    }
    let base = pages.house.builds().join("python");
    fs::create_dir_all(&base).map_err(|error| Failure::File(base.clone(), error))?;
    for interpreter in interpreters {
        let mut ahead = 0;
        let numbered: Vec<(usize, &Program<'_>)> = programs.iter().enumerate().collect();
        let runs = in_parallel(&numbered, |(number, program)| {
            let folder = base.join(format!("{}-{number}", std::process::id()));
            let ran = program.run(interpreter, &folder);
            // A folder that stays behind lies under target/ and does no harm.
            let _removed = fs::remove_dir_all(&folder);
            ran
        });
        for (program, ran) in programs.iter().zip(runs) {
            let ran = ran.map_err(|error| Failure::Program(interpreter.name.clone(), error))?;
            if !(interpreter.is_glass && program.fence.has("ahead")) {
                program.judge(&interpreter.name, &ran, &mut report);
                continue;
            }
            let mut own = Report::default();
            program.judge(&interpreter.name, &ran, &mut own);
            if own.findings.is_empty() {
                let message = "glass: agrees now, so `ahead` can go";
                report.find(&program.page.name, program.fence.line, message);
            }
            ahead += 1;
        }
        let count = programs.len();
        report.note(format!("{count} Python blocks run under {}", interpreter.name));
        if ahead > 0 {
            report.note(format!("{ahead} of them are ahead of {}", interpreter.name));
        }
    }
    if unrun > 0 {
        report.note(format!("{unrun} blocks not run, each with its reason in the page"));
    }
    Ok(report)
}

/// A block and what it needs to run.
struct Program<'a> {
    page: &'a Page,
    fence: &'a Fence,
    /// The blocks that this one continues, then itself.
    session: Vec<String>,
    /// The `text` block directly below.
    printed: Option<&'a Fence>,
}

/// The programs of a page, and how many blocks of it aren't to be run.
fn programs_of<'a>(page: &'a Page, report: &mut Report) -> (Vec<Program<'a>>, usize) {
    let mut programs = Vec::new();
    let mut session: Vec<String> = Vec::new();
    let mut unrun = 0;
    for (place, fence) in page.fences.iter().enumerate() {
        if !fence.is("python") {
            continue;
        }
        if fence.has("norun") {
            unrun += 1;
            continue;
        }
        if !fence.has("continued") {
            session.clear();
        } else if session.is_empty() {
            report.find(&page.name, fence.line, "there is no block before it to continue");
        }
        session.push(page.code(fence));
        let printed = page.fences.get(place + 1).filter(|next| next.follows && next.is("text"));
        programs.push(Program { page, fence, session: session.clone(), printed });
        if fence.has("raises") {
            session.clear();
        }
    }
    (programs, unrun)
}

impl Program<'_> {
    fn run(&self, interpreter: &Interpreter, folder: &Path) -> Result<Ran, String> {
        let separator = format!("\n__import__(\"sys\").stdout.write(\"{SEPARATOR}\\n\")\n");
        let run = || {
            fs::create_dir_all(folder)?;
            fs::write(folder.join(FILE), self.session.join(&separator))?;
            interpreter.start(&[OsString::from(FILE)], folder)
        };
        let mut ran = run().map_err(|error| error.to_string())?;
        if let Some((_, own)) = ran.stdout.rsplit_once(&format!("{SEPARATOR}\n")) {
            ran.stdout = own.to_owned();
        }
        for folder in [folder.to_owned(), fs::canonicalize(folder).unwrap_or_default()] {
            let prefix = format!("{}/", folder.display());
            ran.stdout = ran.stdout.replace(&prefix, "");
            ran.stderr = ran.stderr.replace(&prefix, "");
        }
        Ok(ran)
    }

    fn judge(&self, interpreter: &str, ran: &Ran, report: &mut Report) {
        let mut find = |line: usize, message: String| {
            report.find(&self.page.name, line, format!("{interpreter}: {message}"));
        };
        let line = self.fence.line;
        let last = ran.stderr.trim_end().lines().last().unwrap_or("");
        let mut output = ran.stdout.clone();
        match self.fence.value("raises") {
            Some(exception) => {
                if ran.succeeded() || !names(&ran.stderr, exception) {
                    let ending = ran.ending();
                    find(line, format!("should raise {exception}; it {ending}, saying `{last}`"));
                    return;
                }
                output.push_str(&ran.stderr);
            }
            None if !ran.succeeded() => {
                find(line, format!("the block {}: {last}", ran.ending()));
                return;
            }
            None if self.fence.has("stderr") => output.push_str(&ran.stderr),
            None if !ran.stderr.is_empty() => {
                find(line, format!("the block writes to standard error: {last}"));
            }
            None => {}
        }
        match self.printed {
            Some(printed) => {
                let varies = self.fence.has("varies");
                if let Some(difference) = compare(&self.page.code(printed), &output, varies) {
                    find(printed.line + 1 + difference.line, difference.to_string());
                }
            }
            None if self.fence.has("raises") => {}
            None if !output.trim().is_empty() => {
                let first = output.lines().next().unwrap_or("");
                find(line, format!("prints `{first}` …, and no `text` block below shows it"));
            }
            None => {}
        }
    }
}

/// Whether a traceback says that it is about this exception. The line is not always the last,
/// since a message may have several; in a group's traceback it stands behind bars.
fn names(traceback: &str, exception: &str) -> bool {
    traceback.lines().any(|line| {
        let line = line.trim_start_matches([' ', '|', '+', '-']);
        line.strip_prefix(exception).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    })
}

#[cfg(test)]
mod tests;
