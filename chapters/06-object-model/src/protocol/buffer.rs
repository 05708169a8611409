//! Borrowing the memory of a bytes-like object.
//!
//! CPython: `Objects/abstract.c` (`PyObject_GetBuffer`, `PyBuffer_IsContiguous`,
//! `PyBuffer_ToContiguous`, `PyBuffer_FillInfo`, `PyBuffer_Release`), `Objects/memoryobject.c`
//! (`buffer_to_contiguous`).
//!
//! A buffer has a shape: how many items there are along each dimension, and how far apart they
//! are. Where a stride is missing the items follow each other, the last dimension's fastest;
//! where there is a suboffset, what is found is a pointer to be followed.
//!
//! Invariant: a buffer is released exactly once, when it is dropped. As long as it is held, its
//! exporter keeps the memory where it is; a bytearray refuses to change its size.

use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;
use std::ptr;

use crate::buffer::PyBuffer;
use crate::errors::{BUFFER_ERROR, TYPE_ERROR, no_memory, raise};
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
    pub const C_CONTIGUOUS: c_int = 0x20 | STRIDES;
    pub const F_CONTIGUOUS: c_int = 0x40 | STRIDES;
    pub const ANY_CONTIGUOUS: c_int = 0x80 | STRIDES;
    pub const INDIRECT: c_int = 0x100 | STRIDES;
    pub const FULL_RO: c_int = INDIRECT | FORMAT;
}

/// How many dimensions a buffer can have. C: `PyBUF_MAX_NDIM`.
pub const MAX_NDIM: usize = 64;

/// In which order items follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The last index varies fastest.
    C,
    /// The first index varies fastest.
    Fortran,
    /// Either.
    Any,
}

// ANCHOR: buffer
/// A buffer that somebody holds: bytes in a row.
#[derive(Debug)]
pub struct Buffer<'a> {
    view: PyBuffer,
    exporter: PhantomData<Obj<'a>>,
}

impl Obj<'_> {
    /// Whether there is a buffer. C: `PyObject_CheckBuffer`.
    pub fn has_buffer(self) -> bool {
        self.ob_type().buffer(|suite| suite.bf_getbuffer).is_some()
    }
}

