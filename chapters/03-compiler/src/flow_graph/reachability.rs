//! Which blocks can be reached at all; the others go.
//!
//! CPython: `mark_reachable`, `eliminate_empty_basic_blocks` and the middle of `optimize_cfg`
//! in `Python/compile.c`.
//!
//! ```text
//! block 0: LOAD_CONST 1                block 0: LOAD_CONST 1
//!          RETURN_VALUE                         RETURN_VALUE
//! block 1: LOAD_NAME print      =>
//!          …
//! ```

use super::{BlockId, FlowGraph};

/// Counts the ways to each block, those from the instructions that open a `try` among them.
pub(crate) fn count_predecessors(graph: &mut FlowGraph) {
    graph.block_mut(FlowGraph::ENTRY).predecessors = 1;
    let mut pending = vec![FlowGraph::ENTRY];
    while let Some(id) = pending.pop() {
        let block = graph.block(id);
        if let (Some(next), false) = (block.next, block.is_closed) {
            lead_to(graph, next, &mut pending);
        }
        for at in 0..graph.block(id).instructions.len() {
            if let Some(target) = graph.block(id).instructions[at].target {
                lead_to(graph, target, &mut pending);
            }
        }
    }
}

fn lead_to(graph: &mut FlowGraph, block: BlockId, pending: &mut Vec<BlockId>) {
    let predecessors = &mut graph.block_mut(block).predecessors;
    if *predecessors == 0 {
        pending.push(block);
    }
    *predecessors += 1;
}

/// Removes what is in the blocks that no way leads to, and then the empty blocks.
pub(crate) fn remove_unreachable(graph: &mut FlowGraph) {
    graph.for_each(|graph, id| {
        let block = graph.block_mut(id);
        if block.predecessors == 0 {
            block.instructions.clear();
            block.is_closed = false;
        }
    });
    unlink_empty(graph);
}

/// Takes blocks without instructions out of the order; jumps lead behind them.
pub(super) fn unlink_empty(graph: &mut FlowGraph) {
    graph.for_each(|graph, id| {
        let mut next = graph.block(id).next;
        // The last stays, even if it is empty.
        while let Some(block) = next.map(|next| graph.block(next))
            && block.instructions.is_empty()
            && block.next.is_some()
        {
            next = block.next;
        }
        graph.block_mut(id).next = next;
    });
    graph.for_each(|graph, id| {
        let Some(last) = graph.block(id).instructions.last() else { return };
        if !last.operation.is_jump() {
            return;
        }
        let target = graph.skip_empty(last.target.expect("a jump has a target"));
        if let Some(last) = graph.block_mut(id).instructions.last_mut() {
            last.target = Some(target);
        }
    });
}
