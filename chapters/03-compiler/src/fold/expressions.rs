//! The walk over expressions.
//!
//! CPython: `astfold_expr`, `fold_tuple`, `fold_iter`, `fold_compare` in `Python/ast_opt.c`.

use parser::ast::*;

use crate::errors::Error;
use crate::fold::Folder;
use crate::fold::sequence;
use crate::recursion::Descend;

impl<'a> Folder<'a> {
    pub(super) fn fold_exprs(&mut self, expressions: Exprs<'a>) -> Result<Exprs<'a>, Error> {
        self.fold_each(expressions, Self::fold_expr)
    }

    pub(super) fn fold_optional(
        &mut self,
        expression: Option<&'a Expr<'a>>,
    ) -> Result<Option<&'a Expr<'a>>, Error> {
        expression.map(|expression| self.fold_expr(expression)).transpose()
    }

    /// C: `astfold_keyword`
    pub(super) fn fold_keyword(
        &mut self,
        keyword: &'a Keyword<'a>,
    ) -> Result<&'a Keyword<'a>, Error> {
        self.renewed(
            keyword,
            |folder| Ok(Keyword { value: folder.fold_expr(keyword.value)?, ..*keyword }),
            |arena, keyword| arena.alloc(keyword),
        )
    }

    /// C: `astfold_expr`
    pub(super) fn fold_expr(&mut self, expression: &'a Expr<'a>) -> Result<&'a Expr<'a>, Error> {
        self.descend(|folder| {
            let folded = folder.renewed(
                expression,
                |folder| folder.fold_parts(expression.kind),
                |arena, kind| arena.alloc(Expr { kind, range: expression.range }),
            )?;
            Ok(folder.fold_whole(folded))
        })
    }

    /// Folds what an expression consists of.
    fn fold_parts(&mut self, kind: ExprKind<'a>) -> Result<ExprKind<'a>, Error> {
        use ExprKind::*;
        Ok(match kind {
            BoolOp { op, values } => BoolOp { op, values: self.fold_exprs(values)? },
            NamedExpr { target, value } => NamedExpr { target, value: self.fold_expr(value)? },
            BinOp { left, op, right } => {
                BinOp { left: self.fold_expr(left)?, op, right: self.fold_expr(right)? }
            }
            UnaryOp { op, operand } => UnaryOp { op, operand: self.fold_expr(operand)? },
            Lambda { args, body } => {
                Lambda { args: self.fold_arguments(args)?, body: self.fold_expr(body)? }
            }
            IfExp { test, body, orelse } => IfExp {
                test: self.fold_expr(test)?,
                body: self.fold_expr(body)?,
                orelse: self.fold_expr(orelse)?,
            },
            Dict { keys, values } => Dict {
                keys: self.fold_each(keys, Self::fold_optional)?,
                values: self.fold_exprs(values)?,
            },
            Set { elts } => Set { elts: self.fold_exprs(elts)? },
            ListComp { elt, generators } => ListComp {
                elt: self.fold_expr(elt)?,
                generators: self.fold_each(generators, Self::fold_comprehension)?,
            },
            SetComp { elt, generators } => SetComp {
                elt: self.fold_expr(elt)?,
                generators: self.fold_each(generators, Self::fold_comprehension)?,
            },
            DictComp { key, value, generators } => DictComp {
                key: self.fold_expr(key)?,
                value: self.fold_expr(value)?,
                generators: self.fold_each(generators, Self::fold_comprehension)?,
            },
            GeneratorExp { elt, generators } => GeneratorExp {
                elt: self.fold_expr(elt)?,
                generators: self.fold_each(generators, Self::fold_comprehension)?,
            },
            Await { value } => Await { value: self.fold_expr(value)? },
            Yield { value } => Yield { value: self.fold_optional(value)? },
            YieldFrom { value } => YieldFrom { value: self.fold_expr(value)? },
            Compare { left, ops, comparators } => Compare {
                left: self.fold_expr(left)?,
                ops,
                comparators: self.fold_comparators(ops, comparators)?,
            },
            Call { func, args, keywords } => Call {
                func: self.fold_expr(func)?,
                args: self.fold_exprs(args)?,
                keywords: self.fold_each(keywords, Self::fold_keyword)?,
            },
            FormattedValue { value, conversion, format_spec } => FormattedValue {
                value: self.fold_expr(value)?,
                conversion,
                format_spec: self.fold_optional(format_spec)?,
            },
            JoinedStr { values } => JoinedStr { values: self.fold_exprs(values)? },
            Attribute { value, attr, ctx } => {
                Attribute { value: self.fold_expr(value)?, attr, ctx }
            }
            Subscript { value, slice, ctx } => {
                Subscript { value: self.fold_expr(value)?, slice: self.fold_expr(slice)?, ctx }
            }
            Starred { value, ctx } => Starred { value: self.fold_expr(value)?, ctx },
            List { elts, ctx } => List { elts: self.fold_exprs(elts)?, ctx },
            Tuple { elts, ctx } => Tuple { elts: self.fold_exprs(elts)?, ctx },
            Slice { lower, upper, step } => Slice {
                lower: self.fold_optional(lower)?,
                upper: self.fold_optional(upper)?,
                step: self.fold_optional(step)?,
            },
            Constant { .. } | Name { .. } => kind,
        })
    }

    /// Folds an expression whose parts are folded.
    fn fold_whole(&mut self, expression: &'a Expr<'a>) -> &'a Expr<'a> {
        let value = match expression.kind {
            ExprKind::UnaryOp { op, operand } => {
                return self.fold_unary_op(expression, op, operand);
            }
            ExprKind::BinOp { left, op, right } => {
                return self.fold_bin_op(expression, left, op, right);
            }
            ExprKind::Subscript { value, slice, ctx: ExprContext::Load } => {
                match (constant(value), constant(slice)) {
                    (Some(value), Some(index)) => sequence::item(self.arena, value, index),
                    _ => None,
                }
            }
            ExprKind::Tuple { elts, ctx: ExprContext::Load } => {
                self.constants(elts).map(Constant::Tuple)
            }
            ExprKind::Name { id: "__debug__", ctx: ExprContext::Load } => {
                Some(Constant::Bool(self.debug))
            }
            _ => None,
        };
        self.replaced_by(expression, value)
    }

    /// The constant in the place of an expression, if there is one. C: `make_const`.
    pub(super) fn replaced_by(
        &mut self,
        expression: &'a Expr<'a>,
        value: Option<Constant<'a>>,
    ) -> &'a Expr<'a> {
        match value {
            Some(value) => {
                let kind = ExprKind::Constant { value, kind: None };
                self.new_expr(kind, expression.range)
            }
            None => expression,
        }
    }

    /// A node that replaces another.
    pub(super) fn new_expr(&mut self, kind: ExprKind<'a>, range: Range) -> &'a Expr<'a> {
        self.changes += 1;
        self.arena.alloc(Expr { kind, range })
    }

    /// C: `make_const_tuple`
    fn constants(&self, elements: Exprs<'a>) -> Option<&'a [Constant<'a>]> {
        let values: Option<Vec<_>> = elements.iter().map(|element| constant(element)).collect();
        values.map(|values| &*self.arena.alloc_slice_copy(&values))
    }

    /// A list or set that is only iterated over or searched doesn't have to be made anew each
    /// time. C: `fold_iter`.
    pub(super) fn fold_iter(&mut self, iterable: &'a Expr<'a>) -> &'a Expr<'a> {
        match iterable.kind {
            ExprKind::List { elts, ctx } if !has_starred(elts) => match self.constants(elts) {
                None => self.new_expr(ExprKind::Tuple { elts, ctx }, iterable.range),
                values => self.replaced_by(iterable, values.map(Constant::Tuple)),
            },
            ExprKind::Set { elts } => {
                let values = self.constants(elts);
                let set = values.map(|values| sequence::frozen_set(self.arena, values));
                self.replaced_by(iterable, set)
            }
            _ => iterable,
        }
    }

    /// C: `fold_compare`
    fn fold_comparators(
        &mut self,
        ops: &'a [CmpOp],
        comparators: Exprs<'a>,
    ) -> Result<Exprs<'a>, Error> {
        let folded = self.fold_exprs(comparators)?;
        let (Some(CmpOp::In | CmpOp::NotIn), Some((last, others))) =
            (ops.last(), folded.split_last())
        else {
            return Ok(folded);
        };
        self.renewed(
            folded,
            |folder| Ok(folder.fold_iter(last)),
            |arena, last| {
                let all: Vec<_> = others.iter().copied().chain([last]).collect();
                arena.alloc_slice_copy(&all)
            },
        )
    }

    /// C: `astfold_comprehension`
    fn fold_comprehension(
        &mut self,
        comprehension: &'a Comprehension<'a>,
    ) -> Result<&'a Comprehension<'a>, Error> {
        self.renewed(
            comprehension,
            |folder| {
                let target = folder.fold_expr(comprehension.target)?;
                let iter = folder.fold_expr(comprehension.iter)?;
                let ifs = folder.fold_exprs(comprehension.ifs)?;
                Ok(Comprehension { target, iter: folder.fold_iter(iter), ifs, ..*comprehension })
            },
            |arena, comprehension| arena.alloc(comprehension),
        )
    }
}

/// The value of a constant.
pub(super) fn constant<'a>(expression: &Expr<'a>) -> Option<Constant<'a>> {
    match expression.kind {
        ExprKind::Constant { value, .. } => Some(value),
        _ => None,
    }
}

/// C: `has_starred`
pub(super) fn has_starred(elements: Exprs<'_>) -> bool {
    elements.iter().any(|element| matches!(element.kind, ExprKind::Starred { .. }))
}
