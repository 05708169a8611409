//! `syslog`: messages to the system's log.
//!
//! CPython: `Modules/syslogmodule.c`.
//!
//! Invariant: the C library keeps a pointer to the name that messages begin with, so the name is
//! kept as long as the log is open.

use std::cell::RefCell;
use std::ffi::CString;

use crate::allow_threads;
use crate::convert::{bad_argument, encode_file_name, int_or, to_c_int, to_c_string};
use crate::prelude::*;

// ANCHOR: module
/// `syslog`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "syslog",
    functions: &[
        Method::new(
            c"openlog",
            "($module, ident=None, logoption=0, facility=LOG_USER)",
            |_, given| {
                let name = match given.get(0) {
                    None => None,
                    Some(name) => Some(log_text(name, "openlog", "argument 1")?),
                };
                open(name, int_or(given.get(1), 0)?, int_or(given.get(2), libc::LOG_USER)?)?;
                nothing()
            },
            "Says what messages begin with, and where they go.",
        )
        .unsigned(),
        Method::none(c"closelog", "($module, /)", |_| close(), "Closes the log.").unsigned(),
        Method::new(c"syslog", "($module, *args)", syslog, "Sends a message.").unsigned(),
        Method::new(
            c"setlogmask",
            "($module, mask, /)",
            |_, given| {
                let mask = c_int(given[0])?;
                // SAFETY: a call with a number.
                integer(unsafe { libc::setlogmask(mask) }.into())
            },
            "Says which messages are sent.",
        )
        .unsigned()
        .parsed(),
        Method::new(
            c"LOG_MASK",
            "($module, priority, /)",
            |_, given| integer(1_i64 << (c_int(given[0])? & 31)),
            "The mask of a priority.",
        )
        .unsigned()
        .parsed(),
        Method::new(
            c"LOG_UPTO",
            "($module, priority, /)",
            |_, given| integer((2_i64 << (c_int(given[0])? & 31)) - 1),
            "The mask of all priorities up to one.",
        )
        .unsigned()
        .parsed(),
    ],
    constants: &[
        ("LOG_ALERT", Constant::Int(1)),
        ("LOG_AUTH", Constant::Int(32)),
        ("LOG_AUTHPRIV", Constant::Int(80)),
        ("LOG_CONS", Constant::Int(2)),
        ("LOG_CRIT", Constant::Int(2)),
        ("LOG_CRON", Constant::Int(72)),
        ("LOG_DAEMON", Constant::Int(24)),
        ("LOG_DEBUG", Constant::Int(7)),
        ("LOG_EMERG", Constant::Int(0)),
        ("LOG_ERR", Constant::Int(3)),
        ("LOG_INFO", Constant::Int(6)),
        ("LOG_KERN", Constant::Int(0)),
        ("LOG_LOCAL0", Constant::Int(128)),
        ("LOG_LOCAL1", Constant::Int(136)),
        ("LOG_LOCAL2", Constant::Int(144)),
        ("LOG_LOCAL3", Constant::Int(152)),
        ("LOG_LOCAL4", Constant::Int(160)),
        ("LOG_LOCAL5", Constant::Int(168)),
        ("LOG_LOCAL6", Constant::Int(176)),
        ("LOG_LOCAL7", Constant::Int(184)),
        ("LOG_LPR", Constant::Int(48)),
        ("LOG_MAIL", Constant::Int(16)),
        ("LOG_NDELAY", Constant::Int(8)),
        ("LOG_NEWS", Constant::Int(56)),
        ("LOG_NOTICE", Constant::Int(5)),
        ("LOG_NOWAIT", Constant::Int(16)),
        ("LOG_ODELAY", Constant::Int(4)),
        ("LOG_PERROR", Constant::Int(32)),
        ("LOG_PID", Constant::Int(1)),
        ("LOG_SYSLOG", Constant::Int(40)),
        ("LOG_USER", Constant::Int(8)),
        ("LOG_UUCP", Constant::Int(64)),
        ("LOG_WARNING", Constant::Int(4)),
    ],
    ..ModuleDefinition::NONE
};

/// The name that messages begin with, and whether the log is open.
struct Log {
    name: Option<CString>,
    is_open: bool,
}

static LOG: Global<RefCell<Log>> = Global::new(RefCell::new(Log { name: None, is_open: false }));
// ANCHOR_END: module

// ANCHOR: functions
fn log_text(given: Obj<'_>, function: &str, argument: &str) -> Result<CString> {
    let Some(given_text) = given.downcast::<PyASCIIObject>() else {
        return Err(bad_argument(function, argument, "str", given));
    };
    let encoded = encode_file_name(given_text)?;
    match encoded.borrow().bytes().contains(&0) {
        true => Err(raise(&VALUE_ERROR, "embedded null character")),
        false => Ok(to_c_string(encoded.borrow().bytes())),
    }
}

/// The last part of `sys.argv[0]`. C: `syslog_get_argv`.
fn program_name() -> Option<CString> {
    let import = object_model::runtime::builtin("__import__").ok()?;
    let name = || -> Result<Option<CString>> {
        let sys = import.borrow().call_one(text("sys")?.borrow())?;
        let Some(arguments) = sys.borrow().lookup_attribute(name!("argv"))? else {
            return Ok(None);
        };
        let first = arguments.borrow().get_sequence_item(0)?;
        let Some(first) = first.borrow().downcast::<PyASCIIObject>() else { return Ok(None) };
        let first = encode_file_name(first)?;
        let last = first.borrow().bytes().rsplit(|byte| *byte == b'/').next();
        Ok(last.filter(|last| !last.is_empty()).map(to_c_string))
    };
    name().unwrap_or_else(|_| {
        errors::clear();
        None
    })
}

fn open(name: Option<CString>, options: i32, facility: i32) -> Result<()> {
    let name = name.or_else(program_name);
    let mut log = LOG.borrow_mut();
    let pointer = name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    // SAFETY: a C string that is kept, or a null. The name before is given up only then.
    unsafe { libc::openlog(pointer, options, facility) };
    log.name = name;
    log.is_open = true;
    Ok(())
}

fn close() -> Result {
    let mut log = LOG.borrow_mut();
    if log.is_open {
        // SAFETY: a call without arguments; the name isn't looked at afterwards.
        unsafe { libc::closelog() };
        log.name = None;
        log.is_open = false;
    }
    nothing()
}

fn syslog(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let (priority, message) = match *given.rest() {
        [message] => (libc::LOG_INFO, message),
        [priority, message] => (to_c_int(priority)?, message),
        _ => return Err(raise(&TYPE_ERROR, "[priority,] message string")),
    };
    let message = log_text(message, "syslog", "argument")?;
    if !LOG.borrow().is_open {
        open(None, 0, libc::LOG_USER)?;
    }
    let message = message.as_c_str();
    // SAFETY: C strings; the format takes the message as it is.
    allow_threads(|| unsafe { libc::syslog(priority, c"%s".as_ptr(), message.as_ptr()) });
    nothing()
}
// ANCHOR_END: functions
