//! Who a process is: users, groups, sessions, itself.
//!
//! CPython: `os_getuid_impl`, `os_setgroups`, `os_getgrouplist_impl` and others in
//! `Modules/posixmodule.c`; `_Py_Uid_Converter`.

use super::{none_row, one_row, row};
use crate::convert::{clinic_text, encode_file_name, to_c_int};
use crate::prelude::*;
use crate::system::{Errno, check};

/// A user's or a group's number; −1 leaves it as it is. C: `_Py_Uid_Converter`.
pub(crate) fn id(given: Obj<'_>, what: &str) -> Result<u32> {
    if !given.has_index() {
        let name = type_name(given);
        let message = format_args!("{what} should be integer, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let number = given.index()?;
    match number.borrow().to_i64() {
        Some(-1) => Ok(u32::MAX),
        Some(number) if (0..i64::from(u32::MAX)).contains(&number) => Ok(number as u32),
        // As C has it: what a `long` holds is too small, whichever side it is on.
        some if some.is_some() || number.borrow().is_negative() => {
            Err(raise(&OVERFLOW_ERROR, format_args!("{what} is less than minimum")))
        }
        _ => Err(raise(&OVERFLOW_ERROR, format_args!("{what} is greater than maximum"))),
    }
}

/// As an object, −1 for the greatest. C: `_PyLong_FromUid`.
pub(crate) fn id_object(id: u32) -> Result {
    if id == u32::MAX { integer(-1) } else { integer(id.into()) }
}

fn done(outcome: i32) -> Result {
    check(outcome).map_err(Errno::raise)?;
    nothing()
}

macro_rules! ask {
    ($name:literal, $call:ident, $doc:literal) => {
        none_row(
            $name,
            |_| {
                // SAFETY: a call without arguments.
                id_object(unsafe { libc::$call() } as u32)
            },
            $doc,
        )
    };
}

macro_rules! number {
    ($name:literal, $call:ident, $doc:literal) => {
        none_row(
            $name,
            |_| {
                // SAFETY: a call without arguments.
                integer(unsafe { libc::$call() }.into())
            },
            $doc,
        )
    };
}

macro_rules! set {
    ($name:literal, $signature:literal, $call:ident, [$($index:literal: $what:literal),*], $doc:literal) => {
        row(
            $name,
            $signature,
            |_, given| {
                // SAFETY: a call with numbers.
                done(unsafe { libc::$call($(id(given[$index], $what)?),*) })
            },
            $doc,
        )
    };
}

macro_rules! set_one {
    ($name:literal, $signature:literal, $call:ident, $what:literal, $doc:literal) => {
        one_row(
            $name,
            $signature,
            |_, given| {
                // SAFETY: a call with a number.
                done(unsafe { libc::$call(id(given, $what)?) })
            },
            $doc,
        )
    };
}

unsafe extern "C" {
    // The `libc` crate has them not on every target.
    fn setreuid(ruid: u32, euid: u32) -> i32;
    fn setregid(rgid: u32, egid: u32) -> i32;
}

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    ask!(c"getuid", getuid, "The user."),
    ask!(c"geteuid", geteuid, "The user whose rights count."),
    ask!(c"getgid", getgid, "The group."),
    ask!(c"getegid", getegid, "The group whose rights count."),
    number!(c"getpid", getpid, "The process."),
    number!(c"getppid", getppid, "The process that made it."),
    number!(c"getpgrp", getpgrp, "The process's group of processes."),
    set_one!(c"setuid", "($module, uid, /)", setuid, "uid", "Sets the user."),
    set_one!(c"seteuid", "($module, euid, /)", seteuid, "uid", "Sets whose rights count."),
    set_one!(c"setgid", "($module, gid, /)", setgid, "gid", "Sets the group."),
    set_one!(c"setegid", "($module, egid, /)", setegid, "gid", "Sets which group's rights count."),
    row(
        c"setreuid",
        "($module, ruid, euid, /)",
        // SAFETY: a call with numbers.
        |_, given| done(unsafe { setreuid(id(given[0], "uid")?, id(given[1], "uid")?) }),
        "Sets both users.",
    ),
    row(
        c"setregid",
        "($module, rgid, egid, /)",
        // SAFETY: a call with numbers.
        |_, given| done(unsafe { setregid(id(given[0], "gid")?, id(given[1], "gid")?) }),
        "Sets both groups.",
    ),
    set!(
        c"setresuid",
        "($module, ruid, euid, suid, /)",
        setresuid,
        [0: "uid", 1: "uid", 2: "uid"],
        "Sets all three users."
    ),
    set!(
        c"setresgid",
        "($module, rgid, egid, sgid, /)",
        setresgid,
        [0: "gid", 1: "gid", 2: "gid"],
        "Sets all three groups."
    ),
    none_row(
        c"getresuid",
        |_| {
            let [mut real, mut effective, mut saved] = [0; 3];
            // SAFETY: room for three numbers.
            check(unsafe { libc::getresuid(&mut real, &mut effective, &mut saved) })
                .map_err(Errno::raise)?;
            pack([id_object(real)?, id_object(effective)?, id_object(saved)?])
        },
        "All three users.",
    ),
    none_row(
        c"getresgid",
        |_| {
            let [mut real, mut effective, mut saved] = [0; 3];
            // SAFETY: room for three numbers.
            check(unsafe { libc::getresgid(&mut real, &mut effective, &mut saved) })
                .map_err(Errno::raise)?;
            pack([id_object(real)?, id_object(effective)?, id_object(saved)?])
        },
        "All three groups.",
    ),
    none_row(c"getgroups", getgroups, "All groups of the process."),
    one_row(c"setgroups", "($module, groups, /)", setgroups, "Sets all groups of the process."),
    row(
        c"initgroups",
        "($module, username, gid, /)",
        |_, given| {
            let name = crate::convert::path_bytes(given[0])?;
            let name = crate::convert::to_c_string(name.borrow().bytes());
            let group = id(given[1], "gid")?;
            // SAFETY: a C string.
            done(unsafe { libc::initgroups(name.as_ptr(), group) })
        },
        "Sets the groups to a user's.",
    ),
    row(c"getgrouplist", "($module, user, group, /)", getgrouplist, "The groups of a user."),
    none_row(
        c"getlogin",
        |_| {
            unsafe extern "C" {
                fn getlogin_r(name: *mut libc::c_char, size: usize) -> i32;
            }
            let mut name: [libc::c_char; 256] = [0; 256];
            // SAFETY: room for so many bytes.
            match unsafe { getlogin_r(name.as_mut_ptr(), name.len()) } {
                0 => {
                    let name: Vec<u8> = name.iter().map(|byte| *byte as u8).collect();
                    let name = crate::convert::to_c_string(&name);
                    Ok(crate::convert::decode_file_name(name.to_bytes())?.object())
                }
                error => Err(Errno(error).raise()),
            }
        },
        "Who has logged in.",
    ),
    row(
        c"getpgid",
        "($module, /, pid)",
        |_, given| {
            let process = to_c_int(given[0])?;
            // SAFETY: a call with a number.
            integer(check(unsafe { libc::getpgid(process) }).map_err(Errno::raise)?.into())
        },
        "The group of a process.",
    ),
    none_row(
        c"setpgrp",
        // SAFETY: a call with numbers.
        |_| done(unsafe { libc::setpgid(0, 0) }),
        "Begins a group of processes.",
    ),
    row(
        c"setpgid",
        "($module, pid, pgrp, /)",
        |_, given| {
            let (process, group) = (to_c_int(given[0])?, to_c_int(given[1])?);
            // SAFETY: a call with numbers.
            done(unsafe { libc::setpgid(process, group) })
        },
        "Puts a process into a group.",
    ),
    one_row(
        c"getsid",
        "($module, pid, /)",
        |_, given| {
            let process = to_c_int(given)?;
            // SAFETY: a call with a number.
            integer(check(unsafe { libc::getsid(process) }).map_err(Errno::raise)?.into())
        },
        "The session of a process.",
    ),
    none_row(
        c"setsid",
        // SAFETY: a call without arguments.
        |_| done(unsafe { libc::setsid() }),
        "Begins a session.",
    ),
];
// ANCHOR_END: table

// ANCHOR: groups
fn group_list(groups: &[u32]) -> Result {
    let list = list::new()?;
    for group in groups {
        list.borrow().push(id_object(*group)?)?;
    }
    Ok(list.object())
}

fn getgroups(_: Module<'_>) -> Result {
    // SAFETY: asked how many; then room for so many.
    let groups = unsafe {
        let count = check(libc::getgroups(0, std::ptr::null_mut())).map_err(Errno::raise)?;
        let mut groups = vec![0; count as usize];
        let count = check(libc::getgroups(count, groups.as_mut_ptr())).map_err(Errno::raise)?;
        groups.truncate(count as usize);
        groups
    };
    group_list(&groups)
}

fn setgroups(_: Module<'_>, given: Obj<'_>) -> Result {
    if !given.is_sequence() {
        return Err(raise(&TYPE_ERROR, "setgroups argument must be a sequence"));
    }
    let count = given.len()?;
    if count > 65536 {
        return Err(raise(&VALUE_ERROR, "too many groups"));
    }
    let mut groups = Vec::with_capacity(count);
    for index in 0..count {
        let item = given.get_sequence_item(index as isize)?;
        if item.borrow().downcast::<PyLongObject>().is_none() {
            return Err(raise(&TYPE_ERROR, "groups must be integers"));
        }
        groups.push(id(item.borrow(), "gid")?);
    }
    // SAFETY: so many numbers.
    done(unsafe { libc::setgroups(groups.len(), groups.as_ptr()) })
}

fn getgrouplist(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let Some(user) = given[0].downcast::<PyASCIIObject>() else {
        clinic_text(Some(given[0]), "getgrouplist", "argument 1", false)?;
        return nothing();
    };
    let user = encode_file_name(user)?;
    if user.borrow().bytes().contains(&0) {
        return Err(raise(&VALUE_ERROR, "embedded null character"));
    }
    let user = crate::convert::to_c_string(user.borrow().bytes());
    let group = id(given[1], "gid")?;
    let mut room = 16;
    loop {
        let mut groups = vec![0; room];
        let mut count = room as i32;
        // SAFETY: a C string, and room for so many numbers.
        let answer =
            unsafe { libc::getgrouplist(user.as_ptr(), group, groups.as_mut_ptr(), &mut count) };
        if answer != -1 {
            return group_list(&groups[..count.max(0) as usize]);
        }
        if room > 1 << 20 {
            return Err(Errno(libc::ENOMEM).raise());
        }
        room = (count.max(0) as usize).max(2 * room);
    }
}
// ANCHOR_END: groups
