//! `text += more`: a string that nobody else has grows where it lies.
//!
//! CPython: `Objects/unicodeobject.c` (`PyUnicode_Append`, `unicode_modifiable`,
//! `unicode_resize`, `resize_compact`).
//!
//! Strings don't change; but one of which there is a single reference, which its owner gives up
//! for the result, may become the result. So a loop that builds a text piece by piece doesn't copy
//! all of it each time.
//!
//! Invariant: a string that grows hasn't been hashed and isn't interned, so that nothing is
//! remembered of its old text.

use std::mem::size_of;
use std::ptr::NonNull;

use super::object::{PyASCIIObject, PyCompactUnicodeObject, STR, Str, data_of};
use super::operators::concat;
use crate::errors::no_memory;
use crate::memory;
use crate::object::{Ref, Result};

// ANCHOR: append
/// `left + right`, in the memory of `left` if nobody else has it. C: `PyUnicode_Append`.
///
/// # Errors
/// `MemoryError`, `OverflowError`.
pub fn append(left: Ref<PyASCIIObject>, right: Str<'_>) -> Result {
    if right.is_empty() && left.borrow().is_exactly(&STR) {
        return Ok(left.object());
    }
    match is_modifiable(left.borrow()) && fits(left.borrow(), right) {
        true => Ok(grow(left, right)?.object()),
        false => concat(left.borrow(), right),
    }
}

/// C: `unicode_modifiable`.
fn is_modifiable(string: Str<'_>) -> bool {
    let is_exact = string.is_exactly(&STR) && string.state.get().is_compact();
    is_exact
        && string.ob_refcnt() == 1
        && !string.is_empty()
        && string.hash.get() == -1
        && !string.is_interned()
        && (string.is_ascii() || !has_utf8(string))
}

/// Whether somebody has asked for the text in UTF-8, which is kept beside it.
fn has_utf8(string: Str<'_>) -> bool {
    // SAFETY: a compact string that isn't ASCII has the larger head.
    !unsafe { string.as_ptr().cast::<PyCompactUnicodeObject>().as_ref() }.utf8.get().is_null()
}

/// Whether the characters of `right` have the form of those of `left`, or a narrower one.
fn fits(left: Str<'_>, right: Str<'_>) -> bool {
    right.kind() <= left.kind() && (right.is_ascii() || !left.is_ascii())
}

fn grow(left: Ref<PyASCIIObject>, right: Str<'_>) -> Result<Ref<PyASCIIObject>> {
    let (length, kind) = (left.borrow().len(), left.borrow().kind() as usize);
    let wanted = length.checked_add(right.len()).ok_or_else(no_memory)?;
    let head = match left.borrow().is_ascii() {
        true => size_of::<PyASCIIObject>(),
        false => size_of::<PyCompactUnicodeObject>(),
    };
    let size = (wanted + 1).checked_mul(kind).and_then(|data| data.checked_add(head));
    let size = size.filter(|&size| size <= isize::MAX as usize).ok_or_else(no_memory)?;
    // SAFETY: the one reference is ours, and exact strings lie at the beginning of their block.
    // Where there is no memory, the block stays as it is, and the reference is given up.
    unsafe {
        let old = left.into_raw();
        let block = match memory::reallocate(old.cast(), size) {
            Ok(block) => block,
            Err(_) => {
                drop(Ref::from_owned(old));
                return Err(no_memory());
            }
        };
        let string: NonNull<PyASCIIObject> = block.cast();
        string.as_ref().length.set(wanted as isize);
        let data = data_of(string);
        let place = data.add(length * kind);
        match (kind, right.kind() as usize) {
            (wide, narrow) if wide == narrow => {
                let bytes = right.data();
                place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            }
            (2, _) => {
                for (at, code) in right.code_points().enumerate() {
                    place.cast::<u16>().add(at).write(code as u16);
                }
            }
            _ => {
                for (at, code) in right.code_points().enumerate() {
                    place.cast::<u32>().add(at).write(code);
                }
            }
        }
        data.add(wanted * kind).write_bytes(0, kind);
        Ok(Ref::from_owned(string))
    }
}
// ANCHOR_END: append

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::with_objects;
    use crate::types::str;

    #[test]
    fn grown_strings_are_what_concatenated_ones_are() {
        with_objects(|| {
            let texts = ["a", "ab", "é", "éa", "\u{20ac}", "\u{20ac}b", "\u{1f40d}", "\u{1f40d}c"];
            for first in texts {
                for second in texts {
                    let twice = format!("{first}x{second}");
                    let left = str::new(&format!("{first}x")).unwrap();
                    let right = str::new(second).unwrap();
                    let sum = append(left, right.borrow()).unwrap();
                    let sum = sum.downcast::<PyASCIIObject>().unwrap();
                    let expected = str::new(&twice).unwrap();
                    assert!(sum.borrow().text_eq(expected.borrow()), "{twice}");
                    assert_eq!(sum.borrow().is_ascii(), twice.is_ascii());
                    let again = append(sum, right.borrow()).unwrap();
                    let again = again.borrow().str().unwrap().borrow().to_text().into_owned();
                    assert_eq!(again, format!("{twice}{second}"));
                }
            }
        });
    }

    #[test]
    fn a_string_that_somebody_else_has_stays() {
        with_objects(|| {
            let left = str::new("snake").unwrap();
            let other = left.clone();
            let right = str::new("skin").unwrap();
            let sum = append(left, right.borrow()).unwrap();
            assert_eq!(other.borrow().to_text(), "snake");
            assert_eq!(sum.borrow().str().unwrap().borrow().to_text(), "snakeskin");
        });
    }
}
