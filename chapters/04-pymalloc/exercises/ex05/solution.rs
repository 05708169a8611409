//! Exercise 5: arenas that begin where pools can begin.

use pymalloc::system::{Portable, System};
use std::alloc::{GlobalAlloc, Layout, System as RustSystem};
use std::ptr::NonNull;

/// Bytes in a pool of CPython 3.11.
const POOL_SIZE: usize = 1 << 14;

/// Arenas aligned to a pool's size; all else as `Portable` has it.
#[derive(Default)]
struct Aligned(Portable);

// SAFETY: arenas are Rust's own blocks, all else is `Portable`'s.
unsafe impl System for Aligned {
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
        let layout = Layout::from_size_align(size, POOL_SIZE).ok()?;
        // SAFETY: an arena isn't empty.
        NonNull::new(unsafe { RustSystem.alloc(layout) })
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
        let layout = Layout::from_size_align(size, POOL_SIZE).expect("it was valid before");
        // SAFETY: `map_arena` made it with this layout.
        unsafe { RustSystem.dealloc(arena.as_ptr(), layout) }
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.0.malloc(size)
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.0.calloc(size)
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.realloc(block, size) }
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.free(block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.usable_size(block) }
    }
}

mod checks;
