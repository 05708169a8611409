//! `product`, `combinations`, `combinations_with_replacement`, `permutations`: all tuples that
//! can be picked from pools, in the order of the pools.
//!
//! CPython: `Modules/itertoolsmodule.c` (`productobject`, `combinationsobject`, `cwrobject`,
//! `permutationsobject`).
//!
//! An odometer of indices counts through them. C fills the last tuple again where nobody else
//! has it; here each is new, and `result` remembers the last one, which is what a pickle asks.

use super::{iterator_rows, reduce, set_state, size_of_object};
use crate::prelude::*;

// ANCHOR: indices
/// The places from which the next tuple is picked: one pointer wide, as C's array.
#[allow(clippy::box_collection, reason = "one pointer, as in C's struct")]
pub(crate) struct Indices(Cell<Option<Box<Vec<usize>>>>);

impl Indices {
    fn new(indices: impl Iterator<Item = usize>) -> Result<Indices> {
        let mut kept = Vec::new();
        let (count, _) = indices.size_hint();
        kept.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
        kept.extend(indices);
        Ok(Indices(Cell::new(Some(Box::new(kept)))))
    }

    /// Lends them out; nothing that runs meanwhile can reach them.
    fn with<R>(&self, body: impl FnOnce(&mut Vec<usize>) -> R) -> R {
        let mut indices = self.0.take().unwrap_or_default();
        let result = body(&mut indices);
        self.0.set(Some(indices));
        result
    }

    fn len(&self) -> usize {
        self.with(|indices| indices.len())
    }

    /// As a tuple of ints, for a pickle.
    fn to_tuple(&self) -> Result {
        let copy = self.with(|indices| indices.clone());
        let ints = copy.iter().map(|&index| size(index)).collect::<Result<Vec<Ref>>>()?;
        Ok(tuple::from_iterator(ints.into_iter())?.object())
    }

    /// Takes the items of a pickled state, each brought between bounds that depend on its place.
    fn set(&self, state: Obj<'_>, bounds: impl Fn(usize) -> (isize, isize)) -> Result<()> {
        let state = state.downcast::<PyTupleObject>();
        let Some(state) = state.filter(|state| state.len() == self.len()) else {
            return Err(raise(&VALUE_ERROR, "invalid arguments"));
        };
        for (at, index) in state.items().iter().enumerate() {
            let index = index.to_state_index()?;
            let (least, most) = bounds(at);
            self.with(|indices| indices[at] = index.min(most).max(least) as usize);
        }
        Ok(())
    }
}

fn count_of(object: Option<Ref<PyTupleObject>>) -> usize {
    object.map_or(0, |pool| pool.borrow().len())
}

/// The items of a pool at these places.
fn pick(pool: Obj<'_, PyTupleObject>, indices: &[usize]) -> Result<Ref<PyTupleObject>> {
    let items = pool.items();
    tuple::from_iterator(indices.iter().map(|&index| items[index].to_ref()))
}

fn negative_r() -> Raised {
    raise(&VALUE_ERROR, "r must be non-negative")
}
// ANCHOR_END: indices

// ANCHOR: product
native_object! {
    /// C: `productobject`.
    pub(crate) struct Product of PRODUCT, 48 bytes {
        refs { pools: Field<PyTupleObject>, }
        indices: Indices,
        result: Field<PyTupleObject>,
        stopped: Cell<i32>,
    }
}

/// `itertools.product`.
pub(crate) static PRODUCT: StaticType = StaticType::new(Table::<Product> {
    tp_name: c"itertools.product",
    tp_doc: "product(*iterables, repeat=1)\n\n\
             All tuples of one item of each iterable, as nested loops would make them.",
    tp_traverse: traverse(product_traverse),
    tp_new: Some(product_new),
    tp_methods: &[
        reduce(product_reduce),
        set_state(product_setstate),
        size_of_object(|this| size(instance_size(this) + 8 * this.indices.len())),
    ],
    ..iterator_rows!(Product, product_next)
});

