//! `_string`: what `string.Formatter` is made of.
//!
//! CPython: `Objects/stringlib/unicode_format.h` (`formatter_parser`,
//! `formatter_field_name_split`, `MarkupIterator`, `FieldNameIterator`).

use std::cell::{Cell, RefCell};

use object_model::dealloc::dealloc;
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::memory;
use object_model::object::{Layout, Obj, PyObject, Ref, Result};
use object_model::protocol::attribute::generic_getattr;
use object_model::protocol::iterate::itself;
use object_model::slot_kinds::next;
use object_model::static_type::{Method, StaticType, Table};
use object_model::types::module::ModuleDefinition;
use object_model::types::module::object::PyModuleObject;
use object_model::types::str::markup::{Access, FieldName, First, Markup};
use object_model::types::str::{PyASCIIObject, character, from_text};
use object_model::types::{bool_, int, none, str, tuple};

/// `_string`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_string",
    doc: "What string.Formatter reads format strings with.",
    functions: &[
        Method::one(
            c"formatter_field_name_split",
            "($module, field_name, /)",
            split,
            "The first part of a field's name, and an iterator over the others.",
        )
        .unsigned(),
        Method::one(
            c"formatter_parser",
            "($module, format_string, /)",
            parse,
            "An iterator over the pieces of a format string.",
        )
        .unsigned(),
    ],
    execute: Some(|_| {
        object_model::runtime::make_ready(&FORMATTER_ITERATOR);
        object_model::runtime::make_ready(&FIELD_NAME_ITERATOR);
        Ok(())
    }),
    ..ModuleDefinition::NONE
};

type Module<'a> = Obj<'a, PyModuleObject>;

fn expect_str(given: Obj<'_>) -> Result<Ref<PyASCIIObject>> {
    given.downcast().map(Obj::to_ref).ok_or_else(|| {
        let name = given.ob_type().name().to_owned();
        raise(&TYPE_ERROR, format_args!("expected str, got {name}"))
    })
}

// ANCHOR: parser
/// C: `formatteriterobject`. Where the text goes on is remembered, since what reads it borrows.
#[repr(C)]
struct FormatterIterator {
    ob_base: PyObject,
    text: Ref<PyASCIIObject>,
    at: Cell<usize>,
}

// SAFETY: made by `parse` alone.
unsafe impl Layout for FormatterIterator {
    fn type_object() -> &'static StaticType {
        &FORMATTER_ITERATOR
    }
}

static FORMATTER_ITERATOR: StaticType = StaticType::new(Table::<FormatterIterator> {
    tp_name: c"formatteriterator",
    tp_dealloc: Some(dealloc::<FormatterIterator>),
    tp_getattro: Some(generic_getattr),
    tp_iter: Some(itself),
    tp_iternext: next(next_piece),
    ..Table::NONE
});

fn parse(_: Module<'_>, text: Obj<'_>) -> Result {
    let text = expect_str(text)?;
    let iterator = memory::create(FORMATTER_ITERATOR.as_type(), |ob_base| FormatterIterator {
        ob_base,
        text,
        at: Cell::new(0),
    })?;
    Ok(iterator.object())
}

/// Literal, field name, specification, conversion. C: `formatteriter_next`.
fn next_piece(iterator: Obj<'_, FormatterIterator>) -> Result<Option<Ref>> {
    let text = iterator.text.borrow().text();
    let mut markup = Markup::new(text, iterator.at.get()..text.len());
    let piece = match markup.next() {
        None => return Ok(None),
        Some(Ok(piece)) => piece,
        Some(Err(error)) => {
            iterator.at.set(text.len());
            return Err(raise(&VALUE_ERROR, error));
        }
    };
    iterator.at.set(markup.position());
    let literal = from_text(text.slice(piece.literal))?.object();
    let nothing = || none().to_ref();
    let pieces = match piece.field {
        None => [literal, nothing(), nothing(), nothing()],
        Some(field) => {
            let spec = match field.spec {
                Some(range) => from_text(text.slice(range))?.object(),
                None => str::empty()?.object(),
            };
            let conversion = match field.conversion {
                Some(code) => character(code)?.object(),
                None => nothing(),
            };
            [literal, from_text(text.slice(field.name))?.object(), spec, conversion]
        }
    };
    Ok(Some(tuple::new(pieces)?.object()))
}
// ANCHOR_END: parser

// ANCHOR: field_name
/// C: `fieldnameiterobject`. The steps are read at once; an error waits for its turn.
#[repr(C)]
struct FieldNameIterator {
    ob_base: PyObject,
    steps: RefCell<std::vec::IntoIter<Step>>,
}

type Step = std::result::Result<(bool, Ref), String>;

// SAFETY: made by `split` alone.
unsafe impl Layout for FieldNameIterator {
    fn type_object() -> &'static StaticType {
        &FIELD_NAME_ITERATOR
    }
}

static FIELD_NAME_ITERATOR: StaticType = StaticType::new(Table::<FieldNameIterator> {
    tp_name: c"fieldnameiterator",
    tp_dealloc: Some(dealloc::<FieldNameIterator>),
    tp_getattro: Some(generic_getattr),
    tp_iter: Some(itself),
    tp_iternext: next(next_step),
    ..Table::NONE
});

/// C: `formatter_field_name_split`.
fn split(_: Module<'_>, name: Obj<'_>) -> Result {
    let name = expect_str(name)?;
    let text = name.borrow().text();
    let (first, steps) =
        FieldName::split(text, 0..text.len()).map_err(|error| raise(&VALUE_ERROR, error))?;
    let number = |index: usize| -> Result { Ok(int::from_u64(index as u64)?.object()) };
    let first = match first {
        First::Index(index) => number(index)?,
        First::Name(range) => from_text(text.slice(range))?.object(),
    };
    let mut all: Vec<Step> = Vec::new();
    // What is wrong with a name ends it.
    for step in steps {
        let is_last = step.is_err();
        all.push(match step {
            Ok(Access::Attribute(range)) => Ok((true, from_text(text.slice(range))?.object())),
            Ok(Access::Index(index)) => Ok((false, number(index)?)),
            Ok(Access::Key(range)) => Ok((false, from_text(text.slice(range))?.object())),
            Err(error) => Err(error.to_string()),
        });
        if is_last {
            break;
        }
    }
    let iterator = memory::create(FIELD_NAME_ITERATOR.as_type(), |ob_base| FieldNameIterator {
        ob_base,
        steps: RefCell::new(all.into_iter()),
    })?;
    Ok(tuple::new([first, iterator.object()])?.object())
}

/// Whether it is an attribute, and its name or the index. C: `fieldnameiter_next`.
fn next_step(iterator: Obj<'_, FieldNameIterator>) -> Result<Option<Ref>> {
    let step = iterator.steps.borrow_mut().next();
    match step {
        None => Ok(None),
        Some(Ok((is_attribute, key))) => {
            Ok(Some(tuple::new([bool_(is_attribute).to_ref(), key])?.object()))
        }
        Some(Err(message)) => Err(raise(&VALUE_ERROR, message)),
    }
}
// ANCHOR_END: field_name
