//! Statements as source.
//!
//! CPython: the `visit_` methods of `_Unparser` in `Lib/ast.py`.
//!
//! A line is begun by [`Unparser::write_line_start`], which ends the one before; so the text
//! has no line break at its end.

use std::collections::HashMap;

use super::precedence::{Precedence, Symbol};
use super::{UnparseError, Unparser, Written, is_text};
use crate::ast::*;

const INDENTATION: &str = "    ";

/// What stands behind `# type: ignore` on each line. The last on a line counts.
pub(super) fn tags_by_line<'a>(type_ignores: &[&'a TypeIgnore<'a>]) -> HashMap<i32, &'a str> {
    let entry = |node: &&TypeIgnore<'a>| match node.kind {
        TypeIgnoreKind::TypeIgnore { lineno, tag } => (lineno, tag),
    };
    type_ignores.iter().map(entry).collect()
}

impl<'a> Unparser<'a> {
    pub(super) fn write_stmt(&mut self, node: &'a Stmt<'a>) -> Written {
        self.enter()?;
        let lineno = node.range.lineno;
        match node.kind {
            StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_comment } => {
                self.write_decorators(decorator_list)?;
                self.write_line_start("def ");
                self.write_signature(name, args, returns)?;
                self.write_block_start(lineno, type_comment);
                self.write_indented(|this| this.write_body(body))
            }
            StmtKind::AsyncFunctionDef {
                name,
                args,
                body,
                decorator_list,
                returns,
                type_comment,
            } => {
                self.write_decorators(decorator_list)?;
                self.write_line_start("async def ");
                self.write_signature(name, args, returns)?;
                self.write_block_start(lineno, type_comment);
                self.write_indented(|this| this.write_body(body))
            }
            StmtKind::ClassDef { name, bases, keywords, body, decorator_list } => {
                self.write_decorators(decorator_list)?;
                self.write_line_start("class ");
                self.write(name);
                let has_arguments = !bases.is_empty() || !keywords.is_empty();
                self.write_in_parentheses(has_arguments, |this| {
                    this.write_call_arguments(bases, keywords)
                })?;
                self.write(":");
                self.write_indented(|this| this.write_body(body))
            }
            StmtKind::Return { value } => {
                self.write_line_start("return");
                self.write_behind(" ", value)
            }
            StmtKind::Delete { targets } => {
                self.write_line_start("del ");
                self.write_exprs(targets)
            }
            StmtKind::Assign { targets, value, type_comment } => {
                self.write_line_start("");
                for target in targets {
                    self.write_expr(target, Precedence::Tuple)?;
                    self.write(" = ");
                }
                self.write_expr(value, Precedence::Test)?;
                self.write_type_comment(lineno, type_comment);
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => {
                self.write_line_start("");
                self.write_expr(target, Precedence::Test)?;
                self.write(" ");
                self.write(op.symbol());
                self.write("= ");
                self.write_expr(value, Precedence::Test)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.write_line_start("");
                let is_name = matches!(target.kind, ExprKind::Name { .. });
                self.write_in_parentheses(simple == 0 && is_name, |this| {
                    this.write_expr(target, Precedence::Test)
                })?;
                self.write(": ");
                self.write_expr(annotation, Precedence::Test)?;
                self.write_behind(" = ", value)
            }
            StmtKind::For { target, iter, body, orelse, type_comment } => {
                self.write_line_start("for ");
                self.write_for_head(target, iter)?;
                self.write_block_start(lineno, type_comment);
                self.write_block(body)?;
                self.write_block_after("else", orelse)
            }
            StmtKind::AsyncFor { target, iter, body, orelse, type_comment } => {
                self.write_line_start("async for ");
                self.write_for_head(target, iter)?;
                self.write_block_start(lineno, type_comment);
                self.write_block(body)?;
                self.write_block_after("else", orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.write_line_start("while ");
                self.write_condition(test, body)?;
                self.write_block_after("else", orelse)
            }
            StmtKind::If { test, body, orelse } => self.write_if(test, body, orelse),
            StmtKind::With { items, body, type_comment } => {
                self.write_line_start("with ");
                self.write_separated(", ", items, |this, item| this.write_with_item(item))?;
                self.write_block_start(lineno, type_comment);
                self.write_block(body)
            }
            StmtKind::AsyncWith { items, body, type_comment } => {
                self.write_line_start("async with ");
                self.write_separated(", ", items, |this, item| this.write_with_item(item))?;
                self.write_block_start(lineno, type_comment);
                self.write_block(body)
            }
            StmtKind::Match { subject, cases } => {
                self.write_line_start("match ");
                self.write_expr(subject, Precedence::Test)?;
                self.write(":");
                self.write_indented(|this| {
                    cases.iter().try_for_each(|case| this.write_match_case(case))
                })
            }
            StmtKind::Raise { exc, cause } => self.write_raise(exc, cause),
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                self.write_try(false, body, handlers, orelse, finalbody)
            }
            StmtKind::TryStar { body, handlers, orelse, finalbody } => {
                self.write_try(true, body, handlers, orelse, finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.write_line_start("assert ");
                self.write_expr(test, Precedence::Test)?;
                self.write_behind(", ", msg)
            }
            StmtKind::Import { names } => {
                self.write_line_start("import ");
                self.write_separated(", ", names, |this, name| this.write_alias(name))
            }
            StmtKind::ImportFrom { module, names, level } => {
                self.write_line_start("from ");
                let level = usize::try_from(level).unwrap_or(0);
                self.text.extend(std::iter::repeat_n('.', level));
                self.write(module.unwrap_or(""));
                self.write(" import ");
                self.write_separated(", ", names, |this, name| this.write_alias(name))
            }
            StmtKind::Global { names } => self.write_names("global ", names),
            StmtKind::Nonlocal { names } => self.write_names("nonlocal ", names),
            StmtKind::Expr { value } => {
                self.write_line_start("");
                self.write_expr(value, Precedence::Yield)
            }
            StmtKind::Pass {} => self.write_word("pass"),
            StmtKind::Break {} => self.write_word("break"),
            StmtKind::Continue {} => self.write_word("continue"),
        }?;
        self.leave();
        Ok(())
    }

    /// Begins a line. C: `fill`.
    pub(super) fn write_line_start(&mut self, text: &str) {
        self.write_line_end();
        self.has_lines = true;
        self.text.extend(std::iter::repeat_n(INDENTATION, self.indentation));
        self.write(text);
    }

    /// Ends the line before, if there is one.
    fn write_line_end(&mut self) {
        if self.has_lines {
            self.write("\n");
        }
    }

    fn write_word(&mut self, word: &str) -> Written {
        self.write_line_start(word);
        Ok(())
    }

    /// Writes the statements that belong to the line before.
    fn write_block(&mut self, body: Stmts<'a>) -> Written {
        self.write_indented(|this| this.write_stmts(body))
    }

    fn write_indented(&mut self, inner: impl FnOnce(&mut Self) -> Written) -> Written {
        self.indentation += 1;
        inner(self)?;
        self.indentation -= 1;
        Ok(())
    }

    fn write_stmts(&mut self, stmts: Stmts<'a>) -> Written {
        stmts.iter().try_for_each(|stmt| self.write_stmt(stmt))
    }

    /// Writes the statements of a module, a class or a function, of which the first may be a
    /// docstring.
    pub(super) fn write_body(&mut self, body: Stmts<'a>) -> Written {
        if let [first, rest @ ..] = body
            && let StmtKind::Expr { value } = first.kind
            && is_text(value)
        {
            self.write_line_start("");
            self.write_docstring(value)?;
            return self.write_stmts(rest);
        }
        self.write_stmts(body)
    }

    /// Writes the colon in front of a block, and the type comment behind it.
    fn write_block_start(&mut self, lineno: i32, type_comment: Option<&str>) {
        self.write(":");
        self.write_type_comment(lineno, type_comment);
    }

    /// Writes the comment of a line: `ignore`, where the module knows that, goes first.
    fn write_type_comment(&mut self, lineno: i32, type_comment: Option<&str>) {
        if let Some(tag) = self.type_ignores.get(&lineno) {
            self.text.extend([" # type: ignore", tag]);
        } else if let Some(comment) = type_comment {
            self.text.extend([" # type: ", comment]);
        }
    }

    /// Writes a block that may be missing, below a keyword.
    fn write_block_after(&mut self, keyword: &str, body: Stmts<'a>) -> Written {
        if body.is_empty() {
            return Ok(());
        }
        self.write_line_start(keyword);
        self.write(":");
        self.write_block(body)
    }

    /// Writes an expression that may be missing, with a text in front.
    fn write_behind(&mut self, text: &str, expr: Option<&'a Expr<'a>>) -> Written {
        let Some(expr) = expr else { return Ok(()) };
        self.write(text);
        self.write_expr(expr, Precedence::Test)
    }

    /// Writes an empty line and the decorators.
    fn write_decorators(&mut self, decorators: Exprs<'a>) -> Written {
        self.write_line_end();
        for decorator in decorators {
            self.write_line_start("@");
            self.write_expr(decorator, Precedence::Test)?;
        }
        Ok(())
    }

    fn write_signature(
        &mut self,
        name: &str,
        args: &'a Arguments<'a>,
        returns: Option<&'a Expr<'a>>,
    ) -> Written {
        self.write(name);
        self.write("(");
        self.write_arguments(args)?;
        self.write(")");
        self.write_behind(" -> ", returns)
    }

    fn write_for_head(&mut self, target: &'a Expr<'a>, iter: &'a Expr<'a>) -> Written {
        self.write_expr(target, Precedence::Tuple)?;
        self.write(" in ");
        self.write_expr(iter, Precedence::Test)
    }

    fn write_condition(&mut self, test: &'a Expr<'a>, body: Stmts<'a>) -> Written {
        self.write_expr(test, Precedence::Test)?;
        self.write(":");
        self.write_block(body)
    }

    fn write_if(&mut self, test: &'a Expr<'a>, body: Stmts<'a>, mut orelse: Stmts<'a>) -> Written {
        self.write_line_start("if ");
        self.write_condition(test, body)?;
        while let [only] = orelse
            && let StmtKind::If { test, body, orelse: next } = only.kind
        {
            self.write_line_start("elif ");
            self.write_condition(test, body)?;
            orelse = next;
        }
        self.write_block_after("else", orelse)
    }

    fn write_raise(&mut self, exc: Option<&'a Expr<'a>>, cause: Option<&'a Expr<'a>>) -> Written {
        if exc.is_none() && cause.is_some() {
            return Err(UnparseError::CauseWithoutException);
        }
        self.write_line_start("raise");
        self.write_behind(" ", exc)?;
        self.write_behind(" from ", cause)
    }

    fn write_try(
        &mut self,
        is_star: bool,
        body: Stmts<'a>,
        handlers: &'a [&'a ExceptHandler<'a>],
        orelse: Stmts<'a>,
        finalbody: Stmts<'a>,
    ) -> Written {
        let was_star = std::mem::replace(&mut self.in_try_star, is_star);
        self.write_line_start("try:");
        self.write_block(body)?;
        for handler in handlers {
            self.write_except_handler(handler)?;
        }
        self.write_block_after("else", orelse)?;
        self.write_block_after("finally", finalbody)?;
        self.in_try_star = was_star;
        Ok(())
    }

    pub(super) fn write_except_handler(&mut self, node: &'a ExceptHandler<'a>) -> Written {
        let ExceptHandlerKind::ExceptHandler { r#type, name, body } = node.kind;
        self.write_line_start(if self.in_try_star { "except*" } else { "except" });
        self.write_behind(" ", r#type)?;
        self.write_as(name);
        self.write(":");
        self.write_block(body)
    }

    /// Writes `as` and a name, if there is one.
    fn write_as(&mut self, name: Option<&str>) {
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            self.text.extend([" as ", name]);
        }
    }

    pub(super) fn write_alias(&mut self, node: &'a Alias<'a>) -> Written {
        self.write(node.name);
        self.write_as(node.asname);
        Ok(())
    }

    pub(super) fn write_with_item(&mut self, node: &'a WithItem<'a>) -> Written {
        self.write_expr(node.context_expr, Precedence::Test)?;
        self.write_behind(" as ", node.optional_vars)
    }

    pub(super) fn write_match_case(&mut self, node: &'a MatchCase<'a>) -> Written {
        self.write_line_start("case ");
        self.write_pattern(node.pattern, Precedence::Test)?;
        self.write_behind(" if ", node.guard)?;
        self.write(":");
        self.write_block(node.body)
    }

    fn write_names(&mut self, keyword: &str, names: &'a [&'a str]) -> Written {
        self.write_line_start(keyword);
        self.write_separated(", ", names, |this, name| {
            this.write(name);
            Ok(())
        })
    }
}
