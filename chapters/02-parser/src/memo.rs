//! The memo table: what a rule made of the tokens from a place on.
//!
//! CPython: `Memo` in `Parser/pegen.h`; `_PyPegen_insert_memo`, `_PyPegen_update_memo` and
//! `_PyPegen_is_memoized` in `Parser/pegen.c`.
//!
//! Every token heads a list of entries, one for each rule that was tried there and is worth
//! remembering. An entry says what came out, nothing included, and where the rule ended. It
//! is what keeps a parser that tries one alternative after the other from reading the same
//! tokens again and again, and what makes left recursion possible.

use crate::ast::{Expr, Exprs, Keyword, Pattern, Stmt, Stmts};

// ANCHOR: rules
/// The rules that are remembered: those marked `(memo)` in the grammar, and those that
/// begin with themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "a variant for each rule of the same name")]
pub enum Rule {
    SimpleStmt,
    Block,
    ClosedPattern,
    StarPattern,
    Expression,
    StarExpression,
    Disjunction,
    Conjunction,
    Inversion,
    Factor,
    AwaitPrimary,
    Strings,
    Arguments,
    StarTarget,
    TargetWithStarAtom,
    DelTarget,
    InvalidNamedExpression,
    DottedName,
    Attr,
    BitwiseOr,
    BitwiseXor,
    BitwiseAnd,
    ShiftExpr,
    Sum,
    Term,
    Primary,
    TPrimary,
}
// ANCHOR_END: rules

// ANCHOR: results
/// A node that a rule may result in.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "a variant for each type of node")]
pub enum Memoised<'a> {
    /// The rule doesn't match here.
    Nothing,
    Expr(&'a Expr<'a>),
    Stmt(&'a Stmt<'a>),
    Stmts(Stmts<'a>),
    Pattern(&'a Pattern<'a>),
    CallArguments(&'a CallArguments<'a>),
}

/// The arguments of a call. C: the fields of a `Call` whose function is a dummy name.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CallArguments<'a> {
    /// The positional ones.
    pub args: Exprs<'a>,
    /// The others.
    pub keywords: &'a [&'a Keyword<'a>],
}
// ANCHOR_END: results

// ANCHOR: entry
/// One entry, as the figure of the book shows it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The rule that was tried.
    pub rule: Rule,
    /// What it resulted in.
    pub result: Memoised<'a>,
    /// The token behind the last one it took.
    pub end: u32,
    /// The entry made before this one at the same token, or [`NONE`].
    next: u32,
}

const NONE: u32 = u32::MAX;

/// The entries of all tokens.
#[derive(Default, Debug)]
pub struct MemoTable<'a> {
    /// For each token, its newest entry.
    heads: Vec<u32>,
    entries: Vec<Entry<'a>>,
}
// ANCHOR_END: entry

// ANCHOR: table
impl<'a> MemoTable<'a> {
    /// What is known of `rule` at token `mark`.
    pub(crate) fn get(&self, mark: usize, rule: Rule) -> Option<Entry<'a>> {
        self.at(mark).find(|entry| entry.rule == rule)
    }

    /// Remembers a result, in front of what is known.
    pub(crate) fn insert(&mut self, mark: usize, rule: Rule, result: Memoised<'a>, end: usize) {
        if self.heads.len() <= mark {
            self.heads.resize(mark + 1, NONE);
        }
        let next = self.heads[mark];
        self.heads[mark] = self.entries.len() as u32;
        self.entries.push(Entry { rule, result, end: end as u32, next });
    }

    /// Remembers a better result of a rule that is known, or a first one.
    pub(crate) fn update(&mut self, mark: usize, rule: Rule, result: Memoised<'a>, end: usize) {
        let mut index = self.heads.get(mark).copied().unwrap_or(NONE);
        while let Some(entry) = self.entries.get_mut(index as usize) {
            if entry.rule == rule {
                (entry.result, entry.end) = (result, end as u32);
                return;
            }
            index = entry.next;
        }
        self.insert(mark, rule, result, end);
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.heads.clear();
        self.entries.clear();
    }

    /// The entries of token `mark`, the newest first.
    pub fn at(&self, mark: usize) -> impl Iterator<Item = Entry<'a>> + '_ {
        let mut index = self.heads.get(mark).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let entry = *self.entries.get(index as usize)?;
            index = entry.next;
            Some(entry)
        })
    }
}
// ANCHOR_END: table

// ANCHOR: memoise
/// A type of result that fits an entry.
pub(crate) trait Memoise<'a>: Sized + Copy {
    fn wrap(self) -> Memoised<'a>;
    /// The result, if there is one; an entry of a rule holds only that rule's type.
    fn unwrap(entry: Memoised<'a>) -> Option<Self>;
}

macro_rules! memoise {
    ($($variant:ident($type:ty))*) => {
        $(impl<'a> Memoise<'a> for $type {
            fn wrap(self) -> Memoised<'a> {
                Memoised::$variant(self)
            }

            fn unwrap(entry: Memoised<'a>) -> Option<Self> {
                match entry {
                    Memoised::$variant(node) => Some(node),
                    _ => None,
                }
            }
        })*
    };
}

memoise! {
    Expr(&'a Expr<'a>)
    Stmt(&'a Stmt<'a>)
    Stmts(Stmts<'a>)
    Pattern(&'a Pattern<'a>)
    CallArguments(&'a CallArguments<'a>)
}
// ANCHOR_END: memoise
