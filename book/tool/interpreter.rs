//! The Pythons that the book's programs are run under.
//!
//! That is a CPython 3.11, where one is installed, and `glass` with that one's library:
//! [`interpreters`] and [`glass`] are the places that say who is asked.

use std::{env, ffi::OsString, path::Path, process::Command, time::Duration};

use crate::finding::Failure;
use crate::house::House;
use crate::process::{Ran, run};
use crate::workspace::cargo;

const LIMIT: Duration = Duration::from_secs(20);

/// `glass` is built without optimisation here, and so has more time.
const LONG_LIMIT: Duration = Duration::from_secs(60);

/// A program that runs Python.
#[derive(Clone, Debug)]
pub struct Interpreter {
    /// How reports call it: `CPython 3.11.7`.
    pub name: String,
    /// Whether it is ours, which may not run everything yet.
    pub is_glass: bool,
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
    let candidate = Interpreter { name: String::new(), is_glass: false, program };
    let ran = candidate.start(&["-c".into(), question.into()], Path::new(".")).ok()?;
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    match words[..] {
        ["cpython", "3", "11", patch] if ran.succeeded() => {
            Some(Interpreter { name: format!("CPython 3.11.{patch}"), ..candidate })
        }
        _ => None,
    }
}

/// Our interpreter, built now.
pub fn glass(house: &House) -> Result<Interpreter, Failure> {
    let mut build = cargo();
    build.args(["build", "-q", "-p", "interpreter", "--bin", "glass", "--message-format=json"]);
    let broken = |why: String| Failure::Program("cargo build -p interpreter".to_owned(), why);
    let built =
        build.current_dir(house.root()).output().map_err(|error| broken(error.to_string()))?;
    if !built.status.success() {
        return Err(broken(String::from_utf8_lossy(&built.stderr).into_owned()));
    }
    // Each line is a message; that of the program says where it is.
    let text = String::from_utf8_lossy(&built.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str(line).ok());
    let found = { messages }
        .filter_map(|message: serde_json::Value| Some(message["executable"].as_str()?.to_owned()))
        .next_back()
        .ok_or_else(|| broken("it names no program".to_owned()))?;
    Ok(Interpreter { name: "glass".to_owned(), is_glass: true, program: found.into() })
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
        run(&mut command, if self.is_glass { LONG_LIMIT } else { LIMIT })
    }
}