fn product_traverse(product: Obj<'_, Product>, visitor: &mut Visitor) -> Flow {
    visitor.field(&product.pools)?;
    visitor.field(&product.result)
}

extern "C" fn product_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(repeat=1)");
    let given = Given::of_tuple(arguments, keywords);
    let names = Given { positional: &[], ..given };
    let repeat = SIGNATURE.bind("product", names, |arguments| match arguments.get(0) {
        Some(repeat) => repeat.to_isize(),
        None => Ok(1),
    })?;
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(raise(&VALUE_ERROR, "repeat argument cannot be negative"));
    };
    let iterables = if repeat == 0 { &[][..] } else { given.positional };
    let most = isize::MAX as usize / size_of::<isize>();
    let count = iterables.len().checked_mul(repeat).filter(|&count| count <= most);
    let Some(count) = count else {
        return Err(raise(&OVERFLOW_ERROR, "repeat argument too large"));
    };
    let indices = Indices::new(std::iter::repeat_n(0, count))?;
    let mut pools = Vec::new();
    pools.try_reserve_exact(count).map_err(|_| errors::no_memory())?;
    for iterable in iterables {
        pools.push(tuple::from_iterable(*iterable)?.object());
    }
    for at in iterables.len()..count {
        pools.push(pools[at - iterables.len()].clone());
    }
    let pools = tuple::from_iterator(pools.into_iter())?;
    let product = memory::create(class, |ob_base| Product {
        ob_base,
        pools: Field::new(Some(pools)),
        indices,
        result: Field::NULL,
        stopped: Cell::new(0),
    })?;
    Ok(product.object())
}

/// The pools, each a tuple.
fn pools<'a>(pools: Obj<'a, PyTupleObject>) -> impl Fn(usize) -> &'a [Obj<'a>] {
    move |at| pools.items()[at].downcast::<PyTupleObject>().map_or(&[], |pool| pool.items())
}

fn product_next(product: Obj<'_, Product>) -> Result<Option<Ref>> {
    let Some(all) = product.pools.get().filter(|_| product.stopped.get() == 0) else {
        return Ok(None);
    };
    let pool = pools(all.borrow());
    let is_first = product.result.is_null();
    let goes_on = product.indices.with(|indices| match is_first {
        true => (0..indices.len()).all(|at| !pool(at).is_empty()),
        false => (0..indices.len()).rev().any(|at| {
            indices[at] += 1;
            let fits = indices[at] < pool(at).len();
            if !fits {
                indices[at] = 0;
            }
            fits
        }),
    });
    if !goes_on {
        product.stopped.set(1);
        return Ok(None);
    }
    let result = product.indices.with(|indices| {
        let items = indices.iter().enumerate().map(|(at, &index)| pool(at)[index].to_ref());
        tuple::from_iterator(items)
    })?;
    product.result.set(Some(result.clone()));
    Ok(Some(result.object()))
}

fn product_reduce(product: Obj<'_, Product>) -> Result {
    let class = class_of(product);
    let Some(pools) = product.pools.get().filter(|_| product.stopped.get() == 0) else {
        return pack([class, pack([tuple::of(&[])?.object()])?]);
    };
    match product.result.is_null() {
        true => pack([class, pools.object()]),
        false => pack([class, pools.object(), product.indices.to_tuple()?]),
    }
}

fn product_setstate(product: Obj<'_, Product>, state: Obj<'_>) -> Result {
    let Some(all) = product.pools.get() else {
        return nothing();
    };
    let pool = pools(all.borrow());
    let count = product.indices.len();
    let has_state = state.downcast::<PyTupleObject>().is_some_and(|state| state.len() == count);
    if has_state && (0..count).any(|at| pool(at).is_empty()) {
        product.stopped.set(1);
        return nothing();
    }
    product.indices.set(state, |at| (0, pool(at).len() as isize - 1))?;
    let result = product.indices.with(|indices| {
        let items = indices.iter().enumerate().map(|(at, &index)| pool(at)[index].to_ref());
        tuple::from_iterator(items)
    })?;
    product.result.set(Some(result));
    nothing()
}
// ANCHOR_END: product

