//! `_heapq`: a list whose first item is the least.
//!
//! CPython: `Modules/_heapqmodule.c`.
//!
//! Comparisons may run anything, so items are asked for again after each; a list that has changed
//! its size meanwhile is an error.

use crate::prelude::*;

// ANCHOR: rows
type Heap<'a> = Obj<'a, PyListObject>;

/// Which item comes first.
#[derive(Clone, Copy)]
enum Order {
    Least,
    Greatest,
}

macro_rules! on_heap {
    ($name:literal, $order:ident, $function:ident, $doc:literal) => {
        Method::one(
            $name,
            "($module, heap, /)",
            |_, heap| $function(heap_argument($name, None, heap)?, Order::$order),
            $doc,
        )
    };
}

macro_rules! on_heap_and_item {
    ($name:literal, $order:ident, $function:ident, $doc:literal) => {
        Method::new(
            $name,
            "($module, heap, item, /)",
            |_, arguments| {
                let heap = heap_argument($name, Some(1), arguments[0])?;
                $function(heap, arguments[1], Order::$order)
            },
            $doc,
        )
    };
}

/// `_heapq`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_heapq",
    doc: "Heaps: lists in which the item at k isn't greater than those at 2k+1 and 2k+2.",
    functions: &[
        on_heap_and_item!(c"heappush", Least, push, "Puts an item in."),
        on_heap_and_item!(
            c"heappushpop",
            Least,
            push_pop,
            "Puts an item in and takes the least one out."
        ),
        on_heap!(c"heappop", Least, pop, "Takes the least item out."),
        on_heap_and_item!(
            c"heapreplace",
            Least,
            replace,
            "Takes the least item out and puts another one in."
        ),
        on_heap!(c"heapify", Least, heapify, "Makes a heap of a list."),
        on_heap!(c"_heappop_max", Greatest, pop, "Takes the greatest item out."),
        on_heap!(c"_heapify_max", Greatest, heapify, "Makes a heap, the greatest item first."),
        on_heap_and_item!(
            c"_heapreplace_max",
            Greatest,
            replace,
            "Takes the greatest item out and puts another one in."
        ),
    ],
    constants: &[(
        "__about__",
        Constant::Str(
            "Heap queues\n\nA heap is a list in which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for \
             all k, so that a[0] is the least item.\n",
        ),
    )],
    ..ModuleDefinition::NONE
};

fn heap_argument<'a>(
    function: &std::ffi::CStr,
    index: Option<usize>,
    heap: Obj<'a>,
) -> Result<Heap<'a>> {
    heap.downcast::<PyListObject>().ok_or_else(|| {
        let (name, kind) = (function.to_string_lossy(), type_name(heap));
        let argument = match index {
            Some(index) => format!("argument {index}"),
            None => "argument".to_owned(),
        };
        raise(&TYPE_ERROR, format_args!("{name}() {argument} must be list, not {kind}"))
    })
}
// ANCHOR_END: rows

// ANCHOR: sift
fn at(heap: Heap<'_>, index: usize) -> Result {
    heap.get_index(index).ok_or_else(|| raise(&INDEX_ERROR, "index out of range"))
}

/// Whether the item at `first` has to be in front of the one at `second`.
fn precedes(heap: Heap<'_>, order: Order, first: usize, second: usize) -> Result<bool> {
    let count = heap.len();
    let (first, second) = (at(heap, first)?, at(heap, second)?);
    let (less, more) = match order {
        Order::Least => (first, second),
        Order::Greatest => (second, first),
    };
    let answer = less.borrow().compare_bool(more.borrow(), Comparison::Less)?;
    match heap.len() == count {
        true => Ok(answer),
        false => Err(raise(&RUNTIME_ERROR, "list changed size during iteration")),
    }
}

/// An item moves towards the beginning, as far as it precedes what is there.
fn sift_down(heap: Heap<'_>, order: Order, start: usize, mut place: usize) -> Result<()> {
    at(heap, place)?;
    while place > start {
        let parent = (place - 1) >> 1;
        if !precedes(heap, order, place, parent)? {
            break;
        }
        heap.swap(place, parent);
        place = parent;
    }
    Ok(())
}

/// An item moves to the end of the tree, its better children taking its places, and from there
/// back to where it belongs.
fn sift_up(heap: Heap<'_>, order: Order, start: usize) -> Result<()> {
    let end = heap.len();
    at(heap, start)?;
    let mut place = start;
    while place < end >> 1 {
        let mut child = 2 * place + 1;
        if child + 1 < end {
            child += usize::from(!precedes(heap, order, child, child + 1)?);
        }
        heap.swap(place, child);
        place = child;
    }
    sift_down(heap, order, start, place)
}
// ANCHOR_END: sift

// ANCHOR: functions
fn push(heap: Heap<'_>, item: Obj<'_>, order: Order) -> Result {
    heap.push(item.to_ref())?;
    sift_down(heap, order, 0, heap.len() - 1)?;
    nothing()
}

fn pop(heap: Heap<'_>, order: Order) -> Result {
    let Some(last) = heap.pop()? else {
        return Err(raise(&INDEX_ERROR, "index out of range"));
    };
    match heap.replace_index(0, last.clone()) {
        None => Ok(last),
        Some(first) => {
            sift_up(heap, order, 0)?;
            Ok(first)
        }
    }
}

fn replace(heap: Heap<'_>, item: Obj<'_>, order: Order) -> Result {
    let Some(first) = heap.replace_index(0, item.to_ref()) else {
        return Err(raise(&INDEX_ERROR, "index out of range"));
    };
    sift_up(heap, order, 0)?;
    Ok(first)
}

fn push_pop(heap: Heap<'_>, item: Obj<'_>, order: Order) -> Result {
    let Some(top) = heap.get_index(0) else {
        return Ok(item.to_ref());
    };
    match top.borrow().compare_bool(item, Comparison::Less)? {
        true => replace(heap, item, order),
        false => Ok(item.to_ref()),
    }
}

/// From the last parent to the first. In a long list parents are visited right behind their
/// children, while those are still in the cache; the comparisons' order is CPython's.
fn heapify(heap: Heap<'_>, order: Order) -> Result {
    let count = heap.len();
    let middle = count >> 1;
    if count <= 2500 {
        for place in (0..middle).rev() {
            sift_up(heap, order, place)?;
        }
        return nothing();
    }
    let with_parents = |mut place: usize| -> Result<()> {
        loop {
            sift_up(heap, order, place)?;
            if place & 1 == 0 {
                return Ok(());
            }
            place >>= 1;
        }
    };
    let leftmost = (1 << (middle + 1).ilog2()) - 1;
    for place in (middle >> 1..leftmost).rev() {
        with_parents(place)?;
    }
    for place in (leftmost..middle).rev() {
        with_parents(place)?;
    }
    nothing()
}
// ANCHOR_END: functions
