//! What the collector keeps between collections: three generations and a permanent one,
//! their thresholds and counts, switches and statistics.
//!
//! CPython: `Include/internal/pycore_gc.h` (`struct _gc_runtime_state`),
//! `Modules/gcmodule.c` (`_PyGC_InitState`, `PyObject_GC_Track`, `PyObject_GC_UnTrack`,
//! `PyObject_GC_Del` and the one-line functions of the module).
//!
//! Invariant: an object that is tracked is on exactly one list: a generation's, or while a
//! collection runs one of that collection's own.
//!
//! When to collect is `schedule.rs`'s, how is `collect.rs`'s.

use std::cell::Cell;
use std::fmt;
use std::ptr::NonNull;

use crate::debug::DebugFlags;
use crate::head::{GcHead, Link};
use crate::list::{self, List};

// ANCHOR: state
/// C: `NUM_GENERATIONS`.
pub const GENERATIONS: usize = 3;

/// The state of one collector. C: `struct _gc_runtime_state`.
///
/// Everything is in cells: a finaliser that a collection calls may turn to the same
/// collector again, to track objects, to change a threshold, to ask for a collection.
pub struct Collector {
    /// The ends of the lists, at an address that never changes: the three generations, then
    /// the permanent one.
    heads: NonNull<[GcHead; GENERATIONS + 1]>,
    pub(crate) counters: [Counter; GENERATIONS],
    pub(crate) enabled: Cell<bool>,
    /// Whether a collection is running; a second one is never started inside.
    pub(crate) collecting: Cell<bool>,
    pub(crate) debug: Cell<DebugFlags>,
    /// How many objects survived the last full collection.
    pub(crate) long_lived_total: Cell<usize>,
    /// How many have come into the oldest generation since.
    pub(crate) long_lived_pending: Cell<usize>,
    pub(crate) stats: [Cell<GenerationStats>; GENERATIONS],
}

/// A generation's threshold, and how far it is from it. C: `struct gc_generation`.
pub(crate) struct Counter {
    pub(crate) threshold: Cell<i32>,
    /// For the youngest generation allocations minus deallocations since its last collection,
    /// for an older one the collections of the next younger since its own last.
    pub(crate) count: Cell<i32>,
}

/// What the collections of one generation have come to. C: `struct gc_generation_stats`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct GenerationStats {
    /// How often this generation was collected.
    pub collections: usize,
    /// How many objects were found unreachable and could be collected.
    pub collected: usize,
    /// How many were found unreachable and had to be kept.
    pub uncollectable: usize,
}

impl Collector {
    /// An empty collector with CPython's thresholds, enabled.
    pub fn new() -> Collector {
        let heads = Box::leak(Box::new([const { GcHead::new() }; GENERATIONS + 1]));
        let collector = Collector {
            heads: NonNull::from(heads),
            counters: [700, 10, 10]
                .map(|threshold| Counter { threshold: Cell::new(threshold), count: Cell::new(0) }),
            enabled: Cell::new(true),
            collecting: Cell::new(false),
            debug: Cell::new(DebugFlags::NONE),
            long_lived_total: Cell::new(0),
            long_lived_pending: Cell::new(0),
            stats: Default::default(),
        };
        for index in 0..=GENERATIONS {
            collector.list(index).reset();
        }
        collector
    }

    pub(crate) fn generation(&self, generation: Generation) -> List<'_> {
        self.list(generation.index())
    }

    /// What `freeze` has put out of every collection's reach. C: `permanent_generation`.
    pub(crate) fn permanent(&self) -> List<'_> {
        self.list(GENERATIONS)
    }

    fn list(&self, index: usize) -> List<'_> {
        // SAFETY: `index` is at most GENERATIONS, and `drop` alone frees the heads.
        unsafe { List::at(self.heads.cast::<GcHead>().add(index)) }
    }
}
// ANCHOR_END: state

// ANCHOR: generation
/// A generation: 0 is the youngest, 2 the oldest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Generation(u8);

impl Generation {
    /// Where every object starts.
    pub const YOUNGEST: Generation = Generation(0);
    /// Where the survivors of one collection wait for the next.
    pub const MIDDLE: Generation = Generation(1);
    /// Where the survivors of two are; collecting it collects everything.
    pub const OLDEST: Generation = Generation(2);
    /// From the youngest to the oldest.
    pub const ALL: [Generation; GENERATIONS] =
        [Generation::YOUNGEST, Generation::MIDDLE, Generation::OLDEST];

    /// The argument of `gc.collect`.
    pub fn new(generation: i32) -> Result<Generation, GenerationError> {
        match generation {
            0..=2 => Ok(Generation(generation as u8)),
            _ => Err(GenerationError::Invalid),
        }
    }

