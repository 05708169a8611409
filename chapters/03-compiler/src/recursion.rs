//! How deep a pass may go into a tree.
//!
//! CPython: `recursion_depth` and `recursion_limit` in `Python/symtable.c` and
//! `Python/ast_opt.c`, `COMPILER_STACK_FRAME_SCALE`.
//!
//! A long chain such as `a + a + a …` makes a tree as deep as it is long. The passes walk a
//! tree by recursion, and CPython counts: past three times the interpreter's recursion limit
//! it raises `RecursionError`. The count is the same here. That the stack suffices for it,
//! whatever limit was set and however much of the stack is used, is seen to by `stacker`,
//! which goes on in a new piece of memory where the old one is nearly full.

use crate::errors::Error;

/// How many nodes a pass may go down for each frame of the recursion limit.
/// C: `COMPILER_STACK_FRAME_SCALE`.
const NODES_A_FRAME: usize = 3;

/// What must be left of the stack on going down one node.
const RED_ZONE: usize = 64 * 1024;
/// What is taken when it isn't.
const NEW_STACK: usize = 1024 * 1024;

/// The recursion limit, and how much of it the caller has used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecursionLimit {
    /// `sys.getrecursionlimit()`
    pub limit: usize,
    /// How many frames there are already.
    pub used: usize,
}

impl Default for RecursionLimit {
    fn default() -> RecursionLimit {
        RecursionLimit { limit: 1000, used: 0 }
    }
}

/// The count of a pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recursion {
    left: usize,
}

impl Recursion {
    pub(crate) fn new(limit: RecursionLimit) -> Recursion {
        Recursion { left: limit.limit.saturating_sub(limit.used).saturating_mul(NODES_A_FRAME) }
    }
}

/// Does `work` where there is room for it. By itself this is enough for a pass over a tree that
/// another has counted.
#[inline]
pub(crate) fn with_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, NEW_STACK, work)
}

/// A pass that goes down a tree.
pub(crate) trait Descend: Sized {
    /// Its count.
    fn recursion(&mut self) -> &mut Recursion;

    /// Does `work` one node further down.
    #[inline]
    fn descend<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let left = &mut self.recursion().left;
        *left = left.checked_sub(1).ok_or(Error::Recursion)?;
        let result = with_stack(|| work(self));
        self.recursion().left += 1;
        result
    }
}
