//! `=`, `+=` and their like, and `name: annotation = value`.
//!
//! CPython: the case of `Assign` in `compiler_visit_stmt`, `compiler_augassign`,
//! `compiler_annassign` in `Python/compile.c`.

use parser::ast::{Expr, ExprContext, ExprKind, Exprs, Operator};

use crate::codegen::Generator;
use crate::constant::Constant;
use crate::errors::{Error, TreeError};
use crate::opcode::Opcode;
use crate::recursion::with_stack;

impl<'a> Generator<'a> {
    /// ```text
    ///     <value>
    ///     COPY 1                  for each target but the last
    ///     <binding a target>
    /// ```
    pub(super) fn visit_assign(
        &mut self,
        targets: Exprs<'a>,
        value: &'a Expr<'a>,
    ) -> Result<(), Error> {
        self.visit_expr(value)?;
        let Some((last, others)) = targets.split_last() else { return Ok(()) };
        for target in others {
            self.emit_with(Opcode::COPY, 1);
            self.visit_expr(target)?;
        }
        self.visit_expr(last)
    }

    /// The object and the key are evaluated once.
    ///
    /// ```text
    ///     LOAD_NAME x             <object>                <object>
    ///                             COPY 1                  <key>
    ///                             LOAD_ATTR a             COPY 2
    ///                                                     COPY 2
    ///                                                     BINARY_SUBSCR
    ///     <value>                 <value>                 <value>
    ///     BINARY_OP +=            BINARY_OP +=            BINARY_OP +=
    ///                             SWAP 2                  SWAP 3
    ///                                                     SWAP 2
    ///     STORE_NAME x            STORE_ATTR a            STORE_SUBSCR
    /// ```
    /// C: `compiler_augassign`
    pub(super) fn visit_aug_assign(
        &mut self,
        target: &'a Expr<'a>,
        operator: Operator,
        value: &'a Expr<'a>,
    ) -> Result<(), Error> {
        let place = self.unit.place;
        self.set_place(target.range);
        match target.kind {
            ExprKind::Attribute { value, attr, .. } => {
                self.visit_expr(value)?;
                self.emit_with(Opcode::COPY, 1);
                self.start_at_attribute(target);
                self.emit_name(Opcode::LOAD_ATTR, attr);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.visit_expr(value)?;
                self.visit_expr(slice)?;
                self.emit_with(Opcode::COPY, 2);
                self.emit_with(Opcode::COPY, 2);
                self.emit(Opcode::BINARY_SUBSCR);
            }
            ExprKind::Name { id, .. } => self.name_op(id, ExprContext::Load)?,
            _ => return Err(Error::Tree(TreeError::AugmentedTarget)),
        }
        self.unit.place = place;
        self.visit_expr(value)?;
        self.binary_operation(operator, true);
        self.set_place(target.range);
        match target.kind {
            ExprKind::Attribute { attr, .. } => {
                self.start_at_attribute(target);
                self.emit_with(Opcode::SWAP, 2);
                self.emit_name(Opcode::STORE_ATTR, attr);
            }
            ExprKind::Subscript { .. } => {
                self.emit_with(Opcode::SWAP, 3);
                self.emit_with(Opcode::SWAP, 2);
                self.emit(Opcode::STORE_SUBSCR);
            }
            ExprKind::Name { id, .. } => self.name_op(id, ExprContext::Store)?,
            _ => return Err(Error::Tree(TreeError::AugmentedTarget)),
        }
        Ok(())
    }

    /// An annotation is kept for a bare name of a module or a class. Elsewhere it is evaluated
    /// at most, and so is the target that nothing is assigned to.
    ///
    /// ```text
    ///     <value>                 if there is one
    ///     <binding the target>
    ///     <annotation>            of a bare name of a module or a class
    ///     LOAD_NAME __annotations__
    ///     LOAD_CONST <name>
    ///     STORE_SUBSCR
    /// ```
    /// C: `compiler_annassign`
    pub(super) fn visit_ann_assign(
        &mut self,
        target: &'a Expr<'a>,
        annotation: &'a Expr<'a>,
        value: Option<&'a Expr<'a>>,
        is_simple: bool,
    ) -> Result<(), Error> {
        if let Some(value) = value {
            self.visit_expr(value)?;
            self.visit_expr(target)?;
        }
        let is_kept = self.unit.is_module_or_class();
        match target.kind {
            ExprKind::Name { id, .. } => {
                self.forbid_debug(id, ExprContext::Store)?;
                if is_simple && is_kept {
                    self.visit_annotation(annotation)?;
                    self.emit_name(Opcode::LOAD_NAME, "__annotations__");
                    let name = self.mangled(id);
                    self.load_constant(Constant::Str(name));
                    self.emit(Opcode::STORE_SUBSCR);
                }
            }
            ExprKind::Attribute { value: object, attr, .. } => {
                self.forbid_debug(attr, ExprContext::Store)?;
                if value.is_none() {
                    self.evaluate(object)?;
                }
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                if value.is_none() {
                    self.evaluate(object)?;
                    self.evaluate_subscript(slice)?;
                }
            }
            _ => return Err(Error::Tree(TreeError::AnnotatedTarget)),
        }
        if !is_simple && is_kept && !self.has_text_annotations() {
            self.evaluate(annotation)?;
        }
        Ok(())
    }

    /// Evaluates what could raise an exception, and no more. C: `check_ann_expr`.
    fn evaluate(&mut self, value: &'a Expr<'a>) -> Result<(), Error> {
        self.visit_expr(value)?;
        self.emit(Opcode::POP_TOP);
        Ok(())
    }

    /// C: `check_ann_subscr`
    fn evaluate_subscript(&mut self, subscript: &'a Expr<'a>) -> Result<(), Error> {
        with_stack(|| match subscript.kind {
            ExprKind::Slice { lower, upper, step } => {
                [lower, upper, step].into_iter().flatten().try_for_each(|part| self.evaluate(part))
            }
            ExprKind::Tuple { elts, .. } => {
                elts.iter().try_for_each(|element| self.evaluate_subscript(element))
            }
            _ => self.evaluate(subscript),
        })
    }
}
