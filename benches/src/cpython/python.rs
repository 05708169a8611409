//! The started interpreter, behind safe types.
//!
//! [`Python`] is the process's one interpreter. [`Python::with_gil`] lends a [`Gil`], the
//! proof that this thread holds the lock; objects ([`Object`]) are made from it and can't
//! outlive it. What isn't wrapped is reached by [`Gil::api`].

use std::ffi::{CStr, CString, c_char};
use std::fmt;
use std::hint::black_box;
use std::marker::PhantomData;
use std::os::unix::ffi::OsStrExt;
use std::ptr::{self, NonNull};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::api::{Api, FILE_INPUT, PyObject};
use super::find::{self, Installation};

/// The interpreter of this process.
pub struct Python {
    api: Api,
    installation: Installation,
    version: String,
}

/// The GIL, held by this thread for as long as the value is lent.
pub struct Gil<'python> {
    python: &'python Python,
    /// Another thread holds nothing.
    _not_send: PhantomData<*mut ()>,
}

/// One reference to an object; counted down when dropped.
pub struct Object<'gil> {
    pointer: NonNull<PyObject>,
    api: &'gil Api,
}

/// A Python exception in words: class and message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Raised(pub String);

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Raised {}

impl Python {
    /// The interpreter, started on the first call; `None` where there is no CPython 3.11,
    /// which is said once on standard error.
    pub fn get() -> Option<&'static Python> {
        static PYTHON: OnceLock<Option<Python>> = OnceLock::new();
        PYTHON
            .get_or_init(|| match Python::start() {
                Ok(python) => {
                    eprintln!("CPython measured: {}", python.version());
                    Some(python)
                }
                Err(reason) => {
                    eprintln!("skipped: CPython's rows ({reason})");
                    None
                }
            })
            .as_ref()
    }

    fn start() -> Result<Python, String> {
        let installation = find::find().map_err(|missing| missing.to_string())?;
        let home = CString::new(installation.home.as_os_str().as_bytes())
            .map_err(|error| error.to_string())?;
        // SAFETY: `find` gives a libpython3.11, and `get` calls this once a process.
        let api = unsafe { Api::load(&installation.library) }.map_err(|error| error.to_string())?;
        // SAFETY: `Py_GetVersion` may be called before initialisation and gives a static text.
        let version = unsafe { CStr::from_ptr((api.Py_GetVersion)()) };
        let version = version.to_string_lossy().into_owned();
        if !version.starts_with("3.11.") {
            return Err(format!("{} is {version}", installation.library.display()));
        }
        // SAFETY: the order of `Doc/c-api/init.rst`: home before initialisation, its text
        // never freed; this thread then holds the GIL and lets it go for `with_gil`.
        unsafe {
            let wide = (api.Py_DecodeLocale)(home.as_ptr(), ptr::null_mut());
            if wide.is_null() {
                return Err("the path to CPython's library can't be decoded".into());
            }
            (api.Py_SetPythonHome)(wide);
            (api.Py_InitializeEx)(0);
            (api.PyEval_SaveThread)();
        }
        Ok(Python { api, installation, version })
    }

    /// What `sys.version` says, on one line.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The library that was loaded, and its home.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// Runs `work` with the GIL held. May be nested, and called from any thread.
    pub fn with_gil<T>(&self, work: impl FnOnce(&Gil<'_>) -> T) -> T {
        /// Gives the GIL back, also when `work` panics.
        struct Held<'api>(&'api Api, i32);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                // SAFETY: balances the `PyGILState_Ensure` below, on the same thread.
                unsafe { (self.0.PyGILState_Release)(self.1) }
            }
        }
        // SAFETY: the interpreter is started, and is never finalised.
        let _held = Held(&self.api, unsafe { (self.api.PyGILState_Ensure)() });
        work(&Gil { python: self, _not_send: PhantomData })
    }
}

