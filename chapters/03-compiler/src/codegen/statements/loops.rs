//! `for`, `async for`, `while`, `break`, `continue`.
//!
//! CPython: `compiler_for`, `compiler_async_for`, `compiler_while`, `compiler_break`,
//! `compiler_continue` in `Python/compile.c`.

use parser::ast::{Expr, Stmt, Stmts};

use crate::codegen::Generator;
use crate::codegen::frame_blocks::{FrameBlock, Loop};
use crate::codegen::unit::UnitKind;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// ```text
    ///     <iterable>
    ///     GET_ITER
    /// start:
    ///     FOR_ITER cleanup
    /// body:
    ///     <binding the target>
    ///     <body>
    ///     JUMP start
    /// cleanup:
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_for`
    pub(super) fn visit_for(
        &mut self,
        target: &'a Expr<'a>,
        iterable: &'a Expr<'a>,
        statements: Stmts<'a>,
        orelse: Stmts<'a>,
    ) -> Result<(), Error> {
        let start = self.new_block();
        let body = self.new_block();
        let cleanup = self.new_block();
        let end = self.new_block();
        self.push_frame_block(FrameBlock::ForLoop { start, end })?;
        self.visit_expr(iterable)?;
        self.emit(Opcode::GET_ITER);
        self.use_next_block(start);
        self.jump(Opcode::FOR_ITER, cleanup);
        self.use_next_block(body);
        self.visit_expr(target)?;
        self.visit_stmts(statements)?;
        self.unset_place();
        self.jump(Operation::Jump, start);
        self.use_next_block(cleanup);
        self.pop_frame_block();
        self.visit_stmts(orelse)?;
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     <iterable>
    ///     GET_AITER
    /// start:
    ///     SETUP_FINALLY except
    ///     GET_ANEXT
    ///     LOAD_CONST None
    ///     <awaiting>
    ///     POP_BLOCK
    ///     <binding the target>
    ///     <body>
    ///     JUMP start
    /// except:
    ///     END_ASYNC_FOR
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_async_for`
    pub(super) fn visit_async_for(
        &mut self,
        target: &'a Expr<'a>,
        iterable: &'a Expr<'a>,
        body: Stmts<'a>,
        orelse: Stmts<'a>,
    ) -> Result<(), Error> {
        self.require_async(ErrorKind::AsyncForOutsideAsyncFunction)?;
        let start = self.new_block();
        let except = self.new_block();
        let end = self.new_block();
        self.visit_expr(iterable)?;
        self.emit(Opcode::GET_AITER);
        self.use_next_block(start);
        self.push_frame_block(FrameBlock::ForLoop { start, end })?;
        self.begin_async_round(except);
        self.visit_expr(target)?;
        self.visit_stmts(body)?;
        self.unset_place();
        self.jump(Operation::Jump, start);
        self.pop_frame_block();
        self.use_next_block(except);
        // The end belongs to the line of the `for`, not to the body's last.
        self.set_place(iterable.range);
        self.emit(Opcode::END_ASYNC_FOR);
        self.visit_stmts(orelse)?;
        self.use_next_block(end);
        Ok(())
    }

    /// Awaits the next item of the iterator on the stack; at the end, `except` is gone to.
    pub(in crate::codegen) fn begin_async_round(&mut self, except: BlockId) {
        self.jump(Operation::SetupFinally, except);
        self.emit(Opcode::GET_ANEXT);
        self.load_none();
        self.yield_from_top(true);
        self.pop_block();
    }

    /// The test is there twice, so that a round takes one jump.
    ///
    /// ```text
    /// start:
    ///     <jump to anchor unless test>
    /// body:
    ///     <body>
    ///     <jump to body if test>
    /// anchor:
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_while`
    pub(super) fn visit_while(
        &mut self,
        statement: &'a Stmt<'a>,
        test: &'a Expr<'a>,
        statements: Stmts<'a>,
        orelse: Stmts<'a>,
    ) -> Result<(), Error> {
        let start = self.new_block();
        let body = self.new_block();
        let anchor = self.new_block();
        let end = self.new_block();
        self.use_next_block(start);
        self.push_frame_block(FrameBlock::WhileLoop { start, end })?;
        self.jump_if(test, anchor, false)?;
        self.use_next_block(body);
        self.visit_stmts(statements)?;
        self.set_place(statement.range);
        self.jump_if(test, body, true)?;
        self.pop_frame_block();
        self.use_next_block(anchor);
        self.visit_stmts(orelse)?;
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     NOP
    ///     <leaving what it is in, up to the loop>
    ///     POP_TOP                 the iterator of a `for`
    ///     JUMP end
    /// ```
    /// C: `compiler_break`
    pub(super) fn visit_break(&mut self) -> Result<(), Error> {
        let Loop { end, is_for, .. } = self.leave_to_loop(ErrorKind::BreakOutsideLoop)?;
        if is_for {
            self.emit(Opcode::POP_TOP);
        }
        self.jump(Operation::Jump, end);
        Ok(())
    }

    /// ```text
    ///     NOP
    ///     <leaving what it is in, up to the loop>
    ///     JUMP start
    /// ```
    /// C: `compiler_continue`
    pub(super) fn visit_continue(&mut self) -> Result<(), Error> {
        let Loop { start, .. } = self.leave_to_loop(ErrorKind::ContinueOutsideLoop)?;
        self.jump(Operation::Jump, start);
        Ok(())
    }

    fn leave_to_loop(&mut self, outside: ErrorKind) -> Result<Loop, Error> {
        let place = self.unit.place;
        self.emit(Opcode::NOP);
        match self.unwind_to_loop()? {
            Some(found) => Ok(found),
            None => {
                self.unit.place = place;
                Err(self.error(outside))
            }
        }
    }

    /// Makes sure that it is possible to await here without an `await`.
    pub(super) fn require_async(&mut self, outside: ErrorKind) -> Result<(), Error> {
        if self.is_top_level_await(&self.unit) {
            self.unit.is_coroutine = true;
        } else if self.unit.kind != UnitKind::AsyncFunction {
            return Err(self.error(outside));
        }
        Ok(())
    }
}
