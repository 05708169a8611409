//! The allocator: four functions over the pools, the arenas and the system.
//!
//! CPython: `Objects/obmalloc.c` (`_PyObject_Malloc`, `_PyObject_Calloc`,
//! `_PyObject_Realloc`, `_PyObject_Free` and the `pymalloc_*` functions that they call).
//!
//! The fast way of `allocate` is: class, first used pool, first free block. The fast way
//! of `free` is: ours, which pool, front of its list. Both are inlined into the caller;
//! all that happens less than once a pool is in functions of its own, marked `#[cold]`.
//!
//! Invariant: whatever is allocated lies in a used or full pool of an arena that the
//! address map knows, or is a block of the system's; `check.rs` looks at all of it.

use crate::OutOfMemory;
use crate::address_map::AddressMap;
use crate::arena::Arenas;
use crate::geometry::{self, Geometry, Python311, Sizes};
use crate::poison;
use crate::pool::Pool;
use crate::radix_tree::RadixTree;
use crate::system::{DefaultSystem, System};
use crate::used_pools::UsedPools;
use std::ptr::NonNull;

// ANCHOR: pymalloc
/// An allocator for many small blocks, used by one thread at a time.
///
/// `G` fixes the sizes, `S` is where memory comes from, `M` tells arenas from the rest of
/// the address space. Dropping it gives all arenas back, so that no small block may be
/// used after that; large blocks are the system's, and those that weren't freed stay.
pub struct Pymalloc<
    G: Geometry = Python311,
    S: System = DefaultSystem,
    M: AddressMap<G> = RadixTree,
> {
    pub(crate) used: UsedPools,
    pub(crate) arenas: Arenas<G>,
    pub(crate) address_map: M,
    pub(crate) system: S,
    /// How many blocks are out that came from the system. C: `raw_allocated_blocks`.
    pub(crate) system_blocks: usize,
}

/// The largest request that is answered. C: `PY_SSIZE_T_MAX`.
pub const MAX_SIZE: usize = isize::MAX as usize;
// ANCHOR_END: pymalloc

// ANCHOR: new
// SAFETY: nothing in it belongs to a thread. Its pools and arenas are reached from it only.
unsafe impl<G: Geometry, S: System + Send, M: AddressMap<G> + Send> Send for Pymalloc<G, S, M> {}

impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// An allocator without an arena: the first small request brings one.
    pub const fn new(system: S) -> Self {
        const { geometry::check::<G>() };
        Pymalloc {
            used: UsedPools::new(),
            arenas: Arenas::new(),
            address_map: M::EMPTY,
            system,
            system_blocks: 0,
        }
    }
}

impl<G: Geometry, S: System + Default, M: AddressMap<G>> Default for Pymalloc<G, S, M> {
    fn default() -> Self {
        Self::new(S::default())
    }
}
// ANCHOR_END: new

// ANCHOR: allocate
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// `size` bytes, uninitialised. Zero bytes are a block of its own too.
    #[inline]
    pub fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let Some(class) = G::class_of(size) else {
            return self.allocate_large(size);
        };
        let Some(pool) = self.used.first(class) else {
            return self.allocate_from_new_pool(class, size);
        };
        let block = pool.take_block();
        if pool.free_block.get().is_none() {
            self.extend_or_retire(pool);
        }
        poison::reuse(block, G::block_size(class), size);
        Ok(block)
    }

    /// The pool has no free block any more: carve one, or take the pool, which is full,
    /// out of the list.
    #[cold]
    #[inline(never)]
    fn extend_or_retire(&mut self, pool: Pool) {
        if !pool.extend::<G>() {
            self.used.remove(pool);
        }
    }

    /// No pool of the class has a free block: take another pool. C: `allocate_from_new_pool`.
    #[cold]
    #[inline(never)]
    fn allocate_from_new_pool(
        &mut self,
        class: usize,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        let Ok(pool) = self.arenas.take_pool(&mut self.system, &mut self.address_map) else {
            // No arena to be had. A single block may still be.
            return self.allocate_large(size);
        };
        let block = pool.start::<G>(class);
        self.used.push(pool);
        poison::reuse(block, G::block_size(class), size);
        Ok(block)
    }

    /// A block of the system's.
    #[cold]
    #[inline(never)]
    fn allocate_large(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        if size > MAX_SIZE {
            return Err(OutOfMemory);
        }
        let block = self.system.malloc(size.max(1)).ok_or(OutOfMemory)?;
        self.system_blocks += 1;
        Ok(block)
    }
}
// ANCHOR_END: allocate

// ANCHOR: allocate_zeroed
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Room for `count` things of `size` bytes, all zero.
    pub fn allocate_zeroed(
        &mut self,
        count: usize,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        let total = count.checked_mul(size).filter(|&total| total <= MAX_SIZE);
        let total = total.ok_or(OutOfMemory)?;
        if G::class_of(total).is_some() {
            let block = self.allocate(total)?;
            // SAFETY: the block has that many bytes, and nobody else has seen it.
            unsafe { block.write_bytes(0, total) };
            return Ok(block);
        }
        // Large blocks are often new to the process, and then zero already: the system
        // knows.
        let block = self.system.calloc(total.max(1)).ok_or(OutOfMemory)?;
        self.system_blocks += 1;
        Ok(block)
    }
}
// ANCHOR_END: allocate_zeroed

