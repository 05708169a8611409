//! Reading and writing the items of a view.
//!
//! CPython: `Objects/memoryobject.c` (`lookup_dimension`, `memory_subscript`, `memory_ass_sub`,
//! `init_slice`, `copy_single`, `tolist_rec`).
//!
//! Invariant: whether the view was released is asked again after any code of the program's has
//! run, since it may have been the last thing that kept the memory.

use super::format::Format;
use super::object::{MemoryView, PyMemoryViewObject, Structure};
use crate::errors::{INDEX_ERROR, NOT_IMPLEMENTED_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Raised, Result, Status};
use crate::protocol::buffer::View;
use crate::types::slice::PySliceObject;
use crate::types::tuple::PyTupleObject;
use crate::types::{ellipsis, list};

fn not_implemented(message: &str) -> Raised {
    raise(&NOT_IMPLEMENTED_ERROR, message)
}

fn no_dimensions() -> Raised {
    raise(&TYPE_ERROR, "invalid indexing of 0-dim memory")
}

// ANCHOR: place
impl Structure {
    /// One step along a dimension, through a pointer where there is a suboffset.
    ///
    /// # Safety
    /// The index is below the dimension's count, and the memory is there.
    pub(super) unsafe fn step(&self, from: *mut u8, dimension: usize, index: isize) -> *mut u8 {
        // SAFETY: the caller's word.
        unsafe {
            let item = from.offset(self.strides[dimension] * index);
            match self.suboffsets.as_ref().map(|suboffsets| suboffsets[dimension]) {
                Some(suboffset) if suboffset >= 0 => {
                    item.cast::<*mut u8>().read_unaligned().offset(suboffset)
                }
                _ => item,
            }
        }
    }

    /// Where the item of an index of each dimension is. C: `ptr_from_tuple`, `lookup_dimension`.
    fn place(&self, indices: &[isize]) -> Result<*mut u8> {
        let mut item = self.buf;
        for (dimension, index) in indices.iter().enumerate() {
            let count = self.shape[dimension];
            let index = if *index < 0 { index.saturating_add(count) } else { *index };
            if index < 0 || index >= count {
                let message = format_args!("index out of bounds on dimension {}", dimension + 1);
                return Err(raise(&INDEX_ERROR, message));
            }
            // SAFETY: just asked; whoever calls has checked that the memory is there.
            item = unsafe { self.step(item, dimension, index) };
        }
        Ok(item)
    }

    /// The places of all items, in the order of C.
    ///
    /// # Safety
    /// The memory is there, as are all the pointers in it that suboffsets lead to.
    pub(super) unsafe fn places(&self) -> Vec<*mut u8> {
        let mut places = vec![self.buf];
        for (dimension, count) in self.shape.iter().enumerate() {
            let step = |from: &*mut u8| {
                let from = *from;
                // SAFETY: below the count; the caller's word.
                (0..*count).map(move |index| unsafe { self.step(from, dimension, index) })
            };
            places = places.iter().flat_map(step).collect();
        }
        places
    }

    /// Narrowed to a slice along the first dimension. C: `init_slice`.
    fn cut(&mut self, slice: Obj<'_, PySliceObject>) -> Result<()> {
        let (bounds, count) = slice.unpack()?.adjust(self.shape[0] as usize);
        self.buf = self.buf.wrapping_offset(self.strides[0].wrapping_mul(bounds.start));
        self.shape[0] = count as isize;
        self.strides[0] = self.strides[0].wrapping_mul(bounds.step);
        Ok(())
    }
}

impl Obj<'_, PyMemoryViewObject> {
    /// The format of the items, which has to be a native one. C: `adjust_fmt`.
    pub(super) fn format(self) -> Result<Format> {
        Format::named(self.format_text().to_bytes()).ok_or_else(|| {
            let text = self.format_text().to_string_lossy();
            not_implemented(&format!("memoryview: unsupported format {text}"))
        })
    }
}

/// # Safety
/// An item of that format is there.
unsafe fn unpack(item: *const u8, format: Format) -> Result {
    // SAFETY: the caller's word.
    format.unpack(unsafe { std::slice::from_raw_parts(item, format.size()) })
}

