//! Exercise 2: a parser that remembers.

use std::collections::HashMap;

// ANCHOR: machine
/// The rules of the grammar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Rule {
    /// sum: term '+' sum | term
    Sum,
    /// term: atom '*' term | atom
    Term,
    /// atom: '(' sum ')' | DIGIT
    Atom,
}

/// What a rule comes to at some place: a value, and the place behind it; or nothing.
type Match = Option<(u64, usize)>;

struct Parser<'s> {
    text: &'s [u8],
    /// What is known already.
    memo: HashMap<(Rule, usize), Match>,
    /// How often a rule was gone through.
    work: usize,
}

impl Parser<'_> {
    /// Tries a rule at a place.
    fn apply(&mut self, rule: Rule, at: usize) -> Match {
        // The memo table is empty, and stays so.
        debug_assert!(self.memo.is_empty());
        self.go_through(rule, at)
    }

    fn go_through(&mut self, rule: Rule, at: usize) -> Match {
        self.work += 1;
        match rule {
            Rule::Sum => self.pair(Rule::Term, b'+', Rule::Sum, |a, b| a + b, at),
            Rule::Term => self.pair(Rule::Atom, b'*', Rule::Term, |a, b| a * b, at),
            Rule::Atom => self.parenthesized(at).or_else(|| self.digit(at)),
        }
    }

    /// first sign rest | first
    fn pair(
        &mut self,
        first: Rule,
        sign: u8,
        rest: Rule,
        join: fn(u64, u64) -> u64,
        at: usize,
    ) -> Match {
        self.signed(first, sign, rest, join, at).or_else(|| self.apply(first, at))
    }
    // ANCHOR_END: machine

    fn signed(
        &mut self,
        first: Rule,
        sign: u8,
        rest: Rule,
        join: fn(u64, u64) -> u64,
        at: usize,
    ) -> Match {
        let (left, at) = self.apply(first, at)?;
        let (right, at) = self.apply(rest, self.expect(sign, at)?)?;
        Some((join(left, right), at))
    }

    fn parenthesized(&mut self, at: usize) -> Match {
        let (value, at) = self.apply(Rule::Sum, self.expect(b'(', at)?)?;
        Some((value, self.expect(b')', at)?))
    }

    fn digit(&self, at: usize) -> Match {
        let digit = char::from(*self.text.get(at)?).to_digit(10)?;
        Some((digit.into(), at + 1))
    }

    fn expect(&self, byte: u8, at: usize) -> Option<usize> {
        (self.text.get(at) == Some(&byte)).then_some(at + 1)
    }
}

/// The value of a whole text, if it is a sum, and the work that it took to know.
fn sum(text: &str) -> (Option<u64>, usize) {
    let mut parser = Parser { text: text.as_bytes(), memo: HashMap::new(), work: 0 };
    let found = parser.apply(Rule::Sum, 0).filter(|&(_, end)| end == text.len());
    (found.map(|(value, _)| value), parser.work)
}

mod checks;
