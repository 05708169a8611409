//! `_posixsubprocess`: making a child that runs another program, for `subprocess`.
//!
//! CPython: `Modules/_posixsubprocess.c` (`subprocess_fork_exec`, `child_exec`,
//! `_close_open_fds`).
//!
//! Invariant: between the fork and the program nothing is allocated and no lock is taken, unless
//! the program asks for it with `preexec_fn`: other threads may have held locks when they were
//! left behind. Everything is made ready before.

use std::ffi::CString;

use gil::Side;
use object_model::types::bytes::PyBytesObject;

use crate::convert::{path_bytes, to_c_int, to_c_string, to_long_long};
use crate::modules::posix::{Pointers, after_fork, before_fork, id, strings};
use crate::prelude::*;
use crate::system::{Errno, Outcome, check, set_inheritable};
use crate::with_holding;

// ANCHOR: module
/// `_posixsubprocess`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_posixsubprocess",
    doc: "Making a child that runs another program.",
    functions: &[Method::new(
        c"fork_exec",
        "($module, *args)",
        fork_exec,
        "Makes a child that runs one of several programs, with files and rights as asked for.",
    )
    .unsigned()],
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

// ANCHOR: plan
/// What the child has to do, all of it ready.
struct Plan {
    programs: Vec<CString>,
    arguments: Pointers,
    environment: Option<Pointers>,
    cwd: Option<CString>,
    close_fds: bool,
    kept: Vec<i32>,
    /// `p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write`.
    pipes: [i32; 8],
    restore_signals: bool,
    call_setsid: bool,
    group_of_processes: i32,
    gid: Option<u32>,
    groups: Option<Vec<u32>>,
    uid: Option<u32>,
    umask: i32,
    preexec: Option<Ref>,
}

