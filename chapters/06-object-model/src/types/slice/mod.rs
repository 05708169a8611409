//! `slice`: what stands between the brackets of `x[start:stop:step]`.
//!
//! - [`object`], the object;
//! - [`Bounds`], what it says of a sequence of a certain length.

pub mod object;

pub use object::{PySliceObject, SLICE, new};

// ANCHOR: bounds
/// Where a slice of a sequence begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The first index.
    pub start: isize,
    /// The index that isn't reached.
    pub stop: isize,
    /// From one index to the next; not zero.
    pub step: isize,
}

impl Bounds {
    /// Bounds of a sequence of that length: no further than it goes, and from its end where an
    /// index is negative. Returns how many items there are, too. C: `PySlice_AdjustIndices`.
    pub fn adjust(self, length: usize) -> (Bounds, usize) {
        let length = length as isize;
        let (least, most) = if self.step < 0 { (-1, length - 1) } else { (0, length) };
        let adjust = |index: isize| match index {
            ..0 => (index.saturating_add(length)).max(least),
            _ => index.min(most),
        };
        let bounds = Bounds { start: adjust(self.start), stop: adjust(self.stop), ..self };
        let distance = match self.step {
            ..0 => bounds.start - bounds.stop,
            _ => bounds.stop - bounds.start,
        };
        let count = match distance {
            ..=0 => 0,
            _ => (distance as usize - 1) / self.step.unsigned_abs() + 1,
        };
        (bounds, count)
    }
}
// ANCHOR_END: bounds
