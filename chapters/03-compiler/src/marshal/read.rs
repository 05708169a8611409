//! Reading.
//!
//! CPython: `r_object` in `Python/marshal.c`.
//!
//! A size that the bytes claim is never taken for granted: what holds many values grows as
//! they are read, so memory stays within a constant factor of the input. (CPython asks for a
//! tuple's room at once.) A value that contains itself, which CPython can read, is no plain
//! value: here the reference to what isn't finished is an invalid one.

use num_bigint::{BigInt, BigUint, Sign};

use super::{FLAG_REF, MAX_DEPTH, ReadError, kind};
use crate::code::Code;
use crate::constant::{Bytes, Complex, Constant, Dict, Float, Set, Shared, Str, Text, Tuple};

/// `marshal.loads`: the value that the bytes begin with.
///
/// # Errors
/// CPython's.
pub fn loads(bytes: &[u8]) -> Result<Constant, ReadError> {
    loads_prefix(bytes).map(|(value, _)| value)
}

/// The value that the bytes begin with, and what follows it.
///
/// # Errors
/// CPython's.
pub fn loads_prefix(bytes: &[u8]) -> Result<(Constant, &[u8]), ReadError> {
    let mut reader = Reader { rest: bytes, depth: 0, deepest: 0, refs: Vec::new(), in_set: false };
    let value = reader.object()?.ok_or(ReadError::Null("object"))?;
    Ok((value, reader.rest))
}

/// A value, or the mark that ends a dict.
type Read = Result<Option<Constant>, ReadError>;

/// What `FLAG_REF` says of a value.
#[derive(Clone, Copy)]
struct Flag {
    /// It gets a number.
    numbered: bool,
    /// Something outside held it. Of a set's items this isn't known: all of them are flagged,
    /// because the writer held them.
    held: bool,
}

struct Reader<'a> {
    rest: &'a [u8],
    /// How many values are being read, one inside the other.
    depth: usize,
    /// How deep the innermost value lies that was read since [`Reader::nested`] began.
    deepest: usize,
    /// The values that have numbers, with how deep they nest; `None` while one is unfinished.
    refs: Vec<Option<(Constant, usize)>>,
    /// Whether the next value is a set's item.
    in_set: bool,
}

impl<'a> Reader<'a> {
    fn object(&mut self) -> Read {
        let code = self.next().ok_or(ReadError::NoObject)?;
        self.depth += 1;
        self.reach(self.depth)?;
        let numbered = code & FLAG_REF != 0;
        let in_set = std::mem::take(&mut self.in_set);
        let flag = Flag { numbered, held: numbered && !in_set };
        let value = match code & !FLAG_REF {
            kind::NULL => Ok(None),
            kind::NONE => Ok(Some(Constant::None)),
            kind::STOPITER => Ok(Some(Constant::StopIteration)),
            kind::ELLIPSIS => Ok(Some(Constant::Ellipsis)),
            kind::FALSE => Ok(Some(Constant::False)),
            kind::TRUE => Ok(Some(Constant::True)),
            kind::REF => self.reference(),
            kind::TUPLE => {
                self.size("tuple size out of range").and_then(|count| self.tuple(count, flag))
            }
            kind::SMALL_TUPLE => self.byte().and_then(|count| self.tuple(usize::from(count), flag)),
            kind::LIST => self.list(flag),
            kind::DICT => self.dict(flag),
            code @ (kind::SET | kind::FROZENSET) => self.set(code == kind::FROZENSET, flag),
            kind::CODE => self.code(flag),
            code => self.scalar(code, flag.held).map(|value| {
                if numbered {
                    self.refs.push(Some((value.clone(), 0)));
                }
                Some(value)
            }),
        };
        self.depth -= 1;
        value
    }

    /// Notes that a value lies so deep.
    fn reach(&mut self, depth: usize) -> Result<(), ReadError> {
        self.deepest = self.deepest.max(depth);
        if depth > MAX_DEPTH { Err(ReadError::TooDeep) } else { Ok(()) }
    }

    fn reference(&mut self) -> Read {
        let number = usize::try_from(self.long()?).ok();
        let found = number.and_then(|number| self.refs.get(number));
        let found = found.ok_or(ReadError::Bad("invalid reference"))?;
        let (value, height) = found.as_ref().ok_or(ReadError::Unfinished)?;
        let (value, depth) = (value.clone(), self.depth + height);
        self.reach(depth)?;
        Ok(Some(value))
    }

