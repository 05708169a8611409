//! `TextIOWrapper`: its struct, its table, and how it begins.
//!
//! CPython: `textio`, `_io_TextIOWrapper___init___impl`, `_io_TextIOWrapper_reconfigure_impl` in
//! `Modules/_io/textio.c`.
//!
//! Invariant: what was written is encoded at once, so that its errors are the writer's, and kept
//! in `pending_bytes`; what was read and decoded, and not yet handed out, is in `decoded_chars`.

use object_model::thread_state::guard_repr;

use super::super::buffered::{BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER};
use super::super::file_io::{FILE_IO, FileIo, reentrant_repr};
use super::super::io_base::{self, Finalizing, dealloc_stream};
use super::super::{SETTINGS, unsupported, warn_of_default};
use super::base::TEXT_IO_BASE;
use super::encoding::{self, Native};
use super::lines::Ending;
use super::newline::INCREMENTAL_NEWLINE_DECODER;
use super::{position, read, write};
use crate::convert::{clinic_text, flag_or, type_of, utf8};
use crate::modules::codecs::registry;
use crate::prelude::*;
use crate::system::after;

// ANCHOR: layout
/// What a line feed is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
#[allow(missing_docs, reason = "the names say it")]
pub enum WriteNewline {
    Feed = 0,
    Return,
    Both,
}

/// C: `textio`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
#[allow(missing_debug_implementations, reason = "an object")]
#[allow(clippy::box_collection, reason = "one word, as C's field")]
pub struct TextIo {
    pub ob_base: PyObject,
    pub ok: Cell<i32>,
    pub detached: Cell<i32>,
    pub chunk_size: Cell<i64>,
    pub buffer: Field,
    pub encoding: Field,
    pub encoder: Field,
    pub decoder: Field,
    pub readnl: Field<PyASCIIObject>,
    pub errors: Field,
    pub writenl: Cell<WriteNewline>,
    pub line_buffering: Cell<bool>,
    pub write_through: Cell<bool>,
    pub readuniversal: Cell<bool>,
    pub readtranslate: Cell<bool>,
    pub writetranslate: Cell<bool>,
    pub seekable: Cell<bool>,
    pub has_read1: Cell<bool>,
    pub telling: Cell<bool>,
    pub finalizing: Cell<bool>,
    pub encodefunc: Cell<Native>,
    pub encoding_start_of_stream: Cell<bool>,
    pub decoded_chars: Field<PyASCIIObject>,
    pub decoded_chars_used: Cell<usize>,
    pub pending_bytes: Cell<Option<Box<Vec<u8>>>>,
    pub pending_bytes_count: Cell<usize>,
    /// The state of the decoder before the chunk that is being read, and the bytes since.
    pub snapshot: Field<PyTupleObject>,
    /// Bytes a character, in the last chunk.
    pub b2cratio: Cell<f64>,
    /// The raw stream, if it is a `FileIO`, whose descriptor says what is closed.
    pub raw: Field,
    pub weakreflist: Cell<*mut PyObject>,
    pub dict: Field,
}

const _: () = assert!(size_of::<TextIo>() == 192 && offset_of!(TextIo, dict) == 184);

/// A borrowed stream of text.
pub(super) type Stream<'a> = Obj<'a, TextIo>;

// SAFETY: made by `tp_new`; zeros are fields without references and the first of each choice.
unsafe impl Layout for TextIo {
    fn type_object() -> &'static StaticType {
        &TEXT_IO_WRAPPER
    }
}

impl Finalizing for TextIo {
    fn begin(&self) {
        self.finalizing.set(true);
    }

    fn end(&self) {
        self.ok.set(0);
    }
}

const SIGNATURE: Signature = Signature::parse(
    "(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, \
     write_through=False)",
);

macro_rules! forward {
    ($name:literal, $text:literal, $doc:literal) => {
        Method::none(
            $name,
            "($self, /)",
            |stream| buffer(stream)?.borrow().call_method(name!($text), &[]),
            $doc,
        )
    };
}

