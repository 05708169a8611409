//! `filter`: the items that a function says yes to.
//!
//! CPython: `Python/bltinmodule.c` (`filterobject`, `filter_next`).

use crate::arguments::{Given, Keywords};
use crate::dealloc::dealloc;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::iterate::itself;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, next, traverse};
use crate::static_type::{Method, StaticType, Table};
use crate::type_object::{Type, flags};
use crate::types::singletons::BOOL;
use crate::types::tuple;

// ANCHOR: filter
/// C: `filterobject`.
#[repr(C)]
pub struct Filter {
    ob_base: PyObject,
    func: Field,
    it: Field,
}

const _: () = assert!(size_of::<Filter>() == 32);

// SAFETY: made by `filter_new`.
unsafe impl Layout for Filter {
    fn type_object() -> &'static StaticType {
        &FILTER
    }
}

/// `filter`.
pub static FILTER: StaticType = StaticType::new(Table::<Filter> {
    tp_name: c"filter",
    tp_doc: "filter(function or None, iterable)\n\nThe items for which the function is true.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Filter>),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(filter_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(filter_next),
    tp_alloc: Some(memory::generic_alloc),
    tp_new: Some(filter_new),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", filter_reduce, "For pickling.").unsigned()
    ],
    ..Table::NONE
});

extern "C" fn filter_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(function, iterable, /)");
    let mut given = Given::of_tuple(arguments, keywords);
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    if init(ob_type) != init(FILTER.as_type()) {
        // A subclass with an `__init__` of its own takes the names.
        given.keywords = Keywords::None;
    }
    SIGNATURE.bind("filter", given, |arguments| {
        let iterator = arguments[1].iter()?;
        let filter = memory::create(ob_type, |ob_base| Filter {
            ob_base,
            func: Field::new(Some(arguments[0].to_ref())),
            it: Field::new(Some(iterator)),
        })?;
        Ok(filter.object())
    })
}

fn filter_traverse(filter: Obj<'_, Filter>, visitor: &mut Visitor) -> Flow {
    visitor.field(&filter.it)?;
    visitor.field(&filter.func)
}

fn filter_next(filter: Obj<'_, Filter>) -> Result<Option<Ref>> {
    let (Some(iterator), Some(function)) = (filter.it.get(), filter.func.get()) else {
        return Ok(None);
    };
    let function = function.borrow();
    let asks_truth = function.is_none() || function.is(BOOL.as_type());
    while let Some(item) = iterator.borrow().next()? {
        let is_in = match asks_truth {
            true => item.borrow().is_true()?,
            false => function.call_one(item.borrow())?.borrow().is_true()?,
        };
        if is_in {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn filter_reduce(filter: Obj<'_, Filter>) -> Result {
    let parts = filter.func.get().into_iter().chain(filter.it.get()).collect::<Vec<_>>();
    let arguments = tuple::from_iterator(parts.into_iter())?.object();
    Ok(tuple::new([filter.ob_type().to_ref().object(), arguments])?.object())
}
// ANCHOR_END: filter
