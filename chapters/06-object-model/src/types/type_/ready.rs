//! Making a type ready: its dict, its MRO, and what it inherits.
//!
//! CPython: `Objects/typeobject.c` (`PyType_Ready`, `inherit_special`, `inherit_slots`,
//! `type_add_methods`, `type_ready_set_new`).
//!
//! Invariant: a type that is ready has all its slots filled; an operation looks at the type of
//! an object, never at the bases.

use std::ffi::CStr;
use std::mem::offset_of;

use crate::memory;
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::static_type::{StaticType, method_flags};
use crate::type_object::{PyHeapTypeObject as Heap, PyTypeObject, Type, flags};
use crate::types::dict::{self, PyDictObject};
use crate::types::tuple;
use crate::types::{builtin_function, descriptor, none, object, str};

use super::slots::{Function, add_operators};

// ANCHOR: ready
/// C: `PyType_Ready`.
pub fn ready(ob_type: Type<'_>) -> Result<()> {
    if ob_type.has(flags::READY) {
        return Ok(());
    }
    ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::READYING);
    set_base(ob_type)?;
    set_dict(ob_type)?;
    super::mro::set(ob_type)?;
    inherit(ob_type)?;
    set_hash(ob_type)?;
    register(ob_type)?;
    let flags = ob_type.tp_flags.get() & !flags::READYING;
    ob_type.tp_flags.set(flags | flags::READY);
    Ok(())
}

/// C: `type_ready_set_bases`.
fn set_base(ob_type: Type<'_>) -> Result<()> {
    if ob_type.tp_base.get().is_none() && !ob_type.is(object::OBJECT.as_type()) {
        ob_type.tp_base.set(Some(object::OBJECT.as_type().as_ptr()));
    }
    if let Some(base) = ob_type.base() {
        ready(base)?;
        // A static type without a metaclass of its own takes its base's.
        if StaticType::of(ob_type).is_some() {
            ob_type.object().ob_type.set(base.ob_type().as_ptr());
        }
    }
    if ob_type.tp_bases.is_null() {
        let bases: Vec<Ref> =
            ob_type.base().map(|base| base.object().to_ref()).into_iter().collect();
        ob_type.tp_bases.set(Some(tuple::from_iterator(bases.into_iter())?.object()));
    }
    if let Some(rows) = StaticType::of(ob_type) {
        rows.point_to_suites();
    }
    Ok(())
}

impl StaticType {
    /// The suites are right behind the type.
    fn point_to_suites(&'static self) {
        let start = self.as_type().as_ptr().as_ptr().cast::<u8>();
        // SAFETY: inside of the static.
        unsafe {
            self.tp_as_async.set(start.add(offset_of!(Heap, as_async)).cast());
            self.tp_as_number.set(start.add(offset_of!(Heap, as_number)).cast());
            self.tp_as_mapping.set(start.add(offset_of!(Heap, as_mapping)).cast());
            self.tp_as_sequence.set(start.add(offset_of!(Heap, as_sequence)).cast());
            self.tp_as_buffer.set(start.add(offset_of!(Heap, as_buffer)).cast());
        }
    }
}
// ANCHOR_END: ready

// ANCHOR: dict
/// Slots, methods, members and getters become descriptors in the type's dict.
/// C: `type_ready_fill_dict`.
fn set_dict(ob_type: Type<'_>) -> Result<()> {
    if ob_type.tp_dict.is_null() {
        ob_type.tp_dict.set(Some(dict::new()?.object()));
    }
    let dict = ob_type.dict_of_type();
    let dict = dict.borrow();
    set_new(ob_type, dict)?;
    add_operators(ob_type, dict)?;
    if let Some(rows) = StaticType::of(ob_type) {
        add_rows(ob_type, rows, dict)?;
    }
    add_members(ob_type, dict)?;
    if dict.get_str(name!("__doc__"))?.is_none() {
        let doc = match StaticType::of(ob_type) {
            Some(rows) if !rows.doc.is_empty() => str::new(rows.doc)?.object(),
            _ => none().to_ref(),
        };
        dict.set_item(name!("__doc__").object(), doc.borrow())?;
    }
    Ok(())
}

fn add_rows(
    ob_type: Type<'_>,
    rows: &'static StaticType,
    dict: Obj<'_, PyDictObject>,
) -> Result<()> {
    for method in rows.methods {
        let name = interned(method.name())?;
        let coexists = method.def.ml_flags & method_flags::COEXIST != 0;
        if dict.get_str(name.borrow())?.is_some() && !coexists {
            continue;
        }
        let found = descriptor::of_method(ob_type, method)?;
        dict.set_item(name.borrow().object(), found.borrow())?;
    }
    for getter in rows.getters {
        let name = interned(getter.name())?;
        if dict.get_str(name.borrow())?.is_none() {
            let found = descriptor::of_getter(ob_type, getter)?;
            dict.set_item(name.borrow().object(), found.borrow())?;
        }
    }
    match rows.sequence {
        Some(row) => crate::types::struct_sequence::add_fields(ob_type, row, dict),
        None => Ok(()),
    }
}

