//! `StringIO`: a stream of text in memory.
//!
//! CPython: `Modules/_io/stringio.c`.
//!
//! As long as text is only added at the end, it is collected; as soon as something else is done,
//! it becomes a row of code points, and stays one.

use object_model::types::str::{Text, TextBuilder, from_text};

use super::bytes_io::{copy_of_dict, restore_dict, restored_position};
use super::text::TEXT_IO_BASE;
use super::text::lines::{self, Ending};
use super::text::newline::{self, INCREMENTAL_NEWLINE_DECODER, NewlineDecoder};
use crate::convert::{int_or, optional_size, to_size, type_of, utf8};
use crate::prelude::*;

// ANCHOR: layout
/// C: `stringio`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
#[allow(clippy::box_collection, reason = "one word, as C's field")]
pub struct StringIo {
    pub ob_base: PyObject,
    /// The row of code points; none as long as text is collected.
    pub buf: Cell<Option<Box<Vec<u32>>>>,
    pub pos: Cell<usize>,
    pub string_size: Cell<usize>,
    /// What is collected. C: `accu`.
    pub accu: Cell<Option<Box<TextBuilder>>>,
    /// C keeps the size of its buffer and two lists here.
    reserved: [usize; 3],
    pub ok: Cell<bool>,
    pub closed: Cell<bool>,
    pub readuniversal: Cell<bool>,
    pub readtranslate: Cell<bool>,
    pub decoder: Field<NewlineDecoder>,
    pub readnl: Field<PyASCIIObject>,
    pub writenl: Field<PyASCIIObject>,
    pub dict: Field,
    pub weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<StringIo>() == 120 && offset_of!(StringIo, dict) == 104);

// SAFETY: made by `tp_new`; zeros are a stream that isn't initialized.
unsafe impl Layout for StringIo {
    fn type_object() -> &'static StaticType {
        &STRING_IO
    }
}

type Stream<'a> = Obj<'a, StringIo>;

const SIGNATURE: Signature = Signature::parse("(initial_value='', newline='\\n')");

macro_rules! answer {
    ($name:literal, $doc:literal) => {
        Method::none(
            $name,
            "($self, /)",
            |stream| {
                check_open(stream)?;
                boolean(true)
            },
            $doc,
        )
    };
}

/// `_io.StringIO`.
pub static STRING_IO: StaticType = StaticType::new(Table::<StringIo> {
    tp_name: c"_io.StringIO",
    signature: SIGNATURE.text,
    tp_doc: "A stream of text in memory.",
    tp_base: Some(TEXT_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(StringIo, dict) as isize,
    tp_weaklistoffset: offset_of!(StringIo, weakreflist),
    tp_dealloc: Some(dealloc_weak::<StringIo>),
    tp_traverse: traverse(|stream: Stream<'_>, visitor: &mut Visitor| {
        visitor.field(&stream.get().dict)
    }),
    tp_clear: Some(clear),
    tp_iternext: next(next_line),
    tp_init: Some(init),
    tp_new: Some(memory::generic_new),
    tp_methods: &[
        Method::none(c"close", "($self, /)", close, "Gives the text up."),
        Method::none(c"getvalue", "($self, /)", get_value, "All text."),
        Method::new(c"read", "($self, size=-1, /)", read, "So many characters, or all."),
        Method::new(c"readline", "($self, size=-1, /)", readline, "The next line."),
        Method::none(
            c"tell",
            "($self, /)",
            |stream| {
                check_open(stream)?;
                size(stream.pos.get())
            },
            "The position.",
        ),
        Method::new(c"truncate", "($self, pos=None, /)", truncate, "Cuts the text off."),
        Method::new(c"seek", "($self, pos, whence=0, /)", seek, "Goes to a position."),
        Method::one(c"write", "($self, s, /)", write, "Writes text."),
        answer!(c"seekable", "Whether it can be sought in: it can."),
        answer!(c"readable", "Whether it can be read: it can."),
        answer!(c"writable", "Whether it can be written: it can."),
        Method::none(c"__getstate__", "($self, /)", get_state, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling.").unsigned(),
    ],
    tp_getset: &[
        Getter::new(
            c"closed",
            |stream| {
                check_initialized(stream)?;
                boolean(stream.closed.get())
            },
            "Whether it is closed.",
        ),
        Getter::new(c"newlines", newlines, "The ends of lines that were met."),
        Getter::new(
            c"line_buffering",
            |stream| {
                check_open(stream)?;
                boolean(false)
            },
            "As a stream of text has it.",
        ),
    ],
    ..Table::NONE
});

extern "C" fn clear(stream: Stream<'_>) -> Status {
    stream.dict.clear();
    Ok(())
}
// ANCHOR_END: layout

// ANCHOR: init
extern "C" fn init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("StringIO", Given::of_tuple(args, keywords), |given| {
        begin(stream, given.get(0), given.get(1))
    })?;
    Ok(())
}

