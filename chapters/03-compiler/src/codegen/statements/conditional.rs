//! `if` and `assert`.
//!
//! CPython: `compiler_if`, `compiler_assert` in `Python/compile.c`.

use parser::ast::{Constant, Expr, ExprKind, Stmts};

use crate::codegen::Generator;
use crate::errors::Error;
use crate::opcode::Opcode;
use crate::warnings::WarningKind;

impl<'a> Generator<'a> {
    /// ```text
    ///     <jump to otherwise unless test>
    ///     <body>
    ///     JUMP end                only with `else`
    /// otherwise:
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_if`
    pub(super) fn visit_if(
        &mut self,
        test: &'a Expr<'a>,
        body: Stmts<'a>,
        orelse: Stmts<'a>,
    ) -> Result<(), Error> {
        let end = self.new_block();
        let otherwise = if orelse.is_empty() { end } else { self.new_block() };
        self.jump_if(test, otherwise, false)?;
        self.visit_stmts(body)?;
        if !orelse.is_empty() {
            self.jump_no_line(end);
            self.use_next_block(otherwise);
            self.visit_stmts(orelse)?;
        }
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     <jump to end if test>
    ///     LOAD_ASSERTION_ERROR
    ///     <message>               if there is one
    ///     PRECALL 0
    ///     CALL 0
    ///     RAISE_VARARGS 1
    /// end:
    /// ```
    /// C: `compiler_assert`
    pub(super) fn visit_assert(
        &mut self,
        test: &'a Expr<'a>,
        message: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        let is_filled_tuple = match test.kind {
            ExprKind::Tuple { elts, .. } => !elts.is_empty(),
            ExprKind::Constant { value: Constant::Tuple(items), .. } => !items.is_empty(),
            _ => false,
        };
        if is_filled_tuple {
            self.warn(WarningKind::AssertionAlwaysTrue)?;
        }
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.new_block();
        self.jump_if(test, end, true)?;
        self.emit(Opcode::LOAD_ASSERTION_ERROR);
        if let Some(message) = message {
            self.visit_expr(message)?;
            self.call(0);
        }
        self.emit_with(Opcode::RAISE_VARARGS, 1);
        self.use_next_block(end);
        Ok(())
    }
}
