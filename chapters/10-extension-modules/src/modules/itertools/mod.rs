//! `itertools`: iterators made of iterators.
//!
//! CPython: `Modules/itertoolsmodule.c`.
//!
//! Each type keeps what C's struct keeps, so that `sys.getsizeof` and pickles agree. An iterator
//! that is at its end stays there, but for those (`takewhile`, `starmap`, `filterfalse`,
//! `compress`, `dropwhile`, `accumulate`) that simply ask their source again, as in CPython.

mod chain;
mod combinatoric;
mod endless;
mod filters;
mod groupby;
mod islice;
mod pairs;
mod tee;
mod zip_longest;

use crate::prelude::*;

/// `itertools`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "itertools",
    doc: "Iterators that are made of other iterators, for loops that are quick.",
    functions: &[Method::new(
        c"tee",
        "($module, iterable, n=2, /)",
        tee::tee,
        "A tuple of n iterators that each yield what the iterable yields.",
    )],
    types: &[
        &endless::ACCUMULATE,
        &combinatoric::COMBINATIONS,
        &combinatoric::COMBINATIONS_WITH_REPLACEMENT,
        &endless::CYCLE,
        &filters::DROPWHILE,
        &filters::TAKEWHILE,
        &islice::ISLICE,
        &filters::STARMAP,
        &chain::CHAIN,
        &filters::COMPRESS,
        &filters::FILTERFALSE,
        &endless::COUNT,
        &zip_longest::ZIP_LONGEST,
        &pairs::PAIRWISE,
        &combinatoric::PERMUTATIONS,
        &combinatoric::PRODUCT,
        &endless::REPEAT,
        &groupby::GROUPBY,
        &groupby::GROUPER,
        &tee::TEE,
        &tee::TEE_DATA_OBJECT,
    ],
    ..ModuleDefinition::NONE
};

/// The rows of an iterator's table that are always the same.
macro_rules! iterator_rows {
    ($name:ident, $next:expr) => {
        Table::<$name> {
            tp_flags: flags::HAVE_GC | flags::BASETYPE,
            tp_dealloc: Some(dealloc::<$name>),
            tp_getattro: Some(generic_getattr),
            tp_traverse: traverse($name::visit),
            tp_iter: Some(itself),
            tp_iternext: next($next),
            tp_alloc: Some(memory::generic_alloc),
            ..Table::NONE
        }
    };
}
use iterator_rows;

/// `__reduce__`.
const fn reduce<L>(function: fn(Obj<'_, L>) -> Result) -> Method<L> {
    Method::none(c"__reduce__", "($self, /)", function, "For pickling.").unsigned()
}

/// `__setstate__`.
const fn set_state<L>(function: fn(Obj<'_, L>, Obj<'_>) -> Result) -> Method<L> {
    Method::one(c"__setstate__", "($self, state, /)", function, "For unpickling.").unsigned()
}

/// `__sizeof__`.
const fn size_of_object<L>(function: fn(Obj<'_, L>) -> Result) -> Method<L> {
    Method::none(c"__sizeof__", "($self, /)", function, "The size in bytes.").unsigned()
}