/// C: `_io_StringIO___init___impl`.
fn begin(stream: Stream<'_>, value: Option<Obj<'_>>, newline: Option<Obj<'_>>) -> Result<()> {
    let newline_text = match newline {
        None => Some("\n".to_owned()),
        Some(newline) if newline.is_none() => None,
        Some(newline) => match newline.downcast::<PyASCIIObject>() {
            Some(newline) => Some(utf8(newline)?),
            None => {
                let name = type_of(newline);
                let message = format_args!("newline must be str or None, not {name}");
                return Err(raise(&TYPE_ERROR, message));
            }
        },
    };
    if !matches!(newline_text.as_deref(), None | Some("" | "\n" | "\r" | "\r\n")) {
        let shown = newline.unwrap_or(none()).repr()?;
        return Err(raise(&VALUE_ERROR, format_args!("illegal newline value: {shown}")));
    }
    let value = match value.filter(|value| !value.is_none()) {
        None => None,
        Some(value) => Some(value.downcast::<PyASCIIObject>().ok_or_else(|| {
            let name = type_of(value);
            raise(&TYPE_ERROR, format_args!("initial_value must be str or None, not {name}"))
        })?),
    };
    stream.ok.set(false);
    let newline = newline_text.as_deref();
    stream.writenl.clear();
    stream.decoder.clear();
    stream.readnl.set(newline.map(str::new).transpose()?);
    stream.readuniversal.set(matches!(newline, None | Some("")));
    stream.readtranslate.set(newline.is_none());
    if newline.is_some_and(|newline| newline.starts_with('\r')) {
        stream.writenl.set(stream.readnl.get());
    }
    if stream.readuniversal.get() {
        let class = INCREMENTAL_NEWLINE_DECODER.as_type().object();
        let decoder = class.call(&[none(), bool_(stream.readtranslate.get())])?;
        stream.decoder.set(decoder.downcast::<NewlineDecoder>().ok());
    }
    stream.string_size.set(0);
    stream.pos.set(0);
    stream.buf.set(None);
    stream.accu.set(Some(Box::default()));
    stream.closed.set(false);
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        write_text(stream, value)?;
        realize(stream);
    }
    stream.pos.set(0);
    stream.ok.set(true);
    Ok(())
}

fn check_initialized(stream: Stream<'_>) -> Result<()> {
    match stream.ok.get() {
        true => Ok(()),
        false => Err(raise(&VALUE_ERROR, "I/O operation on uninitialized object")),
    }
}

fn check_open(stream: Stream<'_>) -> Result<()> {
    check_initialized(stream)?;
    match stream.closed.get() {
        true => Err(raise(&VALUE_ERROR, "I/O operation on closed file")),
        false => Ok(()),
    }
}
// ANCHOR_END: init

// ANCHOR: text
/// Looks at the row; `body` runs no code of the program's.
fn with_row<R>(stream: Stream<'_>, body: impl FnOnce(&mut Vec<u32>) -> R) -> R {
    let mut row = stream.buf.take().unwrap_or_default();
    let answer = body(&mut row);
    stream.buf.set(Some(row));
    answer
}

