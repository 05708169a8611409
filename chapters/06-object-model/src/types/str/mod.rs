//! `str`: text, a fixed number of bytes a character.
