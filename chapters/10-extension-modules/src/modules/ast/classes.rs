//! The classes of nodes.
//!
//! CPython: `Python/Python-ast.c` (`init_types`, `make_type`, `ast_type_init`,
//! `ast_type_reduce`).
//!
//! The classes exist once in a process, made when they are first needed: by the module, or by
//! `compile()`.

use std::cell::RefCell;
use std::collections::HashMap;

use super::declaration::{DECLARATIONS, Ends, FieldRow, form_fields, form_name};
use crate::prelude::*;
use object_model::types::type_::TYPE;

// ANCHOR: base
native_object! {
    /// C: `AST_object`.
    pub(super) struct AstObject of AST, 24 bytes {
        refs { dict: Field, }
    }
}

/// `ast.AST`.
pub(super) static AST: StaticType = StaticType::new(Table::<AstObject> {
    tp_name: c"ast.AST",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dictoffset: offset_of!(AstObject, dict) as isize,
    tp_dealloc: Some(dealloc::<AstObject>),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(AstObject::visit),
    tp_clear: Some(AstObject::clear_fields),
    tp_init: Some(init),
    tp_new: Some(memory::generic_new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    tp_getset: &[instance_dict()],
    ..Table::NONE
});

/// Arguments by position are the fields in their order; by name anything may be given.
extern "C" fn init(
    node: Obj<'_, AstObject>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    let node = node.object();
    let given = Given::of_tuple(arguments, keywords);
    let fields = node.ob_type().object().lookup_attribute(name!("_fields"))?;
    let count = match &fields {
        Some(fields) => fields.borrow().len()?,
        None => 0,
    };
    if count < given.positional.len() {
        let name = node.ob_type().short_name().to_owned();
        let s = if count == 1 { "" } else { "s" };
        let message =
            format_args!("{name} constructor takes at most {count} positional argument{s}");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    let set = |name: Obj<'_>, value: Obj<'_>| -> Result<()> {
        match name.downcast::<PyASCIIObject>() {
            Some(name) => node.set_attribute(name, Some(value)),
            None => Err(raise(&TYPE_ERROR, "attribute name must be string")),
        }
    };
    if let Some(fields) = &fields {
        for (index, value) in given.positional.iter().enumerate() {
            let name = fields.borrow().get_sequence_item(index as isize)?;
            set(name.borrow(), *value)?;
        }
    }
    for (name, value) in given.keywords.iter() {
        for index in 0..given.positional.len() {
            let Some(fields) = &fields else {
                break;
            };
            let field = fields.borrow().get_sequence_item(index as isize)?;
            if field.borrow().compare_bool(name, Comparison::Equal)? {
                let class = node.ob_type().name().to_owned();
                let name = name.str()?;
                let message = format_args!("{class} got multiple values for argument '{name}'");
                return Err(raise(&TYPE_ERROR, message).into());
            }
        }
        set(name, value)?;
    }
    Ok(())
}

fn reduce(node: Obj<'_, AstObject>) -> Result {
    let empty = tuple::of(&[])?.object();
    match node.object().lookup_attribute(name!("__dict__"))? {
        Some(dict) => pack([class_of(node), empty, dict]),
        None => pack([class_of(node), empty]),
    }
}
// ANCHOR_END: base

// ANCHOR: classes
static CLASSES: Global<RefCell<Vec<(&'static str, Ref)>>> = Global::new(RefCell::new(Vec::new()));

thread_local! {
    static BY_NAME: RefCell<HashMap<&'static str, usize>> = RefCell::new(HashMap::new());
}

/// Each class under its name, in the grammar's order.
pub(super) fn all() -> Result<Vec<(&'static str, Ref)>> {
    if CLASSES.borrow().is_empty() {
        let made = make_all()?;
        *CLASSES.borrow_mut() = made;
    }
    Ok(CLASSES.borrow().clone())
}

/// The class of that name.
pub(super) fn class(name: &'static str) -> Result {
    let index = BY_NAME.with_borrow(|known| known.get(name).copied());
    let index = match index {
        Some(index) => index,
        None => {
            let found = all()?.iter().position(|(known, _)| *known == name);
            let index = found.expect("the parser's nodes are all declared");
            BY_NAME.with_borrow_mut(|known| known.insert(name, index));
            index
        }
    };
    Ok(CLASSES.borrow()[index].1.clone())
}

fn make_all() -> Result<Vec<(&'static str, Ref)>> {
    object_model::runtime::make_ready(&AST);
    let base = AST.as_type().object();
    let empty = tuple::of(&[])?.object();
    let dict = AST.as_type().dict_of_type();
    for name in ["_fields", "__match_args__", "_attributes"] {
        dict.borrow().set_item(str::interned(name)?.borrow().object(), empty.borrow())?;
    }
    AST.as_type().modified();
    show_module(&AST)?;
    let mut made = Vec::new();
    for declaration in DECLARATIONS {
        let fields = match declaration.is_product() {
            true => form_fields(declaration.forms[0]),
            false => Vec::new(),
        };
        let place = Some(declaration.located);
        let class = make(declaration.name, base, &fields, &declaration.doc(), place)?;
        if !declaration.is_product() {
            made.push((declaration.name, class.clone()));
            for form in declaration.forms {
                let name = form_name(form);
                let form_class = make(name, class.borrow(), &form_fields(form), form, None)?;
                made.push((name, form_class));
            }
        } else {
            made.push((declaration.name, class));
        }
    }
    Ok(made)
}

fn names(names: &[&str]) -> Result {
    let names = names.iter().map(|name| Ok(str::interned(name)?.object()));
    let names = names.collect::<Result<Vec<Ref>>>()?;
    Ok(tuple::from_iterator(names.into_iter())?.object())
}

/// A class with its fields; a type of the grammar has its attributes, too, which its forms
/// inherit. What may be missing is `None` in the class.
fn make(
    name: &str,
    base: Obj<'_>,
    fields: &[FieldRow],
    doc: &str,
    place: Option<Option<Ends>>,
) -> Result {
    let dict = dict::new()?;
    let set = |name: &str, value: Obj<'_>| -> Result<()> {
        dict.borrow().set_item(str::interned(name)?.borrow().object(), value)
    };
    let field_names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let field_names = names(&field_names)?;
    set("_fields", field_names.borrow())?;
    set("__match_args__", field_names.borrow())?;
    set("__module__", text("ast")?.borrow())?;
    set("__doc__", text(doc)?.borrow())?;
    for field in fields.iter().filter(|field| field.is_optional) {
        set(field.name, none())?;
    }
    match place {
        Some(Some(ends)) => {
            let attributes = names(&["lineno", "col_offset", "end_lineno", "end_col_offset"])?;
            set("_attributes", attributes.borrow())?;
            if ends == Ends::Optional {
                set("end_lineno", none())?;
                set("end_col_offset", none())?;
            }
        }
        Some(None) => set("_attributes", tuple::of(&[])?.borrow().object())?,
        None => {}
    }
    let bases = pack([base.to_ref()])?;
    let name = text(name)?;
    TYPE.as_type().object().call(&[name.borrow(), bases.borrow(), dict.borrow().object()])
}
// ANCHOR_END: classes
