//! The collector beside CPython's, on the same objects in the same process.
//!
//! Rows: `cpython` is `gc.collect()`. `glass` is the crate's collector over the very objects
//! that CPython has made, lists with CPython's own `tp_traverse` and `tp_clear`; before each
//! measurement they are taken from CPython's list and put on ours.
//!
//! Each measurement is one full collection of a graph that was made for it. What is measured
//! is this thread's processor time, so that another process on the machine weighs less.

use std::time::Duration;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use cycle_gc::{Generation, collect};
use glass_snake_benches::cpython::{Gil, Python};
use glass_snake_benches::report::conditions::Conditions;

mod objects;
use objects::Objects;

/// A graph of lists: a name, and the function in Python that returns what keeps it alive.
type Graph = (&'static str, &'static str);

const GRAPHS: &[Graph] = &[
    (
        "a chain, alive",
        "def make(n):
    head = []
    for _ in range(n - 1): head = [head]
    return head",
    ),
    (
        "a ring, garbage",
        "def make(n):
    head = first = []
    for _ in range(n - 1): head = [head]
    first.append(head)",
    ),
    (
        "pairs, garbage",
        "def make(n):
    for _ in range(n // 2):
        left = []
        left.append([left])",
    ),
    (
        "a tree with links to the parents, garbage",
        "def make(n):
    level = [[]]
    made = 1
    while made < n:
        below = []
        for parent in level:
            for _ in range(2):
                child = [parent]
                parent.append(child)
                below.append(child)
        level = below
        made += len(level)",
    ),
    (
        "a large live heap, one part in a hundred garbage",
        "def make(n):
    kept = []
    for number in range(n - n // 100): kept.append([kept])
    for _ in range(n // 200):
        left = []
        left.append([left])
    return kept",
    ),
];

fn main() {
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] =
        if measuring { &[10_000, 100_000, 1_000_000, 10_000_000] } else { &[1_000] };
    let mut criterion = Criterion::default().configure_from_args();
    for &graph in GRAPHS {
        let mut group = criterion.benchmark_group(format!("cycle_gc/{}", graph.0));
        group
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10)
            .warm_up_time(Duration::from_millis(20))
            .measurement_time(Duration::from_millis(200));
        for &size in sizes {
            rows(&mut group, graph, size);
        }
    }
    if measuring && let Err(error) = Conditions::here().write("cycle_gc") {
        eprintln!("the conditions of this run can't be kept: {error}");
    }
    criterion.final_summary();
}

fn rows(group: &mut BenchmarkGroup<'_, WallTime>, graph: Graph, size: usize) {
    group.throughput(Throughput::Elements(size as u64));
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let prepare = "import gc, weakref
def prepare():
    gc.disable()
    gc.collect()
    gc.freeze()";
        let prepare = gil.function(prepare, "prepare").expect("it compiles");
        group.bench_function(BenchmarkId::new("glass", size), |bencher| {
            prepare.call(gil).expect("nothing to raise");
            bencher.iter_custom(|count| (0..count).map(|_| glass(gil, graph, size)).sum());
        });
        group.bench_function(BenchmarkId::new("cpython", size), |bencher| {
            prepare.call(gil).expect("nothing to raise");
            bencher.iter_custom(|count| (0..count).map(|_| cpython(gil, graph, size)).sum());
        });
    });
}

/// CPython's graph, collected by the crate.
fn glass(gil: &Gil<'_>, graph: Graph, size: usize) -> Duration {
    let weak = gil.function("from weakref import ref", "ref").expect("in the library");
    // SAFETY: the GIL is held, and automatic collection is off.
    unsafe {
        let objects = Objects::new(gil.api(), weak.as_ptr());
        let kept = make(gil, graph, size);
        let taken = objects.take_over();
        assert!(taken >= size, "{taken} of {size} objects taken over");
        let took = timed(|| {
            collect(&objects, Generation::OLDEST);
        });
        objects.give_back();
        drop(kept);
        collect_python(gil);
        took
    }
}

fn cpython(gil: &Gil<'_>, graph: Graph, size: usize) -> Duration {
    let kept = make(gil, graph, size);
    let took = timed(|| collect_python(gil));
    drop(kept);
    collect_python(gil);
    took
}

fn make<'gil>(
    gil: &'gil Gil<'_>,
    graph: Graph,
    size: usize,
) -> glass_snake_benches::cpython::Object<'gil> {
    let make = gil.function(graph.1, "make").expect("it compiles");
    let number = gil.function(&format!("size = {size}"), "size").expect("a number");
    make.call_with(gil, &number).expect("memory for the graph")
}

/// `gc.collect()` from C, which does nothing while automatic collection is off.
fn collect_python(gil: &Gil<'_>) {
    let api = gil.api();
    // SAFETY: the GIL is held.
    unsafe {
        (api.PyGC_Enable)();
        (api.PyGC_Collect)();
        (api.PyGC_Disable)();
    }
}

/// The processor time that this thread spends on `work`.
fn timed(work: impl FnOnce()) -> Duration {
    let start = thread_time();
    work();
    thread_time() - start
}

fn thread_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on Linux, and the pointer is to a live value.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(status, 0, "a thread has a clock");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