/// From what is collected to a row. C: `realize`.
fn realize(stream: Stream<'_>) {
    if let Some(collected) = stream.accu.take() {
        stream.buf.set(Some(Box::new(collected.as_text().iter().collect())));
    }
}

/// C: `write_str`.
fn write_text(stream: Stream<'_>, given: Obj<'_, PyASCIIObject>) -> Result<()> {
    let decoded = match stream.decoder.get() {
        Some(decoder) => newline::decode(decoder.borrow(), given.object(), true)?,
        None => given.to_ref(),
    };
    let decoded = match stream.writenl.get() {
        None => decoded,
        Some(newline) => {
            let mut out = TextBuilder::with_capacity(decoded.borrow().len());
            for code in decoded.borrow().text().iter() {
                match code {
                    0x0A => out.push_text(newline.borrow().text()),
                    code => out.push(code),
                }
            }
            from_text(out.as_text())?
        }
    };
    let (position, size) = (stream.pos.get(), stream.string_size.get());
    let length = decoded.borrow().len();
    let Some(end) = position.checked_add(length).filter(|end| *end <= isize::MAX as usize) else {
        return Err(raise(&OVERFLOW_ERROR, "new position too large"));
    };
    if position == size
        && let Some(mut collected) = stream.accu.take()
    {
        collected.push_text(decoded.borrow().text());
        stream.accu.set(Some(collected));
    } else {
        realize(stream);
        with_row(stream, |row| -> Result<()> {
            if end > row.len() {
                row.try_reserve(end - row.len()).map_err(|_| errors::no_memory())?;
                row.resize(end, 0);
            }
            if position > size {
                row[size..position].fill(0);
            }
            for (to, code) in row[position..end].iter_mut().zip(decoded.borrow().text().iter()) {
                *to = code;
            }
            Ok(())
        })?;
    }
    stream.pos.set(end);
    stream.string_size.set(size.max(end));
    Ok(())
}

