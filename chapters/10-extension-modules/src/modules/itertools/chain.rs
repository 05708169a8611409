//! `chain`: one iterable after the other.
//!
//! CPython: `Modules/itertoolsmodule.c` (`chainobject`, `chain_next`).

use super::{iterator_rows, reduce, set_state};
use crate::prelude::*;

// ANCHOR: chain
native_object! {
    /// C: `chainobject`.
    pub(crate) struct Chain of CHAIN, 32 bytes {
        refs { source: Field, active: Field, }
    }
}

/// `itertools.chain`.
pub(crate) static CHAIN: StaticType = StaticType::new(Table::<Chain> {
    tp_name: c"itertools.chain",
    tp_doc: "chain(*iterables)\n\nThe items of the first iterable, then those of the next one.",
    tp_new: Some(chain_new),
    tp_methods: &[
        Method::class(
            c"from_iterable",
            "($type, iterable, /)",
            |class, arguments| Ok(from_source(class, arguments[0].iter()?)?.object()),
            "The items of the iterables that an iterable yields.",
        ),
        reduce(chain_reduce),
        set_state(chain_setstate),
    ],
    ..iterator_rows!(Chain, chain_next)
});

extern "C" fn chain_new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(*iterables)");
    let given = given_to_new(class, &CHAIN, arguments, keywords);
    SIGNATURE.bind("chain", given, |_| Ok(()))?;
    Ok(from_source(class, arguments.iter()?)?.object())
}

fn from_source(class: Type<'_>, source: Ref) -> Result<Ref<Chain>> {
    memory::create(class, |ob_base| Chain {
        ob_base,
        source: Field::new(Some(source)),
        active: Field::NULL,
    })
}

/// A chain of these iterables, of which a pickle is made. C: `PyObject_CallFunction` on the type.
pub(super) fn of(iterables: [Ref; 2]) -> Result {
    let source = pack(iterables)?.borrow().iter()?;
    Ok(from_source(CHAIN.as_type(), source)?.object())
}

fn chain_next(chain: Obj<'_, Chain>) -> Result<Option<Ref>> {
    while let Some(source) = chain.source.get() {
        let active = match chain.active.get() {
            Some(active) => active,
            None => {
                let iterable = match source.borrow().next() {
                    Ok(Some(iterable)) => iterable,
                    end => {
                        chain.source.clear();
                        return end;
                    }
                };
                let active = iterable.borrow().iter().inspect_err(|_| chain.source.clear())?;
                chain.active.set(Some(active.clone()));
                active
            }
        };
        if let Some(item) = active.borrow().next()? {
            return Ok(Some(item));
        }
        chain.active.clear();
    }
    Ok(None)
}

fn chain_reduce(chain: Obj<'_, Chain>) -> Result {
    let empty = tuple::of(&[])?.object();
    match (chain.source.get(), chain.active.get()) {
        (Some(source), Some(active)) => pack([class_of(chain), empty, pack([source, active])?]),
        (Some(source), None) => pack([class_of(chain), empty, pack([source])?]),
        (None, _) => pack([class_of(chain), empty]),
    }
}

fn chain_setstate(chain: Obj<'_, Chain>, state: Obj<'_>) -> Result {
    let items = state_items(state, 1, 2)?;
    if !items.iter().all(|item| is_iterator(*item)) {
        return Err(raise(&TYPE_ERROR, "Arguments must be iterators."));
    }
    chain.source.set(Some(items[0].to_ref()));
    chain.active.set(items.get(1).map(|item| item.to_ref()));
    nothing()
}
// ANCHOR_END: chain
