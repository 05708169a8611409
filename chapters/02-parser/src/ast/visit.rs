//! Going through a tree: a method for each kind of node that one may care about.
//!
//! CPython writes each of its passes by hand (`symtable_visit_*`, `compiler_visit_*`, the
//! `CALL` macros of `Python/ast_opt.c`); the nearest thing in Python is `ast.NodeVisitor`.
//!
//! A visitor overrides the methods it needs and calls [`Visit::visit_children`] where it
//! wants to go on. Children come in ASDL's order of fields.

use crate::ast::constant::Constant;
use crate::ast::nodes::*;

/// What to do at a node. Every method goes on to the children unless it is overridden.
pub trait Visitor<'a> {
    /// At a statement.
    fn visit_stmt(&mut self, node: &'a Stmt<'a>) {
        node.visit_children(self);
    }
    /// At an expression.
    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        node.visit_children(self);
    }
    /// At a `for` of a comprehension.
    fn visit_comprehension(&mut self, node: &'a Comprehension<'a>) {
        node.visit_children(self);
    }
    /// At an `except`.
    fn visit_except_handler(&mut self, node: &'a ExceptHandler<'a>) {
        node.visit_children(self);
    }
    /// At the parameters of a function.
    fn visit_arguments(&mut self, node: &'a Arguments<'a>) {
        node.visit_children(self);
    }
    /// At a parameter.
    fn visit_arg(&mut self, node: &'a Arg<'a>) {
        node.visit_children(self);
    }
    /// At a keyword argument.
    fn visit_keyword(&mut self, node: &'a Keyword<'a>) {
        node.visit_children(self);
    }
    /// At a name of an import.
    fn visit_alias(&mut self, node: &'a Alias<'a>) {
        node.visit_children(self);
    }
    /// At an item of a `with`.
    fn visit_with_item(&mut self, node: &'a WithItem<'a>) {
        node.visit_children(self);
    }
    /// At a `case`.
    fn visit_match_case(&mut self, node: &'a MatchCase<'a>) {
        node.visit_children(self);
    }
    /// At a pattern.
    fn visit_pattern(&mut self, node: &'a Pattern<'a>) {
        node.visit_children(self);
    }
}

// ANCHOR: visit
/// Something in a tree that a [`Visitor`] can go through.
pub trait Visit<'a> {
    /// Calls the visitor's method for each node right below this one.
    fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V);
}
// ANCHOR_END: visit

/// A reference to a node is where the visitor's method is called.
macro_rules! visited {
    ($($name:ident $method:ident)*) => {
        $(impl<'a> Visit<'a> for &'a $name<'a> {
            fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
                visitor.$method(self);
            }
        })*
    };
}

visited! {
    Stmt visit_stmt
    Expr visit_expr
    Comprehension visit_comprehension
    ExceptHandler visit_except_handler
    Arguments visit_arguments
    Arg visit_arg
    Keyword visit_keyword
    Alias visit_alias
    WithItem visit_with_item
    MatchCase visit_match_case
    Pattern visit_pattern
}

impl<'a> Visit<'a> for &'a TypeIgnore<'a> {
    fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, _: &mut V) {}
}

impl<'a, T: Visit<'a>> Visit<'a> for Option<T> {
    fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        if let Some(child) = self {
            child.visit_children(visitor);
        }
    }
}

impl<'a, T: Visit<'a>> Visit<'a> for &'a [T] {
    fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        for child in *self {
            child.visit_children(visitor);
        }
    }
}

/// Values without nodes in them.
macro_rules! leaves {
    ($($type:ty)*) => {
        $(impl<'a> Visit<'a> for $type {
            fn visit_children<V: Visitor<'a> + ?Sized>(&'a self, _: &mut V) {}
        })*
    };
}

leaves! { &'a str i32 Constant<'a> }

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[derive(Default)]
    struct Names<'a>(Vec<&'a str>);

    impl<'a> Visitor<'a> for Names<'a> {
        fn visit_expr(&mut self, node: &'a Expr<'a>) {
            if let ExprKind::Name { id, .. } = node.kind {
                self.0.push(id);
            }
            node.visit_children(self);
        }
    }

    #[test]
    fn children_come_in_the_order_of_the_fields() {
        let arena = Bump::new();
        let expr = |kind| &*arena.alloc(Expr { kind, range: Range::default() });
        let name = |id| expr(ExprKind::Name { id, ctx: ExprContext::Load });
        let keyword =
            &*arena.alloc(Keyword { arg: Some("k"), value: name("d"), range: Range::default() });
        let tree = expr(ExprKind::Call {
            func: name("a"),
            args: arena.alloc_slice_copy(&[name("b"), name("c")]),
            keywords: arena.alloc_slice_copy(&[keyword]),
        });
        let mut names = Names::default();
        names.visit_expr(tree);
        assert_eq!(names.0, ["a", "b", "c", "d"]);
    }
}
