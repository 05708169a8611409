//! The coding cookie once more, as `Lib/tokenize.py` looks for it.
//!
//! CPython: `detect_encoding` in `Lib/tokenize.py`. It wants UTF-8 in the lines before the
//! cookie, and names the file in its complaints; otherwise it finds what the parser's
//! tokenizer finds ([`crate::source`]).

use std::fmt;

use crate::source::{Codec, LookupError, lookup, normal_name};

// ANCHOR: errors
/// Why no encoding was found. The messages of `detect_encoding`'s `SyntaxError`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DetectError {
    kind: DetectErrorKind,
    filename: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum DetectErrorKind {
    /// One of the first two lines is neither UTF-8 nor preceded by a cookie.
    Missing,
    /// A cookie names no codec.
    Unknown(String),
    /// A cookie names another encoding than the byte order mark.
    Problem,
    /// A cookie names a codec that is not for text. Found when the first line is decoded.
    NotText(String),
}

impl fmt::Display for DetectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.filename.as_deref().map(crate::repr::repr);
        match (&self.kind, file) {
            (DetectErrorKind::Missing, file) => {
                f.write_str("invalid or missing encoding declaration")?;
                file.map_or(Ok(()), |file| write!(f, " for {file}"))
            }
            (DetectErrorKind::Unknown(name), None) => write!(f, "unknown encoding: {name}"),
            (DetectErrorKind::Unknown(name), Some(file)) => {
                write!(f, "unknown encoding for {file}: {name}")
            }
            (DetectErrorKind::Problem, None) => f.write_str("encoding problem: utf-8"),
            (DetectErrorKind::Problem, Some(file)) => {
                write!(f, "encoding problem for {file}: utf-8")
            }
            (DetectErrorKind::NotText(name), _) => write!(
                f,
                "'{name}' is not a text encoding; \
                 use codecs.decode() to handle arbitrary codecs"
            ),
        }
    }
}

impl std::error::Error for DetectError {}

impl DetectError {
    /// What `python -m tokenize` says of it on standard error; of a traceback, the ends.
    pub fn report(&self, filename: &str) -> String {
        match self.kind {
            DetectErrorKind::NotText(_) => format!("unexpected error: {self}\nLookupError: {self}"),
            _ => format!("{filename}: error: {self}"),
        }
    }
}
// ANCHOR_END: errors

// ANCHOR: detect
/// The encoding of a source: its name (`utf-8-sig` behind a byte order mark) and codec.
pub(crate) fn detect_encoding(
    bytes: &[u8],
    filename: Option<&str>,
) -> Result<(String, Codec), DetectError> {
    let fail = |kind| Err(DetectError { kind, filename: filename.map(str::to_owned) });
    let (bytes, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let default = if marked { "utf-8-sig" } else { "utf-8" };
    for line in bytes.split_inclusive(|&byte| byte == b'\n').take(2) {
        let Ok(line) = std::str::from_utf8(line) else {
            return fail(DetectErrorKind::Missing);
        };
        if let Some(name) = cookie(line) {
            let name = normal_name(name.as_bytes());
            let codec = match lookup(&name) {
                Ok(codec) => codec,
                Err(LookupError::Unknown) => return fail(DetectErrorKind::Unknown(name)),
                Err(LookupError::NotText) => return fail(DetectErrorKind::NotText(name)),
            };
            return match (marked, name.as_str()) {
                (false, _) => Ok((name, codec)),
                (true, "utf-8") => Ok((default.to_owned(), codec)),
                (true, _) => fail(DetectErrorKind::Problem),
            };
        }
        let text = line.trim_start_matches([' ', '\t', '\x0c']);
        if !matches!(text.as_bytes().first(), None | Some(b'#' | b'\r' | b'\n')) {
            break;
        }
    }
    Ok((default.to_owned(), Codec::Utf8))
}
// ANCHOR_END: detect

// ANCHOR: cookie
/// The name in a line that matches `^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`.
fn cookie(line: &str) -> Option<&str> {
    let comment = line.trim_start_matches([' ', '\t', '\x0c']).strip_prefix('#')?;
    let comment = comment.split('\n').next()?;
    comment.match_indices("coding").find_map(|(found, word)| {
        let rest = comment[found + word.len()..].strip_prefix([':', '='])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}
// ANCHOR_END: cookie
