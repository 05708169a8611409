//! `__dir__`: the names of what an object has.
//!
//! CPython: `Objects/typeobject.c` (`object___dir___impl`, `type___dir___impl`,
//! `merge_class_dict`), `Objects/object.c` (`PyObject_Dir`).
//!
//! Names come from the object's dict, its class's and those of the class's bases. Each of these
//! is asked for as an attribute, so that whoever answers for them is heard.

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::type_object::Type;
use crate::types::dict::merge::Existing;
use crate::types::dict::{self, PyDictObject};
use crate::types::list::{self, PyListObject};

// ANCHOR: directory
/// `dir(object)`: what its `__dir__` says, sorted. C: `_dir_object`.
pub fn dir(object: Obj<'_>) -> Result<Ref<PyListObject>> {
    let Some(method) = object.lookup_special(name!("__dir__"))? else {
        return Err(raise(&TYPE_ERROR, "object does not provide __dir__"));
    };
    list::sort::sorted(method.borrow().call_none()?.borrow(), None, false)
}

/// `object.__dir__`.
pub(super) fn object_dir(object: Obj<'_>) -> Result {
    let own = object.lookup_attribute(name!("__dict__"))?;
    let names = match own.as_ref().and_then(|own| own.borrow().downcast::<PyDictObject>()) {
        Some(own) => own.copy()?,
        None => dict::new()?,
    };
    if let Some(class) = object.lookup_attribute(name!("__class__"))? {
        merge_class(names.borrow(), class.borrow())?;
    }
    keys(names.borrow())
}

/// `type.__dir__`: the metaclass's attributes aren't among them.
pub(super) fn type_dir(class: Type<'_>) -> Result {
    let names = dict::new()?;
    merge_class(names.borrow(), class.object())?;
    keys(names.borrow())
}

/// C: `merge_class_dict`.
fn merge_class(names: Obj<'_, PyDictObject>, class: Obj<'_>) -> Result<()> {
    let _level = crate::thread_state::enter_recursive_call(" in __dir__")?;
    if let Some(own) = class.lookup_attribute(name!("__dict__"))? {
        names.merge(own.borrow(), Existing::Replace)?;
    }
    let Some(bases) = class.lookup_attribute(name!("__bases__"))? else {
        return Ok(());
    };
    for at in 0..bases.borrow().len()? {
        let base = bases.borrow().get_sequence_item(at as isize)?;
        merge_class(names, base.borrow())?;
    }
    Ok(())
}

fn keys(names: Obj<'_, PyDictObject>) -> Result {
    let list = list::new()?;
    for (key, _) in names.items() {
        list.borrow().push(key)?;
    }
    Ok(list.object())
}
// ANCHOR_END: directory
