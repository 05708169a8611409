//! Objects to bytes.
//!
//! CPython: `w_object`, `w_ref` and `w_complex_object` in `Python/marshal.c`.
//!
//! From version 3 on, an object that somebody else refers to as well gets a number, and the next
//! time only the number is written: by this, what was one object is one when it is read, and what
//! contains itself can be written. An object with a single reference can't come twice.

use std::collections::HashMap;

use compiler::constant::format_g17;
use compiler::marshal::{FLAG_REF, MAX_DEPTH, WriteError, dump_fields, kind};
use eval_loop::objects::code::{PyCodeObject, compiled};
use object_model::errors::{self, STOP_ITERATION, VALUE_ERROR, raise};
use object_model::protocol::buffer::Buffer;
use object_model::types::bytes::PyBytesObject;
use object_model::types::complex::PyComplexObject;
use object_model::types::dict::PyDictObject;
use object_model::types::float::PyFloatObject;
use object_model::types::int::PyLongObject;
use object_model::types::list::PyListObject;
use object_model::types::set::{FROZENSET, PySetObject, SET};
use object_model::types::str::{PyASCIIObject, Str};
use object_model::types::tuple::PyTupleObject;
use object_model::types::{bool_, ellipsis};
use object_model::{Obj, Ref, Result};

/// Why an object can't be written.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    TooDeep,
    Unmarshallable,
}

type Written<T = ()> = std::result::Result<T, Refusal>;

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Refusal {
        match error {
            WriteError::TooDeep => Refusal::TooDeep,
            WriteError::TooLarge => Refusal::Unmarshallable,
        }
    }
}

/// `marshal.dumps`.
///
/// # Errors
/// `ValueError` for an object that the format doesn't know, or that nests too deep.
pub fn dumps(value: Obj<'_>, version: i32) -> Result<Vec<u8>> {
    bytes_of(value, version, 0, 0).map_err(|refusal| {
        errors::clear();
        raise(
            &VALUE_ERROR,
            match refusal {
                Refusal::TooDeep => "object too deeply nested to marshal",
                Refusal::Unmarshallable => "unmarshallable object",
            },
        )
    })
}

/// The bytes of a value to which we ourselves have `own` references.
fn bytes_of(value: Obj<'_>, version: i32, depth: usize, own: isize) -> Written<Vec<u8>> {
    let mut writer = Writer {
        out: Vec::new(),
        version,
        depth,
        outermost: (address(value), own),
        numbers: HashMap::new(),
        next: 0,
    };
    writer.object(value)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    version: i32,
    depth: usize,
    /// The value that is written, and how many references to it don't count.
    outermost: (usize, isize),
    /// The numbers of objects, by their addresses: nothing that is written goes meanwhile.
    numbers: HashMap<usize, u32>,
    /// The next number.
    next: u32,
}

impl Writer {
    fn object(&mut self, value: Obj<'_>) -> Written {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
        if let Some(code) = singleton(value) {
            self.out.push(code);
        } else if let Some(flag) = self.flag(value) {
            self.complex_object(value, flag)?;
        }
        self.depth -= 1;
        Ok(())
    }

    // ANCHOR: flag
    /// The flag to write an object with; none if it was written as a reference. C: `w_ref`.
    fn flag(&mut self, value: Obj<'_>) -> Option<u8> {
        let is_interned =
            || value.downcast_exact::<PyASCIIObject>().is_some_and(|text| text.is_interned());
        let address = address(value);
        let (outermost, own) = self.outermost;
        let references = value.ob_refcnt() - if address == outermost { own } else { 0 };
        if self.version < 3 || (references == 1 && !is_interned()) {
            return Some(0);
        }
        if let Some(&number) = self.numbers.get(&address) {
            self.out.push(kind::REF);
            self.out.extend(number.to_le_bytes());
            return None;
        }
        self.numbers.insert(address, self.next);
        self.next += 1;
        Some(FLAG_REF)
    }
    // ANCHOR_END: flag

    fn complex_object(&mut self, value: Obj<'_>, flag: u8) -> Written {
        if let Some(value) = value.downcast_exact::<PyLongObject>() {
            self.int(value, flag)
        } else if let Some(value) = value.downcast_exact::<PyFloatObject>() {
            self.kind(flag, if self.version > 1 { kind::BINARY_FLOAT } else { kind::FLOAT });
            self.float(value.value());
            Ok(())
        } else if let Some(value) = value.downcast_exact::<PyComplexObject>() {
            self.kind(flag, if self.version > 1 { kind::BINARY_COMPLEX } else { kind::COMPLEX });
            self.float(value.value().real);
            self.float(value.value().imag);
            Ok(())
        } else if let Some(value) = value.downcast_exact::<PyBytesObject>() {
            self.bytes(value.bytes(), flag)
        } else if let Some(value) = value.downcast_exact::<PyASCIIObject>() {
            self.text(value, flag)
        } else if let Some(value) = value.downcast_exact::<PyTupleObject>() {
            match u8::try_from(value.len()) {
                Ok(count) if self.version >= 4 => {
                    self.out.extend([flag | kind::SMALL_TUPLE, count])
                }
                _ => {
                    self.kind(flag, kind::TUPLE);
                    self.size(value.len())?;
                }
            }
            value.items().iter().try_for_each(|item| self.object(*item))
        } else if let Some(value) = value.downcast_exact::<PyListObject>() {
            self.kind(flag, kind::LIST);
            self.size(value.len())?;
            // SAFETY: writing runs no code that could change the list.
            let items = unsafe { value.items() };
            items.iter().try_for_each(|item| self.object(*item))
        } else if let Some(value) = value.downcast_exact::<PyDictObject>() {
            self.kind(flag, kind::DICT);
            let mut position = 0;
            // SAFETY: writing runs no code that could change the dict.
            while let Some((key, value)) = unsafe { value.next(&mut position) } {
                self.object(key)?;
                self.object(value)?;
            }
            self.out.push(kind::NULL);
            Ok(())
        } else if value.is_exactly(&SET) || value.is_exactly(&FROZENSET) {
            let is_frozen = value.is_exactly(&FROZENSET);
            self.kind(flag, if is_frozen { kind::FROZENSET } else { kind::SET });
            // SAFETY: the two types have one layout.
            self.set(unsafe { value.cast::<PySetObject>() })
        } else if let Some(code) = value.downcast_exact::<PyCodeObject>() {
            self.kind(flag, kind::CODE);
            self.code(code)
        } else {
            self.buffer(value, flag)
        }
    }

