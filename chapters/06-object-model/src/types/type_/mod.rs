//! `type`: the type of types, and how classes work.
//!
//! CPython: `Objects/typeobject.c`.
//!
//! - here, the table of `type`: calling a class, its attributes, its methods;
//! - [`cache`], looking a name up in the MRO;
//! - [`mro`], the order in which bases are asked;
//! - [`slots`], the bridge between slots and special methods, with [`slot_functions`] one way
//!   and [`wrappers`] the other;
//! - [`ready`], what a type inherits;
//! - [`new`], what a class statement ends in, with [`layout`] and [`instance`].

use std::mem::offset_of;
use std::ptr::NonNull;

use crate::arguments::Given;
use crate::dealloc;
use crate::errors::{ATTRIBUTE_ERROR, TYPE_ERROR, raise};
use crate::memory;
use crate::name;
use crate::object::{Obj, Ref, Result, Status};
use crate::protocol::attribute::{expect_name, generic_setattr};
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{
    PyHeapTypeObject, PyMemberDef, PyNumberMethods, PyTypeObject, Type, flags,
};
use crate::types::dict::{self, PyDictObject};
use crate::types::int;
use crate::types::list;
use crate::types::none;
use crate::types::str::{self, PyASCIIObject, Str};
use crate::types::tuple::PyTupleObject;
use crate::types::{directory, union_};

use attributes::*;
use bases::type_set_bases;

pub mod cache;
pub mod mro;
pub mod layout;
pub(crate) mod slots;
pub(crate) mod slot_functions;
pub(crate) mod wrappers;
pub mod ready;
pub mod new;
pub(crate) mod instance;
mod attributes;
pub(crate) mod bases;

// ANCHOR: type
/// `type`.
pub static TYPE: StaticType = StaticType::new(Table::<PyTypeObject> {
    tp_name: c"type",
    tp_doc: "The type of an object, or with three arguments a new type.",
    tp_basicsize: size_of::<PyHeapTypeObject>(),
    tp_itemsize: size_of::<PyMemberDef>(),
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::TYPE_SUBCLASS | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(PyTypeObject, tp_vectorcall),
    tp_weaklistoffset: offset_of!(PyTypeObject, tp_weaklist),
    tp_dictoffset: offset_of!(PyTypeObject, tp_dict) as isize,
    tp_dealloc: Some(type_dealloc),
    tp_repr: Some(type_repr),
    tp_as_number: PyNumberMethods { nb_or: Some(union_::type_or), ..PyNumberMethods::NONE },
    tp_call: Some(type_call),
    tp_getattro: Some(type_getattro),
    tp_setattro: Some(type_setattro),
    tp_traverse: traverse(type_traverse),
    tp_clear: Some(type_clear),
    tp_init: Some(type_init),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(type_new),
    tp_is_gc: Some(type_is_gc),
    tp_methods: &[
        Method::none(c"mro", "($self, /)", type_mro, "The order in which attributes are found."),
        Method::none(c"__subclasses__", "($self, /)", type_subclasses, "The direct subclasses."),
        Method::one(
            c"__instancecheck__",
            "($self, instance, /)",
            type_instance_check,
            "Whether an object is an instance.",
        ),
        Method::one(
            c"__subclasscheck__",
            "($self, subclass, /)",
            type_subclass_check,
            "Whether a class is a subclass.",
        ),
        Method::none(c"__dir__", "($self, /)", directory::type_dir, "The names of attributes."),
        Method::none(c"__sizeof__", "($self, /)", type_sizeof, "The size in bytes."),
        Method::class(
            c"__prepare__",
            "($type, /, *args, **kwargs)",
            |_, _| Ok(dict::new()?.object()),
            "The dict that a class statement fills.",
        )
        .unsigned(),
    ],
    tp_members: &[
        member(c"__base__", MemberKind::Object, offset_of!(PyTypeObject, tp_base)),
        member(c"__mro__", MemberKind::Object, offset_of!(PyTypeObject, tp_mro)),
        member(c"__basicsize__", MemberKind::Ssize, offset_of!(PyTypeObject, tp_basicsize)),
        member(c"__itemsize__", MemberKind::Ssize, offset_of!(PyTypeObject, tp_itemsize)),
        member(c"__flags__", MemberKind::TypeFlags, offset_of!(PyTypeObject, tp_flags)),
        member(c"__dictoffset__", MemberKind::Ssize, offset_of!(PyTypeObject, tp_dictoffset)),
        member(
            c"__weakrefoffset__",
            MemberKind::Ssize,
            offset_of!(PyTypeObject, tp_weaklistoffset),
        ),
    ],
    tp_getset: &[
        Getter::new(c"__dict__", type_dict, "The attributes of the class itself, to be read."),
        Getter::new(c"__name__", type_name, "The name.").settable(type_set_name),
        Getter::new(c"__qualname__", type_qualname, "The name, and where it is defined.")
            .settable(type_set_qualname),
        Getter::new(c"__bases__", type_bases, "The bases.").settable(type_set_bases),
        Getter::new(c"__module__", type_module, "The module.").settable(type_set_module),
        Getter::new(c"__doc__", type_doc, "The documentation.").settable(type_set_doc),
        Getter::new(c"__abstractmethods__", type_abstract_methods, "What has no body yet.")
            .settable(type_set_abstract_methods),
        Getter::new(c"__annotations__", type_annotations, "The annotations of its variables.")
            .settable(type_set_annotations),
        Getter::new(c"__text_signature__", type_signature, "How it is called."),
    ],
    ..Table::NONE
});
// ANCHOR_END: type

