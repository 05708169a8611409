//! A tree as text: `ast.dump`.
//!
//! CPython: `dump` in `Lib/ast.py`.
//!
//! A node is written on one line if it has at most three arguments and none of them holds
//! anything. Whether a value is that simple can be seen without going into it: a node is if
//! it has nothing to show, a list is if it is empty. So the text is written straight on,
//! where CPython joins the texts of the parts.
//!
//! CPython's function calls itself for each level and ends with a `RecursionError` in a deep
//! tree. The calls are counted here as they nest there, so that the same trees are refused.

use std::fmt::Write;

use tokenizer::repr::push_repr;

use crate::ast::{Field, Node, Range, Sequence};
use crate::limits::{INT_MAX_STR_DIGITS, IntTooLong, RECURSION_LIMIT, RecursionError};
use crate::repr::{ReprError, push_constant};

/// The parameters of `ast.dump`, and what it depends on besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DumpOptions<'o> {
    /// Whether the names of fields are shown, and not only behind one that is missing.
    pub annotate_fields: bool,
    /// Whether places are shown.
    pub include_attributes: bool,
    /// What a level is indented by; without it all is on one line.
    pub indent: Option<&'o str>,
    /// The most digits of an `int`; 0 for any number.
    pub int_max_str_digits: usize,
    /// How many calls may still nest when `dump` begins. C: `recursion_remaining`.
    pub recursion_remaining: u32,
}

impl Default for DumpOptions<'_> {
    fn default() -> Self {
        DumpOptions {
            annotate_fields: true,
            include_attributes: false,
            indent: None,
            int_max_str_digits: INT_MAX_STR_DIGITS,
            // A module called `dump`.
            recursion_remaining: RECURSION_LIMIT - 2,
        }
    }
}

/// Why there is no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DumpError {
    /// `ValueError`
    #[error(transparent)]
    IntTooLong(#[from] IntTooLong),
    /// `RecursionError`
    #[error(transparent)]
    Recursion(#[from] RecursionError),
}

impl DumpError {
    /// The name of the Python class.
    pub fn class_name(&self) -> &'static str {
        match self {
            DumpError::IntTooLong(_) => "ValueError",
            DumpError::Recursion(_) => "RecursionError",
        }
    }
}

impl From<ReprError> for DumpError {
    fn from(error: ReprError) -> DumpError {
        match error {
            ReprError::IntTooLong(error) => DumpError::IntTooLong(error),
            ReprError::Recursion(error) => DumpError::Recursion(error),
        }
    }
}

/// The text of `ast.dump(node, …)`.
///
/// ```
/// use parser::ast::Node;
/// use parser::dump::{DumpOptions, dump};
/// # let arena = bumpalo::Bump::new();
/// # let source = tokenizer::Source::from_str("x = 1", true)?;
/// let tree = parser::parse(&source, &arena, &parser::Options::default()).result?;
/// assert_eq!(
///     dump(Node::Mod(tree), &DumpOptions::default())?,
///     "Module(body=[Assign(targets=[Name(id='x', ctx=Store())], value=Constant(value=1))], \
///      type_ignores=[])",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dump(node: Node<'_>, options: &DumpOptions<'_>) -> Result<String, DumpError> {
    let mut dumper = Dumper { text: String::new(), options };
    dumper.write_value(Field::Node(node), 0, options.recursion_remaining)?;
    Ok(dumper.text)
}

struct Dumper<'o> {
    text: String,
    options: &'o DumpOptions<'o>,
}

