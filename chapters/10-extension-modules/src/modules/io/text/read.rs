//! Reading text: by chunks that are decoded, by lines out of those.
//!
//! CPython: `textiowrapper_read_chunk`, `textiowrapper_get_decoded_chars`,
//! `_io_TextIOWrapper_read_impl`, `_textiowrapper_readline`, `textiowrapper_iternext` in
//! `Modules/_io/textio.c`.

use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::str::{TextBuilder, from_text};

use super::super::unsupported;
use super::lines;
use super::newline::{self, INCREMENTAL_NEWLINE_DECODER, NewlineDecoder, check_decoded};
use super::wrapper::{Stream, TEXT_IO_WRAPPER, buffer, check_open};
use super::write::flush_pending;
use crate::convert::{optional_size, size_or, type_of};
use crate::prelude::*;
use crate::system::trap_interrupted;

// ANCHOR: chunk
/// C: `textiowrapper_set_decoded_chars`.
pub(super) fn set_decoded(stream: Stream<'_>, chars: Option<Ref<PyASCIIObject>>) {
    stream.decoded_chars.set(chars);
    stream.decoded_chars_used.set(0);
}

/// Hands out what is decoded, up to `count` characters. C: `textiowrapper_get_decoded_chars`.
fn take_decoded(stream: Stream<'_>, count: usize) -> Result<Ref<PyASCIIObject>> {
    let Some(chars) = stream.decoded_chars.get() else { return str::empty() };
    let used = stream.decoded_chars_used.get().min(chars.borrow().len());
    let count = count.min(chars.borrow().len() - used);
    stream.decoded_chars_used.set(used + count);
    match used == 0 && count == chars.borrow().len() {
        true => Ok(chars),
        false => from_text(chars.borrow().text().slice(used..used + count)),
    }
}

/// C: `_textiowrapper_decode`.
pub(super) fn decode(
    decoder: Obj<'_>,
    bytes: Obj<'_>,
    is_final: bool,
) -> Result<Ref<PyASCIIObject>> {
    if decoder.is_exactly(&INCREMENTAL_NEWLINE_DECODER)
        && let Some(decoder) = decoder.downcast::<NewlineDecoder>()
    {
        return newline::decode(decoder, bytes, is_final);
    }
    check_decoded(decoder.call_method(name!("decode"), &[bytes, bool_(is_final)])?)
}

