//! The checks of exercise 2.

use cycle_gc::toy::{Kind, Ref, Toy};

use crate::ring;

fn nodes<'h>(heap: &'h Toy, count: usize) -> Vec<Ref<'h>> {
    (0..count).map(|index| heap.new_object(&format!("n{index}"), Kind::Instance)).collect()
}

#[test]
fn an_object_on_no_ring_has_none() {
    let heap = Toy::new();
    let n = nodes(&heap, 3);
    n[0].refer_to(&n[1]);
    n[1].refer_to(&n[2]);
    n[2].refer_to(&n[1]);
    assert!(ring(&n[0]).is_empty());
}

#[test]
fn an_object_that_refers_to_itself() {
    let heap = Toy::new();
    let n = nodes(&heap, 2);
    n[0].refer_to(&n[1]);
    n[1].refer_to(&n[0]);
    n[0].refer_to(&n[0]);
    assert_eq!(ring(&n[0]), ["n0"]);
}

#[test]
fn the_shortest_way_is_found() {
    let heap = Toy::new();
    let n = nodes(&heap, 6);
    for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 3), (3, 4), (4, 0), (0, 5)] {
        n[from].refer_to(&n[to]);
    }
    assert_eq!(ring(&n[0]), ["n0", "n1"]);
    assert_eq!(ring(&n[4]), ["n4", "n0", "n2", "n3"]);
}

#[test]
fn wide_graphs_are_searched_once() {
    let heap = Toy::new();
    let n = nodes(&heap, 60);
    // Between two neighbours there are two references: a billion billion ways.
    for pair in n.windows(2) {
        pair[0].refer_to(&pair[1]);
        pair[0].refer_to(&pair[1]);
    }
    n[59].refer_to(&n[0]);
    assert_eq!(ring(&n[0]).len(), 60);
}
