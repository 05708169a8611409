//! The table of a dict: indices by hash, entries in order.
//!
//! CPython: `Include/internal/pycore_dict.h` (`PyDictKeysObject`, `PyDictKeyEntry`,
//! `PyDictUnicodeEntry`), `Objects/dictobject.c` (`new_keys_object`, `dictkeys_get_index`,
//! `find_empty_slot`, `build_indices`).
//!
//! ```text
//! dk_refcnt  log2 sizes, kind  dk_version  dk_usable  dk_nentries | indices ... | entries ...
//! ```
//! The indices are 1, 2, 4 or 8 bytes wide, as the number of entries needs. An index is −1 where
//! the slot was never used, and −2 where its entry was deleted. A table all of whose keys are
//! exact strings doesn't store their hashes, which are in the strings.
//!
//! Invariant: `dk_usable + dk_nentries` is two thirds of the number of indices, so that a search
//! always ends at an empty one.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::errors::no_memory;
use crate::memory;
use crate::object::{Field, Obj, Ref, Result};
use crate::types::str::PyASCIIObject;

// ANCHOR: layout
/// C: `PyDictKeysObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyDictKeysObject {
    pub dk_refcnt: Cell<isize>,
    pub dk_log2_size: Cell<u8>,
    pub dk_log2_index_bytes: Cell<u8>,
    pub dk_kind: Cell<u8>,
    pub dk_version: Cell<u32>,
    pub dk_usable: Cell<isize>,
    pub dk_nentries: Cell<isize>,
}

const _: () = assert!(size_of::<PyDictKeysObject>() == 32);

/// An entry of a table with any keys. C: `PyDictKeyEntry`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyDictKeyEntry {
    pub me_hash: Cell<isize>,
    pub me_key: Field,
    pub me_value: Field,
}

/// An entry of a table whose keys are all exact strings. C: `PyDictUnicodeEntry`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyDictUnicodeEntry {
    pub me_key: Field,
    pub me_value: Field,
}

/// What the entries are. C: `DictKeysKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum KeysKind {
    /// Any keys.
    General = 0,
    /// Exact strings.
    Unicode = 1,
}

/// The slot was never used. C: `DKIX_EMPTY`.
pub(crate) const EMPTY: isize = -1;
/// The slot's entry was deleted. C: `DKIX_DUMMY`.
pub(crate) const DUMMY: isize = -2;
/// C: `PyDict_LOG_MINSIZE`.
pub(crate) const LOG_MIN_SIZE: u8 = 3;
// ANCHOR_END: layout

/// A table by its address; copying it counts nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keys(pub(crate) NonNull<PyDictKeysObject>);

// ANCHOR: empty
#[repr(C)]
struct EmptyKeys {
    head: PyDictKeysObject,
    indices: [i8; 8],
}

// SAFETY: only its count is ever written, by the thread that holds the GIL.
unsafe impl Sync for EmptyKeys {}

/// What all empty dicts share. C: `empty_keys_struct`.
static EMPTY_KEYS: EmptyKeys = EmptyKeys {
    head: PyDictKeysObject {
        dk_refcnt: Cell::new(1),
        dk_log2_size: Cell::new(0),
        dk_log2_index_bytes: Cell::new(3),
        dk_kind: Cell::new(KeysKind::Unicode as u8),
        dk_version: Cell::new(1),
        dk_usable: Cell::new(0),
        dk_nentries: Cell::new(0),
    },
    indices: [-1; 8],
};
// ANCHOR_END: empty

// ANCHOR: keys
impl Keys {
    /// A reference to the table of all empty dicts.
    pub(crate) fn empty() -> Keys {
        let count = &EMPTY_KEYS.head.dk_refcnt;
        count.set(count.get() + 1);
        Keys(NonNull::from_ref(&EMPTY_KEYS).cast())
    }

