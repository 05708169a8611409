//! `binascii`: bytes as text, in the ways of mail and Usenet.
//!
//! CPython: `Modules/binascii.c`.
//!
//! The encodings themselves are in [`base64`], [`uu`] and [`quoted`]; here are the rows, hex and
//! checksums.

pub mod base64;
pub mod quoted;
pub mod uu;

use object_model::arguments::Arguments;
use object_model::errors::{self, EXCEPTION, TYPE_ERROR, VALUE_ERROR, raise, raise_object};
use object_model::object::{Field, Obj, Raised, Result};
use object_model::protocol::buffer::Buffer;
use object_model::static_type::Method;
use object_model::type_object::PyTypeObject;
use object_model::types::bytes;
use object_model::types::bytes::methods::hex_bytes;
use object_model::types::int::{self, PyLongObject};
use object_model::types::module::object::PyModuleObject;
use object_model::types::module::{Global, ModuleDefinition};
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::text_arguments::to_c_int;

// ANCHOR: module
const HEXLIFY: &str = "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)";

/// `binascii`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "binascii",
    doc: "Bytes as ASCII text, and back.",
    functions: &[
        Method::one(
            c"a2b_uu",
            "($module, data, /)",
            |_, data| finish(uu::decode(&ascii(data)?)),
            "The bytes of a line of uuencoded text.",
        ),
        Method::new(
            c"b2a_uu",
            "($module, data, /, *, backtick=False)",
            |_, arguments| {
                let backtick = truth(arguments, 1, false)?;
                finish(uu::encode(Buffer::simple(arguments[0])?.bytes(), backtick))
            },
            "A line of uuencoded text.",
        ),
        Method::new(
            c"a2b_base64",
            "($module, data, /, *, strict_mode=False)",
            |_, arguments| {
                let data = ascii(arguments[0])?;
                finish(base64::decode(&data, truth(arguments, 1, false)?))
            },
            "The bytes of base64 text. What is no base64 is passed over, or is an error if strict.",
        ),
        Method::new(
            c"b2a_base64",
            "($module, data, /, *, newline=True)",
            |_, arguments| {
                let newline = truth(arguments, 1, true)?;
                let text = base64::encode(Buffer::simple(arguments[0])?.bytes(), newline);
                Ok(bytes::new(&text)?.object())
            },
            "Base64 text, with the end of a line.",
        ),
        Method::new(
            c"a2b_qp",
            "($module, /, data, header=False)",
            |_, arguments| {
                let data = ascii(arguments[0])?;
                let text = quoted::decode(&data, truth(arguments, 1, false)?);
                Ok(bytes::new(&text)?.object())
            },
            "The bytes of quoted-printable text.",
        ),
        Method::new(
            c"b2a_qp",
            "($module, /, data, quotetabs=False, istext=True, header=False)",
            |_, arguments| {
                let how = quoted::Quoting {
                    tabs: truth(arguments, 1, false)?,
                    is_text: truth(arguments, 2, true)?,
                    is_header: truth(arguments, 3, false)?,
                };
                let text = quoted::encode(Buffer::simple(arguments[0])?.bytes(), how);
                Ok(bytes::new(&text)?.object())
            },
            "Quoted-printable text.",
        ),
        Method::new(c"b2a_hex", HEXLIFY, hexlify, "Hexadecimal digits, as bytes."),
        Method::new(c"hexlify", HEXLIFY, hexlify, "Hexadecimal digits, as bytes."),
        Method::one(c"a2b_hex", "($module, hexstr, /)", unhexlify, "Bytes of hexadecimal digits."),
        Method::one(
            c"unhexlify",
            "($module, hexstr, /)",
            unhexlify,
            "Bytes of hexadecimal digits.",
        ),
        Method::new(
            c"crc_hqx",
            "($module, data, crc, /)",
            crc_hqx,
            "The CRC-CCITT of bytes, as BinHex has it.",
        ),
        Method::new(c"crc32", "($module, data, crc=0, /)", crc32, "The CRC-32 of bytes."),
    ],
    execute: Some(|module| {
        let error = errors::new_exception("binascii.Error", VALUE_ERROR.as_type())?;
        ERROR.set(Some(error.clone()));
        module.add("Error", error.object())?;
        let incomplete = errors::new_exception("binascii.Incomplete", EXCEPTION.as_type())?;
        module.add("Incomplete", incomplete.object())
    }),
    ..ModuleDefinition::NONE
};

