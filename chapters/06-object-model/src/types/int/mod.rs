//! `int`: numbers of any size, in digits of 30 bits.
//!
//! The object itself is in [`object`], what it can do in [`operators`], [`methods`], [`text`] and
//! [`new`]. The rest knows nothing of objects. A number is given as an [`Int`], a sign and a
//! slice of digits, which is what stands in a `PyLongObject` behind its head. A result goes into
//! digits that the caller owns, so that the object of the result is filled in place:
//! ```
//! use object_model::types::int::{Int, add, add_size};
//!
//! let (left, right) = (Int::new(false, &[5]), Int::new(true, &[7]));
//! let mut digits = vec![0; add_size(left, right)];
//! let ob_size = add(left, right, &mut digits);
//! assert_eq!((ob_size, digits[0]), (-1, 2));
//! ```
//! For each such function another says how many digits it may need at most. What it returns is
//! CPython's `ob_size`: how many digits the result has, negative for a negative number. Where
//! the size isn't known before the work is done (powers, greatest common divisors), the result
//! is an [`Integer`], which owns its digits.
//!
//! The reading order:
//! 1. [`digits`], what a number is made of, and how a long calculation is stopped;
//! 2. [`add`](mod@add), [`multiply`](mod@multiply), [`karatsuba`], [`divide`],
//!    [`divide_recursive`], [`power`](mod@power), [`modular`];
//! 3. [`shift`], [`bitwise`], [`gcd`](mod@gcd), [`square_root`];
//! 4. [`text_out`], [`text_in`], [`bytes`], [`float_conversion`], [`machine`];
//! 5. [`round`](mod@round) and [`hash`](mod@hash);
//! 6. [`raise`], which makes exceptions of the errors of all these.

pub mod digits;
pub mod error;
pub mod add;
pub mod multiply;
pub mod karatsuba;
pub mod divide;
pub mod divide_recursive;
pub mod power;
pub mod modular;
pub mod shift;
pub mod bitwise;
pub mod gcd;
pub mod square_root;
pub mod text_out;
pub mod text_in;
pub mod bytes;
pub mod machine;
pub mod float_conversion;
pub mod round;
pub mod hash;
pub mod raise;
pub mod object;
pub mod operators;
pub mod methods;
pub mod text;
pub mod new;

#[cfg(test)]
mod tests;

pub use add::{add, add_size, compare, subtract};
pub use bitwise::{Bitwise, bit_count, bit_length, bitwise, bitwise_size, invert, invert_size};
pub use bytes::{ByteOrder, from_bytes, from_bytes_size, to_bytes};
pub use digits::{DIGIT_BITS, DIGIT_MASK, Int, Integer, Stopped, UNWATCHED, Watch};
pub use divide::{divide_floor, divide_floor_sizes};
pub use error::{Exception, NumberError};
pub use float_conversion::{from_f64, from_f64_size, to_f64, true_divide};
pub use gcd::gcd;
pub use hash::hash;
pub use modular::power_modulo;
pub use multiply::{multiply, multiply_size};
pub use object::{INT, PyLongObject, from_digits, from_i64, from_u64};
pub use power::power;
pub use raise::WATCH;
pub use round::round;
pub use shift::{ShiftCount, shift_left, shift_left_size, shift_right, shift_right_size};
pub use square_root::square_root;
pub use text_in::parse;
pub use text_out::{DigitLimit, to_decimal, to_power_of_two_base};