    /// A table with `1 << log2_size` indices.
    pub(crate) fn new(log2_size: u8, kind: KeysKind) -> Result<Keys> {
        let log2_index_bytes = match log2_size {
            0..8 => log2_size,
            8..16 => log2_size + 1,
            16..32 => log2_size + 2,
            _ => log2_size + 3,
        };
        let usable = usable(log2_size);
        let entry = match kind {
            KeysKind::General => size_of::<PyDictKeyEntry>(),
            KeysKind::Unicode => size_of::<PyDictUnicodeEntry>(),
        };
        let indices = 1_usize << log2_index_bytes;
        let entries = usable.checked_mul(entry).ok_or_else(no_memory)?;
        let size = size_of::<PyDictKeysObject>() + indices;
        let size = size.checked_add(entries).ok_or_else(no_memory)?;
        let block = memory::allocate(size).map_err(|_| no_memory())?;
        let head = PyDictKeysObject {
            dk_refcnt: Cell::new(1),
            dk_log2_size: Cell::new(log2_size),
            dk_log2_index_bytes: Cell::new(log2_index_bytes),
            dk_kind: Cell::new(kind as u8),
            dk_version: Cell::new(0),
            dk_usable: Cell::new(usable as isize),
            dk_nentries: Cell::new(0),
        };
        // SAFETY: the block is that large: head, indices of all ones, entries of zeros.
        unsafe {
            block.cast().write(head);
            block.add(size_of::<PyDictKeysObject>()).write_bytes(0xff, indices);
            block.add(size_of::<PyDictKeysObject>() + indices).write_bytes(0, entries);
        }
        Ok(Keys(block.cast()))
    }

    pub(crate) fn head<'a>(self) -> &'a PyDictKeysObject {
        // SAFETY: whoever has a `Keys` holds a reference to it for as long as it is used.
        unsafe { self.0.as_ref() }
    }

    pub(crate) fn kind(self) -> KeysKind {
        match self.head().dk_kind.get() {
            0 => KeysKind::General,
            _ => KeysKind::Unicode,
        }
    }

    fn mask(self) -> usize {
        (1 << self.head().dk_log2_size.get()) - 1
    }

    fn indices(self) -> *mut u8 {
        // SAFETY: they follow the head.
        unsafe { self.0.as_ptr().add(1).cast() }
    }

    fn index(self, slot: usize) -> isize {
        let indices = self.indices();
        // SAFETY: the slot is below the number of indices, which are that wide.
        unsafe {
            match self.head().dk_log2_size.get() {
                0..8 => *indices.cast::<i8>().add(slot) as isize,
                8..16 => *indices.cast::<i16>().add(slot) as isize,
                16..32 => *indices.cast::<i32>().add(slot) as isize,
                _ => *indices.cast::<isize>().add(slot),
            }
        }
    }

    pub(crate) fn set_index(self, slot: usize, index: isize) {
        let indices = self.indices();
        // SAFETY: as above.
        unsafe {
            match self.head().dk_log2_size.get() {
                0..8 => *indices.cast::<i8>().add(slot) = index as i8,
                8..16 => *indices.cast::<i16>().add(slot) = index as i16,
                16..32 => *indices.cast::<i32>().add(slot) = index as i32,
                _ => *indices.cast::<isize>().add(slot) = index,
            }
        }
    }

    fn entries(self) -> *mut u8 {
        // SAFETY: they follow the indices.
        unsafe { self.indices().add(1 << self.head().dk_log2_index_bytes.get()) }
    }

    fn general<'a>(self, index: usize) -> &'a PyDictKeyEntry {
        // SAFETY: an entry of this kind, below the number of entries there is room for.
        unsafe { &*self.entries().cast::<PyDictKeyEntry>().add(index) }
    }

    fn unicode<'a>(self, index: usize) -> &'a PyDictUnicodeEntry {
        // SAFETY: as above.
        unsafe { &*self.entries().cast::<PyDictUnicodeEntry>().add(index) }
    }

    /// The place of a value in a table whose keys are exact strings.
    #[inline]
    pub(crate) fn unicode_value<'a>(self, index: usize) -> &'a Field {
        &self.unicode(index).me_value
    }

