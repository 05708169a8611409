//! The first pass at statements and patterns.
//!
//! CPython: `symtable_visit_stmt`, `symtable_visit_annotations`, `symtable_visit_alias`,
//! `symtable_visit_pattern` in `Python/symtable.c`. The order of the visits is CPython's: it
//! decides the order of names, and which of two errors is found.

use parser::ast::{
    Alias, Arg, Arguments, ExceptHandler, ExceptHandlerKind, Expr, ExprKind, Exprs, Identifier,
    MatchCase, Pattern, PatternKind, Patterns, Range, Stmt, StmtKind, Stmts, WithItem,
};

use crate::errors::{Error, ErrorKind};
use crate::recursion::Descend;
use crate::symtable::builder::Builder;
use crate::symtable::scope::{BlockType, Symbol};

impl<'a> Builder<'a> {
    pub(super) fn visit_stmts(&mut self, statements: Stmts<'a>) -> Result<(), Error> {
        statements.iter().try_for_each(|statement| self.visit_stmt(statement))
    }

    /// C: `symtable_visit_stmt`
    fn visit_stmt(&mut self, statement: &'a Stmt<'a>) -> Result<(), Error> {
        self.descend(|builder| builder.visit_stmt_kind(statement))
    }

    fn visit_stmt_kind(&mut self, statement: &'a Stmt<'a>) -> Result<(), Error> {
        let range = statement.range;
        match statement.kind {
            StmtKind::FunctionDef { name, args, body, decorator_list, returns, .. } => {
                let function = Function { name, args, body, decorator_list, returns };
                self.visit_function(statement, function, false)
            }
            StmtKind::AsyncFunctionDef { name, args, body, decorator_list, returns, .. } => {
                let function = Function { name, args, body, decorator_list, returns };
                self.visit_function(statement, function, true)
            }
            StmtKind::ClassDef { name, bases, keywords, body, decorator_list } => {
                self.add(name, Symbol::LOCAL, range)?;
                self.visit_exprs(bases)?;
                self.visit_keywords(keywords)?;
                self.visit_exprs(decorator_list)?;
                self.in_block(name, BlockType::Class, statement, range, |builder| {
                    builder.in_class(name, |builder| builder.visit_stmts(body))
                })
            }
            StmtKind::Return { value } => {
                if let Some(value) = value {
                    self.visit_expr(value)?;
                    self.current().returns_value = true;
                }
                Ok(())
            }
            StmtKind::Delete { targets } => self.visit_exprs(targets),
            StmtKind::Assign { targets, value, .. } => {
                self.visit_exprs(targets)?;
                self.visit_expr(value)
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.visit_expr(target)?;
                self.visit_expr(value)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.visit_annotated_target(target, simple == 1, value.is_some(), range)?;
                self.visit_annotation(annotation)?;
                self.visit_optional_expr(value)
            }
            StmtKind::For { target, iter, body, orelse, .. }
            | StmtKind::AsyncFor { target, iter, body, orelse, .. } => {
                self.visit_expr(target)?;
                self.visit_expr(iter)?;
                self.visit_stmts(body)?;
                self.visit_stmts(orelse)
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.visit_expr(test)?;
                self.visit_stmts(body)?;
                self.visit_stmts(orelse)
            }
            StmtKind::With { items, body, .. } | StmtKind::AsyncWith { items, body, .. } => {
                items.iter().try_for_each(|item| self.visit_with_item(item))?;
                self.visit_stmts(body)
            }
            StmtKind::Match { subject, cases } => {
                self.visit_expr(subject)?;
                cases.iter().try_for_each(|case| self.visit_match_case(case))
            }
            StmtKind::Raise { exc, cause } => {
                self.visit_optional_expr(exc)?;
                self.visit_optional_expr(cause)
            }
            StmtKind::Try { body, handlers, orelse, finalbody }
            | StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.visit_stmts(body)?;
                self.visit_stmts(orelse)?;
                handlers.iter().try_for_each(|handler| self.visit_except_handler(handler))?;
                self.visit_stmts(finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.visit_expr(test)?;
                self.visit_optional_expr(msg)
            }
            StmtKind::Import { names } | StmtKind::ImportFrom { names, .. } => {
                names.iter().try_for_each(|name| self.visit_alias(name))
            }
            StmtKind::Global { names } => self.visit_directive(names, range, &GLOBAL),
            StmtKind::Nonlocal { names } => self.visit_directive(names, range, &NONLOCAL),
            StmtKind::Expr { value } => self.visit_expr(value),
            StmtKind::Pass {} | StmtKind::Break {} | StmtKind::Continue {} => Ok(()),
        }
    }

