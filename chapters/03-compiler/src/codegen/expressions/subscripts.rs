//! Attributes, subscripts and slices; targets in a row.
//!
//! CPython: the case of `Attribute` in `compiler_visit_expr1`, `compiler_subscript`,
//! `compiler_slice`, `assignment_helper`, `unpack_helper` in `Python/compile.c`.

use parser::ast::{Expr, ExprContext, ExprKind, Exprs, Identifier};

use crate::codegen::Generator;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;

/// How many targets may stand before a starred one, and behind it: the two share the argument
/// of `UNPACK_EX`.
pub(in crate::codegen) const MAX_BEFORE_STAR: usize = 1 << 8;
pub(in crate::codegen) const MAX_BEHIND_STAR: usize = i32::MAX as usize >> 8;

impl<'a> Generator<'a> {
    /// ```text
    ///     <object>
    ///     LOAD_ATTR               or STORE_, DELETE_ATTR
    /// ```
    pub(super) fn visit_attribute(
        &mut self,
        expression: &'a Expr<'a>,
        object: &'a Expr<'a>,
        attribute: Identifier<'a>,
        context: ExprContext,
    ) -> Result<(), Error> {
        self.visit_expr(object)?;
        self.start_at_attribute(expression);
        let opcode = match context {
            ExprContext::Load => Opcode::LOAD_ATTR,
            ExprContext::Store => {
                self.forbid_debug(attribute, context)?;
                Opcode::STORE_ATTR
            }
            ExprContext::Del => Opcode::DELETE_ATTR,
        };
        self.emit_name(opcode, attribute);
        Ok(())
    }

    /// ```text
    ///     <container>
    ///     <key>
    ///     BINARY_SUBSCR           or STORE_, DELETE_SUBSCR
    /// ```
    /// C: `compiler_subscript`
    pub(super) fn visit_subscript(
        &mut self,
        container: &'a Expr<'a>,
        key: &'a Expr<'a>,
        context: ExprContext,
    ) -> Result<(), Error> {
        if context == ExprContext::Load {
            self.check_subscriptable(container)?;
            self.check_index(container, key)?;
        }
        self.visit_expr(container)?;
        self.visit_expr(key)?;
        self.emit(match context {
            ExprContext::Load => Opcode::BINARY_SUBSCR,
            ExprContext::Store => Opcode::STORE_SUBSCR,
            ExprContext::Del => Opcode::DELETE_SUBSCR,
        });
        Ok(())
    }

    /// ```text
    ///     <lower>                 or LOAD_CONST None
    ///     <upper>                 or LOAD_CONST None
    ///     <step>                  if there is one
    ///     BUILD_SLICE
    /// ```
    /// C: `compiler_slice`
    pub(super) fn visit_slice(
        &mut self,
        lower: Option<&'a Expr<'a>>,
        upper: Option<&'a Expr<'a>>,
        step: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        for bound in [lower, upper] {
            match bound {
                Some(bound) => self.visit_expr(bound)?,
                None => self.load_none(),
            }
        }
        if let Some(step) = step {
            self.visit_expr(step)?;
        }
        self.emit_with(Opcode::BUILD_SLICE, if step.is_some() { 3 } else { 2 });
        Ok(())
    }

    /// ```text
    ///     UNPACK_SEQUENCE         with a starred target: UNPACK_EX
    ///     <binding each target>
    /// ```
    /// C: `assignment_helper`
    pub(super) fn visit_targets(&mut self, targets: Exprs<'a>) -> Result<(), Error> {
        let starred = |target: &&Expr<'a>| matches!(target.kind, ExprKind::Starred { .. });
        let (opcode, argument) = match targets.iter().position(&starred) {
            None => (Opcode::UNPACK_SEQUENCE, targets.len()),
            Some(before) => {
                let behind = targets.len() - before - 1;
                if before >= MAX_BEFORE_STAR || behind >= MAX_BEHIND_STAR {
                    return Err(self.error(ErrorKind::TooManyStarTargets));
                }
                if targets[before + 1..].iter().any(starred) {
                    return Err(self.error(ErrorKind::TwoStarTargets));
                }
                (Opcode::UNPACK_EX, before + (behind << 8))
            }
        };
        self.emit_with(opcode, argument);
        targets.iter().try_for_each(|target| match target.kind {
            ExprKind::Starred { value, .. } => self.visit_expr(value),
            _ => self.visit_expr(target),
        })
    }
}
