//! The C API's functions, loaded once from `libpython3.11`.
//!
//! CPython: `Include/*.h`. The table below is the only place that names them: a row is a
//! C prototype in Rust's words, and becomes a field of [`Api`]. Calling one is `unsafe`,
//! as in C: its manual entry says which arguments it takes, who owns the result and
//! whether the GIL is needed. [`python`](super::python) is the safe side.

#![allow(non_snake_case)]

use std::ffi::{c_char, c_int, c_long, c_void};
use std::path::Path;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};

/// CPython's object, seen from outside: only behind a pointer. C: `PyObject`.
#[repr(C)]
pub struct PyObject {
    _opaque: [u8; 0],
    // Neither `Send` nor `Sync` nor `Unpin`: it lives in CPython's heap, under its GIL.
    _marker: std::marker::PhantomData<(*mut u8, std::marker::PhantomPinned)>,
}

/// A thread's state, seen from outside. C: `PyThreadState`.
#[repr(C)]
pub struct PyThreadState {
    _opaque: [u8; 0],
    _marker: std::marker::PhantomData<(*mut u8, std::marker::PhantomPinned)>,
}

/// C: `wchar_t` on the platforms that [`Library`] is for.
pub type WideChar = c_int;

/// C: `Py_ssize_t`.
pub type Size = isize;

/// `Py_single_input`, `Py_file_input`, `Py_eval_input`: where a grammar starts.
pub const FILE_INPUT: c_int = 257;
/// The grammar of one expression.
pub const EVAL_INPUT: c_int = 258;

