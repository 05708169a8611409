//! Exercise 4: no parenthesis too many.

use parser::ast::{Expr, ExprKind, Operator, UnaryOp};

/// How tightly the parts of an expression hold together, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Tightness {
    /// `a + b`, `a - b`
    Sum,
    /// `a * b`, `a / b`
    Product,
    /// `-a`
    Sign,
    /// `a ** b`
    Power,
    /// A name.
    Name,
}

use Tightness::{Name, Power, Product, Sign, Sum};

/// The text of an expression, with the fewest parentheses that it can have.
fn text(expression: &Expr<'_>) -> String {
    text_at_least(Sum, expression)
}

/// The text of an operand, in parentheses if it holds together less tightly than it must.
fn text_at_least(least: Tightness, expression: &Expr<'_>) -> String {
    let (tightness, text) = parts(expression);
    // Too safe.
    if least <= tightness && tightness == Name { text } else { format!("({text})") }
}

/// How tightly an expression holds together, and its text.
fn parts(expression: &Expr<'_>) -> (Tightness, String) {
    match expression.kind {
        ExprKind::Name { id, .. } => (Name, id.to_owned()),
        ExprKind::UnaryOp { op: UnaryOp::USub, operand } => {
            (Sign, format!("-{}", text_at_least(Name, operand)))
        }
        ExprKind::BinOp { left, op, right } => {
            let (tightness, sign) = operator(op);
            let (left, right) = (text_at_least(Name, left), text_at_least(Name, right));
            (tightness, format!("{left} {sign} {right}"))
        }
        _ => panic!("the checks have no {}", expression.class_name()),
    }
}

fn operator(operator: Operator) -> (Tightness, &'static str) {
    match operator {
        Operator::Add => (Sum, "+"),
        Operator::Sub => (Sum, "-"),
        Operator::Mult => (Product, "*"),
        Operator::Div => (Product, "/"),
        Operator::Pow => (Power, "**"),
        _ => panic!("the checks have no {operator:?}"),
    }
}

mod checks;
