//! Quoted-printable: text whose other bytes are `=` and two digits, in lines of at most 76.
//!
//! CPython: `Modules/binascii.c` (`binascii_a2b_qp_impl`, `binascii_b2a_qp_impl`).

/// Text to bytes. In a header an underscore is a space.
pub fn decode(text: &[u8], is_header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if text[at] != b'=' {
            out.push(if is_header && text[at] == b'_' { b' ' } else { text[at] });
            at += 1;
            continue;
        }
        at += 1;
        let digit = |at: usize| text.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match text.get(at) {
            None => break,
            // A line that goes on.
            Some(b'\n' | b'\r') => {
                while text.get(at).is_some_and(|byte| *byte != b'\n') {
                    at += 1;
                }
                at += 1;
            }
            Some(b'=') => {
                out.push(b'=');
                at += 1;
            }
            Some(_) => match (digit(at), digit(at + 1)) {
                (Some(high), Some(low)) => {
                    out.push((high << 4 | low) as u8);
                    at += 2;
                }
                _ => out.push(b'='),
            },
        }
    }
    out
}

/// What is quoted.
#[derive(Debug, Clone, Copy)]
pub struct Quoting {
    /// Tabs and spaces, too.
    pub tabs: bool,
    /// The ends of lines are ends of lines.
    pub is_text: bool,
    /// A space is an underscore.
    pub is_header: bool,
}

/// Bytes to text.
pub fn encode(bytes: &[u8], how: Quoting) -> Vec<u8> {
    const LONGEST: usize = 76;
    let end = memchr::memchr(b'\n', bytes);
    let is_crlf = end.is_some_and(|end| end > 0 && bytes[end - 1] == b'\r');
    let end_of_line: &[u8] = if is_crlf { b"\r\n" } else { b"\n" };
    let mut out = Vec::with_capacity(bytes.len());
    let quote = |out: &mut Vec<u8>, byte: u8| {
        let digit = |bits: u8| b"0123456789ABCDEF"[usize::from(bits)];
        out.extend([b'=', digit(byte >> 4), digit(byte & 15)]);
    };
    let (mut at, mut length) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let behind = bytes.get(at + 1).copied();
        let is_line_end = matches!(byte, b'\r' | b'\n');
        let is_space = matches!(byte, b'\t' | b' ');
        let is_quoted = byte > 126
            || byte == b'='
            || how.is_header && byte == b'_'
            || byte == b'.' && length == 0 && matches!(behind, None | Some(b'\n' | b'\r' | 0))
            || !how.is_text && is_line_end
            || is_space && behind.is_none()
            || byte < 33 && !is_line_end && (how.tabs || !is_space);
        if is_quoted {
            if length + 3 >= LONGEST {
                out.push(b'=');
                out.extend_from_slice(end_of_line);
                length = 0;
            }
            quote(&mut out, byte);
            at += 1;
            length += 3;
        } else if how.is_text && (byte == b'\n' || byte == b'\r' && behind == Some(b'\n')) {
            length = 0;
            // A space at the end of a line would get lost.
            if let Some(last @ (b' ' | b'\t')) = out.last().copied() {
                out.pop();
                quote(&mut out, last);
            }
            out.extend_from_slice(end_of_line);
            at += if byte == b'\r' { 2 } else { 1 };
        } else {
            if behind.is_some_and(|behind| behind != b'\n') && length + 1 >= LONGEST {
                out.push(b'=');
                out.extend_from_slice(end_of_line);
                length = 0;
            }
            length += 1;
            out.push(if how.is_header && byte == b' ' { b'_' } else { byte });
            at += 1;
        }
    }
    out
}
