//! `with` and `async with`.
//!
//! CPython: `compiler_with`, `compiler_async_with`, `compiler_with_except_finish`,
//! `compiler_call_exit_with_nones` in `Python/compile.c`.

use parser::ast::{Stmt, Stmts, WithItem};

use crate::codegen::Generator;
use crate::codegen::frame_blocks::FrameBlock;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// `with a, b:` is a `with` in a `with`.
    ///
    /// ```text
    ///     <manager>
    ///     BEFORE_WITH
    ///     SETUP_WITH final
    /// block:
    ///     <binding the target>    or POP_TOP
    ///     <body>
    ///     POP_BLOCK
    ///     <calling exit with None, None, None>
    ///     POP_TOP
    ///     JUMP exit
    /// final:
    ///     SETUP_CLEANUP cleanup
    ///     PUSH_EXC_INFO
    ///     WITH_EXCEPT_START
    ///     <raising again, unless the result is true>
    /// exit:
    /// ```
    /// C: `compiler_with`
    pub(super) fn visit_with(
        &mut self,
        statement: &'a Stmt<'a>,
        items: &'a [&'a WithItem<'a>],
        body: Stmts<'a>,
    ) -> Result<(), Error> {
        let (item, inner) = items.split_first().expect("`with` has a manager");
        let block = self.new_block();
        let last = self.new_block();
        let exit = self.new_block();
        let cleanup = self.new_block();
        self.visit_expr(item.context_expr)?;
        self.emit(Opcode::BEFORE_WITH);
        self.jump(Operation::SetupWith, last);
        self.use_next_block(block);
        self.push_frame_block(FrameBlock::With { range: statement.range })?;
        self.bind_entered(item)?;
        match inner {
            [] => self.visit_stmts(body)?,
            _ => self.visit_with(statement, inner, body)?,
        }
        self.unset_place();
        self.pop_block();
        self.pop_frame_block();
        self.set_place(statement.range);
        self.call_exit_with_nones();
        self.emit(Opcode::POP_TOP);
        self.jump(Operation::Jump, exit);
        self.use_next_block(last);
        self.jump(Operation::SetupCleanup, cleanup);
        self.emit(Opcode::PUSH_EXC_INFO);
        self.emit(Opcode::WITH_EXCEPT_START);
        self.finish_with(cleanup);
        self.use_next_block(exit);
        Ok(())
    }

    /// As `with`, but what `__aenter__` and `__aexit__` return is awaited.
    /// C: `compiler_async_with`.
    pub(super) fn visit_async_with(
        &mut self,
        statement: &'a Stmt<'a>,
        items: &'a [&'a WithItem<'a>],
        body: Stmts<'a>,
    ) -> Result<(), Error> {
        self.require_async(ErrorKind::AsyncWithOutsideAsyncFunction)?;
        let (item, inner) = items.split_first().expect("`with` has a manager");
        let block = self.new_block();
        let last = self.new_block();
        let exit = self.new_block();
        let cleanup = self.new_block();
        self.visit_expr(item.context_expr)?;
        self.emit(Opcode::BEFORE_ASYNC_WITH);
        self.await_top(1);
        self.jump(Operation::SetupWith, last);
        self.use_next_block(block);
        self.push_frame_block(FrameBlock::AsyncWith { range: statement.range })?;
        self.bind_entered(item)?;
        match inner {
            [] => self.visit_stmts(body)?,
            _ => self.visit_async_with(statement, inner, body)?,
        }
        self.pop_frame_block();
        self.pop_block();
        self.set_place(statement.range);
        self.call_exit_with_nones();
        self.await_top(2);
        self.emit(Opcode::POP_TOP);
        self.jump(Operation::Jump, exit);
        self.use_next_block(last);
        self.jump(Operation::SetupCleanup, cleanup);
        self.emit(Opcode::PUSH_EXC_INFO);
        self.emit(Opcode::WITH_EXCEPT_START);
        self.await_top(2);
        self.finish_with(cleanup);
        self.use_next_block(exit);
        Ok(())
    }

    fn bind_entered(&mut self, item: &'a WithItem<'a>) -> Result<(), Error> {
        match item.optional_vars {
            Some(target) => self.visit_expr(target),
            None => {
                self.emit(Opcode::POP_TOP);
                Ok(())
            }
        }
    }

    /// C: `compiler_call_exit_with_nones`
    pub(in crate::codegen) fn call_exit_with_nones(&mut self) {
        for _ in 0..3 {
            self.load_none();
        }
        // The first is where a bound object would be.
        self.call(2);
    }

    /// ```text
    ///     POP_JUMP_IF_TRUE exit
    ///     RERAISE 2
    /// cleanup:
    ///     COPY 3
    ///     POP_EXCEPT
    ///     RERAISE 1
    /// exit:
    ///     POP_TOP
    ///     POP_BLOCK
    ///     POP_EXCEPT
    ///     POP_TOP
    ///     POP_TOP
    /// ```
    /// C: `compiler_with_except_finish`
    fn finish_with(&mut self, cleanup: BlockId) {
        self.unset_place();
        let exit = self.new_block();
        self.jump(Operation::PopJumpIfTrue, exit);
        self.emit_with(Opcode::RERAISE, 2);
        self.use_next_block(cleanup);
        self.pop_except_and_reraise();
        self.use_next_block(exit);
        self.emit(Opcode::POP_TOP);
        self.pop_block();
        self.emit(Opcode::POP_EXCEPT);
        self.emit(Opcode::POP_TOP);
        self.emit(Opcode::POP_TOP);
    }
}
