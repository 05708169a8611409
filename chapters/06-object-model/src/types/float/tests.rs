//! What holds of every double.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::text_out::{FloatCode, FloatFormat};
use super::*;
use crate::types::int::{Integer, UNWATCHED, hash as int_hash, to_f64, true_divide};

fn finite() -> impl Strategy<Value = f64> {
    any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |value| value.is_finite())
}

proptest! {
    #[test]
    fn texts_are_read_back(value in finite()) {
        prop_assert_eq!(parse(repr(value).as_bytes()).unwrap().to_bits(), value.to_bits());
        let hexadecimal = to_hexadecimal(value);
        let again = from_hexadecimal(hexadecimal.as_bytes()).unwrap();
        prop_assert_eq!(again.to_bits(), value.to_bits());
    }

    #[test]
    fn seventeen_digits_tell_a_double(value in finite()) {
        for code in [FloatCode::Exponent, FloatCode::General] {
            let text = FloatFormat::new(code, 17).write(value).unwrap();
            prop_assert_eq!(parse(text.as_bytes()).unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn a_ratio_is_the_double(value in finite()) {
        let (numerator, denominator) = as_integer_ratio(value).unwrap();
        let quotient = true_divide(numerator.view(), denominator.view(), UNWATCHED).unwrap();
        prop_assert_eq!(quotient, value);
        prop_assert_eq!(is_integer(value), denominator == Integer::from(1));
        prop_assert_eq!(compare_int(value, numerator.view()).unwrap() == Ordering::Equal, is_integer(value));
    }

    #[test]
    fn an_integer_and_its_double_hash_alike(value in any::<i64>(), shift in 0..900_isize) {
        let value = Integer::from(value as f64 as i64).shifted(shift).unwrap();
        let double = to_f64(value.view()).unwrap();
        if compare_int(double, value.view()) == Some(Ordering::Equal) {
            prop_assert_eq!(hash(double), Some(int_hash(value.view())));
        }
    }

    #[test]
    fn rounding_to_all_digits_changes_nothing(value in -1e15..1e15_f64) {
        let places = 20;
        prop_assert_eq!(round_to(value, places).unwrap(), value);
        prop_assert_eq!(round_to(value, 0).unwrap(), value.round_ties_even());
    }

    #[test]
    fn a_rest_has_the_sign_of_the_divisor(left in -1e9..1e9_f64, right in -1e9..1e9_f64) {
        prop_assume!(right != 0.0);
        let (quotient, rest) = divide_floor(left, right).unwrap();
        prop_assert_eq!(quotient, quotient.floor());
        prop_assert_eq!(rest.is_sign_negative(), right.is_sign_negative());
        prop_assert!(rest.abs() <= right.abs());
    }
}

#[test]
fn integers_beyond_53_bits_are_told_apart() {
    let power = Integer::from(1_i64 << 53);
    let next = Integer::from((1_i64 << 53) + 1);
    let double = (1_i64 << 53) as f64;
    assert_eq!(compare_int(double, power.view()), Some(Ordering::Equal));
    assert_eq!(compare_int(double, next.view()), Some(Ordering::Less));
    assert_eq!(compare_int(-0.5, Integer::default().view()), Some(Ordering::Less));
    assert_eq!(compare_int(f64::INFINITY, next.view()), Some(Ordering::Greater));
    assert_eq!(compare_int(f64::NAN, next.view()), None);
}
