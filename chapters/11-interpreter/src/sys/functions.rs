//! The functions of `sys`.
//!
//! CPython: `sys_methods` in `Python/sysmodule.c`.

use eval_loop::objects::frame::object_of;
use eval_loop::thread::eval_state;
use eval_loop::threads;
use object_model::arguments::Arguments;
use object_model::errors::{
    self, PyBaseExceptionObject, RECURSION_ERROR, RUNTIME_ERROR, SYSTEM_EXIT, TYPE_ERROR,
    UNICODE_ENCODE_ERROR, VALUE_ERROR, raise,
};
use object_model::memory;
use object_model::name;
use object_model::runtime::runtime;
use object_model::thread_state::thread_state;
use object_model::types::int::DigitLimit;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{int, none, tuple};
use object_model::{Method, Obj, Ref, Result};

use crate::arguments::int_argument;
use crate::builtins::{write_object, write_text};

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
            displayhook(value)?;
            Ok(none().to_ref())
        },
        "Shows a value at the prompt, and keeps it as builtins._.",
    ),
    Method::none(
        c"exception",
        "($module, /)",
        |_| Ok(handled_exception().map_or_else(|| none().to_ref(), Ref::object)),
        "The exception that is being handled.",
    ),
    Method::none(
        c"exc_info",
        "($module, /)",
        exc_info,
        "Class, value and traceback of the exception that is being handled.",
    ),
    Method::new(
        c"exit",
        "($module, status=None, /)",
        exit,
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
        getsizeof,
        "getsizeof(object [, default]) -> int\n\nHow many bytes the object takes.",
    )
    .unsigned(),
    Method::new(
        c"_getframe",
        "($module, depth=0, /)",
        getframe,
        "The frame of the caller, or one further out.",
    ),
    Method::one(
        c"intern",
        "($module, string, /)",
        intern,
        "The one string of this text: equal interned strings are the same object.",
    ),
    Method::new(
        c"setrecursionlimit",
        "($module, limit, /)",
        setrecursionlimit,
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
        set_int_max_str_digits,
        "Sets how many digits an int may have that is converted to or from text.",
    ),
];

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

// ANCHOR: exceptions
/// The exception that is being handled. C: `_PyErr_GetTopmostException`.
fn handled_exception() -> Option<Ref<PyBaseExceptionObject>> {
    errors::handled_exception()
}

fn exc_info(_: Module<'_>) -> Result {
    let none = || none().to_ref();
    let Some(value) = handled_exception() else {
        return Ok(tuple::new([none(), none(), none()])?.object());
    };
    let class = value.borrow().ob_type().object().to_ref();
    let traceback = value.traceback.get().unwrap_or_else(none);
    Ok(tuple::new([class, value.object(), traceback])?.object())
}

fn exit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let status = arguments.get(0).unwrap_or(none());
    Err(errors::raise_object(&SYSTEM_EXIT, status.to_ref()))
}
// ANCHOR_END: exceptions

// ANCHOR: displayhook
/// `displayhook(object)`. C: `sys_displayhook`.
fn displayhook(value: Obj<'_>) -> Result<()> {
    let Some(builtins) = import_system::modules::get(name!("builtins"))? else {
        return Err(raise(&RUNTIME_ERROR, "lost builtins module"));
    };
    if value.is_none() {
        return Ok(());
    }
    // So that nothing is kept of it while it is shown.
    builtins.borrow().set_attribute(name!("_"), Some(none()))?;
    let Some(file) = super::get(name!("stdout"))?.filter(|file| !file.borrow().is_none()) else {
        return Err(raise(&RUNTIME_ERROR, "lost sys.stdout"));
    };
    let text = value.repr()?;
    if write_object(text.borrow().object(), file.borrow()).is_err() {
        if !errors::catch(&UNICODE_ENCODE_ERROR) {
            return Err(object_model::Raised);
        }
        write_escaped(text.borrow(), file.borrow())?;
    }
    write_text("\n", file.borrow())?;
    builtins.borrow().set_attribute(name!("_"), Some(value))
}