    /// Key and value of an entry.
    pub(crate) fn entry<'a>(self, index: usize) -> (&'a Field, &'a Field) {
        match self.kind() {
            KeysKind::General => (&self.general(index).me_key, &self.general(index).me_value),
            KeysKind::Unicode => (&self.unicode(index).me_key, &self.unicode(index).me_value),
        }
    }

    /// The hash of an entry's key.
    pub(crate) fn entry_hash(self, index: usize) -> isize {
        match self.kind() {
            KeysKind::General => self.general(index).me_hash.get(),
            // SAFETY: a key of such a table is an exact string, whose hash has been taken.
            KeysKind::Unicode => unsafe {
                self.unicode(index)
                    .me_key
                    .peek()
                    .map_or(0, |key| key.cast::<PyASCIIObject>().hash.get())
            },
        }
    }

    /// Writes the next entry. The table has room for it.
    pub(crate) fn append(self, hash: isize, key: Ref, value: Option<Ref>) -> isize {
        let head = self.head();
        let index = head.dk_nentries.get();
        debug_assert!(head.dk_usable.get() > 0);
        if self.kind() == KeysKind::General {
            self.general(index as usize).me_hash.set(hash);
        }
        let (key_field, value_field) = self.entry(index as usize);
        key_field.set(Some(key));
        value_field.set(value);
        head.dk_nentries.set(index + 1);
        head.dk_usable.set(head.dk_usable.get() - 1);
        index
    }

    /// The slots where a key of that hash may be, in order, each with its index.
    pub(crate) fn probe(self, hash: isize) -> impl Iterator<Item = (usize, isize)> {
        let mask = self.mask();
        let mut perturb = hash as usize;
        let mut slot = hash as usize & mask;
        let mut first = true;
        std::iter::from_fn(move || {
            if !first {
                perturb >>= 5;
                slot = slot.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1) & mask;
            }
            first = false;
            Some((slot, self.index(slot)))
        })
    }

    /// The first slot for a new key of that hash.
    pub(crate) fn empty_slot(self, hash: isize) -> usize {
        { self.probe(hash) }.find(|&(_, index)| index < 0).expect("a table is never full").0
    }

    /// The slot that leads to an entry.
    pub(crate) fn slot_of(self, hash: isize, entry: isize) -> usize {
        { self.probe(hash) }.find(|&(_, index)| index == entry).expect("every entry has a slot").0
    }

    /// Gives up a reference; with the last one the table goes, and all that it holds.
    ///
    /// # Safety
    /// The caller has a reference and no further use for it.
    pub(crate) unsafe fn release(self) {
        let count = &self.head().dk_refcnt;
        count.set(count.get() - 1);
        if count.get() > 0 {
            return;
        }
        for index in 0..self.head().dk_nentries.get() as usize {
            let (key, value) = self.entry(index);
            key.clear();
            value.clear();
        }
        // SAFETY: `new` allocated it; the empty table never gets here.
        unsafe { memory::free(self.0.cast()) }
    }

    /// Gives the block back whose entries have moved elsewhere.
    ///
    /// # Safety
    /// As [`Keys::release`], and the only reference.
    pub(crate) unsafe fn free_moved(self) {
        if self.0.as_ptr().cast_const().cast() == &raw const EMPTY_KEYS {
            let count = &self.head().dk_refcnt;
            count.set(count.get() - 1);
        } else {
            // SAFETY: `new` allocated it.
            unsafe { memory::free(self.0.cast()) }
        }
    }

    /// A table with the same entries in the same places. C: `clone_combined_dict_keys`.
    pub(crate) fn duplicate(self) -> Result<Keys> {
        let head = self.head();
        let copy = Keys::new(head.dk_log2_size.get(), self.kind())?;
        // SAFETY: both have the same size; the entries of the copy are written one by one.
        unsafe {
            let indices = 1 << head.dk_log2_index_bytes.get();
            std::ptr::copy_nonoverlapping(self.indices(), copy.indices(), indices);
        }
        for index in 0..head.dk_nentries.get() as usize {
            if self.kind() == KeysKind::General {
                copy.general(index).me_hash.set(self.general(index).me_hash.get());
            }
            let ((key, value), (new_key, new_value)) = (self.entry(index), copy.entry(index));
            new_key.set(key.get());
            new_value.set(value.get());
        }
        copy.head().dk_nentries.set(head.dk_nentries.get());
        copy.head().dk_usable.set(head.dk_usable.get());
        copy.head().dk_version.set(head.dk_version.get());
        Ok(copy)
    }

    /// How many bytes it has, for `sys.getsizeof`.
    pub(crate) fn byte_size(self) -> usize {
        let entry = match self.kind() {
            KeysKind::General => size_of::<PyDictKeyEntry>(),
            KeysKind::Unicode => size_of::<PyDictUnicodeEntry>(),
        };
        let head = self.head();
        size_of::<PyDictKeysObject>()
            + (1 << head.dk_log2_index_bytes.get())
            + usable(head.dk_log2_size.get()) * entry
    }
}

/// How many entries a table of that size takes: two thirds. C: `USABLE_FRACTION`.
pub(crate) fn usable(log2_size: u8) -> usize {
    (2 << log2_size) / 3
}

/// The size of a table for so many entries. C: `calculate_log2_keysize(ESTIMATE_SIZE(n))`.
pub(crate) fn log2_size_for(entries: usize) -> u8 {
    let wanted = (entries * 3).div_ceil(2).max(1 << LOG_MIN_SIZE);
    wanted.next_power_of_two().ilog2() as u8
}

/// Whether the key of an entry is this very object.
pub(crate) fn is_key(field: &Field, key: Obj<'_>) -> bool {
    std::ptr::eq(field.as_raw(), key.as_ptr().as_ptr())
}
// ANCHOR_END: keys