impl Gil<'_> {
    /// The C API, to call with the GIL held.
    pub fn api(&self) -> &Api {
        &self.python.api
    }

    /// Runs `source` as a module body and returns its namespace, a `dict`.
    ///
    /// # Errors
    /// What it raises.
    pub fn run(&self, source: &str) -> Result<Object<'_>, Raised> {
        let source = c_string(source)?;
        let api = self.api();
        // SAFETY: the GIL is held; every argument is a live object or a C string, and the
        // borrowed `builtins` are only used by the call that counts them up.
        unsafe {
            let namespace = self.owned((api.PyDict_New)())?;
            let builtins = (api.PyEval_GetBuiltins)();
            let name = c"__builtins__".as_ptr();
            self.status((api.PyDict_SetItemString)(namespace.as_ptr(), name, builtins))?;
            let (globals, locals) = (namespace.as_ptr(), namespace.as_ptr());
            self.owned((api.PyRun_String)(source.as_ptr(), FILE_INPUT, globals, locals))?;
            Ok(namespace)
        }
    }

    /// Runs `source` and returns what it calls `name`.
    ///
    /// # Errors
    /// What it raises, or `NameError` when it binds no such name.
    pub fn function(&self, source: &str, name: &str) -> Result<Object<'_>, Raised> {
        let namespace = self.run(source)?;
        let key = c_string(name)?;
        // SAFETY: the GIL is held; the result is borrowed from the live `namespace`, and
        // counted up before that is dropped.
        unsafe {
            let found = (self.api().PyDict_GetItemString)(namespace.as_ptr(), key.as_ptr());
            if found.is_null() {
                return Err(Raised(format!("NameError: the source binds no {name}")));
            }
            (self.api().Py_IncRef)(found);
            self.owned(found)
        }
    }

    /// A `str`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn string(&self, text: &str) -> Result<Object<'_>, Raised> {
        let (start, length) = (text.as_ptr().cast::<c_char>(), text.len() as isize);
        // SAFETY: the GIL is held; the range is `text`'s and valid UTF-8.
        unsafe { self.owned((self.api().PyUnicode_FromStringAndSize)(start, length)) }
    }

    /// A `bytes`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn bytes(&self, bytes: &[u8]) -> Result<Object<'_>, Raised> {
        let (start, length) = (bytes.as_ptr().cast::<c_char>(), bytes.len() as isize);
        // SAFETY: the GIL is held; the range is `bytes`'s.
        unsafe { self.owned((self.api().PyBytes_FromStringAndSize)(start, length)) }
    }

    /// A `list`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn list<'gil>(
        &'gil self,
        items: impl IntoIterator<Item = Object<'gil>>,
    ) -> Result<Object<'gil>, Raised> {
        // SAFETY: the GIL is held; `PyList_Append` counts the live item up.
        unsafe {
            let list = self.owned((self.api().PyList_New)(0))?;
            for item in items {
                self.status((self.api().PyList_Append)(list.as_ptr(), item.as_ptr()))?;
            }
            Ok(list)
        }
    }

    /// Takes over a new reference that an API function returned; NULL is the exception.
    ///
    /// # Safety
    /// `pointer` is NULL with an exception set, or a reference that nobody else owns.
    ///
    /// # Errors
    /// The exception that is set.
    pub unsafe fn owned(&self, pointer: *mut PyObject) -> Result<Object<'_>, Raised> {
        match NonNull::new(pointer) {
            Some(pointer) => Ok(Object { pointer, api: self.api() }),
            None => Err(self.take_raised()),
        }
    }

    /// Reads an API function's status, -1 being the exception.
    ///
    /// # Errors
    /// The exception that is set.
    pub fn status(&self, status: i32) -> Result<(), Raised> {
        if status == -1 { Err(self.take_raised()) } else { Ok(()) }
    }

    /// Takes the exception away and puts it into words.
    fn take_raised(&self) -> Raised {
        let api = self.api();
        let (mut class, mut value, mut traceback) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        // SAFETY: the GIL is held; the three are ours after the call, each NULL or live.
        let [class, value, _traceback] = unsafe {
            (api.PyErr_Fetch)(&mut class, &mut value, &mut traceback);
            (api.PyErr_NormalizeException)(&mut class, &mut value, &mut traceback);
            [class, value, traceback]
                .map(|pointer| NonNull::new(pointer).map(|pointer| Object { pointer, api }))
        };
        let words = |object: Option<Object<'_>>| match object {
            Some(object) => object.to_string(),
            None => "no exception set".into(),
        };
        Raised(format!("{}: {}", words(class), words(value)))
    }
}

impl<'gil> Object<'gil> {
    /// The pointer, borrowed: still counted by this value.
    pub fn as_ptr(&self) -> *mut PyObject {
        self.pointer.as_ptr()
    }

    /// Calls it with no argument.
    ///
    /// # Errors
    /// What it raises.
    pub fn call(&self, gil: &'gil Gil<'_>) -> Result<Object<'gil>, Raised> {
        // SAFETY: the GIL is held and the object is live; the result is a new reference.
        unsafe { gil.owned((self.api.PyObject_CallNoArgs)(self.as_ptr())) }
    }

    /// Calls it with one argument.
    ///
    /// # Errors
    /// What it raises.
    pub fn call_with(
        &self,
        gil: &'gil Gil<'_>,
        argument: &Object<'_>,
    ) -> Result<Object<'gil>, Raised> {
        // SAFETY: as in `call`; the argument is live too.
        unsafe { gil.owned((self.api.PyObject_CallOneArg)(self.as_ptr(), argument.as_ptr())) }
    }

    /// Calls it `count` times with no argument, dropping each result, and says how long
    /// that took: what criterion's `iter_custom` asks for.
    ///
    /// # Errors
    /// What a call raises.
    pub fn time(&self, gil: &'gil Gil<'_>, count: u64) -> Result<Duration, Raised> {
        let start = Instant::now();
        for _ in 0..count {
            black_box(self.call(gil)?);
        }
        Ok(start.elapsed())
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        // SAFETY: the lifetime says that the GIL is held; the reference is ours.
        unsafe { (self.api.Py_DecRef)(self.as_ptr()) }
    }
}

impl fmt::Display for Object<'_> {
    /// `str(object)`; where that raises, the exception is dropped and `?` stands for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: the GIL is held and the object is live. The UTF-8 belongs to the `str`,
        // which lives until the text is written.
        unsafe {
            let string = (self.api.PyObject_Str)(self.as_ptr());
            let mut length = 0;
            let text = match NonNull::new(string) {
                Some(_) => (self.api.PyUnicode_AsUTF8AndSize)(string, &mut length),
                None => ptr::null(),
            };
            let result = match NonNull::new(text.cast_mut()) {
                Some(text) => {
                    let bytes =
                        std::slice::from_raw_parts(text.as_ptr().cast::<u8>(), length as usize);
                    f.write_str(&String::from_utf8_lossy(bytes))
                }
                None => {
                    let mut dropped = [ptr::null_mut(); 3];
                    let [class, value, traceback] = &mut dropped;
                    (self.api.PyErr_Fetch)(class, value, traceback);
                    dropped.into_iter().for_each(|pointer| (self.api.Py_DecRef)(pointer));
                    f.write_str("?")
                }
            };
            (self.api.Py_DecRef)(string);
            result
        }
    }
}

/// A C string, or the `ValueError` that CPython raises for a NUL in it.
fn c_string(text: &str) -> Result<CString, Raised> {
    CString::new(text).map_err(|_| Raised("ValueError: embedded null character".into()))
}

#[cfg(test)]
mod tests;
