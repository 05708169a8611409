//! The machine that the grammar runs on: how a rule is entered, how it looks at tokens, how
//! it goes back.
//!
//! CPython: `Parser/pegen.c` (`_PyPegen_expect_token`, `_PyPegen_lookahead`, …), and what
//! `Tools/peg_generator` writes around each rule of `Parser/parser.c`.
//!
//! A rule is a function that returns the node it made, or `None` if it doesn't match. A rule
//! that doesn't match leaves [`Parser::mark`] for its caller to set back, which
//! [`Parser::attempt`] does for every alternative. `None` can also mean that an error was
//! raised; then [`Parser::error_indicator`] is set, and no alternative is tried any more.
//!
//! Invariant: `mark <= fill`, and every token below `fill` has been looked at. `fill` is how
//! far CPython's parser would have read; its errors point there.

use tokenizer::token::{Token, TokenKind};

use crate::ast::Range;
use crate::memo::{Memoise, Memoised, Rule};
use crate::parser::Parser;

// ANCHOR: limits
/// How deep rules may call each other. C: `MAXSTACK` in `Parser/parser.c`, which is lower for
/// WASI there, too: a WebAssembly engine's stack can't be made larger from inside, and about
/// 2800 levels fit into V8's.
pub(crate) const MAXSTACK: u32 = if cfg!(target_arch = "wasm32") { 2000 } else { 6000 };

/// After how many levels to look whether there is enough stack for as many again.
const LEVELS_AT_ONCE: u32 = 32;

/// Goes on with another piece of stack if this one is nearly used up. A level takes less
/// than a kilobyte even without optimisation.
pub(crate) fn with_enough_stack<T>(body: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(256 << 10, 4 << 20, body)
}
// ANCHOR_END: limits

// ANCHOR: macros
/// Tries an alternative of a rule: if it matches, the rule is done.
macro_rules! alternative {
    ($parser:ident, $body:expr) => {
        if let Some(node) = $parser.attempt(|$parser| $body) {
            return Some(node);
        }
    };
}

/// Tries an `invalid_` rule, which can't match but may raise.
macro_rules! invalid {
    ($parser:ident, $rule:ident) => {
        if $parser.call_invalid_rules {
            $parser.attempt(|$parser| $parser.$rule());
        }
    };
}
// ANCHOR_END: macros

pub(crate) use {alternative, invalid};

impl<'a> Parser<'a> {
    // ANCHOR: rule
    /// Enters a rule: counts the level and gives up if it is too deep.
    pub(crate) fn rule<T>(&mut self, body: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.level >= MAXSTACK {
            self.raise_memory_error();
        }
        if self.error_indicator {
            return None;
        }
        self.level += 1;
        let node = if self.level.is_multiple_of(LEVELS_AT_ONCE) {
            with_enough_stack(|| body(self))
        } else {
            body(self)
        };
        self.level -= 1;
        node
    }
    // ANCHOR_END: rule

