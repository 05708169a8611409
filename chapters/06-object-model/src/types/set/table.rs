//! The table of a set.
//!
//! CPython: `Objects/setobject.c` (`set_lookkey`, `set_add_entry`, `set_insert_clean`,
//! `set_table_resize`, `set_next`).
//!
//! A search looks at ten neighbours at a time, which share cache lines, before it jumps, and it
//! jumps as a dict does. So the order of a set is that of its table, which depends on the hashes
//! and on what was there before.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::errors::no_memory;
use crate::memory;
use crate::object::{Field, Obj, Ref, Result};
use crate::protocol::compare::Comparison;
use crate::types::dict::PyDictObject;
use crate::types::set::object::{MIN_SIZE, PySetObject, Set, SetEntry, any_set};
use crate::types::str::PyASCIIObject;

/// How many neighbours are looked at. C: `LINEAR_PROBES`.
const LINEAR_PROBES: usize = 9;
/// C: `PERTURB_SHIFT`.
const PERTURB_SHIFT: u32 = 5;
/// The hash of an entry whose key was taken out.
const DUMMY_HASH: isize = -1;

/// The places where an entry of that hash may be, in order, without end.
fn probe(hash: isize, mask: usize) -> impl Iterator<Item = usize> {
    let mut perturb = hash as usize;
    let mut start = hash as usize & mask;
    let mut step = 0;
    std::iter::from_fn(move || {
        let last = if start + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
        if step > last {
            perturb >>= PERTURB_SHIFT;
            start = start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
            step = 0;
        }
        step += 1;
        Some(start + step - 1)
    })
}

/// What a search has come to.
enum Found {
    /// The entry of the key.
    Active(usize),
    /// The unused entry that ended the search, and the last on the way whose key was taken out.
    Unused(usize, Option<usize>),
}

// ANCHOR: table
impl<'a> Obj<'a, PySetObject> {
    /// How many items.
    pub fn len(self) -> usize {
        self.used.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub(super) fn small_table(self) -> *mut SetEntry {
        // SAFETY: within the object.
        unsafe { (&raw const (*self.as_ptr().as_ptr()).smalltable).cast_mut().cast() }
    }

    /// All entries. They are there until the table is exchanged, which adding, clearing and any
    /// code may do.
    pub(super) fn entries(self) -> &'a [SetEntry] {
        // SAFETY: so many entries; the callers don't hold them across code that runs.
        unsafe { std::slice::from_raw_parts(self.table.get(), self.mask.get() as usize + 1) }
    }

