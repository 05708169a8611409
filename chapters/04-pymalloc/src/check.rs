//! All invariants, as a function that can be run.
//!
//! CPython: `_PyObject_DebugMallocStats` checks a few of these in a debug build, with
//! `assert`s spread over the file for some others.
//!
//! [`Pymalloc::check`] looks at every arena, every pool and every free block, and says
//! which rule is broken first. It changes nothing and takes time proportional to the
//! memory that it looks at: the tests call it after every step.

use crate::address_map::AddressMap;
use crate::arena::{Arena, NO_ARENA};
use crate::geometry::{Geometry, MAX_CLASSES, Sizes};
use crate::pool::{NO_CLASS, Pool};
use crate::pymalloc::Pymalloc;
use crate::system::System;
use std::collections::HashSet;
use std::fmt;
use std::ptr::{self, NonNull};

// ANCHOR: violation
/// A broken invariant: which one, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, as a sentence that isn't true.
    pub rule: &'static str,
    /// The address of the pool or arena.
    pub address: usize,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {:#x} it does not hold that {}", self.address, self.rule)
    }
}

impl std::error::Error for Violation {}

/// Holds `rule` against what was found at `address`.
fn expect(address: usize, holds: bool, rule: &'static str) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation { rule, address }) }
}
// ANCHOR_END: violation

// ANCHOR: check
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Checks every invariant of every arena, pool and list.
    pub fn check(&self) -> Result<(), Violation> {
        for (index, arena) in self.arenas.live() {
            self.check_arena(index, arena)?;
        }
        self.check_used_lists()?;
        self.check_usable_list()
    }

    fn check_arena(&self, index: u32, arena: &Arena) -> Result<(), Violation> {
        let &Arena { address, total_pools, free_pools, .. } = arena;
        let first_pool = address.next_multiple_of(G::POOL_SIZE);
        let room = (address + G::ARENA_SIZE - first_pool) / G::POOL_SIZE;
        expect(address, total_pools as usize == room, "an arena is cut into as many pools as fit")?;

        let empty: HashSet<usize> = arena.empty_pools().map(Pool::address).collect();
        let mut carved = 0;
        for pool in arena.pools::<G>() {
            carved += 1;
            let at = pool.address();
            expect(at, pool.arena_index.get() == index, "a pool knows its arena")?;
            let is_empty = pool.count.get() == 0;
            expect(at, is_empty == empty.contains(&at), "a pool is empty if its arena says so")?;
            self.check_pool(pool)?;
        }
        let uncarved = total_pools as usize - carved;
        let free = empty.len() + uncarved;
        expect(address, free_pools as usize == free, "an arena counts its free pools")
    }

    /// The blocks of a pool: carved or not, allocated or on the free list.
    fn check_pool(&self, pool: Pool) -> Result<(), Violation> {
        let (at, class) = (pool.address(), pool.class());
        expect(at, pool.class.get() != NO_CLASS, "a carved pool has had a class")?;
        expect(at, class < G::CLASSES, "a pool's class is one of the geometry's")?;
        let size = G::block_size(class);
        let first = at + G::POOL_OVERHEAD;
        let next = at + pool.next_offset.get() as usize;
        expect(at, next >= first + 2 * size, "two blocks of a pool are carved at once")?;
        expect(at, next <= at + G::POOL_SIZE, "blocks end where their pool ends")?;
        let last = pool.last_offset.get() as usize;
        expect(at, last == G::POOL_SIZE - size, "the last offset leaves room for a block")?;

        for block in [first, next - size] {
            // SAFETY: a carved pool's memory is there, and so are its blocks.
            let known = unsafe { self.owns(pointer(block)) };
            expect(at, known, "a block is known as the allocator's by its address")?;
        }

        let mut free = HashSet::new();
        // SAFETY: `&self` is held, so nothing allocates or frees meanwhile.
        for block in unsafe { pool.free_blocks() }.map(|block| block.addr().get()) {
            let offset = block.wrapping_sub(first);
            let carved = (first..next).contains(&block);
            expect(at, carved, "a free block is one of the carved blocks of its pool")?;
            expect(at, offset.is_multiple_of(size), "a free block begins where blocks begin")?;
            expect(at, free.insert(block), "a block is on the free list once")?;
        }
        let carved = (next - first) / size;
        let count = pool.count.get() as usize;
        expect(at, count + free.len() == carved, "a carved block is allocated or free")?;
        let full = count == G::blocks_in_pool(class);
        expect(at, full == free.is_empty(), "a pool's free list is empty if the pool is full")
    }

    /// A pool is in the list of its class if it is used, and otherwise in none.
    fn check_used_lists(&self) -> Result<(), Violation> {
        let mut listed = HashSet::new();
        for class in 0..MAX_CLASSES {
            let mut previous = None;
            for pool in self.used.of_class(class) {
                let at = pool.address();
                expect(at, listed.insert(at), "a pool is in one list of used pools, once")?;
                expect(at, pool.class() == class, "a used pool is in the list of its class")?;
                let linked = pool.previous_pool.get() == previous;
                expect(at, linked, "a used pool knows the pool before it")?;
                previous = Some(pool);
            }
        }
        let mut used = 0;
        for pool in self.arenas.live().flat_map(|(_, arena)| arena.pools::<G>()) {
            let count = pool.count.get() as usize;
            let is_used = count > 0 && count < G::blocks_in_pool(pool.class());
            used += usize::from(is_used);
            let is_listed = listed.contains(&pool.address());
            expect(pool.address(), is_used == is_listed, "a pool is listed if it is used")?;
        }
        expect(0, used == listed.len(), "all listed pools are in arenas")
    }

    /// The usable arenas: sorted, complete, and the last of each count is known.
    fn check_usable_list(&self) -> Result<(), Violation> {
        let (entries, usable) = (self.arenas.entries(), &self.arenas.usable);
        let mut listed = 0;
        let (mut previous, mut index) = (NO_ARENA, usable.first());
        while index != NO_ARENA {
            let arena = &entries[index as usize];
            let (at, free) = (arena.address, arena.free_pools);
            expect(at, at != 0 && free > 0, "a usable arena has a free pool")?;
            expect(at, arena.previous == previous, "a usable arena knows the one before it")?;
            listed += 1;
            expect(at, listed <= entries.len(), "the list of usable arenas has an end")?;
            let next = arena.next;
            let next_free = entries.get(next as usize).map(|arena| arena.free_pools);
            let sorted = next_free.is_none_or(|next_free| next_free >= free);
            expect(at, sorted, "the fullest arena comes first")?;
            let is_last = next_free != Some(free);
            let known_as_last = usable.last_with(free) == index;
            expect(at, is_last == known_as_last, "the last arena of each count is known")?;
            (previous, index) = (index, next);
        }
        for (_, arena) in self.arenas.live() {
            let wholly_free = arena.free_pools == arena.total_pools;
            let kept = !wholly_free || arena.next == NO_ARENA;
            expect(arena.address, kept, "a free arena goes back unless it is the last")?;
        }
        let usable = self.arenas.live().filter(|(_, arena)| arena.free_pools > 0).count();
        expect(0, usable == listed, "an arena is usable if it has a free pool")?;
        let live = self.arenas.live().count();
        expect(0, live == self.arenas.current, "arenas are counted")
    }
}
// ANCHOR_END: check

// ANCHOR: check_helpers
/// An address to ask about, not to follow.
fn pointer(address: usize) -> NonNull<u8> {
    NonNull::new(ptr::without_provenance_mut(address)).expect("no arena begins at address 0 or 1")
}
// ANCHOR_END: check_helpers