    // ANCHOR: memoised
    /// Enters a rule that is remembered.
    pub(crate) fn memoised<T: Memoise<'a>>(
        &mut self,
        rule: Rule,
        body: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.rule(|p| {
            p.peek()?;
            let mark = p.mark;
            if let Some(entry) = p.memo.get(mark, rule) {
                p.mark = entry.end as usize;
                return T::unwrap(entry.result);
            }
            let node = body(p);
            let result = node.map_or(Memoised::Nothing, T::wrap);
            p.memo.insert(mark, rule, result, p.mark);
            node
        })
    }
    // ANCHOR_END: memoised

    // ANCHOR: left_recursive
    /// Enters a rule that begins with itself. It starts out remembered as not matching, so
    /// that its other alternatives find a seed; then it is tried again and again, each time
    /// with the last result remembered, for as long as it takes more tokens.
    pub(crate) fn left_recursive<T: Memoise<'a>>(
        &mut self,
        rule: Rule,
        raw: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.rule(|p| {
            p.peek()?;
            let mark = p.mark;
            if let Some(entry) = p.memo.get(mark, rule) {
                p.mark = entry.end as usize;
                return T::unwrap(entry.result);
            }
            let (mut node, mut end) = (None, mark);
            loop {
                // The entry ends where the last try left off.
                p.memo.update(mark, rule, node.map_or(Memoised::Nothing, T::wrap), p.mark);
                p.mark = mark;
                let longer = p.rule(&raw);
                if p.error_indicator {
                    return None;
                }
                if longer.is_none() || p.mark <= end {
                    break;
                }
                (node, end) = (longer, p.mark);
            }
            p.mark = end;
            node
        })
    }
    // ANCHOR_END: left_recursive

    // ANCHOR: attempt
    /// Tries a sequence of items and goes back if they aren't all there.
    #[inline]
    pub(crate) fn attempt<T>(&mut self, items: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.error_indicator {
            return None;
        }
        let mark = self.mark;
        let node = items(self);
        if node.is_none() {
            self.mark = mark;
        }
        node
    }
    // ANCHOR_END: attempt

    // ANCHOR: repeat
    /// `[item]`: matches in any case, unless an error is raised.
    pub(crate) fn optional<T>(
        &mut self,
        item: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        let node = item(self);
        if self.error_indicator { None } else { Some(node) }
    }

    /// `[(item)]`, a group that has a rule of its own in CPython, made of a single
    /// alternative.
    pub(crate) fn optional_group<T>(
        &mut self,
        items: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        self.optional(|p| p.group(items))
    }

    /// `(item)`: a rule without a name, made of a single alternative.
    pub(crate) fn group<T>(&mut self, items: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.rule(|p| p.attempt(items))
    }

    /// `item*`
    pub(crate) fn zero_or_more<T>(
        &mut self,
        item: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.rule(|p| {
            let mut items = Vec::new();
            while let Some(node) = p.attempt(&item) {
                items.push(node);
            }
            Some(items)
        })
    }

    /// `item+`
    pub(crate) fn one_or_more<T>(
        &mut self,
        item: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.zero_or_more(item)?;
        if items.is_empty() || self.error_indicator { None } else { Some(items) }
    }

    /// `separator.item+`
    pub(crate) fn separated<T>(
        &mut self,
        separator: TokenKind,
        item: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.group(|p| {
            let mut items = vec![item(p)?];
            items.extend(p.zero_or_more(|p| {
                p.expect(separator)?;
                item(p)
            })?);
            Some(items)
        })
    }
    // ANCHOR_END: repeat

    // ANCHOR: ahead
    /// `&item`
    pub(crate) fn ahead<T>(&mut self, item: impl FnOnce(&mut Self) -> Option<T>) -> Option<()> {
        let mark = self.mark;
        let node = item(self);
        self.mark = mark;
        node.map(|_| ())
    }

    /// `!item`. An error raised by the item counts as not matching, here as in CPython; the
    /// next rule that is entered will notice.
    pub(crate) fn not<T>(&mut self, item: impl FnOnce(&mut Self) -> Option<T>) -> Option<()> {
        match self.ahead(item) {
            Some(()) => None,
            None => Some(()),
        }
    }

    /// `&(a | b)`, of tokens.
    pub(crate) fn ahead_any(&mut self, kinds: &[TokenKind]) -> Option<()> {
        self.ahead(|p| p.any_of(kinds))
    }

    /// `!(a | b)`, of tokens.
    pub(crate) fn not_any(&mut self, kinds: &[TokenKind]) -> Option<()> {
        self.not(|p| p.any_of(kinds))
    }

    /// `(a | b)`, of tokens.
    pub(crate) fn any_of(&mut self, kinds: &[TokenKind]) -> Option<Token> {
        self.rule(|p| {
            let kind = p.peek()?;
            if kinds.contains(&kind) { p.expect(kind) } else { None }
        })
    }
    // ANCHOR_END: ahead

    // ANCHOR: expect
    /// A token of this kind.
    #[inline]
    pub(crate) fn expect(&mut self, kind: TokenKind) -> Option<Token> {
        if self.peek()? != kind {
            return None;
        }
        self.mark += 1;
        Some(self.scan.tokens[self.mark - 1])
    }
    // ANCHOR_END: expect

    // ANCHOR: expect_forced
    /// `&&'text'`: a token that must be there.
    pub(crate) fn expect_forced(
        &mut self,
        kind: TokenKind,
        expected: &'static str,
    ) -> Option<Token> {
        if self.error_indicator {
            return None;
        }
        let found = self.peek()?;
        if found != kind {
            let range = self.token_range(self.scan.tokens[self.mark]);
            return self.raise_at(range, crate::errors::ErrorKind::Expected(expected));
        }
        self.expect(kind)
    }
    // ANCHOR_END: expect_forced

    // ANCHOR: soft_keywords
    /// `"word"`: a name that is a word of the grammar here.
    pub(crate) fn expect_soft_keyword(&mut self, word: &str) -> Option<Token> {
        if self.peek()? != TokenKind::Name || self.token_text(self.scan.tokens[self.mark]) != word {
            return None;
        }
        self.expect(TokenKind::Name)
    }

    /// `SOFT_KEYWORD`. CPython compares no further than the token goes, so that every name
    /// which begins like a soft keyword counts as one. C: `_PyPegen_soft_keyword_token`.
    pub(crate) fn soft_keyword(&mut self) -> Option<Token> {
        let token = self.expect(TokenKind::Name)?;
        let text = self.token_text(token);
        ["_", "case", "match"].iter().any(|word| word.starts_with(text)).then_some(token)
    }
    // ANCHOR_END: soft_keywords

    // ANCHOR: peek
    /// The kind of the next token; `None` if the tokenizer has nothing but an error left.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<TokenKind> {
        if self.mark == self.fill && !self.fill_token() {
            return None;
        }
        Some(self.scan.tokens[self.mark].kind)
    }

    /// Takes notice of another token. C: `_PyPegen_fill_token`.
    fn fill_token(&mut self) -> bool {
        // Nothing can match the last token but the rule that ends with it.
        if self.fill == self.scan.tokens.len() {
            return false;
        }
        let token = self.scan.tokens[self.fill];
        self.fill += 1;
        if token.kind == TokenKind::ErrorToken && self.raise_tokenizer_error() {
            return false;
        }
        true
    }
    // ANCHOR_END: peek

    // ANCHOR: range_from
    /// The place from the token at `start` to the last token taken that isn't made of white
    /// space. C: `EXTRA`.
    pub(crate) fn range_from(&self, start: usize) -> Range {
        let first = self.token_start(self.scan.tokens[start]);
        let last = self.scan.tokens[..self.mark].iter().rev().find(|token| {
            !matches!(
                token.kind,
                TokenKind::EndMarker | TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
            )
        });
        let (end_lineno, end_col_offset) = last.map_or(first, |&token| self.token_end(token));
        Range { lineno: first.0, col_offset: first.1, end_lineno, end_col_offset }
    }
    // ANCHOR_END: range_from
}

#[cfg(test)]
mod tests {
    use bumpalo::Bump;
    use tokenizer::Source;

    use crate::{Error, Mode, Options, parse_by_grammar};

    /// CPython makes a tree of 5,975 signs in a row, and a `MemoryError` of one more.
    #[test]
    fn the_deepest_source_fits_on_a_small_stack() {
        let deepest = || {
            let options = Options { mode: Mode::Eval, ..Options::default() };
            let is_parsed = |signs: usize| {
                let text = "-".repeat(signs) + "x";
                let source = Source::from_str(&text, false).unwrap();
                let arena = Bump::new();
                match parse_by_grammar(&source, &arena, &options).0.result {
                    Ok(_) => true,
                    Err(error) => {
                        assert_eq!(error, Error::Memory);
                        false
                    }
                }
            };
            (is_parsed(5975), is_parsed(5976))
        };
        let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(deepest).unwrap();
        assert_eq!(thread.join().unwrap(), (true, false));
    }
}
