//! `tell` and `seek` in text: a place is named by a cookie.
//!
//! CPython: `cookie_type`, `_io_TextIOWrapper_tell_impl`, `_io_TextIOWrapper_seek_impl` in
//! `Modules/_io/textio.c`.
//!
//! A place in text is a place in the bytes from which decoding can begin, the state of the
//! decoder there, and how much of what it makes of the following bytes comes before. Most places
//! need the first number only, which is then the cookie.

use object_model::types::bytes::{self, PyBytesObject};

use super::super::unsupported;
use super::newline::check_decoded;
use super::read::{decoder_state, set_decoded};
use super::wrapper::{Stream, buffer, check_open};
use super::write::flush_pending;
use crate::convert::{int_or, to_long_long, type_of};
use crate::prelude::*;
use crate::system::after;

// ANCHOR: cookie
/// C: `cookie_type`.
#[derive(Debug, Clone, Copy, Default)]
struct Cookie {
    start_pos: i64,
    dec_flags: i32,
    bytes_to_feed: i32,
    chars_to_skip: i32,
    need_eof: bool,
}

const COOKIE_BYTES: usize = 21;

impl Cookie {
    /// C: `textiowrapper_parse_cookie`.
    fn parse(cookie: Obj<'_>) -> Result<Cookie> {
        let cookie = cookie.to_int()?;
        if cookie.borrow().is_negative() {
            return Err(raise(&OVERFLOW_ERROR, "can't convert negative int to unsigned"));
        }
        let mut bytes = [0_u8; COOKIE_BYTES];
        for (place, digit) in cookie.borrow().digits().iter().enumerate() {
            for bit in (0..30).filter(|bit| digit >> bit & 1 != 0) {
                let at = place * 30 + bit;
                let Some(byte) = bytes.get_mut(at / 8) else {
                    return Err(raise(&OVERFLOW_ERROR, "int too big to convert"));
                };
                *byte |= 1 << (at % 8);
            }
        }
        let four = |at: usize| i32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        Ok(Cookie {
            start_pos: i64::from_le_bytes(std::array::from_fn(|i| bytes[i])),
            dec_flags: four(8),
            bytes_to_feed: four(12),
            chars_to_skip: four(16),
            need_eof: bytes[20] != 0,
        })
    }

    /// C: `textiowrapper_build_cookie`.
    fn build(self) -> Result {
        let mut bytes = self.start_pos.to_le_bytes().to_vec();
        for number in [self.dec_flags, self.bytes_to_feed, self.chars_to_skip] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.push(self.need_eof.into());
        let bit = |at: usize| u32::from(bytes.get(at / 8).map_or(0, |byte| byte >> (at % 8) & 1));
        let digits: Vec<u32> = (0..(COOKIE_BYTES * 8).div_ceil(30))
            .map(|place| (0..30).fold(0, |digit, at| digit | bit(place * 30 + at) << at))
            .collect();
        let used = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
        Ok(int::from_digits(&digits[..used], false)?.object())
    }
}
// ANCHOR_END: cookie

// ANCHOR: states
/// C: `_textiowrapper_decoder_setstate`.
fn set_decoder_state(decoder: Obj<'_>, cookie: &Cookie) -> Result<()> {
    if cookie.start_pos == 0 && cookie.dec_flags == 0 {
        // The state at the start isn't zero in some codecs.
        decoder.call_method(name!("reset"), &[])?;
        return Ok(());
    }
    let state = pack([bytes::new(&[])?.object(), integer(cookie.dec_flags.into())?])?;
    decoder.call_method(name!("setstate"), &[state.borrow()])?;
    Ok(())
}

/// C: `_textiowrapper_encoder_reset`.
fn reset_encoder(stream: Stream<'_>, encoder: Obj<'_>, is_start: bool) -> Result<()> {
    let zero = integer(0)?;
    let done = match is_start {
        true => encoder.call_method(name!("reset"), &[]),
        false => encoder.call_method(name!("setstate"), &[zero.borrow()]),
    };
    stream.encoding_start_of_stream.set(is_start);
    done.map(drop)
}
// ANCHOR_END: states

