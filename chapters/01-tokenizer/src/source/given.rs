//! The line that an error shows, looked for in what was given.
//!
//! CPython: `get_error_line_from_tokenizer_buffers` in `Parser/pegen_errors.c`,
//! `err_programtext` in `Python/errors.c`.
//!
//! An error may be about a line that the tokenizer has left behind. CPython then goes back to
//! the string that it was given, or opens the file of the source's name once more. Neither is
//! the text that was scanned: the string is not yet decoded, and the file begins with its byte
//! order mark and may end without a line break.

use super::{Source, cut_at_null, file, lookup, translate_bytes};

// ANCHOR: given
/// How much CPython reads at once of a line of a file; it shows what it read last.
const PIECE: usize = 999;

impl Source<'_> {
    /// A line of the string that was given, without its line break, where that is in another
    /// encoding than UTF-8: as if it were UTF-8. The last line stands for those behind it.
    pub fn line_of_string(&self, lineno: i32) -> Option<String> {
        if !self.is_recoded {
            return None;
        }
        let bytes = translate_bytes(self.given, false);
        let count = lineno.max(1) as usize;
        let line = bytes.split(|&byte| byte == b'\n').take(count).last()?;
        Some(String::from_utf8_lossy(line).into_owned())
    }

    /// A line of the file that the source is, with its line break, or the end of that line if
    /// it is long; nothing if there is no such line, or it isn't in its encoding.
    pub fn line_of_file(&self, lineno: i32) -> Option<String> {
        let mut start = 0;
        for _ in 1..usize::try_from(lineno).ok().filter(|&lineno| lineno > 0)? {
            start = file::line_end(self.given, start);
        }
        let line = translate_bytes(&self.given[start..file::line_end(self.given, start)], false);
        let piece = line.chunks(PIECE).last()?;
        // Nothing behind a full piece says that it was the last.
        if piece.len() == PIECE && !piece.ends_with(b"\n") {
            return None;
        }
        let piece = cut_at_null(piece);
        match self.encoding() {
            None => std::str::from_utf8(piece).map(str::to_owned).ok(),
            Some("utf-8") => Some(String::from_utf8_lossy(piece).into_owned()),
            Some(name) => Some(lookup(name).ok()?.decode_with_replacements(piece)),
        }
    }
}
// ANCHOR_END: given
