//! A tree as source: `ast.unparse`, and the shorter text that stands for an annotation.
//!
//! CPython has two of these. `_Unparser` in `Lib/ast.py` writes any node. The one in
//! `Python/ast_unparse.c` writes expressions only; the compiler uses it for annotations
//! under `from __future__ import annotations`. Nearly always they agree. Where they don't
//! (spaces in a lambda, how an f-string is quoted, parentheses around `yield`), the code
//! asks for the [`Style`].
//!
//! Read [`precedence`] first, which decides where parentheses go, then [`expressions`],
//! [`literals`] for strings, and [`statements`] and [`patterns`].
//!
//! The text is read back as the same tree, with a few exceptions that are CPython's: an
//! f-string for which no quotes are left, a NaN, and a tree that no source has.

mod precedence;
mod statements;
mod expressions;
mod literals;
mod patterns;

use std::collections::HashMap;

use crate::ast::{Expr, ExprKind, Mod, ModKind, Node};
use crate::limits::{IntTooLong, RecursionError};
use crate::repr::ReprError;
use precedence::Precedence;

/// Why there is no text. But for the first three, only trees that no parser made are refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnparseError {
    /// An expression inside of an f-string needs a backslash, which can't stand there.
    #[error("Unable to avoid backslash in f-string expression part")]
    Backslash,
    /// An `int` has too many digits.
    #[error(transparent)]
    IntTooLong(#[from] IntTooLong),
    /// The tree is too deep.
    #[error(transparent)]
    Recursion(#[from] RecursionError),
    /// Something else than text and replacement fields inside of an f-string: its class.
    #[error("Unexpected node inside JoinedStr, <ast.{0} object>")]
    UnexpectedInFString(&'static str),
    /// The same, in an annotation.
    #[error("unknown expression kind inside f-string")]
    UnknownInFString,
    /// Behind `!` stands no letter that there is.
    #[error("unknown f-value conversion kind")]
    UnknownConversion,
    /// Behind `!` stands no character that there is.
    #[error("chr() arg not in range(0x110000)")]
    ConversionOutOfRange,
    /// `raise` with a cause and no exception.
    #[error("Node can't use cause without an exception.")]
    CauseWithoutException,
    /// A pattern has fewer sub-patterns than keys or names.
    #[error("zip() argument 2 is shorter than argument 1")]
    TooFewPatterns,
    /// A pattern has more sub-patterns than keys or names.
    #[error("zip() argument 2 is longer than argument 1")]
    TooManyPatterns,
    /// A replacement field that stands alone has a lone surrogate in its format: Python has
    /// such a text, but there is no source that it could be.
    #[error("a lone surrogate outside of a literal")]
    Surrogate,
}

impl UnparseError {
    /// The name of the Python class.
    pub fn class_name(&self) -> &'static str {
        match self {
            UnparseError::Recursion(_) => "RecursionError",
            UnparseError::UnknownInFString | UnparseError::UnknownConversion => "SystemError",
            _ => "ValueError",
        }
    }
}

impl From<ReprError> for UnparseError {
    fn from(error: ReprError) -> UnparseError {
        match error {
            ReprError::IntTooLong(error) => UnparseError::IntTooLong(error),
            ReprError::Recursion(error) => UnparseError::Recursion(error),
        }
    }
}

/// The text of `ast.unparse(node)`. An `int` may have `int_max_str_digits` digits
/// ([`crate::limits::INT_MAX_STR_DIGITS`] unless a program says otherwise); 0 is no limit.
///
/// Deeper trees are written than by CPython, which uses several calls for a level: as deep
/// as `ast.parse` makes them.
///
/// ```
/// use parser::ast::Node;
/// use parser::limits::INT_MAX_STR_DIGITS;
/// # let arena = bumpalo::Bump::new();
/// # let source = tokenizer::Source::from_str("x=(1)+2*3 ;y", true)?;
/// let tree = parser::parse(&source, &arena, &parser::Options::default()).result?;
/// assert_eq!(parser::unparse::unparse(Node::Mod(tree), INT_MAX_STR_DIGITS)?, "x = 1 + 2 * 3\ny");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn unparse(node: Node<'_>, int_max_str_digits: usize) -> Result<String, UnparseError> {
    let mut unparser = Unparser::new(Style::Source, int_max_str_digits);
    unparser.write_node(node)?;
    Ok(unparser.text)
}

/// The text that stands for an annotation under `from __future__ import annotations`.
/// C: `_PyAST_ExprAsUnicode`.
pub fn unparse_annotation(
    annotation: &Expr<'_>,
    int_max_str_digits: usize,
) -> Result<String, UnparseError> {
    let mut unparser = Unparser::new(Style::Annotation, int_max_str_digits);
    unparser.write_expr(annotation, Precedence::Test)?;
    Ok(unparser.text)
}

