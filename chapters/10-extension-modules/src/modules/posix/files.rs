//! Files by their paths: names, modes, owners, times.
//!
//! CPython: `os_access_impl`, `os_chmod_impl`, `os_chown_impl`, `os_link_impl`,
//! `internal_rename`, `os_readlink_impl`, `os_utime_impl` and others in `Modules/posixmodule.c`.

use std::ffi::CStr;

use object_model::types::bytes;
use object_model::types::float::PyFloatObject;

use super::path::{Path, Takes, check_together, directory, file_descriptor};
use super::{none_row, one_row, row};
use crate::allow_threads;
use crate::convert::{
    decode_file_name, file_system_path, int_or, to_c_int, to_long_long, truth_or, type_of,
};
use crate::prelude::*;
use crate::system::{self, Errno, check};

/// A call on a path that says nothing but whether it failed.
fn on_path(path: &Path, call: impl Fn(&CStr) -> i32 + Send + Sync) -> Result {
    let name = path.c_str();
    match allow_threads(|| check(call(name))) {
        Ok(_) => nothing(),
        Err(error) => Err(path.raise(error)),
    }
}

/// A call on two paths.
fn on_two(from: &Path, to: &Path, call: impl Fn(&CStr, &CStr) -> i32 + Send + Sync) -> Result {
    let (first, second) = (from.c_str(), to.c_str());
    match allow_threads(|| check(call(first, second))) {
        Ok(_) => nothing(),
        Err(error) => {
            let (first, second) = (from.object.borrow(), to.object.borrow());
            Err(error.raise_with(Some(first), Some(second)))
        }
    }
}

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"access",
        "($module, /, path, mode, *, dir_fd=None, effective_ids=False,\n       \
         follow_symlinks=True)",
        access,
        "Whether this process may do something with a file.",
    ),
    row(
        c"chdir",
        "($module, /, path)",
        |_, given| {
            let path = Path::or_fd(given[0], "chdir")?;
            let fd = path.descriptor();
            // SAFETY: a C string.
            on_path(&path, |name| unsafe {
                match fd {
                    Some(fd) => libc::fchdir(fd),
                    None => libc::chdir(name.as_ptr()),
                }
            })
        },
        "Goes to another directory.",
    ),
    row(
        c"fchdir",
        "($module, /, fd)",
        |_, given| {
            let fd = file_descriptor(given[0])?;
            // SAFETY: a call with a number.
            system::call_or_raise(|| check(unsafe { libc::fchdir(fd) }))?;
            nothing()
        },
        "Goes to a directory that is open.",
    ),
    row(
        c"chmod",
        "($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)",
        chmod,
        "Changes who may do what with a file.",
    ),
    row(
        c"fchmod",
        "($module, /, fd, mode)",
        |_, given| {
            let (fd, mode) = (to_c_int(given[0])?, to_c_int(given[1])? as libc::mode_t);
            // SAFETY: a call with numbers.
            system::call_or_raise(|| check(unsafe { libc::fchmod(fd, mode) }))?;
            nothing()
        },
        "The same of a descriptor.",
    ),
    row(
        c"chown",
        "($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
        chown,
        "Changes whose a file is.",
    ),
    row(
        c"fchown",
        "($module, /, fd, uid, gid)",
        |_, given| {
            let fd = to_c_int(given[0])?;
            let (uid, gid) =
                (super::identity::id(given[1], "uid")?, super::identity::id(given[2], "gid")?);
            // SAFETY: a call with numbers.
            system::call_or_raise(|| check(unsafe { libc::fchown(fd, uid, gid) }))?;
            nothing()
        },
        "The same of a descriptor.",
    ),
    row(
        c"lchown",
        "($module, /, path, uid, gid)",
        |_, given| {
            let path = Path::only(given[0], "lchown")?;
            let (uid, gid) =
                (super::identity::id(given[1], "uid")?, super::identity::id(given[2], "gid")?);
            // SAFETY: a C string.
            on_path(&path, |name| unsafe { libc::lchown(name.as_ptr(), uid, gid) })
        },
        "The same of a symbolic link itself.",
    ),
    row(
        c"chroot",
        "($module, /, path)",
        |_, given| {
            let path = Path::only(given[0], "chroot")?;
            // SAFETY: a C string.
            on_path(&path, |name| unsafe { libc::chroot(name.as_ptr()) })
        },
        "Makes a directory the root of all paths.",
    ),
    none_row(c"getcwd", |_| Ok(decode_file_name(&current_directory()?)?.object()), "Where we are."),
    none_row(c"getcwdb", |_| Ok(bytes::new(&current_directory()?)?.object()), "The same in bytes."),
    row(
        c"link",
        "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None,\n     follow_symlinks=True)",
        |_, given| {
            let (from, to) = two(given, "link")?;
            let (first, second) = (directory(given.get(2))?, directory(given.get(3))?);
            let flags = if truth_or(given.get(4), true)? { libc::AT_SYMLINK_FOLLOW } else { 0 };
            // `link` itself doesn't follow on Linux; nor does this, if nothing is said.
            let plain = first == libc::AT_FDCWD
                && second == libc::AT_FDCWD
                && flags == libc::AT_SYMLINK_FOLLOW;
            // SAFETY: C strings.
            on_two(&from, &to, |from, to| unsafe {
                match plain {
                    true => libc::link(from.as_ptr(), to.as_ptr()),
                    false => libc::linkat(first, from.as_ptr(), second, to.as_ptr(), flags),
                }
            })
        },
        "Gives a file another name.",
    ),
    row(
        c"symlink",
        "($module, /, src, dst, target_is_directory=False, *, dir_fd=None)",
        |_, given| {
            let (from, to) = two(given, "symlink")?;
            truth_or(given.get(2), false)?;
            let directory = directory(given.get(3))?;
            // SAFETY: C strings.
            on_two(&from, &to, |from, to| unsafe {
                libc::symlinkat(from.as_ptr(), directory, to.as_ptr())
            })
        },
        "Makes a symbolic link.",
    ),
    row(c"readlink", "($module, /, path, *, dir_fd=None)", readlink, "Where a link leads."),
    row(
        c"rename",
        "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
        |_, given| rename(given, "rename"),
        "Gives a file another name instead of its own.",
    ),
    row(
        c"replace",
        "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
        |_, given| rename(given, "replace"),
        "The same; here, as rename.",
    ),
    row(
        c"mkdir",
        "($module, /, path, mode=511, *, dir_fd=None)",
        |_, given| {
            let path = Path::only(given[0], "mkdir")?;
            let mode = int_or(given.get(1), 0o777)? as libc::mode_t;
            let directory = directory(given.get(2))?;
            // SAFETY: a C string.
            on_path(&path, |name| unsafe { libc::mkdirat(directory, name.as_ptr(), mode) })
        },
        "Makes a directory.",
    ),
    row(
        c"rmdir",
        "($module, /, path, *, dir_fd=None)",
        |_, given| unlink(given, "rmdir", libc::AT_REMOVEDIR),
        "Removes an empty directory.",
    ),
    row(
        c"unlink",
        "($module, /, path, *, dir_fd=None)",
        |_, given| unlink(given, "unlink", 0),
        "Takes a name from a file.",
    ),
    row(
        c"remove",
        "($module, /, path, *, dir_fd=None)",
        |_, given| unlink(given, "remove", 0),
        "The same.",
    ),
    row(
        c"mkfifo",
        "($module, /, path, mode=438, *, dir_fd=None)",
        |_, given| {
            let path = Path::only(given[0], "mkfifo")?;
            let mode = int_or(given.get(1), 0o666)? as libc::mode_t;
            let (directory, name) = (directory(given.get(2))?, path.c_str());
            system::call_or_raise(|| {
                // SAFETY: a C string.
                check(unsafe { libc::mkfifoat(directory, name.as_ptr(), mode) })
            })?;
            nothing()
        },
        "Makes a pipe with a name.",
    ),
    row(
        c"mknod",
        "($module, /, path, mode=384, device=0, *, dir_fd=None)",
        |_, given| {
            let path = Path::only(given[0], "mknod")?;
            let mode = int_or(given.get(1), 0o600)? as libc::mode_t;
            let device = given.get(2).map_or(Ok(0), device)?;
            let (directory, name) = (directory(given.get(3))?, path.c_str());
            system::call_or_raise(|| {
                // SAFETY: a C string.
                check(unsafe { libc::mknodat(directory, name.as_ptr(), mode, device) })
            })?;
            nothing()
        },
        "Makes a file of any kind.",
    ),
    one_row(
        c"major",
        "($module, device, /)",
        |_, given| integer(libc::major(device(given)?).into()),
        "The kind of a device.",
    ),
    one_row(
        c"minor",
        "($module, device, /)",
        |_, given| integer(libc::minor(device(given)?).into()),
        "Which of its kind a device is.",
    ),
    row(
        c"makedev",
        "($module, major, minor, /)",
        |_, given| {
            let (major, minor) = (to_c_int(given[0])? as u32, to_c_int(given[1])? as u32);
            Ok(int::from_u64(libc::makedev(major, minor))?.object())
        },
        "The number of a device.",
    ),
    row(
        c"truncate",
        "($module, /, path, length)",
        |_, given| {
            let path = Path::or_fd(given[0], "truncate")?;
            let (length, fd) = (to_long_long(given[1])?, path.descriptor());
            // SAFETY: a C string.
            on_path(&path, |name| unsafe {
                match fd {
                    Some(fd) => libc::ftruncate(fd, length),
                    None => libc::truncate(name.as_ptr(), length),
                }
            })
        },
        "Cuts a file off.",
    ),
    one_row(
        c"umask",
        "($module, mask, /)",
        |_, mask| {
            let mask = to_c_int(mask)? as libc::mode_t;
            // SAFETY: a call with a number.
            integer(unsafe { libc::umask(mask) }.into())
        },
        "Sets what new files don't allow; returns what it was.",
    ),
    row(
        c"utime",
        "($module, /, path, times=None, *, ns=<unrepresentable>,\n      dir_fd=None, \
         follow_symlinks=True)",
        utime,
        "Sets when a file was read and written.",
    ),
    row(
        c"fspath",
        "($module, /, path)",
        |_, given| file_system_path(given[0]),
        "A path as str or bytes.",
    ),
    row(c"_path_normpath", "($module, /, path)", normalize, "A path without detours."),
    none_row(
        c"sync",
        |_| {
            // SAFETY: a call without arguments.
            allow_threads(|| unsafe { libc::sync() });
            nothing()
        },
        "Has everything written to the disks.",
    ),
];
// ANCHOR_END: table

