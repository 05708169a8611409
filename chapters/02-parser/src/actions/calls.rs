//! The arguments of a call, sorted into positional ones and others.
//!
//! CPython: `_PyPegen_collect_call_seqs` and its neighbours in `Parser/action_helpers.c`.

use crate::ast::{Comprehension, Expr, Keyword};
use crate::memo::CallArguments;
use crate::parser::Parser;

/// An argument behind the first `name=value` or `**value`. C: `KeywordOrStarred`.
#[derive(Clone, Copy)]
pub(crate) enum KeywordOrStarred<'a> {
    Keyword(&'a Keyword<'a>),
    Starred(&'a Expr<'a>),
}

impl<'a> Parser<'a> {
    /// Arguments from what stands before the first keyword and from there on.
    pub(crate) fn call_arguments(
        &mut self,
        mut args: Vec<&'a Expr<'a>>,
        rest: &[KeywordOrStarred<'a>],
    ) -> &'a CallArguments<'a> {
        let mut keywords = Vec::new();
        for item in rest {
            match *item {
                KeywordOrStarred::Keyword(keyword) => keywords.push(keyword),
                KeywordOrStarred::Starred(value) => args.push(value),
            }
        }
        let (args, keywords) = (self.slice(&args), self.slice(&keywords));
        self.arena.alloc(CallArguments { args, keywords })
    }
}

/// The last expression of a comprehension. C: `_PyPegen_get_last_comprehension_item`.
pub(crate) fn last_item<'a>(generators: &[&'a Comprehension<'a>]) -> Option<&'a Expr<'a>> {
    let last = generators.last()?;
    Some(last.ifs.last().unwrap_or(&last.iter))
}
