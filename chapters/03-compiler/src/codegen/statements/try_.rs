//! `try` with `except` and with `finally`.
//!
//! CPython: `compiler_try`, `compiler_try_finally`, `compiler_try_except`,
//! `compiler_pop_except_and_reraise` in `Python/compile.c`.
//!
//! `SETUP_…` and `POP_BLOCK` are no instructions of a running program. They are brackets around
//! what a handler covers, from which the exception table is made.

use parser::ast::{ExceptHandler, ExceptHandlerKind, ExprContext, Stmts};

use crate::codegen::Generator;
use crate::codegen::frame_blocks::FrameBlock;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::{BlockId, Operation};
use crate::opcode::Opcode;

pub(super) type Handlers<'a> = &'a [&'a ExceptHandler<'a>];

impl<'a> Generator<'a> {
    /// C: `compiler_try`
    pub(super) fn visit_try(
        &mut self,
        body: Stmts<'a>,
        handlers: Handlers<'a>,
        orelse: Stmts<'a>,
        last: Stmts<'a>,
    ) -> Result<(), Error> {
        if last.is_empty() {
            return self.visit_try_except(body, handlers, orelse);
        }
        self.visit_try_finally(last, |generator| match handlers {
            [] => generator.visit_stmts(body),
            _ => generator.visit_try_except(body, handlers, orelse),
        })
    }

    /// The statements of the `finally` are there twice: behind the body, and for an exception.
    /// They are there once more for each `return`, `break` and `continue` that leads out.
    ///
    /// ```text
    ///     SETUP_FINALLY end
    /// body:
    ///     <body>
    ///     POP_BLOCK
    ///     <finally>
    ///     JUMP exit
    /// end:
    ///     SETUP_CLEANUP cleanup
    ///     PUSH_EXC_INFO
    ///     <finally>
    ///     RERAISE 0
    /// cleanup:
    ///     COPY 3
    ///     POP_EXCEPT
    ///     RERAISE 1
    /// exit:
    /// ```
    /// C: `compiler_try_finally`, `compiler_try_star_finally`
    pub(super) fn visit_try_finally(
        &mut self,
        statements: Stmts<'a>,
        visit_body: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let body = self.new_block();
        let end = self.new_block();
        let exit = self.new_block();
        let cleanup = self.new_block();
        self.jump(Operation::SetupFinally, end);
        self.use_next_block(body);
        self.push_frame_block(FrameBlock::FinallyTry { statements })?;
        visit_body(self)?;
        self.pop_block_no_line();
        self.pop_frame_block();
        self.visit_stmts(statements)?;
        self.jump_no_line(exit);
        self.use_next_block(end);
        self.unset_place();
        self.jump(Operation::SetupCleanup, cleanup);
        self.emit(Opcode::PUSH_EXC_INFO);
        self.push_frame_block(FrameBlock::FinallyEnd)?;
        self.visit_stmts(statements)?;
        self.pop_frame_block();
        self.emit_with(Opcode::RERAISE, 0);
        self.use_next_block(cleanup);
        self.pop_except_and_reraise();
        self.use_next_block(exit);
        Ok(())
    }

