//! Several buffers at once: `readv`, `writev` and their like.
//!
//! CPython: `iov_setup`, `os_readv_impl`, `os_preadv_impl` and others in
//! `Modules/posixmodule.c`.

use object_model::protocol::buffer::Buffer;
use object_model::protocol::sequence::FastSequence;

use super::row;
use crate::convert::{WritableBuffer, int_or, to_c_int, to_long_long};
use crate::prelude::*;
use crate::system::{self, check};

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"readv",
        "($module, fd, buffers, /)",
        |_, given| transfer("readv", given, None),
        "Reads into several buffers.",
    ),
    row(
        c"preadv",
        "($module, fd, buffers, offset, flags=0, /)",
        |_, given| transfer("preadv", given, Some((given[2], int_or(given.get(3), 0)?))),
        "Reads from a position into several buffers.",
    ),
    row(
        c"writev",
        "($module, fd, buffers, /)",
        |_, given| transfer("writev", given, None),
        "Writes several buffers.",
    ),
    row(
        c"pwritev",
        "($module, fd, buffers, offset, flags=0, /)",
        |_, given| transfer("pwritev", given, Some((given[2], int_or(given.get(3), 0)?))),
        "Writes several buffers to a position.",
    ),
];
// ANCHOR_END: table

/// The system's descriptions of buffers that are held meanwhile.
struct Vectors(Vec<libc::iovec>);

// SAFETY: the memory is held by the caller until the call is over.
unsafe impl Send for Vectors {}
// SAFETY: as above.
unsafe impl Sync for Vectors {}

fn transfer(name: &str, given: &Arguments<'_>, at: Option<(Obj<'_>, i32)>) -> Result {
    let fd = to_c_int(given[0])?;
    let at = at.map(|(offset, flags)| Ok::<_, Raised>((to_long_long(offset)?, flags)));
    let at = at.transpose()?;
    if !given[1].is_sequence() {
        let message = format_args!("{name}() arg 2 must be a sequence");
        return Err(raise(&TYPE_ERROR, message));
    }
    let sequence = FastSequence::new(given[1], "a sequence")?;
    let items: Vec<Ref> = (0..sequence.len()).filter_map(|index| sequence.get(index)).collect();
    let reads = name.ends_with("readv");
    let mut written = Vec::new();
    let mut read = Vec::new();
    let mut vectors = Vectors(Vec::new());
    for item in &items {
        let (base, length) = match reads {
            true => {
                let mut buffer = WritableBuffer::new(item.borrow(), name)?;
                let bytes = buffer.bytes();
                let place = (bytes.as_mut_ptr(), bytes.len());
                written.push(buffer);
                place
            }
            false => {
                let buffer = Buffer::simple(item.borrow())?;
                let bytes = buffer.bytes();
                let place = (bytes.as_ptr().cast_mut(), bytes.len());
                read.push(buffer);
                place
            }
        };
        vectors.0.push(libc::iovec { iov_base: base.cast(), iov_len: length });
    }
    let vectors = &vectors;
    // SAFETY: each of the buffers is held, with so many bytes.
    let count = system::call_or_raise(|| unsafe {
        let (first, count) = (vectors.0.as_ptr(), vectors.0.len() as i32);
        check(match (reads, at) {
            (true, None) => libc::readv(fd, first, count),
            (false, None) => libc::writev(fd, first, count),
            (true, Some((offset, flags))) => libc::preadv2(fd, first, count, offset, flags),
            (false, Some((offset, flags))) => libc::pwritev2(fd, first, count, offset, flags),
        })
    })?;
    integer(count as i64)
}
