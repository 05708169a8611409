//! pymalloc beside CPython's, the C library's and mimalloc.
//!
//! Rows: `glass` is the chapter's allocator, inlined as the object model will have it;
//! `cpython` is `PyObject_Malloc` and its relatives of `libpython3.11`, called with the GIL
//! held; `malloc` is the C library's; `mimalloc` is a modern allocator for all sizes and
//! threads. All are called by their C functions but ours, and all are asked for the same.

#[path = "pymalloc/rivals.rs"]
mod rivals;
#[path = "pymalloc/trace.rs"]
mod trace;

use std::hint::black_box;
use std::ptr::NonNull;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use glass_snake_benches::cpython::Python;
use glass_snake_benches::report::conditions::Conditions;
use pymalloc::{Malloc, Pymalloc, system::Libc};
use rivals::{Allocator, CPython, MiMalloc};
use trace::{Call, TRACE, read_trace};

fn main() {
    // Under `cargo test` each row runs once, to see that it does: on little input.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let scale = if measuring { 1 } else { 100 };
    let mut criterion = Criterion::default().configure_from_args();

    let mut group = start(&mut criterion, "pymalloc/one size");
    rows(&mut group, "freed at once", &Stack { depth: 1, rounds: 10_000 / scale });
    rows(&mut group, "stack of 1,000", &Stack { depth: 1_000 / scale, rounds: 10 });
    rows(&mut group, "queue of 1,000", &Queue { length: 1_000 / scale, steps: 10_000 / scale });
    group.finish();

    let mut group = start(&mut criterion, "pymalloc/mixed sizes");
    let calls = read_trace(TRACE);
    rows(&mut group, "a program's requests", &Replay { calls: &calls[..calls.len() / scale] });
    for live in [1_000, 100_000] {
        let name = format!("{live} blocks in random order");
        rows(&mut group, &name, &Shuffle { live: live / scale, steps: 100_000 / scale });
    }
    group.finish();

    let mut group = start(&mut criterion, "pymalloc/growth and release");
    for count in [10_000, 1_000_000] {
        let name = format!("{count} blocks");
        rows(&mut group, &name, &Stack { depth: count / scale, rounds: 1 });
    }
    group.finish();

    if measuring && let Err(error) = Conditions::here().write("pymalloc") {
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

/// All rows for one kind of work.
fn rows(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, work: &impl Work) {
    group.throughput(Throughput::Elements(work.requests() as u64));
    row(group, BenchmarkId::new("glass", name), work, &mut <Pymalloc>::default());
    if let Some(python) = Python::get() {
        let id = BenchmarkId::new("cpython", name);
        python.with_gil(|gil| row(group, id, work, &mut CPython(gil.api())));
    }
    row(group, BenchmarkId::new("malloc", name), work, &mut Malloc(Libc));
    row(group, BenchmarkId::new("mimalloc", name), work, &mut MiMalloc);
}

fn row(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: BenchmarkId,
    work: &impl Work,
    allocator: &mut impl Allocator,
) {
    group.bench_function(id, |bencher| {
        // In a running program hardly any size is without a live block.
        let others: Vec<_> = (1..=32).map(|class| allocator.make(16 * class)).collect();
        let mut state = work.prepare(allocator);
        bencher.iter_custom(|count| {
            let start = time_of_this_thread();
            for _ in 0..count {
                work.run(allocator, &mut state);
            }
            time_of_this_thread() - start
        });
        for block in state.into_iter().chain(others) {
            allocator.free(block);
        }
    });
}

/// How long this thread has run. Runs here are short, and a clock on the wall would count
/// what other programs do meanwhile; but the system's part in mapping memory has to count.
fn time_of_this_thread() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: there is room for the answer.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(status, 0, "every thread has this clock");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Something to do with an allocator, again and again.
trait Work {
    /// How many blocks are made in a run.
    fn requests(&self) -> usize;

    /// Blocks that are there before the first run.
    fn prepare(&self, _allocator: &mut impl Allocator) -> Vec<NonNull<u8>> {
        Vec::new()
    }

    /// One run. `blocks` is the same each time, and as it was left.
    fn run(&self, allocator: &mut impl Allocator, blocks: &mut Vec<NonNull<u8>>);
}

/// Makes so many blocks, then frees them, the last one first.
struct Stack {
    depth: usize,
    rounds: usize,
}

impl Work for Stack {
    fn requests(&self) -> usize {
        self.depth * self.rounds
    }

    fn run(&self, allocator: &mut impl Allocator, blocks: &mut Vec<NonNull<u8>>) {
        for _ in 0..self.rounds {
            for _ in 0..self.depth {
                blocks.push(allocator.make(black_box(48)));
            }
            while let Some(block) = blocks.pop() {
                allocator.free(block);
            }
        }
    }
}

/// A producer and a consumer: each step makes a block and frees the oldest.
struct Queue {
    length: usize,
    steps: usize,
}

impl Work for Queue {
    fn requests(&self) -> usize {
        self.steps
    }

    fn prepare(&self, allocator: &mut impl Allocator) -> Vec<NonNull<u8>> {
        (0..self.length).map(|_| allocator.make(48)).collect()
    }

    fn run(&self, allocator: &mut impl Allocator, blocks: &mut Vec<NonNull<u8>>) {
        let mut oldest = 0;
        for _ in 0..self.steps {
            allocator.free(blocks[oldest]);
            blocks[oldest] = allocator.make(black_box(48));
            oldest = if oldest + 1 == self.length { 0 } else { oldest + 1 };
        }
    }
}

/// Each step frees a block anywhere and makes one of another size.
struct Shuffle {
    live: usize,
    steps: usize,
}

impl Work for Shuffle {
    fn requests(&self) -> usize {
        self.steps
    }

    fn prepare(&self, allocator: &mut impl Allocator) -> Vec<NonNull<u8>> {
        (0..self.live).map(|index| allocator.make(16 + index * 7 % 240)).collect()
    }

    fn run(&self, allocator: &mut impl Allocator, blocks: &mut Vec<NonNull<u8>>) {
        let mut random = 1_u64;
        for _ in 0..self.steps {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let index = (random >> 33) as usize % self.live;
            allocator.free(blocks[index]);
            blocks[index] = allocator.make(16 + (random >> 20) as usize % 240);
        }
    }
}

/// Plays a program's calls, and frees at the end what the program left.
struct Replay<'a> {
    calls: &'a [Call],
}

impl Work for Replay<'_> {
    fn requests(&self) -> usize {
        self.calls.len()
    }

    fn run(&self, allocator: &mut impl Allocator, blocks: &mut Vec<NonNull<u8>>) {
        let gone = NonNull::dangling();
        for &call in self.calls {
            match call {
                Call::Malloc(size) => blocks.push(allocator.make(size.max(8) as usize)),
                Call::Calloc(size) => blocks.push(allocator.calloc(size as usize)),
                Call::Realloc(block, size) => {
                    let block = &mut blocks[block as usize];
                    *block = allocator.realloc(*block, size as usize);
                }
                Call::Free(block) => {
                    allocator.free(std::mem::replace(&mut blocks[block as usize], gone));
                }
            }
        }
        for block in blocks.drain(..).filter(|&block| block != gone) {
            allocator.free(block);
        }
    }
}
