//! The control-flow graph: what code generation emits, before it becomes bytes.
//!
//! CPython: `struct instr`, `basicblock_` and the functions on them in `Python/compile.c`.
//!
//! A graph is a list of basic blocks in the order of the code. An instruction that jumps names
//! its target block. Besides the opcodes there are operations that exist only here: jumps that
//! don't know yet whether they go forward or back, and the brackets of `try` blocks, from
//! which the exception table is made.
//!
//! Invariant: an instruction has a target if and only if its operation takes one; blocks are
//! linked from the first, and each is linked once.

mod operation;
mod passes;
mod normalize;
mod small_exits;
pub(crate) mod variables;
mod optimize_block;
mod constants;
mod jumps;
mod swaps;
mod nops;
mod reachability;
mod lines;
mod stack_depth;
mod exception_targets;
pub mod dump;
#[cfg(test)]
mod tests;

pub use operation::Operation;
pub use passes::Pass;
pub(crate) use passes::run;

use std::num::NonZeroU32;

use parser::ast::Range;

/// A block's number in its graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockId(NonZeroU32);

impl BlockId {
    const fn new(index: usize) -> BlockId {
        assert!(index < u32::MAX as usize, "fewer blocks than bytes of source");
        match NonZeroU32::new(index as u32 + 1) {
            Some(number) => BlockId(number),
            None => unreachable!(),
        }
    }

    pub(crate) const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Where an instruction comes from; −1 stands for what is not known. C: `i_lineno` and its
/// three neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The first line.
    pub line: i32,
    /// The last line.
    pub end_line: i32,
    /// The first column, in bytes of UTF-8.
    pub column: i32,
    /// The column behind the last.
    pub end_column: i32,
}

impl Place {
    /// From nowhere.
    pub const NONE: Place = Place { line: -1, end_line: -1, column: -1, end_column: -1 };
}

impl From<Range> for Place {
    fn from(range: Range) -> Place {
        Place {
            line: range.lineno,
            end_line: range.end_lineno,
            column: range.col_offset,
            end_column: range.end_col_offset,
        }
    }
}

/// An instruction, its argument not yet cut into bytes. C: `struct instr`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// What it does.
    pub operation: Operation,
    /// Its argument; 0 where there is none.
    pub argument: i32,
    /// Where it may jump to, or which handler its bracket opens.
    pub target: Option<BlockId>,
    /// Where it comes from.
    pub place: Place,
    /// What runs if it raises; found out by a pass, not by code generation. C: `i_except`.
    pub(crate) handler: Option<BlockId>,
}

impl Instruction {
    /// An instruction that goes on to the next.
    pub fn new(operation: impl Into<Operation>, argument: i32, place: Place) -> Instruction {
        Instruction { operation: operation.into(), argument, target: None, place, handler: None }
    }

    /// A jump, or a bracket that opens a `try`.
    pub fn to(operation: impl Into<Operation>, target: BlockId, place: Place) -> Instruction {
        Instruction { target: Some(target), ..Instruction::new(operation, 0, place) }
    }
}

/// Instructions that run from the first on. C: `basicblock`.
#[derive(Clone, Default, Debug)]
pub struct Block {
    /// The instructions.
    pub instructions: Vec<Instruction>,
    /// The block behind it in the code.
    pub next: Option<BlockId>,
    /// Whether it leaves the code object at its end. C: `b_exit`.
    pub(crate) is_exit: bool,
    /// Whether its end is never passed into the next block. C: `b_nofallthrough`.
    pub(crate) is_closed: bool,
    /// Whether it handles exceptions and wants to know the place that raised. C:
    /// `b_preserve_lasti`.
    pub(crate) keeps_lasti: bool,
    /// How many ways lead here, once they are counted. C: `b_predecessors`.
    pub(crate) predecessors: u32,
    /// How high the stack is at its start, once that is known. C: `b_startdepth`.
    pub(crate) start_depth: Option<i32>,
}

/// The blocks of one code object.
#[derive(Clone, Debug)]
pub struct FlowGraph {
    blocks: Vec<Block>,
    current: BlockId,
}

impl Default for FlowGraph {
    fn default() -> FlowGraph {
        FlowGraph { blocks: vec![Block::default()], current: FlowGraph::ENTRY }
    }
}

impl FlowGraph {
    /// The first block.
    pub const ENTRY: BlockId = BlockId::new(0);

    /// A block that is in no place of the code yet. C: `compiler_new_block`.
    pub fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId::new(self.blocks.len() - 1)
    }

    /// Goes on in `block`, which comes behind the current one. C: `compiler_use_next_block`.
    pub fn use_next_block(&mut self, block: BlockId) {
        let current = self.current;
        self.block_mut(current).next = Some(block);
        self.current = block;
    }

    /// Adds an instruction to the current block; behind one that ends a block, to a new one.
    /// C: `basicblock_addop`, `compiler_use_new_implicit_block_if_needed`.
    pub fn emit(&mut self, instruction: Instruction) {
        debug_assert_eq!(instruction.target.is_some(), instruction.operation.has_target());
        let ended = self.block(self.current).instructions.last();
        if ended.is_some_and(|last| last.operation.is_jump() || last.operation.is_scope_exit()) {
            let block = self.new_block();
            self.use_next_block(block);
        }
        let current = self.current;
        self.block_mut(current).instructions.push(instruction);
    }

    /// The block that instructions are added to.
    pub fn current(&self) -> BlockId {
        self.current
    }

    /// A block.
    pub fn block(&self, block: BlockId) -> &Block {
        &self.blocks[block.index()]
    }

    /// A block.
    pub fn block_mut(&mut self, block: BlockId) -> &mut Block {
        &mut self.blocks[block.index()]
    }

    /// The numbers of all blocks, the newest first: the order of C's `b_list`.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..self.blocks.len()).rev().map(BlockId::new)
    }

    /// Does something with each block in the order of the code.
    pub(crate) fn for_each(&mut self, mut work: impl FnMut(&mut FlowGraph, BlockId)) {
        let mut next = Some(FlowGraph::ENTRY);
        while let Some(block) = next {
            work(self, block);
            next = self.block(block).next;
        }
    }

    /// The blocks in the order of the code.
    pub fn in_order(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        std::iter::successors(Some(FlowGraph::ENTRY), |&block| self.block(block).next)
            .map(|block| (block, self.block(block)))
    }

    /// The first block from this one on that has instructions.
    pub(crate) fn skip_empty(&self, mut block: BlockId) -> BlockId {
        while self.block(block).instructions.is_empty() {
            block = self.block(block).next.expect("the code ends with an instruction");
        }
        block
    }

    /// How many blocks there are, those in no place of the code included.
    pub(crate) fn count(&self) -> usize {
        self.blocks.len()
    }
}
