//! `compiler dis FILE.pyc`: what is in a compiled file.

#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::process::ExitCode;

use compiler::{dis, pyc};

const USAGE: &str = "usage: compiler dis [--show-caches] FILE.pyc";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let command = arguments.next();
    let show_caches = arguments.next_if(|argument| argument == "--show-caches").is_some();
    let (Some(file), None) = (arguments.next(), arguments.next()) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if command.is_none_or(|command| command != "dis") {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let name = file.to_string_lossy();
    let bytes = match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("compiler: {name}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = match pyc::read(&bytes, &name) {
        Ok((_, code)) => code,
        Err(error) => {
            eprintln!("{}: {error}", error.class());
            return ExitCode::FAILURE;
        }
    };
    let text = dis::dis(&code, &dis::Options { show_caches, ..dis::Options::default() });
    match io::stdout().write_all(&text) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compiler: {error}");
            ExitCode::FAILURE
        }
    }
}
