//! `_TextIOBase`: the root of streams of text.
//!
//! CPython: `_TextIOBase` in `Modules/_io/textio.c`.

use super::super::io_base::{BASE, IO_BASE};
use super::super::unsupported;
use crate::prelude::*;

/// `_io._TextIOBase`.
pub static TEXT_IO_BASE: StaticType = StaticType::new(Table::<PyObject> {
    tp_name: c"_io._TextIOBase",
    tp_doc: "The root of streams of text, which are read and written by characters and lines.",
    tp_base: Some(IO_BASE.as_head()),
    tp_methods: &[
        Method::none(
            c"detach",
            "($self, /)",
            |_| Err(unsupported("detach")),
            "Gives the buffer away; this stream is of no use then.",
        )
        .unsigned(),
        Method::new(c"read", "($self, *args)", |_, _| Err(unsupported("read")), "Reads.")
            .unsigned(),
        Method::new(
            c"readline",
            "($self, *args)",
            |_, _| Err(unsupported("readline")),
            "The next line.",
        )
        .unsigned(),
        Method::new(c"write", "($self, *args)", |_, _| Err(unsupported("write")), "Writes.")
            .unsigned(),
    ],
    tp_getset: &[
        Getter::new(c"encoding", |_| nothing(), "The encoding."),
        Getter::new(c"newlines", |_| nothing(), "The ends of lines that were met."),
        Getter::new(c"errors", |_| nothing(), "What is done about errors of the encoding."),
    ],
    ..BASE
});
