//! Encodings by name, and bytes to text by encoding.
//!
//! CPython: `Lib/encodings/` (`normalize_encoding`, `aliases`, the codecs), `Python/codecs.c`,
//! the decoders in `Objects/unicodeobject.c` and `Modules/cjkcodecs/`.
//!
//! The encodings of one byte a character are tables recorded from CPython; those of East
//! Asia are `encoding_rs`'s; UTF-8, UTF-16, UTF-32, Latin-1 and ASCII are a few lines each.

use std::fmt;

/// Bytes that are not text in some encoding. Its `Display` is that of `UnicodeDecodeError`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// The encoding's name in the message.
    pub encoding: &'static str,
    /// The first offending byte.
    pub byte: u8,
    /// Its offset, and the offset behind the last offending byte.
    pub range: std::ops::Range<usize>,
    /// CPython's reason.
    pub reason: &'static str,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeError { encoding, byte, range, reason } = self;
        write!(f, "'{encoding}' codec can't decode ")?;
        if range.len() == 1 {
            write!(f, "byte 0x{byte:02x} in position {}: {reason}", range.start)
        } else {
            write!(f, "bytes in position {}-{}: {reason}", range.start, range.end - 1)
        }
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    fn new(
        encoding: &'static str,
        bytes: &[u8],
        range: std::ops::Range<usize>,
        reason: &'static str,
    ) -> DecodeError {
        DecodeError { encoding, byte: bytes[range.start], range, reason }
    }
}

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
    Ascii,
    Latin1,
    /// One byte a character: what differs from Latin-1, in the words of `charmaps.txt`.
    Charmap(&'static str),
    /// Two or four bytes a unit, in the given or the marked order.
    Wide(Wide),
    /// CPython's name and the decoder.
    EastAsian(&'static str, &'static encoding_rs::Encoding),
}

/// UTF-16 and UTF-32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Wide {
    unit: usize,
    /// None: by the byte order mark, little-endian without one.
    order: Option<ByteOrder>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ByteOrder {
    Little,
    Big,
}

/// CPython's name, and the same encoding's name to `encoding_rs`.
const EAST_ASIAN: [(&str, &encoding_rs::Encoding); 8] = [
    ("big5", encoding_rs::BIG5),
    ("cp932", encoding_rs::SHIFT_JIS),
    ("cp949", encoding_rs::EUC_KR),
    ("euc_jp", encoding_rs::EUC_JP),
    ("euc_kr", encoding_rs::EUC_KR),
    ("gb18030", encoding_rs::GB18030),
    ("gbk", encoding_rs::GBK),
    ("shift_jis", encoding_rs::SHIFT_JIS),
];

/// Codecs of CPython's that give no text.
const NOT_TEXT: [&str; 7] =
    ["base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec"];

/// The codec that CPython finds by `name`: `encodings.search_function`.
pub(crate) fn lookup(name: &str) -> Result<Codec, LookupError> {
    let name = normalize(name);
    let codec = alias(&name).or_else(|| alias(&name.replace('.', "_"))).unwrap_or(&name);
    let wide = |unit, order| Ok(Codec::Wide(Wide { unit, order }));
    match codec {
        "utf_8" | "utf_8_sig" => return Ok(Codec::Utf8),
        "ascii" => return Ok(Codec::Ascii),
        "latin_1" => return Ok(Codec::Latin1),
        "utf_16" => return wide(2, None),
        "utf_16_le" => return wide(2, Some(ByteOrder::Little)),
        "utf_16_be" => return wide(2, Some(ByteOrder::Big)),
        "utf_32" => return wide(4, None),
        "utf_32_le" => return wide(4, Some(ByteOrder::Little)),
        "utf_32_be" => return wide(4, Some(ByteOrder::Big)),
        _ if NOT_TEXT.contains(&codec) => return Err(LookupError::NotText),
        _ => {}
    }
    if let Some((name, encoding)) = EAST_ASIAN.iter().find(|(name, _)| *name == codec) {
        return Ok(Codec::EastAsian(name, encoding));
    }
    let charmap = entry(include_str!("charmaps.txt"), codec).map(Codec::Charmap);
    charmap.ok_or(LookupError::Unknown)
}

fn alias(name: &str) -> Option<&'static str> {
    entry(include_str!("aliases.txt"), name)
}

/// What stands behind `key` in a table of lines `key TAB value`.
fn entry(table: &'static str, key: &str) -> Option<&'static str> {
    table.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('\t'))
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

impl Codec {
    /// Decodes all of `bytes`, or says what is wrong with the first that are not text.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Result<String, DecodeError> {
        match self {
            Codec::Utf8 => utf8(bytes).map(str::to_owned),
            Codec::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                None => Ok(bytes.iter().map(|&byte| byte as char).collect()),
                Some(at) => {
                    let reason = "ordinal not in range(128)";
                    Err(DecodeError::new("ascii", bytes, at..at + 1, reason))
                }
            },
            Codec::Latin1 => Ok(bytes.iter().map(|&byte| byte as char).collect()),
            Codec::Charmap(differing) => charmap(differing, bytes),
            Codec::Wide(wide) => wide.decode(bytes),
            Codec::EastAsian(name, encoding) => east_asian(name, encoding, bytes),
        }
    }
}

