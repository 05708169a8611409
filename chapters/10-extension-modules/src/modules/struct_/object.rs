//! `Struct`, and the iterator of `iter_unpack`.
//!
//! CPython: `Modules/_struct.c` (`PyStructObject`, `Struct___init___impl`, `s_pack`,
//! `s_pack_into`, `Struct_unpack_from_impl`, `unpackiterobject`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use object_model::arguments::{Arguments, Given};
use object_model::dealloc::{dealloc, dealloc_referenced};
use object_model::errors::{INDEX_ERROR, RUNTIME_ERROR, TYPE_ERROR, no_memory, raise};
use object_model::memory::{self, generic_new};
use object_model::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use object_model::protocol::attribute::{generic_getattr, generic_setattr};
use object_model::protocol::buffer::Buffer;
use object_model::protocol::iterate::itself;
use object_model::signature::Signature;
use object_model::slot_kinds::{Flow, Visitor, next, traverse};
use object_model::static_type::{Getter, Method, StaticType, Table};
use object_model::type_object::{Type, flags};
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::codec;
use object_model::types::str::PyASCIIObject;
use object_model::types::{int, none, str, tuple};

use super::format::{Code, Format};
use super::{item, struct_error};

// ANCHOR: layout
/// C: `PyStructObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyStructObject {
    pub ob_base: PyObject,
    pub s_size: Cell<isize>,
    pub s_len: Cell<isize>,
    s_codes: Cell<Option<Rc<Format>>>,
    pub s_format: Field,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<PyStructObject>() == 56);

// SAFETY: instances are made by `tp_alloc`, zeroed, which is a layout that was not read.
unsafe impl Layout for PyStructObject {
    fn type_object() -> &'static StaticType {
        &STRUCT
    }
}

type Struct<'a> = Obj<'a, PyStructObject>;

