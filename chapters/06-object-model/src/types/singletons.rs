//! The objects of which there is one: `None`, `NotImplemented` and `...`.
//!
//! CPython: `Objects/object.c` (`_Py_NoneStruct`, `_Py_NotImplementedStruct`),
//! `Objects/sliceobject.c` (`_Py_EllipsisObject`).
//!
//! They are static and start with a count of one, which nobody ever gives up: in 3.11 they are
//! counted like all others.

use std::ptr::NonNull;

use crate::object::{Layout, Obj, PyObject, Result};
use crate::slot_kinds::truth;
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::PyNumberMethods;
use crate::types::str;

// ANCHOR: singletons
/// An object without content. SAFETY of reaching it: it is a plain head.
macro_rules! singleton {
    ($(#[$doc:meta])* $layout:ident, $object:ident, $type:ident, $getter:ident) => {
        /// The layout: a head.
        #[repr(C)]
        pub struct $layout(PyObject);

        // SAFETY: a head, of a type that can't be subclassed.
        unsafe impl Layout for $layout {
            fn type_object() -> &'static StaticType {
                &$type
            }
        }

        static $object: $layout = $layout(PyObject::head($type.as_head()));

        $(#[$doc])*
        pub const fn $getter() -> Obj<'static> {
            Obj::from_static(&$object).object()
        }
    };
}

singleton!(
    /// `None`.
    NoneLayout, NONE, NONE_TYPE, none
);
singleton!(
    /// `NotImplemented`.
    NotImplementedLayout, NOT_IMPLEMENTED, NOT_IMPLEMENTED_TYPE, not_implemented
);
singleton!(
    /// `...`.
    EllipsisLayout, ELLIPSIS, ELLIPSIS_TYPE, ellipsis
);

/// `NoneType`.
pub static NONE_TYPE: StaticType = StaticType::new(Table::<NoneLayout> {
    tp_name: c"NoneType",
    tp_doc: "The type of None.",
    tp_dealloc: Some(immortal::<NoneLayout>),
    tp_repr: Some(none_repr),
    tp_as_number: PyNumberMethods { nb_bool: truth(none_bool), ..PyNumberMethods::NONE },
    ..Table::NONE
});

/// `NotImplementedType`.
pub static NOT_IMPLEMENTED_TYPE: StaticType = StaticType::new(Table::<NotImplementedLayout> {
    tp_name: c"NotImplementedType",
    tp_doc: "The type of NotImplemented.",
    tp_dealloc: Some(immortal::<NotImplementedLayout>),
    tp_repr: Some(not_implemented_repr),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", not_implemented_reduce, "").unsigned()],
    ..Table::NONE
});

/// `ellipsis`.
pub static ELLIPSIS_TYPE: StaticType = StaticType::new(Table::<EllipsisLayout> {
    tp_name: c"ellipsis",
    tp_doc: "The type of `...`.",
    tp_dealloc: Some(immortal::<EllipsisLayout>),
    tp_repr: Some(ellipsis_repr),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", ellipsis_reduce, "").unsigned()],
    ..Table::NONE
});

impl Obj<'_> {
    /// Whether it is `None`.
    #[inline]
    pub fn is_none(self) -> bool {
        self.is(none())
    }

    /// Whether it is `NotImplemented`.
    #[inline]
    pub fn is_not_implemented(self) -> bool {
        self.is(not_implemented())
    }
}
// ANCHOR_END: singletons

// ANCHOR: slots
/// # Safety
/// None is needed: it only says that somebody has given up a reference too many.
unsafe extern "C" fn immortal<L: Layout>(_: NonNull<L>) {
    panic!("deallocating {}", L::type_object().name());
}

extern "C" fn none_repr(_: Obj<'_, NoneLayout>) -> Result {
    Ok(str::interned("None")?.object())
}

fn none_bool(_: Obj<'_, NoneLayout>) -> Result<bool> {
    Ok(false)
}

extern "C" fn not_implemented_repr(_: Obj<'_, NotImplementedLayout>) -> Result {
    Ok(str::interned("NotImplemented")?.object())
}

fn not_implemented_reduce(_: Obj<'_, NotImplementedLayout>) -> Result {
    Ok(str::interned("NotImplemented")?.object())
}

extern "C" fn ellipsis_repr(_: Obj<'_, EllipsisLayout>) -> Result {
    Ok(str::interned("Ellipsis")?.object())
}

fn ellipsis_reduce(_: Obj<'_, EllipsisLayout>) -> Result {
    Ok(str::interned("Ellipsis")?.object())
}
// ANCHOR_END: slots
