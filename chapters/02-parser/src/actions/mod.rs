//! What rules do with what they have read, beyond making a node of it.
//!
//! CPython: `Parser/action_helpers.c`.

pub(crate) mod contexts;
pub(crate) mod describe;
pub(crate) mod parameters;
pub(crate) mod calls;
