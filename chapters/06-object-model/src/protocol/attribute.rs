//! `x.y`: attributes.
//!
//! CPython: `Objects/object.c` (`PyObject_GetAttr`, `_PyObject_GenericGetAttrWithDict`,
//! `_PyObject_GenericSetAttrWithDict`, `_PyObject_DictPointer`, `_PyObject_LookupAttr`),
//! `Objects/typeobject.c` (`_PyObject_LookupSpecial`).
//!
//! The order is: a data descriptor of the type, the instance's dict, any other descriptor of the
//! type, whatever else the type has.

use crate::errors::{self, ATTRIBUTE_ERROR, TYPE_ERROR, raise};
use crate::object::{Field, Obj, PyVarObject, Ref, Result, Status};
use crate::type_object::{PyTypeObject, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::exception::single::PyAttributeErrorObject;
use crate::types::str::{PyASCIIObject, Str};

// ANCHOR: attribute
impl<'a> Obj<'a> {
    /// `self.name`. C: `PyObject_GetAttr`.
    pub fn get_attribute(self, name: Str<'_>) -> Result {
        self.ask_for_attribute(name).inspect_err(|_| note_attribute(self, name))
    }

    fn ask_for_attribute(self, name: Str<'_>) -> Result {
        match self.ob_type().tp_getattro.get() {
            Some(slot) => slot(self, name.object()),
            None => Err(no_attribute(self, name)),
        }
    }

    /// `self.name = value`, or `del self.name` where there is none. C: `PyObject_SetAttr`.
    pub fn set_attribute(self, name: Str<'_>, value: Option<Obj<'_>>) -> Result<()> {
        let name = crate::types::str::intern(name.to_ref())?;
        let ob_type = self.ob_type();
        if let Some(slot) = ob_type.tp_setattro.get() {
            return Ok(slot(self, name.borrow().object(), value)?);
        }
        let some = if ob_type.tp_getattro.get().is_some() { "only read-only" } else { "no" };
        let verb = if value.is_some() { "assign to" } else { "del" };
        let type_name = ob_type.name();
        Err(raise(
            &TYPE_ERROR,
            format_args!("'{type_name}' object has {some} attributes ({verb} .{name})"),
        ))
    }

    /// `self.name`, or none where that raises `AttributeError`. C: `_PyObject_LookupAttr`.
    pub fn lookup_attribute(self, name: Str<'_>) -> Result<Option<Ref>> {
        match self.ask_for_attribute(name) {
            Ok(value) => Ok(Some(value)),
            Err(_) if errors::catch(&ATTRIBUTE_ERROR) => Ok(None),
            Err(raised) => Err(raised),
        }
    }

    /// What the type has under a special name, bound to the object. Instances and
    /// `__getattribute__` aren't asked. C: `_PyObject_LookupSpecial`.
    pub fn lookup_special(self, name: Str<'_>) -> Result<Option<Ref>> {
        let Some(found) = self.ob_type().lookup(name)? else {
            return Ok(None);
        };
        match found.borrow().ob_type().tp_descr_get.get() {
            Some(get) => Ok(Some(get(found.borrow(), Some(self), Some(self.ob_type().object()))?)),
            None => Ok(Some(found)),
        }
    }

    /// The field so many bytes into the object.
    ///
    /// # Safety
    /// There is one.
    #[inline]
    pub unsafe fn field_at(self, offset: usize) -> &'a Field {
        // SAFETY: the caller's word.
        unsafe { &*self.as_ptr().as_ptr().byte_add(offset).cast::<Field>() }
    }

    /// The field that holds the object's `__dict__`, if its type gives it one.
    /// C: `_PyObject_DictPointer`.
    #[inline]
    pub fn dict_field(self) -> Option<&'a Field> {
        let ob_type = self.ob_type();
        if ob_type.has(flags::MANAGED_DICT) {
            // SAFETY: three words in front of the object, by the flag.
            return Some(unsafe { &*self.as_ptr().as_ptr().cast::<Field>().sub(3) });
        }
        let mut offset = ob_type.tp_dictoffset.get();
        if offset == 0 {
            return None;
        }
        if offset < 0 {
            // SAFETY: only types with items count from the end.
            let items = unsafe { self.cast::<PyVarObject>() }.ob_size.get().unsigned_abs();
            let size = ob_type.tp_basicsize.get() as usize
                + (items + 1) * ob_type.tp_itemsize.get() as usize;
            offset += ((size + 7) & !7) as isize;
        }
        // SAFETY: the type says that a field is there.
        Some(unsafe { &*self.as_ptr().as_ptr().byte_offset(offset).cast::<Field>() })
    }

    /// The object's `__dict__`, made now if it hasn't one yet. C: `PyObject_GenericGetDict`.
    pub fn dict(self) -> Result<Option<Ref<PyDictObject>>> {
        let Some(field) = self.dict_field() else {
            return Ok(None);
        };
        if field.is_null() {
            field.set(Some(dict::new()?.object()));
        }
        Ok(field.get().and_then(|dict| dict.downcast().ok()))
    }
}
// ANCHOR_END: attribute

