//! Whose is this address? The question that every `free` begins with.
//!
//! CPython: `Objects/obmalloc.c` (`address_in_range`, in its two forms).
//!
//! `free` gets a pointer and nothing else. Whether it leads to a small block in an arena
//! or to a block of the system's has to come from the address alone, in a time that
//! doesn't grow with the number of arenas. CPython has had two answers:
//!
//! - [`ArenaIndex`], up to 3.9: look into the header of the pool in which the block would
//!   be if it were ours.
//! - [`RadixTree`], since 3.10: look the address up in a tree of arenas.
//!
//! [`ArenaIndex`]: crate::ArenaIndex
//! [`RadixTree`]: crate::RadixTree

use crate::OutOfMemory;
use crate::geometry::Geometry;
use crate::system::System;
use std::ptr::NonNull;

// ANCHOR: address_map
/// A way to tell blocks in arenas from all others.
///
/// # Safety
/// Of the blocks that `contains` may be asked about, it is true for exactly those in an
/// arena that was marked and not unmarked since.
pub unsafe trait AddressMap<G: Geometry> {
    /// Knows no arena.
    const EMPTY: Self;

    /// Whether `block` lies in an arena. `arena_at` tells where the arena with a given
    /// index begins, or 0 where no arena has that index.
    ///
    /// # Safety
    /// `block` is a block in a pool of a marked arena, or readable memory outside of all.
    unsafe fn contains(&self, block: NonNull<u8>, arena_at: impl Fn(u32) -> usize) -> bool;

    /// Enters the arena that begins at `arena`. On failure the map says what it said.
    fn mark(&mut self, system: &mut impl System, arena: usize) -> Result<(), OutOfMemory>;

    /// Forgets the arena that begins at `arena`.
    fn unmark(&mut self, arena: usize);

    /// Forgets all arenas and gives the map's own memory back.
    fn clear(&mut self, system: &mut impl System);

    /// What the map itself costs, if it costs anything.
    fn cost(&self) -> Option<MapCost>;
}
// ANCHOR_END: address_map

// ANCHOR: map_cost
/// How many nodes a radix tree has, and how large they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapCost {
    /// Nodes of the middle layer.
    pub middle_nodes: usize,
    /// Nodes of the bottom layer.
    pub bottom_nodes: usize,
    /// Bytes of the root, of each middle node and of each bottom node.
    pub bytes: [usize; 3],
}
// ANCHOR_END: map_cost
