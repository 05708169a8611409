//! What errors call an expression, and which part of a target they point at.
//!
//! CPython: `_PyPegen_get_expr_name`, `_PyPegen_get_invalid_target` in
//! `Parser/action_helpers.c`.

use crate::ast::{CmpOp, Constant, Expr, ExprKind};

// ANCHOR: targets
/// What a target is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Targets {
    /// Assignment and `with`. C: `STAR_TARGETS`.
    Star,
    /// `del`. C: `DEL_TARGETS`.
    Del,
    /// `for`. C: `FOR_TARGETS`.
    For,
}
// ANCHOR_END: targets

// ANCHOR: expr_name
/// What an error calls an expression. C: `_PyPegen_get_expr_name`.
pub(crate) fn expr_name(expr: &Expr<'_>) -> &'static str {
    match expr.kind {
        ExprKind::Attribute { .. } => "attribute",
        ExprKind::Subscript { .. } => "subscript",
        ExprKind::Starred { .. } => "starred",
        ExprKind::Name { .. } => "name",
        ExprKind::List { .. } => "list",
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::Lambda { .. } => "lambda",
        ExprKind::Call { .. } => "function call",
        ExprKind::BoolOp { .. } | ExprKind::BinOp { .. } | ExprKind::UnaryOp { .. } => "expression",
        ExprKind::GeneratorExp { .. } => "generator expression",
        ExprKind::Yield { .. } | ExprKind::YieldFrom { .. } => "yield expression",
        ExprKind::Await { .. } => "await expression",
        ExprKind::ListComp { .. } => "list comprehension",
        ExprKind::SetComp { .. } => "set comprehension",
        ExprKind::DictComp { .. } => "dict comprehension",
        ExprKind::Dict { .. } => "dict literal",
        ExprKind::Set { .. } => "set display",
        ExprKind::JoinedStr { .. } | ExprKind::FormattedValue { .. } => "f-string expression",
        ExprKind::Constant { value, .. } => match value {
            Constant::None => "None",
            Constant::Bool(false) => "False",
            Constant::Bool(true) => "True",
            Constant::Ellipsis => "ellipsis",
            _ => "literal",
        },
        ExprKind::Compare { .. } => "comparison",
        ExprKind::IfExp { .. } => "conditional expression",
        ExprKind::NamedExpr { .. } => "named expression",
        ExprKind::Slice { .. } => "slice",
    }
}
// ANCHOR_END: expr_name

// ANCHOR: invalid_target
/// The first part of an expression that can't be such a target.
/// C: `_PyPegen_get_invalid_target`.
///
/// Only lists, tuples and stars are gone into: they are what a target may be made of, and
/// the tokenizer's limit on open brackets bounds how deep.
pub(crate) fn invalid_target<'a>(expr: &'a Expr<'a>, targets: Targets) -> Option<&'a Expr<'a>> {
    match expr.kind {
        ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => {
            elts.iter().find_map(|elt| invalid_target(elt, targets))
        }
        ExprKind::Starred { .. } if targets == Targets::Del => Some(expr),
        ExprKind::Starred { value, .. } => invalid_target(value, targets),
        // `for a in b` without its colon has been read as `for (a in b)`.
        ExprKind::Compare { left, ops, .. } if targets == Targets::For => match ops {
            [CmpOp::In, ..] => invalid_target(left, targets),
            _ => None,
        },
        ExprKind::Name { .. } | ExprKind::Subscript { .. } | ExprKind::Attribute { .. } => None,
        _ => Some(expr),
    }
}
// ANCHOR_END: invalid_target
