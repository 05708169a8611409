//! `_functools`: `reduce`, `cmp_to_key`, `partial`, and the wrapper of `lru_cache`.
//!
//! CPython: `Modules/_functoolsmodule.c`.

mod cmp_to_key;
mod lru_cache;
mod partial;

use crate::prelude::*;

/// `_functools`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_functools",
    doc: "What works on functions and is called often.",
    functions: &[
        Method::new(
            c"reduce",
            "($module, function, sequence, initial=None, /)",
            reduce,
            "Calls a function of the result so far and the next item, for all items.",
        )
        .unsigned(),
        Method::new(
            c"cmp_to_key",
            "($module, mycmp)",
            cmp_to_key::cmp_to_key,
            "A key function for sort() of a function that compares two values.",
        )
        .unsigned(),
    ],
    types: &[&partial::PARTIAL, &lru_cache::LRU_CACHE_WRAPPER],
    execute: Some(|_| {
        object_model::runtime::make_ready(&cmp_to_key::KEY_WRAPPER);
        object_model::runtime::make_ready(&lru_cache::LINK);
        show_module(&partial::PARTIAL)?;
        show_module(&lru_cache::LRU_CACHE_WRAPPER)
    }),
    ..ModuleDefinition::NONE
};

// ANCHOR: reduce
fn reduce(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let mut result = arguments.get(2).map(Obj::to_ref);
    let it = arguments[1].iter().inspect_err(|_| {
        if errors::matches(&TYPE_ERROR) {
            raise(&TYPE_ERROR, "reduce() arg 2 must support iteration");
        }
    })?;
    while let Some(item) = it.borrow().next()? {
        result = Some(match result {
            None => item,
            Some(result) => arguments[0].call(&[result.borrow(), item.borrow()])?,
        });
    }
    let message = "reduce() of empty iterable with no initial value";
    result.ok_or_else(|| raise(&TYPE_ERROR, message))
}
// ANCHOR_END: reduce
