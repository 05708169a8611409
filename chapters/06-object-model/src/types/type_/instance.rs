//! What instances of classes have: a dict, weak references, slots, and an end.
//!
//! CPython: `Objects/typeobject.c` (`subtype_dealloc`, `subtype_traverse`, `subtype_clear`,
//! `subtype_dict`, `subtype_getweakref`, `clear_slots`).
//!
//! The end of an instance: the finaliser, which may bring it back; weak references; slots; the
//! dict; what the nearest built-in base has; and last the class, of which each instance holds a
//! reference.

use std::ffi::{CString, c_int, c_void};
use std::ptr::NonNull;

use crate::dealloc;
use crate::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use crate::gc;
use crate::object::{Field, Obj, PyObject, Ref, Result, Status};
use crate::slot_kinds::{Flow, Visitor};
use crate::static_type::Getter;
use crate::type_object::{DeallocFunc, PyTypeObject, Type, VisitProc, flags};
use crate::types::dict::PyDictObject;
use crate::types::none;
use crate::types::str::Str;
use crate::types::weakref::object as weakref;

/// A C string of a slot's name, for the life of the process: names of slots are few.
pub(super) fn c_name(name: Str<'_>) -> Result<&'static std::ffi::CStr> {
    let text = CString::new(name.to_text().as_bytes())
        .map_err(|_| raise(&VALUE_ERROR, "a slot's name has no null character"))?;
    Ok(Box::leak(text.into_boxed_c_str()))
}

/// The fields of the slots that a class itself adds.
fn slot_fields<'a>(object: Obj<'a>, class: Type<'a>) -> impl Iterator<Item = &'a Field> {
    let members = if class.has(flags::HEAPTYPE) { class.members() } else { &[] };
    // SAFETY: a slot of a class is a field of its instances.
    members.iter().map(move |member| unsafe {
        &*object.as_ptr().as_ptr().byte_offset(member.offset).cast::<Field>()
    })
}

/// The classes from an object's type down to, and without, the nearest whose `tp_dealloc` isn't
/// a class's; and that one.
fn classes_of<'a>(object: Obj<'a>) -> (impl Iterator<Item = Type<'a>> + Clone, Type<'a>) {
    let is_class = |class: &Type<'a>| {
        class.has(flags::HEAPTYPE) && { class.tp_dealloc.get() }
            .is_some_and(|dealloc| dealloc as usize == subtype_dealloc as *const () as usize)
    };
    let base_of = |class: &Type<'a>| {
        // SAFETY: a heap type owns its base, and the object its type.
        unsafe { Obj::from_ptr(class.tp_base.get().expect("a class has a base")) }
    };
    let mut base = object.ob_type();
    while is_class(&base) {
        base = base_of(&base);
    }
    let all = std::iter::successors(Some(object.ob_type()), move |class| {
        is_class(class).then(|| base_of(class))
    });
    (all.take_while(is_class), base)
}

// ANCHOR: dealloc
/// C: `subtype_dealloc`.
///
/// # Safety
/// As every `tp_dealloc`.
pub(super) unsafe extern "C" fn subtype_dealloc(object: NonNull<PyObject>) {
    // SAFETY: nobody else has the object, but while the finaliser runs, which counts it.
    unsafe {
        let borrowed: Obj<'_> = Obj::from_ptr(object);
        let is_container = borrowed.ob_type().has(flags::HAVE_GC);
        if borrowed.ob_type().tp_finalize.get().is_some() {
            if is_container {
                gc::track(borrowed);
            }
            if dealloc::finalize(object) {
                return;
            }
            if is_container {
                gc::untrack(borrowed);
            }
        }
        let ob_type: Ref<PyTypeObject> = Ref::from_owned(borrowed.ob_type().as_ptr());
        let (classes, base) = classes_of(borrowed);
        let base_dealloc: DeallocFunc = base.tp_dealloc.get().expect("a type can free its objects");
        let own_weak = ob_type.tp_weaklistoffset.get() != 0 && base.tp_weaklistoffset.get() == 0;
        if own_weak {
            weakref::clear_references(borrowed);
            // A callback may have made new ones.
            weakref::forget_references(borrowed);
        }
        for class in classes {
            slot_fields(borrowed, class).for_each(Field::clear);
        }
        if ob_type.has(flags::MANAGED_DICT) || base.tp_dictoffset.get() == 0 {
            borrowed.dict_field().into_iter().for_each(Field::clear);
        }
        base_dealloc(object);
        // Each instance of a class has held a reference to it.
        drop(ob_type);
    }
}

