//! The int object.
//!
//! CPython: `Include/cpython/longintrepr.h` (`PyLongObject`), `Objects/longobject.c`
//! (`PyLong_FromLong`, `get_small_int`, `long_richcompare`, `long_add`).
//!
//! Digits of 30 bits, the lowest first; the sign is that of `ob_size`, and zero has no digit.
//! The ints from −5 to 256 exist once.

use std::cell::Cell;

use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Layout, Obj, PyVarObject, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{hash, truth};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyNumberMethods, flags};
use crate::types::{int, not_implemented};

// ANCHOR: layout
/// C: `PyLongObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyLongObject {
    pub ob_base: PyVarObject,
    pub ob_digit: [Cell<u32>; 1],
}

const _: () = assert!(std::mem::offset_of!(PyLongObject, ob_digit) == 24);

/// Bits of a digit. C: `PyLong_SHIFT`.
pub const SHIFT: u32 = 30;
/// C: `PyLong_MASK`.
pub const MASK: u32 = (1 << SHIFT) - 1;

/// A borrowed int.
pub type Int<'a> = Obj<'a, PyLongObject>;

// SAFETY: all ints begin with the struct.
unsafe impl Layout for PyLongObject {
    const SUBCLASS_FLAG: usize = flags::LONG_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &INT
    }
}

/// `int`.
pub static INT: StaticType = StaticType::new(Table::<PyLongObject> {
    tp_name: c"int",
    tp_doc: "A whole number of any size.",
    tp_basicsize: 24,
    tp_itemsize: 4,
    tp_flags: flags::BASETYPE | flags::LONG_SUBCLASS | flags::MATCH_SELF,
    tp_as_number: PyNumberMethods {
        nb_add: Some(int_add),
        nb_bool: truth(int_bool),
        nb_int: Some(int_int),
        nb_index: Some(int_int),
        ..PyNumberMethods::NONE
    },
    tp_hash: hash(int_hash),
    tp_richcompare: Some(int_compare),
    tp_dealloc: Some(dealloc::<PyLongObject>),
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: small
struct SmallInts([PyLongObject; 262]);

// SAFETY: written only by the thread that holds the GIL.
unsafe impl Sync for SmallInts {}

/// From −5 to 256. C: `small_ints`.
static SMALL_INTS: SmallInts = {
    let mut ints = [const {
        PyLongObject { ob_base: PyVarObject::head(INT.as_head(), 0), ob_digit: [Cell::new(0)] }
    }; 262];
    let mut index = 0;
    while index < 262 {
        let value = index as isize - 5;
        ints[index].ob_base.ob_size = Cell::new(value.signum());
        ints[index].ob_digit = [Cell::new(value.unsigned_abs() as u32)];
        index += 1;
    }
    SmallInts(ints)
};
// ANCHOR_END: small

// ANCHOR: new
/// An int. C: `PyLong_FromLongLong`.
#[inline]
pub fn from_i64(value: i64) -> Result<Ref<PyLongObject>> {
    match value {
        -5..=256 => {
            let small: Int<'static> = Obj::from_static(&SMALL_INTS.0[(value + 5) as usize]);
            Ok(small.to_ref())
        }
        _ => from_magnitude(value.unsigned_abs().into(), value < 0),
    }
}

/// An int. C: `PyLong_FromUnsignedLongLong`.
pub fn from_u64(value: u64) -> Result<Ref<PyLongObject>> {
    match i64::try_from(value) {
        Ok(value) => from_i64(value),
        Err(_) => from_magnitude(value.into(), false),
    }
}

/// An int that fits 128 bits.
pub fn from_i128(value: i128) -> Result<Ref<PyLongObject>> {
    match i64::try_from(value) {
        Ok(value) => from_i64(value),
        Err(_) => from_magnitude(value.unsigned_abs(), value < 0),
    }
}

fn from_magnitude(magnitude: u128, is_negative: bool) -> Result<Ref<PyLongObject>> {
    let digits: [u32; 5] =
        std::array::from_fn(|at| (magnitude >> (at as u32 * SHIFT)) as u32 & MASK);
    let count = 5 - digits.iter().rev().take_while(|&&digit| digit == 0).count();
    from_digits(&digits[..count], is_negative)
}

/// An int of its digits, the lowest first, without zeros at the top. C: `_PyLong_New`.
pub fn from_digits(digits: &[u32], is_negative: bool) -> Result<Ref<PyLongObject>> {
    if let ([] | [0..=256], false) | ([0..=5], true) = (digits, is_negative) {
        let value = i64::from(digits.first().copied().unwrap_or(0));
        return from_i64(if is_negative { -value } else { value });
    }
    let object = memory::allocate_untracked(INT.as_type(), digits.len())?.cast::<PyLongObject>();
    // SAFETY: a new object with room for so many digits.
    unsafe {
        let first = object.as_ptr().byte_add(24).cast::<u32>();
        first.copy_from_nonoverlapping(digits.as_ptr(), digits.len());
        let size = digits.len() as isize;
        object.as_ref().ob_base.ob_size.set(if is_negative { -size } else { size });
        Ok(Ref::from_owned(object))
    }
}
/// An int whose digits an algorithm fills in: room for at most so many, of which it says how many
/// it has used, and the sign, as `ob_size` does.
pub fn from_algorithm(
    most: usize,
    fill: impl FnOnce(&mut [u32]) -> isize,
) -> Result<Ref<PyLongObject>> {
    let object = memory::allocate_untracked(INT.as_type(), most)?.cast::<PyLongObject>();
    // SAFETY: a new object with room for so many digits, all zero.
    let int = unsafe {
        let first = object.as_ptr().byte_add(24).cast::<u32>();
        let size = fill(std::slice::from_raw_parts_mut(first, most));
        object.as_ref().ob_base.ob_size.set(size);
        Ref::from_owned(object)
    };
    match (int.borrow().digits(), int.borrow().is_negative()) {
        ([] | [0..=256], false) | ([0..=5], true) => {
            let value = i64::from(int.borrow().digits().first().copied().unwrap_or(0));
            from_i64(if int.borrow().is_negative() { -value } else { value })
        }
        _ => Ok(int),
    }
}
// ANCHOR_END: new

// ANCHOR: look
impl<'a> Obj<'a, PyLongObject> {
    /// The digits, the lowest first.
    pub fn digits(self) -> &'a [u32] {
        // SAFETY: so many digits follow the head, and never change while anybody looks.
        unsafe {
            let first = self.as_ptr().as_ptr().byte_add(24).cast::<u32>();
            std::slice::from_raw_parts(first, self.ob_base.ob_size.get().unsigned_abs())
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.ob_base.ob_size.get() < 0
    }

    /// The value, if it fits. C: `PyLong_AsLongLongAndOverflow`.
    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        i64::try_from(self.to_i128()?).ok()
    }

    /// The value, if it fits.
    pub fn to_i128(self) -> Option<i128> {
        let digits = self.digits();
        if digits.len() > 4 {
            return None;
        }
        let fold = |value: i128, &digit: &u32| value << SHIFT | i128::from(digit);
        let magnitude = digits.iter().rev().fold(0, fold);
        Some(if self.is_negative() { -magnitude } else { magnitude })
    }

    /// The number, for the algorithms beside this file.
    #[inline]
    pub fn number(self) -> int::Int<'a> {
        int::Int::new(self.is_negative(), self.digits())
    }

    /// C: `long_hash`.
    pub fn hash_value(self) -> isize {
        int::hash(self.number()) as isize
    }
}
// ANCHOR_END: look

