//! The built-in types, a folder each.

pub mod int;
pub mod float;
pub mod complex;
pub mod format;
pub mod str;
pub mod bytes;