// ANCHOR: functions
fn two(given: &Arguments<'_>, function: &str) -> Result<(Path, Path)> {
    let from = Path::new(Some(given[0]), function, "src", Takes::default())?;
    let to = Path::new(Some(given[1]), function, "dst", Takes::default())?;
    Ok((from, to))
}

fn access(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::only(given[0], "access")?;
    let mode = to_c_int(given[1])?;
    let directory = directory(given.get(2))?;
    let effective = truth_or(given.get(3), false)?;
    let follows = truth_or(given.get(4), true)?;
    let flags = if follows { 0 } else { libc::AT_SYMLINK_NOFOLLOW }
        | if effective { libc::AT_EACCESS } else { 0 };
    let name = path.c_str();
    // SAFETY: a C string.
    let answer =
        allow_threads(|| unsafe { libc::faccessat(directory, name.as_ptr(), mode, flags) });
    boolean(answer == 0)
}

fn chmod(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::or_fd(given[0], "chmod")?;
    let mode = to_c_int(given[1])? as libc::mode_t;
    let directory = directory(given.get(2))?;
    let follows = truth_or(given.get(3), true)?;
    if !follows && directory == libc::AT_FDCWD {
        let message = "chmod: follow_symlinks unavailable on this platform";
        return Err(raise(&errors::NOT_IMPLEMENTED_ERROR, message));
    }
    let fd = path.descriptor();
    let flags = if follows { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: a C string.
    on_path(&path, |name| unsafe {
        match fd {
            Some(fd) => libc::fchmod(fd, mode),
            None => libc::fchmodat(directory, name.as_ptr(), mode, flags),
        }
    })
}

fn chown(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::or_fd(given[0], "chown")?;
    let (uid, gid) = (super::identity::id(given[1], "uid")?, super::identity::id(given[2], "gid")?);
    let directory = directory(given.get(3))?;
    let follows = truth_or(given.get(4), true)?;
    check_together("chown", &path, directory, follows)?;
    let fd = path.descriptor();
    let flags = if follows { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: a C string.
    on_path(&path, |name| unsafe {
        match fd {
            Some(fd) => libc::fchown(fd, uid, gid),
            None => libc::fchownat(directory, name.as_ptr(), uid, gid, flags),
        }
    })
}

/// C: `posix_getcwd`.
fn current_directory() -> Result<Vec<u8>> {
    let outcome = allow_threads(|| {
        let mut room = 1024;
        loop {
            let mut name = vec![0_u8; room];
            // SAFETY: room for so many bytes.
            let answer = unsafe { libc::getcwd(name.as_mut_ptr().cast(), room) };
            match Errno::last() {
                _ if !answer.is_null() => {
                    name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(room));
                    return Ok(name);
                }
                Errno(libc::ERANGE) => room *= 2,
                error => return Err(error),
            }
        }
    });
    outcome.map_err(Errno::raise)
}

fn readlink(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::only(given[0], "readlink")?;
    let (directory, name) = (directory(given.get(1))?, path.c_str());
    let mut target = vec![0_u8; libc::PATH_MAX as usize + 1];
    let outcome = allow_threads(|| {
        // SAFETY: a C string, and room for so many bytes.
        check(unsafe {
            libc::readlinkat(directory, name.as_ptr(), target.as_mut_ptr().cast(), target.len() - 1)
        })
    });
    let target = &target[..outcome.map_err(|error| path.raise(error))? as usize];
    match path.is_bytes {
        true => Ok(bytes::new(target)?.object()),
        false => Ok(decode_file_name(target)?.object()),
    }
}

fn rename(given: &Arguments<'_>, function: &str) -> Result {
    let (from, to) = two(given, function)?;
    let (first, second) = (directory(given.get(2))?, directory(given.get(3))?);
    // SAFETY: C strings.
    on_two(&from, &to, |from, to| unsafe {
        libc::renameat(first, from.as_ptr(), second, to.as_ptr())
    })
}

fn unlink(given: &Arguments<'_>, function: &str, flags: i32) -> Result {
    let path = Path::only(given[0], function)?;
    let directory = directory(given.get(1))?;
    // SAFETY: a C string.
    on_path(&path, |name| unsafe { libc::unlinkat(directory, name.as_ptr(), flags) })
}

/// The number of a device. C: `_Py_Dev_Converter`.
fn device(given: Obj<'_>) -> Result<libc::dev_t> {
    let Some(number) = given.downcast::<PyLongObject>() else {
        return Err(raise(&TYPE_ERROR, "an integer is required"));
    };
    if number.is_negative() {
        return Err(raise(&OVERFLOW_ERROR, "can't convert negative int to unsigned"));
    }
    let message = "int too big to convert";
    int::machine::to_u64(number.number()).ok_or_else(|| raise(&OVERFLOW_ERROR, message))
}

/// `.` and `..` and doubled slashes go. C: `_Py_normpath`.
fn normalize(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let Some(path) = given[0].downcast::<PyASCIIObject>() else {
        return Err(crate::convert::bad_argument(
            "_path_normpath",
            "argument 'path'",
            "str",
            given[0],
        ));
    };
    let codes: Vec<u32> = path.text().iter().collect();
    const SLASH: u32 = b'/' as u32;
    const DOT: u32 = b'.' as u32;
    let slashes = codes.iter().take_while(|code| **code == SLASH).count();
    // Two slashes mean something of their own, three don't.
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let mut parts: Vec<&[u32]> = Vec::new();
    for part in codes.split(|code| *code == SLASH) {
        match part {
            [] | [DOT] => {}
            [DOT, DOT] => match parts.last() {
                Some([DOT, DOT]) => parts.push(part),
                Some(_) => drop(parts.pop()),
                None if root > 0 => {}
                None => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    let mut out = vec![SLASH; root];
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push(SLASH);
        }
        out.extend_from_slice(part);
    }
    if out.is_empty() && !codes.is_empty() {
        out.push(DOT);
    }
    Ok(str::object::from_code_points(out.iter().copied())?.object())
}
// ANCHOR_END: functions

// ANCHOR: utime
/// Seconds, whole or not, as seconds and nanoseconds. C: `_PyTime_ObjectToTimespec`.
fn to_timespec(given: Obj<'_>) -> Result<libc::timespec> {
    let too_large = || raise(&OVERFLOW_ERROR, "timestamp out of range for platform time_t");
    if let Some(seconds) = given.downcast::<PyFloatObject>() {
        let seconds = seconds.value();
        if seconds.is_nan() {
            return Err(raise(&VALUE_ERROR, "Invalid value NaN (not a number)"));
        }
        let whole = seconds.floor();
        let mut nanoseconds = ((seconds - whole) * 1e9).floor();
        let mut whole_seconds = whole;
        if nanoseconds >= 1e9 {
            nanoseconds -= 1e9;
            whole_seconds += 1.0;
        }
        let limit = -(i64::MIN as f64);
        if !(-limit..limit).contains(&whole_seconds) {
            return Err(too_large());
        }
        return Ok(libc::timespec { tv_sec: whole_seconds as i64, tv_nsec: nanoseconds as i64 });
    }
    let seconds = given.index()?.borrow().to_i64().ok_or_else(too_large)?;
    Ok(libc::timespec { tv_sec: seconds, tv_nsec: 0 })
}

/// Nanoseconds. C: `split_py_long_to_s_and_ns`.
fn split_nanoseconds(given: Obj<'_>) -> Result<libc::timespec> {
    let billion = integer(1_000_000_000)?;
    let both = given.binary(billion.borrow(), object_model::protocol::number::DIVMOD)?;
    let items = both.borrow().downcast::<PyTupleObject>().map(|both| both.items());
    let Some(&[seconds, nanoseconds]) = items else {
        let (class, name) = (type_of(given), type_of(both.borrow()));
        let message = format_args!("{class}.__divmod__() must return a 2-tuple, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    Ok(libc::timespec { tv_sec: to_long_long(seconds)?, tv_nsec: to_long_long(nanoseconds)? })
}

fn utime(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let path = Path::or_fd(given[0], "utime")?;
    let (times, ns) = (given.not_none(1), given.get(2));
    let directory = directory(given.get(3))?;
    let follows = truth_or(given.get(4), true)?;
    if times.is_some() && ns.is_some() {
        let message = "utime: you may specify either 'times' or 'ns' but not both";
        return Err(raise(&VALUE_ERROR, message));
    }
    let pair = |given: Obj<'_>, message: &str| match given
        .downcast::<PyTupleObject>()
        .map(|given| given.items())
    {
        Some(&[first, second]) => Ok([first.to_ref(), second.to_ref()]),
        _ => Err(raise(&TYPE_ERROR, message)),
    };
    let times = match (times, ns) {
        (Some(times), _) => {
            let message = "utime: 'times' must be either a tuple of two ints or None";
            let [first, second] = pair(times, message)?;
            Some([to_timespec(first.borrow())?, to_timespec(second.borrow())?])
        }
        (None, Some(ns)) => {
            let [first, second] = pair(ns, "utime: 'ns' must be a tuple of two ints")?;
            Some([split_nanoseconds(first.borrow())?, split_nanoseconds(second.borrow())?])
        }
        (None, None) => None,
    };
    check_together("utime", &path, directory, follows)?;
    let (fd, name) = (path.descriptor(), path.c_str());
    let flags = if follows { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let outcome = allow_threads(|| {
        let times = times.as_ref().map_or(std::ptr::null(), |times| times.as_ptr());
        // SAFETY: a C string, and two times or none.
        check(unsafe {
            match fd {
                Some(fd) => libc::futimens(fd, times),
                None => libc::utimensat(directory, name.as_ptr(), times, flags),
            }
        })
    });
    outcome.map_err(|error| path.raise(error))?;
    nothing()
}
// ANCHOR_END: utime
