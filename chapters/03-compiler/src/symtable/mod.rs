//! The symbol table: what each name is in each block of code.
//!
//! CPython: `Python/symtable.c`, `Include/internal/pycore_symtable.h`.
//!
//! Whether `x` is a local variable, a global one or one of a function around cannot be said
//! when it is met: an assignment further down may change it. So there are two passes. The
//! first walks the tree and notes facts: here `x` is used, there assigned to, there a
//! parameter ([`builder`], [`statements`], [`expressions`]). The second goes over the blocks
//! and draws the conclusions ([`analyze`]). [`scope`] holds what both write, [`mangle`] what
//! becomes of `__private` names in a class.
//!
//! Names keep the order in which a block mentions them first, which `co_varnames` and
//! `co_cellvars` later show.

pub mod scope;
pub mod mangle;
mod builder;
mod statements;
mod expressions;
mod analyze;

use std::collections::HashMap;
use std::ops::Index;

use bumpalo::Bump;
use foldhash::fast::RandomState;
use parser::ast::{Expr, Mod, Stmt};

use crate::errors::Error;
use crate::future::Features;
use crate::recursion::RecursionLimit;

pub use mangle::mangle;
pub use scope::{BlockType, Comprehension, NameScope, Scope, ScopeId, Symbol, Symbols};

/// The blocks of a module. C: `struct symtable`.
#[derive(Clone, Debug)]
pub struct SymbolTable<'a> {
    scopes: Vec<Scope<'a>>,
    blocks: HashMap<NodeKey, ScopeId, RandomState>,
}

/// Finds out about every name of a tree. Names that the tree doesn't hold go into `arena`.
/// C: `_PySymtable_Build`.
///
/// # Errors
/// What contradicts itself about a name, and a tree that is too deep.
pub fn build<'a>(
    tree: &'a Mod<'a>,
    arena: &'a Bump,
    features: Features,
    limit: RecursionLimit,
) -> Result<SymbolTable<'a>, Error> {
    let mut table = builder::collect(tree, arena, features, limit)?;
    analyze::analyze(&mut table)?;
    Ok(table)
}

impl<'a> SymbolTable<'a> {
    /// The module's block. C: `st_top`.
    pub const TOP: ScopeId = ScopeId(0);

    /// The block that a function, a class, a lambda or a comprehension opens.
    /// C: `PySymtable_Lookup`.
    pub fn lookup(&self, node: impl Into<NodeKey>) -> Option<ScopeId> {
        self.blocks.get(&node.into()).copied()
    }
}

impl<'a> Index<ScopeId> for SymbolTable<'a> {
    type Output = Scope<'a>;

    fn index(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0 as usize]
    }
}

/// Which node a block belongs to: the address that it has in the tree's arena.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodeKey(usize);

impl<'a> From<&'a Stmt<'a>> for NodeKey {
    fn from(node: &'a Stmt<'a>) -> NodeKey {
        NodeKey(std::ptr::from_ref(node).addr())
    }
}

impl<'a> From<&'a Expr<'a>> for NodeKey {
    fn from(node: &'a Expr<'a>) -> NodeKey {
        NodeKey(std::ptr::from_ref(node).addr())
    }
}
