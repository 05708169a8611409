//! How high the stack gets, and how high it is where each block starts.
//!
//! CPython: `stackdepth` in `Python/compile.c`.
//!
//! Every way to an instruction leaves the stack at the same height. So one visit to each block
//! is enough, and a loop ends the walk where it comes back. A handler starts with the height
//! at the opening of its `try` and what raising pushes.
//!
//! ```text
//! block 0 (0): LOAD_NAME a             1
//!              GET_ITER                1
//! block 1 (1): FOR_ITER -> 3           2, on the way to block 3 0
//!              STORE_NAME b            1
//!              JUMP -> 1               1
//! block 3 (0): …                          stack size 2
//! ```

use super::{BlockId, FlowGraph};
use crate::opcode::Jump;

/// The greatest height; notes the height at the start of each block. A generator's frame starts
/// with the value that is sent first.
pub(crate) fn stack_depth(graph: &mut FlowGraph, is_generator: bool) -> i32 {
    for block in graph.newest_first() {
        graph.block_mut(block).start_depth = None;
    }
    let mut pending = Vec::new();
    let mut greatest = 0;
    reach(graph, FlowGraph::ENTRY, i64::from(is_generator), &mut pending);
    while let Some(id) = pending.pop() {
        let block = graph.block(id);
        let mut depth = block.start_depth.map_or(0, i64::from);
        let mut next = block.next;
        for at in 0..block.instructions.len() {
            let instruction = graph.block(id).instructions[at];
            let effect = |jump| instruction.operation.stack_effect(instruction.argument, jump);
            if let Some(target) = instruction.target {
                let at_target = depth + effect(Jump::Taken);
                greatest = greatest.max(at_target);
                reach(graph, target, at_target, &mut pending);
            }
            depth += effect(Jump::NotTaken);
            greatest = greatest.max(depth);
            if instruction.operation.ends_block() {
                next = None;
                break;
            }
        }
        if let Some(next) = next {
            reach(graph, next, depth, &mut pending);
        }
    }
    i32::try_from(greatest).expect("fewer values than bytes of source")
}

/// CPython stops to look for greater heights at a hundred.
const ENOUGH: i32 = 100;

fn reach(graph: &mut FlowGraph, block: BlockId, depth: i64, pending: &mut Vec<BlockId>) {
    let depth = i32::try_from(depth).ok();
    let start = &mut graph.block_mut(block).start_depth;
    debug_assert!(start.is_none() || *start == depth, "a stack of two heights");
    if *start < depth && *start < Some(ENOUGH) {
        *start = depth;
        pending.push(block);
    }
}
