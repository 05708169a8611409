//! What turns an object into a number: `int(x)`, `float(x)`, `operator.index(x)`.
//!
//! CPython: `Objects/abstract.c` (`PyNumber_Index`, `PyNumber_AsSsize_t`, `PyNumber_Long`,
//! `PyNumber_Float`), `Objects/floatobject.c` (`PyFloat_AsDouble`).
//!
//! `__int__`, `__index__` and `__float__` may return an instance of a subclass, with a warning;
//! what the functions here return is of the type itself.

use crate::errors::{DEPRECATION_WARNING, INDEX_ERROR, OVERFLOW_ERROR, TYPE_ERROR, raise, warn};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::type_object::PyTypeObject;
use crate::types::float::{self, FLOAT, PyFloatObject};
use crate::types::int::{self, INT, PyLongObject};

// ANCHOR: index
impl Obj<'_> {
    /// An exact int from an int or from what has `__index__`. C: `PyNumber_Index`.
    pub fn index(self) -> Result<Ref<PyLongObject>> {
        match self.downcast_exact::<PyLongObject>() {
            Some(int) => Ok(int.to_ref()),
            None => self.index_or_subclass()?.borrow().exact(),
        }
    }

    /// An int, which may be of a subclass. C: `_PyNumber_Index`.
    pub(crate) fn index_or_subclass(self) -> Result<Ref<PyLongObject>> {
        if let Some(int) = self.downcast::<PyLongObject>() {
            return Ok(int.to_ref());
        }
        let ob_type = self.ob_type();
        let Some(slot) = ob_type.number(|suite| suite.nb_index) else {
            let message =
                format_args!("'{}' object cannot be interpreted as an integer", ob_type.name());
            return Err(raise(&TYPE_ERROR, message));
        };
        expect_int(slot(self)?, "__index__")
    }

    /// Whether it can be an index. C: `PyIndex_Check`.
    pub fn has_index(self) -> bool {
        self.ob_type().number(|suite| suite.nb_index).is_some()
    }

    /// An index as a machine's number. One that doesn't fit raises `overflow`, or becomes the
    /// nearest that does. C: `PyNumber_AsSsize_t`.
    pub fn to_index(self, overflow: Option<&'static PyTypeObject>) -> Result<isize> {
        let int = self.index_or_subclass()?;
        if let Some(index) = int.borrow().to_i64() {
            return Ok(index as isize);
        }
        match overflow {
            None if int.borrow().is_negative() => Ok(isize::MIN),
            None => Ok(isize::MAX),
            Some(overflow) => {
                let name = self.ob_type().name().to_owned();
                let message = format_args!("cannot fit '{name}' into an index-sized integer");
                Err(raise(overflow, message))
            }
        }
    }

    /// The state of an iterator that is being unpickled. C: `PyLong_AsSsize_t`.
    pub fn to_state_index(self) -> Result<isize> {
        let Some(state) = self.downcast::<PyLongObject>() else {
            return Err(raise(&TYPE_ERROR, "an integer is required"));
        };
        let state = state.to_i64().map(|state| state as isize);
        let message = "Python int too large to convert to C ssize_t";
        state.ok_or_else(|| raise(&OVERFLOW_ERROR, message))
    }

    /// An index into something, out of which `IndexError` leads.
    pub fn to_item_index(self) -> Result<isize> {
        self.to_index(Some(&INDEX_ERROR))
    }

    /// An argument that C takes as a `Py_ssize_t`. C: Argument Clinic's converter.
    pub fn to_isize(self) -> Result<isize> {
        let int = self.index()?;
        let value = int.borrow().to_i64().map(|value| value as isize);
        value.ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C ssize_t"))
    }
}
// ANCHOR_END: index

// ANCHOR: int
impl Obj<'_> {
    /// `int(self)`: `__int__`, `__index__` or `__trunc__`, or the text of a number.
    /// C: `PyNumber_Long`.
    pub fn to_int(self) -> Result<Ref<PyLongObject>> {
        if let Some(int) = self.downcast_exact::<PyLongObject>() {
            return Ok(int.to_ref());
        }
        let ob_type = self.ob_type();
        if let Some(slot) = ob_type.number(|suite| suite.nb_int) {
            return expect_int(slot(self)?, "__int__")?.borrow().exact();
        }
        if self.has_index() {
            return self.index();
        }
        if let Some(truncate) = self.lookup_special(name!("__trunc__"))? {
            let message = "The delegation of int() to __trunc__ is deprecated.";
            warn(&DEPRECATION_WARNING, message)?;
            return from_trunc(truncate.borrow().call_none()?);
        }
        match int::text::from_object(self)? {
            Some(int) => Ok(int),
            None => {
                let name = self.ob_type().name().to_owned();
                Err(raise(
                    &TYPE_ERROR,
                    format_args!(
                        "int() argument must be a string, a bytes-like object or a real number, \
                         not '{name}'"
                    ),
                ))
            }
        }
    }
}

