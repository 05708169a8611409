//! How far jumps go.
//!
//! CPython: `normalize_jumps` and `assemble_jump_offsets` in `Python/compile.c`.
//!
//! A jump's argument is the distance to its target in code units, counted from behind the jump.
//! A distance above 255 needs an `EXTENDED_ARG`, which makes the code longer, and with it
//! other distances. So they are computed again until none changes its size.
//!
//! ```text
//! block 1:  FOR_ITER -> 3                 FOR_ITER 2           to 8
//!           STORE_FAST x                  STORE_FAST x
//!           JUMP -> 1             =>      JUMP_BACKWARD 3      to 2
//! block 3:  …
//! ```

use super::size;
use crate::flow_graph::{BlockId, FlowGraph, Instruction, Operation};
use crate::opcode::{Argument, Opcode};

/// Where each block starts, in code units.
pub(super) struct Offsets {
    starts: Vec<usize>,
    end: usize,
}

impl Offsets {
    pub(super) fn of(&self, block: BlockId) -> usize {
        self.starts[block.index()]
    }

    /// How long the code is.
    pub(super) fn end(&self) -> usize {
        self.end
    }
}

/// Gives each jump its way and its distance.
pub(super) fn resolve(graph: &mut FlowGraph) -> Offsets {
    choose_directions(graph);
    settle(graph)
}

/// C: `normalize_jumps`
fn choose_directions(graph: &mut FlowGraph) {
    let mut seen = vec![false; graph.count()];
    graph.for_each(|graph, id| {
        seen[id.index()] = true;
        let Some(last) = graph.block_mut(id).instructions.last_mut() else { return };
        if let Some(target) = last.target {
            last.operation = directed(last.operation, !seen[target.index()]).into();
        }
    });
}

fn directed(operation: Operation, is_forward: bool) -> Opcode {
    let (forward, backward) = match operation {
        Operation::Jump => (Opcode::JUMP_FORWARD, Opcode::JUMP_BACKWARD),
        Operation::JumpNoInterrupt => (Opcode::JUMP_FORWARD, Opcode::JUMP_BACKWARD_NO_INTERRUPT),
        Operation::PopJumpIfFalse => {
            (Opcode::POP_JUMP_FORWARD_IF_FALSE, Opcode::POP_JUMP_BACKWARD_IF_FALSE)
        }
        Operation::PopJumpIfTrue => {
            (Opcode::POP_JUMP_FORWARD_IF_TRUE, Opcode::POP_JUMP_BACKWARD_IF_TRUE)
        }
        Operation::PopJumpIfNone => {
            (Opcode::POP_JUMP_FORWARD_IF_NONE, Opcode::POP_JUMP_BACKWARD_IF_NONE)
        }
        Operation::PopJumpIfNotNone => {
            (Opcode::POP_JUMP_FORWARD_IF_NOT_NONE, Opcode::POP_JUMP_BACKWARD_IF_NOT_NONE)
        }
        Operation::Opcode(opcode) if is_forward => (opcode, opcode),
        other => unreachable!("{other:?} jumping backwards"),
    };
    if is_forward { forward } else { backward }
}

/// C: `assemble_jump_offsets`
fn settle(graph: &mut FlowGraph) -> Offsets {
    let mut offsets = Offsets { starts: vec![0; graph.count()], end: 0 };
    let size_of = |instructions: &[Instruction]| -> usize { instructions.iter().map(size).sum() };
    // All but the last instruction, whose size may change if it jumps.
    let mut bodies = vec![0; graph.count()];
    for (id, block) in graph.in_order() {
        if let [body @ .., _] = &block.instructions[..] {
            bodies[id.index()] = size_of(body);
        }
    }
    loop {
        let mut end = 0;
        for (id, block) in graph.in_order() {
            offsets.starts[id.index()] = end;
            end += bodies[id.index()];
            end += block.instructions.last().map_or(0, size);
        }
        offsets.end = end;
        let mut changed = false;
        graph.for_each(|graph, id| {
            let Some(last) = graph.block_mut(id).instructions.last_mut() else { return };
            let Some(target) = last.target else { return };
            let before = size(last);
            let behind = offsets.of(id) + bodies[id.index()] + before;
            let target = offsets.of(target);
            let distance = match super::opcode(last).argument() {
                Argument::JumpBackward => behind.checked_sub(target),
                _ => target.checked_sub(behind),
            };
            let distance = distance.expect("a jump goes the way that its opcode says");
            last.argument = i32::try_from(distance).expect("code is shorter than 2 GiB");
            changed |= size(last) != before;
        });
        if !changed {
            return offsets;
        }
    }
}
