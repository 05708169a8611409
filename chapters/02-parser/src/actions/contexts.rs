//! Load, store, delete: the same expression seen as a target.
//!
//! CPython: `_PyPegen_set_expr_context` in `Parser/action_helpers.c`.
//!
//! A rule learns that an expression is a target after it has made the node. Nodes are never
//! changed, since the memo table may hand them out again; a target is a new node.

use crate::ast::{Expr, ExprContext, ExprKind};
use crate::packrat::with_enough_stack;
use crate::parser::Parser;

impl<'a> Parser<'a> {
    // ANCHOR: contexts
    /// The same expression with another context, down through tuples, lists and stars.
    pub(crate) fn set_context(&mut self, expr: &'a Expr<'a>, ctx: ExprContext) -> &'a Expr<'a> {
        let kind = match expr.kind {
            ExprKind::Name { id, .. } => ExprKind::Name { id, ctx },
            ExprKind::Attribute { value, attr, .. } => ExprKind::Attribute { value, attr, ctx },
            ExprKind::Subscript { value, slice, .. } => ExprKind::Subscript { value, slice, ctx },
            ExprKind::Starred { value, .. } => {
                ExprKind::Starred { value: self.set_context(value, ctx), ctx }
            }
            ExprKind::Tuple { elts, .. } => {
                ExprKind::Tuple { elts: self.set_contexts(elts, ctx), ctx }
            }
            ExprKind::List { elts, .. } => {
                ExprKind::List { elts: self.set_contexts(elts, ctx), ctx }
            }
            _ => return expr,
        };
        self.arena.alloc(Expr { kind, range: expr.range })
    }

    fn set_contexts(&mut self, exprs: &[&'a Expr<'a>], ctx: ExprContext) -> &'a [&'a Expr<'a>] {
        with_enough_stack(|| {
            let arena = self.arena;
            arena.alloc_slice_fill_with(exprs.len(), |index| self.set_context(exprs[index], ctx))
        })
    }
    // ANCHOR_END: contexts
}
