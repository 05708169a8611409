//! Attributes, and methods that are called at once.

use compiler::opcode::{Adaptive, Opcode};
use object_model::errors;
use object_model::name;
use object_model::type_object::{PyTypeObject, Type, flags};
use object_model::types::descriptor::PyMemberDescrObject;
use object_model::types::dict::PyDictObject;
use object_model::types::module::PyModuleObject;
use object_model::types::object::OBJECT;
use object_model::types::str::Str;
use object_model::types::type_::TYPE;
use object_model::{Field, Obj, Ref, Result};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::caches;

/// ( object -- object.name )
#[inline(never)]
pub(crate) fn LOAD_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    context.jump(const { caches(Opcode::LOAD_ATTR) });
    let value = object.borrow().get_attribute(name.borrow());
    value.map(|value| context.push(value)).into()
}

/// ( value object -- )
#[inline(never)]
pub(crate) fn STORE_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object, value) = (context.name(at), context.pop(), context.pop());
    context.jump(const { caches(Opcode::STORE_ATTR) });
    object.borrow().set_attribute(name.borrow(), Some(value.borrow())).into()
}

/// ( object -- )
pub(crate) fn DELETE_ATTR(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    object.borrow().set_attribute(name.borrow(), None).into()
}

/// ( object -- method object ) or ( object -- NULL attribute )
#[inline(never)]
pub(crate) fn LOAD_METHOD(context: &mut Context, at: u32) -> Next {
    let (name, object) = (context.name(at), context.pop());
    context.jump(const { caches(Opcode::LOAD_METHOD) });
    let found = match find_method(object.borrow(), name.borrow()) {
        Ok(Found::Method(method)) => Ok((Some(method), object)),
        Ok(Found::Attribute(value)) => Ok((None, value)),
        Err(raised) => Err(raised),
    };
    found
        .map(|(below, value)| {
            context.push_slot(below);
            context.push(value);
        })
        .into()
}

enum Found {
    /// A function of the type, to be called with the object in front.
    Method(Ref),
    /// Anything else, as `object.name` gives it.
    Attribute(Ref),
}

/// An attribute that is about to be called: a function of the type isn't bound first.
/// C: `_PyObject_GetMethod`.
fn find_method(object: Obj<'_>, name: Str<'_>) -> Result<Found> {
    let ob_type = object.ob_type();
    let address =
        |slot: Option<object_model::type_object::BinaryFunc>| slot.map(|slot| slot as usize);
    if address(ob_type.tp_getattro.get()) != address(OBJECT.tp_getattro.get()) {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    }
    let Some(found) = ob_type.lookup(name)? else {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    };
    if !found.borrow().ob_type().has(flags::METHOD_DESCRIPTOR) {
        return Ok(Found::Attribute(object.get_attribute(name)?));
    }
    if let Some(dict) = object.dict_field().and_then(Field::get)
        && let Some(dict) = dict.borrow().downcast::<PyDictObject>()
        && let Some(value) = dict.get_str(name)?
    {
        return Ok(Found::Attribute(value));
    }
    Ok(Found::Method(found))
}

// ANCHOR: specialise
const ATTRIBUTE_CACHES: u32 = caches(Opcode::LOAD_ATTR);
const METHOD_CACHES: u32 = caches(Opcode::LOAD_METHOD);

/// `LOAD_ATTR`, waiting for a type and an attribute that have a special form.
pub(crate) fn LOAD_ATTR_ADAPTIVE(context: &mut Context, at: u32) -> Next {
    adapt(context, at, LOAD_ATTR, specialise_load)
}

/// `STORE_ATTR`, waiting for a type and an attribute that have a special form.
pub(crate) fn STORE_ATTR_ADAPTIVE(context: &mut Context, at: u32) -> Next {
    adapt(context, at, STORE_ATTR, specialise_store)
}

/// `LOAD_METHOD`, waiting for a type and a method that have a special form.
pub(crate) fn LOAD_METHOD_ADAPTIVE(context: &mut Context, at: u32) -> Next {
    adapt(context, at, LOAD_METHOD, specialise_method)
}

/// What a type has under a name. C: `DescriptorClassification`.
enum Class {
    /// Nothing.
    Absent,
    /// A function that binds to the instance.
    Method(Ref),
    /// A slot, so many bytes into the instance.
    Slot(u16),
    /// What an instance's own attribute comes before.
    Weaker(Ref),
    /// What has no special form.
    Other,
}