/// Converts a value, asks once more whether the memory is there, and writes.
///
/// # Safety
/// If the view isn't released, an item of that format is there.
unsafe fn pack(view: MemoryView<'_>, item: *mut u8, value: Obj<'_>, format: Format) -> Status {
    let packed = format.pack(value)?;
    view.check()?;
    // SAFETY: the caller's word.
    unsafe { item.copy_from_nonoverlapping(packed.as_ptr(), format.size()) };
    Ok(())
}
// ANCHOR_END: place

// ANCHOR: read
/// C: `memory_length`.
pub(super) fn len(view: MemoryView<'_>) -> Result<usize> {
    view.check()?;
    Ok(view.structure().shape.first().map_or(1, |count| *count as usize))
}

/// C: `memory_item`.
pub(super) extern "C" fn item(view: MemoryView<'_>, index: isize) -> Result {
    view.check()?;
    let format = view.format()?;
    match view.view().ndim {
        0 => Err(no_dimensions()),
        1 => {
            let item = view.structure().place(&[index])?;
            // SAFETY: the place of an item; nothing has run since the check.
            unsafe { unpack(item, format) }
        }
        _ => Err(not_implemented("multi-dimensional sub-views are not implemented")),
    }
}

/// What a tuple of a key is.
enum Multi<'a> {
    Indices(&'a [Obj<'a>]),
    Slices,
}

fn multi(key: Obj<'_>) -> Option<Multi<'_>> {
    let items = key.downcast::<PyTupleObject>()?.items();
    if items.iter().all(|item| item.has_index()) {
        return Some(Multi::Indices(items));
    }
    let is_slice = |item: &Obj<'_>| item.downcast::<PySliceObject>().is_some();
    items.iter().all(is_slice).then_some(Multi::Slices)
}

/// The place that a tuple of indices leads to. C: `ptr_from_tuple`.
fn place_of(view: MemoryView<'_>, indices: &[Obj<'_>]) -> Result<*mut u8> {
    let structure = view.structure();
    let (dimensions, count) = (structure.shape.len(), indices.len());
    if count < dimensions {
        return Err(not_implemented("sub-views are not implemented"));
    }
    if count > dimensions {
        let message =
            format_args!("cannot index {dimensions}-dimension view with {count}-element tuple");
        return Err(raise(&TYPE_ERROR, message));
    }
    let indices = indices.iter().map(|index| index.to_item_index());
    let indices = indices.collect::<Result<Vec<_>>>()?;
    view.check()?;
    structure.place(&indices)
}

fn is_empty_tuple(key: Obj<'_>) -> bool {
    key.downcast::<PyTupleObject>().is_some_and(|key| key.is_empty())
}

/// C: `memory_subscript`.
pub(super) extern "C" fn subscript(view: MemoryView<'_>, key: Obj<'_>) -> Result {
    view.check()?;
    if view.view().ndim == 0 {
        if is_empty_tuple(key) {
            let format = view.format()?;
            // SAFETY: the one item; nothing has run since the check.
            return unsafe { unpack(view.structure().buf, format) };
        }
        return match key.is(ellipsis()) {
            true => Ok(view.object().to_ref()),
            false => Err(no_dimensions()),
        };
    }
    if key.has_index() {
        return item(view, key.to_item_index()?);
    }
    if let Some(slice) = key.downcast::<PySliceObject>() {
        let cut = view.derive(|structure| {
            structure.cut(slice)?;
            structure.count_bytes();
            Ok(())
        })?;
        return Ok(cut.object());
    }
    match multi(key) {
        Some(Multi::Indices(indices)) => {
            let format = view.format()?;
            let item = place_of(view, indices)?;
            // SAFETY: the place of an item; it was checked behind the last index.
            unsafe { unpack(item, format) }
        }
        Some(Multi::Slices) => Err(not_implemented("multi-dimensional slicing is not implemented")),
        None => Err(raise(&TYPE_ERROR, "memoryview: invalid slice key")),
    }
}

