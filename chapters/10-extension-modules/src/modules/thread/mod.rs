//! `_thread`: threads and locks, on which `threading` is built.
//!
//! CPython: `Modules/_threadmodule.c`.

pub mod local;
pub mod lock;

use eval_loop::threads::{self, Call};
use object_model::errors::SYSTEM_EXIT;
use object_model::types::float;

use crate::modules::signal;
use crate::prelude::*;

// ANCHOR: module
/// `_thread`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_thread",
    doc: "Threads, and locks to keep them apart. The module threading is built on it.",
    functions: &[
        Method::new(c"start_new_thread", START, start_new_thread, STARTS).unsigned(),
        Method::new(c"start_new", START, start_new_thread, "As start_new_thread().").unsigned(),
        Method::none(c"allocate_lock", NOTHING, allocate_lock, "A new lock.").unsigned(),
        Method::none(c"allocate", NOTHING, allocate_lock, "As allocate_lock().").unsigned(),
        Method::none(c"exit_thread", NOTHING, exit, "As exit().").unsigned(),
        Method::none(c"exit", NOTHING, exit, "End the thread: raise SystemExit.").unsigned(),
        Method::new(
            c"interrupt_main",
            "($module, *args)",
            interrupt_main,
            "Have the main thread handle a signal as if it had come in.",
        )
        .unsigned(),
        Method::none(
            c"get_ident",
            NOTHING,
            |_: Module<'_>| Ok(int::from_u64(gil::ident())?.object()),
            "The number of the thread, which another may get when it is no more.",
        )
        .unsigned(),
        Method::none(
            c"get_native_id",
            NOTHING,
            |_: Module<'_>| Ok(int::from_u64(gil::native_id())?.object()),
            "The number of the thread in the system.",
        )
        .unsigned(),
        Method::none(
            c"_count",
            NOTHING,
            |_: Module<'_>| size(threads::interpreter().running_threads()),
            "How many threads run beside the main one.",
        )
        .unsigned(),
        Method::new(
            c"stack_size",
            "($module, size=0, /)",
            stack_size,
            "Set the stack size of threads to come; the size before.",
        )
        .unsigned()
        .parsed(),
        Method::none(
            c"_set_sentinel",
            NOTHING,
            set_sentinel,
            "A lock that is let go when the thread is no more: for threading.",
        )
        .unsigned(),
    ],
    types: &[&lock::RLOCK, &local::LOCAL],
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

const NOTHING: &str = "($module, /)";
const START: &str = "($module, function, args, kwargs=None, /)";
const STARTS: &str = "Call a function in a new thread; the number of the thread.";

fn execute(module: Module<'_>) -> Result<()> {
    object_model::runtime::make_ready(&lock::LOCK);
    object_model::runtime::make_ready(&local::DUMMY);
    module.add("LockType", lock::LOCK.as_type().object().to_ref())?;
    module.add("error", RUNTIME_ERROR.as_type().object().to_ref())?;
    // The most microseconds that are no more nanoseconds than 64 bits can say.
    let most = i64::MAX / 1000;
    module.add("TIMEOUT_MAX", float::new((most as f64 * 1e-6).floor())?.object())
}
// ANCHOR_END: module

// ANCHOR: start
fn start_new_thread(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let function = arguments[0];
    if !function.is_callable() {
        return Err(raise(&TYPE_ERROR, "first arg must be callable"));
    }
    let Some(args) = arguments[1].downcast::<PyTupleObject>() else {
        return Err(raise(&TYPE_ERROR, "2nd arg must be a tuple"));
    };
    let keywords = arguments.get(2).map(|keywords| keywords.downcast::<PyDictObject>());
    if let Some(None) = keywords {
        return Err(raise(&TYPE_ERROR, "optional 3rd arg must be a dictionary"));
    }
    let call = Call {
        function: function.to_ref(),
        arguments: args.to_ref(),
        keywords: keywords.flatten().map(Obj::to_ref),
    };
    Ok(int::from_u64(threads::start_thread(call, run)?)?.object())
}

/// C: `thread_run`. `SystemExit` ends a thread without a word.
fn run(call: &Call) {
    if call.call().is_err() && !errors::catch(&SYSTEM_EXIT) {
        errors::write_unraisable("in thread started by", Some(call.function.borrow()));
    }
}

fn exit(_: Module<'_>) -> Result {
    Err(errors::raise_object(&SYSTEM_EXIT, none().to_ref()))
}

/// C: `PyErr_SetInterruptEx`.
fn interrupt_main(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let number = match arguments.rest() {
        [] => signal::SIGINT,
        [number] => c_int(*number)?,
        more => {
            let count = more.len();
            let message = format_args!("signum() takes at most 1 argument ({count} given)");
            return Err(raise(&TYPE_ERROR, message));
        }
    };
    match signal::interrupt(number) {
        true => nothing(),
        false => Err(raise(&VALUE_ERROR, "signal number out of range")),
    }
}

fn stack_size(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let wanted = match arguments.get(0) {
        Some(wanted) => wanted.to_isize()?,
        None => 0,
    };
    match threads::interpreter().set_stack_size(wanted) {
        Ok(before) => size(before),
        Err(error) => Err(raise(&VALUE_ERROR, error)),
    }
}
// ANCHOR_END: start

fn allocate_lock(_: Module<'_>) -> Result {
    Ok(lock::new()?.object())
}

/// C: `thread__set_sentinel`.
fn set_sentinel(_: Module<'_>) -> Result {
    let sentinel = lock::new()?.object();
    threads::on_thread_end(sentinel.clone(), |sentinel| {
        if let Some(lock) = sentinel.downcast::<lock::PyLockObject>() {
            // Nobody may have taken it.
            let _ = lock.lock_lock.release();
        }
    });
    Ok(sentinel)
}
