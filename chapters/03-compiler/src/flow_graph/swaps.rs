//! Fewer exchanges on the stack.
//!
//! CPython: `swaptimize`, `apply_static_swaps` and `next_swappable_instruction` in
//! `Python/compile.c`. Patterns and unpacking leave runs of `SWAP`s. A run is a permutation of
//! the values at the top, and a permutation has a shortest run; and where the values only go
//! into variables, the instructions that store them can change places instead.
//!
//! ```text
//! SWAP 3               SWAP 2          SWAP 2               NOP
//! SWAP 2         =>    SWAP 3          STORE_FAST a   =>    STORE_FAST b
//! SWAP 3               NOP …           STORE_FAST b         STORE_FAST a
//! ```

use super::nops::NOP;
use super::{Instruction, Operation};
use crate::opcode::Opcode;

const SWAP: Operation = Operation::Opcode(Opcode::SWAP);

/// Shortens the run of `SWAP`s and `NOP`s that starts at `start`, and says where it ends.
pub(super) fn shorten_run(instructions: &mut [Instruction], start: usize) -> usize {
    let is_of_run = |instruction: &&Instruction| matches!(instruction.operation, SWAP | NOP);
    let length = instructions[start..].iter().take_while(is_of_run).count();
    let run = &mut instructions[start..start + length];
    let swaps = run.iter().filter(|instruction| instruction.operation == SWAP);
    let (mut count, mut depth) = (0, 0);
    for swap in swaps {
        count += 1;
        depth = depth.max(swap.argument as usize);
    }
    if count < 2 {
        return start;
    }
    let mut stack = permutation(run, depth);
    write_shortest(run, &mut stack);
    start + length - 1
}

/// Which of the values at the top stands where after the run.
fn permutation(run: &[Instruction], depth: usize) -> Vec<Option<usize>> {
    let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
    for instruction in run.iter().filter(|instruction| instruction.operation == SWAP) {
        stack.swap(0, instruction.argument as usize - 1);
    }
    stack
}

/// Goes through each cycle of the permutation, and writes the run from its end.
fn write_shortest(run: &mut [Instruction], stack: &mut [Option<usize>]) {
    let mut free = run.len();
    for start in 0..stack.len() {
        if stack[start] == Some(start) {
            continue;
        }
        let mut at = start;
        while let Some(next) = stack[at].take() {
            write_swap(run, &mut free, at);
            at = next;
            if stack[at].is_none() {
                // The cycle is closed.
                write_swap(run, &mut free, at);
            }
        }
    }
    for instruction in &mut run[..free] {
        instruction.operation = NOP;
    }
}

/// The top with itself needs no exchange.
fn write_swap(run: &mut [Instruction], free: &mut usize, with: usize) {
    if with > 0 {
        *free -= 1;
        run[*free].operation = SWAP;
        run[*free].argument = with as i32 + 1;
    }
}

/// Exchanges instructions in place of values for the `SWAP`s at `last` and before it, as far
/// as that can be done.
pub(super) fn apply_to_instructions(instructions: &mut [Instruction], last: usize) {
    for at in (0..=last).rev() {
        let swap = instructions[at];
        if swap.operation != SWAP {
            if swap.operation == NOP || is_swappable(swap.operation) {
                continue;
            }
            return;
        }
        let Some(first) = next_swappable(instructions, at, None) else { return };
        let line = instructions[first].place.line;
        let mut second = first;
        for _ in 1..swap.argument {
            // Names may not be bound on another line than before.
            match next_swappable(instructions, second, Some(line).filter(|&line| line >= 0)) {
                Some(next) => second = next,
                None => return,
            }
        }
        if !can_exchange(&instructions[first..=second]) {
            return;
        }
        instructions[at].operation = NOP;
        instructions.swap(first, second);
    }
}

/// Whether it only takes the top value, and nothing can happen but that a value goes.
fn is_swappable(operation: Operation) -> bool {
    matches!(operation, Operation::Opcode(Opcode::STORE_FAST | Opcode::POP_TOP))
}

/// Whether the first and the last of these may change places: no variable that either binds may
/// be bound by another of them, or the wrong value would be the last.
fn can_exchange(instructions: &[Instruction]) -> bool {
    let [first, between @ .., last] = instructions else { return true };
    let (first, last) = (bound_by(first), bound_by(last));
    let meets = |variable: Option<i32>| variable.is_some_and(|_| [first, last].contains(&variable));
    (first.is_none() || first != last)
        && !between.iter().any(|instruction| meets(bound_by(instruction)))
}

/// The local variable that it binds.
fn bound_by(instruction: &Instruction) -> Option<i32> {
    let binds = instruction.operation == Operation::Opcode(Opcode::STORE_FAST);
    binds.then_some(instruction.argument)
}

fn next_swappable(instructions: &[Instruction], at: usize, line: Option<i32>) -> Option<usize> {
    for (offset, instruction) in instructions[at + 1..].iter().enumerate() {
        if line.is_some_and(|line| instruction.place.line != line) {
            return None;
        }
        if instruction.operation != NOP {
            return is_swappable(instruction.operation).then_some(at + 1 + offset);
        }
    }
    None
}
