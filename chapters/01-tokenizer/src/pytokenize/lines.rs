//! The lines of a source as `Lib/tokenize.py` reads them, decoded one by one.
//!
//! CPython: the `readline` that `tokenize` wraps. Line breaks stay as they are; a line ends
//! with `\n` and with nothing else.

use super::detect_encoding::{DetectError, detect_encoding};
use crate::source::{DecodeError, utf8};

// ANCHOR: lines
/// Decoded lines, as far as they could be decoded.
#[derive(Clone, Debug)]
pub struct SourceLines {
    text: String,
    encoding: Option<String>,
    error: Option<DecodeError>,
}

impl SourceLines {
    /// What `tokenize` reads of a file's bytes. `filename` appears in errors.
    pub fn from_bytes(bytes: &[u8], filename: Option<&str>) -> Result<SourceLines, DetectError> {
        let (declared, codec) = detect_encoding(bytes, filename)?;
        let encoding = declared.strip_suffix("-sig").unwrap_or(&declared).to_owned();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (text, error) = if encoding == "utf-8" {
            decode_utf8(bytes)
        } else {
            let mut text = String::with_capacity(bytes.len());
            let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
            let error = lines.find_map(|line| match codec.decode(line) {
                Ok(line) => {
                    text.push_str(&line);
                    None
                }
                Err(error) => Some(error),
            });
            (text, error)
        };
        Ok(SourceLines { text, encoding: Some(encoding), error })
    }

    /// What `generate_tokens` reads of standard input, where `\n` stands for all line breaks.
    pub fn from_standard_input(bytes: &[u8]) -> Result<SourceLines, DecodeError> {
        let text = utf8(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
        Ok(SourceLines::from_text(text))
    }

    /// What `generate_tokens` reads of text.
    pub fn from_text(text: String) -> SourceLines {
        SourceLines { text, encoding: None, error: None }
    }

    /// All lines that could be decoded.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding in the ENCODING token.
    pub fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// What is raised instead of reading the line behind the last; offsets count from that
    /// line's beginning.
    pub fn error_after(&self) -> Option<&DecodeError> {
        self.error.as_ref()
    }
}
// ANCHOR_END: lines

// ANCHOR: utf8
/// Decodes all lines at once, and only if that fails looks for the one at fault.
fn decode_utf8(bytes: &[u8]) -> (String, Option<DecodeError>) {
    let Err(error) = utf8(bytes) else {
        return (String::from_utf8_lossy(bytes).into_owned(), None);
    };
    let before = &bytes[..error.range.start];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let rest = &bytes[line_start..];
    let line_end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
    let text = String::from_utf8_lossy(&bytes[..line_start]).into_owned();
    (text, utf8(&rest[..line_end]).err())
}
// ANCHOR_END: utf8
