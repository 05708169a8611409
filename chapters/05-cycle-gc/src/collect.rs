//! One collection, from start to stop.
//!
//! CPython: `Modules/gcmodule.c` (`gc_collect_main`, `gc_collect_with_callback`,
//! `delete_garbage`, `gc_collect_impl`, `PyGC_Collect`, `_PyGC_CollectNoFail`).
//!
//! The order of the steps is a promise to the program: weak references die first, then
//! callbacks run, then finalisers, and only when no finaliser is left that has not run does
//! the collector take the first object apart.
//!
//! Invariant: each object that is tracked at the start is on a generation's list at the end,
//! or has been freed or untracked on the way.

use std::process;

use crate::collector::{Generation, Report};
use crate::debug::{DebugFlags, Message};
use crate::deduce::deduce_unreachable;
use crate::finalizers::{
    finalize_garbage, handle_legacy_finalizers, handle_resurrected_objects, move_legacy_finalizers,
};
use crate::head::{GcHead, Link};
use crate::heap::{Heap, Progress, Untracking};
use crate::list::List;
use crate::observer::{Event, Members, Observer, Silent};
use crate::untrack::untrack_settled;
use crate::weak_references::handle_weak_references;

// ANCHOR: collect
/// `gc.collect(generation)`: returns how many unreachable objects were found. Inside of a
/// collection it does nothing and returns 0.
pub fn collect<H: Heap>(heap: &H, generation: Generation) -> usize {
    collect_observed(heap, generation, &mut Silent)
}

/// [`collect`], with somebody looking on.
pub fn collect_observed<H: Heap, O: Observer<H>>(
    heap: &H,
    generation: Generation,
    observer: &mut O,
) -> usize {
    exclusively(heap, || collect_with_callbacks(heap, generation, observer)).unwrap_or(0)
}

/// A full collection, if automatic collection is on. C: `PyGC_Collect`; the exception in flight
/// is the caller's to put aside and back.
pub fn collect_if_enabled<H: Heap>(heap: &H) -> usize {
    match heap.collector().is_enabled() {
        true => collect(heap, Generation::OLDEST),
        false => 0,
    }
}

/// A full collection that tells no callback, for the end of an interpreter.
/// C: `_PyGC_CollectNoFail`.
pub fn collect_at_exit<H: Heap>(heap: &H) -> usize {
    let run = || collect_main(heap, Generation::OLDEST, &mut Silent);
    exclusively(heap, run).map_or(0, |report| report.collected + report.uncollectable)
}

/// Runs `collection` unless one is running.
pub(crate) fn exclusively<H: Heap, R>(heap: &H, collection: impl FnOnce() -> R) -> Option<R> {
    let collecting = &heap.collector().collecting;
    if collecting.replace(true) {
        return None;
    }
    let guard = AbortOnUnwind;
    let result = collection();
    std::mem::forget(guard);
    collecting.set(false);
    Some(result)
}

/// Half-way through a collection the lists are no lists. A heap that unwinds there has broken
/// its contract, and going on would use freed memory.
struct AbortOnUnwind;

impl Drop for AbortOnUnwind {
    fn drop(&mut self) {
        process::abort();
    }
}

/// A collection with its "start" and "stop". C: `gc_collect_with_callback`.
pub(crate) fn collect_with_callbacks<H: Heap, O: Observer<H>>(
    heap: &H,
    generation: Generation,
    observer: &mut O,
) -> usize {
    let nothing_yet = Report { generation, collected: 0, uncollectable: 0 };
    heap.invoke_callbacks(Progress::Start, &nothing_yet);
    let report = collect_main(heap, generation, observer);
    heap.invoke_callbacks(Progress::Stop, &report);
    report.collected + report.uncollectable
}
// ANCHOR_END: collect

