//! Watching blocks come and go.
//!
//! CPython: `Modules/_tracemalloc.c` (`tracemalloc_alloc`, `tracemalloc_realloc`,
//! `tracemalloc_free`): `tracemalloc.start()` puts a wrapper of this kind around each
//! domain's allocator, and `stop()` takes it away. While it is off it costs nothing.
//!
//! What is noted of a block is the tracer's business: CPython notes the size and the
//! Python frames that led there. [`TracedMemory`] keeps the sizes alone.

use crate::OutOfMemory;
use crate::allocator::Allocator;
use std::collections::HashMap;
use std::ptr::NonNull;

// ANCHOR: tracer
/// Is told of each block.
pub trait Tracer {
    /// A block of `size` bytes was allocated.
    fn allocated(&mut self, block: NonNull<u8>, size: usize);

    /// A block is about to be freed.
    fn freed(&mut self, block: NonNull<u8>);

    /// A block now has `size` bytes, and perhaps another address.
    fn reallocated(&mut self, old: NonNull<u8>, new: NonNull<u8>, size: usize) {
        self.freed(old);
        self.allocated(new, size);
    }
}

/// An allocator whose blocks are told to a tracer.
#[derive(Debug)]
pub struct Traced<A, T> {
    inner: A,
    /// The tracer, to ask it what it saw.
    pub tracer: T,
}

impl<A, T> Traced<A, T> {
    /// From now on `tracer` is told of all blocks of `inner`.
    pub const fn new(inner: A, tracer: T) -> Traced<A, T> {
        Traced { inner, tracer }
    }

    /// The two parts again.
    pub fn into_parts(self) -> (A, T) {
        (self.inner, self.tracer)
    }
}
// ANCHOR_END: tracer

// ANCHOR: traced
// SAFETY: the inner allocator's promise.
unsafe impl<A: Allocator, T: Tracer> Allocator for Traced<A, T> {
    const ALIGNMENT: usize = A::ALIGNMENT;

    fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let block = self.inner.allocate(size)?;
        self.tracer.allocated(block, size);
        Ok(block)
    }

    fn allocate_zeroed(&mut self, count: usize, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let block = self.inner.allocate_zeroed(count, size)?;
        self.tracer.allocated(block, count * size);
        Ok(block)
    }

    unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        // SAFETY: the caller's word, handed on.
        let new = unsafe { self.inner.reallocate(block, size) }?;
        self.tracer.reallocated(block, new, size);
        Ok(new)
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        self.tracer.freed(block);
        // SAFETY: the caller's word, handed on.
        unsafe { self.inner.free(block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.inner.usable_size(block) }
    }
}
// ANCHOR_END: traced

// ANCHOR: traced_memory
/// How many bytes are in use, and how many were at most: what
/// `tracemalloc.get_traced_memory()` returns.
#[derive(Debug, Default)]
pub struct TracedMemory {
    sizes: HashMap<usize, usize>,
    /// Bytes asked for and not freed yet.
    pub current: usize,
    /// The most that `current` has been.
    pub peak: usize,
}

impl Tracer for TracedMemory {
    fn allocated(&mut self, block: NonNull<u8>, size: usize) {
        self.sizes.insert(block.addr().get(), size);
        self.current += size;
        self.peak = self.peak.max(self.current);
    }

    /// Blocks from before the tracer was there are unknown, and stay out of the count.
    fn freed(&mut self, block: NonNull<u8>) {
        self.current -= self.sizes.remove(&block.addr().get()).unwrap_or(0);
    }
}
// ANCHOR_END: traced_memory

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pymalloc::Pymalloc;

    #[test]
    fn current_and_peak_count_what_was_asked_for() {
        let mut heap = Traced::new(<Pymalloc>::default(), TracedMemory::default());
        let first = heap.allocate(100).unwrap();
        let second = heap.allocate_zeroed(5, 10).unwrap();
        // SAFETY: each block is live where it is used.
        unsafe {
            let first = heap.reallocate(first, 700).unwrap();
            assert_eq!((heap.tracer.current, heap.tracer.peak), (750, 750));
            heap.free(second);
            let first = heap.reallocate(first, 10).unwrap();
            heap.free(first);
        }
        assert_eq!((heap.tracer.current, heap.tracer.peak), (0, 750));
    }

    #[test]
    fn a_block_from_before_is_unknown() {
        let mut heap = <Pymalloc>::default();
        let block = heap.allocate(8).unwrap();
        let mut heap = Traced::new(heap, TracedMemory::default());
        // SAFETY: the block is live.
        unsafe { heap.free(block) };
        assert_eq!(heap.tracer.current, 0);
        assert_eq!(heap.into_parts().0.allocated_blocks(), 0);
    }
}
