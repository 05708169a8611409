//! Folding: what can be computed from constants alone becomes a constant.
//!
//! CPython: `Python/ast_opt.c`.
//!
//! The pass runs before the symbol table. A tree is never changed: where something below a
//! node becomes another, the node is made anew, and everything else is shared with the tree
//! that came in. An operation that would raise an exception is left as it is, so that it is
//! raised when the program runs; so is one whose result would be large, since the code that
//! holds it may never run.
//!
//! [`statements`] and [`expressions`] are the walk, [`operators`] the rules of when to compute
//! what. [`integer`], [`float`] and [`complex`] compute, [`sequence`] has strings, bytes and
//! tuples, and [`format`] turns `'%s' % (x,)` into what `f'{x!s}'` is.

mod statements;
mod expressions;
mod operators;
pub(crate) mod integer;
mod float;
mod complex;
mod sequence;
mod format;

use bumpalo::Bump;
use parser::ast::{Mod, ModKind};

use crate::errors::Error;
use crate::future::Features;
use crate::recursion::{Descend, Recursion, RecursionLimit};

/// Folds the constants of a tree. New nodes go into `arena`. C: `_PyAST_Optimize`.
///
/// `debug` is what `__debug__` is: false from optimisation level 1 on.
///
/// # Errors
/// When the tree is too deep.
pub fn fold<'a>(
    tree: &'a Mod<'a>,
    arena: &'a Bump,
    debug: bool,
    features: Features,
    limit: RecursionLimit,
) -> Result<&'a Mod<'a>, Error> {
    let mut folder = Folder {
        arena,
        debug,
        text_annotations: features.contains(Features::ANNOTATIONS),
        recursion: Recursion::new(limit),
        changes: 0,
    };
    let kind = match tree.kind {
        ModKind::Module { body, type_ignores } => {
            ModKind::Module { body: folder.fold_body(body)?, type_ignores }
        }
        ModKind::Interactive { body } => ModKind::Interactive { body: folder.fold_stmts(body)? },
        ModKind::Expression { body } => ModKind::Expression { body: folder.fold_expr(body)? },
        ModKind::FunctionType { .. } => return Ok(tree),
    };
    Ok(if folder.changes == 0 { tree } else { arena.alloc(Mod { kind }) })
}

/// The state of the walk. C: `_PyASTOptimizeState`.
struct Folder<'a> {
    arena: &'a Bump,
    debug: bool,
    /// Whether annotations are kept as text, and so as they were written.
    text_annotations: bool,
    recursion: Recursion,
    /// How many nodes were replaced so far. Where that doesn't grow below a node, the node
    /// stays.
    changes: usize,
}

impl Descend for Folder<'_> {
    fn recursion(&mut self) -> &mut Recursion {
        &mut self.recursion
    }
}

impl<'a> Folder<'a> {
    /// What `work` makes of a node or of a list, in the arena; the old one if nothing in it
    /// was replaced.
    fn renewed<T, U>(
        &mut self,
        old: &'a T,
        work: impl FnOnce(&mut Self) -> Result<U, Error>,
        allocate: impl FnOnce(&'a Bump, U) -> &'a T,
    ) -> Result<&'a T, Error>
    where
        T: ?Sized,
    {
        let before = self.changes;
        let new = work(self)?;
        Ok(if self.changes == before { old } else { allocate(self.arena, new) })
    }

    /// Folds each item of a list.
    fn fold_each<T: Copy>(
        &mut self,
        items: &'a [T],
        fold: impl Fn(&mut Self, T) -> Result<T, Error>,
    ) -> Result<&'a [T], Error> {
        let mut renewed: Option<Vec<T>> = None;
        for (at, &item) in items.iter().enumerate() {
            let before = self.changes;
            let new = fold(self, item)?;
            if self.changes > before && renewed.is_none() {
                renewed = Some(items[..at].to_vec());
            }
            if let Some(renewed) = &mut renewed {
                renewed.push(new);
            }
        }
        Ok(renewed.map_or(items, |renewed| self.arena.alloc_slice_copy(&renewed)))
    }
}