    /// 0, 1 or 2.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The next older generation; of the oldest, none.
    pub(crate) fn older(self) -> Option<Generation> {
        Generation::ALL.get(self.index() + 1).copied()
    }
}

/// A generation that doesn't exist. Its text is that of CPython's `ValueError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GenerationError {
    /// To `gc.collect`.
    Invalid,
    /// To `gc.get_objects`: 3 or more.
    TooLarge,
    /// To `gc.get_objects`: below −1, which means all generations there.
    Negative,
}

impl fmt::Display for GenerationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GenerationError::Invalid => f.write_str("invalid generation"),
            GenerationError::TooLarge => write!(
                f,
                "generation parameter must be less than the number of available generations \
                 ({GENERATIONS})"
            ),
            GenerationError::Negative => f.write_str("generation parameter cannot be negative"),
        }
    }
}

impl std::error::Error for GenerationError {}

/// What a collection came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Report {
    /// Which generation was collected, with all younger ones.
    pub generation: Generation,
    /// How many unreachable objects were collected.
    pub collected: usize,
    /// How many unreachable objects had to be kept.
    pub uncollectable: usize,
}
// ANCHOR_END: generation

// ANCHOR: track
impl Collector {
    /// Puts a container into the youngest generation. C: `PyObject_GC_Track`.
    ///
    /// # Panics
    /// If it is tracked already.
    ///
    /// # Safety
    /// `head` is the head, by [`Heap::head_of`](crate::Heap::head_of), of a live container of the
    /// heap that this collector belongs to, and `traverse` works on it from here on. The
    /// container is neither moved nor freed before it is untracked or the collector dropped.
    pub unsafe fn track(&self, head: NonNull<GcHead>) {
        // SAFETY: the caller's promise covers the time on the list.
        let link = unsafe { Link::new(head) };
        assert!(!link.is_tracked(), "object already tracked by the garbage collector");
        debug_assert!(!link.is_collecting(), "object is in generation which is garbage collected");
        self.generation(Generation::YOUNGEST).append(link);
    }

    /// Takes a container off its list; nothing happens if it is on none.
    /// C: `PyObject_GC_UnTrack`.
    ///
    /// # Safety
    /// `head` is the head of a live container of this collector's heap.
    pub unsafe fn untrack(&self, head: NonNull<GcHead>) {
        // SAFETY: used only here.
        let link = unsafe { Link::new(head) };
        if link.is_tracked() {
            list::remove(link);
        }
    }

    /// A container's memory is about to be given back: it is untracked if it still was, and
    /// one allocation is taken off the count. C: `PyObject_GC_Del`.
    ///
    /// # Safety
    /// As [`Collector::untrack`].
    pub unsafe fn freed(&self, head: NonNull<GcHead>) {
        // SAFETY: the caller's promise.
        unsafe { self.untrack(head) };
        let count = &self.counters[0].count;
        count.set((count.get() - 1).max(0));
    }

    /// C: `_PyObject_GC_IS_TRACKED`, Python's `gc.is_tracked` for a container.
    ///
    /// # Safety
    /// `head` is the head of a live container.
    pub unsafe fn is_tracked(&self, head: NonNull<GcHead>) -> bool {
        // SAFETY: used only here.
        unsafe { Link::new(head) }.is_tracked()
    }

    /// C: `_PyGC_FINALIZED`, Python's `gc.is_finalized` for a container.
    ///
    /// # Safety
    /// As [`Collector::is_tracked`].
    pub unsafe fn is_finalized(&self, head: NonNull<GcHead>) -> bool {
        // SAFETY: used only here.
        unsafe { Link::new(head) }.is_finalized()
    }

    /// Notes that the finaliser has been called: the collector will not call it again.
    /// C: `_PyGC_SET_FINALIZED`.
    ///
    /// # Safety
    /// As [`Collector::is_tracked`].
    pub unsafe fn set_finalized(&self, head: NonNull<GcHead>) {
        // SAFETY: used only here.
        unsafe { Link::new(head) }.set_finalized();
    }
}
// ANCHOR_END: track

// ANCHOR: module
/// The functions of the module `gc` that look no further than the state.
impl Collector {
    /// `gc.enable`. Returns whether it was enabled before, as `PyGC_Enable` does.
    pub fn enable(&self) -> bool {
        self.enabled.replace(true)
    }

    /// `gc.disable`: no collection starts by itself any more.
    pub fn disable(&self) -> bool {
        self.enabled.replace(false)
    }

    /// `gc.isenabled`.
    pub fn is_enabled(&self) -> bool {
        self.enabled.get()
    }

    /// Whether a collection is running now.
    pub fn is_collecting(&self) -> bool {
        self.collecting.get()
    }