type Module<'a> = Obj<'a, PyModuleObject>;

/// `binascii.Error`
static ERROR: Global<Field<PyTypeObject>> = Global::new(Field::NULL);

#[cold]
fn error(message: &str) -> Raised {
    match (ERROR.get(), str::new(message)) {
        (Some(error), Ok(message)) => raise_object(error.borrow().get(), message.object()),
        (None, Ok(_)) => raise(&VALUE_ERROR, message),
        (_, Err(raised)) => raised,
    }
}

fn finish(made: std::result::Result<Vec<u8>, String>) -> Result {
    Ok(bytes::new(&made.map_err(|message| error(&message))?)?.object())
}
// ANCHOR_END: module

// ANCHOR: arguments
/// Text in ASCII, or bytes. C: `ascii_buffer_converter`.
fn ascii(given: Obj<'_>) -> Result<Vec<u8>> {
    if let Some(text) = given.downcast::<PyASCIIObject>() {
        return text.ascii_text().map(|text| text.as_bytes().to_vec()).ok_or_else(|| {
            raise(&VALUE_ERROR, "string argument should contain only ASCII characters")
        });
    }
    match Buffer::simple(given) {
        Ok(buffer) => Ok(buffer.bytes().to_vec()),
        Err(_) => {
            errors::clear();
            let name = given.ob_type().name().to_owned();
            let message = "argument should be bytes, buffer or ASCII string, not";
            Err(raise(&TYPE_ERROR, format_args!("{message} '{name}'")))
        }
    }
}

/// A flag that is any int.
fn truth(arguments: &Arguments<'_>, index: usize, default: bool) -> Result<bool> {
    arguments.get(index).map_or(Ok(default), |given| Ok(to_c_int(given)? != 0))
}

/// A checksum to go on from: the lowest bits of an int. C: `PyLong_AsUnsignedLongMask`.
pub(crate) fn checksum(given: Obj<'_>) -> Result<u32> {
    let int = given.index()?;
    let int: Obj<'_, PyLongObject> = int.borrow();
    Ok(int::machine::to_u64_mask(int.number()) as u32)
}
// ANCHOR_END: arguments

// ANCHOR: hex
fn hexlify(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let data = Buffer::simple(arguments[0])?;
    let digits = hex_bytes(data.bytes(), arguments.get(1), arguments.get(2))?;
    Ok(bytes::new(&digits)?.object())
}

fn unhexlify(_: Module<'_>, given: Obj<'_>) -> Result {
    let digits = ascii(given)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(error("Odd-length string"));
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).map(|digit| digit as u8);
    let byte = |pair: &[u8; 2]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    match pairs.iter().map(byte).collect::<Option<Vec<u8>>>() {
        Some(made) => Ok(bytes::new(&made)?.object()),
        None => Err(error("Non-hexadecimal digit found")),
    }
}
// ANCHOR_END: hex

// ANCHOR: checksums
fn crc_hqx(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let data = Buffer::simple(arguments[0])?;
    let mut crc = checksum(arguments[1])? & 0xffff;
    for byte in data.bytes() {
        crc ^= u32::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
        }
        crc &= 0xffff;
    }
    Ok(int::from_u64(crc.into())?.object())
}

fn crc32(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let data = Buffer::simple(arguments[0])?;
    let crc = arguments.get(1).map_or(Ok(0), checksum)?;
    let mut hasher = crc32fast::Hasher::new_with_initial(crc);
    hasher.update(data.bytes());
    Ok(int::from_u64(hasher.finalize().into())?.object())
}
// ANCHOR_END: checksums
