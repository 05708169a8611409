//! Replacing.
//!
//! CPython: `replace` in `Objects/unicodeobject.c`, `Objects/stringlib/transmogrify.h` for bytes.
//!
//! The places are found first. So the shape of the result is known before it is written, and it
//! can be written straight into an object's memory.

use super::search::{as_wide, places};
use super::{Shape, SizeError, Text, TextBuf, TextMut, with_units};

/// A replacement that was found to change something.
#[derive(Clone, Debug)]
pub struct Replacement<'a> {
    text: Text<'a>,
    new: Text<'a>,
    /// How long each replaced stretch is.
    old: usize,
    places: Vec<usize>,
}

impl<'a> Replacement<'a> {
    /// Looks for what is to be replaced, at most so many times. `None` where nothing changes.
    pub fn find(
        text: Text<'a>,
        old: Text<'_>,
        new: Text<'a>,
        most: usize,
    ) -> Option<Replacement<'a>> {
        if most == 0 || old == new || (old.is_empty() && new.is_empty()) {
            return None;
        }
        let places = with_units!(text, |units| places(units, &as_wide(old)?, most));
        (!places.is_empty()).then(|| Replacement { text, new, old: old.len(), places })
    }

    /// The shape of the result.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn shape(&self) -> Result<Shape, SizeError> {
        let kept = self.text.len() - self.places.len() * self.old;
        let new = self.new.shape().times(self.places.len()).ok_or(SizeError::TooLong)?;
        let mut shape = Shape { length: kept, maximum: 0 }.and(new).ok_or(SizeError::TooLong)?;
        if shape.length > isize::MAX as usize {
            return Err(SizeError::TooLong);
        }
        for piece in self.kept() {
            // Once the form can't become wider, the rest needs no look.
            if shape.maximum >= self.text.bound().min(0x1_0000) {
                break;
            }
            shape.maximum = shape.maximum.max(piece.shape().maximum);
        }
        Ok(shape)
    }

    /// Writes the result into room of its shape.
    pub fn write(&self, mut out: TextMut<'_>) {
        let mut at = 0;
        for (index, piece) in self.kept().enumerate() {
            if index > 0 {
                out.put(at, self.new);
                at += self.new.len();
            }
            out.put(at, piece);
            at += piece.len();
        }
    }

    /// What stays, piece by piece: before, between and behind the places.
    fn kept(&self) -> impl Iterator<Item = Text<'a>> {
        let starts = std::iter::once(0).chain(self.places.iter().map(|place| place + self.old));
        let ends = self.places.iter().copied().chain(std::iter::once(self.text.len()));
        starts.zip(ends).map(|(start, end)| self.text.slice(start..end))
    }
}

/// The text with `new` for `old`. `None` where nothing changes.
///
/// # Errors
/// Where it is too long.
pub fn replace(
    text: Text<'_>,
    old: Text<'_>,
    new: Text<'_>,
    most: usize,
) -> Result<Option<TextBuf>, SizeError> {
    let Some(replacement) = Replacement::find(text, old, new, most) else { return Ok(None) };
    TextBuf::try_build(replacement.shape()?, |out| replacement.write(out)).map(Some)
}
