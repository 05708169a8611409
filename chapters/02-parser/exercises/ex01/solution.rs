//! Exercise 1, solved.

use std::collections::BTreeSet;

use bumpalo::Bump;
use parser::ast::{Alias, Expr, ExprContext, ExprKind, Stmt, StmtKind, Visit, Visitor};
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
        // An import from `__future__` is for the compiler; its name is of no use.
        if !matches!(node.kind, StmtKind::ImportFrom { module: Some("__future__"), .. }) {
            node.visit_children(self);
        }
    }

    fn visit_alias(&mut self, node: &'a Alias<'a>) {
        let first = node.name.split('.').next().unwrap_or_default();
        let name = node.asname.unwrap_or(first);
        if name != "*" {
            let range = node.range;
            self.imports.push((name.to_owned(), range.lineno, range.col_offset));
        }
    }

    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        if let ExprKind::Name { id, ctx } = node.kind
            && ctx != ExprContext::Store
        {
            self.read.insert(id);
        }
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