/// Checks UTF-8 in place, with CPython's complaint.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let (length, reason) = match error.error_len() {
            None => (bytes.len() - start, "unexpected end of data"),
            Some(length) if matches!(bytes[start], 0xc2..=0xf4) => {
                (length, "invalid continuation byte")
            }
            Some(length) => (length, "invalid start byte"),
        };
        DecodeError::new("utf-8", bytes, start..start + length, reason)
    })
}

fn charmap(differing: &str, bytes: &[u8]) -> Result<String, DecodeError> {
    let mut table: [Option<char>; 256] = std::array::from_fn(|byte| Some(byte as u8 as char));
    for pair in differing.split(' ').filter(|pair| !pair.is_empty()) {
        let (byte, point) = pair.split_once('=').expect("charmaps.txt holds byte=code point");
        let byte = usize::from_str_radix(byte, 16).expect("a byte in hexadecimal");
        table[byte] = u32::from_str_radix(point, 16).ok().and_then(char::from_u32);
    }
    let decode = |(at, &byte): (usize, &u8)| {
        let reason = "character maps to <undefined>";
        table[byte as usize].ok_or_else(|| DecodeError::new("charmap", bytes, at..at + 1, reason))
    };
    bytes.iter().enumerate().map(decode).collect()
}

fn east_asian(
    name: &'static str,
    encoding: &'static encoding_rs::Encoding,
    bytes: &[u8],
) -> Result<String, DecodeError> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let longest = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(longest.unwrap_or(bytes.len()));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        encoding_rs::DecoderResult::Malformed(length, consumed_after) => {
            let end = read - consumed_after as usize;
            let start = end - length as usize;
            let complete = end < bytes.len() || length > 1;
            let reason = if complete {
                "illegal multibyte sequence"
            } else {
                "incomplete multibyte sequence"
            };
            Err(DecodeError::new(name, bytes, start..start + 1, reason))
        }
        _ => Ok(text),
    }
}

impl Wide {
    fn name(self, order: ByteOrder) -> &'static str {
        match (self.unit, order) {
            (2, ByteOrder::Little) => "utf-16-le",
            (2, ByteOrder::Big) => "utf-16-be",
            (_, ByteOrder::Little) => "utf-32-le",
            (_, ByteOrder::Big) => "utf-32-be",
        }
    }

    /// The order that the mark at the beginning tells, and how long the mark is.
    fn order(self, bytes: &[u8]) -> (ByteOrder, usize) {
        if let Some(order) = self.order {
            return (order, 0);
        }
        match (self.unit, bytes) {
            (2, [0xff, 0xfe, ..]) => (ByteOrder::Little, 2),
            (2, [0xfe, 0xff, ..]) => (ByteOrder::Big, 2),
            (4, [0xff, 0xfe, 0, 0, ..]) => (ByteOrder::Little, 4),
            (4, [0, 0, 0xfe, 0xff, ..]) => (ByteOrder::Big, 4),
            _ => (ByteOrder::Little, 0),
        }
    }

    fn decode(self, bytes: &[u8]) -> Result<String, DecodeError> {
        let (order, mark) = self.order(bytes);
        let fail = |range, reason| Err(DecodeError::new(self.name(order), bytes, range, reason));
        let unit_at = |at: usize| {
            let unit = bytes.get(at..at + self.unit)?;
            Some(unit.iter().enumerate().fold(0u32, |value, (index, &byte)| match order {
                ByteOrder::Little => value | (byte as u32) << (8 * index),
                ByteOrder::Big => value << 8 | byte as u32,
            }))
        };
        let mut text = String::with_capacity(bytes.len());
        let mut at = mark;
        while at < bytes.len() {
            let Some(unit) = unit_at(at) else {
                return fail(at..bytes.len(), "truncated data");
            };
            let mut length = self.unit;
            let mut point = unit;
            if self.unit == 2 && (0xd800..0xdc00).contains(&unit) {
                point = match unit_at(at + 2) {
                    None => return fail(at..bytes.len(), "unexpected end of data"),
                    Some(low @ 0xdc00..0xe000) => {
                        length = 4;
                        0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                    }
                    Some(_) => return fail(at..at + 2, "illegal UTF-16 surrogate"),
                };
            }
            match char::from_u32(point) {
                Some(character) => text.push(character),
                None if self.unit == 2 => return fail(at..at + 2, "illegal encoding"),
                None if point > 0x10ffff => {
                    return fail(at..at + 4, "code point not in range(0x110000)");
                }
                None => {
                    let reason = "code point in surrogate code point range(0xd800, 0xe000)";
                    return fail(at..at + 4, reason);
                }
            }
            at += length;
        }
        Ok(text)
    }
}
