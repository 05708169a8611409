//! Statements.
//!
//! CPython: `compiler_visit_stmt`, `compiler_body`, `compiler_visit_stmt_expr` in
//! `Python/compile.c`.
//!
//! A statement leaves the stack as it found it.

mod assignments;
mod classes;
mod conditional;
mod functions;
mod imports;
mod loops;
mod match_;
mod try_;
mod try_star;
mod with_;

use parser::ast::{Expr, ExprContext, ExprKind, Stmt, StmtKind, Stmts};

use crate::codegen::Generator;
use crate::codegen::annotations::has_annotations;
use crate::codegen::statements::functions::Function;
use crate::codegen::unit::UnitKind;
use crate::errors::Error;
use crate::future::has_docstring;
use crate::opcode::Opcode;
use crate::recursion::with_stack;

impl<'a> Generator<'a> {
    /// The statements of a module or a class.
    ///
    /// ```text
    ///     SETUP_ANNOTATIONS       if there are any
    ///     <docstring>             if there is one, and docstrings are kept
    ///     STORE_NAME __doc__
    ///     <statements>
    /// ```
    /// C: `compiler_body`
    pub(super) fn visit_body(&mut self, body: Stmts<'a>) -> Result<(), Error> {
        let Some(first) = body.first() else { return Ok(()) };
        if self.unit.kind == UnitKind::Module {
            self.set_place(first.range);
        }
        if has_annotations(body) {
            self.emit(Opcode::SETUP_ANNOTATIONS);
        }
        let statements = match docstring(body).filter(|_| self.options.optimize < 2) {
            None => body,
            Some(docstring) => {
                self.visit_expr(docstring)?;
                self.unset_place();
                self.name_op("__doc__", ExprContext::Store)?;
                &body[1..]
            }
        };
        self.visit_stmts(statements)
    }

    pub(super) fn visit_stmts(&mut self, statements: Stmts<'a>) -> Result<(), Error> {
        statements.iter().try_for_each(|statement| self.visit_stmt(statement))
    }

    /// C: `compiler_visit_stmt`
    pub(super) fn visit_stmt(&mut self, statement: &'a Stmt<'a>) -> Result<(), Error> {
        self.set_place(statement.range);
        with_stack(|| self.visit_stmt_kind(statement))
    }

    fn visit_stmt_kind(&mut self, statement: &'a Stmt<'a>) -> Result<(), Error> {
        match statement.kind {
            StmtKind::FunctionDef { name, args, body, decorator_list, returns, .. } => {
                let kind = UnitKind::Function;
                let function = Function { kind, name, args, body, decorator_list, returns };
                self.visit_function(statement, function)
            }
            StmtKind::AsyncFunctionDef { name, args, body, decorator_list, returns, .. } => {
                let kind = UnitKind::AsyncFunction;
                let function = Function { kind, name, args, body, decorator_list, returns };
                self.visit_function(statement, function)
            }
            StmtKind::ClassDef { .. } => self.visit_class(statement),
            StmtKind::Return { value } => self.visit_return(statement, value),
            StmtKind::Delete { targets } => self.visit_exprs(targets),
            StmtKind::Assign { targets, value, .. } => self.visit_assign(targets, value),
            StmtKind::AugAssign { target, op, value } => self.visit_aug_assign(target, op, value),
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.visit_ann_assign(target, annotation, value, simple != 0)
            }
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.visit_for(target, iter, body, orelse)
            }
            StmtKind::AsyncFor { target, iter, body, orelse, .. } => {
                self.visit_async_for(target, iter, body, orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.visit_while(statement, test, body, orelse)
            }
            StmtKind::If { test, body, orelse } => self.visit_if(test, body, orelse),
            StmtKind::With { items, body, .. } => self.visit_with(statement, items, body),
            StmtKind::AsyncWith { items, body, .. } => {
                self.visit_async_with(statement, items, body)
            }
            StmtKind::Match { subject, cases } => self.visit_match(subject, cases),
            StmtKind::Raise { exc, cause } => self.visit_raise(exc, cause),
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                self.visit_try(body, handlers, orelse, finalbody)
            }
            StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.visit_try_star(body, handlers, orelse, finalbody)
            }
            StmtKind::Assert { test, msg } => self.visit_assert(test, msg),
            StmtKind::Import { names } => self.visit_import(names),
            StmtKind::ImportFrom { module, names, level } => {
                self.visit_import_from(statement, module, names, level)
            }
            StmtKind::Global { .. } | StmtKind::Nonlocal { .. } => Ok(()),
            StmtKind::Expr { value } => self.visit_expr_statement(value),
            StmtKind::Pass {} => {
                self.emit(Opcode::NOP);
                Ok(())
            }
            StmtKind::Break {} => self.visit_break(),
            StmtKind::Continue {} => self.visit_continue(),
        }
    }

    /// ```text
    ///     <value>                 or, of a constant:      NOP
    ///     POP_TOP                 at a prompt:            PRINT_EXPR
    /// ```
    /// C: `compiler_visit_stmt_expr`
    fn visit_expr_statement(&mut self, value: &'a Expr<'a>) -> Result<(), Error> {
        if self.is_interactive && self.outer_units.is_empty() {
            self.visit_expr(value)?;
            self.emit(Opcode::PRINT_EXPR);
        } else if let ExprKind::Constant { .. } = value.kind {
            self.emit(Opcode::NOP);
        } else {
            self.visit_expr(value)?;
            self.unset_place();
            self.emit(Opcode::POP_TOP);
        }
        Ok(())
    }

    /// ```text
    ///     <exception>
    ///     <cause>
    ///     RAISE_VARARGS 2         or so many as there are
    /// ```
    fn visit_raise(
        &mut self,
        exception: Option<&'a Expr<'a>>,
        cause: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        let mut count = 0;
        if let Some(exception) = exception {
            for value in [Some(exception), cause].into_iter().flatten() {
                self.visit_expr(value)?;
                count += 1;
            }
        }
        self.emit_with(Opcode::RAISE_VARARGS, count);
        Ok(())
    }
}

/// The docstring of a body.
fn docstring<'a>(body: Stmts<'a>) -> Option<&'a Expr<'a>> {
    match body.first()?.kind {
        StmtKind::Expr { value } if has_docstring(body) => Some(value),
        _ => None,
    }
}
