//! What holds for all bytes.

use proptest::prelude::*;

use super::*;
use crate::types::str::case::{Case, ascii_with_case};
use crate::types::str::split::Ends;
use crate::types::str::{Text, TextBuf};

proptest! {
    #[test]
    fn digits_lead_back(bytes: Vec<u8>, group in -5..6) {
        for separator in [None, Some(b' ')] {
            let digits = hex::to_hex(&bytes, separator, group);
            prop_assert_eq!(hex::from_hex(Text::Ascii(&digits)), Ok(bytes.clone()));
        }
    }

    #[test]
    fn a_repr_is_ascii_and_leads_back(bytes: Vec<u8>) {
        let repr = repr::repr(&bytes);
        prop_assert!(repr.is_ascii());
        let inner = &repr[2..repr.len() - 1];
        let (decoded, warning) = crate::codecs::escape::decode_bytes(inner, "strict").unwrap();
        prop_assert_eq!((decoded, warning), (bytes, None));
    }

    #[test]
    fn a_translation_and_its_inverse(bytes: Vec<u8>, from in prop::sample::subsequence((0..=255).collect::<Vec<u8>>(), 0..256)) {
        let to: Vec<u8> = from.iter().rev().copied().collect();
        let there = edit::make_translation(&from, &to).unwrap();
        let back = edit::make_translation(&to, &from).unwrap();
        let moved = edit::translate(&bytes, Some(&there), b"");
        prop_assert_eq!(edit::translate(&moved, Some(&back), b""), bytes);
    }

    #[test]
    fn ascii_in_bytes_is_ascii_in_text(bytes in prop::collection::vec(0..0x80_u8, 0..30)) {
        let text = Text::Ascii(&bytes);
        prop_assert_eq!(ascii::is_upper(&bytes), text.is_upper());
        prop_assert_eq!(ascii::is_lower(&bytes), text.is_lower());
        prop_assert_eq!(ascii::is_title(&bytes), text.is_title());
        let titled = text.with_case(Case::Title);
        prop_assert_eq!(titled, TextBuf::Ascii(ascii_with_case(&bytes, Case::Title)));
    }

    #[test]
    fn stripping_a_set_strips_what_splitting_skips(bytes: Vec<u8>) {
        let spaces = b" \t\n\r\x0b\x0c";
        prop_assert_eq!(
            ascii::strip(&bytes, spaces, Ends::Both),
            ascii::strip_spaces(&bytes, Ends::Both)
        );
    }
}