// ANCHOR: combinations
native_object! {
    /// C: `combinationsobject`.
    pub(crate) struct Combinations of COMBINATIONS, 56 bytes {
        refs { pool: Field<PyTupleObject>, }
        indices: Indices,
        result: Field<PyTupleObject>,
        r: usize,
        stopped: Cell<i32>,
    }
}

native_object! {
    /// C: `cwrobject`.
    pub(crate) struct WithReplacement of COMBINATIONS_WITH_REPLACEMENT, 56 bytes {
        refs { pool: Field<PyTupleObject>, }
        indices: Indices,
        result: Field<PyTupleObject>,
        r: usize,
        stopped: Cell<i32>,
    }
}

const COMBINATIONS_SIGNATURE: Signature = Signature::parse("(iterable, r)");

/// What the two kinds of combination share: all but how one begins and goes on.
macro_rules! combinations {
    ($type:ident, $layout:ident, $name:literal, $tp_name:literal, $doc:literal, $module:ident) => {
        /// See the table.
        pub(crate) static $type: StaticType = StaticType::new(Table::<$layout> {
            tp_name: $tp_name,
            signature: COMBINATIONS_SIGNATURE.text,
            tp_doc: $doc,
            tp_traverse: traverse($module::visit),
            tp_new: Some($module::new),
            tp_methods: &[
                reduce($module::reduce),
                set_state($module::set_state),
                size_of_object(|this| size(instance_size(this) + 8 * this.r)),
            ],
            ..iterator_rows!($layout, $module::next)
        });

        mod $module {
            use super::*;

            pub(super) fn visit(this: Obj<'_, $layout>, visitor: &mut Visitor) -> Flow {
                visitor.field(&this.pool)?;
                visitor.field(&this.result)
            }

            pub(super) extern "C" fn new(
                class: Type<'_>,
                arguments: Obj<'_>,
                keywords: Option<Obj<'_>>,
            ) -> Result {
                let given = Given::of_tuple(arguments, keywords);
                COMBINATIONS_SIGNATURE.bind($name, given, |arguments| {
                    let r = arguments[1].to_isize()?;
                    let pool = tuple::from_iterable(arguments[0])?;
                    let r = usize::try_from(r).map_err(|_| negative_r())?;
                    let (first, stopped) = first(pool.borrow().len(), r);
                    let indices = Indices::new(first)?;
                    let made = memory::create(class, |ob_base| $layout {
                        ob_base,
                        pool: Field::new(Some(pool)),
                        indices,
                        result: Field::NULL,
                        r,
                        stopped: Cell::new(i32::from(stopped)),
                    })?;
                    Ok(made.object())
                })
            }

            pub(super) fn next(this: Obj<'_, $layout>) -> Result<Option<Ref>> {
                let Some(pool) = this.pool.get().filter(|_| this.stopped.get() == 0) else {
                    return Ok(None);
                };
                let goes_on = this.result.is_null()
                    || this.indices.with(|indices| advance(indices, pool.borrow().len()));
                if !goes_on {
                    this.stopped.set(1);
                    return Ok(None);
                }
                let result = this.indices.with(|indices| pick(pool.borrow(), indices))?;
                this.result.set(Some(result.clone()));
                Ok(Some(result.object()))
            }

            pub(super) fn reduce(this: Obj<'_, $layout>) -> Result {
                let class = class_of(this);
                let pool = this.pool.get().map_or_else(|| none().to_ref(), Ref::object);
                let r = size(this.r)?;
                if this.result.is_null() {
                    return pack([class, pack([pool, r])?]);
                }
                if this.stopped.get() != 0 {
                    return pack([class, pack([tuple::of(&[])?.object(), r])?]);
                }
                pack([class, pack([pool, r])?, this.indices.to_tuple()?])
            }

            pub(super) fn set_state(this: Obj<'_, $layout>, state: Obj<'_>) -> Result {
                let count = count_of(this.pool.get());
                this.indices.set(state, |at| bounds(at, count, this.r))?;
                let Some(pool) = this.pool.get().filter(|_| this.r == 0 || count >= least(this.r))
                else {
                    return nothing();
                };
                let result = this.indices.with(|indices| pick(pool.borrow(), indices))?;
                this.result.set(Some(result));
                nothing()
            }

            include_steps!($module);
        }
    };
}

