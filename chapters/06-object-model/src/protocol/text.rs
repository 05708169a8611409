//! `repr(x)`, `str(x)`, `ascii(x)` and `format(x, spec)`.
//!
//! CPython: `Objects/object.c` (`PyObject_Repr`, `PyObject_Str`, `PyObject_ASCII`),
//! `Objects/abstract.c` (`PyObject_Format`).

use crate::errors::{TYPE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::thread_state::enter_recursive_call;
use crate::types::str::{self, PyASCIIObject, STR};

// ANCHOR: text
impl Obj<'_> {
    /// `repr(self)`. C: `PyObject_Repr`.
    pub fn repr(self) -> Result<Ref<PyASCIIObject>> {
        let slot = self.ob_type().tp_repr.get().expect("every type has a repr");
        let _level = enter_recursive_call(" while getting the repr of an object")?;
        expect_str(slot(self)?, "__repr__")
    }

    /// `str(self)`. C: `PyObject_Str`.
    pub fn str(self) -> Result<Ref<PyASCIIObject>> {
        if let Some(string) = self.downcast_exact::<PyASCIIObject>() {
            return Ok(string.to_ref());
        }
        let Some(slot) = self.ob_type().tp_str.get() else {
            return self.repr();
        };
        let _level = enter_recursive_call(" while getting the str of an object")?;
        expect_str(slot(self)?, "__str__")
    }

    /// `ascii(self)`. C: `PyObject_ASCII`.
    pub fn ascii(self) -> Result<Ref<PyASCIIObject>> {
        let repr = self.repr()?;
        if repr.borrow().is_ascii() {
            return Ok(repr);
        }
        let mut text = String::new();
        for code_point in repr.borrow().code_points() {
            match code_point {
                0..=0x7f => text.push(code_point as u8 as char),
                0x80..=0xff => text += &format!("\\x{code_point:02x}"),
                0x100..=0xffff => text += &format!("\\u{code_point:04x}"),
                _ => text += &format!("\\U{code_point:08x}"),
            }
        }
        str::new(&text)
    }

    /// `format(self, spec)`. C: `PyObject_Format`.
    pub fn format(self, spec: Option<Obj<'_, PyASCIIObject>>) -> Result<Ref<PyASCIIObject>> {
        let empty = str::interned("")?;
        let spec = spec.unwrap_or(empty.borrow());
        if spec.is_empty() && self.is_exactly(&STR) {
            return self.str();
        }
        let Some(method) = self.lookup_special(name!("__format__"))? else {
            let name = self.ob_type().name().to_owned();
            let message = format_args!("Type {name} doesn't define __format__");
            return Err(raise(&TYPE_ERROR, message));
        };
        let text = method.borrow().call_one(spec.object())?;
        text.downcast().map_err(|other| {
            let name = other.borrow().ob_type().name().to_owned();
            raise(&TYPE_ERROR, format_args!("__format__ must return a str, not {name}"))
        })
    }
}

fn expect_str(text: Ref, method: &str) -> Result<Ref<PyASCIIObject>> {
    text.downcast().map_err(|other| {
        let name = other.borrow().ob_type().name().to_owned();
        raise(&TYPE_ERROR, format_args!("{method} returned non-string (type {name})"))
    })
}
// ANCHOR_END: text
