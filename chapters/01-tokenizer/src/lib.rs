//! Chapter 1: source bytes to tokens.
//!
//! Read [`token`] for what comes out, then [`lines`] and [`error`].

#![forbid(unsafe_code)]

pub mod token;
pub mod lines;
pub mod error;
