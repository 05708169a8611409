//! Operators on constants: which are computed, and which would come to too much.
//!
//! CPython: `fold_unaryop`, `fold_binop`, `safe_multiply`, `safe_power`, `safe_lshift`,
//! `safe_mod` in `Python/ast_opt.c`.

use num_bigint::BigInt;
use parser::ast::{CmpOp, Constant, Expr, ExprKind, Operator, UnaryOp};

use crate::fold::complex::{self, Complex};
use crate::fold::expressions::{constant, has_starred};
use crate::fold::{Folder, float, integer, sequence};

/// The most bits of an int that a product, a power or a shift may come to.
const MAX_INT_SIZE: u64 = 128;

/// A number among the constants.
pub(super) enum Number {
    Int(BigInt),
    Float(f64),
    Complex(Complex),
}

impl Number {
    /// The number that a constant is. `True` is 1.
    pub(super) fn new(value: Constant<'_>) -> Option<Number> {
        Some(match value {
            Constant::Bool(value) => Number::Int(BigInt::from(value)),
            Constant::Int(_) | Constant::NegativeInt(_) => Number::Int(integer::value(value)?),
            Constant::Float(value) => Number::Float(value),
            Constant::Complex { real, imag } => Number::Complex(Complex { real, imag }),
            _ => return None,
        })
    }

    /// `float(self)`; `None` for a complex number and where an int is too large.
    fn to_float(&self) -> Option<f64> {
        match self {
            Number::Int(value) => integer::to_float(value),
            Number::Float(value) => Some(*value),
            Number::Complex(_) => None,
        }
    }

    /// The float nearest to the number or to its real part, by which equal numbers are alike.
    pub(super) fn nearest_float(&self) -> Option<f64> {
        match self {
            Number::Complex(value) => Some(value.real),
            _ => self.to_float(),
        }
    }

    /// `self == other`
    pub(super) fn equals(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(left), Number::Int(right)) => left == right,
            (Number::Float(left), Number::Float(right)) => left == right,
            (Number::Int(int), Number::Float(float)) | (Number::Float(float), Number::Int(int)) => {
                integer::equals_float(int, *float)
            }
            (Number::Complex(left), Number::Complex(right)) => {
                left.real == right.real && left.imag == right.imag
            }
            (Number::Complex(complex), real) | (real, Number::Complex(complex)) => {
                complex.imag == 0.0 && real.equals(&Number::Float(complex.real))
            }
        }
    }

    fn to_complex(&self) -> Option<Complex> {
        match self {
            Number::Complex(value) => Some(*value),
            _ => self.to_float().map(Complex::from),
        }
    }
}

impl<'a> Folder<'a> {
    /// C: `fold_unaryop`
    pub(super) fn fold_unary_op(
        &mut self,
        expression: &'a Expr<'a>,
        op: UnaryOp,
        operand: &'a Expr<'a>,
    ) -> &'a Expr<'a> {
        if let Some(value) = constant(operand) {
            let value = self.unary(op, value);
            return self.replaced_by(expression, value);
        }
        let ExprKind::Compare { left, ops: &[compare], comparators } = operand.kind else {
            return expression;
        };
        // `not a == b` may be something else than `a != b`: classes define both.
        let inverse = match (op, compare) {
            (UnaryOp::Not, CmpOp::Is) => CmpOp::IsNot,
            (UnaryOp::Not, CmpOp::IsNot) => CmpOp::Is,
            (UnaryOp::Not, CmpOp::In) => CmpOp::NotIn,
            (UnaryOp::Not, CmpOp::NotIn) => CmpOp::In,
            _ => return expression,
        };
        let ops = self.arena.alloc_slice_copy(&[inverse]);
        self.new_expr(ExprKind::Compare { left, ops, comparators }, operand.range)
    }

    fn unary(&self, op: UnaryOp, value: Constant<'a>) -> Option<Constant<'a>> {
        if op == UnaryOp::Not {
            return Some(Constant::Bool(!is_true(value)));
        }
        let value = match (op, Number::new(value)?) {
            (UnaryOp::Invert, Number::Int(value)) => Number::Int(!value),
            (UnaryOp::Invert, _) => return None,
            (UnaryOp::USub, Number::Int(value)) => Number::Int(-value),
            (UnaryOp::USub, Number::Float(value)) => Number::Float(-value),
            (UnaryOp::USub, Number::Complex(Complex { real, imag })) => {
                Number::Complex(Complex { real: -real, imag: -imag })
            }
            (_, value) => value,
        };
        Some(self.number(value))
    }

    fn number(&self, value: Number) -> Constant<'a> {
        match value {
            Number::Int(value) => integer::constant(self.arena, &value),
            Number::Float(value) => Constant::Float(value),
            Number::Complex(Complex { real, imag }) => Constant::Complex { real, imag },
        }
    }

    /// C: `fold_binop`
    pub(super) fn fold_bin_op(
        &mut self,
        expression: &'a Expr<'a>,
        left: &'a Expr<'a>,
        op: Operator,
        right: &'a Expr<'a>,
    ) -> &'a Expr<'a> {
        let Some(left) = constant(left) else { return expression };
        if let (Operator::Mod, Constant::Str(format), ExprKind::Tuple { elts, .. }) =
            (op, left, right.kind)
            && !has_starred(elts)
        {
            return self.fold_format(expression, format, elts);
        }
        let value = constant(right).and_then(|right| self.binary(left, op, right));
        self.replaced_by(expression, value)
    }

