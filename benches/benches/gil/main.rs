//! What the lock costs, and what it would cost to do without.
//!
//! `gil/let go and take again`: what every call pays that may block, with nobody waiting.
//! Rows: `glass` is `allow_threads`, `cpython` is `PyEval_SaveThread` and
//! `PyEval_RestoreThread` of `libpython3.11`, `mutex` is the standard library's lock alone.
//!
//! `gil/counts`: references counted plainly, as the lock allows, atomically, and as PEP 703
//! does it: in a loop of a small machine that works as CPython does, and up and down on one
//! object, by one thread and by two at once.

mod counts;

use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use counts::{Atomic, Biased, Count, LOOP, Machine, Plain};
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use gil::{Bare, Interpreter, Off};
use glass_snake_benches::cpython::Python;
use glass_snake_benches::report::conditions::Conditions;

fn main() {
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let mut criterion = Criterion::default().configure_from_args();

    let mut group = start(&mut criterion, "gil/let go and take again");
    group.throughput(Throughput::Elements(1));
    let_go(&mut group);
    group.finish();

    let mut group = start(&mut criterion, "gil/counts");
    let turns = if measuring { 100_000 } else { 100 };
    counts(&mut group, turns);
    group.finish();

    if measuring && let Err(error) = Conditions::here().write("gil") {
        eprintln!("the conditions of this run can't be kept: {error}");
    }
    criterion.final_summary();
}

fn start<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    group
}

fn let_go(group: &mut BenchmarkGroup<'_, WallTime>) {
    let name = "nobody waits";
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut holding = interpreter.attach(&interpreter.new_thread_state());
    group.bench_function(BenchmarkId::new("glass", name), |bencher| {
        bencher.iter(|| holding.allow_threads(|| black_box(())));
    });
    if let Some(python) = Python::get() {
        python.with_gil(|gil| {
            let api = gil.api();
            group.bench_function(BenchmarkId::new("cpython", name), |bencher| {
                // SAFETY: this thread holds the GIL, lets it go and takes it again.
                bencher.iter(|| unsafe {
                    let state = (api.PyEval_SaveThread)();
                    (api.PyEval_RestoreThread)(black_box(state));
                });
            });
        });
    }
    let mutex = Mutex::new(());
    group.bench_function(BenchmarkId::new("mutex", name), |bencher| {
        bencher.iter(|| drop(black_box(mutex.lock())));
    });
}

fn counts(group: &mut BenchmarkGroup<'_, WallTime>, turns: i64) {
    group.throughput(Throughput::Elements(turns as u64));
    machine::<Plain>(group, "plain", turns);
    machine::<Atomic>(group, "atomic", turns);
    machine::<Biased>(group, "biased", turns);
    group.throughput(Throughput::Elements(1));
    one_object::<Plain>(group, "plain");
    one_object::<Atomic>(group, "atomic");
    one_object::<Biased>(group, "biased");
    if let Some(python) = Python::get() {
        python.with_gil(|gil| {
            let (api, object) = (gil.api(), gil.string("counted").expect("a string"));
            group.bench_function(BenchmarkId::new("cpython", ONE), |bencher| {
                // SAFETY: the GIL is held, and the count ends as it began.
                bencher.iter(|| unsafe {
                    (api.Py_IncRef)(black_box(object.as_ptr()));
                    (api.Py_DecRef)(black_box(object.as_ptr()));
                });
            });
        });
    }
    two_threads::<Atomic>(group, "atomic");
    two_threads::<Biased>(group, "biased");
}

const ONE: &str = "up and down, one thread";

fn machine<C: Count>(group: &mut BenchmarkGroup<'_, WallTime>, row: &str, turns: i64) {
    group.bench_function(BenchmarkId::new(row, "a loop of a machine"), |bencher| {
        let mut machine = Machine::<C>::new();
        bencher.iter(|| machine.run(black_box(LOOP), turns));
    });
}

fn one_object<C: Count>(group: &mut BenchmarkGroup<'_, WallTime>, row: &str) {
    let count = C::one();
    group.bench_function(BenchmarkId::new(row, ONE), |bencher| {
        bencher.iter(|| {
            black_box(&count).up();
            black_box(&count).down()
        });
    });
}

/// Shared, so that the owner and another thread count at once; counts alone, no object goes.
struct Shared<C>(C);

// SAFETY: `Atomic` may be counted by any thread, and of `Biased` the owner's field is touched by
// the owner alone; these two are what it is used with.
unsafe impl<C> Sync for Shared<C> {}

/// The time of the owner, while a second thread counts the same object all the time.
fn two_threads<C: Count>(group: &mut BenchmarkGroup<'_, WallTime>, row: &str) {
    group.bench_function(BenchmarkId::new(row, "up and down, two threads"), |bencher| {
        bencher.iter_custom(|count| {
            let shared = Shared(C::one());
            let stop = std::sync::atomic::AtomicBool::new(false);
            std::thread::scope(|scope| {
                let (shared, stop) = (&shared, &stop);
                scope.spawn(move || {
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        shared.0.up();
                        black_box(shared.0.down());
                    }
                });
                let start = Instant::now();
                for _ in 0..count {
                    black_box(&shared.0).up();
                    black_box(shared.0.down());
                }
                let took = start.elapsed();
                stop.store(true, std::sync::atomic::Ordering::Relaxed);
                took
            })
        });
    });
}
