//! Writing text.
//!
//! CPython: `_io_TextIOWrapper_write_impl`, `_textiowrapper_writeflush` in `Modules/_io/textio.c`.

use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::str::Text;

use super::super::unsupported;
use super::encoding::Native;
use super::read::set_decoded;
use super::wrapper::{Stream, WriteNewline, buffer, check_open};
use crate::convert::{bad_argument, type_of, utf8};
use crate::prelude::*;
use crate::system::uninterrupted;

// ANCHOR: write
pub(super) fn write(stream: Stream<'_>, given: Obj<'_>) -> Result {
    let Some(given) = given.downcast::<PyASCIIObject>() else {
        return Err(bad_argument("write", "argument", "str", given));
    };
    let buffer = buffer(stream)?;
    check_open(stream)?;
    let Some(encoder) = stream.encoder.get() else { return Err(unsupported("not writable")) };
    let newline = stream.writenl.get();
    let translates = stream.writetranslate.get() && newline != WriteNewline::Feed;
    let has_feed = (translates || stream.line_buffering.get()) && has(given.text(), b'\n');
    let written = match has_feed && translates {
        true => translate(given, newline)?,
        false => given.to_ref(),
    };
    let written = written.borrow();
    let flushes = stream.line_buffering.get() && (has_feed || has(written.text(), b'\r'));
    keep(stream, encoder.borrow(), written)?;
    let enough = stream.pending_bytes_count.get() as i64 >= stream.chunk_size.get();
    if enough || flushes || stream.write_through.get() {
        flush_pending(stream)?;
    }
    if flushes {
        buffer.borrow().call_method(name!("flush"), &[])?;
    }
    set_decoded(stream, None);
    stream.snapshot.clear();
    if let Some(decoder) = stream.decoder.get() {
        decoder.borrow().call_method(name!("reset"), &[])?;
    }
    size(given.len())
}

fn has(text: Text<'_>, byte: u8) -> bool {
    match text {
        Text::Ascii(units) | Text::Latin1(units) => memchr::memchr(byte, units).is_some(),
        _ => text.iter().any(|code| code == byte.into()),
    }
}

fn translate(given: Obj<'_, PyASCIIObject>, newline: WriteNewline) -> Result<Ref<PyASCIIObject>> {
    let end = if newline == WriteNewline::Both { "\r\n" } else { "\r" };
    let mut out = str::TextBuilder::with_capacity(given.len());
    for code in given.text().iter() {
        match code {
            0x0A => out.push_str(end),
            code => out.push(code),
        }
    }
    str::from_text(out.as_text())
}

/// Encodes a text and puts it behind what is kept. Nothing is ever kept beyond a chunk.
fn keep(stream: Stream<'_>, encoder: Obj<'_>, written: Obj<'_, PyASCIIObject>) -> Result<()> {
    let native = stream.encodefunc.get();
    if native == Native::None {
        let encoded = encoder.call_method(name!("encode"), &[written.object()])?;
        let Some(bytes) = encoded.borrow().downcast::<PyBytesObject>() else {
            let name = type_of(encoded.borrow());
            let message = format_args!("encoder should return a bytes object, not '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        };
        return append(stream, bytes.bytes());
    }
    if let Text::Ascii(bytes) = written.text()
        && native.keeps_ascii()
    {
        stream.encoding_start_of_stream.set(false);
        return append(stream, bytes);
    }
    let errors = stream.errors.get();
    let errors = errors.as_ref().and_then(|errors| errors.borrow().downcast::<PyASCIIObject>());
    let errors = errors.map_or_else(|| Ok("strict".to_owned()), utf8)?;
    let encoded = native.encode(written, &errors, stream.encoding_start_of_stream.get());
    stream.encoding_start_of_stream.set(false);
    append(stream, &encoded?)
}

fn append(stream: Stream<'_>, bytes: &[u8]) -> Result<()> {
    let count = stream.pending_bytes_count.get();
    if count > 0 && (count + bytes.len()) as i64 > stream.chunk_size.get() {
        flush_pending(stream)?;
    }
    let mut pending = stream.pending_bytes.take().unwrap_or_default();
    pending.extend_from_slice(bytes);
    stream.pending_bytes_count.set(pending.len());
    stream.pending_bytes.set(Some(pending));
    Ok(())
}

/// Hands what is kept to the buffer, which isn't flushed. C: `_textiowrapper_writeflush`.
pub(super) fn flush_pending(stream: Stream<'_>) -> Result<()> {
    let Some(mut pending) = stream.pending_bytes.take() else { return Ok(()) };
    stream.pending_bytes_count.set(0);
    let bytes = bytes::new(&pending)?;
    // The room is kept for what comes next.
    if pending.capacity() <= 2 * stream.chunk_size.get().max(0) as usize {
        pending.clear();
        stream.pending_bytes.set(Some(pending));
    }
    if bytes.borrow().bytes().is_empty() {
        return Ok(());
    }
    let buffer = buffer(stream)?;
    uninterrupted(|| buffer.borrow().call_method(name!("write"), &[bytes.borrow().object()]))?;
    Ok(())
}
// ANCHOR_END: write
