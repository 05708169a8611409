//! The pools from which blocks are handed out: one list for each size class.
//!
//! CPython: `Objects/obmalloc.c` (`usedpools`, `insert_to_usedpool`).
//!
//! A pool is *used* while some of its blocks are allocated and some are not, *full* when
//! all are allocated, *empty* when none is. Used pools stand in the list of their class.
//! A full pool stands in no list at all: whoever frees one of its blocks finds it again
//! by the block's address. An empty pool belongs to its arena and has no class.
//!
//! Invariant: a pool is in the list of its class if and only if it is used.
//!
//! CPython's lists are circular through a head that pretends to be a pool header, so that
//! unlinking has no special case. Here the first pool of a list has no pool before it, and
//! the table may be moved: nothing points into it.

use crate::geometry::MAX_CLASSES;
use crate::pool::Pool;

// ANCHOR: used_pools
/// The first used pool of each class. C: `usedpools`.
pub(crate) struct UsedPools {
    first: [Option<Pool>; MAX_CLASSES],
}

impl UsedPools {
    pub(crate) const fn new() -> UsedPools {
        UsedPools { first: [None; MAX_CLASSES] }
    }

    /// The pool that the next block of `class` comes from.
    #[inline]
    pub(crate) fn first(&self, class: usize) -> Option<Pool> {
        self.first[class]
    }

    /// Puts `pool` to the front of the list of its class: what was freed last is handed
    /// out next.
    pub(crate) fn push(&mut self, pool: Pool) {
        let first = &mut self.first[pool.class()];
        pool.previous_pool.set(None);
        pool.next_pool.set(*first);
        if let Some(next) = *first {
            next.previous_pool.set(Some(pool));
        }
        *first = Some(pool);
    }

    /// Takes `pool` out of the list of its class.
    pub(crate) fn remove(&mut self, pool: Pool) {
        let (previous, next) = (pool.previous_pool.get(), pool.next_pool.get());
        match previous {
            Some(previous) => previous.next_pool.set(next),
            None => self.first[pool.class()] = next,
        }
        if let Some(next) = next {
            next.previous_pool.set(previous);
        }
    }

    /// The used pools of `class`, in the order in which they will be filled.
    pub(crate) fn of_class(&self, class: usize) -> impl Iterator<Item = Pool> {
        std::iter::successors(self.first[class], |pool| pool.next_pool.get())
    }
}
// ANCHOR_END: used_pools
