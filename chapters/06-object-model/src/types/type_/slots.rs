//! The bridge between slots and `__dunder__` methods: the table of both.
//!
//! CPython: `Objects/typeobject.c` (`slotdefs`, `add_operators`, `update_one_slot`,
//! `fixup_slot_dispatchers`, `update_slot`).
//!
//! One way: a built-in type fills slots, and each gets a wrapper descriptor in the type's dict,
//! so that `int.__add__` exists. The other way: a class defines `__add__`, and its slot becomes
//! a function that looks `__add__` up and calls it. Where the method that is found is itself a
//! wrapper around the right slot function, the slot gets that function directly.
//!
//! The order of the rows is CPython's, and counts: where several names fill one slot, the first
//! one that a class has decides.

use std::mem::offset_of;

use crate::errors;
use crate::object::{Obj, Result};
use crate::type_object::{PyHeapTypeObject as Heap, Type};
use crate::types::descriptor::{self, WrapperDescriptor};
use crate::types::dict::PyDictObject;
use crate::types::str::{self, Str};

use super::slot_functions::*;
use super::wrappers::{self, Wrapper};

/// A slot's function with its type forgotten.
pub(crate) type Function = *const ();

// ANCHOR: definition
/// A row: a special name, where its slot is, what fills the slot for a class that defines the
/// name, and what makes a method of a built-in type's slot. C: `slotdef`.
pub(crate) struct SlotDefinition {
    pub(crate) name: &'static str,
    offset: usize,
    function: Function,
    pub(crate) wrapper: Option<Wrapper>,
    pub(crate) signature: &'static str,
    pub(crate) doc: &'static str,
}

// SAFETY: constant data.
unsafe impl Sync for SlotDefinition {}
// ANCHOR_END: definition

/// `name in field: function, wrapper, signature, doc;`
macro_rules! slots {
    ($($name:literal in $($field:ident).+: $function:expr, $wrapper:expr, $signature:literal, $doc:literal;)*) => {
        &[$(SlotDefinition {
            name: $name,
            offset: offset_of!(Heap, $($field).+),
            function: $function,
            wrapper: $wrapper,
            signature: $signature,
            doc: $doc,
        },)*]
    };
}

const NULL: Function = std::ptr::null();