    fn visit_function(
        &mut self,
        statement: &'a Stmt<'a>,
        function: Function<'a>,
        is_async: bool,
    ) -> Result<(), Error> {
        let Function { name, args, body, decorator_list, returns } = function;
        let range = statement.range;
        self.add(name, Symbol::LOCAL, range)?;
        self.visit_defaults(args)?;
        self.visit_annotations(statement, args)?;
        if let Some(returns) = returns {
            self.visit_annotation(returns)?;
        }
        self.visit_exprs(decorator_list)?;
        self.in_block(name, BlockType::Function, statement, range, |builder| {
            builder.current().coroutine = is_async;
            builder.visit_parameters(args)?;
            builder.visit_stmts(body)
        })
    }

    /// The annotations of all parameters are one block. C: `symtable_visit_annotations`.
    fn visit_annotations(
        &mut self,
        statement: &'a Stmt<'a>,
        args: &'a Arguments<'a>,
    ) -> Result<(), Error> {
        if !self.text_annotations {
            return self.visit_parameter_annotations(args);
        }
        // The function's own block, which has the same key, takes its place.
        self.in_block("_annotation", BlockType::Annotation, statement, statement.range, |builder| {
            builder.visit_parameter_annotations(args)
        })
    }

    fn visit_parameter_annotations(&mut self, args: &'a Arguments<'a>) -> Result<(), Error> {
        let Arguments { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = args;
        let all = posonlyargs.iter().chain(*args).chain(vararg).chain(kwarg).chain(*kwonlyargs);
        all.copied().try_for_each(|arg: &'a Arg<'a>| self.visit_optional_expr(arg.annotation))
    }

    /// C: `symtable_visit_annotation`
    fn visit_annotation(&mut self, annotation: &'a Expr<'a>) -> Result<(), Error> {
        if !self.text_annotations {
            return self.visit_expr(annotation);
        }
        self.in_block(
            "_annotation",
            BlockType::Annotation,
            annotation,
            annotation.range,
            |builder| builder.visit_expr(annotation),
        )
    }

    /// The left side of `target: annotation = value`.
    fn visit_annotated_target(
        &mut self,
        target: &'a Expr<'a>,
        simple: bool,
        has_value: bool,
        statement: Range,
    ) -> Result<(), Error> {
        let ExprKind::Name { id, .. } = target.kind else { return self.visit_expr(target) };
        let known = self.known(id);
        if simple && !self.is_at_module_level() {
            if known.intersects(Symbol::GLOBAL) {
                return Err(Error::new(ErrorKind::GlobalAnnotated(id.into()), statement));
            }
            if known.intersects(Symbol::NONLOCAL) {
                return Err(Error::new(ErrorKind::NonlocalAnnotated(id.into()), statement));
            }
        }
        match (simple, has_value) {
            (true, _) => self.add(id, Symbol::ANNOTATED.and(Symbol::LOCAL), target.range),
            (false, true) => self.add(id, Symbol::LOCAL, target.range),
            (false, false) => Ok(()),
        }
    }

    /// `global` and `nonlocal` come before anything else is done with a name.
    fn visit_directive(
        &mut self,
        names: &'a [Identifier<'a>],
        range: Range,
        directive: &Directive,
    ) -> Result<(), Error> {
        for &name in names {
            let known = self.known(name);
            let complaints = [
                (Symbol::PARAMETER, directive.parameter),
                (Symbol::USE, directive.after_use),
                (Symbol::ANNOTATED, directive.annotated),
                (Symbol::LOCAL, directive.after_assignment),
            ];
            for (fact, complaint) in complaints {
                if known.intersects(fact) {
                    return Err(Error::new(complaint(name.into()), range));
                }
            }
            self.add(name, directive.fact, range)?;
            self.record_directive(name, range);
        }
        Ok(())
    }

