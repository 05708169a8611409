//! When a collection starts by itself.
//!
//! CPython: `Modules/gcmodule.c` (`_PyObject_GC_Link`, `gc_collect_generations`, the first and
//! last lines of `gc_collect_main`).
//!
//! The youngest generation is due when more containers have been allocated than freed since
//! it was last collected, by more than its threshold. An older generation is due when the next
//! younger has been collected more often than its own threshold. The oldest has one condition
//! more, the 25 % rule: without it, a program that builds a large structure and frees nothing
//! would go through the whole of it again and again, in time that grows with the square of its
//! size. With it the full collections get rarer as the heap grows, and their total is linear.

use crate::collect::{collect_with_callbacks, exclusively};
use crate::collector::{Collector, Generation, GenerationStats, Report};
use crate::heap::Heap;
use crate::observer::{Observer, Silent};

// ANCHOR: allocated
/// Counts a container that has just been allocated, and collects if that makes a generation
/// due. To be called before the container is tracked. C: `_PyObject_GC_Link`.
pub fn allocated<H: Heap>(heap: &H) {
    allocated_observed(heap, &mut Silent);
}

/// [`allocated`], with somebody looking on.
#[inline]
pub fn allocated_observed<H: Heap, O: Observer<H>>(heap: &H, observer: &mut O) {
    let collector = heap.collector();
    let youngest = &collector.counters[0];
    let count = youngest.count.get().saturating_add(1);
    youngest.count.set(count);
    if count > youngest.threshold.get() {
        over_threshold(heap, observer);
    }
}

/// Out of the way of the allocations that set nothing off.
#[cold]
fn over_threshold<H: Heap, O: Observer<H>>(heap: &H, observer: &mut O) {
    let collector = heap.collector();
    if !collector.is_enabled() || collector.threshold()[0] == 0 || heap.error_is_set() {
        return;
    }
    exclusively(heap, || {
        if let Some(generation) = collector.due() {
            collect_with_callbacks(heap, generation, observer);
        }
    });
}
// ANCHOR_END: allocated

// ANCHOR: due
impl Collector {
    /// The oldest generation whose count is over its threshold; collecting it takes the younger
    /// ones along. C: `gc_collect_generations`.
    fn due(&self) -> Option<Generation> {
        Generation::ALL.into_iter().rev().find(|&generation| {
            let counter = &self.counters[generation.index()];
            let over = counter.count.get() > counter.threshold.get();
            over && (generation != Generation::OLDEST || self.enough_has_changed())
        })
    }

    /// Whether a full collection would find at least a quarter as many newcomers as it has
    /// survivors to go through again.
    fn enough_has_changed(&self) -> bool {
        self.long_lived_pending.get() >= self.long_lived_total.get() / 4
    }

    /// A collection of `generation` starts: the next older one has waited for one more, and
    /// this one and all younger start from zero.
    pub(crate) fn start_counting(&self, generation: Generation) {
        if let Some(older) = generation.older() {
            let count = &self.counters[older.index()].count;
            count.set(count.get().saturating_add(1));
        }
        for counter in &self.counters[..=generation.index()] {
            counter.count.set(0);
        }
    }

    pub(crate) fn add_to_stats(&self, report: &Report) {
        let stats = &self.stats[report.generation.index()];
        let GenerationStats { collections, collected, uncollectable } = stats.get();
        stats.set(GenerationStats {
            collections: collections + 1,
            collected: collected + report.collected,
            uncollectable: uncollectable + report.uncollectable,
        });
    }
}
// ANCHOR_END: due
