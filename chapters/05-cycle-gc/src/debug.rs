//! The flags of `gc.set_debug`, and the words that they bring out.
//!
//! CPython: `Modules/gcmodule.c` (`DEBUG_*`, `debug_cycle`, `show_stats_each_generations`,
//! the end of `gc_collect_main`, `_PyGC_DumpShutdownStats`).

use std::fmt;
use std::ops::BitOr;
use std::time::Duration;

use crate::collector::{Collector, GENERATIONS, Generation};

// ANCHOR: flags
/// What `gc.set_debug` takes: any C int, of which four bits mean something.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct DebugFlags(pub i32);

impl DebugFlags {
    /// Nothing is printed.
    pub const NONE: DebugFlags = DebugFlags(0);
    /// `gc.DEBUG_STATS`: two or more lines for each collection.
    pub const STATS: DebugFlags = DebugFlags(1 << 0);
    /// `gc.DEBUG_COLLECTABLE`: a line for each object that is going to be collected.
    pub const COLLECTABLE: DebugFlags = DebugFlags(1 << 1);
    /// `gc.DEBUG_UNCOLLECTABLE`: a line for each unreachable object that is kept.
    pub const UNCOLLECTABLE: DebugFlags = DebugFlags(1 << 2);
    /// `gc.DEBUG_SAVEALL`: what is unreachable is put into `gc.garbage`, not cleared.
    pub const SAVEALL: DebugFlags = DebugFlags(1 << 5);
    /// `gc.DEBUG_LEAK`: what helps to find out who makes cycles.
    pub const LEAK: DebugFlags =
        DebugFlags(Self::COLLECTABLE.0 | Self::UNCOLLECTABLE.0 | Self::SAVEALL.0);

    /// Whether all bits of `flags` are set.
    pub const fn contains(self, flags: DebugFlags) -> bool {
        self.0 & flags.0 == flags.0
    }
}

impl BitOr for DebugFlags {
    type Output = DebugFlags;

    fn bitor(self, other: DebugFlags) -> DebugFlags {
        DebugFlags(self.0 | other.0)
    }
}
// ANCHOR_END: flags

// ANCHOR: messages
/// What is written to `sys.stderr`, with its line end.
pub(crate) enum Message<'a> {
    /// Before a collection, with `DEBUG_STATS`.
    Collecting(Generation),
    /// Next to it.
    Sizes { generations: [usize; GENERATIONS], permanent: usize },
    /// One object, by its type and address.
    Object { what: &'static str, type_name: &'a str, address: fmt::Arguments<'a> },
    /// After a collection, with `DEBUG_STATS`.
    Done { unreachable: usize, uncollectable: usize, elapsed: Duration },
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Collecting(generation) => {
                writeln!(f, "gc: collecting generation {}...", generation.index())
            }
            Message::Sizes { generations: [young, middle, old], permanent } => {
                writeln!(f, "gc: objects in each generation: {young} {middle} {old}")?;
                writeln!(f, "gc: objects in permanent generation: {permanent}")
            }
            Message::Object { what, type_name, address } => {
                writeln!(f, "gc: {what} <{type_name} {address}>")
            }
            Message::Done { unreachable, uncollectable, elapsed } => writeln!(
                f,
                "gc: done, {unreachable} unreachable, {uncollectable} uncollectable, {:.4}s \
                 elapsed",
                elapsed.as_secs_f64()
            ),
        }
    }
}
// ANCHOR_END: messages

// ANCHOR: shutdown
/// The `ResourceWarning` that an interpreter gives at its end, if `gc.garbage` then holds
/// `garbage` objects. C: `_PyGC_DumpShutdownStats`.
pub fn shutdown_warning(collector: &Collector, garbage: usize) -> Option<String> {
    let debug = collector.debug();
    if garbage == 0 || debug.contains(DebugFlags::SAVEALL) {
        return None;
    }
    let hint = match debug.contains(DebugFlags::UNCOLLECTABLE) {
        true => "",
        false => "; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them",
    };
    Some(format!("gc: {garbage} uncollectable objects at shutdown{hint}"))
}
// ANCHOR_END: shutdown

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_not_be_collected_is_warned_of() {
        let collector = Collector::new();
        assert_eq!(shutdown_warning(&collector, 0), None);
        assert_eq!(
            shutdown_warning(&collector, 2).unwrap(),
            "gc: 2 uncollectable objects at shutdown; use \
             gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them"
        );
        collector.set_debug(DebugFlags::UNCOLLECTABLE);
        assert_eq!(
            shutdown_warning(&collector, 2).unwrap(),
            "gc: 2 uncollectable objects at shutdown"
        );
        collector.set_debug(DebugFlags::LEAK);
        assert_eq!(shutdown_warning(&collector, 2), None);
    }

    #[test]
    fn the_flags_are_the_bits_that_python_programs_know() {
        // gc.DEBUG_STATS, DEBUG_COLLECTABLE, DEBUG_UNCOLLECTABLE, DEBUG_SAVEALL, DEBUG_LEAK
        let flags = [
            DebugFlags::STATS,
            DebugFlags::COLLECTABLE,
            DebugFlags::UNCOLLECTABLE,
            DebugFlags::SAVEALL,
            DebugFlags::LEAK,
        ];
        assert_eq!(flags.map(|flag| flag.0), [1, 2, 4, 32, 38]);
    }
}
