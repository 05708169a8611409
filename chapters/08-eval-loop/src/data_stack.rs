//! The data stack: the memory that frames lie in, one behind the other.
//!
//! CPython: `Python/pystate.c` (`_PyThreadState_PushFrame`, `push_chunk`,
//! `_PyThreadState_PopFrame`), `Include/cpython/pystate.h` (`_PyStackChunk`).
//!
//! A call takes as many words as its code needs and gives them back when it ends, in the order
//! of a stack. There is no limit to it but the recursion limit: when a chunk is full, another
//! is put on top.
//!
//! Invariant: what is popped is what was pushed last.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::ptr::{self, NonNull};

use object_model::errors::no_memory;
use object_model::{PyObject, Result};

/// A word of a frame: a reference, or a part of the frame's head.
pub(crate) type Word = *mut PyObject;

/// C: `_PyStackChunk`.
#[repr(C)]
struct Chunk {
    previous: *mut Chunk,
    /// In bytes, with this head.
    size: usize,
    /// Where the chunk below was full to, in words, while this one is on top.
    top: usize,
}

/// C: `DATA_STACK_CHUNK_SIZE`.
const CHUNK_SIZE: usize = 16 * 1024;

/// The chunks of a thread. C: `datastack_chunk`, `datastack_top` and `datastack_limit`.
#[derive(Debug)]
pub struct DataStack {
    chunk: Cell<*mut Chunk>,
    top: Cell<*mut Word>,
    limit: Cell<*mut Word>,
}

impl DataStack {
    /// Without any memory yet.
    pub const fn new() -> DataStack {
        DataStack {
            chunk: Cell::new(ptr::null_mut()),
            top: Cell::new(ptr::null_mut()),
            limit: Cell::new(ptr::null_mut()),
        }
    }

    /// Room for so many words, with nothing in it. C: `_PyThreadState_BumpFramePointer`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn push(&self, words: usize) -> Result<NonNull<Word>> {
        let top = self.top.get();
        let room = (self.limit.get() as usize - top as usize) / size_of::<Word>();
        match NonNull::new(top) {
            Some(frame) if words < room => {
                self.top.set(top.wrapping_add(words));
                Ok(frame)
            }
            _ => self.push_chunk(words),
        }
    }

    /// C: `push_chunk`.
    #[cold]
    fn push_chunk(&self, words: usize) -> Result<NonNull<Word>> {
        let needed = words
            .checked_mul(2 * size_of::<Word>())
            .and_then(|bytes| bytes.checked_add(size_of::<Chunk>()))
            .and_then(usize::checked_next_power_of_two);
        let size = needed.ok_or_else(no_memory)?.max(CHUNK_SIZE);
        let layout = layout_of(size);
        // SAFETY: the size isn't zero.
        let chunk = unsafe { alloc(layout) }.cast::<Chunk>();
        if chunk.is_null() {
            return Err(no_memory());
        }
        let below = self.chunk.get();
        if !below.is_null() {
            let used = self.top.get() as usize - below as usize;
            // SAFETY: the chunk on top is ours.
            unsafe { (*below).top = used };
        }
        // SAFETY: new, and larger than its head.
        let first = unsafe {
            chunk.write(Chunk { previous: below, size, top: 0 });
            chunk.add(1).cast::<Word>()
        };
        self.chunk.set(chunk);
        self.limit.set(chunk.wrapping_byte_add(size).cast());
        self.top.set(first.wrapping_add(words));
        Ok(NonNull::new(first).expect("behind a chunk's head"))
    }

    /// Gives back what lies from `frame` on. C: `_PyThreadState_PopFrame`.
    ///
    /// # Safety
    /// `frame` is what [`DataStack::push`] gave last, of what hasn't been popped.
    #[inline]
    pub unsafe fn pop(&self, frame: NonNull<Word>) {
        let chunk = self.chunk.get();
        let first = chunk.wrapping_add(1).cast::<Word>();
        if frame.as_ptr() == first {
            // SAFETY: the chunk on top is ours, and the frame was the last thing in it.
            unsafe { self.pop_chunk(chunk) };
        } else {
            self.top.set(frame.as_ptr());
        }
    }

    /// # Safety
    /// The chunk on top, with nothing in it.
    #[cold]
    unsafe fn pop_chunk(&self, chunk: *mut Chunk) {
        // SAFETY: the caller's word; the one below is ours, too.
        unsafe {
            let Chunk { previous, size, .. } = chunk.read();
            self.chunk.set(previous);
            if previous.is_null() {
                self.top.set(ptr::null_mut());
                self.limit.set(ptr::null_mut());
            } else {
                self.top.set(previous.byte_add((*previous).top).cast());
                self.limit.set(previous.byte_add((*previous).size).cast());
            }
            dealloc(chunk.cast(), layout_of(size));
        }
    }
}

impl Default for DataStack {
    fn default() -> DataStack {
        DataStack::new()
    }
}

fn layout_of(size: usize) -> Layout {
    Layout::from_size_align(size, align_of::<Chunk>()).expect("a chunk's size is a power of two")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_lie_one_behind_the_other() {
        let stack = DataStack::new();
        let first = stack.push(10).unwrap();
        let second = stack.push(5).unwrap();
        assert_eq!(first.as_ptr().wrapping_add(10), second.as_ptr());
        // SAFETY: in the order of a stack.
        unsafe {
            stack.pop(second);
            assert_eq!(stack.push(1).unwrap(), second);
            stack.pop(second);
            stack.pop(first);
        }
        assert!(stack.chunk.get().is_null());
    }

    #[test]
    fn a_full_chunk_gets_another_on_top_and_comes_back() {
        let stack = DataStack::new();
        let frames: Vec<_> = (0..5000).map(|_| stack.push(20).unwrap()).collect();
        let large = stack.push(100_000).unwrap();
        // SAFETY: in the order of a stack.
        unsafe {
            stack.pop(large);
            for frame in frames.into_iter().rev() {
                stack.pop(frame);
            }
        }
        assert!(stack.chunk.get().is_null());
    }
}
