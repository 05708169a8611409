//! Draws the flow graph of a source as it is generated and as it is assembled:
//! `cargo run -p compiler --example graph -- FILE.py FOLDER`.
//!
//! The graph is the module's, or that of the last code object inside of it.

use std::path::PathBuf;
use std::{env, fs, io};

use compiler::flow_graph::{Pass, dump};
use compiler::{Options, Warning, compile_tree_observed};
use parser::{Bump, parse};
use tokenizer::Source;

fn main() -> io::Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [file, folder] = &arguments[..] else {
        return Err(io::Error::other("usage: graph FILE.py FOLDER"));
    };
    let bytes = fs::read(file)?;
    let source =
        Source::from_bytes(&bytes, true).map_err(|error| io::Error::other(error.to_string()))?;
    let arena = Bump::new();
    let tree = parse(&source, &arena, &parser::Options::default()).result;
    let tree = tree.map_err(|error| io::Error::other(error.to_string()))?;

    let mut drawn = Vec::new();
    let mut look = |pass: Pass, unit: &compiler::code_unit::CodeUnit| {
        let name = match pass {
            Pass::Generated => "generated.svg",
            Pass::Lines => "assembled.svg",
            _ => return,
        };
        let title = format!("The flow graph, {}", pass.name());
        drawn.push((name, dump::svg(unit, &title)));
    };
    let mut warnings: Vec<Warning> = Vec::new();
    compile_tree_observed(tree, "example.py", &Options::default(), &mut warnings, &mut look)
        .map_err(|error| io::Error::other(error.to_string()))?;
    // An inner code object is finished before the one around it.
    for (name, picture) in drawn.iter().take(2) {
        fs::write(folder.join(name), picture)?;
    }
    Ok(())
}
