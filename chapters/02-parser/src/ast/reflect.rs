//! Nodes as a Python program sees them: a class name and named fields.
//!
//! CPython: `ast2obj_*` in `Python/Python-ast.c`; `_fields` and `_attributes` of the
//! classes of the `ast` module.
//!
//! Everything here follows from the declaration in [`crate::ast::nodes`]; a new field needs
//! no line in this file.

use crate::ast::constant::Constant;
use crate::ast::nodes::*;

// ANCHOR: node
/// Any node.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs, reason = "a variant for each type of the same name")]
pub enum Node<'a> {
    Mod(&'a Mod<'a>),
    Stmt(&'a Stmt<'a>),
    Expr(&'a Expr<'a>),
    Comprehension(&'a Comprehension<'a>),
    ExceptHandler(&'a ExceptHandler<'a>),
    Arguments(&'a Arguments<'a>),
    Arg(&'a Arg<'a>),
    Keyword(&'a Keyword<'a>),
    Alias(&'a Alias<'a>),
    WithItem(&'a WithItem<'a>),
    MatchCase(&'a MatchCase<'a>),
    Pattern(&'a Pattern<'a>),
    TypeIgnore(&'a TypeIgnore<'a>),
}

/// The value of a field.
#[derive(Clone, Copy)]
pub enum Field<'a> {
    /// Another node.
    Node(Node<'a>),
    /// An operator or a context, a node without fields: its class name.
    Plain(&'static str),
    /// `identifier` or `string`, both `str` in Python.
    Str(&'a str),
    /// `int`
    Int(i32),
    /// `constant`
    Constant(Constant<'a>),
    /// An optional field, or an optional item of a sequence, that isn't there.
    Missing,
    /// A list of any of these.
    List(&'a dyn Sequence<'a>),
}
// ANCHOR_END: node

/// A list-valued field.
pub trait Sequence<'a> {
    /// How many items there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`.
    ///
    /// # Panics
    /// If there is none.
    fn item(&self, index: usize) -> Field<'a>;
}

impl<'a> Node<'a> {
    /// The name of the Python class.
    pub fn class_name(self) -> &'static str {
        match self {
            Node::Mod(node) => node.class_name(),
            Node::Stmt(node) => node.class_name(),
            Node::Expr(node) => node.class_name(),
            Node::Comprehension(_) => "comprehension",
            Node::ExceptHandler(node) => node.class_name(),
            Node::Arguments(_) => "arguments",
            Node::Arg(_) => "arg",
            Node::Keyword(_) => "keyword",
            Node::Alias(_) => "alias",
            Node::WithItem(_) => "withitem",
            Node::MatchCase(_) => "match_case",
            Node::Pattern(node) => node.class_name(),
            Node::TypeIgnore(node) => node.class_name(),
        }
    }

    /// Calls `each` with the name and the value of every field, in ASDL's order.
    pub fn each_field(self, each: &mut dyn FnMut(&'static str, Field<'a>)) {
        // `stringify!` writes a field named like a Rust keyword with `r#` in front.
        let each = &mut |name: &'static str, field| each(name.trim_start_matches("r#"), field);
        match self {
            Node::Mod(node) => node.each_field(each),
            Node::Stmt(node) => node.each_field(each),
            Node::Expr(node) => node.each_field(each),
            Node::Comprehension(node) => node.each_field(each),
            Node::ExceptHandler(node) => node.each_field(each),
            Node::Arguments(node) => node.each_field(each),
            Node::Arg(node) => node.each_field(each),
            Node::Keyword(node) => node.each_field(each),
            Node::Alias(node) => node.each_field(each),
            Node::WithItem(node) => node.each_field(each),
            Node::MatchCase(node) => node.each_field(each),
            Node::Pattern(node) => node.each_field(each),
            Node::TypeIgnore(node) => node.each_field(each),
        }
    }

    /// The attributes `lineno`, `col_offset`, `end_lineno`, `end_col_offset`, if the class
    /// has them.
    pub fn range(self) -> Option<Range> {
        match self {
            Node::Mod(node) => node.place(),
            Node::Stmt(node) => node.place(),
            Node::Expr(node) => node.place(),
            Node::Comprehension(node) => node.place(),
            Node::ExceptHandler(node) => node.place(),
            Node::Arguments(node) => node.place(),
            Node::Arg(node) => node.place(),
            Node::Keyword(node) => node.place(),
            Node::Alias(node) => node.place(),
            Node::WithItem(node) => node.place(),
            Node::MatchCase(node) => node.place(),
            Node::Pattern(node) => node.place(),
            Node::TypeIgnore(node) => node.place(),
        }
    }
}

/// How a Rust type of a field is seen.
pub(crate) trait AsField<'a> {
    fn as_field(&'a self) -> Field<'a>;
}

impl<'a> AsField<'a> for &'a str {
    fn as_field(&'a self) -> Field<'a> {
        Field::Str(self)
    }
}

impl<'a> AsField<'a> for i32 {
    fn as_field(&'a self) -> Field<'a> {
        Field::Int(*self)
    }
}

impl<'a> AsField<'a> for Constant<'a> {
    fn as_field(&'a self) -> Field<'a> {
        Field::Constant(*self)
    }
}

impl<'a, T: AsField<'a>> AsField<'a> for Option<T> {
    fn as_field(&'a self) -> Field<'a> {
        self.as_ref().map_or(Field::Missing, T::as_field)
    }
}

impl<'a, T: AsField<'a>> AsField<'a> for &'a [T] {
    fn as_field(&'a self) -> Field<'a> {
        Field::List(self)
    }
}

impl<'a, T: AsField<'a>> Sequence<'a> for &'a [T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn item(&self, index: usize) -> Field<'a> {
        self[index].as_field()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bumpalo::Bump;

    #[test]
    fn a_node_tells_its_class_and_its_fields() {
        let arena = Bump::new();
        let handler = arena.alloc(ExceptHandler {
            kind: ExceptHandlerKind::ExceptHandler { r#type: None, name: Some("e"), body: &[] },
            range: Range::default(),
        });
        let node = Node::ExceptHandler(handler);
        let mut fields = Vec::new();
        node.each_field(&mut |name, field| {
            fields.push(match field {
                Field::Missing => format!("{name}: missing"),
                Field::Str(text) => format!("{name}: {text}"),
                Field::List(list) => format!("{name}: {} items", list.len()),
                _ => format!("{name}: something else"),
            });
        });
        assert_eq!(node.class_name(), "ExceptHandler");
        assert_eq!(fields, ["type: missing", "name: e", "body: 0 items"]);
    }
}
