//! What is searched: a string, or the bytes of an object that is held for as long as needed.
//!
//! CPython: `Modules/_sre/sre.c` (`getstring`, `state_init`, `getslice`).

use super::engine::{Matcher, State};
use super::pattern::PatternObject;
use crate::prelude::*;
use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::str::Text;

// ANCHOR: subject
/// A string, or a bytes-like object whose memory stays where it is while this is there.
pub(super) struct Subject {
    // Released before the object is given up.
    buffer: Option<Buffer<'static>>,
    string: Ref,
}

impl Subject {
    /// C: `getstring`.
    pub(super) fn new(string: Obj<'_>) -> Result<Subject> {
        let string = string.to_ref();
        if string.borrow().downcast::<PyASCIIObject>().is_some() {
            return Ok(Subject { buffer: None, string });
        }
        // SAFETY: the reference beside the buffer keeps the object alive for longer.
        let object: Obj<'static> = unsafe { Obj::from_ptr(string.borrow().as_ptr()) };
        let Ok(buffer) = Buffer::simple(object) else {
            errors::clear();
            let kind = object.ob_type().name().to_owned();
            let message = format_args!("expected string or bytes-like object, got '{kind}'");
            return Err(raise(&TYPE_ERROR, message));
        };
        Ok(Subject { buffer: Some(buffer), string })
    }

    pub(super) fn object(&self) -> Obj<'_> {
        self.string.borrow()
    }

    pub(super) fn is_bytes(&self) -> bool {
        self.buffer.is_some()
    }

    fn as_str(&self) -> Option<Obj<'_, PyASCIIObject>> {
        match self.buffer {
            Some(_) => None,
            None => self.string.borrow().downcast::<PyASCIIObject>(),
        }
    }

    fn text(&self) -> Text<'_> {
        match (&self.buffer, self.as_str()) {
            (Some(buffer), _) => Text::Latin1(buffer.bytes()),
            (None, Some(string)) => string.text(),
            (None, None) => Text::EMPTY,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.text().len()
    }

    /// Whether there is a backslash: a replacement without one stands for itself.
    pub(super) fn has_backslash(&self) -> bool {
        self.text().contains(Text::Ascii(b"\\"))
    }

    /// A piece. C: `getslice`.
    pub(super) fn slice(&self, start: usize, end: usize) -> Result {
        let (start, end) = (start.min(self.len()), end.min(self.len()));
        match (&self.buffer, self.as_str()) {
            (None, Some(string)) => string.piece(start..end),
            (Some(buffer), _) => {
                let is_whole = start == 0 && end == buffer.bytes().len();
                match self.object().downcast_exact::<PyBytesObject>() {
                    Some(whole) if is_whole => Ok(whole.object().to_ref()),
                    _ => Ok(bytes::new(&buffer.bytes()[start..end])?.object()),
                }
            }
            (None, None) => nothing(),
        }
    }
}
// ANCHOR_END: subject

// ANCHOR: search
/// A search of a pattern in a subject. C: `SRE_STATE`.
pub(super) struct Search {
    pub(super) subject: Subject,
    pub(super) state: State,
    pub(super) pos: usize,
}

impl Search {
    /// Between `pos` and `endpos`, brought inside the subject. C: `state_init`.
    pub(super) fn new(
        pattern: Obj<'_, PatternObject>,
        string: Obj<'_>,
        pos: isize,
        endpos: isize,
    ) -> Result<Search> {
        let mut state = State::new(pattern.groups as usize)?;
        let subject = Subject::new(string)?;
        if subject.is_bytes() && pattern.isbytes == 0 {
            let message = "cannot use a string pattern on a bytes-like object";
            return Err(raise(&TYPE_ERROR, message));
        }
        if !subject.is_bytes() && pattern.isbytes > 0 {
            let message = "cannot use a bytes pattern on a string-like object";
            return Err(raise(&TYPE_ERROR, message));
        }
        let inside = |index: isize| (index.max(0) as usize).min(subject.len());
        state.start = inside(pos);
        state.end = inside(endpos);
        let pos = state.start;
        Ok(Search { subject, state, pos })
    }

    /// Whether the pattern matches at `state.start`. C: `sre_match`.
    pub(super) fn matches(&mut self, pattern: Obj<'_, PatternObject>) -> Result<bool> {
        self.run(pattern, false)
    }

    /// Whether the pattern matches there or further on. C: `sre_search`.
    pub(super) fn search(&mut self, pattern: Obj<'_, PatternObject>) -> Result<bool> {
        self.run(pattern, true)
    }

    fn run(&mut self, pattern: Obj<'_, PatternObject>, searches: bool) -> Result<bool> {
        let code = PatternObject::code(pattern);
        let state = &mut self.state;
        state.reset();
        state.ptr = state.start;
        macro_rules! run {
            ($text:expr) => {{
                let mut matcher = Matcher { state, code, text: $text };
                if searches { matcher.search() } else { matcher.matches(0, true) }
            }};
        }
        match self.subject.text() {
            Text::Ascii(text) | Text::Latin1(text) => run!(text),
            Text::Ucs2(text) => run!(text),
            Text::Ucs4(text) => run!(text),
        }
    }

    /// Behind a match, for the next one.
    pub(super) fn advance(&mut self) {
        self.state.must_advance = self.state.ptr == self.state.start;
        self.state.start = self.state.ptr;
    }

    /// What the match as a whole is.
    pub(super) fn whole(&self) -> Result {
        self.subject.slice(self.state.start, self.state.ptr)
    }

    /// What a group has matched; where it hasn't, nothing. C: `state_getslice`.
    pub(super) fn group(&self, index: usize, empty: bool) -> Result {
        match self.state.group(index) {
            Some((start, end)) => {
                check_span(start, end)?;
                self.subject.slice(start, end)
            }
            None if empty => self.subject.slice(0, 0),
            None => nothing(),
        }
    }
}

/// A group can't end before it begins.
pub(super) fn check_span(start: usize, end: usize) -> Result<()> {
    if start <= end {
        return Ok(());
    }
    let message = "The span of capturing group is wrong, please report a bug for the re module.";
    Err(raise(&errors::SYSTEM_ERROR, message))
}
// ANCHOR_END: search
