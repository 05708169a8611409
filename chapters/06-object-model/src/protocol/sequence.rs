//! Going through any iterable at once: as a list or a tuple, with a guess at its length.
//!
//! CPython: `Objects/abstract.c` (`PySequence_Fast`, `PyObject_LengthHint`).

use crate::errors::{self, TYPE_ERROR, VALUE_ERROR, raise};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::types::int::PyLongObject;
use crate::types::list::{self, PyListObject};
use crate::types::tuple::PyTupleObject;

// ANCHOR: fast
/// A list or a tuple. The list may change whenever code runs. C: what `PySequence_Fast` returns.
#[derive(Debug)]
pub struct FastSequence(Ref);

impl FastSequence {
    /// The object itself if it is a list or a tuple, else a list of what it yields. Where it
    /// can't be iterated over, `TypeError` with the message. C: `PySequence_Fast`.
    pub fn new(object: Obj<'_>, message: &str) -> Result<FastSequence> {
        let is_fast = object.downcast_exact::<PyListObject>().is_some()
            || object.downcast_exact::<PyTupleObject>().is_some();
        if is_fast {
            return Ok(FastSequence(object.to_ref()));
        }
        let iterator = object.iter().inspect_err(|_| {
            if errors::matches(&TYPE_ERROR) {
                raise(&TYPE_ERROR, message);
            }
        })?;
        Ok(FastSequence(list::from_iterable(iterator.borrow())?.object()))
    }

    /// How many items there are now.
    pub fn len(&self) -> usize {
        // SAFETY: dropped before any code runs.
        unsafe { self.items() }.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An item, if there is one at that index now.
    pub fn get(&self, index: usize) -> Option<Ref> {
        // SAFETY: counted at once.
        unsafe { self.items() }.get(index).map(|item| item.to_ref())
    }

    /// The items. C: `PySequence_Fast_ITEMS`.
    ///
    /// # Safety
    /// No code of the program's runs while they are borrowed.
    pub unsafe fn items(&self) -> &[Obj<'_>] {
        match self.0.borrow().downcast::<PyListObject>() {
            // SAFETY: the caller's word.
            Some(list) => unsafe { list.items() },
            None => self.0.borrow().downcast::<PyTupleObject>().map_or(&[], |tuple| tuple.items()),
        }
    }
}
// ANCHOR_END: fast

// ANCHOR: length_hint
impl Obj<'_> {
    /// Whether there is a `len()`. C: `_PyObject_HasLen`.
    pub(crate) fn has_length(self) -> bool {
        let ob_type = self.ob_type();
        ob_type.sequence(|suite| suite.sq_length).is_some()
            || ob_type.mapping(|suite| suite.mp_length).is_some()
    }

    /// How many items there will be, as far as the object knows. C: `PyObject_LengthHint`.
    pub fn length_hint(self, default: usize) -> Result<usize> {
        if self.has_length() {
            match self.len() {
                Ok(length) => return Ok(length),
                Err(_) if errors::catch(&TYPE_ERROR) => {}
                Err(raised) => return Err(raised),
            }
        }
        let Some(hint) = self.lookup_special(name!("__length_hint__"))? else {
            return Ok(default);
        };
        let answer = match hint.borrow().call_none() {
            Ok(answer) => answer,
            Err(_) if errors::catch(&TYPE_ERROR) => return Ok(default),
            Err(raised) => return Err(raised),
        };
        if answer.borrow().is_not_implemented() {
            return Ok(default);
        }
        let Some(hint) = answer.borrow().downcast::<PyLongObject>() else {
            let name = answer.borrow().ob_type().name().to_owned();
            let message = format_args!("__length_hint__ must be an integer, not {name}");
            return Err(raise(&TYPE_ERROR, message));
        };
        let Some(hint) = hint.to_i64() else {
            let message = "Python int too large to convert to C ssize_t";
            return Err(raise(&errors::OVERFLOW_ERROR, message));
        };
        usize::try_from(hint)
            .map_err(|_| raise(&VALUE_ERROR, "__length_hint__() should return >= 0"))
    }
}
// ANCHOR_END: length_hint
