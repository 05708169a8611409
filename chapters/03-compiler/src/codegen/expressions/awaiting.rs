//! `yield`, `yield from` and `await`: where a frame stops and goes on.
//!
//! CPython: `compiler_add_yield_from`, `addop_yield`, `compiler_call_exit_with_nones` and the
//! cases of `Yield`, `YieldFrom` and `Await` in `Python/compile.c`.

use parser::ast::Expr;

use crate::codegen::Generator;
use crate::codegen::unit::UnitKind;
use crate::errors::{Error, ErrorKind};
use crate::flow_graph::Operation;
use crate::opcode::Opcode;
use crate::symtable::BlockType;

/// What `RESUME` is told of why the frame had stopped.
mod resume {
    pub(super) const AFTER_YIELD: usize = 1;
    pub(super) const AFTER_YIELD_FROM: usize = 2;
    pub(super) const AFTER_AWAIT: usize = 3;
}

impl<'a> Generator<'a> {
    pub(super) fn visit_yield(&mut self, value: Option<&'a Expr<'a>>) -> Result<(), Error> {
        self.require_function(ErrorKind::YieldOutsideFunction)?;
        match value {
            Some(value) => self.visit_expr(value)?,
            None => self.load_none(),
        }
        self.yield_top();
        Ok(())
    }

    /// ```text
    ///     ASYNC_GEN_WRAP          in an asynchronous generator
    ///     YIELD_VALUE
    ///     RESUME 1
    /// ```
    /// C: `addop_yield`
    pub(super) fn yield_top(&mut self) {
        if self.unit.is_async_generator() {
            self.emit(Opcode::ASYNC_GEN_WRAP);
        }
        self.emit(Opcode::YIELD_VALUE);
        self.emit_with(Opcode::RESUME, resume::AFTER_YIELD);
    }

    /// ```text
    ///     <value>
    ///     GET_YIELD_FROM_ITER
    ///     LOAD_CONST None
    ///     <yielding from it>
    /// ```
    pub(super) fn visit_yield_from(&mut self, value: &'a Expr<'a>) -> Result<(), Error> {
        self.require_function(ErrorKind::YieldOutsideFunction)?;
        if self.unit.kind == UnitKind::AsyncFunction {
            return Err(self.error(ErrorKind::YieldFromInAsyncFunction));
        }
        self.visit_expr(value)?;
        self.emit(Opcode::GET_YIELD_FROM_ITER);
        self.load_none();
        self.yield_from_top(false);
        Ok(())
    }

    pub(super) fn visit_await(&mut self, value: &'a Expr<'a>) -> Result<(), Error> {
        if !self.is_top_level_await(&self.unit) {
            self.require_function(ErrorKind::AwaitOutsideFunction)?;
            if !matches!(self.unit.kind, UnitKind::AsyncFunction | UnitKind::Comprehension) {
                return Err(self.error(ErrorKind::AwaitOutsideAsyncFunction));
            }
        }
        self.visit_expr(value)?;
        self.await_top(0);
        Ok(())
    }

    /// Awaits the value on the stack; `origin` says what it comes from, for the message if it
    /// can't be awaited: 1 from `__aenter__`, 2 from `__aexit__`.
    ///
    /// ```text
    ///     GET_AWAITABLE
    ///     LOAD_CONST None
    ///     <yielding from it>
    /// ```
    pub(in crate::codegen) fn await_top(&mut self, origin: usize) {
        self.emit_with(Opcode::GET_AWAITABLE, origin);
        self.load_none();
        self.yield_from_top(true);
    }

    /// Hands out what the iterator below the top hands out, and sends into it what comes back,
    /// until it ends; its result is left.
    ///
    /// ```text
    /// start:
    ///     SEND exit
    /// resume:
    ///     YIELD_VALUE
    ///     RESUME 2                or 3 of an `await`
    ///     JUMP_NO_INTERRUPT start
    /// exit:
    /// ```
    /// C: `compiler_add_yield_from`
    pub(in crate::codegen) fn yield_from_top(&mut self, is_await: bool) {
        let start = self.new_block();
        let resume = self.new_block();
        let exit = self.new_block();
        self.use_next_block(start);
        self.jump(Opcode::SEND, exit);
        self.use_next_block(resume);
        self.emit(Opcode::YIELD_VALUE);
        let reason = if is_await { resume::AFTER_AWAIT } else { resume::AFTER_YIELD_FROM };
        self.emit_with(Opcode::RESUME, reason);
        self.jump(Operation::JumpNoInterrupt, start);
        self.use_next_block(exit);
    }

    fn require_function(&self, outside: ErrorKind) -> Result<(), Error> {
        match self.table[self.unit.scope].block {
            BlockType::Function => Ok(()),
            _ => Err(self.error(outside)),
        }
    }
}
