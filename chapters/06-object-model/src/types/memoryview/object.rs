//! The memoryview object.
//!
//! CPython: `Include/cpython/memoryobject.h` (`PyMemoryViewObject`), `Objects/memoryobject.c`
//! (`memory_alloc`, `mbuf_add_view`, `init_flags`, `_memory_release`, `memory_getbuf`).
//!
//! Shape, strides and suboffsets stand behind the head, in one array.
//!
//! Invariants: what `view` says never changes once the object is made. Its `obj` is borrowed
//! from the managed buffer. While a buffer is exported the view can't be released.

use std::cell::{Cell, UnsafeCell};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::ManuallyDrop;
use std::ptr::{self, NonNull};

use super::managed_buffer::{self, PyManagedBufferObject};
use super::{compare, items, iterator, methods};
use crate::arguments::Given;
use crate::buffer::PyBuffer;
use crate::dealloc;
use crate::errors::{BUFFER_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, PyVarObject, Ref, Result, Status};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::buffer::{MAX_NDIM, Order, c_strides, flags as request};
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, hash, length, traverse};
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyBufferProcs, PyMappingMethods, PySequenceMethods, Type, flags};
use crate::types::{str, weakref};

// ANCHOR: layout
/// C: `PyMemoryViewObject`, without the array at its end.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyMemoryViewObject {
    pub ob_base: PyVarObject,
    pub mbuf: Field<PyManagedBufferObject>,
    /// −1 until it is asked for.
    pub hash: Cell<isize>,
    pub flags: Cell<c_int>,
    /// How many buffers are exported.
    pub exports: Cell<isize>,
    view: UnsafeCell<ManuallyDrop<PyBuffer>>,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<PyMemoryViewObject>() == 144);
const _: () = assert!(std::mem::offset_of!(PyMemoryViewObject, weakreflist) == 136);

/// A borrowed view.
pub type MemoryView<'a> = Obj<'a, PyMemoryViewObject>;

// SAFETY: instances are made by `make` alone; the type has no subclasses.
unsafe impl Layout for PyMemoryViewObject {
    fn type_object() -> &'static StaticType {
        &MEMORYVIEW
    }
}

/// C: `_Py_MEMORYVIEW_*`.
mod state {
    use std::ffi::c_int;

    pub(super) const RELEASED: c_int = 1;
    pub(super) const C: c_int = 2;
    pub(super) const FORTRAN: c_int = 4;
    pub(super) const SCALAR: c_int = 8;
    pub(super) const PIL: c_int = 16;
}

const SIGNATURE: Signature = Signature::parse("(object)");

