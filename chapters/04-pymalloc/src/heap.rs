//! An allocator as Rust programs use one: by a shared handle, in a box, or for everything.
//!
//! [`Heap`] is for one thread and costs a flag. [`Locked`] puts a lock around an allocator,
//! so that it can be a program's `#[global_allocator]`; CPython's lock is the GIL. Neither
//! has a counterpart in CPython.

use crate::OutOfMemory;
use crate::allocator::Allocator;
use crate::pymalloc::Pymalloc;
use std::alloc::{GlobalAlloc, Layout};
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};
use std::sync::{Mutex, MutexGuard};

// ANCHOR: layout
/// A block for a Rust layout. Where more alignment is asked for than the allocator gives,
/// the block is larger, and in front of its aligned part stands where it begins.
fn allocate_layout<A: Allocator>(
    allocator: &mut A,
    layout: Layout,
) -> Result<NonNull<u8>, OutOfMemory> {
    if layout.align() <= A::ALIGNMENT {
        return allocator.allocate(layout.size());
    }
    let total = layout.size().checked_add(layout.align()).ok_or(OutOfMemory)?;
    let start = allocator.allocate(total)?;
    let gap = layout.align() - start.addr().get() % layout.align();
    // SAFETY: the gap is at least the allocator's alignment, which is a pointer's size at
    // least, and at most the alignment that was added to the size.
    unsafe {
        let block = start.add(gap);
        block.cast::<NonNull<u8>>().sub(1).write(start);
        Ok(block)
    }
}

/// # Safety
/// The block came from `allocate_layout` with the same allocator and layout, and nobody
/// uses it any more.
unsafe fn free_layout<A: Allocator>(allocator: &mut A, block: NonNull<u8>, layout: Layout) {
    // SAFETY: the start of an over-aligned block stands in front of it.
    unsafe {
        let is_aligned = layout.align() <= A::ALIGNMENT;
        let start = if is_aligned { block } else { block.cast::<NonNull<u8>>().sub(1).read() };
        allocator.free(start);
    }
}
// ANCHOR_END: layout

// ANCHOR: heap
/// An allocator that several owners on one thread share.
#[derive(Debug, Default)]
pub struct Heap<A = Pymalloc>(RefCell<A>);

impl<A: Allocator> Heap<A> {
    /// Shares `allocator`.
    pub const fn new(allocator: A) -> Heap<A> {
        Heap(RefCell::new(allocator))
    }

    /// A block for `layout`.
    pub fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, OutOfMemory> {
        allocate_layout(&mut *self.0.borrow_mut(), layout)
    }

    /// Takes a block back.
    ///
    /// # Safety
    /// The block came from `allocate` with the same layout, and nobody uses it any more.
    pub unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
        // SAFETY: the caller's word, handed on.
        unsafe { free_layout(&mut *self.0.borrow_mut(), block, layout) };
    }

    /// A value in a block of its own.
    pub fn boxed<T>(&self, value: T) -> Result<HeapBox<'_, T, A>, OutOfMemory> {
        let block = self.allocate(Layout::new::<T>())?.cast::<T>();
        // SAFETY: the block is new and fits a `T`.
        unsafe { block.write(value) };
        Ok(HeapBox { block, heap: self })
    }

    /// The allocator itself, to look at while nobody else has the handle. It can't be
    /// exchanged, since blocks of it may be out.
    pub fn allocator(&mut self) -> &A {
        self.0.get_mut()
    }
}
// ANCHOR_END: heap

// ANCHOR: heap_box
/// Owns a value in a [`Heap`].
pub struct HeapBox<'heap, T, A: Allocator = Pymalloc> {
    block: NonNull<T>,
    heap: &'heap Heap<A>,
}

impl<T, A: Allocator> Deref for HeapBox<'_, T, A> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the block holds a value for as long as the box is there.
        unsafe { self.block.as_ref() }
    }
}

impl<T, A: Allocator> DerefMut for HeapBox<'_, T, A> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and the box is borrowed mutably.
        unsafe { self.block.as_mut() }
    }
}

