//! System calls: without the lock, again when a signal has interrupted them, and what their
//! errors become.
//!
//! CPython: `Python/errors.c` (`PyErr_SetFromErrnoWithFilenameObjects`), `Python/fileutils.c`
//! (`_Py_read`, `_Py_write`), PEP 475.
//!
//! Invariant: nothing between a call that fails and the look at `errno` can change it; so an
//! error travels as an [`Errno`], taken inside of the closure that made the call.

use std::ffi::CStr;

use eval_loop::threads::{allow_threads, check_signals};
use object_model::errors::{OS_ERROR, PyBaseExceptionObject, TYPE_ERROR, raise, raise_instance};
use object_model::types::exception::os_error::PyOSErrorObject;
use object_model::types::int::{self, PyLongObject};
use object_model::types::str;
use object_model::{Obj, Raised, Ref, Result};

use crate::prelude::errors;

// ANCHOR: errno
/// The number of a system's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Errno(pub(crate) i32);

/// What a system call comes to.
pub(crate) type Outcome<T> = std::result::Result<T, Errno>;

impl Errno {
    /// That of the call that has just failed.
    pub(crate) fn last() -> Errno {
        Errno(std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
    }

    /// What the system says about it.
    pub(crate) fn text(self) -> String {
        let mut buffer = [0; 256];
        // SAFETY: room for so many bytes, of which the function writes a C string.
        unsafe { libc::strerror_r(self.0, buffer.as_mut_ptr(), buffer.len()) };
        // SAFETY: zeros before, a C string now.
        unsafe { CStr::from_ptr(buffer.as_ptr()) }.to_string_lossy().into_owned()
    }

    /// Raises the `OSError`. C: `PyErr_SetFromErrno`.
    #[cold]
    pub(crate) fn raise(self) -> Raised {
        self.raise_with(None, None)
    }

    /// Raises it with the name of a file. C: `PyErr_SetFromErrnoWithFilenameObject`.
    #[cold]
    pub(crate) fn raise_for(self, filename: Obj<'_>) -> Raised {
        self.raise_with(Some(filename), None)
    }

    /// Raises it with the names of up to two files. What a handler of a signal raises comes
    /// first. C: `PyErr_SetFromErrnoWithFilenameObjects`.
    #[cold]
    pub(crate) fn raise_with(self, first: Option<Obj<'_>>, second: Option<Obj<'_>>) -> Raised {
        if self.0 == libc::EINTR
            && let Err(raised) = check_signals()
        {
            return raised;
        }
        match self.exception(first, second) {
            Ok(exception) => raise_instance(exception),
            Err(raised) => raised,
        }
    }

    /// The exception.
    pub(crate) fn exception(
        self,
        first: Option<Obj<'_>>,
        second: Option<Obj<'_>>,
    ) -> Result<Ref<PyBaseExceptionObject>> {
        let (number, text) = (int::from_i64(self.0.into())?, str::new(&self.text())?);
        let zero = int::from_i64(0)?;
        let mut arguments = vec![number.borrow().object(), text.borrow().object()];
        arguments.extend(first);
        if let Some(second) = second {
            arguments.extend([zero.borrow().object(), second]);
        }
        let exception = OS_ERROR.as_type().object().call(&arguments)?;
        exception.downcast().map_err(|_| raise(&TYPE_ERROR, "an OSError is an exception"))
    }
}

/// What a C function has returned, −1 for an error.
pub(crate) fn check<T: PartialEq + From<i8>>(value: T) -> Outcome<T> {
    if value == T::from(-1) { Err(Errno::last()) } else { Ok(value) }
}
// ANCHOR_END: errno

// ANCHOR: call
/// Makes a call without the lock; makes it again when a signal has interrupted it and the
/// signal's handler hasn't raised.
pub(crate) fn call<T: Send>(mut call: impl FnMut() -> Outcome<T> + Send) -> Result<Outcome<T>> {
    loop {
        match allow_threads(&mut call) {
            Err(Errno(libc::EINTR)) => check_signals()?,
            outcome => return Ok(outcome),
        }
    }
}

/// The same; an error is raised.
pub(crate) fn call_or_raise<T: Send>(body: impl FnMut() -> Outcome<T> + Send) -> Result<T> {
    call(body)?.map_err(Errno::raise)
}

/// A read or a write never asks for more than this. C: `_PY_READ_MAX`.
const MOST: usize = isize::MAX as usize;

/// Reads into a buffer. C: `_Py_read`.
pub(crate) fn read(fd: i32, buffer: &mut [u8]) -> Result<Outcome<usize>> {
    let length = buffer.len().min(MOST);
    call(|| {
        // SAFETY: room for so many bytes.
        check(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), length) })
            .map(|read| read as usize)
    })
}

