//! The list object: its table, and how it grows.
//!
//! CPython: `Include/cpython/listobject.h`, `Objects/listobject.c` (`list_resize`,
//! `PyList_Append`, `list_dealloc`, `list_extend`).
//!
//! Invariant: `allocated` is how many items there is room for, at least `ob_size`; while the list
//! is being sorted it is −1, and the list is empty. None of the items is null. Items that leave
//! the list are given up when the list is in order again, since that may run any code.

use std::cell::Cell;
use std::mem::offset_of;
use std::ptr::{self, NonNull};

use crate::arguments::Given;
use crate::dealloc;
use crate::errors::no_memory;
use crate::free_list::FreeList;
use crate::gc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyVarObject, Ref, Result, Status};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::sequence::FastSequence;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, contains, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PyMappingMethods, PySequenceMethods, Type, flags};
use crate::types::generic_alias::class_getitem;
use crate::types::list::{items, iterator, methods, sort};
use crate::types::tuple::{self, PyTupleObject};

// ANCHOR: layout
/// C: `PyListObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyListObject {
    pub ob_base: PyVarObject,
    pub ob_item: Cell<*mut Field>,
    pub allocated: Cell<isize>,
}

const _: () = assert!(size_of::<PyListObject>() == 40);
const _: () = assert!(offset_of!(PyListObject, allocated) == 32);

/// A borrowed list.
pub type List<'a> = Obj<'a, PyListObject>;

// SAFETY: all lists begin with the struct.
unsafe impl Layout for PyListObject {
    const SUBCLASS_FLAG: usize = flags::LIST_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &LIST
    }
}
// ANCHOR_END: layout

