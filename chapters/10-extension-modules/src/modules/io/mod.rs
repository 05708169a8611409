//! `_io`: streams.
//!
//! CPython: `Modules/_io/_iomodule.c`.
//!
//! Three layers: [`file_io`], a descriptor; [`buffered`], a buffer of bytes in front of any raw
//! stream; [`text`], which decodes and encodes. `open` puts them on top of each other.
//! [`io_base`] is what all have in common, and [`bytes_io`] and [`string_io`] are streams in
//! memory.

pub mod buffered;
pub mod bytes_io;
pub mod file_io;
pub mod io_base;
pub mod string_io;
pub mod text;

use object_model::errors::{BLOCKING_IO_ERROR, ENCODING_WARNING, OS_ERROR};
use object_model::types::bytes::PyBytesObject;
use object_model::types::memoryview;
use object_model::types::type_::TYPE;

use self::buffered::{BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER};
use self::file_io::FILE_IO;
use self::text::TEXT_IO_WRAPPER;
use crate::convert::{self, bad_argument, clinic_text, flag_or, int_or};
use crate::prelude::*;
use crate::system::after;

/// The size of a buffer if nothing else is known. C: `DEFAULT_BUFFER_SIZE`.
pub(crate) const DEFAULT_BUFFER_SIZE: i64 = 8192;

// ANCHOR: module
/// `_io`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_io",
    doc: "Streams: files, buffers and text.",
    functions: &[
        Method::new(
            c"open",
            OPEN.text,
            |_, arguments| open_file(arguments),
            "Opens a file: its path or its descriptor, as text or, with a b in the mode, as bytes.",
        ),
        Method::new(
            c"text_encoding",
            "($module, encoding, stacklevel=2, /)",
            text_encoding,
            "The encoding to be used where somebody may have given one.",
        ),
        Method::new(
            c"open_code",
            "($module, /, path)",
            open_code,
            "Opens a file whose content is about to be imported.",
        ),
    ],
    types: &[
        &io_base::IO_BASE,
        &io_base::RAW_IO_BASE,
        &buffered::BUFFERED_IO_BASE,
        &text::TEXT_IO_BASE,
        &FILE_IO,
        &bytes_io::BYTES_IO,
        &string_io::STRING_IO,
        &BUFFERED_READER,
        &BUFFERED_WRITER,
        &buffered::BUFFERED_RW_PAIR,
        &BUFFERED_RANDOM,
        &TEXT_IO_WRAPPER,
        &text::INCREMENTAL_NEWLINE_DECODER,
    ],
    constants: &[("DEFAULT_BUFFER_SIZE", Constant::Int(DEFAULT_BUFFER_SIZE))],
    execute: Some(execute),
};

/// Made when the module is, and kept.
static UNSUPPORTED_OPERATION: Global<Field> = Global::new(Field::NULL);

/// What the command line says about streams: the interpreter sets it before it opens any.
#[derive(Debug)]
pub struct Settings {
    /// `-X utf8`. C: `preconfig.utf8_mode`.
    pub utf8_mode: Cell<bool>,
    /// `-X warn_default_encoding`.
    pub warn_default_encoding: Cell<bool>,
    /// `-X dev`: the names of error handlers are looked up at once.
    pub dev_mode: Cell<bool>,
}

/// See [`Settings`].
pub static SETTINGS: Global<Settings> = Global::new(Settings {
    utf8_mode: Cell::new(false),
    warn_default_encoding: Cell::new(false),
    dev_mode: Cell::new(false),
});

fn execute(module: Module<'_>) -> Result<()> {
    crate::modules::io::bytes_io::make_ready();
    if UNSUPPORTED_OPERATION.is_null() {
        let name = text("UnsupportedOperation")?;
        let os_error = OS_ERROR.as_type().object();
        let bases = tuple::of(&[os_error, VALUE_ERROR.as_type().object()])?;
        let dict = dict::new()?;
        let module_name = text("io")?;
        dict.borrow().set_item(name!("__module__").object(), module_name.borrow())?;
        let arguments = [name.borrow(), bases.borrow().object(), dict.borrow().object()];
        let class = TYPE.as_type().object().call(&arguments)?;
        UNSUPPORTED_OPERATION.set(Some(class));
    }
    if let Some(class) = UNSUPPORTED_OPERATION.get() {
        module.add("UnsupportedOperation", class)?;
    }
    module.add("BlockingIOError", BLOCKING_IO_ERROR.as_type().object().to_ref())
}

