//! A time that a program gives in seconds, as nanoseconds.
//!
//! CPython: `Python/pytime.c` (`_PyTime_FromSecondsObject`, `_PyTime_Round`).

use object_model::errors::{self, OVERFLOW_ERROR, VALUE_ERROR, raise};
use object_model::types::float::PyFloatObject;
use object_model::{Obj, Raised, Result};

/// What becomes of a part of a nanosecond. C: `_PyTime_round_t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    /// Away from zero: to wait at least so long. C: `_PyTime_ROUND_TIMEOUT`.
    Up,
    /// Towards minus infinity.
    #[allow(dead_code, reason = "one of the four ways there are")]
    Floor,
    /// Towards infinity.
    Ceiling,
    /// To the nearest, of two the even one.
    #[allow(dead_code, reason = "one of the four ways there are")]
    HalfEven,
}

impl Round {
    fn apply(self, value: f64) -> f64 {
        match self {
            Round::Up if value >= 0.0 => value.ceil(),
            Round::Up | Round::Floor => value.floor(),
            Round::Ceiling => value.ceil(),
            Round::HalfEven => value.round_ties_even(),
        }
    }
}

const NANOSECONDS: i64 = 1_000_000_000;

/// Nanoseconds, of an int or a float that says seconds. C: `_PyTime_FromSecondsObject`.
///
/// # Errors
/// `TypeError`, `ValueError` for what is no number, `OverflowError` after 292 years.
pub(crate) fn from_seconds(seconds: Obj<'_>, round: Round) -> Result<i64> {
    if let Some(float) = seconds.downcast::<PyFloatObject>() {
        let value = float.value();
        if value.is_nan() {
            return Err(raise(&VALUE_ERROR, "Invalid value NaN (not a number)"));
        }
        let nanoseconds = round.apply(value * NANOSECONDS as f64);
        // The upper bound is 2⁶³, which is no `i64`.
        return match (i64::MIN as f64..-(i64::MIN as f64)).contains(&nanoseconds) {
            true => Ok(nanoseconds as i64),
            false => Err(raise(&OVERFLOW_ERROR, "timestamp out of range for platform time_t")),
        };
    }
    let seconds = seconds.index()?;
    let nanoseconds = seconds.borrow().to_i64().and_then(|s| s.checked_mul(NANOSECONDS));
    nanoseconds.ok_or_else(too_large)
}

#[cold]
fn too_large() -> Raised {
    errors::clear();
    raise(&OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t")
}
