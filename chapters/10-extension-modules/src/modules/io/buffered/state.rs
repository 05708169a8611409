//! The struct of a buffered stream, its memory and its lock.
//!
//! CPython: `buffered`, `ENTER_BUFFERED`, `CHECK_INITIALIZED`, `IS_CLOSED`, `READAHEAD`,
//! `RAW_OFFSET` in `Modules/_io/bufferedio.c`.
//!
//! Invariant: the memory is counted, so that it stays while a call of the system fills it,
//! whoever closes the stream meanwhile.

use std::rc::Rc;

use gil::{ThreadLock, Timeout};

use super::super::file_io::{FILE_IO, FileIo};
use super::super::io_base::Finalizing;
use super::types::BUFFERED_READER;
use crate::prelude::*;
use crate::with_holding;

// ANCHOR: memory
/// The bytes of a buffer: none before `__init__` and after `close`.
#[derive(Default)]
#[allow(missing_debug_implementations, reason = "bytes")]
pub struct Memory(Cell<Option<Rc<Block>>>);

/// A block whose address and size are fixed.
pub(super) type Block = Box<[Cell<u8>]>;

impl Memory {
    /// New bytes, all zero, or none.
    pub(super) fn set(&self, size: usize) -> Result<()> {
        let mut bytes: Vec<Cell<u8>> = Vec::new();
        bytes.try_reserve_exact(size).map_err(|_| errors::no_memory())?;
        bytes.resize_with(size, Cell::default);
        self.0.set(Some(Rc::new(bytes.into_boxed_slice())));
        Ok(())
    }

    /// Gives them up.
    pub(super) fn clear(&self) {
        self.0.set(None);
    }

    pub(super) fn is_null(&self) -> bool {
        self.with(|block| block.is_none())
    }

    /// A share in them.
    pub(super) fn share(&self) -> Option<Rc<Block>> {
        let block = self.0.take();
        self.0.set(block.clone());
        block
    }

    /// Looks at them; `body` runs no code of the program's.
    fn with<R>(&self, body: impl FnOnce(Option<&Block>) -> R) -> R {
        // SAFETY: nobody exchanges the block while `body` runs.
        body(unsafe { (*self.0.as_ptr()).as_deref() })
    }

    /// Hands a stretch to `body`, which runs no code of the program's; an empty one where the
    /// stretch isn't there any more.
    pub(super) fn read<R>(&self, at: i64, length: usize, body: impl FnOnce(&[u8]) -> R) -> R {
        self.with(|block| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let stretch = block.and_then(|block| block.get(at..at.checked_add(length)?));
            // SAFETY: a `Cell<u8>` is laid out as the byte in it; nobody writes meanwhile.
            body(stretch.map_or(&[], |stretch| unsafe {
                std::slice::from_raw_parts(stretch.as_ptr().cast(), stretch.len())
            }))
        })
    }

    /// Copies bytes to a place, as many as there is room for.
    pub(super) fn put(&self, at: i64, bytes: &[u8]) {
        self.with(|block| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let Some(room) = block.and_then(|block| block.get(at..)) else { return };
            for (room, byte) in room.iter().zip(bytes) {
                room.set(*byte);
            }
        });
    }

    /// Moves a stretch to the start.
    pub(super) fn move_down(&self, at: i64, length: usize) {
        let stretch = self.read(at, length, <[u8]>::to_vec);
        self.put(0, &stretch);
    }
}
// ANCHOR_END: memory

// ANCHOR: layout
/// C: `buffered`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct Buffered {
    pub ob_base: PyObject,
    pub raw: Field,
    pub ok: Cell<i32>,
    pub detached: Cell<i32>,
    pub readable: Cell<i32>,
    pub writable: Cell<i32>,
    pub finalizing: Cell<bool>,
    /// Whether it is a `FileIO` that is exactly one, so that its descriptor says what is closed.
    pub fast_closed_checks: Cell<i32>,
    pub abs_pos: Cell<i64>,
    pub buffer: Memory,
    pub pos: Cell<i64>,
    pub raw_pos: Cell<i64>,
    pub read_end: Cell<i64>,
    pub write_pos: Cell<i64>,
    pub write_end: Cell<i64>,
    pub lock: ThreadLock,
    pub owner: Cell<u64>,
    pub buffer_size: Cell<i64>,
    pub buffer_mask: Cell<i64>,
    pub dict: Field,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<Buffered>() == 152 && offset_of!(Buffered, dict) == 136);

/// A borrowed buffered stream.
pub(super) type Stream<'a> = Obj<'a, Buffered>;

// SAFETY: instances of the three types and their subclasses begin with the struct. Asked whether
// something is one, `of` looks at all three.
unsafe impl Layout for Buffered {
    fn type_object() -> &'static StaticType {
        &BUFFERED_READER
    }
}

impl Finalizing for Buffered {
    fn begin(&self) {
        self.finalizing.set(true);
    }

    fn end(&self) {
        self.ok.set(0);
    }
}
// ANCHOR_END: layout

