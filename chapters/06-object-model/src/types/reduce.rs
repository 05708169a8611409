//! What pickling and copying ask of every object.
//!
//! CPython: `Objects/typeobject.c` (`object_getstate_default`, `_PyType_GetSlotNames`,
//! `_PyObject_GetNewArguments`, `reduce_newobj`, `object___reduce_ex___impl`), PEP 307.
//!
//! `__reduce_ex__(2)` gives a function of `copyreg` that makes a new object, its arguments, the
//! state that the object will have, and iterators over the items of a list or dict.

use crate::errors::{OVERFLOW_ERROR, RUNTIME_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::name;
use crate::object::{Field, Obj, Raised, Ref, Result};
use crate::runtime::import_module;
use crate::type_object::{Type, flags};
use crate::types::builtin_function;
use crate::types::dict::{self, PyDictObject};
use crate::types::list::PyListObject;
use crate::types::object::OBJECT;
use crate::types::str::PyASCIIObject;
use crate::types::tuple::{self, PyTupleObject};
use crate::types::{int, none};

const WORD: isize = size_of::<usize>() as isize;

// ANCHOR: state
/// `object.__getstate__`.
pub(super) fn object_getstate(object: Obj<'_>) -> Result {
    default_state(object, false)
}

fn cannot_pickle(object: Obj<'_>) -> Raised {
    let name = object.ob_type().name();
    raise(&TYPE_ERROR, format_args!("cannot pickle '{name}' object"))
}

/// The dict, or `None` if it is empty, and with slots a tuple of that and a dict of them. Where
/// the state is all that there will be (`is_all`), an object with more than that raises.
/// C: `object_getstate_default`.
fn default_state(object: Obj<'_>, is_all: bool) -> Result {
    let ob_type = object.ob_type();
    if is_all && ob_type.tp_itemsize.get() != 0 {
        let name = ob_type.name();
        return Err(raise(&TYPE_ERROR, format_args!("cannot pickle {name} objects")));
    }
    let dict = object.dict_field().and_then(Field::get);
    let is_empty = dict.as_ref().is_none_or(|dict| {
        dict.borrow().downcast::<PyDictObject>().is_some_and(|dict| dict.is_empty())
    });
    let state = dict.filter(|_| !is_empty).unwrap_or_else(|| none().to_ref());
    let names = slot_names(ob_type)?;
    let count = names.as_ref().map_or(0, |names| names.borrow().len());
    if is_all {
        let mut size = OBJECT.tp_basicsize.get() + WORD * count as isize;
        if ob_type.tp_dictoffset.get() != 0 && !ob_type.has(flags::MANAGED_DICT) {
            size += WORD;
        }
        if ob_type.tp_weaklistoffset.get() != 0 {
            size += WORD;
        }
        if ob_type.tp_basicsize.get() > size {
            return Err(cannot_pickle(object));
        }
    }
    let slots = dict::new()?;
    for at in 0..count {
        let names = names.as_ref().expect("there are some").borrow();
        let name = names.get_index(at).and_then(|name| name.downcast::<PyASCIIObject>().ok());
        if let Some(name) = name
            && let Some(value) = object.lookup_attribute(name.borrow())?
        {
            slots.borrow().set_item(name.borrow().object(), value.borrow())?;
        }
        if names.len() != count {
            let message = "__slotsname__ changed size during iteration";
            return Err(raise(&RUNTIME_ERROR, message));
        }
    }
    match slots.borrow().is_empty() {
        true => Ok(state),
        false => Ok(tuple::new([state, slots.object()])?.object()),
    }
}

/// The names of all slots, which `copyreg` finds out and the class keeps.
/// C: `_PyType_GetSlotNames`.
fn slot_names(class: Type<'_>) -> Result<Option<Ref<PyListObject>>> {
    let known = class.dict_of_type().borrow().get_str(name!("__slotnames__"))?;
    let is_known = known.is_some();
    let names = match known {
        Some(known) => known,
        None => import_module("copyreg")?
            .borrow()
            .call_method(name!("_slotnames"), &[class.object()])?,
    };
    if names.borrow().is_none() {
        return Ok(None);
    }
    names.downcast::<PyListObject>().map(Some).map_err(|other| match is_known {
        true => {
            let (class, kind) = (class.name(), other.borrow().ob_type().name());
            let message =
                format_args!("{class}.__slotnames__ should be a list or None, not {kind}");
            raise(&TYPE_ERROR, message)
        }
        false => raise(&TYPE_ERROR, "copyreg._slotnames didn't return a list or None"),
    })
}

/// C: `object_getstate`.
fn state_of(object: Obj<'_>, is_all: bool) -> Result {
    let method = object.get_attribute(name!("__getstate__"))?;
    match builtin_function::is_bound(method.borrow(), object, object_getstate) {
        true => default_state(object, is_all),
        false => method.borrow().call_none(),
    }
}
// ANCHOR_END: state

// ANCHOR: new_arguments
/// Positional ones and those by name, as far as somebody has said which.
type NewArguments = (Option<Ref<PyTupleObject>>, Option<Ref<PyDictObject>>);

/// What `__getnewargs_ex__` or `__getnewargs__` say `__new__` is called with.
/// C: `_PyObject_GetNewArguments`.
fn new_arguments(object: Obj<'_>) -> Result<NewArguments> {
    let kind = |object: &Ref| object.borrow().ob_type().name().to_owned();
    if let Some(method) = object.lookup_special(name!("__getnewargs_ex__"))? {
        let both = method.borrow().call_none()?.downcast::<PyTupleObject>().map_err(|other| {
            let kind = kind(&other);
            let message = format_args!("__getnewargs_ex__ should return a tuple, not '{kind}'");
            raise(&TYPE_ERROR, message)
        })?;
        let [arguments, keywords] = both.borrow().items() else {
            let length = both.borrow().len();
            let message =
                format_args!("__getnewargs_ex__ should return a tuple of length 2, not {length}");
            return Err(raise(&VALUE_ERROR, message));
        };
        let wrong = |which: &str, wanted: &str, other: Ref| {
            let kind = kind(&other);
            let message = format_args!(
                "{which} item of the tuple returned by __getnewargs_ex__ must be a {wanted}, \
                 not '{kind}'"
            );
            raise(&TYPE_ERROR, message)
        };
        let arguments =
            arguments.to_ref().downcast().map_err(|other| wrong("first", "tuple", other))?;
        let keywords =
            keywords.to_ref().downcast().map_err(|other| wrong("second", "dict", other))?;
        return Ok((Some(arguments), Some(keywords)));
    }
    let Some(method) = object.lookup_special(name!("__getnewargs__"))? else {
        return Ok((None, None));
    };
    let arguments = method.borrow().call_none()?.downcast().map_err(|other| {
        let kind = kind(&other);
        raise(&TYPE_ERROR, format_args!("__getnewargs__ should return a tuple, not '{kind}'"))
    })?;
    Ok((Some(arguments), None))
}
// ANCHOR_END: new_arguments

// ANCHOR: reduce
/// Protocol 2 and later. C: `reduce_newobj`.
fn reduce_new(object: Obj<'_>) -> Result {
    let class = object.ob_type();
    if class.tp_new.get().is_none() {
        return Err(cannot_pickle(object));
    }
    let (arguments, keywords) = new_arguments(object)?;
    let copyreg = import_module("copyreg")?;
    let has_arguments = arguments.is_some();
    let arguments = match arguments {
        Some(arguments) => arguments,
        None => tuple::of(&[])?,
    };
    let (function, all) = match keywords.filter(|keywords| !keywords.borrow().is_empty()) {
        None => {
            let mut all = vec![class.object()];
            all.extend(arguments.borrow().items());
            (copyreg.borrow().get_attribute(name!("__newobj__"))?, tuple::of(&all)?)
        }
        Some(keywords) => {
            let function = copyreg.borrow().get_attribute(name!("__newobj_ex__"))?;
            let class = class.object().to_ref();
            (function, tuple::new([class, arguments.object(), keywords.object()])?)
        }
    };
    let list = object.downcast::<PyListObject>();
    let dict = object.downcast::<PyDictObject>();
    let state = state_of(object, !(has_arguments || list.is_some() || dict.is_some()))?;
    let items = match list {
        Some(list) => list.object().iter()?,
        None => none().to_ref(),
    };
    let pairs = match dict {
        Some(dict) => dict.object().call_method(name!("items"), &[])?.borrow().iter()?,
        None => none().to_ref(),
    };
    Ok(tuple::new([function, all.object(), state, items, pairs])?.object())
}

/// C: `_common_reduce`.
fn reduce(object: Obj<'_>, protocol: i64) -> Result {
    if protocol >= 2 {
        return reduce_new(object);
    }
    let (copyreg, protocol) = (import_module("copyreg")?, int::from_i64(protocol)?);
    copyreg.borrow().call_method(name!("_reduce_ex"), &[object, protocol.borrow().object()])
}

/// `object.__reduce__`.
pub(super) fn object_reduce(object: Obj<'_>) -> Result {
    reduce(object, 0)
}

/// `object.__reduce_ex__`: a `__reduce__` of one's own comes first.
pub(super) fn object_reduce_ex(object: Obj<'_>, protocol: Obj<'_>) -> Result {
    let protocol = protocol.index()?.borrow().to_i64();
    let protocol = protocol.filter(|protocol| i32::try_from(*protocol).is_ok());
    let Some(protocol) = protocol else {
        return Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"));
    };
    if let Some(own) = object.lookup_attribute(name!("__reduce__"))? {
        let of_class = object.ob_type().object().get_attribute(name!("__reduce__"))?;
        let of_object = OBJECT.as_type().dict_of_type().borrow().get_str(name!("__reduce__"))?;
        if !of_object.is_some_and(|of_object| of_object.borrow().is(of_class.borrow())) {
            return own.borrow().call_none();
        }
    }
    reduce(object, protocol)
}
// ANCHOR_END: reduce
