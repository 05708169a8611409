//! Exercise 2: how many bytes are lost because sizes are rounded up to classes.

use pymalloc::Sizes;

/// The bytes that blocks for these requests have beyond what was asked for.
fn lost_to_rounding<G: Sizes>(sizes: &[usize]) -> usize {
    // Which class does each size get, and how large are its blocks?
    sizes.len() * G::ALIGNMENT / 2
}

mod checks;