/// `__trunc__` may return anything that is a whole number.
fn from_trunc(result: Ref) -> Result<Ref<PyLongObject>> {
    if !result.borrow().has_index() {
        let name = result.borrow().ob_type().name().to_owned();
        let message = format_args!("__trunc__ returned non-Integral (type {name})");
        return Err(raise(&TYPE_ERROR, message));
    }
    result.borrow().index()
}

/// What `__int__` and `__index__` have to return.
fn expect_int(result: Ref, method: &str) -> Result<Ref<PyLongObject>> {
    let name = |result: Obj<'_>| result.ob_type().name().to_owned();
    let int = result.downcast::<PyLongObject>().map_err(|other| {
        let name = name(other.borrow());
        raise(&TYPE_ERROR, format_args!("{method} returned non-int (type {name})"))
    })?;
    if !int.borrow().is_exactly(&INT) {
        let name = name(int.borrow().object());
        warn(
            &DEPRECATION_WARNING,
            format_args!(
                "{method} returned non-int (type {name}).  The ability to return an instance of \
                 a strict subclass of int is deprecated, and may be removed in a future version \
                 of Python."
            ),
        )?;
    }
    Ok(int)
}
// ANCHOR_END: int

// ANCHOR: float
impl Obj<'_> {
    /// `float(self)`: `__float__` or `__index__`, or the text of a number. C: `PyNumber_Float`.
    pub fn to_float(self) -> Result<Ref<PyFloatObject>> {
        if let Some(float) = self.downcast_exact::<PyFloatObject>() {
            return Ok(float.to_ref());
        }
        if let Some(slot) = self.ob_type().number(|suite| suite.nb_float) {
            let result = self.expect_float(slot(self)?)?;
            return match result.borrow().is_exactly(&FLOAT) {
                true => Ok(result),
                false => float::new(result.borrow().value()),
            };
        }
        if self.has_index() {
            return float::new(self.index_or_subclass()?.borrow().to_f64()?);
        }
        match float::text::from_object(self)? {
            Some(float) => Ok(float),
            None => {
                let name = self.ob_type().name().to_owned();
                Err(raise(
                    &TYPE_ERROR,
                    format_args!(
                        "float() argument must be a string or a real number, not '{name}'"
                    ),
                ))
            }
        }
    }

    /// A real number as a double. Text isn't one. C: `PyFloat_AsDouble`.
    pub fn to_f64(self) -> Result<f64> {
        if let Some(float) = self.downcast::<PyFloatObject>() {
            return Ok(float.value());
        }
        if let Some(slot) = self.ob_type().number(|suite| suite.nb_float) {
            return Ok(self.expect_float(slot(self)?)?.borrow().value());
        }
        if self.has_index() {
            return self.index_or_subclass()?.borrow().to_f64();
        }
        let name = self.ob_type().name().to_owned();
        Err(raise(&TYPE_ERROR, format_args!("must be real number, not {name}")))
    }

    /// What `__float__` has to return.
    fn expect_float(self, result: Ref) -> Result<Ref<PyFloatObject>> {
        let names = |result: Obj<'_>| {
            let (name, other) = (self.ob_type().name(), result.ob_type().name());
            format!("{name}.__float__ returned non-float (type {other})")
        };
        let float = result
            .downcast::<PyFloatObject>()
            .map_err(|other| raise(&TYPE_ERROR, names(other.borrow())))?;
        if !float.borrow().is_exactly(&FLOAT) {
            let names = names(float.borrow().object());
            warn(
                &DEPRECATION_WARNING,
                format_args!(
                    "{names}.  The ability to return an instance of a strict subclass of float \
                     is deprecated, and may be removed in a future version of Python."
                ),
            )?;
        }
        Ok(float)
    }
}
// ANCHOR_END: float
