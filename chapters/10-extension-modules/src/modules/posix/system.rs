//! The machine and the environment: names, limits, random bytes, variables.
//!
//! CPython: `os_uname_impl`, `conv_confname`, `os_sysconf_impl`, `convertenviron`,
//! `os_putenv_impl`, `os_urandom_impl`, `os_system_impl` and others in `Modules/posixmodule.c`.

use std::ffi::{CStr, CString};

use object_model::types::bytes;
use object_model::types::struct_sequence::{self, Row};

use super::path::{Path, file_descriptor};
use super::{constants, none_row, one_row, row};
use crate::allow_threads;
use crate::convert::{decode_file_name, int_or, path_bytes, to_c_int, to_c_string, to_size};
use crate::prelude::*;
use crate::system::{self, Errno, check};

/// `os.uname_result`.
pub(super) static UNAME_RESULT: StaticType = struct_sequence::new(&Row {
    name: c"posix.uname_result",
    doc: "What the system calls itself.",
    fields: &[
        (c"sysname", c"the system"),
        (c"nodename", c"the machine in its network"),
        (c"release", c"the release"),
        (c"version", c"the version"),
        (c"machine", c"the hardware"),
    ],
    visible: 5,
    is_callable: true,
});

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    none_row(c"uname", uname, "What the system calls itself."),
    none_row(
        c"cpu_count",
        |_| {
            // SAFETY: a call with a number.
            match unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) } {
                count @ 1.. => integer(count),
                _ => nothing(),
            }
        },
        "How many processors there are.",
    ),
    none_row(
        c"getloadavg",
        |_| {
            let mut loads = [0.0; 3];
            // SAFETY: room for three.
            if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
                return Err(raise(&errors::OS_ERROR, "Load averages are unobtainable"));
            }
            let load =
                |load: f64| Ok::<Ref, Raised>(object_model::types::float::new(load)?.object());
            pack([load(loads[0])?, load(loads[1])?, load(loads[2])?])
        },
        "How many processes were ready to run in the last 1, 5 and 15 minutes.",
    ),
    one_row(c"sysconf", "($module, name, /)", sysconf, "A number of the system's."),
    one_row(c"confstr", "($module, name, /)", confstr, "A text of the system's."),
    row(
        c"pathconf",
        "($module, /, path, name)",
        |_, given| {
            let path = Path::or_fd(given[0], "pathconf")?;
            let name = configuration_name(given[1], constants::PATHCONF_NAMES)?;
            // SAFETY: a C string.
            let limit = limit(|| unsafe {
                match path.descriptor() {
                    Some(fd) => libc::fpathconf(fd, name),
                    None => libc::pathconf(path.c_str().as_ptr(), name),
                }
            });
            match limit {
                Ok(limit) => integer(limit),
                Err(error @ Errno(libc::EINVAL)) => Err(error.raise()),
                Err(error) => Err(path.raise(error)),
            }
        },
        "A number of a file system's.",
    ),
    row(
        c"fpathconf",
        "($module, fd, name, /)",
        |_, given| {
            let fd = file_descriptor(given[0])?;
            let name = configuration_name(given[1], constants::PATHCONF_NAMES)?;
            // SAFETY: a call with numbers.
            integer(limit(|| unsafe { libc::fpathconf(fd, name) }).map_err(Errno::raise)?)
        },
        "The same of a descriptor's.",
    ),
    one_row(
        c"strerror",
        "($module, code, /)",
        |_, code| text(&Errno(to_c_int(code)?).text()),
        "What an error means.",
    ),
    row(
        c"system",
        "($module, /, command)",
        |_, given| {
            let command = path_bytes(given[0])?;
            let command = to_c_string(command.borrow().bytes());
            let command = command.as_c_str();
            // SAFETY: a C string.
            integer(allow_threads(|| unsafe { libc::system(command.as_ptr()) }).into())
        },
        "Has the shell run a command.",
    ),
    row(
        c"putenv",
        "($module, name, value, /)",
        |_, given| {
            let (name, value) = (path_bytes(given[0])?, path_bytes(given[1])?);
            let name = name.borrow().bytes();
            if name.contains(&b'=') {
                return Err(raise(&VALUE_ERROR, "illegal environment variable name"));
            }
            let (name, value) = (to_c_string(name), to_c_string(value.borrow().bytes()));
            // SAFETY: C strings. The lock of the interpreter is held, and what runs without it
            // doesn't look at the environment.
            check(unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) })
                .map_err(Errno::raise)?;
            nothing()
        },
        "Sets a variable of the environment.",
    ),
    one_row(
        c"unsetenv",
        "($module, name, /)",
        |_, name| {
            let name = to_c_string(path_bytes(name)?.borrow().bytes());
            // SAFETY: as above.
            check(unsafe { libc::unsetenv(name.as_ptr()) }).map_err(Errno::raise)?;
            nothing()
        },
        "Takes a variable out of the environment.",
    ),
    one_row(
        c"urandom",
        "($module, size, /)",
        |_, given| {
            let Ok(count) = usize::try_from(to_size(given)?) else {
                return Err(raise(&VALUE_ERROR, "negative argument not allowed"));
            };
            let mut random = zeros(count)?;
            let mut filled = 0;
            while filled < count {
                let rest = &mut random[filled..];
                let got = system::call_or_raise(|| {
                    // SAFETY: room for so many bytes.
                    check(unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) })
                })?;
                filled += got as usize;
            }
            Ok(bytes::new(&random)?.object())
        },
        "Random bytes, good for secrets.",
    ),
    row(
        c"getrandom",
        "($module, /, size, flags=0)",
        |_, given| {
            let size = to_size(given[0])?;
            let flags = int_or(given.get(1), 0)? as u32;
            let Ok(count) = usize::try_from(size) else {
                return Err(Errno(libc::EINVAL).raise());
            };
            let mut random = zeros(count)?;
            let got = system::call_or_raise(|| {
                // SAFETY: room for so many bytes.
                check(unsafe { libc::getrandom(random.as_mut_ptr().cast(), count, flags) })
            })?;
            Ok(bytes::new(&random[..got as usize])?.object())
        },
        "Random bytes of the system's.",
    ),
];
// ANCHOR_END: table

