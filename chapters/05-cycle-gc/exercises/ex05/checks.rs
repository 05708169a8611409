//! The checks of exercise 5.

use std::collections::BTreeSet;

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{Generation, collect};

use crate::would_go;

/// Objects n0, n1 and so on, with references between them.
fn graph<'h>(heap: &'h Toy, count: usize, references: &[(usize, usize)]) -> Vec<Ref<'h>> {
    let nodes: Vec<Ref<'h>> =
        (0..count).map(|index| heap.new_object(&format!("n{index}"), Kind::List)).collect();
    for &(from, to) in references {
        nodes[from].refer_to(&nodes[to]);
    }
    nodes
}

fn sorted(suspect: &Ref<'_>) -> Vec<String> {
    let mut names = would_go(suspect);
    names.sort();
    names
}

#[test]
fn without_a_ring_it_answers_too() {
    let heap = Toy::new();
    let mut nodes = graph(&heap, 4, &[(0, 1), (0, 2), (1, 3), (2, 3)]);
    nodes.truncate(1);
    assert_eq!(sorted(&nodes[0]), ["n0", "n1", "n2", "n3"]);
}

#[test]
fn a_second_variable_saves_everything() {
    let heap = Toy::new();
    let mut nodes = graph(&heap, 3, &[(0, 1), (1, 2), (2, 0)]);
    nodes.truncate(1);
    assert_eq!(sorted(&nodes[0]), ["n0", "n1", "n2"]);
    let second = nodes[0].clone();
    assert!(sorted(&nodes[0]).is_empty());
    drop(second);
}

#[test]
fn what_is_held_elsewhere_keeps_what_it_reaches() {
    let heap = Toy::new();
    let mut nodes = graph(&heap, 5, &[(0, 1), (1, 0), (1, 2), (2, 3), (3, 2), (3, 4)]);
    let held = nodes.remove(2);
    nodes.truncate(1);
    assert_eq!(sorted(&nodes[0]), ["n0", "n1"]);
    drop(held);
}

#[test]
fn it_agrees_with_a_real_collection() {
    const OBJECTS: usize = 12;
    let mut state = 1_u32;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % limit
    };
    for _ in 0..200 {
        let heap = Toy::new();
        let references: Vec<_> = (0..15).map(|_| (below(OBJECTS), below(OBJECTS))).collect();
        let mut nodes = graph(&heap, OBJECTS, &references);
        let suspect = nodes.swap_remove(0);
        nodes.truncate(3);
        collect(&heap, Generation::OLDEST);

        let names = || heap.tracked(None).iter().map(Ref::name).collect::<BTreeSet<String>>();
        let before = names();
        let predicted: BTreeSet<String> = would_go(&suspect).into_iter().collect();
        assert_eq!(names(), before, "asking changes nothing");
        drop(suspect);
        collect(&heap, Generation::OLDEST);
        let gone: BTreeSet<String> = before.difference(&names()).cloned().collect();
        assert_eq!(predicted, gone, "{references:?}");
    }
}
