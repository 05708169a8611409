//! The dict: get, set, delete, go through.
//!
//! CPython: `Objects/dictobject.c` (`_Py_dict_lookup`, `insertdict`, `dictresize`,
//! `delitem_common`, `_PyDict_Next`), `Include/cpython/dictobject.h` (`PyDictObject`).
//!
//! Invariant: a search that runs Python code (an `__eq__`) starts over if the code has changed
//! the table. Each change gives the dict a new `ma_version_tag`.
//!
//! The methods are in the files beside this one.

use std::cell::Cell;
use std::mem::offset_of;
use std::ptr;

use crate::dealloc;
use crate::errors::{KEY_ERROR, raise_object};
use crate::free_list::FreeList;
use crate::gc;
use crate::memory;
use crate::object::{Layout, Obj, PyObject, Raised, Ref, Result, Status};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::runtime::runtime;
use crate::slot_kinds::{Flow, Visitor, contains, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyMappingMethods, PyNumberMethods, PySequenceMethods, Type, flags};
use crate::types::dict::iterator::{ITEMS, KEYS, VALUES};
use crate::types::dict::keys::{
    DUMMY, EMPTY, Keys, KeysKind, LOG_MIN_SIZE, PyDictKeysObject, is_key, log2_size_for,
};
use crate::types::dict::{iterator, merge, methods, views};
use crate::types::generic_alias::class_getitem;
use crate::types::str::PyASCIIObject;

// ANCHOR: layout
/// C: `PyDictObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyDictObject {
    pub ob_base: PyObject,
    pub ma_used: Cell<isize>,
    pub ma_version_tag: Cell<u64>,
    pub ma_keys: Cell<*mut PyDictKeysObject>,
    /// Null but in a table that shares its keys with others.
    pub ma_values: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<PyDictObject>() == 48);
const _: () = assert!(offset_of!(PyDictObject, ma_keys) == 32);

/// A borrowed dict.
pub type Dict<'a> = Obj<'a, PyDictObject>;

// SAFETY: all dicts come from `tp_new` and `new`.
unsafe impl Layout for PyDictObject {
    const SUBCLASS_FLAG: usize = flags::DICT_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &DICT
    }
}

