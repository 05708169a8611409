//! Exercise 2: how many bytes are lost because sizes are rounded up to classes.

use pymalloc::Sizes;

/// The bytes that blocks for these requests have beyond what was asked for.
fn lost_to_rounding<G: Sizes>(sizes: &[usize]) -> usize {
    sizes.iter().filter_map(|&size| Some(G::block_size(G::class_of(size)?) - size)).sum()
}

mod checks;
