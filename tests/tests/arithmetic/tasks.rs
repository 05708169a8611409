//! Our side of the tasks in `tests/reference/arithmetic.py`, which says how they are written.

use std::cmp::Ordering;

use object_model::types::complex::{self, Complex};
use object_model::types::float::{self, Power};
use object_model::types::format::{self, FormatError, FormatSpec, Formatted, Locale, code_points};
use object_model::types::int::divide::{floor_divide, modulo};
use object_model::types::int::float_conversion::to_fraction;
use object_model::types::int::{
    self, Bitwise, ByteOrder, DigitLimit, Exception, Int, Integer, NumberError, ShiftCount,
    UNWATCHED,
};
use sha2::{Digest, Sha256};

const LONGEST: usize = 120;

/// The result of a task, or its error.
pub(crate) fn answer(task: &str) -> String {
    let mut fields = task.split('\t');
    let operation = fields.next().unwrap_or_default();
    let operands: Vec<&str> = fields.collect();
    let (kind, operation) = operation.split_once(' ').expect("a type and an operation");
    let result = match kind {
        "int" => integer_task(operation, &operands).map_err(FormatError::from),
        "float" => float_task(operation, &operands).map_err(FormatError::from),
        "complex" => complex_task(operation, &operands).map_err(FormatError::from),
        "format" => format_task(operation, &operands),
        _ => panic!("unknown type {kind}"),
    };
    match result {
        Ok(text) if text.len() <= LONGEST => text,
        Ok(text) => {
            let digest = Sha256::digest(&text);
            let digest: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
            format!("#{} {digest}", text.len())
        }
        Err(error) => {
            let name = match error.exception() {
                Exception::MemoryError => return "MemoryError: ".to_owned(),
                Exception::OverflowError => "OverflowError",
                Exception::ValueError => "ValueError",
                Exception::ZeroDivisionError => "ZeroDivisionError",
                Exception::Pending => panic!("nothing interrupts"),
            };
            format!("{name}: {}", escaped(&code_points(&error.to_string())))
        }
    }
}

