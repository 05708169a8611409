use proptest::prelude::*;

use super::*;
use crate::constant::{Complex, Constant, Dict, Float, Set, Shared, Text};

fn leaves() -> impl Strategy<Value = Constant> {
    prop_oneof![
        Just(Constant::None),
        Just(Constant::True),
        Just(Constant::False),
        Just(Constant::Ellipsis),
        any::<i64>().prop_map(Constant::int),
        (-10..300_i32).prop_map(Constant::int),
        any::<[i128; 3]>()
            .prop_map(|[a, b, c]| { Constant::int(num_bigint::BigInt::from(a) * b * c) }),
        any::<f64>().prop_map(Constant::float),
        any::<(f64, f64)>().prop_map(|(real, imaginary)| {
            let (real, imaginary) = (Float(real), Float(imaginary));
            Constant::Complex(Shared::new(Complex { real, imaginary }))
        }),
        any::<String>().prop_map(|text| Constant::str(&text)),
        "[a-z_]{0,12}".prop_map(|text| {
            let text = Text::new(&text);
            text.intern();
            Constant::Str(Shared::new(text))
        }),
        prop::collection::vec(0..0x11_0000_u32, 0..5)
            .prop_map(|points| Constant::Str(Shared::new(Text::from_code_points(points)))),
        any::<Vec<u8>>().prop_map(|bytes| Constant::bytes(&bytes)),
    ]
}

fn values() -> impl Strategy<Value = Constant> {
    leaves().prop_recursive(4, 40, 6, |inner| {
        let items = || prop::collection::vec(inner.clone(), 0..6);
        prop_oneof![
            items().prop_map(Constant::tuple),
            items().prop_map(|items| Constant::List(Shared::new(items))),
            // The same values twice.
            items().prop_map(|items| Constant::tuple(items.iter().chain(&items).cloned())),
            items().prop_filter_map("has a hash", |items| {
                let set = Set::collect(items.into_iter().map(Ok::<_, ReadError>)).ok()?;
                Some(Constant::FrozenSet(Shared::new(set)))
            }),
            prop::collection::vec((leaves(), inner.clone()), 0..4).prop_filter_map(
                "has a hash",
                |pairs| {
                    let dict = Dict::collect(pairs.into_iter().map(Ok::<_, ReadError>)).ok()?;
                    Some(Constant::Dict(Shared::new(dict)))
                }
            ),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_written_is_read(value in values(), version in 0..=VERSION) {
        let bytes = dumps(&value, version).unwrap();
        prop_assert_eq!(loads(&bytes), Ok(value));
    }

    #[test]
    fn what_was_read_is_written_alike(value in values()) {
        let bytes = dumps(&value, VERSION).unwrap();
        prop_assert_eq!(dumps(&loads(&bytes).unwrap(), VERSION).unwrap(), bytes);
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes: Vec<u8>) {
        // An error has words.
        if let Err(error) = loads(&bytes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn what_is_cut_short_is_an_error(value in values(), part in 0.0..1.0) {
        let bytes = dumps(&value, VERSION).unwrap();
        let length = (bytes.len() as f64 * part) as usize;
        prop_assert!(loads(&bytes[..length]).is_err());
    }
}
