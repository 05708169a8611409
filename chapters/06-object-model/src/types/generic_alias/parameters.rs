//! The type variables of an alias or a union, and what replaces them.
//!
//! CPython: `Objects/genericaliasobject.c` (`_Py_make_parameters`, `_Py_subs_parameters`,
//! `subs_tvars`, `_unpack_args`).
//!
//! Nothing here knows `typing`: a type variable is what has a `__typing_subst__`, and what has
//! `__parameters__` holds type variables.

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::type_object::PyTypeObject;
use crate::types::ellipsis;
use crate::types::tuple::{self, PyTupleObject, TUPLE, Tuple};

use super::PyGenericAlias;

// ANCHOR: make
/// Each type variable among the arguments and in them, once. C: `_Py_make_parameters`.
pub(crate) fn make_parameters(arguments: Tuple<'_>) -> Result<Ref<PyTupleObject>> {
    let mut found: Vec<Ref> = Vec::new();
    let mut add = |parameter: Obj<'_>| {
        if !found.iter().any(|known| known.borrow().is(parameter)) {
            found.push(parameter.to_ref());
        }
    };
    for argument in arguments.items() {
        // A bare class may have a descriptor of that name.
        if argument.downcast::<PyTypeObject>().is_some() {
            continue;
        }
        if argument.lookup_attribute(name!("__typing_subst__"))?.is_some() {
            add(*argument);
        } else if let Some(inner) = parameters_of(*argument)? {
            inner.borrow().items().iter().for_each(|parameter| add(*parameter));
        }
    }
    tuple::from_iterator(found.into_iter())
}

fn parameters_of(object: Obj<'_>) -> Result<Option<Ref<PyTupleObject>>> {
    let found = object.lookup_attribute(name!("__parameters__"))?;
    Ok(found.and_then(|found| found.downcast().ok()))
}
// ANCHOR_END: make

// ANCHOR: substitute
/// The arguments with what `item` has in the places of the parameters: those of `dict[T, list[S]]`
/// for `[str, int]` are `str` and `list[int]`. C: `_Py_subs_parameters`.
pub(crate) fn substitute(
    alias: Obj<'_>,
    arguments: Tuple<'_>,
    parameters: Tuple<'_>,
    item: Obj<'_>,
) -> Result<Ref<PyTupleObject>> {
    if parameters.is_empty() {
        let alias = alias.repr()?;
        return Err(raise(&TYPE_ERROR, format_args!("{alias} is not a generic class")));
    }
    let mut item = unpack(item)?.object();
    for parameter in parameters.items() {
        let prepare = parameter.lookup_attribute(name!("__typing_prepare_subst__"))?;
        if let Some(prepare) = prepare.filter(|prepare| !prepare.borrow().is_none()) {
            let items = as_tuple(item.borrow())?;
            item = prepare.borrow().call(&[alias, items.borrow().object()])?;
        }
    }
    let items = as_tuple(item.borrow())?;
    let (given, wanted) = (items.borrow().len(), parameters.len());
    if given != wanted {
        let many = if given > wanted { "many" } else { "few" };
        let alias = alias.repr()?;
        return Err(raise(
            &TYPE_ERROR,
            format_args!("Too {many} arguments for {alias}; actual {given}, expected {wanted}"),
        ));
    }
    let mut made: Vec<Ref> = Vec::new();
    for argument in arguments.items() {
        if argument.downcast::<PyTypeObject>().is_some() {
            made.push(argument.to_ref());
            continue;
        }
        let unpacked = argument.lookup_attribute(name!("__typing_is_unpacked_typevartuple__"))?;
        let is_unpacked = match unpacked {
            Some(unpacked) => unpacked.borrow().is_true()?,
            None => false,
        };
        let new = match argument.lookup_attribute(name!("__typing_subst__"))? {
            Some(function) => {
                let Some(at) = place_of(parameters, *argument) else {
                    let alias = alias.repr()?;
                    let message = format_args!("{alias} has changed its parameters");
                    return Err(raise(&TYPE_ERROR, message));
                };
                function.borrow().call_one(items.borrow().items()[at])?
            }
            None => substitute_inside(*argument, parameters, items.borrow())?,
        };
        match new.borrow().downcast::<PyTupleObject>().filter(|_| is_unpacked) {
            Some(several) => made.extend(several.items().iter().map(|one| one.to_ref())),
            None => made.push(new),
        }
    }
    tuple::from_iterator(made.into_iter())
}

fn as_tuple(item: Obj<'_>) -> Result<Ref<PyTupleObject>> {
    match item.downcast::<PyTupleObject>() {
        Some(items) => Ok(items.to_ref()),
        None => tuple::of(&[item]),
    }
}

fn place_of(parameters: Tuple<'_>, parameter: Obj<'_>) -> Option<usize> {
    parameters.items().iter().position(|known| known.is(parameter))
}

/// An argument that holds type variables is asked to replace them itself. C: `subs_tvars`.
fn substitute_inside(argument: Obj<'_>, parameters: Tuple<'_>, items: Tuple<'_>) -> Result {
    let Some(inner) = parameters_of(argument)?.filter(|inner| !inner.borrow().is_empty()) else {
        return Ok(argument.to_ref());
    };
    let mut made: Vec<Ref> = Vec::new();
    for own in inner.borrow().items() {
        let Some(at) = place_of(parameters, *own) else {
            made.push(own.to_ref());
            continue;
        };
        let item = items.items()[at];
        let is_several = parameters.items()[at].ob_type().tp_iter.get().is_some();
        match item.downcast::<PyTupleObject>().filter(|_| is_several) {
            Some(several) => made.extend(several.items().iter().map(|one| one.to_ref())),
            None => made.push(item.to_ref()),
        }
    }
    argument.get_item(tuple::from_iterator(made.into_iter())?.borrow().object())
}
// ANCHOR_END: substitute

// ANCHOR: unpack
/// The items of a subscript, `*tuple[int, str]` replaced by its arguments unless it goes on
/// without end. C: `_unpack_args`.
fn unpack(item: Obj<'_>) -> Result<Ref<PyTupleObject>> {
    let mut made: Vec<Ref> = Vec::new();
    for item in as_tuple(item)?.borrow().items() {
        let several = match item.downcast::<PyTypeObject>() {
            Some(_) => None,
            None => unpacked_arguments(*item)?,
        };
        let ends = |several: &Ref<PyTupleObject>| {
            !several.borrow().items().last().is_some_and(|last| last.is(ellipsis()))
        };
        match several.filter(ends) {
            Some(several) => made.extend(several.borrow().items().iter().map(|one| one.to_ref())),
            None => made.push(item.to_ref()),
        }
    }
    tuple::from_iterator(made.into_iter())
}

/// C: `_unpacked_tuple_args`.
fn unpacked_arguments(item: Obj<'_>) -> Result<Option<Ref<PyTupleObject>>> {
    if let Some(alias) = item.downcast::<PyGenericAlias>()
        && alias.starred.get() != 0
        && alias.origin().is(TUPLE.as_type())
    {
        return Ok(Some(alias.arguments().to_ref()));
    }
    let found = item.lookup_attribute(name!("__typing_unpacked_tuple_args__"))?;
    Ok(found.and_then(|found| found.downcast().ok()))
}
// ANCHOR_END: unpack
