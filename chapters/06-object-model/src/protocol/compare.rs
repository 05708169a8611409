//! `==`, `<` and the others.
//!
//! CPython: `Objects/object.c` (`do_richcompare`, `PyObject_RichCompareBool`).

use std::cmp::Ordering;

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::thread_state::enter_recursive_call;
use crate::types::bool_;

// ANCHOR: comparison
/// Which comparison. C: `Py_LT` and the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs)]
pub enum Comparison {
    Less = 0,
    LessEqual = 1,
    Equal = 2,
    NotEqual = 3,
    Greater = 4,
    GreaterEqual = 5,
}

impl Comparison {
    const ALL: [Comparison; 6] = [
        Comparison::Less,
        Comparison::LessEqual,
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Greater,
        Comparison::GreaterEqual,
    ];

    /// From C's number.
    pub fn of(number: i32) -> Option<Comparison> {
        Comparison::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// What is asked of the other operand. C: `_Py_SwappedOp`.
    pub const fn swapped(self) -> Comparison {
        Comparison::ALL[[4, 5, 2, 3, 0, 1][self as usize]]
    }

    /// Whether it holds for operands in that order. C: `Py_RETURN_RICHCOMPARE`.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Less => order.is_lt(),
            Comparison::LessEqual => order.is_le(),
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterEqual => order.is_ge(),
        }
    }
}
// ANCHOR_END: comparison

// ANCHOR: compare
impl Obj<'_> {
    /// `self < other` or another comparison. C: `PyObject_RichCompare`.
    pub fn compare(self, other: Obj<'_>, comparison: Comparison) -> Result {
        let _level = enter_recursive_call(" in comparison")?;
        let (left, right) = (self.ob_type(), other.ob_type());
        let mut reflected_tried = false;
        if !left.is(right)
            && right.is_subtype_of(left)
            && let Some(slot) = right.tp_richcompare.get()
        {
            reflected_tried = true;
            let answer = slot(other, self, comparison.swapped() as i32)?;
            if !answer.borrow().is_not_implemented() {
                return Ok(answer);
            }
        }
        if let Some(slot) = left.tp_richcompare.get() {
            let answer = slot(self, other, comparison as i32)?;
            if !answer.borrow().is_not_implemented() {
                return Ok(answer);
            }
        }
        if !reflected_tried && let Some(slot) = other.ob_type().tp_richcompare.get() {
            let answer = slot(other, self, comparison.swapped() as i32)?;
            if !answer.borrow().is_not_implemented() {
                return Ok(answer);
            }
        }
        match comparison {
            Comparison::Equal => Ok(bool_(self.is(other)).to_ref()),
            Comparison::NotEqual => Ok(bool_(!self.is(other)).to_ref()),
            _ => Err(raise(
                &TYPE_ERROR,
                format_args!(
                    "'{}' not supported between instances of '{}' and '{}'",
                    comparison.symbol(),
                    self.ob_type().name(),
                    other.ob_type().name()
                ),
            )),
        }
    }

    /// The same as a truth; an object equals itself without being asked.
    /// C: `PyObject_RichCompareBool`.
    pub fn compare_bool(self, other: Obj<'_>, comparison: Comparison) -> Result<bool> {
        match comparison {
            Comparison::Equal if self.is(other) => Ok(true),
            Comparison::NotEqual if self.is(other) => Ok(false),
            _ => self.compare(other, comparison)?.borrow().is_true(),
        }
    }
}
// ANCHOR_END: compare
