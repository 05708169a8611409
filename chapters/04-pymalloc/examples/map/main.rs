//! Draws the allocator's memory.
//!
//! ```text
//! cargo run -p pymalloc --example map                      what can be drawn
//! cargo run -p pymalloc --example map -- filling           in characters
//! cargo run -p pymalloc --example map -- filling --svg     as a picture
//! ```

mod scenarios;

use scenarios::SCENARIOS;
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let as_svg = arguments.iter().any(|argument| argument == "--svg");
    let name = arguments.iter().find(|argument| *argument != "--svg");
    let (text, code) = match name {
        None => (usage(), ExitCode::SUCCESS),
        Some(name) => match SCENARIOS.iter().find(|scenario| scenario.name == name) {
            None => (usage(), ExitCode::FAILURE),
            Some(scenario) => {
                let run = (scenario.run)();
                (if as_svg { run.svg } else { run.text }, ExitCode::SUCCESS)
            }
        },
    };
    // A reader that has seen enough, like `head`, is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    code
}

fn usage() -> String {
    let mut text = String::from("map NAME [--svg], NAME being one of\n");
    for scenario in &SCENARIOS {
        text += &format!("  {:15}{}\n", scenario.name, scenario.about);
    }
    text
}
