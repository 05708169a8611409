//! Chapter 6: the object model.
//!
//! What stands of it: the parts of the built-in types that know nothing of objects.
//! 1. [`types`], a folder a built-in type: its arithmetic, its algorithms, its text.
//! 2. [`unicode`], what Unicode 14 says of each character.
//! 3. [`codecs`], text to bytes and back.

pub mod types;
pub mod unicode;
pub mod codecs;
