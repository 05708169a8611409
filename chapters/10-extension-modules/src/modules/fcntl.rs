//! `fcntl`: what can be asked of descriptors, and locks on files.
//!
//! CPython: `Modules/fcntlmodule.c`.

use object_model::protocol::buffer::Buffer;
use object_model::types::bytes;

use crate::allow_threads;
use crate::convert::{WritableBuffer, int_or, to_long_long, truth_or};
use crate::modules::posix::file_descriptor;
use crate::prelude::*;
use crate::system::{self, Errno, check};

// ANCHOR: module
/// `fcntl`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "fcntl",
    doc: "What can be asked of descriptors, and locks on files.",
    functions: &[
        Method::new(
            c"fcntl",
            "($module, fd, cmd, arg=0, /)",
            fcntl,
            "Has the system do something with a descriptor.",
        ),
        Method::new(
            c"ioctl",
            "($module, fd, request, arg=0, mutate_flag=True, /)",
            ioctl,
            "Has a device do something.",
        ),
        Method::new(
            c"flock",
            "($module, fd, operation, /)",
            |_, given| {
                let (fd, operation) =
                    (file_descriptor(given[0])?, crate::convert::to_c_int(given[1])?);
                // SAFETY: a call with numbers.
                system::call_or_raise(|| check(unsafe { libc::flock(fd, operation) }))?;
                nothing()
            },
            "Locks a file as a whole.",
        ),
        Method::new(
            c"lockf",
            "($module, fd, cmd, len=0, start=0, whence=0, /)",
            lockf,
            "Locks a part of a file.",
        ),
    ],
    constants: &[
        ("DN_ACCESS", Constant::Int(1)),
        ("DN_ATTRIB", Constant::Int(32)),
        ("DN_CREATE", Constant::Int(4)),
        ("DN_DELETE", Constant::Int(8)),
        ("DN_MODIFY", Constant::Int(2)),
        ("DN_MULTISHOT", Constant::Int(2147483648)),
        ("DN_RENAME", Constant::Int(16)),
        ("FASYNC", Constant::Int(8192)),
        ("FD_CLOEXEC", Constant::Int(1)),
        ("F_ADD_SEALS", Constant::Int(1033)),
        ("F_DUPFD", Constant::Int(0)),
        ("F_DUPFD_CLOEXEC", Constant::Int(1030)),
        ("F_EXLCK", Constant::Int(4)),
        ("F_GETFD", Constant::Int(1)),
        ("F_GETFL", Constant::Int(3)),
        ("F_GETLEASE", Constant::Int(1025)),
        ("F_GETLK", Constant::Int(5)),
        ("F_GETLK64", Constant::Int(5)),
        ("F_GETOWN", Constant::Int(9)),
        ("F_GETPIPE_SZ", Constant::Int(1032)),
        ("F_GETSIG", Constant::Int(11)),
        ("F_GET_SEALS", Constant::Int(1034)),
        ("F_NOTIFY", Constant::Int(1026)),
        ("F_OFD_GETLK", Constant::Int(36)),
        ("F_OFD_SETLK", Constant::Int(37)),
        ("F_OFD_SETLKW", Constant::Int(38)),
        ("F_RDLCK", Constant::Int(0)),
        ("F_SEAL_GROW", Constant::Int(4)),
        ("F_SEAL_SEAL", Constant::Int(1)),
        ("F_SEAL_SHRINK", Constant::Int(2)),
        ("F_SEAL_WRITE", Constant::Int(8)),
        ("F_SETFD", Constant::Int(2)),
        ("F_SETFL", Constant::Int(4)),
        ("F_SETLEASE", Constant::Int(1024)),
        ("F_SETLK", Constant::Int(6)),
        ("F_SETLK64", Constant::Int(6)),
        ("F_SETLKW", Constant::Int(7)),
        ("F_SETLKW64", Constant::Int(7)),
        ("F_SETOWN", Constant::Int(8)),
        ("F_SETPIPE_SZ", Constant::Int(1031)),
        ("F_SETSIG", Constant::Int(10)),
        ("F_SHLCK", Constant::Int(8)),
        ("F_UNLCK", Constant::Int(2)),
        ("F_WRLCK", Constant::Int(1)),
        ("LOCK_EX", Constant::Int(2)),
        ("LOCK_MAND", Constant::Int(32)),
        ("LOCK_NB", Constant::Int(4)),
        ("LOCK_READ", Constant::Int(64)),
        ("LOCK_RW", Constant::Int(192)),
        ("LOCK_SH", Constant::Int(1)),
        ("LOCK_UN", Constant::Int(8)),
        ("LOCK_WRITE", Constant::Int(128)),
    ],
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

