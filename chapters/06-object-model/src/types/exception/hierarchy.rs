//! All built-in exceptions: a table.
//!
//! CPython: `Objects/exceptions.c` (`SimpleExtendsException` and its like). Each row says how
//! the exception is called, which one it extends, and what it is for.
//!
//! A layout in brackets is that of the base, where it has attributes of its own; those bases
//! themselves are in files of their own.

use crate::static_type::StaticType;
use crate::static_type::Table;
use crate::types::exception::layout::extend;
use crate::types::exception::os_error::PyOSErrorObject;
use crate::types::exception::single::{PyImportErrorObject, PyNameErrorObject};
use crate::types::exception::syntax_error::PySyntaxErrorObject;
use crate::types::exception::{BASE_EXCEPTION, PyBaseExceptionObject, exception_new};

pub use crate::types::exception::group::BASE_EXCEPTION_GROUP;
pub use crate::types::exception::os_error::OS_ERROR;
pub use crate::types::exception::single::{
    ATTRIBUTE_ERROR, IMPORT_ERROR, KEY_ERROR, NAME_ERROR, STOP_ITERATION, SYSTEM_EXIT,
};
pub use crate::types::exception::syntax_error::SYNTAX_ERROR;
pub use crate::types::exception::unicode_error::{
    UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, UNICODE_TRANSLATE_ERROR,
};

/// Those with attributes of their own.
pub(crate) static WITH_ATTRIBUTES: &[&StaticType] = &[
    &BASE_EXCEPTION_GROUP,
    &ATTRIBUTE_ERROR,
    &IMPORT_ERROR,
    &KEY_ERROR,
    &NAME_ERROR,
    &OS_ERROR,
    &STOP_ITERATION,
    &SYNTAX_ERROR,
    &UNICODE_DECODE_ERROR,
    &UNICODE_ENCODE_ERROR,
    &UNICODE_TRANSLATE_ERROR,
    &SYSTEM_EXIT,
];

macro_rules! exceptions {
    (@table $name:literal, $base:ident, $doc:literal,) => {
        Table::<PyBaseExceptionObject> {
            tp_new: Some(exception_new),
            ..extend($name, &$base, $doc)
        }
    };
    (@table $name:literal, $base:ident, $doc:literal, $layout:ident) => {
        extend::<$layout>($name, &$base, $doc)
    };
    ($($type:ident = $name:literal, $base:ident $([$layout:ident])?, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub static $type: StaticType =
                StaticType::new(exceptions!(@table $name, $base, $doc, $($layout)?));
        )*

        /// All of this table, each after the one that it extends.
        pub(crate) static ALL: &[&StaticType] = &[$(&$type,)*];
    };
}