// ANCHOR: seek
pub(super) fn seek(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let whence = int_or(arguments.get(1), 0)?;
    let buffer = buffer(stream)?;
    check_open(stream)?;
    if !stream.seekable.get() {
        return Err(unsupported("underlying stream is not seekable"));
    }
    let zero = integer(0)?;
    let is_zero = |object: Obj<'_>| object.compare_bool(zero.borrow(), Comparison::Equal);
    let place = match whence {
        libc::SEEK_SET => arguments[0].to_ref(),
        libc::SEEK_CUR => {
            if !is_zero(arguments[0])? {
                return Err(unsupported("can't do nonzero cur-relative seeks"));
            }
            stream.object().call_method(name!("tell"), &[])?
        }
        libc::SEEK_END => {
            if !is_zero(arguments[0])? {
                return Err(unsupported("can't do nonzero end-relative seeks"));
            }
            return seek_to_end(stream, buffer.borrow());
        }
        _ => {
            let message = format_args!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(raise(&VALUE_ERROR, message));
        }
    };
    if place.borrow().compare_bool(zero.borrow(), Comparison::Less)? {
        let shown = place.borrow().repr()?;
        return Err(raise(&VALUE_ERROR, format_args!("negative seek position {shown}")));
    }
    stream.object().call_method(name!("flush"), &[])?;
    let cookie = Cookie::parse(place.borrow())?;
    let start = integer(cookie.start_pos)?;
    buffer.borrow().call_method(name!("seek"), &[start.borrow()])?;
    set_decoded(stream, None);
    stream.snapshot.clear();
    let decoder = stream.decoder.get();
    if let Some(decoder) = &decoder {
        set_decoder_state(decoder.borrow(), &cookie)?;
    }
    let dec_flags = integer(cookie.dec_flags.into())?;
    match (cookie.chars_to_skip, &decoder) {
        (1.., Some(decoder)) => {
            replay(stream, buffer.borrow(), decoder.borrow(), &cookie, dec_flags)?;
        }
        _ => {
            let snapshot = tuple::new([dec_flags, bytes::new(&[])?.object()])?;
            stream.snapshot.set(Some(snapshot));
        }
    }
    if let Some(encoder) = stream.encoder.get() {
        let is_start = cookie.start_pos == 0 && cookie.dec_flags == 0;
        reset_encoder(stream, encoder.borrow(), is_start)?;
    }
    Ok(place)
}

fn seek_to_end(stream: Stream<'_>, buffer: Obj<'_>) -> Result {
    stream.object().call_method(name!("flush"), &[])?;
    set_decoded(stream, None);
    stream.snapshot.clear();
    if let Some(decoder) = stream.decoder.get() {
        decoder.borrow().call_method(name!("reset"), &[])?;
    }
    let (zero, two) = (integer(0)?, integer(2)?);
    let position = buffer.call_method(name!("seek"), &[zero.borrow(), two.borrow()])?;
    if let Some(encoder) = stream.encoder.get() {
        let is_start = position.borrow().compare_bool(zero.borrow(), Comparison::Equal)?;
        reset_encoder(stream, encoder.borrow(), is_start)?;
    }
    Ok(position)
}

