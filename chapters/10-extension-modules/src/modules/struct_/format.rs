//! A format string as a list of codes.
//!
//! CPython: `Modules/_struct.c` (`whichtable`, `getentry`, `align`, `prepare_s`).

use super::struct_error;
use object_model::Raised;

// ANCHOR: code
/// Which byte order, and whether sizes and alignment are the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `@`
    Native,
    /// `<`, and `=` on this machine.
    Little,
    /// `>` and `!`
    Big,
}

/// A letter, and where its items stand.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The letter.
    pub letter: u8,
    /// Where the first item begins.
    pub offset: usize,
    /// How many bytes an item takes; of `s` and `p` the count before the letter.
    pub size: usize,
    /// How many items there are.
    pub repeat: usize,
}

/// A format that was read.
#[derive(Debug, Clone)]
pub struct Format {
    /// The byte order.
    pub order: Order,
    /// The codes that have values.
    pub codes: Vec<Code>,
    /// How many bytes.
    pub size: usize,
    /// How many values.
    pub count: usize,
}
// ANCHOR_END: code

/// How many bytes an item takes.
fn item_size(letter: u8, order: Order) -> Option<usize> {
    let is_native = order == Order::Native;
    Some(match letter {
        b'x' | b'b' | b'B' | b'c' | b's' | b'p' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => {
            if is_native {
                8
            } else {
                4
            }
        }
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if is_native => 8,
        _ => return None,
    })
}

// ANCHOR: read
impl Format {
    /// Reads a format. C: `prepare_s`.
    ///
    /// # Errors
    /// `struct.error`.
    pub fn read(text: &[u8]) -> Result<Format, Raised> {
        if text.contains(&0) {
            return Err(struct_error("embedded null character"));
        }
        let (order, letters) = match text {
            [b'<' | b'=', rest @ ..] => (Order::Little, rest),
            [b'>' | b'!', rest @ ..] => (Order::Big, rest),
            [b'@', rest @ ..] => (Order::Native, rest),
            _ => (Order::Native, text),
        };
        let too_long = || struct_error("total struct size too long");
        let mut format = Format { order, codes: Vec::new(), size: 0, count: 0 };
        let mut letters = letters.iter().copied().peekable();
        while let Some(first) = letters.next() {
            if matches!(first, b'\t'..=b'\r' | b' ') {
                continue;
            }
            let (mut number, mut letter) = (1, first);
            if first.is_ascii_digit() {
                number = usize::from(first - b'0');
                loop {
                    let Some(next) = letters.next() else {
                        let message = "repeat count given without format specifier";
                        return Err(struct_error(message));
                    };
                    letter = next;
                    if !next.is_ascii_digit() {
                        break;
                    }
                    let sum =
                        number.checked_mul(10).and_then(|n| n.checked_add((next - b'0').into()));
                    let fits = sum.filter(|sum| *sum <= isize::MAX as usize);
                    number = fits.ok_or_else(too_long)?;
                }
            }
            format.push(letter, number)?;
        }
        Ok(format)
    }

    fn push(&mut self, letter: u8, number: usize) -> Result<(), Raised> {
        let too_long = || struct_error("total struct size too long");
        let size = item_size(letter, self.order)
            .ok_or_else(|| struct_error("bad char in struct format"))?;
        if self.order == Order::Native && size > 1 {
            self.size = self.size.next_multiple_of(size);
        }
        let offset = self.size;
        let end = number.checked_mul(size).and_then(|bytes| bytes.checked_add(offset));
        self.size = end.filter(|end| *end <= isize::MAX as usize).ok_or_else(too_long)?;
        let code = match letter {
            b'x' => return Ok(()),
            b's' | b'p' => Code { letter, offset, size: number, repeat: 1 },
            _ if number == 0 => return Ok(()),
            _ => Code { letter, offset, size, repeat: number },
        };
        self.count = self.count.checked_add(code.repeat).ok_or_else(too_long)?;
        self.codes.push(code);
        Ok(())
    }
}
// ANCHOR_END: read
