//! `isinstance` and `issubclass`.
//!
//! CPython: `Objects/abstract.c` (`object_isinstance`, `recursive_issubclass`,
//! `object_recursive_isinstance`).

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::thread_state::enter_recursive_call;
use crate::type_object::{PyTypeObject, Type};
use crate::types::tuple::PyTupleObject;
use crate::types::type_::TYPE;
use crate::types::union_::PyUnionObject;

// ANCHOR: instance
impl<'a> Obj<'a, PyTypeObject> {
    /// Whether `base` is in this type's MRO. C: `PyType_IsSubtype`.
    pub fn is_subtype_of(self, base: Type<'_>) -> bool {
        // SAFETY: only looked at; nothing runs that could exchange the MRO.
        match unsafe { self.tp_mro.peek() } {
            // SAFETY: the MRO is a tuple.
            Some(mro) => unsafe { mro.cast::<PyTupleObject>() }.items().iter().any(|b| b.is(base)),
            None => {
                let mut at = Some(self);
                while let Some(ob_type) = at {
                    if ob_type.is(base) {
                        return true;
                    }
                    // SAFETY: a type's base lives as long as the type.
                    at = ob_type.tp_base.get().map(|base| unsafe { Obj::from_ptr(base) });
                }
                false
            }
        }
    }
}

impl Obj<'_> {
    /// `isinstance(self, class)`. C: `PyObject_IsInstance`.
    pub fn isinstance(self, class: Obj<'_>) -> Result<bool> {
        if self.ob_type().is(class) {
            return Ok(true);
        }
        ask(self, class, name!("__instancecheck__"), " in __instancecheck__", is_instance_of)
    }

    /// `issubclass(self, class)`. C: `PyObject_IsSubclass`.
    pub fn issubclass(self, class: Obj<'_>) -> Result<bool> {
        ask(self, class, name!("__subclasscheck__"), " in __subclasscheck__", is_subclass_of)
    }
}

type Check = fn(Obj<'_>, Obj<'_>) -> Result<bool>;

/// A tuple or a union is any of its items; a metaclass may answer itself.
fn ask(
    object: Obj<'_>,
    class: Obj<'_>,
    hook: crate::types::str::Str<'static>,
    place: &str,
    check: Check,
) -> Result<bool> {
    if class.is_exactly(&TYPE) {
        return check(object, class);
    }
    if let Some(union) = class.downcast_exact::<PyUnionObject>() {
        return ask(object, union.arguments().object(), hook, place, check);
    }
    if let Some(classes) = class.downcast::<PyTupleObject>() {
        let _level = enter_recursive_call(place)?;
        for class in classes.items() {
            if ask(object, *class, hook, place, check)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(checker) = class.lookup_special(hook)? {
        let _level = enter_recursive_call(place)?;
        return checker.borrow().call_one(object)?.borrow().is_true();
    }
    check(object, class)
}

/// C: `object_isinstance`.
pub(crate) fn is_instance_of(object: Obj<'_>, class: Obj<'_>) -> Result<bool> {
    if let Some(class) = class.downcast::<PyTypeObject>() {
        if object.ob_type().is_subtype_of(class) {
            return Ok(true);
        }
        let claimed = object.lookup_attribute(name!("__class__"))?;
        let claimed = claimed.and_then(|claimed| claimed.downcast::<PyTypeObject>().ok());
        return Ok(claimed.is_some_and(|claimed| {
            !claimed.borrow().is(object.ob_type()) && claimed.borrow().is_subtype_of(class)
        }));
    }
    check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?;
    match object.lookup_attribute(name!("__class__"))? {
        Some(claimed) => abstract_is_subclass(claimed, class),
        None => Ok(false),
    }
}

/// C: `recursive_issubclass`.
pub(crate) fn is_subclass_of(derived: Obj<'_>, class: Obj<'_>) -> Result<bool> {
    if let (Some(derived), Some(class)) = (derived.downcast(), class.downcast::<PyTypeObject>()) {
        let derived: Type<'_> = derived;
        return Ok(derived.is_subtype_of(class));
    }
    check_class(derived, "issubclass() arg 1 must be a class")?;
    check_class(class, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?;
    abstract_is_subclass(derived.to_ref(), class)
}

/// Whatever has a tuple `__bases__` counts as a class. C: `abstract_get_bases`.
fn bases(class: Obj<'_>) -> Result<Option<Ref<PyTupleObject>>> {
    let bases = class.lookup_attribute(name!("__bases__"))?;
    Ok(bases.and_then(|bases| bases.downcast().ok()))
}

fn check_class(class: Obj<'_>, message: &str) -> Result<()> {
    match bases(class)? {
        Some(_) => Ok(()),
        None => Err(raise(&TYPE_ERROR, message)),
    }
}

/// C: `abstract_issubclass`.
fn abstract_is_subclass(derived: Ref, class: Obj<'_>) -> Result<bool> {
    let mut derived = derived;
    loop {
        if derived.borrow().is(class) {
            return Ok(true);
        }
        let Some(found) = bases(derived.borrow())? else {
            return Ok(false);
        };
        match found.borrow().items() {
            [] => return Ok(false),
            [only] => derived = only.to_ref(),
            several => {
                let _level = enter_recursive_call(" in __issubclass__")?;
                for base in several {
                    if abstract_is_subclass(base.to_ref(), class)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
        }
    }
}
// ANCHOR_END: instance
