//! Exercise 3: a rule that begins with itself.

use std::collections::HashMap;

// ANCHOR: machine
/// What `difference` comes to at some place: its shape with all parentheses written, and the
/// place behind it; or nothing.
type Match = Option<(String, usize)>;

struct Parser<'s> {
    text: &'s [u8],
    /// What `difference` is known to come to.
    memo: HashMap<usize, Match>,
    /// How often its alternatives were gone through.
    work: usize,
}

impl Parser<'_> {
    /// difference: difference '-' atom | atom
    fn difference(&mut self, at: usize) -> Match {
        if let Some(known) = self.memo.get(&at) {
            return known.clone();
        }
        // Without this entry, the alternatives would call each other without end.
        self.memo.insert(at, None);
        self.alternatives(at)
    }

    fn alternatives(&mut self, at: usize) -> Match {
        self.work += 1;
        self.longer(at).or_else(|| self.atom(at))
    }

    /// difference '-' atom
    fn longer(&mut self, at: usize) -> Match {
        let (left, at) = self.difference(at)?;
        let (right, at) = self.atom(self.expect(b'-', at)?)?;
        Some((format!("({left}-{right})"), at))
    }

    /// atom: '[' difference ']' | DIGIT
    fn atom(&mut self, at: usize) -> Match {
        self.bracketed(at).or_else(|| self.digit(at))
    }
    // ANCHOR_END: machine

    fn bracketed(&mut self, at: usize) -> Match {
        let (inside, at) = self.difference(self.expect(b'[', at)?)?;
        Some((format!("[{inside}]"), self.expect(b']', at)?))
    }

    fn digit(&self, at: usize) -> Match {
        let digit = self.text.get(at).filter(|byte| byte.is_ascii_digit())?;
        Some((char::from(*digit).to_string(), at + 1))
    }

    fn expect(&self, byte: u8, at: usize) -> Option<usize> {
        (self.text.get(at) == Some(&byte)).then_some(at + 1)
    }
}

/// The shape of the difference at the beginning of a text, where it ends, and the work.
fn difference(text: &str) -> (Option<(String, usize)>, usize) {
    let mut parser = Parser { text: text.as_bytes(), memo: HashMap::new(), work: 0 };
    (parser.difference(0), parser.work)
}

mod checks;