/// What the file's encoding has no bytes for is written as an escape.
/// C: `sys_displayhook_unencodable`.
fn write_escaped(text: Obj<'_, PyASCIIObject>, file: Obj<'_>) -> Result<()> {
    let encoding = file.get_attribute(name!("encoding"))?;
    let handler = str::interned("backslashreplace")?.object();
    let how = [encoding.borrow(), handler.borrow()];
    let bytes = text.object().call_method(name!("encode"), &how)?;
    match file.lookup_attribute(name!("buffer"))? {
        Some(buffer) => {
            buffer.borrow().call_method(name!("write"), &[bytes.borrow()])?;
        }
        None => {
            let strict = str::interned("strict")?.object();
            let how = [encoding.borrow(), strict.borrow()];
            let text = bytes.borrow().call_method(name!("decode"), &how)?;
            write_object(text.borrow(), file)?;
        }
    }
    Ok(())
}

/// `sys.displayhook(value)`, for the loop. C: `PRINT_EXPR`.
pub(crate) fn call_displayhook(value: Obj<'_>) -> Result<()> {
    match super::get(name!("displayhook"))? {
        Some(hook) => hook.borrow().call_one(value).map(drop),
        None => Err(raise(&RUNTIME_ERROR, "lost sys.displayhook")),
    }
}
// ANCHOR_END: displayhook

// ANCHOR: sizes
/// `getsizeof(object, default)`: `__sizeof__`, and what lies in front of the object.
fn getsizeof(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let object = arguments[0];
    match size_of_object(object) {
        Ok(size) => Ok(int::from_u64(size as u64)?.object()),
        Err(raised) => match arguments.get(1) {
            Some(default) if errors::catch(&TYPE_ERROR) => Ok(default.to_ref()),
            _ => Err(raised),
        },
    }
}

/// C: `_PySys_GetSizeOf`.
fn size_of_object(object: Obj<'_>) -> Result<usize> {
    let Some(method) = object.lookup_special(name!("__sizeof__"))? else {
        let kind = object.ob_type().name();
        let message = format_args!("Type {kind} doesn't define __sizeof__");
        return Err(raise(&TYPE_ERROR, message));
    };
    let size = method.borrow().call_none()?.borrow().to_isize()?;
    let size = usize::try_from(size)
        .map_err(|_| raise(&VALUE_ERROR, "__sizeof__() should return >= 0"))?;
    Ok(size + object_model::gc::header_size(object))
}
// ANCHOR_END: sizes

fn getframe(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mut depth = arguments.get(0).map_or(Ok(0), int_argument)?;
    super::audit::audit("sys._getframe", &[])?;
    let mut frame = eval_state().current_frame.get();
    while let Some(at) = frame {
        if at.last_instruction() >= 0 {
            if depth <= 0 {
                return Ok(object_of(at)?.object());
            }
            depth -= 1;
        }
        frame = at.previous.get();
    }
    Err(raise(&VALUE_ERROR, "call stack is not deep enough"))
}

fn intern(_: Module<'_>, string: Obj<'_>) -> Result {
    let Some(text) = string.downcast::<PyASCIIObject>() else {
        let kind = crate::arguments::given_type(string);
        let message = format_args!("intern() argument must be str, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !string.is_exactly(&str::STR) {
        let kind = string.ob_type().name();
        return Err(raise(&TYPE_ERROR, format_args!("can't intern {kind}")));
    }
    Ok(str::intern(text.to_ref())?.object())
}

fn setrecursionlimit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = int_argument(arguments[0])?;
    if limit < 1 {
        return Err(raise(&VALUE_ERROR, "recursion limit must be greater or equal than 1"));
    }
    let depth = thread_state().recursion_depth();
    if depth >= limit {
        let message = format_args!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit \
             is too low"
        );
        return Err(raise(&RECURSION_ERROR, message));
    }
    threads::set_recursion_limit(limit);
    Ok(none().to_ref())
}

fn set_int_max_str_digits(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let digits = int_argument(arguments[0])?;
    let limit = usize::try_from(digits).ok().and_then(DigitLimit::new);
    let Some(limit) = limit else {
        let least = DigitLimit::THRESHOLD;
        let message = format_args!("maxdigits must be 0 or larger than {least}");
        return Err(raise(&VALUE_ERROR, message));
    };
    runtime().int_max_str_digits.set(limit);
    Ok(none().to_ref())
}
