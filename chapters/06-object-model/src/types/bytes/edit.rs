//! Replacing, translating, padding, tabs, joining.
//!
//! CPython: `Objects/stringlib/transmogrify.h`, `join.h`; `bytes_translate_impl` in
//! `Objects/bytesobject.c`.
//!
//! Lengths are counted before anything is written.

use crate::types::str::SizeError;
use crate::types::str::pad::{self, Padding};
use crate::types::str::search::places;

/// The bytes with `new` for `old`, at most so often. `None` where nothing changes.
///
/// # Errors
/// Where the result is too long.
pub fn replace(
    bytes: &[u8],
    old: &[u8],
    new: &[u8],
    most: usize,
) -> Result<Option<Vec<u8>>, SizeError> {
    if most == 0 || (old.is_empty() && new.is_empty()) {
        return Ok(None);
    }
    let places = places(bytes, old, most);
    if places.is_empty() {
        return Ok(None);
    }
    let kept = bytes.len() - places.len() * old.len();
    let total = places.len().checked_mul(new.len()).and_then(|new| new.checked_add(kept));
    let mut out = room(total)?;
    let mut start = 0;
    for place in places {
        out.extend_from_slice(&bytes[start..place]);
        out.extend_from_slice(new);
        start = place + old.len();
    }
    out.extend_from_slice(&bytes[start..]);
    Ok(Some(out))
}

/// `bytes.translate`: without the deleted bytes, the others looked up in a table, if there is
/// one.
pub fn translate(bytes: &[u8], table: Option<&[u8; 256]>, deleted: &[u8]) -> Vec<u8> {
    let mut gone = [false; 256];
    deleted.iter().for_each(|byte| gone[usize::from(*byte)] = true);
    let kept = bytes.iter().filter(|byte| !gone[usize::from(**byte)]);
    match table {
        Some(table) => kept.map(|byte| table[usize::from(*byte)]).collect(),
        None => kept.copied().collect(),
    }
}

/// `bytes.maketrans`: each byte stands for itself but those of `from`. `None` where the two
/// don't have the same length.
pub fn make_translation(from: &[u8], to: &[u8]) -> Option<[u8; 256]> {
    if from.len() != to.len() {
        return None;
    }
    let mut table = std::array::from_fn(|byte| byte as u8);
    from.iter().zip(to).for_each(|(from, to)| table[usize::from(*from)] = *to);
    Some(table)
}

/// The bytes with a padding around.
///
/// # Errors
/// Where the result is too long.
pub fn padded(bytes: &[u8], padding: Padding, fill: u8) -> Result<Vec<u8>, SizeError> {
    let fills = padding.left.checked_add(padding.right);
    let total = fills.and_then(|fills| fills.checked_add(bytes.len()));
    let mut out = room(total)?;
    out.resize(padding.left, fill);
    out.extend_from_slice(bytes);
    out.resize(bytes.len() + padding.left + padding.right, fill);
    Ok(out)
}

/// `bytes.zfill`: zeros behind a sign. `None` where there are enough bytes.
///
/// # Errors
/// Where the result is too long.
pub fn zero_fill(bytes: &[u8], width: usize) -> Result<Option<Vec<u8>>, SizeError> {
    let Some(padding) = Padding::to_the_left(bytes.len(), width) else { return Ok(None) };
    let mut out = padded(bytes, padding, b'0')?;
    if let Some(sign @ (b'+' | b'-')) = bytes.first() {
        out[padding.left] = b'0';
        out[0] = *sign;
    }
    Ok(Some(out))
}

/// `bytes.expandtabs`
///
/// # Errors
/// Where the result is too long.
pub fn expand_tabs(bytes: &[u8], size: usize) -> Result<Vec<u8>, SizeError> {
    let codes = || bytes.iter().map(|byte| u32::from(*byte));
    let mut out = room(Some(pad::expanded_length(codes(), size)?))?;
    let mut kept = 0;
    for (index, spaces) in pad::tab_stops(codes(), size) {
        out.extend_from_slice(&bytes[kept..index]);
        out.resize(out.len() + spaces, b' ');
        kept = index + 1;
    }
    out.extend_from_slice(&bytes[kept..]);
    Ok(out)
}

/// An empty vector with room for so many bytes, if there is a number and so much room.
fn room(total: Option<usize>) -> Result<Vec<u8>, SizeError> {
    let total = total.filter(|total| *total <= isize::MAX as usize).ok_or(SizeError::TooLong)?;
    let mut out = Vec::new();
    out.try_reserve_exact(total).map_err(|_| SizeError::OutOfMemory)?;
    Ok(out)
}

/// How long joined pieces are.
pub fn join_length(
    separator: &[u8],
    lengths: impl ExactSizeIterator<Item = usize>,
) -> Option<usize> {
    let between = separator.len().checked_mul(lengths.len().saturating_sub(1))?;
    let total = lengths.into_iter().try_fold(between, usize::checked_add)?;
    (total <= isize::MAX as usize).then_some(total)
}
