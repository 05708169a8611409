//! Exercise 2: how many bytes are lost because sizes are rounded up to classes.

use pymalloc::Sizes;

/// The bytes that blocks for these requests have beyond what was asked for.
fn lost_to_rounding<G: Sizes>(sizes: &[usize]) -> usize {
    sizes.iter().map(|&size| size.next_multiple_of(G::ALIGNMENT) - size).sum()
}

mod checks;
