//! `len(x)`, `x[y]`, `y in x`.
//!
//! CPython: `Objects/abstract.c` (`PyObject_Size`, `PyObject_GetItem`, `PyObject_SetItem`,
//! `PySequence_GetItem`, `PySequence_Contains`).

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Raised, Result};
use crate::protocol::compare::Comparison;
use crate::type_object::PyTypeObject;
use crate::types::generic_alias;
use crate::types::type_::TYPE;

// ANCHOR: container
impl Obj<'_> {
    /// `len(self)`. C: `PyObject_Size`.
    pub fn len(self) -> Result<usize> {
        let ob_type = self.ob_type();
        let slot = ob_type.sequence(|suite| suite.sq_length);
        match slot.or_else(|| ob_type.mapping(|suite| suite.mp_length)) {
            Some(slot) => slot(self).into(),
            None => Err(self.lacks("object of type '", "' has no len()")),
        }
    }

    /// `self[key]`. C: `PyObject_GetItem`.
    pub fn get_item(self, key: Obj<'_>) -> Result {
        let ob_type = self.ob_type();
        if let Some(slot) = ob_type.mapping(|suite| suite.mp_subscript) {
            return slot(self, key);
        }
        if ob_type.sequence(|suite| suite.sq_item).is_some() {
            return self.get_sequence_item(self.sequence_index(key)?);
        }
        if let Some(class) = self.downcast::<PyTypeObject>() {
            if class.is(TYPE.as_type()) {
                return generic_alias::new(self, key);
            }
            if let Some(method) = self.lookup_attribute(name!("__class_getitem__"))? {
                return method.borrow().call_one(key);
            }
            let name = class.name().to_owned();
            return Err(raise(&TYPE_ERROR, format_args!("type '{name}' is not subscriptable")));
        }
        Err(self.lacks("'", "' object is not subscriptable"))
    }

    /// `self[key] = value`, or `del self[key]` where there is none.
    /// C: `PyObject_SetItem`, `PyObject_DelItem`.
    pub fn set_item(self, key: Obj<'_>, value: Option<Obj<'_>>) -> Result<()> {
        let ob_type = self.ob_type();
        if let Some(slot) = ob_type.mapping(|suite| suite.mp_ass_subscript) {
            return Ok(slot(self, key, value)?);
        }
        if ob_type.sequence(|suite| suite.sq_ass_item).is_some() {
            return self.set_sequence_item(self.sequence_index(key)?, value);
        }
        Err(match value {
            Some(_) => self.lacks("'", "' object does not support item assignment"),
            None => self.lacks("'", "' object does not support item deletion"),
        })
    }

    fn sequence_index(self, key: Obj<'_>) -> Result<isize> {
        if key.ob_type().number(|suite| suite.nb_index).is_none() {
            let name = key.ob_type().name().to_owned();
            let message = format_args!("sequence index must be integer, not '{name}'");
            return Err(raise(&TYPE_ERROR, message));
        }
        key.to_item_index()
    }

    /// `self[index]` by the sequence suite; an index below zero counts from the end.
    /// C: `PySequence_GetItem`.
    pub fn get_sequence_item(self, index: isize) -> Result {
        match self.ob_type().sequence(|suite| suite.sq_item) {
            Some(slot) => slot(self, self.count_from_end(index)?),
            None => Err(self.lacks("'", "' object does not support indexing")),
        }
    }

    /// C: `PySequence_SetItem`, `PySequence_DelItem`.
    pub fn set_sequence_item(self, index: isize, value: Option<Obj<'_>>) -> Result<()> {
        match self.ob_type().sequence(|suite| suite.sq_ass_item) {
            Some(slot) => Ok(slot(self, self.count_from_end(index)?, value)?),
            None if value.is_some() => {
                Err(self.lacks("'", "' object does not support item assignment"))
            }
            None => Err(self.lacks("'", "' object doesn't support item deletion")),
        }
    }

    fn count_from_end(self, index: isize) -> Result<isize> {
        match self.ob_type().sequence(|suite| suite.sq_length) {
            Some(slot) if index < 0 => Ok(index + Result::<usize>::from(slot(self))? as isize),
            _ => Ok(index),
        }
    }

    /// `item in self`. C: `PySequence_Contains`.
    pub fn contains(self, item: Obj<'_>) -> Result<bool> {
        if let Some(slot) = self.ob_type().sequence(|suite| suite.sq_contains) {
            return slot(self, item).into();
        }
        let iterator = match self.iter() {
            Ok(iterator) => iterator,
            Err(raised) if !crate::errors::matches(&TYPE_ERROR) => return Err(raised),
            Err(_) => {
                crate::errors::clear();
                return Err(self.lacks("argument of type '", "' is not iterable"));
            }
        };
        while let Some(next) = iterator.borrow().next()? {
            if next.borrow().compare_bool(item, Comparison::Equal)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Raises `TypeError` with the type's name in the middle.
    pub(crate) fn lacks(self, before: &str, after: &str) -> Raised {
        raise(&TYPE_ERROR, format_args!("{before}{}{after}", self.ob_type().name()))
    }
}
// ANCHOR_END: container
