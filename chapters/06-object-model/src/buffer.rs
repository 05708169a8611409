//! A view of somebody's memory. C: `Py_buffer`, `Include/cpython/object.h`.
//!
//! Only the struct is here: it is what the slots of the buffer suite pass on. Who gets one, and
//! with which formats and strides, is the business of
//! [`protocol::buffer`](crate::protocol::buffer) and `memoryview`.

use std::ffi::{c_char, c_int, c_void};
use std::mem::offset_of;
use std::ptr;

use crate::object::Ref;

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
    /// Of nothing: what an exporter fills in.
    pub const EMPTY: PyBuffer = PyBuffer {
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