impl Dumper<'_> {
    /// Writes any value. `left` calls may nest, this one among them.
    fn write_value(&mut self, value: Field<'_>, level: usize, left: u32) -> Result<(), DumpError> {
        let left = call(left, RecursionError::Call)?;
        match value {
            Field::Node(node) => self.write_node(node, level + 1, left),
            Field::Plain(class) => {
                call(left, RecursionError::CallOfObject)?;
                self.text.push_str(class);
                self.text.push_str("()");
                Ok(())
            }
            Field::List(list) if list.is_empty() => {
                self.text.push_str("[]");
                Ok(())
            }
            Field::List(list) => self.write_list(list, level + 1, left),
            _ => self.write_repr(value, call(left, RecursionError::CallOfObject)?),
        }
    }

    /// Writes a node whose arguments stand at `level`.
    fn write_node(&mut self, node: Node<'_>, level: usize, left: u32) -> Result<(), DumpError> {
        self.text.push_str(node.class_name());
        self.text.push('(');
        let on_one_line = self.fits_one_line(node);
        let mut keywords = self.options.annotate_fields;
        let mut is_first = true;
        let mut result = Ok(());
        node.each_field(&mut |name, value| {
            if matches!(value, Field::Missing) {
                keywords = true;
            } else if result.is_ok() {
                self.write_separator(level, is_first, on_one_line);
                is_first = false;
                if keywords {
                    self.text.push_str(name);
                    self.text.push('=');
                }
                result = self.write_value(value, level, left);
            }
        });
        result?;
        for (name, value) in self.attributes(node).into_iter().flatten() {
            self.write_separator(level, is_first, on_one_line);
            is_first = false;
            self.text.push_str(name);
            self.text.push('=');
            self.write_value(Field::Int(value), level, left)?;
        }
        self.text.push(')');
        call(left, RecursionError::CallOfObject)?;
        Ok(())
    }

    /// Writes a list whose items stand at `level`. Three calls nest: of `join`, of the
    /// generator that it asks for the next text, and of what makes that text.
    fn write_list(
        &mut self,
        list: &dyn Sequence<'_>,
        level: usize,
        left: u32,
    ) -> Result<(), DumpError> {
        let left = call(left, RecursionError::CallOfObject)?;
        let left = call(left, RecursionError::Call)?;
        self.text.push('[');
        for index in 0..list.len() {
            self.write_separator(level, index == 0, false);
            self.write_value(list.item(index), level, left)?;
        }
        self.text.push(']');
        Ok(())
    }

    fn write_repr(&mut self, value: Field<'_>, left: u32) -> Result<(), DumpError> {
        if let Field::Constant(value) = value {
            return Ok(push_constant(
                &mut self.text,
                value,
                self.options.int_max_str_digits,
                left,
            )?);
        }
        call(left, RecursionError::Repr)?;
        match value {
            Field::Str(text) => push_repr(&mut self.text, text.chars().map(u32::from)),
            Field::Int(value) => {
                write!(self.text, "{value}").expect("writing to a string does not fail");
            }
            _ => self.text.push_str("None"),
        }
        Ok(())
    }

    /// What stands in front of an argument or an item.
    fn write_separator(&mut self, level: usize, is_first: bool, on_one_line: bool) {
        if !is_first {
            self.text.push(',');
        }
        match self.options.indent {
            Some(indent) if !on_one_line => {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(indent, level));
            }
            _ if !is_first => self.text.push(' '),
            _ => {}
        }
    }

    /// Whether a node has at most three arguments, and those are simple.
    fn fits_one_line(&self, node: Node<'_>) -> bool {
        let mut arguments = self.attributes(node).map_or(0, |attributes| attributes.len());
        let mut all_simple = true;
        node.each_field(&mut |_, value| {
            if !matches!(value, Field::Missing) {
                arguments += 1;
                all_simple &= self.is_simple(value);
            }
        });
        all_simple && arguments <= 3
    }

    fn is_simple(&self, value: Field<'_>) -> bool {
        match value {
            Field::Node(node) => {
                let mut is_empty = self.attributes(node).is_none();
                node.each_field(&mut |_, value| is_empty &= matches!(value, Field::Missing));
                is_empty
            }
            Field::List(list) => list.is_empty(),
            _ => true,
        }
    }

    /// The attributes of a node, if they are to be shown.
    fn attributes(&self, node: Node<'_>) -> Option<[(&'static str, i32); 4]> {
        let Range { lineno, col_offset, end_lineno, end_col_offset } =
            node.range().filter(|_| self.options.include_attributes)?;
        Some([
            ("lineno", lineno),
            ("col_offset", col_offset),
            ("end_lineno", end_lineno),
            ("end_col_offset", end_col_offset),
        ])
    }
}

/// Counts a call.
fn call(left: u32, during: RecursionError) -> Result<u32, RecursionError> {
    left.checked_sub(1).ok_or(during)
}
