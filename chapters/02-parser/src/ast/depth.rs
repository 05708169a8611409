//! How deep a tree may be.
//!
//! CPython: the `recursion_depth` of `ast2obj_expr` and its like in `Python/Python-ast.c`,
//! `PyAST_mod2obj`.
//!
//! The parser makes trees of any depth: each operator of `1+1+1+…` adds a level. When Python
//! asks for the tree (`ast.parse`), a depth of three levels for each call that may still nest
//! is the most it gets.

use crate::ast::visit::{Visit, Visitor};
use crate::ast::*;
use crate::limits::RecursionError;

/// How many levels CPython allows for each call that may nest.
/// C: `COMPILER_STACK_FRAME_SCALE`.
const LEVELS_A_CALL: u32 = 3;

// ANCHOR: depth
/// Whether Python can be given the tree where `recursion_remaining` calls may still nest.
pub fn check_construction(tree: &Mod<'_>, recursion_remaining: u32) -> Result<(), RecursionError> {
    let most = recursion_remaining.saturating_mul(LEVELS_A_CALL);
    let mut depth = Depth { left: most.saturating_sub(1), is_exceeded: most == 0 };
    tree.visit_children(&mut depth);
    if depth.is_exceeded { Err(RecursionError::Construction) } else { Ok(()) }
}
// ANCHOR_END: depth

struct Depth {
    left: u32,
    is_exceeded: bool,
}

impl Depth {
    // ANCHOR: enter
    /// Goes into a node, unless it is too deep.
    fn enter<'a>(&mut self, node: &'a impl Visit<'a>) {
        match self.left.checked_sub(1) {
            None => self.is_exceeded = true,
            Some(left) => {
                self.left = left;
                node.visit_children(self);
                self.left = left + 1;
            }
        }
    }
    // ANCHOR_END: enter
}

/// Each of these has a function in C that counts.
impl<'a> Visitor<'a> for Depth {
    fn visit_stmt(&mut self, node: &'a Stmt<'a>) {
        self.enter(node);
    }
    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        self.enter(node);
    }
    fn visit_comprehension(&mut self, node: &'a Comprehension<'a>) {
        self.enter(node);
    }
    fn visit_except_handler(&mut self, node: &'a ExceptHandler<'a>) {
        self.enter(node);
    }
    fn visit_arguments(&mut self, node: &'a Arguments<'a>) {
        self.enter(node);
    }
    fn visit_arg(&mut self, node: &'a Arg<'a>) {
        self.enter(node);
    }
    fn visit_keyword(&mut self, node: &'a Keyword<'a>) {
        self.enter(node);
    }
    fn visit_alias(&mut self, node: &'a Alias<'a>) {
        self.enter(node);
    }
    fn visit_with_item(&mut self, node: &'a WithItem<'a>) {
        self.enter(node);
    }
    fn visit_match_case(&mut self, node: &'a MatchCase<'a>) {
        self.enter(node);
    }
    fn visit_pattern(&mut self, node: &'a Pattern<'a>) {
        self.enter(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn the_deepest_tree_has_three_levels_a_call() {
        let arena = Bump::new();
        let mut body = &*arena.alloc(Expr {
            kind: ExprKind::Tuple { elts: &[], ctx: ExprContext::Load },
            range: Range::default(),
        });
        for _ in 2..30 {
            body = arena
                .alloc(Expr { kind: ExprKind::Await { value: body }, range: Range::default() });
        }
        let tree = arena.alloc(Mod { kind: ModKind::Expression { body } });
        assert_eq!(check_construction(tree, 10), Ok(()));
        assert_eq!(check_construction(tree, 9), Err(RecursionError::Construction));
        assert_eq!(check_construction(tree, 0), Err(RecursionError::Construction));
    }
}