/// Writes [`Api`] and its loader from a list of prototypes.
macro_rules! api {
    ($($(#[$doc:meta])* fn $name:ident($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// The loaded functions. They stay valid for as long as this value lives, and it
        /// lives as long as the process: an interpreter can't be unloaded safely.
        pub struct Api {
            $($(#[$doc])* pub $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
            /// Keeps the functions above mapped.
            _library: Library,
        }

        impl Api {
            /// Loads the library at `path` and looks every function up.
            ///
            /// # Safety
            /// `path` must be a `libpython3.11` whose functions have the prototypes of
            /// 3.11's headers, and nothing else in the process may have loaded another.
            ///
            /// # Errors
            /// When the dynamic linker refuses the library or a function isn't in it.
            pub unsafe fn load(path: &Path) -> Result<Api, libloading::Error> {
                // Extension modules in `lib-dynload` aren't linked to libpython: they find
                // the API among the process's global symbols.
                // SAFETY: the caller vouches for the library; its initialisers are C's.
                let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL) }?;
                $(
                    // SAFETY: the symbol has the row's prototype, as the caller vouches.
                    let $name = *unsafe { library.get(stringify!($name)) }?;
                )*
                Ok(Api { $($name,)* _library: library })
            }
        }
    };
}

api! {
    /// The version's words: `3.11.7 (main, …) [GCC …]`.
    fn Py_GetVersion() -> *const c_char;
    /// Where the library is looked for; before initialisation, and the text must stay.
    fn Py_SetPythonHome(*const WideChar);
    /// Bytes of the environment's encoding as wide characters; freed by `PyMem_RawFree`.
    fn Py_DecodeLocale(*const c_char, *mut usize) -> *mut WideChar;
    /// Starts the interpreter; 0 leaves the signal handlers alone. Takes the GIL.
    fn Py_InitializeEx(c_int);
    /// Whether it is started.
    fn Py_IsInitialized() -> c_int;

    /// Takes the GIL from any thread.
    fn PyGILState_Ensure() -> c_int;
    /// Gives back what `PyGILState_Ensure` took.
    fn PyGILState_Release(c_int);
    /// Lets the GIL go.
    fn PyEval_SaveThread() -> *mut PyThreadState;
    /// Takes it again.
    fn PyEval_RestoreThread(*mut PyThreadState);

    /// `compile(source, filename, start)`; new reference.
    fn Py_CompileString(*const c_char, *const c_char, c_int) -> *mut PyObject;
    /// Runs a code object; new reference.
    fn PyEval_EvalCode(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject;
    /// Compiles and runs; new reference.
    fn PyRun_String(*const c_char, c_int, *mut PyObject, *mut PyObject) -> *mut PyObject;
    /// `import name`; new reference.
    fn PyImport_ImportModule(*const c_char) -> *mut PyObject;
    /// The `builtins` in use; borrowed reference.
    fn PyEval_GetBuiltins() -> *mut PyObject;

    /// Whether an exception is set; borrowed reference.
    fn PyErr_Occurred() -> *mut PyObject;
    /// Takes the exception away, as class, value and traceback.
    fn PyErr_Fetch(*mut *mut PyObject, *mut *mut PyObject, *mut *mut PyObject);
    /// Makes the value an instance of the class.
    fn PyErr_NormalizeException(*mut *mut PyObject, *mut *mut PyObject, *mut *mut PyObject);

    /// Counts up.
    fn Py_IncRef(*mut PyObject);
    /// Counts down, and frees at zero.
    fn Py_DecRef(*mut PyObject);
    /// What counting down to zero calls.
    fn _Py_Dealloc(*mut PyObject);
    /// `callable()`; new reference.
    fn PyObject_CallNoArgs(*mut PyObject) -> *mut PyObject;
    /// `callable(argument)`; new reference.
    fn PyObject_CallOneArg(*mut PyObject, *mut PyObject) -> *mut PyObject;
    /// `callable(*arguments, **keywords)`; new reference.
    fn PyObject_Call(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject;
    /// `getattr(object, name)`; new reference.
    fn PyObject_GetAttrString(*mut PyObject, *const c_char) -> *mut PyObject;
    /// `setattr(object, name, value)`.
    fn PyObject_SetAttrString(*mut PyObject, *const c_char, *mut PyObject) -> c_int;
    /// `str(object)`; new reference.
    fn PyObject_Str(*mut PyObject) -> *mut PyObject;
    /// `repr(object)`; new reference.
    fn PyObject_Repr(*mut PyObject) -> *mut PyObject;

    /// An `int`; new reference.
    fn PyLong_FromLong(c_long) -> *mut PyObject;
    /// A `float`; new reference.
    fn PyFloat_FromDouble(f64) -> *mut PyObject;
    /// A `str` from UTF-8; new reference.
    fn PyUnicode_FromStringAndSize(*const c_char, Size) -> *mut PyObject;
    /// A `str`'s UTF-8, kept in it.
    fn PyUnicode_AsUTF8AndSize(*mut PyObject, *mut Size) -> *const c_char;
    /// A `bytes`; new reference.
    fn PyBytes_FromStringAndSize(*const c_char, Size) -> *mut PyObject;
    /// A `list` of so many NULLs; new reference.
    fn PyList_New(Size) -> *mut PyObject;
    /// `list.append(item)`.
    fn PyList_Append(*mut PyObject, *mut PyObject) -> c_int;
    /// A `tuple` of so many NULLs; new reference.
    fn PyTuple_New(Size) -> *mut PyObject;
    /// Fills a place of a new tuple; steals the item.
    fn PyTuple_SetItem(*mut PyObject, Size, *mut PyObject) -> c_int;
    /// A `dict`; new reference.
    fn PyDict_New() -> *mut PyObject;
    /// `dict[key] = value`.
    fn PyDict_SetItem(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int;
    /// `dict[key] = value`, the key from UTF-8.
    fn PyDict_SetItemString(*mut PyObject, *const c_char, *mut PyObject) -> c_int;
    /// `dict[key]`, or NULL without an exception; borrowed reference.
    fn PyDict_GetItemString(*mut PyObject, *const c_char) -> *mut PyObject;

    /// pymalloc's `malloc`.
    fn PyObject_Malloc(usize) -> *mut c_void;
    /// pymalloc's `calloc`.
    fn PyObject_Calloc(usize, usize) -> *mut c_void;
    /// pymalloc's `realloc`.
    fn PyObject_Realloc(*mut c_void, usize) -> *mut c_void;
    /// pymalloc's `free`.
    fn PyObject_Free(*mut c_void);
    /// The raw domain's `malloc`: the C library's; no GIL needed.
    fn PyMem_RawMalloc(usize) -> *mut c_void;
    /// The raw domain's `free`.
    fn PyMem_RawFree(*mut c_void);
    /// `gc.collect()`.
    fn PyGC_Collect() -> Size;
    /// Puts a container into the youngest generation.
    fn PyObject_GC_Track(*mut c_void);
    /// Takes it off its list.
    fn PyObject_GC_UnTrack(*mut c_void);
    /// Whether a type derives from another, or is it.
    fn PyType_IsSubtype(*mut PyObject, *mut PyObject) -> c_int;
    /// Makes a weak reference dead and leaves its callback.
    fn _PyWeakref_ClearRef(*mut PyObject);
    /// Reports an exception that nobody can be given.
    fn PyErr_WriteUnraisable(*mut PyObject);
    /// `gc.enable()`; whether it was on.
    fn PyGC_Enable() -> c_int;
    /// `gc.disable()`; whether it was on.
    fn PyGC_Disable() -> c_int;
}

// SAFETY: the fields are functions and a handle; the functions say for themselves what
// they need (most of them the GIL), and calling one is `unsafe`.
unsafe impl Send for Api {}
// SAFETY: as above; nothing here is ever written.
unsafe impl Sync for Api {}