// ANCHOR: note
/// Lets an `AttributeError` know which attribute of which object, unless it knows already: what
/// suggests another spelling asks for it. C: `set_attribute_error_context`.
#[cold]
fn note_attribute(object: Obj<'_>, name: Str<'_>) {
    if !errors::matches(&ATTRIBUTE_ERROR) {
        return;
    }
    let Some(exception) = errors::take() else {
        return;
    };
    if let Some(error) = exception.borrow().object().downcast::<PyAttributeErrorObject>()
        && error.name.is_null()
        && error.obj.is_null()
    {
        error.name.set(Some(name.object().to_ref()));
        error.obj.set(Some(object.to_ref()));
    }
    errors::put_back(exception);
}
// ANCHOR_END: note

// ANCHOR: generic
/// C: `PyObject_GenericGetAttr`.
pub extern "C" fn generic_getattr<L>(object: Obj<'_, L>, name: Obj<'_>) -> Result {
    let object = object.object();
    getattr_with_dict(object, name, || {
        object.dict_field().and_then(Field::get).and_then(|dict| dict.downcast().ok())
    })
}

/// The attribute of an object whose own attributes are in this dict.
/// C: `_PyObject_GenericGetAttrWithDict`.
///
/// # Errors
/// `AttributeError`, and what descriptors raise.
#[inline]
pub fn getattr_with_dict(
    object: Obj<'_>,
    name: Obj<'_>,
    dict: impl FnOnce() -> Option<Ref<PyDictObject>>,
) -> Result {
    let name = expect_name(name)?;
    let ob_type = object.ob_type();
    let found = ob_type.lookup(name)?;
    let get = found.as_ref().and_then(|found| found.borrow().ob_type().tp_descr_get.get());
    if let (Some(found), Some(get)) = (&found, get)
        && found.borrow().ob_type().tp_descr_set.get().is_some()
    {
        return get(found.borrow(), Some(object), Some(ob_type.object()));
    }
    if let Some(dict) = dict()
        && let Some(value) = dict.borrow().get_str(name)?
    {
        return Ok(value);
    }
    match (found, get) {
        (Some(found), Some(get)) => get(found.borrow(), Some(object), Some(ob_type.object())),
        (Some(found), None) => Ok(found),
        (None, _) => Err(no_attribute(object, name)),
    }
}

/// C: `PyObject_GenericSetAttr`.
pub extern "C" fn generic_setattr<L>(
    object: Obj<'_, L>,
    name: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    let object = object.object();
    let name = expect_name(name)?;
    let found = object.ob_type().lookup(name)?;
    if let Some(found) = &found
        && let Some(set) = found.borrow().ob_type().tp_descr_set.get()
    {
        return set(found.borrow(), object, value);
    }
    if object.dict_field().is_none() {
        if found.is_some() {
            let type_name = object.ob_type().name();
            let message = format_args!("'{type_name}' object attribute '{name}' is read-only");
            return Err(raise(&ATTRIBUTE_ERROR, message).into());
        }
        return Err(no_attribute(object, name).into());
    }
    let dict = match value {
        Some(_) => object.dict()?,
        None => object.dict_field().and_then(Field::get).and_then(|dict| dict.downcast().ok()),
    };
    set_in_dict(object, name, value, dict.as_ref().map(Ref::borrow))
}

/// Sets or deletes the attribute of an object whose own attributes are in this dict.
/// C: `_PyObject_GenericSetAttrWithDict`.
///
/// # Errors
/// `AttributeError` where there is nothing to delete, and what descriptors raise.
pub fn setattr_with_dict(
    object: Obj<'_>,
    name: Obj<'_>,
    value: Option<Obj<'_>>,
    dict: Obj<'_, PyDictObject>,
) -> Status {
    let name = expect_name(name)?;
    let found = object.ob_type().lookup(name)?;
    match found.as_ref().map(|found| (found, found.borrow().ob_type().tp_descr_set.get())) {
        Some((found, Some(set))) => set(found.borrow(), object, value),
        _ => set_in_dict(object, name, value, Some(dict)),
    }
}

fn set_in_dict(
    object: Obj<'_>,
    name: Str<'_>,
    value: Option<Obj<'_>>,
    dict: Option<Obj<'_, PyDictObject>>,
) -> Status {
    match (dict, value) {
        (Some(dict), Some(value)) => Ok(dict.set_item(name.object(), value)?),
        (Some(dict), None) if dict.take(name.object())?.is_some() => Ok(()),
        _ => Err(no_attribute(object, name).into()),
    }
}

/// An attribute's name is a string. C: the first lines of `PyObject_GetAttr`.
pub(crate) fn expect_name(name: Obj<'_>) -> Result<Str<'_>> {
    name.downcast::<PyASCIIObject>().ok_or_else(|| {
        let type_name = name.ob_type().name();
        raise(&TYPE_ERROR, format_args!("attribute name must be string, not '{type_name}'"))
    })
}

fn no_attribute(object: Obj<'_>, name: Str<'_>) -> crate::object::Raised {
    match object.downcast::<PyTypeObject>() {
        Some(class) => raise(
            &ATTRIBUTE_ERROR,
            format_args!("type object '{}' has no attribute '{name}'", class.name()),
        ),
        None => raise(
            &ATTRIBUTE_ERROR,
            format_args!("'{}' object has no attribute '{name}'", object.ob_type().name()),
        ),
    }
}
// ANCHOR_END: generic
