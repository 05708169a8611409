//! Where memory comes from: arenas for the small blocks, and everything that isn't small.
//!
//! CPython: `Objects/obmalloc.c` (`_PyObject_ArenaMmap`, `_PyMem_RawMalloc`) and the two
//! places where they can be exchanged, `PyObject_SetArenaAllocator` and the "raw" domain
//! of `PyMem_SetAllocator`.
//!
//! A [`System`] that says no lets one see what the allocator does without memory
//! ([`Limited`]). A system that counts lets one see what goes back.

use std::alloc::{GlobalAlloc, Layout, System as RustSystem};
use std::cell::Cell;
use std::ptr::NonNull;

// ANCHOR: system
/// What the allocator asks the system for.
///
/// # Safety
/// What is handed out belongs to the caller until it comes back, is aligned to 16 bytes
/// (twice a pointer's size), and none of the methods calls the allocator that it serves.
pub unsafe trait System {
    /// `size` bytes for an arena, a multiple of the page size.
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>>;

    /// Takes an arena back.
    ///
    /// # Safety
    /// It came from `map_arena` with the same size, and nobody uses it any more.
    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize);

    /// `size` bytes, `size` being at least 1.
    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>>;

    /// `size` bytes of zeros, `size` being at least 1.
    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>>;

    /// Makes a block `size` bytes large, `size` being at least 1, and moves it if it must.
    /// On failure the block stays as it is.
    ///
    /// # Safety
    /// The block came from this system's `malloc`, `calloc` or `realloc`.
    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>>;

    /// Takes a block back.
    ///
    /// # Safety
    /// The block came from this system's `malloc`, `calloc` or `realloc`, and nobody uses
    /// it any more.
    unsafe fn free(&mut self, block: NonNull<u8>);

    /// How many bytes of a block there really are, where the system can tell.
    ///
    /// # Safety
    /// The block came from this system's `malloc`, `calloc` or `realloc`.
    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize>;
}
// ANCHOR_END: system

// ANCHOR: libc
/// What an allocator uses unless it is told otherwise.
#[cfg(unix)]
pub type DefaultSystem = Libc;

/// What an allocator uses unless it is told otherwise.
#[cfg(not(unix))]
pub type DefaultSystem = Portable;

/// The C library: `mmap` for arenas, `malloc` for the rest.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Libc;

#[cfg(unix)]
// SAFETY: the C library's own promises, and it knows nothing of us.
unsafe impl System for Libc {
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
        let (protection, flags) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
        // SAFETY: a new mapping, placed where the kernel likes.
        let arena = unsafe { libc::mmap(std::ptr::null_mut(), size, protection, flags, -1, 0) };
        if arena == libc::MAP_FAILED { None } else { NonNull::new(arena.cast()) }
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
        // SAFETY: by the caller's word this is a whole mapping that nobody uses.
        let status = unsafe { libc::munmap(arena.as_ptr().cast(), size) };
        debug_assert_eq!(status, 0, "an arena is a mapping of its own");
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libc::malloc(size) }.cast())
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libc::calloc(1, size) }.cast())
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: by the caller's word the block is the C library's.
        NonNull::new(unsafe { libc::realloc(block.as_ptr().cast(), size) }.cast())
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: by the caller's word the block is the C library's.
        unsafe { libc::free(block.as_ptr().cast()) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        #[cfg(target_os = "linux")]
        // SAFETY: by the caller's word the block is the C library's.
        return Some(unsafe { libc::malloc_usable_size(block.as_ptr().cast()) });
        #[cfg(not(target_os = "linux"))]
        return None;
    }
}
// ANCHOR_END: libc

// ANCHOR: portable
/// Rust's own system allocator, for targets that have no C library (wasm32).
///
/// It wants to hear a block's size again when the block comes back, and `free` gets a
/// pointer only: so the size stands in front of the block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Portable;

/// Room for the size in front of a block, and the alignment of what follows it.
const SIZE_PREFIX: usize = 16;

/// Arenas are aligned as an operating system would align them.
const PAGE_SIZE: usize = 4096;