impl<'a> Buffer<'a> {
    /// The memory as bytes without any structure, not to be written to. C: `PyBUF_SIMPLE`.
    ///
    /// # Errors
    /// `TypeError` for what has no buffer, else the exporter's.
    pub fn simple(object: Obj<'a>) -> Result<Buffer<'a>> {
        Buffer::get(object, flags::SIMPLE)
    }

    /// The same, to be written to. C: `PyBUF_WRITABLE`.
    ///
    /// # Errors
    /// As [`Buffer::simple`], and `BufferError` where it can't be written to.
    pub fn writable(object: Obj<'a>) -> Result<Buffer<'a>> {
        Buffer::get(object, flags::WRITABLE)
    }

    /// An argument that is written to; `which` is how the message begins: "readinto() argument".
    /// C: the converter `w*`.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn writable_argument(object: Obj<'a>, which: &str) -> Result<Buffer<'a>> {
        Buffer::writable(object).map_err(|_| {
            crate::errors::clear();
            let name = crate::arguments::given_type(object).to_owned();
            let message = format_args!("{which} must be read-write bytes-like object, not {name}");
            raise(&TYPE_ERROR, message)
        })
    }

    /// A buffer for an object to hold: it keeps its exporter alive.
    ///
    /// # Errors
    /// As [`Buffer::simple`].
    ///
    /// # Panics
    /// Where the exporter doesn't say whose the buffer is.
    pub fn held(object: Obj<'_>) -> Result<Buffer<'static>> {
        let mut view = PyBuffer::EMPTY;
        get_view(object, &mut view, flags::SIMPLE)?;
        assert!(view.obj.is_some(), "an exporter says whose the buffer is");
        Ok(Buffer { view, exporter: PhantomData })
    }

    /// Without a shape nothing in the struct leads to the struct, so that it may move.
    fn get(object: Obj<'a>, flags: c_int) -> Result<Buffer<'a>> {
        debug_assert!(flags & flags::ND == 0, "bytes in a row");
        let mut view = PyBuffer::EMPTY;
        get_view(object, &mut view, flags)?;
        Ok(Buffer { view, exporter: PhantomData })
    }

    /// A copy of the items' bytes, in the order of C, whatever the strides.
    /// C: `PyObject_GetBuffer` with `PyBUF_FULL_RO`, `PyBuffer_ToContiguous`.
    ///
    /// # Errors
    /// As [`Buffer::simple`].
    pub fn copy(object: Obj<'a>) -> Result<Vec<u8>> {
        let view = View::get(object)?;
        // SAFETY: held until the copy is made.
        unsafe { view.view().to_contiguous(Order::C) }
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

    /// Where the bytes are. Of a buffer that is [`writable`](Buffer::writable) they may be
    /// written to.
    pub fn start(&self) -> *mut u8 {
        self.view.buf.cast()
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.view.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How large the exporter's items are, whose bytes these are.
    pub fn item_size(&self) -> usize {
        self.view.itemsize as usize
    }
}

/// A buffer with all that its exporter says of its items, which somebody holds. It stays where
/// the exporter has filled it in, since its shape may stand in the struct itself.
#[derive(Debug)]
pub struct View<'a> {
    view: Box<PyBuffer>,
    exporter: PhantomData<Obj<'a>>,
}

impl<'a> View<'a> {
    /// C: `PyBUF_FULL_RO`.
    ///
    /// # Errors
    /// As [`Buffer::simple`].
    pub fn get(object: Obj<'a>) -> Result<View<'a>> {
        let mut view = Box::new(PyBuffer::EMPTY);
        get_view(object, &mut view, flags::FULL_RO)?;
        Ok(View { view, exporter: PhantomData })
    }

    /// The exporter's answer.
    pub fn view(&self) -> &PyBuffer {
        &self.view
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        release_view(&mut self.view);
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        release_view(&mut self.view);
    }
}

/// Fills in an empty view. C: `PyObject_GetBuffer`.
///
/// # Errors
/// `TypeError` for what has no buffer, else the exporter's.
pub fn get_view(object: Obj<'_>, view: &mut PyBuffer, flags: c_int) -> Result<()> {
    let Some(get) = object.ob_type().buffer(|suite| suite.bf_getbuffer) else {
        let name = object.ob_type().name().to_owned();
        let message = format_args!("a bytes-like object is required, not '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    };
    // SAFETY: the slot fills in the struct, which is there.
    unsafe { get(object, view, flags)? };
    Ok(())
}

/// Gives a view back, if it is one. C: `PyBuffer_Release`.
pub fn release_view(view: &mut PyBuffer) {
    // The release function finds the owner in the view, as in CPython.
    let Some(owner) = view.obj.clone() else { return };
    let release = owner.borrow().ob_type().buffer(|suite| suite.bf_releasebuffer);
    if let Some(release) = release {
        // SAFETY: the view that this object has filled in, once.
        unsafe { release(owner.borrow(), view) };
    }
    view.obj = None;
}
// ANCHOR_END: buffer

// ANCHOR: shape
/// # Safety
/// Of each of these: an exporter has filled the view in, and it hasn't been released. Then the
/// arrays, where they are there, are as long as there are dimensions.
impl PyBuffer {
    unsafe fn array(&self, array: *mut isize) -> Option<&[isize]> {
        // SAFETY: the caller's word.
        (!array.is_null()).then(|| unsafe { std::slice::from_raw_parts(array, self.ndim as usize) })
    }

    /// How many items along each dimension.
    ///
    /// # Safety
    /// See above.
    pub unsafe fn shape(&self) -> Option<&[isize]> {
        // SAFETY: the caller's word.
        unsafe { self.array(self.shape) }
    }

    /// How far apart items are along each dimension.
    ///
    /// # Safety
    /// See above.
    pub unsafe fn strides(&self) -> Option<&[isize]> {
        // SAFETY: the caller's word.
        unsafe { self.array(self.strides) }
    }

    /// Where a pointer is to be followed, what is added to it; negative where none is.
    ///
    /// # Safety
    /// See above.
    pub unsafe fn suboffsets(&self) -> Option<&[isize]> {
        // SAFETY: the caller's word.
        unsafe { self.array(self.suboffsets) }
    }

    /// Whether the items follow each other in that order. C: `PyBuffer_IsContiguous`.
    ///
    /// # Safety
    /// See above.
    pub unsafe fn is_contiguous(&self, order: Order) -> bool {
        // SAFETY: the caller's word.
        let (shape, strides, suboffsets) =
            unsafe { (self.shape(), self.strides(), self.suboffsets()) };
        if suboffsets.is_some() {
            return false;
        }
        if self.len == 0 {
            return true;
        }
        let Some(strides) = strides else {
            // Without strides the order is C's, which one dimension has in any case.
            let is_flat = shape.is_none_or(|shape| {
                shape.len() <= 1 || shape.iter().filter(|count| **count != 1).count() <= 1
            });
            return order != Order::Fortran || self.ndim <= 1 || is_flat;
        };
        let lengths = shape.map_or_else(|| vec![self.len / self.itemsize.max(1)], <[_]>::to_vec);
        let follow = |dimensions: &mut dyn Iterator<Item = (isize, isize)>| {
            let mut expected = self.itemsize;
            let mut follows = true;
            for (count, stride) in dimensions {
                follows &= count <= 1 || stride == expected;
                expected *= count;
            }
            follows
        };
        let pairs = || lengths.iter().copied().zip(strides.iter().copied());
        let c = || follow(&mut pairs().rev());
        let fortran = || follow(&mut pairs());
        match order {
            Order::C => c(),
            Order::Fortran => fortran(),
            Order::Any => c() || fortran(),
        }
    }

    /// The items' bytes in that order, [`Order::Any`] being the one that they have, or C's.
    /// C: `PyBuffer_ToContiguous`.
    ///
    /// # Safety
    /// See above.
    pub unsafe fn to_contiguous(&self, order: Order) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(self.len as usize).map_err(|_| no_memory())?;
        // SAFETY: the caller's word: as many bytes as the view says, or items at the places that
        // its arrays say.
        unsafe {
            if self.len == 0 {
                return Ok(bytes);
            }
            if self.is_contiguous(order) {
                let all = std::slice::from_raw_parts(self.buf.cast::<u8>(), self.len as usize);
                bytes.extend_from_slice(all);
                return Ok(bytes);
            }
            let shape = self.shape().unwrap_or_default();
            let strides = match self.strides() {
                Some(strides) => strides.to_vec(),
                None => c_strides(shape, self.itemsize),
            };
            let suboffsets = self.suboffsets();
            let mut index = vec![0; shape.len()];
            for _ in 0..shape.iter().product() {
                let mut item = self.buf.cast::<u8>();
                for dimension in 0..shape.len() {
                    item = item.offset(strides[dimension] * index[dimension]);
                    if let Some(suboffset) = suboffsets.map(|suboffsets| suboffsets[dimension])
                        && suboffset >= 0
                    {
                        item = item.cast::<*mut u8>().read_unaligned().offset(suboffset);
                    }
                }
                let item = std::slice::from_raw_parts(item, self.itemsize as usize);
                bytes.extend_from_slice(item);
                count_up(&mut index, shape, order);
            }
        }
        Ok(bytes)
    }
}

/// The next index in that order.
fn count_up(index: &mut [isize], shape: &[isize], order: Order) {
    for step in 0..index.len() {
        let at = if order == Order::Fortran { step } else { index.len() - 1 - step };
        index[at] += 1;
        if index[at] < shape[at] {
            return;
        }
        index[at] = 0;
    }
}

/// The strides of items that follow each other in the order of C.
/// C: `init_strides_from_shape`.
pub fn c_strides(shape: &[isize], itemsize: isize) -> Vec<isize> {
    let mut stride = itemsize;
    let mut strides = vec![0; shape.len()];
    for (at, count) in shape.iter().enumerate().rev() {
        strides[at] = stride;
        stride *= count;
    }
    strides
}
// ANCHOR_END: shape

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