/// C: `analyze_descriptor`. Nothing is raised: the general instruction will.
fn classify(class: Type<'_>, owner: Obj<'_>, name: Str<'_>, store: bool) -> Class {
    let getter = OBJECT.tp_getattro.get().map(|slot| slot as usize);
    let setter = OBJECT.tp_setattro.get().map(|slot| slot as usize);
    let generic = match store {
        true => class.tp_setattro.get().map(|slot| slot as usize) == setter,
        false => class.tp_getattro.get().map(|slot| slot as usize) == getter,
    };
    let found = class.lookup(name);
    if found.is_err() {
        errors::clear();
    }
    let (Ok(found), true) = (found, generic) else { return Class::Other };
    let Some(found) = found else { return Class::Absent };
    let kind = found.borrow().ob_type();
    if !kind.has(flags::IMMUTABLETYPE) {
        return Class::Other;
    }
    if kind.tp_descr_set.get().is_some() {
        let slot = { found.borrow().downcast_exact::<PyMemberDescrObject>() }
            .and_then(|member| member.slot_offset(owner));
        return slot.map_or(Class::Other, Class::Slot);
    }
    if kind.tp_descr_get.get().is_some() && kind.has(flags::METHOD_DESCRIPTOR) {
        return Class::Method(found);
    }
    Class::Weaker(found)
}

