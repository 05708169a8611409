//! The hash of a number: its remainder by the prime 2**61 - 1.
//!
//! CPython: `long_hash` in `Objects/longobject.c`; `Include/pyhash.h`.
//!
//! Equal numbers must have equal hashes, whatever their type; a remainder by a prime can be taken
//! of an integer and of a fraction alike, as multiplication by an inverse. To this prime,
//! multiplication by 2**30 is a rotation of 61 bits.

use super::digits::{DIGIT_BITS, Int};

/// C: `_PyHASH_BITS`.
pub(crate) const HASH_BITS: usize = 61;
/// C: `_PyHASH_MODULUS`.
pub(crate) const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;

/// `hash(value)`. -1 says in C that an error happened, and is never a hash.
pub fn hash(value: Int<'_>) -> i64 {
    let fold = |sum: u64, &digit: &u32| {
        let sum = rotate(sum, DIGIT_BITS) + u64::from(digit);
        if sum >= HASH_MODULUS { sum - HASH_MODULUS } else { sum }
    };
    let magnitude = value.digits.iter().rev().fold(0, fold) as i64;
    not_an_error(if value.negative { -magnitude } else { magnitude })
}

/// `value * 2 ** bits`, as a remainder.
pub(crate) fn rotate(value: u64, bits: usize) -> u64 {
    (value << bits) & HASH_MODULUS | value >> (HASH_BITS - bits)
}

/// -2 in place of -1.
pub(crate) fn not_an_error(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}