    fn binary(
        &self,
        left: Constant<'a>,
        op: Operator,
        right: Constant<'a>,
    ) -> Option<Constant<'a>> {
        if let (Constant::Bool(left), Constant::Bool(right)) = (left, right) {
            match op {
                Operator::BitAnd => return Some(Constant::Bool(left & right)),
                Operator::BitOr => return Some(Constant::Bool(left | right)),
                Operator::BitXor => return Some(Constant::Bool(left ^ right)),
                _ => {}
            }
        }
        if let (Some(left), Some(right)) = (Number::new(left), Number::new(right)) {
            return arithmetic(left, op, right).map(|value| self.number(value));
        }
        match op {
            Operator::Add => sequence::concatenation(self.arena, left, right),
            Operator::Mult => match (Number::new(left), Number::new(right)) {
                (Some(Number::Int(count)), None) => sequence::repeated(self.arena, right, &count),
                (None, Some(Number::Int(count))) => sequence::repeated(self.arena, left, &count),
                _ => None,
            },
            _ => sequence::set_operation(self.arena, left, op, right),
        }
    }
}

/// `bool(value)`
fn is_true(value: Constant<'_>) -> bool {
    match value {
        Constant::None => false,
        Constant::Bool(value) => value,
        Constant::Ellipsis => true,
        Constant::Int(value) | Constant::NegativeInt(value) => value != parser::ast::Int::Small(0),
        Constant::Float(value) => value != 0.0,
        Constant::Complex { real, imag } => real != 0.0 || imag != 0.0,
        Constant::Str(value) => !value.is_empty(),
        Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(values) | Constant::FrozenSet(values) => !values.is_empty(),
    }
}

/// `left op right`, unless that raises an exception or comes to too large a number.
fn arithmetic(left: Number, op: Operator, right: Number) -> Option<Number> {
    match (&left, &right) {
        (Number::Int(left), Number::Int(right)) => int_arithmetic(left, op, right),
        (Number::Complex(_), _) | (_, Number::Complex(_)) => {
            let (left, right) = (left.to_complex()?, right.to_complex()?);
            complex::arithmetic(left, op, right).map(Number::Complex)
        }
        _ => {
            let (left, right) = (left.to_float()?, right.to_float()?);
            float_arithmetic(left, op, right)
        }
    }
}

// ANCHOR: int_arithmetic
fn int_arithmetic(left: &BigInt, op: Operator, right: &BigInt) -> Option<Number> {
    let zero = BigInt::ZERO;
    let value = match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => {
            let is_large = left.bits() + right.bits() > MAX_INT_SIZE;
            if *left != zero && *right != zero && is_large {
                return None;
            }
            left * right
        }
        Operator::Div => return integer::true_divide(left, right).map(Number::Float),
        Operator::FloorDiv => integer::div_mod(left, right)?.0,
        Operator::Mod => integer::div_mod(left, right)?.1,
        Operator::Pow => return int_power(left, right),
        Operator::LShift => {
            let places = u64::try_from(right).ok();
            if *left == zero || *right == zero {
                // A negative count is refused even for 0.
                return (*right >= zero).then(|| Number::Int(left.clone()));
            }
            let places = places
                .filter(|&places| places <= MAX_INT_SIZE && left.bits() <= MAX_INT_SIZE - places)?;
            left << places
        }
        Operator::RShift if *right < zero => return None,
        Operator::RShift => match u64::try_from(right) {
            Ok(places) if places < left.bits() => left >> places,
            _ if *left < zero => BigInt::from(-1),
            _ => zero,
        },
        Operator::BitOr => left | right,
        Operator::BitXor => left ^ right,
        Operator::BitAnd => left & right,
        Operator::MatMult => return None,
    };
    Some(Number::Int(value))
}
// ANCHOR_END: int_arithmetic

// ANCHOR: int_power
/// C: `safe_power`, `long_pow`
fn int_power(base: &BigInt, exponent: &BigInt) -> Option<Number> {
    if *exponent < BigInt::ZERO {
        let (base, exponent) = (integer::to_float(base)?, integer::to_float(exponent)?);
        return float_arithmetic(base, Operator::Pow, exponent);
    }
    if *exponent == BigInt::ZERO {
        return Some(Number::Int(BigInt::from(1)));
    }
    if *base == BigInt::ZERO {
        return Some(Number::Int(BigInt::ZERO));
    }
    let exponent = u64::try_from(exponent).ok()?;
    if base.bits() > MAX_INT_SIZE / exponent {
        return None;
    }
    // No base has less than one bit, so the exponent is at most 128.
    Some(Number::Int(base.pow(u32::try_from(exponent).ok()?)))
}
// ANCHOR_END: int_power

fn float_arithmetic(left: f64, op: Operator, right: f64) -> Option<Number> {
    let value = match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div if right == 0.0 => return None,
        Operator::Div => left / right,
        Operator::FloorDiv => float::div_mod(left, right)?.0,
        Operator::Mod => float::div_mod(left, right)?.1,
        Operator::Pow => return float::power(left, right),
        _ => return None,
    };
    Some(Number::Float(value))
}
