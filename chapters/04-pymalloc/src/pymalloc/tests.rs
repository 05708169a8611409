use super::*;
use crate::arena_index::ArenaIndex;
use crate::geometry::Python39;
use crate::system::{Limited, Portable};

type Heap = Pymalloc<Python311, Limited<Portable>, RadixTree>;

fn heap() -> Heap {
    Heap::new(Limited::new(Portable, usize::MAX))
}

#[test]
fn sizes_that_cannot_be_are_out_of_memory() {
    let mut heap = heap();
    let block = heap.allocate(10).unwrap();
    let large = heap.allocate(1000).unwrap();
    for size in [MAX_SIZE + 1, usize::MAX] {
        assert_eq!(heap.allocate(size), Err(OutOfMemory));
        assert_eq!(heap.allocate_zeroed(1, size), Err(OutOfMemory));
        // SAFETY: the blocks are live, and stay so.
        unsafe {
            assert_eq!(heap.reallocate(block, size), Err(OutOfMemory));
            assert_eq!(heap.reallocate(large, size), Err(OutOfMemory));
        }
    }
    // The product is a small number again if the overflow goes unnoticed.
    assert_eq!(heap.allocate_zeroed(1 << 60, 32), Err(OutOfMemory));
    assert_eq!(heap.allocated_blocks(), 2);
    // SAFETY: each block is freed once.
    unsafe {
        heap.free(block);
        heap.free(large);
    }
}

#[test]
fn zero_bytes_are_a_block_of_the_systems_with_an_address_of_its_own() {
    let mut heap = heap();
    let blocks = [heap.allocate(0), heap.allocate(0), heap.allocate_zeroed(0, 5)];
    let [first, second, third] = blocks.map(Result::unwrap);
    assert!(first != second && second != third && first != third);
    assert_eq!((heap.arenas(), heap.allocated_blocks()), (0, 3));
    // SAFETY: each block is live until it is freed, once.
    unsafe {
        assert_eq!(heap.block_size(first), None);
        let first = heap.reallocate(first, 0).unwrap();
        for block in [first, second, third] {
            heap.free(block);
        }
    }
    assert_eq!(heap.allocated_blocks(), 0);
}

/// CPython: a smaller block is copied only if a quarter at least would be saved; a larger
/// one only if the class has no room.
#[test]
fn a_block_moves_only_where_its_class_does_not_fit() {
    let mut heap = heap();
    // SAFETY: each block is used under its newest address only.
    unsafe {
        for (before, after, stays) in [
            (50, 64, true),
            (64, 49, true),
            (64, 48, false),
            (64, 65, false),
            (512, 385, true),
            (512, 384, false),
            (16, 1, false),
            (16, 13, true),
            (300, 0, false),
            (300, 600, false),
        ] {
            let block = heap.allocate(before).unwrap();
            let moved = heap.reallocate(block, after).unwrap();
            assert_eq!(moved == block, stays, "{before} to {after}");
            heap.free(moved);
        }
        // What is the system's stays the system's.
        let large = heap.allocate(600).unwrap();
        let small = heap.reallocate(large, 20).unwrap();
        assert_eq!(heap.block_size(small), None);
        heap.free(small);
    }
    assert_eq!(heap.allocated_blocks(), 0);
}

#[test]
fn without_an_arena_a_small_block_comes_from_the_system() {
    // One request for the table of arenas, one for the arena that is refused.
    let mut heap = heap();
    heap.system().budget.set(1);
    assert_eq!(heap.allocate(40), Err(OutOfMemory));
    heap.system().budget.set(0);
    assert_eq!(heap.allocate(40), Err(OutOfMemory));
    assert_eq!((heap.arenas(), heap.check()), (0, Ok(())));
    // The arena and the root of the tree are granted, the next node isn't; the block is.
    for budget in 2..5 {
        heap.system().budget.set(budget);
        let block = heap.allocate(40);
        heap.system().budget.set(usize::MAX);
        if let Ok(block) = block {
            // SAFETY: the block is freed once.
            unsafe { heap.free(block) };
        }
        assert_eq!(heap.check(), Ok(()));
    }
    assert!(heap.system().arenas <= 1);
}

#[test]
fn dropping_the_allocator_returns_all_arenas() {
    use std::sync::atomic::{AtomicIsize, Ordering};

    static OUT: AtomicIsize = AtomicIsize::new(0);

    struct Counted(Portable);

    // SAFETY: hands on what `Portable` hands out.
    unsafe impl System for Counted {
        fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
            OUT.fetch_add(1, Ordering::Relaxed);
            self.0.map_arena(size)
        }
        unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
            OUT.fetch_sub(1, Ordering::Relaxed);
            // SAFETY: the caller's word, handed on.
            unsafe { self.0.unmap_arena(arena, size) }
        }
        fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
            OUT.fetch_add(1, Ordering::Relaxed);
            self.0.malloc(size)
        }
        fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
            OUT.fetch_add(1, Ordering::Relaxed);
            self.0.calloc(size)
        }
        unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
            // SAFETY: the caller's word, handed on.
            unsafe { self.0.realloc(block, size) }
        }
        unsafe fn free(&mut self, block: NonNull<u8>) {
            OUT.fetch_sub(1, Ordering::Relaxed);
            // SAFETY: the caller's word, handed on.
            unsafe { self.0.free(block) }
        }
        unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
            // SAFETY: the caller's word, handed on.
            unsafe { self.0.usable_size(block) }
        }
    }

    /// Seventeen arenas, so that the table has grown too.
    fn fill<M: AddressMap<Python39>>() {
        let mut heap = Pymalloc::<Python39, Counted, M>::new(Counted(Portable));
        while heap.arenas() < 17 {
            heap.allocate(512).unwrap();
        }
        assert_eq!(heap.check(), Ok(()));
        assert!(OUT.load(Ordering::Relaxed) > 17);
    }

    fill::<RadixTree>();
    assert_eq!(OUT.load(Ordering::Relaxed), 0);
    fill::<ArenaIndex>();
    assert_eq!(OUT.load(Ordering::Relaxed), 0);
}
