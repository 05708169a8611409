//! Expressions.
//!
//! CPython: `compiler_visit_expr`, `compiler_visit_expr1` in `Python/compile.c`.
//!
//! An expression leaves its value on the stack. One that is a target takes the value from there.

mod awaiting;
mod calls;
mod collections;
mod comparisons;
mod comprehensions;
mod strings;
mod subscripts;

use parser::ast::{BoolOp, Expr, ExprContext, ExprKind, Exprs, UnaryOp};

use crate::codegen::Generator;
use crate::errors::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::recursion::with_stack;

pub(super) use collections::Collection;
pub(super) use subscripts::{MAX_BEFORE_STAR, MAX_BEHIND_STAR};

impl<'a> Generator<'a> {
    pub(super) fn visit_exprs(&mut self, expressions: Exprs<'a>) -> Result<(), Error> {
        expressions.iter().try_for_each(|expression| self.visit_expr(expression))
    }

    /// C: `compiler_visit_expr`
    pub(super) fn visit_expr(&mut self, expression: &'a Expr<'a>) -> Result<(), Error> {
        let place = self.unit.place;
        self.set_place(expression.range);
        with_stack(|| self.visit_expr_kind(expression))?;
        self.unit.place = place;
        Ok(())
    }

    /// C: `compiler_visit_expr1`
    fn visit_expr_kind(&mut self, expression: &'a Expr<'a>) -> Result<(), Error> {
        match expression.kind {
            ExprKind::NamedExpr { target, value } => {
                self.visit_expr(value)?;
                self.emit_with(Opcode::COPY, 1);
                self.visit_expr(target)
            }
            ExprKind::BoolOp { op, values } => self.visit_bool_op(op, values),
            ExprKind::BinOp { left, op, right } => {
                self.visit_expr(left)?;
                self.visit_expr(right)?;
                self.binary_operation(op, false);
                Ok(())
            }
            ExprKind::UnaryOp { op, operand } => {
                self.visit_expr(operand)?;
                self.emit(match op {
                    UnaryOp::Invert => Opcode::UNARY_INVERT,
                    UnaryOp::Not => Opcode::UNARY_NOT,
                    UnaryOp::UAdd => Opcode::UNARY_POSITIVE,
                    UnaryOp::USub => Opcode::UNARY_NEGATIVE,
                });
                Ok(())
            }
            ExprKind::Lambda { args, body } => self.visit_lambda(expression, args, body),
            ExprKind::IfExp { test, body, orelse } => self.visit_if_exp(test, body, orelse),
            ExprKind::Dict { keys, values } => self.visit_dict(keys, values),
            ExprKind::Set { elts } => self.visit_elements(elts, 0, Collection::Set),
            ExprKind::ListComp { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::DictComp { .. }
            | ExprKind::GeneratorExp { .. } => self.visit_comprehension(expression),
            ExprKind::Await { value } => self.visit_await(value),
            ExprKind::Yield { value } => self.visit_yield(value),
            ExprKind::YieldFrom { value } => self.visit_yield_from(value),
            ExprKind::Compare { left, ops, comparators } => {
                self.visit_compare(left, ops, comparators)
            }
            ExprKind::Call { func, args, keywords } => {
                self.visit_call(expression, func, args, keywords)
            }
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.visit_formatted_value(value, conversion, format_spec)
            }
            ExprKind::JoinedStr { values } => self.visit_joined_str(values),
            ExprKind::Constant { value, .. } => {
                self.load_value(value);
                Ok(())
            }
            ExprKind::Attribute { value, attr, ctx } => {
                self.visit_attribute(expression, value, attr, ctx)
            }
            ExprKind::Subscript { value, slice, ctx } => self.visit_subscript(value, slice, ctx),
            ExprKind::Starred { ctx, .. } => Err(self.error(match ctx {
                ExprContext::Store => ErrorKind::StarTargetOutsideList,
                _ => ErrorKind::StarHere,
            })),
            ExprKind::Name { id, ctx } => self.name_op(id, ctx),
            ExprKind::List { elts, ctx } => match ctx {
                ExprContext::Store => self.visit_targets(elts),
                ExprContext::Load => self.visit_elements(elts, 0, Collection::List),
                ExprContext::Del => self.visit_exprs(elts),
            },
            ExprKind::Tuple { elts, ctx } => match ctx {
                ExprContext::Store => self.visit_targets(elts),
                ExprContext::Load => self.visit_elements(elts, 0, Collection::Tuple),
                ExprContext::Del => self.visit_exprs(elts),
            },
            ExprKind::Slice { lower, upper, step } => self.visit_slice(lower, upper, step),
        }
    }

    /// ```text
    ///     <value>
    ///     JUMP_IF_FALSE_OR_POP end        for `or`: _TRUE
    ///     …
    ///     <last value>
    /// end:
    /// ```
    /// C: `compiler_boolop`
    fn visit_bool_op(&mut self, operator: BoolOp, values: Exprs<'a>) -> Result<(), Error> {
        let jump = match operator {
            BoolOp::And => Opcode::JUMP_IF_FALSE_OR_POP,
            BoolOp::Or => Opcode::JUMP_IF_TRUE_OR_POP,
        };
        let end = self.new_block();
        let (last, others) = values.split_last().expect("`and` and `or` have operands");
        for value in others {
            self.visit_expr(value)?;
            self.jump(jump, end);
            let next = self.new_block();
            self.use_next_block(next);
        }
        self.visit_expr(last)?;
        self.use_next_block(end);
        Ok(())
    }

    /// ```text
    ///     <jump to otherwise unless test>
    ///     <body>
    ///     JUMP end
    /// otherwise:
    ///     <orelse>
    /// end:
    /// ```
    /// C: `compiler_ifexp`
    fn visit_if_exp(
        &mut self,
        test: &'a Expr<'a>,
        body: &'a Expr<'a>,
        orelse: &'a Expr<'a>,
    ) -> Result<(), Error> {
        let end = self.new_block();
        let otherwise = self.new_block();
        self.jump_if(test, otherwise, false)?;
        self.visit_expr(body)?;
        self.jump_no_line(end);
        self.use_next_block(otherwise);
        self.visit_expr(orelse)?;
        self.use_next_block(end);
        Ok(())
    }
}
