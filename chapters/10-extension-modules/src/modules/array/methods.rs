//! The methods of `array`.
//!
//! CPython: `Modules/arraymodule.c` (`array_methods`, `array_getsets`).

use object_model::arguments::Arguments;
use object_model::errors::{
    EOF_ERROR, INDEX_ERROR, RUNTIME_ERROR, TYPE_ERROR, VALUE_ERROR, no_memory, raise,
};
use object_model::name;
use object_model::object::{Obj, Result};
use object_model::protocol::compare::Comparison;
use object_model::static_type::{Getter, Method};
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::list::{self, PyListObject};
use object_model::types::str::{PyASCIIObject, TextBuf, character, from_text};
use object_model::types::text_arguments::{clinic_str, to_size};
use object_model::types::{int, none, tuple};

use super::kind::check_character;
use super::object::{ARRAY, Array, ArrayObject, append_from, append_text, bytes_argument, create};
use super::{items, pickle};

fn done() -> Result {
    Ok(none().to_ref())
}

// ANCHOR: tables
pub(super) const METHODS: &[Method<ArrayObject>] = &[
    Method::one(
        c"append",
        "($self, v, /)",
        |array, value| {
            let item = array.kind().pack(value)?;
            array.append_bytes(&item[..array.kind().size()])?;
            done()
        },
        "Puts an item at the end.",
    ),
    Method::none(
        c"buffer_info",
        "($self, /)",
        |array: Array<'_>| {
            let address = int::from_u64(array.ob_item.get().addr() as u64)?.object();
            Ok(tuple::new([address, int::from_u64(array.len() as u64)?.object()])?.object())
        },
        "Where the items are, and how many.",
    ),
    Method::none(
        c"byteswap",
        "($self, /)",
        |array: Array<'_>| {
            let size = array.kind().size();
            array.with_bytes(|bytes| bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse));
            done()
        },
        "Turns the bytes of every item around.",
    ),
    Method::none(c"__copy__", "($self, /)", copy, "A copy."),
    Method::one(c"count", "($self, v, /)", count, "How often a value is there."),
    Method::one(c"__deepcopy__", "($self, unused, /)", |array, _| copy(array), "A copy."),
    Method::one(
        c"extend",
        "($self, bb, /)",
        |array, other| {
            items::extend(array, other)?;
            done()
        },
        "Puts the items of an array or an iterable at the end.",
    ),
    Method::new(c"fromfile", "($self, f, n, /)", from_file, "Reads n items from a file."),
    Method::one(c"fromlist", "($self, list, /)", from_list, "Puts the items of a list at the end."),
    Method::one(
        c"frombytes",
        "($self, buffer, /)",
        |array, given| {
            append_from(array, bytes_argument(given)?.bytes())?;
            done()
        },
        "Puts items at the end whose bytes these are.",
    ),
    Method::one(
        c"fromunicode",
        "($self, ustr, /)",
        |array, text| {
            let text = clinic_str(text, "fromunicode", "argument")?;
            if !array.kind().is_text() {
                let message = "fromunicode() may only be called on unicode type arrays";
                return Err(raise(&VALUE_ERROR, message));
            }
            append_text(array, text)?;
            done()
        },
        "Puts characters at the end.",
    ),
    Method::new(
        c"index",
        "($self, v, start=0, stop=sys.maxsize, /)",
        index,
        "The first place of a value; ValueError if there is none.",
    ),
    Method::new(c"insert", "($self, i, v, /)", insert, "Puts an item before another."),
    Method::new(c"pop", "($self, i=-1, /)", pop, "Takes an item out, the last if not told which."),
    Method::one(c"__reduce_ex__", "($self, value, /)", pickle::reduce, "For pickling."),
    Method::one(
        c"remove",
        "($self, v, /)",
        |array: Array<'_>, value| match items::find(array, value, 0, isize::MAX)? {
            Some(place) if place < array.len() => {
                array.splice(place, 1, &[])?;
                done()
            }
            _ => Err(raise(&VALUE_ERROR, "array.remove(x): x not in array")),
        },
        "Takes the first item of a value out.",
    ),
    Method::none(
        c"reverse",
        "($self, /)",
        |array: Array<'_>| {
            let size = array.kind().size();
            array.with_bytes(|bytes| {
                bytes.reverse();
                bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
            });
            done()
        },
        "Reverses the order.",
    ),
    Method::one(c"tofile", "($self, f, /)", to_file, "Writes all items to a file."),
    Method::none(c"tolist", "($self, /)", to_list, "The items as a list."),
    Method::none(
        c"tobytes",
        "($self, /)",
        |array: Array<'_>| Ok(bytes::new(&array.to_vec())?.object()),
        "The items' bytes.",
    ),
    Method::none(c"tounicode", "($self, /)", to_unicode, "The characters as a string."),
    Method::none(
        c"__sizeof__",
        "($self, /)",
        |array: Array<'_>| {
            let items = array.allocated.get() as usize * array.kind().size();
            Ok(int::from_u64((size_of::<ArrayObject>() + items) as u64)?.object())
        },
        "How many bytes the object takes.",
    ),
];

pub(super) const GETTERS: &[Getter<ArrayObject>] = &[
    Getter::new(
        c"typecode",
        |array: Array<'_>| Ok(character(array.kind().code().into())?.object()),
        "Of which kind the items are.",
    ),
    Getter::new(
        c"itemsize",
        |array: Array<'_>| Ok(int::from_u64(array.kind().size() as u64)?.object()),
        "How many bytes an item takes.",
    ),
];
// ANCHOR_END: tables

