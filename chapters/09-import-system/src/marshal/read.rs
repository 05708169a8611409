//! Bytes to objects.
//!
//! CPython: `r_object` and its like in `Python/marshal.c`.
//!
//! A value whose type byte has the flag gets a number, and can be referred to from then on: for a
//! tuple, list, dict or set that is before its items are read, so it may contain itself.
//!
//! A bytecode file is one code object, and that is read by chapter 3 in one go. Code inside of
//! something else, and bytes that chapter 3 finds fault with, are read here: so the exception is
//! CPython's in any case.

use std::borrow::Cow;

use compiler::code::{Code, CodeError};
use compiler::constant::{self, Shared};
use compiler::marshal::{FLAG_REF, MAX_DEPTH, kind};
use eval_loop::objects::code::from_code;
use eval_loop::objects::constants::Values;
use object_model::errors::{
    self, EOF_ERROR, STOP_ITERATION, SYSTEM_ERROR, TYPE_ERROR, VALUE_ERROR, raise,
};
use object_model::types::complex::{self, Complex};
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{bool_, bytes, dict, ellipsis, float, int, list, none, set, tuple};
use object_model::{Obj, Raised, Ref, Result, name};

use super::source::Source;

/// The value that bytes begin with. C: `PyMarshal_ReadObjectFromString`.
///
/// # Errors
/// `EOFError`, `ValueError`, `TypeError`, and what making the objects raises.
pub fn loads(bytes: &[u8]) -> Result {
    if bytes.first().is_some_and(|&first| first & !FLAG_REF == kind::CODE)
        && let Ok(constant::Constant::Code(code)) = compiler::marshal::loads(bytes)
    {
        return Ok(from_code(&code)?.object());
    }
    read(Source::Bytes(bytes))
}

/// The value that stands next in a file. C: `PyMarshal_ReadObjectFromFile`.
pub(super) fn load(file: Obj<'_>) -> Result {
    read(Source::File(file))
}

fn read(source: Source<'_>) -> Result {
    let mut reader = Reader { source, depth: 0, refs: Vec::new() };
    reader.item("object")
}

struct Reader<'a> {
    source: Source<'a>,
    /// How many values are being read, one inside the other.
    depth: usize,
    /// The values that have numbers; none where one can't be referred to before it is finished.
    refs: Vec<Option<Ref>>,
}

impl<'a> Reader<'a> {
    /// A value, or the mark that ends a dict.
    fn object(&mut self) -> Result<Option<Ref>> {
        let code = match self.source.byte() {
            Ok(code) => code,
            Err(_) if errors::catch(&EOF_ERROR) => {
                return Err(raise(&EOF_ERROR, "EOF read where object expected"));
            }
            Err(raised) => return Err(raised),
        };
        if self.depth >= MAX_DEPTH {
            return Err(raise(&VALUE_ERROR, "recursion limit exceeded"));
        }
        self.depth += 1;
        let flag = code & FLAG_REF != 0;
        let value = match code & !FLAG_REF {
            kind::NULL => Ok(None),
            kind::NONE => Ok(Some(none().to_ref())),
            kind::STOPITER => Ok(Some(STOP_ITERATION.as_type().object().to_ref())),
            kind::ELLIPSIS => Ok(Some(ellipsis().to_ref())),
            kind::FALSE => Ok(Some(bool_(false).to_ref())),
            kind::TRUE => Ok(Some(bool_(true).to_ref())),
            kind::REF => self.reference().map(Some),
            kind::SMALL_TUPLE => {
                let count = self.source.byte()?.into();
                self.tuple(count, flag).map(Some)
            }
            kind::TUPLE => {
                let count = self.size("tuple size out of range")?;
                self.tuple(count, flag).map(Some)
            }
            kind::LIST => self.list(flag).map(Some),
            kind::DICT => self.dict(flag).map(Some),
            kind::SET => self.set(flag).map(Some),
            kind::FROZENSET => self.frozen_set(flag).map(Some),
            kind::CODE => self.code(flag).map(Some),
            code => {
                let value = self.scalar(code)?;
                self.number(flag, &value);
                Ok(Some(value))
            }
        };
        self.depth -= 1;
        value
    }

    /// The next value, which must be one.
    fn item(&mut self, inside: &str) -> Result {
        self.object()?.ok_or_else(|| {
            raise(&TYPE_ERROR, format_args!("NULL object in marshal data for {inside}"))
        })
    }

    // ANCHOR: references
    /// Gives a value its number. C: `R_REF`.
    fn number(&mut self, flag: bool, value: &Ref) {
        if flag {
            self.refs.push(Some(value.clone()));
        }
    }

