//! The checks of exercise 6.

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{Generation, Heap, collect};

use crate::collect_within;

/// `oldest`, `middle` and `youngest` objects in the three generations.
fn heap_of<'h>(heap: &'h Toy, oldest: usize, middle: usize, youngest: usize) -> Vec<Ref<'h>> {
    heap.collector().disable();
    let make = |count| (0..count).map(|_| heap.new_object("", Kind::List));
    let mut objects: Vec<Ref<'h>> = make(oldest).collect();
    collect(heap, Generation::MIDDLE);
    objects.extend(make(middle));
    collect(heap, Generation::YOUNGEST);
    objects.extend(make(youngest));
    assert_eq!(heap.collector().sizes(), [youngest, middle, oldest]);
    objects
}

/// How many collections of each generation there were.
fn collections(heap: &Toy) -> [usize; 3] {
    heap.collector().stats().map(|stats| stats.collections)
}

#[test]
fn as_much_as_the_budget_allows() {
    for (budget, expected) in [
        (9, None),
        (10, Some(Generation::YOUNGEST)),
        (29, Some(Generation::YOUNGEST)),
        (30, Some(Generation::MIDDLE)),
        (69, Some(Generation::MIDDLE)),
        (70, Some(Generation::OLDEST)),
    ] {
        let heap = Toy::new();
        let _objects = heap_of(&heap, 40, 20, 10);
        let mut before = collections(&heap);
        assert_eq!(collect_within(&heap, budget), expected, "with a budget of {budget}");
        if let Some(generation) = expected {
            before[generation.index()] += 1;
        }
        assert_eq!(collections(&heap), before, "one collection at most, with {budget}");
    }
}

#[test]
fn a_collection_takes_the_younger_along() {
    let heap = Toy::new();
    let _objects = heap_of(&heap, 5, 5, 100);
    assert_eq!(collect_within(&heap, 50), None);
    assert_eq!(collect_within(&heap, 105), Some(Generation::MIDDLE));
}

#[test]
fn what_is_frozen_costs_nothing() {
    let heap = Toy::new();
    let _objects = heap_of(&heap, 1000, 0, 0);
    heap.collector().freeze();
    let _others: Vec<Ref<'_>> = (0..10).map(|_| heap.new_object("", Kind::List)).collect();
    assert_eq!(collect_within(&heap, 10), Some(Generation::OLDEST));
}
