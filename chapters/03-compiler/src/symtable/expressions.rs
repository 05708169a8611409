//! The first pass at expressions.
//!
//! CPython: `symtable_visit_expr`, `symtable_handle_comprehension`,
//! `symtable_handle_namedexpr`, `symtable_visit_arguments` in `Python/symtable.c`.

use parser::ast::{Arg, Arguments, Expr, ExprContext, ExprKind, Exprs, Keyword, OptionalExprs};

use crate::errors::{Error, ErrorKind};
use crate::recursion::Descend;
use crate::symtable::builder::Builder;
use crate::symtable::scope::{BlockType, Comprehension, Symbol};

impl<'a> Builder<'a> {
    pub(super) fn visit_exprs(&mut self, expressions: Exprs<'a>) -> Result<(), Error> {
        expressions.iter().try_for_each(|expression| self.visit_expr(expression))
    }

    pub(super) fn visit_optional_expr(
        &mut self,
        expression: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        expression.map_or(Ok(()), |expression| self.visit_expr(expression))
    }

    fn visit_optional_exprs(&mut self, expressions: OptionalExprs<'a>) -> Result<(), Error> {
        expressions.iter().flatten().try_for_each(|expression| self.visit_expr(expression))
    }

    pub(super) fn visit_keywords(&mut self, keywords: &'a [&'a Keyword<'a>]) -> Result<(), Error> {
        keywords.iter().try_for_each(|keyword| self.visit_expr(keyword.value))
    }

    /// C: `symtable_visit_expr`
    pub(super) fn visit_expr(&mut self, expression: &'a Expr<'a>) -> Result<(), Error> {
        self.descend(|builder| builder.visit_expr_kind(expression))
    }

