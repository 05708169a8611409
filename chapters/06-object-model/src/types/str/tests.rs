//! What holds for every text, against code that does the same without haste.

use proptest::prelude::*;

use super::case::Case;
use super::pad::{self, Padding};
use super::replace::replace;
use super::*;

/// Characters that begin and end the kinds, and some that repeat.
fn code() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => prop::sample::select(vec![0x61_u32, 0x62, 0x20, 0x0A]),
        1 => prop::sample::select(vec![0, 0x7F, 0x80, 0xFF, 0x100, 0xD800, 0xDFFF, 0xFFFF, 0x1_0000]),
        1 => 0..=crate::unicode::MAX_UNICODE,
    ]
}

fn codes() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(code(), 0..40)
}

/// Of two letters, so that patterns are found, and periodic ones nearly.
fn letters(most: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop::sample::select(vec![0x61_u32, 0x62]), 0..most)
}

fn buf(codes: &[u32]) -> TextBuf {
    codes.iter().copied().collect()
}

/// Every place of a pattern.
fn all_places(text: &[u32], pattern: &[u32]) -> Vec<usize> {
    let last = text.len().checked_sub(pattern.len());
    last.map_or(Vec::new(), |last| {
        (0..=last).filter(|at| text[*at..].starts_with(pattern)).collect()
    })
}

fn wide<U: Unit>(codes: &[u32]) -> Vec<U> {
    codes.iter().map(|code| U::truncated(*code)).collect()
}

fn check_search<U: Unit>(text: &[u32], pattern: &[u32]) {
    let places = all_places(text, pattern);
    let (long, short) = (wide::<U>(text), wide::<U>(pattern));
    assert_eq!(search::find(&long, &short), places.first().copied());
    assert_eq!(search::rfind(&long, &short), places.last().copied());
    let mut apart: Vec<usize> = Vec::new();
    for place in places {
        if apart.last().is_none_or(|last| last + pattern.len().max(1) <= place) {
            apart.push(place);
        }
    }
    assert_eq!(search::count(&long, &short), apart.len());
    assert_eq!(search::places(&long, &short, usize::MAX), apart);
}

