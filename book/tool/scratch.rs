//! A small workspace under `target/` in which a check compiles code of the book's.
//!
//! All its packages are built by one call of cargo, which also knows what is still fresh. The
//! versions are those of the real workspace, because the lock file is copied.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde::Deserialize;

use crate::{finding::Failure, house::House, process::run, workspace::cargo};

/// The first build of a chapter and what it needs may take minutes.
const LIMIT: Duration = Duration::from_secs(1800);

/// A workspace for one check.
#[derive(Clone, Debug)]
pub struct Scratch {
    folder: PathBuf,
    target: PathBuf,
}

/// What cargo made of it.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The programs: package, target and file.
    pub programs: Vec<(String, String, PathBuf)>,
    /// The errors.
    pub errors: Vec<CompileError>,
}

/// An error of the compiler's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The package, by its folder.
    pub package: String,
    /// The target that doesn't compile.
    pub target: String,
    /// The file, absolute, and the line, where the compiler names them.
    pub place: Option<(PathBuf, usize)>,
    /// What it says.
    pub message: String,
}

impl Scratch {
    /// Opens the scratch workspace `name`; its members are the folders in it.
    pub fn open(house: &House, name: &str) -> Result<Scratch, Failure> {
        let base = house.builds();
        let scratch = Scratch { folder: base.join(name), target: base.join("target") };
        scratch.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[profile.dev]\ndebug = false\n",
        )?;
        let lock = house.root().join("Cargo.lock");
        if let Ok(lock) = fs::read_to_string(lock) {
            scratch.write("Cargo.lock.origin", &lock).and_then(|changed| {
                if changed { scratch.write("Cargo.lock", &lock) } else { Ok(false) }
            })?;
        }
        Ok(scratch)
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file unless it already holds that; says whether it wrote.
    pub fn write(&self, path: impl AsRef<Path>, content: &str) -> Result<bool, Failure> {
        let path = self.folder.join(path);
        let written = || -> io::Result<bool> {
            if fs::read_to_string(&path).is_ok_and(|found| found == content) {
                return Ok(false);
            }
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::write(&path, content)?;
            Ok(true)
        };
        written().map_err(|error| Failure::File(path.clone(), error))
    }

    /// Removes members that are no longer wanted.
    pub fn keep_only(&self, members: &[String]) -> Result<(), Failure> {
        let removed = || -> io::Result<()> {
            for entry in fs::read_dir(&self.folder)? {
                let path = entry?.path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if path.is_dir() && !members.iter().any(|member| member == name) {
                    fs::remove_dir_all(&path)?;
                }
            }
            Ok(())
        };
        removed().map_err(|error| Failure::File(self.folder.clone(), error))
    }

    /// Builds every test of the workspace, going on where one doesn't compile.
    pub fn build_tests(&self) -> Result<Built, Failure> {
        let mut command: Command = cargo();
        command.args(["build", "--tests", "--workspace", "--keep-going", "--quiet"]);
        command.arg("--message-format=json").arg("--target-dir").arg(&self.target);
        command.current_dir(&self.folder);
        let failed = |error: String| Failure::Program("cargo build".to_owned(), error);
        let ran = run(&mut command, LIMIT).map_err(|error| failed(error.to_string()))?;
        let mut built = Built::default();
        for line in ran.stdout.lines().filter(|line| line.starts_with('{')) {
            let message: Message =
                serde_json::from_str(line).map_err(|error| failed(error.to_string()))?;
            self.take(message, &mut built);
        }
        if !ran.succeeded() && built.errors.is_empty() {
            return Err(failed(ran.stderr));
        }
        Ok(built)
    }

    fn take(&self, message: Message, built: &mut Built) {
        let (Some(target), Some(manifest)) = (message.target, message.manifest_path) else {
            return;
        };
        let package = manifest.parent().and_then(Path::file_name).unwrap_or_default();
        let package = package.to_string_lossy().into_owned();
        if let Some(program) = message.executable {
            built.programs.push((package.clone(), target.name.clone(), program));
        }
        let Some(diagnostic) = message.message.filter(|said| said.level == "error") else { return };
        let place = diagnostic
            .spans
            .iter()
            .find(|span| span.is_primary)
            .map(|span| (self.folder.join(&span.file_name), span.line_start));
        // "aborting due to 2 previous errors" has no place and says nothing new.
        if place.is_some() || !diagnostic.message.starts_with("aborting") {
            let message = diagnostic.message;
            built.errors.push(CompileError { package, target: target.name, place, message });
        }
    }
}

/// A line of `--message-format=json`, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    target: Option<BuiltTarget>,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct BuiltTarget {
    name: String,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: PathBuf,
    line_start: usize,
    is_primary: bool,
}