// ANCHOR: free
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Takes a block back.
    ///
    /// # Safety
    /// The block came from this allocator, and nobody uses it any more.
    #[inline]
    pub unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: by the caller's word it is a block, here or at the system.
        if !unsafe { self.owns(block) } {
            // SAFETY: not in an arena, so it is the system's.
            return unsafe { self.free_large(block) };
        }
        // SAFETY: the address is in an arena, and only pools hold blocks there.
        let pool = unsafe { Pool::of::<G>(block) };
        // SAFETY: by the caller's word the block is allocated, and free from now on.
        let before = unsafe { pool.give_block(block) };
        poison::retire(block, || G::block_size(pool.class()));
        if before.is_none() || pool.count.get() == 0 {
            self.relist(pool, before.is_none());
        }
    }

    /// Whether `block` lies in one of the arenas. C: `address_in_range`.
    ///
    /// # Safety
    /// It is a block of this allocator's, or memory that it has nothing to do with.
    #[inline]
    pub unsafe fn owns(&self, block: NonNull<u8>) -> bool {
        let arenas = self.arenas.entries();
        let arena_at = |index| arenas.get(index as usize).map_or(0, |arena| arena.address);
        // SAFETY: the caller's word, handed on.
        unsafe { self.address_map.contains(block, arena_at) }
    }

    /// The pool was full and is used from now on, or it was used and is empty from now on.
    /// It can't have been both, since a pool holds two blocks at least.
    #[cold]
    #[inline(never)]
    fn relist(&mut self, pool: Pool, was_full: bool) {
        if was_full {
            self.used.push(pool);
        } else {
            self.used.remove(pool);
            self.arenas.give_pool(&mut self.system, &mut self.address_map, pool);
        }
    }

    /// # Safety
    /// The block is the system's, and nobody uses it any more.
    #[cold]
    #[inline(never)]
    unsafe fn free_large(&mut self, block: NonNull<u8>) {
        self.system_blocks -= 1;
        // SAFETY: the caller's word, handed on.
        unsafe { self.system.free(block) };
    }
}
// ANCHOR_END: free

// ANCHOR: reallocate
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// Makes a block `size` bytes large and moves it if it must; the contents stay, as far
    /// as they fit. On failure the block stays as it is.
    ///
    /// # Safety
    /// The block came from this allocator. Unless it fails, only the returned pointer leads
    /// to the block from now on.
    pub unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        if size > MAX_SIZE {
            return Err(OutOfMemory);
        }
        // SAFETY: by the caller's word it is a block, here or at the system.
        if !unsafe { self.owns(block) } {
            // How much of a system's block may be copied isn't known here. So it stays the
            // system's, even if it becomes small.
            // SAFETY: not in an arena, so it is the system's.
            return unsafe { self.system.realloc(block, size.max(1)) }.ok_or(OutOfMemory);
        }
        // SAFETY: the address is in an arena, and only pools hold blocks there.
        let old_size = G::block_size(unsafe { Pool::of::<G>(block) }.class());
        // A smaller block is copied only if that saves a quarter of it at least.
        if size <= old_size && 4 * size > 3 * old_size {
            poison::reuse(block, old_size, size);
            return Ok(block);
        }
        let new = self.allocate(size)?;
        poison::unpoison(block, old_size);
        // SAFETY: both blocks are that long, and they are different blocks; the old one is
        // the caller's to give away.
        unsafe {
            block.copy_to_nonoverlapping(new, size.min(old_size));
            self.free(block);
        }
        Ok(new)
    }
}
// ANCHOR_END: reallocate

// ANCHOR: counts
impl<G: Geometry, S: System, M: AddressMap<G>> Pymalloc<G, S, M> {
    /// How many blocks are allocated, small and large: what `sys.getallocatedblocks()`
    /// returns. Looks at every pool.
    pub fn allocated_blocks(&self) -> usize {
        let pools = self.arenas.live().flat_map(|(_, arena)| arena.pools::<G>());
        self.system_blocks + pools.map(|pool| pool.count.get() as usize).sum::<usize>()
    }

    /// How many arenas the allocator has at present.
    pub fn arenas(&self) -> usize {
        self.arenas.current
    }

    /// How many bytes of `block` may be used, which is no less than was asked for; `None`
    /// if the block is the system's.
    ///
    /// # Safety
    /// The block came from this allocator.
    pub unsafe fn block_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: a block that the allocator owns lies in a pool.
        unsafe { self.owns(block).then(|| G::block_size(Pool::of::<G>(block).class())) }
    }

    /// Where memory comes from, to look at. It can't be exchanged: what it handed out has to
    /// come back to it.
    pub fn system(&self) -> &S {
        &self.system
    }
}

impl<G: Geometry, S: System, M: AddressMap<G>> Drop for Pymalloc<G, S, M> {
    fn drop(&mut self) {
        // SAFETY: no small block outlives the allocator, as the type says.
        unsafe { self.arenas.release_all(&mut self.system) };
        self.address_map.clear(&mut self.system);
    }
}
// ANCHOR_END: counts

#[cfg(test)]
mod tests;
