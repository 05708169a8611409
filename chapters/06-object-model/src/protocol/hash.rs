//! `hash(x)`.
//!
//! CPython: `Objects/object.c` (`PyObject_Hash`, `PyObject_HashNotImplemented`),
//! `Python/pyhash.c`.

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::slot_kinds::Hash;
use crate::type_object::HashFunc;

// ANCHOR: hash
impl Obj<'_> {
    /// `hash(self)`. C: `PyObject_Hash`.
    #[inline]
    pub fn hash(self) -> Result<isize> {
        match self.ob_type().tp_hash.get() {
            Some(slot) => slot(self).into(),
            None => not_hashable(self).into(),
        }
    }
}

/// The `tp_hash` of a type whose instances can't be hashed, for its table: `__hash__` is `None`.
pub const fn unhashable<L>() -> Option<HashFunc<L>> {
    // SAFETY: the function takes any object.
    Some(unsafe { std::mem::transmute::<HashFunc, HashFunc<L>>(not_hashable) })
}

/// Raises `TypeError`. C: `PyObject_HashNotImplemented`.
pub extern "C" fn not_hashable(object: Obj<'_>) -> Hash {
    let name = object.ob_type().name().to_owned();
    Hash::from(Err(raise(&TYPE_ERROR, format_args!("unhashable type: '{name}'"))))
}
// ANCHOR_END: hash
