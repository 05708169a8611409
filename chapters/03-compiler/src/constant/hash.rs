//! Hashes as Python computes them, under `PYTHONHASHSEED=0`.
//!
//! They decide the order in which a set is iterated, and so its `repr`. CPython:
//! `Python/pyhash.c`, `tuplehash`, `frozenset_hash`, `complex_hash`.
//!
//! In 3.11 some hashes are addresses, of `None`, `Ellipsis`, a class, a NaN; here those are
//! fixed numbers. A code object's hash mixes such too.

use num_bigint::{BigInt, Sign};

use super::{Complex, Constant, Float, Text, Unhashable};
use crate::siphash::siphash13;

const BITS: u32 = 61;
const MODULUS: u64 = (1 << BITS) - 1;
const INFINITY: i64 = 314_159;
const IMAGINARY: u64 = 1_000_003;
/// Stands for an address.
const ADDRESS: i64 = 0x7f00_0000_0010 >> 4;

impl Constant {
    /// `hash(self)`.
    ///
    /// # Errors
    /// For a list, dict or set.
    pub fn hash(&self) -> Result<i64, Unhashable> {
        Ok(match self {
            Constant::None | Constant::Ellipsis | Constant::StopIteration => ADDRESS,
            Constant::True => 1,
            Constant::False => 0,
            Constant::Int(value) => hash_int(value),
            Constant::Float(value) => hash_float(**value),
            Constant::Complex(value) => hash_complex(**value),
            Constant::Str(text) => hash_text(text),
            Constant::Bytes(bytes) => hash_bytes(bytes),
            Constant::Tuple(items) => hash_tuple(items)?,
            Constant::FrozenSet(set) => set.hash()?,
            Constant::Code(code) => hash_text(&code.name) ^ hash_tuple(&code.consts)?,
            Constant::List(_) | Constant::Set(_) | Constant::Dict(_) => {
                return Err(Unhashable(self.type_name()));
            }
        })
    }
}

/// `-1` says in C that there is an error; no hash is.
fn but_minus_one(hash: u64) -> i64 {
    if hash == u64::MAX { -2 } else { hash.cast_signed() }
}

fn hash_int(value: &BigInt) -> i64 {
    let remainder = value.magnitude() % MODULUS;
    let magnitude = remainder.iter_u64_digits().next().unwrap_or(0);
    match value.sign() {
        Sign::Minus => but_minus_one(magnitude.wrapping_neg()),
        _ => magnitude.cast_signed(),
    }
}

/// A float is an odd number times a power of two, and powers of two are rotations modulo
/// 2**61 - 1.
fn hash_float(Float(value): Float) -> i64 {
    if value.is_infinite() {
        return if value > 0.0 { INFINITY } else { -INFINITY };
    }
    if value.is_nan() {
        return ADDRESS;
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let turn = exponent.rem_euclid(i64::from(BITS)) as u32;
    let wide = u128::from(mantissa) << turn;
    let magnitude = (wide % u128::from(MODULUS)) as u64;
    but_minus_one(if value < 0.0 { magnitude.wrapping_neg() } else { magnitude })
}

fn hash_complex(value: Complex) -> i64 {
    let real = hash_float(value.real) as u64;
    let imaginary = hash_float(value.imaginary) as u64;
    but_minus_one(real.wrapping_add(imaginary.wrapping_mul(IMAGINARY)))
}

/// A string is hashed as it lies in memory: one, two or four bytes for each code point, as
/// the largest one needs.
fn hash_text(text: &Text) -> i64 {
    if text.is_ascii() {
        return hash_bytes(text.as_bytes());
    }
    let largest = text.code_points().max().unwrap_or(0);
    let width = match largest {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    };
    let memory = text.code_points().flat_map(|point| point.to_le_bytes().into_iter().take(width));
    hash_bytes(&memory.collect::<Vec<u8>>())
}

fn hash_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() { 0 } else { but_minus_one(siphash13([0, 0], bytes)) }
}

/// xxHash's way with 64-bit lanes.
fn hash_tuple(items: &[Constant]) -> Result<i64, Unhashable> {
    const PRIMES: [u64; 3] =
        [11_400_714_785_074_694_791, 14_029_467_366_897_019_727, 2_870_177_450_012_600_261];
    let mut hash = PRIMES[2];
    for item in items {
        hash = hash.wrapping_add((item.hash()? as u64).wrapping_mul(PRIMES[1]));
        hash = hash.rotate_left(31).wrapping_mul(PRIMES[0]);
    }
    hash = hash.wrapping_add(items.len() as u64 ^ PRIMES[2] ^ 3_527_539);
    Ok(if hash == u64::MAX { 1_546_275_796 } else { hash.cast_signed() })
}

/// `frozenset_hash`: independent of the order.
pub(super) fn hash_set(hashes: impl ExactSizeIterator<Item = i64>) -> i64 {
    let count = hashes.len() as u64;
    let shuffle = |hash: u64| (hash ^ 89_869_747 ^ hash << 16).wrapping_mul(3_644_798_167);
    let mut hash = hashes.fold(0, |all, hash| all ^ shuffle(hash as u64));
    hash ^= (count + 1).wrapping_mul(1_927_868_237);
    hash ^= hash >> 11 ^ hash >> 25;
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash.cast_signed() }
}
