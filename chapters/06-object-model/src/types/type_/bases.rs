//! Exchanging what stands above: `Class.__bases__ = ...`, and `object.__class__ = ...`.
//!
//! CPython: `Objects/typeobject.c` (`compatible_for_assignment`, `same_slots_added`,
//! `type_set_bases`, `mro_hierarchy`, `object_set_class`).
//!
//! Objects stay where they are, so the new class has to lay its instances out as the old one
//! did.
//!
//! Invariant: whatever raises on the way, the class and its subclasses have the bases and MROs
//! that they had.

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Obj, Ref, Result, Status};
use crate::protocol::compare::Comparison;
use crate::type_object::{PyTypeObject, Type, flags};
use crate::types::module::MODULE;
use crate::types::tuple::{PyTupleObject, Tuple};

use super::{attributes, instance, layout, mro, slots};

const WORD: isize = size_of::<usize>() as isize;

// ANCHOR: compatible
/// Raises unless instances of both classes are laid out alike. C: `compatible_for_assignment`.
pub(crate) fn check_compatible(old: Type<'_>, new: Type<'_>, attribute: &str) -> Result<()> {
    let error = |what: &str| {
        let (old, new) = (old.name(), new.name());
        let message = format_args!("{attribute} assignment: '{new}' {what} differs from '{old}'");
        Err(raise(&TYPE_ERROR, message))
    };
    let free = |ob_type: Type<'_>| ob_type.tp_free.get().map(|free| free as usize);
    if free(old) != free(new) {
        return error("deallocator");
    }
    let (old_base, new_base) = (lowest_alike(old), lowest_alike(new));
    let are_alike = old_base.is(new_base)
        || match (old_base.base(), new_base.base()) {
            (Some(a), Some(b)) if a.is(b) => add_same_slots(old_base, new_base, a)?,
            _ => false,
        };
    match are_alike && old.has(flags::MANAGED_DICT) == new.has(flags::MANAGED_DICT) {
        true => Ok(()),
        false => error("object layout"),
    }
}

/// The lowest of a class's bases whose instances are laid out like its own.
fn lowest_alike(ob_type: Type<'_>) -> Type<'_> {
    let mut at = ob_type;
    loop {
        match at.tp_base.get() {
            // SAFETY: a type's base lives as long as the type.
            Some(base) if is_like_base(at, unsafe { Obj::from_ptr(base) }) => {
                // SAFETY: as above.
                at = unsafe { Obj::from_ptr(base) };
            }
            _ => return at,
        }
    }
}

/// C: `compatible_with_tp_base`.
fn is_like_base(child: Type<'_>, parent: Type<'_>) -> bool {
    let dealloc = |ob_type: Type<'_>| ob_type.tp_dealloc.get().map(|dealloc| dealloc as usize);
    child.tp_basicsize.get() == parent.tp_basicsize.get()
        && child.tp_itemsize.get() == parent.tp_itemsize.get()
        && child.tp_dictoffset.get() == parent.tp_dictoffset.get()
        && child.tp_weaklistoffset.get() == parent.tp_weaklistoffset.get()
        && child.has(flags::HAVE_GC) == parent.has(flags::HAVE_GC)
        && (dealloc(child) == Some(instance::subtype_dealloc as *const () as usize)
            || dealloc(child) == dealloc(parent))
}

/// Whether two classes add the same fields to their base. C: `same_slots_added`.
fn add_same_slots(a: Type<'_>, b: Type<'_>, base: Type<'_>) -> Result<bool> {
    let mut size = base.tp_basicsize.get();
    if a.tp_dictoffset.get() == size && b.tp_dictoffset.get() == size {
        size += WORD;
    }
    if a.tp_weaklistoffset.get() == size && b.tp_weaklistoffset.get() == size {
        size += WORD;
    }
    if !a.has(flags::HEAPTYPE) || !b.has(flags::HEAPTYPE) {
        return Ok(false);
    }
    // SAFETY: both are heap types.
    let [slots_a, slots_b] = unsafe { [a.heap().ht_slots.get(), b.heap().ht_slots.get()] };
    if let (Some(slots_a), Some(slots_b)) = (slots_a, slots_b) {
        if !slots_a.borrow().compare_bool(slots_b.borrow(), Comparison::Equal)? {
            return Ok(false);
        }
        size += WORD * slots_a.borrow().len()? as isize;
    }
    Ok(size == a.tp_basicsize.get() && size == b.tp_basicsize.get())
}
// ANCHOR_END: compatible

// ANCHOR: set_class
/// C: `object_set_class`.
pub(crate) fn object_set_class(object: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "can't delete __class__ attribute").into());
    };
    let Some(new) = value.downcast::<PyTypeObject>() else {
        let name = value.ob_type().name();
        let message = format_args!("__class__ must be set to a class, not '{name}' object");
        return Err(raise(&TYPE_ERROR, message).into());
    };
    let old = object.ob_type();
    let is_module = |ob_type: Type<'_>| ob_type.is_subtype_of(MODULE.as_type());
    let is_fixed = old.has(flags::IMMUTABLETYPE) || new.has(flags::IMMUTABLETYPE);
    if is_fixed && !(is_module(old) && is_module(new)) {
        let message =
            "__class__ assignment only supported for mutable types or ModuleType subclasses";
        return Err(raise(&TYPE_ERROR, message).into());
    }
    check_compatible(old, new, "__class__")?;
    // An instance holds its class, unless that is static.
    if new.has(flags::HEAPTYPE) {
        let _ = new.to_ref().into_raw();
    }
    // SAFETY: the object held a reference to its class.
    let old =
        old.has(flags::HEAPTYPE).then(|| unsafe { Ref::<PyTypeObject>::from_owned(old.as_ptr()) });
    object.get().ob_type.set(new.as_ptr());
    drop(old);
    Ok(())
}
// ANCHOR_END: set_class

