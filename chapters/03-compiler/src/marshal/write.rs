//! Writing, with reference flags as CPython sets them.
//!
//! CPython: `w_object`, `w_ref` and `w_complex_object` in `Python/marshal.c`.
//!
//! A value gets `FLAG_REF` if CPython's object would have more than one reference. A first
//! walk counts those from inside ([`Counts`]); the others are known:
//! - the value is marked as held ([`Shared::is_held`]);
//! - there is one such object in a process: a small int, the empty tuple and the empty
//!   bytes, a string of at most one character of Latin-1, and every interned string, which
//!   gets the flag in any case;
//! - it is a set's item, which the writer itself holds while it sorts;
//! - it is a code object's instructions, of which the object keeps the copy that is written.
//!
//! Objects of which there is one are told apart by what they hold ([`Key`]), all others by
//! identity.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;

use foldhash::fast::RandomState;
use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::{FLAG_REF, MAX_DEPTH, kind};
use crate::code::Code;
use crate::constant::{Bytes, Constant, Set, Shared, Str, Text, Tuple, format_g17};

/// Why a value can't be written. Its `Display` is the message of CPython's `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteError {
    /// Values nest deeper than [`MAX_DEPTH`].
    TooDeep,
    /// It has more items than the format can count.
    TooLarge,
}

/// `marshal.dumps(value, version)` of a value that nothing else holds but what its mark says.
///
/// # Errors
/// When it nests too deep or is too large.
pub fn dumps(value: &Constant, version: i32) -> Result<Vec<u8>, WriteError> {
    dump(value, version, false)
}

/// `marshal.dumps(value, version)` of a value that the caller has in a variable.
pub(crate) fn dumps_referenced(value: &Constant, version: i32) -> Result<Vec<u8>, WriteError> {
    dump(value, version, true)
}

/// What follows the type byte of a code object inside of other values, `depth` deep, of which
/// `first` have numbers already; and the number that comes next then.
///
/// # Errors
/// When it nests too deep or is too large.
pub fn dump_fields(
    code: &Shared<Code>,
    version: i32,
    first: u32,
    depth: usize,
) -> Result<(Vec<u8>, u32), WriteError> {
    let mut counts = Counts::default();
    if version >= 3 {
        counts.is_first(code.id());
        counts.code(code, depth)?;
    }
    let mut writer = Writer { depth, first, ..Writer::new(&counts, version) };
    writer.code(code)?;
    let next = writer.next();
    Ok((writer.out, next))
}

fn dump(value: &Constant, version: i32, referenced: bool) -> Result<Vec<u8>, WriteError> {
    let mut counts = Counts::default();
    if version >= 3 {
        counts.constant(value, 0)?;
    }
    let mut writer = Writer::new(&counts, version);
    writer.object(value, referenced)?;
    Ok(writer.out)
}

/// What tells objects apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'a> {
    Identity(usize),
    Text(&'a [u8]),
    EmptyBytes,
    SmallInt(i16),
    EmptyTuple,
}

/// The ints of which CPython keeps one object each.
const SMALL_INTS: RangeInclusive<i64> = -5..=256;

impl Key<'_> {
    /// Whether there is one such object in a process.
    fn is_unique(self) -> bool {
        !matches!(self, Key::Identity(_))
    }

    fn of_text(text: &Str) -> Key<'_> {
        // The characters of Latin-1 are kept.
        let kept = match text.as_bytes() {
            [] | [_] => true,
            [0xc2..=0xc3, _] => true,
            _ => text.is_interned(),
        };
        if kept { Key::Text(text.as_bytes()) } else { Key::Identity(text.id()) }
    }

    /// The one-byte objects that CPython keeps are not told apart by what they hold: the kinds
    /// of a single local are equal to one and are another object.
    fn of_bytes(bytes: &Bytes) -> Key<'_> {
        if bytes.is_empty() { Key::EmptyBytes } else { Key::Identity(bytes.id()) }
    }

    fn of_tuple(items: &Tuple) -> Key<'_> {
        if items.is_empty() { Key::EmptyTuple } else { Key::Identity(items.id()) }
    }

    fn of_int(value: &Shared<BigInt>) -> Key<'static> {
        match value.to_i64() {
            Some(small) if SMALL_INTS.contains(&small) => Key::SmallInt(small as i16),
            _ => Key::Identity(value.id()),
        }
    }
}

/// How often each value occurs, by its identity.
#[derive(Default)]
struct Counts {
    occurrences: HashMap<usize, u32, RandomState>,
}

impl Counts {
    fn constant(&mut self, value: &Constant, depth: usize) -> Result<(), WriteError> {
        if depth >= MAX_DEPTH {
            return Err(WriteError::TooDeep);
        }
        let Some((id, _)) = value.mark() else { return Ok(()) };
        if !self.is_first(id) {
            return Ok(());
        }
        match value {
            Constant::Tuple(items) | Constant::List(items) => self.all(items.iter(), depth),
            Constant::FrozenSet(set) | Constant::Set(set) => self.all(set.items(), depth),
            Constant::Dict(dict) => {
                let each = dict.pairs().iter().flat_map(|(key, value)| [key, value]);
                self.all(each, depth)
            }
            Constant::Code(code) => self.code(code, depth),
            _ => Ok(()),
        }
    }

