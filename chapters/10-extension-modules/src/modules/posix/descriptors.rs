//! Descriptors: opening, reading, writing, copying, and what can be set on them.
//!
//! CPython: `os_open_impl`, `os_read_impl`, `os_dup2_impl`, `os_sendfile_impl`,
//! `os_copy_file_range_impl` and others in `Modules/posixmodule.c`.

use object_model::types::bytes;

use super::path::{Path, directory, file_descriptor};
use super::{none_row, one_row, row};
use crate::allow_threads;
use crate::convert::{int_or, readable, to_c_int, to_long_long, to_size};
use crate::prelude::*;
use crate::system::{self, Errno, check};

/// A call on a descriptor, made again after a signal, that says nothing but whether it failed.
fn on_descriptor(fd: i32, call: impl Fn(i32) -> i32 + Send + Sync) -> Result {
    system::call_or_raise(|| check(call(fd)))?;
    nothing()
}

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"open",
        "($module, /, path, flags, mode=511, *, dir_fd=None)",
        |_, given| {
            let path = Path::only(given[0], "open")?;
            let flags = to_c_int(given[1])? | libc::O_CLOEXEC;
            let mode = int_or(given.get(2), 0o777)?;
            let (directory, name) = (directory(given.get(3))?, path.c_str());
            let opened = system::call(|| {
                // SAFETY: a C string.
                check(unsafe { libc::openat(directory, name.as_ptr(), flags, mode) })
            })?;
            integer(opened.map_err(|error| path.raise(error))?.into())
        },
        "Opens a file: its descriptor.",
    ),
    row(
        c"close",
        "($module, /, fd)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            // SAFETY: a call with a number. It isn't made again: the descriptor is closed.
            allow_threads(|| check(unsafe { libc::close(fd) })).map_err(Errno::raise)?;
            nothing()
        },
        "Closes a descriptor.",
    ),
    row(
        c"closerange",
        "($module, fd_low, fd_high, /)",
        |_, given| {
            let (low, high) = (to_c_int(given[0])?, to_c_int(given[1])?);
            allow_threads(|| close_range(low, high));
            nothing()
        },
        "Closes all descriptors of a range, those that aren't open, too.",
    ),
    one_row(
        c"dup",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            // SAFETY: a call with numbers.
            let copy = check(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) });
            integer(copy.map_err(Errno::raise)?.into())
        },
        "Another descriptor of the same file.",
    ),
    row(
        c"dup2",
        "($module, /, fd, fd2, inheritable=True)",
        |_, given| {
            let (fd, fd2) = (to_c_int(given[0])?, to_c_int(given[1])?);
            let inheritable = crate::convert::flag_or(given.get(2), true)?;
            if fd < 0 || fd2 < 0 {
                return Err(Errno(libc::EBADF).raise());
            }
            let copied = allow_threads(|| {
                // SAFETY: a call with numbers.
                check(unsafe {
                    match inheritable || fd == fd2 {
                        true => libc::dup2(fd, fd2),
                        false => libc::dup3(fd, fd2, libc::O_CLOEXEC),
                    }
                })
            });
            integer(copied.map_err(Errno::raise)?.into())
        },
        "Makes a descriptor one of another's file.",
    ),
    row(
        c"lseek",
        "($module, fd, position, whence, /)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let (position, whence) = (to_long_long(given[1])?, to_c_int(given[2])?);
            // SAFETY: a call with numbers.
            let sought = allow_threads(|| check(unsafe { libc::lseek(fd, position, whence) }));
            integer(sought.map_err(Errno::raise)?)
        },
        "Goes to a position.",
    ),
    row(
        c"read",
        "($module, fd, length, /)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let mut room = room(to_size(given[1])?)?;
            let count = system::read(fd, &mut room)?.map_err(Errno::raise)?;
            Ok(bytes::new(&room[..count])?.object())
        },
        "Up to so many bytes.",
    ),
    row(
        c"pread",
        "($module, fd, length, offset, /)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let mut room = room(to_size(given[1])?)?;
            let offset = to_long_long(given[2])?;
            let count = system::call_or_raise(|| {
                // SAFETY: room for so many bytes.
                check(unsafe { libc::pread(fd, room.as_mut_ptr().cast(), room.len(), offset) })
            })?;
            Ok(bytes::new(&room[..count as usize])?.object())
        },
        "Up to so many bytes from a position; the file's stays.",
    ),
    row(
        c"write",
        "($module, fd, data, /)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let data = readable(given[1], "write")?;
            size(system::write(fd, data.bytes())?.map_err(Errno::raise)?)
        },
        "Writes bytes, perhaps not all of them.",
    ),
    row(
        c"pwrite",
        "($module, fd, buffer, offset, /)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let data = readable(given[1], "pwrite")?;
            let (data, offset) = (data.bytes(), to_long_long(given[2])?);
            let count = system::call_or_raise(|| {
                // SAFETY: so many bytes.
                check(unsafe { libc::pwrite(fd, data.as_ptr().cast(), data.len(), offset) })
            })?;
            integer(count as i64)
        },
        "Writes bytes to a position; the file's stays.",
    ),
    row(
        c"fsync",
        "($module, /, fd)",
        // SAFETY: a call with a number.
        |_, given| on_descriptor(file_descriptor(given[0])?, |fd| unsafe { libc::fsync(fd) }),
        "Has a file written to the disk.",
    ),
    row(
        c"fdatasync",
        "($module, /, fd)",
        // SAFETY: a call with a number.
        |_, given| on_descriptor(file_descriptor(given[0])?, |fd| unsafe { libc::fdatasync(fd) }),
        "The same, but for when it was written.",
    ),
    row(
        c"ftruncate",
        "($module, fd, length, /)",
        |_, given| {
            let length = to_long_long(given[1])?;
            // SAFETY: a call with numbers.
            on_descriptor(to_c_int(given[0])?, |fd| unsafe { libc::ftruncate(fd, length) })
        },
        "Cuts a file off.",
    ),
    row(
        c"posix_fallocate",
        "($module, fd, offset, length, /)",
        |_, given| {
            let (fd, offset) = (to_c_int(given[0])?, to_long_long(given[1])?);
            let length = to_long_long(given[2])?;
            // SAFETY: a call with numbers.
            numbered(move || unsafe { libc::posix_fallocate(fd, offset, length) })
        },
        "Makes sure that there is room on the disk.",
    ),
    row(
        c"posix_fadvise",
        "($module, fd, offset, length, advice, /)",
        |_, given| {
            let (fd, offset) = (to_c_int(given[0])?, to_long_long(given[1])?);
            let (length, advice) = (to_long_long(given[2])?, to_c_int(given[3])?);
            // SAFETY: a call with numbers.
            numbered(move || unsafe { libc::posix_fadvise(fd, offset, length, advice) })
        },
        "Says how a file will be read.",
    ),
    row(
        c"lockf",
        "($module, fd, command, length, /)",
        |_, given| {
            let (fd, command) = (to_c_int(given[0])?, to_c_int(given[1])?);
            let length = to_long_long(given[2])?;
            // SAFETY: a call with numbers.
            allow_threads(|| check(unsafe { libc::lockf(fd, command, length) }))
                .map_err(Errno::raise)?;
            nothing()
        },
        "Locks a part of a file.",
    ),
    none_row(c"pipe", |_| pipe(libc::O_CLOEXEC), "A pipe: the end to be read, that to be written."),
    one_row(
        c"pipe2",
        "($module, flags, /)",
        |_, flags| pipe(to_c_int(flags)?),
        "The same, with flags.",
    ),
    one_row(
        c"isatty",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            // SAFETY: a call with a number.
            boolean(unsafe { libc::isatty(fd) } == 1)
        },
        "Whether it is a terminal.",
    ),
    one_row(
        c"get_inheritable",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            // SAFETY: a call with numbers.
            let flags = check(unsafe { libc::fcntl(fd, libc::F_GETFD) }).map_err(Errno::raise)?;
            boolean(flags & libc::FD_CLOEXEC == 0)
        },
        "Whether programs that are executed keep it.",
    ),
    row(
        c"set_inheritable",
        "($module, fd, inheritable, /)",
        |_, given| {
            let (fd, inheritable) = (to_c_int(given[0])?, to_c_int(given[1])? != 0);
            system::set_inheritable(fd, inheritable).map_err(Errno::raise)?;
            nothing()
        },
        "Says whether programs that are executed keep it.",
    ),
    one_row(
        c"get_blocking",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            // SAFETY: a call with numbers.
            let flags = check(unsafe { libc::fcntl(fd, libc::F_GETFL) }).map_err(Errno::raise)?;
            boolean(flags & libc::O_NONBLOCK == 0)
        },
        "Whether reading and writing wait.",
    ),
    row(
        c"set_blocking",
        "($module, fd, blocking, /)",
        |_, given| {
            let (fd, blocking) = (to_c_int(given[0])?, to_c_int(given[1])? != 0);
            // SAFETY: calls with numbers.
            let set = || unsafe {
                let flags = check(libc::fcntl(fd, libc::F_GETFL))?;
                let flags = match blocking {
                    true => flags & !libc::O_NONBLOCK,
                    false => flags | libc::O_NONBLOCK,
                };
                check(libc::fcntl(fd, libc::F_SETFL, flags))
            };
            allow_threads(set).map_err(Errno::raise)?;
            nothing()
        },
        "Says whether reading and writing wait.",
    ),
    row(
        c"sendfile",
        "($module, /, out_fd, in_fd, offset, count)",
        |_, given| {
            let (out, input) = (to_c_int(given[0])?, to_c_int(given[1])?);
            let offset = given.not_none(2).map(to_long_long).transpose()?;
            let count = to_size(given[3])?.max(0) as usize;
            let sent = system::call_or_raise(|| {
                let mut offset = offset;
                let place = offset.as_mut().map_or(std::ptr::null_mut(), |offset| offset);
                // SAFETY: a call with numbers and a number's place, or none.
                check(unsafe { libc::sendfile(out, input, place, count) })
            })?;
            integer(sent as i64)
        },
        "Copies from one descriptor to another within the system.",
    ),
    row(
        c"copy_file_range",
        "($module, /, src, dst, count, offset_src=None,\n                offset_dst=None)",
        |_, given| {
            move_within(given, given.get(3), given.get(4), |input, from, out, to, count| unsafe {
                // SAFETY: as `move_within` promises.
                libc::copy_file_range(input, from, out, to, count, 0)
            })
        },
        "Copies a part of a file within the system.",
    ),
    row(
        c"splice",
        "($module, /, src, dst, count, offset_src=None, offset_dst=None,\n       flags=0)",
        |_, given| {
            let flags = given.get(5).map_or(Ok(0), to_c_int)? as u32;
            move_within(given, given.get(3), given.get(4), |input, from, out, to, count| unsafe {
                // SAFETY: as `move_within` promises.
                libc::splice(input, from, out, to, count, flags)
            })
        },
        "Moves bytes between a pipe and another descriptor within the system.",
    ),
    row(
        c"memfd_create",
        "($module, /, name, flags=MFD_CLOEXEC)",
        |_, given| {
            let name = crate::convert::path_bytes(given[0])?;
            let name = crate::convert::to_c_string(name.borrow().bytes());
            let flags = given.get(1).map_or(Ok(libc::MFD_CLOEXEC), |flags| {
                Ok::<u32, Raised>(to_c_int(flags)? as u32)
            })?;
            let name = name.as_c_str();
            // SAFETY: a C string.
            let fd = allow_threads(|| check(unsafe { libc::memfd_create(name.as_ptr(), flags) }));
            integer(fd.map_err(Errno::raise)?.into())
        },
        "A file in memory.",
    ),
    row(
        c"eventfd",
        "($module, /, initval, flags=EFD_CLOEXEC)",
        |_, given| {
            let initial = to_long_long(given[0])? as u32;
            let flags = int_or(given.get(1), libc::EFD_CLOEXEC)?;
            // SAFETY: a call with numbers.
            let fd = allow_threads(|| check(unsafe { libc::eventfd(initial, flags) }));
            integer(fd.map_err(Errno::raise)?.into())
        },
        "A counter that can be waited for.",
    ),
    row(
        c"eventfd_read",
        "($module, /, fd)",
        |_, given| {
            let fd = file_descriptor(given[0])?;
            let mut value = 0;
            // SAFETY: room for the value.
            allow_threads(|| check(unsafe { libc::eventfd_read(fd, &mut value) }))
                .map_err(Errno::raise)?;
            Ok(int::from_u64(value)?.object())
        },
        "Takes the value of such a counter.",
    ),
    row(
        c"eventfd_write",
        "($module, /, fd, value)",
        |_, given| {
            let fd = file_descriptor(given[0])?;
            let value = int::machine::to_u64_mask(given[1].index()?.borrow().number());
            // SAFETY: a call with numbers.
            allow_threads(|| check(unsafe { libc::eventfd_write(fd, value) }))
                .map_err(Errno::raise)?;
            nothing()
        },
        "Adds to such a counter.",
    ),
    row(
        c"device_encoding",
        "($module, /, fd)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            // SAFETY: a call with a number.
            match unsafe { libc::isatty(fd) } == 1 {
                true => text(&crate::modules::io::text::locale_encoding()),
                false => nothing(),
            }
        },
        "The encoding of a terminal.",
    ),
];
// ANCHOR_END: table