/// How each kind begins, goes on, and which indices it may have.
macro_rules! include_steps {
    (without_replacement) => {
        fn first(n: usize, r: usize) -> (impl ExactSizeIterator<Item = usize>, bool) {
            (0..r, r > n)
        }

        /// The rightmost index that can still grow does; those behind it follow it closely.
        fn advance(indices: &mut [usize], n: usize) -> bool {
            let r = indices.len();
            let Some(at) = (0..r).rev().find(|&at| indices[at] != at + n - r) else {
                return false;
            };
            indices[at] += 1;
            for next in at + 1..r {
                indices[next] = indices[next - 1] + 1;
            }
            true
        }

        fn bounds(at: usize, n: usize, r: usize) -> (isize, isize) {
            (0, at as isize + n as isize - r as isize)
        }

        fn least(r: usize) -> usize {
            r
        }
    };
    (with_replacement) => {
        fn first(n: usize, r: usize) -> (impl ExactSizeIterator<Item = usize>, bool) {
            (std::iter::repeat_n(0, r), n == 0 && r > 0)
        }

        /// The rightmost index that can still grow does, and those behind it become equal to it.
        fn advance(indices: &mut [usize], n: usize) -> bool {
            let Some(at) = (0..indices.len()).rev().find(|&at| indices[at] + 1 != n) else {
                return false;
            };
            let index = indices[at] + 1;
            indices[at..].fill(index);
            true
        }

        fn bounds(_: usize, n: usize, _: usize) -> (isize, isize) {
            (0, n as isize - 1)
        }

        fn least(_: usize) -> usize {
            1
        }
    };
}

combinations!(
    COMBINATIONS,
    Combinations,
    "combinations",
    c"itertools.combinations",
    "All ways to pick r items, in order, each at most once.",
    without_replacement
);
combinations!(
    COMBINATIONS_WITH_REPLACEMENT,
    WithReplacement,
    "combinations_with_replacement",
    c"itertools.combinations_with_replacement",
    "All ways to pick r items, in order, each as often as one likes.",
    with_replacement
);
// ANCHOR_END: combinations

// ANCHOR: permutations
native_object! {
    /// C: `permutationsobject`.
    pub(crate) struct Permutations of PERMUTATIONS, 64 bytes {
        refs { pool: Field<PyTupleObject>, }
        indices: Indices,
        /// How many picks are left at each place before the one in front of it changes.
        cycles: Indices,
        result: Field<PyTupleObject>,
        r: usize,
        stopped: Cell<i32>,
    }
}

const PERMUTATIONS_SIGNATURE: Signature = Signature::parse("(iterable, r=None)");

/// `itertools.permutations`.
pub(crate) static PERMUTATIONS: StaticType = StaticType::new(Table::<Permutations> {
    tp_name: c"itertools.permutations",
    signature: PERMUTATIONS_SIGNATURE.text,
    tp_doc: "All orders of r of the items.",
    tp_traverse: traverse(permutations_traverse),
    tp_new: Some(permutations_new),
    tp_methods: &[
        reduce(permutations_reduce),
        set_state(permutations_setstate),
        size_of_object(|this| size(instance_size(this) + 8 * (this.indices.len() + this.r))),
    ],
    ..iterator_rows!(Permutations, permutations_next)
});

