//! `glass`: the interpreter as a program.

use std::process::ExitCode;

use interpreter::config::{Config, Run, set_config};

fn main() -> ExitCode {
    let mut config = Config::new();
    let mut arguments = std::env::args_os().skip(1);
    config.run = match arguments.next() {
        Some(option) if option == "-c" => Run::Command(arguments.next().unwrap_or_default()),
        Some(file) => Run::File(file),
        None => Run::Stdin,
    };
    config.hash_seed = match std::env::var("PYTHONHASHSEED") {
        Ok(seed) => seed.parse().ok(),
        Err(_) => None,
    };
    let status = interpreter::run::run_main(set_config(config));
    ExitCode::from(status as u8)
}
