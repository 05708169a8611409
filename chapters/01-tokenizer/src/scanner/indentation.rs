//! Indentation: how a block begins and ends without a bracket.
//!
//! CPython: the first part of `tok_get` (`tok->atbol`) and `tok_continuation_line` in
//! `Parser/tokenizer.c`.
//!
//! Invariant: the columns of the blocks we are in ascend, and every INDENT that was reported
//! has its column on the stack until its DEDENT is.

use super::{Failed, Scanner};
use crate::error::ErrorKind;
use crate::token::{Token, TokenKind};

// ANCHOR: columns
/// One more than the deepest block. C: `MAXINDENT`.
pub(super) const MAX_INDENTS: usize = 100;
/// To the next multiple of this a tab leads. C: `TABSIZE`; `ALTTABSIZE` is 1.
const TAB_SIZE: u32 = 8;

/// A column, counted twice: with tabs to the next multiple of eight, and with tabs as wide
/// as a space. Only if both agree about the order of two lines does it not depend on the
/// reader's editor.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Indentation {
    column: u32,
    alternative: u32,
}
// ANCHOR_END: columns

impl Scanner<'_> {
    // ANCHOR: begin_line
    /// Measures the blanks at the beginning of a line, and unless the line is blank or
    /// inside brackets, compares them with the blocks we are in. Returns whether the line
    /// is blank.
    #[inline(always)]
    pub(super) fn begin_line(&mut self, tokens: &mut Vec<Token>) -> Result<bool, Failed> {
        if self.offset > self.line_start {
            self.next_line();
        }
        let mut cursor = self.cursor();
        cursor.eat_while(|byte| byte == b' ');
        let spaces = (cursor.offset - self.offset) as u32;
        self.offset = cursor.offset;
        let mut here = Indentation { column: spaces, alternative: spaces };
        if matches!(cursor.peek(), b'\t' | b'\x0c' | b'\\') {
            here = self.uncommon_indentation(here)?;
        }
        if let byte @ (b'#' | b'\n') = self.peek() {
            if !self.options.interactive {
                return Ok(true);
            }
            // At a prompt an empty line ends the statement, and the first line counts
            // even if it holds nothing.
            if self.line == 1 {
                here = Indentation::default();
            } else if here.column != 0 || byte == b'#' {
                return Ok(true);
            }
        }
        let current = self.indents.last().copied().unwrap_or_default();
        if self.brackets.is_empty() && here != current {
            self.change_indentation(here, current, tokens)?;
        }
        Ok(false)
    }
    // ANCHOR_END: begin_line

    // ANCHOR: uncommon
    /// Goes on measuring where there is more than spaces.
    #[cold]
    fn uncommon_indentation(&mut self, spaces: Indentation) -> Result<Indentation, Failed> {
        let mut here = spaces;
        let mut continued = None;
        loop {
            match self.peek() {
                b' ' => {
                    here.column += 1;
                    here.alternative += 1;
                }
                b'\t' => {
                    here.column = (here.column / TAB_SIZE + 1) * TAB_SIZE;
                    here.alternative += 1;
                }
                b'\x0c' => here = Indentation::default(),
                // The column before the first backslash counts for the line, but for 0.
                b'\\' => {
                    continued = continued.filter(|&column| column != 0).or(Some(here.column));
                    self.continuation(true)?;
                    self.next_line();
                    continue;
                }
                _ => break,
            }
            self.offset += 1;
        }
        Ok(match continued {
            Some(column @ 1..) => Indentation { column, alternative: column },
            _ => here,
        })
    }
    // ANCHOR_END: uncommon

    // ANCHOR: change
    /// A line begins elsewhere than the one before: an INDENT, or one DEDENT or more.
    fn change_indentation(
        &mut self,
        here: Indentation,
        current: Indentation,
        tokens: &mut Vec<Token>,
    ) -> Result<(), Failed> {
        if here.column > current.column {
            if self.indents.len() + 1 >= MAX_INDENTS {
                return Err(self.line_error(ErrorKind::TooDeep));
            }
            if here.alternative <= current.alternative {
                return Err(self.line_error(ErrorKind::InconsistentTabs));
            }
            self.indents.push(here);
            tokens.push(self.token(TokenKind::Indent));
            return Ok(());
        }
        let before = self.indents.len();
        while self.indents.last().is_some_and(|outer| here.column < outer.column) {
            self.indents.pop();
        }
        let outer = self.indents.last().copied().unwrap_or_default();
        if here.column != outer.column {
            return Err(self.line_error(ErrorKind::UnmatchedDedent));
        }
        if here.alternative != outer.alternative {
            return Err(self.line_error(ErrorKind::InconsistentTabs));
        }
        let dedent = self.token(TokenKind::Dedent);
        tokens.extend(std::iter::repeat_n(dedent, before - self.indents.len()));
        Ok(())
    }
    // ANCHOR_END: change

    // ANCHOR: continuation
    /// Moves over a backslash and the line break that has to follow it, not into the next
    /// line. `line_begins` if nothing but blanks is before it. C: `tok_continuation_line`.
    pub(super) fn continuation(&mut self, line_begins: bool) -> Result<(), Failed> {
        self.offset += 1;
        if self.peek() != b'\n' {
            self.offset = self.bytes.len().min(self.offset + 1);
            return Err(self.worded_error(ErrorKind::UnexpectedAfterContinuation));
        }
        self.offset += 1;
        if self.offset == self.bytes.len() {
            return Err(self.end_behind_backslash(line_begins));
        }
        Ok(())
    }
    // ANCHOR_END: continuation
}
