//! Exercise 1: how high does it get?

use compiler::opcode::{Jump, Opcode};

/// The greatest height of the stack in code that doesn't jump.
fn stacksize(code: &[u8]) -> i64 {
    let first = code
        .first()
        .map_or(0, |&number| Opcode(number).stack_effect(0, Jump::NotTaken).unwrap_or(0));
    first.max(0)
}

mod checks;
