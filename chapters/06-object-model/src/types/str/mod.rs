//! `str`: text, a fixed number of bytes a character.
//!
//! The object itself is in [`object`], how one is made in [`make`] and [`constructor`]; its
//! [`operators`] and [`methods`] call the rest, which knows nothing of objects: functions over
//! [`Text`], slices of one, two or four bytes a character. Pieces of a text are answered as ranges; what has a shape that is known
//! beforehand is written into room that the caller makes; the rest comes as a [`TextBuf`].
//!
//! 1. [`Text`] and its kinds, and [`TextBuilder`], which widens as it goes.
//! 2. [`search`], [`split`], [`replace`], [`pad`], [`case`], [`compare`], [`repr`],
//!    [`translate`]: the methods. Those that are generic over units serve bytes too.
//! 3. [`markup`] and [`percent`]: what stands in the format strings of `str.format` and `%`;
//!    [`modulo`]: the `%` of text and bytes.

pub mod append;
mod builder;
pub mod case;
pub mod compare;
pub mod constructor;
mod format;
pub mod iterator;
pub mod make;
pub mod methods;
pub mod modulo;
pub mod operators;
pub mod markup;
pub mod object;
pub mod pad;
pub mod percent;
pub mod replace;
pub mod repr;
pub mod search;
pub mod split;
mod text;
pub mod translate;

#[cfg(test)]
mod tests;

pub use append::append;
pub use builder::TextBuilder;
pub use make::{build, character, empty, from_text};
pub use object::{Name, PyASCIIObject, STR, Str, intern, interned, new};
pub use operators::concat;
pub(crate) use text::with_units;
pub use text::{Shape, SizeError, Text, TextBuf, TextMut, Unit};
