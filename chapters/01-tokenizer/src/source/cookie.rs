//! The coding cookie: a comment on one of the first two lines that names the encoding.
//!
//! CPython: `get_coding_spec`, `check_coding_spec` and `get_normal_name` in
//! `Parser/tokenizer.c`; PEP 263.

// ANCHOR: cookie
/// What a line says about the encoding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cookie {
    /// It names this one.
    Names(String),
    /// It is blank or a comment; the next line may still name one.
    Silent,
    /// It holds code, so no later line counts.
    Code,
}

/// Reads the cookie of a line.
pub(crate) fn read(line: &[u8]) -> Cookie {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\x0c');
    let text = &line[line.iter().take_while(|byte| is_blank(byte)).count()..];
    match text.first() {
        None | Some(b'\n' | b'\r') => Cookie::Silent,
        Some(b'#') => match name_in(text) {
            Some(name) => Cookie::Names(normal_name(name)),
            None => Cookie::Silent,
        },
        Some(_) => Cookie::Code,
    }
}

/// The name behind the first `coding:` or `coding=` that has one.
fn name_in(comment: &[u8]) -> Option<&[u8]> {
    memchr::memmem::find_iter(comment, b"coding").find_map(|found| {
        let rest = &comment[found + b"coding".len()..];
        let (b':' | b'=', rest) = rest.split_first()? else { return None };
        let rest = &rest[rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()..];
        let in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let name = &rest[..rest.iter().take_while(in_name).count()];
        (!name.is_empty()).then_some(name)
    })
}
// ANCHOR_END: cookie

// ANCHOR: normal_name
/// One name each for UTF-8 and Latin-1, which have many; others stay as written.
pub(crate) fn normal_name(name: &[u8]) -> String {
    let start: Vec<u8> = name
        .iter()
        .take(12)
        .map(|byte| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() })
        .collect();
    let is = |known: &[u8]| {
        start.strip_prefix(known).is_some_and(|rest| matches!(rest.first(), None | Some(b'-')))
    };
    if is(b"utf-8") {
        "utf-8".to_owned()
    } else if is(b"latin-1") || is(b"iso-8859-1") || is(b"iso-latin-1") {
        "iso-8859-1".to_owned()
    } else {
        String::from_utf8_lossy(name).into_owned()
    }
}
// ANCHOR_END: normal_name
