//! `_collections`: `deque`, `defaultdict`, `OrderedDict`, and what helps `namedtuple` and
//! `Counter`.
//!
//! CPython: `Modules/_collectionsmodule.c`, `Objects/odictobject.c`.

mod defaultdict;
mod deque;
mod deque_iterator;
mod ordered_dict;
mod tuplegetter;

use crate::prelude::*;
use object_model::protocol::number::ADD;
use object_model::types::dict::DICT;

/// `_collections`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_collections",
    doc: "Containers that are quick at one thing each: deque, defaultdict, OrderedDict.",
    functions: &[Method::new(
        c"_count_elements",
        "($module, mapping, iterable, /)",
        count_elements,
        "Adds one to the mapping's value of each item.",
    )],
    types: &[
        &deque::DEQUE,
        &defaultdict::DEFAULTDICT,
        &ordered_dict::ORDERED_DICT,
        &deque_iterator::DEQUE_ITERATOR,
        &deque_iterator::DEQUE_REVERSE_ITERATOR,
        &tuplegetter::TUPLEGETTER,
    ],
    execute: Some(|_| {
        ordered_dict::make_ready();
        Ok(())
    }),
    ..ModuleDefinition::NONE
};

// ANCHOR: count_elements
/// The quick way counts in a dict's table; it may be taken where `get` and `__setitem__` are
/// dict's own. C: `_collections__count_elements_impl`.
fn count_elements(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mapping = arguments[0];
    let it = arguments[1].iter()?;
    let one = integer(1)?;
    let is_dicts = |name: Obj<'static, PyASCIIObject>| -> Result<bool> {
        let own = mapping.ob_type().lookup(name)?;
        let dicts = DICT.as_type().lookup(name)?;
        Ok(own.zip(dicts).is_some_and(|(own, dicts)| own.borrow().is(dicts.borrow())))
    };
    let is_quick = is_dicts(name!("get"))? && is_dicts(name!("__setitem__"))?;
    if let Some(dict) = mapping.downcast::<PyDictObject>().filter(|_| is_quick) {
        while let Some(key) = it.borrow().next()? {
            let hash = key.borrow().hash()?;
            let count = match dict.get_with_hash(key.borrow(), hash)? {
                Some(count) => count.borrow().binary(one.borrow(), ADD)?,
                None => one.clone(),
            };
            dict.set_with_hash(key.borrow(), hash, count.borrow())?;
        }
        return nothing();
    }
    let get = mapping.get_attribute(name!("get"))?;
    let zero = integer(0)?;
    while let Some(key) = it.borrow().next()? {
        let count = get.borrow().call(&[key.borrow(), zero.borrow()])?;
        let count = count.borrow().binary(one.borrow(), ADD)?;
        mapping.set_item(key.borrow(), Some(count.borrow()))?;
    }
    nothing()
}
// ANCHOR_END: count_elements
