//! Exercise 1: imports that nobody uses.

use std::collections::BTreeSet;

use bumpalo::Bump;
use parser::ast::{Alias, Expr, Stmt, Visit, Visitor};
use parser::{Options, parse};
use tokenizer::Source;

/// A name that an import binds, with its line and its column.
type Import = (String, i32, i32);

/// Goes through a tree and collects names.
#[derive(Default)]
struct Names<'a> {
    imports: Vec<Import>,
    read: BTreeSet<&'a str>,
}

impl<'a> Visitor<'a> for Names<'a> {
    fn visit_stmt(&mut self, node: &'a Stmt<'a>) {
        // Which imports bind nothing?
        node.visit_children(self);
    }

    fn visit_alias(&mut self, _node: &'a Alias<'a>) {
        // What does it bind, and where does it stand?
    }

    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        // Is it a name, and is it read?
        node.visit_children(self);
    }
}

/// The imports whose names are never read, in the order of the source.
fn unused_imports(source: &str) -> Vec<Import> {
    let source = Source::from_str(source, true).expect("it has no NUL");
    let arena = Bump::new();
    let tree = parse(&source, &arena, &Options::default()).result.expect("it is right");
    let mut names = Names::default();
    tree.visit_children(&mut names);
    let Names { imports, read } = names;
    imports.into_iter().filter(|(name, ..)| !read.contains(name.as_str())).collect()
}

mod checks;