const fn member(name: &'static std::ffi::CStr, kind: MemberKind, offset: usize) -> PyMemberDef {
    PyMemberDef::new(name, kind, offset, c"").read_only()
}

// ANCHOR: parts
impl<'a> Obj<'a, PyTypeObject> {
    /// The direct bases.
    pub fn bases(self) -> Ref<PyTupleObject> {
        let bases = self.tp_bases.get().expect("a type knows its bases");
        bases.downcast().expect("bases are a tuple")
    }

    /// The MRO.
    pub fn mro(self) -> Ref<PyTupleObject> {
        let mro = self.tp_mro.get().expect("a ready type has an MRO");
        mro.downcast().expect("an MRO is a tuple")
    }

    /// The type's own attributes.
    pub fn dict_of_type(self) -> Ref<PyDictObject> {
        let dict = self.tp_dict.get().expect("a ready type has a dict");
        dict.downcast().expect("a type's dict is a dict")
    }

    /// The direct subclasses.
    pub fn subclasses(self) -> Vec<Ref<PyTypeObject>> {
        let Some(known) = self.tp_subclasses.get() else {
            return Vec::new();
        };
        // SAFETY: `add_subclass` made a dict of addresses.
        let known = unsafe { known.borrow().cast::<PyDictObject>() };
        let mut subclasses = Vec::new();
        for (address, _) in known.items() {
            // SAFETY: the keys are ints.
            let address = unsafe { address.borrow().cast::<int::PyLongObject>() }.number();
            let address = int::machine::to_u64(address).map(|address| address as usize);
            let pointer = std::ptr::with_exposed_provenance_mut(address.unwrap_or_default());
            if let Some(pointer) = NonNull::new(pointer) {
                // SAFETY: a subclass takes itself off before its memory goes.
                let subclass: Type<'_> = unsafe { Obj::from_ptr(pointer) };
                if subclass.ob_refcnt() > 0 {
                    subclasses.push(subclass.to_ref());
                }
            }
        }
        subclasses
    }

