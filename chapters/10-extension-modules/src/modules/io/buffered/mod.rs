//! Streams with a buffer in front of a raw one: `BufferedReader`, `BufferedWriter`,
//! `BufferedRandom`, and the pair of two, `BufferedRWPair`.
//!
//! CPython: `Modules/_io/bufferedio.c`.
//!
//! 1. [`state`]: the struct of the first three, its lock, and what is asked before anything else;
//! 2. [`raw`]: how the raw stream is read, written, and sought in;
//! 3. [`reading`], [`writing`], [`moving`]: the methods;
//! 4. [`types`]: the tables; [`base`], the class above them; [`pair`].
//!
//! One buffer serves reading and writing. `pos` is where the program is in it, `raw_pos` where
//! the raw stream is; up to `read_end` it holds what was read, from `write_pos` to `write_end`
//! what is to be written; each end is −1 where there is nothing of the kind.

pub mod base;
mod moving;
pub mod pair;
mod raw;
mod reading;
pub mod state;
pub mod types;
mod writing;

pub use base::BUFFERED_IO_BASE;
pub use pair::BUFFERED_RW_PAIR;
pub use types::{BUFFERED_RANDOM, BUFFERED_READER, BUFFERED_WRITER};
