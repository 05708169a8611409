//! The list object.
//!
//! CPython: `Include/cpython/listobject.h`, `Objects/listobject.c` (`list_resize`,
//! `PyList_Append`, `list_dealloc`).
//!
//! Invariant: `allocated` is how many items there is room for, at least `ob_size`.
//!
//! The methods of `list` are among the breadth.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use crate::dealloc;
use crate::errors::{INDEX_ERROR, no_memory, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyVarObject, Ref, Result, Status};
use crate::slot_kinds::{Flow, Visitor, length, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{PySequenceMethods, Type, flags};
use crate::types::none;

// ANCHOR: layout
/// C: `PyListObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyListObject {
    pub ob_base: PyVarObject,
    pub ob_item: Cell<*mut Field>,
    pub allocated: Cell<isize>,
}

/// A borrowed list.
pub type List<'a> = Obj<'a, PyListObject>;

// SAFETY: all lists begin with the struct.
unsafe impl Layout for PyListObject {
    const SUBCLASS_FLAG: usize = flags::LIST_SUBCLASS;

    fn type_object() -> &'static StaticType {
        &LIST
    }
}

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
    tp_as_sequence: PySequenceMethods {
        sq_length: length(list_length),
        sq_item: Some(list_item),
        ..PySequenceMethods::NONE
    },
    tp_hash: crate::protocol::hash::unhashable(),
    tp_traverse: traverse(list_traverse),
    tp_clear: Some(list_clear),
    tp_new: Some(list_new),
    tp_methods: &[Method::one(
        c"append",
        "($self, object, /)",
        list_append,
        "Puts an object at the end.",
    )],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: list
/// A new, empty list. C: `PyList_New(0)`.
pub fn new() -> Result<Ref<PyListObject>> {
    create(LIST.as_type())
}

fn create(ob_type: Type<'_>) -> Result<Ref<PyListObject>> {
    memory::create(ob_type, |head| PyListObject {
        ob_base: PyVarObject { ob_base: head, ob_size: Cell::new(0) },
        ob_item: Cell::new(ptr::null_mut()),
        allocated: Cell::new(0),
    })
}

impl<'a> Obj<'a, PyListObject> {
    /// How many items.
    pub fn len(self) -> usize {
        self.ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// An item.
    pub fn get_index(self, index: usize) -> Option<Ref> {
        if index >= self.len() {
            return None;
        }
        // SAFETY: below the length, so it is there.
        unsafe { (*self.ob_item.get().add(index)).get() }
    }

    /// Puts an item at the end. C: `PyList_Append`.
    pub fn push(self, item: Ref) -> Result<()> {
        let length = self.len();
        if length as isize == self.allocated.get() {
            self.reserve(length + 1)?;
        }
        // SAFETY: there is room for one more, and nothing to give up there.
        unsafe { self.ob_item.get().add(length).write(Field::new(Some(item))) };
        self.ob_base.ob_size.set(length as isize + 1);
        Ok(())
    }

    /// Room for so many items and some more. C: `list_resize`.
    fn reserve(self, wanted: usize) -> Result<()> {
        let room = (wanted + (wanted >> 3) + 6) & !3;
        let bytes = room.checked_mul(size_of::<Field>()).ok_or_else(no_memory)?;
        let block = match NonNull::new(self.ob_item.get()) {
            // SAFETY: allocated here before, and reached from here only.
            Some(old) => unsafe { memory::reallocate(old.cast(), bytes) },
            None => memory::allocate(bytes),
        };
        self.ob_item.set(block.map_err(|_| no_memory())?.cast().as_ptr());
        self.allocated.set(room as isize);
        Ok(())
    }

    /// Empties the list. C: `_list_clear`.
    pub fn clear(self) {
        let (items, count) = (self.ob_item.replace(ptr::null_mut()), self.len());
        self.ob_base.ob_size.set(0);
        self.allocated.set(0);
        if let Some(items) = NonNull::new(items) {
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
}
// ANCHOR_END: list

// ANCHOR: slots
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn list_dealloc(list: NonNull<PyListObject>) {
    // SAFETY: nobody else has the list.
    unsafe {
        Obj::from_ptr(list).clear();
        dealloc::free(list.cast());
    }
}

fn list_traverse(list: List<'_>, visitor: &mut Visitor) -> Flow {
    for index in 0..list.len() {
        // SAFETY: below the length; only looked at.
        visitor.field(unsafe { &*list.ob_item.get().add(index) })?;
    }
    Flow::Continue(())
}

extern "C" fn list_clear(list: List<'_>) -> Status {
    list.clear();
    Ok(())
}

extern "C" fn list_new(ob_type: Type<'_>, _: Obj<'_>, _: Option<Obj<'_>>) -> Result {
    Ok(create(ob_type)?.object())
}

fn list_length(list: List<'_>) -> Result<usize> {
    Ok(list.len())
}

extern "C" fn list_item(list: List<'_>, index: isize) -> Result {
    let item = usize::try_from(index).ok().and_then(|index| list.get_index(index));
    item.ok_or_else(|| raise(&INDEX_ERROR, "list index out of range"))
}

fn list_append(list: List<'_>, object: Obj<'_>) -> Result {
    list.push(object.to_ref())?;
    Ok(none().to_ref())
}
// ANCHOR_END: slots