fn add_members(ob_type: Type<'_>, dict: Obj<'_, PyDictObject>) -> Result<()> {
    for member in ob_type.members() {
        // SAFETY: a member's name is a C string.
        let name = interned(unsafe { CStr::from_ptr(member.name) })?;
        if dict.get_str(name.borrow())?.is_none() {
            let found = descriptor::of_member(ob_type, member)?;
            dict.set_item(name.borrow().object(), found.borrow())?;
        }
    }
    Ok(())
}

fn interned(name: &CStr) -> Result<Ref<str::PyASCIIObject>> {
    str::interned(name.to_str().unwrap_or_default())
}

/// A type with a `tp_new` gets a `__new__`; a static type that extends `object` and has none
/// can't be called. C: `type_ready_set_new`.
fn set_new(ob_type: Type<'_>, dict: Obj<'_, PyDictObject>) -> Result<()> {
    let extends_object = ob_type.base().is_some_and(|base| base.is(object::OBJECT.as_type()));
    let is_static = !ob_type.has(flags::HEAPTYPE);
    if ob_type.tp_new.get().is_none() && is_static && extends_object {
        ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::DISALLOW_INSTANTIATION);
    }
    if ob_type.has(flags::DISALLOW_INSTANTIATION) {
        ob_type.tp_new.set(None);
        return Ok(());
    }
    match ob_type.tp_new.get() {
        Some(_) if is_static && dict.get_str(name!("__new__"))?.is_none() => {
            let new = builtin_function::new_of_type(ob_type)?;
            dict.set_item(name!("__new__").object(), new.borrow())
        }
        Some(_) => Ok(()),
        None => {
            ob_type.tp_new.set(ob_type.base().and_then(|base| base.tp_new.get()));
            Ok(())
        }
    }
}
// ANCHOR_END: dict

// ANCHOR: inherit
/// C: `type_ready_inherit`.
fn inherit(ob_type: Type<'_>) -> Result<()> {
    if let Some(base) = ob_type.base() {
        inherit_special(ob_type, base);
    }
    let mro = ob_type.mro();
    for base in mro.borrow().items().iter().skip(1) {
        // SAFETY: an MRO holds types.
        let base = unsafe { base.cast() };
        inherit_slots(ob_type, base)?;
        inherit_pattern_flags(ob_type, base);
    }
    // A static type that became a container by inheritance.
    if ob_type.has(flags::HAVE_GC) && StaticType::of(ob_type).is_some() {
        ob_type.tp_free.set(Some(memory::gc_free));
    }
    Ok(())
}

/// Sizes, and the flags that say what a type is. C: `inherit_special`.
fn inherit_special(ob_type: Type<'_>, base: Type<'_>) {
    let mut own = ob_type.tp_flags.get();
    let theirs = base.tp_flags.get();
    if own & flags::HAVE_GC == 0
        && theirs & flags::HAVE_GC != 0
        && ob_type.tp_traverse.get().is_none()
        && ob_type.tp_clear.get().is_none()
    {
        own |= flags::HAVE_GC;
        ob_type.tp_traverse.set(base.tp_traverse.get());
        ob_type.tp_clear.set(base.tp_clear.get());
    }
    own |= theirs & (flags::ANY_SUBCLASS | flags::MATCH_SELF | flags::MANAGED_DICT);
    ob_type.tp_flags.set(own);
    for (field, inherited) in [
        (&ob_type.tp_basicsize, &base.tp_basicsize),
        (&ob_type.tp_itemsize, &base.tp_itemsize),
        (&ob_type.tp_weaklistoffset, &base.tp_weaklistoffset),
        (&ob_type.tp_dictoffset, &base.tp_dictoffset),
    ] {
        if field.get() == 0 {
            field.set(inherited.get());
        }
    }
}

/// Whether `match` takes an instance for a sequence or a mapping: as the first class in the MRO
/// that says so. C: `inherit_patma_flags`.
fn inherit_pattern_flags(ob_type: Type<'_>, base: Type<'_>) {
    const COLLECTIONS: usize = flags::SEQUENCE | flags::MAPPING;
    let own = ob_type.tp_flags.get();
    if own & COLLECTIONS == 0 {
        ob_type.tp_flags.set(own | base.tp_flags.get() & COLLECTIONS);
    }
}

