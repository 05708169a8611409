//! `BufferedRWPair`: a stream that is read and one that is written, as one.
//!
//! CPython: `rwpair` in `Modules/_io/bufferedio.c`.

use super::super::DEFAULT_BUFFER_SIZE;
use super::super::io_base::{check_readable, check_writable};
use super::BUFFERED_IO_BASE;
use super::state::uninitialized;
use super::types::{BUFFERED_READER, BUFFERED_WRITER};
use crate::convert::size_or;
use crate::prelude::*;
use crate::system::after;

/// C: `rwpair`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct Pair {
    pub ob_base: PyObject,
    pub reader: Field,
    pub writer: Field,
    pub dict: Field,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<Pair>() == 48);

// SAFETY: made by `tp_new`; zeros are fields without references.
unsafe impl Layout for Pair {
    fn type_object() -> &'static StaticType {
        &BUFFERED_RW_PAIR
    }
}

const SIGNATURE: Signature =
    Signature::parse("(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)");

macro_rules! forward {
    ($name:literal, $text:literal, $side:ident, $doc:literal) => {
        Method::new(
            $name,
            "($self, *args)",
            |pair: Obj<'_, Pair>, arguments| {
                forward(&pair.get().$side, name!($text), arguments.rest())
            },
            $doc,
        )
        .unsigned()
    };
}

macro_rules! ask {
    ($name:literal, $text:literal, $side:ident, $doc:literal) => {
        Method::none(
            $name,
            "($self, /)",
            |pair: Obj<'_, Pair>| forward(&pair.get().$side, name!($text), &[]),
            $doc,
        )
        .unsigned()
    };
}

/// `_io.BufferedRWPair`.
pub static BUFFERED_RW_PAIR: StaticType = StaticType::new(Table::<Pair> {
    tp_name: c"_io.BufferedRWPair",
    signature: SIGNATURE.text,
    tp_doc: "A stream that is read and one that is written, each with a buffer, as one.",
    tp_base: Some(BUFFERED_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(Pair, dict) as isize,
    tp_weaklistoffset: offset_of!(Pair, weakreflist),
    tp_dealloc: Some(dealloc_weak::<Pair>),
    tp_traverse: traverse(show),
    tp_clear: Some(clear),
    tp_init: Some(init),
    tp_new: Some(memory::generic_new),
    tp_methods: &[
        forward!(c"read", "read", reader, "The reader's."),
        forward!(c"peek", "peek", reader, "The reader's."),
        forward!(c"read1", "read1", reader, "The reader's."),
        forward!(c"readinto", "readinto", reader, "The reader's."),
        forward!(c"readinto1", "readinto1", reader, "The reader's."),
        forward!(c"write", "write", writer, "The writer's."),
        ask!(c"flush", "flush", writer, "The writer's."),
        ask!(c"readable", "readable", reader, "The reader's."),
        ask!(c"writable", "writable", writer, "The writer's."),
        Method::none(c"close", "($self, /)", close, "Closes both.").unsigned(),
        Method::none(c"isatty", "($self, /)", isatty, "Whether one is a terminal.").unsigned(),
    ],
    tp_getset: &[Getter::new(c"closed", closed, "Whether the writer is closed.")],
    ..Table::NONE
});

fn show(pair: Obj<'_, Pair>, visitor: &mut Visitor) -> Flow {
    let Pair { reader, writer, dict, .. } = pair.get();
    [reader, writer, dict].into_iter().try_for_each(|field| visitor.field(field))
}

extern "C" fn clear(pair: Obj<'_, Pair>) -> Status {
    pair.reader.clear();
    pair.writer.clear();
    pair.dict.clear();
    Ok(())
}

extern "C" fn init(pair: Obj<'_, Pair>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("BufferedRWPair", Given::of_tuple(args, keywords), |given| {
        let buffer_size = integer(size_or(given.get(2), DEFAULT_BUFFER_SIZE as isize)? as i64)?;
        check_readable(given[0])?;
        check_writable(given[1])?;
        let make = |class: &'static StaticType, raw: Obj<'_>| {
            class.as_type().object().call(&[raw, buffer_size.borrow()])
        };
        pair.reader.set(Some(make(&BUFFERED_READER, given[0])?));
        match make(&BUFFERED_WRITER, given[1]) {
            Ok(writer) => pair.writer.set(Some(writer)),
            Err(raised) => {
                pair.reader.clear();
                return Err(raised);
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// C: `_forward_call`.
fn forward(side: &Field, method: Obj<'_, PyASCIIObject>, arguments: &[Obj<'_>]) -> Result {
    let stream = side.get().ok_or_else(uninitialized)?;
    stream.borrow().call_method(method, arguments)
}

fn close(pair: Obj<'_, Pair>) -> Result {
    let written = forward(&pair.get().writer, name!("close"), &[]);
    let mut closed = None;
    after(&written, || {
        closed = Some(forward(&pair.get().reader, name!("close"), &[])?);
        Ok(())
    })?;
    Ok(closed.unwrap_or_else(|| none().to_ref()))
}

fn isatty(pair: Obj<'_, Pair>) -> Result {
    let writer = forward(&pair.get().writer, name!("isatty"), &[])?;
    match writer.borrow().is(bool_(false)) {
        true => forward(&pair.get().reader, name!("isatty"), &[]),
        false => Ok(writer),
    }
}

fn closed(pair: Obj<'_, Pair>) -> Result {
    match pair.writer.get() {
        Some(writer) => writer.borrow().get_attribute(name!("closed")),
        None => {
            let message = "the BufferedRWPair object is being garbage-collected";
            Err(raise(&RUNTIME_ERROR, message))
        }
    }
}
