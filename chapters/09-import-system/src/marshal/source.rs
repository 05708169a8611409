//! Where `marshal` reads from: bytes, or a file that is asked for as many as are needed.
//!
//! CPython: `r_string` and `r_byte` in `Python/marshal.c`.

use std::borrow::Cow;

use object_model::errors::{EOF_ERROR, VALUE_ERROR, raise};
use object_model::protocol::buffer::Buffer;
use object_model::types::bytearray::BYTEARRAY;
use object_model::types::int;
use object_model::{Obj, Raised, Result, name};

/// See the module.
pub(super) enum Source<'a> {
    Bytes(&'a [u8]),
    File(Obj<'a>),
}

impl<'a> Source<'a> {
    /// The next bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<Cow<'a, [u8]>> {
        match self {
            Source::Bytes(rest) => {
                let Some((taken, behind)) = rest.split_at_checked(length) else {
                    return Err(raise(&EOF_ERROR, "marshal data too short"));
                };
                *rest = behind;
                Ok(Cow::Borrowed(taken))
            }
            Source::File(file) => read(*file, length).map(Cow::Owned),
        }
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Result<u8> {
        match self {
            Source::Bytes(rest) => {
                let Some((&byte, behind)) = rest.split_first() else {
                    return Err(end());
                };
                *rest = behind;
                Ok(byte)
            }
            Source::File(file) => Ok(read(*file, 1)?[0]),
        }
    }

    /// The next bytes, of a number.
    pub(super) fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH]> {
        let taken = self.take(LENGTH)?;
        Ok(taken.as_ref().try_into().expect("as many as were asked for"))
    }

    /// Whether so many values, of a byte at least each, may follow. A file doesn't say, so there
    /// it is a question of how much memory may be taken on trust.
    pub(super) fn may_hold(&self, count: usize) -> bool {
        match self {
            Source::Bytes(rest) => count <= rest.len(),
            Source::File(_) => count <= 1 << 16,
        }
    }
}

fn end() -> Raised {
    raise(&EOF_ERROR, "EOF read where not expected")
}

/// `file.readinto`: exactly so many bytes, so that the file stands behind the value then.
fn read(file: Obj<'_>, length: usize) -> Result<Vec<u8>> {
    let size = int::from_u64(length as u64)?;
    let buffer = BYTEARRAY.as_type().object().call_one(size.borrow().object())?;
    let got = file.call_method(name!("readinto"), &[buffer.borrow()])?;
    let got = got.borrow().to_index(Some(&VALUE_ERROR))?;
    if got > length as isize {
        let message =
            format_args!("read() returned too much data: {length} bytes requested, {got} returned");
        return Err(raise(&VALUE_ERROR, message));
    }
    let bytes = Buffer::simple(buffer.borrow())?.bytes().to_vec();
    if got < length as isize || bytes.len() != length {
        return Err(end());
    }
    Ok(bytes)
}