    /// C: `add_subclass`.
    pub(crate) fn add_subclass(self, subclass: Type<'_>) -> Result<()> {
        if self.tp_subclasses.is_null() {
            self.tp_subclasses.set(Some(crate::types::dict::new()?.object()));
        }
        let key = int::from_u64(subclass.as_ptr().as_ptr().expose_provenance() as u64)?;
        let known = self.tp_subclasses.get().expect("just made");
        // SAFETY: made here.
        let known = unsafe { known.borrow().cast::<PyDictObject>() };
        known.set_item(key.borrow().object(), none())
    }

    /// C: `remove_subclass`.
    pub(crate) fn remove_subclass(self, subclass: Type<'_>) -> Result<()> {
        let Some(known) = self.tp_subclasses.get() else {
            return Ok(());
        };
        let key = int::from_u64(subclass.as_ptr().addr().get() as u64)?;
        // SAFETY: `add_subclass` made a dict.
        unsafe { known.borrow().cast::<PyDictObject>() }.take(key.borrow().object())?;
        Ok(())
    }

    /// The fields that show as attributes: a table's, or the slots of a class.
    pub(crate) fn members(self) -> &'a [PyMemberDef] {
        if let Some(rows) = StaticType::of(self) {
            return rows.members;
        }
        if !self.has(flags::HEAPTYPE) {
            return &[];
        }
        // SAFETY: a heap type, with as many members behind it as its size says.
        unsafe {
            let count = self.ob_base.ob_size.get() as usize;
            std::slice::from_raw_parts(self.heap().members_place(), count)
        }
    }
}

impl Obj<'_, PyHeapTypeObject> {
    /// Where the members begin: behind the instance of the metaclass.
    /// C: `_PyHeapType_GET_MEMBERS`.
    pub(crate) fn members_place(self) -> *mut PyMemberDef {
        let size = self.ob_type().tp_basicsize.get();
        // SAFETY: `tp_alloc` has made room there.
        unsafe { self.as_ptr().as_ptr().byte_offset(size).cast() }
    }
}
// ANCHOR_END: parts

// ANCHOR: call
/// `Class(...)`: `__new__`, and then `__init__` if that made an instance. C: `type_call`.
extern "C" fn type_call(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    if ob_type.is(TYPE.as_type()) {
        if let ([only], true) = (given.positional, given.keywords.is_empty()) {
            return Ok(only.ob_type().object().to_ref());
        }
        if given.positional.len() != 3 {
            return Err(raise(&TYPE_ERROR, "type() takes 1 or 3 arguments"));
        }
    }
    let Some(new) = ob_type.tp_new.get() else {
        let name = ob_type.name();
        return Err(raise(&TYPE_ERROR, format_args!("cannot create '{name}' instances")));
    };
    let object = new(ob_type, arguments, keywords)?;
    let made = object.borrow().ob_type();
    if made.is_subtype_of(ob_type)
        && let Some(init) = made.tp_init.get()
    {
        init(object.borrow(), arguments, keywords)?;
    }
    Ok(object)
}

/// C: `type_new`.
pub(crate) extern "C" fn type_new(
    meta: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(name, bases, dict, /)").parsed();
    let positional =
        Given { keywords: crate::arguments::Keywords::None, ..Given::of_tuple(arguments, None) };
    SIGNATURE
        .bind("type.__new__", positional, |bound| new::new_type(meta, bound, arguments, keywords))
}

