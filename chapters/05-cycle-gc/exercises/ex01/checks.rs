//! The checks of exercise 1.

use cycle_gc::Heap;
use cycle_gc::toy::{Kind, Ref, Toy};

use crate::held_from_outside;

fn ring<'h>(heap: &'h Toy, names: &[&str]) -> Vec<Ref<'h>> {
    let nodes: Vec<Ref<'h>> =
        names.iter().map(|name| heap.new_object(name, Kind::Instance)).collect();
    for (index, node) in nodes.iter().enumerate() {
        node.refer_to(&nodes[(index + 1) % nodes.len()]);
    }
    nodes
}

#[test]
fn a_held_ring_has_one_door() {
    let heap = Toy::new();
    heap.collector().disable();
    let mut nodes = ring(&heap, &["a", "b", "c"]);
    nodes.remove(2);
    nodes.remove(0);
    assert_eq!(held_from_outside(&heap), ["b"]);
}

#[test]
fn a_ring_that_nobody_holds_has_none() {
    let heap = Toy::new();
    heap.collector().disable();
    let held = heap.new_object("held", Kind::List);
    drop(ring(&heap, &["a", "b"]));
    assert_eq!(held_from_outside(&heap), ["held"]);
    drop(held);
}

#[test]
fn the_second_sorting_is_not_counted() {
    let heap = Toy::new();
    heap.collector().disable();
    let held = heap.new_object("held", Kind::List);
    let nodes = ring(&heap, &["phoenix", "b"]);
    nodes[0].set_finalizer(|object| object.heap().keep(object.clone()));
    drop(nodes);
    assert_eq!(held_from_outside(&heap), ["held"]);
    drop(held);
}
