//! A place in the source that moves forward: all that the scanners of single tokens need.
//!
//! CPython: `tok_nextc` and `tok_backup`. There a character is consumed and handed back if
//! it was one too many; here it is looked at first ([`Cursor::peek`]) and consumed when it
//! belongs ([`Cursor::bump`]).

use crate::chars;

// ANCHOR: cursor
/// A byte offset into a source. Behind the end every byte reads as 0, which a source never
/// holds.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'s> {
    pub(crate) bytes: &'s [u8],
    pub(crate) offset: usize,
}

impl Cursor<'_> {
    /// The byte at the cursor, or 0 at the end.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.peek_at(0)
    }

    /// The byte `distance` behind the cursor, or 0 beyond the end.
    #[inline(always)]
    pub(crate) fn peek_at(&self, distance: usize) -> u8 {
        self.bytes.get(self.offset + distance).copied().unwrap_or(0)
    }

    /// Moves over one byte.
    #[inline(always)]
    pub(crate) fn bump(&mut self) {
        self.offset += 1;
    }

    /// Moves over the byte if it is `expected`.
    #[inline(always)]
    pub(crate) fn eat(&mut self, expected: u8) -> bool {
        let found = self.peek() == expected;
        self.offset += found as usize;
        found
    }

    /// Moves over all bytes for which `belongs` holds; it must not hold for 0.
    #[inline(always)]
    pub(crate) fn eat_while(&mut self, belongs: impl Fn(u8) -> bool) {
        while belongs(self.peek()) {
            self.offset += 1;
        }
    }

    /// Moves over a name, or the rest of one; whether it is all ASCII.
    #[inline(always)]
    pub(crate) fn eat_name(&mut self) -> bool {
        let mut seen = 0;
        while chars::is_name_continue(self.peek()) {
            seen |= self.peek();
            self.offset += 1;
        }
        seen.is_ascii()
    }
}
// ANCHOR_END: cursor
