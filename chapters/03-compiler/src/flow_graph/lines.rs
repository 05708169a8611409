//! Lines for instructions that came from none.
//!
//! CPython: `duplicate_exits_without_lineno`, `propagate_line_numbers` and
//! `guarantee_lineno_for_exits` in `Python/compile.c`.
//!
//! PEP 626 wants a frame's line to be right after it has ended, too. So each instruction that
//! leaves the code object needs a line: that of what led to it. Where several ways lead to one
//! that has none, each gets a copy of its own.
//!
//! ```text
//! 2  POP_JUMP_IF_FALSE -> 3            2  POP_JUMP_IF_FALSE -> 4
//! 3  POP_TOP                           3  POP_TOP
//! block 3: -  LOAD_CONST None    =>    block 3: 3  LOAD_CONST None
//!          -  RETURN_VALUE                      3  RETURN_VALUE
//!                                      block 4: 2  LOAD_CONST None
//!                                               2  RETURN_VALUE
//! ```

use super::{Block, FlowGraph, Operation, Place};
use crate::opcode::Opcode;

/// Gives each jump its own copy of an exit that has no line.
pub(crate) fn duplicate_exits(graph: &mut FlowGraph) {
    for id in graph.newest_first() {
        let Some(jump) = graph.block(id).instructions.last().copied() else { continue };
        if !jump.operation.is_jump() {
            continue;
        }
        let shared = jump.target.expect("a jump has a target");
        let target = graph.block_mut(shared);
        if !is_exit_without_line(target) || target.predecessors <= 1 {
            continue;
        }
        target.predecessors -= 1;
        let mut copy = Block { predecessors: 1, is_closed: true, ..target.clone() };
        copy.instructions[0].place = jump.place;
        let copied = graph.new_block();
        *graph.block_mut(copied) = copy;
        graph.block_mut(shared).next = Some(copied);
        if let Some(jump) = graph.block_mut(id).instructions.last_mut() {
            jump.target = Some(copied);
        }
    }
    for id in graph.newest_first() {
        while let Some(next) = graph.block(id).next.map(|next| graph.block(next))
            && next.instructions.is_empty()
        {
            graph.block_mut(id).next = next.next;
        }
    }
    // To what is left of them only the block before leads.
    for id in graph.newest_first() {
        let block = graph.block(id);
        let (Some(last), Some(next), false) =
            (block.instructions.last(), block.next, block.is_closed)
        else {
            continue;
        };
        let place = last.place;
        let next = graph.block_mut(next);
        if is_exit_without_line(next) {
            next.instructions[0].place = place;
        }
    }
}

fn is_exit_without_line(block: &Block) -> bool {
    block.is_exit && block.instructions.iter().all(|instruction| instruction.place.line < 0)
}

/// Gives an instruction without a line the place of the one before it, and a block's first
/// that of the only instruction that leads to it.
pub(crate) fn propagate(graph: &mut FlowGraph) {
    graph.for_each(|graph, id| {
        let mut place = Place::NONE;
        let block = graph.block_mut(id);
        for instruction in &mut block.instructions {
            if instruction.place.line < 0 {
                instruction.place = place;
            } else {
                place = instruction.place;
            }
        }
        let Some(last) = block.instructions.last() else { return };
        let jumps_to = last.target.filter(|_| last.operation.is_jump());
        let falls_to = block.next.filter(|_| !block.is_closed);
        for successor in [falls_to, jumps_to].into_iter().flatten() {
            let successor = graph.block_mut(successor);
            if let (1, Some(first)) = (successor.predecessors, successor.instructions.first_mut())
                && first.place.line < 0
            {
                first.place = place;
            }
        }
    });
}

/// Gives each `return` a line, be it one from somewhere before.
pub(crate) fn guarantee_for_exits(graph: &mut FlowGraph, first_line: i32) {
    let mut line = first_line;
    graph.for_each(|graph, id| {
        let block = graph.block_mut(id);
        let Some(last) = block.instructions.last() else { return };
        if last.place.line >= 0 {
            line = last.place.line;
        } else if last.operation == Operation::Opcode(Opcode::RETURN_VALUE) {
            for instruction in &mut block.instructions {
                instruction.place.line = line;
            }
        }
    });
}