pub(crate) static SLOTS: &[SlotDefinition] = slots! {
    "__getattribute__" in ht_type.tp_getattr: NULL, None, "", "";
    "__getattr__" in ht_type.tp_getattr: NULL, None, "", "";
    "__setattr__" in ht_type.tp_setattr: NULL, None, "", "";
    "__delattr__" in ht_type.tp_setattr: NULL, None, "", "";
    "__repr__" in ht_type.tp_repr: slot_tp_repr as Function, Some(wrappers::unary), "($self, /)", "Write the object as an expression.";
    "__hash__" in ht_type.tp_hash: slot_tp_hash as Function, Some(wrappers::hash), "($self, /)", "A number that equal objects share.";
    "__call__" in ht_type.tp_call: slot_tp_call as Function, Some(wrappers::call), "($self, /, *args, **kwargs)", "Call the object.";
    "__str__" in ht_type.tp_str: slot_tp_str as Function, Some(wrappers::unary), "($self, /)", "Write the object for a reader.";
    "__getattribute__" in ht_type.tp_getattro: slot_tp_getattr_hook as Function, Some(wrappers::binary), "($self, name, /)", "Look an attribute up.";
    "__getattr__" in ht_type.tp_getattro: slot_tp_getattr_hook as Function, None, "", "Called where an attribute isn't found.";
    "__setattr__" in ht_type.tp_setattro: slot_tp_setattro as Function, Some(wrappers::set_attribute), "($self, name, value, /)", "Assign to an attribute.";
    "__delattr__" in ht_type.tp_setattro: slot_tp_setattro as Function, Some(wrappers::delete_attribute), "($self, name, /)", "Delete an attribute.";
    "__lt__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<0>), "($self, value, /)", "Whether self < value.";
    "__le__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<1>), "($self, value, /)", "Whether self <= value.";
    "__eq__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<2>), "($self, value, /)", "Whether self == value.";
    "__ne__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<3>), "($self, value, /)", "Whether self != value.";
    "__gt__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<4>), "($self, value, /)", "Whether self > value.";
    "__ge__" in ht_type.tp_richcompare: slot_tp_richcompare as Function, Some(wrappers::compare::<5>), "($self, value, /)", "Whether self >= value.";
    "__iter__" in ht_type.tp_iter: slot_tp_iter as Function, Some(wrappers::unary), "($self, /)", "An iterator over the object.";
    "__next__" in ht_type.tp_iternext: slot_tp_iternext as Function, Some(wrappers::next), "($self, /)", "The next item, or StopIteration.";
    "__get__" in ht_type.tp_descr_get: slot_tp_descr_get as Function, Some(wrappers::descr_get), "($self, instance, owner=None, /)", "The attribute's value, for an instance or for the class itself.";
    "__set__" in ht_type.tp_descr_set: slot_tp_descr_set as Function, Some(wrappers::descr_set), "($self, instance, value, /)", "Give the attribute of an instance a value.";
    "__delete__" in ht_type.tp_descr_set: slot_tp_descr_set as Function, Some(wrappers::descr_delete), "($self, instance, /)", "Delete the attribute of an instance.";
    "__init__" in ht_type.tp_init: slot_tp_init as Function, Some(wrappers::init), "($self, /, *args, **kwargs)", "Fill a new object by the arguments of the call.";
    "__new__" in ht_type.tp_new: slot_tp_new as Function, None, "", "Make a new object.";
    "__del__" in ht_type.tp_finalize: slot_tp_finalize as Function, Some(wrappers::finalize), "($self, /)", "Called when the object is about to go.";
    "__await__" in as_async.am_await: slot_am_await as Function, Some(wrappers::unary), "($self, /)", "An iterator for await.";
    "__aiter__" in as_async.am_aiter: slot_am_aiter as Function, Some(wrappers::unary), "($self, /)", "An asynchronous iterator over the object.";
    "__anext__" in as_async.am_anext: slot_am_anext as Function, Some(wrappers::unary), "($self, /)", "An awaitable of the next item.";
    // ANCHOR: rows
    "__add__" in as_number.nb_add: slot_nb_add as Function, Some(wrappers::left), "($self, value, /)", "self + value";
    "__radd__" in as_number.nb_add: slot_nb_add as Function, Some(wrappers::right), "($self, value, /)", "value + self";
    "__sub__" in as_number.nb_subtract: slot_nb_subtract as Function, Some(wrappers::left), "($self, value, /)", "self - value";
    "__rsub__" in as_number.nb_subtract: slot_nb_subtract as Function, Some(wrappers::right), "($self, value, /)", "value - self";
    "__mul__" in as_number.nb_multiply: slot_nb_multiply as Function, Some(wrappers::left), "($self, value, /)", "self * value";
    "__rmul__" in as_number.nb_multiply: slot_nb_multiply as Function, Some(wrappers::right), "($self, value, /)", "value * self";
    // ANCHOR_END: rows
    "__mod__" in as_number.nb_remainder: slot_nb_remainder as Function, Some(wrappers::left), "($self, value, /)", "self % value";
    "__rmod__" in as_number.nb_remainder: slot_nb_remainder as Function, Some(wrappers::right), "($self, value, /)", "value % self";
    "__divmod__" in as_number.nb_divmod: slot_nb_divmod as Function, Some(wrappers::left), "($self, value, /)", "The quotient self//value and what remains.";
    "__rdivmod__" in as_number.nb_divmod: slot_nb_divmod as Function, Some(wrappers::right), "($self, value, /)", "The quotient value//self and what remains.";
    "__pow__" in as_number.nb_power: slot_nb_power as Function, Some(wrappers::power), "($self, value, mod=None, /)", "self**value, modulo mod where it is given.";
    "__rpow__" in as_number.nb_power: slot_nb_power as Function, Some(wrappers::power_right), "($self, value, mod=None, /)", "value**self, modulo mod where it is given.";
    "__neg__" in as_number.nb_negative: slot_nb_negative as Function, Some(wrappers::unary), "($self, /)", "-self";
    "__pos__" in as_number.nb_positive: slot_nb_positive as Function, Some(wrappers::unary), "($self, /)", "+self";
    "__abs__" in as_number.nb_absolute: slot_nb_absolute as Function, Some(wrappers::unary), "($self, /)", "The distance from zero.";
    "__bool__" in as_number.nb_bool: slot_nb_bool as Function, Some(wrappers::truth), "($self, /)", "Whether the object counts as true.";
    "__invert__" in as_number.nb_invert: slot_nb_invert as Function, Some(wrappers::unary), "($self, /)", "~self";
    "__lshift__" in as_number.nb_lshift: slot_nb_lshift as Function, Some(wrappers::left), "($self, value, /)", "self << value";
    "__rlshift__" in as_number.nb_lshift: slot_nb_lshift as Function, Some(wrappers::right), "($self, value, /)", "value << self";
    "__rshift__" in as_number.nb_rshift: slot_nb_rshift as Function, Some(wrappers::left), "($self, value, /)", "self >> value";
    "__rrshift__" in as_number.nb_rshift: slot_nb_rshift as Function, Some(wrappers::right), "($self, value, /)", "value >> self";
    "__and__" in as_number.nb_and: slot_nb_and as Function, Some(wrappers::left), "($self, value, /)", "self & value";
    "__rand__" in as_number.nb_and: slot_nb_and as Function, Some(wrappers::right), "($self, value, /)", "value & self";
    "__xor__" in as_number.nb_xor: slot_nb_xor as Function, Some(wrappers::left), "($self, value, /)", "self ^ value";
    "__rxor__" in as_number.nb_xor: slot_nb_xor as Function, Some(wrappers::right), "($self, value, /)", "value ^ self";
    "__or__" in as_number.nb_or: slot_nb_or as Function, Some(wrappers::left), "($self, value, /)", "self | value";
    "__ror__" in as_number.nb_or: slot_nb_or as Function, Some(wrappers::right), "($self, value, /)", "value | self";
    "__int__" in as_number.nb_int: slot_nb_int as Function, Some(wrappers::unary), "($self, /)", "The number as an int.";
    "__float__" in as_number.nb_float: slot_nb_float as Function, Some(wrappers::unary), "($self, /)", "The number as a float.";
    "__iadd__" in as_number.nb_inplace_add: slot_nb_inplace_add as Function, Some(wrappers::binary), "($self, value, /)", "self += value";
    "__isub__" in as_number.nb_inplace_subtract: slot_nb_inplace_subtract as Function, Some(wrappers::binary), "($self, value, /)", "self -= value";
    "__imul__" in as_number.nb_inplace_multiply: slot_nb_inplace_multiply as Function, Some(wrappers::binary), "($self, value, /)", "self *= value";
    "__imod__" in as_number.nb_inplace_remainder: slot_nb_inplace_remainder as Function, Some(wrappers::binary), "($self, value, /)", "self %= value";
    "__ipow__" in as_number.nb_inplace_power: slot_nb_inplace_power as Function, Some(wrappers::power_in_place), "($self, value, /)", "self **= value";
    "__ilshift__" in as_number.nb_inplace_lshift: slot_nb_inplace_lshift as Function, Some(wrappers::binary), "($self, value, /)", "self <<= value";
    "__irshift__" in as_number.nb_inplace_rshift: slot_nb_inplace_rshift as Function, Some(wrappers::binary), "($self, value, /)", "self >>= value";
    "__iand__" in as_number.nb_inplace_and: slot_nb_inplace_and as Function, Some(wrappers::binary), "($self, value, /)", "self &= value";
    "__ixor__" in as_number.nb_inplace_xor: slot_nb_inplace_xor as Function, Some(wrappers::binary), "($self, value, /)", "self ^= value";
    "__ior__" in as_number.nb_inplace_or: slot_nb_inplace_or as Function, Some(wrappers::binary), "($self, value, /)", "self |= value";
    "__floordiv__" in as_number.nb_floor_divide: slot_nb_floor_divide as Function, Some(wrappers::left), "($self, value, /)", "self // value";
    "__rfloordiv__" in as_number.nb_floor_divide: slot_nb_floor_divide as Function, Some(wrappers::right), "($self, value, /)", "value // self";
    "__truediv__" in as_number.nb_true_divide: slot_nb_true_divide as Function, Some(wrappers::left), "($self, value, /)", "self / value";
    "__rtruediv__" in as_number.nb_true_divide: slot_nb_true_divide as Function, Some(wrappers::right), "($self, value, /)", "value / self";
    "__ifloordiv__" in as_number.nb_inplace_floor_divide: slot_nb_inplace_floor_divide as Function, Some(wrappers::binary), "($self, value, /)", "self //= value";
    "__itruediv__" in as_number.nb_inplace_true_divide: slot_nb_inplace_true_divide as Function, Some(wrappers::binary), "($self, value, /)", "self /= value";
    "__index__" in as_number.nb_index: slot_nb_index as Function, Some(wrappers::unary), "($self, /)", "Return self as a whole number, for an index.";
    "__matmul__" in as_number.nb_matrix_multiply: slot_nb_matrix_multiply as Function, Some(wrappers::left), "($self, value, /)", "self @ value";
    "__rmatmul__" in as_number.nb_matrix_multiply: slot_nb_matrix_multiply as Function, Some(wrappers::right), "($self, value, /)", "value @ self";
    "__imatmul__" in as_number.nb_inplace_matrix_multiply: slot_nb_inplace_matrix_multiply as Function, Some(wrappers::binary), "($self, value, /)", "self @= value";
    "__len__" in as_mapping.mp_length: slot_length as Function, Some(wrappers::length), "($self, /)", "How many items there are.";
    "__getitem__" in as_mapping.mp_subscript: slot_mp_subscript as Function, Some(wrappers::binary), "($self, key, /)", "The item self[key].";
    "__setitem__" in as_mapping.mp_ass_subscript: slot_mp_ass_subscript as Function, Some(wrappers::set_item), "($self, key, value, /)", "Put value at self[key].";
    "__delitem__" in as_mapping.mp_ass_subscript: slot_mp_ass_subscript as Function, Some(wrappers::delete_item), "($self, key, /)", "Take self[key] away.";
    "__len__" in as_sequence.sq_length: slot_length as Function, Some(wrappers::length), "($self, /)", "How many items there are.";
    "__add__" in as_sequence.sq_concat: NULL, Some(wrappers::binary), "($self, value, /)", "self + value";
    "__mul__" in as_sequence.sq_repeat: NULL, Some(wrappers::repeat), "($self, value, /)", "self * value";
    "__rmul__" in as_sequence.sq_repeat: NULL, Some(wrappers::repeat), "($self, value, /)", "value * self";
    "__getitem__" in as_sequence.sq_item: slot_sq_item as Function, Some(wrappers::sequence_item), "($self, key, /)", "The item self[key].";
    "__setitem__" in as_sequence.sq_ass_item: slot_sq_ass_item as Function, Some(wrappers::set_sequence_item), "($self, key, value, /)", "Put value at self[key].";
    "__delitem__" in as_sequence.sq_ass_item: slot_sq_ass_item as Function, Some(wrappers::delete_sequence_item), "($self, key, /)", "Take self[key] away.";
    "__contains__" in as_sequence.sq_contains: slot_sq_contains as Function, Some(wrappers::contains), "($self, key, /)", "Whether key is among the items.";
    "__iadd__" in as_sequence.sq_inplace_concat: NULL, Some(wrappers::binary), "($self, value, /)", "self += value";
    "__imul__" in as_sequence.sq_inplace_repeat: NULL, Some(wrappers::repeat), "($self, value, /)", "self *= value";
};