// ANCHOR: functions
/// Room for so many bytes. C: a negative length is the system's `EINVAL`.
fn room(length: isize) -> Result<Vec<u8>> {
    let Ok(length) = usize::try_from(length) else {
        return Err(Errno(libc::EINVAL).raise());
    };
    let mut room = Vec::new();
    room.try_reserve_exact(length).map_err(|_| errors::no_memory())?;
    room.resize(length, 0);
    Ok(room)
}

fn close_range(low: i32, high: i32) {
    let low = low.max(0);
    if high <= low {
        return;
    }
    // SAFETY: calls with numbers; errors are of no interest.
    unsafe {
        if libc::syscall(libc::SYS_close_range, low as u32, (high - 1) as u32, 0) != 0 {
            for fd in low..high {
                libc::close(fd);
            }
        }
    }
}

/// A call that returns the number of its error.
fn numbered(call: impl Fn() -> i32 + Send + Sync) -> Result {
    system::call_or_raise(|| match call() {
        0 => Ok(()),
        error => Err(Errno(error)),
    })?;
    nothing()
}

fn pipe(flags: i32) -> Result {
    let mut ends = [0; 2];
    // SAFETY: room for two.
    allow_threads(|| check(unsafe { libc::pipe2(ends.as_mut_ptr(), flags) }))
        .map_err(Errno::raise)?;
    pack([integer(ends[0].into())?, integer(ends[1].into())?])
}

/// Bytes from one descriptor to another, `call` being given places of numbers or nulls.
fn move_within(
    given: &Arguments<'_>,
    offset_src: Option<Obj<'_>>,
    offset_dst: Option<Obj<'_>>,
    call: impl Fn(i32, *mut i64, i32, *mut i64, usize) -> isize + Send + Sync,
) -> Result {
    let (input, out) = (to_c_int(given[0])?, to_c_int(given[1])?);
    let count = to_size(given[2])?;
    if count < 0 {
        return Err(raise(&VALUE_ERROR, "negative value for 'count' not allowed"));
    }
    let offset = |given: Option<Obj<'_>>| {
        given.filter(|given| !given.is_none()).map(to_long_long).transpose()
    };
    let (from, to) = (offset(offset_src)?, offset(offset_dst)?);
    let moved = system::call_or_raise(|| {
        let (mut from, mut to) = (from, to);
        let place = |offset: &mut Option<i64>| match offset {
            Some(offset) => &raw mut *offset,
            None => std::ptr::null_mut(),
        };
        check(call(input, place(&mut from), out, place(&mut to), count as usize))
    })?;
    integer(moved as i64)
}

// ANCHOR_END: functions