    /// Where a key is. C: `set_lookkey`, and the same in `set_add_entry`.
    fn look(self, key: Obj<'_>, hash: isize) -> Result<Found> {
        'restart: loop {
            let mut free = None;
            let (entries, table) = (self.entries(), self.table.get());
            for at in probe(hash, self.mask.get() as usize) {
                let entry = &entries[at];
                let Some(candidate) = entry.key.get() else {
                    if entry.hash.get() == 0 {
                        return Ok(Found::Unused(at, free));
                    }
                    free = Some(at);
                    continue;
                };
                if entry.hash.get() != hash {
                    continue;
                }
                let candidate = candidate.borrow();
                if candidate.is(key) {
                    return Ok(Found::Active(at));
                }
                if let (Some(a), Some(b)) = (
                    candidate.downcast_exact::<PyASCIIObject>(),
                    key.downcast_exact::<PyASCIIObject>(),
                ) && a.text_eq(b)
                {
                    return Ok(Found::Active(at));
                }
                let equal = candidate.compare_bool(key, Comparison::Equal)?;
                // The comparison may have run any code.
                let is_same_table =
                    self.table.get() == table && self.mask.get() as usize + 1 == entries.len();
                if !is_same_table || !std::ptr::eq(entry.key.as_raw(), candidate.as_ptr().as_ptr())
                {
                    continue 'restart;
                }
                if equal {
                    return Ok(Found::Active(at));
                }
            }
        }
    }

    /// Whether a key is there. C: `set_contains_entry`.
    pub(super) fn has(self, key: Obj<'_>, hash: isize) -> Result<bool> {
        Ok(matches!(self.look(key, hash)?, Found::Active(_)))
    }

    /// Whether a key is there. C: `PySet_Contains`.
    pub fn contains_key(self, key: Obj<'_>) -> Result<bool> {
        self.has(key, key.hash()?)
    }

    /// C: `PySet_Add`.
    #[allow(clippy::should_implement_trait, reason = "the method of Python's sets")]
    pub fn add(self, key: Obj<'_>) -> Result<()> {
        self.add_entry(key, key.hash()?)
    }

    /// Puts a key in, if it isn't there. C: `set_add_entry`.
    pub(super) fn add_entry(self, key: Obj<'_>, hash: isize) -> Result<()> {
        let key = key.to_ref();
        let (unused, free) = match self.look(key.borrow(), hash)? {
            Found::Active(_) => return Ok(()),
            Found::Unused(unused, free) => (unused, free),
        };
        let entry = &self.entries()[free.unwrap_or(unused)];
        entry.hash.set(hash);
        entry.key.set(Some(key));
        self.used.set(self.used.get() + 1);
        if free.is_some() {
            return Ok(());
        }
        self.fill.set(self.fill.get() + 1);
        match self.fill.get() * 5 < self.mask.get() * 3 {
            true => Ok(()),
            false => self.resize(self.growth()),
        }
    }

    /// Takes a key out; says whether it was there. C: `set_discard_entry`.
    pub(super) fn discard_entry(self, key: Obj<'_>, hash: isize) -> Result<bool> {
        let Found::Active(at) = self.look(key, hash)? else {
            return Ok(false);
        };
        let old = self.empty_entry(at);
        drop(old);
        Ok(true)
    }

    /// Takes the key out of an entry that has one.
    pub(super) fn empty_entry(self, at: usize) -> Option<Ref> {
        let entry = &self.entries()[at];
        entry.hash.set(DUMMY_HASH);
        self.used.set(self.used.get() - 1);
        entry.key.replace(None)
    }

    pub(super) fn discard(self, key: Obj<'_>) -> Result<bool> {
        self.discard_entry(key, key.hash()?)
    }

    fn growth(self) -> usize {
        let used = self.len();
        if used > 50_000 { used * 2 } else { used * 4 }
    }

    /// The table is rebuilt where more than a quarter of it is waste.
    pub(super) fn shrink(self) -> Result<()> {
        match self.fill.get() - self.used.get() <= self.mask.get() / 4 {
            true => Ok(()),
            false => self.resize(self.growth()),
        }
    }

    /// The entry at or behind `position`, which is moved behind it. C: `set_next`.
    pub fn next_entry(self, position: &mut usize) -> Option<(Ref, isize)> {
        loop {
            let entry = self.entries().get(*position)?;
            *position += 1;
            if let Some(key) = entry.key.get() {
                return Some((key, entry.hash.get()));
            }
        }
    }
}
// ANCHOR_END: table

// ANCHOR: resize
/// Puts a key that isn't there into a table that has none taken out. C: `set_insert_clean`.
fn insert_clean(table: &[SetEntry], key: Ref, hash: isize) {
    let free = { probe(hash, table.len() - 1) }.find(|&at| table[at].key.is_null());
    let entry = &table[free.expect("a table is never full")];
    entry.hash.set(hash);
    entry.key.set(Some(key));
}

impl<'a> Obj<'a, PySetObject> {
    /// Moves the entries to the smallest table with more than `wanted` places.
    /// C: `set_table_resize`.
    pub(super) fn resize(self, wanted: usize) -> Result<()> {
        let size = MIN_SIZE
            .max(wanted.saturating_add(1).checked_next_power_of_two().ok_or_else(no_memory)?);
        let is_small = self.table.get() == self.small_table();
        if size == MIN_SIZE && is_small && self.fill.get() == self.used.get() {
            return Ok(());
        }
        let new = match size {
            MIN_SIZE => None,
            _ => Some(allocate(size)?),
        };
        let used = self.used.get();
        let old = self.take_table()?;
        if let Some(new) = new {
            self.table.set(new.as_ptr());
            self.mask.set(size as isize - 1);
        }
        for entry in old {
            if let Some(key) = entry.key.replace(None) {
                insert_clean(self.entries(), key, entry.hash.get());
            }
        }
        self.fill.set(used);
        self.used.set(used);
        Ok(())
    }

    /// Takes the entries off; the set is empty then, with its own small table.
    /// C: `set_empty_to_minsize`.
    fn take_table(self) -> Result<Vec<SetEntry>> {
        let mut entries: Vec<SetEntry> = Vec::new();
        entries.try_reserve_exact(self.fill.get() as usize)?;
        for entry in self.entries() {
            if let Some(key) = entry.key.replace(None) {
                let hash = Cell::new(entry.hash.get());
                entries.push(SetEntry { key: Field::new(Some(key)), hash });
            }
            entry.hash.set(0);
        }
        self.free_table();
        Ok(entries)
    }

