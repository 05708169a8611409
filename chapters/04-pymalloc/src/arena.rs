//! Arenas: what the system gives at once, and the table that remembers them.
//!
//! CPython: `Objects/obmalloc.c` (`struct arena_object`, `arenas`, `unused_arena_objects`,
//! `new_arena`, the first half of `allocate_from_new_pool`, `insert_to_freepool`).
//!
//! An arena is cut into pools from its low end, one when it is needed. A pool whose blocks
//! are all free again joins its arena's list of empty pools, from which any size class may
//! take it. An arena all of whose pools are free goes back to the system.
//!
//! Invariant: `free_pools` of an arena counts the pools on its list of empty pools and
//! those not yet carved. Arenas that have any stand in `usable` (see `usable_arenas.rs`);
//! entries of the table without an arena are chained up in `unused`; an arena without a
//! free pool is in neither.

use crate::OutOfMemory;
use crate::address_map::AddressMap;
use crate::geometry::{Geometry, Sizes};
use crate::poison;
use crate::pool::Pool;
use crate::system::System;
use crate::usable_arenas::{Freed, UsableArenas};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

// ANCHOR: arena
/// Says "no arena" where an index into the table stands.
pub(crate) const NO_ARENA: u32 = u32::MAX;

/// An entry of the table. C: `struct arena_object`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arena {
    /// Where the arena begins; 0 if the entry has none.
    pub(crate) address: usize,
    /// The next pool to be carved. C: `pool_address`.
    pub(crate) next_pool: usize,
    /// Empty pools and those not carved yet. C: `nfreepools`.
    pub(crate) free_pools: u32,
    /// All its pools. C: `ntotalpools`.
    pub(crate) total_pools: u32,
    /// The list of empty pools. C: `freepools`.
    pub(crate) empty_pools: Option<Pool>,
    /// The next usable arena, or the next unused entry. C: `nextarena`.
    pub(crate) next: u32,
    /// The usable arena before it. C: `prevarena`.
    pub(crate) previous: u32,
}

/// How many entries the table begins with; it doubles when they are used up.
/// C: `INITIAL_ARENA_OBJECTS`.
const INITIAL_ARENAS: u32 = 16;

/// The table. It lies in the system's memory, as it can't lie in its own.
pub(crate) struct Arenas<G> {
    entries: NonNull<Arena>,
    /// How many entries there are, with an arena or without. C: `maxarenas`.
    length: u32,
    unused: u32,
    pub(crate) usable: UsableArenas,
    /// How many arenas there are now. C: `narenas_currently_allocated`.
    pub(crate) current: usize,
    /// How many there were in all. C: `ntimes_arena_allocated`.
    pub(crate) allocated: usize,
    /// The most there were at a time. C: `narenas_highwater`.
    pub(crate) highwater: usize,
    geometry: PhantomData<G>,
}
// ANCHOR_END: arena

// ANCHOR: entries
impl<G> Arenas<G> {
    pub(crate) const fn new() -> Arenas<G> {
        Arenas {
            entries: NonNull::dangling(),
            length: 0,
            unused: NO_ARENA,
            usable: UsableArenas::new(),
            current: 0,
            allocated: 0,
            highwater: 0,
            geometry: PhantomData,
        }
    }

    /// All entries, also those without an arena.
    #[inline]
    pub(crate) fn entries(&self) -> &[Arena] {
        // SAFETY: `length` entries are there and initialised.
        unsafe { std::slice::from_raw_parts(self.entries.as_ptr(), self.length as usize) }
    }

    /// The entries, and the list that runs through them.
    fn parts(&mut self) -> (&mut [Arena], &mut UsableArenas) {
        // SAFETY: as in `entries`; the table is borrowed for as long as the slice.
        let entries =
            unsafe { std::slice::from_raw_parts_mut(self.entries.as_ptr(), self.length as usize) };
        (entries, &mut self.usable)
    }
}
// ANCHOR_END: entries

// ANCHOR: take_pool
impl<G: Geometry> Arenas<G> {
    /// A pool for a class that has no used one: an empty pool, or else a new one, of the
    /// fullest arena that has any; if no arena has, of a new arena.
    pub(crate) fn take_pool<S: System, M: AddressMap<G>>(
        &mut self,
        system: &mut S,
        map: &mut M,
    ) -> Result<Pool, OutOfMemory> {
        let index = match self.usable.first() {
            NO_ARENA => self.new_arena(system, map)?,
            index => index,
        };
        let (entries, usable) = self.parts();
        usable.pool_taken(entries);
        let arena = &mut entries[index as usize];
        if let Some(pool) = arena.empty_pools {
            arena.empty_pools = pool.next_pool.get();
            return Ok(pool);
        }
        let start = ptr::with_exposed_provenance_mut(arena.next_pool);
        arena.next_pool += G::POOL_SIZE;
        debug_assert!(arena.next_pool <= arena.address + G::ARENA_SIZE);
        // SAFETY: the arena said that it has a free pool and none of them is empty, so
        // there is one to be carved here, aligned because the first one was.
        Ok(unsafe { Pool::carve(NonNull::new_unchecked(start), index) })
    }
}
// ANCHOR_END: take_pool

// ANCHOR: give_pool
impl<G: Geometry> Arenas<G> {
    /// Takes an empty pool back, and gives its arena back to the system where that was the
    /// last of its pools. C: `insert_to_freepool`.
    pub(crate) fn give_pool<S: System, M: AddressMap<G>>(
        &mut self,
        system: &mut S,
        map: &mut M,
        pool: Pool,
    ) {
        let index = pool.arena_index.get();
        let (entries, usable) = self.parts();
        let arena = &mut entries[index as usize];
        pool.next_pool.set(arena.empty_pools);
        arena.empty_pools = Some(pool);
        if usable.pool_freed(entries, index) == Freed::WholeArena {
            self.release_arena(system, map, index);
        }
    }