proptest! {
    #[test]
    fn text_is_what_was_pushed_in_the_narrowest_form(codes in codes()) {
        let text = buf(&codes);
        prop_assert_eq!(text.as_text().iter().collect::<Vec<_>>(), codes.clone());
        prop_assert_eq!(&text.as_text().narrowest(), &text);
        let bound = codes.iter().copied().max().unwrap_or(0);
        let form = match &text {
            TextBuf::Ascii(_) => 0x80,
            TextBuf::Latin1(_) => 0x100,
            TextBuf::Ucs2(_) => 0x1_0000,
            TextBuf::Ucs4(_) => 0x11_0000,
        };
        prop_assert_eq!([0x80, 0x100, 0x1_0000, 0x11_0000].into_iter().find(|end| bound < *end), Some(form));
    }

    #[test]
    fn pieces_pushed_and_taken_back_are_as_narrow(first in codes(), second in codes(), keep in 0..40_usize) {
        let (first, second) = (buf(&first), buf(&second));
        let mut builder = TextBuilder::new();
        builder.push_text(first.as_text());
        builder.push_text(second.as_text());
        let both = pad::join_shape(Text::EMPTY, [first.as_text(), second.as_text()].into_iter()).unwrap();
        prop_assert_eq!(builder.as_text().shape().kind(), both.kind());
        builder.truncate(keep);
        let kept = first.as_text().iter().chain(second.as_text().iter()).take(keep).collect();
        prop_assert_eq!(builder.finish(), kept);
    }

    #[test]
    fn patterns_are_found_where_they_are(text in letters(60), pattern in letters(9)) {
        check_search::<u8>(&text, &pattern);
        check_search::<u16>(&text, &pattern);
        check_search::<u32>(&text, &pattern);
    }

    #[test]
    fn periodic_patterns_are_found(period in letters(5), times in 1..30_usize, tail in letters(4)) {
        let text: Vec<u32> = [period.repeat(times), tail.clone(), period.repeat(times / 2)].concat();
        let pattern = [period.repeat(times / 2), tail].concat();
        check_search::<u16>(&text, &pattern);
    }

    #[test]
    fn joining_undoes_splitting(text in codes(), separator in codes(), most in 0..5_usize) {
        prop_assume!(!separator.is_empty());
        let (text, separator) = (buf(&text), buf(&separator));
        let (text, separator) = (text.as_text(), separator.as_text());
        for pieces in [text.split(separator, most), text.rsplit(separator, most)] {
            prop_assert!(pieces.len() <= most + 1);
            let pieces: Vec<_> = pieces.into_iter().map(|range| text.slice(range)).collect();
            let shape = pad::join_shape(separator, pieces.iter().copied()).unwrap();
            let joined = TextBuf::build(shape, |out| pad::join(separator, pieces.iter().copied(), out));
            prop_assert_eq!(joined.as_text(), text);
        }
    }

    #[test]
    fn lines_with_their_ends_are_the_text(codes in codes()) {
        let text = buf(&codes);
        let lines = text.as_text().split_lines(true);
        let mut end = 0;
        for line in &lines {
            prop_assert_eq!(line.start, end);
            end = line.end;
        }
        prop_assert_eq!(end, codes.len());
        prop_assert_eq!(lines.len(), text.as_text().split_lines(false).len());
    }

    #[test]
    fn replacing_is_joining_what_splitting_leaves(text in letters(30), old in letters(4), new in codes()) {
        prop_assume!(!old.is_empty());
        let (text, old, new) = (buf(&text), buf(&old), buf(&new));
        let (text, old, new) = (text.as_text(), old.as_text(), new.as_text());
        let pieces: Vec<_> = text.split(old, usize::MAX).into_iter().map(|range| text.slice(range)).collect();
        let shape = pad::join_shape(new, pieces.iter().copied()).unwrap();
        let joined = TextBuf::build(shape, |out| pad::join(new, pieces.iter().copied(), out));
        let replaced = replace(text, old, new, usize::MAX).unwrap();
        prop_assert_eq!(replaced.unwrap_or(text.to_buf()), joined);
    }

    #[test]
    fn order_is_that_of_code_points(left in codes(), right in codes()) {
        let (a, b) = (buf(&left), buf(&right));
        prop_assert_eq!(compare::compare(a.as_text(), b.as_text()), left.cmp(&right));
        prop_assert_eq!(a.as_text() == b.as_text(), left == right);
        prop_assert_eq!(a.as_text().hash_input() == b.as_text().hash_input() && a.as_text().len() == b.as_text().len(), left == right);
    }

    #[test]
    fn ascii_changes_case_as_other_text(bytes in prop::collection::vec(0..0x80_u8, 0..30)) {
        // The same characters in a wide form take the long way.
        let wide: Vec<u32> = bytes.iter().map(|byte| (*byte).into()).collect();
        for case in [Case::Upper, Case::Lower, Case::Title, Case::Capitalize, Case::Swap, Case::Fold] {
            let short = Text::Ascii(&bytes).with_case(case);
            prop_assert_eq!(Text::Ucs4(&wide).with_case(case), short);
        }
    }

    #[test]
    fn a_repr_has_nothing_that_is_not_printable(codes in codes()) {
        let repr = repr::repr(buf(&codes).as_text());
        prop_assert!(repr.as_text().is_printable());
        let ascii = repr::ascii(repr.as_text()).unwrap_or(repr);
        prop_assert!(ascii.as_text().is_ascii());
    }

    #[test]
    fn format_strings_of_any_sort_come_to_an_end(codes in prop::collection::vec(prop::sample::select(b"{}[].:!%()*0a".to_vec()), 0..30)) {
        let pieces = markup::Markup::new(Text::Ascii(&codes), 0..codes.len());
        prop_assert!(pieces.take(codes.len() + 1).filter(|piece| piece.is_ok()).count() <= codes.len());
    }
}

/// Patterns at which comparing at each place costs the product of the lengths: were the search
/// not linear, this would take minutes.
#[test]
fn no_pattern_takes_long() {
    let text = vec![0x61_u16; 1 << 20];
    let mut pattern = vec![0x61_u16; 1 << 19];
    pattern[0] = 0x62;
    assert_eq!(search::find(&text, &pattern), None);
    assert_eq!(search::rfind(&text, &pattern), None);
    let middle = pattern.len() / 2;
    pattern.swap(0, middle);
    assert_eq!(search::find(&text, &pattern), None);
    pattern.swap(middle, 0);
    pattern.rotate_left(1);
    assert_eq!(search::find(&text, &pattern), None);
    assert_eq!(search::rfind(&text, &pattern), None);
}

#[test]
fn what_is_too_long_is_said() {
    let width = isize::MAX as usize;
    let padding = Padding::around(1, width).unwrap();
    assert_eq!(padding.apply(Text::Ascii(b"a"), 0x1_0000), Err(SizeError::OutOfMemory));
    assert_eq!(pad::zero_fill(Text::Ascii(b"a"), usize::MAX), Err(SizeError::TooLong));
    let tabs = pad::expand_tabs(Text::Ascii(b"\t\t"), width);
    assert_eq!(tabs, Err(SizeError::TooLong));
    let (text, new) = (vec![b'a'; 1 << 12], vec![b'b'; 1 << 12]);
    assert!(replace(Text::Ascii(&text), Text::Ascii(b"a"), Text::Ascii(&new), usize::MAX).is_ok());
}
