//! `Scanner`: values from text.
//!
//! CPython: `Modules/_json.c` (`PyScannerObject`, `scan_once_unicode`).

use super::{decode_error, expect_text, strings};
use crate::prelude::*;
use object_model::errors::{STOP_ITERATION, raise_object};
use object_model::thread_state::enter_recursive_call;

// ANCHOR: layout
/// C: `PyScannerObject`.
#[repr(C)]
pub(super) struct Scanner {
    ob_base: PyObject,
    strict: bool,
    object_hook: Field,
    object_pairs_hook: Field,
    parse_float: Field,
    parse_int: Field,
    parse_constant: Field,
    /// Keys that were seen already, while a text is read.
    memo: Field<PyDictObject>,
}

const _: () = assert!(size_of::<Scanner>() == 72);

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Scanner {
    fn type_object() -> &'static StaticType {
        &SCANNER
    }
}

type S<'a> = Obj<'a, Scanner>;
type Text<'a> = Obj<'a, PyASCIIObject>;

macro_rules! member {
    ($name:literal, $field:ident) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!(Scanner, $field), $name).read_only()
    };
}

/// `_json.Scanner`.
pub(super) static SCANNER: StaticType = StaticType::new(Table::<Scanner> {
    tp_name: c"_json.Scanner",
    tp_doc: "Reads a value from a text.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<Scanner>),
    tp_call: Some(call),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_new: Some(new),
    tp_members: &[
        PyMemberDef::new(c"strict", MemberKind::Bool, offset_of!(Scanner, strict), c"strict")
            .read_only(),
        member!(c"object_hook", object_hook),
        member!(c"object_pairs_hook", object_pairs_hook),
        member!(c"parse_float", parse_float),
        member!(c"parse_int", parse_int),
        member!(c"parse_constant", parse_constant),
    ],
    ..Table::NONE
});

impl Scanner {
    fn hooks(&self) -> [&Field; 5] {
        let Scanner { object_hook, object_pairs_hook, parse_float, parse_int, .. } = self;
        [object_hook, object_pairs_hook, parse_float, parse_int, &self.parse_constant]
    }
}

fn visit(scanner: S<'_>, visitor: &mut Visitor) -> Flow {
    scanner.get().hooks().into_iter().try_for_each(|field| visitor.field(field))?;
    visitor.field(&scanner.memo)
}

extern "C" fn clear(scanner: S<'_>) -> Status {
    scanner.get().hooks().into_iter().for_each(Field::clear);
    scanner.memo.clear();
    Ok(())
}

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(context)");
    SIGNATURE.bind("make_scanner", Given::of_tuple(arguments, keywords), |arguments| {
        let context = arguments[0];
        let strict = context.get_attribute(name!("strict"))?.borrow().is_true()?;
        let object_hook = context.get_attribute(name!("object_hook"))?;
        let object_pairs_hook = context.get_attribute(name!("object_pairs_hook"))?;
        let parse_float = context.get_attribute(name!("parse_float"))?;
        let parse_int = context.get_attribute(name!("parse_int"))?;
        let parse_constant = context.get_attribute(name!("parse_constant"))?;
        let memo = dict::new()?;
        let scanner = memory::create(class, |ob_base| Scanner {
            ob_base,
            strict,
            object_hook: Field::new(Some(object_hook)),
            object_pairs_hook: Field::new(Some(object_pairs_hook)),
            parse_float: Field::new(Some(parse_float)),
            parse_int: Field::new(Some(parse_int)),
            parse_constant: Field::new(Some(parse_constant)),
            memo: Field::new(Some(memo)),
        })?;
        Ok(scanner.object())
    })
}

extern "C" fn call(scanner: S<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(string, idx)");
    SIGNATURE.bind("scan_once", Given::of_tuple(arguments, keywords), |arguments| {
        let index = arguments[1].to_isize()?;
        let string = expect_text(arguments[0])?;
        let Ok(index) = usize::try_from(index) else {
            return Err(raise(&VALUE_ERROR, "idx cannot be negative"));
        };
        let scanned = scan_once(scanner, string, index);
        if let Some(memo) = scanner.memo.get() {
            memo.borrow().clear();
        }
        let (value, next) = scanned?;
        pack([value, size(next)?])
    })
}
// ANCHOR_END: layout

// ANCHOR: scan
/// There is no value here. C: `raise_stop_iteration`.
fn no_value(index: usize) -> Raised {
    match size(index) {
        Ok(index) => raise_object(&STOP_ITERATION, index),
        Err(raised) => raised,
    }
}

fn at(string: Text<'_>, index: usize) -> Option<u8> {
    let code = (index < string.len()).then(|| string.code_point(index))?;
    u8::try_from(code).ok()
}

fn skip_space(string: Text<'_>, mut index: usize) -> usize {
    while matches!(at(string, index), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        index += 1;
    }
    index
}

