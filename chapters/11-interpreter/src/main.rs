//! `glass`: the interpreter as a program.

use std::process::ExitCode;

use interpreter::command_line::{self, Request};
use interpreter::config::set_config;
use interpreter::run::run_main;
use mimalloc::MiMalloc;

/// Objects lie in chapter 4's blocks; this is for what Rust allocates beside them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let status = match command_line::read(std::env::args_os().collect()) {
        Request::Run(config) => run_main(set_config(*config)) as u8,
        Request::Print(text) => {
            print!("{text}");
            0
        }
        Request::Wrong(text, status) => {
            eprint!("{text}");
            status
        }
    };
    ExitCode::from(status)
}
