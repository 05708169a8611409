//! Expressions as source.
//!
//! CPython: the `visit_` methods of `_Unparser` in `Lib/ast.py` and the `append_ast_`
//! functions of `Python/ast_unparse.c`, side by side.

use super::precedence::{Precedence, Symbol};
use super::{Style, UnparseError, Unparser, Written};
use crate::ast::*;

impl<'a> Unparser<'a> {
    /// Writes an expression where something at least as tight as `level` must stand.
    pub(super) fn write_expr(&mut self, node: &'a Expr<'a>, level: Precedence) -> Written {
        self.enter()?;
        match node.kind {
            ExprKind::BoolOp { op, values } => self.write_bool_op(op, values, level),
            ExprKind::NamedExpr { target, value } => self.write_named_expr(target, value, level),
            ExprKind::BinOp { left, op, right } => self.write_bin_op(left, op, right, level),
            ExprKind::UnaryOp { op, operand } => self.write_unary_op(op, operand, level),
            ExprKind::Lambda { args, body } => self.write_lambda(args, body, level),
            ExprKind::IfExp { test, body, orelse } => self.write_if_exp(test, body, orelse, level),
            ExprKind::Dict { keys, values } => self.write_dict(keys, values),
            ExprKind::Set { elts: [] } if self.style == Style::Source => {
                // `{}` is a dict.
                self.write("{*()}");
                Ok(())
            }
            ExprKind::Set { elts } => self.write_enclosed("{", "}", |this| this.write_exprs(elts)),
            ExprKind::ListComp { elt, generators } => {
                self.write_enclosed("[", "]", |this| this.write_generators(elt, generators))
            }
            ExprKind::SetComp { elt, generators } => {
                self.write_enclosed("{", "}", |this| this.write_generators(elt, generators))
            }
            ExprKind::GeneratorExp { elt, generators } => {
                self.write_enclosed("(", ")", |this| this.write_generators(elt, generators))
            }
            ExprKind::DictComp { key, value, generators } => {
                self.write_enclosed("{", "}", |this| {
                    this.write_expr(key, Precedence::Test)?;
                    this.write(": ");
                    this.write_generators(value, generators)
                })
            }
            ExprKind::Await { value } => {
                self.write_in_parentheses(level > Precedence::Await, |this| {
                    this.write("await ");
                    this.write_expr(value, Precedence::Atom)
                })
            }
            ExprKind::Yield { value } => self.write_yield("yield", value, level),
            ExprKind::YieldFrom { value } => self.write_yield("yield from", Some(value), level),
            ExprKind::Compare { left, ops, comparators } => {
                self.write_compare(left, ops, comparators, level)
            }
            ExprKind::Call { func, args, keywords } => self.write_call(func, args, keywords),
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                let mut field = Vec::new();
                self.push_replacement_field(value, conversion, format_spec, &mut field)?;
                let field = String::from_utf8(field).map_err(|_| UnparseError::Surrogate)?;
                self.write(&field);
                Ok(())
            }
            ExprKind::JoinedStr { values } => self.write_f_string(values),
            ExprKind::Constant { value, kind } => self.write_constant(value, kind),
            ExprKind::Attribute { value, attr, .. } => self.write_attribute(value, attr),
            ExprKind::Subscript { value, slice, .. } => self.write_subscript(value, slice),
            ExprKind::Starred { value, .. } => {
                self.write("*");
                self.write_expr(value, Precedence::BitOr)
            }
            ExprKind::Name { id, .. } => {
                self.write(id);
                Ok(())
            }
            ExprKind::List { elts, .. } => {
                self.write_enclosed("[", "]", |this| this.write_exprs(elts))
            }
            ExprKind::Tuple { elts, .. } => self
                .write_in_parentheses(elts.is_empty() || level > Precedence::Tuple, |this| {
                    this.write_tuple(elts)
                }),
            ExprKind::Slice { lower, upper, step } => self.write_slice(lower, upper, step),
        }?;
        self.leave();
        Ok(())
    }

    fn write_enclosed(
        &mut self,
        opening: &str,
        closing: &str,
        inner: impl FnOnce(&mut Self) -> Written,
    ) -> Written {
        self.write(opening);
        inner(self)?;
        self.write(closing);
        Ok(())
    }

    fn write_bool_op(&mut self, op: BoolOp, values: Exprs<'a>, level: Precedence) -> Written {
        let separator = match op {
            BoolOp::And => " and ",
            BoolOp::Or => " or ",
        };
        self.write_in_parentheses(level > op.precedence(), |this| {
            let mut operand = op.precedence();
            this.write_separated(separator, values, |this, value| {
                // In a source each operand must be tighter than the one before, so that
                // from the third on parentheses stand that nobody needs.
                operand = match this.style {
                    Style::Source => operand.next(),
                    Style::Annotation => op.precedence().next(),
                };
                this.write_expr(value, operand)
            })
        })
    }

    fn write_named_expr(
        &mut self,
        target: &'a Expr<'a>,
        value: &'a Expr<'a>,
        level: Precedence,
    ) -> Written {
        let loosest = match self.style {
            Style::Source => Precedence::NamedExpr,
            Style::Annotation => Precedence::Tuple,
        };
        self.write_in_parentheses(level > loosest, |this| {
            this.write_expr(target, Precedence::Atom)?;
            this.write(" := ");
            this.write_expr(value, Precedence::Atom)
        })
    }

    fn write_bin_op(
        &mut self,
        left: &'a Expr<'a>,
        op: Operator,
        right: &'a Expr<'a>,
        level: Precedence,
    ) -> Written {
        let own = op.precedence();
        let (left_level, right_level) = match op {
            Operator::Pow => (own.next(), own),
            _ => (own, own.next()),
        };
        self.write_in_parentheses(level > own, |this| {
            this.write_expr(left, left_level)?;
            this.write_spaced(op);
            this.write_expr(right, right_level)
        })
    }

    /// Writes an operator between its operands.
    fn write_spaced(&mut self, op: impl Symbol) {
        self.write(" ");
        self.write(op.symbol());
        self.write(" ");
    }

    fn write_unary_op(&mut self, op: UnaryOp, operand: &'a Expr<'a>, level: Precedence) -> Written {
        self.write_in_parentheses(level > op.precedence(), |this| {
            this.write(op.symbol());
            this.write_expr(operand, op.precedence())
        })
    }

    fn write_lambda(
        &mut self,
        args: &'a Arguments<'a>,
        body: &'a Expr<'a>,
        level: Precedence,
    ) -> Written {
        let has_positional = !args.posonlyargs.is_empty() || !args.args.is_empty();
        let has_space = match self.style {
            Style::Source => {
                let has_keyword_only = !args.kwonlyargs.is_empty();
                has_positional || has_keyword_only || args.vararg.is_some() || args.kwarg.is_some()
            }
            Style::Annotation => has_positional,
        };
        self.write_in_parentheses(level > Precedence::Test, |this| {
            this.write(if has_space { "lambda " } else { "lambda" });
            this.write_arguments(args)?;
            this.write(": ");
            this.write_expr(body, Precedence::Test)
        })
    }

    fn write_if_exp(
        &mut self,
        test: &'a Expr<'a>,
        body: &'a Expr<'a>,
        orelse: &'a Expr<'a>,
        level: Precedence,
    ) -> Written {
        self.write_in_parentheses(level > Precedence::Test, |this| {
            this.write_expr(body, Precedence::Or)?;
            this.write(" if ");
            this.write_expr(test, Precedence::Or)?;
            this.write(" else ");
            this.write_expr(orelse, Precedence::Test)
        })
    }

    fn write_dict(&mut self, keys: OptionalExprs<'a>, values: Exprs<'a>) -> Written {
        self.write_enclosed("{", "}", |this| {
            this.write_separated(", ", keys.iter().zip(values), |this, (key, value)| match key {
                Some(key) => {
                    this.write_expr(key, Precedence::Test)?;
                    this.write(": ");
                    this.write_expr(value, Precedence::Test)
                }
                None => {
                    this.write("**");
                    this.write_expr(value, Precedence::BitOr)
                }
            })
        })
    }

    fn write_generators(
        &mut self,
        elt: &'a Expr<'a>,
        generators: &'a [&'a Comprehension<'a>],
    ) -> Written {
        self.write_expr(elt, Precedence::Test)?;
        generators.iter().try_for_each(|generator| self.write_comprehension(generator))
    }

    pub(super) fn write_comprehension(&mut self, node: &'a Comprehension<'a>) -> Written {
        self.write(if node.is_async != 0 { " async for " } else { " for " });
        self.write_expr(node.target, Precedence::Tuple)?;
        self.write(" in ");
        self.write_expr(node.iter, Precedence::Or)?;
        for test in node.ifs {
            self.write(" if ");
            self.write_expr(test, Precedence::Or)?;
        }
        Ok(())
    }

    fn write_yield(
        &mut self,
        keyword: &str,
        value: Option<&'a Expr<'a>>,
        level: Precedence,
    ) -> Written {
        let (in_parentheses, value_level) = match self.style {
            Style::Source => (level > Precedence::Yield, Precedence::Atom),
            Style::Annotation => (true, Precedence::Test),
        };
        self.write_in_parentheses(in_parentheses, |this| {
            this.write(keyword);
            if let Some(value) = value {
                this.write(" ");
                this.write_expr(value, value_level)?;
            }
            Ok(())
        })
    }

    fn write_compare(
        &mut self,
        left: &'a Expr<'a>,
        ops: &'a [CmpOp],
        comparators: Exprs<'a>,
        level: Precedence,
    ) -> Written {
        self.write_in_parentheses(level > Precedence::Comparison, |this| {
            this.write_expr(left, Precedence::BitOr)?;
            for (&op, comparator) in ops.iter().zip(comparators) {
                this.write_spaced(op);
                this.write_expr(comparator, Precedence::BitOr)?;
            }
            Ok(())
        })
    }

    fn write_call(
        &mut self,
        func: &'a Expr<'a>,
        args: Exprs<'a>,
        keywords: &'a [&'a Keyword<'a>],
    ) -> Written {
        self.write_expr(func, Precedence::Atom)?;
        if let (Style::Annotation, [argument], []) = (self.style, args, keywords)
            && let ExprKind::GeneratorExp { .. } = argument.kind
        {
            // Its own parentheses are the call's.
            return self.write_expr(argument, Precedence::Test);
        }
        self.write_enclosed("(", ")", |this| this.write_call_arguments(args, keywords))
    }

    /// Writes what stands between the parentheses of a call or behind a class's name.
    pub(super) fn write_call_arguments(
        &mut self,
        args: Exprs<'a>,
        keywords: &'a [&'a Keyword<'a>],
    ) -> Written {
        self.write_exprs(args)?;
        if !args.is_empty() && !keywords.is_empty() {
            self.write(", ");
        }
        self.write_separated(", ", keywords, |this, keyword| this.write_keyword(keyword))
    }

    pub(super) fn write_keyword(&mut self, node: &'a Keyword<'a>) -> Written {
        match node.arg {
            Some(name) => {
                self.write(name);
                self.write("=");
            }
            None => self.write("**"),
        }
        self.write_expr(node.value, Precedence::Test)
    }

    fn write_attribute(&mut self, value: &'a Expr<'a>, attr: &str) -> Written {
        self.write_expr(value, Precedence::Atom)?;
        // `1.real` would be a float and a name. A bool is an int too, to Python.
        let is_int = match value.kind {
            ExprKind::Constant { value: Constant::Int(_) | Constant::NegativeInt(_), .. } => true,
            ExprKind::Constant { value: Constant::Bool(_), .. } => self.style == Style::Source,
            _ => false,
        };
        self.write(if is_int { " ." } else { "." });
        self.write(attr);
        Ok(())
    }

    fn write_subscript(&mut self, value: &'a Expr<'a>, slice: &'a Expr<'a>) -> Written {
        self.write_expr(value, Precedence::Atom)?;
        self.write_enclosed("[", "]", |this| match (this.style, slice.kind) {
            (Style::Source, ExprKind::Tuple { elts, .. }) if !elts.is_empty() => {
                this.write_tuple(elts)
            }
            (Style::Source, _) => this.write_expr(slice, Precedence::Test),
            (Style::Annotation, _) => this.write_expr(slice, Precedence::Tuple),
        })
    }

    fn write_tuple(&mut self, elts: Exprs<'a>) -> Written {
        self.write_tuple_items(elts, |this, item| this.write_expr(item, Precedence::Test))
    }

    fn write_slice(
        &mut self,
        lower: Option<&'a Expr<'a>>,
        upper: Option<&'a Expr<'a>>,
        step: Option<&'a Expr<'a>>,
    ) -> Written {
        if let Some(lower) = lower {
            self.write_expr(lower, Precedence::Test)?;
        }
        self.write(":");
        if let Some(upper) = upper {
            self.write_expr(upper, Precedence::Test)?;
        }
        if let Some(step) = step {
            self.write(":");
            self.write_expr(step, Precedence::Test)?;
        }
        Ok(())
    }

    /// Writes the parameters of a function or a lambda.
    pub(super) fn write_arguments(&mut self, node: &'a Arguments<'a>) -> Written {
        let mut is_first = true;
        let mut write_comma = |this: &mut Self| {
            if !std::mem::take(&mut is_first) {
                this.write(", ");
            }
        };
        let positional = node.posonlyargs.len() + node.args.len();
        let without_default = positional.saturating_sub(node.defaults.len());
        for (index, arg) in node.posonlyargs.iter().chain(node.args).enumerate() {
            write_comma(self);
            self.write_arg(arg)?;
            if let Some(default) = index.checked_sub(without_default) {
                self.write_default(node.defaults[default])?;
            }
            if index + 1 == node.posonlyargs.len() {
                self.write(", /");
            }
        }
        if node.vararg.is_some() || !node.kwonlyargs.is_empty() {
            write_comma(self);
            self.write("*");
            if let Some(arg) = node.vararg {
                self.write_arg(arg)?;
            }
        }
        for (arg, default) in node.kwonlyargs.iter().zip(node.kw_defaults) {
            write_comma(self);
            self.write_arg(arg)?;
            if let Some(default) = default {
                self.write_default(default)?;
            }
        }
        if let Some(arg) = node.kwarg {
            write_comma(self);
            self.write("**");
            self.write_arg(arg)?;
        }
        Ok(())
    }

    fn write_default(&mut self, default: &'a Expr<'a>) -> Written {
        self.write("=");
        self.write_expr(default, Precedence::Test)
    }

    pub(super) fn write_arg(&mut self, node: &'a Arg<'a>) -> Written {
        self.write(node.arg);
        if let Some(annotation) = node.annotation {
            self.write(": ");
            self.write_expr(annotation, Precedence::Test)?;
        }
        Ok(())
    }
}