/// How long a buffer may be that is copied.
const MOST: usize = 1024;

// ANCHOR: functions
/// The bytes of an argument that isn't a number.
fn bytes_of(given: Option<Obj<'_>>) -> Result<Option<Vec<u8>>> {
    let Some(given) = given else { return Ok(None) };
    if let Some(text) = given.downcast::<PyASCIIObject>() {
        return Ok(Some(crate::convert::utf8(text)?.into_bytes()));
    }
    if given.ob_type().buffer(|suite| suite.bf_getbuffer).is_none() {
        return Ok(None);
    }
    Ok(Some(Buffer::simple(given)?.bytes().to_vec()))
}

/// A number, its bits as C's `unsigned int` has them.
fn bits(given: Option<Obj<'_>>) -> Result<u32> {
    let Some(given) = given else { return Ok(0) };
    Ok(int::machine::to_u64_mask(given.index()?.borrow().number()) as u32)
}

fn fcntl(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let (fd, command) = (file_descriptor(given[0])?, crate::convert::to_c_int(given[1])?);
    if let Some(argument) = bytes_of(given.get(2))? {
        if argument.len() > MOST {
            return Err(raise(&VALUE_ERROR, "fcntl string arg too long"));
        }
        let mut room = [0_u8; MOST];
        room[..argument.len()].copy_from_slice(&argument);
        // SAFETY: more room than the system writes to.
        system::call_or_raise(|| check(unsafe { libc::fcntl(fd, command, room.as_mut_ptr()) }))?;
        return Ok(bytes::new(&room[..argument.len()])?.object());
    }
    let argument = bits(given.get(2))?;
    // SAFETY: a call with numbers.
    let answer = system::call_or_raise(|| check(unsafe { libc::fcntl(fd, command, argument) }))?;
    integer(answer.into())
}

fn ioctl(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let fd = file_descriptor(given[0])?;
    let request = int::machine::to_u64_mask(given[1].index()?.borrow().number()) as u32;
    let request = libc::Ioctl::from(request);
    let mutates = truth_or(given.get(3), true)?;
    if let Some(argument) = bytes_of(given.get(2))? {
        let mut target = match given.get(2) {
            Some(target) if target.downcast::<PyASCIIObject>().is_none() => {
                WritableBuffer::new(target, "ioctl").ok()
            }
            _ => None,
        };
        if target.is_none() {
            errors::clear();
        }
        if argument.len() > MOST && (target.is_none() || !mutates) {
            return Err(raise(&VALUE_ERROR, "ioctl string arg too long"));
        }
        let mut room = vec![0_u8; argument.len().max(MOST) + 1];
        room[..argument.len()].copy_from_slice(&argument);
        let outcome =
            // SAFETY: as much room as the argument has, and more than the system writes to.
            allow_threads(|| check(unsafe { libc::ioctl(fd, request, room.as_mut_ptr()) }));
        let answer = &room[..argument.len()];
        if mutates && let Some(target) = &mut target {
            target.put(0, &answer[..target.len().min(answer.len())]);
            return integer(outcome.map_err(Errno::raise)?.into());
        }
        outcome.map_err(Errno::raise)?;
        return Ok(bytes::new(answer)?.object());
    }
    let argument = bits(given.get(2))? as i32;
    // SAFETY: a call with numbers.
    let answer = allow_threads(|| check(unsafe { libc::ioctl(fd, request, argument) }));
    integer(answer.map_err(Errno::raise)?.into())
}

fn lockf(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let (fd, command) = (file_descriptor(given[0])?, crate::convert::to_c_int(given[1])?);
    let kind = if command == libc::LOCK_UN {
        libc::F_UNLCK
    } else if command & libc::LOCK_SH != 0 {
        libc::F_RDLCK
    } else if command & libc::LOCK_EX != 0 {
        libc::F_WRLCK
    } else {
        return Err(raise(&VALUE_ERROR, "unrecognized lockf argument"));
    };
    let number = |index: usize| given.get(index).map_or(Ok(0), to_long_long);
    let (length, start) = (number(2)?, number(3)?);
    let whence = int_or(given.get(4), 0)?;
    let waits = if command & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    system::call_or_raise(|| {
        // SAFETY: zeros are such a struct.
        let mut lock: libc::flock = unsafe { std::mem::zeroed() };
        lock.l_type = kind as libc::c_short;
        lock.l_whence = whence as libc::c_short;
        lock.l_start = start;
        lock.l_len = length;
        // SAFETY: the struct is there to be read.
        check(unsafe { libc::fcntl(fd, waits, &lock) })
    })?;
    nothing()
}
// ANCHOR_END: functions
