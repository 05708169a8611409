//! `type(name, bases, dict)`: what a class statement ends in.
//!
//! CPython: `Objects/typeobject.c` (`type_new`, `type_new_impl`, `type_new_slots`,
//! `type_new_descriptors`, `type_new_alloc`, `_PyType_CalculateMetaclass`,
//! `type_new_set_names`, `type_new_init_subclass`).
//!
//! The steps: the metaclass that suits all bases; the base whose layout is taken over; slots;
//! the type object, with one member descriptor behind it for each slot; its dict; everything
//! that a type gets when it is made ready; and last the two hooks for those who take part,
//! `__set_name__` and `__init_subclass__`.

use std::ffi::c_char;
use std::mem::offset_of;
use std::ptr::NonNull;

use crate::arguments::Arguments;
use crate::errors::{self, RUNTIME_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use crate::memory;
use crate::name;
use crate::object::{Obj, Raised, Ref, Result};
use crate::static_type::{Getter, MemberKind};
use crate::type_object::{PyHeapTypeObject as Heap, PyMemberDef, PyTypeObject, Type, flags};
use crate::types::dict::PyDictObject;
use crate::types::str::{PyASCIIObject, Str};
use crate::types::tuple::{self, PyTupleObject};
use crate::types::{descriptor, object, str};

use super::{instance, layout, slots};

const WORD: isize = size_of::<usize>() as isize;

// ANCHOR: metaclass
/// The most derived of a metaclass and those of the bases. C: `_PyType_CalculateMetaclass`.
pub fn calculate_metaclass<'a>(meta: Type<'a>, bases: &[Obj<'a>]) -> Result<Type<'a>> {
    let mut winner = meta;
    for base in bases {
        let candidate = base.ob_type();
        if winner.is_subtype_of(candidate) {
            continue;
        }
        if !candidate.is_subtype_of(winner) {
            return Err(raise(
                &TYPE_ERROR,
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) \
                 subclass of the metaclasses of all its bases",
            ));
        }
        winner = candidate;
    }
    Ok(winner)
}
// ANCHOR_END: metaclass

// ANCHOR: new
/// What the class will be, before there is one. C: `type_new_ctx`.
struct Plan<'a> {
    meta: Type<'a>,
    name: Str<'a>,
    bases: Ref<PyTupleObject>,
    base: Type<'a>,
    dict: Ref<PyDictObject>,
    /// Mangled and sorted.
    slots: Option<Vec<Ref<PyASCIIObject>>>,
    adds_dict: bool,
    adds_weak: bool,
}

/// C: `type_new`. `given` holds name, bases and dict; what else there is goes to
/// `__init_subclass__`.
pub(crate) fn new_type<'a>(
    meta: Type<'a>,
    arguments: &Arguments<'a>,
    all: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let (Some(name), Some(bases), Some(dict)) = (
        arguments[0].downcast::<PyASCIIObject>(),
        arguments[1].downcast::<PyTupleObject>(),
        arguments[2].downcast::<PyDictObject>(),
    ) else {
        return Err(wrong_argument(arguments));
    };
    for base in bases.items() {
        if base.downcast::<PyTypeObject>().is_none()
            && base.lookup_attribute(name!("__mro_entries__"))?.is_some()
        {
            return Err(raise(
                &TYPE_ERROR,
                "type() doesn't support MRO entry resolution; use types.new_class()",
            ));
        }
    }
    let winner = calculate_metaclass(meta, bases.items())?;
    if !winner.is(meta) {
        let new = winner
            .tp_new
            .get()
            .filter(|new| *new as usize != super::type_new as *const () as usize);
        if let Some(new) = new {
            return new(winner, all, keywords);
        }
    }
    let bases = match bases.is_empty() {
        true => tuple::new([object::OBJECT.as_type().object().to_ref()])?,
        false => bases.to_ref(),
    };
    // SAFETY: a tuple keeps its items.
    let base = layout::best_base(
        unsafe { Obj::<PyTupleObject>::from_ptr(bases.borrow().as_ptr()) }.items(),
    )?;
    let base = base.to_ref();
    let plan = Plan {
        meta: winner,
        name,
        base: base.borrow(),
        bases: bases.clone(),
        dict: dict.copy()?,
        slots: None,
        adds_dict: false,
        adds_weak: false,
    };
    let ob_type = make(plan)?;
    set_names(ob_type.borrow())?;
    init_subclass(ob_type.borrow(), keywords)?;
    debug_assert!(!errors::is_set());
    Ok(ob_type.object())
}

