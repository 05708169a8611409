//! Against what CPython made of the same bytes, recorded by
//! `tests/reference/codec_outcomes.py`, which says what the files hold.

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;

/// What a codec makes of bytes, in the words of the recordings.
fn outcome(codec: Codec, bytes: &[u8]) -> String {
    match codec.decode(bytes) {
        Ok(text) => format!("={text}"),
        Err(error) => format!("!{error}"),
    }
}

/// The columns of a recording.
fn rows<const N: usize>(recording: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    recording.lines().map(|line| {
        let columns: Vec<&str> = line.splitn(N, '\t').collect();
        columns.try_into().expect("as many columns as the recording has")
    })
}

fn hexadecimal(digits: &str) -> u8 {
    u8::from_str_radix(digits, 16).unwrap()
}

fn all_bytes(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| hexadecimal(std::str::from_utf8(pair).unwrap())).collect()
}

/// Calls `each` with all sequences of bytes of the ranges, in order.
fn sequences(ranges: &str, mut each: impl FnMut(&[u8])) {
    let ranges: Vec<(u8, u8)> = ranges
        .split(' ')
        .map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            (hexadecimal(first), hexadecimal(last))
        })
        .collect();
    let mut bytes: Vec<u8> = ranges.iter().map(|(first, _)| *first).collect();
    loop {
        each(&bytes);
        let Some(at) = (0..bytes.len()).rev().find(|&at| bytes[at] < ranges[at].1) else { return };
        bytes[at] += 1;
        for behind in at + 1..bytes.len() {
            bytes[behind] = ranges[behind].0;
        }
    }
}

#[test]
fn every_short_sequence_is_as_in_cpython() {
    let mut differing = Vec::new();
    for [name, ranges, expected] in rows(include_str!("tests/digests.txt")) {
        let codec = lookup(name).unwrap();
        let mut hash = Sha256::new();
        sequences(ranges, |bytes| {
            hash.update(outcome(codec, bytes));
            hash.update(b"\n");
        });
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if digest != expected {
            differing.push(format!("{name} {ranges}"));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn broken_input_is_complained_of_as_in_cpython() {
    for [name, bytes, expected] in rows(include_str!("tests/outcomes.txt")) {
        let bytes = all_bytes(bytes);
        let outcome = escaped(&outcome(lookup(name).unwrap(), &bytes));
        assert_eq!(outcome, expected, "{name} {bytes:02x?}");
    }
}

/// As Python's `unicode_escape` writes text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match (character, character as u32) {
            ('\\', _) => escaped.push_str("\\\\"),
            ('\t', _) => escaped.push_str("\\t"),
            ('\n', _) => escaped.push_str("\\n"),
            ('\r', _) => escaped.push_str("\\r"),
            (_, 0x20..0x7f) => escaped.push(character),
            (_, point @ ..0x100) => escaped.push_str(&format!("\\x{point:02x}")),
            (_, point @ ..0x10000) => escaped.push_str(&format!("\\u{point:04x}")),
            (_, point) => escaped.push_str(&format!("\\U{point:08x}")),
        }
    }
    escaped
}

#[test]
fn names_lead_where_they_lead_in_cpython() {
    for [name, expected] in rows(include_str!("tests/names.txt")) {
        let Ok(name) = lookup("unicode_escape").unwrap().decode(name.as_bytes()) else {
            panic!("{name} was escaped");
        };
        let found = module(&name).unwrap_or("unknown");
        // For host names; a source in them is refused.
        let expected = if matches!(expected, "idna" | "punycode") { "unknown" } else { expected };
        assert_eq!(found, expected, "{name:?}");
        assert_eq!(
            lookup(&name).err(),
            match found {
                "unknown" => Some(LookupError::Unknown),
                found if NOT_TEXT.contains(&found) => Some(LookupError::NotText),
                _ => None,
            }
        );
    }
}

#[test]
fn pieces_give_the_same_as_the_whole() {
    for [name, bytes, _] in rows(include_str!("tests/outcomes.txt")) {
        let bytes = all_bytes(bytes);
        let codec = lookup(name).unwrap();
        // Without a mark these two decode only what comes in one piece.
        if matches!(name, "utf_16" | "utf_32") {
            continue;
        }
        let (mut decoder, mut text) = (codec.decoder(), Text::default());
        let pieces = bytes.iter().try_for_each(|byte| decoder.feed(&[*byte], false, &mut text));
        let pieces = pieces.and_then(|()| decoder.feed(&[], true, &mut text));
        let pieces = pieces.and_then(|()| text.into_utf8());
        match codec.decode(&bytes) {
            Ok(whole) => assert_eq!(pieces, Ok(whole), "{name} {bytes:02x?}"),
            Err(error) => {
                assert_eq!(pieces.unwrap_err().reason, error.reason, "{name} {bytes:02x?}")
            }
        }
    }
}

const ESCAPES: &[&str] = &[
    "\x1b$B", "\x1b(J", "\x1b$)C", "\x1b.F", "\x1bN", "\x0e", "\x0f", "~{", "~}", "+", "-", "\\",
    "\\u", "\\N{", "\n", "a",
];

/// Bytes, some of which mean something to decoders with a memory.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(ESCAPES).prop_map(|escape| escape.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
        prop::collection::vec(0x21..0x7fu8, 1..4),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// Whether the cut goes through an octal escape. CPython's decoder too takes the digits
/// before the cut for all of it.
fn cuts_octal_escape(first: &[u8], second: &[u8]) -> bool {
    let is_octal = |byte: &u8| matches!(byte, b'0'..=b'7');
    let digits = first.iter().rev().take_while(|byte| is_octal(byte)).count();
    (1..3).contains(&digits)
        && first[..first.len() - digits].ends_with(b"\\")
        && second.first().is_some_and(is_octal)
}

proptest! {
    #[test]
    fn no_bytes_crash_and_cuts_do_not_matter(bytes in soup(), cut in any::<prop::sample::Index>()) {
        for (name, make_decoder) in CODECS {
            let (first, second) = bytes.split_at(cut.index(bytes.len() + 1));
            if name == "unicode_escape" && cuts_octal_escape(first, second) {
                continue;
            }
            let (mut decoder, mut text) = (make_decoder(), Text::default());
            let halves = decoder.feed(first, false, &mut text);
            let halves = halves.and_then(|()| decoder.feed(second, true, &mut text));
            let whole = Codec::Other(make_decoder).decode(&bytes);
            if let (Ok(()), Ok(whole)) = (&halves, &whole) {
                prop_assert_eq!(&text.into_utf8(), &Ok(whole.clone()), "{}", name);
            }
        }
    }
}
