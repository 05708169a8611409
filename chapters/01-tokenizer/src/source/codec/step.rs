//! A decoder as a sequence of steps, which can be fed piece by piece.
//!
//! CPython: `codecs.BufferedIncrementalDecoder`, and `MultibyteIncrementalDecoder` in
//! `Modules/cjkcodecs/multibytecodec.c`; a file is decoded by these, a `bytes` object at once.
//!
//! A step takes a few bytes off the front of the input and adds their characters to the
//! text. Bytes that could be the beginning of something wait for the next piece.

use std::ops::Range;

use super::{Culprit, DecodeError, Text};

// ANCHOR: step
/// A decoder's own part: what a few bytes mean.
pub(super) trait Step {
    /// The encoding's name in messages.
    fn name(&self) -> &'static str;

    /// Decodes something at the front of `rest`, which is not empty, and returns the number
    /// of bytes taken. `last`: nothing follows `rest`.
    fn step(&mut self, rest: &[u8], last: bool, text: &mut Text) -> Result<usize, Failure>;
}

/// Why a step got nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    /// The input ends too early; an error for this reason if it is the last.
    Incomplete(&'static str),
    /// These bytes, counted from the front, mean nothing.
    Malformed(Range<usize>, &'static str),
    /// The codec gives up without naming bytes.
    Refused(&'static str),
}
// ANCHOR_END: step

// ANCHOR: stateless
/// A step without memory.
pub(super) struct Stateless {
    /// The encoding's name in messages.
    pub(super) name: &'static str,
    /// See [`Step::step`].
    pub(super) step: fn(&[u8], &mut Text) -> Result<usize, Failure>,
}

impl Step for Stateless {
    fn name(&self) -> &'static str {
        self.name
    }

    fn step(&mut self, rest: &[u8], _last: bool, text: &mut Text) -> Result<usize, Failure> {
        (self.step)(rest, text)
    }
}
// ANCHOR_END: stateless

// ANCHOR: decoder
/// A decoder between two pieces of input.
pub(crate) struct Decoder {
    steps: Box<dyn Step>,
    pending: Vec<u8>,
}

impl Decoder {
    pub(super) fn new(steps: impl Step + 'static) -> Decoder {
        Decoder { steps: Box::new(steps), pending: Vec::new() }
    }

    /// Decodes a piece. Positions in an error count from the first byte that waited.
    pub(crate) fn feed(
        &mut self,
        piece: &[u8],
        last: bool,
        text: &mut Text,
    ) -> Result<(), DecodeError> {
        let mut joined = std::mem::take(&mut self.pending);
        let input = if joined.is_empty() {
            piece
        } else {
            joined.extend_from_slice(piece);
            &joined
        };
        let mut at = 0;
        while at < input.len() {
            let rest = &input[at..];
            let (range, reason) = match self.steps.step(rest, last, text) {
                Ok(taken) => {
                    at += taken;
                    continue;
                }
                Err(Failure::Incomplete(_)) if !last => {
                    self.pending = rest.to_vec();
                    return Ok(());
                }
                Err(Failure::Incomplete(reason)) => (0..rest.len(), reason),
                Err(Failure::Malformed(range, reason)) => (range, reason),
                Err(Failure::Refused(reason)) => return Err(DecodeError::refusal(reason)),
            };
            let culprit = Culprit::Byte(rest[range.start]);
            let range = at + range.start..at + range.end;
            return Err(DecodeError { encoding: self.steps.name(), culprit, range, reason });
        }
        Ok(())
    }
}
// ANCHOR_END: decoder
