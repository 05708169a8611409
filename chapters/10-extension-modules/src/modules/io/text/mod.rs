//! Streams of text: `_TextIOBase`, `IncrementalNewlineDecoder` and `TextIOWrapper`.
//!
//! CPython: `Modules/_io/textio.c`.
//!
//! 1. [`base`]: the class above them; [`newline`]: the three ends of a line become one;
//! 2. [`lines`]: where a line ends; [`encoding`]: how codecs are found, and the native ones;
//! 3. [`wrapper`]: the struct, the table, `__init__`; then what is done with it: [`write`],
//!    [`read`], [`position`].

pub mod base;
mod encoding;
pub(super) mod lines;
pub mod newline;
mod position;
mod read;
pub mod wrapper;
mod write;

pub use base::TEXT_IO_BASE;
pub(crate) use encoding::locale_encoding;
pub use newline::INCREMENTAL_NEWLINE_DECODER;
pub use wrapper::TEXT_IO_WRAPPER;
