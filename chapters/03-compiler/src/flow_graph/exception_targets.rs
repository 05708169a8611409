//! Which handler runs where an instruction raises.
//!
//! CPython: `label_exception_targets` and `convert_exception_handlers_to_nops` in
//! `Python/compile.c`.
//!
//! Code generation brackets what a `try` covers by `SETUP_…` and `POP_BLOCK`. Here each
//! instruction learns the handler of its innermost bracket, and the brackets themselves
//! become `NOP`s: at run time a `try` costs nothing.
//!
//! ```text
//! SETUP_FINALLY -> 2            NOP
//! LOAD_NAME f                   LOAD_NAME f         handler 2
//! PRECALL 0               =>    PRECALL 0           handler 2
//! CALL 0                        CALL 0              handler 2
//! POP_BLOCK                     NOP
//! LOAD_CONST None               LOAD_CONST None
//! ```

use super::nops::NOP;
use super::{BlockId, FlowGraph, Operation};

/// Does so with every instruction.
pub(crate) fn label_exception_targets(graph: &mut FlowGraph) {
    let mut brackets = Brackets::default();
    let mut visited = vec![false; graph.count()];
    let mut pending = Vec::new();
    visit(FlowGraph::ENTRY, None, &mut visited, &mut pending);
    while let Some((id, mut open)) = pending.pop() {
        for at in 0..graph.block(id).instructions.len() {
            let instruction = &mut graph.block_mut(id).instructions[at];
            if instruction.operation == Operation::PopBlock {
                open = brackets.around(open);
                instruction.operation = NOP;
            } else if instruction.operation.is_block_push() {
                let handler = instruction.target.take().expect("a bracket has a handler");
                let keeps_lasti = instruction.operation != Operation::SetupFinally;
                instruction.operation = NOP;
                graph.block_mut(handler).keeps_lasti |= keeps_lasti;
                visit(handler, open, &mut visited, &mut pending);
                open = brackets.open(handler, open);
            } else {
                instruction.handler = brackets.handler(open);
                if let Some(target) = instruction.target {
                    visit(target, open, &mut visited, &mut pending);
                }
            }
        }
        let block = graph.block(id);
        if let (Some(next), false) = (block.next, block.is_closed) {
            visit(next, open, &mut visited, &mut pending);
        }
    }
}

/// An open bracket, by its number in [`Brackets`].
type Open = Option<usize>;

fn visit(block: BlockId, open: Open, visited: &mut [bool], pending: &mut Vec<(BlockId, Open)>) {
    if !std::mem::replace(&mut visited[block.index()], true) {
        pending.push((block, open));
    }
}

/// The brackets that were opened: each with its handler and the bracket around it. C's
/// `ExceptStack` is copied for each block; here the stacks share what they have in common.
#[derive(Default)]
struct Brackets {
    opened: Vec<(BlockId, Open)>,
}

impl Brackets {
    fn open(&mut self, handler: BlockId, around: Open) -> Open {
        self.opened.push((handler, around));
        Some(self.opened.len() - 1)
    }

    fn around(&self, open: Open) -> Open {
        self.opened[open.expect("brackets come in pairs")].1
    }

    fn handler(&self, open: Open) -> Option<BlockId> {
        open.map(|open| self.opened[open].0)
    }
}