    fn all<'a>(
        &mut self,
        mut items: impl Iterator<Item = &'a Constant>,
        depth: usize,
    ) -> Result<(), WriteError> {
        items.try_for_each(|item| self.constant(item, depth + 1))
    }

    fn code(&mut self, code: &Code, depth: usize) -> Result<(), WriteError> {
        for tuple in [&code.consts, &code.names, &code.localsplusnames] {
            if self.is_first(tuple.id()) {
                self.all(tuple.iter(), depth + 1)?;
            }
        }
        for bytes in [&code.code, &code.localspluskinds, &code.linetable, &code.exceptiontable] {
            self.is_first(bytes.id());
        }
        for text in [&code.filename, &code.name, &code.qualname] {
            self.is_first(text.id());
        }
        Ok(())
    }

    fn is_first(&mut self, id: usize) -> bool {
        let count = self.occurrences.entry(id).or_default();
        *count += 1;
        *count == 1
    }
}

struct Writer<'a> {
    out: Vec<u8>,
    version: i32,
    depth: usize,
    counts: &'a Counts,
    /// How many numbers others have given.
    first: u32,
    numbers: HashMap<Key<'a>, u32, RandomState>,
}

impl<'a> Writer<'a> {
    fn new(counts: &'a Counts, version: i32) -> Writer<'a> {
        let numbers = HashMap::default();
        Writer { out: Vec::new(), version, depth: 0, counts, first: 0, numbers }
    }

    /// The next number.
    fn next(&self) -> u32 {
        self.first + self.numbers.len() as u32
    }

    /// Writes a value; `referenced` if more refers to it than its mark and the counts say.
    fn object(&mut self, value: &'a Constant, referenced: bool) -> Result<(), WriteError> {
        self.enter()?;
        match value {
            Constant::None => self.out.push(kind::NONE),
            Constant::True => self.out.push(kind::TRUE),
            Constant::False => self.out.push(kind::FALSE),
            Constant::Ellipsis => self.out.push(kind::ELLIPSIS),
            Constant::StopIteration => self.out.push(kind::STOPITER),
            Constant::Int(int) => {
                if let Some(flag) = self.flag(int, Key::of_int(int), referenced) {
                    self.int(int, flag)?;
                }
            }
            Constant::Float(float) => {
                if let Some(flag) = self.flag(float, Key::Identity(float.id()), referenced) {
                    let binary = self.version > 1;
                    self.out.push(flag | if binary { kind::BINARY_FLOAT } else { kind::FLOAT });
                    self.float(float.0);
                }
            }
            Constant::Complex(value) => {
                if let Some(flag) = self.flag(value, Key::Identity(value.id()), referenced) {
                    let binary = self.version > 1;
                    self.out.push(flag | if binary { kind::BINARY_COMPLEX } else { kind::COMPLEX });
                    self.float(value.real.0);
                    self.float(value.imaginary.0);
                }
            }
            Constant::Str(text) => self.text(text, referenced)?,
            Constant::Bytes(bytes) => self.bytes(bytes, referenced)?,
            Constant::Tuple(items) => self.tuple(items, referenced)?,
            Constant::List(items) => {
                if let Some(flag) = self.flag(items, Key::Identity(items.id()), referenced) {
                    self.out.push(flag | kind::LIST);
                    self.size(items.len())?;
                    items.iter().try_for_each(|item| self.object(item, false))?;
                }
            }
            Constant::Dict(dict) => {
                if let Some(flag) = self.flag(dict, Key::Identity(dict.id()), referenced) {
                    self.out.push(flag | kind::DICT);
                    for (key, value) in dict.pairs() {
                        self.object(key, false)?;
                        self.object(value, false)?;
                    }
                    self.out.push(kind::NULL);
                }
            }
            Constant::FrozenSet(set) => {
                if let Some(flag) = self.flag(set, Key::Identity(set.id()), referenced) {
                    self.out.push(flag | kind::FROZENSET);
                    self.set(set)?;
                }
            }
            Constant::Set(set) => {
                if let Some(flag) = self.flag(set, Key::Identity(set.id()), referenced) {
                    self.out.push(flag | kind::SET);
                    self.set(set)?;
                }
            }
            Constant::Code(code) => {
                if let Some(flag) = self.flag(code, Key::Identity(code.id()), referenced) {
                    self.out.push(flag | kind::CODE);
                    self.code(code)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn enter(&mut self) -> Result<(), WriteError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(WriteError::TooDeep) } else { Ok(()) }
    }

    // ANCHOR: flag
    /// The flag to write a value with; `None` if it was written as a reference. CPython:
    /// `w_ref`.
    fn flag<T>(&mut self, value: &Shared<T>, key: Key<'a>, referenced: bool) -> Option<u8> {
        if self.version < 3 {
            return Some(0);
        }
        let count = || self.counts.occurrences.get(&value.id()).copied().unwrap_or(0);
        if !(referenced || value.is_held() || key.is_unique() || count() > 1) {
            return Some(0);
        }
        if let Some(&number) = self.numbers.get(&key) {
            self.out.push(kind::REF);
            self.out.extend(number.to_le_bytes());
            return None;
        }
        self.numbers.insert(key, self.next());
        Some(FLAG_REF)
    }
    // ANCHOR_END: flag

    fn text(&mut self, text: &'a Str, referenced: bool) -> Result<(), WriteError> {
        let Some(flag) = self.flag(text, Key::of_text(text), referenced) else { return Ok(()) };
        let interned = text.is_interned();
        let bytes = Text::as_bytes(text);
        if self.version < 4 || !text.is_ascii() {
            let interned = self.version >= 3 && interned;
            self.out.push(flag | if interned { kind::INTERNED } else { kind::UNICODE });
            self.size(bytes.len())?;
        } else if let Ok(length) = u8::try_from(bytes.len()) {
            let code = if interned { kind::SHORT_ASCII_INTERNED } else { kind::SHORT_ASCII };
            self.out.extend([flag | code, length]);
        } else {
            self.out.push(flag | if interned { kind::ASCII_INTERNED } else { kind::ASCII });
            self.size(bytes.len())?;
        }
        self.out.extend(bytes);
        Ok(())
    }

    fn bytes(&mut self, bytes: &'a Bytes, referenced: bool) -> Result<(), WriteError> {
        let Some(flag) = self.flag(bytes, Key::of_bytes(bytes), referenced) else { return Ok(()) };
        self.out.push(flag | kind::STRING);
        self.size(bytes.len())?;
        self.out.extend(&**bytes);
        Ok(())
    }

    fn tuple(&mut self, items: &'a Tuple, referenced: bool) -> Result<(), WriteError> {
        let Some(flag) = self.flag(items, Key::of_tuple(items), referenced) else { return Ok(()) };
        match u8::try_from(items.len()) {
            Ok(count) if self.version >= 4 => self.out.extend([flag | kind::SMALL_TUPLE, count]),
            _ => {
                self.out.push(flag | kind::TUPLE);
                self.size(items.len())?;
            }
        }
        items.iter().try_for_each(|item| self.object(item, false))
    }

    /// The items in the order of their own bytes, so that hashes don't decide it.
    fn set(&mut self, set: &'a Set) -> Result<(), WriteError> {
        self.size(set.len())?;
        let mut items = Vec::with_capacity(set.len());
        for item in set.items() {
            let mut alone = Writer::new(self.counts, self.version);
            // What nests too deep is found without going deeper than there is stack.
            alone.depth = self.depth;
            alone.object(item, false)?;
            items.push((alone.out, item));
        }
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        items.into_iter().try_for_each(|(_, item)| self.object(item, true))
    }

    #[inline(never)]
    // ANCHOR: code
    fn code(&mut self, code: &'a Code) -> Result<(), WriteError> {
        let Code { argcount, posonlyargcount, kwonlyargcount, stacksize, flags, .. } = *code;
        for number in [argcount, posonlyargcount, kwonlyargcount, stacksize, flags] {
            self.out.extend(number.to_le_bytes());
        }
        self.enter()?;
        self.bytes(&code.code, true)?;
        self.tuple(&code.consts, false)?;
        self.tuple(&code.names, false)?;
        self.tuple(&code.localsplusnames, false)?;
        self.bytes(&code.localspluskinds, false)?;
        self.text(&code.filename, false)?;
        self.text(&code.name, false)?;
        self.text(&code.qualname, false)?;
        self.out.extend(code.firstlineno.to_le_bytes());
        self.bytes(&code.linetable, false)?;
        self.bytes(&code.exceptiontable, false)?;
        self.depth -= 1;
        Ok(())
    }
    // ANCHOR_END: code

    fn int(&mut self, value: &BigInt, flag: u8) -> Result<(), WriteError> {
        if let Some(small) = value.to_i32() {
            self.out.push(flag | kind::INT);
            self.out.extend(small.to_le_bytes());
            return Ok(());
        }
        let count = value.bits().div_ceil(15);
        let count = i32::try_from(count).map_err(|_| WriteError::TooLarge)?;
        self.out.push(flag | kind::LONG);
        let signed = if value.sign() == Sign::Minus { -count } else { count };
        self.out.extend(signed.to_le_bytes());
        let mut words = value.iter_u32_digits();
        let (mut bits, mut filled) = (0u64, 0);
        for _ in 0..count {
            if filled < 15 {
                bits |= u64::from(words.next().unwrap_or(0)) << filled;
                filled += 32;
            }
            self.out.extend(((bits & 0x7fff) as u16).to_le_bytes());
            bits >>= 15;
            filled -= 15;
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

    fn size(&mut self, count: usize) -> Result<(), WriteError> {
        let count = i32::try_from(count).map_err(|_| WriteError::TooLarge)?;
        self.out.extend(count.to_le_bytes());
        Ok(())
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WriteError::TooDeep => "object too deeply nested to marshal",
            WriteError::TooLarge => "unmarshallable object",
        })
    }
}

impl std::error::Error for WriteError {}
