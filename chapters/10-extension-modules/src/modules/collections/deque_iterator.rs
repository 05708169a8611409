//! Iterators over a deque, from either end.
//!
//! CPython: `Modules/_collectionsmodule.c` (`dequeiterobject`).

use super::deque::Deque;
use crate::prelude::*;

// ANCHOR: iterator
/// C: `dequeiterobject`. `REVERSED` goes from right to left.
#[repr(C)]
pub(crate) struct DequeIterator<const REVERSED: bool> {
    ob_base: PyObject,
    /// C has the block here.
    _block: usize,
    index: Cell<usize>,
    deque: Field<Deque>,
    state: usize,
    /// How many are left.
    counter: Cell<usize>,
}

const _: () = assert!(size_of::<DequeIterator<false>>() == 56);

// SAFETY: made by `make` alone.
unsafe impl<const REVERSED: bool> Layout for DequeIterator<REVERSED> {
    fn type_object() -> &'static StaticType {
        if REVERSED { &DEQUE_REVERSE_ITERATOR } else { &DEQUE_ITERATOR }
    }
}

type It<'a, const REVERSED: bool> = Obj<'a, DequeIterator<REVERSED>>;

impl<const REVERSED: bool> DequeIterator<REVERSED> {
    const TABLE: Table<DequeIterator<REVERSED>> = Table {
        tp_flags: flags::HAVE_GC,
        tp_dealloc: Some(dealloc::<DequeIterator<REVERSED>>),
        tp_getattro: Some(generic_getattr),
        tp_traverse: traverse(visit::<REVERSED>),
        tp_iter: Some(itself),
        tp_iternext: next(advance::<REVERSED>),
        tp_new: Some(new::<REVERSED>),
        tp_methods: &[
            Method::none(
                c"__length_hint__",
                "($self, /)",
                |it: It<'_, REVERSED>| size(it.counter.get()),
                "How many are left.",
            )
            .unsigned(),
            Method::none(c"__reduce__", "($self, /)", reduce::<REVERSED>, "For pickling.")
                .unsigned(),
        ],
        ..Table::NONE
    };
}

/// `_collections._deque_iterator`.
pub(crate) static DEQUE_ITERATOR: StaticType = StaticType::new(Table::<DequeIterator<false>> {
    tp_name: c"_collections._deque_iterator",
    ..DequeIterator::<false>::TABLE
});

/// `_collections._deque_reverse_iterator`.
pub(crate) static DEQUE_REVERSE_ITERATOR: StaticType =
    StaticType::new(Table::<DequeIterator<true>> {
        tp_name: c"_collections._deque_reverse_iterator",
        ..DequeIterator::<true>::TABLE
    });

fn make<const REVERSED: bool>(deque: Obj<'_, Deque>) -> Result<Ref<DequeIterator<REVERSED>>> {
    let class = DequeIterator::<REVERSED>::type_object().as_type();
    memory::create(class, |ob_base| DequeIterator {
        ob_base,
        _block: 0,
        index: Cell::new(0),
        deque: Field::new(Some(deque.to_ref())),
        state: deque.state(),
        counter: Cell::new(deque.count()),
    })
}

pub(super) extern "C" fn iter(deque: Obj<'_, Deque>) -> Result {
    Ok(make::<false>(deque)?.object())
}

pub(super) fn reversed(deque: Obj<'_, Deque>) -> Result {
    Ok(make::<true>(deque)?.object())
}

fn visit<const REVERSED: bool>(it: It<'_, REVERSED>, visitor: &mut Visitor) -> Flow {
    visitor.field(&it.deque)
}

fn advance<const REVERSED: bool>(it: It<'_, REVERSED>) -> Result<Option<Ref>> {
    // From right to left the end is looked for first.
    if REVERSED && it.counter.get() == 0 {
        return Ok(None);
    }
    let Some(deque) = it.deque.get() else {
        return Ok(None);
    };
    if deque.state() != it.state {
        it.counter.set(0);
        return Err(raise(&RUNTIME_ERROR, "deque mutated during iteration"));
    }
    if it.counter.get() == 0 {
        return Ok(None);
    }
    let index = it.index.get();
    it.index.set(index + 1);
    it.counter.set(it.counter.get() - 1);
    let index = if REVERSED { deque.count().wrapping_sub(index + 1) } else { index };
    Ok(deque.at(index))
}

extern "C" fn new<const REVERSED: bool>(
    _: Type<'_>,
    arguments: Obj<'_>,
    _: Option<Obj<'_>>,
) -> Result {
    let items = state_items(arguments, 1, 2)?;
    let deque = expect::<Deque>(items, 0)?;
    let skip = match items.get(1) {
        Some(skip) => skip.to_isize()?,
        None => 0,
    };
    let it = make::<REVERSED>(deque)?;
    for _ in 0..skip {
        if advance(it.borrow())?.is_none() {
            break;
        }
    }
    Ok(it.object())
}

fn reduce<const REVERSED: bool>(it: It<'_, REVERSED>) -> Result {
    let deque = it.deque.get();
    let count = deque.as_ref().map_or(0, |deque| deque.count());
    let done = integer(count as i64 - it.counter.get() as i64)?;
    let deque = deque.map_or_else(|| none().to_ref(), Ref::object);
    pack([class_of(it), pack([deque, done])?])
}
// ANCHOR_END: iterator
