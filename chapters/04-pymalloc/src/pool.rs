//! A pool: blocks of one size, and the list of those that are free.
//!
//! CPython: `Objects/obmalloc.c` (`struct pool_header`, `pymalloc_pool_extend`, the end of
//! `allocate_from_new_pool`).
//!
//! Blocks are carved off as they are first needed. A block that comes back goes to the
//! front of the pool's free list, and the list runs through the free blocks themselves:
//! the first word of a free block says where the next one is. It costs no memory, and the
//! block that was freed last, most likely still in the cache, is handed out first.
//!
//! Invariant: blocks below `next_offset` are either allocated (`count` of them) or on the
//! free list; at and above it memory was never touched. While the pool is neither full nor
//! empty of allocated blocks, its free list holds at least one block.
//!
//! In which list a pool stands is the business of `used_pools.rs` and `arena.rs`.

use crate::geometry::{Geometry, Sizes};
use crate::poison;
use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

// ANCHOR: header
/// What a pool begins with. C: `struct pool_header`.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct PoolHeader {
    /// How many of its blocks are allocated. C: `ref.count`.
    pub(crate) count: Cell<u32>,
    /// The free list. C: `freeblock`.
    pub(crate) free_block: Cell<Option<NonNull<u8>>>,
    /// The next pool of the same class, or the next empty pool of the arena.
    pub(crate) next_pool: Cell<Option<Pool>>,
    /// The pool before it of the same class.
    pub(crate) previous_pool: Cell<Option<Pool>>,
    /// Which arena the pool is in. C: `arenaindex`.
    pub(crate) arena_index: Cell<u32>,
    /// The class of its blocks. C: `szidx`.
    pub(crate) class: Cell<u32>,
    /// Where the first block that was never handed out begins. C: `nextoffset`.
    pub(crate) next_offset: Cell<u32>,
    /// The largest offset at which a block still fits. C: `maxnextoffset`.
    pub(crate) last_offset: Cell<u32>,
}

const _: () = assert!(size_of::<PoolHeader>() == 4 * size_of::<usize>() + 16);

/// The class of a pool that never had one. C: `DUMMY_SIZE_IDX`.
pub(crate) const NO_CLASS: u32 = 0xffff;
// ANCHOR_END: header

// ANCHOR: pool
/// Points to the header of a pool that was carved off an arena of the allocator's.
///
/// Such a header is there until its arena goes back to the system, and nobody keeps a
/// `Pool` for longer: so it may be read like a reference. Its fields are cells, because
/// the lists reach the same header from several sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Pool(NonNull<PoolHeader>);

impl std::ops::Deref for Pool {
    type Target = PoolHeader;

    #[inline]
    fn deref(&self) -> &PoolHeader {
        // SAFETY: it points to a live header, as the type says.
        unsafe { self.0.as_ref() }
    }
}

impl Pool {
    /// Writes a header for a pool that begins at `start` and never had a class.
    ///
    /// # Safety
    /// `start` is pool-aligned, and the pool behind it belongs to the arena `arena_index`
    /// and to nobody else.
    pub(crate) unsafe fn carve(start: NonNull<u8>, arena_index: u32) -> Pool {
        let header = start.cast::<PoolHeader>();
        poison::unpoison(start, size_of::<PoolHeader>());
        // SAFETY: the caller's arena is large enough, aligned and not in use here.
        unsafe {
            header.write(PoolHeader {
                count: Cell::new(0),
                free_block: Cell::new(None),
                next_pool: Cell::new(None),
                previous_pool: Cell::new(None),
                arena_index: Cell::new(arena_index),
                class: Cell::new(NO_CLASS),
                next_offset: Cell::new(0),
                last_offset: Cell::new(0),
            });
        }
        Pool(header)
    }

    /// The pool whose header stands at `address`.
    ///
    /// # Safety
    /// A live pool begins there.
    #[inline]
    pub(crate) unsafe fn at(address: usize) -> Pool {
        // The arena's provenance, exposed when it was made: a caller may bring back a
        // pointer that was good for one block only.
        let header = ptr::with_exposed_provenance_mut(address);
        // SAFETY: by the caller's word there is a header, so the address isn't null.
        Pool(unsafe { NonNull::new_unchecked(header) })
    }

    /// The pool that `block` lies in: its address with the low bits cleared. C: `POOL_ADDR`.
    ///
    /// # Safety
    /// `block` lies in a live pool of the geometry `G`.
    #[inline]
    pub(crate) unsafe fn of<G: Geometry>(block: NonNull<u8>) -> Pool {
        // SAFETY: pools are aligned to their size, so the header is at the multiple below.
        unsafe { Pool::at(block.addr().get() & !(G::POOL_SIZE - 1)) }
    }

    pub(crate) fn address(self) -> usize {
        self.0.addr().get()
    }

    #[inline]
    pub(crate) fn class(self) -> usize {
        self.class.get() as usize
    }

