//! Expressions with operators.
//!
//! The grammar has a rule for every precedence, and a name alone goes through all of them.
//! Here the operator behind an operand says how far up one has to go: for the operators of
//! two operands by climbing ([`Parser::quick_binary`]), for the others by a look at one
//! token.

use tokenizer::token::TokenKind;

use super::{NESTED, TAIL, begins_expression};
use crate::ast::*;
use crate::grammar::{Style, unary_operator};
use crate::parser::Parser;

impl<'a> Parser<'a> {
    // ANCHOR: expression
    /// See [`Parser::expression`].
    pub(crate) fn quick_expression(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        if self.kind() == TokenKind::Lambda {
            return self.quick_lambda();
        }
        let body = self.quick_disjunction()?;
        // Nothing but a conditional has an `if` behind an expression.
        if !self.eat(TokenKind::If) {
            return Some(body);
        }
        let test = self.quick_disjunction()?;
        self.need(TokenKind::Else)?;
        let orelse = self.deeper(TAIL, Self::quick_expression)?;
        Some(self.quick_expr(start, ExprKind::IfExp { test, body, orelse }))
    }

    /// See [`Parser::lambdef`].
    fn quick_lambda(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        self.mark += 1;
        let args = self.deeper(NESTED, |p| p.quick_parameters(Style::Lambda))?;
        self.need(TokenKind::Colon)?;
        let body = self.deeper(TAIL, Self::quick_expression)?;
        Some(self.quick_expr(start, ExprKind::Lambda { args, body }))
    }
    // ANCHOR_END: expression

    // ANCHOR: stars
    /// See [`Parser::star_expressions`].
    pub(crate) fn quick_star_expressions(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let first = self.quick_star_expression()?;
        match self.kind() {
            TokenKind::Comma => self.quick_tuple(start, first, Self::quick_star_expression),
            _ => Some(first),
        }
    }

    /// A tuple without parentheses, from the first comma on. A comma may end it.
    pub(crate) fn quick_tuple(
        &mut self,
        start: usize,
        first: &'a Expr<'a>,
        item: fn(&mut Self) -> Option<&'a Expr<'a>>,
    ) -> Option<&'a Expr<'a>> {
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(first);
        while self.eat(TokenKind::Comma) && begins_expression(self.kind()) {
            let item = item(self)?;
            self.stacks.exprs.push(item);
        }
        let elts = self.pop_exprs(bottom);
        Some(self.quick_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Load }))
    }

    /// See [`Parser::star_expression`].
    pub(crate) fn quick_star_expression(&mut self) -> Option<&'a Expr<'a>> {
        match self.kind() {
            TokenKind::Star => self.quick_starred_bitwise_or(),
            _ => self.quick_expression(),
        }
    }

    /// '*' bitwise_or
    fn quick_starred_bitwise_or(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        self.mark += 1;
        let value = self.quick_bitwise_or()?;
        Some(self.quick_expr(start, ExprKind::Starred { value, ctx: ExprContext::Load }))
    }

    /// See [`Parser::star_named_expression`].
    pub(crate) fn quick_star_named_expression(&mut self) -> Option<&'a Expr<'a>> {
        match self.kind() {
            TokenKind::Star => self.quick_starred_bitwise_or(),
            _ => self.quick_named_expression(),
        }
    }

    /// See [`Parser::named_expression`].
    #[inline]
    pub(crate) fn quick_named_expression(&mut self) -> Option<&'a Expr<'a>> {
        if self.kind() == TokenKind::Name && self.second_kind() == TokenKind::ColonEqual {
            let start = self.mark;
            let target = self.quick_name(ExprContext::Store)?;
            self.mark += 1;
            let value = self.quick_expression()?;
            return Some(self.quick_expr(start, ExprKind::NamedExpr { target, value }));
        }
        self.quick_expression()
    }

    /// See [`Parser::yield_expr`].
    pub(crate) fn quick_yield(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        self.mark += 1;
        let kind = match self.eat(TokenKind::From) {
            true => ExprKind::YieldFrom { value: self.quick_expression()? },
            false => ExprKind::Yield { value: self.quick_optional_star_expressions()? },
        };
        Some(self.quick_expr(start, kind))
    }
    // ANCHOR_END: stars

    // ANCHOR: booleans
    /// See [`Parser::disjunction`].
    pub(crate) fn quick_disjunction(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let first = self.quick_conjunction()?;
        match self.kind() {
            TokenKind::Or => {
                self.quick_boolean(start, first, TokenKind::Or, BoolOp::Or, Self::quick_conjunction)
            }
            _ => Some(first),
        }
    }

    fn quick_conjunction(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let first = self.quick_inversion()?;
        match self.kind() {
            TokenKind::And => {
                self.quick_boolean(start, first, TokenKind::And, BoolOp::And, Self::quick_inversion)
            }
            _ => Some(first),
        }
    }

    fn quick_boolean(
        &mut self,
        start: usize,
        first: &'a Expr<'a>,
        token: TokenKind,
        op: BoolOp,
        operand: fn(&mut Self) -> Option<&'a Expr<'a>>,
    ) -> Option<&'a Expr<'a>> {
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(first);
        while self.eat(token) {
            let next = operand(self)?;
            self.stacks.exprs.push(next);
        }
        let values = self.pop_exprs(bottom);
        Some(self.quick_expr(start, ExprKind::BoolOp { op, values }))
    }
    // ANCHOR_END: booleans

    // ANCHOR: comparison
    fn quick_inversion(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        if self.eat(TokenKind::Not) {
            let operand = self.deeper(TAIL, Self::quick_inversion)?;
            return Some(self.quick_expr(start, ExprKind::UnaryOp { op: UnaryOp::Not, operand }));
        }
        let left = self.quick_bitwise_or()?;
        match comparison_operator(self.kind(), self.second_kind()) {
            None => Some(left),
            Some(_) => self.quick_comparison(start, left),
        }
    }

    /// See [`Parser::comparison`]; from the first operator on.
    fn quick_comparison(&mut self, start: usize, left: &'a Expr<'a>) -> Option<&'a Expr<'a>> {
        let bottom = self.stacks.exprs.len();
        let mut ops = Vec::new();
        while let Some((op, tokens)) = comparison_operator(self.kind(), self.second_kind()) {
            // The tokenizer knows `<>` too.
            if op == CmpOp::NotEq {
                self.not_equal()?;
            }
            self.mark += tokens;
            ops.push(op);
            let comparator = self.quick_bitwise_or()?;
            self.stacks.exprs.push(comparator);
        }
        let (ops, comparators) = (self.slice(&ops), self.pop_exprs(bottom));
        Some(self.quick_expr(start, ExprKind::Compare { left, ops, comparators }))
    }
    // ANCHOR_END: comparison

    // ANCHOR: binary
    /// See [`Parser::bitwise_or`].
    #[inline]
    pub(crate) fn quick_bitwise_or(&mut self) -> Option<&'a Expr<'a>> {
        self.quick_binary(0)
    }

    /// Operands with operators between them that bind at least this tightly.
    ///
    /// All these operators are left-associative, so what has been read so far is the left
    /// operand of the next operator, unless that binds tighter than the one before; then it
    /// belongs to the right operand. This makes the tree that the grammar's left-recursive
    /// rules make, one for each precedence.
    fn quick_binary(&mut self, tightest: u8) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let mut left = self.quick_factor()?;
        while let Some((op, precedence)) = binary_operator(self.kind()) {
            if precedence < tightest {
                break;
            }
            self.mark += 1;
            let right = self.quick_binary(precedence + 1)?;
            left = self.quick_expr(start, ExprKind::BinOp { left, op, right });
        }
        Some(left)
    }
    // ANCHOR_END: binary

    // ANCHOR: factor
    /// See [`Parser::factor`] and [`Parser::power`].
    fn quick_factor(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        if let Some(op) = unary_operator(self.kind()) {
            self.mark += 1;
            let operand = self.deeper(TAIL, Self::quick_factor)?;
            return Some(self.quick_expr(start, ExprKind::UnaryOp { op, operand }));
        }
        let left = match self.eat(TokenKind::Await) {
            false => self.quick_primary()?,
            true => {
                let value = self.quick_primary()?;
                self.quick_expr(start, ExprKind::Await { value })
            }
        };
        if !self.eat(TokenKind::DoubleStar) {
            return Some(left);
        }
        let right = self.deeper(TAIL, Self::quick_factor)?;
        Some(self.quick_expr(start, ExprKind::BinOp { left, op: Operator::Pow, right }))
    }
    // ANCHOR_END: factor
}