/// `dict`.
pub static DICT: StaticType = StaticType::new(Table::<PyDictObject> {
    tp_name: c"dict",
    tp_doc: "A mapping from hashable keys to any values, in order of insertion.",
    tp_flags: flags::HAVE_GC
        | flags::BASETYPE
        | flags::DICT_SUBCLASS
        | flags::MATCH_SELF
        | flags::MAPPING,
    tp_dealloc: Some(dict_dealloc),
    tp_repr: Some(methods::dict_repr),
    tp_as_number: PyNumberMethods {
        nb_or: Some(merge::dict_or),
        nb_inplace_or: Some(merge::dict_ior),
        ..PyNumberMethods::NONE
    },
    tp_as_sequence: PySequenceMethods {
        sq_contains: contains(dict_contains),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(dict_length),
        mp_subscript: Some(dict_subscript),
        mp_ass_subscript: Some(dict_assign),
        ..PyMappingMethods::NONE
    },
    tp_hash: crate::protocol::hash::unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(dict_traverse),
    tp_clear: Some(dict_clear),
    tp_richcompare: Some(methods::dict_richcompare),
    tp_iter: Some(iterator::dict_iter),
    tp_init: Some(merge::dict_init),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(dict_new),
    tp_methods: METHODS,
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: methods
const METHODS: &[Method<PyDictObject>] = &[
    class_getitem(),
    Method::one(c"__contains__", "($self, key, /)", methods::contains, "Whether a key is there.")
        .coexist(),
    Method::one(c"__getitem__", "($self, key, /)", getitem, "The same as x[key].")
        .unsigned()
        .coexist(),
    Method::none(c"__sizeof__", "($self, /)", methods::dict_sizeof, "The size in bytes.")
        .unsigned(),
    Method::new(
        c"get",
        "($self, key, default=None, /)",
        methods::get,
        "The value of a key, or the default.",
    ),
    Method::new(
        c"setdefault",
        "($self, key, default=None, /)",
        methods::setdefault,
        "The value of a key, which gets the default if it has none.",
    ),
    Method::new(
        c"pop",
        "($self, key, default=<unrepresentable>, /)",
        methods::pop,
        "Takes a key out and returns its value. If it isn't there: the default, or KeyError.",
    ),
    Method::none(
        c"popitem",
        "($self, /)",
        methods::popitem,
        "Takes the last key out and returns it with its value.",
    ),
    Method::none(c"keys", "($self, /)", views::view::<KEYS>, "A view of the keys.").unsigned(),
    Method::none(c"items", "($self, /)", views::view::<ITEMS>, "A view of keys with values.")
        .unsigned(),
    Method::none(c"values", "($self, /)", views::view::<VALUES>, "A view of the values.")
        .unsigned(),
    Method::new(
        c"update",
        "($self, *args, **kwargs)",
        merge::dict_update,
        "Puts in what a mapping or pairs have, and then what is given by name.",
    )
    .unsigned(),
    Method::class(
        c"fromkeys",
        "($type, iterable, value=None, /)",
        merge::dict_fromkeys,
        "A dict with the keys that an iterable yields, all with one value.",
    ),
    Method::none(c"clear", "($self, /)", methods::clear, "Takes all keys out.").unsigned(),
    Method::none(c"copy", "($self, /)", merge::dict_copy, "A dict with the same keys and values.")
        .unsigned(),
    Method::none(
        c"__reversed__",
        "($self, /)",
        iterator::dict_reversed,
        "An iterator from the last key to the first.",
    ),
];
// ANCHOR_END: methods

/// C: `PyDict_MAXFREELIST`.
pub(crate) static FREE_LIST: FreeList<80> = FreeList::EMPTY;

/// A new, empty dict. C: `PyDict_New`.
pub fn new() -> Result<Ref<PyDictObject>> {
    let Some(kept) = FREE_LIST.take() else {
        return create(DICT.as_type());
    };
    // SAFETY: the memory of a dict that owns nothing, not tracked.
    let dict: Ref<PyDictObject> = unsafe { Ref::from_owned(kept.cast()) };
    dict.ma_used.set(0);
    dict.ma_version_tag.set(next_version());
    dict.ma_keys.set(Keys::empty().0.as_ptr());
    Ok(dict)
}

fn create(ob_type: Type<'_>) -> Result<Ref<PyDictObject>> {
    let dict = memory::create(ob_type, |ob_base| PyDictObject {
        ob_base,
        ma_used: Cell::new(0),
        ma_version_tag: Cell::new(next_version()),
        ma_keys: Cell::new(Keys::empty().0.as_ptr()),
        ma_values: Cell::new(ptr::null_mut()),
    })?;
    if dict.borrow().is_exactly(&DICT) {
        // SAFETY: an empty dict can't be part of a cycle; it is tracked with its first container.
        unsafe { gc::untrack(dict.borrow().object()) };
    }
    Ok(dict)
}

pub(super) fn next_version() -> u64 {
    let version = runtime().dict_version.get() + 1;
    runtime().dict_version.set(version);
    version
}

// ANCHOR: lookup
/// Where a key was found, or that it wasn't.
type Found = Option<usize>;

impl<'a> Obj<'a, PyDictObject> {
    pub(super) fn keys(self) -> Keys {
        Keys(ptr::NonNull::new(self.ma_keys.get()).expect("a dict has a table"))
    }

    /// How many keys.
    pub fn len(self) -> usize {
        self.ma_used.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The index of a key's entry. C: `_Py_dict_lookup`.
    fn lookup(self, key: Obj<'_>, hash: isize) -> Result<Found> {
        'restart: loop {
            let keys = self.keys();
            let exact_string = key.is_exactly(&crate::types::str::STR);
            for (_, index) in keys.probe(hash) {
                match index {
                    EMPTY => return Ok(None),
                    DUMMY => continue,
                    _ => {}
                }
                let index = index as usize;
                let (candidate, _) = keys.entry(index);
                if is_key(candidate, key) {
                    return Ok(Some(index));
                }
                if keys.entry_hash(index) != hash {
                    continue;
                }
                let candidate = candidate.get().expect("an entry that is in use has a key");
                if keys.kind() == KeysKind::Unicode && exact_string {
                    // SAFETY: both are exact strings.
                    let equal =
                        unsafe { candidate.borrow().cast::<PyASCIIObject>().text_eq(key.cast()) };
                    if equal {
                        return Ok(Some(index));
                    }
                    continue;
                }
                let equal = candidate.borrow().compare_bool(key, Comparison::Equal)?;
                // The comparison may have run any code.
                if self.keys() != keys || !is_key(keys.entry(index).0, candidate.borrow()) {
                    continue 'restart;
                }
                if equal {
                    return Ok(Some(index));
                }
            }
        }
    }

    /// The value of a key. C: `PyDict_GetItemWithError`.
    pub fn get_item(self, key: Obj<'_>) -> Result<Option<Ref>> {
        self.get_with_hash(key, key.hash()?)
    }

    /// The value of a key whose hash is known. C: `_PyDict_GetItem_KnownHash`.
    pub fn get_with_hash(self, key: Obj<'_>, hash: isize) -> Result<Option<Ref>> {
        Ok(self.lookup(key, hash)?.and_then(|index| self.keys().entry(index).1.get()))
    }

    /// The value of a key that is a string.
    pub fn get_str(self, key: Obj<'_, PyASCIIObject>) -> Result<Option<Ref>> {
        self.get_with_hash(key.object(), key.hash_value())
    }

    /// The key as it stands in the table, which is equal to the one given.
    pub fn stored_key(self, key: Obj<'_>, hash: isize) -> Result<Option<Ref>> {
        Ok(self.lookup(key, hash)?.and_then(|index| self.keys().entry(index).0.get()))
    }

    /// How many places the table of indices has. C: `DK_SIZE`.
    pub fn table_size(self) -> usize {
        1 << self.keys().head().dk_log2_size.get()
    }

    /// Whether a key whose hash is known is there. C: `_PyDict_Contains_KnownHash`.
    pub fn contains_with_hash(self, key: Obj<'_>, hash: isize) -> Result<bool> {
        Ok(self.lookup(key, hash)?.is_some())
    }

    /// Whether the key is there.
    pub fn contains_key(self, key: Obj<'_>) -> Result<bool> {
        Ok(self.lookup(key, key.hash()?)?.is_some())
    }
}
// ANCHOR_END: lookup

// ANCHOR: change
impl<'a> Obj<'a, PyDictObject> {
    /// A dict that holds a container can be part of a cycle. C: `MAINTAIN_TRACKING`.
    #[inline]
    pub(super) fn track_for(self, value: Obj<'_>) {
        if !gc::is_tracked(self.object()) && gc::may_be_tracked(value) {
            // SAFETY: a dict's table can always be gone through.
            unsafe { gc::track(self.object()) };
        }
    }

    /// C: `PyDict_SetItem`.
    pub fn set_item(self, key: Obj<'_>, value: Obj<'_>) -> Result<()> {
        self.set_with_hash(key, key.hash()?, value)
    }

    /// C: `_PyDict_SetItem_KnownHash`, `insertdict`.
    pub fn set_with_hash(self, key: Obj<'_>, hash: isize, value: Obj<'_>) -> Result<()> {
        let value = value.to_ref();
        if !gc::is_tracked(self.object())
            && (gc::may_be_tracked(key) || gc::may_be_tracked(value.borrow()))
        {
            // SAFETY: a dict's table can always be gone through.
            unsafe { gc::track(self.object()) };
        }
        let is_string = key.is_exactly(&crate::types::str::STR);
        let is_first = self.keys() == Keys::empty_pointer();
        if !is_string && !is_first && self.keys().kind() == KeysKind::Unicode {
            self.resize(growth(self.len()), KeysKind::General)?;
        }
        if let Some(index) = self.lookup(key, hash)? {
            self.ma_version_tag.set(next_version());
            self.keys().entry(index).1.set(Some(value));
            return Ok(());
        }
        self.append(key, hash, value)
    }

    /// Puts in a key that isn't there.
    pub(super) fn insert_new(self, key: Obj<'_>, hash: isize, value: Obj<'_>) -> Result<()> {
        if !gc::is_tracked(self.object()) && (gc::may_be_tracked(key) || gc::may_be_tracked(value))
        {
            // SAFETY: a dict's table can always be gone through.
            unsafe { gc::track(self.object()) };
        }
        self.append(key, hash, value.to_ref())
    }

    /// Writes a new entry, in a larger table if this one is full or doesn't take such a key.
    fn append(self, key: Obj<'_>, hash: isize, value: Ref) -> Result<()> {
        let is_string = key.is_exactly(&crate::types::str::STR);
        let fits_kind = is_string || self.keys().kind() == KeysKind::General;
        if self.keys().head().dk_usable.get() <= 0 || !fits_kind {
            let kind = match fits_kind && self.keys().kind() == KeysKind::Unicode {
                true => KeysKind::Unicode,
                false => KeysKind::General,
            };
            self.resize(growth(self.len()), kind)?;
        }
        let keys = self.keys();
        let slot = keys.empty_slot(hash);
        keys.set_index(slot, keys.append(hash, key.to_ref(), Some(value)));
        self.ma_used.set(self.ma_used.get() + 1);
        self.ma_version_tag.set(next_version());
        keys.head().dk_version.set(0);
        Ok(())
    }

    /// Takes a key out and returns its value, if it is there. C: `_PyDict_Pop_KnownHash`.
    pub fn take(self, key: Obj<'_>) -> Result<Option<Ref>> {
        self.take_with_hash(key, key.hash()?)
    }

    /// The same for a key whose hash is known.
    pub fn take_with_hash(self, key: Obj<'_>, hash: isize) -> Result<Option<Ref>> {
        Ok(self.lookup(key, hash)?.and_then(|index| self.take_entry(index, hash)))
    }

    /// Takes out the last entry, whose place is used again.
    pub(super) fn take_last_entry(self, index: usize, hash: isize) -> (Ref, Ref) {
        let keys = self.keys();
        keys.set_index(keys.slot_of(hash, index as isize), DUMMY);
        keys.head().dk_version.set(0);
        keys.head().dk_nentries.set(index as isize);
        self.ma_used.set(self.ma_used.get() - 1);
        self.ma_version_tag.set(next_version());
        let (key, value) = keys.entry(index);
        match (key.replace(None), value.replace(None)) {
            (Some(key), Some(value)) => (key, value),
            _ => unreachable!("an entry that is in use has a key and a value"),
        }
    }

    /// Another table instead of one's own, which has no entries. C: the middle of `dict_merge`.
    pub(super) fn replace_table(self, keys: Keys, used: usize) {
        let old = self.keys();
        self.ma_keys.set(keys.0.as_ptr());
        self.ma_used.set(used as isize);
        self.ma_version_tag.set(next_version());
        // SAFETY: the dict's own reference.
        unsafe { old.release() };
    }

    /// A table of that size, as it was asked for ahead.
    pub(super) fn resize_to(self, log2_size: u8, kind: KeysKind) -> Result<()> {
        let kind = match self.keys().kind() {
            KeysKind::General => KeysKind::General,
            KeysKind::Unicode => kind,
        };
        self.resize(log2_size, kind)
    }

    fn take_entry(self, index: usize, hash: isize) -> Option<Ref> {
        let keys = self.keys();
        keys.set_index(keys.slot_of(hash, index as isize), DUMMY);
        self.ma_used.set(self.ma_used.get() - 1);
        self.ma_version_tag.set(next_version());
        keys.head().dk_version.set(0);
        let (key, value) = keys.entry(index);
        let (old_key, old_value) = (key.replace(None), value.replace(None));
        drop(old_key);
        old_value
    }

    /// Moves the entries to a table of another size. C: `dictresize`.
    fn resize(self, log2_size: u8, kind: KeysKind) -> Result<()> {
        let (old, new) = (self.keys(), Keys::new(log2_size, kind)?);
        for index in 0..old.head().dk_nentries.get() as usize {
            let (key, value) = old.entry(index);
            let hash = old.entry_hash(index);
            if let Some(key) = key.replace(None) {
                new.set_index(new.empty_slot(hash), new.append(hash, key, value.replace(None)));
            }
        }
        self.ma_keys.set(new.0.as_ptr());
        // SAFETY: nothing is left in it.
        unsafe { old.free_moved() };
        Ok(())
    }

    /// Empties the dict. C: `PyDict_Clear`.
    pub fn clear(self) {
        let old = self.keys();
        self.ma_keys.set(Keys::empty().0.as_ptr());
        self.ma_used.set(0);
        self.ma_version_tag.set(next_version());
        // SAFETY: the dict's own reference.
        unsafe { old.release() };
    }
}

/// The table for a dict that is full with so many entries. C: `GROWTH_RATE`, `insertion_resize`.
fn growth(used: usize) -> u8 {
    (used * 3).next_power_of_two().max(1 << LOG_MIN_SIZE).ilog2() as u8
}
// ANCHOR_END: change

// ANCHOR: iterate
impl<'a> Obj<'a, PyDictObject> {
    /// The entry at or behind `position`, which is moved behind it. C: `PyDict_Next`.
    ///
    /// # Safety
    /// What is borrowed isn't used after the dict has changed.
    pub unsafe fn next<'b>(self, position: &mut usize) -> Option<(Obj<'b>, Obj<'b>)> {
        let keys = self.keys();
        while *position < keys.head().dk_nentries.get() as usize {
            let (key, value) = keys.entry(*position);
            *position += 1;
            // SAFETY: the caller's word.
            if let (Some(key), Some(value)) = unsafe { (key.peek(), value.peek()) } {
                return Some((key, value));
            }
        }
        None
    }

    /// Each key with its value, in order. Changes meanwhile are seen or not, as they come.
    pub fn items(self) -> impl Iterator<Item = (Ref, Ref)> {
        let mut position = 0;
        std::iter::from_fn(move || {
            // SAFETY: counted at once.
            let (key, value) = unsafe { self.next(&mut position) }?;
            Some((key.to_ref(), value.to_ref()))
        })
    }

    /// As [`next`](Self::next), counted, and with the hash. C: `_PyDict_Next`.
    pub fn next_with_hash(self, position: &mut usize) -> Option<(Ref, Ref, isize)> {
        // SAFETY: counted at once.
        let (key, value) = unsafe { self.next(position) }?;
        Some((key.to_ref(), value.to_ref(), self.keys().entry_hash(*position - 1)))
    }

    /// How many entries the table has, those included that were deleted.
    pub(super) fn entries(self) -> usize {
        self.keys().head().dk_nentries.get() as usize
    }

    /// An entry of the table, or that it was deleted; none at the table's end.
    pub(super) fn entry_at(self, index: usize) -> Option<Option<(Ref, Ref)>> {
        if index >= self.entries() {
            return None;
        }
        let (key, value) = self.keys().entry(index);
        Some(key.get().zip(value.get()))
    }

    /// Room for so many entries, asked for ahead. C: `_PyDict_NewPresized`.
    pub fn reserve(self, entries: usize) -> Result<()> {
        let log2_size = log2_size_for(entries);
        match self.is_empty() && log2_size > self.keys().head().dk_log2_size.get() {
            true => self.resize(log2_size, self.keys().kind()),
            false => Ok(()),
        }
    }

    /// How many bytes, for `sys.getsizeof`. C: `_PyDict_SizeOf`.
    pub fn byte_size(self) -> usize {
        let keys = self.keys();
        let own = self.ob_type().tp_basicsize.get() as usize;
        if keys == Keys::empty_pointer() { own } else { own + keys.byte_size() }
    }
}

impl Keys {
    /// The shared table, no reference taken.
    fn empty_pointer() -> Keys {
        let keys = Keys::empty();
        keys.head().dk_refcnt.set(keys.head().dk_refcnt.get() - 1);
        keys
    }
}
// ANCHOR_END: iterate

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn dict_dealloc(dict: ptr::NonNull<PyDictObject>) {
    // SAFETY: the dict's own reference to its table; then nothing is left in it.
    unsafe {
        let borrowed: Dict<'_> = Obj::from_ptr(dict);
        borrowed.keys().release();
        if !(borrowed.is_exactly(&DICT) && FREE_LIST.keep(dict.cast())) {
            dealloc::free(dict.cast());
        }
    }
}

fn dict_traverse(dict: Obj<'_, PyDictObject>, visitor: &mut Visitor) -> Flow {
    let keys = dict.keys();
    for index in 0..keys.head().dk_nentries.get() as usize {
        let (key, value) = keys.entry(index);
        visitor.field(key)?;
        visitor.field(value)?;
    }
    Flow::Continue(())
}

extern "C" fn dict_clear(dict: Obj<'_, PyDictObject>) -> Status {
    dict.clear();
    Ok(())
}

extern "C" fn dict_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(create(ob_type)?.object())
}

