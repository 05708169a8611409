//! The quick pass: the tree of a source without errors, in one go.
//!
//! CPython has no such pass. Its parser tries alternatives in order and remembers results;
//! for `a.b[c] = d` it reads the left side as the target of an annotation, as a list of
//! targets, and so on, and for a name alone it goes through some twenty rules. A grammar
//! like this is easy to change and exact about errors, but most of its work is not needed
//! for a source that is right: nearly everywhere the next token tells which alternative it
//! must be. The functions here look at that token, or read an expression first and then see
//! that it was a target, and loop where the grammar recurses.
//!
//! Invariant: if this pass makes a tree, it is the tree that [`crate::grammar`] makes. A
//! test holds both against each other over the whole library. If a function returns `None`,
//! the pass is over and nothing else is said: the grammar will read the source again. So
//! there are no errors here, no memo, and no going back but in [`Parser::speculate`].
//!
//! Depth: [`Parser::deeper`] counts at least as many levels as the grammar would, so that
//! what is too deep for CPython is left to the grammar too.

mod statements;
mod compound;
mod parameters;
mod expressions;
mod primaries;
mod displays;
mod targets;
#[cfg(test)]
mod tests;

use tokenizer::token::TokenKind;

use crate::ast::{Expr, ExprKind, Keyword, Mod, ModKind, Stmt, StmtKind};
use crate::options::Options;
use crate::packrat::MAXSTACK;
use crate::parser::Parser;

// ANCHOR: stacks
/// Lists that are being collected, one on top of the other. Each is copied into the arena
/// when it is complete.
#[derive(Default)]
pub(crate) struct Stacks<'a> {
    pub(crate) exprs: Vec<&'a Expr<'a>>,
    pub(crate) keys: Vec<Option<&'a Expr<'a>>>,
    pub(crate) keywords: Vec<&'a Keyword<'a>>,
    pub(crate) stmts: Vec<&'a Stmt<'a>>,
}
// ANCHOR_END: stacks

// ANCHOR: levels
/// What an expression inside another takes at most, in levels of the grammar, on any of the
/// ways that are tried.
pub(crate) const NESTED: u32 = 64;
/// The same for an operator in front of its operand, and for what comes last in a
/// conditional, a lambda or a power.
pub(crate) const TAIL: u32 = 4;
/// The same for a block.
pub(crate) const BLOCK: u32 = 16;
// ANCHOR_END: levels

impl<'a> Parser<'a> {
    // ANCHOR: starts
    /// Whether this pass knows all that is asked for. Older versions and type comments are
    /// rare enough to leave them to the grammar.
    pub(crate) fn quick_pass_knows(options: &Options) -> bool {
        options.feature_version >= 11
            && !options.type_comments
            && !options.barry_as_flufl
            && options.fatal_warnings.is_empty()
    }

    /// See [`Parser::file`].
    pub(crate) fn quick_file(&mut self) -> Option<&'a Mod<'a>> {
        let bottom = self.stacks.stmts.len();
        while self.kind() != TokenKind::EndMarker {
            self.quick_statement()?;
        }
        let body = self.pop_stmts(bottom);
        Some(self.module(body))
    }

    /// See [`Parser::eval`].
    pub(crate) fn quick_eval(&mut self) -> Option<&'a Mod<'a>> {
        let start = self.mark;
        let body = self.quick_expression()?;
        let body = match self.kind() {
            TokenKind::Comma => self.quick_tuple(start, body, Self::quick_expression)?,
            _ => body,
        };
        while self.eat(TokenKind::Newline) {}
        if self.kind() != TokenKind::EndMarker {
            return None;
        }
        Some(self.arena.alloc(Mod { kind: ModKind::Expression { body } }))
    }

    /// See [`Parser::fstring`].
    pub(crate) fn quick_fstring(&mut self) -> Option<&'a Expr<'a>> {
        self.quick_star_expressions()
    }
    // ANCHOR_END: starts

    // ANCHOR: tokens
    /// The kind of the next token.
    #[inline(always)]
    pub(crate) fn kind(&self) -> TokenKind {
        self.scan.tokens[self.mark].kind
    }

    /// The kind of the token behind the next.
    #[inline(always)]
    pub(crate) fn second_kind(&self) -> TokenKind {
        self.scan.tokens.get(self.mark + 1).map_or(TokenKind::EndMarker, |token| token.kind)
    }

