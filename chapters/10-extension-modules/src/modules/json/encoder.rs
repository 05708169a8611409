//! `Encoder`: text from values.
//!
//! CPython: `Modules/_json.c` (`PyEncoderObject`, `encoder_listencode_obj`).

use super::strings;
use crate::prelude::*;
use object_model::protocol::sequence::FastSequence;
use object_model::thread_state::enter_recursive_call;
use object_model::types::float::{FLOAT, PyFloatObject};
use object_model::types::int::INT;
use object_model::types::str::TextBuilder;

// ANCHOR: layout
/// The module's own functions for strings, which needn't be called as objects: the one for any
/// text, the one for ASCII.
pub(super) static FUNCTIONS: Global<[Field; 2]> = Global::new([Field::NULL, Field::NULL]);

/// C: `PyEncoderObject`.
#[repr(C)]
pub(super) struct Encoder {
    ob_base: PyObject,
    markers: Field,
    defaultfn: Field,
    encoder: Field,
    indent: Field,
    key_separator: Field,
    item_separator: Field,
    sort_keys: bool,
    skipkeys: bool,
    allow_nan: i32,
    /// One of the module's own functions: whether it is the one for ASCII.
    fast_encode: Option<bool>,
    _function: [u8; 7],
}

const _: () = assert!(size_of::<Encoder>() == 80);

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Encoder {
    fn type_object() -> &'static StaticType {
        &ENCODER
    }
}

type E<'a> = Obj<'a, Encoder>;

macro_rules! member {
    ($name:literal, $kind:ident, $field:ident) => {
        PyMemberDef::new($name, MemberKind::$kind, offset_of!(Encoder, $field), $name).read_only()
    };
}

/// `_json.Encoder`.
pub(super) static ENCODER: StaticType = StaticType::new(Table::<Encoder> {
    tp_name: c"_json.Encoder",
    tp_doc: "Writes a value as text.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<Encoder>),
    tp_call: Some(call),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_new: Some(new),
    tp_members: &[
        member!(c"markers", Object, markers),
        member!(c"default", Object, defaultfn),
        member!(c"encoder", Object, encoder),
        member!(c"indent", Object, indent),
        member!(c"key_separator", Object, key_separator),
        member!(c"item_separator", Object, item_separator),
        member!(c"sort_keys", Bool, sort_keys),
        member!(c"skipkeys", Bool, skipkeys),
    ],
    ..Table::NONE
});

impl Encoder {
    fn fields(&self) -> [&Field; 6] {
        let Encoder { markers, defaultfn, encoder, indent, key_separator, item_separator, .. } =
            self;
        [markers, defaultfn, encoder, indent, key_separator, item_separator]
    }
}

fn visit(encoder: E<'_>, visitor: &mut Visitor) -> Flow {
    encoder.get().fields().into_iter().try_for_each(|field| visitor.field(field))
}

