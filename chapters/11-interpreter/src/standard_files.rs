//! `sys.stdin`, `sys.stdout` and `sys.stderr`.
//!
//! CPython: `init_sys_streams`, `create_stdio` in `Python/pylifecycle.c`.
//!
//! They are files of `io`, opened as a program could open them. A descriptor that is closed
//! becomes `None`.

use import_system::import;
use object_model::errors::{self, PyBaseExceptionObject};
use object_model::name;
use object_model::types::str;
use object_model::types::{bool_, dict, int, none, tuple};
use object_model::{Obj, Ref, Result};

use crate::config::Config;
use crate::sys;

// ANCHOR: open
/// Opens the three, and makes `open` a built-in function. C: `init_sys_streams`,
/// `init_set_builtins_open`.
pub(crate) fn open(config: &Config) -> Result<()> {
    let io = match import::import("io") {
        Ok(io) => io,
        // Without a library there is the native part.
        Err(_) if errors::catch(&errors::MODULE_NOT_FOUND_ERROR) => import::import("_io")?,
        Err(raised) => return Err(raised),
    };
    let io = io.borrow();
    let builtins = import::import("builtins")?;
    let open = io.get_attribute(name!("open"))?;
    builtins.borrow().set_attribute(name!("open"), Some(open.borrow()))?;
    for (fd, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        let file = create(config, io, fd as i32, name)?;
        set(name, file.borrow())?;
    }
    Ok(())
}

/// Under both names: what a program puts in the place of the first isn't lost.
fn set(name: &str, file: Obj<'_>) -> Result<()> {
    sys::set(str::interned(&format!("__{name}__"))?.borrow(), file)?;
    sys::set(str::interned(name)?.borrow(), file)
}
// ANCHOR_END: open

// ANCHOR: create
/// A text file over a buffer over a descriptor. C: `create_stdio`.
fn create(config: &Config, io: Obj<'_>, fd: i32, name: &str) -> Result {
    if !is_open(fd) {
        return Ok(none().to_ref());
    }
    let writes = fd != 0;
    match create_file(config, io, fd, name, writes) {
        Ok(file) => Ok(file),
        Err(raised) => {
            // A folder, for instance, can't be read; but that a descriptor is bad is no error.
            let Some(exception) = errors::take() else { return Err(raised) };
            if is_bad_descriptor(exception.borrow()) {
                return Ok(none().to_ref());
            }
            errors::put_back(exception);
            Err(raised)
        }
    }
}

fn create_file(config: &Config, io: Obj<'_>, fd: i32, name: &str, writes: bool) -> Result {
    // Standard input is always buffered, else it would be read byte by byte.
    let unbuffered = !config.buffered_stdio && writes;
    let mode = if writes { "wb" } else { "rb" };
    let fd_object = int::from_i64(fd.into())?.object();
    let positional = tuple::of(&[fd_object.borrow(), str::interned(mode)?.borrow().object()])?;
    let keywords = dict::new()?;
    let buffering = int::from_i64(if unbuffered { 0 } else { -1 })?.object();
    keywords.borrow().set_item(name!("buffering").object(), buffering.borrow())?;
    keywords.borrow().set_item(name!("closefd").object(), bool_(false))?;
    let open = io.get_attribute(name!("open"))?;
    let buffer = open.borrow().call_tuple(positional.borrow(), Some(keywords.borrow()))?;
    let raw = match unbuffered {
        true => buffer.clone(),
        false => buffer.borrow().get_attribute(name!("raw"))?,
    };
    let shown = str::new(&format!("<{name}>"))?;
    raw.borrow().set_attribute(name!("name"), Some(shown.borrow().object()))?;
    let is_terminal = raw.borrow().call_method(name!("isatty"), &[])?.borrow().is_true()?;
    let (encoding, errors) = coding(config, fd);
    let write_through = !config.buffered_stdio;
    let line_buffering = config.buffered_stdio && (is_terminal || fd == 2);
    let keywords = dict::new()?;
    for (key, value) in [
        ("encoding", str::new(&encoding)?.object()),
        ("errors", str::new(&errors)?.object()),
        ("newline", str::interned("\n")?.object()),
        ("line_buffering", bool_(line_buffering).to_ref()),
        ("write_through", bool_(write_through).to_ref()),
    ] {
        // Input has all its line breaks translated.
        if key == "newline" && !writes {
            continue;
        }
        keywords.borrow().set_item(str::interned(key)?.borrow().object(), value.borrow())?;
    }
    let class = io.get_attribute(name!("TextIOWrapper"))?;
    let positional = tuple::of(&[buffer.borrow()])?;
    let file = class.borrow().call_tuple(positional.borrow(), Some(keywords.borrow()))?;
    let mode = str::interned(if writes { "w" } else { "r" })?;
    file.borrow().set_attribute(name!("mode"), Some(mode.borrow().object()))?;
    Ok(file)
}
// ANCHOR_END: create

/// C: `is_valid_fd`.
fn is_open(fd: i32) -> bool {
    // SAFETY: asks the system about a number.
    unsafe { libc::fcntl(fd, libc::F_GETFD) >= 0 }
}

fn is_bad_descriptor(exception: Obj<'_, PyBaseExceptionObject>) -> bool {
    if !exception.object().is_instance(&errors::OS_ERROR) {
        return false;
    }
    let number = exception.object().lookup_attribute(name!("errno"));
    let number = number.ok().flatten().and_then(|number| number.borrow().index().ok());
    errors::clear();
    number.and_then(|number: Ref<_>| number.borrow().to_i64()) == Some(libc::EBADF.into())
}

/// Encoding and error handler. Errors are shown whatever they hold.
/// C: `config_init_stdio_encoding`, `get_stdio_errors`.
fn coding(config: &Config, fd: i32) -> (String, String) {
    let is_lenient = crate::locale::is_lenient();
    let encoding = config.stdio_encoding.clone().unwrap_or_else(|| "utf-8".to_owned());
    let errors = match (&config.stdio_errors, fd) {
        (_, 2) => "backslashreplace".to_owned(),
        (Some(errors), _) => errors.clone(),
        (None, _) if is_lenient || config.utf8_mode => "surrogateescape".to_owned(),
        (None, _) => "strict".to_owned(),
    };
    (encoding, errors)
}