fn permutations_traverse(permutations: Obj<'_, Permutations>, visitor: &mut Visitor) -> Flow {
    visitor.field(&permutations.pool)?;
    visitor.field(&permutations.result)
}

extern "C" fn permutations_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    PERMUTATIONS_SIGNATURE.bind("permutations", given, |arguments| {
        let pool = tuple::from_iterable(arguments[0])?;
        let n = pool.borrow().len();
        let r = match arguments.not_none(1) {
            None => n,
            Some(r) if r.downcast::<PyLongObject>().is_none() => {
                return Err(raise(&TYPE_ERROR, "Expected int as r"));
            }
            Some(r) => usize::try_from(r.to_isize()?).map_err(|_| negative_r())?,
        };
        let indices = Indices::new(0..n)?;
        let cycles = Indices::new((0..r).map(|at| n.wrapping_sub(at)))?;
        let made = memory::create(class, |ob_base| Permutations {
            ob_base,
            pool: Field::new(Some(pool)),
            indices,
            cycles,
            result: Field::NULL,
            r,
            stopped: Cell::new(i32::from(r > n)),
        })?;
        Ok(made.object())
    })
}

/// The next order: the rightmost place that has picks left takes the next one; those behind it
/// begin anew.
fn advance(indices: &mut [usize], cycles: &mut [usize]) -> bool {
    let n = indices.len();
    for at in (0..cycles.len()).rev() {
        cycles[at] -= 1;
        if cycles[at] == 0 {
            indices[at..].rotate_left(1);
            cycles[at] = n - at;
        } else {
            indices.swap(at, n - cycles[at]);
            return true;
        }
    }
    false
}

fn permutations_next(permutations: Obj<'_, Permutations>) -> Result<Option<Ref>> {
    let this = permutations;
    let Some(pool) = this.pool.get().filter(|_| this.stopped.get() == 0) else {
        return Ok(None);
    };
    let goes_on = this.result.is_null()
        || this.indices.with(|indices| this.cycles.with(|cycles| advance(indices, cycles)));
    if !goes_on {
        this.stopped.set(1);
        return Ok(None);
    }
    let result = this.indices.with(|indices| pick(pool.borrow(), &indices[..this.r]))?;
    this.result.set(Some(result.clone()));
    Ok(Some(result.object()))
}

fn permutations_reduce(permutations: Obj<'_, Permutations>) -> Result {
    let class = class_of(permutations);
    let pool = permutations.pool.get().map_or_else(|| none().to_ref(), Ref::object);
    let r = size(permutations.r)?;
    if permutations.result.is_null() {
        return pack([class, pack([pool, r])?]);
    }
    if permutations.stopped.get() != 0 {
        return pack([class, pack([tuple::of(&[])?.object(), r])?]);
    }
    let state = pack([permutations.indices.to_tuple()?, permutations.cycles.to_tuple()?])?;
    pack([class, pack([pool, r])?, state])
}

fn permutations_setstate(permutations: Obj<'_, Permutations>, state: Obj<'_>) -> Result {
    let items = state_items(state, 2, 2)?;
    let indices = expect::<PyTupleObject>(items, 0)?;
    let cycles = expect::<PyTupleObject>(items, 1)?;
    let this = permutations;
    if indices.len() != this.indices.len() || cycles.len() != this.r {
        return Err(raise(&VALUE_ERROR, "invalid arguments"));
    }
    let n = this.indices.len() as isize;
    this.indices.set(indices.object(), |_| (0, n - 1))?;
    this.cycles.set(cycles.object(), |at| (1, n - at as isize))?;
    let Some(pool) = this.pool.get().filter(|_| this.r <= n as usize) else {
        return nothing();
    };
    let result = this.indices.with(|indices| pick(pool.borrow(), &indices[..this.r]))?;
    this.result.set(Some(result));
    nothing()
}
// ANCHOR_END: permutations
