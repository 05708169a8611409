//! Looking a name up in a type and its bases, and remembering what was found.
//!
//! CPython: `Objects/typeobject.c` (`_PyType_Lookup`, `find_name_in_mro`, `assign_version_tag`,
//! `PyType_Modified`), `Include/internal/pycore_typeobject.h` (`struct type_cache`).
//!
//! A type has a version. An entry of the cache says: in the type of this version, this name
//! leads to that object. Whoever changes a type takes its version away, and that of all
//! subclasses, so that no entry fits any more.
//!
//! Invariant: if a type has a valid version, all its bases have one; what a fitting entry leads
//! to is held by a type's dict.

use std::cell::Cell;
use std::ptr;

use crate::object::{Obj, PyObject, Ref, Result};
use crate::runtime::runtime;
use crate::type_object::{PyTypeObject, flags};
use crate::types::dict::PyDictObject;
use crate::types::str::{PyASCIIObject, Str};
use crate::types::tuple::PyTupleObject;

// ANCHOR: cache
/// C: `MCACHE_SIZE_EXP`.
const ENTRIES: usize = 1 << 12;
/// C: `MCACHE_MAX_ATTR_SIZE`.
const LONGEST_NAME: usize = 100;

/// C: `struct type_cache`.
pub(crate) struct TypeCache([Entry; ENTRIES]);

struct Entry {
    version: Cell<u32>,
    /// Owned, so that no other string comes to lie at the same address.
    name: Cell<*mut PyASCIIObject>,
    /// Borrowed from the dict in which it was found; null if it wasn't.
    value: Cell<*mut PyObject>,
}

impl TypeCache {
    pub(crate) const fn new() -> TypeCache {
        TypeCache(
            [const {
                Entry {
                    version: Cell::new(0),
                    name: Cell::new(ptr::null_mut()),
                    value: Cell::new(ptr::null_mut()),
                }
            }; ENTRIES],
        )
    }

    fn entry(&self, version: u32, name: Str<'_>) -> &Entry {
        let address = name.as_ptr().addr().get() >> 3;
        &self.0[(version as usize ^ address) & (ENTRIES - 1)]
    }
}
// ANCHOR_END: cache

// ANCHOR: lookup
impl<'a> Obj<'a, PyTypeObject> {
    /// What the first type in the MRO that knows the name has under it. C: `_PyType_Lookup`.
    pub fn lookup(self, name: Str<'_>) -> Result<Option<Ref>> {
        let cache = &runtime().type_cache;
        if self.has(flags::VALID_VERSION_TAG) {
            let version = self.tp_version_tag.get();
            let entry = cache.entry(version, name);
            if entry.version.get() == version && ptr::eq(entry.name.get(), name.as_ptr().as_ptr()) {
                let value = ptr::NonNull::new(entry.value.get());
                // SAFETY: the version fits, so the dict still holds it.
                return Ok(value.map(|value| unsafe { Obj::from_ptr(value) }.to_ref()));
            }
        }
        let found = self.find_in_mro(name)?;
        if name.len() <= LONGEST_NAME && name.is_interned() && self.assign_version() {
            let version = self.tp_version_tag.get();
            let entry = cache.entry(version, name);
            entry.version.set(version);
            let value =
                found.as_ref().map_or(ptr::null_mut(), |found| found.borrow().as_ptr().as_ptr());
            entry.value.set(value);
            let old = entry.name.replace(name.to_ref().into_raw().as_ptr());
            // SAFETY: the entry owned it.
            drop(ptr::NonNull::new(old).map(|old| unsafe { Ref::from_owned(old) }));
        }
        Ok(found)
    }

    /// C: `find_name_in_mro`.
    fn find_in_mro(self, name: Str<'_>) -> Result<Option<Ref>> {
        // While a type is being made ready it has no MRO yet.
        let Some(mro) = self.tp_mro.get() else {
            return Ok(None);
        };
        let hash = name.hash_value();
        // SAFETY: an MRO is a tuple.
        for base in unsafe { mro.borrow().cast::<PyTupleObject>() }.items() {
            // SAFETY: of types, whose dicts are dicts.
            let dict = unsafe { base.cast::<PyTypeObject>() }.tp_dict.get();
            if let Some(dict) = dict {
                // SAFETY: as above.
                let dict = unsafe { dict.borrow().cast::<PyDictObject>() };
                if let Some(found) = dict.get_with_hash(name.object(), hash)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }
}
// ANCHOR_END: lookup

// ANCHOR: versions
impl<'a> Obj<'a, PyTypeObject> {
    /// Gives the type and its bases versions. Returns whether that was possible.
    /// C: `assign_version_tag`.
    pub(crate) fn assign_version(self) -> bool {
        if self.has(flags::VALID_VERSION_TAG) {
            return true;
        }
        let next = &runtime().next_version_tag;
        if !self.has(flags::READY) || next.get() == 0 {
            return false;
        }
        self.tp_version_tag.set(next.get());
        next.set(next.get().wrapping_add(1));
        if let Some(bases) = self.tp_bases.get() {
            // SAFETY: `tp_bases` is a tuple of types.
            for base in unsafe { bases.borrow().cast::<PyTupleObject>() }.items() {
                // SAFETY: as above.
                if !unsafe { base.cast::<PyTypeObject>() }.assign_version() {
                    return false;
                }
            }
        }
        self.tp_flags.set(self.tp_flags.get() | flags::VALID_VERSION_TAG);
        true
    }

    /// The type has changed: nothing that was remembered of it and its subclasses holds.
    /// C: `PyType_Modified`.
    pub fn modified(self) {
        if !self.has(flags::VALID_VERSION_TAG) {
            return;
        }
        for subclass in self.subclasses() {
            subclass.borrow().modified();
        }
        self.tp_flags.set(self.tp_flags.get() & !flags::VALID_VERSION_TAG);
        self.tp_version_tag.set(0);
        if self.has(flags::HEAPTYPE) {
            // SAFETY: a heap type.
            unsafe { self.heap() }.spec_cache.set(ptr::null_mut());
        }
    }

    /// The head of a heap type.
    ///
    /// # Safety
    /// It is one, or a [`StaticType`](crate::static_type::StaticType).
    pub unsafe fn heap(self) -> Obj<'a, crate::type_object::PyHeapTypeObject> {
        // SAFETY: the caller's word.
        unsafe { self.cast() }
    }
}
// ANCHOR_END: versions
