//! What a statement is inside of, and how it gets out of it.
//!
//! CPython: `struct fblockinfo`, `compiler_push_fblock`, `compiler_unwind_fblock`,
//! `compiler_unwind_fblock_stack` in `Python/compile.c`.
//!
//! `return`, `break` and `continue` leave loops, `with` blocks and `try` blocks on the way. Each
//! of these asks for something then: a loop has its iterator on the stack, a `with` calls the
//! manager's exit function, a `finally` runs its statements. The code for that is generated
//! once for every such statement, in front of the jump or return.

use parser::ast::{ExprContext, Range, Stmts};

use crate::codegen::Generator;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::BlockId;
use crate::opcode::Opcode;

/// How deep these may nest. C: `CO_MAXBLOCKS`.
const MAX_BLOCKS: usize = 20;

/// Something that a statement is inside of. C: `struct fblockinfo`.
#[derive(Clone, Copy, Debug)]
pub(super) enum FrameBlock<'a> {
    /// `while`: where `continue` and where `break` go.
    WhileLoop { start: BlockId, end: BlockId },
    /// `for`, with the iterator on the stack.
    ForLoop { start: BlockId, end: BlockId },
    /// The body of a `try` with `except`.
    TryExcept,
    /// The body of a `try` with `finally`, whose statements these are.
    FinallyTry { statements: Stmts<'a> },
    /// The statements of a `finally` that an exception led to.
    FinallyEnd,
    /// `with`; the place is the whole statement's.
    With { range: Range },
    /// `async with`.
    AsyncWith { range: Range },
    /// The body of an `except`, and the name that is unbound behind it.
    HandlerCleanup { name: Option<&'a str> },
    /// The statements of a `finally` that a return of the value on the stack runs.
    PopValue,
    /// The `except` clauses.
    ExceptionHandler,
    /// The `except*` clauses.
    ExceptionGroupHandler,
    /// `async for` of a comprehension.
    AsyncComprehension,
}

/// Where a loop's `continue` and `break` go, and whether its iterator is on the stack.
pub(super) struct Loop {
    pub(super) start: BlockId,
    pub(super) end: BlockId,
    pub(super) is_for: bool,
}

impl<'a> FrameBlock<'a> {
    fn as_loop(self) -> Option<Loop> {
        match self {
            FrameBlock::WhileLoop { start, end } => Some(Loop { start, end, is_for: false }),
            FrameBlock::ForLoop { start, end } => Some(Loop { start, end, is_for: true }),
            _ => None,
        }
    }
}

impl<'a> Generator<'a> {
    /// C: `compiler_push_fblock`
    pub(super) fn push_frame_block(&mut self, block: FrameBlock<'a>) -> Result<(), Error> {
        if self.unit.frame_blocks.len() >= MAX_BLOCKS {
            return Err(self.error(ErrorKind::TooManyNestedBlocks));
        }
        self.unit.frame_blocks.push(block);
        Ok(())
    }

    /// C: `compiler_pop_fblock`
    pub(super) fn pop_frame_block(&mut self) {
        self.unit.frame_blocks.pop().expect("what is left was entered");
    }

    /// Leaves everything, to return; the value on the stack is kept if `keep_top` says so.
    pub(super) fn unwind_all(&mut self, keep_top: bool) -> Result<(), Error> {
        self.unwind_until(keep_top, |_| None::<Loop>).map(|_| ())
    }

    /// Leaves everything up to the innermost loop, which is told; `None` where there is none.
    pub(super) fn unwind_to_loop(&mut self) -> Result<Option<Loop>, Error> {
        self.unwind_until(false, FrameBlock::as_loop)
    }

    /// C: `compiler_unwind_fblock_stack`
    fn unwind_until(
        &mut self,
        keep_top: bool,
        is_end: impl Fn(FrameBlock<'a>) -> Option<Loop>,
    ) -> Result<Option<Loop>, Error> {
        let depth = self.unit.frame_blocks.len();
        let mut left = Vec::new();
        let mut end = None;
        while let Some(&block) = self.unit.frame_blocks.last() {
            if let FrameBlock::ExceptionGroupHandler = block {
                return Err(self.error(ErrorKind::LeavesExceptStar));
            }
            end = is_end(block);
            if end.is_some() {
                break;
            }
            // What runs on the way out is no longer inside of what it leaves.
            self.unit.frame_blocks.pop();
            left.push(block);
            self.unwind(block, keep_top)?;
        }
        self.unit.frame_blocks.extend(left.into_iter().rev());
        debug_assert_eq!(self.unit.frame_blocks.len(), depth);
        Ok(end)
    }

    /// Leaves one. C: `compiler_unwind_fblock`.
    fn unwind(&mut self, block: FrameBlock<'a>, keep_top: bool) -> Result<(), Error> {
        match block {
            FrameBlock::WhileLoop { .. }
            | FrameBlock::ExceptionHandler
            | FrameBlock::ExceptionGroupHandler
            | FrameBlock::AsyncComprehension => {}
            FrameBlock::ForLoop { .. } | FrameBlock::PopValue => {
                self.swap_if(keep_top);
                self.emit(Opcode::POP_TOP);
            }
            FrameBlock::TryExcept => self.pop_block(),
            FrameBlock::FinallyTry { statements } => {
                self.pop_block();
                if keep_top {
                    self.push_frame_block(FrameBlock::PopValue)?;
                }
                self.visit_stmts(statements)?;
                if keep_top {
                    self.pop_frame_block();
                }
                // What follows runs behind the `finally`, and not on the line of the `return`.
                self.unset_place();
            }
            FrameBlock::FinallyEnd => {
                self.swap_if(keep_top);
                self.emit(Opcode::POP_TOP);
                self.swap_if(keep_top);
                self.pop_block();
                self.emit(Opcode::POP_EXCEPT);
            }
            FrameBlock::With { range } => {
                self.leave_with(range, keep_top);
                self.emit(Opcode::POP_TOP);
                self.unset_place();
            }
            FrameBlock::AsyncWith { range } => {
                self.leave_with(range, keep_top);
                self.await_top(2);
                self.emit(Opcode::POP_TOP);
                self.unset_place();
            }
            FrameBlock::HandlerCleanup { name } => {
                if name.is_some() {
                    self.pop_block();
                }
                self.swap_if(keep_top);
                self.pop_block();
                self.emit(Opcode::POP_EXCEPT);
                self.unbind(name)?;
            }
        }
        Ok(())
    }

    /// Calls the exit function of a `with` that is left without an exception.
    fn leave_with(&mut self, range: Range, keep_top: bool) {
        self.set_place(range);
        self.pop_block();
        self.swap_if(keep_top);
        self.call_exit_with_nones();
    }

    /// `name = None; del name`: so that an exception is not kept behind its clause, even if the
    /// clause deletes the name itself.
    pub(super) fn unbind(&mut self, name: Option<&'a str>) -> Result<(), Error> {
        let Some(name) = name else { return Ok(()) };
        self.load_none();
        self.name_op(name, ExprContext::Store)?;
        self.name_op(name, ExprContext::Del)
    }

    /// Brings what is to be dropped above the value that is kept.
    fn swap_if(&mut self, keep_top: bool) {
        if keep_top {
            self.emit_with(Opcode::SWAP, 2);
        }
    }
}
