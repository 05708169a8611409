//! `repr` of constants, as recorded. A line is a class, the value's bits and its `repr`.

use glass_snake_tests::recordings;
use parser::ast::constant::DIGIT_BITS;
use parser::ast::{Constant, Int, Str};
use parser::limits::{INT_MAX_STR_DIGITS, RECURSION_LIMIT};
use parser::repr::push_constant;

#[test]
fn constants_as_recorded() {
    let recorded = recordings::read(super::SUBJECT, "reprs");
    for line in recorded.lines() {
        let [class, bits, shown] =
            line.splitn(3, ' ').collect::<Vec<_>>().try_into().expect("three columns");
        let (bytes, digits);
        let value = match class {
            "float" => Constant::Float(float(bits)),
            "complex" => Constant::Complex { real: float(&bits[..16]), imag: float(&bits[16..]) },
            "int" => {
                digits = int_digits(bits);
                Constant::Int(int(&digits))
            }
            "str" => {
                bytes = from_hex(bits);
                Constant::Str(match std::str::from_utf8(&bytes) {
                    Ok(text) => Str::Utf8(text),
                    Err(_) => Str::Surrogates(&bytes),
                })
            }
            _ => {
                bytes = from_hex(bits);
                Constant::Bytes(&bytes)
            }
        };
        let mut ours = String::new();
        if let Err(error) = push_constant(&mut ours, value, INT_MAX_STR_DIGITS, RECURSION_LIMIT) {
            ours = format!("ValueError: {error}");
        }
        assert_eq!(ours, shown, "{class} {bits}");
    }
}

#[test]
fn without_a_limit_every_int_is_written() {
    let digits = int_digits(&format!("1{}", "0".repeat(5000)));
    let mut shown = String::new();
    push_constant(&mut shown, Constant::Int(int(&digits)), 0, RECURSION_LIMIT).unwrap();
    // 16**5000
    assert_eq!(shown.len(), 6021);
}

fn float(bits: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(bits, 16).unwrap())
}

fn from_hex(bits: &str) -> Vec<u8> {
    let pairs = (0..bits.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&bits[at..at + 2], 16).unwrap()).collect()
}

/// The digits to the base 2**30, the lowest first.
fn int_digits(hex: &str) -> Vec<u32> {
    let mut digits = vec![0];
    for (at, digit) in hex.bytes().rev().enumerate() {
        let value = (digit as char).to_digit(16).unwrap();
        for bit in 0..4 {
            let position = at as u32 * 4 + bit;
            let index = (position / DIGIT_BITS) as usize;
            if value >> bit & 1 == 1 {
                digits.resize(digits.len().max(index + 1), 0);
                digits[index] |= 1 << (position % DIGIT_BITS);
            }
        }
    }
    digits
}

fn int(digits: &[u32]) -> Int<'_> {
    let small = digits.iter().rev().try_fold(0u64, |value, &digit| {
        Some(value.checked_mul(1 << DIGIT_BITS)? + u64::from(digit))
    });
    small.map_or(Int::Big(digits), Int::Small)
}