fn write(stream: Stream<'_>, given: Obj<'_>) -> Result {
    check_initialized(stream)?;
    let Some(text) = given.downcast::<PyASCIIObject>() else {
        let name = type_of(given);
        let message = format_args!("string argument expected, got '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    };
    check_open(stream)?;
    if !text.is_empty() {
        write_text(stream, text)?;
    }
    size(text.len())
}

/// A stretch as a string.
fn piece(stream: Stream<'_>, start: usize, length: usize) -> Result {
    let end = stream.string_size.get();
    if let Some(collected) = stream.accu.take() {
        let text = from_text(collected.as_text().slice(start.min(end)..(start + length).min(end)));
        stream.accu.set(Some(collected));
        return Ok(text?.object());
    }
    with_row(stream, |row| {
        let end = (start + length).min(end).min(row.len());
        Ok(from_text(Text::Ucs4(row.get(start..end).unwrap_or(&[])))?.object())
    })
}

fn get_value(stream: Stream<'_>) -> Result {
    check_open(stream)?;
    piece(stream, 0, stream.string_size.get())
}

fn read(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let count = optional_size(arguments.get(0), -1)?;
    check_open(stream)?;
    let left = stream.string_size.get().saturating_sub(stream.pos.get());
    let count = usize::try_from(count).map_or(left, |count| count.min(left));
    let read = piece(stream, stream.pos.get(), count)?;
    stream.pos.set(stream.pos.get() + count);
    Ok(read)
}

/// C: `_stringio_readline`.
fn line(stream: Stream<'_>, limit: isize) -> Result {
    realize(stream);
    let (position, end) = (stream.pos.get(), stream.string_size.get());
    let left = end.saturating_sub(position);
    let limit = usize::try_from(limit).map_or(left, |limit| limit.min(left));
    let given = stream.readnl.get();
    let ending = match &given {
        _ if stream.readtranslate.get() => Ending::Feed,
        Some(given) if !stream.readuniversal.get() => Ending::Given(given.borrow().data()),
        _ => Ending::Universal,
    };
    let length = with_row(stream, |row| {
        let text = row.get(position..position + limit).unwrap_or(&[]);
        lines::find(Text::Ucs4(text), ending).unwrap_or(text.len())
    });
    stream.pos.set(position + length);
    piece(stream, position, length)
}

fn readline(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = optional_size(arguments.get(0), -1)?;
    check_open(stream)?;
    line(stream, limit)
}

fn next_line(stream: Stream<'_>) -> Result<Option<Ref>> {
    check_open(stream)?;
    let line = match stream.is_exactly(&STRING_IO) {
        true => line(stream, -1)?,
        false => stream.object().call_method(name!("readline"), &[])?,
    };
    match line.borrow().downcast::<PyASCIIObject>() {
        Some(text) if text.is_empty() => Ok(None),
        Some(_) => Ok(Some(line)),
        None => {
            let name = type_of(line.borrow());
            let message =
                format_args!("readline() should have returned a str object, not '{name}'");
            Err(raise(&errors::OS_ERROR, message))
        }
    }
}
// ANCHOR_END: text

// ANCHOR: position
fn truncate(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let wanted = optional_size(arguments.get(0), stream.pos.get() as isize)?;
    check_open(stream)?;
    let Ok(length) = usize::try_from(wanted) else {
        return Err(raise(&VALUE_ERROR, format_args!("Negative size value {wanted}")));
    };
    if length < stream.string_size.get() {
        realize(stream);
        with_row(stream, |row| row.truncate(length));
        stream.string_size.set(length);
    }
    size(length)
}

fn seek(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let position = to_size(arguments[0])?;
    let whence = int_or(arguments.get(1), 0)?;
    check_open(stream)?;
    let position = match (whence, position) {
        (0, 0..) => position as usize,
        (0, _) => {
            return Err(raise(&VALUE_ERROR, format_args!("Negative seek position {position}")));
        }
        (1, 0) => stream.pos.get(),
        (2, 0) => stream.string_size.get(),
        (1 | 2, _) => {
            return Err(raise(&errors::OS_ERROR, "Can't do nonzero cur-relative seeks"));
        }
        _ => {
            let message = format_args!("Invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(raise(&VALUE_ERROR, message));
        }
    };
    stream.pos.set(position);
    size(position)
}

fn close(stream: Stream<'_>) -> Result {
    stream.closed.set(true);
    stream.buf.set(None);
    stream.accu.set(None);
    stream.readnl.clear();
    stream.writenl.clear();
    stream.decoder.clear();
    nothing()
}

fn newlines(stream: Stream<'_>) -> Result {
    check_open(stream)?;
    match stream.decoder.get() {
        Some(decoder) => decoder.borrow().object().get_attribute(name!("newlines")),
        None => nothing(),
    }
}
// ANCHOR_END: position

// ANCHOR: pickle
fn get_state(stream: Stream<'_>) -> Result {
    let value = get_value(stream)?;
    let newline = match stream.readnl.get() {
        Some(newline) => newline.object(),
        None => none().to_ref(),
    };
    pack([value, newline, size(stream.pos.get())?, copy_of_dict(&stream.get().dict)?])
}

fn set_state(stream: Stream<'_>, state: Obj<'_>) -> Result {
    if stream.closed.get() {
        return Err(raise(&VALUE_ERROR, "I/O operation on closed file"));
    }
    let items = state.downcast::<PyTupleObject>().map(|state| state.items());
    let Some(&[value, newline, position, dict, ..]) = items else {
        let (class, name) = (stream.ob_type().name().to_owned(), type_of(state));
        let message = format_args!("{class}.__setstate__ argument should be 4-tuple, got {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    begin(stream, Some(value), Some(newline))?;
    // The ends of the lines in the value were translated when it was written first.
    let Some(value) = value.downcast::<PyASCIIObject>() else {
        return Err(raise(&TYPE_ERROR, "bad argument type for built-in operation"));
    };
    stream.accu.set(None);
    stream.buf.set(Some(Box::new(value.text().iter().collect())));
    stream.string_size.set(value.len());
    let wrong = "third item of state must be an integer, got";
    stream.pos.set(restored_position(position, wrong)?);
    restore_dict(&stream.get().dict, dict, "fourth")?;
    nothing()
}
// ANCHOR_END: pickle
