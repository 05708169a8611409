//! Debug mode: a fence around each block, and paint where nothing should be read.
//!
//! CPython: `Objects/obmalloc.c` (`_PyMem_DebugRawAlloc`, `_PyMem_DebugRawFree`,
//! `_PyMem_DebugRawRealloc`, `_PyMem_DebugCheckAddress`), chosen by `PYTHONMALLOC=debug`.
//!
//! ```text
//!  size, big-endian   api  FD FD FD FD FD FD FD   data       FD × 8    serial number
//! +------------------+---+-----------------------+----------+---------+- - - - - - - -+
//!                                                 ^ the caller's pointer
//! ```
//! New data is filled with CD, what was freed with DD, and DD also covers the ends of a
//! block while it is reallocated. A program that reads such bytes and takes them for
//! something is easily recognised: 0xCDCDCDCD is no number that anybody wrote. The fences
//! are looked at when a block is freed or reallocated. The serial number counts calls: on
//! a second run of the program one can stop at the call that made the block.
//!
//! CPython looks for the bytes behind a block wherever the size in front of it says, and
//! crashes if that was overwritten. Here the allocator below is asked how large the block
//! can be. Reports are in `debug/report.rs`.

use crate::OutOfMemory;
use crate::allocator::Allocator;
use crate::pymalloc::MAX_SIZE;
use std::ptr::NonNull;

mod report;
#[cfg(test)]
mod tests;

pub use report::{BlockReport, Cause, Corruption};

// ANCHOR: patterns
/// Fills new memory. C: `PYMEM_CLEANBYTE`.
pub const CLEAN_BYTE: u8 = 0xCD;
/// Fills freed memory. C: `PYMEM_DEADBYTE`.
pub const DEAD_BYTE: u8 = 0xDD;
/// Fills the fences. C: `PYMEM_FORBIDDENBYTE`.
pub const FORBIDDEN_BYTE: u8 = 0xFD;

const WORD: usize = size_of::<usize>();
/// What stands in front of the data.
const HEAD: usize = 2 * WORD;
/// How many bytes at either end are painted while a block is reallocated. C: `ERASED_SIZE`.
const ERASED: usize = 64;
// ANCHOR_END: patterns

// ANCHOR: hooks
/// Puts fences around the blocks of another allocator.
///
/// `SERIAL` adds the serial number; CPython has it if `PYMEM_DEBUG_SERIALNO` is defined
/// when it is compiled, which it usually isn't.
#[derive(Debug)]
pub struct DebugHooks<A, const SERIAL: bool = false> {
    inner: A,
    api: u8,
    serial: usize,
    on_corruption: fn(&Corruption) -> !,
}

impl<A: Allocator, const SERIAL: bool> DebugHooks<A, SERIAL> {
    /// Bytes that a block takes besides its data. C: `PYMEM_DEBUG_EXTRA_BYTES`.
    pub const EXTRA_BYTES: usize = if SERIAL { 4 * WORD } else { 3 * WORD };

    /// Wraps `inner`. `api` is the letter of the domain: `r`, `m` or `o`. It is written in
    /// front of each block, and compared when the block is freed: an object has to be freed
    /// by the domain that allocated it.
    pub const fn new(inner: A, api: u8) -> Self {
        DebugHooks { inner, api, serial: 0, on_corruption: report::print_and_abort }
    }

    /// The same, calling `on_corruption` where a broken fence is found. What it gets is what
    /// CPython prints before it stops with a fatal error.
    pub const fn with_handler(inner: A, api: u8, on_corruption: fn(&Corruption) -> !) -> Self {
        DebugHooks { inner, api, serial: 0, on_corruption }
    }

    /// The allocator inside, to look at.
    pub fn inner(&self) -> &A {
        &self.inner
    }

    /// How many blocks were allocated or reallocated so far.
    pub fn serial(&self) -> usize {
        self.serial
    }
}
// ANCHOR_END: hooks