    fn visit_expr_kind(&mut self, expression: &'a Expr<'a>) -> Result<(), Error> {
        let range = expression.range;
        match expression.kind {
            ExprKind::NamedExpr { target, value } => {
                self.forbid_in_annotation(expression, "named expression")?;
                self.visit_named_expr(expression, target, value)
            }
            ExprKind::BoolOp { values, .. } | ExprKind::JoinedStr { values } => {
                self.visit_exprs(values)
            }
            ExprKind::BinOp { left, right, .. } => {
                self.visit_expr(left)?;
                self.visit_expr(right)
            }
            ExprKind::UnaryOp { operand: value, .. }
            | ExprKind::Attribute { value, .. }
            | ExprKind::Starred { value, .. } => self.visit_expr(value),
            ExprKind::Lambda { args, body } => {
                self.visit_defaults(args)?;
                self.in_block("lambda", BlockType::Function, expression, range, |builder| {
                    builder.visit_parameters(args)?;
                    builder.visit_expr(body)
                })
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.visit_expr(test)?;
                self.visit_expr(body)?;
                self.visit_expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                self.visit_optional_exprs(keys)?;
                self.visit_exprs(values)
            }
            ExprKind::Set { elts } | ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => {
                self.visit_exprs(elts)
            }
            ExprKind::ListComp { elt, generators } => {
                self.visit_comprehension(expression, Comprehension::List, generators, &[elt])
            }
            ExprKind::SetComp { elt, generators } => {
                self.visit_comprehension(expression, Comprehension::Set, generators, &[elt])
            }
            ExprKind::DictComp { key, value, generators } => {
                self.visit_comprehension(expression, Comprehension::Dict, generators, &[value, key])
            }
            ExprKind::GeneratorExp { elt, generators } => {
                self.visit_comprehension(expression, Comprehension::Generator, generators, &[elt])
            }
            ExprKind::Yield { value } => self.visit_yield(expression, value),
            ExprKind::YieldFrom { value } => self.visit_yield(expression, Some(value)),
            ExprKind::Await { value } => {
                self.forbid_in_annotation(expression, "await expression")?;
                self.visit_expr(value)?;
                self.current().coroutine = true;
                Ok(())
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.visit_expr(left)?;
                self.visit_exprs(comparators)
            }
            ExprKind::Call { func, args, keywords } => {
                self.visit_expr(func)?;
                self.visit_exprs(args)?;
                self.visit_keywords(keywords)
            }
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.visit_expr(value)?;
                self.visit_optional_expr(format_spec)
            }
            ExprKind::Constant { .. } => Ok(()),
            ExprKind::Subscript { value, slice, .. } => {
                self.visit_expr(value)?;
                self.visit_expr(slice)
            }
            ExprKind::Slice { lower, upper, step } => {
                self.visit_optional_expr(lower)?;
                self.visit_optional_expr(upper)?;
                self.visit_optional_expr(step)
            }
            ExprKind::Name { id, ctx: ExprContext::Load } => {
                self.add(id, Symbol::USE, range)?;
                // `super()` finds the class by a variable that nobody wrote.
                if id == "super" && self.current().block == BlockType::Function {
                    self.add("__class__", Symbol::USE, range)?;
                }
                Ok(())
            }
            ExprKind::Name { id, .. } => self.add(id, Symbol::LOCAL, range),
        }
    }

    /// Defaults are evaluated where the function is defined.
    pub(super) fn visit_defaults(&mut self, args: &'a Arguments<'a>) -> Result<(), Error> {
        self.visit_exprs(args.defaults)?;
        self.visit_optional_exprs(args.kw_defaults)
    }

    /// C: `symtable_visit_arguments`
    pub(super) fn visit_parameters(&mut self, args: &'a Arguments<'a>) -> Result<(), Error> {
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = args;
        let all = posonlyargs.iter().chain(*args).chain(*kwonlyargs).chain(vararg).chain(kwarg);
        all.copied()
            .try_for_each(|arg: &'a Arg<'a>| self.add(arg.arg, Symbol::PARAMETER, arg.range))?;
        self.current().varargs = vararg.is_some();
        self.current().varkeywords = kwarg.is_some();
        Ok(())
    }

    /// C: the cases of `Yield` and `YieldFrom` in `symtable_visit_expr`
    fn visit_yield(
        &mut self,
        expression: &'a Expr<'a>,
        value: Option<&'a Expr<'a>>,
    ) -> Result<(), Error> {
        self.forbid_in_annotation(expression, "yield expression")?;
        self.visit_optional_expr(value)?;
        let scope = self.current();
        scope.generator = true;
        let what = match scope.comprehension {
            None => return Ok(()),
            Some(Comprehension::List) => "list comprehension",
            Some(Comprehension::Set) => "set comprehension",
            Some(Comprehension::Dict) => "dict comprehension",
            Some(Comprehension::Generator) => "generator expression",
        };
        Err(Error::new(ErrorKind::YieldInComprehension(what), expression.range))
    }

    /// An annotation that is kept as text is never run. C: `symtable_raise_if_annotation_block`.
    fn forbid_in_annotation(
        &mut self,
        expression: &'a Expr<'a>,
        what: &'static str,
    ) -> Result<(), Error> {
        match self.current().block {
            BlockType::Annotation => {
                Err(Error::new(ErrorKind::NotInAnnotation(what), expression.range))
            }
            _ => Ok(()),
        }
    }

    /// The first iterable is evaluated in the block around; everything else is a function
    /// that gets its iterator as `.0`. C: `symtable_handle_comprehension`.
    fn visit_comprehension(
        &mut self,
        expression: &'a Expr<'a>,
        kind: Comprehension,
        generators: &'a [&'a parser::ast::Comprehension<'a>],
        elements: &[&'a Expr<'a>],
    ) -> Result<(), Error> {
        let name = match kind {
            Comprehension::List => "listcomp",
            Comprehension::Set => "setcomp",
            Comprehension::Dict => "dictcomp",
            Comprehension::Generator => "genexpr",
        };
        let (first, rest) = generators.split_first().expect("a comprehension has a `for`");
        self.visit_iterable(first.iter)?;
        let mut is_coroutine = false;
        self.in_block(name, BlockType::Function, expression, expression.range, |builder| {
            let scope = builder.current();
            scope.comprehension = Some(kind);
            scope.coroutine = first.is_async == 1;
            builder.add(".0", Symbol::PARAMETER, expression.range)?;
            builder.visit_target(first.target)?;
            builder.visit_exprs(first.ifs)?;
            for generator in rest {
                builder.visit_target(generator.target)?;
                builder.visit_iterable(generator.iter)?;
                builder.visit_exprs(generator.ifs)?;
                builder.current().coroutine |= generator.is_async == 1;
            }
            elements.iter().try_for_each(|element| builder.visit_expr(element))?;
            let scope = builder.current();
            scope.generator = kind == Comprehension::Generator;
            is_coroutine = scope.coroutine;
            Ok(())
        })?;
        // A generator expression is not run on the spot, so what it awaits is its own.
        if is_coroutine && kind != Comprehension::Generator {
            self.current().coroutine = true;
        }
        Ok(())
    }

    /// The target of a comprehension's `for`.
    fn visit_target(&mut self, target: &'a Expr<'a>) -> Result<(), Error> {
        self.current().comp_iter_target = true;
        self.visit_expr(target)?;
        self.current().comp_iter_target = false;
        Ok(())
    }

    /// What stands behind a comprehension's `in`.
    fn visit_iterable(&mut self, iterable: &'a Expr<'a>) -> Result<(), Error> {
        self.current().comp_iter_expr += 1;
        self.visit_expr(iterable)?;
        self.current().comp_iter_expr -= 1;
        Ok(())
    }

    /// C: `symtable_handle_namedexpr`
    fn visit_named_expr(
        &mut self,
        expression: &'a Expr<'a>,
        target: &'a Expr<'a>,
        value: &'a Expr<'a>,
    ) -> Result<(), Error> {
        if self.current().comp_iter_expr > 0 {
            return Err(Error::new(ErrorKind::NamedExpressionInIterable, expression.range));
        }
        if self.current().comprehension.is_some() {
            self.bind_around_comprehensions(target)?;
        }
        self.visit_expr(value)?;
        self.visit_expr(target)
    }

    /// `:=` in a comprehension binds a name of the first block around that is none.
    /// C: `symtable_extend_namedexpr_scope`.
    fn bind_around_comprehensions(&mut self, target: &'a Expr<'a>) -> Result<(), Error> {
        let ExprKind::Name { id, .. } = target.kind else {
            unreachable!("the parser takes only a name to the left of `:=`")
        };
        for scope in self.enclosing() {
            // A private name is looked up as it is written, here as in CPython.
            let known = self.scope(scope).symbol(id);
            if self.scope(scope).comprehension.is_some() {
                if known.intersects(Symbol::COMPREHENSION_TARGET) {
                    let kind = ErrorKind::NamedExpressionRebindsIteration(id.into());
                    return Err(Error::new(kind, target.range));
                }
                continue;
            }
            let (here, there) = match self.scope(scope).block {
                BlockType::Function if known.intersects(Symbol::GLOBAL) => {
                    (Symbol::GLOBAL, Symbol::LOCAL)
                }
                BlockType::Function => (Symbol::NONLOCAL, Symbol::LOCAL),
                BlockType::Module => (Symbol::GLOBAL, Symbol::GLOBAL),
                BlockType::Class => {
                    let kind = ErrorKind::NamedExpressionInClassComprehension;
                    return Err(Error::new(kind, target.range));
                }
                BlockType::Annotation => continue,
            };
            self.add(id, here, target.range)?;
            self.record_directive(id, target.range);
            return self.add_to(scope, id, there, target.range);
        }
        unreachable!("the outermost block is the module")
    }
}