fn zeros(count: usize) -> Result<Vec<u8>> {
    let mut room = Vec::new();
    room.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
    room.resize(count, 0);
    Ok(room)
}

// ANCHOR: names
fn uname(_: Module<'_>) -> Result {
    // SAFETY: zeros are such a struct; the call fills it with C strings.
    let names = unsafe {
        let mut names: libc::utsname = std::mem::zeroed();
        check(libc::uname(&mut names)).map_err(Errno::raise)?;
        [names.sysname, names.nodename, names.release, names.version, names.machine]
    };
    let values = names.into_iter().map(|name| {
        let name: Vec<u8> = name.iter().map(|byte| *byte as u8).collect();
        Ok(decode_file_name(to_c_string(&name).to_bytes())?.object())
    });
    let values = values.collect::<Result<Vec<Ref>>>()?;
    Ok(struct_sequence::make(&UNAME_RESULT, values.into_iter())?.object())
}

/// The number of a name, or the number itself. C: `conv_confname`.
fn configuration_name(given: Obj<'_>, table: &[(&str, i32)]) -> Result<i32> {
    if given.downcast::<PyLongObject>().is_some() {
        return to_c_int(given);
    }
    let Some(name) = given.downcast::<PyASCIIObject>() else {
        let message = "configuration names must be strings or integers";
        return Err(raise(&TYPE_ERROR, message));
    };
    let name = name.to_text();
    match table.iter().find(|(known, _)| *known == name) {
        Some((_, number)) => Ok(*number),
        None => Err(raise(&VALUE_ERROR, "unrecognized configuration name")),
    }
}

/// −1 is no error if there is no number of an error.
fn limit(call: impl FnOnce() -> i64) -> system::Outcome<i64> {
    // SAFETY: the place of the number is this thread's.
    unsafe { *libc::__errno_location() = 0 };
    match (call(), Errno::last()) {
        (-1, error) if error != Errno(0) => Err(error),
        (limit, _) => Ok(limit),
    }
}

fn sysconf(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = configuration_name(name, constants::SYSCONF_NAMES)?;
    // SAFETY: a call with a number.
    integer(limit(|| unsafe { libc::sysconf(name) }).map_err(Errno::raise)?)
}

fn confstr(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = configuration_name(name, constants::CONFSTR_NAMES)?;
    let mut value = vec![0_u8; 255];
    loop {
        // SAFETY: room for so many bytes.
        let needed = unsafe {
            *libc::__errno_location() = 0;
            libc::confstr(name, value.as_mut_ptr().cast(), value.len())
        };
        if needed == 0 {
            return match Errno::last() {
                Errno(0) => nothing(),
                error => Err(error.raise()),
            };
        }
        if needed <= value.len() {
            return Ok(decode_file_name(&value[..needed - 1])?.object());
        }
        value.resize(needed, 0);
    }
}
// ANCHOR_END: names

// ANCHOR: environ
/// The environment at the start. C: `convertenviron`.
pub(super) fn environ() -> Result {
    unsafe extern "C" {
        static environ: *const *const libc::c_char;
    }
    let mut variables: Vec<CString> = Vec::new();
    // SAFETY: pointers to C strings with a null behind them; nobody changes them meanwhile.
    unsafe {
        let mut at = environ;
        while !at.is_null() && !(*at).is_null() {
            variables.push(CStr::from_ptr(*at).to_owned());
            at = at.add(1);
        }
    }
    let all = dict::new()?;
    for variable in &variables {
        let variable = variable.to_bytes();
        let Some(at) = variable.iter().position(|byte| *byte == b'=') else { continue };
        let (name, value) = (bytes::new(&variable[..at])?, bytes::new(&variable[at + 1..])?);
        // The first of several counts.
        if !all.borrow().contains_key(name.borrow().object())? {
            all.borrow().set_item(name.borrow().object(), value.borrow().object())?;
        }
    }
    Ok(all.object())
}
// ANCHOR_END: environ