fn copy(array: Array<'_>) -> Result {
    let made = create(ARRAY.as_type(), array.kind(), array.len())?;
    let bytes = array.to_vec();
    made.borrow().with_bytes(|out| out.copy_from_slice(&bytes));
    Ok(made.object())
}

fn count(array: Array<'_>, value: Obj<'_>) -> Result {
    let (mut count, mut index) = (0, 0);
    while index < array.len() {
        let item = array.get_index(index)?;
        count += i64::from(item.borrow().compare_bool(value, Comparison::Equal)?);
        index += 1;
    }
    Ok(int::from_i64(count)?.object())
}

fn index(array: Array<'_>, arguments: &Arguments<'_>) -> Result {
    let bound = |at: usize, default: isize| match arguments.get(at) {
        None => Ok(default),
        Some(bound) if bound.has_index() => bound.to_index(None),
        Some(_) => {
            let message = "slice indices must be integers or have an __index__ method";
            Err(raise(&TYPE_ERROR, message))
        }
    };
    let length = array.len() as isize;
    let from_end = |index: isize| if index < 0 { index.saturating_add(length) } else { index };
    let (start, stop) = (bound(1, 0)?, bound(2, isize::MAX)?);
    match items::find(array, arguments[0], from_end(start), from_end(stop))? {
        Some(place) => Ok(int::from_u64(place as u64)?.object()),
        None => Err(raise(&VALUE_ERROR, "array.index(x): x not in array")),
    }
}

fn insert(array: Array<'_>, arguments: &Arguments<'_>) -> Result {
    let index = to_size(arguments[0])?;
    let item = array.kind().pack(arguments[1])?;
    let length = array.len() as isize;
    let place = if index < 0 { index.saturating_add(length).max(0) } else { index.min(length) };
    array.splice(place as usize, 0, &item[..array.kind().size()])?;
    done()
}

fn pop(array: Array<'_>, arguments: &Arguments<'_>) -> Result {
    let index = arguments.get(0).map_or(Ok(-1), to_size)?;
    let length = array.len() as isize;
    if length == 0 {
        return Err(raise(&INDEX_ERROR, "pop from empty array"));
    }
    let index = if index < 0 { index.saturating_add(length) } else { index };
    if index < 0 || index >= length {
        return Err(raise(&INDEX_ERROR, "pop index out of range"));
    }
    let item = array.get_index(index as usize)?;
    array.splice(index as usize, 1, &[])?;
    Ok(item)
}

// ANCHOR: files
fn from_file(array: Array<'_>, arguments: &Arguments<'_>) -> Result {
    let Ok(count) = usize::try_from(to_size(arguments[1])?) else {
        return Err(raise(&VALUE_ERROR, "negative count"));
    };
    let size = count.checked_mul(array.kind().size()).filter(|size| *size <= isize::MAX as usize);
    let size = size.ok_or_else(no_memory)?;
    let wanted = int::from_u64(size as u64)?;
    let read = arguments[0].call_method(name!("read"), &[wanted.borrow().object()])?;
    let Some(read) = read.borrow().downcast::<PyBytesObject>() else {
        return Err(raise(&TYPE_ERROR, "read() didn't return bytes"));
    };
    append_from(array, read.bytes())?;
    match read.bytes().len() == size {
        true => done(),
        false => Err(raise(&EOF_ERROR, "read() didn't return enough bytes")),
    }
}

/// 64 KiB at a time.
fn to_file(array: Array<'_>, file: Obj<'_>) -> Result {
    const BLOCK: usize = 64 * 1024;
    for block in array.to_vec().chunks(BLOCK) {
        let block = bytes::new(block)?;
        file.call_method(name!("write"), &[block.borrow().object()])?;
    }
    done()
}

fn from_list(array: Array<'_>, given: Obj<'_>) -> Result {
    let Some(list) = given.downcast::<PyListObject>() else {
        return Err(raise(&TYPE_ERROR, "arg must be list"));
    };
    let (old, count) = (array.len(), list.len());
    let mut items = Vec::new();
    for index in 0..count {
        let value = list.get_index(index).filter(|_| list.len() == count);
        let Some(value) = value else {
            return Err(raise(&RUNTIME_ERROR, "list changed size during iteration"));
        };
        let item = array.kind().pack(value.borrow())?;
        if list.len() != count {
            return Err(raise(&RUNTIME_ERROR, "list changed size during iteration"));
        }
        items.extend_from_slice(&item[..array.kind().size()]);
    }
    array.splice(old.min(array.len()), 0, &items)?;
    done()
}

pub(super) fn to_list(array: Array<'_>) -> Result {
    let list = list::new()?;
    for index in 0..array.len() {
        list.borrow().push(array.get_index(index)?)?;
    }
    Ok(list.object())
}

pub(super) fn to_unicode(array: Array<'_>) -> Result {
    if !array.kind().is_text() {
        let message = "tounicode() may only be called on unicode type arrays";
        return Err(raise(&VALUE_ERROR, message));
    }
    let bytes = array.to_vec();
    let (codes, _) = bytes.as_chunks::<4>();
    let codes = codes.iter().map(|code| check_character(u32::from_ne_bytes(*code)));
    let text: TextBuf = codes.collect::<Result<Vec<u32>>>()?.into_iter().collect();
    let text: object_model::Ref<PyASCIIObject> = from_text(text.as_text())?;
    Ok(text.object())
}
// ANCHOR_END: files
