//! Constants: what a code object refers to, as plain Rust values.
//!
//! CPython has objects here. Two things that they know by being objects show in the bytes of
//! `marshal` and have to be kept: which constants are one and the same object, and whether
//! something outside also holds it. A [`Shared`] value has both, its identity and a mark.
//!
//! Equality is that of the keys by which the compiler merges constants
//! (`_PyCode_ConstantKey` in `Objects/codeobject.c`): `1`, `1.0` and `True` are three
//! constants, `0.0` and `-0.0` are two. A NaN equals only itself, the same [`Shared`] value.
//!
//! Lists, dicts and sets are no constants of the compiler's, but `marshal` carries them, and
//! `code.replace` puts them where constants are.

mod text;
mod hash;
mod set;
mod float;
mod repr;
mod merge;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use num_bigint::BigInt;

use crate::code::Code;

pub use float::{format_g17, repr_float};
pub use merge::ConstantTable;
pub(crate) use set::Finder;
pub use set::{Dict, Set, Unhashable};
pub use text::{Decoding, Text};

/// A value with an identity.
///
/// A clone is the same value, as a second reference to an object is. Whether it is
/// [`held`](Shared::is_held) stands for the references that can't be seen from inside:
/// CPython's variable that holds the code object, its table of constants, its cache.
pub struct Shared<T> {
    cell: Arc<Cell<T>>,
}

struct Cell<T> {
    held: bool,
    value: T,
}

/// `tuple`.
pub type Tuple = Shared<Vec<Constant>>;
/// `bytes`.
pub type Bytes = Shared<Vec<u8>>;
/// `str`.
pub type Str = Shared<Text>;

/// A float, equal to one of the same bits; but no NaN equals another.
#[derive(Clone, Copy, Debug)]
pub struct Float(pub f64);

/// A complex number, equal to one whose parts are equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Complex {
    /// The real part.
    pub real: Float,
    /// The imaginary part.
    pub imaginary: Float,
}

/// A constant.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "Python's types by their names")]
pub enum Constant {
    None,
    True,
    False,
    Ellipsis,
    /// The class, which `marshal` knows for reasons of its own.
    StopIteration,
    Int(Shared<BigInt>),
    Float(Shared<Float>),
    Complex(Shared<Complex>),
    Str(Str),
    Bytes(Bytes),
    Tuple(Tuple),
    FrozenSet(Shared<Set>),
    Code(Shared<Code>),
    List(Shared<Vec<Constant>>),
    Set(Shared<Set>),
    Dict(Shared<Dict>),
}

impl<T> Shared<T> {
    /// A value that nothing but what it is put into refers to.
    pub fn new(value: T) -> Shared<T> {
        Shared::with_mark(value, false)
    }

    /// A value to which something outside refers as well.
    pub fn held(value: T) -> Shared<T> {
        Shared::with_mark(value, true)
    }

    pub(crate) fn with_mark(value: T, held: bool) -> Shared<T> {
        Shared { cell: Arc::new(Cell { held, value }) }
    }

    /// Whether something outside refers to it.
    pub fn is_held(&self) -> bool {
        self.cell.held
    }

    /// Whether both are one value.
    pub fn is(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.cell, &other.cell)
    }

    /// A number that no other living value has: Python's `id`.
    pub fn id(&self) -> usize {
        Arc::as_ptr(&self.cell).addr()
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.cell.value
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { cell: Arc::clone(&self.cell) }
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        self.is(other) || **self == **other
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Shared<T> {
        Shared::new(value)
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Float) -> bool {
        self.0.to_bits() == other.0.to_bits() && !self.0.is_nan()
    }
}

// A float lies in a `Shared`, which equals itself whatever is in it.

impl Eq for Float {}

impl Constant {
    /// An int.
    pub fn int(value: impl Into<BigInt>) -> Constant {
        Constant::Int(Shared::new(value.into()))
    }

    /// A float.
    pub fn float(value: f64) -> Constant {
        Constant::Float(Shared::new(Float(value)))
    }

    /// A string that isn't interned.
    pub fn str(text: &str) -> Constant {
        Constant::Str(Shared::new(Text::new(text)))
    }

    /// Bytes.
    pub fn bytes(bytes: &[u8]) -> Constant {
        Constant::Bytes(Shared::new(bytes.to_vec()))
    }

    /// A tuple.
    pub fn tuple(items: impl IntoIterator<Item = Constant>) -> Constant {
        Constant::Tuple(Shared::new(items.into_iter().collect()))
    }

    /// The name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Constant::None => "NoneType",
            Constant::True | Constant::False => "bool",
            Constant::Ellipsis => "ellipsis",
            Constant::StopIteration => "type",
            Constant::Int(_) => "int",
            Constant::Float(_) => "float",
            Constant::Complex(_) => "complex",
            Constant::Str(_) => "str",
            Constant::Bytes(_) => "bytes",
            Constant::Tuple(_) => "tuple",
            Constant::FrozenSet(_) => "frozenset",
            Constant::Code(_) => "code",
            Constant::List(_) => "list",
            Constant::Set(_) => "set",
            Constant::Dict(_) => "dict",
        }
    }

    /// The identity and whether it is held; `None` for those of which there is one ever.
    pub(crate) fn mark(&self) -> Option<(usize, bool)> {
        Some(match self {
            Constant::None
            | Constant::True
            | Constant::False
            | Constant::Ellipsis
            | Constant::StopIteration => return None,
            Constant::Int(value) => (value.id(), value.is_held()),
            Constant::Float(value) => (value.id(), value.is_held()),
            Constant::Complex(value) => (value.id(), value.is_held()),
            Constant::Str(value) => (value.id(), value.is_held()),
            Constant::Bytes(value) => (value.id(), value.is_held()),
            Constant::Tuple(value) => (value.id(), value.is_held()),
            Constant::FrozenSet(value) => (value.id(), value.is_held()),
            Constant::Code(value) => (value.id(), value.is_held()),
            Constant::List(value) => (value.id(), value.is_held()),
            Constant::Set(value) => (value.id(), value.is_held()),
            Constant::Dict(value) => (value.id(), value.is_held()),
        })
    }
}
