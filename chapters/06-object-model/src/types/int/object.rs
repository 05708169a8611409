//! The int object.
//!
//! CPython: `Include/cpython/longintrepr.h` (`PyLongObject`), `Objects/longobject.c`
//! (`PyLong_Type`, `PyLong_FromLong`, `get_small_int`, `_PyLong_New`, `long_richcompare`).
//!
//! Digits of 30 bits, the lowest first; the sign is that of `ob_size`, and zero has no digit.
//! The ints from −5 to 256 exist once.
//!
//! Invariant: there is room for at least one digit, which is 0 where there is none, so that the
//! value of most ints is a product: `ob_size * ob_digit[0]`.
//!
//! What can be done with ints: [`operators`], [`methods`], [`text`], and making them, [`new`].

use std::cell::Cell;
use std::cmp::Ordering;
use std::mem::offset_of;
use std::ptr::NonNull;

use crate::dealloc::dealloc;
use crate::errors::no_memory;
use crate::memory;
use crate::object::{Layout, Obj, PyVarObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{hash, truth};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyNumberMethods, Type, flags};
use crate::types::{bool_, float, int, not_implemented};

use super::{methods, new, operators, text};

// ANCHOR: layout
/// C: `PyLongObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyLongObject {
    pub ob_base: PyVarObject,
    pub ob_digit: [Cell<u32>; 1],
}

const _: () = assert!(offset_of!(PyLongObject, ob_digit) == 24);

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
    tp_doc: "A whole number of any size.\n\nint(x) makes one of a number, or of a text with digits; int(text, base) reads digits to\nanother base, which a prefix like 0x decides on if the base is 0.",
    tp_basicsize: 24,
    tp_itemsize: 4,
    tp_flags: flags::BASETYPE | flags::LONG_SUBCLASS | flags::MATCH_SELF,
    tp_new: Some(new::int_new),
    tp_dealloc: Some(int_dealloc),
    tp_repr: Some(text::int_repr),
    tp_as_number: PyNumberMethods {
        nb_add: Some(operators::int_add),
        nb_subtract: Some(operators::int_subtract),
        nb_multiply: Some(operators::int_multiply),
        nb_remainder: Some(operators::int_modulo),
        nb_divmod: Some(operators::int_divmod),
        nb_power: Some(operators::int_power),
        nb_negative: Some(operators::int_negative),
        nb_positive: Some(operators::int_positive),
        nb_absolute: Some(operators::int_absolute),
        nb_bool: truth(int_bool),
        nb_invert: Some(operators::int_invert),
        nb_lshift: Some(operators::int_shift_left),
        nb_rshift: Some(operators::int_shift_right),
        nb_and: Some(operators::int_and),
        nb_xor: Some(operators::int_xor),
        nb_or: Some(operators::int_or),
        nb_int: Some(operators::int_positive),
        nb_float: Some(int_float),
        nb_floor_divide: Some(operators::int_floor_divide),
        nb_true_divide: Some(operators::int_true_divide),
        nb_index: Some(operators::int_positive),
        ..PyNumberMethods::NONE
    },
    tp_hash: hash(int_hash),
    tp_richcompare: Some(int_compare),
    tp_getattro: Some(generic_getattr),
    tp_methods: methods::METHODS,
    tp_getset: methods::GETTERS,
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
        _ if value.unsigned_abs() <= WORD => {
            let block = memory::allocate(WORD_SIZE).map_err(|_| no_memory())?;
            // SAFETY: a new block, with room for two digits.
            unsafe {
                block.cast::<PyVarObject>().write(PyVarObject::head(INT.as_head(), 0));
                let int: Ref<PyLongObject> = Ref::from_owned(block.cast());
                int.borrow().write_word(value);
                Ok(int)
            }
        }
        _ => from_magnitude(value.unsigned_abs().into(), value < 0),
    }
}

/// The greatest number of two digits.
pub const WORD: u64 = (1 << (2 * SHIFT)) - 1;
/// The size of an int of one digit, in which there is room for two.
const WORD_SIZE: usize = (FIRST_DIGIT + 2 * size_of::<u32>()).next_multiple_of(8);
const _: () = assert!(WORD_SIZE == (FIRST_DIGIT + size_of::<u32>()).next_multiple_of(8));

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