    /// Keeps a number for a value that can't be referred to before it is finished.
    /// C: `r_ref_reserve`.
    fn reserve(&mut self, flag: bool) -> Option<usize> {
        flag.then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        })
    }

    /// C: `r_ref_insert`.
    fn insert(&mut self, number: Option<usize>, value: &Ref) {
        if let Some(number) = number {
            self.refs[number] = Some(value.clone());
        }
    }

    fn reference(&mut self) -> Result {
        let number = usize::try_from(self.long()?).ok();
        let found = number.and_then(|number| self.refs.get(number)).cloned();
        found.flatten().ok_or_else(|| bad("invalid reference"))
    }
    // ANCHOR_END: references

    // ANCHOR: containers
    fn tuple(&mut self, count: usize, flag: bool) -> Result {
        if !flag || !self.source.may_hold(count) {
            let number = self.reserve(flag);
            let items: Vec<Ref> = (0..count).map(|_| self.item("tuple")).collect::<Result<_>>()?;
            let tuple = tuple::from_iterator(items.into_iter())?.object();
            self.insert(number, &tuple);
            return Ok(tuple);
        }
        let tuple = tuple::from_iterator((0..count).map(|_| none().to_ref()))?;
        self.number(flag, &tuple.clone().object());
        for at in 0..count {
            let item = self.item("tuple")?;
            // SAFETY: what it replaces is `None`, and nobody has looked inside so far.
            unsafe { tuple.borrow().exchange_item(at, item) };
        }
        Ok(tuple.object())
    }

    fn list(&mut self, flag: bool) -> Result {
        let count = self.size("list size out of range")?;
        let list = list::new()?;
        self.number(flag, &list.clone().object());
        for _ in 0..count {
            list.borrow().push(self.item("list")?)?;
        }
        Ok(list.object())
    }

    /// Pairs up to the first missing key or value.
    fn dict(&mut self, flag: bool) -> Result {
        let dict = dict::new()?;
        self.number(flag, &dict.clone().object());
        while let Some(key) = self.object()? {
            let Some(value) = self.object()? else { break };
            dict.borrow().set_item(key.borrow(), value.borrow())?;
        }
        Ok(dict.object())
    }

    fn set(&mut self, flag: bool) -> Result {
        let count = self.size("set size out of range")?;
        let set = set::new()?;
        self.number(flag, &set.clone().object());
        for _ in 0..count {
            set.borrow().add(self.item("set")?.borrow())?;
        }
        Ok(set.object())
    }

    fn frozen_set(&mut self, flag: bool) -> Result {
        let count = self.size("set size out of range")?;
        let number = self.reserve(flag);
        let items = list::new()?;
        for _ in 0..count {
            items.borrow().push(self.item("set")?)?;
        }
        let class = set::FROZENSET.as_type().object();
        let set = class.call_one(items.borrow().object())?;
        self.insert(number, &set);
        Ok(set)
    }
    // ANCHOR_END: containers

    // ANCHOR: code
    /// A code object: of what has been read, chapter 3's code is made, and of that, if the
    /// verifier accepts it, the object.
    #[inline(never)]
    fn code(&mut self, flag: bool) -> Result {
        let number = self.reserve(flag);
        let code = self.fields()?.checked().map_err(code_error)?;
        let code = from_code(&Shared::new(code))?.object();
        self.insert(number, &code);
        Ok(code)
    }

    fn fields(&mut self) -> Result<Code> {
        let (argcount, posonlyargcount) = (self.long()?, self.long()?);
        let (kwonlyargcount, stacksize, flags) = (self.long()?, self.long()?, self.long()?);
        let mut values = Values::default();
        let mut field = || -> Result<constant::Constant> {
            let value = self.item("code object")?;
            match values.constant(value.borrow())? {
                Some(constant) => Ok(constant),
                None => Err(bad("constant of a code object")),
            }
        };
        let (code, consts, names) = (bytes_of(field()?)?, tuple_of(field()?)?, tuple_of(field()?)?);
        let (localsplusnames, localspluskinds) = (tuple_of(field()?)?, bytes_of(field()?)?);
        let (filename, name, qualname) =
            (text_of(field()?)?, text_of(field()?)?, text_of(field()?)?);
        let firstlineno = self.long()?;
        let mut field = || -> Result<constant::Bytes> {
            let value = self.item("code object")?;
            bytes_of(values.constant(value.borrow())?.unwrap_or(constant::Constant::None))
        };
        let (linetable, exceptiontable) = (field()?, field()?);
        Ok(Code {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stacksize,
            flags,
            code,
            consts,
            names,
            localsplusnames,
            localspluskinds,
            filename,
            name,
            qualname,
            firstlineno,
            linetable,
            exceptiontable,
        })
    }
    // ANCHOR_END: code

    #[inline(never)]
    fn scalar(&mut self, code: u8) -> Result {
        Ok(match code {
            kind::INT => int::from_i64(self.long()?.into())?.object(),
            kind::INT64 => int::from_i64(i64::from_le_bytes(self.source.array()?))?.object(),
            kind::LONG => self.int()?,
            kind::FLOAT => float::new(self.float_digits()?)?.object(),
            kind::BINARY_FLOAT => float::new(self.float()?)?.object(),
            kind::COMPLEX => {
                let (real, imag) = (self.float_digits()?, self.float_digits()?);
                complex::object::make(Complex { real, imag })?.object()
            }
            kind::BINARY_COMPLEX => {
                let (real, imag) = (self.float()?, self.float()?);
                complex::object::make(Complex { real, imag })?.object()
            }
            kind::STRING => {
                let length = self.size("bytes object size out of range")?;
                bytes::new(&self.source.take(length)?)?.object()
            }
            kind::ASCII | kind::ASCII_INTERNED => {
                let length = self.size("string size out of range")?;
                self.latin1(length, code == kind::ASCII_INTERNED)?
            }
            kind::SHORT_ASCII | kind::SHORT_ASCII_INTERNED => {
                let length = self.source.byte()?.into();
                self.latin1(length, code == kind::SHORT_ASCII_INTERNED)?
            }
            kind::UNICODE | kind::INTERNED => {
                let length = self.size("string size out of range")?;
                let text = decode(self.source.take(length)?)?;
                finish(text, code == kind::INTERNED)?
            }
            _ => return Err(bad("unknown type code")),
        })
    }

    /// A string with a byte for each character.
    fn latin1(&mut self, length: usize, is_interned: bool) -> Result {
        let bytes = self.source.take(length)?;
        let text = str::object::from_code_points(bytes.iter().copied().map(u32::from))?;
        finish(text, is_interned)
    }

    /// An int in digits of 15 bits, the lowest first; the count's sign is the int's. Two of them
    /// are a digit of ours.
    fn int(&mut self) -> Result {
        let count = self.long()?;
        if count == i32::MIN {
            return Err(bad("long size out of range"));
        }
        let mut digits: Vec<u32> = Vec::new();
        let mut digit = 1;
        for at in 0..count.unsigned_abs() {
            digit = u16::from_le_bytes(self.source.array()?);
            if digit & 0x8000 != 0 {
                return Err(bad("digit out of range in long"));
            }
            match digits.last_mut().filter(|_| at % 2 == 1) {
                Some(last) => *last |= u32::from(digit) << 15,
                None => digits.push(digit.into()),
            }
        }
        if digit == 0 {
            return Err(bad("unnormalized long data"));
        }
        Ok(int::from_digits(&digits, count < 0)?.object())
    }

    fn float(&mut self) -> Result<f64> {
        self.source.array().map(f64::from_le_bytes)
    }

    fn float_digits(&mut self) -> Result<f64> {
        let length = self.source.byte()?;
        let digits = self.source.take(length.into())?;
        // C's strings end at the first NUL.
        let end = digits.iter().position(|&byte| byte == 0).unwrap_or(digits.len());
        let digits = String::from_utf8_lossy(&digits[..end]);
        digits.parse().map_err(|_| {
            raise(&VALUE_ERROR, format_args!("could not convert string to float: '{digits}'"))
        })
    }

    fn size(&mut self, out_of_range: &str) -> Result<usize> {
        usize::try_from(self.long()?).map_err(|_| bad(out_of_range))
    }

    fn long(&mut self) -> Result<i32> {
        self.source.array().map(i32::from_le_bytes)
    }
}

