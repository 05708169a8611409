//! Removes `NOP`s, as far as no line loses its only instruction by it.
//!
//! CPython: `clean_basic_block` in `Python/compile.c`.
//!
//! ```text
//!  3  NOP                 3  LOAD_NAME x       an instruction of line 3 follows
//!  3  LOAD_NAME x
//!  4  NOP                 4  NOP               nothing else is on line 4: a tracer waits for it
//!  5  POP_TOP             5  POP_TOP
//! ```

use super::{BlockId, FlowGraph, Place};
use crate::opcode::Opcode;

pub(super) const NOP: super::Operation = super::Operation::Opcode(Opcode::NOP);

/// Removes what may go from a block.
pub(crate) fn remove_nops(graph: &mut FlowGraph, block: BlockId) {
    if graph.block(block).instructions.iter().all(|instruction| instruction.operation != NOP) {
        return;
    }
    let line_behind = line_behind(graph, block);
    let instructions = &mut graph.block_mut(block).instructions;
    let mut kept = 0;
    let mut line_before = Place::NONE.line;
    for at in 0..instructions.len() {
        let place = instructions[at].place;
        if instructions[at].operation == NOP {
            if place.line < 0 || place.line == line_before {
                continue;
            }
            match instructions.get_mut(at + 1) {
                Some(next) if next.place.line == place.line => continue,
                // One that has no line takes this one's.
                Some(next) if next.place.line < 0 => {
                    next.place = place;
                    continue;
                }
                None if line_behind == Some(place.line) => continue,
                _ => {}
            }
        }
        instructions[kept] = instructions[at];
        kept += 1;
        line_before = place.line;
    }
    instructions.truncate(kept);
}

/// The line of the first instruction behind a block.
fn line_behind(graph: &FlowGraph, block: BlockId) -> Option<i32> {
    let mut next = graph.block(block).next;
    while let Some(block) = next {
        if let Some(first) = graph.block(block).instructions.first() {
            return Some(first.place.line);
        }
        next = graph.block(block).next;
    }
    None
}
