//! Where a match begins: goes through the text with what is known of a pattern's beginning.
//!
//! CPython: `Modules/_sre/sre_lib.h` (`SRE(search)`).
//!
//! The compiler puts a description in front of the code: how short a match can be, and a literal
//! prefix (with the table of Knuth, Morris and Pratt) or the set of first characters.

use super::category::is_in_set;
use super::engine::Matcher;
use super::opcode as op;
use crate::prelude::*;
use object_model::types::str::Unit;

// ANCHOR: search
impl<U: Unit> Matcher<'_, U> {
    /// Whether there is a match at `state.start` or behind it, where `state.start` is then.
    pub(super) fn search(&mut self) -> Result<bool> {
        let code = self.code;
        let (mut ptr, mut end) = (self.state.start, self.state.end);
        if ptr > end {
            return Ok(false);
        }
        let mut pattern = 0;
        let mut flags = 0;
        let (mut prefix, mut overlap, mut skip) = (&code[..0], &code[..0], 0);
        let mut charset = None;
        if code[0] == op::INFO {
            flags = code[2];
            let least = code[3] as usize;
            if least > 0 && end - ptr < least {
                return Ok(false);
            }
            if least > 1 {
                end = (end - (least - 1)).max(ptr);
            }
            if flags & op::INFO_PREFIX != 0 {
                let length = code[5] as usize;
                skip = code[6] as usize;
                prefix = &code[7..7 + length];
                overlap = &code[7 + length..7 + 2 * length];
            } else if flags & op::INFO_CHARSET != 0 {
                charset = Some(&code[5..]);
            }
            pattern = 1 + code[1] as usize;
        }
        if !prefix.is_empty() {
            return self.search_prefix(prefix, overlap, skip, pattern, flags);
        }
        if let Some(charset) = charset {
            self.state.must_advance = false;
            let end = self.state.end;
            loop {
                let rest = &self.text[ptr..end];
                match rest.iter().position(|unit| is_in_set(charset, unit.code())) {
                    Some(offset) => ptr += offset,
                    None => return Ok(false),
                }
                if self.matches_at(ptr, ptr, pattern, false)? {
                    return Ok(true);
                }
                ptr += 1;
                self.state.reset_groups();
            }
        }
        let mut matched = self.matches_at(ptr, ptr, pattern, true)?;
        self.state.must_advance = false;
        let is_anchored = code[pattern] == op::AT
            && matches!(code[pattern + 1], op::AT_BEGINNING | op::AT_BEGINNING_STRING);
        if !matched && is_anchored {
            self.state.start = end;
            self.state.ptr = end;
            return Ok(false);
        }
        while !matched && ptr < end {
            ptr += 1;
            self.state.reset_groups();
            matched = self.matches_at(ptr, ptr, pattern, false)?;
        }
        Ok(matched)
    }

    fn matches_at(&mut self, start: usize, ptr: usize, at: usize, toplevel: bool) -> Result<bool> {
        self.state.start = start;
        self.state.ptr = ptr;
        self.matches(at, toplevel)
    }

    /// A prefix of literals: what stands behind the first `skip` of them is left to the matcher.
    fn search_prefix(
        &mut self,
        prefix: &[u32],
        overlap: &[u32],
        skip: usize,
        pattern: usize,
        flags: u32,
    ) -> Result<bool> {
        let end = self.state.end;
        let mut ptr = self.state.start;
        // A character that is wider than the text's can't be in it.
        let prefix: Option<Vec<U>> = prefix.iter().map(|&code| U::from_code(code)).collect();
        let Some(prefix) = prefix else {
            return Ok(false);
        };
        if prefix.len() > end - ptr {
            return Ok(false);
        }
        let is_all = flags & op::INFO_LITERAL != 0;
        let text = self.text;
        if let [first] = prefix[..] {
            self.state.must_advance = false;
            while ptr < end {
                match U::find_unit(&text[ptr..end], first) {
                    Some(offset) => ptr += offset,
                    None => return Ok(false),
                }
                self.state.start = ptr;
                self.state.ptr = ptr + skip;
                if is_all || self.matches(pattern + 2 * skip, false)? {
                    return Ok(true);
                }
                ptr += 1;
                self.state.reset_groups();
            }
            return Ok(false);
        }
        while ptr < end {
            match U::find_unit(&text[ptr..end], prefix[0]) {
                Some(offset) => ptr += offset + 1,
                None => return Ok(false),
            }
            if ptr >= end {
                return Ok(false);
            }
            let mut known = 1;
            self.state.must_advance = false;
            loop {
                if text[ptr] == prefix[known] {
                    known += 1;
                    if known < prefix.len() {
                        ptr += 1;
                        if ptr >= end {
                            return Ok(false);
                        }
                        continue;
                    }
                    self.state.start = ptr - (prefix.len() - 1);
                    self.state.ptr = ptr + 1 + skip - prefix.len();
                    if is_all || self.matches(pattern + 2 * skip, false)? {
                        return Ok(true);
                    }
                    ptr += 1;
                    if ptr >= end {
                        return Ok(false);
                    }
                    self.state.reset_groups();
                }
                known = overlap[known - 1] as usize;
                if known == 0 {
                    break;
                }
            }
        }
        Ok(false)
    }
}
// ANCHOR_END: search
