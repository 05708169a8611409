//! Shell blocks: every command that the book tells the reader to type exists.
//!
//! A `sh` block holds commands; a `console` block holds commands after `$ `, and their output
//! below. For cargo that means the package and the target, for `just` the recipe, for Python
//! the module, for a path that begins with a folder of the house the file. `console run`
//! blocks are run as well, and what they print is compared. The README and the contributors'
//! page are held to the same.

use std::{ffi::OsString, fs, path::Path, process::Command, time::Duration};

use crate::{
    finding::{Failure, Report},
    interpreter::{Interpreter, interpreters},
    output::compare,
    page::{Fence, Page, Pages},
    process::run,
    words::{Words, commands},
    workspace::{Package, Workspace},
};

/// A command of a `console run` block may have to build something first.
const LIMIT: Duration = Duration::from_secs(900);

/// What every Unix has, or the reader has anyway.
const COMMON: [&str; 27] = [
    "cat", "cd", "chmod", "cp", "cut", "diff", "dot", "echo", "export", "file", "find", "git",
    "grep", "head", "ls", "mkdir", "mv", "perf", "printf", "rm", "rustup", "sed", "sort", "tail",
    "time", "uniq", "wc",
];

/// Folders of the house; an argument that begins with one of them names a file.
const FOLDERS: [&str; 5] = ["book/", "chapters/", "tests/", "benches/", "fuzz/"];

/// Subcommands of cargo's that the book may use.
const CARGO: [&str; 11] =
    ["add", "bench", "build", "check", "clippy", "doc", "fmt", "fuzz", "run", "test", "update"];

/// Makes the check.
pub fn check(pages: &Pages) -> Result<Report, Failure> {
    let mut report = Report::default();
    let mut checker = Checker { pages, workspace: None, interpreters: interpreters()? };
    let (mut count, mut ran, mut unrun) = (0, 0, 0);
    let others = others(pages)?;
    for page in pages.checked().chain(&others) {
        for fence in page.fences.iter().filter(|fence| fence.is("sh") || fence.is("console")) {
            let lines = command_lines(fence);
            if lines.is_empty() {
                report.find(&page.name, fence.line, "there is no command in this block");
            }
            let mut sound = true;
            for (line, text) in &lines {
                for words in commands(text) {
                    count += 1;
                    if let Err(fault) = checker.command(&words)? {
                        report.find(&page.name, *line, fault);
                        sound = false;
                    }
                }
            }
            if sound && fence.has("run") {
                ran += checker.run(page, fence, &mut report)?;
            }
            let shows_output = fence.is("console") && fence.body.lines().count() > lines.len();
            unrun += usize::from(shows_output && !fence.has("run"));
        }
    }
    report.note(format!("{count} commands, {ran} of them run"));
    if unrun > 0 {
        report.note(format!("{unrun} console blocks show an output that is not compared"));
    }
    Ok(report)
}

/// The pages outside the book that tell a reader what to type.
fn others(pages: &Pages) -> Result<Vec<Page>, Failure> {
    let root = pages.house.root();
    let files = [root.join("README.md"), root.join(".github/CONTRIBUTING.md")];
    let there = files.iter().filter(|file| pages.only.is_none() && file.is_file());
    there.map(|file| Page::open(&pages.house, file)).collect()
}

/// The command lines of a block, with their lines in the page; a line that ends in `\` goes on.
fn command_lines(fence: &Fence) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (fence.line + 1..).zip(fence.body.lines()) {
        let command = match fence.is("console") && !goes_on {
            true => line.strip_prefix("$ "),
            false => Some(line),
        };
        let Some(command) = command.filter(|command| !command.trim().is_empty()) else { continue };
        let (text, more) = match command.strip_suffix('\\') {
            Some(text) => (text, true),
            None => (command, false),
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, whole)) => whole.push_str(text),
            None => lines.push((number, text.to_owned())),
        }
        goes_on = more;
    }
    lines.retain(|(_, text)| !text.trim_start().starts_with('#'));
    lines
}

