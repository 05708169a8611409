//! All built-in exceptions: a table.
//!
//! CPython: `Objects/exceptions.c` (`SimpleExtendsException` and its like). Each row says how
//! the exception is called, which one it extends, and what it is for.
//!
//! An exception that has attributes of its own leaves this table for a file of its own.

use crate::static_type::StaticType;
use crate::types::exception::{BASE_EXCEPTION, simple};

macro_rules! exceptions {
    ($($type:ident = $name:literal, $base:ident, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub static $type: StaticType = simple($name, &$base, $doc);
        )*

        /// All of them, each after the one that it extends.
        pub(crate) static ALL: &[&StaticType] = &[$(&$type,)*];
    };
}

// ANCHOR: hierarchy
exceptions! {
    BASE_EXCEPTION_GROUP = c"BaseExceptionGroup", BASE_EXCEPTION, "Several exceptions at once.";
    EXCEPTION_GROUP = c"ExceptionGroup", BASE_EXCEPTION_GROUP, "Several exceptions at once, all of them of Exception.";
    EXCEPTION = c"Exception", BASE_EXCEPTION, "The root of the exceptions that a program is expected to catch.";
    ARITHMETIC_ERROR = c"ArithmeticError", EXCEPTION, "The root of arithmetic errors.";
    FLOATING_POINT_ERROR = c"FloatingPointError", ARITHMETIC_ERROR, "A floating-point operation failed.";
    OVERFLOW_ERROR = c"OverflowError", ARITHMETIC_ERROR, "A result is too large.";
    ZERO_DIVISION_ERROR = c"ZeroDivisionError", ARITHMETIC_ERROR, "A division by zero.";
    ASSERTION_ERROR = c"AssertionError", EXCEPTION, "An assertion does not hold.";
    ATTRIBUTE_ERROR = c"AttributeError", EXCEPTION, "An object lacks an attribute.";
    BUFFER_ERROR = c"BufferError", EXCEPTION, "A buffer operation failed.";
    EOF_ERROR = c"EOFError", EXCEPTION, "Input ended too early.";
    IMPORT_ERROR = c"ImportError", EXCEPTION, "A module or a name in it could not be imported.";
    MODULE_NOT_FOUND_ERROR = c"ModuleNotFoundError", IMPORT_ERROR, "There is no such module.";
    LOOKUP_ERROR = c"LookupError", EXCEPTION, "The root of failed look-ups.";
    INDEX_ERROR = c"IndexError", LOOKUP_ERROR, "An index is out of range.";
    KEY_ERROR = c"KeyError", LOOKUP_ERROR, "A key is missing.";
    MEMORY_ERROR = c"MemoryError", EXCEPTION, "There is no memory left.";
    NAME_ERROR = c"NameError", EXCEPTION, "A name is not defined.";
    UNBOUND_LOCAL_ERROR = c"UnboundLocalError", NAME_ERROR, "A local variable is read before it is set.";
    OS_ERROR = c"OSError", EXCEPTION, "A system call failed.";
    BLOCKING_IO_ERROR = c"BlockingIOError", OS_ERROR, "An operation would block.";
    CHILD_PROCESS_ERROR = c"ChildProcessError", OS_ERROR, "A child process operation failed.";
    CONNECTION_ERROR = c"ConnectionError", OS_ERROR, "The root of connection errors.";
    BROKEN_PIPE_ERROR = c"BrokenPipeError", CONNECTION_ERROR, "The other end has gone.";
    CONNECTION_ABORTED_ERROR = c"ConnectionAbortedError", CONNECTION_ERROR, "A connection was given up.";
    CONNECTION_REFUSED_ERROR = c"ConnectionRefusedError", CONNECTION_ERROR, "A connection was refused.";
    CONNECTION_RESET_ERROR = c"ConnectionResetError", CONNECTION_ERROR, "A connection was reset.";
    FILE_EXISTS_ERROR = c"FileExistsError", OS_ERROR, "The file exists already.";
    FILE_NOT_FOUND_ERROR = c"FileNotFoundError", OS_ERROR, "There is no such file.";
    INTERRUPTED_ERROR = c"InterruptedError", OS_ERROR, "A signal interrupted a system call.";
    IS_A_DIRECTORY_ERROR = c"IsADirectoryError", OS_ERROR, "A file was expected.";
    NOT_A_DIRECTORY_ERROR = c"NotADirectoryError", OS_ERROR, "A directory was expected.";
    PERMISSION_ERROR = c"PermissionError", OS_ERROR, "Something is not permitted.";
    PROCESS_LOOKUP_ERROR = c"ProcessLookupError", OS_ERROR, "There is no such process.";
    TIMEOUT_ERROR = c"TimeoutError", OS_ERROR, "Something took too long.";
    REFERENCE_ERROR = c"ReferenceError", EXCEPTION, "A weak reference leads nowhere any more.";
    RUNTIME_ERROR = c"RuntimeError", EXCEPTION, "An error of no other kind.";
    NOT_IMPLEMENTED_ERROR = c"NotImplementedError", RUNTIME_ERROR, "A method is left to a subclass.";
    RECURSION_ERROR = c"RecursionError", RUNTIME_ERROR, "Calls are nested too deeply.";
    STOP_ASYNC_ITERATION = c"StopAsyncIteration", EXCEPTION, "An asynchronous iterator is at its end.";
    STOP_ITERATION = c"StopIteration", EXCEPTION, "An iterator is at its end.";
    SYNTAX_ERROR = c"SyntaxError", EXCEPTION, "A source text is no Python.";
    INDENTATION_ERROR = c"IndentationError", SYNTAX_ERROR, "An indentation is wrong.";
    TAB_ERROR = c"TabError", INDENTATION_ERROR, "Tabs and spaces are mixed.";
    SYSTEM_ERROR = c"SystemError", EXCEPTION, "An error of the interpreter itself.";
    TYPE_ERROR = c"TypeError", EXCEPTION, "An object is of the wrong type.";
    VALUE_ERROR = c"ValueError", EXCEPTION, "A value is wrong.";
    UNICODE_ERROR = c"UnicodeError", VALUE_ERROR, "The root of errors with encodings.";
    UNICODE_DECODE_ERROR = c"UnicodeDecodeError", UNICODE_ERROR, "Bytes could not be decoded.";
    UNICODE_ENCODE_ERROR = c"UnicodeEncodeError", UNICODE_ERROR, "Text could not be encoded.";
    UNICODE_TRANSLATE_ERROR = c"UnicodeTranslateError", UNICODE_ERROR, "Text could not be translated.";
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
    SYSTEM_EXIT = c"SystemExit", BASE_EXCEPTION, "The program wants to end.";
}
// ANCHOR_END: hierarchy
