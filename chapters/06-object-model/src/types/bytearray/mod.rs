//! `bytearray`: bytes that can change.
//!
//! The object and what changes it as a whole are in [`object`], items and slices in
//! [`items`]. What it shares with `bytes` is in [`bytes`](super::bytes).

mod items;
pub mod object;

pub use object::{BYTEARRAY, ByteArray, PyByteArrayObject, new};
