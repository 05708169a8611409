//! Exercise 1: a geometry in which requests up to a kilobyte are small.

use pymalloc::Geometry;

/// CPython 3.11's sizes, but with small requests up to 1,024 bytes.
struct Roomy;

impl Geometry for Roomy {
    const ARENA_BITS: u32 = 20;
    const POOL_BITS: u32 = 14;
    const ALIGNMENT_SHIFT: u32 = 5;
    const SMALL_REQUEST_THRESHOLD: usize = 1024;
}

mod checks;