// ANCHOR: checks
#[cold]
pub(super) fn uninitialized() -> Raised {
    raise(&VALUE_ERROR, "I/O operation on uninitialized object")
}

/// C: `CHECK_INITIALIZED`.
pub(super) fn check_initialized(stream: Stream<'_>) -> Result<()> {
    if stream.ok.get() > 0 {
        return Ok(());
    }
    Err(match stream.detached.get() {
        0 => uninitialized(),
        _ => raise(&VALUE_ERROR, "raw stream has been detached"),
    })
}

/// The raw stream.
pub(super) fn raw(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    stream.raw.get().ok_or_else(uninitialized)
}

/// The raw stream, if nothing can have changed what its methods do.
pub(super) fn plain_file(raw: &Ref) -> Option<Obj<'_, FileIo>> {
    raw.borrow().is_exactly(&FILE_IO).then(|| raw.borrow().downcast::<FileIo>()).flatten()
}

/// C: `buffered_closed`.
pub(super) fn raw_is_closed(stream: Stream<'_>) -> Result<bool> {
    raw(stream)?.borrow().get_attribute(name!("closed"))?.borrow().is_true()
}

/// C: `IS_CLOSED`, in which an error counts as closed.
pub(super) fn is_closed(stream: Stream<'_>) -> bool {
    if stream.buffer.is_null() {
        return true;
    }
    if stream.fast_closed_checks.get() != 0
        && let Some(raw) = stream.raw.get()
        && let Some(file) = plain_file(&raw)
    {
        return file.is_closed();
    }
    raw_is_closed(stream).unwrap_or_else(|_| {
        errors::clear();
        true
    })
}

/// What is buffered can be had even if the stream has been closed. C: `CHECK_CLOSED`.
pub(super) fn check_open(stream: Stream<'_>, doing: &str) -> Result<()> {
    check_initialized(stream)?;
    match is_closed(stream) && readahead(stream) == 0 {
        true => Err(raise(&VALUE_ERROR, format_args!("{doing} of closed file"))),
        false => Ok(()),
    }
}
// ANCHOR_END: checks

// ANCHOR: positions
pub(super) fn valid_read_buffer(stream: Stream<'_>) -> bool {
    stream.readable.get() != 0 && stream.read_end.get() != -1
}

pub(super) fn valid_write_buffer(stream: Stream<'_>) -> bool {
    stream.writable.get() != 0 && stream.write_end.get() != -1
}

/// How much was read that the program hasn't got yet. C: `READAHEAD`.
pub(super) fn readahead(stream: Stream<'_>) -> usize {
    match valid_read_buffer(stream) {
        true => (stream.read_end.get() - stream.pos.get()).max(0) as usize,
        false => 0,
    }
}

/// How far the raw stream is ahead of the program. C: `RAW_OFFSET`.
pub(super) fn raw_offset(stream: Stream<'_>) -> i64 {
    let valid = valid_read_buffer(stream) || valid_write_buffer(stream);
    match valid && stream.raw_pos.get() >= 0 {
        true => stream.raw_pos.get() - stream.pos.get(),
        false => 0,
    }
}

/// C: `ADJUST_POSITION`.
pub(super) fn adjust_position(stream: Stream<'_>, position: i64) {
    stream.pos.set(position);
    if valid_read_buffer(stream) && stream.read_end.get() < position {
        stream.read_end.set(position);
    }
}

/// As much of a size as whole blocks make up. C: `MINUS_LAST_BLOCK`.
pub(super) fn minus_last_block(stream: Stream<'_>, size: usize) -> usize {
    match stream.buffer_mask.get() {
        0 => {
            let block = stream.buffer_size.get().max(1) as usize;
            block * (size / block)
        }
        mask => size & !(mask as usize),
    }
}

/// C: `_bufferedreader_reset_buf`.
pub(super) fn reset_read(stream: Stream<'_>) {
    stream.read_end.set(-1);
}

/// C: `_bufferedwriter_reset_buf`.
pub(super) fn reset_write(stream: Stream<'_>) {
    stream.write_pos.set(0);
    stream.write_end.set(-1);
}
// ANCHOR_END: positions

// ANCHOR: lock
/// While this is there, no other thread is inside of the stream.
pub(super) struct Entered<'a>(Stream<'a>);

/// C: `ENTER_BUFFERED`.
pub(super) fn enter(stream: Stream<'_>) -> Result<Entered<'_>> {
    let me = gil::ident();
    if stream.owner.get() == me {
        let shown = stream.object().repr()?;
        return Err(raise(&RUNTIME_ERROR, format_args!("reentrant call inside {shown}")));
    }
    with_holding(|holding| stream.get().lock.acquire(holding, Timeout::Never))?;
    stream.owner.set(me);
    Ok(Entered(stream))
}

impl Drop for Entered<'_> {
    /// C: `LEAVE_BUFFERED`.
    fn drop(&mut self) {
        self.0.owner.set(0);
        // Only a fork's child finds it free, where it was made anew.
        let _ = self.0.get().lock.release();
    }
}
// ANCHOR_END: lock
