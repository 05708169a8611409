//! What is in parentheses, brackets and braces, and comprehensions.
//!
//! The grammar tries a tuple, then a group, then a generator. All begin with an expression;
//! the token behind that tells them apart.

use tokenizer::token::TokenKind;

use crate::ast::*;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    /// See [`Parser::tuple`], [`Parser::group_expr`] and [`Parser::genexp`].
    pub(crate) fn quick_parenthesis(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        self.mark += 1;
        match self.kind() {
            TokenKind::RPar => {
                self.mark += 1;
                let kind = ExprKind::Tuple { elts: &[], ctx: ExprContext::Load };
                return Some(self.quick_expr(start, kind));
            }
            TokenKind::Yield => {
                let inner = self.quick_yield()?;
                self.need(TokenKind::RPar)?;
                return Some(inner);
            }
            _ => {}
        }
        let is_starred = self.kind() == TokenKind::Star;
        let first = self.quick_star_named_expression()?;
        match self.kind() {
            TokenKind::Comma => {
                self.mark += 1;
                let elts = self.quick_items(first, TokenKind::RPar)?;
                Some(self.quick_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
            }
            _ if is_starred => None,
            TokenKind::RPar => {
                self.mark += 1;
                Some(first)
            }
            _ => self.quick_generator(start, first),
        }
    }

    /// The rest of a generator, behind its element.
    pub(crate) fn quick_generator(
        &mut self,
        start: usize,
        elt: &'a Expr<'a>,
    ) -> Option<&'a Expr<'a>> {
        let generators = self.quick_for_if_clauses()?;
        self.need(TokenKind::RPar)?;
        Some(self.quick_expr(start, ExprKind::GeneratorExp { elt, generators }))
    }

    /// See [`Parser::list`] and [`Parser::listcomp`].
    pub(crate) fn quick_list(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let ctx = ExprContext::Load;
        self.mark += 1;
        if self.eat(TokenKind::RSqb) {
            return Some(self.quick_expr(start, ExprKind::List { elts: &[], ctx }));
        }
        let is_starred = self.kind() == TokenKind::Star;
        let first = self.quick_star_named_expression()?;
        let is_comprehension = matches!(self.kind(), TokenKind::For | TokenKind::Async);
        let kind = match is_comprehension {
            true if is_starred => return None,
            true => {
                let generators = self.quick_for_if_clauses()?;
                self.need(TokenKind::RSqb)?;
                ExprKind::ListComp { elt: first, generators }
            }
            false => {
                let elts = self.quick_rest(first, TokenKind::RSqb)?;
                ExprKind::List { elts, ctx }
            }
        };
        Some(self.quick_expr(start, kind))
    }

    /// The rest of a list or set behind its first item, with the bracket that ends it.
    fn quick_rest(&mut self, first: &'a Expr<'a>, end: TokenKind) -> Option<Exprs<'a>> {
        if self.eat(end) {
            return Some(self.slice(&[first]));
        }
        self.need(TokenKind::Comma)?;
        self.quick_items(first, end)
    }

    /// More items behind the first comma, with the bracket that ends them.
    fn quick_items(&mut self, first: &'a Expr<'a>, end: TokenKind) -> Option<Exprs<'a>> {
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(first);
        while !self.eat(end) {
            let item = self.quick_star_named_expression()?;
            self.stacks.exprs.push(item);
            if !self.eat(TokenKind::Comma) {
                self.need(end)?;
                break;
            }
        }
        Some(self.pop_exprs(bottom))
    }

    /// See [`Parser::dict`], [`Parser::set`], [`Parser::dictcomp`] and [`Parser::setcomp`].
    pub(crate) fn quick_brace(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        self.mark += 1;
        if matches!(self.kind(), TokenKind::RBrace | TokenKind::DoubleStar) {
            return self.quick_dict(start, None);
        }
        let is_starred = self.kind() == TokenKind::Star;
        let is_named = self.second_kind() == TokenKind::ColonEqual;
        let first = self.quick_star_named_expression()?;
        let kind = match self.kind() {
            TokenKind::Colon if !is_starred && !is_named => {
                self.mark += 1;
                let value = self.quick_expression()?;
                if !matches!(self.kind(), TokenKind::For | TokenKind::Async) {
                    return self.quick_dict(start, Some((first, value)));
                }
                let generators = self.quick_for_if_clauses()?;
                self.need(TokenKind::RBrace)?;
                ExprKind::DictComp { key: first, value, generators }
            }
            TokenKind::For | TokenKind::Async if !is_starred => {
                let generators = self.quick_for_if_clauses()?;
                self.need(TokenKind::RBrace)?;
                ExprKind::SetComp { elt: first, generators }
            }
            _ => ExprKind::Set { elts: self.quick_rest(first, TokenKind::RBrace)? },
        };
        Some(self.quick_expr(start, kind))
    }

    /// The rest of a dict, behind its brace or its first pair.
    fn quick_dict(
        &mut self,
        start: usize,
        first: Option<(&'a Expr<'a>, &'a Expr<'a>)>,
    ) -> Option<&'a Expr<'a>> {
        let bottom = self.stacks.exprs.len();
        let keys_bottom = self.stacks.keys.len();
        if let Some((key, value)) = first {
            self.stacks.keys.push(Some(key));
            self.stacks.exprs.push(value);
            if self.kind() != TokenKind::RBrace {
                self.need(TokenKind::Comma)?;
            }
        }
        while !self.eat(TokenKind::RBrace) {
            let (key, value) = match self.eat(TokenKind::DoubleStar) {
                true => (None, self.quick_bitwise_or()?),
                false => {
                    let key = self.quick_expression()?;
                    self.need(TokenKind::Colon)?;
                    (Some(key), self.quick_expression()?)
                }
            };
            self.stacks.keys.push(key);
            self.stacks.exprs.push(value);
            if !self.eat(TokenKind::Comma) {
                self.need(TokenKind::RBrace)?;
                break;
            }
        }
        let keys = self.slice(&self.stacks.keys[keys_bottom..]);
        self.stacks.keys.truncate(keys_bottom);
        let values = self.pop_exprs(bottom);
        Some(self.quick_expr(start, ExprKind::Dict { keys, values }))
    }

    /// See [`Parser::for_if_clauses`].
    fn quick_for_if_clauses(&mut self) -> Option<&'a [&'a Comprehension<'a>]> {
        let first = self.quick_for_if_clause()?;
        if !matches!(self.kind(), TokenKind::For | TokenKind::Async) {
            return Some(self.slice(&[first]));
        }
        let mut clauses = vec![first];
        while matches!(self.kind(), TokenKind::For | TokenKind::Async) {
            clauses.push(self.quick_for_if_clause()?);
        }
        Some(self.slice(&clauses))
    }

    fn quick_for_if_clause(&mut self) -> Option<&'a Comprehension<'a>> {
        let is_async = self.eat(TokenKind::Async) as i32;
        self.need(TokenKind::For)?;
        let target = self.quick_star_targets()?;
        self.need(TokenKind::In)?;
        let iter = self.quick_disjunction()?;
        let bottom = self.stacks.exprs.len();
        while self.eat(TokenKind::If) {
            let condition = self.quick_disjunction()?;
            self.stacks.exprs.push(condition);
        }
        let ifs = self.pop_exprs(bottom);
        Some(self.arena.alloc(Comprehension { target, iter, ifs, is_async }))
    }
}
