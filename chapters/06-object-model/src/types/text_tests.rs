//! The methods of `str`, `bytes` and `bytearray` against what CPython answered.
//!
//! `tests/reference/text_outcomes.py` writes the calls and says how they are written.

use crate::errors;
use crate::object::{Obj, Ref, Result};
use crate::runtime::with_objects;
use crate::types::list::PyListObject;
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, bytearray, bytes, int, none, str, tuple};

fn hexadecimal(digits: &str) -> Vec<u8> {
    let digits = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.map(|pair| byte(pair).expect("two digits")).collect()
}

fn value(code: &str) -> Result {
    let (kind, rest) = code.split_at(1);
    Ok(match kind {
        "N" => none().to_ref(),
        "T" | "F" => bool_(kind == "T").to_ref(),
        "i" => match rest.parse::<i128>() {
            Ok(value) => int::object::from_i128(value)?.object(),
            Err(_) => panic!("{rest}"),
        },
        "s" => {
            let codes = rest.split(',').filter(|code| !code.is_empty());
            let codes: Vec<u32> =
                codes.map(|code| u32::from_str_radix(code, 16).expect("a code")).collect();
            let text: str::TextBuf = codes.into_iter().collect();
            str::from_text(text.as_text())?.object()
        }
        "b" => bytes::new(&hexadecimal(rest))?.object(),
        "a" => bytearray::object::new(&hexadecimal(rest))?.object(),
        _ => tuple_of(rest)?.object(),
    })
}

/// The arguments: one level of tuple inside is all that the recording has, behind `t`.
fn tuple_of(code: &str) -> Result<Ref<PyTupleObject>> {
    let mut items = Vec::new();
    let mut rest = code;
    while !rest.is_empty() {
        // A tuple among the arguments is always the only one, and takes all that is left.
        let end = if rest.starts_with('t') { None } else { rest.find(';') };
        items.push(value(&rest[..end.unwrap_or(rest.len())])?);
        rest = end.map_or("", |end| &rest[end + 1..]);
    }
    tuple::from_iterator(items.into_iter())
}

fn show(object: Obj<'_>) -> Result<String> {
    let all = |items: Vec<Ref>| -> Result<Vec<String>> {
        items.iter().map(|item| show(item.borrow())).collect()
    };
    if let Some(list) = object.downcast::<PyListObject>() {
        let items = (0..list.len()).filter_map(|index| list.get_index(index)).collect();
        return Ok(format!("[{}]", all(items)?.join(", ")));
    }
    if let Some(tuple) = object.downcast::<PyTupleObject>() {
        let items = all(tuple.items().iter().map(|item| item.to_ref()).collect())?;
        let comma = if items.len() == 1 { "," } else { "" };
        return Ok(format!("({}{comma})", items.join(", ")));
    }
    Ok(object.ascii()?.borrow().to_text().into_owned())
}

fn outcome(this: &str, method: &str, arguments: &str) -> Result<String> {
    let this = value(this)?;
    let arguments = tuple_of(&arguments[1..])?;
    let method = str::interned(method)?;
    let answer = this
        .borrow()
        .call_method(method.borrow(), arguments.borrow().items())
        .and_then(|answer| show(answer.borrow()));
    match answer {
        Ok(shown) => Ok(shown),
        Err(raised) => {
            let exception = errors::take().ok_or(raised)?;
            let name = exception.borrow().ob_type().name().to_owned();
            let message = exception.borrow().object().str()?;
            Ok(format!("{name}: {}", show(message.borrow().object())?))
        }
    }
}

#[test]
fn methods_answer_as_recorded() {
    with_objects(|| {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in include_str!("text_outcomes.txt").lines() {
            let [this, method, arguments, expected] =
                line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
            count += 1;
            let found = outcome(this, method, arguments).expect("an outcome");
            // How these exceptions show their arguments is a matter of the exceptions.
            let is_shown_elsewhere = expected.starts_with("Unicode") || expected.starts_with("Key");
            let end = expected.find(':').filter(|_| is_shown_elsewhere);
            let end = end.unwrap_or(expected.len());
            if found.get(..end) != expected.get(..end) || !is_shown_elsewhere && found != expected {
                wrong.push(format!("{this} {method} {arguments}\n  {expected}\n  {found}"));
            }
        }
        assert!(count > 1000);
        assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    });
}