    /// Reads a value that holds others, and gives it its number: the one that was next when
    /// it began.
    fn nested(&mut self, flag: Flag, read: impl FnOnce(&mut Reader<'a>) -> Read) -> Read {
        let number = self.refs.len();
        if flag.numbered {
            self.refs.push(None);
        }
        let outside = std::mem::replace(&mut self.deepest, self.depth);
        let value = read(self)?;
        if let (true, Some(value)) = (flag.numbered, &value) {
            self.refs[number] = Some((value.clone(), self.deepest - self.depth));
        }
        self.deepest = self.deepest.max(outside);
        Ok(value)
    }

    /// The next value, which must be one.
    fn item(&mut self, inside: &'static str) -> Result<Constant, ReadError> {
        self.object()?.ok_or(ReadError::Null(inside))
    }

    // ANCHOR: items
    fn tuple(&mut self, count: usize, flag: Flag) -> Read {
        self.nested(flag, |reader| {
            let items = (0..count).map(|_| reader.item("tuple")).collect::<Result<_, _>>()?;
            Ok(Some(Constant::Tuple(Shared::with_mark(items, flag.held))))
        })
    }
    // ANCHOR_END: items

    fn list(&mut self, flag: Flag) -> Read {
        let count = self.size("list size out of range")?;
        self.nested(flag, |reader| {
            let items = (0..count).map(|_| reader.item("list")).collect::<Result<_, _>>()?;
            Ok(Some(Constant::List(Shared::with_mark(items, flag.held))))
        })
    }

    fn set(&mut self, frozen: bool, flag: Flag) -> Read {
        let count = self.size("set size out of range")?;
        self.nested(flag, |reader| {
            let set = Set::collect((0..count).map(|_| {
                reader.in_set = true;
                reader.item("set")
            }))?;
            let set = Shared::with_mark(set, flag.held);
            Ok(Some(if frozen { Constant::FrozenSet(set) } else { Constant::Set(set) }))
        })
    }

    /// Pairs up to the first missing key or value.
    fn dict(&mut self, flag: Flag) -> Read {
        self.nested(flag, |reader| {
            let pair = || {
                let mut next = || reader.object().transpose();
                let key = next()?;
                Some(key.and_then(|key| Ok((key, next().transpose()?))))
            };
            let pairs = std::iter::from_fn(pair).map_while(|pair| match pair {
                Ok((key, Some(value))) => Some(Ok((key, value))),
                Ok((_, None)) => None,
                Err(error) => Some(Err(error)),
            });
            let dict = Dict::collect(pairs)?;
            Ok(Some(Constant::Dict(Shared::with_mark(dict, flag.held))))
        })
    }

    /// A code object.
    #[inline(never)]
    fn code(&mut self, flag: Flag) -> Read {
        self.nested(flag, |reader| {
            let code = reader.fields()?.checked().map_err(ReadError::Code)?;
            Ok(Some(Constant::Code(Shared::with_mark(code, flag.held))))
        })
    }

    fn fields(&mut self) -> Result<Code, ReadError> {
        let mut numbers = [0; 5];
        for number in &mut numbers {
            *number = self.long()?;
        }
        let [argcount, posonlyargcount, kwonlyargcount, stacksize, flags] = numbers;
        let before = [
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
            self.item("code object")?,
        ];
        let [code, consts, names, localsplusnames, localspluskinds, filename, name, qualname] =
            before;
        let firstlineno = self.long()?;
        let (linetable, exceptiontable) = (self.item("code object")?, self.item("code object")?);
        Ok(Code {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stacksize,
            flags,
            code: bytes(code)?,
            consts: tuple(consts)?,
            names: tuple(names)?,
            localsplusnames: tuple(localsplusnames)?,
            localspluskinds: bytes(localspluskinds)?,
            filename: text(filename)?,
            name: text(name)?,
            qualname: text(qualname)?,
            firstlineno,
            linetable: bytes(linetable)?,
            exceptiontable: bytes(exceptiontable)?,
        })
    }

    #[inline(never)]
    fn scalar(&mut self, code: u8, held: bool) -> Result<Constant, ReadError> {
        let float = |value| Constant::Float(Shared::with_mark(Float(value), held));
        let complex = |real, imaginary| {
            let value = Complex { real: Float(real), imaginary: Float(imaginary) };
            Constant::Complex(Shared::with_mark(value, held))
        };
        Ok(match code {
            kind::INT => Constant::Int(Shared::with_mark(self.long()?.into(), held)),
            kind::INT64 => {
                let value = i64::from_le_bytes(self.array()?);
                Constant::Int(Shared::with_mark(value.into(), held))
            }
            kind::LONG => Constant::Int(Shared::with_mark(self.int()?, held)),
            kind::FLOAT => float(self.float_digits()?),
            kind::BINARY_FLOAT => float(f64::from_le_bytes(self.array()?)),
            kind::COMPLEX => complex(self.float_digits()?, self.float_digits()?),
            kind::BINARY_COMPLEX => {
                complex(f64::from_le_bytes(self.array()?), f64::from_le_bytes(self.array()?))
            }
            kind::STRING => {
                let length = self.size("bytes object size out of range")?;
                Constant::Bytes(Shared::with_mark(self.take(length)?.to_vec(), held))
            }
            kind::ASCII | kind::ASCII_INTERNED => {
                let length = self.size("string size out of range")?;
                self.latin1(length, code == kind::ASCII_INTERNED, held)?
            }
            kind::SHORT_ASCII | kind::SHORT_ASCII_INTERNED => {
                let length = self.byte()?;
                self.latin1(length.into(), code == kind::SHORT_ASCII_INTERNED, held)?
            }
            kind::UNICODE | kind::INTERNED => {
                let length = self.size("string size out of range")?;
                let text = Text::decode(self.take(length)?)
                    .map_err(|error| ReadError::Undecodable(error.into()))?;
                string(text, code == kind::INTERNED, held)
            }
            _ => return Err(ReadError::Bad("unknown type code")),
        })
    }

    /// A string with a byte for each character. They say that it is ASCII; nobody checks.
    fn latin1(&mut self, length: usize, interned: bool, held: bool) -> Result<Constant, ReadError> {
        let text = Text::from_latin1(self.take(length)?);
        Ok(string(text, interned, held))
    }

    /// An int in digits of 15 bits, the lowest first; the count's sign is the int's.
    fn int(&mut self) -> Result<BigInt, ReadError> {
        let count = self.long()?;
        if count == i32::MIN {
            return Err(ReadError::Bad("long size out of range"));
        }
        let mut words = Vec::new();
        let (mut bits, mut filled) = (0u64, 0);
        let mut digit = 0;
        for _ in 0..count.unsigned_abs() {
            digit = u16::from_le_bytes(self.array()?);
            if digit & 0x8000 != 0 {
                return Err(ReadError::Bad("digit out of range in long"));
            }
            bits |= u64::from(digit) << filled;
            filled += 15;
            if filled >= 32 {
                words.push(bits as u32);
                bits >>= 32;
                filled -= 32;
            }
        }
        if count != 0 && digit == 0 {
            return Err(ReadError::Bad("unnormalized long data"));
        }
        words.push(bits as u32);
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        Ok(BigInt::from_biguint(sign, BigUint::new(words)))
    }

    fn float_digits(&mut self) -> Result<f64, ReadError> {
        let length = self.byte()?;
        let digits = self.take(length.into())?;
        // C's strings end at the first NUL.
        let end = digits.iter().position(|&byte| byte == 0).unwrap_or(digits.len());
        let digits = String::from_utf8_lossy(&digits[..end]);
        digits.parse().map_err(|_| ReadError::NoFloat(digits.into()))
    }

    fn size(&mut self, out_of_range: &'static str) -> Result<usize, ReadError> {
        usize::try_from(self.long()?).map_err(|_| ReadError::Bad(out_of_range))
    }

    fn long(&mut self) -> Result<i32, ReadError> {
        self.array().map(i32::from_le_bytes)
    }

    fn byte(&mut self) -> Result<u8, ReadError> {
        self.next().ok_or(ReadError::NoByte)
    }

    fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ReadError> {
        let (&array, rest) = self.rest.split_first_chunk().ok_or(ReadError::TooShort)?;
        self.rest = rest;
        Ok(array)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ReadError::TooShort)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn string(text: Text, interned: bool, held: bool) -> Constant {
    if interned {
        text.intern();
    }
    Constant::Str(Shared::with_mark(text, held))
}

fn bytes(field: Constant) -> Result<Bytes, ReadError> {
    let Constant::Bytes(bytes) = field else { return Err(wrong_field()) };
    Ok(bytes)
}

fn tuple(field: Constant) -> Result<Tuple, ReadError> {
    let Constant::Tuple(items) = field else { return Err(wrong_field()) };
    Ok(items)
}

fn text(field: Constant) -> Result<Str, ReadError> {
    let Constant::Str(text) = field else { return Err(wrong_field()) };
    Ok(text)
}

fn wrong_field() -> ReadError {
    ReadError::Code(crate::code::CodeError::BadArgument)
}