// ANCHOR: decorate
impl<A: Allocator, const SERIAL: bool> DebugHooks<A, SERIAL> {
    /// Bytes to ask for, if there are so many.
    fn total(size: usize) -> Result<usize, OutOfMemory> {
        size.checked_add(Self::EXTRA_BYTES).filter(|&total| total <= MAX_SIZE).ok_or(OutOfMemory)
    }

    /// Writes all that stands around the data of a block of `size` bytes, and returns where
    /// the data begins.
    ///
    /// # Safety
    /// `start` is a block of `size + EXTRA_BYTES` bytes.
    unsafe fn decorate(&self, start: NonNull<u8>, size: usize, serial: usize) -> NonNull<u8> {
        // SAFETY: head, data, fence and number are the whole block.
        unsafe {
            start.cast::<[u8; WORD]>().write(size.to_be_bytes());
            start.add(WORD).write(self.api);
            start.add(WORD + 1).write_bytes(FORBIDDEN_BYTE, WORD - 1);
            let data = start.add(HEAD);
            let tail = data.add(size);
            tail.write_bytes(FORBIDDEN_BYTE, WORD);
            if SERIAL {
                tail.add(WORD).cast::<[u8; WORD]>().write(serial.to_be_bytes());
            }
            data
        }
    }

    fn next_serial(&mut self) -> usize {
        self.serial += 1;
        self.serial
    }
}
// ANCHOR_END: decorate

// ANCHOR: check
impl<A: Allocator, const SERIAL: bool> DebugHooks<A, SERIAL> {
    /// Looks at the fences of a block, and returns how many bytes it was made for.
    ///
    /// # Safety
    /// The block came from this allocator.
    pub unsafe fn check(
        &self,
        block: NonNull<u8>,
        function: &'static str,
    ) -> Result<usize, Corruption> {
        // SAFETY: each block has a head, and all of it is readable up to its usable size.
        let report = unsafe { self.report(block) };
        let cause = if report.api != self.api {
            Cause::BadId { allocated: report.api, verified: self.api }
        } else if report.leading != [FORBIDDEN_BYTE; WORD - 1] {
            Cause::LeadingPad
        } else if report.trailing != Some([FORBIDDEN_BYTE; WORD]) {
            Cause::TrailingPad
        } else {
            return Ok(report.requested);
        };
        Err(Corruption { function, cause, report })
    }

    /// What there is to be seen of a block.
    ///
    /// # Safety
    /// The block came from this allocator.
    pub unsafe fn report(&self, block: NonNull<u8>) -> BlockReport {
        // SAFETY: the head stands in front of each block. What lies behind the data is read
        // only where the allocator below says that the block goes so far.
        unsafe {
            let start = block.sub(HEAD);
            let requested = usize::from_be_bytes(start.cast::<[u8; WORD]>().read());
            let end = Self::total(requested).unwrap_or(usize::MAX);
            let is_plausible = self.inner.usable_size(start).is_some_and(|usable| end <= usable);
            let tail = is_plausible.then(|| block.add(requested));
            BlockReport {
                address: block.addr().get(),
                api: start.add(WORD).read(),
                requested,
                leading: start.add(WORD + 1).cast().read(),
                trailing: tail.map(|tail| tail.cast().read()),
                serial: tail
                    .filter(|_| SERIAL)
                    .map(|tail| usize::from_be_bytes(tail.add(WORD).cast::<[u8; WORD]>().read())),
                data: tail
                    .map(|_| report::ends(std::slice::from_raw_parts(block.as_ptr(), requested))),
            }
        }
    }

    /// The same as `check`, but whoever calls has nobody to tell.
    unsafe fn check_or_stop(&self, block: NonNull<u8>, function: &'static str) -> usize {
        // SAFETY: the caller's word, handed on.
        unsafe { self.check(block, function) }
            .unwrap_or_else(|corruption| (self.on_corruption)(&corruption))
    }
}
// ANCHOR_END: check

