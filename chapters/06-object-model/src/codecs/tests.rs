//! What holds for every codec: what was encoded comes back, in one piece or in several, and
//! broken input gets errors that lie within it.

use proptest::prelude::*;

use super::errors::{CodecError, DecodeHandler, DecodeReply, Handling};
use super::utf16::ByteOrder;
use super::*;
use crate::types::str::{TextBuf, TextBuilder};

type Decoder = fn(&[u8], &mut Checked, bool) -> Result<Decoded, CodecError>;

/// Every decoder that can be fed piece by piece.
const DECODERS: [(&str, Decoder); 8] = [
    ("utf-8", |bytes, handler, last| utf8::decode(bytes, handler, last)),
    ("utf-16-le", |bytes, handler, last| {
        utf16::decode(bytes, ByteOrder::Little, handler, last).map(|(decoded, _)| decoded)
    }),
    ("utf-16-be", |bytes, handler, last| {
        utf16::decode(bytes, ByteOrder::Big, handler, last).map(|(decoded, _)| decoded)
    }),
    ("utf-32-le", |bytes, handler, last| {
        utf32::decode(bytes, ByteOrder::Little, handler, last).map(|(decoded, _)| decoded)
    }),
    ("utf-32-be", |bytes, handler, last| {
        utf32::decode(bytes, ByteOrder::Big, handler, last).map(|(decoded, _)| decoded)
    }),
    ("utf-7", |bytes, handler, last| utf7::decode(bytes, handler, last)),
    ("unicode_escape", |bytes, handler, last| {
        escape::decode(bytes, handler, last).map(|(decoded, _)| decoded)
    }),
    ("raw_unicode_escape", |bytes, handler, last| raw_escape::decode(bytes, handler, last)),
];

/// Sees that errors lie within the input.
struct Checked(Handling);

impl DecodeHandler for Checked {
    type Error = CodecError;

    fn decode_error(&mut self, input: &[u8], error: CodecError) -> Result<DecodeReply, CodecError> {
        assert!(error.range.start < error.range.end && error.range.end <= input.len(), "{error:?}");
        self.0.decode_error(input, error)
    }
}

fn encoded(name: &str, text: &TextBuf) -> Vec<u8> {
    let (text, handler) = (text.as_text(), &mut Handling::SurrogatePass);
    let bytes = match name {
        "utf-8" => utf8::encode(text, handler),
        "utf-16-le" => utf16::encode(text, ByteOrder::Little, handler),
        "utf-16-be" => utf16::encode(text, ByteOrder::Big, handler),
        "utf-32-le" => utf32::encode(text, ByteOrder::Little, handler),
        "utf-32-be" => utf32::encode(text, ByteOrder::Big, handler),
        "utf-7" => Ok(utf7::encode(text)),
        "unicode_escape" => Ok(escape::encode(text)),
        _ => Ok(raw_escape::encode(text)),
    };
    bytes.unwrap()
}

fn text() -> impl Strategy<Value = TextBuf> {
    let code = prop_oneof![0..0x80_u32, 0..0x100_u32, 0..0xD800_u32, 0xE000..0x11_0000_u32];
    prop::collection::vec(code, 0..20).prop_map(|codes| codes.into_iter().collect())
}

proptest! {
    #[test]
    fn text_comes_back(text in text()) {
        for (name, decode) in DECODERS {
            // A raw escape can't say a backslash before a `u`.
            if name == "raw_unicode_escape" && text.as_text().iter().any(|code| code == 0x5C) {
                continue;
            }
            let bytes = encoded(name, &text);
            let decoded = decode(&bytes, &mut Checked(Handling::Strict), true).unwrap();
            prop_assert_eq!((&decoded.text, decoded.consumed), (&text, bytes.len()), "{}", name);
        }
    }

    #[test]
    fn pieces_are_decoded_like_the_whole(text in text(), place in 0..200_usize) {
        for (name, decode) in DECODERS {
            // A raw escape can't say a backslash before a `u`.
            if name == "raw_unicode_escape" && text.as_text().iter().any(|code| code == 0x5C) {
                continue;
            }
            let bytes = encoded(name, &text);
            let place = place.min(bytes.len());
            let whole = decode(&bytes, &mut Checked(Handling::Strict), true).unwrap();
            let first = decode(&bytes[..place], &mut Checked(Handling::Strict), false).unwrap();
            let second = decode(&bytes[first.consumed..], &mut Checked(Handling::Strict), true).unwrap();
            let mut both = TextBuilder::new();
            both.push_text(first.text.as_text());
            both.push_text(second.text.as_text());
            prop_assert_eq!(both.finish(), whole.text, "{}", name);
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(bytes: Vec<u8>, last: bool) {
        for (name, decode) in DECODERS {
            for handling in [Handling::Strict, Handling::Ignore, Handling::Replace, Handling::BackslashReplace, Handling::SurrogateEscape, Handling::SurrogatePass] {
                if let Ok(decoded) = decode(&bytes, &mut Checked(handling), last) {
                    prop_assert!(decoded.consumed <= bytes.len());
                    prop_assert_eq!(&decoded.text.as_text().narrowest(), &decoded.text, "{}", name);
                }
            }
        }
    }

    #[test]
    fn escaped_bytes_come_back(bytes: Vec<u8>) {
        let text = utf8::decode(&bytes, &mut Handling::SurrogateEscape, true).unwrap().text;
        prop_assert_eq!(utf8::encode(text.as_text(), &mut Handling::SurrogateEscape), Ok(bytes));
    }

    #[test]
    fn valid_utf8_is_what_the_standard_library_says(bytes: Vec<u8>) {
        let ours = utf8::decode(&bytes, &mut Handling::Replace, true).unwrap().text;
        prop_assert_eq!(ours, TextBuf::from(&*String::from_utf8_lossy(&bytes)));
    }
}

/// A handler may put other input in the place of what is left.
#[test]
fn a_handler_may_change_the_input() {
    struct Changing;

    impl DecodeHandler for Changing {
        type Error = CodecError;

        fn decode_error(&mut self, _: &[u8], error: CodecError) -> Result<DecodeReply, CodecError> {
            let input = Some(b"0123456789".to_vec());
            Ok(DecodeReply { text: "-".into(), resume: error.range.end, input })
        }
    }

    let decoded = utf8::decode(b"ab\xFFcd", &mut Changing, true).unwrap();
    assert_eq!(decoded.text, "ab-3456789".into());
    let decoded = single::decode_ascii(b"ab\xFFcd", &mut Changing).unwrap();
    assert_eq!(decoded.text, "ab-3456789".into());
}
