//! Arithmetic: `x + y` finds `long_add` here.
//!
//! CPython: `Objects/abstract.c` (`binary_op1`, `binary_op`, `binary_iop1`, `PyNumber_*`).
//!
//! An operator asks the left operand's type, then the right's; the right's comes first if it is a
//! subclass with an operator of its own. An answer of `NotImplemented` means "ask the other".

use crate::errors::{INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, raise};
use crate::object::{Obj, Raised, Ref, Result};
use crate::type_object::{BinaryFunc, OperatorFunc, PyNumberMethods, PyTypeObject};
use crate::types::int::{INT, PyLongObject};
use crate::types::{bool_, none, not_implemented};

// ANCHOR: operators
/// An operator with its slots. The table below has one row for each.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "two functions and a symbol")]
pub struct Operator {
    /// As messages quote it.
    pub symbol: &'static str,
    slot: fn(&PyNumberMethods) -> Option<OperatorFunc>,
    in_place: fn(&PyNumberMethods) -> Option<BinaryFunc>,
}

macro_rules! operators {
    ($($name:ident = $symbol:literal, $slot:ident, $in_place:expr;)*) => {
        $(
            #[allow(missing_docs)]
            pub const $name: Operator =
                Operator { symbol: $symbol, slot: |suite| suite.$slot, in_place: $in_place };
        )*
    };
}

operators! {
    ADD = "+", nb_add, |suite| suite.nb_inplace_add;
    SUBTRACT = "-", nb_subtract, |suite| suite.nb_inplace_subtract;
    MULTIPLY = "*", nb_multiply, |suite| suite.nb_inplace_multiply;
    REMAINDER = "%", nb_remainder, |suite| suite.nb_inplace_remainder;
    DIVMOD = "divmod()", nb_divmod, |_| None;
    LEFT_SHIFT = "<<", nb_lshift, |suite| suite.nb_inplace_lshift;
    RIGHT_SHIFT = ">>", nb_rshift, |suite| suite.nb_inplace_rshift;
    AND = "&", nb_and, |suite| suite.nb_inplace_and;
    XOR = "^", nb_xor, |suite| suite.nb_inplace_xor;
    OR = "|", nb_or, |suite| suite.nb_inplace_or;
    FLOOR_DIVIDE = "//", nb_floor_divide, |suite| suite.nb_inplace_floor_divide;
    TRUE_DIVIDE = "/", nb_true_divide, |suite| suite.nb_inplace_true_divide;
    MATRIX_MULTIPLY = "@", nb_matrix_multiply, |suite| suite.nb_inplace_matrix_multiply;
}
// ANCHOR_END: operators

// ANCHOR: binary
impl<'a> Obj<'a> {
    /// `self ∘ other` by the number suites, `NotImplemented` where neither knows how.
    /// C: `binary_op1`.
    fn binary_slots(self, other: Obj<'_>, operator: Operator) -> Result {
        let (left, right) = (self.ob_type(), other.ob_type());
        let left_slot = left.number(operator.slot);
        let mut right_slot = match left.is(right) {
            true => None,
            false => right.number(operator.slot),
        };
        if let (Some(a), Some(b)) = (left_slot, right_slot)
            && a as usize == b as usize
        {
            right_slot = None;
        }
        if let Some(slot) = left_slot {
            if let Some(reflected) = right_slot
                && right.is_subtype_of(left)
            {
                let result = reflected(self, other)?;
                if !result.borrow().is_not_implemented() {
                    return Ok(result);
                }
                right_slot = None;
            }
            let result = slot(self, other)?;
            if !result.borrow().is_not_implemented() {
                return Ok(result);
            }
        }
        match right_slot {
            Some(slot) => slot(self, other),
            None => Ok(not_implemented().to_ref()),
        }
    }

    /// `self ∘ other`. C: `PyNumber_Add` and the others.
    pub fn binary(self, other: Obj<'_>, operator: Operator) -> Result {
        let result = self.binary_slots(other, operator)?;
        if !result.borrow().is_not_implemented() {
            return Ok(result);
        }
        drop(result);
        match self.sequence_operator(other, operator, false)? {
            Some(result) => Ok(result),
            None => Err(unsupported(self, other, operator.symbol)),
        }
    }

