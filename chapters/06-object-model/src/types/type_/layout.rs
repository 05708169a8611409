//! Which of several bases decides how instances are laid out.
//!
//! CPython: `Objects/typeobject.c` (`best_base`, `solid_base`, `extra_ivars`).
//!
//! A type is *solid* if its instances have fields that its base's don't have. A class can have
//! many bases, but their solid types must lie on one line.

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Result};
use crate::type_object::{PyTypeObject, Type, flags};
use crate::types::object::OBJECT;

const WORD: isize = size_of::<usize>() as isize;

// ANCHOR: layout
/// The base whose layout a class with these bases takes over. C: `best_base`.
pub(crate) fn best_base<'a>(bases: &[Obj<'a>]) -> Result<Type<'a>> {
    let mut winner: Option<(Type<'a>, Type<'a>)> = None;
    for base in bases {
        let Some(base) = base.downcast::<PyTypeObject>() else {
            return Err(raise(&TYPE_ERROR, "bases must be types"));
        };
        if !base.has(flags::BASETYPE) {
            let name = base.name();
            let message = format_args!("type '{name}' is not an acceptable base type");
            return Err(raise(&TYPE_ERROR, message));
        }
        let candidate = solid_base(base);
        match winner {
            Some((solid, _)) if solid.is_subtype_of(candidate) => {}
            Some((solid, _)) if !candidate.is_subtype_of(solid) => {
                let message = "multiple bases have instance lay-out conflict";
                return Err(raise(&TYPE_ERROR, message));
            }
            _ => winner = Some((candidate, base)),
        }
    }
    winner.map(|(_, base)| base).ok_or_else(|| raise(&TYPE_ERROR, "a class needs a base"))
}

/// The nearest type on the line of bases that adds fields. C: `solid_base`.
pub(crate) fn solid_base(ob_type: Type<'_>) -> Type<'_> {
    let mut at = ob_type;
    loop {
        // SAFETY: a type's base lives as long as the type.
        let base = at.tp_base.get().map(|base| unsafe { Obj::from_ptr(base) });
        match base {
            None => return OBJECT.as_type(),
            Some(base) if adds_fields(at, base) => return at,
            Some(base) => at = base,
        }
    }
}

/// Whether instances have more than those of the base, a dict and a list of weak references
/// aside. C: `extra_ivars`.
pub(crate) fn adds_fields(ob_type: Type<'_>, base: Type<'_>) -> bool {
    let (mut size, base_size) = (ob_type.tp_basicsize.get(), base.tp_basicsize.get());
    if ob_type.tp_itemsize.get() != 0 || base.tp_itemsize.get() != 0 {
        return size != base_size || ob_type.tp_itemsize.get() != base.tp_itemsize.get();
    }
    let is_heap = ob_type.has(flags::HEAPTYPE);
    if ob_type.tp_weaklistoffset.get() != 0
        && base.tp_weaklistoffset.get() == 0
        && ob_type.tp_weaklistoffset.get() + WORD == size
        && is_heap
    {
        size -= WORD;
    }
    if !ob_type.has(flags::MANAGED_DICT)
        && ob_type.tp_dictoffset.get() != 0
        && base.tp_dictoffset.get() == 0
        && ob_type.tp_dictoffset.get() + WORD == size
        && is_heap
    {
        size -= WORD;
    }
    size != base_size
}
// ANCHOR_END: layout
