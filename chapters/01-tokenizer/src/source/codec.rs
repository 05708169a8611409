//! Encodings by name, and bytes to text by encoding.
//!
//! CPython: `Lib/encodings/__init__.py` (`search_function`, `normalize_encoding`) and
//! `aliases.py`, `Python/codecs.c`, `PyUnicode_Decode` in `Objects/unicodeobject.c`.
//!
//! Every codec of the library that makes text of bytes is here but `idna` and `punycode`,
//! which are for host names. Each is a decoder that goes step by step ([`step`]): first those of
//! one byte a character and the Unicode formats, then East Asia's, whose character sets are
//! tables recorded from CPython ([`table`]).

use std::fmt;
use std::ops::Range;

mod text;
mod step;
mod single_byte;
mod utf;
mod utf7;
mod escape;
mod table;
mod double_byte;
mod chinese;
mod korean;
mod japanese;
mod iso2022;

use iso2022::Iso2022;
use single_byte::Charmap;
use step::Step;
use utf::{ByteOrder, Wide};

pub(crate) use step::Decoder;
pub(crate) use text::Text;
pub(crate) use utf::utf8;

// ANCHOR: error
/// Bytes that are not text in some encoding, or text that can't be UTF-8. Its `Display` is that
/// of the `UnicodeError` which CPython raises.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// The encoding's name in the message.
    pub encoding: &'static str,
    /// What is to blame.
    pub culprit: Culprit,
    /// The offset of the first offending byte or character, and the one behind the last.
    pub range: Range<usize>,
    /// CPython's reason.
    pub reason: &'static str,
}

/// What stands at the beginning of a [`DecodeError`]'s range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Culprit {
    /// A byte that can't be decoded: `UnicodeDecodeError`.
    Byte(u8),
    /// A surrogate that can't be encoded: `UnicodeEncodeError`.
    Surrogate(u16),
    /// Nothing that CPython would name: `UnicodeError`.
    Unnamed,
}
// ANCHOR_END: error

// ANCHOR: error_words
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeError { encoding, culprit, range, reason } = self;
        match (culprit, range.len()) {
            (Culprit::Unnamed, _) => return f.write_str(reason),
            (Culprit::Byte(byte), 1) => {
                write!(f, "'{encoding}' codec can't decode byte 0x{byte:02x} in position")?;
            }
            (Culprit::Byte(_), _) => {
                write!(f, "'{encoding}' codec can't decode bytes in position")?;
            }
            (Culprit::Surrogate(surrogate), 1) => {
                write!(f, "'{encoding}' codec can't encode character '\\u{surrogate:04x}'")?;
                f.write_str(" in position")?;
            }
            (Culprit::Surrogate(_), _) => {
                write!(f, "'{encoding}' codec can't encode characters in position")?;
            }
        }
        match range.len() {
            1 => write!(f, " {}: {reason}", range.start),
            _ => write!(f, " {}-{}: {reason}", range.start, range.end - 1),
        }
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    /// An error that names no bytes.
    fn refusal(reason: &'static str) -> DecodeError {
        DecodeError { encoding: "", culprit: Culprit::Unnamed, range: 0..0, reason }
    }
}
// ANCHOR_END: error_words

// ANCHOR: codec
/// Why a name leads to no codec.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LookupError {
    /// No codec has it.
    Unknown,
    /// Its codec makes bytes of bytes, or text of text.
    NotText,
}

/// An encoding that source can be written in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Codec {
    Utf8,
    /// One byte a character: what differs from Latin-1, in the words of `charmaps.txt`.
    Charmap(&'static str),
    /// What makes its decoder.
    Other(MakeDecoder),
}

type MakeDecoder = fn() -> Decoder;
// ANCHOR_END: codec

// ANCHOR: codecs
/// The modules of `Lib/encodings/` that are not charmaps.
const CODECS: [(&str, MakeDecoder); 36] = [
    ("ascii", || Decoder::new(single_byte::ASCII)),
    ("big5", || Decoder::new(double_byte::BIG_5)),
    ("big5hkscs", || Decoder::new(double_byte::BIG_5_HKSCS)),
    ("cp932", || Decoder::new(japanese::CODE_PAGE_932)),
    ("cp949", || Decoder::new(double_byte::CODE_PAGE_949)),
    ("cp950", || Decoder::new(double_byte::CODE_PAGE_950)),
    ("euc_jis_2004", || Decoder::new(japanese::EUC_JIS_2004)),
    ("euc_jisx0213", || Decoder::new(japanese::EUC_JISX0213)),
    ("euc_jp", || Decoder::new(japanese::EUC_JP)),
    ("euc_kr", || Decoder::new(korean::EUC_KR)),
    ("gb18030", || Decoder::new(chinese::GB_18030)),
    ("gb2312", || Decoder::new(double_byte::GB_2312)),
    ("gbk", || Decoder::new(double_byte::CODE_PAGE_936)),
    ("hz", || Decoder::new(chinese::Hz::default())),
    ("iso2022_jp", || Decoder::new(Iso2022::new(&iso2022::JP))),
    ("iso2022_jp_1", || Decoder::new(Iso2022::new(&iso2022::JP_1))),
    ("iso2022_jp_2", || Decoder::new(Iso2022::new(&iso2022::JP_2))),
    ("iso2022_jp_2004", || Decoder::new(Iso2022::new(&iso2022::JP_2004))),
    ("iso2022_jp_3", || Decoder::new(Iso2022::new(&iso2022::JP_3))),
    ("iso2022_jp_ext", || Decoder::new(Iso2022::new(&iso2022::JP_EXT))),
    ("iso2022_kr", || Decoder::new(Iso2022::new(&iso2022::KR))),
    ("johab", || Decoder::new(korean::JOHAB)),
    ("latin_1", || Decoder::new(single_byte::LATIN_1)),
    ("raw_unicode_escape", || Decoder::new(escape::RawUnicodeEscape)),
    ("shift_jis", || Decoder::new(japanese::SHIFT_JIS)),
    ("shift_jis_2004", || Decoder::new(japanese::SHIFT_JIS_2004)),
    ("shift_jisx0213", || Decoder::new(japanese::SHIFT_JISX0213)),
    ("undefined", || Decoder::new(Undefined)),
    ("unicode_escape", || Decoder::new(escape::UNICODE_ESCAPE)),
    ("utf_16", || Decoder::new(Wide { unit: 2, order: None })),
    ("utf_16_be", || Decoder::new(Wide { unit: 2, order: Some(ByteOrder::Big) })),
    ("utf_16_le", || Decoder::new(Wide { unit: 2, order: Some(ByteOrder::Little) })),
    ("utf_32", || Decoder::new(Wide { unit: 4, order: None })),
    ("utf_32_be", || Decoder::new(Wide { unit: 4, order: Some(ByteOrder::Big) })),
    ("utf_32_le", || Decoder::new(Wide { unit: 4, order: Some(ByteOrder::Little) })),
    ("utf_7", || Decoder::new(utf7::Utf7)),
];
// ANCHOR_END: codecs

