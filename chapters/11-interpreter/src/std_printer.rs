//! A file that is nothing but a descriptor: standard output and error before `_io` is there.
//!
//! CPython: `PyStdPrinter_Type` in `Objects/fileobject.c`.
//!
//! Each `write` is a system call. So start-up can report its own errors.

use std::cell::Cell;
use std::io::{self, Write as _};
use std::os::fd::BorrowedFd;

use object_model::errors::{self, OS_ERROR, raise_object};
use object_model::memory;
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{bool_, int, none, tuple};
use object_model::{Getter, Layout, Method, Obj, PyObject, Raised, Ref, Result, StaticType, Table};

use crate::arguments::str_argument;

/// C: `PyStdPrinter_Object`.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "an object")]
pub struct PyStdPrinterObject {
    ob_base: PyObject,
    fd: Cell<i32>,
}

// SAFETY: made by `new`.
unsafe impl Layout for PyStdPrinterObject {
    fn type_object() -> &'static StaticType {
        &STD_PRINTER
    }
}

/// `stderrprinter`
pub static STD_PRINTER: StaticType = StaticType::new(Table::<PyStdPrinterObject> {
    tp_name: c"stderrprinter",
    tp_dealloc: Some(object_model::dealloc::dealloc::<PyStdPrinterObject>),
    tp_repr: Some(repr),
    tp_methods:
        &[
            Method::none(c"close", "($self, /)", |_| Ok(none().to_ref()), "").unsigned(),
            Method::none(c"flush", "($self, /)", |_| Ok(none().to_ref()), "").unsigned(),
            Method::none(
                c"fileno",
                "($self, /)",
                |printer: Obj<'_, PyStdPrinterObject>| {
                    Ok(int::from_i64(printer.fd.get().into())?.object())
                },
                "",
            )
            .unsigned(),
            Method::none(
                c"isatty",
                "($self, /)",
                |printer: Obj<'_, PyStdPrinterObject>| {
                    Ok(bool_(is_terminal(printer.fd.get())).to_ref())
                },
                "",
            )
            .unsigned(),
            Method::new(c"write", "($self, text, /)", write, "").unsigned().parsed(),
        ],
    tp_getset: &[
        Getter::new(c"closed", |_| Ok(bool_(false).to_ref()), "Whether the file is closed."),
        Getter::new(c"encoding", |_| Ok(none().to_ref()), "The encoding of the file."),
        Getter::new(c"mode", |_| Ok(str::interned("w")?.object()), "How the file was opened."),
    ],
    ..Table::NONE
});

/// C: `PyFile_NewStdPrinter`.
///
/// # Errors
/// `MemoryError`.
pub fn new(fd: i32) -> Result {
    object_model::runtime::make_ready(&STD_PRINTER);
    let printer = memory::create(STD_PRINTER.as_type(), |ob_base| PyStdPrinterObject {
        ob_base,
        fd: Cell::new(fd),
    })?;
    Ok(printer.object())
}

fn write(
    printer: Obj<'_, PyStdPrinterObject>,
    arguments: &object_model::arguments::Arguments<'_>,
) -> Result {
    let text = str_argument("write", "argument 1", arguments[0])?;
    let bytes = encoded(text);
    write_all(printer.fd.get(), &bytes)?;
    Ok(int::from_u64(bytes.len() as u64)?.object())
}

/// UTF-8, with escapes for surrogates: `backslashreplace`.
fn encoded(text: Obj<'_, PyASCIIObject>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for code in text.code_points() {
        match char::from_u32(code) {
            Some(character) => bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => bytes.extend(format!("\\u{code:04x}").as_bytes()),
        }
    }
    bytes
}

extern "C" fn repr(printer: Obj<'_, PyStdPrinterObject>) -> Result {
    let (fd, at) = (printer.fd.get(), printer.as_ptr());
    Ok(str::new(&format!("<stderrprinter(fd={fd}) object at {at:p}>"))?.object())
}

/// A descriptor of the process that this file doesn't close.
fn descriptor(fd: i32) -> io::Result<std::mem::ManuallyDrop<std::fs::File>> {
    use std::os::fd::FromRawFd;
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: never dropped, so that nobody's descriptor is closed; that it is open is the
    // system's to check at each call.
    Ok(std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(fd) }))
}

fn is_terminal(fd: i32) -> bool {
    use std::io::IsTerminal;
    // SAFETY: borrowed for the one question.
    fd >= 0 && unsafe { BorrowedFd::borrow_raw(fd) }.is_terminal()
}

/// Writes all of it.
///
/// # Errors
/// `OSError`.
pub(crate) fn write_all(fd: i32, bytes: &[u8]) -> Result<()> {
    descriptor(fd).and_then(|mut file| file.write_all(bytes)).map_err(|error| os_error(&error))
}

/// Reads up to the end of a line and no further.
///
/// # Errors
/// `OSError`, and what a signal's handler raises.
pub(crate) fn read_line(fd: i32, line: &mut Vec<u8>) -> Result<()> {
    use std::io::Read;
    let mut file = descriptor(fd).map_err(|error| os_error(&error))?;
    let mut byte = [0];
    loop {
        match file.read(&mut byte) {
            Ok(0) => return Ok(()),
            Ok(_) => {
                line.push(byte[0]);
                if byte[0] == b'\n' {
                    return Ok(());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                if let Some(hook) = object_model::runtime::runtime().signal_hook.get() {
                    hook()?;
                }
            }
            Err(error) => return Err(os_error(&error)),
        }
    }
}

/// `OSError` of the system's number. C: `PyErr_SetFromErrno`.
pub(crate) fn os_error(error: &io::Error) -> Raised {
    os_error_with(error, None)
}

/// The same, about a file. C: `PyErr_SetFromErrnoWithFilenameObject`.
pub(crate) fn os_error_with(error: &io::Error, filename: Option<Ref>) -> Raised {
    let number = error.raw_os_error().unwrap_or(libc::EIO);
    let raised = || -> Result<Raised> {
        let number = int::from_i64(number.into())?.object();
        let text = str::new(&error_text(error))?.object();
        let arguments = match filename {
            Some(filename) => tuple::new([number, text, filename])?,
            None => tuple::new([number, text])?,
        };
        Ok(raise_object(&OS_ERROR, arguments.object()))
    };
    let raised = raised().unwrap_or_else(|raised| raised);
    debug_assert!(errors::is_set());
    raised
}

/// The system's words without Rust's number behind them.
pub(crate) fn error_text(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