// ANCHOR: set_bases
/// C: `type_set_bases`.
pub(super) fn type_set_bases(ob_type: Type<'_>, value: Option<Obj<'_>>) -> Status {
    let value = attributes::check(ob_type, "__bases__", value)?;
    let class = ob_type.name();
    let Some(bases) = value.downcast::<PyTupleObject>() else {
        let kind = value.ob_type().name();
        let message = format_args!("can only assign tuple to {class}.__bases__, not {kind}");
        return Err(raise(&TYPE_ERROR, message).into());
    };
    if bases.is_empty() {
        let message = format_args!("can only assign non-empty tuple to {class}.__bases__, not ()");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    check_bases(ob_type, bases)?;
    let new_base = layout::best_base(bases.items())?.to_ref();
    let old_base = ob_type.base().expect("a class has a base").to_ref();
    check_compatible(old_base.borrow(), new_base.borrow(), "__bases__")?;
    let old_bases = ob_type.bases();
    exchange(ob_type, bases.to_ref(), new_base);
    let mut changed = Vec::new();
    if let Err(raised) = set_orders(ob_type, &mut changed) {
        for (class, old, new) in changed.into_iter().rev() {
            // A class whose `mro()` has come here again keeps what it got then.
            if class.tp_mro.as_raw() == new.borrow().as_ptr().as_ptr() {
                class.tp_mro.set(old);
                class.borrow().modified();
            }
        }
        if is_same(ob_type, bases) {
            exchange(ob_type, old_bases, old_base);
        }
        return Err(raised.into());
    }
    if is_same(ob_type, bases) {
        for base in old_bases.borrow().items() {
            // SAFETY: bases are types.
            unsafe { base.cast::<PyTypeObject>() }.remove_subclass(ob_type)?;
        }
        for base in bases.items() {
            // SAFETY: as above.
            unsafe { base.cast::<PyTypeObject>() }.add_subclass(ob_type)?;
        }
        slots::update_all(ob_type)?;
    }
    Ok(())
}

fn is_same(ob_type: Type<'_>, bases: Tuple<'_>) -> bool {
    std::ptr::eq(ob_type.tp_bases.as_raw(), bases.object().as_ptr().as_ptr())
}

fn check_bases(ob_type: Type<'_>, bases: Tuple<'_>) -> Result<()> {
    for base in bases.items() {
        let Some(base) = base.downcast::<PyTypeObject>() else {
            let (class, kind) = (ob_type.name(), base.ob_type().name());
            let message = format_args!("{class}.__bases__ must be tuple of classes, not '{kind}'");
            return Err(raise(&TYPE_ERROR, message));
        };
        let mut line = std::iter::successors(Some(base), |at| at.base());
        if base.is_subtype_of(ob_type) || line.any(|at| at.is(ob_type)) {
            return Err(raise(&TYPE_ERROR, "a __bases__ item causes an inheritance cycle"));
        }
    }
    Ok(())
}

fn exchange(ob_type: Type<'_>, bases: Ref<PyTupleObject>, base: Ref<PyTypeObject>) {
    let old = ob_type.tp_base.replace(Some(base.into_raw()));
    // SAFETY: a heap type owns its base.
    let old = old.map(|old| unsafe { Ref::from_owned(old) });
    ob_type.tp_bases.set(Some(bases.object()));
    drop(old);
}

type Changed = Vec<(Ref<PyTypeObject>, Option<Ref>, Ref)>;

/// A new MRO for a class and all its subclasses, with the old and the new one of each.
/// C: `mro_hierarchy`.
fn set_orders(ob_type: Type<'_>, changed: &mut Changed) -> Result<()> {
    let old = ob_type.tp_mro.get();
    mro::set(ob_type)?;
    changed.push((ob_type.to_ref(), old, ob_type.mro().object()));
    for subclass in ob_type.subclasses() {
        set_orders(subclass.borrow(), changed)?;
    }
    Ok(())
}
// ANCHOR_END: set_bases
