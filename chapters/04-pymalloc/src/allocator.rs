//! What all allocators of a Python process have in common.
//!
//! CPython: `Include/cpython/pymem.h` (`PyMemAllocatorEx`), PEP 445. `PYTHONMALLOC` chooses
//! among them: `pymalloc` is [`Pymalloc`], `malloc` is [`Malloc`], and the word `_debug`
//! behind either puts a [`DebugHooks`](crate::DebugHooks) around it.
//!
//! An allocator that wraps another (to check, to count, to trace) is an allocator again.

use crate::OutOfMemory;
use crate::address_map::AddressMap;
use crate::geometry::Geometry;
use crate::pymalloc::{MAX_SIZE, Pymalloc};
use crate::system::System;
use std::ptr::NonNull;

// ANCHOR: allocator
/// The four functions of an allocator. C: `PyMemAllocatorEx`.
///
/// # Safety
/// A block that is handed out has the size that was asked for, is aligned to `ALIGNMENT`,
/// overlaps no other, and stays where it is until it is reallocated or freed.
pub unsafe trait Allocator {
    /// What the address of each block is a multiple of.
    const ALIGNMENT: usize;

    /// `size` bytes, uninitialised.
    fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory>;

    /// Room for `count` things of `size` bytes, all zero.
    fn allocate_zeroed(&mut self, count: usize, size: usize) -> Result<NonNull<u8>, OutOfMemory>;

    /// Makes a block `size` bytes large. On failure the block stays as it is.
    ///
    /// # Safety
    /// The block came from this allocator. Unless it fails, only the returned pointer leads
    /// to the block from now on.
    unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory>;

    /// Takes a block back.
    ///
    /// # Safety
    /// The block came from this allocator, and nobody uses it any more.
    unsafe fn free(&mut self, block: NonNull<u8>);

    /// How many bytes of the block there really are, where the allocator can tell.
    ///
    /// # Safety
    /// The block came from this allocator.
    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize>;
}
// ANCHOR_END: allocator

// ANCHOR: pymalloc
// SAFETY: the invariants that `Pymalloc::check` checks.
unsafe impl<G: Geometry, S: System, M: AddressMap<G>> Allocator for Pymalloc<G, S, M> {
    const ALIGNMENT: usize = 1 << G::ALIGNMENT_SHIFT;

    #[inline]
    fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        Pymalloc::allocate(self, size)
    }

    fn allocate_zeroed(&mut self, count: usize, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        Pymalloc::allocate_zeroed(self, count, size)
    }

    unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        // SAFETY: the caller's word, handed on.
        unsafe { Pymalloc::reallocate(self, block, size) }
    }

    #[inline]
    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's word, handed on.
        unsafe { Pymalloc::free(self, block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.block_size(block).or_else(|| self.system.usable_size(block)) }
    }
}
// ANCHOR_END: pymalloc

// ANCHOR: malloc
/// The system's allocator alone: what `PYTHONMALLOC=malloc` chooses. C: `_PyMem_Raw*`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Malloc<S>(pub S);

// SAFETY: what `System` promises.
unsafe impl<S: System> Allocator for Malloc<S> {
    const ALIGNMENT: usize = 2 * size_of::<usize>();

    fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        checked(size).and_then(|size| self.0.malloc(size)).ok_or(OutOfMemory)
    }

    fn allocate_zeroed(&mut self, count: usize, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let total = count.checked_mul(size).and_then(checked);
        total.and_then(|total| self.0.calloc(total)).ok_or(OutOfMemory)
    }

    unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        let size = checked(size).ok_or(OutOfMemory)?;
        // SAFETY: the caller's word, handed on.
        unsafe { self.0.realloc(block, size) }.ok_or(OutOfMemory)
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

/// At least one byte, so that each block has an address of its own, and at most
/// [`MAX_SIZE`].
fn checked(size: usize) -> Option<usize> {
    (size <= MAX_SIZE).then_some(size.max(1))
}
// ANCHOR_END: malloc
