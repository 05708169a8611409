//! Statements, and what a simple one is.

use tokenizer::token::TokenKind;

use super::begins_expression;
use crate::ast::*;
use crate::grammar::augmented_operator;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    /// A compound statement or a line of simple ones, onto the stack.
    pub(crate) fn quick_statement(&mut self) -> Option<()> {
        match self.quick_compound()? {
            Some(statement) => self.stacks.stmts.push(statement),
            None => self.quick_simple_statements()?,
        }
        Some(())
    }

    /// See [`Parser::simple_stmts`].
    pub(crate) fn quick_simple_statements(&mut self) -> Option<()> {
        loop {
            let statement = self.quick_simple_statement()?;
            self.stacks.stmts.push(statement);
            if self.eat(TokenKind::Newline) {
                return Some(());
            }
            self.need(TokenKind::Semi)?;
            if self.eat(TokenKind::Newline) {
                return Some(());
            }
        }
    }

    /// See [`Parser::simple_stmt`]. Only its first two alternatives, which begin with an
    /// expression, can't be told apart by their first token.
    fn quick_simple_statement(&mut self) -> Option<&'a Stmt<'a>> {
        let start = self.mark;
        let kind = match self.kind() {
            TokenKind::Return => {
                self.mark += 1;
                StmtKind::Return { value: self.quick_optional_star_expressions()? }
            }
            TokenKind::Import => {
                self.mark += 1;
                StmtKind::Import { names: self.quick_dotted_as_names()? }
            }
            TokenKind::From => self.quick_import_from()?,
            TokenKind::Raise => {
                self.mark += 1;
                let (mut exc, mut cause) = (None, None);
                if !matches!(self.kind(), TokenKind::Newline | TokenKind::Semi) {
                    exc = Some(self.quick_expression()?);
                    if self.eat(TokenKind::From) {
                        cause = Some(self.quick_expression()?);
                    }
                }
                StmtKind::Raise { exc, cause }
            }
            TokenKind::Pass => {
                self.mark += 1;
                StmtKind::Pass {}
            }
            TokenKind::Break => {
                self.mark += 1;
                StmtKind::Break {}
            }
            TokenKind::Continue => {
                self.mark += 1;
                StmtKind::Continue {}
            }
            TokenKind::Del => {
                self.mark += 1;
                StmtKind::Delete { targets: self.quick_del_targets()? }
            }
            TokenKind::Assert => {
                self.mark += 1;
                let test = self.quick_expression()?;
                let msg = match self.eat(TokenKind::Comma) {
                    true => Some(self.quick_expression()?),
                    false => None,
                };
                StmtKind::Assert { test, msg }
            }
            TokenKind::Global => {
                self.mark += 1;
                StmtKind::Global { names: self.quick_names()? }
            }
            TokenKind::Nonlocal => {
                self.mark += 1;
                StmtKind::Nonlocal { names: self.quick_names()? }
            }
            _ => self.quick_assignment_or_expression(start)?,
        };
        Some(self.quick_stmt(start, kind))
    }

    // ANCHOR: assignment
    /// See [`Parser::assignment`]; and an expression alone.
    ///
    /// What stands to the left of `=`, `:` or `+=` is read as an expression and then turned
    /// into a target, if it can be one. Every target is an expression too, with the same
    /// nodes in the same places, so nothing is lost by that.
    fn quick_assignment_or_expression(&mut self, start: usize) -> Option<StmtKind<'a>> {
        if self.kind() == TokenKind::Name && self.second_kind() == TokenKind::Equal {
            let target = self.quick_name(ExprContext::Store)?;
            return self.quick_assign(target);
        }
        if self.kind() == TokenKind::Yield {
            let value = self.quick_yield()?;
            return Some(StmtKind::Expr { value });
        }
        let first = self.quick_star_expressions()?;
        match self.kind() {
            TokenKind::Equal => {
                let target = self.target_from(first, ExprContext::Store)?;
                self.quick_assign(target)
            }
            TokenKind::Colon => self.quick_annotation(start, first),
            kind => match augmented_operator(kind) {
                None => Some(StmtKind::Expr { value: first }),
                Some(op) => {
                    let target = self.single_target_from(first)?;
                    self.mark += 1;
                    let value = self.quick_yield_or_star_expressions()?;
                    Some(StmtKind::AugAssign { target, op, value })
                }
            },
        }
    }
    // ANCHOR_END: assignment

    /// From the first `=` on.
    fn quick_assign(&mut self, target: &'a Expr<'a>) -> Option<StmtKind<'a>> {
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(target);
        self.mark += 1;
        let value = loop {
            let value = self.quick_yield_or_star_expressions()?;
            if !self.eat(TokenKind::Equal) {
                break value;
            }
            let target = self.target_from(value, ExprContext::Store)?;
            self.stacks.exprs.push(target);
        };
        let targets = self.pop_exprs(bottom);
        Some(StmtKind::Assign { targets, value, type_comment: None })
    }

    /// From the `:` of an annotation on.
    fn quick_annotation(&mut self, start: usize, first: &'a Expr<'a>) -> Option<StmtKind<'a>> {
        let is_simple = self.scan.tokens[start].kind == TokenKind::Name
            && matches!(first.kind, ExprKind::Name { .. });
        let target = self.single_target_from(first)?;
        self.mark += 1;
        let annotation = self.quick_expression()?;
        let value = match self.eat(TokenKind::Equal) {
            true => Some(self.quick_yield_or_star_expressions()?),
            false => None,
        };
        Some(StmtKind::AnnAssign { target, annotation, value, simple: is_simple as i32 })
    }

    /// yield_expr | star_expressions
    pub(crate) fn quick_yield_or_star_expressions(&mut self) -> Option<&'a Expr<'a>> {
        match self.kind() {
            TokenKind::Yield => self.quick_yield(),
            _ => self.quick_star_expressions(),
        }
    }

    /// [star_expressions]
    pub(crate) fn quick_optional_star_expressions(&mut self) -> Option<Option<&'a Expr<'a>>> {
        if begins_expression(self.kind()) {
            return Some(Some(self.quick_star_expressions()?));
        }
        Some(None)
    }

    /// ','.NAME+
    fn quick_names(&mut self) -> Option<&'a [&'a str]> {
        let mut names = vec![self.need_name()?];
        while self.eat(TokenKind::Comma) {
            names.push(self.need_name()?);
        }
        Some(self.slice(&names))
    }

    /// See [`Parser::import_from`].
    fn quick_import_from(&mut self) -> Option<StmtKind<'a>> {
        self.mark += 1;
        let mut level = 0;
        loop {
            match self.kind() {
                TokenKind::Dot => level += 1,
                TokenKind::Ellipsis => level += 3,
                _ => break,
            }
            self.mark += 1;
        }
        let module = match self.kind() {
            TokenKind::Import if level > 0 => None,
            _ => Some(self.quick_dotted_name()?),
        };
        self.need(TokenKind::Import)?;
        let names = match self.kind() {
            TokenKind::Star => {
                self.mark += 1;
                let range = self.quick_range(self.mark - 1);
                let alias = &*self.arena.alloc(Alias { name: "*", asname: None, range });
                self.slice(&[alias])
            }
            TokenKind::LPar => {
                self.mark += 1;
                let names = self.quick_import_names(true)?;
                self.need(TokenKind::RPar)?;
                names
            }
            _ => self.quick_import_names(false)?,
        };
        Some(StmtKind::ImportFrom { module, names, level })
    }

    /// ','.import_from_as_name+, in parentheses with a comma behind it.
    fn quick_import_names(&mut self, in_parentheses: bool) -> Option<&'a [&'a Alias<'a>]> {
        let mut names = Vec::new();
        loop {
            let start = self.mark;
            let name = self.need_name()?;
            names.push(self.quick_alias(start, name)?);
            if !self.eat(TokenKind::Comma) || (in_parentheses && self.kind() == TokenKind::RPar) {
                break;
            }
        }
        Some(self.slice(&names))
    }

    /// See [`Parser::dotted_as_names`].
    fn quick_dotted_as_names(&mut self) -> Option<&'a [&'a Alias<'a>]> {
        let mut names = Vec::new();
        loop {
            let start = self.mark;
            let name = self.quick_dotted_name()?;
            names.push(self.quick_alias(start, name)?);
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        Some(self.slice(&names))
    }

    /// ['as' NAME], behind the name.
    fn quick_alias(&mut self, start: usize, name: &'a str) -> Option<&'a Alias<'a>> {
        let asname = match self.eat(TokenKind::As) {
            true => Some(self.need_name()?),
            false => None,
        };
        let range = self.quick_range(start);
        Some(self.arena.alloc(Alias { name, asname, range }))
    }

    /// See [`Parser::dotted_name`]. Where nothing is between the names but the dots, the
    /// result is a piece of the source.
    fn quick_dotted_name(&mut self) -> Option<&'a str> {
        let start = self.mark;
        let first = self.need_name()?;
        if self.kind() != TokenKind::Dot {
            return Some(first);
        }
        let mut parts = vec![first];
        while self.eat(TokenKind::Dot) {
            parts.push(self.need_name()?);
        }
        let (first, last) = (self.scan.tokens[start], self.scan.tokens[self.mark - 1]);
        let text = &self.text[first.start as usize..last.end as usize];
        let length = parts.iter().map(|part| part.len() + 1).sum::<usize>() - 1;
        if text.is_ascii() && text.len() == length {
            return Some(text);
        }
        Some(self.arena.alloc_str(&parts.join(".")))
    }
}
