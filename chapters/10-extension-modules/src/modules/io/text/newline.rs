//! `IncrementalNewlineDecoder`: a decoder around a decoder, for which a line may end in three
//! ways.
//!
//! CPython: `nldecoder_object`, `_PyIncrementalNewlineDecoder_decode` in `Modules/_io/textio.c`.
//!
//! Invariant: a carriage return that comes last is kept until what follows is known, so that a
//! pair is never cut in two.

use object_model::types::bytes;
use object_model::types::str::{Text, Unit, from_text};

use super::lines::each_width;
use crate::convert::{flag_or, to_c_int, type_of};
use crate::prelude::*;

// ANCHOR: layout
/// C: `nldecoder_object`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct NewlineDecoder {
    pub ob_base: PyObject,
    pub decoder: Field,
    pub errors: Field,
    pub pendingcr: Cell<bool>,
    pub translate: Cell<bool>,
    /// Which of the three were met.
    pub seennl: Cell<u8>,
}

const _: () = assert!(size_of::<NewlineDecoder>() == 40);

// SAFETY: made by `tp_new`; zeros are fields without references.
unsafe impl Layout for NewlineDecoder {
    fn type_object() -> &'static StaticType {
        &INCREMENTAL_NEWLINE_DECODER
    }
}

type Decoder<'a> = Obj<'a, NewlineDecoder>;

const SIGNATURE: Signature = Signature::parse("(decoder, translate, errors='strict')");

/// `_io.IncrementalNewlineDecoder`.
pub static INCREMENTAL_NEWLINE_DECODER: StaticType = StaticType::new(Table::<NewlineDecoder> {
    tp_name: c"_io.IncrementalNewlineDecoder",
    signature: SIGNATURE.text,
    tp_doc: "Decodes by another decoder, and makes line feeds of all ends of lines.",
    tp_flags: flags::BASETYPE,
    tp_dealloc: Some(dealloc::<NewlineDecoder>),
    tp_init: Some(init),
    tp_new: Some(memory::generic_new),
    tp_methods: &[
        Method::new(
            c"decode",
            "($self, /, input, final=False)",
            |decoder, arguments| {
                let is_final = flag_or(arguments.get(1), false)?;
                Ok(decode(decoder, arguments[0], is_final)?.object())
            },
            "The text of some bytes.",
        ),
        Method::none(c"getstate", "($self, /)", get_state, "The state, as a pair."),
        Method::one(c"setstate", "($self, state, /)", set_state, "Puts a state back."),
        Method::none(c"reset", "($self, /)", reset, "Forgets what was met."),
    ],
    tp_getset: &[Getter::new(c"newlines", newlines, "The ends of lines that were met.")],
    ..Table::NONE
});

extern "C" fn init(decoder: Decoder<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("IncrementalNewlineDecoder", Given::of_tuple(args, keywords), |given| {
        let translate = to_c_int(given[1])? != 0;
        let errors = match given.get(2) {
            Some(errors) => errors.to_ref(),
            None => text("strict")?,
        };
        decoder.errors.set(Some(errors));
        decoder.decoder.set(Some(given[0].to_ref()));
        decoder.translate.set(translate);
        decoder.seennl.set(0);
        decoder.pendingcr.set(false);
        Ok(())
    })?;
    Ok(())
}

/// The decoder inside, if there is one. C: `CHECK_INITIALIZED_DECODER`.
fn inner(decoder: Decoder<'_>) -> Result<Option<Ref>> {
    if decoder.errors.is_null() {
        let message = "IncrementalNewlineDecoder.__init__() not called";
        return Err(raise(&VALUE_ERROR, message));
    }
    Ok(decoder.decoder.get().filter(|inner| !inner.borrow().is_none()))
}
// ANCHOR_END: layout

// ANCHOR: decode
const SEEN_CR: u8 = 1;
const SEEN_LF: u8 = 2;
const SEEN_CRLF: u8 = 4;

const RETURN: u32 = b'\r' as u32;
const FEED: u32 = b'\n' as u32;

/// What a decoder has to return. C: `check_decoded`.
pub(super) fn check_decoded(decoded: Ref) -> Result<Ref<PyASCIIObject>> {
    decoded.downcast::<PyASCIIObject>().map_err(|other| {
        let name = type_of(other.borrow());
        let message = format_args!("decoder should return a string result, not '{name}'");
        raise(&TYPE_ERROR, message)
    })
}

