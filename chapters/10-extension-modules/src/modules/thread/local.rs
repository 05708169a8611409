//! `_local`: an object whose attributes each thread has for itself.
//!
//! CPython: `Modules/_threadmodule.c` (`localobject`, `localdummyobject`, `_ldict`).
//!
//! The object owns the dicts, one for each thread that has looked at it. The dict of each of
//! these threads owns a dummy, which leads back to the object without owning it: when the thread
//! ends, the dummy goes and takes the thread's dict out of the object; when the object ends, it
//! takes its dummies out of the threads' dicts. So neither keeps the other alive, and no dict of
//! a thread is part of a cycle. (C's dummies are led to by weak references.)
//!
//! Invariant: a dummy whose `local` isn't null is in the dict of its thread, and its object lives.

use eval_loop::threads;
use object_model::protocol::attribute::{getattr_with_dict, setattr_with_dict};
use object_model::types::object::OBJECT;

use crate::prelude::*;
use crate::with_holding;

// ANCHOR: local
/// C: `localobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyLocalObject {
    pub ob_base: PyObject,
    /// Under which the threads' dicts have the dummies.
    pub key: Field,
    /// For `__init__`, which is called in each thread.
    pub args: Field,
    pub kw: Field,
    pub weakreflist: Cell<*mut PyObject>,
    /// The dicts, by the numbers of the threads.
    pub dummies: Field<PyDictObject>,
    /// C has there what its weak references call.
    pub wr_callback: Field,
}

const _: () = assert!(size_of::<PyLocalObject>() == 64);

// SAFETY: instances are made by `local_new`.
unsafe impl Layout for PyLocalObject {
    fn type_object() -> &'static StaticType {
        &LOCAL
    }
}

/// `_thread._local`.
pub static LOCAL: StaticType = StaticType::new(Table::<PyLocalObject> {
    tp_name: c"_thread._local",
    tp_doc: "Attributes that each thread has for itself.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_weaklistoffset: offset_of!(PyLocalObject, weakreflist),
    tp_dealloc: Some(local_dealloc),
    tp_traverse: traverse(local_traverse),
    tp_clear: Some(local_clear),
    tp_getattro: Some(local_getattro),
    tp_setattro: Some(local_setattro),
    tp_new: Some(local_new),
    ..Table::NONE
});

extern "C" fn local_new(ob_type: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    if init(ob_type) == init(OBJECT.as_type())
        && (args.is_true()? || keywords.is_some_and(|k| k.len().is_ok_and(|count| count > 0)))
    {
        return Err(raise(&TYPE_ERROR, "Initialization arguments are not supported"));
    }
    let alloc = ob_type.tp_alloc.get().expect("every type can allocate");
    let local = alloc(ob_type, 0)?;
    // SAFETY: of that type or a subclass of it.
    let local: Ref<PyLocalObject> = unsafe { local.cast() };
    local.args.set(Some(args.to_ref()));
    local.kw.set(keywords.map(Obj::to_ref));
    local.key.set(Some(text(&format!("thread.local.{:p}", local.borrow().as_ptr()))?));
    local.dummies.set(Some(dict::new()?));
    create_dict(local.borrow(), thread_number()?)?;
    Ok(local.object())
}

/// The number of the running thread, which no other thread gets.
fn thread_number() -> Result<Ref> {
    Ok(int::from_u64(with_holding(|holding| holding.state().id()))?.object())
}

/// The attributes in the running thread, made now if it looks for the first time. C: `_ldict`.
fn dict_here(local: Obj<'_, PyLocalObject>) -> Result<Ref<PyDictObject>> {
    let number = thread_number()?;
    if let Some(dicts) = local.dummies.get()
        && let Some(dict) = dicts.borrow().get_item(number.borrow())?
    {
        return Ok(dict.downcast().expect("the values are dicts"));
    }
    let dict = create_dict(local, number)?;
    let init = local.ob_type().tp_init.get();
    if let Some(init) = init
        && Some(init as usize) != OBJECT.tp_init.get().map(|init| init as usize)
    {
        let (args, keywords) = (held(&local.args), local.kw.get());
        let keywords = keywords.as_ref().map(Ref::borrow);
        if let Err(error) = init(local.object(), args.borrow(), keywords) {
            // The next access tries again.
            threads::thread_dict()?.borrow().take(held(&local.key).borrow())?;
            return Err(error.into());
        }
    }
    Ok(dict)
}

