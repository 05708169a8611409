//! Everything that can go wrong with a number, and what CPython says of it.
//!
//! A variant is a reason, its text is CPython's message, [`NumberError::exception`] is the type
//! that it is raised as. Where CPython's message ends in the `repr` of what was given, which only
//! the caller has, the text ends in a colon and a space, and
//! [`NumberError::quotes_the_argument`] says so.

use super::digits::Stopped;

/// The built-in exception types that numbers raise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Exception {
    MemoryError,
    OverflowError,
    ValueError,
    ZeroDivisionError,
    /// One that is set already.
    Pending,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum NumberError {
    #[error(transparent)]
    Stopped(#[from] Stopped),

    // int
    #[error("integer division or modulo by zero")]
    IntDivisionOrModuloByZero,
    #[error("integer modulo by zero")]
    IntModuloByZero,
    #[error("division by zero")]
    DivisionByZero,
    #[error("integer division result too large for a float")]
    QuotientTooLargeForFloat,
    #[error("int too large to convert to float")]
    IntTooLargeForFloat,
    #[error("negative shift count")]
    NegativeShiftCount,
    #[error("too many digits in integer")]
    TooManyDigits,
    #[error("pow() 3rd argument cannot be 0")]
    PowerModuloZero,
    #[error("base is not invertible for the given modulus")]
    NotInvertible,
    #[error("isqrt() argument must be nonnegative")]
    SquareRootOfNegative,
    #[error("can't convert negative int to unsigned")]
    NegativeToUnsigned,
    #[error("int too big to convert")]
    IntTooBig,
    #[error("byte array too long to convert to int")]
    ByteArrayTooLong,
    #[error("int() base must be >= 2 and <= 36, or 0")]
    InvalidBase,
    #[error("invalid literal for int() with base {base}: ")]
    InvalidIntLiteral { base: u32 },
    #[error("int string too large to convert")]
    IntStringTooLarge,
    #[error(
        "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
    )]
    TooManyDigitsInText { limit: usize, digits: usize },
    #[error(
        "Exceeds the limit ({limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
    )]
    TooManyDigitsForText { limit: usize },

    // float
    #[error("cannot convert float NaN to integer")]
    NanToInteger,
    #[error("cannot convert float infinity to integer")]
    InfinityToInteger,
    #[error("cannot convert NaN to integer ratio")]
    NanToRatio,
    #[error("cannot convert Infinity to integer ratio")]
    InfinityToRatio,
    #[error("float division by zero")]
    FloatDivisionByZero,
    #[error("float modulo")]
    FloatModuloByZero,
    #[error("float floor division by zero")]
    FloatFloorDivisionByZero,
    #[error("float divmod()")]
    FloatDivmodByZero,
    #[error("0.0 cannot be raised to a negative power")]
    ZeroToNegativePower,
    /// CPython raises it with two arguments: `(34, 'Numerical result out of range')`.
    #[error("(34, 'Numerical result out of range')")]
    PowerOutOfRange,
    #[error("rounded value too large to represent")]
    RoundedTooLarge,
    #[error("could not convert string to float: ")]
    InvalidFloat,
    #[error("invalid hexadecimal floating-point string")]
    InvalidHexFloat,
    #[error("hexadecimal value too large to represent as a float")]
    HexFloatTooLarge,
    #[error("hexadecimal string too long to convert")]
    HexFloatTooLong,

    // complex
    #[error("complex division by zero")]
    ComplexDivisionByZero,
    #[error("0.0 to a negative or complex power")]
    ComplexZeroToPower,
    #[error("complex exponentiation")]
    ComplexPowerOverflow,
    #[error("absolute value too large")]
    AbsoluteTooLarge,
    #[error("complex() arg is a malformed string")]
    MalformedComplex,
    #[error("could not convert string to complex: ")]
    InvalidComplex,
}

impl NumberError {
    /// As what it is raised.
    pub fn exception(&self) -> Exception {
        use NumberError::*;
        match self {
            Stopped(self::Stopped::OutOfMemory) => Exception::MemoryError,
            Stopped(self::Stopped::Interrupted) => Exception::Pending,
            IntDivisionOrModuloByZero
            | IntModuloByZero
            | DivisionByZero
            | FloatDivisionByZero
            | FloatModuloByZero
            | FloatFloorDivisionByZero
            | FloatDivmodByZero
            | ZeroToNegativePower
            | ComplexDivisionByZero
            | ComplexZeroToPower => Exception::ZeroDivisionError,
            QuotientTooLargeForFloat
            | IntTooLargeForFloat
            | TooManyDigits
            | NegativeToUnsigned
            | IntTooBig
            | ByteArrayTooLong
            | InfinityToInteger
            | InfinityToRatio
            | PowerOutOfRange
            | RoundedTooLarge
            | HexFloatTooLarge
            | ComplexPowerOverflow
            | AbsoluteTooLarge => Exception::OverflowError,
            NegativeShiftCount
            | PowerModuloZero
            | NotInvertible
            | SquareRootOfNegative
            | InvalidBase
            | InvalidIntLiteral { .. }
            | IntStringTooLarge
            | TooManyDigitsInText { .. }
            | TooManyDigitsForText { .. }
            | NanToInteger
            | NanToRatio
            | InvalidFloat
            | InvalidHexFloat
            | HexFloatTooLong
            | MalformedComplex
            | InvalidComplex => Exception::ValueError,
        }
    }

    /// Whether the `repr` of the argument has to be put behind the text.
    pub fn quotes_the_argument(&self) -> bool {
        use NumberError::*;
        matches!(self, InvalidIntLiteral { .. } | InvalidFloat | InvalidComplex)
    }
}