/// C: `subtype_traverse`.
///
/// # Safety
/// As every `tp_traverse`.
pub(super) unsafe extern "C" fn subtype_traverse(
    object: Obj<'_>,
    visit: VisitProc,
    argument: *mut c_void,
) -> c_int {
    let mut visitor = Visitor::new(visit, argument);
    let (classes, base) = classes_of(object);
    let go = || {
        for class in classes {
            slot_fields(object, class).try_for_each(|field| visitor.field(field))?;
        }
        if object.ob_type().has(flags::MANAGED_DICT) || base.tp_dictoffset.get() == 0 {
            object.dict_field().into_iter().try_for_each(|field| visitor.field(field))?;
        }
        visitor.visit(object.ob_type().object())?;
        match base.tp_traverse.get() {
            Some(traverse) => visitor.delegate(object, traverse),
            None => Flow::Continue(()),
        }
    };
    c_int::from(go().is_break())
}

/// C: `subtype_clear`.
pub(super) extern "C" fn subtype_clear(object: Obj<'_>) -> Status {
    let (classes, base) = classes_of(object);
    for class in classes {
        slot_fields(object, class).for_each(Field::clear);
    }
    if object.ob_type().has(flags::MANAGED_DICT) || base.tp_dictoffset.get() == 0 {
        object.dict_field().into_iter().for_each(Field::clear);
    }
    match base.tp_clear.get() {
        Some(clear) => clear(object),
        None => Ok(()),
    }
}
// ANCHOR_END: dealloc

// ANCHOR: getters
pub(super) static DICT_GETTER: Getter =
    Getter::new(c"__dict__", get_dict, "The attributes of the object itself.").settable(set_dict);

pub(super) static WEAK_GETTER: Getter =
    Getter::new(c"__weakref__", get_weak, "The weak references to the object.");

/// C: `subtype_dict`.
pub(crate) fn get_dict(object: Obj<'_>) -> Result {
    match object.dict()? {
        Some(dict) => Ok(dict.object()),
        None => Err(raise(&crate::errors::ATTRIBUTE_ERROR, "This object has no __dict__")),
    }
}

/// C: `subtype_setdict`.
pub(crate) fn set_dict(object: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    let Some(field) = object.dict_field() else {
        return Err(raise(&crate::errors::ATTRIBUTE_ERROR, "This object has no __dict__").into());
    };
    if let Some(value) = value
        && value.downcast::<PyDictObject>().is_none()
    {
        let name = value.ob_type().name().to_owned();
        let message = format_args!("__dict__ must be set to a dictionary, not a '{name}'");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    field.set(value.map(Obj::to_ref));
    Ok(())
}

/// C: `subtype_getweakref`.
fn get_weak(object: Obj<'_>) -> Result {
    let offset = object.ob_type().tp_weaklistoffset.get();
    // SAFETY: the getter is in the dict of a class that has the field.
    let first = unsafe { *object.as_ptr().as_ptr().byte_offset(offset).cast::<*mut PyObject>() };
    Ok(match NonNull::new(first) {
        // SAFETY: a live weak reference is on the list.
        Some(first) => unsafe { Obj::from_ptr(first) }.to_ref(),
        None => none().to_ref(),
    })
}
// ANCHOR_END: getters