/// The stream can't do that. C: `bufferediobase_unsupported` and its like.
#[cold]
pub(crate) fn unsupported(message: &str) -> Raised {
    let raise_it = || -> Result<Raised> {
        let message = text(message)?;
        let Some(class) = UNSUPPORTED_OPERATION.get() else {
            return Ok(errors::raise_object(&OS_ERROR, message));
        };
        let exception = class.borrow().call_one(message.borrow())?;
        Ok(match exception.downcast::<errors::PyBaseExceptionObject>() {
            Ok(exception) => errors::raise_instance(exception),
            Err(_) => raise(&TYPE_ERROR, "exceptions must derive from BaseException"),
        })
    };
    raise_it().unwrap_or_else(|raised| raised)
}

/// What a raw stream of the program's own is given instead of an object's bytes.
pub(crate) fn view_of(exporter: Obj<'_>) -> Result {
    Ok(memoryview::new(exporter)?.object())
}
// ANCHOR_END: module

// ANCHOR: encoding
/// A warning for those who have asked for it. C: `PyErr_WarnEx(PyExc_EncodingWarning, …)`.
fn warn_of_default() -> Result<()> {
    match SETTINGS.warn_default_encoding.get() {
        true => errors::warn(&ENCODING_WARNING, "'encoding' argument not specified"),
        false => Ok(()),
    }
}

fn text_encoding(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    int_or(arguments.get(1), 2)?;
    if let Some(encoding) = arguments.not_none(0) {
        return Ok(encoding.to_ref());
    }
    warn_of_default()?;
    text(if SETTINGS.utf8_mode.get() { "utf-8" } else { "locale" })
}
// ANCHOR_END: encoding

// ANCHOR: open
/// What the letters of a mode say.
#[derive(Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    fn read(mode: &str) -> Option<Mode> {
        let mut read = Mode::default();
        for letter in mode.chars() {
            let seen = match letter {
                'x' => &mut read.creating,
                'r' => &mut read.reading,
                'w' => &mut read.writing,
                'a' => &mut read.appending,
                '+' => &mut read.updating,
                't' => &mut read.text,
                'b' => &mut read.binary,
                _ => return None,
            };
            if std::mem::replace(seen, true) {
                return None;
            }
        }
        Some(read)
    }

    fn for_raw(&self) -> String {
        let letters = [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ];
        letters.into_iter().filter(|(is_set, _)| *is_set).map(|(_, letter)| letter).collect()
    }

    /// What doesn't go together.
    fn check(&self, encoding: bool, errors: bool, newline: bool) -> Option<&'static str> {
        let kinds = [self.creating, self.reading, self.writing, self.appending];
        if self.text && self.binary {
            Some("can't have text and binary mode at once")
        } else if kinds.into_iter().filter(|kind| *kind).count() > 1 {
            Some("must have exactly one of create/read/write/append mode")
        } else if self.binary && encoding {
            Some("binary mode doesn't take an encoding argument")
        } else if self.binary && errors {
            Some("binary mode doesn't take an errors argument")
        } else if self.binary && newline {
            Some("binary mode doesn't take a newline argument")
        } else {
            None
        }
    }
}

const OPEN: Signature = Signature::parse(
    "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, \
     closefd=True, opener=None)",
);