/// The instance's dict, if it has one now, exactly a dict.
#[inline(always)]
fn own_dict(object: Obj<'_>) -> Option<Obj<'_, PyDictObject>> {
    let field = object.dict_field()?;
    // SAFETY: exchanged only by code that runs, and none does while an instruction looks.
    unsafe { field.peek() }?.downcast_exact()
}

/// The same of an object whose type has `MANAGED_DICT`.
///
/// # Safety
/// It has.
#[inline(always)]
unsafe fn managed_dict(object: Obj<'_>) -> Option<Obj<'_, PyDictObject>> {
    // SAFETY: the dict stands three words in front of the object; exchanged only by code that
    // runs, and none does while an instruction looks.
    unsafe { (*object.as_ptr().as_ptr().cast::<Field>().sub(3)).peek() }?.downcast_exact()
}

/// C: `_Py_Specialize_LoadAttr`.
fn specialise_load(context: &mut Context, at: u32) -> Choice {
    let (owner, name) = (context.value(1), context.name_of(at));
    if let Some(module) = owner.downcast_exact::<PyModuleObject>() {
        return specialise_module(context, module, name, Adaptive::LOAD_ATTR_MODULE);
    }
    let class = owner.ob_type();
    let kind = classify(class, owner, name, false);
    specialise_field(
        context,
        owner,
        name,
        kind,
        [Adaptive::LOAD_ATTR_SLOT, Adaptive::LOAD_ATTR_WITH_HINT],
    )
}

/// C: `_Py_Specialize_StoreAttr`.
fn specialise_store(context: &mut Context, at: u32) -> Choice {
    let (owner, name) = (context.value(1), context.name_of(at));
    if owner.downcast_exact::<PyModuleObject>().is_some() {
        return Choice::Later;
    }
    let kind = classify(owner.ob_type(), owner, name, true);
    specialise_field(
        context,
        owner,
        name,
        kind,
        [Adaptive::STORE_ATTR_SLOT, Adaptive::STORE_ATTR_WITH_HINT],
    )
}

/// A slot, or an entry of the instance's dict. C: `specialize_dict_access`.
fn specialise_field(
    context: &Context,
    owner: Obj<'_>,
    name: Str<'_>,
    kind: Class,
    [slot, hint]: [Opcode; 2],
) -> Choice {
    let class = owner.ob_type();
    let (index, form) = match kind {
        Class::Slot(offset) => (Some(offset), slot),
        Class::Absent | Class::Weaker(_) if class.has(flags::MANAGED_DICT) => {
            let dict = own_dict(owner).filter(|dict| dict.has_unicode_keys());
            let index = dict.and_then(|dict| dict.string_index(name));
            (index.and_then(|index| u16::try_from(index).ok()), hint)
        }
        _ => return Choice::Later,
    };
    match index {
        Some(index) if class.has(flags::VALID_VERSION_TAG) => {
            context.set_cache32(1, class.tp_version_tag.get());
            context.set_cache(3, index);
            Choice::Form(form)
        }
        _ => Choice::Later,
    }
}

/// C: `specialize_module_load_attr`.
fn specialise_module(
    context: &Context,
    module: Obj<'_, PyModuleObject>,
    name: Str<'_>,
    form: Opcode,
) -> Choice {
    let Some(dict) = module.dict_object() else { return Choice::Later };
    let dict = dict.borrow();
    if !dict.has_unicode_keys() || dict.string_index(name!("__getattr__")).is_some() {
        return Choice::Later;
    }
    let index = dict.string_index(name).map(u16::try_from);
    let (Some(Ok(index)), version @ 1..) = (index, dict.keys_version()) else {
        return Choice::Later;
    };
    context.set_cache32(1, version);
    context.set_cache(3, index);
    Choice::Form(form)
}

/// C: `_Py_Specialize_LoadMethod`.
fn specialise_method(context: &mut Context, at: u32) -> Choice {
    let (owner, name) = (context.value(1), context.name_of(at));
    if let Some(module) = owner.downcast_exact::<PyModuleObject>() {
        return specialise_module(context, module, name, Adaptive::LOAD_METHOD_MODULE);
    }
    let is_class = owner.downcast::<PyTypeObject>();
    let (class, kind) = match is_class {
        Some(class) => {
            let of_meta = owner.ob_type().lookup(name);
            if !owner.ob_type().is(TYPE.as_type()) || !matches!(of_meta, Ok(None)) {
                return Choice::Later;
            }
            (class, classify_in_class(class, name))
        }
        None => (owner.ob_type(), classify(owner.ob_type(), owner, name, false)),
    };
    let (method, form) = match (kind, is_class) {
        (Class::Method(method), Some(_)) => (method, Adaptive::LOAD_METHOD_CLASS),
        (Class::Weaker(value), Some(_)) => (value, Adaptive::LOAD_METHOD_CLASS),
        (Class::Method(method), None) => match owner.dict_field() {
            None => (method, Adaptive::LOAD_METHOD_NO_DICT),
            Some(_) if own_dict(owner).is_some_and(|dict| !dict.lacks(name)) => {
                return Choice::Later;
            }
            Some(_) => (method, Adaptive::LOAD_METHOD_WITH_DICT),
        },
        _ => return Choice::Later,
    };
    if !class.has(flags::VALID_VERSION_TAG) {
        return Choice::Later;
    }
    context.set_cache32(1, class.tp_version_tag.get());
    // Borrowed: the class, or one that it inherits from, holds what it has under the name as long
    // as its version is the same.
    context.set_cache64(6, method.borrow().as_ptr().addr().get() as u64);
    Choice::Form(form)
}

/// What a class has under a name that it gives out as it is.
fn classify_in_class(class: Type<'_>, name: Str<'_>) -> Class {
    let Ok(found) = class.lookup(name) else {
        errors::clear();
        return Class::Other;
    };
    let Some(found) = found else { return Class::Absent };
    let kind = found.borrow().ob_type();
    let binds = kind.tp_descr_get.get().is_some();
    match kind.has(flags::IMMUTABLETYPE) && kind.tp_descr_set.get().is_none() {
        true if binds && kind.has(flags::METHOD_DESCRIPTOR) => Class::Method(found),
        true if !binds => Class::Weaker(found),
        _ => Class::Other,
    }
}
// ANCHOR_END: specialise

// ANCHOR: forms
/// Whether the cache knows the type of the topmost value as it is now.
#[inline(always)]
fn has_known_type(context: &Context) -> bool {
    context.value(1).ob_type().tp_version_tag.get() == context.cache32(1)
}

/// ( object -- value )
#[inline(always)]
fn put_attribute(context: &mut Context, value: Ref) -> Next {
    context.jump(ATTRIBUTE_CACHES);
    let object = context.pop();
    context.push(value);
    drop(object);
    Next::Go
}

/// ( object -- value )   from a slot
#[inline(always)]
pub(crate) fn LOAD_ATTR_SLOT(context: &mut Context, at: u32) -> Next {
    let value = match has_known_type(context) {
        // SAFETY: the type's version is that of a type whose instances have the slot there.
        true => unsafe { context.value(1).field_at(context.cache(3).into()) }.get(),
        false => None,
    };
    match value {
        Some(value) => put_attribute(context, value),
        None => context.miss(Opcode::LOAD_ATTR, at),
    }
}

/// ( object -- value )   from the entry of the instance's dict where it was the last time
#[inline(always)]
pub(crate) fn LOAD_ATTR_WITH_HINT(context: &mut Context, at: u32) -> Next {
    let value = match has_known_type(context) {
        // SAFETY: the specialiser has seen that instances of the type have such a dict.
        true => unsafe { managed_dict(context.value(1)) }
            .and_then(|dict| dict.value_by_hint(context.cache(3).into(), context.name_of(at))),
        false => None,
    };
    match value {
        Some(value) => put_attribute(context, value),
        None => context.miss(Opcode::LOAD_ATTR, at),
    }
}

/// The value in a module's dict, whose table is as it was.
#[inline(always)]
fn module_value(context: &Context) -> Option<Ref> {
    let module = context.value(1).downcast_exact::<PyModuleObject>()?;
    let dict = module.dict_object()?;
    let dict = dict.borrow();
    if !dict.has_keys_version(context.cache32(1)) {
        return None;
    }
    // SAFETY: the version fits, which the specialiser has got of a table of strings.
    unsafe { dict.value_at(context.cache(3).into()) }
}

/// ( module -- value )
pub(crate) fn LOAD_ATTR_MODULE(context: &mut Context, at: u32) -> Next {
    match module_value(context) {
        Some(value) => put_attribute(context, value),
        None => context.miss(Opcode::LOAD_ATTR, at),
    }
}

/// ( module -- NULL value )
pub(crate) fn LOAD_METHOD_MODULE(context: &mut Context, at: u32) -> Next {
    match module_value(context) {
        Some(value) => put_unbound(context, value),
        None => context.miss(Opcode::LOAD_METHOD, at),
    }
}

/// ( object -- NULL value )
#[inline(always)]
fn put_unbound(context: &mut Context, value: Ref) -> Next {
    context.jump(METHOD_CACHES);
    let object = context.pop();
    context.push_slot(None);
    context.push(value);
    drop(object);
    Next::Go
}

/// What the class in the cache has under the name.
///
/// # Safety
/// The class has the version in the cache.
#[inline(always)]
unsafe fn cached_method(context: &Context) -> Ref {
    let pointer = context.cache64(6) as *mut object_model::PyObject;
    // SAFETY: by the version the class holds it.
    unsafe { Obj::from_ptr(std::ptr::NonNull::new_unchecked(pointer)) }.to_ref()
}

/// ( object -- method object )
#[inline(always)]
fn put_method(context: &mut Context, method: Ref) -> Next {
    context.jump(METHOD_CACHES);
    let object = context.pop();
    context.push(method);
    context.push(object);
    Next::Go
}

/// ( object -- method object )   of a type whose instances have no dict
#[inline(always)]
pub(crate) fn LOAD_METHOD_NO_DICT(context: &mut Context, at: u32) -> Next {
    if !has_known_type(context) {
        return context.miss(Opcode::LOAD_METHOD, at);
    }
    // SAFETY: just asked.
    let method = unsafe { cached_method(context) };
    put_method(context, method)
}

/// ( object -- method object )   where the instance's dict hasn't the name
#[inline(always)]
pub(crate) fn LOAD_METHOD_WITH_DICT(context: &mut Context, at: u32) -> Next {
    let fits = has_known_type(context) && {
        let object = context.value(1);
        // SAFETY: no code runs that could exchange the dict.
        match object.dict_field().and_then(|field| unsafe { field.peek() }) {
            None => true,
            Some(dict) => { dict.downcast_exact::<PyDictObject>() }
                .is_some_and(|dict| dict.lacks(context.name_of(at))),
        }
    };
    if !fits {
        return context.miss(Opcode::LOAD_METHOD, at);
    }
    // SAFETY: the type's version has just been asked for.
    let method = unsafe { cached_method(context) };
    put_method(context, method)
}

/// ( class -- NULL value )   what a class itself has
pub(crate) fn LOAD_METHOD_CLASS(context: &mut Context, at: u32) -> Next {
    let class = context.value(1).downcast::<PyTypeObject>();
    if class.is_none_or(|class| class.tp_version_tag.get() != context.cache32(1)) {
        return context.miss(Opcode::LOAD_METHOD, at);
    }
    // SAFETY: just asked.
    let value = unsafe { cached_method(context) };
    put_unbound(context, value)
}

/// ( value object -- )   into a slot
#[inline(always)]
pub(crate) fn STORE_ATTR_SLOT(context: &mut Context, at: u32) -> Next {
    if !has_known_type(context) {
        return context.miss(Opcode::STORE_ATTR, at);
    }
    let offset = usize::from(context.cache(3));
    context.jump(ATTRIBUTE_CACHES);
    let (object, value) = (context.pop(), context.pop());
    // SAFETY: the type's version is that of a type whose instances have the slot there.
    unsafe { object.borrow().field_at(offset) }.set(Some(value));
    Next::Go
}

/// ( value object -- )   into the entry of the instance's dict where it was the last time
#[inline(always)]
pub(crate) fn STORE_ATTR_WITH_HINT(context: &mut Context, at: u32) -> Next {
    let old = match has_known_type(context) {
        // SAFETY: the specialiser has seen that instances of the type have such a dict.
        true => unsafe { managed_dict(context.value(1)) }.and_then(|dict| {
            let (index, name) = (context.cache(3).into(), context.name_of(at));
            dict.replace_by_hint(index, name, context.value(2))
        }),
        false => None,
    };
    let Some(old) = old else { return context.miss(Opcode::STORE_ATTR, at) };
    context.jump(ATTRIBUTE_CACHES);
    context.drop_many(2);
    drop(old);
    Next::Go
}
// ANCHOR_END: forms
