//! A file that is run: read line by line, and decoded chunk by chunk.
//!
//! CPython: `tok_underflow_file`, `tok_readline_raw`, `fp_setreadl` and `tok_readline_recode` in
//! `Parser/tokenizer.c`.
//!
//! CPython takes lines from a C stream until a cookie tells the encoding. Then it opens the
//! file once more as text, at the last byte of the cookie's line, and drops what is left of
//! that line. So the lines up to there are never decoded, a decoder with a memory starts in
//! the middle, and positions in its complaints count from the beginning of a chunk.
//!
//! What is wrong with a later line is not found before the earlier lines have been scanned;
//! see [`Source::error_after`].

use std::borrow::Cow;
use std::ops::Range;

use super::codec::{Codec, DecodeError, Text, lookup};
use super::{BYTE_ORDER_MARK, Source, check_size, cut_at_null, declared, nowhere, translate_bytes};
use crate::error::{Error, ErrorKind, Location, SyntaxError};

// ANCHOR: chunks
/// How much `io.TextIOWrapper` decodes at once.
const CHUNK: usize = 8192;
// ANCHOR_END: chunks

impl<'s> Source<'s> {
    // ANCHOR: from_file
    /// The source of `python FILE`, of which `bytes` are the contents.
    pub fn from_file(bytes: &'s [u8], filename: &str) -> Result<Source<'s>, Error> {
        check_size(bytes)?;
        let marked = bytes.starts_with(BYTE_ORDER_MARK);
        let start = if marked { BYTE_ORDER_MARK.len() } else { 0 };
        let first_end = line_end(bytes, start);
        let first = &bytes[start..first_end];
        // CPython stops at a first line that is broken and sees no second.
        let broken = first.contains(&0) || (!marked && std::str::from_utf8(first).is_err());
        let second_end = if broken { first_end } else { line_end(bytes, first_end) };
        let lines = [first, &bytes[first_end..second_end]].map(cut_at_null);
        let source = match declared(lines, marked).map_err(nowhere)? {
            Some((name, line)) if name != "utf-8" => {
                let end = if line == 0 { first_end } else { second_end };
                Source::from_encoded_file(bytes, start..end, name)?
            }
            declared => {
                let lines = Cow::Owned(translate_bytes(&bytes[start..], true));
                let encoding = declared.map(|(name, _)| name);
                Source::tolerant(bytes, lines, encoding).until_undeclared(filename)
            }
        };
        check_size(source.text.as_bytes())?;
        Ok(Source { is_file: true, ..source.until_null() })
    }
    // ANCHOR_END: from_file

    // ANCHOR: encoded
    /// A file with a cookie in the last of the `raw` lines.
    fn from_encoded_file(
        bytes: &'s [u8],
        raw: Range<usize>,
        name: String,
    ) -> Result<Source<'s>, Error> {
        let problem = || nowhere(ErrorKind::EncodingProblem(name.clone()));
        let codec = lookup(&name).map_err(|_| problem())?;
        let (text, mut error) = decode_chunks(codec, &bytes[raw.end - 1..]);
        let characters = text.characters();
        let mut end = match error {
            None => characters.len(),
            Some(_) => complete_lines(characters),
        };
        // If that fails already for the cookie's line, CPython blames the cookie.
        if error.is_some() && end == 0 {
            return Err(problem());
        }
        let start = line_end(characters.as_bytes(), 0);
        if let Some(surrogate) = text.first_surrogate(start..end) {
            let line_start = complete_lines(&characters[..surrogate]);
            error = text.utf8(line_start..end).err();
            end = line_start;
        }
        let mut lines = translate_bytes(&bytes[raw], true);
        if start < end {
            lines.extend(translate_bytes(&characters.as_bytes()[start..end], true));
        }
        let lineno = memchr::memchr_iter(b'\n', &lines).count() as i32;
        let mut source = Source::tolerant(bytes, Cow::Owned(lines), Some(name));
        source.after = error.map(|error| {
            let (end, text) = (Some((lineno, -1)), Some(String::new()));
            let location = Some(Box::new(Location { lineno, offset: 0, end, text }));
            Box::new(SyntaxError { kind: ErrorKind::Unicode(error), location })
        });
        Ok(source)
    }
    // ANCHOR_END: encoded

    // ANCHOR: cut
    /// Ends the text of a file without a cookie before the line that is not UTF-8.
    fn until_undeclared(mut self, filename: &str) -> Source<'s> {
        let (Some(raw), None) = (&self.raw, &self.encoding) else { return self };
        let at = raw.undecodable[0] as usize;
        let byte = raw.bytes[at];
        let line_start = complete_lines(&self.text[..at]);
        if self.text[line_start..at].contains('\0') {
            return self;
        }
        let (line, _) = self.cut_before_line_of(at);
        let filename = filename.to_owned();
        self.after = Some(Box::new(nowhere(ErrorKind::NonUtf8 { byte, filename, line })));
        self
    }

    /// Ends the text of a file before the line with a NUL, if there is one.
    fn until_null(mut self) -> Source<'s> {
        let Some(at) = memchr::memchr(0, self.text.as_bytes()) else { return self };
        let (line, shown) = self.cut_before_line_of(at);
        let lineno = line as i32;
        // The line has been read, but not moved into: the column is always that of its start.
        let location = Location { lineno, offset: 0, end: Some((lineno, 0)), text: Some(shown) };
        let location = Some(Box::new(location));
        self.after = Some(Box::new(SyntaxError { kind: ErrorKind::NullByteInFile, location }));
        self
    }

    /// Ends the text before the line of offset `at`; returns that line's number and its
    /// text up to there.
    fn cut_before_line_of(&mut self, at: usize) -> (u32, String) {
        let line_start = complete_lines(&self.text[..at]);
        let line = self.text[..line_start].matches('\n').count() as u32 + 1;
        let shown = self.decode(line_start..at);
        self.text = Cow::Owned(self.text[..line_start].to_owned());
        if let Some(raw) = &mut self.raw {
            raw.bytes.truncate(line_start);
            raw.undecodable.retain(|&at| (at as usize) < line_start);
        }
        (line, shown)
    }
    // ANCHOR_END: cut
}

// ANCHOR: decode_chunks
/// Decodes all chunks, or those before the first that is not in the encoding.
fn decode_chunks(codec: Codec, bytes: &[u8]) -> (Text, Option<DecodeError>) {
    let mut decoder = codec.decoder();
    let mut text = Text::default();
    // The last chunk is not known to be the last until nothing comes behind it.
    let pieces = bytes.chunks(CHUNK).map(|chunk| (chunk, false)).chain([(&[][..], true)]);
    for (piece, last) in pieces {
        let before = text.characters().len();
        if let Err(error) = decoder.feed(piece, last, &mut text) {
            text.truncate(before);
            return (text, Some(error));
        }
    }
    (text, None)
}
// ANCHOR_END: decode_chunks

// ANCHOR: lines
/// The offset behind the line that begins at `start`, which `\n`, `\r` or both end.
pub(super) fn line_end(bytes: &[u8], start: usize) -> usize {
    match memchr::memchr2(b'\n', b'\r', &bytes[start..]).map(|at| start + at) {
        None => bytes.len(),
        Some(at) if bytes[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
    }
}

/// The offset behind the last line that has an end. A `\r` at the end of the text waits
/// for what comes behind it.
fn complete_lines(text: &str) -> usize {
    let known = text.strip_suffix('\r').unwrap_or(text);
    known.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}
// ANCHOR_END: lines