/// Whatever this type doesn't fill itself. C: `inherit_slots`.
fn inherit_slots(ob_type: Type<'_>, base: Type<'_>) -> Result<()> {
    let base_of_base = base.base();
    inherit_suites(ob_type, base, base_of_base);
    macro_rules! copy {
        ($($field:ident)*) => {
            $(
                if ob_type.$field.get().is_none()
                    && let Some(slot) = base.$field.get()
                    && base_of_base.is_none_or(|b| {
                        b.$field.get().map(|s| s as Function) != Some(slot as Function)
                    })
                {
                    ob_type.$field.set(Some(slot));
                }
            )*
        };
    }
    copy! { tp_dealloc tp_repr tp_call tp_str tp_iter tp_iternext tp_descr_get }
    copy! { tp_descr_set tp_init tp_alloc tp_is_gc tp_finalize }
    if ob_type.tp_getattr.get().is_none() && ob_type.tp_getattro.get().is_none() {
        ob_type.tp_getattr.set(base.tp_getattr.get());
        ob_type.tp_getattro.set(base.tp_getattro.get());
    }
    if ob_type.tp_setattr.get().is_none() && ob_type.tp_setattro.get().is_none() {
        ob_type.tp_setattr.set(base.tp_setattr.get());
        ob_type.tp_setattro.set(base.tp_setattro.get());
    }
    if ob_type.tp_richcompare.get().is_none()
        && ob_type.tp_hash.get().is_none()
        && !overrides_hash(ob_type)?
    {
        ob_type.tp_richcompare.set(base.tp_richcompare.get());
        ob_type.tp_hash.set(base.tp_hash.get());
    }
    if ob_type.tp_vectorcall_offset.get() == 0 {
        ob_type.tp_vectorcall_offset.set(base.tp_vectorcall_offset.get());
        if base.has(flags::HAVE_VECTORCALL) && ob_type.has(flags::IMMUTABLETYPE) {
            ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::HAVE_VECTORCALL);
        }
    }
    if ob_type.has(flags::HAVE_GC) == base.has(flags::HAVE_GC) && ob_type.tp_free.get().is_none() {
        ob_type.tp_free.set(base.tp_free.get());
    }
    if ob_type.tp_descr_get.get().is_some()
        && base.has(flags::METHOD_DESCRIPTOR)
        && ob_type.has(flags::IMMUTABLETYPE)
        && ob_type.tp_descr_get.get().map(|s| s as Function)
            == base.tp_descr_get.get().map(|s| s as Function)
    {
        ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::METHOD_DESCRIPTOR);
    }
    Ok(())
}

/// The slots of the five suites, as words.
fn inherit_suites(ob_type: Type<'_>, base: Type<'_>, base_of_base: Option<Type<'_>>) {
    macro_rules! suite {
        ($field:ident, $suite:ty) => {
            let [own, theirs] = [ob_type.$field.get(), base.$field.get()];
            if !own.is_null() && !theirs.is_null() && !std::ptr::eq(own, theirs) {
                let before = base_of_base.map_or(std::ptr::null_mut(), |base| base.$field.get());
                for at in 0..size_of::<$suite>() / size_of::<Function>() {
                    // SAFETY: each suite is that many words.
                    unsafe {
                        let own = own.cast::<Function>().add(at);
                        let theirs = *theirs.cast::<Function>().add(at);
                        let is_news =
                            before.is_null() || *before.cast::<Function>().add(at) != theirs;
                        if (*own).is_null() && !theirs.is_null() && is_news {
                            *own = theirs;
                        }
                    }
                }
            }
        };
    }
    suite!(tp_as_number, crate::type_object::PyNumberMethods);
    suite!(tp_as_sequence, crate::type_object::PySequenceMethods);
    suite!(tp_as_mapping, crate::type_object::PyMappingMethods);
    suite!(tp_as_async, crate::type_object::PyAsyncMethods);
    suite!(tp_as_buffer, crate::type_object::PyBufferProcs);
}

/// C: `overrides_hash`.
fn overrides_hash(ob_type: Type<'_>) -> Result<bool> {
    let dict = ob_type.dict_of_type();
    Ok(dict.borrow().get_str(name!("__eq__"))?.is_some()
        || dict.borrow().get_str(name!("__hash__"))?.is_some())
}

/// Who defines equality and no hash has none. C: `type_ready_set_hash`.
fn set_hash(ob_type: Type<'_>) -> Result<()> {
    if ob_type.tp_hash.get().is_some() {
        return Ok(());
    }
    let dict = ob_type.dict_of_type();
    if dict.borrow().get_str(name!("__hash__"))?.is_none() {
        dict.borrow().set_item(name!("__hash__").object(), none())?;
        ob_type.tp_hash.set(Some(crate::protocol::hash::not_hashable));
    }
    Ok(())
}
// ANCHOR_END: inherit

/// Each base learns of the subclass. C: `type_ready_add_subclasses`.
fn register(ob_type: Type<'_>) -> Result<()> {
    let bases = ob_type.bases();
    for base in bases.borrow().items() {
        // SAFETY: bases are types.
        unsafe { base.cast::<PyTypeObject>() }.add_subclass(ob_type)?;
    }
    Ok(())
}