/// Reads again what comes between the place in the bytes and the one in the text.
fn replay(
    stream: Stream<'_>,
    buffer: Obj<'_>,
    decoder: Obj<'_>,
    cookie: &Cookie,
    dec_flags: Ref,
) -> Result<()> {
    let count = integer(cookie.bytes_to_feed.into())?;
    let chunk = buffer.call_method(name!("read"), &[count.borrow()])?;
    if chunk.borrow().downcast::<PyBytesObject>().is_none() {
        let name = type_of(chunk.borrow());
        let message =
            format_args!("underlying read() should have returned a bytes object, not '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    stream.snapshot.set(Some(tuple::new([dec_flags, chunk.clone()])?));
    let arguments = [chunk.borrow(), bool_(cookie.need_eof)];
    let decoded = check_decoded(decoder.call_method(name!("decode"), &arguments)?)?;
    let skip = cookie.chars_to_skip as usize;
    let is_enough = decoded.borrow().len() >= skip;
    set_decoded(stream, Some(decoded));
    if !is_enough {
        return Err(raise(&errors::OS_ERROR, "can't restore logical file position"));
    }
    stream.decoded_chars_used.set(skip);
    Ok(())
}
// ANCHOR_END: seek

// ANCHOR: tell
pub(super) fn tell(stream: Stream<'_>) -> Result {
    let buffer = buffer(stream)?;
    check_open(stream)?;
    if !stream.seekable.get() {
        return Err(unsupported("underlying stream is not seekable"));
    }
    if !stream.telling.get() {
        return Err(raise(&errors::OS_ERROR, "telling position disabled by next() call"));
    }
    flush_pending(stream)?;
    stream.object().call_method(name!("flush"), &[])?;
    let position = buffer.borrow().call_method(name!("tell"), &[])?;
    let (Some(decoder), Some(snapshot)) = (stream.decoder.get(), stream.snapshot.get()) else {
        return Ok(position);
    };
    let mut cookie = Cookie { start_pos: to_long_long(position.borrow())?, ..Cookie::default() };
    let &[flags, next_input] = snapshot.borrow().items() else { return Ok(position) };
    cookie.dec_flags = c_int(flags)?;
    let Some(next_input) = next_input.downcast::<PyBytesObject>() else { return Ok(position) };
    let input = next_input.bytes();
    cookie.start_pos -= input.len() as i64;
    let used = stream.decoded_chars_used.get();
    if used == 0 {
        return cookie.build();
    }
    let saved = decoder.borrow().call_method(name!("getstate"), &[])?;
    let ratio = stream.b2cratio.get();
    let found = reconstruct(decoder.borrow(), &mut cookie, input, used, ratio);
    let restored = || decoder.borrow().call_method(name!("setstate"), &[saved.borrow()]).map(drop);
    match found {
        Ok(()) => restored()?,
        Err(_) => after(&found, restored)?,
    }
    cookie.build()
}

fn decode_count(decoder: Obj<'_>, input: &[u8]) -> Result<usize> {
    let input = bytes::new(input)?;
    let arguments = [input.borrow().object()];
    let decoded = check_decoded(decoder.call_method(name!("decode"), &arguments)?)?;
    Ok(decoded.borrow().len())
}

/// How many bytes the decoder keeps, and its flags.
fn kept_and_flags(decoder: Obj<'_>) -> Result<(usize, i32)> {
    let (kept, flags) = decoder_state(decoder)?;
    Ok((kept.borrow().bytes().len(), c_int(flags.borrow())?))
}

/// Finds the last place before the program's from which decoding can begin. At first a guess,
/// from how many bytes a character takes on the average; then byte by byte.
fn reconstruct(
    decoder: Obj<'_>,
    cookie: &mut Cookie,
    input: &[u8],
    mut chars_to_skip: usize,
    ratio: f64,
) -> Result<()> {
    let mut skip_bytes = ((ratio * chars_to_skip as f64) as i64).min(input.len() as i64);
    let mut skip_back = 1;
    while skip_bytes > 0 {
        set_decoder_state(decoder, cookie)?;
        let decoded = decode_count(decoder, &input[..skip_bytes as usize])?;
        if decoded <= chars_to_skip {
            let (kept, flags) = kept_and_flags(decoder)?;
            if kept == 0 {
                cookie.dec_flags = flags;
                chars_to_skip -= decoded;
                break;
            }
            skip_bytes -= kept as i64;
            skip_back = 1;
        } else {
            skip_bytes -= skip_back;
            skip_back *= 2;
        }
    }
    if skip_bytes <= 0 {
        skip_bytes = 0;
        set_decoder_state(decoder, cookie)?;
    }
    cookie.start_pos += skip_bytes;
    cookie.chars_to_skip = chars_to_skip as i32;
    if chars_to_skip == 0 {
        return Ok(());
    }
    let mut decoded = 0;
    let mut is_enough = false;
    for byte in input[skip_bytes as usize..].chunks(1) {
        decoded += decode_count(decoder, byte)?;
        cookie.bytes_to_feed += 1;
        let (kept, flags) = kept_and_flags(decoder)?;
        if kept == 0 && decoded <= chars_to_skip {
            cookie.start_pos += i64::from(cookie.bytes_to_feed);
            chars_to_skip -= decoded;
            cookie.dec_flags = flags;
            cookie.bytes_to_feed = 0;
            decoded = 0;
        }
        if decoded >= chars_to_skip {
            is_enough = true;
            break;
        }
    }
    if !is_enough {
        let empty = bytes::new(&[])?;
        let arguments = [empty.borrow().object(), bool_(true)];
        let last = check_decoded(decoder.call_method(name!("decode"), &arguments)?)?;
        cookie.need_eof = true;
        if decoded + last.borrow().len() < chars_to_skip {
            let message = "can't reconstruct logical file position";
            return Err(raise(&errors::OS_ERROR, message));
        }
    }
    cookie.chars_to_skip = chars_to_skip as i32;
    Ok(())
}
// ANCHOR_END: tell
