//! Targets, read as expressions.
//!
//! Every target is a primary expression, or a star in front of one, or some of them with
//! commas between; the nodes are the same but for the context. So a target is read as such
//! an expression and then turned into a target, if it can be one.

use tokenizer::token::TokenKind;

use super::begins_expression;
use crate::ast::*;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    /// See [`Parser::star_targets`].
    pub(crate) fn quick_star_targets(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let first = self.quick_star_target()?;
        if self.kind() != TokenKind::Comma {
            return Some(first);
        }
        let bottom = self.stacks.exprs.len();
        self.stacks.exprs.push(first);
        while self.eat(TokenKind::Comma) && begins_expression(self.kind()) {
            let target = self.quick_star_target()?;
            self.stacks.exprs.push(target);
        }
        let elts = self.pop_exprs(bottom);
        Some(self.quick_expr(start, ExprKind::Tuple { elts, ctx: ExprContext::Store }))
    }

    /// See [`Parser::star_target`].
    pub(crate) fn quick_star_target(&mut self) -> Option<&'a Expr<'a>> {
        let start = self.mark;
        let ctx = ExprContext::Store;
        if self.eat(TokenKind::Star) {
            let value = self.quick_target(ctx)?;
            return Some(self.quick_expr(start, ExprKind::Starred { value, ctx }));
        }
        self.quick_target(ctx)
    }

    /// See [`Parser::del_targets`].
    pub(crate) fn quick_del_targets(&mut self) -> Option<Exprs<'a>> {
        let bottom = self.stacks.exprs.len();
        loop {
            let target = self.quick_target(ExprContext::Del)?;
            self.stacks.exprs.push(target);
            if !self.eat(TokenKind::Comma) || !begins_expression(self.kind()) {
                break;
            }
        }
        if !matches!(self.kind(), TokenKind::Semi | TokenKind::Newline) {
            return None;
        }
        Some(self.pop_exprs(bottom))
    }

    /// One target without a star.
    fn quick_target(&mut self, ctx: ExprContext) -> Option<&'a Expr<'a>> {
        let is_name = self.kind() == TokenKind::Name
            && !matches!(self.second_kind(), TokenKind::Dot | TokenKind::LPar | TokenKind::LSqb);
        if is_name {
            return self.quick_name(ctx);
        }
        let primary = self.quick_primary()?;
        self.target_from(primary, ctx)
    }

    /// A name in this context.
    pub(crate) fn quick_name(&mut self, ctx: ExprContext) -> Option<&'a Expr<'a>> {
        let id = self.need_name()?;
        Some(self.quick_expr(self.mark - 1, ExprKind::Name { id, ctx }))
    }

    /// An expression turned into a target, if it can be one.
    pub(crate) fn target_from(
        &mut self,
        expr: &'a Expr<'a>,
        ctx: ExprContext,
    ) -> Option<&'a Expr<'a>> {
        is_target(expr, ctx == ExprContext::Store).then(|| self.set_context(expr, ctx))
    }

    /// See [`Parser::single_target`].
    pub(crate) fn single_target_from(&mut self, expr: &'a Expr<'a>) -> Option<&'a Expr<'a>> {
        match expr.kind {
            ExprKind::Name { .. } | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => {
                Some(self.set_context(expr, ExprContext::Store))
            }
            _ => None,
        }
    }
}

// ANCHOR: is_target
fn is_target(expr: &Expr<'_>, may_have_star: bool) -> bool {
    match expr.kind {
        ExprKind::Name { .. } | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => true,
        // The grammar forbids a star in front of a star.
        ExprKind::Starred { value, .. } => {
            may_have_star
                && !matches!(value.kind, ExprKind::Starred { .. })
                && is_target(value, true)
        }
        ExprKind::Tuple { elts, .. } | ExprKind::List { elts, .. } => {
            elts.iter().all(|elt| is_target(elt, may_have_star))
        }
        _ => false,
    }
}
// ANCHOR_END: is_target