// ANCHOR: hierarchy
exceptions! {
    EXCEPTION = c"Exception", BASE_EXCEPTION, "The root of the exceptions that a program is expected to catch.";
    ARITHMETIC_ERROR = c"ArithmeticError", EXCEPTION, "The root of arithmetic errors.";
    FLOATING_POINT_ERROR = c"FloatingPointError", ARITHMETIC_ERROR, "A floating-point operation failed.";
    OVERFLOW_ERROR = c"OverflowError", ARITHMETIC_ERROR, "A result is too large.";
    ZERO_DIVISION_ERROR = c"ZeroDivisionError", ARITHMETIC_ERROR, "A division by zero.";
    ASSERTION_ERROR = c"AssertionError", EXCEPTION, "An assertion does not hold.";
    BUFFER_ERROR = c"BufferError", EXCEPTION, "A buffer operation failed.";
    EOF_ERROR = c"EOFError", EXCEPTION, "Input ended too early.";
    MODULE_NOT_FOUND_ERROR = c"ModuleNotFoundError", IMPORT_ERROR [PyImportErrorObject], "There is no such module.";
    LOOKUP_ERROR = c"LookupError", EXCEPTION, "The root of failed look-ups.";
    INDEX_ERROR = c"IndexError", LOOKUP_ERROR, "An index is out of range.";
    MEMORY_ERROR = c"MemoryError", EXCEPTION, "There is no memory left.";
    UNBOUND_LOCAL_ERROR = c"UnboundLocalError", NAME_ERROR [PyNameErrorObject], "A local variable is read before it is set.";
    BLOCKING_IO_ERROR = c"BlockingIOError", OS_ERROR [PyOSErrorObject], "An operation would block.";
    CHILD_PROCESS_ERROR = c"ChildProcessError", OS_ERROR [PyOSErrorObject], "A child process operation failed.";
    CONNECTION_ERROR = c"ConnectionError", OS_ERROR [PyOSErrorObject], "The root of connection errors.";
    BROKEN_PIPE_ERROR = c"BrokenPipeError", CONNECTION_ERROR [PyOSErrorObject], "The other end has gone.";
    CONNECTION_ABORTED_ERROR = c"ConnectionAbortedError", CONNECTION_ERROR [PyOSErrorObject], "A connection was given up.";
    CONNECTION_REFUSED_ERROR = c"ConnectionRefusedError", CONNECTION_ERROR [PyOSErrorObject], "A connection was refused.";
    CONNECTION_RESET_ERROR = c"ConnectionResetError", CONNECTION_ERROR [PyOSErrorObject], "A connection was reset.";
    FILE_EXISTS_ERROR = c"FileExistsError", OS_ERROR [PyOSErrorObject], "The file exists already.";
    FILE_NOT_FOUND_ERROR = c"FileNotFoundError", OS_ERROR [PyOSErrorObject], "There is no such file.";
    INTERRUPTED_ERROR = c"InterruptedError", OS_ERROR [PyOSErrorObject], "A signal interrupted a system call.";
    IS_A_DIRECTORY_ERROR = c"IsADirectoryError", OS_ERROR [PyOSErrorObject], "A file was expected.";
    NOT_A_DIRECTORY_ERROR = c"NotADirectoryError", OS_ERROR [PyOSErrorObject], "A directory was expected.";
    PERMISSION_ERROR = c"PermissionError", OS_ERROR [PyOSErrorObject], "Something is not permitted.";
    PROCESS_LOOKUP_ERROR = c"ProcessLookupError", OS_ERROR [PyOSErrorObject], "There is no such process.";
    TIMEOUT_ERROR = c"TimeoutError", OS_ERROR [PyOSErrorObject], "Something took too long.";
    REFERENCE_ERROR = c"ReferenceError", EXCEPTION, "A weak reference leads nowhere any more.";
    RUNTIME_ERROR = c"RuntimeError", EXCEPTION, "An error of no other kind.";
    NOT_IMPLEMENTED_ERROR = c"NotImplementedError", RUNTIME_ERROR, "A method is left to a subclass.";
    RECURSION_ERROR = c"RecursionError", RUNTIME_ERROR, "Calls are nested too deeply.";
    STOP_ASYNC_ITERATION = c"StopAsyncIteration", EXCEPTION, "An asynchronous iterator is at its end.";
    INDENTATION_ERROR = c"IndentationError", SYNTAX_ERROR [PySyntaxErrorObject], "An indentation is wrong.";
    TAB_ERROR = c"TabError", INDENTATION_ERROR [PySyntaxErrorObject], "Tabs and spaces are mixed.";
    SYSTEM_ERROR = c"SystemError", EXCEPTION, "An error of the interpreter itself.";
    TYPE_ERROR = c"TypeError", EXCEPTION, "An object is of the wrong type.";
    VALUE_ERROR = c"ValueError", EXCEPTION, "A value is wrong.";
    UNICODE_ERROR = c"UnicodeError", VALUE_ERROR, "The root of errors with encodings.";
    WARNING = c"Warning", EXCEPTION, "The root of warnings.";
    BYTES_WARNING = c"BytesWarning", WARNING, "Something odd about bytes.";
    DEPRECATION_WARNING = c"DeprecationWarning", WARNING, "Something is deprecated, for developers.";
    ENCODING_WARNING = c"EncodingWarning", WARNING, "An encoding was left to chance.";
    FUTURE_WARNING = c"FutureWarning", WARNING, "Something will change, for users.";
    IMPORT_WARNING = c"ImportWarning", WARNING, "Something odd about an import.";
    PENDING_DEPRECATION_WARNING = c"PendingDeprecationWarning", WARNING, "Something will be deprecated.";
    RESOURCE_WARNING = c"ResourceWarning", WARNING, "A resource was not given back.";
    RUNTIME_WARNING = c"RuntimeWarning", WARNING, "Something odd at run time.";
    SYNTAX_WARNING = c"SyntaxWarning", WARNING, "Something odd in a source text.";
    UNICODE_WARNING = c"UnicodeWarning", WARNING, "Something odd about text.";
    USER_WARNING = c"UserWarning", WARNING, "A warning of a program.";
    GENERATOR_EXIT = c"GeneratorExit", BASE_EXCEPTION, "Thrown into a generator that is being closed.";
    KEYBOARD_INTERRUPT = c"KeyboardInterrupt", BASE_EXCEPTION, "The user pressed the interrupt key.";
}
// ANCHOR_END: hierarchy
