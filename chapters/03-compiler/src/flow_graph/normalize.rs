//! Says of each block how it ends, and lets no jump lead to an empty one.
//!
//! CPython: `normalize_basic_block` in `Python/compile.c`.
//!
//! ```text
//! block 0: LOAD_NAME x                 block 0: LOAD_NAME x
//!          POP_JUMP_IF_FALSE -> 2               POP_JUMP_IF_FALSE -> 3
//! block 2:                       =>    block 2:
//! block 3: LOAD_CONST None             block 3: LOAD_CONST None
//!          RETURN_VALUE                         RETURN_VALUE        closed, an exit
//! ```

use super::{Block, BlockId, FlowGraph, Operation};
use crate::opcode::Opcode;

/// Does so with every block.
pub(crate) fn normalize(graph: &mut FlowGraph) {
    for block in graph.newest_first() {
        mark_end(graph.block_mut(block));
        skip_empty_target(graph, block);
    }
}

fn mark_end(block: &mut Block) {
    // Only brackets and what comes behind a jump could stand elsewhere than at the end, and
    // code generation begins a block behind a jump.
    let Some(last) = block.instructions.last() else { return };
    block.is_exit = last.operation.is_scope_exit();
    block.is_closed = last.operation.ends_block();
}

fn skip_empty_target(graph: &mut FlowGraph, block: BlockId) {
    let Some(last) = graph.block(block).instructions.last() else { return };
    // CPython leaves this one to the next pass.
    if !last.operation.is_jump() || last.operation == Operation::Opcode(Opcode::SEND) {
        return;
    }
    let target = graph.skip_empty(last.target.expect("a jump has a target"));
    if let Some(last) = graph.block_mut(block).instructions.last_mut() {
        last.target = Some(target);
    }
}
