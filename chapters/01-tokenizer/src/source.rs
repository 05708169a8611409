//! A source: the decoded text that everything after this stage works on.
//!
//! CPython: `decode_str`, `translate_newlines` and `check_bom` in
//! `Parser/tokenizer.c`; `Py_CompileStringObject` for the check for NULs.
//!
//! There are three ways in, and CPython treats each a little differently: a `str`, the
//! `bytes` that `compile` and the import system pass, and a file that is run. Behind them
//! all line breaks are `\n`, there is no NUL, and the text is valid UTF-8, so that the
//! scanners need not ask again.
//!
//! `bytes` are not checked as a whole: Latin-1 in a comment does no harm as long as no token
//! holds it. Such bytes become one `_` each, so that all offsets stay true, and their places
//! are remembered ([`Source::undecodable_in`]).

mod cookie;
mod codec;
mod file;
mod given;

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, ErrorKind, Location, SyntaxError};

pub(crate) use codec::{Codec, LookupError, lookup, utf8};
pub use codec::{Culprit, DecodeError};
use cookie::Cookie;
pub(crate) use cookie::normal_name;

// ANCHOR: source
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Decoded source text, with `\n` for every line break.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    given: &'s [u8],
    text: Cow<'s, str>,
    encoding: Option<String>,
    raw: Option<Box<Raw>>,
    after: Option<Box<Error>>,
    is_recoded: bool,
    is_file: bool,
}

/// What is kept where the bytes were not all UTF-8.
#[derive(Clone, Debug)]
struct Raw {
    /// The bytes as they were, as long as the text.
    bytes: Vec<u8>,
    /// The offsets of those that became `_`.
    undecodable: Vec<u32>,
}
// ANCHOR_END: source

impl<'s> Source<'s> {
    // ANCHOR: from_str
    /// The source of `compile(text, …)`. `final_newline`: whether a last line that does not
    /// end gets a line break, which is so for modules but not for `eval` and `single`.
    pub fn from_str(text: &'s str, final_newline: bool) -> Result<Source<'s>, Error> {
        let decoded = match compiled(text.as_bytes(), final_newline)? {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(still_text(bytes)),
        };
        Ok(Source::new(text.as_bytes(), decoded, Some("utf-8".to_owned())))
    }
    // ANCHOR_END: from_str

    // ANCHOR: from_bytes
    /// The source of `compile(bytes, …)` and of an imported module.
    pub fn from_bytes(given: &'s [u8], final_newline: bool) -> Result<Source<'s>, Error> {
        let (bytes, marked) = without_mark(compiled(given, final_newline)?);
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n').filter(|l| l.ends_with(b"\n"));
        let lines = [lines.next(), lines.next()].map(Option::unwrap_or_default);
        match declared(lines, marked).map_err(at_start)? {
            Some((name, _)) if name != "utf-8" => {
                let codec = lookup(&name).map_err(|error| match error {
                    LookupError::Unknown => at_start(ErrorKind::UnknownEncoding(name.clone())),
                    LookupError::NotText => at_start(ErrorKind::NotTextEncoding(name.clone())),
                })?;
                let text = codec.decode(&bytes).map_err(|e| at_start(ErrorKind::Undecodable(e)))?;
                // Two and four byte units may have hidden NULs; CPython's text ends there.
                let end = text.find('\0').unwrap_or(text.len());
                check_size(&text.as_bytes()[..end])?;
                let text = Cow::Owned(text[..end].to_owned());
                Ok(Source { is_recoded: true, ..Source::new(given, text, Some(name)) })
            }
            declared => Ok(Source::tolerant(given, bytes, declared.map(|(name, _)| name))),
        }
    }
    // ANCHOR_END: from_bytes

    // ANCHOR: tolerant
    /// Bytes that are UTF-8, but for those that only a comment may hold.
    fn tolerant(given: &'s [u8], bytes: Cow<'s, [u8]>, encoding: Option<String>) -> Source<'s> {
        let (text, raw) = match bytes {
            Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => (Cow::Borrowed(text), None),
                Err(_) => scarred(bytes.to_owned()),
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => (Cow::Owned(text), None),
                Err(error) => scarred(error.into_bytes()),
            },
        };
        Source { raw, ..Source::new(given, text, encoding) }
    }

    fn new(given: &'s [u8], text: Cow<'s, str>, encoding: Option<String>) -> Source<'s> {
        Source { given, text, encoding, raw: None, after: None, is_recoded: false, is_file: false }
    }
    // ANCHOR_END: tolerant

    // ANCHOR: accessors
    /// The text. Offsets into it are what tokens hold.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding that was declared by cookie or byte order mark, or `utf-8` for a `str`;
    /// `None` for bytes that declare none. Where it is `None`, CPython reports columns of
    /// syntax errors in bytes.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// Whether all the bytes were UTF-8, or decoded from something else.
    #[inline]
    pub fn is_utf8(&self) -> bool {
        self.raw.is_none()
    }

    /// Whether this is [`Source::from_file`]'s: CPython then has one line in memory at a time.
    pub(crate) fn is_file(&self) -> bool {
        self.is_file
    }

    /// What is raised when the scanner gets to the end of the text and the file goes on.
    pub fn error_after(&self) -> Option<&Error> {
        self.after.as_deref()
    }
    // ANCHOR_END: accessors

    // ANCHOR: undecodable
    /// Why the bytes of this range are not UTF-8, with offsets from its beginning, if they
    /// are not.
    #[inline]
    pub fn undecodable_in(&self, range: Range<usize>) -> Option<DecodeError> {
        let raw = self.raw.as_ref()?;
        let first = raw.undecodable.partition_point(|&at| (at as usize) < range.start);
        let hit = raw.undecodable.get(first).is_some_and(|&at| (at as usize) < range.end);
        hit.then(|| utf8(&raw.bytes[range]).err()).flatten()
    }

    /// The first byte from `start` on that is not UTF-8.
    pub(crate) fn next_undecodable(&self, start: usize) -> Option<usize> {
        let raw = self.raw.as_ref()?;
        let next = raw.undecodable.partition_point(|&at| (at as usize) < start);
        raw.undecodable.get(next).map(|&at| at as usize)
    }

    /// The bytes as they were before any became `_`.
    pub fn bytes(&self) -> &[u8] {
        self.raw.as_ref().map_or(self.text.as_bytes(), |raw| &raw.bytes)
    }

    /// The text of a range of bytes, with U+FFFD for what is not UTF-8, as CPython shows a
    /// line in an error.
    pub fn decode(&self, range: Range<usize>) -> String {
        String::from_utf8_lossy(&self.bytes()[range]).into_owned()
    }

    /// The number of characters in a range of bytes.
    pub fn characters(&self, range: Range<usize>) -> usize {
        String::from_utf8_lossy(&self.bytes()[range]).chars().count()
    }
    // ANCHOR_END: undecodable
}

