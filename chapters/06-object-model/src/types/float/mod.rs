//! `float`: one C double.
//!
//! The object is in [`object`], what it can do in [`operators`], [`methods`] and [`text`]. The rest
//! knows nothing of objects: it takes and gives `f64`, text, and the integers of
//! [`types::int`](super::int).
//!
//! The reading order:
//! 1. [`decimal`], the decimal digits of a double: the fewest that tell it, or so many exactly;
//! 2. [`text_out`], these digits as `repr` and format codes put them;
//! 3. [`text_in`], a double from text;
//! 4. [`hexadecimal`];
//! 5. [`arithmetic`], what Python adds to the processor's operations;
//! 6. [`rounding`], [`ratio`], [`comparison`], [`hash`](mod@hash).

pub mod decimal;
pub mod text_out;
pub mod text_in;
pub mod hexadecimal;
pub mod arithmetic;
pub mod rounding;
pub mod ratio;
pub mod comparison;
pub mod hash;
pub mod object;
pub mod operators;
pub mod methods;
pub mod text;

#[cfg(test)]
mod tests;

pub use arithmetic::{Power, divide, divide_floor, floor_divide, modulo, power};
pub use comparison::compare_int;
pub use decimal::Decimal;
pub use hash::hash;
pub use hexadecimal::{from_hexadecimal, to_hexadecimal};
pub use object::{FLOAT, Float, PyFloatObject, new};
pub use ratio::{as_integer_ratio, is_integer};
pub use rounding::round_to;
pub use text_in::{number_prefix, parse};
pub use text_out::{FloatCode, FloatFormat, repr};
