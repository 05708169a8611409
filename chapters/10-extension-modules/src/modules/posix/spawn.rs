//! `posix_spawn`: a new process that runs another program.
//!
//! CPython: `py_posix_spawn`, `parse_posix_spawn_flags`, `parse_file_actions` in
//! `Modules/posixmodule.c`.

use std::ffi::CString;
use std::mem::MaybeUninit;

use super::path::{Path, Takes};
use super::process::{Pointers, argument_list, environment};
use super::row;
use super::schedule::sched_param;
use crate::convert::{path_bytes, to_c_int, to_c_string, truth_or};
use crate::modules::signal::signals_of;
use crate::prelude::*;
use crate::system::{Errno, Outcome};

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"posix_spawn",
        "($module, path, argv, env, /, *, file_actions=(),\n            \
         setpgroup=<unrepresentable>, resetids=False, setsid=False,\n            \
         setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
        |_, given| spawn("posix_spawn", given, libc::posix_spawn),
        "Runs a program in a new process.",
    ),
    row(
        c"posix_spawnp",
        "($module, path, argv, env, /, *, file_actions=(),\n             \
         setpgroup=<unrepresentable>, resetids=False, setsid=False,\n             \
         setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
        |_, given| spawn("posix_spawnp", given, libc::posix_spawnp),
        "The same; the program is looked for in PATH.",
    ),
];
// ANCHOR_END: table

/// What a function of this family has returned: the number of its error.
fn numbered(error: i32) -> Outcome<()> {
    if error == 0 { Ok(()) } else { Err(Errno(error)) }
}

// ANCHOR: attributes
/// C: `posix_spawnattr_t`, given up at the end.
struct Attributes(libc::posix_spawnattr_t);

impl Attributes {
    fn new() -> Result<Attributes> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: the call fills it in, if it doesn't fail.
        unsafe {
            numbered(libc::posix_spawnattr_init(attributes.as_mut_ptr())).map_err(Errno::raise)?;
            Ok(Attributes(attributes.assume_init()))
        }
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: made by `new`.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}

/// C: `parse_posix_spawn_flags`.
fn read_attributes(given: &Arguments<'_>) -> Result<Attributes> {
    const POSIX_SPAWN_SETSID: i32 = 0x80;
    let mut attributes = Attributes::new()?;
    let this = &raw mut attributes.0;
    let mut flags = 0;
    // SAFETY: all calls are with attributes that were made, and with values that are there.
    unsafe {
        if let Some(group) = given.get(4) {
            numbered(libc::posix_spawnattr_setpgroup(this, to_c_int(group)?))
                .map_err(Errno::raise)?;
            flags |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if truth_or(given.get(5), false)? {
            flags |= libc::POSIX_SPAWN_RESETIDS;
        }
        if truth_or(given.get(6), false)? {
            flags |= POSIX_SPAWN_SETSID;
        }
        if let Some(mask) = given.get(7) {
            numbered(libc::posix_spawnattr_setsigmask(this, &signals_of(mask)?))
                .map_err(Errno::raise)?;
            flags |= libc::POSIX_SPAWN_SETSIGMASK;
        }
        if let Some(defaults) = given.get(8) {
            numbered(libc::posix_spawnattr_setsigdefault(this, &signals_of(defaults)?))
                .map_err(Errno::raise)?;
            flags |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if let Some(scheduler) = given.get(9) {
            let items = scheduler.downcast::<PyTupleObject>().map(|scheduler| scheduler.items());
            let Some(&[policy, param]) = items else {
                return Err(raise(&TYPE_ERROR, "A scheduler tuple must have two elements"));
            };
            let param = sched_param(param)?;
            if !policy.is_none() {
                numbered(libc::posix_spawnattr_setschedpolicy(this, to_c_int(policy)?))
                    .map_err(Errno::raise)?;
                flags |= libc::POSIX_SPAWN_SETSCHEDULER;
            }
            numbered(libc::posix_spawnattr_setschedparam(this, &param)).map_err(Errno::raise)?;
            flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
        }
        numbered(libc::posix_spawnattr_setflags(this, flags as libc::c_short))
            .map_err(Errno::raise)?;
    }
    Ok(attributes)
}
// ANCHOR_END: attributes

// ANCHOR: actions
/// C: `posix_spawn_file_actions_t`, given up at the end, with the paths that it points to.
struct Actions {
    actions: libc::posix_spawn_file_actions_t,
    paths: Vec<CString>,
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: made by `read_actions`.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.actions) };
    }
}

