//! Finding arenas by a radix tree over addresses.
//!
//! CPython: `Objects/obmalloc.c` since 3.10 (`arena_map_get`, `arena_map_mark_used`,
//! `arena_map_is_used`).
//!
//! Cut the address space into stretches as long as an arena. The upper bits of an address,
//! in three parts, lead to the entry for its stretch; the lower bits say where in the
//! stretch it lies. The system aligns an arena to a page only, so most arenas begin inside
//! one stretch and end inside the next: the entry of the first says from which offset on
//! addresses belong to an arena (`from`), the entry of the second up to which (`to`).
//!
//! No memory that isn't the allocator's is ever looked at, and pools may be larger than a
//! page: both were not so before.
//!
//! Invariant: for each marked arena, `from` of the stretch in which it begins is its
//! offset there, or -1 if that is 0; and `to` of the next stretch is its offset too, where
//! it reaches into that.

use crate::OutOfMemory;
use crate::address_map::{AddressMap, MapCost};
use crate::geometry::{Geometry, Sizes};
use crate::system::System;
use std::ptr::NonNull;

// ANCHOR: tree
/// Finds arenas by a tree of three layers. The default of this crate, and of CPython.
pub struct RadixTree {
    root: Option<NonNull<Middle>>,
    middle_nodes: usize,
    bottom_nodes: usize,
}

/// A node of the root's or the middle layer's, seen as a table of nodes. Its length
/// depends on the geometry, see [`Bits`].
type Table<T> = Option<NonNull<T>>;

/// Points to one entry of the root: where the middle nodes are.
type Middle = Table<Bottom>;

/// Points to one entry of a middle node: where the bottom nodes are.
type Bottom = Table<Stretch>;

/// What is known of a stretch of addresses. C: `arena_coverage_t`.
#[derive(Clone, Copy)]
struct Stretch {
    /// Offsets from here on are in an arena; 0 if none is, -1 if all are. C: `tail_hi`.
    from: i32,
    /// Offsets below are in the arena that began in the stretch before. C: `tail_lo`.
    to: i32,
}

// SAFETY: the nodes belong to the tree alone.
unsafe impl Send for RadixTree {}
// ANCHOR_END: tree

// ANCHOR: bits
/// Which bits of an address lead through which layer.
///
/// ```text
/// 64-bit addresses, arenas of 2^20 bytes
///  63        49 48        34 33       20 19              0
/// +------------+------------+-----------+-----------------+
/// |    root    |   middle   |  bottom   |     offset      |
/// +------------+------------+-----------+-----------------+
///   15 bits      15 bits      14 bits     20 bits
/// ```
trait Bits: Sizes {
    const INTERIOR: u32 = (usize::BITS - Self::ARENA_BITS).div_ceil(3);
    const BOTTOM: u32 = usize::BITS - Self::ARENA_BITS - 2 * Self::INTERIOR;
    const INTERIOR_LENGTH: usize = 1 << Self::INTERIOR;
    const BOTTOM_LENGTH: usize = 1 << Self::BOTTOM;

    #[inline]
    fn root_index(address: usize) -> usize {
        address >> (Self::ARENA_BITS + Self::BOTTOM + Self::INTERIOR)
    }

    #[inline]
    fn middle_index(address: usize) -> usize {
        (address >> (Self::ARENA_BITS + Self::BOTTOM)) & (Self::INTERIOR_LENGTH - 1)
    }

    #[inline]
    fn bottom_index(address: usize) -> usize {
        (address >> Self::ARENA_BITS) & (Self::BOTTOM_LENGTH - 1)
    }

    #[inline]
    fn offset(address: usize) -> i32 {
        (address & (Self::ARENA_SIZE - 1)) as i32
    }
}

impl<G: Geometry> Bits for G {}
// ANCHOR_END: bits

// ANCHOR: find
impl RadixTree {
    /// The entry for the stretch that `address` lies in, if the tree reaches there.
    /// C: `arena_map_get`.
    #[inline]
    fn find<G: Geometry>(&self, address: usize) -> Option<NonNull<Stretch>> {
        // SAFETY: nodes are as long as the geometry's masks and shifts allow indices to be.
        unsafe {
            let middle = self.root?.add(G::root_index(address)).read()?;
            let bottom = middle.add(G::middle_index(address)).read()?;
            Some(bottom.add(G::bottom_index(address)))
        }
    }

    /// The same, with nodes made where they are missing.
    fn find_or_make<G: Geometry>(
        &mut self,
        system: &mut impl System,
        address: usize,
    ) -> Option<NonNull<Stretch>> {
        if self.root.is_none() {
            self.root = Some(new_node(system, G::INTERIOR_LENGTH)?);
        }
        // SAFETY: as in `find`.
        unsafe {
            let middle = self.root?.add(G::root_index(address));
            if middle.read().is_none() {
                middle.write(Some(new_node(system, G::INTERIOR_LENGTH)?));
                self.middle_nodes += 1;
            }
            let bottom = middle.read()?.add(G::middle_index(address));
            if bottom.read().is_none() {
                bottom.write(Some(new_node(system, G::BOTTOM_LENGTH)?));
                self.bottom_nodes += 1;
            }
            Some(bottom.read()?.add(G::bottom_index(address)))
        }
    }
}

/// A node of `length` entries, all of them zero: no node, or no arena.
fn new_node<T>(system: &mut impl System, length: usize) -> Option<NonNull<T>> {
    system.calloc(length * size_of::<T>()).map(NonNull::cast)
}
// ANCHOR_END: find

// ANCHOR: contains
// SAFETY: the module's comment says how an arena is entered; `contains` reads the same.
unsafe impl<G: Geometry> AddressMap<G> for RadixTree {
    const EMPTY: RadixTree = RadixTree { root: None, middle_nodes: 0, bottom_nodes: 0 };

