//! The exception table written: which instructions are covered by which handler.
//!
//! CPython: `assemble_exception_table` in `Python/compile.c`. The format is told in
//! [`crate::exception_table`], which reads it.
//!
//! ```text
//!  0  NOP                              rows: 2 to 6 -> 8, depth 0
//!  2  LOAD_NAME f      handler 8
//!  4  POP_TOP          handler 8    =>
//!  6  …
//! ```

use super::jump_offsets::Offsets;
use crate::exception_table::write_row;
use crate::flow_graph::{BlockId, FlowGraph};

/// The table as far as the walk has come.
#[derive(Default)]
pub(super) struct ExceptionTable {
    table: Vec<u8>,
    /// The handler of the instruction before, and where its range begins.
    current: Option<(BlockId, usize)>,
}

impl ExceptionTable {
    /// Goes on with an instruction at `offset`.
    pub(super) fn add(
        &mut self,
        offset: usize,
        handler: Option<BlockId>,
        graph: &FlowGraph,
        offsets: &Offsets,
    ) {
        if handler != self.current.map(|(handler, _)| handler) {
            self.end_range(offset, graph, offsets);
            self.current = handler.map(|handler| (handler, offset));
        }
    }

    /// The table of code that ends at `end`.
    pub(super) fn finish(mut self, end: usize, graph: &FlowGraph, offsets: &Offsets) -> Vec<u8> {
        self.end_range(end, graph, offsets);
        self.table
    }

    fn end_range(&mut self, end: usize, graph: &FlowGraph, offsets: &Offsets) {
        let Some((handler, start)) = self.current.take() else { return };
        let block = graph.block(handler);
        let lasti = block.keeps_lasti;
        // The exception itself, and the place that raised, lie on top.
        let depth = block.start_depth.unwrap_or(0) - 1 - i32::from(lasti);
        let depth = usize::try_from(depth).expect("a handler starts with the exception");
        write_row(&mut self.table, [start, end - start, offsets.of(handler)], depth, lasti);
    }
}
