//! Paths, descriptors instead of them, and the directories that they are relative to.
//!
//! CPython: `path_converter`, `dir_fd_converter`, `fildes_converter`, `path_error` in
//! `Modules/posixmodule.c`, `PyObject_AsFileDescriptor` in `Objects/fileobject.c`.

use std::ffi::{CStr, CString};

use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::PyBytesObject;

use crate::convert::{encode_file_name, type_of};
use crate::prelude::*;
use crate::system::Errno;

// ANCHOR: path
/// Which arguments a function takes where it takes a path.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Takes {
    /// `None`, which is the current directory.
    pub(super) none: bool,
    /// A descriptor.
    pub(super) descriptor: bool,
}

/// A path, or a descriptor. C: `path_t`.
#[derive(Debug)]
pub(super) struct Path {
    /// What was given, which an error names.
    pub(super) object: Ref,
    /// As the system wants it; none for a descriptor and for `None`.
    pub(super) narrow: Option<CString>,
    /// −1 unless a descriptor was given.
    pub(super) fd: i32,
    /// Whether names that come back are `bytes`, too.
    pub(super) is_bytes: bool,
}

impl Path {
    /// C: `path_converter`.
    pub(super) fn new(
        given: Option<Obj<'_>>,
        function: &str,
        argument: &str,
        takes: Takes,
    ) -> Result<Path> {
        let given = given.unwrap_or(none());
        if given.is_none() && takes.none {
            return Ok(Path { object: given.to_ref(), narrow: None, fd: -1, is_bytes: false });
        }
        let is_descriptor = takes.descriptor && given.has_index();
        let is_path = |object: Obj<'_>| {
            object.downcast::<PyASCIIObject>().is_some()
                || object.downcast::<PyBytesObject>().is_some()
        };
        let has_buffer = given.ob_type().buffer(|suite| suite.bf_getbuffer).is_some();
        let mut object = given.to_ref();
        if !is_descriptor && !has_buffer && !is_path(given) {
            let Some(method) = given.lookup_special(name!("__fspath__"))? else {
                return Err(wrong_type(given, function, argument, takes));
            };
            object = method.borrow().call_none()?;
            if !is_path(object.borrow()) {
                let (class, name) = (type_of(given), type_of(object.borrow()));
                let message = format_args!(
                    "expected {class}.__fspath__() to return str or bytes, not {name}"
                );
                return Err(raise(&TYPE_ERROR, message));
            }
        }
        let encoded: Vec<u8>;
        let mut is_bytes = true;
        if let Some(text) = object.borrow().downcast::<PyASCIIObject>() {
            encoded = encode_file_name(text)?.borrow().bytes().to_vec();
            is_bytes = false;
            if encoded.contains(&0) {
                return Err(raise(&VALUE_ERROR, "embedded null byte"));
            }
        } else if let Some(bytes) = object.borrow().downcast::<PyBytesObject>() {
            encoded = bytes.bytes().to_vec();
        } else if has_buffer {
            let message = wrong_type_text(given, function, argument, takes);
            errors::warn(&errors::DEPRECATION_WARNING, message)?;
            encoded = Buffer::simple(given)?.bytes().to_vec();
        } else {
            let fd = descriptor(given)?;
            return Ok(Path { object, narrow: None, fd, is_bytes: false });
        }
        let narrow = CString::new(encoded).map_err(|_| {
            let message = format_args!("{function}: embedded null character in {argument}");
            raise(&VALUE_ERROR, message)
        })?;
        Ok(Path { object, narrow: Some(narrow), fd: -1, is_bytes })
    }

    /// A path and nothing else.
    pub(super) fn only(given: Obj<'_>, function: &str) -> Result<Path> {
        Path::new(Some(given), function, "path", Takes::default())
    }

    /// A path or a descriptor.
    pub(super) fn or_fd(given: Obj<'_>, function: &str) -> Result<Path> {
        Path::new(Some(given), function, "path", Takes { none: false, descriptor: true })
    }

    /// As the system wants it; the current directory where none was given.
    pub(super) fn c_str(&self) -> &CStr {
        self.narrow.as_deref().unwrap_or(c".")
    }

    /// C: `path_error`.
    #[cold]
    pub(super) fn raise(&self, error: Errno) -> Raised {
        error.raise_for(self.object.borrow())
    }

    /// The descriptor, if one was given.
    pub(super) fn descriptor(&self) -> Option<i32> {
        (self.fd != -1).then_some(self.fd)
    }
}

