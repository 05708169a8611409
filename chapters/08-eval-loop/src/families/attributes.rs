//! Attributes, and methods that are called at once.

use compiler::opcode::Opcode;
use object_model::type_object::flags;
use object_model::types::dict::PyDictObject;
use object_model::types::object::OBJECT;
use object_model::types::str::Str;
use object_model::{Field, Obj, Ref, Result};

use crate::context::{Context, Next};
use crate::families::caches;

/// ( object -- object.name )
pub(crate) fn LOAD_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    context.jump(const { caches(Opcode::LOAD_ATTR) });
    let value = object.borrow().get_attribute(name.borrow());
    value.map(|value| context.push(value)).into()
}

/// ( value object -- )
pub(crate) fn STORE_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object, value) = (context.name(at), context.pop(), context.pop());
    context.jump(const { caches(Opcode::STORE_ATTR) });
    object.borrow().set_attribute(name.borrow(), Some(value.borrow())).into()
}

/// ( object -- )
pub(crate) fn DELETE_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    object.borrow().set_attribute(name.borrow(), None).into()
}

/// ( object -- method object ) or ( object -- NULL attribute )
pub(crate) fn LOAD_METHOD(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    context.jump(const { caches(Opcode::LOAD_METHOD) });
    let found = match find_method(object.borrow(), name.borrow()) {
        Ok(Found::Method(method)) => Ok((Some(method), object)),
        Ok(Found::Attribute(value)) => Ok((None, value)),
        Err(raised) => Err(raised),
    };
    found
        .map(|(below, value)| {
            context.push_slot(below);
            context.push(value);
        })
        .into()
}

enum Found {
    /// A function of the type, to be called with the object in front.
    Method(Ref),
    /// Anything else, as `object.name` gives it.
    Attribute(Ref),
}

/// An attribute that is about to be called: a function of the type isn't bound first.
/// C: `_PyObject_GetMethod`.
fn find_method(object: Obj<'_>, name: Str<'_>) -> Result<Found> {
    let ob_type = object.ob_type();
    let address =
        |slot: Option<object_model::type_object::BinaryFunc>| slot.map(|slot| slot as usize);
    if address(ob_type.tp_getattro.get()) != address(OBJECT.tp_getattro.get()) {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    }
    let Some(found) = ob_type.lookup(name)? else {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    };
    if !found.borrow().ob_type().has(flags::METHOD_DESCRIPTOR) {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    }
    if let Some(dict) = object.dict_field().and_then(Field::get)
        && let Some(dict) = dict.borrow().downcast::<PyDictObject>()
        && let Some(value) = dict.get_str(name)?
    {
        return Ok(Found::Attribute(value));
    }
    Ok(Found::Method(found))
}
