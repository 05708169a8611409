//! Extended attributes of files.
//!
//! CPython: `os_getxattr_impl`, `os_setxattr_impl`, `os_removexattr_impl`, `os_listxattr_impl` in
//! `Modules/posixmodule.c`.

use std::ffi::CStr;

use object_model::types::bytes;

use super::path::{Path, Takes, check_together};
use super::row;
use crate::allow_threads;
use crate::convert::{decode_file_name, int_or, readable, truth_or};
use crate::prelude::*;
use crate::system::{Errno, Outcome, check};

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"getxattr",
        "($module, /, path, attribute, *, follow_symlinks=True)",
        |_, given| {
            let (path, name, follows) = file(given, "getxattr", 2)?;
            let (fd, place) = (path.descriptor(), path.c_str());
            let attribute = name.c_str();
            let value = allow_threads(|| {
                // SAFETY: C strings, and room for so many bytes.
                growing(|room, size| unsafe {
                    match fd {
                        Some(fd) => libc::fgetxattr(fd, attribute.as_ptr(), room, size),
                        None if follows => {
                            libc::getxattr(place.as_ptr(), attribute.as_ptr(), room, size)
                        }
                        None => libc::lgetxattr(place.as_ptr(), attribute.as_ptr(), room, size),
                    }
                })
            });
            Ok(bytes::new(&value.map_err(|error| path.raise(error))?)?.object())
        },
        "An attribute of a file.",
    ),
    row(
        c"setxattr",
        "($module, /, path, attribute, value, flags=0, *,\n         follow_symlinks=True)",
        |_, given| {
            let (path, name, follows) = file(given, "setxattr", 4)?;
            let value = readable(given[2], "setxattr")?;
            let (value, flags) = (value.bytes(), int_or(given.get(3), 0)?);
            let (fd, name) = (path.descriptor(), name.c_str());
            // SAFETY: C strings, and so many bytes.
            on_path(&path, |place| unsafe {
                let (name, from, size) = (name.as_ptr(), value.as_ptr().cast(), value.len());
                match fd {
                    Some(fd) => libc::fsetxattr(fd, name, from, size, flags),
                    None if follows => libc::setxattr(place.as_ptr(), name, from, size, flags),
                    None => libc::lsetxattr(place.as_ptr(), name, from, size, flags),
                }
            })
        },
        "Sets an attribute of a file.",
    ),
    row(
        c"removexattr",
        "($module, /, path, attribute, *, follow_symlinks=True)",
        |_, given| {
            let (path, name, follows) = file(given, "removexattr", 2)?;
            let (fd, name) = (path.descriptor(), name.c_str());
            // SAFETY: C strings.
            on_path(&path, |place| unsafe {
                let name = name.as_ptr();
                match fd {
                    Some(fd) => libc::fremovexattr(fd, name),
                    None if follows => libc::removexattr(place.as_ptr(), name),
                    None => libc::lremovexattr(place.as_ptr(), name),
                }
            })
        },
        "Removes an attribute of a file.",
    ),
    row(
        c"listxattr",
        "($module, /, path=None, *, follow_symlinks=True)",
        |_, given| {
            let takes = Takes { none: true, descriptor: true };
            let path = Path::new(given.get(0), "listxattr", "path", takes)?;
            let follows = truth_or(given.get(1), true)?;
            check_together("listxattr", &path, libc::AT_FDCWD, follows)?;
            let (fd, place) = (path.descriptor(), path.c_str());
            let names = allow_threads(|| {
                // SAFETY: a C string, and room for so many bytes.
                growing(|room, size| unsafe {
                    match fd {
                        Some(fd) => libc::flistxattr(fd, room.cast(), size),
                        None if follows => libc::listxattr(place.as_ptr(), room.cast(), size),
                        None => libc::llistxattr(place.as_ptr(), room.cast(), size),
                    }
                })
            });
            let names = names.map_err(|error| path.raise(error))?;
            let list = list::new()?;
            for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
                list.borrow().push(decode_file_name(name)?.object())?;
            }
            Ok(list.object())
        },
        "The names of a file's attributes.",
    ),
];
// ANCHOR_END: table

fn file(given: &Arguments<'_>, function: &str, follow: usize) -> Result<(Path, Path, bool)> {
    let path = Path::or_fd(given[0], function)?;
    let name = Path::new(Some(given[1]), function, "attribute", Takes::default())?;
    let follows = truth_or(given.get(follow), true)?;
    check_together(function, &path, libc::AT_FDCWD, follows)?;
    Ok((path, name, follows))
}

fn on_path(path: &Path, call: impl Fn(&CStr) -> i32 + Send + Sync) -> Result {
    let name = path.c_str();
    match allow_threads(|| check(call(name))) {
        Ok(_) => nothing(),
        Err(error) => Err(path.raise(error)),
    }
}

/// Asks with more and more room.
fn growing(call: impl Fn(*mut std::ffi::c_void, usize) -> isize) -> Outcome<Vec<u8>> {
    for room in [128, 65536, 1 << 20] {
        let mut value = vec![0_u8; room];
        match check(call(value.as_mut_ptr().cast(), room)) {
            Ok(count) => {
                value.truncate(count as usize);
                return Ok(value);
            }
            Err(Errno(libc::ERANGE)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Errno(libc::ERANGE))
}
