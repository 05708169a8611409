//! Sizes: how large an arena, a pool and a block are, and which block a request gets.
//!
//! CPython: the "tunable settings" of `Objects/obmalloc.c` (`ALIGNMENT`,
//! `SMALL_REQUEST_THRESHOLD`, `ARENA_BITS`, `POOL_BITS`, `INDEX2SIZE`, `NUMBLOCKS`).
//!
//! A geometry is four numbers, chosen when the program is compiled. All other sizes
//! follow from them ([`Sizes`]), so every division and every mask on the way to a block
//! is by a constant. An inconsistent geometry does not compile.

use crate::pool::PoolHeader;

// ANCHOR: geometry
/// The four numbers that fix all sizes.
pub trait Geometry: 'static {
    /// An arena has `1 << ARENA_BITS` bytes. It is what the system is asked for.
    const ARENA_BITS: u32;
    /// A pool has `1 << POOL_BITS` bytes, and begins at a multiple of them.
    const POOL_BITS: u32;
    /// Blocks are `1 << ALIGNMENT_SHIFT` bytes apart in size, and aligned to as many.
    const ALIGNMENT_SHIFT: u32;
    /// Requests up to this many bytes are small; larger ones go to the system.
    const SMALL_REQUEST_THRESHOLD: usize;
}
// ANCHOR_END: geometry

// ANCHOR: geometries
/// CPython 3.10 and later on 64-bit machines: arenas of 1 MiB, pools of 16 KiB, 32 classes.
#[derive(Debug)]
pub struct Python311;

impl Geometry for Python311 {
    const ARENA_BITS: u32 = 20;
    const POOL_BITS: u32 = 14;
    const ALIGNMENT_SHIFT: u32 = 4;
    const SMALL_REQUEST_THRESHOLD: usize = 512;
}

/// CPython 3.8 and 3.9: arenas of 256 KiB, pools of 4 KiB, 32 classes.
#[derive(Debug)]
pub struct Python39;

impl Geometry for Python39 {
    const ARENA_BITS: u32 = 18;
    const POOL_BITS: u32 = 12;
    const ALIGNMENT_SHIFT: u32 = 4;
    const SMALL_REQUEST_THRESHOLD: usize = 512;
}

/// CPython until 2019 (3.7.0, say): as [`Python39`], but with 64 classes, 8 bytes apart.
#[derive(Debug)]
pub struct EightBytes;

impl Geometry for EightBytes {
    const ARENA_BITS: u32 = 18;
    const POOL_BITS: u32 = 12;
    const ALIGNMENT_SHIFT: u32 = 3;
    const SMALL_REQUEST_THRESHOLD: usize = 512;
}
// ANCHOR_END: geometries

// ANCHOR: sizes
/// What follows from a [`Geometry`]. Every geometry has it, and none can change it.
pub trait Sizes: Geometry {
    /// Bytes in an arena.
    const ARENA_SIZE: usize = 1 << Self::ARENA_BITS;
    /// Bytes in a pool, its header included.
    const POOL_SIZE: usize = 1 << Self::POOL_BITS;
    /// What the address of every block is a multiple of.
    const ALIGNMENT: usize = 1 << Self::ALIGNMENT_SHIFT;
    /// How many sizes of blocks there are. C: `NB_SMALL_SIZE_CLASSES`.
    const CLASSES: usize = Self::SMALL_REQUEST_THRESHOLD >> Self::ALIGNMENT_SHIFT;
    /// How many pools an arena holds if the system aligns it to a pool's size.
    const POOLS_IN_ARENA: usize = Self::ARENA_SIZE / Self::POOL_SIZE;
    /// Where in a pool the first block begins.
    const POOL_OVERHEAD: usize = size_of::<PoolHeader>().next_multiple_of(Self::ALIGNMENT);

    /// The class that serves `size` bytes, or `None` if the request isn't small.
    ///
    /// Zero isn't small either. Subtracting one makes it the largest number there is, so
    /// that one comparison answers for both.
    #[inline]
    fn class_of(size: usize) -> Option<usize> {
        let last_byte = size.wrapping_sub(1);
        (last_byte < Self::SMALL_REQUEST_THRESHOLD).then_some(last_byte >> Self::ALIGNMENT_SHIFT)
    }

    /// Bytes in a block of `class`. C: `INDEX2SIZE`.
    #[inline]
    fn block_size(class: usize) -> usize {
        (class + 1) << Self::ALIGNMENT_SHIFT
    }

    /// How many blocks of `class` fit into a pool. C: `NUMBLOCKS`.
    #[inline]
    fn blocks_in_pool(class: usize) -> usize {
        (Self::POOL_SIZE - Self::POOL_OVERHEAD) / Self::block_size(class)
    }
}

impl<G: Geometry> Sizes for G {}
// ANCHOR_END: sizes

// ANCHOR: check_geometry
/// The most size classes that a geometry may have.
pub const MAX_CLASSES: usize = 64;

/// The most pools that an arena may hold.
pub const MAX_POOLS_IN_ARENA: usize = 256;

/// Refuses, at compile time, a geometry that the allocator can't work with.
pub(crate) const fn check<G: Geometry>() {
    assert!(G::ALIGNMENT >= size_of::<*mut u8>(), "a free block has to hold a pointer");
    assert!(G::SMALL_REQUEST_THRESHOLD.is_multiple_of(G::ALIGNMENT), "classes have to be even");
    assert!(1 <= G::CLASSES && G::CLASSES <= MAX_CLASSES, "too few or too many size classes");
    assert!(G::ALIGNMENT <= G::POOL_SIZE, "blocks are aligned because pools are");
    assert!(G::POOL_BITS + 2 <= G::ARENA_BITS, "an arena holds at least four pools");
    assert!(G::POOLS_IN_ARENA <= MAX_POOLS_IN_ARENA, "too many pools in an arena");
    assert!(G::ARENA_BITS < 31, "an offset into an arena has to fit into an i32");
    assert!(
        G::POOL_SIZE - G::POOL_OVERHEAD >= 2 * G::SMALL_REQUEST_THRESHOLD,
        "a pool has to hold two blocks of the largest class"
    );
}
// ANCHOR_END: check_geometry

#[cfg(test)]
mod tests {
    use super::*;

    /// `(size, size of the block)`
    fn served<G: Geometry>(size: usize) -> Option<usize> {
        G::class_of(size).map(G::block_size)
    }

    #[test]
    fn seventeen_bytes_take_24_in_the_old_geometry_and_32_in_the_new() {
        assert_eq!(served::<EightBytes>(17), Some(24));
        assert_eq!(served::<Python39>(17), Some(32));
        assert_eq!(served::<Python311>(17), Some(32));
    }

    #[test]
    fn zero_and_large_requests_have_no_class() {
        for size in [0, 513, usize::MAX] {
            assert_eq!(served::<Python311>(size), None);
        }
        assert_eq!(served::<Python311>(1), Some(16));
        assert_eq!(served::<Python311>(512), Some(512));
    }

    #[test]
    fn a_pool_of_the_smallest_class_holds_as_many_blocks_as_cpython_prints() {
        assert_eq!(Python311::blocks_in_pool(0), 1021);
        assert_eq!(Python39::blocks_in_pool(0), 253);
        assert_eq!(EightBytes::blocks_in_pool(0), 506);
    }
}