fn wrong_type_text(given: Obj<'_>, function: &str, argument: &str, takes: Takes) -> String {
    let expected = match (takes.descriptor, takes.none) {
        (true, true) => "string, bytes, os.PathLike, integer or None",
        (true, false) => "string, bytes, os.PathLike or integer",
        (false, true) => "string, bytes, os.PathLike or None",
        (false, false) => "string, bytes or os.PathLike",
    };
    let name = given.ob_type().get().short_name().to_owned();
    format!("{function}: {argument} should be {expected}, not {name}")
}

#[cold]
fn wrong_type(given: Obj<'_>, function: &str, argument: &str, takes: Takes) -> Raised {
    raise(&TYPE_ERROR, wrong_type_text(given, function, argument, takes))
}
// ANCHOR_END: path

// ANCHOR: descriptors
/// C: `_fd_converter`.
pub(super) fn descriptor(given: Obj<'_>) -> Result<i32> {
    let number = given.index()?;
    let number = number.borrow();
    match number.to_i64().and_then(|fd| i32::try_from(fd).ok()) {
        Some(fd) => Ok(fd),
        None if number.is_negative() => Err(raise(&OVERFLOW_ERROR, "fd is less than minimum")),
        None => Err(raise(&OVERFLOW_ERROR, "fd is greater than maximum")),
    }
}

/// The directory that a path is relative to. C: `dir_fd_converter`.
pub(super) fn directory(given: Option<Obj<'_>>) -> Result<i32> {
    match given.filter(|given| !given.is_none()) {
        None => Ok(libc::AT_FDCWD),
        Some(given) if given.has_index() => descriptor(given),
        Some(given) => {
            let name = given.ob_type().get().short_name().to_owned();
            let message = format_args!("argument should be integer or None, not {name}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// A descriptor, or an object that has one. C: `PyObject_AsFileDescriptor`.
pub(crate) fn file_descriptor(given: Obj<'_>) -> Result<i32> {
    let number = match given.downcast::<PyLongObject>() {
        Some(_) => given.to_ref(),
        None => match given.lookup_attribute(name!("fileno"))? {
            Some(fileno) => {
                let number = fileno.borrow().call_none()?;
                if number.borrow().downcast::<PyLongObject>().is_none() {
                    return Err(raise(&TYPE_ERROR, "fileno() returned a non-integer"));
                }
                number
            }
            None => {
                let message = "argument must be an int, or have a fileno() method.";
                return Err(raise(&TYPE_ERROR, message));
            }
        },
    };
    match crate::convert::to_c_int(number.borrow())? {
        fd if fd < 0 => {
            let message = format_args!("file descriptor cannot be a negative integer ({fd})");
            Err(raise(&VALUE_ERROR, message))
        }
        fd => Ok(fd),
    }
}

/// What doesn't go together with a descriptor instead of a path. C: `path_and_dir_fd_invalid`,
/// `fd_and_follow_symlinks_invalid`.
pub(super) fn check_together(
    function: &str,
    path: &Path,
    directory: i32,
    follows: bool,
) -> Result<()> {
    if path.fd == -1 {
        return Ok(());
    }
    let what = if directory != libc::AT_FDCWD {
        "can't specify dir_fd without matching path"
    } else if !follows {
        "cannot use fd and follow_symlinks together"
    } else {
        return Ok(());
    };
    Err(raise(&VALUE_ERROR, format_args!("{function}: {what}")))
}
// ANCHOR_END: descriptors