/// The integer part of a double. C: `PyLong_FromDouble`.
pub fn from_f64(value: f64) -> Result<Ref<PyLongObject>> {
    const EXACT: f64 = (1_i64 << 53) as f64;
    if value.abs() <= EXACT {
        return from_i64(value as i64);
    }
    from_algorithm(int::from_f64_size(value)?, |digits| Ok(int::from_f64(value, digits)))
}

/// An int of its digits, the lowest first, without zeros at the top. C: `_PyLong_New`.
pub fn from_digits(digits: &[u32], is_negative: bool) -> Result<Ref<PyLongObject>> {
    from_algorithm(digits.len(), |into| {
        into.copy_from_slice(digits);
        let size = digits.len() as isize;
        Ok(if is_negative { -size } else { size })
    })
}

/// An int of a result that has its own digits already.
pub fn from_integer(integer: &int::Integer) -> Result<Ref<PyLongObject>> {
    from_digits(integer.digits(), integer.is_negative())
}

/// An int whose digits an algorithm fills in: room for at most so many, of which it says how many
/// it has used, and the sign, as `ob_size` does. C: `_PyLong_New`, `long_normalize`,
/// `maybe_small_long`.
#[inline]
pub fn from_algorithm(
    most: usize,
    fill: impl FnOnce(&mut [u32]) -> Result<isize>,
) -> Result<Ref<PyLongObject>> {
    let int = allocate(most)?;
    // SAFETY: new, with room for so many digits, all zero, and seen by nobody else.
    let digits = unsafe {
        let first = int.borrow().as_ptr().as_ptr().byte_add(FIRST_DIGIT).cast::<u32>();
        std::slice::from_raw_parts_mut(first, most)
    };
    int.ob_base.ob_size.set(fill(digits)?);
    match int.borrow().one_digit() {
        Some(value @ -5..=256) => from_i64(value),
        _ => Ok(int),
    }
}

const FIRST_DIGIT: usize = offset_of!(PyLongObject, ob_digit);

/// A zero with room for so many digits, at least one.
#[inline]
fn allocate(digits: usize) -> Result<Ref<PyLongObject>> {
    if digits > (isize::MAX as usize - FIRST_DIGIT) / size_of::<u32>() - 1 {
        return Err(int::NumberError::TooManyDigits.into());
    }
    let size = (FIRST_DIGIT + digits.max(1) * size_of::<u32>()).next_multiple_of(8);
    let block = memory::allocate(size).map_err(|_| no_memory())?;
    // SAFETY: a new block of that size.
    unsafe {
        block.add(FIRST_DIGIT).write_bytes(0, size - FIRST_DIGIT);
        block.cast::<PyVarObject>().write(PyVarObject::head(INT.as_head(), 0));
        Ok(Ref::from_owned(block.cast()))
    }
}

/// An exact int has nothing in front and nothing to give up.
///
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn int_dealloc(int: NonNull<PyLongObject>) {
    // SAFETY: nobody else has the int; exact ones come from `allocate`.
    unsafe {
        match Obj::from_ptr(int).is_exactly(&INT) {
            true => memory::free(int.cast()),
            false => dealloc(int),
        }
    }
}

/// An instance of a subclass, of the same value. C: `long_subtype_new`.
pub(super) fn of_subclass(ob_type: Type<'_>, value: Int<'_>) -> Result {
    let alloc = ob_type.tp_alloc.get().unwrap_or(memory::generic_alloc);
    let digits = value.digits();
    let object = alloc(ob_type, digits.len().max(1) as isize)?;
    // SAFETY: an instance of a subclass of int, with room for so many digits.
    unsafe {
        let int: Int<'_> = object.borrow().cast();
        let first = int.as_ptr().as_ptr().byte_add(FIRST_DIGIT).cast::<u32>();
        first.copy_from_nonoverlapping(digits.as_ptr(), digits.len());
        int.ob_base.ob_size.set(value.ob_base.ob_size.get());
    }
    Ok(object)
}
// ANCHOR_END: new

// ANCHOR: look
impl<'a> Obj<'a, PyLongObject> {
    /// The digits, the lowest first.
    pub fn digits(self) -> &'a [u32] {
        // SAFETY: so many digits follow the head, and never change while anybody looks.
        unsafe {
            let first = self.as_ptr().as_ptr().byte_add(FIRST_DIGIT).cast::<u32>();
            std::slice::from_raw_parts(first, self.ob_base.ob_size.get().unsigned_abs())
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.ob_base.ob_size.get() < 0
    }

