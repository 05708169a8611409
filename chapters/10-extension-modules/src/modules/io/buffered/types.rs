//! The tables of `BufferedReader`, `BufferedWriter` and `BufferedRandom`.
//!
//! CPython: the end of `Modules/_io/bufferedio.c`, and the three `__init__`.

use super::super::DEFAULT_BUFFER_SIZE;
use super::super::file_io::FILE_IO;
use super::super::io_base::{check_readable, check_seekable, check_writable, dealloc_stream};
use super::base::BUFFERED_IO_BASE;
use super::raw::raw_tell;
use super::state::{Buffered, Stream, reset_read, reset_write};
use super::{moving, reading, writing};
use crate::convert::size_or;
use crate::prelude::*;

const SIGNATURE: Signature = Signature::parse("(raw, buffer_size=DEFAULT_BUFFER_SIZE)");

// ANCHOR: methods
const READ: Method<Buffered> =
    Method::new(c"read", "($self, size=-1, /)", reading::read, "So many bytes, or all.");
const PEEK: Method<Buffered> = Method::new(
    c"peek",
    "($self, size=0, /)",
    reading::peek,
    "What is in the buffer, which is filled if it is empty; the position stays.",
);
const READ1: Method<Buffered> = Method::new(
    c"read1",
    "($self, size=-1, /)",
    reading::read1,
    "Up to so many bytes, by one call of the raw stream at most.",
);
const READINTO: Method<Buffered> =
    Method::one(c"readinto", "($self, buffer, /)", reading::readinto, "Reads into a buffer.");
const READINTO1: Method<Buffered> = Method::one(
    c"readinto1",
    "($self, buffer, /)",
    reading::readinto1,
    "Reads into a buffer, by one call of the raw stream at most.",
);
const READLINE: Method<Buffered> =
    Method::new(c"readline", "($self, size=-1, /)", reading::readline, "The next line.");
const SEEK: Method<Buffered> =
    Method::new(c"seek", "($self, target, whence=0, /)", moving::seek, "Goes to a position.");
const TRUNCATE: Method<Buffered> =
    Method::new(c"truncate", "($self, pos=None, /)", moving::truncate, "Cuts the file off.");
const WRITE: Method<Buffered> =
    Method::one(c"write", "($self, buffer, /)", writing::write, "Writes bytes, all of them.");

macro_rules! plain {
    ($name:literal, $function:path, $doc:literal) => {
        Method::none($name, "($self, /)", $function, $doc).unsigned()
    };
}

const CLOSE: Method<Buffered> = plain!(c"close", moving::close, "Flushes and closes both.");
const DETACH: Method<Buffered> =
    plain!(c"detach", moving::detach, "Gives the raw stream away; this one is of no use then.");
const SEEKABLE: Method<Buffered> = plain!(c"seekable", moving::seekable, "As the raw stream is.");
const READABLE: Method<Buffered> = plain!(c"readable", moving::readable, "As the raw stream is.");
const WRITABLE: Method<Buffered> = plain!(c"writable", moving::writable, "As the raw stream is.");
const FILENO: Method<Buffered> = plain!(c"fileno", moving::fileno, "The raw stream's descriptor.");
const ISATTY: Method<Buffered> = plain!(c"isatty", moving::isatty, "As the raw stream is.");
const TELL: Method<Buffered> = plain!(c"tell", moving::tell, "The position.");
const SIZEOF: Method<Buffered> = plain!(c"__sizeof__", moving::byte_size, "With the buffer.");
const FLUSH: Method<Buffered> = plain!(c"flush", writing::flush, "Writes what is in the buffer.");
const DEALLOC_WARN: Method<Buffered> =
    Method::one(c"_dealloc_warn", "($self, source, /)", moving::dealloc_warn, "Warns.").unsigned();

const MEMBERS: &[PyMemberDef] = &[
    PyMemberDef::new(c"raw", MemberKind::Object, offset_of!(Buffered, raw), c"").read_only(),
    PyMemberDef::new(c"_finalizing", MemberKind::Bool, offset_of!(Buffered, finalizing), c""),
];

const GETTERS: &[Getter<Buffered>] = &[
    Getter::new(c"closed", moving::closed, "Whether the raw stream is closed."),
    Getter::new(c"name", moving::name, "The raw stream's name."),
    Getter::new(c"mode", moving::mode, "The raw stream's mode."),
];

