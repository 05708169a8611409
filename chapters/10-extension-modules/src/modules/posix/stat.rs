//! `stat` and `statvfs`: what the system knows of a file and of a file system.
//!
//! CPython: `posix_do_stat`, `_pystat_fromstructstat`, `statresult_new`,
//! `_pystatvfs_fromstructstatvfs` in `Modules/posixmodule.c`.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use object_model::type_object::NewFunc;
use object_model::types::float;
use object_model::types::struct_sequence::{self, Row, UNNAMED};

use super::path::{Path, check_together, directory};
use super::{one_row, row};
use crate::allow_threads;
use crate::convert::{to_c_int, truth_or};
use crate::prelude::*;
use crate::system::{self, Errno, Outcome, check};

// ANCHOR: results
/// `os.stat_result`. Times stand there three times: whole, by index only; as floats; in
/// nanoseconds.
pub(super) static STAT_RESULT: StaticType = struct_sequence::new(&Row {
    name: c"os.stat_result",
    doc: "What the system knows of a file.",
    fields: &[
        (c"st_mode", c"its kind, and who may do what"),
        (c"st_ino", c"its number"),
        (c"st_dev", c"where it is"),
        (c"st_nlink", c"how many names it has"),
        (c"st_uid", c"whose it is"),
        (c"st_gid", c"which group's it is"),
        (c"st_size", c"how many bytes it has"),
        (UNNAMED, c""),
        (UNNAMED, c""),
        (UNNAMED, c""),
        (c"st_atime", c"when it was read"),
        (c"st_mtime", c"when it was written"),
        (c"st_ctime", c"when something about it was changed"),
        (c"st_atime_ns", c"the same in nanoseconds"),
        (c"st_mtime_ns", c"the same in nanoseconds"),
        (c"st_ctime_ns", c"the same in nanoseconds"),
        (c"st_blksize", c"how much to read at once"),
        (c"st_blocks", c"how much room it takes"),
        (c"st_rdev", c"which device it is"),
    ],
    visible: 10,
    is_callable: true,
});

/// `os.statvfs_result`.
pub(super) static STATVFS_RESULT: StaticType = struct_sequence::new(&Row {
    name: c"os.statvfs_result",
    doc: "What the system knows of a file system.",
    fields: &[
        (c"f_bsize", c""),
        (c"f_frsize", c""),
        (c"f_blocks", c""),
        (c"f_bfree", c""),
        (c"f_bavail", c""),
        (c"f_files", c""),
        (c"f_ffree", c""),
        (c"f_favail", c""),
        (c"f_flag", c""),
        (c"f_namemax", c""),
        (c"f_fsid", c""),
    ],
    visible: 10,
    is_callable: true,
});

static SEQUENCE_NEW: OnceLock<NewFunc> = OnceLock::new();

/// `stat_result` has a constructor of its own, around that of all struct sequences.
pub(super) fn take_over_new() {
    if let Some(new) = STAT_RESULT.tp_new.get()
        && SEQUENCE_NEW.set(new).is_ok()
    {
        STAT_RESULT.tp_new.set(Some(stat_result_new));
    }
}

/// The times as floats are the whole ones where they aren't given. C: `statresult_new`.
extern "C" fn stat_result_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let new = SEQUENCE_NEW.get().expect("the constructor that was taken over");
    let result = new(ob_type, arguments, keywords)?;
    let Some(sequence) = result.borrow().downcast::<PyTupleObject>() else { return Ok(result) };
    let times = [name!("st_atime"), name!("st_mtime"), name!("st_ctime")];
    let mut missing = false;
    for time in times {
        missing |= result.borrow().get_attribute(time)?.borrow().is_none();
    }
    if !missing {
        return Ok(result);
    }
    let mut values: Vec<Ref> = sequence.items().iter().map(|item| item.to_ref()).collect();
    for (index, time) in times.into_iter().enumerate() {
        let value = result.borrow().get_attribute(time)?;
        let whole = values[7 + index].clone();
        values.push(if value.borrow().is_none() { whole } else { value });
    }
    for name in ["st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev"]
    {
        values.push(result.borrow().get_attribute(str::interned(name)?.borrow())?);
    }
    Ok(struct_sequence::make(&STAT_RESULT, values.into_iter())?.object())
}