    /// `gc.set_debug`.
    pub fn set_debug(&self, flags: DebugFlags) {
        self.debug.set(flags);
    }

    /// `gc.get_debug`.
    pub fn debug(&self) -> DebugFlags {
        self.debug.get()
    }

    /// `gc.set_threshold`: the ones that are not given stay. A first threshold of zero turns
    /// automatic collection off.
    pub fn set_threshold(&self, first: i32, second: Option<i32>, third: Option<i32>) {
        for (counter, threshold) in self.counters.iter().zip([Some(first), second, third]) {
            counter.threshold.set(threshold.unwrap_or(counter.threshold.get()));
        }
    }

    /// `gc.get_threshold`.
    pub fn threshold(&self) -> [i32; GENERATIONS] {
        self.counters.each_ref().map(|counter| counter.threshold.get())
    }

    /// `gc.get_count`.
    pub fn count(&self) -> [i32; GENERATIONS] {
        self.counters.each_ref().map(|counter| counter.count.get())
    }

    /// `gc.get_stats`.
    pub fn stats(&self) -> [GenerationStats; GENERATIONS] {
        self.stats.each_ref().map(Cell::get)
    }

    /// `gc.freeze`: what is tracked now is left out of all further collections.
    pub fn freeze(&self) {
        for generation in Generation::ALL {
            self.permanent().merge(self.generation(generation));
            self.counters[generation.index()].count.set(0);
        }
    }

    /// `gc.unfreeze`: what was frozen goes to the oldest generation.
    pub fn unfreeze(&self) {
        self.generation(Generation::OLDEST).merge(self.permanent());
    }

    /// `gc.get_freeze_count`.
    pub fn freeze_count(&self) -> usize {
        self.permanent().len()
    }

    /// How many objects a generation holds; counted anew, in time that grows with them.
    pub fn size(&self, generation: Generation) -> usize {
        self.generation(generation).len()
    }

    /// The three sizes, as `DEBUG_STATS` prints them.
    pub fn sizes(&self) -> [usize; GENERATIONS] {
        Generation::ALL.map(|generation| self.size(generation))
    }
}
// ANCHOR_END: module

// ANCHOR: drop
impl Default for Collector {
    fn default() -> Collector {
        Collector::new()
    }
}

impl Drop for Collector {
    /// Leaves no object behind that points at a list which is gone. C: `gc_fini_untrack`.
    fn drop(&mut self) {
        for index in 0..=GENERATIONS {
            while let Some(link) = self.list(index).first() {
                list::remove(link);
            }
        }
        // SAFETY: `new` boxed the heads, and no list is used any more.
        drop(unsafe { Box::from_raw(self.heads.as_ptr()) });
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("threshold", &self.threshold())
            .field("count", &self.count())
            .field("sizes", &self.sizes())
            .field("enabled", &self.enabled.get())
            .field("collecting", &self.collecting.get())
            .finish_non_exhaustive()
    }
}
// ANCHOR_END: drop

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_that_are_not_given_stay() {
        let collector = Collector::new();
        assert_eq!(collector.threshold(), [700, 10, 10]);
        collector.set_threshold(5, None, None);
        assert_eq!(collector.threshold(), [5, 10, 10]);
        collector.set_threshold(1, Some(2), Some(3));
        assert_eq!(collector.threshold(), [1, 2, 3]);
    }

    #[test]
    fn a_generation_that_does_not_exist_gets_the_words_of_cpython() {
        assert_eq!(Generation::new(2), Ok(Generation::OLDEST));
        assert_eq!(Generation::new(3).unwrap_err().to_string(), "invalid generation");
        assert_eq!(Generation::new(-1).unwrap_err().to_string(), "invalid generation");
        assert_eq!(
            GenerationError::TooLarge.to_string(),
            "generation parameter must be less than the number of available generations (3)"
        );
    }

    #[test]
    fn freezing_and_thawing_moves_whole_lists() {
        let collector = Collector::new();
        let heads = [const { GcHead::new() }; 3];
        for head in &heads {
            // SAFETY: the heads outlive the collector's use of them, see below.
            unsafe { collector.track(NonNull::from(head)) };
        }
        assert_eq!((collector.sizes(), collector.freeze_count()), ([3, 0, 0], 0));
        collector.freeze();
        assert_eq!((collector.sizes(), collector.freeze_count()), ([0, 0, 0], 3));
        collector.unfreeze();
        assert_eq!((collector.sizes(), collector.freeze_count()), ([0, 0, 3], 0));
        drop(collector);
        for head in &heads {
            // SAFETY: the heads are live.
            assert!(!unsafe { Link::new(NonNull::from(head)) }.is_tracked());
        }
    }
}