    /// Takes the next token if it is of this kind.
    #[inline(always)]
    pub(crate) fn eat(&mut self, kind: TokenKind) -> bool {
        if self.kind() != kind {
            return false;
        }
        self.mark += 1;
        true
    }

    /// Takes the next token, which must be of this kind.
    #[inline(always)]
    pub(crate) fn need(&mut self, kind: TokenKind) -> Option<()> {
        if self.eat(kind) { Some(()) } else { None }
    }

    /// Takes a name.
    #[inline(always)]
    pub(crate) fn need_name(&mut self) -> Option<&'a str> {
        let token = self.scan.tokens[self.mark];
        self.need(TokenKind::Name)?;
        Some(self.new_identifier(self.token_text(token)))
    }
    // ANCHOR_END: tokens

    // ANCHOR: deeper
    /// Goes so many levels deeper, if that is allowed.
    #[inline]
    pub(crate) fn deeper<T>(
        &mut self,
        levels: u32,
        body: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        // What a statement and an operand take besides is less than twice `NESTED`.
        if self.level + levels + 2 * NESTED > MAXSTACK {
            return None;
        }
        self.level += levels;
        let node = crate::packrat::with_enough_stack(|| body(self));
        self.level -= levels;
        node
    }
    // ANCHOR_END: deeper

    // ANCHOR: speculate
    /// Tries something that may turn out not to be there.
    pub(crate) fn speculate<T>(&mut self, body: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (mark, level, warnings) = (self.mark, self.level, self.warnings.len());
        let (strings_read, tokenizer_warnings) = (self.strings_read, self.tokenizer_warnings);
        let Stacks { exprs, keys, keywords, stmts } = &self.stacks;
        let lengths = (exprs.len(), keys.len(), keywords.len(), stmts.len());
        let node = body(self);
        if node.is_none() {
            (self.mark, self.level) = (mark, level);
            self.warnings.truncate(warnings);
            (self.strings_read, self.tokenizer_warnings) = (strings_read, tokenizer_warnings);
            self.stacks.exprs.truncate(lengths.0);
            self.stacks.keys.truncate(lengths.1);
            self.stacks.keywords.truncate(lengths.2);
            self.stacks.stmts.truncate(lengths.3);
            self.error_indicator = false;
            self.error = None;
        }
        node
    }
    // ANCHOR_END: speculate

    // ANCHOR: new_nodes
    /// A new expression from the token at `start` to the last one taken.
    #[inline]
    pub(crate) fn quick_expr(&mut self, start: usize, kind: ExprKind<'a>) -> &'a Expr<'a> {
        let range = self.quick_range(start);
        self.arena.alloc(Expr { kind, range })
    }

    /// The place from the token at `start` to the last one taken, which has text.
    #[inline]
    pub(crate) fn quick_range(&self, start: usize) -> crate::ast::Range {
        let (lineno, col_offset) = self.token_start(self.scan.tokens[start]);
        let (end_lineno, end_col_offset) = self.token_end(self.scan.tokens[self.mark - 1]);
        crate::ast::Range { lineno, col_offset, end_lineno, end_col_offset }
    }

    /// A new statement from the token at `start` to the last one that has text.
    #[inline]
    pub(crate) fn quick_stmt(&mut self, start: usize, kind: StmtKind<'a>) -> &'a Stmt<'a> {
        let range = self.range_from(start);
        self.arena.alloc(Stmt { kind, range })
    }

    /// The expressions collected since the stack had this length.
    #[inline]
    pub(crate) fn pop_exprs(&mut self, bottom: usize) -> &'a [&'a Expr<'a>] {
        let exprs = self.slice(&self.stacks.exprs[bottom..]);
        self.stacks.exprs.truncate(bottom);
        exprs
    }

    /// The statements collected since the stack had this length.
    pub(crate) fn pop_stmts(&mut self, bottom: usize) -> &'a [&'a Stmt<'a>] {
        let stmts = self.slice(&self.stacks.stmts[bottom..]);
        self.stacks.stmts.truncate(bottom);
        stmts
    }
    // ANCHOR_END: new_nodes
}

// ANCHOR: begins_expression
/// Whether a token may begin an expression, or one with a star.
#[inline]
pub(crate) fn begins_expression(kind: TokenKind) -> bool {
    use TokenKind::*;
    matches!(
        kind,
        Name | Number
            | String
            | LPar
            | LSqb
            | LBrace
            | Minus
            | Plus
            | Tilde
            | Star
            | Not
            | Lambda
            | Await
            | True
            | False
            | None
            | Ellipsis
    )
}
// ANCHOR_END: begins_expression