/// The state of a decoder: the bytes that it keeps, and its flags.
pub(super) fn decoder_state(decoder: Obj<'_>) -> Result<(Ref<PyBytesObject>, Ref)> {
    let state = decoder.call_method(name!("getstate"), &[])?;
    let items = state.borrow().downcast::<PyTupleObject>().map(|state| state.items());
    let Some(&[kept, flags]) = items else {
        return Err(raise(&TYPE_ERROR, "illegal decoder state"));
    };
    match kept.downcast::<PyBytesObject>() {
        Some(kept) => Ok((kept.to_ref(), flags.to_ref())),
        None => {
            let name = type_of(kept);
            let message = format_args!(
                "illegal decoder state: the first item should be a bytes object, not '{name}'"
            );
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// Reads and decodes a chunk; false at the end. C: `textiowrapper_read_chunk`.
fn read_chunk(stream: Stream<'_>, hint: usize) -> Result<bool> {
    let Some(decoder) = stream.decoder.get() else { return Err(unsupported("not readable")) };
    let snapshot = match stream.telling.get() {
        true => Some(decoder_state(decoder.borrow())?),
        false => None,
    };
    let hint = (stream.b2cratio.get().max(1.0) * hint as f64) as i64;
    let wanted = integer(stream.chunk_size.get().max(hint))?;
    let (name, text) = match stream.has_read1.get() {
        true => (name!("read1"), "read1"),
        false => (name!("read"), "read"),
    };
    let chunk = buffer(stream)?.borrow().call_method(name, &[wanted.borrow()])?;
    let bytes = match Buffer::simple(chunk.borrow()) {
        Ok(bytes) => bytes,
        Err(_) => {
            errors::clear();
            let name = type_of(chunk.borrow());
            let message = format_args!(
                "underlying {text}() should have returned a bytes-like object, not '{name}'"
            );
            return Err(raise(&TYPE_ERROR, message));
        }
    };
    let length = bytes.bytes().len();
    let chars = decode(decoder.borrow(), chunk.borrow(), length == 0)?;
    let count = chars.borrow().len();
    set_decoded(stream, Some(chars));
    stream.b2cratio.set(if count > 0 { length as f64 / count as f64 } else { 0.0 });
    if let Some((kept, flags)) = snapshot {
        let mut next_input = kept.borrow().bytes().to_vec();
        next_input.extend_from_slice(bytes.bytes());
        let snapshot = tuple::new([flags, bytes::new(&next_input)?.object()])?;
        stream.snapshot.set(Some(snapshot));
    }
    Ok(length > 0 || count > 0)
}

/// The same, again if a signal has interrupted it.
fn read_chunk_uninterrupted(stream: Stream<'_>, hint: usize) -> Result<bool> {
    loop {
        match read_chunk(stream, hint) {
            Err(_) if trap_interrupted() => {}
            read => return read,
        }
    }
}
// ANCHOR_END: chunk

// ANCHOR: read
pub(super) fn read(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let count = optional_size(arguments.get(0), -1)?;
    let buffer = buffer(stream)?;
    check_open(stream)?;
    let Some(decoder) = stream.decoder.get() else { return Err(unsupported("not readable")) };
    flush_pending(stream)?;
    let Ok(count) = usize::try_from(count) else {
        let bytes = buffer.borrow().call_method(name!("read"), &[])?;
        let rest = decode(decoder.borrow(), bytes.borrow(), true)?;
        let first = take_decoded(stream, usize::MAX)?;
        set_decoded(stream, None);
        stream.snapshot.clear();
        if first.borrow().is_empty() {
            return Ok(rest.object());
        }
        let mut all = TextBuilder::new();
        all.push_text(first.borrow().text());
        all.push_text(rest.borrow().text());
        return Ok(from_text(all.as_text())?.object());
    };
    let first = take_decoded(stream, count)?;
    if first.borrow().len() == count {
        return Ok(first.object());
    }
    let mut all = TextBuilder::new();
    all.push_text(first.borrow().text());
    while all.len() < count {
        if !read_chunk_uninterrupted(stream, count - all.len())? {
            break;
        }
        all.push_text(take_decoded(stream, count - all.len())?.borrow().text());
    }
    Ok(from_text(all.as_text())?.object())
}
// ANCHOR_END: read

// ANCHOR: line
/// C: `_textiowrapper_readline`.
fn line(stream: Stream<'_>, limit: Option<usize>) -> Result<Ref<PyASCIIObject>> {
    check_open(stream)?;
    flush_pending(stream)?;
    let given = stream.readnl.get();
    let ending = stream.get().ending(&given);
    // What is known to belong to the line, and what may be the beginning of its end.
    let mut line: Option<TextBuilder> = None;
    let mut remaining: Option<Ref<PyASCIIObject>> = None;
    loop {
        let mut decoded = stream.decoded_chars.get().filter(|chars| !chars.borrow().is_empty());
        while decoded.is_none() {
            if !read_chunk_uninterrupted(stream, 0)? {
                set_decoded(stream, None);
                stream.snapshot.clear();
                let mut line = line.unwrap_or_default();
                if let Some(remaining) = &remaining {
                    line.push_text(remaining.borrow().text());
                }
                return from_text(line.as_text());
            }
            decoded = stream.decoded_chars.get().filter(|chars| !chars.borrow().is_empty());
        }
        let Some(chars) = decoded else { continue };
        let (chars, start, before) = match remaining.take() {
            None => {
                let used = stream.decoded_chars_used.get().min(chars.borrow().len());
                (chars, used, 0)
            }
            Some(remaining) => {
                let mut joined = TextBuilder::new();
                joined.push_text(remaining.borrow().text());
                joined.push_text(chars.borrow().text());
                (from_text(joined.as_text())?, 0, remaining.borrow().len())
            }
        };
        let text = chars.borrow().text();
        let rest = text.slice(start..text.len());
        let chunked = line.as_ref().map_or(0, TextBuilder::len);
        let found = lines::find(rest, ending);
        let (Ok(length) | Err(length)) = found;
        let room = limit.map_or(usize::MAX, |limit| limit.saturating_sub(chunked));
        if found.is_ok() || length >= room {
            let end = start + length.min(room);
            stream.decoded_chars_used.set(end.saturating_sub(before));
            let piece = text.slice(start..end);
            let Some(mut line) = line else {
                return match end - start == text.len() {
                    true => Ok(chars),
                    false => from_text(piece),
                };
            };
            line.push_text(piece);
            return from_text(line.as_text());
        }
        if length > 0 {
            line.get_or_insert_default().push_text(text.slice(start..start + length));
        }
        if start + length < text.len() {
            remaining = Some(from_text(text.slice(start + length..text.len()))?);
        }
        set_decoded(stream, None);
    }
}

pub(super) fn readline(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = size_or(arguments.get(0), -1)?;
    buffer(stream)?;
    Ok(line(stream, usize::try_from(limit).ok())?.object())
}

/// While lines are asked for one by one, `tell` would cost too much, and is refused.
/// C: `textiowrapper_iternext`.
pub(super) fn next_line(stream: Stream<'_>) -> Result<Option<Ref>> {
    buffer(stream)?;
    stream.telling.set(false);
    let line = match stream.is_exactly(&TEXT_IO_WRAPPER) {
        true => line(stream, None)?,
        false => {
            let line = stream.object().call_method(name!("readline"), &[])?;
            line.downcast::<PyASCIIObject>().map_err(|other| {
                let name = type_of(other.borrow());
                let message =
                    format_args!("readline() should have returned a str object, not '{name}'");
                raise(&errors::OS_ERROR, message)
            })?
        }
    };
    if line.borrow().is_empty() {
        stream.snapshot.clear();
        stream.telling.set(stream.seekable.get());
        return Ok(None);
    }
    Ok(Some(line.object()))
}
// ANCHOR_END: line
