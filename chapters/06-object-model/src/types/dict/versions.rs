//! What the eval loop remembers of a dict: where a name stands in its table.
//!
//! CPython: `Objects/dictobject.c` (`_PyDictKeys_GetVersionForCurrentState`,
//! `_PyDictKeys_StringLookup`, `_PyDict_GetItemHint`).
//!
//! A table gets a version when somebody asks for it, and loses it when a key comes or goes. While
//! the version stays, each key stays where it is; values may change.
//!
//! Invariant: no two tables have had the same version other than 0, but copies and their original.

use std::ptr::NonNull;

use super::keys::{EMPTY, Keys, KeysKind};
use super::object::{PyDictObject, next_version};
use crate::object::{Obj, Ref};
use crate::runtime::runtime;
use crate::types::str::Str;

// ANCHOR: versions
impl Obj<'_, PyDictObject> {
    /// The version of the table; 0 if there are no more. C:
    /// `_PyDictKeys_GetVersionForCurrentState`.
    pub fn keys_version(self) -> u32 {
        self.keys().version()
    }

    /// Whether the table has this version.
    #[inline(always)]
    pub fn has_keys_version(self, version: u32) -> bool {
        self.keys().head().dk_version.get() == version
    }

    /// Whether all keys are exact strings, and no other dict has the table.
    pub fn has_unicode_keys(self) -> bool {
        self.keys().kind() == KeysKind::Unicode
    }

    /// Which entry a string is in, of a table whose keys are exact strings.
    /// C: `_PyDictKeys_StringLookup`.
    pub fn string_index(self, name: Str<'_>) -> Option<usize> {
        self.keys().string_index(name)
    }

    /// The value of an entry, if it is in use and its key is this very string. Any index may be
    /// asked for.
    #[inline(always)]
    pub fn value_by_hint(self, index: usize, name: Str<'_>) -> Option<Ref> {
        let keys = self.keys();
        if keys.kind() != KeysKind::Unicode || index >= keys.head().dk_nentries.get() as usize {
            return None;
        }
        let (key, value) = keys.entry(index);
        std::ptr::eq(key.as_raw(), name.object().as_ptr().as_ptr()).then(|| value.get())?
    }

    /// Another value in an entry that is in use, if its key is this very string; the old value is
    /// the caller's to give up. Any index may be asked for.
    #[inline(always)]
    pub fn replace_by_hint(self, index: usize, name: Str<'_>, value: Obj<'_>) -> Option<Ref> {
        let keys = self.keys();
        if keys.kind() != KeysKind::Unicode || index >= keys.head().dk_nentries.get() as usize {
            return None;
        }
        let (key, place) = keys.entry(index);
        if !std::ptr::eq(key.as_raw(), name.object().as_ptr().as_ptr()) || place.is_null() {
            return None;
        }
        self.track_for(value);
        self.ma_version_tag.set(next_version());
        place.replace(Some(value.to_ref()))
    }

    /// Whether a string isn't there, as far as can be said without running code.
    #[inline(always)]
    pub fn lacks(self, name: Str<'_>) -> bool {
        self.has_unicode_keys() && self.string_index(name).is_none()
    }

    /// The value of an entry.
    ///
    /// # Safety
    /// The table has the version that it had when the index was found, and its keys are exact
    /// strings.
    #[inline(always)]
    pub unsafe fn value_at(self, index: usize) -> Option<Ref> {
        self.keys().unicode_value(index).get()
    }
}

impl Keys {
    /// The version; 0 if there are no more.
    pub(crate) fn version(self) -> u32 {
        let (version, next) = (&self.head().dk_version, &runtime().next_keys_version);
        if version.get() == 0 && next.get() != 0 {
            version.set(next.get());
            next.set(next.get().wrapping_add(1));
        }
        version.get()
    }

    /// Which entry a string is in, of a table whose keys are exact strings.
    pub(crate) fn string_index(self, name: Str<'_>) -> Option<usize> {
        let hash = name.hash_value();
        for (_, index) in self.probe(hash) {
            if index == EMPTY {
                return None;
            }
            if index >= 0 {
                let (key, _) = self.entry(index as usize);
                let Some(key) = NonNull::new(key.as_raw()) else { continue };
                // SAFETY: the entry holds its key, which is an exact string.
                let key: Str<'_> = unsafe { Obj::from_ptr(key.cast()) };
                if key.is(name) || (key.hash.get() == hash && key.text_eq(name)) {
                    return Some(index as usize);
                }
            }
        }
        None
    }
}
// ANCHOR_END: versions