    /// `self ∘= other`. C: `PyNumber_InPlaceAdd` and the others.
    pub fn binary_in_place(self, other: Obj<'_>, operator: Operator) -> Result {
        if let Some(slot) = self.ob_type().number(operator.in_place) {
            let result = slot(self, other)?;
            if !result.borrow().is_not_implemented() {
                return Ok(result);
            }
        }
        let result = self.binary_slots(other, operator)?;
        if !result.borrow().is_not_implemented() {
            return Ok(result);
        }
        drop(result);
        match self.sequence_operator(other, operator, true)? {
            Some(result) => Ok(result),
            None => Err(unsupported(self, other, &format!("{}=", operator.symbol))),
        }
    }

    /// `+` and `*` of sequences, which have slots of their own.
    fn sequence_operator(
        self,
        other: Obj<'_>,
        operator: Operator,
        in_place: bool,
    ) -> Result<Option<Ref>> {
        let ob_type = self.ob_type();
        match operator.symbol {
            "+" => {
                let slot = ob_type.sequence(|suite| {
                    suite.sq_inplace_concat.filter(|_| in_place).or(suite.sq_concat)
                });
                slot.map(|slot| slot(self, other)).transpose()
            }
            "*" => {
                let repeat = |suite: &crate::type_object::PySequenceMethods| {
                    suite.sq_inplace_repeat.filter(|_| in_place).or(suite.sq_repeat)
                };
                if let Some(slot) = ob_type.sequence(repeat) {
                    return Ok(Some(slot(self, repeat_count(other)?)?));
                }
                match other.ob_type().sequence(|suite| suite.sq_repeat) {
                    Some(slot) => Ok(Some(slot(other, repeat_count(self)?)?)),
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// `pow(self, other, modulus)`, and `**` with a modulus of `None`. C: `ternary_op`.
    pub fn power(self, other: Obj<'_>, modulus: Obj<'_>) -> Result {
        self.power_slots(other, modulus, "** or pow()")
    }

    /// `self **= other`. C: `PyNumber_InPlacePower`.
    pub fn power_in_place(self, other: Obj<'_>) -> Result {
        if let Some(slot) = self.ob_type().number(|suite| suite.nb_inplace_power) {
            let result = slot(self, other, none())?;
            if !result.borrow().is_not_implemented() {
                return Ok(result);
            }
        }
        self.power_slots(other, none(), "**=")
    }

    fn power_slots(self, other: Obj<'_>, modulus: Obj<'_>, symbol: &str) -> Result {
        let slot_of = |object: Obj<'_>| object.ob_type().number(|suite| suite.nb_power);
        let (left, mut right) = (slot_of(self), slot_of(other));
        if let (Some(a), Some(b)) = (left, right)
            && (a as usize == b as usize || self.ob_type().is(other.ob_type()))
        {
            right = None;
        }
        let mut tried = [None; 3];
        if right.is_some() && left.is_some() && other.ob_type().is_subtype_of(self.ob_type()) {
            tried[0] = right.take();
        }
        tried[1] = left;
        tried[2] = right;
        for slot in tried.into_iter().flatten() {
            let result = slot(self, other, modulus)?;
            if !result.borrow().is_not_implemented() {
                return Ok(result);
            }
        }
        let third = slot_of(modulus).filter(|third| {
            [left, right].into_iter().flatten().all(|slot| slot as usize != *third as usize)
        });
        if let Some(slot) = third {
            let result = slot(self, other, modulus)?;
            if !result.borrow().is_not_implemented() {
                return Ok(result);
            }
        }
        let name = |object: Obj<'_>| object.ob_type().name().to_owned();
        if modulus.is_none() {
            return Err(unsupported(self, other, symbol));
        }
        Err(raise(
            &TYPE_ERROR,
            format_args!(
                "unsupported operand type(s) for {symbol}: '{}', '{}', '{}'",
                name(self),
                name(other),
                name(modulus)
            ),
        ))
    }
}

fn unsupported(left: Obj<'_>, right: Obj<'_>, symbol: &str) -> Raised {
    raise(
        &TYPE_ERROR,
        format_args!(
            "unsupported operand type(s) for {symbol}: '{}' and '{}'",
            left.ob_type().name(),
            right.ob_type().name()
        ),
    )
}

fn repeat_count(count: Obj<'_>) -> Result<isize> {
    if count.ob_type().number(|suite| suite.nb_index).is_none() {
        let name = count.ob_type().name().to_owned();
        let message = format_args!("can't multiply sequence by non-int of type '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    count.to_index(Some(&OVERFLOW_ERROR))
}
// ANCHOR_END: binary

// ANCHOR: unary
/// An operator with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    /// `-x`
    Negative,
    /// `+x`
    Positive,
    /// `~x`
    Invert,
    /// `abs(x)`
    Absolute,
}

impl<'a> Obj<'a> {
    /// C: `PyNumber_Negative` and the others.
    pub fn unary(self, operator: Unary) -> Result {
        let slot = self.ob_type().number(|suite| match operator {
            Unary::Negative => suite.nb_negative,
            Unary::Positive => suite.nb_positive,
            Unary::Invert => suite.nb_invert,
            Unary::Absolute => suite.nb_absolute,
        });
        if let Some(slot) = slot {
            return slot(self);
        }
        let symbol = match operator {
            Unary::Negative => "unary -",
            Unary::Positive => "unary +",
            Unary::Invert => "unary ~",
            Unary::Absolute => "abs()",
        };
        let name = self.ob_type().name().to_owned();
        Err(raise(&TYPE_ERROR, format_args!("bad operand type for {symbol}: '{name}'")))
    }

    /// The truth of an object: `nb_bool`, else a length above zero, else true.
    /// C: `PyObject_IsTrue`.
    #[inline]
    pub fn is_true(self) -> Result<bool> {
        if self.is(bool_(true)) {
            return Ok(true);
        }
        if self.is(bool_(false)) || self.is_none() {
            return Ok(false);
        }
        let ob_type = self.ob_type();
        if let Some(slot) = ob_type.number(|suite| suite.nb_bool) {
            return slot(self).into();
        }
        let slot = ob_type.mapping(|suite| suite.mp_length);
        match slot.or_else(|| ob_type.sequence(|suite| suite.sq_length)) {
            Some(slot) => Ok(Result::<usize>::from(slot(self))? > 0),
            None => Ok(true),
        }
    }

    /// An exact int from an int or from what has `__index__`. C: `PyNumber_Index`.
    pub fn index(self) -> Result<Ref<PyLongObject>> {
        let int = match self.downcast::<PyLongObject>() {
            Some(int) => int.to_ref(),
            None => self.index_or_subclass()?,
        };
        match int.borrow().is_exactly(&INT) {
            true => Ok(int),
            false => crate::types::int::object::from_digits(
                int.borrow().digits(),
                int.borrow().is_negative(),
            ),
        }
    }

    fn index_or_subclass(self) -> Result<Ref<PyLongObject>> {
        let ob_type = self.ob_type();
        let Some(slot) = ob_type.number(|suite| suite.nb_index) else {
            let message =
                format_args!("'{}' object cannot be interpreted as an integer", ob_type.name());
            return Err(raise(&TYPE_ERROR, message));
        };
        slot(self)?.downcast().map_err(|other| {
            let name = other.borrow().ob_type().name().to_owned();
            raise(&TYPE_ERROR, format_args!("__index__ returned non-int (type {name})"))
        })
    }

    /// An index as a machine's number. One that doesn't fit raises `overflow`, or becomes the
    /// nearest that does. C: `PyNumber_AsSsize_t`.
    pub fn to_index(self, overflow: Option<&'static PyTypeObject>) -> Result<isize> {
        let int = self.index()?;
        if let Some(index) = int.borrow().to_i64() {
            return Ok(index as isize);
        }
        match overflow {
            None if int.borrow().is_negative() => Ok(isize::MIN),
            None => Ok(isize::MAX),
            Some(overflow) => {
                let name = self.ob_type().name().to_owned();
                let message = format_args!("cannot fit '{name}' into an index-sized integer");
                Err(raise(overflow, message))
            }
        }
    }

    /// The state of an iterator that is being unpickled. C: `PyLong_AsSsize_t`.
    pub fn to_state_index(self) -> Result<isize> {
        let Some(state) = self.downcast::<PyLongObject>() else {
            return Err(raise(&TYPE_ERROR, "an integer is required"));
        };
        let state = state.to_i64().map(|state| state as isize);
        let message = "Python int too large to convert to C ssize_t";
        state.ok_or_else(|| raise(&OVERFLOW_ERROR, message))
    }

    /// An index into something, out of which `IndexError` leads.
    pub fn to_item_index(self) -> Result<isize> {
        self.to_index(Some(&INDEX_ERROR))
    }
}
// ANCHOR_END: unary