    /// The value, if it has at most one digit. C: `IS_MEDIUM_VALUE`, `medium_value`.
    #[inline]
    pub fn one_digit(self) -> Option<i64> {
        let size = self.ob_base.ob_size.get() as i64;
        (size.unsigned_abs() <= 1).then(|| size * i64::from(self.ob_digit[0].get()))
    }

    /// The value, if it has at most two digits: two such numbers can be added in machine words.
    #[inline]
    pub fn word(self) -> Option<i64> {
        let size = self.ob_base.ob_size.get();
        let low = i64::from(self.ob_digit[0].get());
        match size {
            0 | 1 => Some(low * size as i64),
            -1 => Some(-low),
            2 | -2 => {
                let magnitude = i64::from(self.digits()[1]) << SHIFT | low;
                Some(if size < 0 { -magnitude } else { magnitude })
            }
            _ => None,
        }
    }

    /// Makes an int that nobody else has another one. Returns whether it can be.
    ///
    /// # Safety
    /// Exactly an `int`, whose one reference is the caller's.
    #[inline]
    pub unsafe fn become_word(self, value: i64) -> bool {
        let fits = !(-5..=256).contains(&value) && value.unsigned_abs() <= WORD;
        if fits {
            // SAFETY: every block of an exact int has room for two digits.
            unsafe { self.write_word(value) };
        }
        fits
    }

    /// # Safety
    /// There is room for two digits, the value needs no more, and nobody else sees the int.
    #[inline]
    unsafe fn write_word(self, value: i64) {
        let magnitude = value.unsigned_abs();
        let high = (magnitude >> SHIFT) as u32;
        self.ob_digit[0].set(magnitude as u32 & MASK);
        // SAFETY: the caller's word.
        unsafe {
            let second = self.as_ptr().as_ptr().byte_add(FIRST_DIGIT + size_of::<u32>());
            second.cast::<u32>().write(high);
        }
        let digits = 1 + isize::from(high != 0);
        self.ob_base.ob_size.set(if value < 0 { -digits } else { digits });
    }

    /// The value, if it fits. C: `PyLong_AsLongLongAndOverflow`.
    #[inline]
    pub fn to_u64(self) -> Option<u64> {
        int::machine::to_u64(self.number())
    }

    /// The value, if it fits. C: `PyLong_AsLongLong`.
    pub fn to_i64(self) -> Option<i64> {
        match self.one_digit() {
            None => int::machine::to_i64(self.number()),
            value => value,
        }
    }

    /// The nearest double. C: `PyLong_AsDouble`.
    #[inline]
    pub fn to_f64(self) -> Result<f64> {
        match self.one_digit() {
            Some(value) => Ok(value as f64),
            None => Ok(int::to_f64(self.number())?),
        }
    }

    /// An exact int of the same value: itself, if it is one. C: `long_long`.
    #[inline]
    pub fn exact(self) -> Result<Ref<PyLongObject>> {
        match self.is_exactly(&INT) {
            true => Ok(self.to_ref()),
            false => from_digits(self.digits(), self.is_negative()),
        }
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
fn int_bool(int: Int<'_>) -> Result<bool> {
    Ok(int.ob_base.ob_size.get() != 0)
}

extern "C" fn int_float(int: Int<'_>) -> Result {
    Ok(float::new(int.to_f64()?)?.object())
}

fn int_hash(int: Int<'_>) -> Result<isize> {
    Ok(int.hash_value())
}

/// C: `long_richcompare`.
extern "C" fn int_compare(left: Int<'_>, right: Obj<'_>, comparison: i32) -> Result {
    match (right.downcast::<PyLongObject>(), Comparison::of(comparison)) {
        (Some(right), Some(comparison)) => {
            Ok(bool_(comparison.holds(left.compare_int(right))).to_ref())
        }
        _ => Ok(not_implemented().to_ref()),
    }
}

impl Obj<'_, PyLongObject> {
    /// Which of two ints is greater. C: `long_compare`.
    #[inline]
    pub fn compare_int(self, other: Int<'_>) -> Ordering {
        match (self.one_digit(), other.one_digit()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => int::compare(self.number(), other.number()),
        }
    }
}
// ANCHOR_END: slots
