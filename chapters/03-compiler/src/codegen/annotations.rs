//! Annotations: those of parameters, and as text.
//!
//! CPython: `compiler_visit_annotations`, `compiler_visit_argannotation`,
//! `compiler_visit_annexpr`, `find_ann` in `Python/compile.c`.

use parser::ast::{
    Arg, Arguments, ExceptHandler, ExceptHandlerKind, Expr, ExprKind, Stmt, StmtKind, Stmts,
};
use parser::unparse::unparse_annotation;

use crate::codegen::Generator;
use crate::constant::Constant;
use crate::errors::Error;
use crate::opcode::Opcode;
use crate::recursion::with_stack;

impl<'a> Generator<'a> {
    /// Pushes a tuple of names and annotations, if there are any, and returns whether.
    ///
    /// ```text
    ///     LOAD_CONST <name>
    ///     <annotation>
    ///     …
    ///     BUILD_TUPLE
    /// ```
    /// C: `compiler_visit_annotations`
    pub(super) fn visit_annotations(
        &mut self,
        args: &'a Arguments<'a>,
        returns: Option<&'a Expr<'a>>,
    ) -> Result<bool, Error> {
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = args;
        let all = args.iter().chain(*posonlyargs).chain(vararg).chain(*kwonlyargs).chain(kwarg);
        let parameters = all.map(|&&Arg { arg, annotation, .. }| (arg, annotation));
        let mut count = 0;
        for (name, annotation) in parameters.chain([("return", returns)]) {
            let Some(annotation) = annotation else { continue };
            let name = self.mangled(name);
            self.load_constant(Constant::Str(name));
            match annotation.kind {
                // `*args: *Ts` means the one item of `*Ts`.
                ExprKind::Starred { value, .. } if !self.has_text_annotations() => {
                    self.visit_expr(value)?;
                    self.emit_with(Opcode::UNPACK_SEQUENCE, 1);
                }
                _ => self.visit_annotation(annotation)?,
            }
            count += 2;
        }
        if count > 0 {
            self.emit_with(Opcode::BUILD_TUPLE, count);
        }
        Ok(count > 0)
    }

    /// Pushes an annotation or its text.
    pub(super) fn visit_annotation(&mut self, annotation: &'a Expr<'a>) -> Result<(), Error> {
        if !self.has_text_annotations() {
            return self.visit_expr(annotation);
        }
        let text = unparse_annotation(annotation, self.options.int_max_str_digits)
            .map_err(|error| Error::Annotation(Box::new(error)))?;
        self.load_constant(Constant::str(&text));
        Ok(())
    }
}

/// Whether a name is annotated in a block of statements, functions and classes in it aside.
/// C: `find_ann`, which doesn't look into `match` either.
pub(super) fn has_annotations(statements: Stmts<'_>) -> bool {
    let is_annotated = |statement: &&Stmt<'_>| match statement.kind {
        StmtKind::AnnAssign { .. } => true,
        StmtKind::For { body, orelse, .. }
        | StmtKind::AsyncFor { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::If { body, orelse, .. } => has_annotations(body) || has_annotations(orelse),
        StmtKind::With { body, .. } | StmtKind::AsyncWith { body, .. } => has_annotations(body),
        StmtKind::Try { body, handlers, orelse, finalbody }
        | StmtKind::TryStar { body, handlers, orelse, finalbody } => {
            handlers.iter().any(|handler| has_annotations(handler_body(handler)))
                || has_annotations(body)
                || has_annotations(finalbody)
                || has_annotations(orelse)
        }
        _ => false,
    };
    with_stack(|| statements.iter().any(is_annotated))
}

fn handler_body<'a>(handler: &ExceptHandler<'a>) -> Stmts<'a> {
    let ExceptHandlerKind::ExceptHandler { body, .. } = handler.kind;
    body
}
