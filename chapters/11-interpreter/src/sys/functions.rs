//! The functions of `sys`.
//!
//! CPython: `sys_methods` in `Python/sysmodule.c`.

use std::cell::Cell;

use eval_loop::thread::eval_state;
use eval_loop::trace;
use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, raise};
use object_model::memory;
use object_model::runtime::runtime;
use object_model::thread_state::thread_state;
use object_model::types::module::{Global, PyModuleObject};
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{bool_, int, none, tuple};
use object_model::{Method, Obj, Ref, Result};

use super::{frames, hooks, limits, objects};
use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) const FUNCTIONS: &[Method<PyModuleObject>] = &[
    Method::new(
        c"addaudithook",
        "($module, /, hook)",
        |_, arguments| {
            super::audit::add(arguments[0])?;
            Ok(none().to_ref())
        },
        "Adds a function that hears of audited events.",
    ),
    Method::new(
        c"audit",
        "($module, event, /, *args)",
        audit,
        "audit(event, *args)\n\nTells the audit hooks of an event.",
    )
    .unsigned(),
    Method::one(
        c"displayhook",
        "($module, object, /)",
        |_, value| {
            hooks::displayhook(value)?;
            Ok(none().to_ref())
        },
        "Shows a value at the prompt, and keeps it as builtins._.",
    ),
    Method::none(
        c"exception",
        "($module, /)",
        |_| Ok(frames::handled_exception().map_or_else(|| none().to_ref(), Ref::object)),
        "The exception that is being handled.",
    ),
    Method::none(
        c"exc_info",
        "($module, /)",
        frames::exc_info,
        "Class, value and traceback of the exception that is being handled.",
    ),
    Method::new(
        c"exit",
        "($module, status=None, /)",
        frames::exit,
        "Ends the program, by raising SystemExit.",
    ),
    Method::none(
        c"getdefaultencoding",
        "($module, /)",
        |_| Ok(str::interned("utf-8")?.object()),
        "The encoding that str.encode() takes by itself.",
    ),
    Method::none(
        c"getallocatedblocks",
        "($module, /)",
        |_| Ok(int::from_u64(memory::allocated_blocks() as u64)?.object()),
        "How many blocks of memory are in use.",
    ),
    Method::none(
        c"getfilesystemencoding",
        "($module, /)",
        |_| Ok(str::interned("utf-8")?.object()),
        "The encoding of file names.",
    ),
    Method::none(
        c"getfilesystemencodeerrors",
        "($module, /)",
        |_| Ok(str::interned("surrogateescape")?.object()),
        "How bytes of file names are kept that are no text.",
    ),
    Method::one(
        c"getrefcount",
        "($module, object, /)",
        |_, object| Ok(int::from_i64(object.ob_refcnt() as i64)?.object()),
        "How many references to the object there are, that of the argument included.",
    ),
    Method::none(
        c"getrecursionlimit",
        "($module, /)",
        |_| Ok(int::from_i64(thread_state().recursion_limit().into())?.object()),
        "How deep calls may go.",
    ),
    Method::new(
        c"getsizeof",
        "($module, /, object, default=<unrepresentable>)",
        objects::getsizeof,
        "getsizeof(object [, default]) -> int\n\nHow many bytes the object takes.",
    )
    .unsigned(),
    Method::new(
        c"_getframe",
        "($module, depth=0, /)",
        frames::getframe,
        "The frame of the caller, or one further out.",
    ),
    Method::one(
        c"intern",
        "($module, string, /)",
        objects::intern,
        "The one string of this text: equal interned strings are the same object.",
    ),
    Method::new(
        c"setrecursionlimit",
        "($module, limit, /)",
        limits::setrecursionlimit,
        "Sets how deep calls may go.",
    ),
    Method::none(
        c"get_int_max_str_digits",
        "($module, /)",
        |_| Ok(int::from_u64(runtime().int_max_str_digits.get().digits() as u64)?.object()),
        "How many digits an int may have that is converted to or from text.",
    ),
    Method::new(
        c"set_int_max_str_digits",
        "($module, /, maxdigits)",
        limits::set_int_max_str_digits,
        "Sets how many digits an int may have that is converted to or from text.",
    ),
    Method::one(
        c"settrace",
        "($module, function, /)",
        |_, function| {
            trace::set_trace(function);
            Ok(none().to_ref())
        },
        "Has calls, lines, returns and exceptions told to a function; None for none.",
    )
    .unsigned(),
    Method::none(
        c"gettrace",
        "($module, /)",
        |_| Ok(trace::trace_object().unwrap_or_else(|| none().to_ref())),
        "The function of settrace().",
    ),
    Method::one(
        c"setprofile",
        "($module, function, /)",
        |_, function| {
            trace::set_profile(function);
            Ok(none().to_ref())
        },
        "Has calls and returns told to a function; None for none.",
    )
    .unsigned(),
    Method::none(
        c"getprofile",
        "($module, /)",
        |_| Ok(trace::profile_object().unwrap_or_else(|| none().to_ref())),
        "The function of setprofile().",
    ),
    Method::new(
        c"breakpointhook",
        "($module, /, *args, **kws)",
        hooks::breakpointhook,
        "breakpointhook(*args, **kws)\n\nCalls what PYTHONBREAKPOINT names, else pdb.set_trace.",
    )
    .unsigned(),
    Method::none(
        c"_clear_type_cache",
        "($module, /)",
        |_| Ok(none().to_ref()),
        "Forgets what attributes of classes were found; nothing can be seen of it.",
    ),
    Method::none(
        c"_current_frames",
        "($module, /)",
        frames::current_frames,
        "The innermost frame of each thread.",
    ),
    Method::new(
        c"excepthook",
        "($module, exctype, value, traceback, /)",
        hooks::excepthook,
        "Shows an exception in sys.stderr.",
    ),
    Method::none(
        c"is_finalizing",
        "($module, /)",
        |_| Ok(bool_(crate::lifecycle::is_finalizing()).to_ref()),
        "Whether the program is ending.",
    ),
    Method::new(
        c"setswitchinterval",
        "($module, interval, /)",
        limits::setswitchinterval,
        "Sets for how many seconds a thread may run while another waits.",
    ),
    Method::none(
        c"getswitchinterval",
        "($module, /)",
        limits::getswitchinterval,
        "For how many seconds a thread may run while another waits.",
    ),
    Method::new(
        c"call_tracing",
        "($module, func, args, /)",
        frames::call_tracing,
        "Calls a function that may be traced though a trace function runs.",
    ),
    Method::new(
        c"set_coroutine_origin_tracking_depth",
        "($module, /, depth)",
        frames::set_coroutine_origin_tracking_depth,
        "Sets how many frames a coroutine remembers of where it was made.",
    ),
    Method::none(
        c"get_coroutine_origin_tracking_depth",
        "($module, /)",
        |_| {
            let depth = eval_state().coroutine_origin_tracking_depth.get();
            Ok(int::from_i64(depth.into())?.object())
        },
        "How many frames a coroutine remembers of where it was made.",
    ),
    Method::new(
        c"set_asyncgen_hooks",
        "($module, /, firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        frames::set_asyncgen_hooks,
        "set_asyncgen_hooks(* [, firstiter] [, finalizer])\n\nSets what is called with asynchronous generators.",
    )
    .unsigned(),
    Method::none(
        c"get_asyncgen_hooks",
        "($module, /)",
        frames::get_asyncgen_hooks,
        "What is called with asynchronous generators.",
    ),
    Method::one(
        c"unraisablehook",
        "($module, unraisable, /)",
        hooks::unraisablehook,
        "Shows an exception that nobody could catch.",
    ),
    Method::none(
        c"getdlopenflags",
        "($module, /)",
        |_| Ok(int::from_i64(DLOPEN_FLAGS.get().into())?.object()),
        "How shared libraries are opened.",
    ),
    Method::new(
        c"setdlopenflags",
        "($module, flags, /)",
        |_, arguments| {
            DLOPEN_FLAGS.set(int_argument(arguments[0])?);
            Ok(none().to_ref())
        },
        "Sets how shared libraries are opened.",
    ),
];

/// `RTLD_NOW`, until a program sets others.
static DLOPEN_FLAGS: Global<Cell<i32>> = Global::new(Cell::new(libc::RTLD_NOW));

fn audit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let event = arguments[0];
    if event.downcast::<PyASCIIObject>().is_none() {
        let kind = event.ob_type().name();
        let message = format_args!("expected str for argument 'event', not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let rest = tuple::of(arguments.rest())?;
    super::audit::audit_tuple(event, rest.borrow().object())?;
    Ok(none().to_ref())
}