fn integer_task(operation: &str, operands: &[&str]) -> Result<String, NumberError> {
    if operation == "parse" {
        let &[text, base, limit] = operands else { panic!("{operands:?}") };
        let text: Vec<u8> = unescaped(text).iter().map(|&c| u8::try_from(c).unwrap()).collect();
        let limit = DigitLimit::new(limit.parse().unwrap()).unwrap();
        return Ok(shown(&int::parse(&text, base.parse().unwrap(), limit, UNWATCHED)?));
    }
    if operation == "from_bytes" {
        let &[bytes, order, signed] = operands else { panic!("{operands:?}") };
        let byte = |index: usize| u8::from_str_radix(&bytes[2 * index..2 * index + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..bytes.len() / 2).map(byte).collect();
        let size = int::from_bytes_size(&bytes)?;
        return made(size, |into| {
            Ok(int::from_bytes(&bytes, byte_order(order), signed == "1", into))
        });
    }
    let left = integer(operands[0]);
    let l = left.view();
    let second = || integer(operands[1]);
    let flag = || DigitLimit::new(operands[1].parse().unwrap()).unwrap();
    match operation {
        "+" | "-" | "*" | "//" | "%" | "divmod" | "/" | "**" | "<<" | ">>" | "&" | "|" | "^"
        | "compare" | "gcd" | "round" | "pow" => {
            let right = second();
            binary_task(operation, l, right.view(), operands)
        }
        "square" => {
            made(int::multiply_size(l, l), |into| Ok(int::multiply(l, l, into, UNWATCHED)?))
        }
        "~" => made(int::invert_size(l), |into| Ok(int::invert(l, into))),
        "isqrt" => Ok(shown(&int::square_root(l, UNWATCHED)?)),
        "bit_length" => Ok(format!("{:x}", int::bit_length(l))),
        "bit_count" => Ok(format!("{:x}", int::bit_count(l))),
        "hash" => Ok(shown(&Integer::from(int::hash(l)))),
        "float" => Ok(shown_float(int::to_f64(l)?)),
        "frexp" => {
            // `math.frexp` goes by way of the double.
            let (fraction, exponent) = to_fraction(l);
            Ok(format!("{} {}", shown_float(fraction), shown(&Integer::from(exponent))))
        }
        "to_bytes" => {
            let mut bytes = vec![0; operands[1].parse().unwrap()];
            int::to_bytes(l, &mut bytes, byte_order(operands[2]), operands[3] == "1")?;
            Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        }
        "str" => int::to_decimal(l, flag(), UNWATCHED),
        "parse str" => {
            let text = int::to_decimal(l, DigitLimit::NONE, UNWATCHED)?;
            Ok(shown(&int::parse(text.as_bytes(), 10, flag(), UNWATCHED)?))
        }
        "bin" => int::to_power_of_two_base(l, 1, "0b"),
        "oct" => int::to_power_of_two_base(l, 3, "0o"),
        "hex" => int::to_power_of_two_base(l, 4, "0x"),
        _ => panic!("unknown operation {operation}"),
    }
}

fn binary_task(
    operation: &str,
    l: Int<'_>,
    r: Int<'_>,
    operands: &[&str],
) -> Result<String, NumberError> {
    let bitwise =
        |operation| made(int::bitwise_size(l, r), |into| Ok(int::bitwise(operation, l, r, into)));
    let (quotient_size, remainder_size) = int::divide_floor_sizes(l, r);
    match operation {
        "+" => made(int::add_size(l, r), |into| Ok(int::add(l, r, into))),
        "-" => made(int::add_size(l, r), |into| Ok(int::subtract(l, r, into))),
        "*" => made(int::multiply_size(l, r), |into| Ok(int::multiply(l, r, into, UNWATCHED)?)),
        "//" => made(quotient_size, |into| floor_divide(l, r, into, UNWATCHED)),
        "%" => made(remainder_size, |into| modulo(l, r, into, UNWATCHED)),
        "divmod" => {
            let (quotient, rest) = l.to_integer()?.divided(r, UNWATCHED)?;
            Ok(format!("{} {}", shown(&quotient), shown(&rest)))
        }
        "/" => Ok(shown_float(int::true_divide(l, r, UNWATCHED)?)),
        "**" => Ok(shown(&int::power(l, r, UNWATCHED)?)),
        "pow" => {
            let modulus = integer(operands[2]);
            Ok(shown(&int::power_modulo(l, r, modulus.view(), UNWATCHED)?))
        }
        "<<" => {
            let count = ShiftCount::new(r)?;
            made(int::shift_left_size(l, count)?, |into| Ok(int::shift_left(l, count, into)))
        }
        ">>" => {
            let count = ShiftCount::new(r)?;
            made(int::shift_right_size(l, count), |into| Ok(int::shift_right(l, count, into)))
        }
        "&" => bitwise(Bitwise::And),
        "|" => bitwise(Bitwise::Or),
        "^" => bitwise(Bitwise::Xor),
        "compare" => Ok(shown_order(Some(int::compare(l, r)))),
        "gcd" => Ok(shown(&int::gcd(l, r, UNWATCHED)?)),
        "round" if !r.negative => Ok(shown(&l.to_integer()?)),
        "round" => Ok(shown(&int::round(l, r.negated(), UNWATCHED)?)),
        _ => panic!("unknown operation {operation}"),
    }
}

fn float_task(operation: &str, operands: &[&str]) -> Result<String, NumberError> {
    match operation {
        "parse" => return Ok(shown_float(float::parse(&ascii(operands[0]))?)),
        "fromhex" => return Ok(shown_float(float::from_hexadecimal(&ascii(operands[0]))?)),
        _ => {}
    }
    let left = double(operands[0]);
    let right = || double(operands[1]);
    let whole = |value| Ok(shown(&Integer::from_f64(value)?));
    match operation {
        "/" => Ok(shown_float(float::divide(left, right())?)),
        "//" => Ok(shown_float(float::floor_divide(left, right())?)),
        "%" => Ok(shown_float(float::modulo(left, right())?)),
        "divmod" => {
            let (quotient, rest) = float::divide_floor(left, right())?;
            Ok(format!("{} {}", shown_float(quotient), shown_float(rest)))
        }
        "**" => match float::power(left, right())? {
            Power::Float(result) => Ok(shown_float(result)),
            Power::Complex => {
                Ok(shown_complex(Complex::new(left, 0.0).power(Complex::new(right(), 0.0))?))
            }
        },
        "repr" => Ok(float::repr(left)),
        "hex" => Ok(float::to_hexadecimal(left)),
        "ratio" => {
            let (numerator, denominator) = float::as_integer_ratio(left)?;
            Ok(format!("{} {}", shown(&numerator), shown(&denominator)))
        }
        "is_integer" => Ok(shown_bool(float::is_integer(left)).to_owned()),
        "round" => Ok(shown_float(float::round_to(left, operands[1].parse().unwrap())?)),
        "int" => whole(left),
        "nearest" => whole(left.round_ties_even()),
        "floor" => whole(left.floor()),
        "ceil" => whole(left.ceil()),
        "hash" => Ok(shown(&Integer::from(float::hash(left).expect("a number")))),
        "compare int" => Ok(shown_order(float::compare_int(left, integer(operands[1]).view()))),
        _ => panic!("unknown operation {operation}"),
    }
}

fn complex_task(operation: &str, operands: &[&str]) -> Result<String, NumberError> {
    if operation == "parse" {
        return Ok(shown_complex(complex::parse(&ascii(operands[0]))?));
    }
    let left = complex_number(operands[0]);
    let right = || complex_number(operands[1]);
    match operation {
        "*" => Ok(shown_complex(left * right())),
        "/" => Ok(shown_complex(left.divided(right())?)),
        "**" => Ok(shown_complex(left.power(right())?)),
        "abs" => Ok(shown_float(left.absolute()?)),
        "hash" => Ok(shown(&Integer::from(left.hash(0)))),
        "repr" => Ok(complex::repr(left)),
        _ => panic!("unknown operation {operation}"),
    }
}

fn format_task(kind: &str, operands: &[&str]) -> Result<String, FormatError> {
    let spec = unescaped(operands[1]);
    let mut output = Vec::new();
    // An empty specification is `str`, which the caller sees to.
    if spec.is_empty() {
        return match kind {
            "int" => Ok(int::to_decimal(integer(operands[0]).view(), DigitLimit::NONE, UNWATCHED)?),
            "float" => Ok(float::repr(double(operands[0]))),
            "complex" => Ok(complex::repr(complex_number(operands[0]))),
            _ => Ok(operands[0].to_owned()),
        };
    }
    let formatted = if kind == "str" { Formatted::Text } else { Formatted::Number };
    let decimal = |character: u32| char::from_u32(character)?.to_digit(10);
    let spec = FormatSpec::read(&spec, kind, formatted, &decimal)?;
    let (locale, limit) = (Locale::C, DigitLimit::NONE);
    match kind {
        "int" => {
            let value = integer(operands[0]);
            format::format_int(value.view(), &spec, kind, &locale, limit, UNWATCHED, &mut output)?;
        }
        "float" => {
            format::format_float(double(operands[0]), &spec, kind, &locale, &mut output)?;
        }
        "complex" => {
            let value = complex_number(operands[0]);
            format::format_complex(value, &spec, kind, &locale, &mut output)?;
        }
        _ => format::format_text(&unescaped(operands[0]), &spec, kind, &mut output)?,
    }
    Ok(escaped(&output))
}

/// Fills storage of just the size that was asked for.
fn made(
    size: usize,
    fill: impl FnOnce(&mut [u32]) -> Result<isize, NumberError>,
) -> Result<String, NumberError> {
    Ok(shown(&Integer::filled(size, fill)?))
}

fn integer(text: &str) -> Integer {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let text = match text.split_once('~') {
        Some((seed, bits)) => long_integer(seed.parse().unwrap(), bits.parse().unwrap()),
        None => text.to_owned(),
    };
    let text = format!("{sign}{text}");
    int::parse(text.as_bytes(), 16, DigitLimit::NONE, UNWATCHED).unwrap()
}

/// The same bits as the script's, in hexadecimal.
fn long_integer(mut seed: u64, bits: usize) -> String {
    let mut words = Vec::new();
    for _ in 0..bits.div_ceil(32) {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        words.push((seed >> 32) as u32);
    }
    let used = (bits - 1) % 32;
    let last = words.last_mut().expect("at least one bit");
    *last = *last & ((1_u64 << (used + 1)) - 1) as u32 | 1 << used;
    words.iter().rev().map(|word| format!("{word:08x}")).collect()
}

fn double(text: &str) -> f64 {
    float::from_hexadecimal(text.as_bytes()).unwrap()
}

fn complex_number(text: &str) -> Complex {
    let (real, imag) = text.split_once(',').expect("two parts");
    Complex::new(double(real), double(imag))
}

fn byte_order(name: &str) -> ByteOrder {
    if name == "big" { ByteOrder::Big } else { ByteOrder::Little }
}

fn shown(value: &Integer) -> String {
    int::to_power_of_two_base(value.view(), 4, "").unwrap()
}

fn shown_float(value: f64) -> String {
    float::to_hexadecimal(value)
}

fn shown_complex(value: Complex) -> String {
    format!("{},{}", shown_float(value.real), shown_float(value.imag))
}

fn shown_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

fn shown_order(order: Option<Ordering>) -> String {
    [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .map(|one| shown_bool(order == Some(one)))
        .join(" ")
}

fn ascii(text: &str) -> Vec<u8> {
    unescaped(text).iter().map(|&character| u8::try_from(character).unwrap()).collect()
}

/// Python's `unicode_escape`.
fn escaped(text: &[u32]) -> String {
    let escape = |&character: &u32| match character {
        0x5c => "\\\\".to_owned(),
        0x09 => "\\t".to_owned(),
        0x0a => "\\n".to_owned(),
        0x0d => "\\r".to_owned(),
        0x20..0x7f => char::from_u32(character).unwrap().to_string(),
        0..0x100 => format!("\\x{character:02x}"),
        0x100..0x1_0000 => format!("\\u{character:04x}"),
        _ => format!("\\U{character:08x}"),
    };
    text.iter().map(escape).collect()
}

fn unescaped(text: &str) -> Vec<u32> {
    let mut characters = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = &rest[1..];
        if character != '\\' {
            characters.push(u32::from(character));
            continue;
        }
        let (kind, behind) = rest.split_at(1);
        rest = behind;
        let width = match kind {
            "x" => 2,
            "u" => 4,
            "U" => 8,
            _ => 0,
        };
        characters.push(match kind {
            "t" => 0x09,
            "n" => 0x0a,
            "r" => 0x0d,
            "\\" => 0x5c,
            _ => u32::from_str_radix(&rest[..width], 16).unwrap(),
        });
        rest = &rest[width..];
    }
    characters
}