/// C: `type_init`.
extern "C" fn type_init(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Status {
    let given = Given::of_tuple(arguments, keywords);
    if given.positional.len() == 1 && !given.keywords.is_empty() {
        return Err(raise(&TYPE_ERROR, "type.__init__() takes no keyword arguments").into());
    }
    if !matches!(given.positional.len(), 1 | 3) {
        return Err(raise(&TYPE_ERROR, "type.__init__() takes 1 or 3 arguments").into());
    }
    Ok(())
}
// ANCHOR_END: call

// ANCHOR: attributes
/// As for other objects, but that what is found in the class itself is bound to nothing.
/// C: `type_getattro`.
extern "C" fn type_getattro(ob_type: Type<'_>, name: Obj<'_>) -> Result {
    let name = expect_name(name)?;
    let meta = ob_type.ob_type();
    let of_meta = meta.lookup(name)?;
    let get = of_meta.as_ref().and_then(|found| found.borrow().ob_type().tp_descr_get.get());
    if let (Some(found), Some(get)) = (&of_meta, get)
        && found.borrow().ob_type().tp_descr_set.get().is_some()
    {
        return get(found.borrow(), Some(ob_type.object()), Some(meta.object()));
    }
    if let Some(found) = ob_type.lookup(name)? {
        return match found.borrow().ob_type().tp_descr_get.get() {
            Some(get) => get(found.borrow(), None, Some(ob_type.object())),
            None => Ok(found),
        };
    }
    match (of_meta, get) {
        (Some(found), Some(get)) => {
            get(found.borrow(), Some(ob_type.object()), Some(meta.object()))
        }
        (Some(found), None) => Ok(found),
        (None, _) => Err(raise(
            &ATTRIBUTE_ERROR,
            format_args!("type object '{}' has no attribute '{name}'", ob_type.name()),
        )),
    }
}

/// C: `type_setattro`.
extern "C" fn type_setattro(ob_type: Type<'_>, name: Obj<'_>, value: Option<Obj<'_>>) -> Status {
    let name = expect_name(name)?;
    check_mutable(ob_type, name)?;
    let name = str::intern(name.to_ref())?;
    generic_setattr(ob_type, name.borrow().object(), value)?;
    ob_type.modified();
    if slots::is_special(&name.borrow().to_text()) {
        slots::update(ob_type, name.borrow())?;
    }
    Ok(())
}

fn check_mutable(ob_type: Type<'_>, name: Str<'_>) -> Result<()> {
    if !ob_type.has(flags::IMMUTABLETYPE) {
        return Ok(());
    }
    let type_name = ob_type.name();
    let quoted = name.object().repr()?;
    Err(raise(
        &TYPE_ERROR,
        format_args!("cannot set {quoted} attribute of immutable type '{type_name}'"),
    ))
}
// ANCHOR_END: attributes

// ANCHOR: life
/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn type_dealloc(ob_type: NonNull<PyTypeObject>) {
    // SAFETY: nobody else has the type; its fields are given up one by one.
    unsafe {
        let borrowed: Type<'_> = Obj::from_ptr(ob_type);
        assert!(borrowed.has(flags::HEAPTYPE), "deallocating {}", borrowed.name());
        let saved = crate::errors::fetch();
        forget_in_bases(borrowed);
        crate::types::weakref::clear_references(borrowed.object());
        if let Some(saved) = saved {
            crate::errors::restore(saved);
        }
        clear_fields(borrowed);
        let heap = borrowed.heap();
        heap.ht_name.clear();
        heap.ht_qualname.clear();
        heap.ht_slots.clear();
        if let Some(name) = NonNull::new(heap.ht_tpname.get()) {
            memory::free(name.cast());
        }
        if let Some(base) = borrowed.tp_base.take() {
            drop(Ref::from_owned(base));
        }
        dealloc::free(ob_type.cast());
    }
}

/// The bases forget a subclass that is about to go.
fn forget_in_bases(ob_type: Type<'_>) {
    let bases = ob_type.tp_bases.get().and_then(|bases| bases.downcast::<PyTupleObject>().ok());
    for base in bases.iter().flat_map(|bases| bases.borrow().items()) {
        // SAFETY: bases are types.
        if unsafe { base.cast::<PyTypeObject>() }.remove_subclass(ob_type).is_err() {
            crate::errors::clear();
        }
    }
}

fn clear_fields(ob_type: Type<'_>) {
    ob_type.tp_dict.clear();
    ob_type.tp_bases.clear();
    ob_type.tp_mro.clear();
    ob_type.tp_cache.clear();
    ob_type.tp_subclasses.clear();
}

fn type_traverse(ob_type: Type<'_>, visitor: &mut Visitor) -> Flow {
    for field in [&ob_type.tp_dict, &ob_type.tp_cache, &ob_type.tp_mro, &ob_type.tp_bases] {
        visitor.field(field)?;
    }
    match ob_type.base() {
        Some(base) => visitor.visit(base.object()),
        None => Flow::Continue(()),
    }
}

/// Breaks what cycles a class is part of, all of which go through its dict or its MRO.
/// C: `type_clear`.
extern "C" fn type_clear(ob_type: Type<'_>) -> Status {
    ob_type.modified();
    if let Some(dict) = ob_type.tp_dict.get()
        && let Some(dict) = dict.borrow().downcast::<PyDictObject>()
    {
        dict.clear();
    }
    ob_type.tp_mro.clear();
    Ok(())
}

extern "C" fn type_is_gc(ob_type: Type<'_>) -> i32 {
    i32::from(ob_type.has(flags::HEAPTYPE))
}
// ANCHOR_END: life

// ANCHOR: methods
extern "C" fn type_repr(ob_type: Type<'_>) -> Result {
    let name = match qualified(ob_type)? {
        Some(name) => name,
        None => ob_type.name().to_owned(),
    };
    Ok(str::new(&format!("<class '{name}'>"))?.object())
}

/// Module and qualified name of a class that isn't of `builtins`.
fn qualified(ob_type: Type<'_>) -> Result<Option<String>> {
    let module = ob_type.object().lookup_attribute(name!("__module__"))?;
    let module = module.and_then(|module| module.downcast::<PyASCIIObject>().ok());
    let qualname = type_qualname(ob_type)?.borrow().str()?;
    Ok(module
        .filter(|module| !module.borrow().is_ascii_text("builtins"))
        .map(|module| format!("{module}.{qualname}")))
}

fn type_mro(ob_type: Type<'_>) -> Result {
    let mro = mro::compute(ob_type)?;
    to_list(mro.borrow().items().iter().map(|class| class.to_ref()))
}

fn type_subclasses(ob_type: Type<'_>) -> Result {
    to_list(ob_type.subclasses().into_iter().map(Ref::object))
}

fn to_list(items: impl Iterator<Item = Ref>) -> Result {
    let list = list::new()?;
    for item in items {
        list.borrow().push(item)?;
    }
    Ok(list.object())
}

fn type_instance_check(ob_type: Type<'_>, instance: Obj<'_>) -> Result {
    let answer = crate::protocol::instance::is_instance_of(instance, ob_type.object())?;
    Ok(crate::types::bool_(answer).to_ref())
}

fn type_subclass_check(ob_type: Type<'_>, subclass: Obj<'_>) -> Result {
    let answer = crate::protocol::instance::is_subclass_of(subclass, ob_type.object())?;
    Ok(crate::types::bool_(answer).to_ref())
}

fn type_sizeof(ob_type: Type<'_>) -> Result {
    let size = match ob_type.has(flags::HEAPTYPE) {
        true => size_of::<PyHeapTypeObject>(),
        false => size_of::<PyTypeObject>(),
    };
    Ok(int::from_u64(size as u64)?.object())
}

fn type_signature(ob_type: Type<'_>) -> Result {
    match StaticType::of(ob_type) {
        Some(rows) if !rows.signature.is_empty() => Ok(str::new(rows.signature)?.object()),
        _ => Ok(none().to_ref()),
    }
}

fn type_dict(ob_type: Type<'_>) -> Result {
    crate::types::mapping_proxy::new(ob_type.dict_of_type().borrow().object())
}

fn type_bases(ob_type: Type<'_>) -> Result {
    Ok(ob_type.bases().object())
}

// ANCHOR_END: methods

#[cfg(test)]
mod tests;
