//! The Pythons that the book's programs are run under.
//!
//! Today that is a CPython 3.11, where one is installed. `glass` joins the list as soon as it
//! runs programs: [`interpreters`] is the one place that says who is asked.

use std::{env, ffi::OsString, path::Path, process::Command, time::Duration};

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

/// Every interpreter that the book's programs have to agree with; none where none is found.
pub fn interpreters() -> Vec<Interpreter> {
    cpython().into_iter().collect()
}

/// CPython 3.11: the program that `GLASS_SNAKE_PYTHON` names, or `python3.11`, or a `python3`
/// that is a 3.11.
fn cpython() -> Option<Interpreter> {
    let named = env::var_os("GLASS_SNAKE_PYTHON");
    named.into_iter().chain(["python3.11".into(), "python3".into()]).find_map(|program| {
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
    })
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
