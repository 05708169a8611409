//! What holds of every complex number.

use proptest::prelude::*;

use super::*;
use crate::types::int::NumberError;

fn number() -> impl Strategy<Value = Complex> {
    let part = prop_oneof![any::<f64>(), (-9..9_i32).prop_map(f64::from), Just(-0.0)];
    (part.clone(), part).prop_map(|(real, imag)| Complex { real, imag })
}

proptest! {
    #[test]
    fn texts_are_read_back(value in number()) {
        let again = parse(repr(value).as_bytes()).unwrap();
        prop_assert_eq!(again.real.to_bits(), value.real.to_bits());
        prop_assert_eq!(again.imag.to_bits(), value.imag.to_bits());
    }

    #[test]
    fn a_real_number_hashes_as_a_float(real in any::<f64>()) {
        prop_assert_eq!(Complex { real, imag: 0.0 }.hash(7), float::hash(real).unwrap_or(7));
    }

    #[test]
    fn small_powers_are_products(real in -9..9_i32, imag in -9..9_i32, exponent in 0..9_u32) {
        let base = Complex::new(real.into(), imag.into());
        let product = (0..exponent).fold(Complex::new(1.0, 0.0), |product, _| product * base);
        prop_assert_eq!(base.power(Complex::new(exponent.into(), 0.0)), Ok(product));
    }
}

#[test]
fn errors() {
    let (zero, one) = (Complex::new(0.0, 0.0), Complex::new(1.0, 0.0));
    assert_eq!(one.divided(zero), Err(NumberError::ComplexDivisionByZero));
    assert_eq!(zero.power(-one), Err(NumberError::ComplexZeroToPower));
    let huge = Complex::new(f64::MAX, f64::MAX);
    assert_eq!(huge.absolute(), Err(NumberError::AbsoluteTooLarge));
    let square = Complex::new(1e200, 1.0).power(one + one);
    assert_eq!(square, Err(NumberError::ComplexPowerOverflow));
}