// ANCHOR: tables
const UTF_8: [&str; 2] = ["utf_8", "utf_8_sig"];

const ALIASES: &str = include_str!("aliases.txt");
const CHARMAPS: &str = include_str!("charmaps.txt");

/// Codecs of CPython's that give no text.
const NOT_TEXT: [&str; 7] =
    ["base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec"];
// ANCHOR_END: tables

// ANCHOR: lookup
/// The codec that CPython finds by `name`.
pub(crate) fn lookup(name: &str) -> Result<Codec, LookupError> {
    let module = module(name).ok_or(LookupError::Unknown)?;
    if let Some((_, decoder)) = CODECS.iter().find(|(name, _)| *name == module) {
        return Ok(Codec::Other(*decoder));
    }
    match entry(CHARMAPS, module) {
        Some((_, differing)) => Ok(Codec::Charmap(differing)),
        None if NOT_TEXT.contains(&module) => Err(LookupError::NotText),
        None => Ok(Codec::Utf8),
    }
}

/// The module of `Lib/encodings/` that has the codec: `encodings.search_function`.
fn module(name: &str) -> Option<&'static str> {
    let name = normalize(name);
    let alias = entry(ALIASES, &name).or_else(|| entry(ALIASES, &name.replace('.', "_")));
    let name = alias.map_or(name.as_str(), |(_, module)| module);
    let other = CODECS.iter().map(|(module, _)| *module).chain(NOT_TEXT).chain(UTF_8);
    other.into_iter().find(|module| *module == name).or(entry(CHARMAPS, name).map(|(name, _)| name))
}

/// The line `key TAB value` of a table.
fn entry(table: &'static str, key: &str) -> Option<(&'static str, &'static str)> {
    table.lines().filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == key)
}

/// Lower case, and one `_` for every run of characters that are not alphanumeric or a dot.
/// C: `_Py_normalize_encoding`.
fn normalize(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut gap = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() || character == '.' {
            if gap && !normal.is_empty() {
                normal.push('_');
            }
            gap = false;
            normal.push(character.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    normal
}
// ANCHOR_END: lookup

// ANCHOR: decode
impl Codec {
    /// Decodes all of `bytes` to what UTF-8 can say, or tells what is wrong with the first
    /// that are not text.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Result<String, DecodeError> {
        let mut text = Text::default();
        self.decoder().feed(bytes, true, &mut text)?;
        text.into_utf8()
    }

    /// The same with U+FFFD for what can't be decoded. C: `PyUnicode_Decode` with `replace`.
    pub(crate) fn decode_with_replacements(&self, bytes: &[u8]) -> String {
        let mut text = Text::default();
        let mut rest = bytes;
        while let Err(error) = self.decoder().feed(rest, true, &mut text) {
            text.push(char::REPLACEMENT_CHARACTER);
            rest = &rest[error.range.end.clamp(1, rest.len())..];
        }
        text.characters().to_owned()
    }

    /// A decoder to be fed piece by piece.
    pub(crate) fn decoder(&self) -> Decoder {
        match self {
            Codec::Utf8 => Decoder::new(utf::UTF_8),
            Codec::Charmap(differing) => Decoder::new(Charmap::new(differing)),
            Codec::Other(decoder) => decoder(),
        }
    }
}
// ANCHOR_END: decode

// ANCHOR: undefined
/// The codec that exists to fail: `Lib/encodings/undefined.py`.
struct Undefined;

impl Step for Undefined {
    fn name(&self) -> &'static str {
        "undefined"
    }

    fn step(&mut self, _: &[u8], _: bool, _: &mut Text) -> Result<usize, step::Failure> {
        let reason = "decoding with 'undefined' codec failed (UnicodeError: undefined encoding)";
        Err(step::Failure::Refused(reason))
    }
}
// ANCHOR_END: undefined

#[cfg(test)]
mod tests;
