//! The arenas that have free pools, fullest first.
//!
//! CPython: `Objects/obmalloc.c` (`usable_arenas`, `nfp2lasta`; the arena half of
//! `allocate_from_new_pool` and `insert_to_freepool`).
//!
//! New pools are taken from the fullest arena, so that the emptiest are left alone and
//! have a chance to become empty and go back to the system. When an arena gains a free
//! pool it may have to move right, past all arenas that have as many as it had: a table
//! that knows the last arena for each number of free pools finds the place in one step.
//! (Before 3.8 it was searched for, arena by arena, at every such move.)
//!
//! Invariant: along the list `free_pools` never decreases and is never 0; `last_with[n]`
//! is the last arena with `n` free pools, or none.

use crate::arena::{Arena, NO_ARENA};
use crate::geometry::MAX_POOLS_IN_ARENA;

// ANCHOR: usable
/// The list, threaded through the table of arenas.
pub(crate) struct UsableArenas {
    first: u32,
    /// C: `nfp2lasta`.
    last_with: [u32; MAX_POOLS_IN_ARENA + 1],
}

/// What becomes of an arena that got a pool back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Freed {
    /// It stays, perhaps at another place of the list.
    Pool,
    /// It has no allocated pool any more, and was taken out to go back to the system.
    WholeArena,
}
// ANCHOR_END: usable

// ANCHOR: taken
impl UsableArenas {
    pub(crate) const fn new() -> UsableArenas {
        UsableArenas { first: NO_ARENA, last_with: [NO_ARENA; MAX_POOLS_IN_ARENA + 1] }
    }

    /// The arena that the next pool comes from.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    pub(crate) fn last_with(&self, free_pools: u32) -> u32 {
        self.last_with[free_pools as usize]
    }

    /// Enters an arena while there is no other.
    pub(crate) fn push_only(&mut self, arenas: &[Arena], index: u32) {
        debug_assert_eq!(self.first, NO_ARENA);
        self.first = index;
        self.last_with[arenas[index as usize].free_pools as usize] = index;
    }

    /// The first arena loses a free pool. It already had the fewest of all, so that its
    /// place stays the same; without any, it leaves the list.
    pub(crate) fn pool_taken(&mut self, arenas: &mut [Arena]) {
        let index = self.first;
        let arena = &mut arenas[index as usize];
        let free = arena.free_pools as usize;
        arena.free_pools -= 1;
        if self.last_with[free] == index {
            self.last_with[free] = NO_ARENA;
        }
        if free > 1 {
            self.last_with[free - 1] = index;
        } else {
            self.unlink(arenas, index);
        }
    }
}
// ANCHOR_END: taken

// ANCHOR: freed
impl UsableArenas {
    /// The arena `index` gains a free pool.
    pub(crate) fn pool_freed(&mut self, arenas: &mut [Arena], index: u32) -> Freed {
        let Arena { free_pools: before, total_pools, next, previous, .. } = arenas[index as usize];
        let after = before + 1;
        arenas[index as usize].free_pools = after;

        // It isn't among those with `before` any more: the last of them is now its
        // neighbour on the left, if that has as many.
        let last = self.last_with(before);
        if last == index {
            let left = previous != NO_ARENA && arenas[previous as usize].free_pools == before;
            self.last_with[before as usize] = if left { previous } else { NO_ARENA };
        }

        // One arena is kept though all of it is free, the last of the list. Else a loop
        // that takes one block and frees it could get and return an arena each time.
        debug_assert!(total_pools > 1, "an arena is never full and empty in turn");
        if after == total_pools && next != NO_ARENA {
            self.unlink(arenas, index);
            return Freed::WholeArena;
        }

        if before == 0 {
            self.push_front(arenas, index);
        }
        if self.last_with(after) == NO_ARENA {
            self.last_with[after as usize] = index;
        }
        if before != 0 && last != index {
            self.unlink(arenas, index);
            self.insert_after(arenas, index, last);
        }
        Freed::Pool
    }
}
// ANCHOR_END: freed

// ANCHOR: list
impl UsableArenas {
    fn unlink(&mut self, arenas: &mut [Arena], index: u32) {
        let Arena { next, previous, .. } = arenas[index as usize];
        match previous {
            NO_ARENA => self.first = next,
            _ => arenas[previous as usize].next = next,
        }
        if next != NO_ARENA {
            arenas[next as usize].previous = previous;
        }
    }

    fn push_front(&mut self, arenas: &mut [Arena], index: u32) {
        let first = self.first;
        arenas[index as usize].next = first;
        arenas[index as usize].previous = NO_ARENA;
        if first != NO_ARENA {
            arenas[first as usize].previous = index;
        }
        self.first = index;
    }

    fn insert_after(&mut self, arenas: &mut [Arena], index: u32, left: u32) {
        let right = arenas[left as usize].next;
        arenas[index as usize].previous = left;
        arenas[index as usize].next = right;
        arenas[left as usize].next = index;
        if right != NO_ARENA {
            arenas[right as usize].previous = index;
        }
    }
}
// ANCHOR_END: list