// ANCHOR: slots
/// `left + right`. C: `long_add`.
extern "C" fn int_add(left: Obj<'_>, right: Obj<'_>) -> Result {
    let (Some(left), Some(right)) = (left.downcast(), right.downcast::<PyLongObject>()) else {
        return Ok(not_implemented().to_ref());
    };
    let left: Int<'_> = left;
    Ok(add(left, right)?.object())
}

/// The sum of two ints. C: `_PyLong_Add`.
pub fn add(left: Int<'_>, right: Int<'_>) -> Result<Ref<PyLongObject>> {
    let (left, right) = (left.number(), right.number());
    from_algorithm(int::add_size(left, right), |digits| int::add(left, right, digits))
}

fn int_bool(int: Int<'_>) -> Result<bool> {
    Ok(int.ob_base.ob_size.get() != 0)
}

/// An exact int of the same value.
extern "C" fn int_int(int: Int<'_>) -> Result {
    match int.is_exactly(&INT) {
        true => Ok(int.object().to_ref()),
        false => Ok(from_digits(int.digits(), int.is_negative())?.object()),
    }
}

fn int_hash(int: Int<'_>) -> Result<isize> {
    Ok(int.hash_value())
}

extern "C" fn int_compare(left: Int<'_>, right: Obj<'_>, comparison: i32) -> Result {
    match (right.downcast::<PyLongObject>(), Comparison::of(comparison)) {
        (Some(right), Some(comparison)) => {
            Ok(crate::types::bool_(comparison.holds(int::compare(left.number(), right.number())))
                .to_ref())
        }
        _ => Ok(not_implemented().to_ref()),
    }
}
// ANCHOR_END: slots
