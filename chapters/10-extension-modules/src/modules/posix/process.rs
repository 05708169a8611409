//! Processes: making them, waiting for them, ending them.
//!
//! CPython: `os_fork_impl`, `register_at_fork`, `os_execve_impl`, `os_waitpid_impl`,
//! `os_waitstatus_to_exitcode_impl` and others in `Modules/posixmodule.c`.

use std::cell::RefCell;
use std::ffi::CString;

use gil::Side;
use object_model::types::struct_sequence::{self, Row};

use super::path::{Path, Takes};
use super::{none_row, one_row, row};
use crate::convert::{path_bytes, to_c_int, to_c_string};
use crate::modules::resource;
use crate::prelude::*;
use crate::system::{self, Errno, check};
use crate::{check_signals, with_holding};

/// `os.waitid_result`.
pub(super) static WAITID_RESULT: StaticType = struct_sequence::new(&Row {
    name: c"posix.waitid_result",
    doc: "What has become of a child.",
    fields: &[
        (c"si_pid", c""),
        (c"si_uid", c""),
        (c"si_signo", c""),
        (c"si_status", c""),
        (c"si_code", c""),
    ],
    visible: 5,
    is_callable: true,
});

macro_rules! status_row {
    ($name:literal, $signature:literal, $call:expr, $doc:literal) => {
        row(
            $name,
            $signature,
            |_, given| {
                let status = to_c_int(given[0])?;
                $call(status)
            },
            $doc,
        )
    };
}

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    none_row(c"fork", |_| fork(|| Ok(None)), "Makes a copy of the process: 0 in the copy."),
    none_row(c"forkpty", |_| forkpty(), "The same, the copy with a terminal of its own."),
    row(
        c"register_at_fork",
        "($module, /, *, before=<unrepresentable>,\n                 \
         after_in_child=<unrepresentable>,\n                 after_in_parent=<unrepresentable>)",
        register_at_fork,
        "Has functions called around each fork.",
    ),
    row(
        c"execv",
        "($module, path, argv, /)",
        |_, given| {
            let path = Path::new(Some(given[0]), "execv", "path", Takes::default())?;
            let list = given[1].downcast::<PyListObject>().is_some();
            if !list && given[1].downcast::<PyTupleObject>().is_none() {
                return Err(raise(&TYPE_ERROR, "execv() arg 2 must be a tuple or list"));
            }
            let arguments = strings(given[1])?;
            match arguments.first() {
                None => return Err(raise(&VALUE_ERROR, "execv() arg 2 must not be empty")),
                Some(first) if first.is_empty() => {
                    let message = "execv() arg 2 first element cannot be empty";
                    return Err(raise(&VALUE_ERROR, message));
                }
                Some(_) => {}
            }
            let arguments = Pointers::new(arguments);
            // SAFETY: C strings, and pointers to such with a null behind them.
            unsafe { libc::execv(path.c_str().as_ptr(), arguments.as_ptr()) };
            Err(path.raise(Errno::last()))
        },
        "Runs another program in this process.",
    ),
    row(
        c"execve",
        "($module, /, path, argv, env)",
        |_, given| {
            let takes = Takes { none: false, descriptor: true };
            let path = Path::new(Some(given[0]), "execve", "path", takes)?;
            let arguments = argument_list(given[1], "execve")?;
            let environment = environment(given[2], "execve")?;
            let (arguments, environment) = (Pointers::new(arguments), Pointers::new(environment));
            // SAFETY: C strings, and pointers to such with a null behind them.
            unsafe {
                match path.descriptor() {
                    Some(fd) => libc::fexecve(fd, arguments.as_ptr(), environment.as_ptr()),
                    None => libc::execve(
                        path.c_str().as_ptr(),
                        arguments.as_ptr(),
                        environment.as_ptr(),
                    ),
                }
            };
            Err(path.raise(Errno::last()))
        },
        "The same, with an environment.",
    ),
    row(
        c"_exit",
        "($module, /, status)",
        |_, given| {
            let status = to_c_int(given[0])?;
            // SAFETY: nothing of ours runs after it.
            unsafe { libc::_exit(status) }
        },
        "Ends the process at once, without any cleaning up.",
    ),
    none_row(c"abort", |_| std::process::abort(), "Ends the process by a signal."),
    row(
        c"kill",
        "($module, pid, signal, /)",
        |_, given| {
            let (process, signal) = (to_c_int(given[0])?, to_c_int(given[1])?);
            // SAFETY: a call with numbers.
            check(unsafe { libc::kill(process, signal) }).map_err(Errno::raise)?;
            check_signals()?;
            nothing()
        },
        "Sends a process a signal.",
    ),
    row(
        c"killpg",
        "($module, pgid, signal, /)",
        |_, given| {
            let (group, signal) = (to_c_int(given[0])?, to_c_int(given[1])?);
            // SAFETY: a call with numbers.
            check(unsafe { libc::killpg(group, signal) }).map_err(Errno::raise)?;
            check_signals()?;
            nothing()
        },
        "Sends all processes of a group a signal.",
    ),
    none_row(
        c"wait",
        |_| {
            let (process, status, _) = wait(-1, 0)?;
            pack([integer(process.into())?, integer(status.into())?])
        },
        "Waits for a child to end.",
    ),
    row(
        c"waitpid",
        "($module, pid, options, /)",
        |_, given| {
            let (process, status, _) = wait(to_c_int(given[0])?, to_c_int(given[1])?)?;
            pack([integer(process.into())?, integer(status.into())?])
        },
        "Waits for a child.",
    ),
    row(
        c"wait3",
        "($module, /, options)",
        |_, given| {
            let (process, status, usage) = wait(-1, to_c_int(given[0])?)?;
            let usage = resource::usage_object(&usage)?;
            pack([integer(process.into())?, integer(status.into())?, usage])
        },
        "The same, with what the child has used.",
    ),
    row(
        c"wait4",
        "($module, /, pid, options)",
        |_, given| {
            let (process, status, usage) = wait(to_c_int(given[0])?, to_c_int(given[1])?)?;
            let usage = resource::usage_object(&usage)?;
            pack([integer(process.into())?, integer(status.into())?, usage])
        },
        "The same for one child.",
    ),
    row(c"waitid", "($module, idtype, id, options, /)", waitid, "Waits for what is asked for."),
    row(
        c"pidfd_open",
        "($module, /, pid, flags=0)",
        |_, given| {
            let process = to_c_int(given[0])?;
            let flags = given.get(1).map_or(Ok(0), to_c_int)? as u32;
            // SAFETY: a call with numbers.
            let fd = check(unsafe { libc::syscall(libc::SYS_pidfd_open, process, flags) });
            integer(fd.map_err(Errno::raise)?)
        },
        "A descriptor of a process.",
    ),
    one_row(
        c"WCOREDUMP",
        "($module, status, /)",
        |_, status| {
            let status = to_c_int(status)?;
            boolean(libc::WCOREDUMP(status))
        },
        "Whether the process left its memory behind.",
    ),
    status_row!(
        c"WIFCONTINUED",
        "($module, /, status)",
        |status| boolean(libc::WIFCONTINUED(status)),
        "Whether it goes on."
    ),
    status_row!(
        c"WIFSTOPPED",
        "($module, /, status)",
        |status| boolean(libc::WIFSTOPPED(status)),
        "Whether it stands still."
    ),
    status_row!(
        c"WIFSIGNALED",
        "($module, /, status)",
        |status| boolean(libc::WIFSIGNALED(status)),
        "Whether a signal ended it."
    ),
    status_row!(
        c"WIFEXITED",
        "($module, /, status)",
        |status| boolean(libc::WIFEXITED(status)),
        "Whether it ended by itself."
    ),
    status_row!(
        c"WEXITSTATUS",
        "($module, /, status)",
        |status: i32| integer(libc::WEXITSTATUS(status).into()),
        "What it ended with."
    ),
    status_row!(
        c"WTERMSIG",
        "($module, /, status)",
        |status: i32| integer(libc::WTERMSIG(status).into()),
        "The signal that ended it."
    ),
    status_row!(
        c"WSTOPSIG",
        "($module, /, status)",
        |status: i32| integer(libc::WSTOPSIG(status).into()),
        "The signal that stopped it."
    ),
    status_row!(
        c"waitstatus_to_exitcode",
        "($module, /, status)",
        exit_code,
        "What it ended with; minus the signal that ended it."
    ),
];
// ANCHOR_END: table