/// C: `_pystat_fromstructstat`.
pub(super) fn stat_result(status: &libc::stat) -> Result {
    let unsigned = |value: u64| Ok::<Ref, Raised>(int::from_u64(value)?.object());
    let times = [
        (status.st_atime, status.st_atime_nsec),
        (status.st_mtime, status.st_mtime_nsec),
        (status.st_ctime, status.st_ctime_nsec),
    ];
    let mut values = vec![
        integer(status.st_mode.into())?,
        unsigned(status.st_ino)?,
        unsigned(status.st_dev)?,
        unsigned(status.st_nlink)?,
        integer(status.st_uid.into())?,
        integer(status.st_gid.into())?,
        integer(status.st_size)?,
    ];
    for (seconds, _) in times {
        values.push(integer(seconds)?);
    }
    for (seconds, nanoseconds) in times {
        let time = seconds as f64 + 1e-9 * nanoseconds as f64;
        values.push(float::new(time)?.object());
    }
    for (seconds, nanoseconds) in times {
        let time = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
        values.push(int::object::from_i128(time)?.object());
    }
    values.push(integer(status.st_blksize)?);
    values.push(integer(status.st_blocks)?);
    values.push(unsigned(status.st_rdev)?);
    Ok(struct_sequence::make(&STAT_RESULT, values.into_iter())?.object())
}
// ANCHOR_END: results

// ANCHOR: functions
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"stat",
        "($module, /, path, *, dir_fd=None, follow_symlinks=True)",
        |_, given| {
            let path = Path::or_fd(given[0], "stat")?;
            let directory = directory(given.get(1))?;
            do_stat("stat", &path, directory, truth_or(given.get(2), true)?)
        },
        "What the system knows of a file.",
    ),
    row(
        c"lstat",
        "($module, /, path, *, dir_fd=None)",
        |_, given| {
            let path = Path::only(given[0], "lstat")?;
            do_stat("lstat", &path, directory(given.get(1))?, false)
        },
        "The same of a symbolic link itself.",
    ),
    row(
        c"fstat",
        "($module, /, fd)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            stat_result(&system::call_or_raise(|| system::fstat(fd))?)
        },
        "The same of a descriptor.",
    ),
    row(
        c"statvfs",
        "($module, /, path)",
        |_, given| {
            let path = Path::or_fd(given[0], "statvfs")?;
            let (fd, name) = (path.descriptor(), path.c_str());
            let status = allow_threads(|| statvfs(fd, name));
            statvfs_result(&status.map_err(|error| path.raise(error))?)
        },
        "What the system knows of a file system.",
    ),
    one_row(
        c"fstatvfs",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            statvfs_result(&system::call_or_raise(|| statvfs(Some(fd), c""))?)
        },
        "The same of a descriptor's.",
    ),
];

/// The status of a path.
pub(super) fn status(directory: i32, name: &std::ffi::CStr, follows: bool) -> Outcome<libc::stat> {
    let mut status = MaybeUninit::<libc::stat>::zeroed();
    let flags = if follows { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: a C string, and a struct to be filled in; zeros are one.
    unsafe {
        check(libc::fstatat(directory, name.as_ptr(), status.as_mut_ptr(), flags))?;
        Ok(status.assume_init())
    }
}

/// C: `posix_do_stat`.
fn do_stat(_function: &str, path: &Path, directory: i32, follows: bool) -> Result {
    check_together("stat", path, directory, follows)?;
    let (fd, name) = (path.descriptor(), path.c_str());
    let outcome = allow_threads(|| match fd {
        Some(fd) => system::fstat(fd),
        None => status(directory, name, follows),
    });
    stat_result(&outcome.map_err(|error: Errno| path.raise(error))?)
}

fn statvfs(fd: Option<i32>, name: &std::ffi::CStr) -> Outcome<libc::statvfs> {
    let mut status = MaybeUninit::<libc::statvfs>::zeroed();
    // SAFETY: a C string, and a struct to be filled in; zeros are one.
    unsafe {
        check(match fd {
            Some(fd) => libc::fstatvfs(fd, status.as_mut_ptr()),
            None => libc::statvfs(name.as_ptr(), status.as_mut_ptr()),
        })?;
        Ok(status.assume_init())
    }
}

fn statvfs_result(status: &libc::statvfs) -> Result {
    let numbers = [
        status.f_bsize,
        status.f_frsize,
        status.f_blocks,
        status.f_bfree,
        status.f_bavail,
        status.f_files,
        status.f_ffree,
        status.f_favail,
        status.f_flag,
        status.f_namemax,
        status.f_fsid,
    ];
    let values = numbers.into_iter().map(|number| Ok(int::from_u64(number)?.object()));
    let values = values.collect::<Result<Vec<Ref>>>()?;
    Ok(struct_sequence::make(&STATVFS_RESULT, values.into_iter())?.object())
}
// ANCHOR_END: functions