fn wrong_argument(arguments: &Arguments<'_>) -> Raised {
    let checks = [(0, "str"), (1, "tuple"), (2, "dict")];
    let is_right = |at: usize| match at {
        0 => arguments[0].downcast::<PyASCIIObject>().is_some(),
        1 => arguments[1].downcast::<PyTupleObject>().is_some(),
        _ => arguments[2].downcast::<PyDictObject>().is_some(),
    };
    let (at, wanted) = checks.into_iter().find(|(at, _)| !is_right(*at)).unwrap_or((0, "str"));
    let name = arguments[at].ob_type().name().to_owned();
    let place = at + 1;
    raise(&TYPE_ERROR, format_args!("type.__new__() argument {place} must be {wanted}, not {name}"))
}

/// C: `type_new_impl`.
fn make(mut plan: Plan<'_>) -> Result<Ref<PyTypeObject>> {
    plan_slots(&mut plan)?;
    let ob_type = allocate(&plan)?;
    set_attributes(ob_type.borrow(), &plan)?;
    add_slots(ob_type.borrow(), &plan)?;
    super::ready::ready(ob_type.borrow())?;
    slots::fill_all(ob_type.borrow())?;
    Ok(ob_type)
}
// ANCHOR_END: new

// ANCHOR: slots
/// `__slots__`, and whether there will be a dict and weak references. C: `type_new_slots`.
fn plan_slots(plan: &mut Plan<'_>) -> Result<()> {
    let (base, dict) = (plan.base, plan.dict.borrow());
    let may_add_dict = base.tp_dictoffset.get() == 0;
    let may_add_weak = base.tp_weaklistoffset.get() == 0 && base.tp_itemsize.get() == 0;
    let Some(slots) = dict.get_str(name!("__slots__"))? else {
        plan.adds_dict = may_add_dict;
        plan.adds_weak = may_add_weak;
        return Ok(());
    };
    let mut names: Vec<Ref> = Vec::new();
    if slots.borrow().downcast::<PyASCIIObject>().is_some() {
        names.push(slots);
    } else {
        let iterator = slots.borrow().iter()?;
        while let Some(name) = iterator.borrow().next()? {
            names.push(name);
        }
    }
    if !names.is_empty() && base.tp_itemsize.get() != 0 {
        let name = base.name();
        let message = format_args!("nonempty __slots__ not supported for subtype of '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    }
    let mut mangled = Vec::new();
    for slot in &names {
        let slot = check_slot_name(slot.borrow())?;
        if slot.is_ascii_text("__dict__") {
            if !may_add_dict || plan.adds_dict {
                return Err(raise(&TYPE_ERROR, "__dict__ slot disallowed: we already got one"));
            }
            plan.adds_dict = true;
        } else if slot.is_ascii_text("__weakref__") {
            if !may_add_weak || plan.adds_weak {
                return Err(raise(
                    &TYPE_ERROR,
                    "__weakref__ slot disallowed: either we already got one, or \
                     __itemsize__ != 0",
                ));
            }
            plan.adds_weak = true;
        } else {
            let slot = mangle(plan.name, slot)?;
            let is_ours = slot.borrow().is_ascii_text("__qualname__")
                || slot.borrow().is_ascii_text("__classcell__");
            if !is_ours && dict.get_str(slot.borrow())?.is_some() {
                let message = format_args!("'{slot}' in __slots__ conflicts with class variable");
                return Err(raise(&VALUE_ERROR, message));
            }
            mangled.push(slot);
        }
    }
    mangled.sort_by(|a, b| a.borrow().code_points().cmp(b.borrow().code_points()));
    if plan.bases.borrow().len() > 1 {
        inherit_secondary(plan, may_add_dict, may_add_weak);
    }
    plan.slots = Some(mangled);
    Ok(())
}

/// A secondary base may bring what the primary lacks. C: the end of `type_new_slots_impl`.
fn inherit_secondary(plan: &mut Plan<'_>, may_add_dict: bool, may_add_weak: bool) {
    for other in plan.bases.borrow().items() {
        if other.is(plan.base) {
            continue;
        }
        // SAFETY: bases are types.
        let other = unsafe { other.cast::<PyTypeObject>() };
        plan.adds_dict |= may_add_dict && other.tp_dictoffset.get() != 0;
        plan.adds_weak |= may_add_weak && other.tp_weaklistoffset.get() != 0;
    }
}

fn check_slot_name(slot: Obj<'_>) -> Result<Str<'_>> {
    let Some(slot) = slot.downcast::<PyASCIIObject>() else {
        let name = slot.ob_type().name().to_owned();
        let message = format_args!("__slots__ items must be strings, not '{name}'");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !slot.is_identifier() {
        return Err(raise(&TYPE_ERROR, "__slots__ must be identifiers"));
    }
    Ok(slot)
}

/// `__x` in class `_C` is `_C__x`. C: `_Py_Mangle`.
fn mangle(class: Str<'_>, name: Str<'_>) -> Result<Ref<PyASCIIObject>> {
    let (class, text) = (class.to_text(), name.to_text());
    let class = class.trim_start_matches('_');
    let is_private = text.starts_with("__") && !text.ends_with("__") && !text.contains('.');
    match is_private && !class.is_empty() {
        true => str::interned(&format!("_{class}{text}")),
        false => str::intern(name.to_ref()),
    }
}
// ANCHOR_END: slots

// ANCHOR: allocate
/// The type object, its head filled in. C: `type_new_alloc`.
fn allocate(plan: &Plan<'_>) -> Result<Ref<PyTypeObject>> {
    let count = plan.slots.as_ref().map_or(0, Vec::len);
    let alloc = plan.meta.tp_alloc.get().expect("a metaclass can allocate");
    let object = alloc(plan.meta, count as isize)?;
    // SAFETY: an instance of a metaclass is a heap type, all zeros behind the head.
    let ob_type: Ref<PyTypeObject> = unsafe { object.cast() };
    // SAFETY: as above.
    let heap = unsafe { ob_type.borrow().heap() };
    let start = heap.as_ptr().as_ptr().cast::<u8>();
    ob_type.tp_flags.set(flags::DEFAULT | flags::HEAPTYPE | flags::BASETYPE);
    // SAFETY: inside of the heap type.
    unsafe {
        ob_type.tp_as_async.set(start.add(offset_of!(Heap, as_async)).cast());
        ob_type.tp_as_number.set(start.add(offset_of!(Heap, as_number)).cast());
        ob_type.tp_as_sequence.set(start.add(offset_of!(Heap, as_sequence)).cast());
        ob_type.tp_as_mapping.set(start.add(offset_of!(Heap, as_mapping)).cast());
        ob_type.tp_as_buffer.set(start.add(offset_of!(Heap, as_buffer)).cast());
    }
    ob_type.tp_bases.set(Some(plan.bases.clone().object()));
    ob_type.tp_base.set(Some(plan.base.to_ref().into_raw()));
    ob_type.tp_dict.set(Some(plan.dict.clone().object()));
    heap.ht_name.set(Some(plan.name.to_ref().object()));
    heap.set_tp_name(plan.name)?;
    Ok(ob_type)
}

impl Obj<'_, Heap> {
    /// A C string of the name, which the type owns. C: the type keeps the UTF-8 of `ht_name`.
    pub(crate) fn set_tp_name(self, name: Str<'_>) -> Result<()> {
        let text = name.to_text();
        if text.contains('\0') {
            return Err(raise(&VALUE_ERROR, "type name must not contain null characters"));
        }
        let block = memory::allocate(text.len() + 1).map_err(|_| errors::no_memory())?;
        // SAFETY: the block is that long.
        unsafe {
            block.as_ptr().copy_from_nonoverlapping(text.as_ptr(), text.len());
            block.add(text.len()).write(0);
        }
        let block = block.cast::<c_char>().as_ptr();
        self.ht_type.tp_name.set(block);
        if let Some(old) = NonNull::new(self.ht_tpname.replace(block)) {
            // SAFETY: made here.
            unsafe { memory::free(old.cast()) };
        }
        Ok(())
    }
}

/// `__module__`, `__qualname__`, and the methods that are static or of the class without saying
/// so. C: `type_new_set_attrs`.
fn set_attributes(ob_type: Type<'_>, plan: &Plan<'_>) -> Result<()> {
    let dict = plan.dict.borrow();
    // SAFETY: a heap type.
    let heap = unsafe { ob_type.heap() };
    let qualname = match dict.take(name!("__qualname__").object())? {
        Some(name) if name.borrow().downcast::<PyASCIIObject>().is_none() => {
            let kind = name.borrow().ob_type().name().to_owned();
            let message = format_args!("type __qualname__ must be a str, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
        Some(name) => name,
        None => plan.name.to_ref().object(),
    };
    heap.ht_qualname.set(Some(qualname));
    if let Some(hook) = crate::runtime::runtime().class_dict_hook.get() {
        hook(ob_type, dict)?;
    }
    Ok(())
}

/// Member descriptors for the slots, and where dict and weak references are.
/// C: `type_new_descriptors`, `type_new_set_slots`.
fn add_slots(ob_type: Type<'_>, plan: &Plan<'_>) -> Result<()> {
    // SAFETY: a heap type.
    let heap = unsafe { ob_type.heap() };
    let mut offset = plan.base.tp_basicsize.get();
    if let Some(names) = &plan.slots {
        let members = heap.members_place();
        for (at, name) in names.iter().enumerate() {
            // A `PyMemberDef`'s name is a C string; the interned name is kept by `ht_slots`.
            let text = instance::c_name(name.borrow())?;
            let member = PyMemberDef::of_slot(text, MemberKind::ObjectEx, offset);
            // SAFETY: the type was allocated with room for so many.
            unsafe { members.add(at).write(member) };
            offset += WORD;
        }
        let kept: Vec<Ref> = names.iter().map(|name| name.clone().object()).collect();
        heap.ht_slots.set(Some(tuple::from_iterator(kept.into_iter())?.object()));
    }
    if plan.adds_dict {
        if plan.base.tp_itemsize.get() != 0 {
            ob_type.tp_dictoffset.set(-WORD);
            offset += WORD;
        } else {
            ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::MANAGED_DICT);
            ob_type.tp_dictoffset.set(-1);
        }
    }
    if plan.adds_weak {
        ob_type.tp_weaklistoffset.set(offset);
        offset += WORD;
    }
    ob_type.tp_basicsize.set(offset);
    ob_type.tp_itemsize.set(plan.base.tp_itemsize.get());
    let adds = plan.adds_dict || plan.slots.as_ref().is_some_and(|slots| !slots.is_empty());
    let is_container = plan.base.has(flags::HAVE_GC) || adds;
    ob_type.tp_dealloc.set(Some(instance::subtype_dealloc));
    ob_type.tp_alloc.set(Some(memory::generic_alloc));
    if is_container {
        ob_type.tp_flags.set(ob_type.tp_flags.get() | flags::HAVE_GC);
        ob_type.tp_free.set(Some(memory::gc_free));
        ob_type.tp_traverse.set(Some(instance::subtype_traverse));
        ob_type.tp_clear.set(Some(instance::subtype_clear));
    } else {
        ob_type.tp_free.set(Some(memory::object_free));
    }
    let mut getters: Vec<&'static Getter> = Vec::new();
    if plan.adds_dict {
        getters.push(&instance::DICT_GETTER);
    }
    if plan.adds_weak {
        getters.push(&instance::WEAK_GETTER);
    }
    for getter in getters {
        let name = str::interned(getter.name().to_str().unwrap_or_default())?;
        if plan.dict.borrow().get_str(name.borrow())?.is_none() {
            let found = descriptor::of_getter(ob_type, getter)?;
            plan.dict.borrow().set_item(name.borrow().object(), found.borrow())?;
        }
    }
    Ok(())
}
// ANCHOR_END: allocate

// ANCHOR: hooks
/// Each attribute that wants to know learns its name. C: `type_new_set_names`.
fn set_names(ob_type: Type<'_>) -> Result<()> {
    let snapshot = ob_type.dict_of_type().borrow().copy()?;
    for (key, value) in snapshot.borrow().items() {
        let Some(hook) = value.borrow().lookup_special(name!("__set_name__"))? else {
            continue;
        };
        if hook.borrow().call(&[ob_type.object(), key.borrow()]).is_err() {
            let kind = value.borrow().ob_type().name().to_owned();
            let class = ob_type.name().to_owned();
            let key = key.borrow();
            let cause = errors::take();
            let key = key.repr()?;
            let raised = raise(
                &RUNTIME_ERROR,
                format_args!("Error calling __set_name__ on '{kind}' instance {key} in '{class}'"),
            );
            if let Some(error) = errors::take() {
                error.cause.set(cause.clone().map(Ref::object));
                error.context.set(cause.map(Ref::object));
                error.suppress_context.set(1);
                return Err(errors::raise_instance(error));
            }
            return Err(raised);
        }
    }
    Ok(())
}

/// The parent learns of the class. C: `type_new_init_subclass`.
fn init_subclass(ob_type: Type<'_>, keywords: Option<Obj<'_>>) -> Result<()> {
    let mro = ob_type.mro();
    // `super(ob_type, ob_type).__init_subclass__`, without making the `super` object.
    for class in mro.borrow().items().iter().skip(1) {
        // SAFETY: an MRO holds types.
        let dict = unsafe { class.cast::<PyTypeObject>() }.dict_of_type();
        let Some(found) = dict.borrow().get_str(name!("__init_subclass__"))? else {
            continue;
        };
        let bound = match found.borrow().ob_type().tp_descr_get.get() {
            Some(get) => get(found.borrow(), None, Some(ob_type.object()))?,
            None => found,
        };
        let empty = tuple::of(&[])?;
        bound.borrow().call_tuple(
            empty.borrow(),
            keywords.and_then(|keywords| keywords.downcast::<PyDictObject>()),
        )?;
        return Ok(());
    }
    Ok(())
}
// ANCHOR_END: hooks