    /// Gives the arena `index`, which is in no list any more, back to the system.
    fn release_arena<S: System, M: AddressMap<G>>(
        &mut self,
        system: &mut S,
        map: &mut M,
        index: u32,
    ) {
        let unused = self.unused;
        let arena = &mut self.parts().0[index as usize];
        let address = arena.address;
        arena.address = 0;
        arena.next = unused;
        self.unused = index;
        self.current -= 1;
        map.unmark(address);
        // SAFETY: the arena is the system's, and all its blocks are free.
        unsafe { Self::unmap(system, address) };
    }

    /// # Safety
    /// An arena of `system`'s begins at `address`, and nobody uses it any more.
    unsafe fn unmap<S: System>(system: &mut S, address: usize) {
        let start = ptr::with_exposed_provenance_mut(address);
        // SAFETY: an arena never begins at 0; the rest is the caller's word.
        unsafe {
            let start = NonNull::new_unchecked(start);
            poison::unpoison(start, G::ARENA_SIZE);
            system.unmap_arena(start, G::ARENA_SIZE);
        }
    }
}
// ANCHOR_END: give_pool

// ANCHOR: new_arena
impl<G: Geometry> Arenas<G> {
    /// Asks the system for an arena, enters it, and makes it the one usable arena: it is
    /// called when there is no other.
    fn new_arena<S: System, M: AddressMap<G>>(
        &mut self,
        system: &mut S,
        map: &mut M,
    ) -> Result<u32, OutOfMemory> {
        if self.unused == NO_ARENA {
            self.grow(system)?;
        }
        let start = system.map_arena(G::ARENA_SIZE).ok_or(OutOfMemory)?;
        // Pools and blocks are found again by their addresses alone.
        let address = start.as_ptr().expose_provenance();
        if map.mark(system, address).is_err() {
            // SAFETY: the system gave it a moment ago, and nobody has seen it.
            unsafe { Self::unmap(system, address) };
            return Err(OutOfMemory);
        }
        poison::poison(start, G::ARENA_SIZE);

        // An arena that doesn't begin at a multiple of a pool's size loses a pool.
        let first_pool = address.next_multiple_of(G::POOL_SIZE);
        let pools = (address + G::ARENA_SIZE - first_pool) / G::POOL_SIZE;
        let index = self.unused;
        let (entries, usable) = self.parts();
        let unused = entries[index as usize].next;
        entries[index as usize] = Arena {
            address,
            next_pool: first_pool,
            free_pools: pools as u32,
            total_pools: pools as u32,
            empty_pools: None,
            next: NO_ARENA,
            previous: NO_ARENA,
        };
        usable.push_only(entries, index);
        self.unused = unused;
        self.current += 1;
        self.allocated += 1;
        self.highwater = self.highwater.max(self.current);
        Ok(index)
    }

    /// Doubles the table and chains the new entries up.
    fn grow<S: System>(&mut self, system: &mut S) -> Result<(), OutOfMemory> {
        let length = match self.length {
            0 => INITIAL_ARENAS,
            length => length.checked_mul(2).ok_or(OutOfMemory)?,
        };
        let bytes = (length as usize).checked_mul(size_of::<Arena>()).ok_or(OutOfMemory)?;
        let table = match self.length {
            0 => system.malloc(bytes),
            // SAFETY: the table is a block of the system's.
            _ => unsafe { system.realloc(self.entries.cast(), bytes) },
        };
        self.entries = table.ok_or(OutOfMemory)?.cast();
        for index in self.length..length {
            let next = if index + 1 < length { index + 1 } else { NO_ARENA };
            let entry = Arena {
                address: 0,
                next_pool: 0,
                free_pools: 0,
                total_pools: 0,
                empty_pools: None,
                next,
                previous: NO_ARENA,
            };
            // SAFETY: the block has room for `length` entries.
            unsafe { self.entries.add(index as usize).write(entry) };
        }
        self.unused = self.length;
        self.length = length;
        Ok(())
    }

    /// Gives everything back, whether it is in use or not.
    ///
    /// # Safety
    /// Nobody uses a block of any arena any more.
    pub(crate) unsafe fn release_all<S: System>(&mut self, system: &mut S) {
        for arena in self.entries().iter().filter(|arena| arena.address != 0) {
            // SAFETY: the arena is the system's; the caller says that nobody uses it.
            unsafe { Self::unmap(system, arena.address) };
        }
        if self.length != 0 {
            // SAFETY: the table is a block of the system's, and is forgotten here.
            unsafe { system.free(self.entries.cast()) };
        }
        *self = Arenas::new();
    }
}
// ANCHOR_END: new_arena

// ANCHOR: pools
impl<G: Geometry> Arenas<G> {
    /// The entries that have an arena, each with its index.
    pub(crate) fn live(&self) -> impl Iterator<Item = (u32, &Arena)> {
        (0..).zip(self.entries()).filter(|(_, arena)| arena.address != 0)
    }
}

impl Arena {
    /// The pools that were carved so far, in the order of their addresses.
    pub(crate) fn pools<G: Geometry>(&self) -> impl Iterator<Item = Pool> + use<G> {
        let first = self.address.next_multiple_of(G::POOL_SIZE);
        // SAFETY: all that lies between the first pool and the next one to carve are pools.
        (first..self.next_pool).step_by(G::POOL_SIZE).map(|start| unsafe { Pool::at(start) })
    }

    /// The empty pools, first to last.
    pub(crate) fn empty_pools(&self) -> impl Iterator<Item = Pool> + use<> {
        std::iter::successors(self.empty_pools, |pool| pool.next_pool.get())
    }
}
// ANCHOR_END: pools
