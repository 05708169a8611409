//! When views are equal, and their hash.
//!
//! CPython: `Objects/memoryobject.c` (`memory_richcompare`, `struct_get_unpacker`,
//! `memory_hash`).
//!
//! Items are compared as values, not as bytes: a NaN is unequal to itself, and 1 in two formats
//! is equal. Formats that aren't native are unpacked by the `struct` module.

use std::ffi::c_int;

use super::format::Format;
use super::items::has_same_shape;
use super::methods::contiguous;
use super::object::{MemoryView, PyMemoryViewObject, Structure};
use crate::errors::{self, IMPORT_ERROR, MEMORY_ERROR, VALUE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::{Order, View};
use crate::protocol::compare::Comparison;
use crate::runtime::{builtin, runtime};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, bytes, not_implemented};

// ANCHOR: compare
/// What there is to compare: copies, since unpacking may run code.
struct Side {
    structure: Structure,
    format: Vec<u8>,
    bytes: Vec<u8>,
}

impl Side {
    /// # Safety
    /// The view's memory is there.
    unsafe fn of(view: &crate::buffer::PyBuffer) -> Result<Side> {
        // SAFETY: the caller's word; a format is a C string.
        unsafe {
            let structure = Structure::of(view);
            let format = std::ffi::CStr::from_ptr(structure.format).to_bytes().to_vec();
            Ok(Side { structure, format, bytes: view.to_contiguous(Order::C)? })
        }
    }
}

pub(super) extern "C" fn rich_compare(
    left: MemoryView<'_>,
    right: Obj<'_>,
    comparison: c_int,
) -> Result {
    let answer = |equal: bool| match Comparison::of(comparison) {
        Some(Comparison::Equal) => bool_(equal).to_ref(),
        _ => bool_(!equal).to_ref(),
    };
    if !matches!(Comparison::of(comparison), Some(Comparison::Equal | Comparison::NotEqual)) {
        return Ok(not_implemented().to_ref());
    }
    let other = right.downcast::<PyMemoryViewObject>();
    if left.is_released() || other.is_some_and(|other| other.is_released()) {
        return Ok(answer(left.is(right)));
    }
    let Ok(other) = View::get(right) else {
        errors::clear();
        return Ok(not_implemented().to_ref());
    };
    // SAFETY: the one isn't released, the other is held.
    let (left, right) = unsafe { (Side::of(left.view())?, Side::of(other.view())?) };
    if !has_same_shape(&left.structure, &right.structure) {
        return Ok(answer(false));
    }
    Ok(answer(have_equal_items(&left, &right)?))
}

fn have_equal_items(left: &Side, right: &Side) -> Result<bool> {
    let pairs = || {
        let items = |side: &'_ Side| side.structure.itemsize.max(1) as usize;
        left.bytes.chunks_exact(items(left)).zip(right.bytes.chunks_exact(items(right)))
    };
    let formats = (Format::named(&left.format), Format::named(&right.format));
    if let (Some(format), Some(other)) = formats
        && format == other
    {
        return Ok(pairs().all(|(left, right)| format.equal(left, right)));
    }
    let unpack = (unpacker(&left.format)?, unpacker(&right.format)?);
    let (Some(unpack_left), Some(unpack_right)) = unpack else { return Ok(false) };
    for (left, right) in pairs() {
        let (left, right) = (unpacked(&unpack_left, left)?, unpacked(&unpack_right, right)?);
        if !left.borrow().compare_bool(right.borrow(), Comparison::Equal)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `struct.Struct(format).unpack_from`, where `struct` knows the format.
fn unpacker(format: &[u8]) -> Result<Option<Ref>> {
    let make = || -> Result {
        let import = builtin("__import__")?;
        let module = import.borrow().call_one(name!("struct").object())?;
        let format = bytes::new(format)?;
        let arguments = [format.borrow().object()];
        let made = module.borrow().call_method(name!("Struct"), &arguments)?;
        made.borrow().get_attribute(name!("unpack_from"))
    };
    match make() {
        Ok(unpack) => Ok(Some(unpack)),
        Err(raised) if errors::matches(&IMPORT_ERROR) || errors::matches(&MEMORY_ERROR) => {
            Err(raised)
        }
        // An unknown format is equal to nothing.
        Err(_) => {
            errors::clear();
            Ok(None)
        }
    }
}

/// One value alone, several as a tuple.
fn unpacked(unpack: &Ref, item: &[u8]) -> Result {
    let item = bytes::new(item)?;
    let values = unpack.borrow().call_one(item.borrow().object())?;
    match values.borrow().downcast::<PyTupleObject>().map(|values| values.items()) {
        Some([only]) => Ok(only.to_ref()),
        _ => Ok(values),
    }
}
// ANCHOR_END: compare

// ANCHOR: hash
pub(super) fn hash(view: MemoryView<'_>) -> Result<isize> {
    if view.hash.get() != -1 {
        return Ok(view.hash.get());
    }
    view.check()?;
    if view.view().readonly == 0 {
        return Err(raise(&VALUE_ERROR, "cannot hash writable memoryview object"));
    }
    if !Format::named(view.format_text().to_bytes()).is_some_and(Format::is_byte) {
        let message = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
        return Err(raise(&VALUE_ERROR, message));
    }
    if let Some(exporter) = view.view().obj.clone() {
        exporter.borrow().hash()?;
    }
    let hash = runtime().hash_secret.get().hash(&contiguous(view, Order::C)?);
    view.hash.set(hash);
    Ok(hash)
}
// ANCHOR_END: hash