/// C: `memoryview_tolist_impl`.
pub(super) fn to_list(view: MemoryView<'_>) -> Result {
    view.check()?;
    let format = view.format()?;
    let structure = view.structure();
    /// The items from a place on, from a dimension on.
    fn nested(structure: &Structure, from: *mut u8, dimension: usize, format: Format) -> Result {
        if dimension == structure.shape.len() {
            // SAFETY: the place of an item; making ints and lists runs no code of the program's.
            return unsafe { unpack(from, format) };
        }
        let items = list::new()?;
        for index in 0..structure.shape[dimension] {
            // SAFETY: below the count.
            let item = unsafe { structure.step(from, dimension, index) };
            items.borrow().push(nested(structure, item, dimension + 1, format)?)?;
        }
        Ok(items.object())
    }
    nested(&structure, structure.buf, 0, format)
}
// ANCHOR_END: read

// ANCHOR: write
/// C: `memory_ass_sub`.
pub(super) extern "C" fn set_subscript(
    view: MemoryView<'_>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    view.check()?;
    let format = view.format()?;
    if view.view().readonly != 0 {
        return Err(raise(&TYPE_ERROR, "cannot modify read-only memory").into());
    }
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "cannot delete memory").into());
    };
    let dimensions = view.view().ndim;
    if dimensions == 0 {
        return match key.is(ellipsis()) || is_empty_tuple(key) {
            // SAFETY: the one item.
            true => unsafe { pack(view, view.structure().buf, value, format) },
            false => Err(no_dimensions().into()),
        };
    }
    if key.has_index() {
        if dimensions > 1 {
            return Err(not_implemented("sub-views are not implemented").into());
        }
        let index = key.to_item_index()?;
        view.check()?;
        let item = view.structure().place(&[index])?;
        // SAFETY: the place of an item.
        return unsafe { pack(view, item, value, format) };
    }
    if let Some(slice) = key.downcast::<PySliceObject>()
        && dimensions == 1
    {
        return assign_slice(view, slice, value);
    }
    match multi(key) {
        Some(Multi::Indices(indices)) => {
            let item = place_of(view, indices)?;
            // SAFETY: the place of an item.
            unsafe { pack(view, item, value, format) }
        }
        None if key.downcast::<PySliceObject>().is_none() => {
            Err(raise(&TYPE_ERROR, "memoryview: invalid slice key").into())
        }
        _ => {
            let message = "memoryview slice assignments are currently restricted to ndim = 1";
            Err(not_implemented(message).into())
        }
    }
}

/// Other items in place of a slice: as many, of the same format. C: `copy_single`.
fn assign_slice(view: MemoryView<'_>, slice: Obj<'_, PySliceObject>, value: Obj<'_>) -> Status {
    let source = View::get(value)?;
    let mut target = view.structure();
    target.cut(slice)?;
    view.check()?;
    // SAFETY: the buffer is held.
    let from = unsafe { Structure::of(source.view()) };
    if !has_same_format(&target, &from) || !has_same_shape(&target, &from) {
        let message = "memoryview assignment: lvalue and rvalue have different structures";
        return Err(raise(&VALUE_ERROR, message).into());
    }
    // SAFETY: both memories are there: one is held, the other was checked. All items are read
    // before the first is written, since they may overlap.
    unsafe {
        let bytes = source.view().to_contiguous(crate::protocol::buffer::Order::C)?;
        let size = target.itemsize as usize;
        for (place, item) in target.places().into_iter().zip(bytes.chunks_exact(size.max(1))) {
            place.copy_from_nonoverlapping(item.as_ptr(), size);
        }
    }
    Ok(())
}

/// C: `equiv_format`.
fn has_same_format(left: &Structure, right: &Structure) -> bool {
    let text = |structure: &Structure| {
        // SAFETY: formats are C strings.
        let text = unsafe { std::ffi::CStr::from_ptr(structure.format) }.to_bytes();
        text.strip_prefix(b"@").unwrap_or(text).to_vec()
    };
    text(left) == text(right) && left.itemsize == right.itemsize
}

/// Whether there are as many items along each dimension, up to the first that has none.
/// C: `equiv_shape`.
pub(super) fn has_same_shape(left: &Structure, right: &Structure) -> bool {
    let until_empty = |structure: &Structure| {
        let end = structure.shape.iter().position(|count| *count == 0);
        structure.shape[..end.map_or(structure.shape.len(), |end| end + 1)].to_vec()
    };
    left.shape.len() == right.shape.len() && until_empty(left) == until_empty(right)
}
// ANCHOR_END: write
