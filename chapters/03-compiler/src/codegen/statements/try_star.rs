//! `try` with `except*`.
//!
//! CPython: `compiler_try_star`, `compiler_try_star_except` in `Python/compile.c`.
//!
//! Each clause takes its part out of the exception group; what is left goes to the next. What
//! the clauses raise is gathered in a list, and the rest too; of these is made what is raised
//! in the end, if anything is.

use parser::ast::{ExceptHandler, ExceptHandlerKind, ExprContext, Stmts};

use crate::codegen::Generator;
use crate::codegen::frame_blocks::FrameBlock;
use crate::codegen::statements::try_::Handlers;
use crate::errors::Error;
use crate::flow_graph::Operation;
use crate::opcode::Opcode;

impl<'a> Generator<'a> {
    /// C: `compiler_try_star`
    pub(super) fn visit_try_star(
        &mut self,
        body: Stmts<'a>,
        handlers: Handlers<'a>,
        orelse: Stmts<'a>,
        last: Stmts<'a>,
    ) -> Result<(), Error> {
        if last.is_empty() {
            return self.visit_try_star_except(body, handlers, orelse);
        }
        self.visit_try_finally(last, |generator| match handlers {
            [] => generator.visit_stmts(body),
            _ => generator.visit_try_star_except(body, handlers, orelse),
        })
    }

    /// ```text
    ///     SETUP_FINALLY except
    /// body:
    ///     <body>
    ///     POP_BLOCK
    ///     JUMP orelse
    /// except:
    ///     SETUP_CLEANUP cleanup
    ///     PUSH_EXC_INFO
    ///     COPY 1                  ( exc -- group exc )
    ///     BUILD_LIST 0
    ///     SWAP 2                  ( group exc -- group raised exc )
    ///     <handlers>
    ///     LIST_APPEND 1           what no clause took, or None
    ///     JUMP reraise_star
    /// reraise_star:
    ///     PREP_RERAISE_STAR       ( group raised -- exc )
    ///     COPY 1
    ///     POP_JUMP_IF_NOT_NONE reraise
    ///     POP_TOP
    ///     POP_BLOCK
    ///     POP_EXCEPT
    ///     JUMP end
    /// reraise:
    ///     POP_BLOCK
    ///     SWAP 2
    ///     POP_EXCEPT
    ///     RERAISE 0
    /// cleanup:
    ///     COPY 3
    ///     POP_EXCEPT
    ///     RERAISE 1
    /// orelse:
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_try_star_except`
    fn visit_try_star_except(
        &mut self,
        statements: Stmts<'a>,
        handlers: Handlers<'a>,
        orelse_statements: Stmts<'a>,
    ) -> Result<(), Error> {
        let body = self.new_block();
        let except = self.new_block();
        let orelse = self.new_block();
        let end = self.new_block();
        let cleanup = self.new_block();
        let reraise_star = self.new_block();
        self.jump(Operation::SetupFinally, except);
        self.use_next_block(body);
        self.push_frame_block(FrameBlock::TryExcept)?;
        self.visit_stmts(statements)?;
        self.pop_frame_block();
        self.pop_block_no_line();
        self.jump_no_line(orelse);
        self.use_next_block(except);
        self.unset_place();
        self.jump(Operation::SetupCleanup, cleanup);
        self.emit(Opcode::PUSH_EXC_INFO);
        self.push_frame_block(FrameBlock::ExceptionGroupHandler)?;
        for (at, handler) in handlers.iter().enumerate() {
            self.visit_star_handler(handler, at == 0)?;
        }
        if !handlers.is_empty() {
            self.emit_with(Opcode::LIST_APPEND, 1);
            self.jump(Operation::Jump, reraise_star);
        }
        self.unset_place();
        self.pop_frame_block();
        let reraise = self.new_block();
        self.use_next_block(reraise_star);
        self.emit(Opcode::PREP_RERAISE_STAR);
        self.emit_with(Opcode::COPY, 1);
        self.jump(Operation::PopJumpIfNotNone, reraise);
        self.emit(Opcode::POP_TOP);
        self.pop_block();
        self.emit(Opcode::POP_EXCEPT);
        self.jump(Operation::Jump, end);
        self.use_next_block(reraise);
        self.pop_block();
        self.emit_with(Opcode::SWAP, 2);
        self.emit(Opcode::POP_EXCEPT);
        self.emit_with(Opcode::RERAISE, 0);
        self.use_next_block(cleanup);
        self.pop_except_and_reraise();
        self.use_next_block(orelse);
        self.visit_stmts(orelse_statements)?;
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     <type>
    ///     CHECK_EG_MATCH          ( exc type -- rest match )
    ///     COPY 1
    ///     POP_JUMP_IF_NONE no_match
    ///     STORE_NAME <name>       or POP_TOP
    ///     SETUP_CLEANUP cleanup_end
    /// cleanup_body:
    ///     <body>
    ///     POP_BLOCK
    ///     <name = None; del name>
    ///     JUMP next
    /// cleanup_end:
    ///     <name = None; del name>
    ///     LIST_APPEND 3           what the body raised
    ///     POP_TOP
    ///     JUMP next_with_error
    /// next:
    ///     NOP                     which keeps the line
    ///     JUMP next_with_error
    /// no_match:
    ///     POP_TOP
    /// next_with_error:
    /// ```
    fn visit_star_handler(
        &mut self,
        handler: &'a ExceptHandler<'a>,
        is_first: bool,
    ) -> Result<(), Error> {
        let ExceptHandlerKind::ExceptHandler { r#type, name, body } = handler.kind;
        self.set_place(handler.range);
        let next = self.new_block();
        let next_with_error = self.new_block();
        let no_match = self.new_block();
        if is_first {
            self.emit_with(Opcode::COPY, 1);
            self.emit_with(Opcode::BUILD_LIST, 0);
            self.emit_with(Opcode::SWAP, 2);
        }
        if let Some(r#type) = r#type {
            self.visit_expr(r#type)?;
            self.emit(Opcode::CHECK_EG_MATCH);
            self.emit_with(Opcode::COPY, 1);
            self.jump(Operation::PopJumpIfNone, no_match);
        }
        let cleanup_end = self.new_block();
        let cleanup_body = self.new_block();
        match name {
            Some(name) => self.name_op(name, ExprContext::Store)?,
            None => self.emit(Opcode::POP_TOP),
        }
        self.jump(Operation::SetupCleanup, cleanup_end);
        self.use_next_block(cleanup_body);
        self.push_frame_block(FrameBlock::HandlerCleanup { name })?;
        self.visit_stmts(body)?;
        self.pop_frame_block();
        self.unset_place();
        self.pop_block();
        self.unbind(name)?;
        self.jump(Operation::Jump, next);
        self.use_next_block(cleanup_end);
        self.unset_place();
        self.unbind(name)?;
        self.emit_with(Opcode::LIST_APPEND, 3);
        self.emit(Opcode::POP_TOP);
        self.jump(Operation::Jump, next_with_error);
        self.use_next_block(next);
        self.emit(Opcode::NOP);
        self.jump(Operation::Jump, next_with_error);
        self.use_next_block(no_match);
        self.set_place(handler.range);
        self.emit(Opcode::POP_TOP);
        self.use_next_block(next_with_error);
        self.unset_place();
        Ok(())
    }
}