/// Which of CPython's two is spoken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `Lib/ast.py`
    Source,
    /// `Python/ast_unparse.c`
    Annotation,
}

type Written = Result<(), UnparseError>;

/// How many levels are written. More than `ast.parse` makes: three levels for each call that
/// may nest in Python.
const DEEPEST: u32 = 3 * crate::limits::RECURSION_LIMIT;

/// The text so far, and what the rest of it depends on.
struct Unparser<'a> {
    text: String,
    style: Style,
    /// Whether a line has been begun, so that the next needs a line break in front.
    has_lines: bool,
    /// How many blocks we are in.
    indentation: usize,
    /// Whether we are in an expression inside of an f-string.
    avoid_backslashes: bool,
    /// Whether the `except`s that come are `except*`.
    in_try_star: bool,
    /// The tag of the `# type: ignore` on each line that has one.
    type_ignores: HashMap<i32, &'a str>,
    depth: u32,
    int_max_str_digits: usize,
}

impl<'a> Unparser<'a> {
    fn new(style: Style, int_max_str_digits: usize) -> Unparser<'a> {
        Unparser {
            text: String::new(),
            style,
            has_lines: false,
            indentation: 0,
            avoid_backslashes: false,
            in_try_star: false,
            type_ignores: HashMap::new(),
            depth: 0,
            int_max_str_digits,
        }
    }

    fn write_node(&mut self, node: Node<'a>) -> Written {
        match node {
            Node::Mod(node) => self.write_mod(node),
            Node::Stmt(node) => self.write_stmt(node),
            Node::Expr(node) => self.write_expr(node, Precedence::Test),
            Node::Comprehension(node) => self.write_comprehension(node),
            Node::ExceptHandler(node) => self.write_except_handler(node),
            Node::Arguments(node) => self.write_arguments(node),
            Node::Arg(node) => self.write_arg(node),
            Node::Keyword(node) => self.write_keyword(node),
            Node::Alias(node) => self.write_alias(node),
            Node::WithItem(node) => self.write_with_item(node),
            Node::MatchCase(node) => self.write_match_case(node),
            Node::Pattern(node) => self.write_pattern(node, Precedence::Test),
            Node::TypeIgnore(_) => Ok(()),
        }
    }

    fn write_mod(&mut self, node: &'a Mod<'a>) -> Written {
        match node.kind {
            ModKind::Module { body, type_ignores } => {
                self.type_ignores = statements::tags_by_line(type_ignores);
                self.write_body(body)
            }
            ModKind::Interactive { body } => {
                // CPython has no method for this node. What serves in its place starts over
                // for each statement, and so only the last remains.
                for stmt in body {
                    self.text.clear();
                    self.has_lines = false;
                    self.write_stmt(stmt)?;
                }
                Ok(())
            }
            ModKind::Expression { body } => self.write_expr(body, Precedence::Test),
            ModKind::FunctionType { argtypes, returns } => {
                self.write("(");
                self.write_exprs(argtypes)?;
                self.write(") -> ");
                self.write_expr(returns, Precedence::Test)
            }
        }
    }

    fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes items with a text between each two.
    fn write_separated<T: Copy>(
        &mut self,
        separator: &str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T) -> Written,
    ) -> Written {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.write(separator);
            }
            each(self, item)?;
        }
        Ok(())
    }

    /// Writes expressions with commas between them.
    fn write_exprs(&mut self, exprs: &[&'a Expr<'a>]) -> Written {
        self.write_separated(", ", exprs, |this, expr| this.write_expr(expr, Precedence::Test))
    }

    /// Writes items with commas between them, and one behind the only one, as in a tuple.
    fn write_tuple_items<T: Copy>(
        &mut self,
        items: &[T],
        mut each: impl FnMut(&mut Self, T) -> Written,
    ) -> Written {
        self.write_separated(", ", items, |this, &item| each(this, item))?;
        if items.len() == 1 {
            self.write(",");
        }
        Ok(())
    }

    // ANCHOR: parentheses
    /// Writes what `inner` does, in parentheses if they are needed.
    fn write_in_parentheses(
        &mut self,
        if_needed: bool,
        inner: impl FnOnce(&mut Self) -> Written,
    ) -> Written {
        if !if_needed {
            return inner(self);
        }
        self.write("(");
        inner(self)?;
        self.write(")");
        Ok(())
    }
    // ANCHOR_END: parentheses

    /// Goes a level down; [`Unparser::leave`] comes back.
    fn enter(&mut self) -> Written {
        self.depth += 1;
        if self.depth > DEEPEST { Err(RecursionError::Call.into()) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// Whether an expression is the text of a string.
fn is_text(expr: &Expr<'_>) -> bool {
    matches!(expr.kind, ExprKind::Constant { value: crate::ast::Constant::Str(_), .. })
}