// ANCHOR: scarred
/// Replaces each byte that is not UTF-8 by `_` and remembers where.
fn scarred<'s>(bytes: Vec<u8>) -> (Cow<'s, str>, Option<Box<Raw>>) {
    let mut text = String::with_capacity(bytes.len());
    let mut undecodable = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            undecodable.push(text.len() as u32);
            text.push('_');
        }
    }
    (Cow::Owned(text), Some(Box::new(Raw { bytes, undecodable })))
}
// ANCHOR_END: scarred

// ANCHOR: declared
/// The name that one of the first two lines declares, and which. `marked`: there was a byte
/// order mark, which declares UTF-8, and a cookie has to agree.
fn declared(lines: [&[u8]; 2], marked: bool) -> Result<Option<(String, usize)>, ErrorKind> {
    let mut cookie = (cookie::read(lines[0]), 0);
    if cookie.0 == Cookie::Silent {
        cookie = (cookie::read(lines[1]), 1);
    }
    match cookie {
        (Cookie::Names(name), _) if marked && name != "utf-8" => {
            Err(ErrorKind::EncodingProblemWithBom(name))
        }
        (Cookie::Names(name), line) => Ok(Some((name, line))),
        _ => Ok(marked.then(|| ("utf-8".to_owned(), 0))),
    }
}

/// The bytes behind a byte order mark, and whether there was one.
fn without_mark(bytes: Cow<'_, [u8]>) -> (Cow<'_, [u8]>, bool) {
    if !bytes.starts_with(BYTE_ORDER_MARK) {
        return (bytes, false);
    }
    let rest = match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[BYTE_ORDER_MARK.len()..]),
        Cow::Owned(bytes) => Cow::Owned(bytes[BYTE_ORDER_MARK.len()..].to_owned()),
    };
    (rest, true)
}
// ANCHOR_END: declared

// ANCHOR: checks
/// What C takes for the string.
fn cut_at_null(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr(0, bytes).unwrap_or(bytes.len())]
}

/// An error without a place.
fn nowhere(kind: ErrorKind) -> Error {
    SyntaxError { kind, location: None }
}

/// An error before the first line. C: `_PyPegen_raise_tokenizer_init_error`.
fn at_start(kind: ErrorKind) -> Error {
    let location = Location { lineno: 0, offset: -1, end: None, text: None };
    SyntaxError { kind, location: Some(Box::new(location)) }
}

/// What CPython makes of a string to be compiled, before it knows the encoding: refused if
/// there is a NUL, otherwise with `\n` for all line breaks. C: `translate_newlines`.
fn compiled(bytes: &[u8], final_newline: bool) -> Result<Cow<'_, [u8]>, Error> {
    check_size(bytes)?;
    let Some(at) = memchr::memchr2(0, b'\r', bytes) else {
        return Ok(if !final_newline || bytes.ends_with(b"\n") {
            Cow::Borrowed(bytes)
        } else {
            Cow::Owned([bytes, b"\n"].concat())
        });
    };
    if memchr::memchr(0, &bytes[at..]).is_some() {
        return Err(nowhere(ErrorKind::NullByteInString));
    }
    let mut translated = translate_bytes(bytes, final_newline);
    // When CPython asks whether the last character was a line break, the one behind `\r\n`
    // has been read already, and it adds one more.
    if final_newline && bytes.ends_with(b"\r\n") {
        translated.push(b'\n');
    }
    Ok(Cow::Owned(translated))
}

/// Leaves room for the line break that may be added, and for one offset behind the end.
fn check_size(bytes: &[u8]) -> Result<(), Error> {
    let largest = u32::MAX as usize - 2;
    if bytes.len() > largest { Err(nowhere(ErrorKind::TooLarge)) } else { Ok(()) }
}
// ANCHOR_END: checks

// ANCHOR: translate
/// `\r\n` and `\r` become `\n`, and if asked for, the last line gets its end.
fn translate_bytes(bytes: &[u8], final_newline: bool) -> Vec<u8> {
    let mut translated = Vec::with_capacity(bytes.len() + 1);
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        translated.extend_from_slice(&rest[..at]);
        translated.push(b'\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    translated.extend_from_slice(rest);
    if final_newline && !translated.ends_with(b"\n") {
        translated.push(b'\n');
    }
    translated
}

/// Text of which only line breaks have changed.
fn still_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("ASCII characters were replaced by ASCII characters")
}
// ANCHOR_END: translate