    fn kind(&mut self, flag: u8, kind: u8) {
        self.out.push(flag | kind);
    }

    // ANCHOR: set
    /// The items in the order of their own bytes, so that hashes don't decide it.
    fn set(&mut self, set: Obj<'_, PySetObject>) -> Written {
        self.size(set.len())?;
        let mut items: Vec<(Vec<u8>, Ref)> = Vec::with_capacity(set.len());
        let mut position = 0;
        while let Some((item, _)) = set.next_entry(&mut position) {
            items.push((bytes_of(item.borrow(), self.version, self.depth, 1)?, item));
        }
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        items.iter().try_for_each(|(_, item)| self.object(item.borrow()))
    }
    // ANCHOR_END: set

    /// What chapter 3 knows of code is what is written, with numbers that go on from ours.
    fn code(&mut self, code: Obj<'_, PyCodeObject>) -> Written {
        let (fields, next) = dump_fields(&compiled(code), self.version, self.next, self.depth)?;
        self.out.extend(fields);
        self.next = next;
        Ok(())
    }

    /// Whatever else has bytes is written as these.
    fn buffer(&mut self, value: Obj<'_>, flag: u8) -> Written {
        if value.ob_type().buffer(|suite| suite.bf_getbuffer).is_none() {
            return Err(Refusal::Unmarshallable);
        }
        match Buffer::simple(value) {
            Ok(buffer) => self.bytes(buffer.bytes(), flag),
            Err(_) => Err(Refusal::Unmarshallable),
        }
    }

    fn bytes(&mut self, bytes: &[u8], flag: u8) -> Written {
        self.kind(flag, kind::STRING);
        self.size(bytes.len())?;
        self.out.extend(bytes);
        Ok(())
    }

    fn text(&mut self, text: Str<'_>, flag: u8) -> Written {
        let is_interned = text.is_interned();
        if self.version >= 4
            && let Some(ascii) = text.ascii_text()
        {
            if let Ok(length) = u8::try_from(ascii.len()) {
                let code = if is_interned { kind::SHORT_ASCII_INTERNED } else { kind::SHORT_ASCII };
                self.out.extend([flag | code, length]);
            } else {
                self.kind(flag, if is_interned { kind::ASCII_INTERNED } else { kind::ASCII });
                self.size(ascii.len())?;
            }
            self.out.extend(ascii.bytes());
            return Ok(());
        }
        let is_interned = self.version >= 3 && is_interned;
        self.kind(flag, if is_interned { kind::INTERNED } else { kind::UNICODE });
        let encoded = compiler::constant::Text::from_code_points(text.code_points());
        self.size(encoded.as_bytes().len())?;
        self.out.extend(encoded.as_bytes());
        Ok(())
    }

    /// As a number of the machine where 32 bits do, else in digits of 15 bits, two of which are
    /// one of ours.
    fn int(&mut self, value: Obj<'_, PyLongObject>, flag: u8) -> Written {
        if let Some(small) = value.to_i64().and_then(|value| i32::try_from(value).ok()) {
            self.kind(flag, kind::INT);
            self.out.extend(small.to_le_bytes());
            return Ok(());
        }
        self.kind(flag, kind::LONG);
        let digits = value.digits();
        let last_is_short = digits.last().is_some_and(|last| last >> 15 == 0);
        let count = digits.len() * 2 - usize::from(last_is_short);
        let count = i32::try_from(count).map_err(|_| Refusal::Unmarshallable)?;
        let signed = if value.is_negative() { -count } else { count };
        self.out.extend(signed.to_le_bytes());
        let halves = digits.iter().flat_map(|digit| [digit & 0x7fff, digit >> 15]);
        for half in halves.take(count as usize) {
            self.out.extend((half as u16).to_le_bytes());
        }
        Ok(())
    }

    fn float(&mut self, value: f64) {
        if self.version > 1 {
            self.out.extend(value.to_le_bytes());
        } else {
            let digits = format_g17(value);
            // Never longer than 24 characters.
            self.out.push(digits.len() as u8);
            self.out.extend(digits.bytes());
        }
    }

    fn size(&mut self, count: usize) -> Written {
        let count = i32::try_from(count).map_err(|_| Refusal::Unmarshallable)?;
        self.out.extend(count.to_le_bytes());
        Ok(())
    }
}

fn address(value: Obj<'_>) -> usize {
    value.as_ptr().addr().get()
}

/// The type bytes of objects that there is one of.
fn singleton(value: Obj<'_>) -> Option<u8> {
    let known = [
        (object_model::types::none(), kind::NONE),
        (STOP_ITERATION.as_type().object(), kind::STOPITER),
        (ellipsis(), kind::ELLIPSIS),
        (bool_(false), kind::FALSE),
        (bool_(true), kind::TRUE),
    ];
    known.into_iter().find(|(object, _)| object.is(value)).map(|(_, code)| code)
}
