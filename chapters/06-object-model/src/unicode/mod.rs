//! The Unicode character database, version 14, as far as `str` needs it.
