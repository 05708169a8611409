//! `hypot` and `dist`: the length of a vector, right to the last bit but rarely.
//!
//! CPython: `Modules/mathmodule.c` (`vector_norm`, `math_hypot`, `math_dist_impl`).
//!
//! The components are scaled by a power of two, squared in two halves that are exact (Veltkamp),
//! summed with what each addition loses (Neumaier), and the root is corrected once.

use super::real;
use crate::prelude::*;

// ANCHOR: norm
/// The components' absolute values. C: `vector_norm` of 3.11.
fn norm(components: &[f64]) -> f64 {
    let has_nan = components.iter().any(|x| x.is_nan());
    let max = components.iter().copied().fold(0.0, f64::max);
    if max.is_infinite() {
        return max;
    }
    if has_nan {
        return f64::NAN;
    }
    if max == 0.0 || components.len() <= 1 {
        return max;
    }
    let mut sum = Sum { whole: 1.0, lost: [0.0; 3] };
    let (_, exponent) = pymath::math::frexp(max);
    if exponent < -1023 {
        // The scale would overflow.
        for x in components {
            let x = x / max;
            sum.add(x * x, 0);
        }
        return max * (sum.whole - 1.0 + sum.lost[0]).sqrt();
    }
    let scale = pymath::math::ldexp(1.0, -exponent).unwrap_or(0.0);
    for x in components {
        let (high, low) = halves(x * scale);
        sum.add(high * high, 0);
        sum.add(2.0 * high * low, 1);
        sum.lost[2] += low * low;
    }
    let root = sum.excess().sqrt();
    let (high, low) = halves(root);
    sum.add(-high * high, 0);
    sum.add(-2.0 * high * low, 1);
    sum.add(-low * low, 2);
    (root + sum.excess() / (2.0 * root)) / scale
}

/// A sum that begins at 1, so that no addend is greater, and what the additions have lost.
struct Sum {
    whole: f64,
    lost: [f64; 3],
}

impl Sum {
    fn add(&mut self, x: f64, lost: usize) {
        let before = self.whole;
        self.whole += x;
        self.lost[lost] += (before - self.whole) + x;
    }

    fn excess(&self) -> f64 {
        self.whole - 1.0 + (self.lost[0] + self.lost[1] + self.lost[2])
    }
}

/// Two halves of the bits, whose sum is exact.
fn halves(x: f64) -> (f64, f64) {
    const SPLITTER: f64 = 134_217_729.0;
    let shifted = x * SPLITTER;
    let high = shifted - (shifted - x);
    (high, x - high)
}
// ANCHOR_END: norm

/// `math.hypot`.
pub(super) fn hypot(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let components = arguments.rest().iter().map(|x| Ok(x.to_f64()?.abs()));
    real(Ok(norm(&components.collect::<Result<Vec<f64>>>()?)))
}

/// `math.dist`.
pub(super) fn dist(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let point = |point: Obj<'_>| match point.downcast::<PyTupleObject>() {
        Some(point) => Ok(point.to_ref()),
        None => tuple::from_iterable(point),
    };
    let (p, q) = (point(arguments[0])?, point(arguments[1])?);
    if p.borrow().len() != q.borrow().len() {
        let message = "both points must have the same number of dimensions";
        return Err(raise(&VALUE_ERROR, message));
    }
    let pairs = p.borrow().items().iter().zip(q.borrow().items());
    let components = pairs.map(|(p, q)| Ok((p.to_f64()? - q.to_f64()?).abs()));
    real(Ok(norm(&components.collect::<Result<Vec<f64>>>()?)))
}