    /// The block at `offset`.
    #[inline]
    fn block_at(self, offset: u32) -> NonNull<u8> {
        // SAFETY: offsets stay inside the pool, whose memory the header's arena owns.
        unsafe { Pool::at(self.address()).0.cast().add(offset as usize) }
    }
}
// ANCHOR_END: pool

// ANCHOR: take
impl Pool {
    /// Takes the first block off the free list, which must not be empty.
    #[inline]
    pub(crate) fn take_block(self) -> NonNull<u8> {
        debug_assert!(self.free_block.get().is_some(), "a pool that isn't full has a free block");
        // SAFETY: the caller's pool isn't full, so by the invariant the list has a block.
        let block = unsafe { self.free_block.get().unwrap_unchecked() };
        self.count.set(self.count.get() + 1);
        // SAFETY: a block on the free list holds the link to the next.
        self.free_block.set(unsafe { read_link(block) });
        block
    }

    /// Puts an allocated block to the front of the free list, and returns what was there.
    ///
    /// # Safety
    /// `block` was taken from this pool, and nobody uses it any more.
    #[inline]
    pub(crate) unsafe fn give_block(self, block: NonNull<u8>) -> Option<NonNull<u8>> {
        debug_assert!(self.count.get() > 0, "a block comes back to a pool that gave none");
        let before = self.free_block.get();
        // SAFETY: by the caller's word the block is ours again, and a link fits into it.
        unsafe { write_link(block, before) };
        self.free_block.set(Some(block));
        self.count.set(self.count.get() - 1);
        before
    }
}
// ANCHOR_END: take

// ANCHOR: extend
impl Pool {
    /// Carves one more block, if one fits, and makes it the free list.
    /// C: `pymalloc_pool_extend`.
    pub(crate) fn extend<G: Geometry>(self) -> bool {
        let offset = self.next_offset.get();
        if offset > self.last_offset.get() {
            return false;
        }
        let block = self.block_at(offset);
        // SAFETY: the block is inside the pool and was never handed out.
        unsafe { write_link(block, None) };
        self.free_block.set(Some(block));
        self.next_offset.set(offset + G::block_size(self.class()) as u32);
        true
    }

    /// Makes the pool, all of whose blocks are free, one of `class`, and takes a block.
    ///
    /// If it had that class before, its free list is still right. If not, the list starts
    /// anew: the first block is handed out, the second one becomes the list, and the rest
    /// isn't touched before it is needed.
    pub(crate) fn start<G: Geometry>(self, class: usize) -> NonNull<u8> {
        debug_assert_eq!(self.count.get(), 0);
        if self.class() == class {
            return self.take_block();
        }
        let (first, size) = (G::POOL_OVERHEAD as u32, G::block_size(class) as u32);
        self.class.set(class as u32);
        self.next_offset.set(first + size);
        self.last_offset.set(G::POOL_SIZE as u32 - size);
        self.extend::<G>();
        self.count.set(1);
        self.block_at(first)
    }
}
// ANCHOR_END: extend

// ANCHOR: link
/// Reads, from the first word of a free block, where the next one is.
///
/// # Safety
/// `block` is on a free list.
#[inline]
pub(crate) unsafe fn read_link(block: NonNull<u8>) -> Option<NonNull<u8>> {
    poison::unpoison(block, size_of::<usize>());
    // SAFETY: blocks are aligned for a pointer, and a block on a list holds one.
    let address = unsafe { block.cast::<usize>().read() };
    NonNull::new(ptr::with_exposed_provenance_mut(address))
}

/// # Safety
/// `block` is free, and the allocator's.
#[inline]
unsafe fn write_link(block: NonNull<u8>, next: Option<NonNull<u8>>) {
    poison::unpoison(block, size_of::<usize>());
    let address = next.map_or(0, |next| next.addr().get());
    // SAFETY: blocks are aligned for a pointer and at least as large.
    unsafe { block.cast::<usize>().write(address) }
}
// ANCHOR_END: link

// ANCHOR: free_blocks
impl Pool {
    /// The blocks of the free list, first to last, to look at: nothing is changed.
    ///
    /// # Safety
    /// Nothing allocates or frees while it is walked.
    pub(crate) unsafe fn free_blocks(self) -> FreeBlocks {
        FreeBlocks { next: self.free_block.get(), pool: PhantomData }
    }
}

/// Walks a pool's free list.
pub(crate) struct FreeBlocks {
    next: Option<NonNull<u8>>,
    pool: PhantomData<Pool>,
}

impl Iterator for FreeBlocks {
    type Item = NonNull<u8>;

    fn next(&mut self) -> Option<NonNull<u8>> {
        let block = self.next?;
        // SAFETY: it came from the pool's free list, which nobody changes meanwhile.
        self.next = unsafe { read_link(block) };
        poison::poison(block, size_of::<usize>());
        Some(block)
    }
}
// ANCHOR_END: free_blocks
