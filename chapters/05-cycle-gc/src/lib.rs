//! Chapter 5: the cycle collector.
//!
//! Reference counting frees an object the moment its last reference goes. It never frees two
//! objects that refer to each other. CPython's answer is a second, slower mechanism beside the
//! first: every object that could be part of a cycle is on a list, and from time to time the
//! collector goes through a list and finds those of its members that nobody outside refers to.
//!
//! Reading order:
//! 1. [`heap`], what the collector asks of the objects;
//! 2. `head` and `list`, the two words in front of an object and the list through them;
//! 3. `deduce`, how the unreachable are found: the heart of the chapter;
//! 4. `collect`, a whole collection, and its helpers `weak_references`, `finalizers` and
//!    `untrack`;
//! 5. `collector` and `schedule`, generations, thresholds, and when a collection starts;
//! 6. `inspect`, `debug`, [`observer`], ways to look in;
//! 7. [`trashcan`], which borrows the head when the collector is done with it;
//! 8. [`toy`], a small heap of Python-like objects to try it all on.
//!
//! ```
//! use cycle_gc::{Generation, collect, toy::{Kind, Toy}};
//!
//! let heap = Toy::new();
//! let (a, b) = (heap.new_object("a", Kind::Instance), heap.new_object("b", Kind::Instance));
//! a.refer_to(&b);
//! b.refer_to(&a);
//! drop((a, b));
//! assert_eq!(heap.live_objects(), 2);      // counting alone can't free them
//! assert_eq!(collect(&heap, Generation::OLDEST), 2);
//! assert_eq!(heap.live_objects(), 0);
//! ```

pub mod heap;
mod head;
mod list;
mod deduce;
mod collect;
mod weak_references;
mod finalizers;
mod untrack;
mod collector;
mod schedule;
mod inspect;
mod debug;
pub mod observer;
pub mod trashcan;
pub mod toy;

pub use collect::{collect, collect_at_exit, collect_if_enabled, collect_observed};
pub use collector::{Collector, GENERATIONS, Generation, GenerationError, GenerationStats, Report};
pub use debug::{DebugFlags, shutdown_warning};
pub use head::GcHead;
pub use heap::{Heap, Progress, Untracking};
pub use inspect::{objects, referents, referrers};
pub use observer::{Event, Member, Members, Observer, Silent};
pub use schedule::{allocated, allocated_observed};
pub use trashcan::Trashcan;
pub use untrack::may_be_tracked;
