//! Copies a small block that leaves the code object to where a jump leads to it.
//!
//! CPython: `extend_block` in `Python/compile.c`. A function with many branches ends in one
//! implicit `return None`; a copy of it costs less than the jump. One whose instructions have a
//! line is not copied, since a tracer would see that line more than once in the code.
//!
//! ```text
//! block 1: STORE_FAST x                block 1: STORE_FAST x
//!          JUMP -> 4             =>             NOP
//!  …                                            LOAD_CONST None
//! block 4: LOAD_CONST None                      RETURN_VALUE
//!          RETURN_VALUE                 …
//! ```

use super::nops::NOP;
use super::{Block, FlowGraph, Operation};

/// C: `MAX_COPY_SIZE`.
const MOST_INSTRUCTIONS: usize = 4;

/// Does so wherever a block ends with a jump.
pub(crate) fn inline_small_exits(graph: &mut FlowGraph) {
    for block in graph.newest_first() {
        let Some(last) = graph.block(block).instructions.last() else { continue };
        if last.operation != Operation::Jump {
            continue;
        }
        let target = graph.block(last.target.expect("a jump has a target"));
        if !may_be_copied(target) {
            continue;
        }
        let copied = target.instructions.clone();
        let block = graph.block_mut(block);
        if let Some(last) = block.instructions.last_mut() {
            (last.operation, last.target) = (NOP, None);
        }
        block.instructions.extend(copied);
        block.is_exit = true;
    }
}

fn may_be_copied(block: &Block) -> bool {
    block.is_exit
        && block.instructions.len() <= MOST_INSTRUCTIONS
        && block.instructions.iter().all(|instruction| instruction.place.line <= 0)
}