// ANCHOR: table
/// `list`.
pub static LIST: StaticType = StaticType::new(Table::<PyListObject> {
    tp_name: c"list",
    signature: "(iterable=(), /)",
    tp_doc: "A sequence that can change.",
    tp_flags: flags::HAVE_GC
        | flags::BASETYPE
        | flags::LIST_SUBCLASS
        | flags::MATCH_SELF
        | flags::SEQUENCE,
    tp_dealloc: Some(list_dealloc),
    tp_repr: Some(methods::list_repr),
    tp_as_sequence: PySequenceMethods {
        sq_length: length(list_length),
        sq_concat: Some(items::list_concat),
        sq_repeat: Some(items::list_repeat),
        sq_item: Some(items::list_item),
        sq_ass_item: Some(items::list_ass_item),
        sq_contains: contains(methods::list_contains),
        sq_inplace_concat: Some(items::list_inplace_concat),
        sq_inplace_repeat: Some(items::list_inplace_repeat),
        ..PySequenceMethods::NONE
    },
    tp_as_mapping: PyMappingMethods {
        mp_length: length(list_length),
        mp_subscript: Some(items::list_subscript),
        mp_ass_subscript: Some(items::list_ass_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: crate::protocol::hash::unhashable(),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(list_traverse),
    tp_clear: Some(list_clear),
    tp_richcompare: Some(methods::list_richcompare),
    tp_iter: Some(iterator::list_iter),
    tp_init: Some(list_init),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(list_new),
    tp_methods: &[
        class_getitem(),
        Method::one(c"__getitem__", "($self, index, /)", items::getitem, "The same as x[index].")
            .unsigned()
            .coexist(),
        Method::none(
            c"__reversed__",
            "($self, /)",
            iterator::list_reversed,
            "An iterator from the last item to the first.",
        ),
        Method::none(c"__sizeof__", "($self, /)", methods::list_sizeof, "The size in bytes."),
        Method::none(c"clear", "($self, /)", methods::clear, "Takes all items out."),
        Method::none(c"copy", "($self, /)", methods::copy, "A list of the same items."),
        Method::one(c"append", "($self, object, /)", methods::append, "Puts an item at the end."),
        Method::new(
            c"insert",
            "($self, index, object, /)",
            methods::insert,
            "Puts an item in front of the one at an index.",
        ),
        Method::one(
            c"extend",
            "($self, iterable, /)",
            methods::extend,
            "Puts all that an iterable yields at the end.",
        ),
        Method::new(
            c"pop",
            "($self, index=-1, /)",
            methods::pop,
            "Takes out the item at an index, the last if none is given, and returns it.",
        ),
        Method::one(
            c"remove",
            "($self, value, /)",
            methods::remove,
            "Takes out the first item that equals a value; ValueError if none does.",
        ),
        Method::new(
            c"index",
            "($self, value, start=0, stop=sys.maxsize, /)",
            methods::index,
            "The index of the first item that equals a value; ValueError if none does.",
        ),
        Method::one(c"count", "($self, value, /)", methods::count, "How many items equal a value."),
        Method::none(c"reverse", "($self, /)", methods::reverse, "Turns the order around."),
        Method::new(
            c"sort",
            "($self, /, *, key=None, reverse=False)",
            sort::list_sort,
            "Sorts in place. Equal items keep their order.",
        ),
    ],
    ..Table::NONE
});
// ANCHOR_END: table

/// C: `PyList_MAXFREELIST`.
pub(crate) static FREE_LISTS: FreeList<80> = FreeList::EMPTY;

// ANCHOR: new
/// A new, empty list. C: `PyList_New(0)`.
pub fn new() -> Result<Ref<PyListObject>> {
    let list: Ref<PyListObject> = match FREE_LISTS.take() {
        // SAFETY: an exact list, untracked, whose one reference is ours.
        Some(list) => unsafe { Ref::from_owned(list.cast()) },
        None => return create(LIST.as_type()),
    };
    // SAFETY: an empty list can be gone through.
    unsafe { gc::track(list.borrow().object()) };
    Ok(list)
}

/// A new, empty list with room for exactly so many items. C: `list_new_prealloc`.
pub fn with_capacity(count: usize) -> Result<Ref<PyListObject>> {
    let list = new()?;
    if count > 0 {
        list.borrow().allocate(count)?;
    }
    Ok(list)
}

/// A list of borrowed items.
pub fn of(items: &[Obj<'_>]) -> Result<Ref<PyListObject>> {
    let list = with_capacity(items.len())?;
    for item in items {
        list.borrow().push(item.to_ref())?;
    }
    Ok(list)
}

/// A list of what an iterable yields. C: `PySequence_List`.
pub fn from_iterable(iterable: Obj<'_>) -> Result<Ref<PyListObject>> {
    let list = new()?;
    list.borrow().extend(iterable)?;
    Ok(list)
}

fn create(ob_type: Type<'_>) -> Result<Ref<PyListObject>> {
    memory::create(ob_type, |head| PyListObject {
        ob_base: PyVarObject { ob_base: head, ob_size: Cell::new(0) },
        ob_item: Cell::new(ptr::null_mut()),
        allocated: Cell::new(0),
    })
}
// ANCHOR_END: new

// ANCHOR: list
impl<'a> Obj<'a, PyListObject> {
    /// How many items.
    #[inline]
    pub fn len(self) -> usize {
        self.ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// An item.
    #[inline]
    pub fn get_index(self, index: usize) -> Option<Ref> {
        // SAFETY: counted at once.
        unsafe { self.items() }.get(index).map(|item| item.to_ref())
    }

    /// The items.
    ///
    /// # Safety
    /// No code that could change the list runs while they are borrowed.
    #[inline]
    pub unsafe fn items<'b>(self) -> &'b [Obj<'b>] {
        match self.ob_item.get() {
            first if first.is_null() => &[],
            // SAFETY: so many, none of them null.
            first => unsafe { std::slice::from_raw_parts(first.cast::<Obj<'b>>(), self.len()) },
        }
    }

    /// Where an item is, or the end.
    pub(super) fn place(self, index: usize) -> *mut Field {
        debug_assert!(index <= self.len());
        self.ob_item.get().wrapping_add(index)
    }

    /// Puts an item at the end. C: `PyList_Append`.
    #[inline]
    pub fn push(self, item: Ref) -> Result<()> {
        let length = self.len();
        if length as isize >= self.allocated.get() {
            self.resize(length + 1)?;
        }
        self.ob_base.ob_size.set(length as isize + 1);
        // SAFETY: there is room for one more, and nothing to give up there.
        unsafe { self.ob_item.get().add(length).write(Field::new(Some(item))) };
        Ok(())
    }

    /// Another item in the place of one, if there is one at that index; the old one is the
    /// caller's to give up.
    #[inline]
    pub fn replace_index(self, index: usize, item: Ref) -> Option<Ref> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: there is an item at that place, which goes to the caller.
        unsafe { &*self.place(index) }.replace(Some(item))
    }

    /// Exchanges two items, if both are there.
    pub fn swap(self, first: usize, second: usize) {
        if first < self.len() && second < self.len() {
            // SAFETY: both places have an item.
            unsafe { ptr::swap(self.place(first), self.place(second)) };
        }
    }

    /// Takes the last item out.
    pub fn pop(self) -> Result<Option<Ref>> {
        let Some(last) = self.len().checked_sub(1) else {
            return Ok(None);
        };
        // SAFETY: there is an item, whose place isn't the list's any more.
        let item = unsafe { &*self.place(last) }.replace(None);
        self.resize(last)?;
        Ok(item)
    }

    /// Sets the length, and the room with it: what is cut off has been taken out before, and
    /// what is added the caller fills. C: `list_resize`.
    pub(super) fn resize(self, wanted: usize) -> Result<()> {
        let (length, allocated) = (self.len(), self.allocated.get());
        if allocated >= wanted as isize && wanted as isize >= allocated >> 1 {
            self.ob_base.ob_size.set(wanted as isize);
            return Ok(());
        }
        let mut room = wanted.saturating_add((wanted >> 3) + 6) & !3;
        // A large step needs no further room.
        if wanted as isize - length as isize > room.wrapping_sub(wanted) as isize {
            room = wanted.saturating_add(3) & !3;
        }
        if wanted == 0 {
            room = 0;
        }
        self.reallocate(room)?;
        self.ob_base.ob_size.set(wanted as isize);
        Ok(())
    }

    /// Room for exactly so many items in a list that has none yet.
    fn allocate(self, count: usize) -> Result<()> {
        debug_assert!(self.ob_item.get().is_null());
        self.reallocate(count)
    }

    /// As a list without room gets it for what an iterable is said to yield.
    /// C: `list_preallocate_exact`.
    fn allocate_even(self, count: usize) -> Result<()> {
        self.allocate(count.checked_add(1).ok_or_else(no_memory)? & !1)
    }

    fn reallocate(self, room: usize) -> Result<()> {
        let bytes =
            room.checked_mul(size_of::<Field>()).filter(|bytes| *bytes <= isize::MAX as usize);
        let bytes = bytes.ok_or_else(no_memory)?;
        let block = match NonNull::new(self.ob_item.get()) {
            // SAFETY: allocated here before, and reached from here only.
            Some(old) => unsafe { memory::reallocate(old.cast(), bytes) },
            None => memory::allocate(bytes),
        };
        self.ob_item.set(block.map_err(|_| no_memory())?.cast().as_ptr());
        self.allocated.set(room as isize);
        Ok(())
    }

    /// Puts all that an iterable yields at the end. C: `list_extend`.
    pub fn extend(self, iterable: Obj<'_>) -> Result<()> {
        let is_fast = iterable.downcast_exact::<PyListObject>().is_some()
            || iterable.downcast_exact::<PyTupleObject>().is_some()
            || iterable.is(self);
        if is_fast {
            return self.extend_fast(iterable);
        }
        let iterator = iterable.iter()?;
        let hint = iterable.length_hint(8)?;
        let length = self.len();
        match length.checked_add(hint).filter(|total| *total <= isize::MAX as usize) {
            // The hint may lie; if it doesn't, memory ends on the way.
            None => {}
            Some(_) if hint == 0 => {}
            Some(_) if self.ob_item.get().is_null() => self.allocate_even(hint)?,
            Some(total) => {
                self.resize(total)?;
                self.ob_base.ob_size.set(length as isize);
            }
        }
        while let Some(item) = iterator.borrow().next()? {
            self.push(item)?;
        }
        if (self.len() as isize) < self.allocated.get() {
            self.resize(self.len())?;
        }
        Ok(())
    }

    /// From a list or a tuple, in which no code runs.
    fn extend_fast(self, iterable: Obj<'_>) -> Result<()> {
        let source = match iterable.downcast::<PyListObject>() {
            Some(list) if list.is(self) => None,
            _ => Some(FastSequence::new(iterable, "argument must be iterable")?),
        };
        let count = source.as_ref().map_or(self.len(), FastSequence::len);
        if count == 0 {
            return Ok(());
        }
        let length = self.len();
        match self.ob_item.get().is_null() {
            true => {
                self.allocate_even(count)?;
                self.ob_base.ob_size.set(count as isize);
            }
            false => self.resize(length + count)?,
        }
        // SAFETY: the list is long enough, and its new end unset; no code runs.
        unsafe {
            let items = match &source {
                Some(source) => source.items().as_ptr(),
                None => self.items().as_ptr(),
            };
            for index in 0..count {
                let item = (*items.add(index)).to_ref();
                self.place(length + index).write(Field::new(Some(item)));
            }
        }
        Ok(())
    }

    /// Empties the list. C: `_list_clear`.
    pub fn clear(self) {
        let (items, count) = (self.ob_item.get(), self.len());
        if let Some(items) = NonNull::new(items) {
            self.ob_item.set(ptr::null_mut());
            self.ob_base.ob_size.set(0);
            self.allocated.set(0);
            // SAFETY: the list doesn't lead to them any more, so nobody sees them go; from the
            // end to the start, as CPython does.
            unsafe {
                for index in (0..count).rev() {
                    items.add(index).drop_in_place();
                }
                memory::free(items.cast());
            }
        }
    }

    /// A tuple of the items. C: `PyList_AsTuple`.
    pub fn to_tuple(self) -> Result<Ref<PyTupleObject>> {
        // A collection may run when the tuple is made, but it frees nothing that the list holds.
        let items: Vec<Ref> = (0..self.len()).filter_map(|index| self.get_index(index)).collect();
        tuple::from_iterator(items.into_iter())
    }
}
// ANCHOR_END: list

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn list_dealloc(list: NonNull<PyListObject>) {
    // SAFETY: nobody else has the list.
    unsafe {
        let borrowed = Obj::from_ptr(list);
        borrowed.clear();
        if !(borrowed.is_exactly(&LIST) && FREE_LISTS.keep(list.cast())) {
            dealloc::free(list.cast());
        }
    }
}

fn list_traverse(list: List<'_>, visitor: &mut Visitor) -> Flow {
    // SAFETY: only looked at.
    unsafe { list.items() }.iter().rev().try_for_each(|item| visitor.visit(*item))
}

extern "C" fn list_clear(list: List<'_>) -> Status {
    list.clear();
    Ok(())
}

extern "C" fn list_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(create(ob_type)?.object())
}

/// C: `list___init__`.
extern "C" fn list_init(list: List<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    const SIGNATURE: Signature = Signature::parse("(iterable=(), /)");
    let mut given = Given::of_tuple(arguments, keywords);
    // A subclass with a `__new__` of its own may take names that `__init__` isn't told of.
    let ob_type = list.ob_type();
    let own_new =
        ob_type.tp_new.get().map(|new| new as usize) == Some(list_new as *const () as usize);
    if !own_new {
        given.keywords = crate::arguments::Keywords::None;
    }
    SIGNATURE.bind("list", given, |arguments| {
        list.clear();
        match arguments.get(0) {
            Some(iterable) => list.extend(iterable),
            None => Ok(()),
        }
    })?;
    Ok(())
}

fn list_length(list: List<'_>) -> Result<usize> {
    Ok(list.len())
}
// ANCHOR_END: slots
