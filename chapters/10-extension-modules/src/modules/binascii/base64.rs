//! Base64: three bytes as four characters.
//!
//! CPython: `Modules/binascii.c` (`binascii_a2b_base64_impl`, `binascii_b2a_base64_impl`).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes to text.
pub fn encode(bytes: &[u8], newline: bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4 + 1);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            text.push(match at <= chunk.len() {
                true => ALPHABET[(bits >> (18 - 6 * at) & 63) as usize],
                false => b'=',
            });
        }
    }
    if newline {
        text.push(b'\n');
    }
    text
}

fn value(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Text to bytes.
///
/// # Errors
/// The message.
pub fn decode(text: &[u8], is_strict: bool) -> Result<Vec<u8>, String> {
    if is_strict && text.first() == Some(&b'=') {
        return Err("Leading padding not allowed".to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len().div_ceil(4) * 3);
    // How many characters of the present four there are, and the bits that wait.
    let (mut place, mut waiting, mut pads, mut padding_started) = (0, 0_u8, 0, false);
    for (at, character) in text.iter().enumerate() {
        if *character == b'=' {
            padding_started = true;
            if place >= 2 {
                pads += 1;
                if place + pads >= 4 {
                    if is_strict && at + 1 < text.len() {
                        return Err("Excess data after padding".to_owned());
                    }
                    return Ok(bytes);
                }
            }
            continue;
        }
        let Some(bits) = value(*character) else {
            if is_strict {
                return Err("Only base64 data is allowed".to_owned());
            }
            continue;
        };
        if is_strict && padding_started {
            return Err("Discontinuous padding not allowed".to_owned());
        }
        pads = 0;
        match place {
            0 => waiting = bits,
            1 => {
                bytes.push(waiting << 2 | bits >> 4);
                waiting = bits & 15;
            }
            2 => {
                bytes.push(waiting << 4 | bits >> 2);
                waiting = bits & 3;
            }
            _ => bytes.push(waiting << 6 | bits),
        }
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(bytes),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than \
             a multiple of 4",
            bytes.len() / 3 * 4 + 1
        )),
        _ => Err("Incorrect padding".to_owned()),
    }
}
