//! `types.UnionType`: `int | str`.
//!
//! CPython: `Objects/unionobject.c`, PEP 604.
//!
//! `|` of classes, aliases, unions and `None` makes a union of all that are in them, each once.
//! Unions are equal as sets.

use std::mem::offset_of;

use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::{expect_name, generic_getattr};
use crate::protocol::compare::Comparison;
use crate::protocol::number::OR;
use crate::slot_kinds::{Flow, Visitor, hash, traverse};
use crate::static_type::{Getter, MemberKind, StaticType, Table};
use crate::type_object::{PyMappingMethods, PyMemberDef, PyNumberMethods, PyTypeObject, flags};
use crate::types::generic_alias::PyGenericAlias;
use crate::types::generic_alias::object::type_text;
use crate::types::generic_alias::parameters::{make_parameters, substitute};
use crate::types::set::{self, FROZENSET};
use crate::types::singletons::NONE_TYPE;
use crate::types::tuple::{self, PyTupleObject, Tuple};
use crate::types::{not_implemented, str};

// ANCHOR: layout
/// C: `unionobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyUnionObject {
    pub ob_base: PyObject,
    pub args: Field<PyTupleObject>,
    /// Made when it is asked for.
    pub parameters: Field<PyTupleObject>,
}

const _: () = assert!(size_of::<PyUnionObject>() == 32);

// SAFETY: made by `make`; there are no subclasses.
unsafe impl Layout for PyUnionObject {
    fn type_object() -> &'static StaticType {
        &UNION
    }
}

type Union<'a> = Obj<'a, PyUnionObject>;

/// `types.UnionType`.
pub static UNION: StaticType = StaticType::new(Table::<PyUnionObject> {
    tp_name: c"types.UnionType",
    tp_doc: "One of several types, int | str.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyUnionObject>),
    tp_repr: Some(union_repr),
    tp_as_number: PyNumberMethods { nb_or: Some(type_or), ..PyNumberMethods::NONE },
    tp_as_mapping: PyMappingMethods {
        mp_subscript: Some(union_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(union_hash),
    tp_getattro: Some(union_getattro),
    tp_traverse: traverse(union_traverse),
    tp_richcompare: Some(union_compare),
    tp_members: &[PyMemberDef::new(
        c"__args__",
        MemberKind::Object,
        offset_of!(PyUnionObject, args),
        c"",
    )
    .read_only()],
    tp_getset: &[Getter::new(
        c"__parameters__",
        |union: Union<'_>| Ok(union.type_parameters()?.object()),
        "The type variables.",
    )],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: make
/// C: `make_union`.
fn make(arguments: Ref<PyTupleObject>) -> Result {
    let union = memory::create(UNION.as_type(), |ob_base| PyUnionObject {
        ob_base,
        args: Field::new(Some(arguments)),
        parameters: Field::NULL,
    })?;
    Ok(union.object())
}

impl<'a> Obj<'a, PyUnionObject> {
    /// What it is a union of.
    pub fn arguments(self) -> Tuple<'a> {
        // SAFETY: never exchanged.
        unsafe { self.args.peek() }.expect("a union has arguments")
    }

    fn type_parameters(self) -> Result<Ref<PyTupleObject>> {
        if self.parameters.is_null() {
            self.parameters.set(Some(make_parameters(self.arguments())?));
        }
        Ok(self.parameters.get().expect("just made"))
    }
}

fn is_unionable(object: Obj<'_>) -> bool {
    object.is_none()
        || object.downcast::<PyTypeObject>().is_some()
        || object.downcast::<PyGenericAlias>().is_some()
        || object.downcast_exact::<PyUnionObject>().is_some()
}

/// What an operand of `|` stands for. C: `get_types`.
fn types_of(object: Obj<'_>) -> Vec<Obj<'_>> {
    match object.downcast_exact::<PyUnionObject>() {
        Some(union) => union.arguments().items().to_vec(),
        None if object.is_none() => vec![NONE_TYPE.as_type().object()],
        None => vec![object],
    }
}

/// Classes are the same if they are one object, aliases if they are equal.
fn is_same(left: Obj<'_>, right: Obj<'_>) -> Result<bool> {
    let are_aliases = [left, right].iter().all(|o| o.downcast::<PyGenericAlias>().is_some());
    match are_aliases {
        true => left.compare_bool(right, Comparison::Equal),
        false => Ok(left.is(right)),
    }
}

/// `left | right` of types. C: `_Py_union_type_or`.
pub(crate) extern "C" fn type_or(left: Obj<'_>, right: Obj<'_>) -> Result {
    if !is_unionable(left) || !is_unionable(right) {
        return Ok(not_implemented().to_ref());
    }
    let mut all = types_of(left);
    let first = all.len();
    'next: for new in types_of(right) {
        for known in &all[..first] {
            if is_same(*known, new)? {
                continue 'next;
            }
        }
        all.push(new);
    }
    match all.len() == first {
        true if left.is_none() => Ok(NONE_TYPE.as_type().object().to_ref()),
        true => Ok(left.to_ref()),
        false => make(tuple::of(&all)?),
    }
}
// ANCHOR_END: make

// ANCHOR: slots
/// With other types in the places of type variables.
extern "C" fn union_subscript(union: Union<'_>, item: Obj<'_>) -> Result {
    let parameters = union.type_parameters()?;
    let made = substitute(union.object(), union.arguments(), parameters.borrow(), item)?;
    let Some((first, rest)) = made.borrow().items().split_first() else {
        return make(made.clone());
    };
    let mut result = first.to_ref();
    for other in rest {
        result = result.borrow().binary(*other, OR)?;
    }
    Ok(result)
}

extern "C" fn union_repr(union: Union<'_>) -> Result {
    let text = |item: &Obj<'_>| match item.is(NONE_TYPE.as_type()) {
        true => Ok("None".to_owned()),
        false => type_text(*item),
    };
    let texts = union.arguments().items().iter().map(text).collect::<Result<Vec<String>>>()?;
    Ok(str::new(&texts.join(" | "))?.object())
}

fn union_hash(union: Union<'_>) -> Result<isize> {
    let all = FROZENSET.as_type().object().call_one(union.arguments().object())?;
    all.borrow().hash()
}

extern "C" fn union_compare(union: Union<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(other), Some(equality @ (Comparison::Equal | Comparison::NotEqual))) =
        (other.downcast_exact::<PyUnionObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let left = set::from_iterable(union.arguments().object())?;
    let right = set::from_iterable(other.arguments().object())?;
    left.borrow().object().compare(right.borrow().object(), equality)
}

/// `__module__` is the type's, as `typing` wants it.
extern "C" fn union_getattro(union: Union<'_>, name: Obj<'_>) -> Result {
    let text = expect_name(name)?;
    match text.is_ascii_text("__module__") {
        true => union.ob_type().object().get_attribute(text),
        false => generic_getattr(union, name),
    }
}

fn union_traverse(union: Union<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&union.args)?;
    visitor.field(&union.parameters)
}
// ANCHOR_END: slots
