//! What is wrong with a literal where it stands, though the program may run.
//!
//! CPython: `check_compare`, `check_caller`, `check_subscripter`, `check_index`, `infer_type` in
//! `Python/compile.c`.
//!
//! `[(1, 2) (3, 4)]` calls a tuple: most likely a comma is missing. Where the type of an
//! operand can be seen and can't work, there is a warning.

use parser::ast::{CmpOp, Constant, Expr, ExprKind, Exprs};

use crate::codegen::Generator;
use crate::errors::Error;
use crate::warnings::WarningKind;

impl<'a> Generator<'a> {
    /// Warns of `is` with a literal; whether two equal ones are one object is chance.
    /// C: `check_compare`.
    pub(super) fn check_identity(
        &mut self,
        left: &'a Expr<'a>,
        operators: &'a [CmpOp],
        comparators: Exprs<'a>,
    ) -> Result<(), Error> {
        let lefts = std::iter::once(left).chain(comparators.iter().copied());
        for ((left, right), operator) in lefts.zip(comparators).zip(operators) {
            let kind = match operator {
                CmpOp::Is => WarningKind::IsLiteral,
                CmpOp::IsNot => WarningKind::IsNotLiteral,
                _ => continue,
            };
            if !has_identity(left) || !has_identity(right) {
                return self.warn(kind);
            }
        }
        Ok(())
    }

    /// C: `check_caller`
    pub(super) fn check_callable(&mut self, function: &Expr<'_>) -> Result<(), Error> {
        match function.kind {
            // A function is what a lambda makes.
            ExprKind::Lambda { .. } => Ok(()),
            _ => match type_of(function) {
                Some(name) => self.warn(WarningKind::NotCallable(name)),
                None => Ok(()),
            },
        }
    }

    /// C: `check_subscripter`
    pub(super) fn check_subscriptable(&mut self, value: &Expr<'_>) -> Result<(), Error> {
        let is_wrong = match value.kind {
            ExprKind::Constant { value, .. } => matches!(
                value,
                Constant::None
                    | Constant::Ellipsis
                    | Constant::Bool(_)
                    | Constant::Int(_)
                    | Constant::NegativeInt(_)
                    | Constant::Float(_)
                    | Constant::Complex { .. }
                    | Constant::FrozenSet(_)
            ),
            ExprKind::Set { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::GeneratorExp { .. }
            | ExprKind::Lambda { .. } => true,
            _ => false,
        };
        match type_of(value).filter(|_| is_wrong) {
            Some(name) => self.warn(WarningKind::NotSubscriptable(name)),
            None => Ok(()),
        }
    }

    /// C: `check_index`
    pub(super) fn check_index(&mut self, value: &Expr<'_>, index: &Expr<'_>) -> Result<(), Error> {
        let Some(index_type) = type_of(index) else { return Ok(()) };
        if matches!(index_type, "int" | "bool") {
            return Ok(());
        }
        let is_sequence = match value.kind {
            ExprKind::Constant { value, .. } => {
                matches!(value, Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_))
            }
            ExprKind::Tuple { .. }
            | ExprKind::List { .. }
            | ExprKind::ListComp { .. }
            | ExprKind::JoinedStr { .. }
            | ExprKind::FormattedValue { .. } => true,
            _ => false,
        };
        match type_of(value).filter(|_| is_sequence) {
            Some(name) => self.warn(WarningKind::NotAnIndex(name, index_type)),
            None => Ok(()),
        }
    }
}

/// Whether it can be sensible to ask for the identity of its value. C: `check_is_arg`.
fn has_identity(expression: &Expr<'_>) -> bool {
    match expression.kind {
        ExprKind::Constant { value, .. } => {
            matches!(value, Constant::None | Constant::Bool(_) | Constant::Ellipsis)
        }
        _ => true,
    }
}

/// The type of a value, where it can be seen. C: `infer_type`.
fn type_of(expression: &Expr<'_>) -> Option<&'static str> {
    Some(match expression.kind {
        ExprKind::Tuple { .. } => "tuple",
        ExprKind::List { .. } | ExprKind::ListComp { .. } => "list",
        ExprKind::Dict { .. } | ExprKind::DictComp { .. } => "dict",
        ExprKind::Set { .. } | ExprKind::SetComp { .. } => "set",
        ExprKind::GeneratorExp { .. } => "generator",
        ExprKind::Lambda { .. } => "function",
        ExprKind::JoinedStr { .. } | ExprKind::FormattedValue { .. } => "str",
        ExprKind::Constant { value, .. } => match value {
            Constant::None => "NoneType",
            Constant::Bool(_) => "bool",
            Constant::Ellipsis => "ellipsis",
            Constant::Int(_) | Constant::NegativeInt(_) => "int",
            Constant::Float(_) => "float",
            Constant::Complex { .. } => "complex",
            Constant::Str(_) => "str",
            Constant::Bytes(_) => "bytes",
            Constant::Tuple(_) => "tuple",
            Constant::FrozenSet(_) => "frozenset",
        },
        _ => return None,
    })
}