impl<T, A: Allocator> Drop for HeapBox<'_, T, A> {
    fn drop(&mut self) {
        // SAFETY: the value is dropped once, and its block is freed after it.
        unsafe {
            self.block.drop_in_place();
            self.heap.deallocate(self.block.cast(), Layout::new::<T>());
        }
    }
}
// ANCHOR_END: heap_box

// ANCHOR: locked
/// An allocator behind a lock.
///
/// ```
/// use pymalloc::{DefaultSystem, Locked, Pymalloc};
///
/// #[global_allocator]
/// static HEAP: Locked<Pymalloc> = Locked::new(Pymalloc::new(pymalloc::system::Libc));
///
/// let words: Vec<String> = "one two three".split(' ').map(String::from).collect();
/// assert_eq!(words.concat(), "onetwothree");
/// HEAP.with(|heap| assert!(heap.allocated_blocks() >= 4));
/// ```
pub struct Locked<A>(Mutex<A>);

impl<A> Locked<A> {
    /// Puts a lock around `allocator`.
    pub const fn new(allocator: A) -> Locked<A> {
        Locked(Mutex::new(allocator))
    }

    /// Shows the allocator to `look` while the lock is held. Whatever `look` allocates must
    /// not come from it: it would wait for the lock forever.
    pub fn with<R>(&self, look: impl FnOnce(&A) -> R) -> R {
        look(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, A> {
        // A panic inside leaves an allocator that is in order: no operation stops halfway.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

// SAFETY: blocks are as the layouts say, and the lock keeps threads apart.
unsafe impl<A: Allocator> GlobalAlloc for Locked<A>
where
    Locked<A>: Sync,
{
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = allocate_layout(&mut *self.lock(), layout);
        block.map_or(ptr::null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's word, handed on; a block's address isn't null.
        unsafe { free_layout(&mut *self.lock(), NonNull::new_unchecked(block), layout) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's word: a block of ours, and a size that keeps the layout valid.
        unsafe {
            let block = NonNull::new_unchecked(block);
            if layout.align() <= A::ALIGNMENT {
                let new = self.lock().reallocate(block, size);
                return new.map_or(ptr::null_mut(), NonNull::as_ptr);
            }
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if let Some(new) = NonNull::new(new) {
                new.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block.as_ptr(), layout);
            }
            new
        }
    }
}
// ANCHOR_END: locked

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_share_a_heap_and_give_their_blocks_back() {
        let mut heap: Heap = Heap::default();
        {
            let mut number = heap.boxed(41_u64).unwrap();
            let text = heap.boxed(String::from("glass")).unwrap();
            *number += 1;
            assert_eq!((*number, text.as_str()), (42, "glass"));
        }
        assert_eq!(heap.allocator().allocated_blocks(), 0);
    }

    #[test]
    fn any_alignment_can_be_had() {
        let mut heap: Heap = Heap::default();
        for align in [1, 8, 16, 32, 64, 4096, 1 << 16] {
            for size in [0, 1, 24, 500, 5000] {
                let layout = Layout::from_size_align(size, align).unwrap();
                let block = heap.allocate(layout).unwrap();
                assert_eq!(block.addr().get() % align, 0);
                // SAFETY: the block has that many bytes, and is freed once.
                unsafe {
                    block.write_bytes(1, size);
                    heap.deallocate(block, layout);
                }
            }
        }
        assert_eq!(heap.allocator().allocated_blocks(), 0);
    }

    #[test]
    fn a_locked_heap_serves_threads() {
        static HEAP: Locked<Pymalloc> = Locked::new(Pymalloc::new(crate::system::DefaultSystem {}));
        let layout = Layout::new::<[u64; 4]>();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    // SAFETY: each block is freed once, by the thread that got it.
                    let blocks: Vec<_> = (0..500).map(|_| unsafe { HEAP.alloc(layout) }).collect();
                    for block in blocks {
                        // SAFETY: as above.
                        unsafe { HEAP.dealloc(HEAP.realloc(block, layout, 64), layout) };
                    }
                });
            }
        });
        HEAP.with(|heap| assert_eq!((heap.allocated_blocks(), heap.check()), (0, Ok(()))));
    }
}
