//! `map`: what a function makes of each item.
//!
//! CPython: `Python/bltinmodule.c` (`mapobject`, `map_next`).

use crate::arguments::{Given, Keywords};
use crate::dealloc::dealloc;
use crate::errors::{TYPE_ERROR, raise};
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::tuple;
use crate::types::tuple::PyTupleObject;

// ANCHOR: map
/// C: `mapobject`.
#[repr(C)]
pub struct Map {
    ob_base: PyObject,
    iters: Field<PyTupleObject>,
    func: Field,
}

const _: () = assert!(size_of::<Map>() == 32);

// SAFETY: made by `map_new`.
unsafe impl Layout for Map {
    fn type_object() -> &'static StaticType {
        &MAP
    }
}

/// `map`.
pub static MAP: StaticType = StaticType::new(Table::<Map> {
    tp_name: c"map",
    tp_doc: "map(function, *iterables)\n\nThe function of the first items, of the second, and so on.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Map>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(map_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(map_next),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(map_new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", map_reduce, "For pickling.").unsigned()],
    ..Table::NONE
});

extern "C" fn map_new(ob_type: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    let has_own_init = init(ob_type) != init(MAP.as_type());
    if !has_own_init && !matches!(given.keywords, Keywords::None) {
        return Err(raise(&TYPE_ERROR, "map() takes no keyword arguments"));
    }
    let [function, iterables @ ..] = given.positional else {
        return Err(raise(&TYPE_ERROR, "map() must have at least two arguments."));
    };
    if iterables.is_empty() {
        return Err(raise(&TYPE_ERROR, "map() must have at least two arguments."));
    }
    let mut iterators: Vec<Ref> = Vec::with_capacity(iterables.len());
    for iterable in iterables {
        iterators.push(iterable.iter()?);
    }
    let iterators = tuple::from_iterator(iterators.into_iter())?;
    let map = memory::create(ob_type, |ob_base| Map {
        ob_base,
        iters: Field::new(Some(iterators)),
        func: Field::new(Some(function.to_ref())),
    })?;
    Ok(map.object())
}

fn map_traverse(map: Obj<'_, Map>, visitor: &mut Visitor) -> Flow {
    visitor.field(&map.iters)?;
    visitor.field(&map.func)
}

fn map_next(map: Obj<'_, Map>) -> Result<Option<Ref>> {
    let (Some(iterators), Some(function)) = (map.iters.get(), map.func.get()) else {
        return Ok(None);
    };
    if let [only] = iterators.borrow().items() {
        return only.next()?.map(|item| function.borrow().call_one(item.borrow())).transpose();
    }
    let mut items: Vec<Ref> = Vec::with_capacity(iterators.borrow().len());
    for iterator in iterators.borrow().items() {
        match iterator.next()? {
            Some(item) => items.push(item),
            None => return Ok(None),
        }
    }
    let borrowed: Vec<Obj<'_>> = items.iter().map(Ref::borrow).collect();
    Ok(Some(function.borrow().call(&borrowed)?))
}

fn map_reduce(map: Obj<'_, Map>) -> Result {
    let mut arguments: Vec<Ref> = map.func.get().into_iter().collect();
    if let Some(iterators) = map.iters.get() {
        arguments.extend(iterators.borrow().items().iter().map(|item| item.to_ref()));
    }
    let arguments = tuple::from_iterator(arguments.into_iter())?.object();
    Ok(tuple::new([map.ob_type().to_ref().object(), arguments])?.object())
}
// ANCHOR_END: map