/// `memoryview`.
pub static MEMORYVIEW: StaticType = StaticType::new(Table::<PyMemoryViewObject> {
    tp_name: c"memoryview",
    signature: SIGNATURE.text,
    tp_doc: "The memory of an object that has a buffer, without a copy.",
    tp_itemsize: size_of::<isize>(),
    tp_flags: flags::HAVE_GC | flags::SEQUENCE,
    tp_weaklistoffset: std::mem::offset_of!(PyMemoryViewObject, weakreflist),
    tp_dealloc: Some(memory_dealloc),
    tp_repr: Some(memory_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(items::len),
        sq_item: Some(items::item),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(items::len),
        mp_subscript: Some(items::subscript),
        mp_ass_subscript: Some(items::set_subscript),
        ..PyMappingMethods::NONE
    },
    tp_as_buffer: PyBufferProcs {
        bf_getbuffer: Some(memory_getbuf),
        bf_releasebuffer: Some(memory_releasebuf),
        ..PyBufferProcs::NONE
    },
    tp_hash: hash(compare::hash),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(memory_traverse),
    tp_clear: Some(memory_clear),
    tp_richcompare: Some(compare::rich_compare),
    tp_iter: Some(iterator::iter),
    tp_new: Some(memory_new),
    tp_methods: methods::METHODS,
    tp_getset: methods::GETTERS,
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: make
/// What a view is made of.
#[derive(Debug, Clone)]
pub(super) struct Structure {
    pub(super) buf: *mut u8,
    pub(super) len: isize,
    pub(super) itemsize: isize,
    pub(super) is_readonly: bool,
    pub(super) format: *mut c_char,
    pub(super) shape: Vec<isize>,
    pub(super) strides: Vec<isize>,
    pub(super) suboffsets: Option<Vec<isize>>,
    internal: *mut c_void,
}

impl Structure {
    /// What an exporter left out is filled in. C: `init_shared_values`, `init_shape_strides`.
    ///
    /// # Safety
    /// An exporter has filled the view in, and it hasn't been released.
    pub(super) unsafe fn of(view: &PyBuffer) -> Structure {
        // SAFETY: the caller's word.
        let (shape, strides, suboffsets) =
            unsafe { (view.shape(), view.strides(), view.suboffsets()) };
        let shape = match (view.ndim, shape) {
            (0, _) => Vec::new(),
            (_, Some(shape)) => shape.to_vec(),
            (_, None) => vec![view.len / view.itemsize.max(1)],
        };
        let strides = match strides {
            Some(strides) if view.ndim > 0 => strides.to_vec(),
            _ => c_strides(&shape, view.itemsize),
        };
        let format = if view.format.is_null() { c"B".as_ptr().cast_mut() } else { view.format };
        Structure {
            buf: view.buf.cast(),
            len: view.len,
            itemsize: view.itemsize,
            is_readonly: view.readonly != 0,
            format,
            shape,
            strides,
            suboffsets: suboffsets.map(<[_]>::to_vec),
            internal: view.internal,
        }
    }

    /// C: `init_len`.
    pub(super) fn count_bytes(&mut self) {
        self.len = self.shape.iter().product::<isize>() * self.itemsize;
    }
}

/// A view of a managed buffer, with room for the arrays of at least so many dimensions.
/// C: `memory_alloc`, `mbuf_add_view`.
pub(super) fn make(
    mbuf: Obj<'_, PyManagedBufferObject>,
    structure: &Structure,
    least_dimensions: usize,
) -> Result<Ref<PyMemoryViewObject>> {
    let dimensions = structure.shape.len();
    if dimensions > MAX_NDIM {
        let message = "memoryview: number of dimensions must not exceed 64";
        return Err(raise(&VALUE_ERROR, message));
    }
    let room = dimensions.max(least_dimensions);
    let object = memory::allocate_untracked(MEMORYVIEW.as_type(), 3 * room)?;
    let object = object.cast::<PyMemoryViewObject>();
    // SAFETY: a new, zeroed object with three arrays of `room` numbers behind its head, which
    // nobody has seen.
    unsafe {
        let array = object.as_ptr().add(1).cast::<isize>();
        let fill = |part: usize, values: &[isize]| {
            let place = array.add(part * room);
            place.copy_from_nonoverlapping(values.as_ptr(), values.len());
            if dimensions == 0 { ptr::null_mut() } else { place }
        };
        let head = object.as_ref();
        head.hash.set(-1);
        let view = PyBuffer {
            buf: structure.buf.cast(),
            obj: None,
            len: structure.len,
            itemsize: structure.itemsize,
            readonly: structure.is_readonly.into(),
            ndim: dimensions as c_int,
            format: structure.format,
            shape: fill(0, &structure.shape),
            strides: fill(1, &structure.strides),
            suboffsets: match &structure.suboffsets {
                Some(suboffsets) => fill(2, suboffsets),
                None => ptr::null_mut(),
            },
            internal: structure.internal,
        };
        // The exporter is borrowed: a copy of the pointer, not of the reference.
        let view = PyBuffer { obj: ptr::read(&mbuf.master().obj), ..view };
        head.view.get().write(ManuallyDrop::new(view));
        head.flags.set(flags_of(&*head.view.get()));
        head.mbuf.set(Some(mbuf.to_ref()));
        mbuf.exports.set(mbuf.exports.get() + 1);
        let view = Ref::from_owned(object);
        crate::gc::track(view.borrow().object());
        Ok(view)
    }
}

/// C: `init_flags`.
///
/// # Safety
/// As [`Structure::of`].
unsafe fn flags_of(view: &PyBuffer) -> c_int {
    // SAFETY: the caller's word.
    unsafe {
        let mut flags = match (view.ndim, view.shape(), view.strides()) {
            (0, ..) => state::SCALAR | state::C | state::FORTRAN,
            (1, Some([count]), Some([stride])) => {
                let is_contiguous = *count == 1 || *stride == view.itemsize;
                if is_contiguous { state::C | state::FORTRAN } else { 0 }
            }
            _ => {
                let c = if view.is_contiguous(Order::C) { state::C } else { 0 };
                c | if view.is_contiguous(Order::Fortran) { state::FORTRAN } else { 0 }
            }
        };
        if !view.suboffsets.is_null() {
            flags = (flags | state::PIL) & !(state::C | state::FORTRAN);
        }
        flags
    }
}

extern "C" fn memory_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    SIGNATURE.bind("memoryview", Given::of_tuple(arguments, keywords), |given| {
        Ok(new(given[0])?.object())
    })
}

/// A view of an object. C: `PyMemoryView_FromObject`.
pub fn new(object: Obj<'_>) -> Result<Ref<PyMemoryViewObject>> {
    if let Some(view) = object.downcast::<PyMemoryViewObject>() {
        return view.derive(|_| Ok(()));
    }
    if !object.has_buffer() {
        let name = object.ob_type().name().to_owned();
        let message = "memoryview: a bytes-like object is required, not";
        return Err(raise(&TYPE_ERROR, format_args!("{message} '{name}'")));
    }
    let mbuf = managed_buffer::new(object)?;
    // SAFETY: just filled in.
    let structure = unsafe { Structure::of(mbuf.borrow().master()) };
    make(mbuf.borrow(), &structure, 0)
}
// ANCHOR_END: make

// ANCHOR: look
impl<'a> Obj<'a, PyMemoryViewObject> {
    /// What the view says. Where its memory is may only be used after [`check`](Self::check).
    pub(super) fn view(self) -> &'a PyBuffer {
        // SAFETY: written once, before anybody has seen the object.
        unsafe { &*self.get().view.get() }
    }

    /// The same, in Rust's words.
    pub(super) fn structure(self) -> Structure {
        // SAFETY: the arrays are the object's own.
        unsafe { Structure::of(self.view()) }
    }

    /// Whether the memory must not be touched any more. C: `BASE_INACCESSIBLE`.
    pub(super) fn is_released(self) -> bool {
        let is_inaccessible = self.mbuf.get().is_none_or(|mbuf| mbuf.borrow().is_released());
        self.flags.get() & state::RELEASED != 0 || is_inaccessible
    }

    /// C: `CHECK_RELEASED`.
    pub(super) fn check(self) -> Result<()> {
        match self.is_released() {
            false => Ok(()),
            true => {
                let message = "operation forbidden on released memoryview object";
                Err(raise(&VALUE_ERROR, message))
            }
        }
    }

    /// Another view of the same buffer, changed by `change`.
    pub(super) fn derive(
        self,
        change: impl FnOnce(&mut Structure) -> Result<()>,
    ) -> Result<Ref<PyMemoryViewObject>> {
        self.check()?;
        let mut structure = self.structure();
        let mbuf = self.mbuf.get().expect("a view that isn't released");
        // What runs in `change` may release this view, but not the buffer.
        mbuf.exports.set(mbuf.exports.get() + 1);
        let made = change(&mut structure).and_then(|()| make(mbuf.borrow(), &structure, 1));
        mbuf.borrow().give_up_export();
        made
    }

    /// C: `MV_C_CONTIGUOUS`.
    pub(super) fn is_c_contiguous(self) -> bool {
        self.flags.get() & (state::SCALAR | state::C) != 0
    }

    /// C: `MV_F_CONTIGUOUS`.
    pub(super) fn is_fortran_contiguous(self) -> bool {
        self.flags.get() & (state::SCALAR | state::FORTRAN) != 0
    }

    /// The format as the exporter spells it.
    pub(super) fn format_text(self) -> &'a CStr {
        // SAFETY: never null, and alive as long as the exporter.
        unsafe { CStr::from_ptr(self.view().format) }
    }

    /// C: `_memory_release`.
    pub(super) fn release(self) -> Result<()> {
        if self.flags.get() & state::RELEASED != 0 {
            return Ok(());
        }
        let exports = self.exports.get();
        if exports > 0 {
            let s = if exports == 1 { "" } else { "s" };
            let message = format_args!("memoryview has {exports} exported buffer{s}");
            return Err(raise(&BUFFER_ERROR, message));
        }
        self.flags.set(self.flags.get() | state::RELEASED);
        if let Some(mbuf) = self.mbuf.get() {
            mbuf.borrow().give_up_export();
        }
        Ok(())
    }
}

