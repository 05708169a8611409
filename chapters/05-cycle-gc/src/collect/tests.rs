//! Each step of a collection on a graph of a few objects. The order of effects against CPython
//! is in `tests/tests/cycle_gc.rs`, exactness on random graphs in `tests/oracle.rs`; these are
//! small enough to run under Miri.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::toy::{Kind, Ref, Toy};
use crate::{allocated, objects, shutdown_warning};

fn heap() -> Toy {
    let heap = Toy::new();
    heap.collector().disable();
    heap
}

/// Instances that refer to each other in a circle.
fn ring<'h>(heap: &'h Toy, names: &[&str]) -> Vec<Ref<'h>> {
    let nodes: Vec<Ref<'h>> =
        names.iter().map(|name| heap.new_object(name, Kind::Instance)).collect();
    for (index, node) in nodes.iter().enumerate() {
        node.refer_to(&nodes[(index + 1) % nodes.len()]);
    }
    nodes
}

fn names(objects: &[Ref<'_>]) -> Vec<String> {
    objects.iter().map(Ref::name).collect()
}

#[test]
fn a_ring_goes_once_nobody_holds_it() {
    let heap = heap();
    let mut nodes = ring(&heap, &["a", "b", "c"]);
    nodes.truncate(1);
    assert_eq!((collect(&heap, Generation::YOUNGEST), heap.live_objects()), (0, 3));
    drop(nodes);
    assert_eq!((collect(&heap, Generation::YOUNGEST), heap.live_objects()), (0, 3));
    assert_eq!((collect(&heap, Generation::MIDDLE), heap.live_objects()), (3, 0));
    assert_eq!(heap.collector().stats()[1].collected, 3);
}

#[test]
fn what_a_finaliser_brings_back_stays_with_all_that_it_reaches() {
    let heap = heap();
    let nodes = ring(&heap, &["phoenix", "b"]);
    nodes[0].set_finalizer(|object| object.heap().keep(object.clone()));
    nodes[1].set_finalizer(|_| {});
    drop(nodes);
    drop(ring(&heap, &["c", "d"]));
    assert_eq!(collect(&heap, Generation::OLDEST), 2);
    assert_eq!(heap.take_log(), ["del phoenix", "del b"]);
    assert_eq!(names(&heap.tracked(Some(Generation::OLDEST))), ["phoenix", "b"]);
    heap.release("phoenix");
    assert_eq!(collect(&heap, Generation::OLDEST), 2);
    assert!(heap.take_log().is_empty());
}

#[test]
fn callbacks_see_a_dead_reference_and_run_before_finalisers() {
    let heap = heap();
    let nodes = ring(&heap, &["a", "b"]);
    nodes[0].set_finalizer(|_| {});
    let callback = heap.new_object("callback", Kind::Instance);
    callback.set_call(|reference| {
        let alive = reference.target().is_some();
        reference.heap().say(format!("alive {alive}"));
        reference.heap().release("watch");
    });
    heap.keep(heap.weak_reference("watch", &nodes[0], Some(&callback)));
    drop((nodes, callback));
    // Two instances, and the weak reference that its own callback let go of.
    assert_eq!(collect(&heap, Generation::OLDEST), 3);
    assert_eq!(heap.take_log(), ["callback watch callback", "alive false", "del a"]);
    assert_eq!(heap.live_objects(), 0);
}

#[test]
fn a_legacy_finaliser_keeps_what_it_reaches() {
    let heap = heap();
    let nodes = ring(&heap, &["legacy", "b"]);
    nodes[0].set_legacy_finalizer();
    drop(nodes);
    assert_eq!((collect(&heap, Generation::OLDEST), heap.live_objects()), (2, 2));
    assert_eq!(names(&heap.garbage()), ["legacy"]);
    assert!(shutdown_warning(heap.collector(), heap.garbage().len()).is_some());
}

#[test]
fn with_saveall_everything_is_kept() {
    let heap = heap();
    heap.collector().set_debug(DebugFlags::SAVEALL);
    drop(ring(&heap, &["a", "b"]));
    assert_eq!((collect(&heap, Generation::OLDEST), heap.live_objects()), (2, 2));
    assert_eq!(names(&heap.garbage()), ["a", "b"]);
}

#[test]
fn a_collection_within_a_collection_does_nothing() {
    let heap = heap();
    let found = Rc::new(RefCell::new(Vec::new()));
    let inner = Rc::clone(&found);
    let nodes = ring(&heap, &["a"]);
    nodes[0].set_finalizer(move |object| {
        inner.borrow_mut().push(collect(object.heap(), Generation::OLDEST));
        assert!(object.heap().collector().is_collecting());
        allocated(object.heap());
    });
    drop(nodes);
    assert_eq!(collect(&heap, Generation::OLDEST), 1);
    assert_eq!(*found.borrow(), [0]);
    assert!(!heap.collector().is_collecting());
}

#[test]
fn a_long_chain_is_freed_on_a_flat_stack() {
    let heap = heap();
    let mut last = heap.new_object("", Kind::List);
    for _ in 0..if cfg!(miri) { 300 } else { 200_000 } {
        let next = heap.new_object("", Kind::List);
        next.refer_to(&last);
        last = next;
    }
    drop(last);
    assert_eq!(heap.live_objects(), 0);
}

#[test]
fn collections_start_by_themselves_and_the_callbacks_hear_of_them() {
    let heap = Toy::new();
    heap.collector().set_threshold(3, Some(1), None);
    heap.on_collection(|heap, progress, report| {
        heap.say(format!("{} {}", progress.name(), report.generation.index()));
    });
    let kept: Vec<Ref<'_>> = (0..9).map(|_| heap.new_object("", Kind::List)).collect();
    assert_eq!(heap.take_log(), ["start 0", "stop 0", "start 0", "stop 0"]);
    assert_eq!(heap.collector().count(), [1, 2, 0]);
    drop(kept);
    assert_eq!(heap.collector().count(), [0, 2, 0]);
}

#[test]
fn the_ways_to_collect_differ_in_whom_they_ask() {
    let heap = heap();
    heap.on_collection(|heap, progress, _| heap.say(progress.name().into()));
    drop(ring(&heap, &["a"]));
    assert_eq!(collect_if_enabled(&heap), 0);
    assert_eq!(collect_at_exit(&heap), 1);
    assert!(heap.take_log().is_empty());
    heap.collector().enable();
    assert_eq!(collect_if_enabled(&heap), 0);
    assert_eq!(heap.take_log(), ["start", "stop"]);
}

#[test]
fn generations_that_do_not_exist_are_refused() {
    let heap = heap();
    let kept = heap.new_object("kept", Kind::List);
    assert_eq!(objects(&heap, None).unwrap(), [kept.handle()]);
    assert_eq!(objects(&heap, Some(-1)).unwrap(), [kept.handle()]);
    assert_eq!(
        objects(&heap, Some(3)).unwrap_err().to_string(),
        "generation parameter must be less than the number of available generations (3)"
    );
    assert_eq!(
        objects(&heap, Some(-2)).unwrap_err().to_string(),
        "generation parameter cannot be negative"
    );
}
