//! Pickling: the items' bytes with a code for how a machine lays them out.
//!
//! CPython: `Modules/arraymodule.c` (`mformat_descriptors`, `array_array___reduce_ex___impl`,
//! `array__array_reconstructor_impl`).

use object_model::arguments::{Arguments, given_type};
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::object::{Obj, Result};
use object_model::type_object::PyTypeObject;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::codec;
use object_model::types::int::{self, PyLongObject};
use object_model::types::module::object::PyModuleObject;
use object_model::types::str::{PyASCIIObject, character};
use object_model::types::text_arguments::to_c_int;
use object_model::types::{float, list, none, tuple};

use super::kind::{CODES, Kind};
use super::methods::to_list;
use super::object::{ARRAY, Array, make};

// ANCHOR: format
/// A machine's format by its code: how many bytes, and what they are.
#[derive(Clone, Copy)]
enum MachineFormat {
    Whole { size: usize, is_signed: bool, is_big: bool },
    Float { size: usize, is_big: bool },
    Text { encoding: &'static str, size: usize },
}

/// C: `mformat_descriptors`.
fn machine_format(code: i32) -> Option<MachineFormat> {
    use MachineFormat::{Float, Text, Whole};
    let is_big = code % 2 == 1;
    Some(match code {
        0 | 1 => Whole { size: 1, is_signed: code == 1, is_big: false },
        // Of each size: unsigned little, unsigned big, signed little, signed big.
        2..=13 => Whole { size: 2 << ((code - 2) / 4), is_signed: (code - 2) / 2 % 2 == 1, is_big },
        14..=15 => Float { size: 4, is_big },
        16..=17 => Float { size: 8, is_big },
        18 => Text { encoding: "utf-16-le", size: 2 },
        19 => Text { encoding: "utf-16-be", size: 2 },
        20 => Text { encoding: "utf-32-le", size: 4 },
        21 => Text { encoding: "utf-32-be", size: 4 },
        _ => return None,
    })
}

/// The code of this machine's items. C: `typecode_to_mformat_code`.
fn code_of(kind: Kind) -> i32 {
    match kind.code() {
        'B' => 0,
        'b' => 1,
        'u' => 20,
        'f' => 14,
        'd' => 16,
        code => {
            let size = kind.size().ilog2() as i32 - 1;
            2 + 4 * size + if code.is_ascii_lowercase() { 2 } else { 0 }
        }
    }
}
// ANCHOR_END: format

// ANCHOR: reduce
pub(super) fn reduce(array: Array<'_>, protocol: Obj<'_>) -> Result {
    let Some(protocol) = protocol.downcast::<PyLongObject>() else {
        return Err(raise(&TYPE_ERROR, "__reduce_ex__ argument should be an integer"));
    };
    let protocol = protocol.to_i64().ok_or_else(|| {
        let message = "Python int too large to convert to C long";
        raise(&object_model::errors::OVERFLOW_ERROR, message)
    })?;
    let class = array.ob_type().object().to_ref();
    let attributes = array.object().lookup_attribute(name!("__dict__"))?;
    let attributes = attributes.unwrap_or_else(|| none().to_ref());
    let code = character(array.kind().code().into())?.object();
    // Before protocol 3 bytes would be read as text.
    if protocol < 3 {
        let arguments = tuple::new([code, to_list(array)?])?.object();
        return Ok(tuple::new([class, arguments, attributes])?.object());
    }
    let import = object_model::runtime::builtin("__import__")?;
    let module = import.borrow().call_one(name!("array").object())?;
    let reconstruct = module.borrow().get_attribute(name!("_array_reconstructor"))?;
    let format = int::from_i64(code_of(array.kind()).into())?.object();
    let items = bytes::new(&array.to_vec())?.object();
    let arguments = tuple::new([class, code, format, items])?.object();
    Ok(tuple::new([reconstruct, arguments, attributes])?.object())
}

pub(super) fn reconstruct(_: Obj<'_, PyModuleObject>, arguments: &Arguments<'_>) -> Result {
    let code = match arguments[1].downcast::<PyASCIIObject>() {
        Some(text) if text.len() == 1 => text.code_point(0),
        _ => {
            let name = given_type(arguments[1]).to_owned();
            let message = "_array_reconstructor() argument 2 must be a unicode character, not";
            return Err(raise(&TYPE_ERROR, format_args!("{message} {name}")));
        }
    };
    let format = to_c_int(arguments[2])?;
    let Some(class) = arguments[0].downcast::<PyTypeObject>() else {
        let name = arguments[0].ob_type().name().to_owned();
        let message = format_args!("first argument must be a type object, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !class.is_subtype_of(ARRAY.as_type()) {
        let message = format_args!("{} is not a subtype of array.array", class.name());
        return Err(raise(&TYPE_ERROR, message));
    }
    let Some(kind) = Kind::of(code) else {
        return Err(raise(&VALUE_ERROR, "second argument must be a valid type code"));
    };
    let Some(described) = machine_format(format) else {
        let message = "third argument must be a valid machine format code.";
        return Err(raise(&VALUE_ERROR, message));
    };
    let Some(items) = arguments[3].downcast::<PyBytesObject>() else {
        let name = arguments[3].ob_type().name().to_owned();
        let message = format_args!("fourth argument should be bytes, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if format == code_of(kind) {
        return make(class, code, Some(items.object()));
    }
    let converted = convert(described, items)?;
    // Whole numbers go into the kind that is as large, whatever the code says.
    let code = match described {
        MachineFormat::Whole { size, is_signed, .. } => {
            let is_it = |kind: &Kind| {
                let signed = kind.code().is_ascii_lowercase();
                kind.is_whole() && kind.size() == size && signed == is_signed
            };
            let mut kinds = CODES.chars().filter_map(|code| Kind::of(code.into()));
            kinds.rfind(is_it).map_or(code, |kind| kind.code().into())
        }
        _ => code,
    };
    make(class, code, Some(converted.borrow()))
}

/// What another machine's bytes are, as numbers or text.
fn convert(format: MachineFormat, items: Obj<'_, PyBytesObject>) -> Result {
    let (size, is_big) = match format {
        MachineFormat::Whole { size, is_big, .. } | MachineFormat::Float { size, is_big } => {
            (size, is_big)
        }
        MachineFormat::Text { size, .. } => (size, false),
    };
    if !items.bytes().len().is_multiple_of(size) {
        return Err(raise(&VALUE_ERROR, "string length not a multiple of item size"));
    }
    if let MachineFormat::Text { encoding, .. } = format {
        let text = codec::decode(items.bytes(), items.object(), Some(encoding), Some("strict"))?;
        return Ok(text.object());
    }
    let numbers = list::new()?;
    for item in items.bytes().chunks_exact(size) {
        let mut bytes = [0; 8];
        bytes[..size].copy_from_slice(item);
        if is_big {
            bytes[..size].reverse();
        }
        let bits = u64::from_le_bytes(bytes);
        let unused = 64 - 8 * size as u32;
        numbers.borrow().push(match format {
            MachineFormat::Float { size: 4, .. } => {
                float::new(f32::from_bits(bits as u32).into())?.object()
            }
            MachineFormat::Float { .. } => float::new(f64::from_bits(bits))?.object(),
            MachineFormat::Whole { is_signed: true, .. } => {
                int::from_i64((bits << unused) as i64 >> unused)?.object()
            }
            _ => int::from_u64(bits)?.object(),
        })?;
    }
    Ok(numbers.object())
}
// ANCHOR_END: reduce
