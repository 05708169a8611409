//! From the parser's tree to objects.
//!
//! CPython: `Python/Python-ast.c` (`PyAST_mod2obj`, `ast2obj_*`).
//!
//! The parser's nodes tell their class, their fields and their place by name; here each becomes
//! an instance with attributes. Operators and contexts have no fields, and one instance each.

use std::cell::RefCell;
use std::collections::HashMap;

use parser::ast::{Constant as Value, Field as FieldValue, Int, Mod, Node, Sequence};

use super::classes;
use crate::prelude::*;
use object_model::thread_state::thread_state;
use object_model::types::{bytes, complex, ellipsis, float, set};

// ANCHOR: to_object
/// The objects of a tree.
///
/// # Errors
/// `RecursionError` where it is too deep, `MemoryError`.
pub fn to_object(tree: &Mod<'_>) -> Result {
    let state = thread_state();
    let remaining = state.recursion_limit() - state.recursion_depth();
    if let Err(error) = parser::ast::depth::check_construction(tree, remaining.max(0) as u32) {
        return Err(raise(&errors::RECURSION_ERROR, error));
    }
    node(Node::Mod(tree))
}

/// Whether an object is a node. C: `PyAST_Check`.
///
/// # Errors
/// What `__instancecheck__` raises.
pub fn is_node(object: Obj<'_>) -> Result<bool> {
    classes::all()?;
    object.isinstance(classes::AST.as_type().object())
}

fn node(node: Node<'_>) -> Result {
    let made = memory_of(node.class_name())?;
    let instance = made.borrow();
    let mut result = Ok(());
    node.each_field(&mut |name, value| {
        if result.is_ok() {
            result = field(name, value).and_then(|value| set_field(instance, name, value));
        }
    });
    result?;
    if let Some(range) = node.range() {
        let numbers = [
            ("lineno", range.lineno),
            ("col_offset", range.col_offset),
            ("end_lineno", range.end_lineno),
            ("end_col_offset", range.end_col_offset),
        ];
        for (name, number) in numbers {
            set_field(instance, name, integer(number.into())?)?;
        }
    }
    Ok(made)
}

/// A new instance, whose `__init__` isn't called. C: `PyType_GenericNew`.
fn memory_of(class: &'static str) -> Result {
    let class = classes::class(class)?;
    let class = class.borrow().downcast::<object_model::type_object::PyTypeObject>();
    let class = class.expect("the classes of nodes are types");
    memory::generic_alloc(class, 0)
}

fn set_field(instance: Obj<'_>, name: &str, value: Ref) -> Result<()> {
    instance.set_attribute(str::interned(name)?.borrow(), Some(value.borrow()))
}

fn field(name: &str, value: FieldValue<'_>) -> Result {
    match value {
        FieldValue::Node(child) => node(child),
        FieldValue::Plain(class) => plain(class),
        // The text of a type comment or a literal's prefix is no name.
        FieldValue::Str(value) if matches!(name, "type_comment" | "tag") => text(value),
        FieldValue::Str(value) => Ok(str::interned(value)?.object()),
        FieldValue::Int(value) => integer(value.into()),
        FieldValue::Constant(value) => constant(value),
        FieldValue::Missing => nothing(),
        FieldValue::List(items) => list_of(name, items),
    }
}

fn list_of<'a>(name: &str, items: &dyn Sequence<'a>) -> Result {
    let made = list::with_capacity(items.len())?;
    for index in 0..items.len() {
        made.borrow().push(field(name, items.item(index))?)?;
    }
    Ok(made.object())
}
// ANCHOR_END: to_object

// ANCHOR: plain
static SINGLETONS: Global<RefCell<Option<HashMap<&'static str, Ref>>>> =
    Global::new(RefCell::new(None));

/// The one instance of a class without fields.
fn plain(class: &'static str) -> Result {
    let known = SINGLETONS.borrow().as_ref().and_then(|known| known.get(class).cloned());
    if let Some(known) = known {
        return Ok(known);
    }
    let made = memory_of(class)?;
    SINGLETONS.borrow_mut().get_or_insert_default().insert(class, made.clone());
    Ok(made)
}
// ANCHOR_END: plain

// ANCHOR: constant
fn magnitude(value: Int<'_>, is_negative: bool) -> Result {
    match value {
        Int::Small(value) if !is_negative => Ok(int::from_u64(value)?.object()),
        Int::Small(value) => Ok(int::object::from_i128(-i128::from(value))?.object()),
        Int::Big(digits) => Ok(int::from_digits(digits, is_negative)?.object()),
    }
}

fn constant(value: Value<'_>) -> Result {
    let all = |values: &[Value<'_>]| values.iter().map(|value| constant(*value)).collect();
    Ok(match value {
        Value::None => none().to_ref(),
        Value::Bool(value) => bool_(value).to_ref(),
        Value::Ellipsis => ellipsis().to_ref(),
        Value::Int(value) => magnitude(value, false)?,
        Value::NegativeInt(value) => magnitude(value, true)?,
        Value::Float(value) => float::new(value)?.object(),
        Value::Complex { real, imag } => complex::make(complex::Complex::new(real, imag))?.object(),
        Value::Str(value) => match value.to_str() {
            Some(value) => text(value)?,
            None => str::object::from_code_points(value.code_points())?.object(),
        },
        Value::Bytes(value) => bytes::new(value)?.object(),
        Value::Tuple(values) => {
            let values: Result<Vec<Ref>> = all(values);
            tuple::from_iterator(values?.into_iter())?.object()
        }
        Value::FrozenSet(values) => {
            let values: Result<Vec<Ref>> = all(values);
            let values = tuple::from_iterator(values?.into_iter())?;
            set::FROZENSET.as_type().object().call_one(values.borrow().object())?
        }
    })
}
// ANCHOR_END: constant