/// The value at an index, and where what follows begins. C: `scan_once_unicode`.
fn scan_once(scanner: S<'_>, string: Text<'_>, index: usize) -> Result<(Ref, usize)> {
    let is =
        |word: &str| word.bytes().zip(index..).all(|(byte, at_)| at(string, at_) == Some(byte));
    let plain = |value: Obj<'_>, word: &str| Ok((value.to_ref(), index + word.len()));
    match at(string, index) {
        Some(b'"') => return strings::scan(string, index as isize + 1, scanner.strict),
        Some(b'{') => {
            let _level =
                enter_recursive_call(" while decoding a JSON object from a unicode string")?;
            return scan_object(scanner, string, index + 1);
        }
        Some(b'[') => {
            let _level =
                enter_recursive_call(" while decoding a JSON array from a unicode string")?;
            return scan_array(scanner, string, index + 1);
        }
        Some(_) => {}
        None if index >= string.len() => return Err(no_value(index)),
        None => {}
    }
    if is("null") {
        return plain(none(), "null");
    }
    if is("true") {
        return plain(bool_(true), "true");
    }
    if is("false") {
        return plain(bool_(false), "false");
    }
    for word in ["NaN", "Infinity", "-Infinity"] {
        if is(word) {
            let name = text(word)?;
            let value = held(&scanner.parse_constant).borrow().call_one(name.borrow())?;
            return Ok((value, index + word.len()));
        }
    }
    scan_number(scanner, string, index)
}

fn scan_object(scanner: S<'_>, string: Text<'_>, index: usize) -> Result<(Ref, usize)> {
    let pairs_hook = held(&scanner.object_pairs_hook);
    let pairs = match pairs_hook.borrow().is_none() {
        true => None,
        false => Some(list::new()?),
    };
    let object = dict::new()?;
    let mut index = skip_space(string, index);
    if at(string, index) != Some(b'}') {
        loop {
            if at(string, index) != Some(b'"') {
                let message = "Expecting property name enclosed in double quotes";
                return Err(decode_error(message, string, index));
            }
            let (key, next) = strings::scan(string, index as isize + 1, scanner.strict)?;
            let key = match scanner.memo.get() {
                Some(memo) => memo.borrow().set_default(key.borrow(), key.borrow())?,
                None => key,
            };
            index = skip_space(string, next);
            if at(string, index) != Some(b':') {
                return Err(decode_error("Expecting ':' delimiter", string, index));
            }
            index = skip_space(string, index + 1);
            let (value, next) = scan_once(scanner, string, index)?;
            match &pairs {
                Some(pairs) => pairs.borrow().push(pack([key, value])?)?,
                None => object.borrow().set_item(key.borrow(), value.borrow())?,
            }
            index = skip_space(string, next);
            match at(string, index) {
                Some(b'}') => break,
                Some(b',') => index = skip_space(string, index + 1),
                _ => return Err(decode_error("Expecting ',' delimiter", string, index)),
            }
        }
    }
    let hook = held(&scanner.object_hook);
    let value = match pairs {
        Some(pairs) => pairs_hook.borrow().call_one(pairs.borrow().object())?,
        None if hook.borrow().is_none() => object.object(),
        None => hook.borrow().call_one(object.borrow().object())?,
    };
    Ok((value, index + 1))
}

fn scan_array(scanner: S<'_>, string: Text<'_>, index: usize) -> Result<(Ref, usize)> {
    let array = list::new()?;
    let mut index = skip_space(string, index);
    if at(string, index) != Some(b']') {
        loop {
            let (value, next) = scan_once(scanner, string, index)?;
            array.borrow().push(value)?;
            index = skip_space(string, next);
            match at(string, index) {
                Some(b']') => break,
                Some(b',') => index = skip_space(string, index + 1),
                _ => return Err(decode_error("Expecting ',' delimiter", string, index)),
            }
        }
    }
    Ok((array.object(), index + 1))
}

/// An integer, with a fraction or an exponent a float. C: `_match_number_unicode`.
fn scan_number(scanner: S<'_>, string: Text<'_>, start: usize) -> Result<(Ref, usize)> {
    let digits = |mut index: usize| {
        while at(string, index).is_some_and(|byte| byte.is_ascii_digit()) {
            index += 1;
        }
        index
    };
    let mut index = start + usize::from(at(string, start) == Some(b'-'));
    index = match at(string, index) {
        Some(b'0') => index + 1,
        Some(b'1'..=b'9') => digits(index),
        _ => return Err(no_value(start)),
    };
    let mut is_float = false;
    if at(string, index) == Some(b'.') && digits(index + 1) > index + 1 {
        is_float = true;
        index = digits(index + 1);
    }
    if matches!(at(string, index), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(at(string, index + 1), Some(b'-' | b'+')));
        let end = digits(index + 1 + sign);
        if end > index + 1 + sign {
            is_float = true;
            index = end;
        }
    }
    let function = if is_float { &scanner.parse_float } else { &scanner.parse_int };
    let number = string.piece(start..index)?;
    Ok((held(function).borrow().call_one(number.borrow())?, index))
}
// ANCHOR_END: scan