const OPEN: i32 = 0;
const CLOSE: i32 = 1;
const DUP2: i32 = 2;

/// C: `parse_file_actions`.
fn read_actions(given: Obj<'_>) -> Result<Actions> {
    let mut made = MaybeUninit::uninit();
    // SAFETY: the call fills it in, if it doesn't fail.
    let mut all = unsafe {
        numbered(libc::posix_spawn_file_actions_init(made.as_mut_ptr())).map_err(Errno::raise)?;
        Actions { actions: made.assume_init(), paths: Vec::new() }
    };
    if !given.is_sequence() {
        return Err(raise(&TYPE_ERROR, "file_actions must be a sequence or None"));
    }
    for index in 0..given.len()? {
        let action = given.get_sequence_item(index as isize)?;
        let items = action.borrow().downcast::<PyTupleObject>().map(|action| action.items());
        let Some(items @ [tag, ..]) = items else {
            let message = "Each file_actions element must be a non-empty tuple";
            return Err(raise(&TYPE_ERROR, message));
        };
        let this = &raw mut all.actions;
        // SAFETY: actions that were made; a path is kept until they are given up.
        let error = unsafe {
            match (to_c_int(*tag)?, items) {
                (OPEN, &[_, fd, path, flags, mode]) => {
                    let path = to_c_string(path_bytes(path)?.borrow().bytes());
                    all.paths.push(path);
                    let path = all.paths.last().map_or(std::ptr::null(), |path| path.as_ptr());
                    let (fd, flags) = (c_int(fd)?, c_int(flags)?);
                    let mode = crate::convert::to_long_long(mode)? as libc::mode_t;
                    libc::posix_spawn_file_actions_addopen(this, fd, path, flags, mode)
                }
                (CLOSE, &[_, fd]) => libc::posix_spawn_file_actions_addclose(this, c_int(fd)?),
                (DUP2, &[_, from, to]) => {
                    libc::posix_spawn_file_actions_adddup2(this, c_int(from)?, c_int(to)?)
                }
                (tag, _) => {
                    return Err(raise(
                        &TYPE_ERROR,
                        match tag {
                            OPEN => "A open file_action tuple must have 5 elements",
                            CLOSE => "A close file_action tuple must have 2 elements",
                            DUP2 => "A dup2 file_action tuple must have 3 elements",
                            _ => "Unknown file_actions identifier",
                        },
                    ));
                }
            }
        };
        numbered(error).map_err(Errno::raise)?;
    }
    Ok(all)
}
// ANCHOR_END: actions

/// `posix_spawn` or `posix_spawnp`.
type Spawn = unsafe extern "C" fn(
    *mut libc::pid_t,
    *const libc::c_char,
    *const libc::posix_spawn_file_actions_t,
    *const libc::posix_spawnattr_t,
    *const *mut libc::c_char,
    *const *mut libc::c_char,
) -> i32;

/// C: `py_posix_spawn`.
fn spawn(name: &str, given: &Arguments<'_>, call: Spawn) -> Result {
    let path = Path::new(Some(given[0]), name, "path", Takes::default())?;
    let arguments = Pointers::new(argument_list(given[1], name)?);
    let variables = Pointers::new(environment(given[2], name)?);
    let actions = match given.not_none(3) {
        Some(actions) => Some(read_actions(actions)?),
        None => None,
    };
    let attributes = read_attributes(given)?;
    let mut process = 0;
    let actions = actions.as_ref().map_or(std::ptr::null(), |actions| &raw const actions.actions);
    // SAFETY: C strings, pointers to such with a null behind them, actions and attributes that
    // were made. The system writes to none of them.
    let error = unsafe {
        call(
            &mut process,
            path.c_str().as_ptr(),
            actions,
            &attributes.0,
            arguments.as_ptr().cast(),
            variables.as_ptr().cast(),
        )
    };
    numbered(error).map_err(|error| path.raise(error))?;
    integer(process.into())
}
