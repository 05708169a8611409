//! What an integer is made of: a sign, and digits to the base 2**30.
//!
//! CPython: `Include/cpython/longintrepr.h`; `long_normalize` in `Objects/longobject.c`.
//!
//! Digits stand in `u32`s, the lowest first. Two bits of each are left free, so that the sum of
//! two digits and a carry fits, and the product of two with two carries fits in 64 bits.
//! Invariant: each digit is below 2**30, the last is not 0, and zero has no digits and is not
//! negative. The functions of this chapter ask for it and give it back.

use std::fmt;

use super::error::NumberError;

/// How many bits a digit has. C: `PyLong_SHIFT`.
pub const DIGIT_BITS: usize = 30;
/// The greatest digit. C: `PyLong_MASK`.
pub const DIGIT_MASK: u32 = (1 << DIGIT_BITS) - 1;
/// What a digit counts to. C: `PyLong_BASE`.
pub(crate) const DIGIT_BASE: u64 = 1 << DIGIT_BITS;

/// An integer whose digits stand elsewhere: in an object, or in an [`Integer`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Int<'a> {
    /// The digits of its magnitude, the lowest first.
    pub digits: &'a [u32],
    /// Whether it is below zero.
    pub negative: bool,
}

/// An integer that owns its digits.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Integer {
    digits: Vec<u32>,
    negative: bool,
}

/// Why a long calculation ended without a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Stopped {
    /// There is no memory for what it has to keep meanwhile: `MemoryError`.
    #[error("out of memory")]
    OutOfMemory,
    /// The watch said to stop, because of an exception that is set already.
    #[error("interrupted")]
    Interrupted,
}

/// Asked from time to time during a long calculation, so that Ctrl-C can end it. It says
/// [`Stopped::Interrupted`] when a signal's handler has raised. C: `SIGCHECK`.
pub type Watch<'a> = &'a dyn Fn() -> Result<(), Stopped>;

/// The watch that never stops anything.
pub const UNWATCHED: Watch<'static> = &|| Ok(());

impl<'a> Int<'a> {
    /// The number with these digits.
    pub fn new(negative: bool, digits: &'a [u32]) -> Int<'a> {
        debug_assert!(digits.iter().all(|&digit| digit <= DIGIT_MASK));
        debug_assert!(digits.last() != Some(&0) && !(negative && digits.is_empty()));
        Int { digits, negative }
    }

    /// The number without its sign.
    pub fn magnitude(self) -> Int<'a> {
        Int { negative: false, ..self }
    }

    /// The number with the other sign.
    pub fn negated(self) -> Int<'a> {
        Int { negative: !self.negative && !self.is_zero(), ..self }
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.digits.is_empty()
    }

    /// Whether its last bit is set.
    pub fn is_odd(self) -> bool {
        self.digits.first().is_some_and(|digit| digit & 1 == 1)
    }

    /// A copy that owns its digits.
    pub fn to_integer(self) -> Result<Integer, Stopped> {
        Ok(Integer { digits: copy(self.digits)?, negative: self.negative })
    }
}

impl Integer {
    /// From digits that may end in zeros.
    pub(crate) fn from_digits(mut digits: Vec<u32>, negative: bool) -> Integer {
        digits.truncate(significant(&digits));
        let negative = negative && !digits.is_empty();
        Integer { digits, negative }
    }

    /// A number that `fill` writes into so many digits; it returns an `ob_size`.
    pub fn filled<E: From<Stopped>>(
        size: usize,
        fill: impl FnOnce(&mut [u32]) -> Result<isize, E>,
    ) -> Result<Integer, E> {
        let mut digits = scratch(size)?;
        let ob_size = fill(&mut digits)?;
        digits.truncate(ob_size.unsigned_abs());
        Ok(Integer { digits, negative: ob_size < 0 })
    }

    /// The number, borrowed.
    pub fn view(&self) -> Int<'_> {
        Int { digits: &self.digits, negative: self.negative }
    }

    /// Its digits, the lowest first.
    pub fn digits(&self) -> &[u32] {
        &self.digits
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The number with the other sign.
    pub fn negated(self) -> Integer {
        let negative = !self.negative && !self.digits.is_empty();
        Integer { negative, ..self }
    }

    /// The sum.
    pub fn plus(&self, other: Int<'_>) -> Result<Integer, Stopped> {
        let size = super::add_size(self.view(), other);
        Integer::filled(size, |into| Ok(super::add(self.view(), other, into)))
    }

    /// The difference.
    pub fn minus(&self, other: Int<'_>) -> Result<Integer, Stopped> {
        self.plus(other.negated())
    }

    /// The product.
    pub fn times(&self, other: Int<'_>, watch: Watch<'_>) -> Result<Integer, Stopped> {
        let size = super::multiply_size(self.view(), other);
        Integer::filled(size, |into| super::multiply(self.view(), other, into, watch))
    }

    /// The number times a power of two, or divided by one and rounded down.
    pub fn shifted(&self, bits: isize) -> Result<Integer, NumberError> {
        let count = super::ShiftCount::from_bits(bits.unsigned_abs());
        if bits >= 0 {
            let size = super::shift_left_size(self.view(), count)?;
            Integer::filled(size, |into| Ok(super::shift_left(self.view(), count, into)))
        } else {
            let size = super::shift_right_size(self.view(), count);
            Integer::filled(size, |into| Ok(super::shift_right(self.view(), count, into)))
        }
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let digits: String =
            self.digits.iter().rev().map(|digit| format!(" {digit:08x}")).collect();
        write!(f, "Integer({sign}{digits})")
    }
}

macro_rules! integer_from {
    ($($source:ty),*) => {$(
        impl From<$source> for Integer {
            fn from(value: $source) -> Integer {
                #[allow(unused_comparisons)]
                let negative = value < 0;
                // Of a minimum the magnitude has no place in the type itself.
                let mut magnitude = (value as i128).unsigned_abs();
                let mut digits = Vec::with_capacity(3);
                while magnitude > 0 {
                    digits.push(magnitude as u32 & DIGIT_MASK);
                    magnitude >>= DIGIT_BITS;
                }
                Integer { digits, negative }
            }
        }
    )*};
}
integer_from!(i32, u32, i64, u64, isize, usize);

/// How many digits are left when the zeros at the end are taken away. C: `long_normalize`.
pub(crate) fn significant(digits: &[u32]) -> usize {
    digits.iter().rposition(|&digit| digit != 0).map_or(0, |last| last + 1)
}

/// The digits without the zeros at the end.
pub(crate) fn normalised(digits: &[u32]) -> &[u32] {
    &digits[..significant(digits)]
}

/// The `ob_size` of the number whose digits were written to `digits`.
pub(crate) fn signed_size(digits: &[u32], negative: bool) -> isize {
    let size = significant(digits) as isize;
    if negative { -size } else { size }
}

/// So many zeros.
pub(crate) fn scratch(size: usize) -> Result<Vec<u32>, Stopped> {
    let mut digits = Vec::new();
    digits.try_reserve_exact(size).map_err(|_| Stopped::OutOfMemory)?;
    digits.resize(size, 0);
    Ok(digits)
}

/// A copy of the digits.
pub(crate) fn copy(digits: &[u32]) -> Result<Vec<u32>, Stopped> {
    let mut copied = Vec::new();
    copied.try_reserve_exact(digits.len()).map_err(|_| Stopped::OutOfMemory)?;
    copied.extend_from_slice(digits);
    Ok(copied)
}
