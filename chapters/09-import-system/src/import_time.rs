//! `-X importtime`: how long each import takes, on standard error.
//!
//! CPython: `import_find_and_load` in `Python/import.c`.
//!
//! A line is written when an import ends, so what a module imports stands above it, two columns
//! further in. "self" is what is left of the cumulative time without those.

use std::cell::Cell;
use std::time::{Duration, Instant};

use object_model::types::module::Global;
use object_model::types::str::Str;

struct Clock {
    has_header: Cell<bool>,
    /// How many imports are going on.
    level: Cell<usize>,
    /// How long the imports took that the innermost one has waited for.
    accumulated: Cell<Duration>,
}

static CLOCK: Global<Clock> = Global::new(Clock {
    has_header: Cell::new(false),
    level: Cell::new(0),
    accumulated: Cell::new(Duration::ZERO),
});

/// Does an import, and says how long it took.
pub(crate) fn timed<T>(name: Str<'_>, import: impl FnOnce() -> T) -> T {
    if !CLOCK.has_header.replace(true) {
        eprintln!("import time: self [us] | cumulative | imported package");
    }
    let level = CLOCK.level.get();
    CLOCK.level.set(level + 1);
    let outside = CLOCK.accumulated.replace(Duration::ZERO);
    let start = Instant::now();
    let result = import();
    let cumulative = start.elapsed();
    let own = cumulative.saturating_sub(CLOCK.accumulated.get());
    CLOCK.level.set(level);
    CLOCK.accumulated.set(outside + cumulative);
    let (own, cumulative) = (micros(own), micros(cumulative));
    let (indent, name) = (level * 2, name.to_text());
    eprintln!("import time: {own:9} | {cumulative:10} | {:indent$}{name}", "");
    result
}

/// Microseconds, rounded up.
fn micros(time: Duration) -> u128 {
    time.as_nanos().div_ceil(1000)
}