    /// C: `symtable_visit_alias`
    fn visit_alias(&mut self, alias: &'a Alias<'a>) -> Result<(), Error> {
        if alias.asname.is_none() && alias.name == "*" {
            return match self.current().block {
                BlockType::Module => Ok(()),
                _ => Err(Error::new(ErrorKind::ImportStarInBlock, alias.range)),
            };
        }
        // `import a.b` binds `a`.
        let name = alias.asname.unwrap_or(alias.name);
        let bound = name.split_once('.').map_or(name, |(first, _)| first);
        self.add(bound, Symbol::IMPORT, alias.range)
    }

    /// C: `symtable_visit_excepthandler`
    fn visit_except_handler(&mut self, handler: &'a ExceptHandler<'a>) -> Result<(), Error> {
        let ExceptHandlerKind::ExceptHandler { r#type, name, body } = handler.kind;
        self.visit_optional_expr(r#type)?;
        if let Some(name) = name {
            self.add(name, Symbol::LOCAL, handler.range)?;
        }
        self.visit_stmts(body)
    }

    /// C: `symtable_visit_withitem`
    fn visit_with_item(&mut self, item: &'a WithItem<'a>) -> Result<(), Error> {
        self.visit_expr(item.context_expr)?;
        self.visit_optional_expr(item.optional_vars)
    }

    /// C: `symtable_visit_match_case`
    fn visit_match_case(&mut self, case: &'a MatchCase<'a>) -> Result<(), Error> {
        self.visit_pattern(case.pattern)?;
        self.visit_optional_expr(case.guard)?;
        self.visit_stmts(case.body)
    }

    fn visit_patterns(&mut self, patterns: Patterns<'a>) -> Result<(), Error> {
        patterns.iter().try_for_each(|pattern| self.visit_pattern(pattern))
    }

    /// C: `symtable_visit_pattern`
    fn visit_pattern(&mut self, pattern: &'a Pattern<'a>) -> Result<(), Error> {
        self.descend(|builder| builder.visit_pattern_kind(pattern))
    }

    fn visit_pattern_kind(&mut self, pattern: &'a Pattern<'a>) -> Result<(), Error> {
        let name = match pattern.kind {
            PatternKind::MatchValue { value } => return self.visit_expr(value),
            PatternKind::MatchSingleton { .. } => None,
            PatternKind::MatchSequence { patterns } | PatternKind::MatchOr { patterns } => {
                return self.visit_patterns(patterns);
            }
            PatternKind::MatchStar { name } => name,
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.visit_exprs(keys)?;
                self.visit_patterns(patterns)?;
                rest
            }
            PatternKind::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.visit_expr(cls)?;
                self.visit_patterns(patterns)?;
                return self.visit_patterns(kwd_patterns);
            }
            PatternKind::MatchAs { pattern, name } => {
                if let Some(pattern) = pattern {
                    self.visit_pattern(pattern)?;
                }
                name
            }
        };
        match name {
            Some(name) => self.add(name, Symbol::LOCAL, pattern.range),
            None => Ok(()),
        }
    }
}

/// `def`, with or without `async`.
struct Function<'a> {
    name: Identifier<'a>,
    args: &'a Arguments<'a>,
    body: Stmts<'a>,
    decorator_list: Exprs<'a>,
    returns: Option<&'a Expr<'a>>,
}

/// `global` or `nonlocal`: what it says of a name, and what may speak against that.
struct Directive {
    fact: Symbol,
    parameter: fn(String) -> ErrorKind,
    after_use: fn(String) -> ErrorKind,
    annotated: fn(String) -> ErrorKind,
    after_assignment: fn(String) -> ErrorKind,
}

const GLOBAL: Directive = Directive {
    fact: Symbol::GLOBAL,
    parameter: ErrorKind::GlobalParameter,
    after_use: ErrorKind::GlobalAfterUse,
    annotated: ErrorKind::GlobalAnnotated,
    after_assignment: ErrorKind::GlobalAfterAssignment,
};

const NONLOCAL: Directive = Directive {
    fact: Symbol::NONLOCAL,
    parameter: ErrorKind::NonlocalParameter,
    after_use: ErrorKind::NonlocalAfterUse,
    annotated: ErrorKind::NonlocalAnnotated,
    after_assignment: ErrorKind::NonlocalAfterAssignment,
};
