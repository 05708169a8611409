//! Rounding to tens, hundreds, thousands: `round(number, -digits)`.
//!
//! CPython: `_PyLong_DivmodNear`, `int___round___impl` in `Objects/longobject.c`.

use super::digits::{Int, Integer, Watch};
use super::error::NumberError;

/// `round(value, -digits)`: to the nearest multiple of that power of ten, a tie to the even one.
/// (A positive second argument of `round` leaves an integer as it is.)
pub fn round(value: Int<'_>, digits: Int<'_>, watch: Watch<'_>) -> Result<Integer, NumberError> {
    // Three bits are less than a decimal digit: a number this much shorter than half of the
    // power rounds to 0, and there is no need to make the power.
    let is_far = match super::machine::to_u64(digits) {
        None => true,
        Some(digits) => digits > (super::bit_length(value) as u64).div_ceil(3) + 1,
    };
    if is_far {
        return Ok(Integer::default());
    }
    let unit = super::power(Integer::from(10).view(), digits, watch)?;
    let value = value.to_integer()?;
    let (quotient, remainder) = value.divided(unit.view(), watch)?;
    let twice = remainder.plus(remainder.view())?;
    let down = value.minus(remainder.view())?;
    let goes_up = match super::compare(twice.view(), unit.view()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient.view().is_odd(),
        std::cmp::Ordering::Greater => true,
    };
    if goes_up { Ok(down.plus(unit.view())?) } else { Ok(down) }
}
