//! The names of characters, for `\N{…}` and `namereplace`.
//!
//! CPython: `_getcode` and `_getucname` in `Modules/unicodedata.c`, which hands them to the
//! codecs in a capsule.
//!
//! The names are the `unicode_names2` crate's, which knows a newer Unicode; characters that
//! version 14 doesn't have are sorted out here.

use crate::unicode::is_assigned;

/// The character of a name or alias, upper and lower case alike.
pub fn lookup(name: &str) -> Option<u32> {
    let code = u32::from(unicode_names2::character(name)?);
    // Names that are put together by a rule are looked up as they are written.
    let by_rule = matches!(code, 0x3400..0xA000 | 0xAC00..0xD7A4 | 0x2_0000..0x4_0000);
    if by_rule && name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    is_assigned(code).then_some(code)
}

/// The name of a character.
pub fn name(code: u32) -> Option<String> {
    let name = unicode_names2::name(char::from_u32(code)?)?;
    is_assigned(code).then(|| name.to_string())
}