    #[inline]
    unsafe fn contains(&self, block: NonNull<u8>, _arena_at: impl Fn(u32) -> usize) -> bool {
        let address = block.addr().get();
        let Some(stretch) = self.find::<G>(address) else { return false };
        // SAFETY: the entry is there and initialised.
        let Stretch { from, to } = unsafe { stretch.read() };
        let offset = G::offset(address);
        offset < to || (offset >= from && from != 0)
    }
    // ANCHOR_END: contains

    // ANCHOR: mark
    fn mark(&mut self, system: &mut impl System, arena: usize) -> Result<(), OutOfMemory> {
        let offset = G::offset(arena);
        let first = self.find_or_make::<G>(system, arena).ok_or(OutOfMemory)?;
        if offset == 0 {
            // SAFETY: the entry is there; and so below.
            unsafe { (*first.as_ptr()).from = -1 };
            return Ok(());
        }
        let next = self.find_or_make::<G>(system, arena + G::ARENA_SIZE).ok_or(OutOfMemory)?;
        // SAFETY: both entries are there.
        unsafe {
            (*first.as_ptr()).from = offset;
            (*next.as_ptr()).to = offset;
        }
        Ok(())
    }

    fn unmark(&mut self, arena: usize) {
        let first = self.find::<G>(arena).expect("a marked arena has an entry");
        // SAFETY: the entry is there.
        unsafe { (*first.as_ptr()).from = 0 };
        if G::offset(arena) != 0 {
            let next = self.find::<G>(arena + G::ARENA_SIZE).expect("and so has its end");
            // SAFETY: the entry is there.
            unsafe { (*next.as_ptr()).to = 0 };
        }
    }
    // ANCHOR_END: mark

    // ANCHOR: clear
    fn clear(&mut self, system: &mut impl System) {
        let Some(root) = self.root.take() else { return };
        // SAFETY: nodes are as long as the geometry says, blocks of the system's, and not
        // reachable any more.
        unsafe {
            for middle in (0..G::INTERIOR_LENGTH).filter_map(|index| root.add(index).read()) {
                for bottom in (0..G::INTERIOR_LENGTH).filter_map(|index| middle.add(index).read()) {
                    system.free(bottom.cast());
                }
                system.free(middle.cast());
            }
            system.free(root.cast());
        }
        *self = <RadixTree as AddressMap<G>>::EMPTY;
    }

    /// CPython's root is a static table; that it is there counts, used or not.
    fn cost(&self) -> Option<MapCost> {
        let interior = G::INTERIOR_LENGTH * size_of::<Table<()>>();
        Some(MapCost {
            middle_nodes: self.middle_nodes,
            bottom_nodes: self.bottom_nodes,
            bytes: [interior, interior, G::BOTTOM_LENGTH * size_of::<Stretch>()],
        })
    }
    // ANCHOR_END: clear
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Python39, Python311};
    use crate::system::{Limited, Portable};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn contains<G: Geometry>(tree: &RadixTree, address: usize) -> bool {
        let address = NonNull::new(std::ptr::without_provenance_mut(address)).unwrap();
        // SAFETY: the tree looks at the bits of an address, not at what is there.
        unsafe { AddressMap::<G>::contains(tree, address, |_| 0) }
    }

    /// Arenas at random pages, no two overlapping, entered and taken out again: at every
    /// edge the tree says what a list of them says.
    fn agrees_with_a_list<G: Geometry>(pages: &[usize]) {
        let (mut tree, mut system) = (<RadixTree as AddressMap<G>>::EMPTY, Portable);
        let mut arenas = BTreeSet::new();
        for page in pages {
            let start = page << 12;
            if arenas.remove(&start) {
                AddressMap::<G>::unmark(&mut tree, start);
            } else if arenas.iter().all(|&arena: &usize| arena.abs_diff(start) >= G::ARENA_SIZE) {
                AddressMap::<G>::mark(&mut tree, &mut system, start).unwrap();
                arenas.insert(start);
            }
            for &edge in arenas.iter().chain([&start]) {
                for address in [edge - 1, edge, edge + G::ARENA_SIZE - 1, edge + G::ARENA_SIZE] {
                    let inside = arenas.range(..=address).next_back();
                    let inside = inside.is_some_and(|arena| address - arena < G::ARENA_SIZE);
                    assert_eq!(contains::<G>(&tree, address), inside, "{address:#x}");
                }
            }
        }
        AddressMap::<G>::clear(&mut tree, &mut system);
        assert!(!contains::<G>(&tree, pages[0] << 12));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 2 } else { 64 }, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_edge_is_where_a_list_has_it(
            near in prop::collection::vec(1..2000usize, 1..60),
            far in prop::collection::vec(1..1usize << 35, 1..10),
        ) {
            let pages: Vec<usize> = near.iter().chain(&far).chain(&near).copied().collect();
            agrees_with_a_list::<Python311>(&pages);
            agrees_with_a_list::<Python39>(&pages);
        }
    }

    #[test]
    fn a_node_that_cannot_be_made_is_an_error_and_marks_nothing() {
        // One node of each layer for the first stretch; the second one lies in another
        // bottom node, for which nothing is left.
        let start = (1 << 34) - 4096;
        for budget in 0..4 {
            let mut system = Limited::new(Portable, budget);
            let mut tree = <RadixTree as AddressMap<Python311>>::EMPTY;
            let marked = AddressMap::<Python311>::mark(&mut tree, &mut system, start);
            assert_eq!(marked, Err(OutOfMemory));
            assert!(!contains::<Python311>(&tree, start));
            system.budget.set(1);
            AddressMap::<Python311>::clear(&mut tree, &mut system);
        }
    }
}