// ANCHOR: functions
// SAFETY: the inner allocator's promise; data begins a multiple of the alignment behind it.
unsafe impl<A: Allocator, const SERIAL: bool> Allocator for DebugHooks<A, SERIAL> {
    const ALIGNMENT: usize = if A::ALIGNMENT < HEAD { A::ALIGNMENT } else { HEAD };

    fn allocate(&mut self, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let start = self.inner.allocate(Self::total(size)?)?;
        let serial = self.next_serial();
        // SAFETY: the block is as large as asked for.
        unsafe {
            let data = self.decorate(start, size, serial);
            data.write_bytes(CLEAN_BYTE, size);
            Ok(data)
        }
    }

    fn allocate_zeroed(&mut self, count: usize, size: usize) -> Result<NonNull<u8>, OutOfMemory> {
        let size = count.checked_mul(size).ok_or(OutOfMemory)?;
        let start = self.inner.allocate_zeroed(1, Self::total(size)?)?;
        let serial = self.next_serial();
        // SAFETY: the block is as large as asked for.
        Ok(unsafe { self.decorate(start, size, serial) })
    }

    unsafe fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: by the caller's word the block is ours, so it has a head and a tail.
        unsafe {
            let size = self.check_or_stop(block, "_PyMem_DebugRawFree");
            let start = block.sub(HEAD);
            start.write_bytes(DEAD_BYTE, size + Self::EXTRA_BYTES);
            self.inner.free(start);
        }
    }

    /// Whoever kept the old pointer shall not find the old data there. But the data has to
    /// survive, so only its ends are painted over and put back afterwards.
    unsafe fn reallocate(
        &mut self,
        block: NonNull<u8>,
        size: usize,
    ) -> Result<NonNull<u8>, OutOfMemory> {
        // SAFETY: by the caller's word the block is ours, so it has a head and a tail; the
        // saved ends are parts of the data, and those of them that still fit come back.
        unsafe {
            let old_size = self.check_or_stop(block, "_PyMem_DebugRawRealloc");
            let total = Self::total(size)?;
            let start = block.sub(HEAD);
            let kept = if old_size <= 2 * ERASED { old_size } else { ERASED };
            let end = old_size - if kept == old_size { 0 } else { ERASED };
            let (mut first, mut last) = ([0; 2 * ERASED], [0; ERASED]);
            let old_serial = self.report(block).serial.unwrap_or(0);

            first[..kept].copy_from_slice(std::slice::from_raw_parts(block.as_ptr(), kept));
            last[..old_size - end].copy_from_slice(std::slice::from_raw_parts(
                block.add(end).as_ptr(),
                old_size - end,
            ));
            start.write_bytes(DEAD_BYTE, HEAD + kept);
            block.add(end).write_bytes(DEAD_BYTE, old_size - end + Self::EXTRA_BYTES - HEAD);

            let moved = self.inner.reallocate(start, total);
            let (start, size, serial) = match moved {
                Ok(start) => (start, size, self.next_serial()),
                Err(OutOfMemory) => (start, old_size, old_serial),
            };
            let data = self.decorate(start, size, serial);
            data.copy_from_nonoverlapping(NonNull::from(&first).cast(), kept.min(size));
            if size > end {
                let rest = (old_size - end).min(size - end);
                data.add(end).copy_from_nonoverlapping(NonNull::from(&last).cast(), rest);
            }
            if size > old_size {
                data.add(old_size).write_bytes(CLEAN_BYTE, size - old_size);
            }
            moved.map(|_| data)
        }
    }

    unsafe fn usable_size(&self, block: NonNull<u8>) -> Option<usize> {
        // SAFETY: each block has a head, which says what was asked for.
        Some(unsafe { usize::from_be_bytes(block.sub(HEAD).cast::<[u8; WORD]>().read()) })
    }
}
// ANCHOR_END: functions