    /// Gives up a table that isn't the set's own; nothing is in it.
    fn free_table(self) {
        let table = self.table.replace(self.small_table());
        self.mask.set(MIN_SIZE as isize - 1);
        self.fill.set(0);
        self.used.set(0);
        if table != self.small_table()
            && let Some(table) = NonNull::new(table)
        {
            // SAFETY: `allocate` made it, and the set doesn't lead to it any more.
            unsafe { memory::free(table.cast()) }
        }
    }

    /// Takes all items out. They go when the set is in order. C: `set_clear_internal`.
    pub fn clear(self) {
        if self.table.get() == self.small_table() {
            let old: [Option<Ref>; MIN_SIZE] = std::array::from_fn(|at| {
                let entry = &self.entries()[at];
                entry.hash.set(0);
                entry.key.replace(None)
            });
            self.free_table();
            old.into_iter().for_each(drop);
            return;
        }
        let (table, size) = (self.table.replace(self.small_table()), self.mask.get() as usize + 1);
        self.free_table();
        if let Some(table) = NonNull::new(table) {
            // SAFETY: the set doesn't lead to the table any more.
            unsafe {
                for at in 0..size {
                    table.add(at).drop_in_place();
                }
                memory::free(table.cast());
            }
        }
    }

    /// The contents of both change places; neither's items are touched. C: `set_swap_bodies`.
    pub(super) fn swap(self, other: Set<'_>) {
        for (a, b) in
            [(&self.fill, &other.fill), (&self.used, &other.used), (&self.mask, &other.mask)]
        {
            a.swap(b);
        }
        let own = |set: Set<'_>| set.table.get() == set.small_table();
        let (mine, theirs) = (own(self), own(other));
        self.table.swap(&other.table);
        if theirs {
            self.table.set(self.small_table());
        }
        if mine {
            other.table.set(other.small_table());
        }
        for (a, b) in self.smalltable.iter().zip(&other.smalltable) {
            let (key, hash) = (a.key.replace(None), a.hash.get());
            a.key.set(b.key.replace(key));
            a.hash.set(b.hash.replace(hash));
        }
        self.hash.set(-1);
        other.hash.set(-1);
    }
}

/// A table of unused entries.
fn allocate(size: usize) -> Result<NonNull<SetEntry>> {
    let bytes = size.checked_mul(size_of::<SetEntry>()).ok_or_else(no_memory)?;
    Ok(memory::allocate_zeroed(bytes).map_err(|_| no_memory())?.cast())
}
// ANCHOR_END: resize

// ANCHOR: update
impl<'a> Obj<'a, PySetObject> {
    /// Puts in what an iterable yields. C: `set_update_internal`.
    pub fn update(self, other: Obj<'_>) -> Result<()> {
        if let Some(other) = any_set(other) {
            return self.merge(other);
        }
        if let Some(dict) = other.downcast_exact::<PyDictObject>() {
            if (self.fill.get() + dict.len() as isize) * 5 >= self.mask.get() * 3 {
                self.resize((self.len() + dict.len()) * 2)?;
            }
            let mut position = 0;
            while let Some((key, _, hash)) = dict.next_with_hash(&mut position) {
                self.add_entry(key.borrow(), hash)?;
            }
            return Ok(());
        }
        let iterator = other.iter()?;
        while let Some(key) = iterator.borrow().next()? {
            self.add(key.borrow())?;
        }
        Ok(())
    }

    /// Puts in what another set has, without asking for hashes. C: `set_merge`.
    fn merge(self, other: Set<'_>) -> Result<()> {
        if other.is(self) || other.is_empty() {
            return Ok(());
        }
        if (self.fill.get() + other.used.get()) * 5 >= self.mask.get() * 3 {
            self.resize((self.len() + other.len()) * 2)?;
        }
        if self.fill.get() == 0 {
            let is_copy =
                self.mask.get() == other.mask.get() && other.fill.get() == other.used.get();
            for (at, entry) in other.entries().iter().enumerate() {
                let Some(key) = entry.key.get() else { continue };
                if is_copy {
                    // The same places, as CPython copies the table.
                    self.entries()[at].hash.set(entry.hash.get());
                    self.entries()[at].key.set(Some(key));
                } else {
                    insert_clean(self.entries(), key, entry.hash.get());
                }
            }
            self.fill.set(other.used.get());
            self.used.set(other.used.get());
            return Ok(());
        }
        let mut position = 0;
        while let Some((key, hash)) = other.next_entry(&mut position) {
            self.add_entry(key.borrow(), hash)?;
        }
        Ok(())
    }
}
// ANCHOR_END: update
