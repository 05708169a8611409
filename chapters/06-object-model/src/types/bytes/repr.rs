//! `repr` of bytes.
//!
//! CPython: `PyBytes_Repr` in `Objects/bytesobject.c`, `bytearray_repr` in
//! `Objects/bytearrayobject.c`.

/// The bytes as a literal with `b` in front, in ASCII. The quotes are `'`, unless the bytes
/// have some and no `"`.
pub fn repr(bytes: &[u8]) -> Vec<u8> {
    let has = |quote| memchr::memchr(quote, bytes).is_some();
    let quote = if has(b'\'') && !has(b'"') { b'"' } else { b'\'' };
    let mut out = Vec::with_capacity(bytes.len() + 3);
    out.extend([b'b', quote]);
    out.extend(escaped(bytes, quote));
    out.push(quote);
    out
}

/// The bytes with what isn't printable ASCII, the backslash and one quote escaped.
pub fn escaped(bytes: &[u8], quote: u8) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match *byte {
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\\' => out.extend(b"\\\\"),
            byte if byte == quote => out.extend([b'\\', byte]),
            b' '..0x7F => out.push(*byte),
            byte => {
                let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
                out.extend([b'\\', b'x', digits[0], digits[1]]);
            }
        }
    }
    out
}
