//! uuencode: lines of at most 45 bytes, six bits to a character.
//!
//! CPython: `Modules/binascii.c` (`binascii_a2b_uu_impl`, `binascii_b2a_uu_impl`).

/// A line to its bytes. What the line is too short for is zero.
///
/// # Errors
/// The message.
pub fn decode(line: &[u8]) -> Result<Vec<u8>, String> {
    // In C a zero stands behind the text; an empty one has that as its length.
    let (first, mut rest) = line.split_first().unwrap_or((&0, &[]));
    let count = usize::from(first.wrapping_sub(b' ') & 63);
    let mut bytes = Vec::with_capacity(count);
    let (mut bits, mut available) = (0_u32, 0);
    while bytes.len() < count {
        let character = rest.split_first().map(|(character, behind)| {
            rest = behind;
            *character
        });
        let value = match character {
            None | Some(b'\n' | b'\r') => 0,
            Some(character @ b' '..=b'`') => (character - b' ') & 63,
            Some(_) => return Err("Illegal char".to_owned()),
        };
        bits = bits << 6 | u32::from(value);
        available += 6;
        if available >= 8 {
            available -= 8;
            bytes.push((bits >> available) as u8);
            bits &= (1 << available) - 1;
        }
    }
    match rest.iter().all(|character| matches!(character, b' ' | b'`' | b'\n' | b'\r')) {
        true => Ok(bytes),
        false => Err("Trailing garbage".to_owned()),
    }
}

/// Bytes to a line.
///
/// # Errors
/// The message.
pub fn encode(bytes: &[u8], backtick: bool) -> Result<Vec<u8>, String> {
    if bytes.len() > 45 {
        return Err("At most 45 bytes at once".to_owned());
    }
    let character = |value: u8| if backtick && value == 0 { b'`' } else { b' ' + value };
    let mut line = vec![character(bytes.len() as u8)];
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        line.extend((0..4).map(|at| character((bits >> (18 - 6 * at) & 63) as u8)));
    }
    line.push(b'\n');
    Ok(line)
}
