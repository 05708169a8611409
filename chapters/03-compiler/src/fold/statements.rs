//! The walk over statements and patterns.
//!
//! CPython: `astfold_stmt`, `astfold_body`, `astfold_arguments`, `astfold_pattern` in
//! `Python/ast_opt.c`.

use parser::ast::*;

use crate::errors::Error;
use crate::fold::Folder;
use crate::future::has_docstring;
use crate::recursion::Descend;

impl<'a> Folder<'a> {
    /// The body of a module, a class or a function. C: `astfold_body`.
    pub(super) fn fold_body(&mut self, body: Stmts<'a>) -> Result<Stmts<'a>, Error> {
        let folded = self.fold_stmts(body)?;
        if has_docstring(body) || !has_docstring(folded) {
            return Ok(folded);
        }
        // What only became a string by folding is no docstring. It hides in an f-string.
        let (first, rest) = folded.split_first().expect("a docstring is a statement");
        let StmtKind::Expr { value } = first.kind else {
            unreachable!("a docstring is an expression")
        };
        let values = self.arena.alloc_slice_copy(&[value]);
        let value =
            self.arena.alloc(Expr { kind: ExprKind::JoinedStr { values }, range: first.range });
        let first: &Stmt<'a> =
            self.arena.alloc(Stmt { kind: StmtKind::Expr { value }, range: first.range });
        let all: Vec<_> = std::iter::once(first).chain(rest.iter().copied()).collect();
        Ok(self.arena.alloc_slice_copy(&all))
    }

    pub(super) fn fold_stmts(&mut self, statements: Stmts<'a>) -> Result<Stmts<'a>, Error> {
        self.fold_each(statements, Self::fold_stmt)
    }

    /// C: `astfold_stmt`
    fn fold_stmt(&mut self, statement: &'a Stmt<'a>) -> Result<&'a Stmt<'a>, Error> {
        self.descend(|folder| {
            folder.renewed(
                statement,
                |folder| folder.fold_stmt_kind(statement.kind),
                |arena, kind| arena.alloc(Stmt { kind, range: statement.range }),
            )
        })
    }

    fn fold_stmt_kind(&mut self, kind: StmtKind<'a>) -> Result<StmtKind<'a>, Error> {
        use StmtKind::*;
        Ok(match kind {
            FunctionDef { name, args, body, decorator_list, returns, type_comment } => {
                FunctionDef {
                    name,
                    args: self.fold_arguments(args)?,
                    body: self.fold_body(body)?,
                    decorator_list: self.fold_exprs(decorator_list)?,
                    returns: self.fold_annotation(returns)?,
                    type_comment,
                }
            }
            AsyncFunctionDef { name, args, body, decorator_list, returns, type_comment } => {
                AsyncFunctionDef {
                    name,
                    args: self.fold_arguments(args)?,
                    body: self.fold_body(body)?,
                    decorator_list: self.fold_exprs(decorator_list)?,
                    returns: self.fold_annotation(returns)?,
                    type_comment,
                }
            }
            ClassDef { name, bases, keywords, body, decorator_list } => ClassDef {
                name,
                bases: self.fold_exprs(bases)?,
                keywords: self.fold_each(keywords, Self::fold_keyword)?,
                body: self.fold_body(body)?,
                decorator_list: self.fold_exprs(decorator_list)?,
            },
            Return { value } => Return { value: self.fold_optional(value)? },
            Delete { targets } => Delete { targets: self.fold_exprs(targets)? },
            Assign { targets, value, type_comment } => Assign {
                targets: self.fold_exprs(targets)?,
                value: self.fold_expr(value)?,
                type_comment,
            },
            AugAssign { target, op, value } => {
                AugAssign { target: self.fold_expr(target)?, op, value: self.fold_expr(value)? }
            }
            AnnAssign { target, annotation, value, simple } => AnnAssign {
                target: self.fold_expr(target)?,
                annotation: match self.text_annotations {
                    true => annotation,
                    false => self.fold_expr(annotation)?,
                },
                value: self.fold_optional(value)?,
                simple,
            },
            For { target, iter, body, orelse, type_comment } => {
                let target = self.fold_expr(target)?;
                let iter = self.fold_expr(iter)?;
                let body = self.fold_stmts(body)?;
                let orelse = self.fold_stmts(orelse)?;
                For { target, iter: self.fold_iter(iter), body, orelse, type_comment }
            }
            AsyncFor { target, iter, body, orelse, type_comment } => AsyncFor {
                target: self.fold_expr(target)?,
                iter: self.fold_expr(iter)?,
                body: self.fold_stmts(body)?,
                orelse: self.fold_stmts(orelse)?,
                type_comment,
            },
            While { test, body, orelse } => While {
                test: self.fold_expr(test)?,
                body: self.fold_stmts(body)?,
                orelse: self.fold_stmts(orelse)?,
            },
            If { test, body, orelse } => If {
                test: self.fold_expr(test)?,
                body: self.fold_stmts(body)?,
                orelse: self.fold_stmts(orelse)?,
            },
            With { items, body, type_comment } => With {
                items: self.fold_each(items, Self::fold_with_item)?,
                body: self.fold_stmts(body)?,
                type_comment,
            },
            AsyncWith { items, body, type_comment } => AsyncWith {
                items: self.fold_each(items, Self::fold_with_item)?,
                body: self.fold_stmts(body)?,
                type_comment,
            },
            Match { subject, cases } => Match {
                subject: self.fold_expr(subject)?,
                cases: self.fold_each(cases, Self::fold_match_case)?,
            },
            Raise { exc, cause } => {
                Raise { exc: self.fold_optional(exc)?, cause: self.fold_optional(cause)? }
            }
            Try { body, handlers, orelse, finalbody } => Try {
                body: self.fold_stmts(body)?,
                handlers: self.fold_each(handlers, Self::fold_except_handler)?,
                orelse: self.fold_stmts(orelse)?,
                finalbody: self.fold_stmts(finalbody)?,
            },
            TryStar { body, handlers, orelse, finalbody } => TryStar {
                body: self.fold_stmts(body)?,
                handlers: self.fold_each(handlers, Self::fold_except_handler)?,
                orelse: self.fold_stmts(orelse)?,
                finalbody: self.fold_stmts(finalbody)?,
            },
            Assert { test, msg } => {
                Assert { test: self.fold_expr(test)?, msg: self.fold_optional(msg)? }
            }
            Expr { value } => Expr { value: self.fold_expr(value)? },
            Import { .. }
            | ImportFrom { .. }
            | Global { .. }
            | Nonlocal { .. }
            | Pass {}
            | Break {}
            | Continue {} => kind,
        })
    }

    /// C: `astfold_arguments`
    pub(super) fn fold_arguments(
        &mut self,
        arguments: &'a Arguments<'a>,
    ) -> Result<&'a Arguments<'a>, Error> {
        self.renewed(
            arguments,
            |folder| {
                Ok(Arguments {
                    posonlyargs: folder.fold_each(arguments.posonlyargs, Self::fold_arg)?,
                    args: folder.fold_each(arguments.args, Self::fold_arg)?,
                    vararg: arguments.vararg.map(|arg| folder.fold_arg(arg)).transpose()?,
                    kwonlyargs: folder.fold_each(arguments.kwonlyargs, Self::fold_arg)?,
                    kw_defaults: folder.fold_each(arguments.kw_defaults, Self::fold_optional)?,
                    kwarg: arguments.kwarg.map(|arg| folder.fold_arg(arg)).transpose()?,
                    defaults: folder.fold_exprs(arguments.defaults)?,
                })
            },
            |arena, arguments| arena.alloc(arguments),
        )
    }

    /// C: `astfold_arg`
    fn fold_arg(&mut self, arg: &'a Arg<'a>) -> Result<&'a Arg<'a>, Error> {
        self.renewed(
            arg,
            |folder| Ok(Arg { annotation: folder.fold_annotation(arg.annotation)?, ..*arg }),
            |arena, arg| arena.alloc(arg),
        )
    }

    fn fold_annotation(
        &mut self,
        annotation: Option<&'a Expr<'a>>,
    ) -> Result<Option<&'a Expr<'a>>, Error> {
        if self.text_annotations { Ok(annotation) } else { self.fold_optional(annotation) }
    }

    /// C: `astfold_excepthandler`
    fn fold_except_handler(
        &mut self,
        handler: &'a ExceptHandler<'a>,
    ) -> Result<&'a ExceptHandler<'a>, Error> {
        let ExceptHandlerKind::ExceptHandler { r#type, name, body } = handler.kind;
        self.renewed(
            handler,
            |folder| {
                Ok(ExceptHandlerKind::ExceptHandler {
                    r#type: folder.fold_optional(r#type)?,
                    name,
                    body: folder.fold_stmts(body)?,
                })
            },
            |arena, kind| arena.alloc(ExceptHandler { kind, range: handler.range }),
        )
    }

    /// C: `astfold_withitem`
    fn fold_with_item(&mut self, item: &'a WithItem<'a>) -> Result<&'a WithItem<'a>, Error> {
        self.renewed(
            item,
            |folder| {
                Ok(WithItem {
                    context_expr: folder.fold_expr(item.context_expr)?,
                    optional_vars: folder.fold_optional(item.optional_vars)?,
                })
            },
            |arena, item| arena.alloc(item),
        )
    }

    /// C: `astfold_match_case`
    fn fold_match_case(&mut self, case: &'a MatchCase<'a>) -> Result<&'a MatchCase<'a>, Error> {
        self.renewed(
            case,
            |folder| {
                Ok(MatchCase {
                    pattern: folder.fold_pattern(case.pattern)?,
                    guard: folder.fold_optional(case.guard)?,
                    body: folder.fold_stmts(case.body)?,
                })
            },
            |arena, case| arena.alloc(case),
        )
    }

    /// Folds the `-1` and `1+2j` of patterns. C: `astfold_pattern`.
    fn fold_pattern(&mut self, pattern: &'a Pattern<'a>) -> Result<&'a Pattern<'a>, Error> {
        use PatternKind::*;
        self.descend(|folder| {
            folder.renewed(
                pattern,
                |folder| {
                    Ok(match pattern.kind {
                        MatchValue { value } => MatchValue { value: folder.fold_expr(value)? },
                        MatchSequence { patterns } => MatchSequence {
                            patterns: folder.fold_each(patterns, Self::fold_pattern)?,
                        },
                        MatchMapping { keys, patterns, rest } => MatchMapping {
                            keys: folder.fold_exprs(keys)?,
                            patterns: folder.fold_each(patterns, Self::fold_pattern)?,
                            rest,
                        },
                        MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => MatchClass {
                            cls: folder.fold_expr(cls)?,
                            patterns: folder.fold_each(patterns, Self::fold_pattern)?,
                            kwd_attrs,
                            kwd_patterns: folder.fold_each(kwd_patterns, Self::fold_pattern)?,
                        },
                        MatchAs { pattern, name } => MatchAs {
                            pattern: pattern
                                .map(|pattern| folder.fold_pattern(pattern))
                                .transpose()?,
                            name,
                        },
                        MatchOr { patterns } => {
                            MatchOr { patterns: folder.fold_each(patterns, Self::fold_pattern)? }
                        }
                        kind @ (MatchSingleton { .. } | MatchStar { .. }) => kind,
                    })
                },
                |arena, kind| arena.alloc(Pattern { kind, range: pattern.range }),
            )
        })
    }
}
