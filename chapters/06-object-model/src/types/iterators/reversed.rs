//! `reversed`: from the last item to the first, of anything with a length and indices.
//!
//! CPython: `Objects/enumobject.c` (`reversedobject`, `reversed_new_impl`).
//!
//! What has `__reversed__` answers itself, and then the result isn't a `reversed` at all.

use std::cell::Cell;

use crate::arguments::{Given, Keywords};
use crate::dealloc::dealloc;
use crate::errors::{self, INDEX_ERROR, STOP_ITERATION};
use crate::memory;
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::int::from_i64;
use crate::types::{none, tuple};

// ANCHOR: reversed
/// C: `reversedobject`.
#[repr(C)]
pub struct Reversed {
    ob_base: PyObject,
    index: Cell<isize>,
    /// Null at the end.
    seq: Field,
}

const _: () = assert!(size_of::<Reversed>() == 32);

// SAFETY: made by `reversed_new`.
unsafe impl Layout for Reversed {
    fn type_object() -> &'static StaticType {
        &REVERSED
    }
}

const SIGNATURE: Signature = Signature::parse("(sequence, /)");

/// `reversed`.
pub static REVERSED: StaticType = StaticType::new(Table::<Reversed> {
    tp_name: c"reversed",
    signature: SIGNATURE.text,
    tp_doc: "The items of a sequence from the last to the first.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Reversed>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(reversed_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(reversed_next),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(reversed_new),
    tp_methods: &[
        Method::none(c"__length_hint__", "($self, /)", reversed_length_hint, "How many are left.")
            .unsigned(),
        Method::none(c"__reduce__", "($self, /)", reversed_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", reversed_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});

extern "C" fn reversed_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let mut given = Given::of_tuple(arguments, keywords);
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    if init(ob_type) != init(REVERSED.as_type()) {
        // A subclass with an `__init__` of its own takes the names.
        given.keywords = Keywords::None;
    }
    SIGNATURE.bind("reversed", given, |arguments| {
        let sequence = arguments[0];
        let not_reversible = || sequence.lacks("'", "' object is not reversible");
        match sequence.lookup_special(name!("__reversed__"))? {
            Some(method) if method.borrow().is_none() => return Err(not_reversible()),
            Some(method) => return method.borrow().call_none(),
            None if !sequence.is_sequence() => return Err(not_reversible()),
            None => {}
        }
        let length = sequence.len()? as isize;
        let reversed = memory::create(ob_type, |ob_base| Reversed {
            ob_base,
            index: Cell::new(length - 1),
            seq: Field::new(Some(sequence.to_ref())),
        })?;
        Ok(reversed.object())
    })
}

fn reversed_traverse(reversed: Obj<'_, Reversed>, visitor: &mut Visitor) -> Flow {
    visitor.field(&reversed.seq)
}

fn reversed_next(reversed: Obj<'_, Reversed>) -> Result<Option<Ref>> {
    let index = reversed.index.get();
    let mut result = Ok(None);
    if let Some(sequence) = reversed.seq.get().filter(|_| index >= 0) {
        match sequence.borrow().get_sequence_item(index) {
            Ok(item) => {
                reversed.index.set(reversed.index.get() - 1);
                return Ok(Some(item));
            }
            Err(_) if errors::catch(&INDEX_ERROR) || errors::catch(&STOP_ITERATION) => {}
            Err(raised) => result = Err(raised),
        }
    }
    reversed.index.set(-1);
    reversed.seq.clear();
    result
}

fn reversed_length_hint(reversed: Obj<'_, Reversed>) -> Result {
    let Some(sequence) = reversed.seq.get() else {
        return Ok(from_i64(0)?.object());
    };
    let (length, left) = (sequence.borrow().len()? as isize, reversed.index.get() + 1);
    Ok(from_i64(if length < left { 0 } else { left as i64 })?.object())
}

fn reversed_reduce(reversed: Obj<'_, Reversed>) -> Result {
    let ob_type = reversed.ob_type().to_ref().object();
    match reversed.seq.get() {
        Some(sequence) => {
            let index = from_i64(reversed.index.get() as i64)?.object();
            let arguments = tuple::new([sequence])?.object();
            Ok(tuple::new([ob_type, arguments, index])?.object())
        }
        None => {
            let arguments = tuple::new([tuple::of(&[])?.object()])?.object();
            Ok(tuple::new([ob_type, arguments])?.object())
        }
    }
}

fn reversed_setstate(reversed: Obj<'_, Reversed>, state: Obj<'_>) -> Result {
    let index = state.to_state_index()?;
    if let Some(sequence) = reversed.seq.get() {
        let length = sequence.borrow().len()? as isize;
        reversed.index.set(index.max(-1).min(length - 1));
    }
    Ok(none().to_ref())
}
// ANCHOR_END: reversed
