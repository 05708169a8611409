//! Jumps that lead to jumps, and jumps to what comes next anyway.
//!
//! CPython: `jump_thread` and the jumps' cases of `optimize_basic_block`, the end of
//! `optimize_cfg` in `Python/compile.c`.
//!
//! `a and b or c` tests `a`; if it is false, so is `a and b`, and the second test's outcome
//! needs no look at the value:
//! ```text
//!         LOAD_NAME a                         LOAD_NAME a
//!         JUMP_IF_FALSE_OR_POP -> 1           POP_JUMP_IF_FALSE -> 2
//!         LOAD_NAME b                   =>    LOAD_NAME b
//! block 1: JUMP_IF_TRUE_OR_POP -> 3   block 1: JUMP_IF_TRUE_OR_POP -> 3
//! block 2: LOAD_NAME c                block 2: LOAD_NAME c
//! ```
//! Only jumps of one line are joined: a tracer is told of each line.

use super::nops::NOP;
use super::reachability::unlink_empty;
use super::{BlockId, FlowGraph, Instruction, Operation};
use crate::opcode::Opcode;

const FALSE_OR_POP: Operation = Operation::Opcode(Opcode::JUMP_IF_FALSE_OR_POP);
const TRUE_OR_POP: Operation = Operation::Opcode(Opcode::JUMP_IF_TRUE_OR_POP);

/// Lets the instruction lead to where the next instruction is.
pub(super) fn skip_empty_target(graph: &mut FlowGraph, block: BlockId, at: usize) {
    let target = graph.block(block).instructions[at].target.expect("asked of a jump");
    let first = graph.skip_empty(target);
    if first != target {
        graph.block_mut(block).instructions[at].target = Some(first);
    }
}

/// Lets a jump whose target is a jump lead to where that leads, if so; says whether.
pub(super) fn thread(graph: &mut FlowGraph, block: BlockId, at: usize) -> bool {
    let jump = graph.block(block).instructions[at];
    let Some(target) = jump.target else { return false };
    let second = graph.block(target).instructions[0];
    let Some(threaded) = threaded(graph, jump, target, second) else { return false };
    graph.block_mut(block).instructions[at] = threaded;
    true
}

fn threaded(
    graph: &FlowGraph,
    jump: Instruction,
    target: BlockId,
    second: Instruction,
) -> Option<Instruction> {
    use Operation::{Jump, PopJumpIfFalse, PopJumpIfNone, PopJumpIfNotNone, PopJumpIfTrue};
    if jump.place.line != second.place.line {
        return None;
    }
    let operation = match (jump.operation, second.operation) {
        (FALSE_OR_POP, PopJumpIfFalse) => PopJumpIfFalse,
        (TRUE_OR_POP, PopJumpIfTrue) => PopJumpIfTrue,
        (FALSE_OR_POP, Jump | FALSE_OR_POP)
        | (TRUE_OR_POP, Jump | TRUE_OR_POP)
        | (Jump | PopJumpIfFalse | PopJumpIfTrue | PopJumpIfNone | PopJumpIfNotNone, Jump) => {
            jump.operation
        }
        // The second test would not jump, so the first goes behind it.
        (FALSE_OR_POP, TRUE_OR_POP | PopJumpIfTrue) => {
            let behind = graph.block(target).next;
            return Some(Instruction { operation: PopJumpIfFalse, target: behind, ..jump });
        }
        (TRUE_OR_POP, FALSE_OR_POP | PopJumpIfFalse) => {
            let behind = graph.block(target).next;
            return Some(Instruction { operation: PopJumpIfTrue, target: behind, ..jump });
        }
        _ => return None,
    };
    // `while True: pass` is a jump to itself.
    (second.target != jump.target).then_some(Instruction {
        operation,
        target: second.target,
        ..jump
    })
}

/// Removes the jumps to the block that comes next.
pub(crate) fn remove_redundant_jumps(graph: &mut FlowGraph) {
    let mut removed = false;
    graph.for_each(|graph, id| {
        let block = graph.block_mut(id);
        let Some(last) = block.instructions.last_mut() else { return };
        if matches!(last.operation, Operation::Jump | Operation::JumpNoInterrupt)
            && last.target == block.next
        {
            (last.operation, last.target) = (NOP, None);
            block.is_closed = false;
            removed = true;
        }
    });
    if removed {
        unlink_empty(graph);
    }
}
