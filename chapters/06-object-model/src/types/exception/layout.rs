//! The structs of exceptions that have attributes of their own, and the table that all
//! exceptions have in common.
//!
//! CPython: `Objects/exceptions.c` (`SimpleExtendsException`, `MiddlingExtendsException`,
//! `ComplexExtendsException`), `Include/cpython/pyerrors.h`. There each exception has its own
//! `_clear`, `_dealloc` and `_traverse`; here they are written once, over the parts of a struct.

use std::cell::Cell;
use std::ffi::CStr;
use std::mem::offset_of;

use crate::dealloc::dealloc;
use crate::object::{Field, Layout, Obj, Status};
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{StaticType, Table};
use crate::type_object::{InitFunc, flags};

use super::{PyBaseExceptionObject, exception_init};

// ANCHOR: exception_layout
/// What an exception's struct is made of: references and numbers.
pub(crate) trait Part {
    /// Shows the reference, if it is one.
    fn show(&self, visitor: &mut Visitor) -> Flow;

    /// Gives the reference up, if it is one.
    fn give_up(&self);
}

impl Part for Field {
    fn show(&self, visitor: &mut Visitor) -> Flow {
        visitor.field(self)
    }

    fn give_up(&self) {
        self.clear();
    }
}

impl Part for Cell<isize> {
    fn show(&self, _: &mut Visitor) -> Flow {
        Flow::Continue(())
    }

    fn give_up(&self) {}
}

/// The struct of a kind of exceptions.
///
/// # Safety
/// It begins with a [`PyBaseExceptionObject`], and zeros are a valid rest of it.
pub(crate) unsafe trait ExceptionLayout: Layout {
    /// The `__init__` of the kind; those that extend it have it, too.
    const INIT: InitFunc<Self>;

    /// Calls `each` with the parts that the kind adds to the base.
    fn parts(&self, each: &mut dyn FnMut(&dyn Part) -> Flow) -> Flow;
}

// SAFETY: it is the base itself.
unsafe impl ExceptionLayout for PyBaseExceptionObject {
    const INIT: InitFunc<PyBaseExceptionObject> = exception_init;

    fn parts(&self, _: &mut dyn FnMut(&dyn Part) -> Flow) -> Flow {
        Flow::Continue(())
    }
}

/// Defines the struct of a kind of exceptions, its size checked against C's.
macro_rules! exception_layout {
    (
        $(#[$meta:meta])*
        $name:ident of $type:ident, $size:literal bytes, $init:path;
        $($part:ident: $kind:ty,)*
    ) => {
        $(#[$meta])*
        #[repr(C)]
        #[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
        pub struct $name {
            pub base: $crate::types::exception::PyBaseExceptionObject,
            $(pub $part: $kind,)*
        }

        const _: () = assert!(size_of::<$name>() == $size);

        // SAFETY: all exceptions of the type begin with the struct: `extend` makes their tables.
        unsafe impl $crate::object::Layout for $name {
            fn type_object() -> &'static $crate::static_type::StaticType {
                &$type
            }
        }

        // SAFETY: it begins with the base; references that are null and numbers may be zero.
        unsafe impl $crate::types::exception::layout::ExceptionLayout for $name {
            const INIT: $crate::type_object::InitFunc<$name> = $init;

            fn parts(
                &self,
                each: &mut dyn FnMut(
                    &dyn $crate::types::exception::layout::Part,
                ) -> $crate::slot_kinds::Flow,
            ) -> $crate::slot_kinds::Flow {
                $(each(&self.$part)?;)*
                $crate::slot_kinds::Flow::Continue(())
            }
        }
    };
}
pub(crate) use exception_layout;
// ANCHOR_END: exception_layout

// ANCHOR: extend
/// What the tables of all exceptions but the root have in common.
pub(crate) const fn extend<L: ExceptionLayout>(
    name: &'static CStr,
    base: &'static StaticType,
    doc: &'static str,
) -> Table<L> {
    Table {
        tp_name: name,
        tp_doc: doc,
        tp_base: Some(base.as_head()),
        tp_flags: flags::HAVE_GC | flags::BASETYPE,
        tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
        tp_dealloc: Some(dealloc::<L>),
        tp_traverse: traverse(show_parts::<L>),
        tp_clear: Some(clear_parts::<L>),
        tp_init: Some(L::INIT),
        ..Table::NONE
    }
}

/// The part of an exception that all exceptions have.
pub(crate) fn base_of<L: ExceptionLayout>(exception: Obj<'_, L>) -> Obj<'_, PyBaseExceptionObject> {
    // SAFETY: the layout's word.
    unsafe { exception.cast() }
}

fn show_parts<L: ExceptionLayout>(exception: Obj<'_, L>, visitor: &mut Visitor) -> Flow {
    exception.get().parts(&mut |part| part.show(visitor))?;
    super::fields(base_of(exception).get()).into_iter().try_for_each(|field| visitor.field(field))
}

extern "C" fn clear_parts<L: ExceptionLayout>(exception: Obj<'_, L>) -> Status {
    let _ = exception.get().parts(&mut |part| {
        part.give_up();
        Flow::Continue(())
    });
    super::exception_clear(base_of(exception))
}
// ANCHOR_END: extend