/// C: `_local_create_dummy`.
fn create_dict(local: Obj<'_, PyLocalObject>, number: Ref) -> Result<Ref<PyDictObject>> {
    let of_thread = threads::thread_dict()?;
    let dict = dict::new()?;
    let dicts = match local.dummies.get() {
        Some(dicts) => dicts,
        None => {
            let dicts = dict::new()?;
            local.dummies.set(Some(dicts.clone()));
            dicts
        }
    };
    dicts.borrow().set_item(number.borrow(), dict.borrow().object())?;
    let dummy = memory::create(DUMMY.as_type(), |ob_base| PyLocalDummyObject {
        ob_base,
        local: Cell::new(Some(local.as_ptr())),
        number: Field::new(Some(number)),
    })?;
    of_thread.borrow().set_item(held(&local.key).borrow(), dummy.borrow().object())?;
    Ok(dict)
}

extern "C" fn local_getattro(local: Obj<'_, PyLocalObject>, name: Obj<'_>) -> Result {
    let dict = dict_here(local)?;
    match name.downcast::<PyASCIIObject>() {
        Some(name) if name.is_ascii_text("__dict__") => Ok(dict.object()),
        _ => getattr_with_dict(local.object(), name, || Some(dict)),
    }
}

extern "C" fn local_setattro(
    local: Obj<'_, PyLocalObject>,
    name: Obj<'_>,
    value: Option<Obj<'_>>,
) -> Status {
    let dict = dict_here(local)?;
    match name.downcast::<PyASCIIObject>() {
        Some(name) if name.is_ascii_text("__dict__") => {
            let kind = local.ob_type().name();
            let message = format_args!("'{kind}' object attribute '{name}' is read-only");
            Err(raise(&ATTRIBUTE_ERROR, message).into())
        }
        _ => setattr_with_dict(local.object(), name, value, dict.borrow()),
    }
}

fn local_traverse(local: Obj<'_, PyLocalObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&local.args)?;
    visitor.field(&local.kw)?;
    visitor.field(&local.dummies)
}

extern "C" fn local_clear(local: Obj<'_, PyLocalObject>) -> Status {
    if let Some(key) = local.key.get() {
        for dict in threads::thread_dicts() {
            // A dict of strings that the program doesn't see: looking up raises nothing.
            if let Ok(Some(dummy)) = dict.borrow().take(key.borrow())
                && let Ok(dummy) = dummy.downcast::<PyLocalDummyObject>()
            {
                dummy.local.set(None);
            }
        }
    }
    local.args.clear();
    local.kw.clear();
    local.dummies.clear();
    Ok(())
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn local_dealloc(local: NonNull<PyLocalObject>) {
    // SAFETY: nobody else has the object.
    unsafe {
        clear_weak_references(Obj::from_ptr(local).object());
        let _ = local_clear(Obj::from_ptr(local));
        dealloc(local);
    }
}
// ANCHOR_END: local

// ANCHOR: dummy
/// C: `localdummyobject`.
#[repr(C)]
struct PyLocalDummyObject {
    ob_base: PyObject,
    local: Cell<Option<NonNull<PyLocalObject>>>,
    number: Field,
}

const _: () = assert!(size_of::<PyLocalDummyObject>() == 32);

// SAFETY: made by `create_dict`.
unsafe impl Layout for PyLocalDummyObject {
    fn type_object() -> &'static StaticType {
        &DUMMY
    }
}

/// `_thread._localdummy`, which no program sees.
pub(crate) static DUMMY: StaticType = StaticType::new(Table::<PyLocalDummyObject> {
    tp_name: c"_thread._localdummy",
    tp_doc: "That a thread has attributes in a local object.",
    tp_flags: flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dummy_dealloc),
    ..Table::NONE
});

/// The thread ends, or has given the object up. C: `_localdummy_destroyed`.
///
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn dummy_dealloc(dummy: NonNull<PyLocalDummyObject>) {
    // SAFETY: nobody else has the dummy; by the invariant above its object lives.
    unsafe {
        let own = dummy.as_ref();
        if let Some(local) = own.local.take() {
            let dicts = local.as_ref().dummies.get();
            let dict = dicts.map(|dicts| dicts.borrow().take(held(&own.number).borrow()));
            drop(dict);
        }
        dealloc(dummy);
    }
}
// ANCHOR_END: dummy
