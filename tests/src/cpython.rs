//! Where the reference is installed.
//!
//! Looked for in this order: the environment variable `GLASS_PYTHON`, `python3.11`,
//! `python3`; the first that is a 3.11. Recordings are of 3.11.7 alone
//! ([`Python::is_reference`]); comparisons accept every 3.11, since its later releases
//! differ from the first in corrections only.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::say;

/// The environment variable that names the program.
pub const VARIABLE: &str = "GLASS_PYTHON";

/// The version that the project answers to.
pub const REFERENCE: &str = "3.11.7";

/// An installed CPython 3.11.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Python {
    program: PathBuf,
    version: String,
    library: PathBuf,
}

impl Python {
    /// The installation. Where there is none, says that `what` is skipped.
    pub fn get(what: &str) -> Option<&'static Python> {
        static PYTHON: OnceLock<Option<Python>> = OnceLock::new();
        let python = PYTHON.get_or_init(Python::find).as_ref();
        if python.is_none() {
            say(&format!("skipped: {what} (no python3.11 here; {VARIABLE} can name one)"));
        }
        python
    }

    /// The installation if it is exactly the reference. Where it isn't, says so.
    pub fn get_reference(what: &str) -> Option<&'static Python> {
        let python = Python::get(what)?;
        if !python.is_reference() {
            say(&format!("skipped: {what} (for {REFERENCE}, this is {})", python.version));
            return None;
        }
        Some(python)
    }

    /// # Panics
    /// If [`VARIABLE`] names something that is no CPython 3.11: whoever set it wants the
    /// comparisons, not to have them skipped.
    fn find() -> Option<Python> {
        if let Some(program) = env::var_os(VARIABLE) {
            let python = Python::ask(Path::new(&program));
            return Some(python.unwrap_or_else(|| panic!("{VARIABLE} names no CPython 3.11")));
        }
        ["python3.11", "python3"].iter().find_map(|program| Python::ask(Path::new(program)))
    }

    fn ask(program: &Path) -> Option<Python> {
        const QUESTION: &str = "\
import platform, sys, sysconfig
if sys.version_info[:2] == (3, 11) and platform.python_implementation() == 'CPython':
    print(sys.executable, platform.python_version(), sysconfig.get_path('stdlib'), sep='\\n')
";
        let output = Command::new(program).args(["-I", "-c", QUESTION]).output().ok()?;
        let answer = String::from_utf8(output.stdout).ok()?;
        let mut lines = answer.lines();
        let (program, version) = (lines.next()?.into(), lines.next()?.into());
        Some(Python { program, version, library: lines.next()?.into() })
    }

    /// Whether it is [`REFERENCE`].
    pub fn is_reference(&self) -> bool {
        self.version == REFERENCE
    }

    /// The folder of the standard library.
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// A command that runs a script of `tests/reference`, untouched by the environment's
    /// Python settings, with the hashes of `PYTHONHASHSEED=0` (they order what a set shows),
    /// and leaving no `__pycache__`.
    pub fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join(name);
        // `-I` would be right but for hiding the script's neighbours from `import`.
        // `-E` would be right but for ignoring the seed as well.
        for (name, _) in env::vars_os().filter(|(name, _)| is_python_setting(name)) {
            command.env_remove(name);
        }
        command.env("PYTHONHASHSEED", "0").args(["-s", "-B", "-X", "utf8"]).arg(path);
        command
    }
}

fn is_python_setting(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"PYTHON")
}