impl Portable {
    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size.checked_add(SIZE_PREFIX)?, SIZE_PREFIX).ok()
    }

    /// Notes `size` in front and steps over it.
    ///
    /// # Safety
    /// `start` is the start of a block of `layout(size)`.
    unsafe fn finish(start: *mut u8, size: usize) -> Option<NonNull<u8>> {
        let start = NonNull::new(start)?;
        // SAFETY: the layout has room for the size, and is aligned for it.
        unsafe {
            start.cast::<usize>().write(size);
            Some(start.add(SIZE_PREFIX))
        }
    }

    /// The start of a block and its layout.
    ///
    /// # Safety
    /// The block came from `finish`.
    unsafe fn begin(block: NonNull<u8>) -> (*mut u8, Layout) {
        // SAFETY: `finish` stepped over the prefix, and wrote the size of a valid layout.
        unsafe {
            let start = block.sub(SIZE_PREFIX);
            let size = start.cast::<usize>().read() + SIZE_PREFIX;
            (start.as_ptr(), Layout::from_size_align_unchecked(size, SIZE_PREFIX))
        }
    }
}

// SAFETY: each block comes from Rust's system allocator with room for its prefix.
unsafe impl System for Portable {
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
        let layout = Layout::from_size_align(size, PAGE_SIZE).ok()?;
        // SAFETY: an arena isn't empty.
        NonNull::new(unsafe { RustSystem.alloc(layout) })
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
        // SAFETY: `map_arena` made it with this very layout.
        unsafe {
            RustSystem.dealloc(arena.as_ptr(), Layout::from_size_align_unchecked(size, PAGE_SIZE));
        }
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: with its prefix the block isn't empty.
        unsafe { Self::finish(RustSystem.alloc(Self::layout(size)?), size) }
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: with its prefix the block isn't empty.
        unsafe { Self::finish(RustSystem.alloc_zeroed(Self::layout(size)?), size) }
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        let new = Self::layout(size)?;
        // SAFETY: by the caller's word the block is ours; the new size was checked.
        unsafe {
            let (start, layout) = Self::begin(block);
            Self::finish(RustSystem.realloc(start, layout, new.size()), size)
        }
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: by the caller's word the block is ours.
        unsafe {
            let (start, layout) = Self::begin(block);
            RustSystem.dealloc(start, layout);
        }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: by the caller's word the block is ours.
        Some(unsafe { Self::begin(block) }.1.size() - SIZE_PREFIX)
    }
}
// ANCHOR_END: portable

// ANCHOR: limited
/// A system with a budget: it hands out that many times, then it has no memory left.
#[derive(Clone, Debug)]
pub struct Limited<S> {
    system: S,
    /// How many more requests will be granted.
    pub budget: Cell<usize>,
    /// How many arenas are out.
    pub arenas: usize,
}

impl<S> Limited<S> {
    /// `system`, for the next `budget` requests.
    pub const fn new(system: S, budget: usize) -> Limited<S> {
        Limited { system, budget: Cell::new(budget), arenas: 0 }
    }

    fn grant(&mut self) -> Option<&mut S> {
        self.budget.set(self.budget.get().checked_sub(1)?);
        Some(&mut self.system)
    }
}

// SAFETY: hands on what the inner system hands out, or nothing.
unsafe impl<S: System> System for Limited<S> {
    fn map_arena(&mut self, size: usize) -> Option<NonNull<u8>> {
        let arena = self.grant()?.map_arena(size)?;
        self.arenas += 1;
        Some(arena)
    }

    unsafe fn unmap_arena(&mut self, arena: NonNull<u8>, size: usize) {
        self.arenas -= 1;
        // SAFETY: the caller's word, handed on.
        unsafe { self.system.unmap_arena(arena, size) }
    }

    fn malloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.grant()?.malloc(size)
    }

    fn calloc(&mut self, size: usize) -> Option<NonNull<u8>> {
        self.grant()?.calloc(size)
    }

    unsafe fn realloc(&mut self, block: NonNull<u8>, size: usize) -> Option<NonNull<u8>> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.grant()?.realloc(block, size) }
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the caller's word, handed on.
        unsafe { self.system.free(block) }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: the caller's word, handed on.
        unsafe { self.system.usable_size(block) }
    }
}
// ANCHOR_END: limited