// ANCHOR: binary_operator
/// An operator of two operands but `**`, and how tightly it binds.
#[inline]
fn binary_operator(kind: TokenKind) -> Option<(Operator, u8)> {
    Some(match kind {
        TokenKind::VBar => (Operator::BitOr, 0),
        TokenKind::Circumflex => (Operator::BitXor, 1),
        TokenKind::Amper => (Operator::BitAnd, 2),
        TokenKind::LeftShift => (Operator::LShift, 3),
        TokenKind::RightShift => (Operator::RShift, 3),
        TokenKind::Plus => (Operator::Add, 4),
        TokenKind::Minus => (Operator::Sub, 4),
        TokenKind::Star => (Operator::Mult, 5),
        TokenKind::Slash => (Operator::Div, 5),
        TokenKind::DoubleSlash => (Operator::FloorDiv, 5),
        TokenKind::Percent => (Operator::Mod, 5),
        TokenKind::At => (Operator::MatMult, 5),
        _ => return None,
    })
}
// ANCHOR_END: binary_operator

// ANCHOR: comparison_operator
/// A comparison and how many tokens it takes.
#[inline]
fn comparison_operator(kind: TokenKind, second: TokenKind) -> Option<(CmpOp, usize)> {
    Some(match (kind, second) {
        (TokenKind::EqEqual, _) => (CmpOp::Eq, 1),
        (TokenKind::NotEqual, _) => (CmpOp::NotEq, 1),
        (TokenKind::Less, _) => (CmpOp::Lt, 1),
        (TokenKind::LessEqual, _) => (CmpOp::LtE, 1),
        (TokenKind::Greater, _) => (CmpOp::Gt, 1),
        (TokenKind::GreaterEqual, _) => (CmpOp::GtE, 1),
        (TokenKind::Is, TokenKind::Not) => (CmpOp::IsNot, 2),
        (TokenKind::Is, _) => (CmpOp::Is, 1),
        (TokenKind::In, _) => (CmpOp::In, 1),
        (TokenKind::Not, TokenKind::In) => (CmpOp::NotIn, 2),
        _ => return None,
    })
}
// ANCHOR_END: comparison_operator
