//! `glass`: the interpreter as a program.

fn main() {}
