//! What all decoders have in common: a place in the input, the text so far, and the handler.

use std::borrow::Cow;
use std::ops::Range;

use super::errors::{CodecError, DecodeHandler, DecodeReply};
use crate::types::str::{TextBuf, TextBuilder};

/// What a decoder made of its input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// The text.
    pub text: TextBuf,
    /// How many bytes are done with; the others are the beginning of something.
    pub consumed: usize,
}

/// A decoder at work.
pub(super) struct Decoding<'a, 'h, H> {
    /// As the errors name it.
    pub(super) encoding: &'static str,
    pub(super) input: Cow<'a, [u8]>,
    pub(super) at: usize,
    pub(super) out: TextBuilder,
    pub(super) handler: &'h mut H,
}

impl<'a, 'h, H: DecodeHandler> Decoding<'a, 'h, H> {
    pub(super) fn new(encoding: &'static str, input: &'a [u8], handler: &'h mut H) -> Self {
        let out = TextBuilder::with_capacity(input.len());
        Decoding { encoding, input: Cow::Borrowed(input), at: 0, out, handler }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &[u8] {
        &self.input[self.at..]
    }

    /// Has the handler deal with a stretch.
    #[cold]
    pub(super) fn fail(
        &mut self,
        range: Range<usize>,
        reason: &'static str,
    ) -> Result<(), H::Error> {
        let error = CodecError { encoding: self.encoding, range, reason };
        let DecodeReply { text, resume, input } = self.handler.decode_error(&self.input, error)?;
        self.out.push_text(text.as_text());
        if let Some(input) = input {
            self.input = Cow::Owned(input);
        }
        assert!(resume <= self.input.len(), "a handler goes on within the input");
        self.at = resume;
        Ok(())
    }

    pub(super) fn finish(self) -> Decoded {
        Decoded { text: self.out.finish(), consumed: self.at }
    }
}