extern "C" fn memory_repr(view: MemoryView<'_>) -> Result {
    let what = if view.flags.get() & state::RELEASED != 0 { "released memory" } else { "memory" };
    Ok(str::new(&format!("<{what} at {:p}>", view.as_ptr()))?.object())
}
// ANCHOR_END: look

// ANCHOR: buffer
/// # Safety
/// As every `bf_getbuffer`.
unsafe extern "C" fn memory_getbuf(
    this: MemoryView<'_>,
    view: *mut PyBuffer,
    flags: c_int,
) -> Status {
    let refuse = |what: &str| raise(&BUFFER_ERROR, format_args!("memoryview: {what}"));
    this.check()?;
    let base = this.view();
    let wants = |flag: c_int| flags & flag == flag;
    if wants(request::WRITABLE) && base.readonly != 0 {
        return Err(refuse("underlying buffer is not writable").into());
    }
    let (c, fortran) = (this.is_c_contiguous(), this.is_fortran_contiguous());
    if wants(request::C_CONTIGUOUS) && !c {
        return Err(refuse("underlying buffer is not C-contiguous").into());
    }
    if wants(request::F_CONTIGUOUS) && !fortran {
        return Err(refuse("underlying buffer is not Fortran contiguous").into());
    }
    if wants(request::ANY_CONTIGUOUS) && !c && !fortran {
        return Err(refuse("underlying buffer is not contiguous").into());
    }
    if !wants(request::INDIRECT) && this.flags.get() & state::PIL != 0 {
        return Err(refuse("underlying buffer requires suboffsets").into());
    }
    if !wants(request::STRIDES) && !c {
        return Err(refuse("underlying buffer is not C-contiguous").into());
    }
    if !wants(request::ND) && wants(request::FORMAT) {
        let message = "cannot cast to unsigned bytes if the format flag is present";
        return Err(refuse(message).into());
    }
    let or_null = |wanted: bool, array: *mut isize| if wanted { array } else { ptr::null_mut() };
    // SAFETY: the struct is the caller's; the arrays live as long as the view, which the
    // reference keeps.
    unsafe {
        view.write(PyBuffer {
            buf: base.buf,
            obj: Some(this.object().to_ref()),
            len: base.len,
            itemsize: base.itemsize,
            readonly: base.readonly,
            ndim: if wants(request::ND) { base.ndim } else { 1 },
            format: if wants(request::FORMAT) { base.format } else { ptr::null_mut() },
            shape: or_null(wants(request::ND), base.shape),
            strides: or_null(wants(request::STRIDES), base.strides),
            suboffsets: base.suboffsets,
            internal: base.internal,
        });
    }
    this.exports.set(this.exports.get() + 1);
    Ok(())
}

/// # Safety
/// As every `bf_releasebuffer`.
unsafe extern "C" fn memory_releasebuf(this: MemoryView<'_>, _: *mut PyBuffer) {
    this.exports.set(this.exports.get() - 1);
}
// ANCHOR_END: buffer

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn memory_dealloc(view: NonNull<PyMemoryViewObject>) {
    // SAFETY: nobody else has the view.
    unsafe {
        let borrowed: MemoryView<'_> = Obj::from_ptr(view);
        borrowed.release().expect("whoever holds an exported buffer holds the view");
        weakref::clear_references(borrowed.object());
        borrowed.mbuf.clear();
        dealloc::free(view.cast());
    }
}

fn memory_traverse(view: MemoryView<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&view.mbuf)
}

extern "C" fn memory_clear(view: MemoryView<'_>) -> Status {
    // What is exported is released by whoever holds it.
    if view.exports.get() == 0 {
        view.release()?;
        view.mbuf.clear();
    }
    Ok(())
}
