//! How tightly an operator binds its operands: where parentheses must stand.
//!
//! CPython: `_Precedence` in `Lib/ast.py`; the `PR_` constants of `Python/ast_unparse.c`.
//!
//! Whoever writes an operand says how tight it has to be. What is looser than that puts
//! itself in parentheses.

use crate::ast::{BoolOp, CmpOp, Operator, UnaryOp};

// ANCHOR: levels
/// The levels, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Precedence {
    /// `target := value`
    NamedExpr,
    /// `a, b`
    Tuple,
    /// `yield`, `yield from`
    Yield,
    /// `if`–`else`, `lambda`
    Test,
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `<`, `in`, `is` and the like
    Comparison,
    /// `|`; also what the operand of a comparison must be at least. C: `PR_EXPR`.
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
    /// `<<`, `>>`
    Shift,
    /// `+`, `-`
    Arithmetic,
    /// `*`, `@`, `/`, `%`, `//`
    Term,
    /// `+`, `-`, `~` with one operand
    Factor,
    /// `**`
    Power,
    /// `await`
    Await,
    /// A name, a literal, anything in brackets.
    Atom,
}
// ANCHOR_END: levels

impl Precedence {
    const ALL: [Precedence; 18] = {
        use Precedence::*;
        [
            NamedExpr, Tuple, Yield, Test, Or, And, Not, Comparison, BitOr, BitXor, BitAnd, Shift,
            Arithmetic, Term, Factor, Power, Await, Atom,
        ]
    };

    /// The next tighter level; there is none beyond the last.
    pub(super) fn next(self) -> Precedence {
        Precedence::ALL.get(self as usize + 1).copied().unwrap_or(self)
    }
}

/// An operator as it is written, and how tightly it binds.
pub(super) trait Symbol {
    fn symbol(self) -> &'static str;
    fn precedence(self) -> Precedence;
}

/// Writes [`Symbol`] from a table.
macro_rules! symbols {
    ($type:ident { $($operator:ident $symbol:literal $precedence:ident)* }) => {
        impl Symbol for $type {
            fn symbol(self) -> &'static str {
                match self { $($type::$operator => $symbol,)* }
            }
            fn precedence(self) -> Precedence {
                match self { $($type::$operator => Precedence::$precedence,)* }
            }
        }
    };
}

symbols! { BoolOp {
    And "and" And
    Or  "or"  Or
} }

symbols! { UnaryOp {
    Invert "~"    Factor
    Not    "not " Not
    UAdd   "+"    Factor
    USub   "-"    Factor
} }

symbols! { Operator {
    Add      "+"  Arithmetic
    Sub      "-"  Arithmetic
    Mult     "*"  Term
    MatMult  "@"  Term
    Div      "/"  Term
    Mod      "%"  Term
    Pow      "**" Power
    LShift   "<<" Shift
    RShift   ">>" Shift
    BitOr    "|"  BitOr
    BitXor   "^"  BitXor
    BitAnd   "&"  BitAnd
    FloorDiv "//" Term
} }

symbols! { CmpOp {
    Eq    "=="     Comparison
    NotEq "!="     Comparison
    Lt    "<"      Comparison
    LtE   "<="     Comparison
    Gt    ">"      Comparison
    GtE   ">="     Comparison
    Is    "is"     Comparison
    IsNot "is not" Comparison
    In    "in"     Comparison
    NotIn "not in" Comparison
} }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_is_in_its_place() {
        for (index, level) in Precedence::ALL.into_iter().enumerate() {
            assert_eq!(level as usize, index);
        }
        assert_eq!(Precedence::Test.next(), Precedence::Or);
        assert_eq!(Precedence::Atom.next(), Precedence::Atom);
    }
}