    /// ```text
    ///     SETUP_FINALLY except
    /// body:
    ///     <body>
    ///     POP_BLOCK
    ///     <orelse>
    ///     JUMP end
    /// except:
    ///     SETUP_CLEANUP cleanup
    ///     PUSH_EXC_INFO
    ///     <handlers>
    ///     RERAISE 0
    /// cleanup:
    ///     COPY 3
    ///     POP_EXCEPT
    ///     RERAISE 1
    /// end:
    /// ```
    /// C: `compiler_try_except`
    fn visit_try_except(
        &mut self,
        statements: Stmts<'a>,
        handlers: Handlers<'a>,
        orelse: Stmts<'a>,
    ) -> Result<(), Error> {
        let body = self.new_block();
        let except = self.new_block();
        let end = self.new_block();
        let cleanup = self.new_block();
        self.jump(Operation::SetupFinally, except);
        self.use_next_block(body);
        self.push_frame_block(FrameBlock::TryExcept)?;
        self.visit_stmts(statements)?;
        self.pop_frame_block();
        self.pop_block_no_line();
        self.visit_stmts(orelse)?;
        self.jump_no_line(end);
        self.use_next_block(except);
        self.unset_place();
        self.jump(Operation::SetupCleanup, cleanup);
        self.emit(Opcode::PUSH_EXC_INFO);
        self.push_frame_block(FrameBlock::ExceptionHandler)?;
        for (at, handler) in handlers.iter().enumerate() {
            self.visit_handler(handler, at + 1 == handlers.len(), end)?;
        }
        self.unset_place();
        self.pop_frame_block();
        self.emit_with(Opcode::RERAISE, 0);
        self.use_next_block(cleanup);
        self.pop_except_and_reraise();
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     <type>                  if there is one
    ///     CHECK_EXC_MATCH
    ///     POP_JUMP_IF_FALSE next
    ///     <body>
    /// next:
    /// ```
    fn visit_handler(
        &mut self,
        handler: &'a ExceptHandler<'a>,
        is_last: bool,
        end: BlockId,
    ) -> Result<(), Error> {
        let ExceptHandlerKind::ExceptHandler { r#type, name, body } = handler.kind;
        self.set_place(handler.range);
        if r#type.is_none() && !is_last {
            return Err(self.error(ErrorKind::DefaultExceptNotLast));
        }
        let next = self.new_block();
        if let Some(r#type) = r#type {
            self.visit_expr(r#type)?;
            self.emit(Opcode::CHECK_EXC_MATCH);
            self.jump(Operation::PopJumpIfFalse, next);
        }
        match name {
            Some(name) => self.visit_named_handler(name, body, end)?,
            None => {
                let cleanup_body = self.new_block();
                self.emit(Opcode::POP_TOP);
                self.use_next_block(cleanup_body);
                self.push_frame_block(FrameBlock::HandlerCleanup { name })?;
                self.visit_stmts(body)?;
                self.pop_frame_block();
                self.unset_place();
                self.pop_block();
                self.emit(Opcode::POP_EXCEPT);
                self.jump(Operation::Jump, end);
            }
        }
        self.use_next_block(next);
        Ok(())
    }

    /// However the body is left, the name is unbound: the exception and its traceback would
    /// keep the frame alive, and that the exception.
    ///
    /// ```text
    ///     STORE_NAME <name>
    ///     SETUP_CLEANUP cleanup_end
    /// cleanup_body:
    ///     <body>
    ///     POP_BLOCK
    ///     POP_BLOCK
    ///     POP_EXCEPT
    ///     <name = None; del name>
    ///     JUMP end
    /// cleanup_end:
    ///     <name = None; del name>
    ///     RERAISE 1
    /// ```
    fn visit_named_handler(
        &mut self,
        name: &'a str,
        body: Stmts<'a>,
        end: BlockId,
    ) -> Result<(), Error> {
        let cleanup_end = self.new_block();
        let cleanup_body = self.new_block();
        self.name_op(name, ExprContext::Store)?;
        self.jump(Operation::SetupCleanup, cleanup_end);
        self.use_next_block(cleanup_body);
        self.push_frame_block(FrameBlock::HandlerCleanup { name: Some(name) })?;
        self.visit_stmts(body)?;
        self.pop_frame_block();
        self.unset_place();
        self.pop_block();
        self.pop_block();
        self.emit(Opcode::POP_EXCEPT);
        self.unbind(Some(name))?;
        self.jump(Operation::Jump, end);
        self.use_next_block(cleanup_end);
        self.unset_place();
        self.unbind(Some(name))?;
        self.emit_with(Opcode::RERAISE, 1);
        Ok(())
    }

    /// ```text
    /// ( exc_info lasti exc -- )
    ///     COPY 3
    ///     POP_EXCEPT
    ///     RERAISE 1
    /// ```
    /// C: `compiler_pop_except_and_reraise`
    pub(super) fn pop_except_and_reraise(&mut self) {
        self.emit_with(Opcode::COPY, 3);
        self.emit(Opcode::POP_EXCEPT);
        self.emit_with(Opcode::RERAISE, 1);
    }
}