/// C: `_PyIncrementalNewlineDecoder_decode`.
pub(in super::super) fn decode(
    decoder: Decoder<'_>,
    input: Obj<'_>,
    is_final: bool,
) -> Result<Ref<PyASCIIObject>> {
    let output = match inner(decoder)? {
        Some(inner) => inner.borrow().call_method(name!("decode"), &[input, bool_(is_final)])?,
        None => input.to_ref(),
    };
    let mut output = check_decoded(output)?;
    if decoder.pendingcr.get() && (is_final || !output.borrow().is_empty()) {
        let codes = std::iter::once(RETURN).chain(output.borrow().text().iter());
        output = str::object::from_code_points(codes)?;
        decoder.pendingcr.set(false);
    }
    let text = output.borrow().text();
    if !is_final && !text.is_empty() && text.at(text.len() - 1) == RETURN {
        output = from_text(text.slice(0..text.len() - 1))?;
        decoder.pendingcr.set(true);
    }
    let text = output.borrow().text();
    if text.is_empty() {
        return Ok(output);
    }
    let (seen, has_return) = each_width!(text, |units| look_for_ends(units));
    decoder.seennl.set(decoder.seennl.get() | seen);
    if !has_return || !decoder.translate.get() {
        return Ok(output);
    }
    match text {
        Text::Ascii(units) | Text::Latin1(units) => from_text(Text::latin1(&translate(units))),
        Text::Ucs2(units) => from_text(Text::Ucs2(&translate(units))),
        Text::Ucs4(units) => from_text(Text::Ucs4(&translate(units))),
    }
}

/// Which ends there are, and whether one of them has a carriage return.
fn look_for_ends<U: Unit>(units: &[U]) -> (u8, bool) {
    let (feed, carriage_return) = (U::truncated(FEED), U::truncated(RETURN));
    if U::find_unit(units, carriage_return).is_none() {
        let has_feed = U::find_unit(units, feed).is_some();
        return (if has_feed { SEEN_LF } else { 0 }, false);
    }
    let (mut seen, mut at) = (0, 0);
    while at < units.len() {
        if units[at] == feed {
            seen |= SEEN_LF;
        } else if units[at] == carriage_return {
            let is_pair = units.get(at + 1) == Some(&feed);
            seen |= if is_pair { SEEN_CRLF } else { SEEN_CR };
            at += usize::from(is_pair);
        }
        at += 1;
    }
    (seen, true)
}

fn translate<U: Unit>(units: &[U]) -> Vec<U> {
    let (feed, carriage_return) = (U::truncated(FEED), U::truncated(RETURN));
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        let is_return = units[at] == carriage_return;
        out.push(if is_return { feed } else { units[at] });
        at += if is_return && units.get(at + 1) == Some(&feed) { 2 } else { 1 };
    }
    out
}
// ANCHOR_END: decode

// ANCHOR: state
/// A pair of bytes and a number, both a decoder's. C: `PyArg_ParseTuple` with "OK".
fn state_pair<'a>(state: Obj<'a>, message: &str) -> Result<(Obj<'a>, u64)> {
    let items = state.downcast::<PyTupleObject>().map(|state| state.items());
    let Some(&[buffer, flag]) = items else {
        return Err(raise(&TYPE_ERROR, message));
    };
    Ok((buffer, unsigned_mask(flag)?))
}

/// The low bits of a whole number. C: the format `K`.
fn unsigned_mask(number: Obj<'_>) -> Result<u64> {
    Ok(int::machine::to_u64_mask(number.index()?.borrow().number()))
}

fn get_state(decoder: Decoder<'_>) -> Result {
    let (buffer, flag) = match inner(decoder)? {
        Some(inner) => {
            let state = inner.borrow().call_method(name!("getstate"), &[])?;
            let (buffer, flag) = state_pair(state.borrow(), "illegal decoder state")?;
            (buffer.to_ref(), flag)
        }
        None => (bytes::new(&[])?.object(), 0),
    };
    let flag = flag << 1 | u64::from(decoder.pendingcr.get());
    pack([buffer, int::from_u64(flag)?.object()])
}

fn set_state(decoder: Decoder<'_>, state: Obj<'_>) -> Result {
    let inner = inner(decoder)?;
    if state.downcast::<PyTupleObject>().is_none() {
        return Err(raise(&TYPE_ERROR, "state argument must be a tuple"));
    }
    let (buffer, flag) = state_pair(state, "setstate(): illegal state argument")?;
    decoder.pendingcr.set(flag & 1 != 0);
    match inner {
        Some(inner) => {
            let state = pack([buffer.to_ref(), int::from_u64(flag >> 1)?.object()])?;
            inner.borrow().call_method(name!("setstate"), &[state.borrow()])
        }
        None => nothing(),
    }
}

fn reset(decoder: Decoder<'_>) -> Result {
    let inner = inner(decoder)?;
    decoder.seennl.set(0);
    decoder.pendingcr.set(false);
    match inner {
        Some(inner) => inner.borrow().call_method(name!("reset"), &[]),
        None => nothing(),
    }
}

fn newlines(decoder: Decoder<'_>) -> Result {
    inner(decoder)?;
    let seen = decoder.seennl.get();
    let ends = [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")];
    let ends: Vec<&str> =
        ends.into_iter().filter(|(bit, _)| seen & bit != 0).map(|(_, end)| end).collect();
    match ends[..] {
        [] => nothing(),
        [end] => text(end),
        _ => {
            let ends: Result<Vec<Ref>> = ends.into_iter().map(text).collect();
            Ok(tuple::from_iterator(ends?.into_iter())?.object())
        }
    }
}
// ANCHOR_END: state