// ANCHOR: main
/// C: `gc_collect_main`.
fn collect_main<H: Heap, O: Observer<H>>(
    heap: &H,
    generation: Generation,
    observer: &mut O,
) -> Report {
    let collector = heap.collector();
    let started = print_start(heap, generation);

    // What is collected is this generation and all younger ones; what survives goes to the
    // next older, and of the oldest stays where it is.
    collector.start_counting(generation);
    let young = collector.generation(generation);
    let old = generation.older().map_or(young, |older| collector.generation(older));
    for younger in Generation::ALL.into_iter().take_while(|&younger| younger < generation) {
        young.merge(collector.generation(younger));
    }
    debug_assert!(young.is_valid(false, false) && old.is_valid(false, false));
    observer.event(heap, Event::Start { generation, young: Members::of(heap, young) });

    // Who is unreachable?
    let heads = [const { GcHead::new() }; 4];
    let [unreachable, finalizers, seen, still_unreachable] = heads.each_ref().map(List::init);
    deduce_unreachable(heap, young, unreachable, observer);
    observer.event(
        heap,
        Event::Sorted {
            young: Members::of(heap, young),
            unreachable: Members::of(heap, unreachable),
        },
    );

    // The others grow older.
    let mut survivors = untrack_settled(heap, young, Untracking::InEveryCollection, observer);
    if generation == Generation::OLDEST {
        // Dicts are looked at in full collections only: a dict that is being filled would
        // otherwise be gone through again and again.
        survivors = untrack_settled(heap, young, Untracking::InFullCollections, observer);
        collector.long_lived_pending.set(0);
        collector.long_lived_total.set(survivors);
    } else {
        if generation == Generation::MIDDLE {
            let pending = &collector.long_lived_pending;
            pending.set(pending.get() + survivors);
        }
        old.merge(young);
    }

    // Of the unreachable some can't be collected.
    move_legacy_finalizers(heap, unreachable, finalizers);
    debug_assert!(finalizers.is_valid(false, false));
    debug_assert!(unreachable.is_valid(true, false));
    if !finalizers.is_empty() {
        observer.event(heap, Event::Uncollectable { finalizers: Members::of(heap, finalizers) });
    }
    if collector.debug().contains(DebugFlags::COLLECTABLE) {
        unreachable.iter().for_each(|link| print_object(heap, "collectable", link));
    }

    // The program is told, and may change its mind.
    let callbacks = handle_weak_references(heap, unreachable, old, observer);
    debug_assert!(old.is_valid(false, false));
    debug_assert!(unreachable.is_valid(true, false));
    let finalized = finalize_garbage(heap, unreachable, seen, observer);
    let dead = if callbacks.called + finalized > 0 {
        handle_resurrected_objects(heap, unreachable, still_unreachable, old, observer);
        still_unreachable
    } else {
        // No code of the program's has run, so nothing can have changed.
        unreachable
    };

    // The rest goes.
    let collected = callbacks.freed + dead.len();
    delete_garbage(heap, dead, old, observer);

    let uncollectable = finalizers.len();
    if collector.debug().contains(DebugFlags::UNCOLLECTABLE) {
        finalizers.iter().for_each(|link| print_object(heap, "uncollectable", link));
    }
    let report = Report { generation, collected, uncollectable };
    print_done(heap, started, &report);
    handle_legacy_finalizers(heap, finalizers, old);
    debug_assert!(old.is_valid(false, false));

    if generation == Generation::OLDEST {
        heap.clear_free_lists();
    }
    collector.add_to_stats(&report);
    observer.event(heap, Event::Stop(report));
    report
}
// ANCHOR_END: main

// ANCHOR: delete
/// Clears one object after the other. Where the cleared references were the last that kept an
/// object, it is freed then and there, and off the list before the collector gets to it.
/// C: `delete_garbage`.
fn delete_garbage<H: Heap, O: Observer<H>>(
    heap: &H,
    collectable: List<'_>,
    old: List<'_>,
    observer: &mut O,
) {
    while let Some(link) = collectable.first() {
        // SAFETY: what is on a list is a live container of the heap, and the reference taken
        // here keeps it so while it is cleared.
        unsafe {
            let object = heap.object_of(link.as_ptr());
            if heap.collector().debug().contains(DebugFlags::SAVEALL) {
                heap.append_to_garbage(object);
            } else {
                observer.event(heap, Event::Clear(object));
                heap.incref(object);
                heap.clear(object);
                heap.decref(object);
            }
        }
        if collectable.first() == Some(link) {
            // Still alive: saved, or held by an object that will be cleared later.
            link.clear_collecting();
            old.take(link);
        }
    }
}
// ANCHOR_END: delete

// ANCHOR: print
fn print_start<H: Heap>(heap: &H, generation: Generation) -> Option<std::time::Duration> {
    let collector = heap.collector();
    collector.debug().contains(DebugFlags::STATS).then(|| {
        heap.write_to_stderr(format_args!("{}", Message::Collecting(generation)));
        let permanent = collector.freeze_count();
        let sizes = Message::Sizes { generations: collector.sizes(), permanent };
        heap.write_to_stderr(format_args!("{sizes}"));
        heap.perf_counter()
    })
}

/// `started` is `None` if the flag was not set when the collection began; a finaliser may have
/// set it since, and then the time is counted from the clock's zero, as in CPython.
fn print_done<H: Heap>(heap: &H, started: Option<std::time::Duration>, report: &Report) {
    if heap.collector().debug().contains(DebugFlags::STATS) {
        let message = Message::Done {
            unreachable: report.collected + report.uncollectable,
            uncollectable: report.uncollectable,
            elapsed: heap.perf_counter().saturating_sub(started.unwrap_or_default()),
        };
        heap.write_to_stderr(format_args!("{message}"));
    }
}

/// C: `debug_cycle`.
fn print_object<H: Heap>(heap: &H, what: &'static str, link: Link) {
    // SAFETY: what is on a list is a live container of the heap.
    let object = unsafe { heap.object_of(link.as_ptr()) };
    // SAFETY: as above.
    let type_name = unsafe { heap.type_name(object) };
    let address = format_args!("{object:p}");
    heap.write_to_stderr(format_args!("{}", Message::Object { what, type_name, address }));
}
// ANCHOR_END: print

#[cfg(test)]
mod tests;
