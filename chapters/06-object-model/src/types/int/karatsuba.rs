//! Multiplication of long numbers: three products of halves instead of four.
//!
//! CPython: `k_mul`, `k_lopsided_mul` in `Objects/longobject.c`.
//!
//! With `a = ah*B + al` and `b = bh*B + bl`, the middle of the product, `ah*bl + al*bh`, is
//! `(ah + al)*(bh + bl) - ah*bh - al*bl`, whose last two products are needed anyway. Done again
//! with the halves, it takes time in n**1.58. Below [`CUTOFF`] digits the plain way is faster.

use super::add::{add_to, subtract_from};
use super::digits::{Stopped, Watch, scratch};
use super::multiply::{schoolbook, square};

/// With fewer digits in the shorter number, it is multiplied as on paper. C:
/// `KARATSUBA_CUTOFF`.
pub const CUTOFF: usize = 70;
/// The same for a square, which is made with half of the products. C: `KARATSUBA_SQUARE_CUTOFF`.
pub const SQUARE_CUTOFF: usize = 2 * CUTOFF;

/// Writes the product into as many digits as both have together. A number by itself, the same
/// slice, is squared.
pub(crate) fn multiply_magnitudes(
    left: &[u32],
    right: &[u32],
    into: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() <= cutoff(short, long) {
        multiply_short(short, long, into);
        return Ok(());
    }
    if 2 * short.len() <= long.len() {
        return multiply_lopsided(short, long, into, watch);
    }
    let mut spare = scratch(spare_size(long.len()))?;
    multiply_halves(short, long, into, &mut spare, watch)
}

fn cutoff(short: &[u32], long: &[u32]) -> usize {
    if is_same(short, long) { SQUARE_CUTOFF } else { CUTOFF }
}

fn is_same(left: &[u32], right: &[u32]) -> bool {
    std::ptr::eq(left, right)
}

fn multiply_short(short: &[u32], long: &[u32], into: &mut [u32]) {
    if is_same(short, long) {
        square(short, into);
    } else {
        schoolbook(short, long, into);
    }
}

/// What [`multiply_halves`] uses: for each level four times the half and a few digits more.
fn spare_size(size: usize) -> usize {
    let (mut size, mut total) = (size, 0);
    while size > CUTOFF {
        let half = size.div_ceil(2);
        total += 4 * half + 4;
        size = half + 1;
    }
    total
}

/// The three products. `long` has less than twice the digits of `short`. C: `k_mul`.
fn multiply_halves(
    short: &[u32],
    long: &[u32],
    into: &mut [u32],
    spare: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    if short.len() <= cutoff(short, long) {
        multiply_short(short, long, into);
        return Ok(());
    }
    watch()?;
    let shift = long.len() / 2;
    let half = long.len() - shift;
    let (short_low, short_high) = short.split_at(shift);
    let (long_low, long_high) = long.split_at(shift);
    let (low, high) = into.split_at_mut(2 * shift);
    multiply_any(short_low, long_low, low, spare, watch)?;
    multiply_any(short_high, long_high, high, spare, watch)?;

    let (sums, spare) = spare.split_at_mut(2 * (half + 1));
    let (middle, spare) = spare.split_at_mut(2 * (half + 1));
    let (short_sum, long_sum) = sums.split_at_mut(half + 1);
    sum(short_low, short_high, short_sum);
    if is_same(short, long) {
        multiply_halves(short_sum, short_sum, middle, spare, watch)?;
    } else {
        sum(long_low, long_high, long_sum);
        multiply_halves(short_sum, long_sum, middle, spare, watch)?;
    }
    subtract_from(middle, low);
    subtract_from(middle, high);
    add_to(&mut into[shift..], middle);
    Ok(())
}

/// A product of halves, of which one may be much the shorter.
fn multiply_any(
    left: &[u32],
    right: &[u32],
    into: &mut [u32],
    spare: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() > cutoff(short, long) && 2 * short.len() <= long.len() {
        return multiply_lopsided(short, long, into, watch);
    }
    multiply_halves(short, long, into, spare, watch)
}

fn sum(low: &[u32], high: &[u32], into: &mut [u32]) {
    into[..low.len()].copy_from_slice(low);
    into[low.len()..].fill(0);
    add_to(into, high);
}

/// `long` is cut into pieces as long as `short`, each multiplied by itself.
/// C: `k_lopsided_mul`.
fn multiply_lopsided(
    short: &[u32],
    long: &[u32],
    into: &mut [u32],
    watch: Watch<'_>,
) -> Result<(), Stopped> {
    into.fill(0);
    let mut product = scratch(2 * short.len())?;
    for (piece, start) in long.chunks(short.len()).zip((0..).step_by(short.len())) {
        let product = &mut product[..short.len() + piece.len()];
        multiply_magnitudes(short, piece, product, watch)?;
        add_to(&mut into[start..], product);
    }
    Ok(())
}