// ANCHOR: fork
/// What is called around each fork.
struct Hooks {
    before: RefCell<Vec<Ref>>,
    after_in_child: RefCell<Vec<Ref>>,
    after_in_parent: RefCell<Vec<Ref>>,
}

static HOOKS: Global<Hooks> = Global::new(Hooks {
    before: RefCell::new(Vec::new()),
    after_in_child: RefCell::new(Vec::new()),
    after_in_parent: RefCell::new(Vec::new()),
});

fn register_at_fork(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let all = [&HOOKS.before, &HOOKS.after_in_child, &HOOKS.after_in_parent];
    let names = ["before", "after_in_child", "after_in_parent"];
    if (0..3).all(|index| given.get(index).is_none()) {
        return Err(raise(&TYPE_ERROR, "At least one argument is required."));
    }
    for (index, name) in names.into_iter().enumerate() {
        if let Some(hook) = given.get(index)
            && !hook.is_callable()
        {
            let kind = type_name(hook);
            let message = format_args!("'{name}' must be callable, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
    }
    for (index, hooks) in all.into_iter().enumerate() {
        if let Some(hook) = given.get(index) {
            hooks.borrow_mut().push(hook.to_ref());
        }
    }
    nothing()
}

/// C: `run_at_forkers`.
fn run_hooks(hooks: &RefCell<Vec<Ref>>, reversed: bool) {
    let mut hooks = hooks.borrow().clone();
    if reversed {
        hooks.reverse();
    }
    for hook in hooks {
        if hook.borrow().call_none().is_err() {
            errors::write_unraisable("in", Some(hook.borrow()));
        }
    }
}

/// Runs the hooks before a fork. C: `PyOS_BeforeFork`.
pub(crate) fn before_fork() {
    run_hooks(&HOOKS.before, true);
}

/// Runs the hooks after a fork. C: `PyOS_AfterFork_Parent`, `PyOS_AfterFork_Child`.
pub(crate) fn after_fork(side: Side) {
    match side {
        Side::Parent => run_hooks(&HOOKS.after_in_parent, false),
        Side::Child => run_hooks(&HOOKS.after_in_child, false),
    }
}

/// Forks; `prepare` may make a terminal, whose descriptor the parent gets.
fn fork(prepare: impl FnOnce() -> system::Outcome<Option<i32>>) -> Result {
    before_fork();
    let mut terminal = None;
    let outcome = with_holding(|holding| {
        holding.fork(|| {
            terminal = prepare()?;
            // SAFETY: the locks of the interpreter are held by `Holding::fork`.
            match check(unsafe { libc::fork() })? {
                0 => Ok::<_, Errno>((Side::Child, 0)),
                child => Ok((Side::Parent, child)),
            }
        })
    });
    match outcome {
        Ok((side, child)) => {
            after_fork(side);
            integer(child.into())
        }
        Err(error) => {
            after_fork(Side::Parent);
            Err(error.raise())
        }
    }
}

fn forkpty() -> Result {
    before_fork();
    let mut master = -1;
    let outcome = with_holding(|holding| {
        holding.fork(|| {
            // SAFETY: room for a descriptor; the rest may be missing.
            let child = check(unsafe {
                libc::forkpty(
                    &mut master,
                    std::ptr::null_mut(),
                    std::ptr::null_mut(),
                    std::ptr::null_mut(),
                )
            })?;
            Ok::<_, Errno>((if child == 0 { Side::Child } else { Side::Parent }, child))
        })
    });
    let side = outcome.as_ref().map_or(Side::Parent, |(side, _)| *side);
    after_fork(side);
    let (_, child) = outcome.map_err(Errno::raise)?;
    pack([integer(child.into())?, integer(master.into())?])
}
// ANCHOR_END: fork

// ANCHOR: exec
/// Pointers to C strings, and a null behind them.
pub(crate) struct Pointers {
    _strings: Vec<CString>,
    pointers: Vec<*const libc::c_char>,
}

impl Pointers {
    pub(crate) fn new(strings: Vec<CString>) -> Pointers {
        let pointers = strings.iter().map(|string| string.as_ptr());
        let pointers = pointers.chain([std::ptr::null()]).collect();
        Pointers { _strings: strings, pointers }
    }

    pub(crate) fn as_ptr(&self) -> *const *const libc::c_char {
        self.pointers.as_ptr()
    }
}

/// The items of a tuple or a list as the system wants them. C: `parse_arglist`.
pub(crate) fn strings(items: Obj<'_>) -> Result<Vec<CString>> {
    let count = items.len()?;
    let mut strings = Vec::with_capacity(count);
    for index in 0..count {
        let item = items.get_sequence_item(index as isize)?;
        strings.push(to_c_string(path_bytes(item.borrow())?.borrow().bytes()));
    }
    Ok(strings)
}

/// The arguments of a program.
pub(super) fn argument_list(given: Obj<'_>, function: &str) -> Result<Vec<CString>> {
    let is_list = given.downcast::<PyListObject>().is_some();
    if !is_list && given.downcast::<PyTupleObject>().is_none() {
        let message = format_args!("{function}: argv must be a tuple or list");
        return Err(raise(&TYPE_ERROR, message));
    }
    let arguments = strings(given)?;
    match arguments.first() {
        None => Err(raise(&VALUE_ERROR, format_args!("{function}: argv must not be empty"))),
        Some(first) if first.is_empty() => {
            let message = format_args!("{function}: argv first element cannot be empty");
            Err(raise(&VALUE_ERROR, message))
        }
        Some(_) => Ok(arguments),
    }
}

/// A mapping as `name=value`. C: `parse_envlist`.
pub(super) fn environment(given: Obj<'_>, function: &str) -> Result<Vec<CString>> {
    if given.ob_type().mapping(|suite| suite.mp_subscript).is_none() {
        let message = format_args!("{function}: environment must be a mapping object");
        return Err(raise(&TYPE_ERROR, message));
    }
    let keys = list::from_iterable(given.call_method(name!("keys"), &[])?.borrow())?;
    let values = list::from_iterable(given.call_method(name!("values"), &[])?.borrow())?;
    let mut all = Vec::new();
    for index in 0..keys.borrow().len() {
        let (Some(key), Some(value)) =
            (keys.borrow().get_index(index), values.borrow().get_index(index))
        else {
            break;
        };
        let (key, value) = (path_bytes(key.borrow())?, path_bytes(value.borrow())?);
        let name = key.borrow().bytes();
        if name.is_empty() || name[1..].contains(&b'=') {
            return Err(raise(&VALUE_ERROR, "illegal environment variable name"));
        }
        let both = [name, b"=", value.borrow().bytes()].concat();
        all.push(to_c_string(&both));
    }
    Ok(all)
}
// ANCHOR_END: exec

// ANCHOR: wait
fn wait(process: i32, options: i32) -> Result<(i32, i32, libc::rusage)> {
    system::call_or_raise(|| {
        let mut status = 0;
        // SAFETY: zeros are such a struct; room for both.
        unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            let child = check(libc::wait4(process, &mut status, options, &mut usage))?;
            Ok((child, status, usage))
        }
    })
}

fn waitid(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let kind = to_c_int(given[0])? as libc::idtype_t;
    let (id, options) = (to_c_int(given[1])? as libc::id_t, to_c_int(given[2])?);
    let [process, user, signal, status, code] = system::call_or_raise(|| {
        // SAFETY: zeros are such a struct, which the call fills in.
        unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            check(libc::waitid(kind, id, &mut info, options))?;
            let user = i64::from(info.si_uid());
            Ok([
                info.si_pid().into(),
                user,
                info.si_signo.into(),
                info.si_status().into(),
                i64::from(info.si_code),
            ])
        }
    })?;
    if process == 0 {
        return nothing();
    }
    let values = [process, user, signal, status, code].into_iter().map(integer);
    let values = values.collect::<Result<Vec<Ref>>>()?;
    Ok(struct_sequence::make(&WAITID_RESULT, values.into_iter())?.object())
}

/// C: `os_waitstatus_to_exitcode_impl`.
fn exit_code(status: i32) -> Result {
    if libc::WIFEXITED(status) {
        return integer(libc::WEXITSTATUS(status).into());
    }
    if libc::WIFSIGNALED(status) {
        return integer(-i64::from(libc::WTERMSIG(status)));
    }
    let message = match libc::WIFSTOPPED(status) {
        true => format!("process stopped by delivery of signal {}", libc::WSTOPSIG(status)),
        false => format!("invalid wait status: {status}"),
    };
    Err(raise(&VALUE_ERROR, message))
}
// ANCHOR_END: wait
