//! The methods and attributes of `memoryview`.
//!
//! CPython: `Objects/memoryobject.c` (`memory_methods`, `memory_getsetlist`,
//! `memoryview_cast_impl`, `cast_to_1D`, `cast_to_ND`).

use super::format::Format;
use super::items;
use super::object::{MemoryView, PyMemoryViewObject, Structure};
use crate::arguments::Arguments;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::object::{Obj, Ref, Result};
use crate::protocol::buffer::{MAX_NDIM, Order, c_strides};
use crate::static_type::{Getter, Method};
use crate::types::bytes::methods::hex_of;
use crate::types::int::PyLongObject;
use crate::types::list::PyListObject;
use crate::types::str::{self, PyASCIIObject};
use crate::types::text_arguments::{bad_argument, clinic_str, clinic_text};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, bytes, codec, int, none, tuple};

// ANCHOR: tables
pub(super) const METHODS: &[Method<PyMemoryViewObject>] = &[
    Method::none(
        c"release",
        "($self, /)",
        |view: MemoryView<'_>| {
            view.release()?;
            Ok(none().to_ref())
        },
        "Gives the buffer back; the view can't be used any more.",
    ),
    Method::new(
        c"tobytes",
        "($self, /, order='C')",
        to_bytes,
        "The items' bytes, in the order of C, of Fortran, or for 'A' as they are.",
    ),
    Method::new(
        c"hex",
        "($self, /, sep=<unrepresentable>, bytes_per_sep=1)",
        |view: MemoryView<'_>, arguments| {
            let bytes = contiguous(view, Order::C)?;
            hex_of(&bytes, arguments.get(0), arguments.get(1))
        },
        "The bytes as hexadecimal digits, with separators if wanted.",
    ),
    Method::none(c"tolist", "($self, /)", items::to_list, "The items as a list, or lists."),
    Method::new(
        c"cast",
        "($self, /, format, shape=<unrepresentable>)",
        cast,
        "The same memory in another format or shape.",
    ),
    Method::none(
        c"toreadonly",
        "($self, /)",
        |view: MemoryView<'_>| {
            let view = view.derive(|structure| {
                structure.is_readonly = true;
                Ok(())
            })?;
            Ok(view.object())
        },
        "A view that can't be written to.",
    ),
    Method::none(
        c"__enter__",
        "($self, /)",
        |view: MemoryView<'_>| {
            view.check()?;
            Ok(view.object().to_ref())
        },
        "The view itself.",
    )
    .unsigned(),
    Method::new(
        c"__exit__",
        "($self, *args)",
        |view: MemoryView<'_>, _| {
            view.release()?;
            Ok(none().to_ref())
        },
        "Releases the view.",
    )
    .unsigned(),
];

macro_rules! getter {
    ($name:literal, $doc:literal, |$view:ident| $value:expr) => {
        Getter::new(
            $name,
            |$view: MemoryView<'_>| {
                $view.check()?;
                $value
            },
            $doc,
        )
    };
}

pub(super) const GETTERS: &[Getter<PyMemoryViewObject>] = &[
    getter!(c"obj", "Whose memory it is.", |view| {
        let exporter = view.view().obj.as_ref();
        Ok(exporter.map_or_else(|| none().to_ref(), Ref::clone))
    }),
    getter!(c"nbytes", "How many bytes the items take.", |view| number(view.view().len)),
    getter!(c"readonly", "Whether the memory can't be written to.", |view| truth(
        view.view().readonly != 0
    )),
    getter!(c"itemsize", "How many bytes an item takes.", |view| number(view.view().itemsize)),
    getter!(c"format", "What an item is, as struct spells it.", |view| {
        Ok(str::new(&view.format_text().to_string_lossy())?.object())
    }),
    getter!(c"ndim", "How many dimensions.", |view| number(view.view().ndim as isize)),
    getter!(c"shape", "How many items along each dimension.", |view| numbers(
        &view.structure().shape
    )),
    getter!(c"strides", "How many bytes from one item to the next.", |view| numbers(
        &view.structure().strides
    )),
    getter!(c"suboffsets", "What is added to a pointer; for arrays of pointers.", |view| numbers(
        view.structure().suboffsets.as_deref().unwrap_or_default()
    )),
    getter!(c"c_contiguous", "Whether the items are in the order of C.", |view| truth(
        view.is_c_contiguous()
    )),
    getter!(c"f_contiguous", "Whether the items are in the order of Fortran.", |view| truth(
        view.is_fortran_contiguous()
    )),
    getter!(c"contiguous", "Whether the items are in one of these orders.", |view| truth(
        view.is_c_contiguous() || view.is_fortran_contiguous()
    )),
];
// ANCHOR_END: tables

fn number(value: isize) -> Result {
    Ok(int::from_i64(value as i64)?.object())
}

fn truth(value: bool) -> Result {
    Ok(bool_(value).to_ref())
}

fn numbers(values: &[isize]) -> Result {
    let values = values.iter().map(|value| number(*value)).collect::<Result<Vec<_>>>()?;
    Ok(tuple::from_iterator(values.into_iter())?.object())
}

// ANCHOR: bytes
/// A copy of the items' bytes.
pub(super) fn contiguous(view: MemoryView<'_>, order: Order) -> Result<Vec<u8>> {
    view.check()?;
    // SAFETY: the memory is there, and copying runs no code of the program's.
    unsafe { view.view().to_contiguous(order) }
}

