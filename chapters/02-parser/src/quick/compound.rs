//! Compound statements.

use tokenizer::token::TokenKind;

use super::BLOCK;
use crate::ast::*;
use crate::grammar::Style;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    /// See [`Parser::compound_stmt`]; nothing if the next token begins none.
    pub(crate) fn quick_compound(&mut self) -> Option<Option<&'a Stmt<'a>>> {
        let start = self.mark;
        Some(Some(match self.kind() {
            TokenKind::Def => self.quick_function(start, false)?,
            TokenKind::If => self.quick_if()?,
            TokenKind::Class => self.quick_class(start)?,
            TokenKind::With => self.quick_with(start, false)?,
            TokenKind::For => self.quick_for(start, false)?,
            TokenKind::Try => self.quick_try()?,
            TokenKind::While => self.quick_while()?,
            TokenKind::At => self.quick_decorated()?,
            TokenKind::Async => {
                self.mark += 1;
                match self.kind() {
                    TokenKind::Def => self.quick_function(start, true)?,
                    TokenKind::With => self.quick_with(start, true)?,
                    TokenKind::For => self.quick_for(start, true)?,
                    _ => return None,
                }
            }
            TokenKind::Name if self.may_be_match() => {
                return Some(self.speculate(Self::match_stmt));
            }
            _ => return Some(None),
        }))
    }

    /// Whether there is the word `match` and behind it something that it may be about.
    fn may_be_match(&self) -> bool {
        self.token_text(self.scan.tokens[self.mark]) == "match"
            && super::begins_expression(self.second_kind())
    }

    /// See [`Parser::block`].
    pub(crate) fn quick_block(&mut self) -> Option<Stmts<'a>> {
        let bottom = self.stacks.stmts.len();
        if !self.eat(TokenKind::Newline) {
            self.quick_simple_statements()?;
            return Some(self.pop_stmts(bottom));
        }
        self.need(TokenKind::Indent)?;
        self.deeper(BLOCK, |p| {
            while p.kind() != TokenKind::Dedent {
                p.quick_statement()?;
            }
            p.mark += 1;
            Some(p.pop_stmts(bottom))
        })
    }

    /// ':' block
    fn quick_colon_block(&mut self) -> Option<Stmts<'a>> {
        self.need(TokenKind::Colon)?;
        self.quick_block()
    }

    /// ['else' ':' block]
    fn quick_else(&mut self) -> Option<Stmts<'a>> {
        if self.eat(TokenKind::Else) { self.quick_colon_block() } else { Some(&[]) }
    }

    /// See [`Parser::if_stmt`]. Each `elif` is a statement in the `else` of the one before;
    /// they are read one after the other and put together from the last on.
    fn quick_if(&mut self) -> Option<&'a Stmt<'a>> {
        let mut tests = Vec::new();
        loop {
            let start = self.mark;
            self.mark += 1;
            let test = self.quick_named_expression()?;
            let body = self.quick_colon_block()?;
            tests.push((start, test, body));
            if self.kind() != TokenKind::Elif {
                break;
            }
        }
        // What is nested in the grammar's reading has to be counted here.
        if self.level + tests.len() as u32 * super::TAIL > crate::packrat::MAXSTACK {
            return None;
        }
        let mut orelse = self.quick_else()?;
        while let Some((start, test, body)) = tests.pop() {
            let statement = self.quick_stmt(start, StmtKind::If { test, body, orelse });
            if tests.is_empty() {
                return Some(statement);
            }
            orelse = self.slice(&[statement]);
        }
        None
    }

    /// See [`Parser::while_stmt`].
    fn quick_while(&mut self) -> Option<&'a Stmt<'a>> {
        let start = self.mark;
        self.mark += 1;
        let test = self.quick_named_expression()?;
        let body = self.quick_colon_block()?;
        let orelse = self.quick_else()?;
        Some(self.quick_stmt(start, StmtKind::While { test, body, orelse }))
    }

    /// See [`Parser::for_stmt`].
    fn quick_for(&mut self, start: usize, is_async: bool) -> Option<&'a Stmt<'a>> {
        self.mark += 1;
        let target = self.quick_star_targets()?;
        self.need(TokenKind::In)?;
        let iter = self.quick_star_expressions()?;
        let body = self.quick_colon_block()?;
        let orelse = self.quick_else()?;
        let type_comment = None;
        let kind = match is_async {
            false => StmtKind::For { target, iter, body, orelse, type_comment },
            true => StmtKind::AsyncFor { target, iter, body, orelse, type_comment },
        };
        Some(self.quick_stmt(start, kind))
    }

    // ANCHOR: with
    /// See [`Parser::with_stmt`]. Whether a parenthesis behind `with` holds the items or
    /// begins the first of them shows only behind it.
    fn quick_with(&mut self, start: usize, is_async: bool) -> Option<&'a Stmt<'a>> {
        self.mark += 1;
        let parenthesized = match self.kind() {
            TokenKind::LPar => self.speculate(|p| {
                p.mark += 1;
                let items = p.quick_with_items(true)?;
                p.need(TokenKind::RPar)?;
                p.need(TokenKind::Colon)?;
                Some(items)
            }),
            _ => None,
        };
        let items = match parenthesized {
            Some(items) => items,
            None => {
                let items = self.quick_with_items(false)?;
                self.need(TokenKind::Colon)?;
                items
            }
        };
        let body = self.quick_block()?;
        let type_comment = None;
        let kind = match is_async {
            false => StmtKind::With { items, body, type_comment },
            true => StmtKind::AsyncWith { items, body, type_comment },
        };
        Some(self.quick_stmt(start, kind))
    }
    // ANCHOR_END: with

    /// ','.with_item+, in parentheses with a comma behind it.
    fn quick_with_items(&mut self, in_parentheses: bool) -> Option<&'a [&'a WithItem<'a>]> {
        let mut items = Vec::new();
        loop {
            let context_expr = self.quick_expression()?;
            let mut optional_vars = None;
            if self.eat(TokenKind::As) {
                optional_vars = Some(self.quick_star_target()?);
                if !matches!(self.kind(), TokenKind::Comma | TokenKind::RPar | TokenKind::Colon) {
                    return None;
                }
            }
            items.push(&*self.arena.alloc(WithItem { context_expr, optional_vars }));
            if !self.eat(TokenKind::Comma) || (in_parentheses && self.kind() == TokenKind::RPar) {
                break;
            }
        }
        Some(self.slice(&items))
    }

    /// See [`Parser::try_stmt`].
    fn quick_try(&mut self) -> Option<&'a Stmt<'a>> {
        let start = self.mark;
        self.mark += 1;
        let body = self.quick_colon_block()?;
        let is_star = self.kind() == TokenKind::Except && self.second_kind() == TokenKind::Star;
        let mut handlers = Vec::new();
        while self.kind() == TokenKind::Except {
            let start = self.mark;
            self.mark += 1;
            if self.eat(TokenKind::Star) != is_star {
                return None;
            }
            let (mut r#type, mut name) = (None, None);
            if is_star || self.kind() != TokenKind::Colon {
                r#type = Some(self.quick_expression()?);
                if self.eat(TokenKind::As) {
                    name = Some(self.need_name()?);
                }
            }
            let body = self.quick_colon_block()?;
            handlers.push(self.new_handler(start, r#type, name, body));
        }
        let orelse = match handlers.is_empty() {
            true => &[],
            false => self.quick_else()?,
        };
        let finalbody = match self.eat(TokenKind::Finally) {
            true => self.quick_colon_block()?,
            false if handlers.is_empty() => return None,
            false => &[],
        };
        let handlers = self.slice(&handlers);
        let kind = match is_star {
            false => StmtKind::Try { body, handlers, orelse, finalbody },
            true => StmtKind::TryStar { body, handlers, orelse, finalbody },
        };
        Some(self.quick_stmt(start, kind))
    }

    /// See [`Parser::decorators`].
    fn quick_decorated(&mut self) -> Option<&'a Stmt<'a>> {
        let bottom = self.stacks.exprs.len();
        while self.eat(TokenKind::At) {
            let decorator = self.quick_named_expression()?;
            self.need(TokenKind::Newline)?;
            self.stacks.exprs.push(decorator);
        }
        let decorators = self.pop_exprs(bottom);
        let start = self.mark;
        let definition = match self.kind() {
            TokenKind::Class => self.quick_class(start)?,
            TokenKind::Def => self.quick_function(start, false)?,
            TokenKind::Async if self.second_kind() == TokenKind::Def => {
                self.mark += 1;
                self.quick_function(start, true)?
            }
            _ => return None,
        };
        Some(self.decorated(definition, decorators))
    }

    /// See [`Parser::class_def_raw`].
    fn quick_class(&mut self, start: usize) -> Option<&'a Stmt<'a>> {
        self.mark += 1;
        let name = self.need_name()?;
        let (mut bases, mut keywords) = (&[][..], &[][..]);
        if self.eat(TokenKind::LPar) {
            (bases, keywords) = self.quick_arguments()?;
        }
        let body = self.quick_colon_block()?;
        let kind = StmtKind::ClassDef { name, bases, keywords, body, decorator_list: &[] };
        Some(self.quick_stmt(start, kind))
    }

    /// See [`Parser::function_def_raw`].
    fn quick_function(&mut self, start: usize, is_async: bool) -> Option<&'a Stmt<'a>> {
        self.mark += 1;
        let name = self.need_name()?;
        self.need(TokenKind::LPar)?;
        let args = self.quick_parameters(Style::Def)?;
        self.need(TokenKind::RPar)?;
        let returns = match self.eat(TokenKind::RArrow) {
            true => Some(self.quick_expression()?),
            false => None,
        };
        let body = self.quick_colon_block()?;
        let (decorator_list, type_comment) = (&[], None);
        let kind = match is_async {
            false => {
                StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_comment }
            }
            true => StmtKind::AsyncFunctionDef {
                name,
                args,
                body,
                decorator_list,
                returns,
                type_comment,
            },
        };
        Some(self.quick_stmt(start, kind))
    }
}