impl SlotDefinition {
    /// The slot in a type, if the type has the suite that it is in. C: `slotptr`.
    fn place(&self, ob_type: Type<'_>) -> Option<*mut Function> {
        let suites = [
            (offset_of!(Heap, as_buffer), ob_type.tp_as_buffer.get().cast::<u8>()),
            (offset_of!(Heap, as_sequence), ob_type.tp_as_sequence.get().cast()),
            (offset_of!(Heap, as_mapping), ob_type.tp_as_mapping.get().cast()),
            (offset_of!(Heap, as_number), ob_type.tp_as_number.get().cast()),
            (offset_of!(Heap, as_async), ob_type.tp_as_async.get().cast()),
            (0, ob_type.as_ptr().as_ptr().cast()),
        ];
        let (start, base) = suites.into_iter().find(|(start, _)| self.offset >= *start)?;
        // SAFETY: inside of the suite.
        (!base.is_null()).then(|| unsafe { base.add(self.offset - start).cast() })
    }

    fn string(&self) -> Result<crate::object::Ref<str::PyASCIIObject>> {
        str::interned(self.name)
    }
}

// ANCHOR: add_operators
/// Gives each slot that a type fills a method in the type's dict. C: `add_operators`.
pub(crate) fn add_operators(ob_type: Type<'_>, dict: Obj<'_, PyDictObject>) -> Result<()> {
    for definition in SLOTS {
        let Some(place) = definition.place(ob_type).filter(|_| definition.wrapper.is_some()) else {
            continue;
        };
        // SAFETY: a slot of the type.
        let function = unsafe { *place };
        let name = definition.string()?;
        if function.is_null() || dict.get_str(name.borrow())?.is_some() {
            continue;
        }
        if std::ptr::eq(function, crate::protocol::hash::not_hashable as Function) {
            dict.set_item(name.borrow().object(), crate::types::none())?;
        } else {
            let method = descriptor::new_wrapper(ob_type, name.borrow(), definition, function)?;
            dict.set_item(name.borrow().object(), method.borrow())?;
        }
    }
    Ok(())
}
// ANCHOR_END: add_operators

