//! Borrowing the memory of a bytes-like object.
//!
//! CPython: `Objects/abstract.c` (`PyObject_GetBuffer`, `PyBuffer_FillInfo`,
//! `PyBuffer_Release`).
//!
//! Invariant: a buffer is released exactly once, when it is dropped. As long as it is held, its
//! exporter keeps the memory where it is; a bytearray refuses to change its size.

use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;
use std::ptr;

use crate::buffer::PyBuffer;
use crate::errors::{BUFFER_ERROR, TYPE_ERROR, raise};
use crate::object::{Obj, Result, Status};

/// What a request for a buffer demands. C: `PyBUF_*`.
#[allow(missing_docs, reason = "the flags have the names and meanings that C gives them")]
pub mod flags {
    use std::ffi::c_int;

    pub const SIMPLE: c_int = 0;
    pub const WRITABLE: c_int = 1;
    pub const FORMAT: c_int = 4;
    pub const ND: c_int = 8;
    pub const STRIDES: c_int = 0x10 | ND;
}

// ANCHOR: buffer
/// A buffer that somebody holds.
#[derive(Debug)]
pub struct Buffer<'a> {
    view: PyBuffer,
    exporter: PhantomData<Obj<'a>>,
}

impl<'a> Buffer<'a> {
    /// The memory as bytes without any structure, not to be written to. C: `PyBUF_SIMPLE`.
    pub fn simple(object: Obj<'a>) -> Result<Buffer<'a>> {
        Buffer::get(object, flags::SIMPLE)
    }

    /// C: `PyObject_GetBuffer`.
    pub fn get(object: Obj<'a>, flags: c_int) -> Result<Buffer<'a>> {
        let Some(get) = object.ob_type().buffer(|suite| suite.bf_getbuffer) else {
            let name = object.ob_type().name().to_owned();
            let message = format_args!("a bytes-like object is required, not '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        };
        let mut view = PyBuffer {
            buf: ptr::null_mut(),
            obj: None,
            len: 0,
            itemsize: 0,
            readonly: 0,
            ndim: 0,
            format: ptr::null_mut(),
            shape: ptr::null_mut(),
            strides: ptr::null_mut(),
            suboffsets: ptr::null_mut(),
            internal: ptr::null_mut(),
        };
        // SAFETY: the slot fills in the struct, which is there.
        unsafe { get(object, &mut view, flags)? };
        Ok(Buffer { view, exporter: PhantomData })
    }

    /// The bytes. Code of the program's that runs meanwhile may write to them, as in CPython;
    /// whoever calls some copies them first.
    pub fn bytes(&self) -> &[u8] {
        match self.view.len {
            0 => &[],
            // SAFETY: so many bytes, which stay where they are until the buffer is released.
            length => unsafe { std::slice::from_raw_parts(self.view.buf.cast(), length as usize) },
        }
    }
}

impl Drop for Buffer<'_> {
    /// C: `PyBuffer_Release`.
    fn drop(&mut self) {
        let Some(owner) = self.view.obj.take() else { return };
        let release = owner.borrow().ob_type().buffer(|suite| suite.bf_releasebuffer);
        if let Some(release) = release {
            // SAFETY: the view that this object has filled in, once.
            unsafe { release(owner.borrow(), &mut self.view) };
        }
    }
}
// ANCHOR_END: buffer

// ANCHOR: fill
/// Fills in a view of bytes in a row, for an exporter. C: `PyBuffer_FillInfo`.
///
/// # Safety
/// `view` is there to be written to; the memory stays until the view is released.
pub unsafe fn fill(
    view: *mut PyBuffer,
    exporter: Obj<'_>,
    memory: *mut c_void,
    length: usize,
    is_readonly: bool,
    flags: c_int,
) -> Status {
    const BYTE: &CStr = c"B";
    if is_readonly && flags & flags::WRITABLE != 0 {
        return Err(raise(&BUFFER_ERROR, "Object is not writable.").into());
    }
    // SAFETY: the caller's word; whatever was in the struct is no reference. The shape is the
    // struct's own length, the stride its own item size, as in CPython.
    unsafe {
        let has = |flag| flags & flag == flag;
        (&raw mut (*view).obj).write(Some(exporter.to_ref()));
        (*view).buf = memory;
        (*view).len = length as isize;
        (*view).readonly = is_readonly.into();
        (*view).itemsize = 1;
        (*view).ndim = 1;
        let format = if has(flags::FORMAT) { BYTE.as_ptr().cast_mut() } else { ptr::null_mut() };
        (*view).format = format;
        (*view).shape = if has(flags::ND) { &raw mut (*view).len } else { ptr::null_mut() };
        let strides = has(flags::STRIDES);
        (*view).strides = if strides { &raw mut (*view).itemsize } else { ptr::null_mut() };
        (*view).suboffsets = ptr::null_mut();
        (*view).internal = ptr::null_mut();
    }
    Ok(())
}
// ANCHOR_END: fill
