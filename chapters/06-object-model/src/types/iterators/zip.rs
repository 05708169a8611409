//! `zip`: the first items of all, then the second ones, and so on.
//!
//! CPython: `Python/bltinmodule.c` (`zipobject`, `zip_next`).

use std::cell::Cell;

use crate::arguments::Given;
use crate::dealloc::dealloc;
use crate::errors::{VALUE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Raised, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::tuple::PyTupleObject;
use crate::types::{bool_, none, tuple};

// ANCHOR: zip
/// C: `zipobject`.
#[repr(C)]
pub struct Zip {
    ob_base: PyObject,
    tuplesize: isize,
    ittuple: Field<PyTupleObject>,
    /// The tuple that was given out last.
    result: Field<PyTupleObject>,
    strict: Cell<i32>,
}

const _: () = assert!(size_of::<Zip>() == 48);

// SAFETY: made by `zip_new`.
unsafe impl Layout for Zip {
    fn type_object() -> &'static StaticType {
        &ZIP
    }
}

/// `zip`.
pub static ZIP: StaticType = StaticType::new(Table::<Zip> {
    tp_name: c"zip",
    tp_doc: "zip(*iterables, strict=False)\n\nTuples of one item of each, up to the shortest.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Zip>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(zip_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(zip_next),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(zip_new),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", zip_reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", zip_setstate, "For unpickling.")
            .unsigned(),
    ],
    ..Table::NONE
});

extern "C" fn zip_new(ob_type: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(*, strict=False)");
    let given = Given::of_tuple(arguments, keywords);
    let names = Given { positional: &[], ..given };
    let strict = SIGNATURE.bind("zip", names, |arguments| match arguments.get(0) {
        Some(strict) => strict.is_true(),
        None => Ok(false),
    })?;
    let mut iterators: Vec<Ref> = Vec::with_capacity(given.positional.len());
    for iterable in given.positional {
        iterators.push(iterable.iter()?);
    }
    let count = iterators.len();
    let iterators = tuple::from_iterator(iterators.into_iter())?;
    let result = tuple::from_iterator((0..count).map(|_| none().to_ref()))?;
    let zip = memory::create(ob_type, |ob_base| Zip {
        ob_base,
        tuplesize: count as isize,
        ittuple: Field::new(Some(iterators)),
        result: Field::new(Some(result)),
        strict: Cell::new(i32::from(strict)),
    })?;
    Ok(zip.object())
}

fn zip_traverse(zip: Obj<'_, Zip>, visitor: &mut Visitor) -> Flow {
    visitor.field(&zip.ittuple)?;
    visitor.field(&zip.result)
}

fn zip_next(zip: Obj<'_, Zip>) -> Result<Option<Ref>> {
    let (Some(iterators), true) = (zip.ittuple.get(), zip.tuplesize > 0) else {
        return Ok(None);
    };
    let iterators = iterators.borrow().items();
    // As CPython, the tuple is filled item by item if only the iterator has it.
    if let Some(last) = zip.result.get().filter(|last| last.borrow().ob_refcnt() == 2) {
        for (at, iterator) in iterators.iter().enumerate() {
            match iterator.next()? {
                Some(item) => drop(last.borrow().replace_item(at, item)),
                None => return ended(zip, iterators, at),
            }
        }
        if !crate::gc::is_tracked(last.borrow().object()) {
            // SAFETY: a tuple in order; a collection may have untracked it.
            unsafe { crate::gc::track(last.borrow().object()) };
        }
        return Ok(Some(last.object()));
    }
    let mut items: Vec<Ref> = Vec::with_capacity(iterators.len());
    for (at, iterator) in iterators.iter().enumerate() {
        match iterator.next()? {
            Some(item) => items.push(item),
            None => return ended(zip, iterators, at),
        }
    }
    Ok(Some(tuple::from_iterator(items.into_iter())?.object()))
}

/// The iterator at `at` has ended: with `strict` all have to, now.
fn ended(zip: Obj<'_, Zip>, iterators: &[Obj<'_>], at: usize) -> Result<Option<Ref>> {
    if zip.strict.get() == 0 {
        return Ok(None);
    }
    if at > 0 {
        return Err(uneven(at, "shorter"));
    }
    for (at, iterator) in iterators.iter().enumerate().skip(1) {
        if iterator.next()?.is_some() {
            return Err(uneven(at, "longer"));
        }
    }
    Ok(None)
}

fn uneven(at: usize, how: &str) -> Raised {
    let others = if at == 1 { " " } else { "s 1-" };
    let message = format_args!("zip() argument {} is {how} than argument{others}{at}", at + 1);
    raise(&VALUE_ERROR, message)
}

fn zip_reduce(zip: Obj<'_, Zip>) -> Result {
    let ob_type = zip.ob_type().to_ref().object();
    let iterators = match zip.ittuple.get() {
        Some(iterators) => iterators.object(),
        None => tuple::of(&[])?.object(),
    };
    match zip.strict.get() {
        0 => Ok(tuple::new([ob_type, iterators])?.object()),
        _ => Ok(tuple::new([ob_type, iterators, bool_(true).to_ref()])?.object()),
    }
}

fn zip_setstate(zip: Obj<'_, Zip>, state: Obj<'_>) -> Result {
    zip.strict.set(i32::from(state.is_true()?));
    Ok(none().to_ref())
}
// ANCHOR_END: zip
