//! `_weakref`: how programs reach weak references.
//!
//! CPython: `Modules/_weakref.c`. The references themselves are the object model's
//! (`types/weakref`).

use object_model::arguments::Arguments;
use object_model::errors::{TYPE_ERROR, raise};
use object_model::types::dict::PyDictObject;
use object_model::types::module::{ModuleDefinition, PyModuleObject};
use object_model::types::weakref::{CALLABLE_PROXY, PROXY, REFERENCE, object, proxy, references};
use object_model::types::{int, list, none};
use object_model::{Method, Obj, Ref, Result};

// ANCHOR: module
/// `_weakref`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_weakref",
    doc: "Weak references to objects.",
    functions: &[
        Method::one(
            c"getweakrefcount",
            "($module, object, /)",
            |_, object| Ok(int::from_u64(references(object).len() as u64)?.object()),
            "How many weak references there are to an object.",
        ),
        Method::new(
            c"_remove_dead_weakref",
            "($module, dct, key, /)",
            remove_dead,
            "Removes a key from a dict if its value is a weak reference that leads nowhere.",
        ),
        Method::one(
            c"getweakrefs",
            "($module, object, /)",
            all_references,
            "A list of all weak references to an object.",
        ),
        Method::new(
            c"proxy",
            "($module, object, callback=None, /)",
            |_, arguments| Ok(proxy::new(arguments[0], arguments.get(1))?.object()),
            "A stand-in for an object, which it doesn't keep alive.",
        ),
    ],
    execute: Some(|module| {
        let names = [("ref", &REFERENCE), ("ReferenceType", &REFERENCE), ("ProxyType", &PROXY)];
        for (name, ob_type) in names.into_iter().chain([("CallableProxyType", &CALLABLE_PROXY)]) {
            module.add(name, ob_type.as_type().object().to_ref())?;
        }
        Ok(())
    }),
    ..ModuleDefinition::NONE
};
// ANCHOR_END: module

fn all_references(_: Obj<'_, PyModuleObject>, object: Obj<'_>) -> Result {
    let all = list::new()?;
    for reference in references(object) {
        all.borrow().push(reference.object())?;
    }
    Ok(all.object())
}

/// The dict and the reference are looked at and changed without any code in between, but for the
/// key's own comparison. C: `_PyDict_DelItemIf`.
fn remove_dead(_: Obj<'_, PyModuleObject>, arguments: &Arguments<'_>) -> Result {
    let Some(dict) = arguments[0].downcast::<PyDictObject>() else {
        let kind = arguments[0].ob_type().name();
        let message = format_args!("_remove_dead_weakref() argument 1 must be dict, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if let Some(value) = dict.get_item(arguments[1])? {
        let Some(reference) = object::any_weak(value.borrow()) else {
            return Err(raise(&TYPE_ERROR, "not a weakref"));
        };
        if reference.referent().is_none() {
            drop::<Option<Ref>>(dict.take(arguments[1])?);
        }
    }
    Ok(none().to_ref())
}