/// `_io.TextIOWrapper`.
pub static TEXT_IO_WRAPPER: StaticType = StaticType::new(Table::<TextIo> {
    tp_name: c"_io.TextIOWrapper",
    signature: SIGNATURE.text,
    tp_doc: "Text in front of a buffered stream of bytes.",
    tp_base: Some(TEXT_IO_BASE.as_head()),
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(TextIo, dict) as isize,
    tp_weaklistoffset: offset_of!(TextIo, weakreflist),
    tp_dealloc: Some(dealloc_stream::<TextIo>),
    tp_repr: Some(repr),
    tp_traverse: traverse(show),
    tp_clear: Some(clear),
    tp_iternext: next(read::next_line),
    tp_init: Some(init),
    tp_new: Some(memory::generic_new),
    tp_methods: &[
        Method::none(c"detach", "($self, /)", detach, "Gives the buffer away."),
        Method::new(
            c"reconfigure",
            "($self, /, *, encoding=None, errors=None, newline=None,\n            \
             line_buffering=None, write_through=None)",
            reconfigure,
            "Changes how text is encoded and when it is written.",
        ),
        Method::one(c"write", "($self, text, /)", write::write, "Writes text."),
        Method::new(c"read", "($self, size=-1, /)", read::read, "So many characters, or all."),
        Method::new(c"readline", "($self, size=-1, /)", read::readline, "The next line."),
        Method::none(c"flush", "($self, /)", flush, "Writes what is kept, here and beneath."),
        Method::none(c"close", "($self, /)", close, "Flushes and closes the stream."),
        forward!(c"fileno", "fileno", "The descriptor of the file beneath."),
        forward!(c"seekable", "seekable", "As the buffer is."),
        forward!(c"readable", "readable", "As the buffer is."),
        forward!(c"writable", "writable", "As the buffer is."),
        forward!(c"isatty", "isatty", "As the buffer is."),
        Method::new(
            c"seek",
            "($self, cookie, whence=os.SEEK_SET, /)",
            position::seek,
            "Goes to a place that tell() has named.",
        ),
        Method::none(c"tell", "($self, /)", position::tell, "A name for the place."),
        Method::new(c"truncate", "($self, pos=None, /)", truncate, "Cuts the file off."),
    ],
    tp_members: &[
        PyMemberDef::new(c"encoding", MemberKind::Object, offset_of!(TextIo, encoding), c"")
            .read_only(),
        PyMemberDef::new(c"buffer", MemberKind::Object, offset_of!(TextIo, buffer), c"")
            .read_only(),
        PyMemberDef::new(
            c"line_buffering",
            MemberKind::Bool,
            offset_of!(TextIo, line_buffering),
            c"",
        )
        .read_only(),
        PyMemberDef::new(
            c"write_through",
            MemberKind::Bool,
            offset_of!(TextIo, write_through),
            c"",
        )
        .read_only(),
        PyMemberDef::new(c"_finalizing", MemberKind::Bool, offset_of!(TextIo, finalizing), c""),
    ],
    tp_getset: &[
        Getter::new(
            c"name",
            |stream| buffer(stream)?.borrow().get_attribute(name!("name")),
            "The name of the file.",
        ),
        Getter::new(c"closed", closed, "Whether the stream is closed."),
        Getter::new(c"newlines", newlines, "The ends of lines that were met."),
        Getter::new(c"errors", errors_of, "What is done about errors of the encoding."),
        Getter::new(c"_CHUNK_SIZE", chunk_size, "How much is read at once.")
            .settable(set_chunk_size),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

fn fields(stream: &TextIo) -> [&Field; 7] {
    let TextIo { buffer, encoding, encoder, decoder, errors, raw, dict, .. } = stream;
    [buffer, encoding, encoder, decoder, errors, raw, dict]
}

fn show(stream: Stream<'_>, visitor: &mut Visitor) -> Flow {
    let this = stream.get();
    fields(this).into_iter().try_for_each(|field| visitor.field(field))?;
    visitor.field(&this.readnl)?;
    visitor.field(&this.decoded_chars)?;
    visitor.field(&this.snapshot)
}

extern "C" fn clear(stream: Stream<'_>) -> Status {
    stream.ok.set(0);
    give_up(stream);
    stream.dict.clear();
    Ok(())
}

/// Everything but the dict.
fn give_up(stream: Stream<'_>) {
    let this = stream.get();
    for field in
        [&this.buffer, &this.encoding, &this.encoder, &this.decoder, &this.errors, &this.raw]
    {
        field.clear();
    }
    this.readnl.clear();
    this.decoded_chars.clear();
    this.snapshot.clear();
    this.pending_bytes.set(None);
}

// ANCHOR: checks
fn check_initialized(stream: Stream<'_>) -> Result<()> {
    match stream.ok.get() > 0 {
        true => Ok(()),
        false => Err(raise(&VALUE_ERROR, "I/O operation on uninitialized object")),
    }
}

/// The buffer. C: `CHECK_ATTACHED`.
pub(super) fn buffer(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    let detached = || raise(&VALUE_ERROR, "underlying buffer has been detached");
    stream.buffer.get().filter(|_| stream.detached.get() == 0).ok_or_else(detached)
}

fn closed(stream: Stream<'_>) -> Result {
    buffer(stream)?.borrow().get_attribute(name!("closed"))
}

/// C: `CHECK_CLOSED`.
pub(super) fn check_open(stream: Stream<'_>) -> Result<()> {
    if !stream.is_exactly(&TEXT_IO_WRAPPER) {
        return io_base::check_closed(stream.object());
    }
    let is_closed = match stream.raw.get() {
        Some(raw) => raw.borrow().downcast::<FileIo>().is_some_and(|file| file.is_closed()),
        None => closed(stream)?.borrow().is_true()?,
    };
    if is_closed { Err(io_base::closed_error()) } else { Ok(()) }
}

impl TextIo {
    /// What ends a line that is read; `keep` keeps the text of the one that was given.
    pub(super) fn ending<'a>(&self, keep: &'a Option<Ref<PyASCIIObject>>) -> Ending<'a> {
        match keep {
            _ if self.readtranslate.get() => Ending::Feed,
            Some(given) if !self.readuniversal.get() => Ending::Given(given.borrow().data()),
            _ => Ending::Universal,
        }
    }
}
// ANCHOR_END: checks

// ANCHOR: init
fn check_newline(newline: Option<&str>) -> Result<()> {
    match newline {
        None | Some("" | "\n" | "\r" | "\r\n") => Ok(()),
        Some(newline) => Err(raise(&VALUE_ERROR, format_args!("illegal newline value: {newline}"))),
    }
}

/// C: `set_newline`.
fn set_newline(stream: Stream<'_>, newline: Option<&str>) -> Result<()> {
    stream.readnl.set(newline.map(str::new).transpose()?);
    stream.readuniversal.set(matches!(newline, None | Some("")));
    stream.readtranslate.set(newline.is_none());
    stream.writetranslate.set(newline != Some(""));
    stream.writenl.set(match newline {
        Some("\r") => WriteNewline::Return,
        Some("\r\n") => WriteNewline::Both,
        _ => WriteNewline::Feed,
    });
    Ok(())
}

extern "C" fn init(stream: Stream<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    SIGNATURE.bind("TextIOWrapper", Given::of_tuple(args, keywords), |given| {
        let optional = |index: usize, name: &str| {
            clinic_text(given.get(index), "TextIOWrapper", &format!("argument '{name}'"), true)
        };
        let encoding = optional(1, "encoding")?;
        let newline = optional(3, "newline")?;
        let line_buffering = flag_or(given.get(4), false)?;
        let write_through = flag_or(given.get(5), false)?;
        stream.ok.set(0);
        stream.detached.set(0);
        if encoding.is_none() {
            warn_of_default()?;
        }
        let errors = match given.not_none(2) {
            None => text("strict")?,
            Some(errors) => {
                if errors.downcast::<PyASCIIObject>().is_none() {
                    let name = type_of(errors);
                    return Err(raise(
                        &TYPE_ERROR,
                        format_args!(
                            "TextIOWrapper() argument 'errors' must be str or None, not {name}"
                        ),
                    ));
                }
                check_errors(errors)?;
                errors.to_ref()
            }
        };
        check_newline(newline.as_deref())?;
        give_up(stream);
        stream.decoded_chars_used.set(0);
        stream.pending_bytes_count.set(0);
        stream.encodefunc.set(Native::None);
        stream.b2cratio.set(0.0);
        let encoding = match encoding {
            Some(encoding) if encoding != "locale" => encoding,
            None if SETTINGS.utf8_mode.get() => "utf-8".to_owned(),
            _ => encoding::locale_encoding(),
        };
        let info = encoding::lookup(&encoding)?;
        stream.encoding.set(Some(text(&encoding)?));
        stream.errors.set(Some(errors.clone()));
        stream.chunk_size.set(8192);
        stream.line_buffering.set(line_buffering);
        stream.write_through.set(write_through);
        set_newline(stream, newline.as_deref())?;
        stream.buffer.set(Some(given[0].to_ref()));
        set_decoder(stream, given[0], info.borrow(), errors.borrow())?;
        set_encoder(stream, given[0], info.borrow(), errors.borrow())?;
        look_beneath(stream, given[0])?;
        stream.encoding_start_of_stream.set(false);
        fix_encoder_state(stream, given[0])?;
        stream.ok.set(1);
        Ok(())
    })?;
    Ok(())
}

/// What the buffer can do.
fn look_beneath(stream: Stream<'_>, buffer: Obj<'_>) -> Result<()> {
    if [&BUFFERED_READER, &BUFFERED_WRITER, &BUFFERED_RANDOM]
        .into_iter()
        .any(|class| buffer.is_exactly(class))
    {
        let raw = buffer.lookup_attribute(name!("raw"))?;
        stream.raw.set(raw.filter(|raw| raw.borrow().is_exactly(&FILE_IO)));
    }
    let seekable = buffer.call_method(name!("seekable"), &[])?.borrow().is_true()?;
    stream.seekable.set(seekable);
    stream.telling.set(seekable);
    stream.has_read1.set(buffer.lookup_attribute(name!("read1"))?.is_some());
    Ok(())
}

/// Only in development mode is an unknown error handler refused before it is needed.
/// C: `io_check_errors`.
fn check_errors(errors: Obj<'_>) -> Result<()> {
    if SETTINGS.dev_mode.get()
        && let Some(errors) = errors.downcast::<PyASCIIObject>()
    {
        registry::lookup_error(&utf8(errors)?)?;
    }
    Ok(())
}

/// C: `_textiowrapper_set_decoder`.
fn set_decoder(stream: Stream<'_>, buffer: Obj<'_>, info: Obj<'_>, errors: Obj<'_>) -> Result<()> {
    if !buffer.call_method(name!("readable"), &[])?.borrow().is_true()? {
        return Ok(());
    }
    stream.decoder.clear();
    let mut decoder = encoding::make(info, name!("incrementaldecoder"), errors)?;
    if stream.readuniversal.get() {
        let class = INCREMENTAL_NEWLINE_DECODER.as_type().object();
        decoder = class.call(&[decoder.borrow(), bool_(stream.readtranslate.get())])?;
    }
    stream.decoder.set(Some(decoder));
    Ok(())
}

/// C: `_textiowrapper_set_encoder`.
fn set_encoder(stream: Stream<'_>, buffer: Obj<'_>, info: Obj<'_>, errors: Obj<'_>) -> Result<()> {
    if !buffer.call_method(name!("writable"), &[])?.borrow().is_true()? {
        return Ok(());
    }
    stream.encoder.clear();
    stream.encodefunc.set(Native::None);
    stream.encoder.set(Some(encoding::make(info, name!("incrementalencoder"), errors)?));
    if let Some(name) = info.lookup_attribute(name!("name"))?
        && let Some(name) = name.borrow().downcast::<PyASCIIObject>()
    {
        stream.encodefunc.set(Native::named(&name.to_text()));
    }
    Ok(())
}

/// In the middle of a file there is no mark of the byte order.
/// C: `_textiowrapper_fix_encoder_state`.
fn fix_encoder_state(stream: Stream<'_>, buffer: Obj<'_>) -> Result<()> {
    let Some(encoder) = stream.encoder.get().filter(|_| stream.seekable.get()) else {
        return Ok(());
    };
    stream.encoding_start_of_stream.set(true);
    let position = buffer.call_method(name!("tell"), &[])?;
    let zero = integer(0)?;
    if !position.borrow().compare_bool(zero.borrow(), Comparison::Equal)? {
        stream.encoding_start_of_stream.set(false);
        encoder.borrow().call_method(name!("setstate"), &[zero.borrow()])?;
    }
    Ok(())
}
// ANCHOR_END: init

// ANCHOR: reconfigure
/// C: `_io_TextIOWrapper_reconfigure_impl`.
fn reconfigure(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let (encoding, errors) = (arguments.not_none(0), arguments.not_none(1));
    let newline_given = arguments.get(2);
    if !stream.decoded_chars.is_null()
        && (encoding.is_some() || errors.is_some() || newline_given.is_some())
    {
        return Err(unsupported(
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    let newline = match arguments.not_none(2) {
        None => None,
        Some(newline) => match newline.downcast::<PyASCIIObject>() {
            Some(newline) => Some(utf8(newline)?),
            None => return Err(raise(&TYPE_ERROR, "bad argument type for built-in operation")),
        },
    };
    check_newline(newline.as_deref())?;
    let flag = |index: usize, now: bool| flag_or(arguments.not_none(index), now);
    let line_buffering = flag(3, stream.line_buffering.get())?;
    let write_through = flag(4, stream.write_through.get())?;
    stream.object().call_method(name!("flush"), &[])?;
    stream.b2cratio.set(0.0);
    if newline_given.is_some() {
        set_newline(stream, newline.as_deref())?;
    }
    change_encoding(stream, encoding, errors, newline_given.is_some())?;
    stream.line_buffering.set(line_buffering);
    stream.write_through.set(write_through);
    nothing()
}

/// C: `textiowrapper_change_encoding`.
fn change_encoding(
    stream: Stream<'_>,
    encoding: Option<Obj<'_>>,
    errors: Option<Obj<'_>>,
    newline_changed: bool,
) -> Result<()> {
    if encoding.is_none() && errors.is_none() && !newline_changed {
        return Ok(());
    }
    let bad = || raise(&TYPE_ERROR, "bad argument type for built-in operation");
    let (new_encoding, new_errors) = match encoding {
        None => {
            let errors = errors.map(Obj::to_ref).or_else(|| stream.errors.get());
            (stream.encoding.get().ok_or_else(bad)?, errors.ok_or_else(bad)?)
        }
        Some(encoding) => {
            let name = encoding.downcast::<PyASCIIObject>().ok_or_else(bad)?;
            let encoding = match name.is_ascii_text("locale") {
                true => text(&encoding::locale_encoding())?,
                false => encoding.to_ref(),
            };
            (encoding, errors.map_or_else(|| text("strict"), |errors| Ok(errors.to_ref()))?)
        }
    };
    new_errors.borrow().downcast::<PyASCIIObject>().ok_or_else(bad)?;
    let name = utf8(new_encoding.borrow().downcast::<PyASCIIObject>().ok_or_else(bad)?)?;
    let info = encoding::lookup(&name)?;
    let buffer = buffer(stream)?;
    set_decoder(stream, buffer.borrow(), info.borrow(), new_errors.borrow())?;
    set_encoder(stream, buffer.borrow(), info.borrow(), new_errors.borrow())?;
    stream.encoding.set(Some(new_encoding));
    stream.errors.set(Some(new_errors));
    fix_encoder_state(stream, buffer.borrow())
}
// ANCHOR_END: reconfigure

// ANCHOR: end
fn detach(stream: Stream<'_>) -> Result {
    buffer(stream)?;
    stream.object().call_method(name!("flush"), &[])?;
    let buffer = buffer(stream)?;
    stream.buffer.clear();
    stream.detached.set(1);
    Ok(buffer)
}

fn flush(stream: Stream<'_>) -> Result {
    let buffer = buffer(stream)?;
    check_open(stream)?;
    stream.telling.set(stream.seekable.get());
    write::flush_pending(stream)?;
    buffer.borrow().call_method(name!("flush"), &[])
}

fn close(stream: Stream<'_>) -> Result {
    if closed(stream)?.borrow().is_true()? {
        return nothing();
    }
    let buffer = buffer(stream)?;
    if stream.finalizing.get()
        && buffer.borrow().call_method(name!("_dealloc_warn"), &[stream.object()]).is_err()
    {
        errors::clear();
    }
    let flushed = stream.object().call_method(name!("flush"), &[]);
    let mut closed = None;
    after(&flushed, || {
        closed = Some(buffer.borrow().call_method(name!("close"), &[])?);
        Ok(())
    })?;
    Ok(closed.unwrap_or_else(|| none().to_ref()))
}

fn truncate(stream: Stream<'_>, arguments: &Arguments<'_>) -> Result {
    let buffer = buffer(stream)?;
    stream.object().call_method(name!("flush"), &[])?;
    let size = arguments.get(0).unwrap_or(none());
    buffer.borrow().call_method(name!("truncate"), &[size])
}
// ANCHOR_END: end

// ANCHOR: attributes
fn newlines(stream: Stream<'_>) -> Result {
    buffer(stream)?;
    let Some(decoder) = stream.decoder.get() else { return nothing() };
    Ok(decoder.borrow().lookup_attribute(name!("newlines"))?.unwrap_or_else(|| none().to_ref()))
}

fn errors_of(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    Ok(or_none(&stream.get().errors))
}

fn chunk_size(stream: Stream<'_>) -> Result {
    buffer(stream)?;
    integer(stream.chunk_size.get())
}

fn set_chunk_size(stream: Stream<'_>, value: Option<Obj<'_>>) -> Status {
    buffer(stream)?;
    let Some(value) = value else {
        return Err(raise(&ATTRIBUTE_ERROR, "cannot delete attribute").into());
    };
    let size = value.to_index(Some(&VALUE_ERROR))?;
    if size <= 0 {
        return Err(raise(&VALUE_ERROR, "a strictly positive integer is required").into());
    }
    stream.chunk_size.set(size as i64);
    Ok(())
}

extern "C" fn repr(stream: Stream<'_>) -> Result {
    check_initialized(stream)?;
    let object = stream.object();
    guard_repr(
        object,
        || Err(reentrant_repr(object)),
        || {
            let mut shown = "<_io.TextIOWrapper".to_owned();
            let name = match object.lookup_attribute(name!("name")) {
                // A detached stream has none.
                Err(_) if errors::catch(&VALUE_ERROR) => None,
                name => name?,
            };
            if let Some(name) = name {
                shown += &format!(" name={}", name.borrow().repr()?);
            }
            if let Some(mode) = object.lookup_attribute(name!("mode"))? {
                shown += &format!(" mode={}", mode.borrow().repr()?);
            }
            let encoding = or_none(&stream.get().encoding).borrow().repr()?;
            text(&format!("{shown} encoding={encoding}>"))
        },
    )
}
// ANCHOR_END: attributes
