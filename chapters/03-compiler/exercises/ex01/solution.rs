//! Exercise 1, solved.

use compiler::dis::unpacked;
use compiler::opcode::Jump;

/// The greatest height of the stack in code that doesn't jump.
fn stacksize(code: &[u8]) -> i64 {
    let mut height = 0;
    let mut greatest = 0;
    for (_, opcode, argument) in unpacked(code) {
        height += opcode.stack_effect(argument.unwrap_or(0), Jump::NotTaken).unwrap_or(0);
        greatest = greatest.max(height);
    }
    greatest
}

mod checks;
