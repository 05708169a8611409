//! Padding, tabs, slices with a step, joining and repeating.
//!
//! CPython: `pad`, `unicode_center_impl`, `unicode_zfill_impl`, `unicode_expandtabs_impl`,
//! `unicode_subscript`, `_PyUnicode_JoinArray`, `unicode_repeat` in `Objects/unicodeobject.c`.
//!
//! What has a shape that is known beforehand says it, and writes into room of that shape.

use super::{Shape, SizeError, Text, TextBuf, TextMut};

/// How many fill characters go to the left and to the right of a text of a length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Padding {
    /// To the left.
    pub left: usize,
    /// To the right.
    pub right: usize,
}

impl Padding {
    /// `ljust`. `None` where the text is wide enough.
    pub fn to_the_right(length: usize, width: usize) -> Option<Padding> {
        let fill = width.checked_sub(length).filter(|fill| *fill > 0)?;
        Some(Padding { left: 0, right: fill })
    }

    /// `rjust`.
    pub fn to_the_left(length: usize, width: usize) -> Option<Padding> {
        let fill = width.checked_sub(length).filter(|fill| *fill > 0)?;
        Some(Padding { left: fill, right: 0 })
    }

    /// `center`: where the fill is odd, the odd one goes to the left if the width is odd.
    pub fn around(length: usize, width: usize) -> Option<Padding> {
        let fill = width.checked_sub(length).filter(|fill| *fill > 0)?;
        let left = fill / 2 + (fill & width & 1);
        Some(Padding { left, right: fill - left })
    }

    /// The shape of a padded text. `None` where it is too long.
    pub fn shape(self, text: Text<'_>, fill: u32) -> Option<Shape> {
        let fills = Shape { length: self.left.checked_add(self.right)?, maximum: fill };
        text.shape().and(fills)
    }

    /// Writes a padded text into room of its shape.
    pub fn write(self, text: Text<'_>, fill: u32, mut out: TextMut<'_>) {
        out.fill(0..self.left, fill);
        out.put(self.left, text);
        let end = self.left + text.len();
        out.fill(end..end + self.right, fill);
    }

    /// The padded text.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn apply(self, text: Text<'_>, fill: u32) -> Result<TextBuf, SizeError> {
        let shape = self.shape(text, fill).ok_or(SizeError::TooLong)?;
        TextBuf::try_build(shape, |out| self.write(text, fill, out))
    }
}

/// `zfill`: zeros behind a sign. `None` where the text is wide enough.
///
/// # Errors
/// Where the result is too long.
pub fn zero_fill(text: Text<'_>, width: usize) -> Result<Option<TextBuf>, SizeError> {
    const ZERO: u32 = b'0' as u32;
    let Some(padding) = Padding::to_the_left(text.len(), width) else { return Ok(None) };
    let sign = usize::from(!text.is_empty() && matches!(text.at(0), 0x2B | 0x2D));
    let shape = padding.shape(text, ZERO).ok_or(SizeError::TooLong)?;
    let filled = TextBuf::try_build(shape, |mut out| {
        out.put(0, text.slice(0..sign));
        out.fill(sign..sign + padding.left, ZERO);
        out.put(sign + padding.left, text.slice(sign..text.len()));
    });
    filled.map(Some)
}

/// `expandtabs`: spaces up to the next multiple of `size`, counted from the beginning of the
/// line.
///
/// # Errors
/// Where the result is too long.
pub fn expand_tabs(text: Text<'_>, size: usize) -> Result<TextBuf, SizeError> {
    let length = expanded_length(text.iter(), size)?;
    let shape =
        Shape { length, maximum: text.shape().maximum.max(if length > 0 { 0x20 } else { 0 }) };
    TextBuf::try_build(shape, |mut out| {
        let (mut at, mut kept) = (0, 0);
        // Stretches without a tab are copied whole.
        for (index, spaces) in tab_stops(text.iter(), size) {
            let before = text.slice(kept..index);
            out.put(at, before);
            at += before.len();
            out.fill(at..at + spaces, 0x20);
            at += spaces;
            kept = index + 1;
        }
        out.put(at, text.slice(kept..text.len()));
    })
}

/// How long a text is when its tabs are expanded.
///
/// # Errors
/// Where that is too long.
pub fn expanded_length(
    codes: impl ExactSizeIterator<Item = u32>,
    size: usize,
) -> Result<usize, SizeError> {
    let length = codes.len();
    let grown = tab_stops(codes, size)
        .try_fold(length, |length, (_, spaces)| (length - 1).checked_add(spaces));
    grown.filter(|length| *length <= isize::MAX as usize).ok_or(SizeError::TooLong)
}

/// Where the tabs are, and how many spaces each becomes.
pub fn tab_stops(
    codes: impl Iterator<Item = u32>,
    size: usize,
) -> impl Iterator<Item = (usize, usize)> {
    let mut column = 0_usize;
    codes.enumerate().filter_map(move |(index, code)| {
        let spaces = if code == 0x09 && size > 0 { size - column % size } else { 0 };
        // Behind a tab the column is a multiple of the size, as good as none.
        column = if matches!(code, 0x09 | 0x0A | 0x0D) { 0 } else { column + 1 };
        (code == 0x09).then_some((index, spaces))
    })
}

/// Every `step`th character, so many from `start` on; in the narrowest form.
///
/// # Panics
/// If one of them is none of the text: the indexes come from `slice.indices`.
pub fn slice_step(text: Text<'_>, start: usize, step: isize, length: usize) -> TextBuf {
    let index = |place: usize| start.wrapping_add_signed(step.wrapping_mul(place as isize));
    (0..length).map(|place| text.at(index(place))).collect()
}

/// The shape of pieces joined. `None` where it is too long.
pub fn join_shape<'a>(
    separator: Text<'_>,
    pieces: impl ExactSizeIterator<Item = Text<'a>>,
) -> Option<Shape> {
    let between = separator.shape().times(pieces.len().saturating_sub(1))?;
    let shape = pieces.map(Text::shape).try_fold(between, Shape::and)?;
    (shape.length <= isize::MAX as usize).then_some(shape)
}

/// Writes pieces joined into room of their shape.
pub fn join<'a>(separator: Text<'_>, pieces: impl Iterator<Item = Text<'a>>, mut out: TextMut<'_>) {
    let mut at = 0;
    for (index, piece) in pieces.enumerate() {
        if index > 0 {
            out.put(at, separator);
            at += separator.len();
        }
        out.put(at, piece);
        at += piece.len();
    }
}

/// Writes a text several times into room of that shape, doubling what is there.
pub fn repeat(text: Text<'_>, mut out: TextMut<'_>) {
    let total = out.len();
    if text.is_empty() || total == 0 {
        return;
    }
    out.put(0, text);
    let mut done = text.len();
    while done < total {
        let more = done.min(total - done);
        out.copy_within(0..more, done);
        done += more;
    }
}
