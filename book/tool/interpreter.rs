//! The Pythons that the book's programs are run under.
//!
//! Today that is a CPython 3.11, where one is installed. `glass` joins the list as soon as it
//! runs programs: [`interpreters`] is the one place that says who is asked.

use std::{env, ffi::OsString, path::Path, process::Command, time::Duration};

use crate::finding::Failure;
use crate::process::{Ran, run};

const LIMIT: Duration = Duration::from_secs(20);

/// A program that runs Python.
#[derive(Clone, Debug)]
pub struct Interpreter {
    /// How reports call it: `CPython 3.11.7`.
    pub name: String,
    /// The program.
    program: OsString,
}

/// The environment variable that names a CPython 3.11, for the tests as well.
pub const VARIABLE: &str = "GLASS_PYTHON";

/// Every interpreter that the book's programs have to agree with; none where none is found.
///
/// A variable that names something else is an error: who sets it wants the comparison.
pub fn interpreters() -> Result<Vec<Interpreter>, Failure> {
    if let Some(program) = env::var_os(VARIABLE) {
        let wrong = || Failure::Program(VARIABLE.to_owned(), "names no CPython 3.11".to_owned());
        return cpython(program).map(|found| vec![found]).ok_or_else(wrong);
    }
    let found = ["python3.11", "python3"].into_iter().find_map(|name| cpython(name.into()));
    Ok(found.into_iter().collect())
}

/// The program, if it is a CPython 3.11.
fn cpython(program: OsString) -> Option<Interpreter> {
    let question = "import sys; print(sys.implementation.name, *sys.version_info[:3])";
    let candidate = Interpreter { name: String::new(), program };
    let ran = candidate.start(&["-c".into(), question.into()], Path::new(".")).ok()?;
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    match words[..] {
        ["cpython", "3", "11", patch] if ran.succeeded() => {
            Some(Interpreter { name: format!("CPython 3.11.{patch}"), ..candidate })
        }
        _ => None,
    }
}

impl Interpreter {
    /// Runs the interpreter with `arguments` in `folder`, its environment free of what a
    /// reader's doesn't have.
    pub fn start(&self, arguments: &[OsString], folder: &Path) -> std::io::Result<Ran> {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(folder);
        for name in ["PYTHONPATH", "PYTHONSTARTUP", "PYTHONHASHSEED", "PYTHONWARNINGS"] {
            command.env_remove(name);
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env("NO_COLOR", "1");
        run(&mut command, LIMIT)
    }
}