fn to_bytes(view: MemoryView<'_>, arguments: &Arguments<'_>) -> Result {
    let order = match arguments.not_none(0) {
        Some(order) if order.downcast::<PyASCIIObject>().is_none() => {
            return Err(bad_argument("tobytes", "argument 'order'", "str or None", order));
        }
        order => clinic_text(order, "tobytes", "argument 'order'")?,
    };
    view.check()?;
    let order = match order.as_deref() {
        None | Some("C") => Order::C,
        Some("F") => Order::Fortran,
        Some("A") => Order::Any,
        Some(_) => return Err(raise(&VALUE_ERROR, "order must be 'C', 'F' or 'A'")),
    };
    Ok(bytes::new(&contiguous(view, order)?)?.object())
}
// ANCHOR_END: bytes

// ANCHOR: cast
/// C: `memoryview_cast_impl`.
fn cast(view: MemoryView<'_>, arguments: &Arguments<'_>) -> Result {
    let format = clinic_str(arguments[0], "cast", "argument 'format'")?;
    let type_error = |message: &str| raise(&TYPE_ERROR, format_args!("memoryview: {message}"));
    view.check()?;
    if !view.is_c_contiguous() {
        return Err(type_error("casts are restricted to C-contiguous views"));
    }
    let structure = view.structure();
    let dimensions = structure.shape.len();
    let shape = arguments.get(1);
    let has_zero = structure.shape.iter().chain(&structure.strides).any(|count| *count == 0);
    if (shape.is_some() || dimensions != 1) && has_zero {
        return Err(type_error("cannot cast view with zeros in shape or strides"));
    }
    let shape = shape.map(sequence).transpose()?;
    if let Some(shape) = &shape {
        if shape.len() > MAX_NDIM {
            let message = "memoryview: number of dimensions must not exceed 64";
            return Err(raise(&VALUE_ERROR, message));
        }
        if dimensions != 1 && shape.len() != 1 {
            return Err(type_error("cast must be 1D -> ND or ND -> 1D"));
        }
    }
    let cast = view.derive(|structure| {
        cast_to_one_dimension(structure, view, format)?;
        match &shape {
            Some(shape) => cast_to_shape(structure, shape),
            None => Ok(()),
        }
    })?;
    Ok(cast.object())
}

/// C: `CHECK_LIST_OR_TUPLE`.
fn sequence(shape: Obj<'_>) -> Result<Vec<Ref>> {
    if let Some(tuple) = shape.downcast::<PyTupleObject>() {
        return Ok(tuple.items().iter().map(|item| item.to_ref()).collect());
    }
    match shape.downcast::<PyListObject>() {
        Some(list) => Ok((0..list.len()).filter_map(|index| list.get_index(index)).collect()),
        None => Err(raise(&TYPE_ERROR, "shape must be a list or a tuple")),
    }
}

/// C: `cast_to_1D`.
fn cast_to_one_dimension(
    structure: &mut Structure,
    view: MemoryView<'_>,
    format: Obj<'_, PyASCIIObject>,
) -> Result<()> {
    let type_error = |message: &str| raise(&TYPE_ERROR, format_args!("memoryview: {message}"));
    let text = codec::encode(format, Some("ascii"), None)?;
    let text = text.borrow().bytes();
    let text = &text[..text.iter().position(|byte| *byte == 0).unwrap_or(text.len())];
    let Some(target) = Format::named(text) else {
        let message = "destination format must be a native single character format prefixed \
                       with an optional '@'";
        return Err(raise(&VALUE_ERROR, format_args!("memoryview: {message}")));
    };
    let source = Format::named(view.format_text().to_bytes());
    if !source.is_some_and(Format::is_byte) && !target.is_byte() {
        return Err(type_error("cannot cast between two non-byte formats"));
    }
    let size = target.size() as isize;
    if structure.len % size != 0 {
        return Err(type_error("length is not a multiple of itemsize"));
    }
    structure.format = target.constant(text.len() > 1).as_ptr().cast_mut();
    structure.itemsize = size;
    structure.shape = vec![structure.len / size];
    structure.strides = vec![size];
    structure.suboffsets = None;
    Ok(())
}

/// C: `cast_to_ND`, `copy_shape`.
fn cast_to_shape(structure: &mut Structure, shape: &[Ref]) -> Result<()> {
    let value_error =
        |message: &str| raise(&VALUE_ERROR, format_args!("memoryview.cast(): {message}"));
    let (mut counts, mut length) = (Vec::new(), structure.itemsize);
    for item in shape {
        if item.borrow().downcast::<PyLongObject>().is_none() {
            let message = "memoryview.cast(): elements of shape must be integers";
            return Err(raise(&TYPE_ERROR, message));
        }
        let count = item.borrow().to_isize()?;
        if count <= 0 {
            return Err(value_error("elements of shape must be integers > 0"));
        }
        let product = length.checked_mul(count);
        length = product.ok_or_else(|| value_error("product(shape) > SSIZE_MAX"))?;
        counts.push(count);
    }
    if structure.len != length {
        let message = "memoryview: product(shape) * itemsize != buffer size";
        return Err(raise(&TYPE_ERROR, message));
    }
    structure.strides = c_strides(&counts, structure.itemsize);
    structure.shape = counts;
    Ok(())
}
// ANCHOR_END: cast