/// C: `_io_open_impl`.
fn open_file(arguments: &Arguments<'_>) -> Result {
    let optional = |index: usize, name: &str| {
        clinic_text(arguments.get(index), "open", &format!("argument '{name}'"), true)
    };
    let mode = match arguments.get(1) {
        None => "r".to_owned(),
        mode => clinic_text(mode, "open", "argument 'mode'", false)?.unwrap_or_default(),
    };
    let buffering = int_or(arguments.get(2), -1)?;
    let encoding = optional(3, "encoding")?;
    let errors = optional(4, "errors")?;
    let newline = optional(5, "newline")?;
    let closefd = flag_or(arguments.get(6), true)?;
    let opener = arguments.get(7).unwrap_or(none());

    let file = arguments[0];
    let path = if is_number(file) { file.to_ref() } else { convert::file_system_path(file)? };
    let is_path = path.borrow().downcast::<PyASCIIObject>().is_some()
        || path.borrow().downcast::<PyBytesObject>().is_some();
    if !is_number(file) && !is_path {
        let shown = file.repr()?;
        return Err(raise(&TYPE_ERROR, format_args!("invalid file: {shown}")));
    }
    let invalid = || raise(&VALUE_ERROR, format_args!("invalid mode: '{mode}'"));
    let read_mode = Mode::read(&mode).ok_or_else(invalid)?;
    let conflict = read_mode.check(encoding.is_some(), errors.is_some(), newline.is_some());
    if let Some(message) = conflict {
        return Err(raise(&VALUE_ERROR, message));
    }
    if read_mode.binary && buffering == 1 {
        errors::warn(
            &errors::RUNTIME_WARNING,
            "line buffering (buffering=1) isn't supported in binary mode, the default buffer \
             size will be used",
        )?;
    }
    let raw_mode = text(&read_mode.for_raw())?;
    let raw = FILE_IO.as_type().object().call(&[
        path.borrow(),
        raw_mode.borrow(),
        bool_(closefd),
        opener,
    ])?;
    let mut outermost = raw.clone();
    let wrapped = wrap(&mut outermost, &read_mode, &mode, buffering, [3, 4, 5], arguments);
    if wrapped.is_err() {
        // Whatever is outermost closes what is beneath.
        after(&wrapped, || outermost.borrow().call_method(name!("close"), &[]).map(drop))?;
    }
    wrapped?;
    Ok(outermost)
}

/// Puts a buffer in front of the raw stream, and a decoder in front of that, as far as the mode
/// asks for it.
fn wrap(
    outermost: &mut Ref,
    mode: &Mode,
    mode_text: &str,
    mut buffering: i32,
    [encoding, errors, newline]: [usize; 3],
    arguments: &Arguments<'_>,
) -> Result<()> {
    let is_terminal = buffering < 0
        && int_or(Some(outermost.borrow().call_method(name!("isatty"), &[])?.borrow()), 0)? != 0;
    let line_buffering = buffering == 1 || is_terminal;
    if line_buffering {
        buffering = -1;
    }
    if buffering < 0 {
        let block = outermost.borrow().get_attribute(name!("_blksize"))?;
        buffering = convert::to_long_long(block.borrow())? as i32;
    }
    if buffering < 0 {
        return Err(raise(&VALUE_ERROR, "invalid buffering size"));
    }
    if buffering == 0 {
        return match mode.binary {
            true => Ok(()),
            false => Err(raise(&VALUE_ERROR, "can't have unbuffered text I/O")),
        };
    }
    let class = if mode.updating {
        &BUFFERED_RANDOM
    } else if mode.creating || mode.writing || mode.appending {
        &BUFFERED_WRITER
    } else if mode.reading {
        &BUFFERED_READER
    } else {
        return Err(raise(&VALUE_ERROR, format_args!("unknown mode: '{mode_text}'")));
    };
    let size = integer(buffering.into())?;
    *outermost = class.as_type().object().call(&[outermost.borrow(), size.borrow()])?;
    if mode.binary {
        return Ok(());
    }
    let given = |index: usize| arguments.get(index).unwrap_or(none());
    *outermost = TEXT_IO_WRAPPER.as_type().object().call(&[
        outermost.borrow(),
        given(encoding),
        given(errors),
        given(newline),
        bool_(line_buffering),
    ])?;
    let mode = text(mode_text)?;
    outermost.borrow().set_attribute(name!("mode"), Some(mode.borrow()))
}

/// C: `PyFile_OpenCodeObject` without a hook.
fn open_code(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let path = arguments[0];
    if path.downcast::<PyASCIIObject>().is_none() {
        return Err(bad_argument("open_code", "argument 'path'", "str", path));
    }
    let mode = text("rb")?;
    let bound = [path, mode.borrow()];
    OPEN.bind("open", Given::positional(&bound), open_file)
}
// ANCHOR_END: open