extern "C" fn clear(encoder: E<'_>) -> Status {
    encoder.get().fields().into_iter().for_each(Field::clear);
    Ok(())
}

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse(
        "(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, \
         allow_nan)",
    );
    SIGNATURE.bind("make_encoder", Given::of_tuple(arguments, keywords), |arguments| {
        for index in [4, 5] {
            if arguments[index].downcast::<PyASCIIObject>().is_none() {
                let kind = type_name(arguments[index]);
                let at = index + 1;
                let message = format_args!("make_encoder() argument {at} must be str, not {kind}");
                return Err(raise(&TYPE_ERROR, message));
            }
        }
        let (sort_keys, skipkeys) = (arguments[6].is_true()?, arguments[7].is_true()?);
        let allow_nan = arguments[8].is_true()?;
        let markers = arguments[0];
        if !markers.is_none() && markers.downcast::<PyDictObject>().is_none() {
            let kind = markers.ob_type().name().to_owned();
            let message =
                format_args!("make_encoder() argument 1 must be dict or None, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
        let is =
            |index: usize| FUNCTIONS[index].get().is_some_and(|own| own.borrow().is(arguments[2]));
        let fast_encode = [false, true].into_iter().find(|&ascii| is(usize::from(ascii)));
        let field = |index: usize| Field::new(Some(arguments[index].to_ref()));
        let encoder = memory::create(class, |ob_base| Encoder {
            ob_base,
            markers: field(0),
            defaultfn: field(1),
            encoder: field(2),
            indent: field(3),
            key_separator: field(4),
            item_separator: field(5),
            sort_keys,
            skipkeys,
            allow_nan: allow_nan.into(),
            fast_encode,
            _function: [0; 7],
        })?;
        Ok(encoder.object())
    })
}

extern "C" fn call(encoder: E<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(obj, _current_indent_level)");
    SIGNATURE.bind("_iterencode", Given::of_tuple(arguments, keywords), |arguments| {
        arguments[1].to_isize()?;
        let mut out = TextBuilder::new();
        encode(encoder, &mut out, arguments[0])?;
        let pieces = list::new()?;
        pieces.borrow().push(str::from_text(out.as_text())?.object())?;
        Ok(pieces.object())
    })
}
// ANCHOR_END: layout

// ANCHOR: encode
fn push(out: &mut TextBuilder, string: &Ref) {
    if let Some(string) = string.borrow().downcast::<PyASCIIObject>() {
        out.push_text(string.text());
    }
}

fn constant(value: Obj<'_>) -> Option<&'static str> {
    match value {
        _ if value.is_none() => Some("null"),
        _ if value.is(bool_(true)) => Some("true"),
        _ if value.is(bool_(false)) => Some("false"),
        _ => None,
    }
}

fn encode_float(encoder: E<'_>, value: Obj<'_, PyFloatObject>) -> Result {
    let number = value.value();
    if number.is_finite() {
        let repr = FLOAT.tp_repr.get().expect("a float has a repr");
        return repr(value.object());
    }
    if encoder.allow_nan == 0 {
        return Err(raise(&VALUE_ERROR, "Out of range float values are not JSON compliant"));
    }
    text(match number {
        _ if number.is_nan() => "NaN",
        _ if number > 0.0 => "Infinity",
        _ => "-Infinity",
    })
}

fn encode_string(encoder: E<'_>, string: Obj<'_>) -> Result {
    if let Some(only_ascii) = encoder.fast_encode {
        return strings::encode(string, only_ascii);
    }
    let encoded = held(&encoder.encoder).borrow().call_one(string)?;
    if encoded.borrow().downcast::<PyASCIIObject>().is_none() {
        let kind = encoded.borrow().ob_type().name().to_owned();
        let message = format_args!("encoder() must return a string, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(encoded)
}

/// Notes a container while what is in it is written, so that one in itself is noticed.
fn marked(encoder: E<'_>, value: Obj<'_>, body: impl FnOnce() -> Result<()>) -> Result<()> {
    let markers = held(&encoder.markers);
    let Some(markers) = markers.borrow().downcast::<PyDictObject>() else {
        return body();
    };
    let identity = int::from_u64(value.as_ptr().addr().get() as u64)?.object();
    if markers.contains_key(identity.borrow())? {
        return Err(raise(&VALUE_ERROR, "Circular reference detected"));
    }
    markers.set_item(identity.borrow(), value)?;
    body()?;
    match markers.take(identity.borrow())? {
        Some(_) => Ok(()),
        None => Err(object_model::types::dict::object::key_error(identity.borrow())),
    }
}

const LEVEL: &str = " while encoding a JSON object";

/// C: `encoder_listencode_obj`.
fn encode(encoder: E<'_>, out: &mut TextBuilder, value: Obj<'_>) -> Result<()> {
    if let Some(word) = constant(value) {
        out.push_str(word);
    } else if value.downcast::<PyASCIIObject>().is_some() {
        push(out, &encode_string(encoder, value)?);
    } else if value.downcast::<PyLongObject>().is_some() {
        let repr = INT.tp_repr.get().expect("an int has a repr");
        push(out, &repr(value)?);
    } else if let Some(value) = value.downcast::<PyFloatObject>() {
        push(out, &encode_float(encoder, value)?);
    } else if value.downcast::<PyListObject>().is_some()
        || value.downcast::<PyTupleObject>().is_some()
    {
        let _level = enter_recursive_call(LEVEL)?;
        encode_list(encoder, out, value)?;
    } else if value.downcast::<PyDictObject>().is_some() {
        let _level = enter_recursive_call(LEVEL)?;
        encode_dict(encoder, out, value)?;
    } else {
        marked(encoder, value, || {
            let other = held(&encoder.defaultfn).borrow().call_one(value)?;
            let _level = enter_recursive_call(LEVEL)?;
            encode(encoder, out, other.borrow())
        })?;
    }
    Ok(())
}

fn encode_list(encoder: E<'_>, out: &mut TextBuilder, value: Obj<'_>) -> Result<()> {
    let items = FastSequence::new(value, "_iterencode_list needs a sequence")?;
    if items.is_empty() {
        out.push_str("[]");
        return Ok(());
    }
    marked(encoder, value, || {
        out.push_str("[");
        let mut index = 0;
        while let Some(item) = items.get(index) {
            if index > 0 {
                push(out, &held(&encoder.item_separator));
            }
            encode(encoder, out, item.borrow())?;
            index += 1;
        }
        Ok(())
    })?;
    out.push_str("]");
    Ok(())
}

fn encode_dict(encoder: E<'_>, out: &mut TextBuilder, value: Obj<'_>) -> Result<()> {
    if value.downcast::<PyDictObject>().is_none_or(|dict| dict.is_empty()) {
        out.push_str("{}");
        return Ok(());
    }
    marked(encoder, value, || {
        out.push_str("{");
        let items = value.call_method(name!("items"), &[])?;
        let items = list::from_iterable(items.borrow())?;
        if encoder.sort_keys {
            items.borrow().sort(None, false)?;
        }
        let (mut index, mut count) = (0, 0);
        while let Some(item) = items.borrow().get_index(index) {
            index += 1;
            let pair = item.borrow().downcast::<PyTupleObject>().map(|pair| pair.items());
            let Some([key, value]) = pair else {
                return Err(raise(&VALUE_ERROR, "items must return 2-tuples"));
            };
            let Some(key) = encode_key(encoder, *key)? else {
                continue;
            };
            if count > 0 {
                push(out, &held(&encoder.item_separator));
            }
            push(out, &encode_string(encoder, key.borrow())?);
            push(out, &held(&encoder.key_separator));
            encode(encoder, out, *value)?;
            count += 1;
        }
        Ok(())
    })?;
    out.push_str("}");
    Ok(())
}

/// A key as a string; none where it is to be skipped.
fn encode_key(encoder: E<'_>, key: Obj<'_>) -> Result<Option<Ref>> {
    if key.downcast::<PyASCIIObject>().is_some() {
        return Ok(Some(key.to_ref()));
    }
    if let Some(key) = key.downcast::<PyFloatObject>() {
        return Ok(Some(encode_float(encoder, key)?));
    }
    if let Some(word) = constant(key) {
        return Ok(Some(text(word)?));
    }
    if key.downcast::<PyLongObject>().is_some() {
        let repr = INT.tp_repr.get().expect("an int has a repr");
        return Ok(Some(repr(key)?));
    }
    if encoder.skipkeys {
        return Ok(None);
    }
    let kind = key.ob_type().name().to_owned();
    let message = format_args!("keys must be str, int, float, bool or None, not {kind}");
    Err(raise(&TYPE_ERROR, message))
}
// ANCHOR_END: encode