// ANCHOR: update
/// Fills the slot of the rows that begin at `first` by what the type has under their names.
/// Returns the row behind them. C: `update_one_slot`.
fn update_one(ob_type: Type<'_>, first: usize) -> Result<usize> {
    let offset = SLOTS[first].offset;
    let behind = first + SLOTS[first..].iter().take_while(|row| row.offset == offset).count();
    let Some(place) = SLOTS[first].place(ob_type) else {
        return Ok(behind);
    };
    let mut specific: Function = NULL;
    let mut generic: Function = NULL;
    let mut use_generic = false;
    for row in &SLOTS[first..behind] {
        let Some(found) = ob_type.lookup(row.string()?.borrow())? else {
            if row.offset == offset_of!(Heap, ht_type.tp_iternext) {
                specific = slot_tp_iternext_missing as Function;
            }
            continue;
        };
        let found = found.borrow();
        if let Some(wrapper) = found.downcast_exact::<WrapperDescriptor>()
            && wrapper.definition().name == row.name
        {
            let function = resolve_duplicates(ob_type, row.name, place);
            if function.is_none_or(|function| function == wrapper.wrapped()) {
                // The same wrapper calls slots of one kind: `mp_length` fits where `sq_length` does.
                let same = wrapper.definition().wrapper.zip(row.wrapper);
                let fits = same.is_some_and(|(found, row)| std::ptr::fn_addr_eq(found, row))
                    && ob_type.is_subtype_of(wrapper.owner());
                match fits && (specific.is_null() || specific == wrapper.wrapped()) {
                    true => specific = wrapper.wrapped(),
                    false => use_generic = true,
                }
                generic = row.function;
                continue;
            }
            use_generic = true;
            generic = row.function;
        } else if row.offset == offset_of!(Heap, ht_type.tp_new)
            && let Some(owner) = crate::types::builtin_function::owner_of_new(found)
            && let Some(new) = owner.tp_new.get()
        {
            // SAFETY: a static type's own `tp_new`, inherited as it is.
            specific = ob_type.tp_new.get().map_or(new as Function, |new| new as Function);
        } else if found.is_none() && row.offset == offset_of!(Heap, ht_type.tp_hash) {
            specific = crate::protocol::hash::not_hashable as Function;
        } else {
            use_generic = true;
            generic = row.function;
        }
    }
    // SAFETY: a slot of the type, of the type that the rows' functions have.
    unsafe { *place = if !specific.is_null() && !use_generic { specific } else { generic } };
    Ok(behind)
}

