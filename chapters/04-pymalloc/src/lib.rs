//! pymalloc: CPython's allocator for small objects, as a library of its own.
//!
//! A Python program makes and drops objects of a few dozen bytes, millions a second. This
//! allocator serves requests of up to 512 bytes from *pools* of equal blocks, takes pools
//! from *arenas*, and arenas from the system; larger requests go to the system at once. To
//! free a block takes its address and nothing else.
//!
//! ```
//! use pymalloc::Pymalloc;
//!
//! let mut heap: Pymalloc = Pymalloc::default();
//! let block = heap.allocate(17)?;
//! // SAFETY: the block has 17 bytes, is freed once, and isn't used after that.
//! unsafe {
//!     block.write_bytes(b'x', 17);
//!     assert_eq!(heap.block_size(block), Some(32));
//!     heap.free(block);
//! }
//! assert_eq!(heap.allocated_blocks(), 0);
//! # Ok::<(), pymalloc::OutOfMemory>(())
//! ```
//!
//! # Reading order
//! 1. [`geometry`]: how large everything is.
//! 2. [`system`]: where memory comes from.
//! 3. `pool.rs`: a pool and its free list. `used_pools.rs`: pools by class.
//! 4. `arena.rs`: arenas and their pools. `usable_arenas.rs`: which arena comes first.
//! 5. [`address_map`]: whose is this address? `radix_tree.rs` and `arena_index.rs`.
//! 6. [`pymalloc`]: allocate, free, reallocate.
//! 7. `check.rs`: all invariants, as a function.
//! 8. [`statistics`]: what `sys._debugmallocstats()` prints.
//! 9. [`allocator`]: what all allocators have in common, and two that wrap another:
//!    [`debug`] with its fences, and [`trace`].
//! 10. [`map`] and [`svg`]: the memory as data, and as a picture.
//! 11. `heap.rs`: the allocator as Rust programs use one. `poison.rs`, which all of the above
//!     may pass over: what AddressSanitizer is told.

pub mod geometry;
pub mod system;
mod pool;
mod used_pools;
mod arena;
mod usable_arenas;
pub mod address_map;
mod radix_tree;
mod arena_index;
pub mod pymalloc;
mod check;
pub mod statistics;
pub mod allocator;
pub mod debug;
pub mod trace;
pub mod map;
pub mod svg;
mod heap;
mod poison;

pub use address_map::{AddressMap, MapCost};
pub use allocator::{Allocator, Malloc};
pub use arena_index::ArenaIndex;
pub use check::Violation;
pub use debug::DebugHooks;
pub use geometry::{EightBytes, Geometry, Python39, Python311, Sizes};
pub use heap::{Heap, HeapBox, Locked};
pub use pymalloc::Pymalloc;
pub use radix_tree::RadixTree;
pub use statistics::Statistics;
pub use system::{DefaultSystem, System};
pub use trace::{Traced, Tracer};

// ANCHOR: out_of_memory
/// There is no memory left, or more was asked for than there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

impl std::fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("out of memory")
    }
}

impl std::error::Error for OutOfMemory {}
// ANCHOR_END: out_of_memory
