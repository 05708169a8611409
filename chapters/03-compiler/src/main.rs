//! `python -m dis`: the instructions of a source, and with `dis` in front those of a compiled
//! file.
//!
//! CPython: `_test` in `Lib/dis.py`.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use compiler::code::Code;
use compiler::constant::Shared;
use compiler::{Options, Warning, compile, dis, pyc};

const USAGE: &str = "\
usage: compiler [-O | -OO] [--show-caches] [FILE.py]
       compiler dis [--show-caches] FILE.pyc";

/// What the command line asks for.
#[derive(Default)]
struct Arguments {
    is_compiled: bool,
    optimize: u8,
    show_caches: bool,
    file: Option<OsString>,
}

fn main() -> ExitCode {
    let Some(arguments) = read_arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let code = match read_code(&arguments) {
        Ok(code) => code,
        Err(message) => {
            // Nobody is left to be told if this fails.
            let _ = io::stderr().write_all(message.as_bytes());
            return ExitCode::FAILURE;
        }
    };
    let options = dis::Options { show_caches: arguments.show_caches, ..dis::Options::default() };
    match io::stdout().write_all(&dis::dis(&code, &options)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compiler: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read_arguments() -> Option<Arguments> {
    let mut given = std::env::args_os().skip(1).peekable();
    let is_compiled = given.next_if(|argument| argument == "dis").is_some();
    let mut arguments = Arguments { is_compiled, ..Arguments::default() };
    for argument in given {
        match argument.to_str() {
            Some("--show-caches") => arguments.show_caches = true,
            Some("-O") if !is_compiled => arguments.optimize = 1,
            Some("-OO") if !is_compiled => arguments.optimize = 2,
            Some(option) if option.len() > 1 && option.starts_with('-') => return None,
            _ if arguments.file.is_some() => return None,
            _ => arguments.file = Some(argument),
        }
    }
    (!is_compiled || arguments.file.is_some()).then_some(arguments)
}

/// The code object that is asked for, or what to say of why there is none.
fn read_code(arguments: &Arguments) -> Result<Shared<Code>, String> {
    let file = arguments.file.as_ref().filter(|file| arguments.is_compiled || *file != "-");
    let name = file.map_or("<stdin>".into(), |file| file.to_string_lossy());
    let mut bytes = Vec::new();
    let read = match file {
        Some(file) => std::fs::read(file).map(|read| bytes = read),
        None => io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
    };
    read.map_err(|error| format!("compiler: {name}: {error}\n"))?;
    if arguments.is_compiled {
        let read = pyc::read(&bytes, &name);
        return read.map(|(_, code)| code).map_err(|error| format!("{}: {error}\n", error.class()));
    }
    let in_file = file.is_some();
    let options = Options { optimize: arguments.optimize, in_file, ..Options::default() };
    let mut warnings: Vec<Warning> = Vec::new();
    let result = compile(&bytes, &name, &options, &mut warnings);
    for Warning { kind, lineno } in warnings {
        eprintln!("{name}:{lineno}: {}: {kind}", kind.category());
    }
    result.map_err(|error| error.show(&bytes, &name))
}
