//! A view of somebody's memory. C: `Py_buffer`, `Include/cpython/object.h`.
//!
//! Only the struct is here: it is what the slots of the buffer suite pass on. Who gets one, and
//! with which formats and strides, is the business of `memoryview`.

use std::ffi::{c_char, c_int, c_void};
use std::mem::offset_of;
use std::ptr;

use crate::object::{Obj, Ref, Result};

/// C: `Py_buffer`.
#[derive(Debug)]
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyBuffer {
    pub buf: *mut c_void,
    pub obj: Option<Ref>,
    pub len: isize,
    pub itemsize: isize,
    pub readonly: c_int,
    pub ndim: c_int,
    pub format: *mut c_char,
    pub shape: *mut isize,
    pub strides: *mut isize,
    pub suboffsets: *mut isize,
    pub internal: *mut c_void,
}

const _: () = assert!(size_of::<PyBuffer>() == 80);
const _: () = assert!(offset_of!(PyBuffer, format) == 40);

impl PyBuffer {
    const EMPTY: PyBuffer = PyBuffer {
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
}

/// C: `PyBUF_SIMPLE`.
const SIMPLE: c_int = 0;

impl Obj<'_> {
    /// A copy of the bytes of what has a buffer, `None` for what has none. C:
    /// `PyObject_GetBuffer` with `PyBUF_SIMPLE`, a copy, and `PyBuffer_Release`.
    pub(crate) fn copy_buffer(self) -> Result<Option<Vec<u8>>> {
        let Some(get) = self.ob_type().buffer(|suite| suite.bf_getbuffer) else {
            return Ok(None);
        };
        let mut buffer = PyBuffer::EMPTY;
        // SAFETY: the slot of the object's type fills the struct in; the bytes are there until
        // the buffer is released.
        let bytes = unsafe {
            get(self, &mut buffer, SIMPLE)?;
            match buffer.len {
                0 => Vec::new(),
                len => std::slice::from_raw_parts(buffer.buf.cast::<u8>(), len as usize).to_vec(),
            }
        };
        let owner = buffer.obj.take();
        if let Some(owner) = &owner
            && let Some(release) = owner.borrow().ob_type().buffer(|suite| suite.bf_releasebuffer)
        {
            // SAFETY: the buffer that this object has filled in.
            unsafe { release(owner.borrow(), &mut buffer) };
        }
        Ok(Some(bytes))
    }
}