/// Writes from a buffer, perhaps not all. C: `_Py_write`.
pub(crate) fn write(fd: i32, bytes: &[u8]) -> Result<Outcome<usize>> {
    let length = bytes.len().min(MOST);
    call(|| {
        // SAFETY: so many bytes.
        check(unsafe { libc::write(fd, bytes.as_ptr().cast(), length) })
            .map(|written| written as usize)
    })
}

/// What `stat` says of an open file.
pub(crate) fn fstat(fd: i32) -> Outcome<libc::stat> {
    // SAFETY: zeros are a `stat`, which the call fills in.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        check(libc::fstat(fd, &mut status)).map(|_| status)
    }
}

/// Whether children that are executed keep a descriptor. C: `_Py_set_inheritable`.
pub(crate) fn set_inheritable(fd: i32, inheritable: bool) -> Outcome<()> {
    // SAFETY: the calls take numbers.
    unsafe {
        let old = check(libc::fcntl(fd, libc::F_GETFD))?;
        let new = match inheritable {
            true => old & !libc::FD_CLOEXEC,
            false => old | libc::FD_CLOEXEC,
        };
        if new != old {
            check(libc::fcntl(fd, libc::F_SETFD, new))?;
        }
    }
    Ok(())
}
// ANCHOR_END: call

// ANCHOR: in_flight
/// Whether the exception in flight is an `OSError` that says `EINTR`; it is forgotten then, since
/// the signal's handler has run and not raised. C: `_PyIO_trap_eintr`.
pub(crate) fn trap_interrupted() -> bool {
    if !errors::matches(&OS_ERROR) {
        return false;
    }
    let Some(exception) = errors::take() else { return false };
    let is_one = exception.borrow().object().downcast::<PyOSErrorObject>().is_some_and(|error| {
        let number = error.myerrno.get();
        let number = number.as_ref().and_then(|number| number.borrow().downcast::<PyLongObject>());
        number.and_then(|number| number.to_i64()) == Some(libc::EINTR.into())
    });
    if !is_one {
        errors::put_back(exception);
    }
    is_one
}

/// Repeats a call of a method for as long as a signal interrupts it.
pub(crate) fn uninterrupted(mut body: impl FnMut() -> Result) -> Result {
    loop {
        match body() {
            Err(raised) if !trap_interrupted() => return Err(raised),
            Err(_) => {}
            done => return done,
        }
    }
}

/// Runs `body` with no exception in flight, and puts the one that was back: what `body` raises
/// has it as its context. C: `PyErr_Fetch`, `_PyErr_ChainExceptions`.
pub(crate) fn after<T>(first: &Result<T>, body: impl FnOnce() -> Result<()>) -> Result<()> {
    let fetched = match first {
        Err(_) => errors::fetch(),
        Ok(_) => None,
    };
    let done = body();
    let Some(fetched) = fetched else { return done };
    match done {
        Ok(()) => errors::restore(fetched),
        Err(_) => {
            let second = errors::take();
            errors::restore(fetched);
            let first = errors::take();
            if let Some(second) = second {
                if let Some(first) = first {
                    second.context.set(Some(first.object()));
                }
                errors::put_back(second);
            }
        }
    }
    Err(Raised)
}
// ANCHOR_END: in_flight
