//! `_BufferedIOBase`: the root of buffered streams of bytes.
//!
//! CPython: `_BufferedIOBase` in `Modules/_io/bufferedio.c`.

use object_model::types::bytes::PyBytesObject;

use super::super::io_base::{BASE, IO_BASE};
use super::super::unsupported;
use crate::convert::WritableBuffer;
use crate::prelude::*;

/// `_io._BufferedIOBase`.
pub static BUFFERED_IO_BASE: StaticType = StaticType::new(Table::<PyObject> {
    tp_name: c"_io._BufferedIOBase",
    tp_doc: "The root of buffered streams: reading and writing never does half of what it is told.",
    tp_base: Some(IO_BASE.as_head()),
    tp_methods: &[
        Method::none(
            c"detach",
            "($self, /)",
            |_| Err(unsupported("detach")),
            "Gives the raw stream away; this one is of no use then.",
        ),
        Method::new(c"read", "($self, *args)", |_, _| Err(unsupported("read")), "Reads.")
            .unsigned(),
        Method::new(c"read1", "($self, *args)", |_, _| Err(unsupported("read1")), "Reads once.")
            .unsigned(),
        Method::one(
            c"readinto",
            "($self, buffer, /)",
            |stream, buffer| read_into(stream, buffer, "readinto", name!("read")),
            "Reads into a buffer.",
        ),
        Method::one(
            c"readinto1",
            "($self, buffer, /)",
            |stream, buffer| read_into(stream, buffer, "readinto1", name!("read1")),
            "Reads into a buffer, by one call of the raw stream at most.",
        ),
        Method::new(c"write", "($self, *args)", |_, _| Err(unsupported("write")), "Writes.")
            .unsigned(),
    ],
    ..BASE
});

/// In terms of `read`. C: `_bufferediobase_readinto_generic`.
fn read_into(
    stream: Obj<'_>,
    buffer: Obj<'_>,
    name: &str,
    method: Obj<'_, PyASCIIObject>,
) -> Result {
    let mut buffer = WritableBuffer::new(buffer, name)?;
    let wanted = size(buffer.len())?;
    let read = stream.call_method(method, &[wanted.borrow()])?;
    let Some(bytes) = read.borrow().downcast::<PyBytesObject>() else {
        return Err(raise(&TYPE_ERROR, "read() should return bytes"));
    };
    let (wanted, given) = (buffer.len(), bytes.bytes().len());
    if given > wanted {
        let message = format_args!(
            "read() returned too much data: {wanted} bytes requested, {given} returned"
        );
        return Err(raise(&VALUE_ERROR, message));
    }
    buffer.put(0, bytes.bytes());
    size(given)
}