fn dict_length(dict: Obj<'_, PyDictObject>) -> Result<usize> {
    Ok(dict.len())
}

fn dict_contains(dict: Obj<'_, PyDictObject>, key: Obj<'_>) -> Result<bool> {
    dict.contains_key(key)
}

/// `dict[key]`. C: `dict_subscript`.
extern "C" fn dict_subscript(dict: Obj<'_, PyDictObject>, key: Obj<'_>) -> Result {
    if let Some(value) = dict.get_item(key)? {
        return Ok(value);
    }
    if !dict.is_exactly(&DICT)
        && let Some(missing) = dict.object().lookup_special(crate::name!("__missing__"))?
    {
        return missing.borrow().call_one(key);
    }
    Err(key_error(key))
}

/// `dict.__getitem__`, which stands beside the slot.
fn getitem(dict: Dict<'_>, key: Obj<'_>) -> Result {
    dict_subscript(dict, key)
}

extern "C" fn dict_assign(
    dict: Obj<'_, PyDictObject>,
    key: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    match value {
        Some(value) => Ok(dict.set_item(key, value)?),
        None => match dict.take(key)? {
            Some(_) => Ok(()),
            None => Err(key_error(key).into()),
        },
    }
}

/// `KeyError(key)`; a tuple is wrapped, so that it isn't taken for several arguments.
/// C: `_PyErr_SetKeyError`.
pub fn key_error(key: Obj<'_>) -> Raised {
    match crate::types::tuple::new([key.to_ref()]) {
        Ok(arguments) => raise_object(&KEY_ERROR, arguments.object()),
        Err(raised) => raised,
    }
}
// ANCHOR_END: slots