/// Where two slots share a name (`__len__`, `__getitem__`), the one that isn't filled elsewhere.
/// C: `resolve_slotdups`.
fn resolve_duplicates(ob_type: Type<'_>, name: &str, place: *mut Function) -> Option<Function> {
    let mut filled = SLOTS
        .iter()
        .filter(|row| row.name == name)
        .filter_map(|row| row.place(ob_type))
        // SAFETY: slots of the type.
        .filter(|place| !unsafe { **place }.is_null());
    match (filled.next(), filled.next()) {
        // SAFETY: as above.
        (Some(only), None) if only == place => Some(unsafe { *only }),
        _ => None,
    }
}

/// Fills all slots of a new class by what it defines and inherits.
/// C: `fixup_slot_dispatchers`.
pub(crate) fn fill_all(ob_type: Type<'_>) -> Result<()> {
    let mut at = 0;
    while at < SLOTS.len() {
        at = update_one(ob_type, at)?;
    }
    Ok(())
}

/// A special name has been assigned to: the slots that it fills follow, in the class and in all
/// subclasses that don't define it themselves. C: `update_slot`.
pub(crate) fn update(ob_type: Type<'_>, name: Str<'_>) -> Result<()> {
    let text = name.to_text();
    let mut first_rows = Vec::new();
    let mut at = 0;
    while at < SLOTS.len() {
        let offset = SLOTS[at].offset;
        let count = SLOTS[at..].iter().take_while(|row| row.offset == offset).count();
        if SLOTS[at..at + count].iter().any(|row| row.name == text) {
            first_rows.push(at);
        }
        at += count;
    }
    if first_rows.is_empty() { Ok(()) } else { update_recursively(ob_type, name, &first_rows) }
}

/// The bases have changed: every slot of the class and its subclasses follows.
/// C: `update_all_slots`.
pub(crate) fn update_all(ob_type: Type<'_>) -> Result<()> {
    ob_type.modified();
    for row in SLOTS {
        update(ob_type, row.string()?.borrow())?;
    }
    Ok(())
}

fn update_recursively(ob_type: Type<'_>, name: Str<'_>, first_rows: &[usize]) -> Result<()> {
    for &first in first_rows {
        update_one(ob_type, first)?;
    }
    for subclass in ob_type.subclasses() {
        let dict = subclass.tp_dict.get().and_then(|dict| dict.downcast::<PyDictObject>().ok());
        if let Some(dict) = dict
            && dict.borrow().get_str(name)?.is_some()
        {
            continue;
        }
        update_recursively(subclass.borrow(), name, first_rows)?;
    }
    debug_assert!(!errors::is_set());
    Ok(())
}
// ANCHOR_END: update

/// Whether this is a name that a slot has.
pub(crate) fn is_special(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__") && name.len() > 4
}
