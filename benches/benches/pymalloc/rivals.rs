//! The allocators that stand beside each other, behind one trait.
//!
//! Ours come by the chapter's own trait and are inlined; the others by their C functions.

use std::ptr::NonNull;

use glass_snake_benches::cpython::Api;

/// What all allocators are asked for. Each block is freed once, by the allocator that made it.
pub(crate) trait Allocator {
    fn malloc(&mut self, size: usize) -> NonNull<u8>;
    fn calloc(&mut self, size: usize) -> NonNull<u8>;
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8>;
    fn free(&mut self, block: NonNull<u8>);

    /// A block with something in its first word.
    #[inline(always)]
    fn make(&mut self, size: usize) -> NonNull<u8> {
        let block = self.malloc(size);
        // SAFETY: all of these allocators give a word at least.
        unsafe { block.cast::<usize>().write(size) };
        block
    }
}

const MEMORY: &str = "there is memory";

impl<A: pymalloc::Allocator> Allocator for A {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        self.allocate(size).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        self.allocate_zeroed(1, size).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the benches use a block only under its newest address.
        unsafe { self.reallocate(block, size) }.expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the benches free each block once.
        unsafe { pymalloc::Allocator::free(self, block) }
    }
}

/// CPython's allocator for objects, while the GIL is held.
pub(crate) struct CPython<'gil>(pub(crate) &'gil Api);

impl Allocator for CPython<'_> {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held.
        NonNull::new(unsafe { (self.0.PyObject_Malloc)(size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held.
        NonNull::new(unsafe { (self.0.PyObject_Calloc)(1, size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held, and the block is live.
        NonNull::new(unsafe { (self.0.PyObject_Realloc)(block.as_ptr().cast(), size) }.cast())
            .expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the GIL is held, and the block is live.
        unsafe { (self.0.PyObject_Free)(block.as_ptr().cast()) }
    }
}

/// A modern allocator for all sizes and threads.
pub(crate) struct MiMalloc;

impl Allocator for MiMalloc {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libmimalloc_sys::mi_malloc(size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libmimalloc_sys::mi_calloc(1, size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the block is live.
        NonNull::new(unsafe { libmimalloc_sys::mi_realloc(block.as_ptr().cast(), size) }.cast())
            .expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the block is live.
        unsafe { libmimalloc_sys::mi_free(block.as_ptr().cast()) }
    }
}