struct Checker<'a> {
    pages: &'a Pages,
    workspace: Option<Workspace>,
    interpreters: Vec<Interpreter>,
}

impl Checker<'_> {
    /// Whether a command exists; the inner error says what doesn't.
    fn command(&mut self, words: &Words) -> Result<Result<(), String>, Failure> {
        let (program, arguments) = words.split_first().expect("a command has a first word");
        let checked = match program.as_str() {
            "cargo" => self.cargo(arguments)?,
            "just" => self.just(arguments)?,
            "python3.11" | "python3" | "python" => self.python(arguments)?,
            "glass" => self.built_program("glass")?,
            built if built.starts_with("target/") => {
                let name = built.rsplit('/').next().unwrap_or(built).to_owned();
                self.built_program(&name)?
            }
            common if COMMON.contains(&common) => Ok(()),
            other => Err(format!("`{other}`: the book knows no such command")),
        };
        Ok(checked.and_then(|()| self.paths(arguments)))
    }

    fn workspace(&mut self) -> Result<&Workspace, Failure> {
        if self.workspace.is_none() {
            self.workspace = Some(Workspace::of(&self.pages.house)?);
        }
        Ok(self.workspace.as_ref().expect("it was just asked for"))
    }

    fn built_program(&mut self, name: &str) -> Result<Result<(), String>, Failure> {
        let workspace = self.workspace()?;
        let known = workspace.packages.iter().any(|package| package.target("bin", name).is_some());
        Ok(if known { Ok(()) } else { Err(format!("no package builds a program `{name}`")) })
    }

    fn cargo(&mut self, arguments: &[String]) -> Result<Result<(), String>, Failure> {
        let own = arguments.split(|word| word == "--").next().unwrap_or(&[]);
        let mut words = own.iter().map(String::as_str).filter(|word| !word.starts_with('+'));
        let Some(verb) = words.next() else { return Ok(Err("`cargo` needs a command".into())) };
        if !CARGO.contains(&verb) {
            return Ok(Err(format!("`cargo {verb}`: the book knows no such command")));
        }
        let rest: Vec<&str> = words.collect();
        if verb == "fuzz" {
            return Ok(self.fuzz(&rest));
        }
        let root = self.pages.house.root().to_owned();
        let workspace = self.workspace()?;
        let mut packages: Vec<&Package> = workspace.default_members().collect();
        if rest.iter().any(|word| matches!(*word, "--workspace" | "--all")) {
            packages = workspace.packages.iter().collect();
        }
        if let Some(name) = value_of(&rest, &["-p", "--package"]) {
            match workspace.package(name) {
                Some(package) => packages = vec![package],
                None => return Ok(Err(format!("there is no package `{name}`"))),
            }
        }
        if let Some(path) = value_of(&rest, &["--manifest-path"]) {
            let exists = root.join(path).is_file();
            return Ok(if exists { Ok(()) } else { Err(format!("`{path}` does not exist")) });
        }
        let mut named = false;
        for kind in ["bin", "example", "test", "bench"] {
            let Some(name) = value_of(&rest, &[&format!("--{kind}")]) else { continue };
            named = true;
            if !packages.iter().any(|package| package.target(kind, name).is_some()) {
                let packages: Vec<&str> = packages.iter().map(|found| &found.name[..]).collect();
                let packages = packages.join(", ");
                return Ok(Err(format!("there is no {kind} `{name}` in {packages}")));
            }
        }
        let runs = packages.iter().any(|package| package.targets.iter().any(|t| t.is("bin")));
        if verb == "run" && !named && !runs {
            return Ok(Err("the package has no program to run".to_owned()));
        }
        Ok(Ok(()))
    }

    fn fuzz(&self, words: &[&str]) -> Result<(), String> {
        let [verb, target, ..] = words else { return Ok(()) };
        let file = format!("fuzz_targets/{target}.rs");
        let root = self.pages.house.root();
        let mut folders = vec![root.join("fuzz")];
        let chapters = self.pages.house.chapters().unwrap_or_default();
        folders.extend(chapters.iter().map(|chapter| chapter.folder.join("fuzz")));
        match *verb == "run" && !folders.iter().any(|folder| folder.join(&file).is_file()) {
            true => Err(format!("there is no fuzz target `{target}`")),
            false => Ok(()),
        }
    }

    fn just(&self, arguments: &[String]) -> Result<Result<(), String>, Failure> {
        let Some(recipe) = arguments.iter().find(|word| !word.starts_with('-')) else {
            return Ok(Ok(()));
        };
        let path = self.pages.house.root().join("justfile");
        let text = fs::read_to_string(&path).map_err(|error| Failure::File(path, error))?;
        let known = text.lines().filter_map(recipe_name).any(|name| name == recipe);
        Ok(if known { Ok(()) } else { Err(format!("the justfile has no recipe `{recipe}`")) })
    }

    /// A module that is named by `-m` has to be there, where there is a Python to ask.
    fn python(&self, arguments: &[String]) -> Result<Result<(), String>, Failure> {
        let place = arguments.iter().position(|word| word == "-m");
        let module = place.and_then(|place| arguments.get(place + 1));
        let (Some(module), Some(interpreter)) = (module, self.interpreters.first()) else {
            return Ok(Ok(()));
        };
        let question = "import importlib.util, sys; \
                        sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
        let words = ["-c", question, module].map(OsString::from);
        let ran = interpreter
            .start(&words, Path::new("."))
            .map_err(|error| Failure::Program(interpreter.name.clone(), error.to_string()))?;
        let name = &interpreter.name;
        Ok(if ran.succeeded() { Ok(()) } else { Err(format!("{name} has no module `{module}`")) })
    }

    fn paths(&self, arguments: &[String]) -> Result<(), String> {
        for path in arguments {
            let inside = FOLDERS.iter().any(|folder| path.starts_with(folder));
            if inside && !path.contains('*') && !self.pages.house.root().join(path).exists() {
                return Err(format!("`{path}` does not exist"));
            }
        }
        Ok(())
    }

    /// Runs the commands of a block in the root folder and compares what they print.
    fn run(&self, page: &Page, fence: &Fence, report: &mut Report) -> Result<usize, Failure> {
        let needs_python = fence.body.contains("python");
        if needs_python && self.interpreters.is_empty() {
            report.note(format!("skipped, no CPython 3.11: {}:{}", page.name, fence.line));
            return Ok(0);
        }
        let lines = command_lines(fence);
        let body: Vec<&str> = fence.body.lines().collect();
        for (place, (line, text)) in lines.iter().enumerate() {
            let from = line - fence.line + text.matches('\n').count();
            let until = lines.get(place + 1).map_or(body.len(), |(next, _)| next - fence.line - 1);
            let printed = body.get(from..until).unwrap_or(&[]).join("\n");
            let mut command = Command::new("sh");
            command.args(["-c", text]).current_dir(self.pages.house.root());
            let ran = run(&mut command, LIMIT)
                .map_err(|error| Failure::Program("sh".to_owned(), error.to_string()))?;
            if let Some(difference) = compare(&printed, &ran.stdout, fence.has("varies")) {
                let at = fence.line + 1 + from + difference.line;
                report.find(&page.name, at, format!("`{text}`: {difference}"));
            }
        }
        Ok(lines.len())
    }
}

/// The value of the first of these options: `-p x`, `--package x` or `--package=x`.
fn value_of<'a>(words: &[&'a str], options: &[&str]) -> Option<&'a str> {
    words.iter().enumerate().find_map(|(place, word)| {
        if options.contains(word) {
            return words.get(place + 1).copied();
        }
        let (option, value) = word.split_once('=')?;
        options.contains(&option).then_some(value)
    })
}

/// The name of the recipe whose head this line of a justfile is.
fn recipe_name(line: &str) -> Option<&str> {
    let (head, after) = line.split_once(':')?;
    let first = head.split_whitespace().next()?;
    let sound = !line.starts_with([' ', '\t', '#', '[']) && !after.starts_with('=');
    sound.then_some(first.trim_start_matches('@'))
}

#[cfg(test)]
mod tests;
