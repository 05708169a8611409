//! Telling AddressSanitizer which bytes nobody may touch.
//!
//! CPython has nothing of the kind: configured `--with-address-sanitizer` it leaves pymalloc
//! out, so that each object is a block of the system's. Here the allocator itself says which
//! of its bytes are allocated, and a read through a pointer to a freed block stops the
//! program at that instruction.
//!
//! Without the feature `asan` both functions are empty.

use std::ptr::NonNull;

// ANCHOR: poison
#[cfg(feature = "asan")]
unsafe extern "C" {
    fn __asan_poison_memory_region(address: *const u8, size: usize);
    fn __asan_unpoison_memory_region(address: *const u8, size: usize);
}

/// From now on nobody may touch the `size` bytes at `start`.
#[inline(always)]
pub(crate) fn poison(start: NonNull<u8>, size: usize) {
    #[cfg(feature = "asan")]
    // SAFETY: marks the sanitizer's own map, not the memory.
    unsafe {
        __asan_poison_memory_region(start.as_ptr(), size);
    }
    #[cfg(not(feature = "asan"))]
    let _ = (start, size);
}

/// From now on the `size` bytes at `start` may be used.
#[inline(always)]
pub(crate) fn unpoison(start: NonNull<u8>, size: usize) {
    #[cfg(feature = "asan")]
    // SAFETY: marks the sanitizer's own map, not the memory.
    unsafe {
        __asan_unpoison_memory_region(start.as_ptr(), size);
    }
    #[cfg(not(feature = "asan"))]
    let _ = (start, size);
}

/// A block of `block_size` bytes was handed out for `size` of them: only those may be used.
#[inline(always)]
pub(crate) fn reuse(block: NonNull<u8>, block_size: usize, size: usize) {
    if cfg!(feature = "asan") {
        poison(block, block_size);
        unpoison(block, size);
    }
}

/// A block of `pool` came back.
#[inline(always)]
pub(crate) fn retire(block: NonNull<u8>, block_size: impl FnOnce() -> usize) {
    if cfg!(feature = "asan") {
        poison(block, block_size());
    }
}
// ANCHOR_END: poison