/// What the three tables have in common.
const COMMON: Table<Buffered> = Table {
    signature: SIGNATURE.text,
    tp_base: Some(BUFFERED_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(Buffered, dict) as isize,
    tp_weaklistoffset: offset_of!(Buffered, weakreflist),
    tp_dealloc: Some(dealloc_stream::<Buffered>),
    tp_repr: Some(moving::repr),
    tp_traverse: traverse(show),
    tp_clear: Some(clear),
    tp_new: Some(memory::generic_new),
    tp_members: MEMBERS,
    tp_getset: GETTERS,
    ..Table::NONE
};
// ANCHOR_END: methods

// ANCHOR: tables
/// `_io.BufferedReader`.
pub static BUFFERED_READER: StaticType = StaticType::new(Table::<Buffered> {
    tp_name: c"_io.BufferedReader",
    tp_doc: "A buffer in front of a raw stream that can be read.",
    tp_iternext: next(reading::next_line),
    tp_init: Some(reader_init),
    tp_methods: &[
        DETACH,
        plain!(c"flush", moving::simple_flush, "Flushes the raw stream."),
        CLOSE,
        SEEKABLE,
        READABLE,
        FILENO,
        ISATTY,
        DEALLOC_WARN,
        READ,
        PEEK,
        READ1,
        READINTO,
        READINTO1,
        READLINE,
        SEEK,
        TELL,
        TRUNCATE,
        SIZEOF,
    ],
    ..COMMON
});

/// `_io.BufferedWriter`.
pub static BUFFERED_WRITER: StaticType = StaticType::new(Table::<Buffered> {
    tp_name: c"_io.BufferedWriter",
    tp_doc: "A buffer in front of a raw stream that can be written.",
    tp_init: Some(writer_init),
    tp_methods: &[
        CLOSE,
        DETACH,
        SEEKABLE,
        WRITABLE,
        FILENO,
        ISATTY,
        DEALLOC_WARN,
        WRITE,
        TRUNCATE,
        FLUSH,
        SEEK,
        TELL,
        SIZEOF,
    ],
    ..COMMON
});

/// `_io.BufferedRandom`.
pub static BUFFERED_RANDOM: StaticType = StaticType::new(Table::<Buffered> {
    tp_name: c"_io.BufferedRandom",
    tp_doc: "A buffer in front of a raw stream that can be read, written and sought in.",
    tp_iternext: next(reading::next_line),
    tp_init: Some(random_init),
    tp_methods: &[
        CLOSE,
        DETACH,
        SEEKABLE,
        READABLE,
        WRITABLE,
        FILENO,
        ISATTY,
        DEALLOC_WARN,
        FLUSH,
        SEEK,
        TELL,
        TRUNCATE,
        READ,
        READ1,
        READINTO,
        READINTO1,
        READLINE,
        PEEK,
        WRITE,
        SIZEOF,
    ],
    ..COMMON
});
// ANCHOR_END: tables

fn show(stream: Stream<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&stream.get().raw)?;
    visitor.field(&stream.get().dict)
}

extern "C" fn clear(stream: Stream<'_>) -> Status {
    stream.ok.set(0);
    stream.raw.clear();
    stream.dict.clear();
    Ok(())
}

// ANCHOR: init
extern "C" fn reader_init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    Ok(init(stream, "BufferedReader", args, keywords, [true, false], &BUFFERED_READER)?)
}

extern "C" fn writer_init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    Ok(init(stream, "BufferedWriter", args, keywords, [false, true], &BUFFERED_WRITER)?)
}

extern "C" fn random_init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    Ok(init(stream, "BufferedRandom", args, keywords, [true, true], &BUFFERED_RANDOM)?)
}

/// C: the three `__init__` and `_buffered_init`.
fn init(
    stream: Stream<'_>,
    name: &str,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
    [reads, writes]: [bool; 2],
    own_type: &'static StaticType,
) -> Result<()> {
    SIGNATURE.bind(name, Given::of_tuple(args, keywords), |given| {
        let raw = given[0];
        let buffer_size = size_or(given.get(1), DEFAULT_BUFFER_SIZE as isize)?;
        stream.ok.set(0);
        stream.detached.set(0);
        if reads && writes {
            check_seekable(raw)?;
        }
        if reads {
            check_readable(raw)?;
        }
        if writes {
            check_writable(raw)?;
        }
        stream.raw.set(Some(raw.to_ref()));
        stream.buffer_size.set(buffer_size as i64);
        stream.readable.set(reads.into());
        stream.writable.set(writes.into());
        if buffer_size <= 0 {
            return Err(raise(&VALUE_ERROR, "buffer size must be strictly positive"));
        }
        stream.buffer.set(buffer_size as usize)?;
        let is_power_of_two = (buffer_size as usize).is_power_of_two();
        stream.buffer_mask.set(if is_power_of_two { buffer_size as i64 - 1 } else { 0 });
        stream.abs_pos.set(0);
        if raw_tell(stream).is_err() {
            errors::clear();
        }
        reset_read(stream);
        if writes {
            reset_write(stream);
            stream.pos.set(0);
        }
        let is_plain = stream.is_exactly(own_type) && raw.is_exactly(&FILE_IO);
        stream.fast_closed_checks.set(is_plain.into());
        stream.ok.set(1);
        Ok(())
    })
}
// ANCHOR_END: init
