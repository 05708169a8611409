//! What stands in the format string of `%`: literals and conversions.
//!
//! CPython: `unicode_format_arg_parse` in `Objects/unicodeobject.c`, `_PyBytes_FormatEx` in
//! `Objects/bytesobject.c`, which share the form but not every complaint.
//!
//! The arguments are asked for in between: for `(key)` before the flags are read, for `*` before
//! what follows it, so that the errors come in CPython's order. The caller hands in what
//! answers. Converting is for the caller.

use std::ops::Range;

use super::Unit;

/// The flags of a conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags {
    /// `-`: to the left (`F_LJUST`).
    pub left: bool,
    /// `+` (`F_SIGN`)
    pub sign: bool,
    /// A space (`F_BLANK`).
    pub blank: bool,
    /// `#` (`F_ALT`)
    pub alternate: bool,
    /// `0` (`F_ZERO`)
    pub zero: bool,
}

/// A conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Conversion {
    /// Its flags.
    pub flags: Flags,
    /// The width, if one was given.
    pub width: Option<usize>,
    /// The precision, if one was given.
    pub precision: Option<usize>,
    /// The letter at the end: any character, also one that there is no conversion for.
    pub letter: u32,
    /// Where the letter stands, which the complaint about an unknown one says.
    pub index: usize,
}

/// What is wrong with a conversion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PercentError {
    /// A `TypeError`, the others are `ValueError`s.
    #[error("format requires a mapping")]
    NoMapping,
    #[error("incomplete format key")]
    IncompleteKey,
    #[error("width too big")]
    WidthTooBig,
    /// Of `str`.
    #[error("precision too big")]
    PrecisionTooBig,
    /// Of bytes.
    #[error("prec too big")]
    PrecTooBig,
    #[error("incomplete format")]
    Incomplete,
}

/// Whose complaints are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// `str % …`
    Str,
    /// `bytes % …`
    Bytes,
}

/// Who knows the arguments.
pub trait Arguments {
    /// Its errors, which the parser's can become.
    type Error: From<PercentError>;

    /// Whether there is a mapping to look keys up in.
    fn has_mapping(&self) -> bool;

    /// Takes the value of a key as the arguments from here on.
    fn select(&mut self, key: Range<usize>) -> Result<(), Self::Error>;

    /// The next argument, an int, for a `*` as width.
    fn width(&mut self) -> Result<isize, Self::Error>;

    /// The next argument, an int, for a `*` as precision.
    fn precision(&mut self) -> Result<i32, Self::Error>;
}

/// A literal, or a conversion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    /// Text that stands for itself. Of `%%`, the second.
    Literal(Range<usize>),
    /// A conversion.
    Conversion(Conversion),
}

/// A format string, read item by item.
#[derive(Clone, Debug)]
pub struct Format<'a, U> {
    units: &'a [U],
    at: usize,
    flavour: Flavour,
}

impl<'a, U: Unit> Format<'a, U> {
    /// From the beginning.
    pub fn new(units: &'a [U], flavour: Flavour) -> Format<'a, U> {
        Format { units, at: 0, flavour }
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// The string's, or the arguments'.
    pub fn next<A: Arguments>(&mut self, arguments: &mut A) -> Result<Option<Item>, A::Error> {
        let Some(first) = self.units.get(self.at) else { return Ok(None) };
        if first.code() != PERCENT {
            let rest = &self.units[self.at..];
            let length = U::find_unit(rest, U::truncated(PERCENT)).unwrap_or(rest.len());
            let literal = self.at..self.at + length;
            self.at = literal.end;
            return Ok(Some(Item::Literal(literal)));
        }
        self.at += 1;
        if self.take(b'%') {
            return Ok(Some(Item::Literal(self.at - 1..self.at)));
        }
        self.conversion(arguments).map(|conversion| Some(Item::Conversion(conversion)))
    }

    fn conversion<A: Arguments>(&mut self, arguments: &mut A) -> Result<Conversion, A::Error> {
        if self.peek() == Some(b'('.into()) {
            let key = self.key(arguments)?;
            arguments.select(key)?;
        }
        let mut conversion = Conversion::default();
        self.flags(&mut conversion.flags);
        if self.take(b'*') {
            let width = arguments.width()?;
            conversion.flags.left |= width < 0;
            conversion.width = Some(width.unsigned_abs());
        } else {
            conversion.width = self.number(isize::MAX as usize, PercentError::WidthTooBig)?;
        }
        if self.take(b'.') {
            let too_big = match self.flavour {
                Flavour::Str => PercentError::PrecisionTooBig,
                Flavour::Bytes => PercentError::PrecTooBig,
            };
            conversion.precision = Some(if self.take(b'*') {
                usize::try_from(arguments.precision()?).unwrap_or(0)
            } else {
                self.number(i32::MAX as usize, too_big)?.unwrap_or(0)
            });
        }
        if matches!(self.peek().and_then(|code| u8::try_from(code).ok()), Some(b'h' | b'l' | b'L'))
        {
            self.at += 1;
        }
        conversion.letter = self.peek().ok_or(PercentError::Incomplete)?;
        conversion.index = self.at;
        self.at += 1;
        Ok(conversion)
    }

    /// What stands in the parentheses, which may hold others in pairs.
    fn key<A: Arguments>(&mut self, arguments: &A) -> Result<Range<usize>, A::Error> {
        if !arguments.has_mapping() {
            return Err(PercentError::NoMapping.into());
        }
        self.at += 1;
        let start = self.at;
        let mut depth = 1;
        while let Some(code) = self.peek() {
            self.at += 1;
            if code == b'('.into() {
                depth += 1;
            } else if code == b')'.into() {
                depth -= 1;
                if depth == 0 {
                    return Ok(start..self.at - 1);
                }
            }
        }
        Err(PercentError::IncompleteKey.into())
    }

    fn flags(&mut self, flags: &mut Flags) {
        loop {
            match self.peek().and_then(|code| u8::try_from(code).ok()) {
                Some(b'-') => flags.left = true,
                Some(b'+') => flags.sign = true,
                Some(b' ') => flags.blank = true,
                Some(b'#') => flags.alternate = true,
                Some(b'0') => flags.zero = true,
                _ => return,
            }
            self.at += 1;
        }
    }

    fn number(
        &mut self,
        most: usize,
        too_big: PercentError,
    ) -> Result<Option<usize>, PercentError> {
        let mut value = None::<usize>;
        while let Some(code @ 0x30..=0x39) = self.peek() {
            let digit = (code - 0x30) as usize;
            let sum = value.unwrap_or(0).checked_mul(10).and_then(|value| value.checked_add(digit));
            value = Some(sum.filter(|sum| *sum <= most).ok_or(too_big)?);
            self.at += 1;
        }
        Ok(value)
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte.into());
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u32> {
        self.units.get(self.at).map(|unit| unit.code())
    }
}

const PERCENT: u32 = b'%' as u32;