/// C: `_sanity_check_python_fd_sequence` and what it leaves to be done.
fn kept_descriptors(given: Obj<'_>) -> Result<Vec<i32>> {
    let bad = || raise(&VALUE_ERROR, "bad value(s) in fds_to_keep");
    let Some(given) = given.downcast::<PyTupleObject>() else {
        let name = type_name(given);
        let message = format_args!("fork_exec() argument 4 must be tuple, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let mut kept = Vec::with_capacity(given.len());
    for item in given.items() {
        let fd = item.downcast::<PyLongObject>().and_then(|fd| fd.to_i64());
        let fd = fd.and_then(|fd| i32::try_from(fd).ok()).ok_or_else(bad)?;
        if fd < 0 || kept.last().is_some_and(|last| fd <= *last) {
            return Err(bad());
        }
        kept.push(fd);
    }
    Ok(kept)
}

/// Bytes objects as C strings. C: `_PySequence_BytesToCharpArray`.
fn byte_strings(given: Obj<'_>) -> Result<Vec<CString>> {
    let count = given.len()?;
    let mut all = Vec::with_capacity(count);
    for index in 0..count {
        let item = given.get_sequence_item(index as isize)?;
        let Some(bytes) = item.borrow().downcast::<PyBytesObject>() else {
            let name = item.borrow().ob_type().name().to_owned();
            return Err(raise(&TYPE_ERROR, format_args!("expected bytes, {name} found")));
        };
        if bytes.bytes().contains(&0) {
            return Err(raise(&VALUE_ERROR, "embedded null byte"));
        }
        all.push(to_c_string(bytes.bytes()));
    }
    Ok(all)
}

impl Plan {
    fn read(given: &[Obj<'_>]) -> Result<Plan> {
        let &[
            arguments,
            programs,
            close_fds,
            kept,
            cwd,
            environment,
            pipe0,
            pipe1,
            pipe2,
            pipe3,
            pipe4,
            pipe5,
            pipe6,
            pipe7,
            restore_signals,
            call_setsid,
            group_of_processes,
            gid,
            groups,
            uid,
            umask,
            preexec,
            vfork,
        ] = given
        else {
            let count = given.len();
            let message = format_args!("fork_exec() takes exactly 23 arguments ({count} given)");
            return Err(raise(&TYPE_ERROR, message));
        };
        let close_fds = close_fds.is_true()?;
        let kept = kept_descriptors(kept)?;
        let mut pipes = [0; 8];
        for (place, fd) in
            pipes.iter_mut().zip([pipe0, pipe1, pipe2, pipe3, pipe4, pipe5, pipe6, pipe7])
        {
            *place = c_int(fd)?;
        }
        vfork.is_true()?;
        if close_fds && pipes[7] < 3 {
            return Err(raise(&VALUE_ERROR, "errpipe_write must be >= 3"));
        }
        let some = |object: Obj<'_>| (!object.is_none()).then(|| object.to_ref());
        let programs = byte_strings(programs)?;
        let arguments = match arguments.is_none() {
            true => Vec::new(),
            false => {
                let all = object_model::protocol::sequence::FastSequence::new(
                    arguments,
                    "argv must be a tuple",
                )?;
                let items: Vec<Ref> = (0..all.len()).filter_map(|at| all.get(at)).collect();
                strings(tuple::from_iterator(items.into_iter())?.borrow().object())?
            }
        };
        let environment = match some(environment) {
            Some(environment) => Some(Pointers::new(byte_strings(environment.borrow())?)),
            None => None,
        };
        let cwd = match some(cwd) {
            Some(cwd) => Some(to_c_string(path_bytes(cwd.borrow())?.borrow().bytes())),
            None => None,
        };
        let groups = match some(groups) {
            None => None,
            Some(groups) => {
                if groups.borrow().downcast::<PyListObject>().is_none() {
                    return Err(raise(&TYPE_ERROR, "setgroups argument must be a list"));
                }
                let mut all = Vec::new();
                for index in 0..groups.borrow().len()? {
                    let item = groups.borrow().get_sequence_item(index as isize)?;
                    if item.borrow().downcast::<PyLongObject>().is_none() {
                        return Err(raise(&TYPE_ERROR, "groups must be integers"));
                    }
                    all.push(id(item.borrow(), "gid")?);
                }
                Some(all)
            }
        };
        let number = |given: Option<Ref>, what: &str| {
            given.map(|given| id(given.borrow(), what)).transpose()
        };
        Ok(Plan {
            programs,
            arguments: Pointers::new(arguments),
            environment,
            cwd,
            close_fds,
            kept,
            pipes,
            restore_signals: c_int(restore_signals)? != 0,
            call_setsid: c_int(call_setsid)? != 0,
            group_of_processes: to_c_int(group_of_processes)?,
            gid: number(some(gid), "gid")?,
            groups,
            uid: number(some(uid), "uid")?,
            umask: to_long_long(umask)? as i32,
            preexec: some(preexec),
        })
    }
}
// ANCHOR_END: plan

// ANCHOR: fork
fn fork_exec(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let plan = Plan::read(given.rest())?;
    // Only a function of the program's can notice the fork in the child.
    let with_hooks = plan.preexec.is_some();
    if with_hooks {
        before_fork();
    }
    let outcome = with_holding(|holding| {
        holding.fork(|| {
            // SAFETY: the locks of the interpreter are held by `Holding::fork`; without a
            // function of the program's the child doesn't return from here.
            match check(unsafe { libc::fork() })? {
                0 if !with_hooks => run_child(&plan),
                0 => Ok::<_, Errno>((Side::Child, 0)),
                child => Ok((Side::Parent, child)),
            }
        })
    });
    match outcome {
        Ok((Side::Child, _)) => {
            after_fork(Side::Child);
            run_child(&plan)
        }
        Ok((Side::Parent, child)) => {
            if with_hooks {
                after_fork(Side::Parent);
            }
            integer(child.into())
        }
        Err(error) => {
            if with_hooks {
                after_fork(Side::Parent);
            }
            Err(error.raise())
        }
    }
}
// ANCHOR_END: fork

// ANCHOR: child
/// What the child does: it becomes the program, or tells the parent why not, and ends.
fn run_child(plan: &Plan) -> ! {
    let failure = become_program(plan);
    report(plan.pipes[7], &failure);
    // SAFETY: nothing of ours runs after it.
    unsafe { libc::_exit(255) }
}

/// Why the child isn't the program.
enum Failure {
    /// A call failed, before the program was tried or not.
    System { error: Errno, before_program: bool },
    /// The program's function raised.
    Function,
}

/// Everything up to the program, and the program. C: `child_exec`.
fn become_program(plan: &Plan) -> Failure {
    if let Err(error) = prepare(plan) {
        return Failure::System { error, before_program: true };
    }
    if let Some(preexec) = &plan.preexec
        && preexec.borrow().call_none().is_err()
    {
        errors::clear();
        return Failure::Function;
    }
    if plan.close_fds {
        close_others(&plan.kept);
    }
    let mut saved = None;
    let mut last = Errno(0);
    for program in &plan.programs {
        // SAFETY: C strings, and pointers to such with a null behind them.
        unsafe {
            match &plan.environment {
                Some(environment) => {
                    libc::execve(program.as_ptr(), plan.arguments.as_ptr(), environment.as_ptr())
                }
                None => libc::execv(program.as_ptr(), plan.arguments.as_ptr()),
            }
        };
        last = Errno::last();
        if last != Errno(libc::ENOENT) && last != Errno(libc::ENOTDIR) && saved.is_none() {
            saved = Some(last);
        }
    }
    Failure::System { error: saved.unwrap_or(last), before_program: false }
}

/// Files, directory, signals and rights.
fn prepare(plan: &Plan) -> Outcome<()> {
    let [p2cread, p2cwrite, c2pread, mut c2pwrite, errread, mut errwrite, pipe_read, pipe_write] =
        plan.pipes;
    for fd in &plan.kept {
        if *fd != pipe_write {
            // One that isn't open isn't kept.
            let _ = set_inheritable(*fd, true);
        }
    }
    // SAFETY: calls with numbers and with what the plan holds.
    unsafe {
        for fd in [p2cwrite, c2pread, errread] {
            if fd != -1 {
                check(libc::close(fd))?;
            }
        }
        check(libc::close(pipe_read))?;
        // The ends that become 0, 1 and 2 must not be overwritten before.
        if c2pwrite == 0 {
            c2pwrite = check(libc::dup(c2pwrite))?;
            set_inheritable(c2pwrite, false)?;
        }
        while errwrite == 0 || errwrite == 1 {
            errwrite = check(libc::dup(errwrite))?;
            set_inheritable(errwrite, false)?;
        }
        for (fd, number) in [(p2cread, 0), (c2pwrite, 1), (errwrite, 2)] {
            if fd == number {
                set_inheritable(fd, true)?;
            } else if fd != -1 {
                check(libc::dup2(fd, number))?;
            }
        }
        if let Some(cwd) = &plan.cwd {
            check(libc::chdir(cwd.as_ptr()))?;
        }
        if plan.umask >= 0 {
            libc::umask(plan.umask as libc::mode_t);
        }
        if plan.restore_signals {
            for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
        if plan.call_setsid {
            check(libc::setsid())?;
        }
        if plan.group_of_processes >= 0 {
            check(libc::setpgid(0, plan.group_of_processes))?;
        }
        if let Some(groups) = &plan.groups {
            check(libc::setgroups(groups.len(), groups.as_ptr()))?;
        }
        if let Some(gid) = plan.gid {
            check(libc::setresgid(gid, gid, u32::MAX))?;
        }
        if let Some(uid) = plan.uid {
            check(libc::setresuid(uid, uid, u32::MAX))?;
        }
    }
    Ok(())
}

/// Closes all descriptors from 3 on but these, which are sorted. C: `_close_open_fds`.
fn close_others(kept: &[i32]) {
    let mut start = 3;
    for fd in kept.iter().copied().filter(|fd| *fd >= 3) {
        close_range(start, fd - 1);
        start = fd + 1;
    }
    close_range(start, i32::MAX);
}

fn close_range(first: i32, last: i32) {
    if first > last {
        return;
    }
    // SAFETY: calls with numbers.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first as u32, last as u32, 0) == 0 {
            return;
        }
        // An older system: one by one, as far as there can be any.
        let most = libc::sysconf(libc::_SC_OPEN_MAX).clamp(256, 1 << 20) as i32;
        for fd in first..=last.min(most) {
            libc::close(fd);
        }
    }
}

/// Tells the parent, in a form that `subprocess` reads: the exception, the number of the error
/// in hexadecimal digits, and words.
fn report(pipe: i32, failure: &Failure) {
    let send = |bytes: &[u8]| {
        // SAFETY: so many bytes; nobody is left to tell of an error.
        unsafe { libc::write(pipe, bytes.as_ptr().cast(), bytes.len()) };
    };
    match failure {
        Failure::Function => send(b"SubprocessError:0:Exception occurred in preexec_fn."),
        Failure::System { error, before_program } => {
            send(b"OSError:");
            let mut digits = [0; 8];
            let mut at = digits.len();
            let mut number = error.0 as u32;
            while number != 0 && at > 0 {
                at -= 1;
                digits[at] = b"0123456789ABCDEF"[(number % 16) as usize];
                number /= 16;
            }
            send(&digits[at..]);
            send(b":");
            if *before_program {
                send(b"noexec");
            }
        }
    }
}
// ANCHOR_END: child