fn bad(what: &str) -> Raised {
    raise(&VALUE_ERROR, format_args!("bad marshal data ({what})"))
}

/// UTF-8, in which surrogates may be written as well.
fn decode(bytes: Cow<'_, [u8]>) -> Result<Ref<PyASCIIObject>> {
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return str::new(text);
    }
    let arguments = [name!("utf-8").object(), name!("surrogatepass").object()];
    let text = bytes::new(&bytes)?.borrow().object().call_method(name!("decode"), &arguments)?;
    text.downcast().map_err(|_| bad("a string"))
}

fn finish(text: Ref<PyASCIIObject>, is_interned: bool) -> Result {
    Ok(if is_interned { str::intern(text)? } else { text }.object())
}

fn code_error(error: CodeError) -> Raised {
    match error.class() {
        "SystemError" => raise(&SYSTEM_ERROR, error),
        _ => raise(&VALUE_ERROR, error),
    }
}

fn bytes_of(field: constant::Constant) -> Result<constant::Bytes> {
    match field {
        constant::Constant::Bytes(bytes) => Ok(bytes),
        _ => Err(code_error(CodeError::BadArgument)),
    }
}

fn tuple_of(field: constant::Constant) -> Result<constant::Tuple> {
    match field {
        constant::Constant::Tuple(items) => Ok(items),
        _ => Err(code_error(CodeError::BadArgument)),
    }
}

fn text_of(field: constant::Constant) -> Result<constant::Str> {
    match field {
        constant::Constant::Str(text) => Ok(text),
        _ => Err(code_error(CodeError::BadArgument)),
    }
}
