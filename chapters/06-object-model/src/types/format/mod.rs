//! The format mini-language of numbers and text.