/// `Struct`.
pub static STRUCT: StaticType = StaticType::new(Table::<PyStructObject> {
    tp_name: c"_struct.Struct",
    tp_doc: "A layout that was read once.",
    tp_flags: flags::BASETYPE | flags::HAVE_GC,
    tp_weaklistoffset: std::mem::offset_of!(PyStructObject, weakreflist),
    tp_dealloc: Some(dealloc_referenced::<PyStructObject>),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(struct_traverse),
    tp_init: Some(struct_init),
    tp_new: Some(struct_new),
    tp_methods: &[
        Method::one(
            c"iter_unpack",
            "($self, buffer, /)",
            |this: Struct<'_>, buffer| this.iter_unpack(buffer),
            "An iterator over the values of a buffer that holds the layout several times.",
        ),
        Method::new(
            c"pack",
            "($self, /, *args)",
            |this: Struct<'_>, given| this.pack(given.rest()),
            "The bytes of values.",
        )
        .unsigned(),
        Method::new(
            c"pack_into",
            "($self, /, *args)",
            |this: Struct<'_>, given| this.pack_into(given.rest()),
            "Writes values into a buffer, from an offset on.",
        )
        .unsigned(),
        Method::one(
            c"unpack",
            "($self, buffer, /)",
            |this: Struct<'_>, buffer| this.unpack(buffer),
            "The values that bytes are.",
        ),
        Method::new(
            c"unpack_from",
            "($self, /, buffer, offset=0)",
            unpack_from,
            "The values in a buffer, from an offset on.",
        ),
        Method::none(c"__sizeof__", "($self, /)", byte_size, "How many bytes the object takes.")
            .unsigned(),
    ],
    tp_getset: &[
        Getter::new(
            c"format",
            |this: Struct<'_>| {
                let format = this.s_format.get();
                let format = format.as_ref().and_then(|format| format.borrow().downcast());
                let text = format.map_or(&[][..], |format: Obj<'_, PyBytesObject>| format.bytes());
                Ok(str::new(&String::from_utf8_lossy(text))?.object())
            },
            "The format.",
        ),
        Getter::new(
            c"size",
            |this: Struct<'_>| Ok(int::from_i64(this.s_size.get() as i64)?.object()),
            "How many bytes it takes.",
        ),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: init
/// Before a format is read the sizes are −1.
extern "C" fn struct_new(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let made = generic_new(ob_type, args, keywords)?;
    if let Some(this) = made.borrow().downcast::<PyStructObject>() {
        this.s_size.set(-1);
        this.s_len.set(-1);
    }
    Ok(made)
}

extern "C" fn struct_init(this: Struct<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    const SIGNATURE: Signature = Signature::parse("(format)");
    SIGNATURE.bind("Struct", Given::of_tuple(args, keywords), |given| {
        let format = match given[0].downcast::<PyASCIIObject>() {
            Some(text) => codec::encode(text, Some("ascii"), None)?,
            None => match given[0].downcast::<PyBytesObject>() {
                Some(bytes) => bytes.to_ref(),
                None => {
                    let name = given[0].ob_type().get().short_name().to_owned();
                    let message = "Struct() argument 1 must be a str or bytes object, not";
                    return Err(raise(&TYPE_ERROR, format_args!("{message} {name}")));
                }
            },
        };
        this.s_format.set(Some(format.clone().object()));
        let format = Format::read(format.borrow().bytes())?;
        this.s_size.set(format.size as isize);
        this.s_len.set(format.count as isize);
        this.s_codes.set(Some(Rc::new(format)));
        Ok(())
    })?;
    Ok(())
}

fn struct_traverse(_: Struct<'_>, _: &mut Visitor) -> Flow {
    Flow::Continue(())
}

/// With the list of codes and the one that ends it, as C has them.
fn byte_size(this: Struct<'_>) -> Result {
    const CODE: usize = 32;
    let codes = this.format()?.codes.len() + 1;
    Ok(int::from_u64((size_of::<PyStructObject>() + codes * CODE) as u64)?.object())
}
// ANCHOR_END: init

// ANCHOR: convert
/// What a layout can do. Each holds the format for as long as it works, since a value's code
/// may call `__init__` once more.
pub(super) trait StructObject {
    fn format(&self) -> Result<Rc<Format>>;
    fn size(&self) -> Result<usize>;
    fn pack(&self, values: &[Obj<'_>]) -> Result;
    fn pack_into(&self, given: &[Obj<'_>]) -> Result;
    fn unpack(&self, buffer: Obj<'_>) -> Result;
    fn unpack_from(&self, buffer: Obj<'_>, offset: isize) -> Result;
    fn iter_unpack(&self, buffer: Obj<'_>) -> Result;
}

impl StructObject for Struct<'_> {
    fn format(&self) -> Result<Rc<Format>> {
        let format = self.s_codes.take();
        self.s_codes.set(format.clone());
        format.ok_or_else(|| raise(&RUNTIME_ERROR, "Struct object is not initialized"))
    }

    fn size(&self) -> Result<usize> {
        Ok(self.format()?.size)
    }

    /// C: `s_pack`.
    fn pack(&self, values: &[Obj<'_>]) -> Result {
        let format = self.format()?;
        let (count, given) = (format.count, values.len());
        if given != count {
            let message = format_args!("pack expected {count} items for packing (got {given})");
            return Err(struct_error(message));
        }
        Ok(bytes::new(&packed(&format, values)?)?.object())
    }

    /// C: `s_pack_into`.
    fn pack_into(&self, given: &[Obj<'_>]) -> Result {
        let format = self.format()?;
        let (size, count) = (format.size as isize, format.count);
        let (buffer, offset, values) = match given {
            [] => return Err(struct_error("pack_into expected buffer argument")),
            [_] => return Err(struct_error("pack_into expected offset argument")),
            [buffer, offset, values @ ..] if values.len() == count => (buffer, offset, values),
            [_, _, values @ ..] => {
                let given = values.len();
                return Err(struct_error(format_args!(
                    "pack_into expected {count} items for packing (got {given})"
                )));
            }
        };
        let buffer = Buffer::writable_argument(*buffer, "argument")?;
        let offset = offset.to_index(Some(&INDEX_ERROR))?;
        let length = buffer.len() as isize;
        let start = if offset >= 0 {
            offset
        } else {
            if offset.saturating_add(size) > 0 {
                let message = format_args!("no space to pack {size} bytes at offset {offset}");
                return Err(struct_error(message));
            }
            from_end(offset, length)?
        };
        if length - start < size {
            return Err(too_short("pack_into", "packing", size, start, length));
        }
        let packed = packed(&format, values)?;
        // SAFETY: so many bytes from there on are the buffer's, which may be written to.
        unsafe {
            buffer.start().offset(start).copy_from_nonoverlapping(packed.as_ptr(), packed.len());
        }
        Ok(none().to_ref())
    }

    /// C: `Struct_unpack_impl`.
    fn unpack(&self, buffer: Obj<'_>) -> Result {
        let format = self.format()?;
        let buffer = Buffer::simple(buffer)?;
        if buffer.len() != format.size {
            let size = format.size;
            return Err(struct_error(format_args!("unpack requires a buffer of {size} bytes")));
        }
        unpacked(&format, buffer.bytes())
    }

    /// C: `Struct_unpack_from_impl`.
    fn unpack_from(&self, buffer: Obj<'_>, offset: isize) -> Result {
        let format = self.format()?;
        let buffer = Buffer::simple(buffer)?;
        let (size, length) = (format.size as isize, buffer.len() as isize);
        let start = if offset >= 0 {
            offset
        } else {
            if offset.saturating_add(size) > 0 {
                let message = "not enough data to unpack";
                let message = format_args!("{message} {size} bytes at offset {offset}");
                return Err(struct_error(message));
            }
            from_end(offset, length)?
        };
        if length - start < size {
            return Err(too_short("unpack_from", "unpacking", size, start, length));
        }
        unpacked(&format, &buffer.bytes()[start as usize..(start + size) as usize])
    }

    /// C: `Struct_iter_unpack_impl`.
    fn iter_unpack(&self, buffer: Obj<'_>) -> Result {
        let format = self.format()?;
        let size = format.size;
        if size == 0 {
            let message = "cannot iteratively unpack with a struct of length 0";
            return Err(struct_error(message));
        }
        let buffer = Buffer::held(buffer)?;
        if buffer.len() % size != 0 {
            let message = "iterative unpacking requires a buffer of a multiple of";
            return Err(struct_error(format_args!("{message} {size} bytes")));
        }
        let iterator = memory::create(UNPACK_ITERATOR.as_type(), |ob_base| UnpackIterator {
            ob_base,
            so: Field::new(Some(self.to_ref())),
            format,
            buffer: RefCell::new(Some(buffer)),
            index: Cell::new(0),
        })?;
        Ok(iterator.object())
    }
}

fn from_end(offset: isize, length: isize) -> Result<isize> {
    if offset.saturating_add(length) < 0 {
        let message = format_args!("offset {offset} out of range for {length}-byte buffer");
        return Err(struct_error(message));
    }
    Ok(offset + length)
}

fn too_short(
    function: &str,
    verb: &str,
    size: isize,
    start: isize,
    length: isize,
) -> object_model::Raised {
    let least = size as usize + start as usize;
    struct_error(format_args!(
        "{function} requires a buffer of at least {least} bytes for {verb} {size} bytes at offset \
         {start} (actual buffer size is {length})"
    ))
}

fn items(format: &Format) -> impl Iterator<Item = (&Code, std::ops::Range<usize>)> {
    format.codes.iter().flat_map(|code| {
        (0..code.repeat).map(move |at| {
            let start = code.offset + at * code.size;
            (code, start..start + code.size)
        })
    })
}

/// C: `s_pack_internal`.
fn packed(format: &Format, values: &[Obj<'_>]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    out.try_reserve_exact(format.size).map_err(|_| no_memory())?;
    out.resize(format.size, 0);
    for ((code, range), value) in items(format).zip(values) {
        item::pack(code, *value, format.order, &mut out[range])?;
    }
    Ok(out)
}

/// C: `s_unpack_internal`.
fn unpacked(format: &Format, bytes: &[u8]) -> Result {
    let values = items(format).map(|(code, range)| item::unpack(code, &bytes[range], format.order));
    let values = values.collect::<Result<Vec<Ref>>>()?;
    Ok(tuple::from_iterator(values.into_iter())?.object())
}

fn unpack_from(this: Struct<'_>, arguments: &Arguments<'_>) -> Result {
    let offset = arguments.get(1).map_or(Ok(0), Obj::to_isize)?;
    this.unpack_from(arguments[0], offset)
}
// ANCHOR_END: convert

// ANCHOR: iterator
/// C: `unpackiterobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct UnpackIterator {
    pub ob_base: PyObject,
    /// Null when all was seen.
    pub so: Field<PyStructObject>,
    format: Rc<Format>,
    buffer: RefCell<Option<Buffer<'static>>>,
    index: Cell<usize>,
}

// SAFETY: made by `iter_unpack` alone.
unsafe impl Layout for UnpackIterator {
    fn type_object() -> &'static StaticType {
        &UNPACK_ITERATOR
    }
}

/// `unpack_iterator`.
pub static UNPACK_ITERATOR: StaticType = StaticType::new(Table::<UnpackIterator> {
    tp_name: c"_struct.unpack_iterator",
    tp_doc: "The values of a buffer, one layout after the other.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<UnpackIterator>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|iterator: Obj<'_, UnpackIterator>, visitor: &mut Visitor| {
        visitor.field(&iterator.so)
    }),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[Method::none(
        c"__length_hint__",
        "($self, /)",
        |iterator: Obj<'_, UnpackIterator>| {
            let length = iterator.buffer.borrow().as_ref().map_or(0, Buffer::len);
            let left = length.saturating_sub(iterator.index.get()) / iterator.format.size;
            Ok(int::from_u64(left as u64)?.object())
        },
        "How many layouts are left.",
    )
    .unsigned()],
    ..Table::NONE
});

fn iterator_next(iterator: Obj<'_, UnpackIterator>) -> Result<Option<Ref>> {
    let values = {
        let buffer = iterator.buffer.borrow();
        let Some(buffer) = buffer.as_ref() else { return Ok(None) };
        let start = iterator.index.get();
        let size = iterator.format.size;
        iterator.index.set(start.saturating_add(size));
        match buffer.bytes().get(start..start + size) {
            // Numbers and bytes are made; no code of the program's runs.
            Some(bytes) => Some(unpacked(&iterator.format, bytes)?),
            None => None,
        }
    };
    if values.is_none() {
        let done = iterator.buffer.take();
        drop(done);
        iterator.so.clear();
    }
    Ok(values)
}
// ANCHOR_END: iterator
