//! pymalloc beside CPython's, the C library's and mimalloc.
//!
//! Rows: `glass` is the chapter's allocator, inlined as the object model will have it;
//! `cpython` is `PyObject_Malloc` and its relatives of `libpython3.11`, called with the GIL
//! held; `malloc` is the C library's; `mimalloc` is a modern allocator for all sizes and
//! threads. All are called by their C functions but ours, and all are asked for the same.

use std::hint::black_box;
use std::ptr::NonNull;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use glass_snake_benches::cpython::{Api, Python};
use glass_snake_benches::report::conditions::Conditions;
use pymalloc::{Malloc, Pymalloc, system::Libc};

/// A program's requests, recorded from CPython by `tests/reference/pymalloc_trace.py`.
const TRACE: &[u8] = include_bytes!("../../chapters/04-pymalloc/tests/recorded/words.trace");

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
        bencher.iter(|| work.run(allocator, &mut state));
        for block in state.into_iter().chain(others) {
            allocator.free(block);
        }
    });
}

/// What all allocators are asked for here. The benches free each block once, and write to
/// each: a block that nobody touches costs less than any real one.
trait Allocator {
    fn malloc(&mut self, size: usize) -> NonNull<u8>;
    fn calloc(&mut self, size: usize) -> NonNull<u8>;
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8>;
    fn free(&mut self, block: NonNull<u8>);

    /// A block with something in its first word.
    #[inline(always)]
    fn make(&mut self, size: usize) -> NonNull<u8> {
        let block = self.malloc(size);
        // SAFETY: all of these allocators give a word at least.
        unsafe { block.cast::<usize>().write(size) };
        block
    }
}

const MEMORY: &str = "there is memory";

impl<A: pymalloc::Allocator> Allocator for A {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        self.allocate(size).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        self.allocate_zeroed(1, size).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the benches use a block only under its newest address.
        unsafe { self.reallocate(block, size) }.expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the benches free each block once.
        unsafe { pymalloc::Allocator::free(self, block) }
    }
}

/// CPython's allocator for objects, while the GIL is held.
struct CPython<'gil>(&'gil Api);

impl Allocator for CPython<'_> {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held.
        NonNull::new(unsafe { (self.0.PyObject_Malloc)(size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held.
        NonNull::new(unsafe { (self.0.PyObject_Calloc)(1, size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the GIL is held, and the block is live.
        NonNull::new(unsafe { (self.0.PyObject_Realloc)(block.as_ptr().cast(), size) }.cast())
            .expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the GIL is held, and the block is live.
        unsafe { (self.0.PyObject_Free)(block.as_ptr().cast()) }
    }
}

struct MiMalloc;

impl Allocator for MiMalloc {
    #[inline(always)]
    fn malloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libmimalloc_sys::mi_malloc(size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn calloc(&mut self, size: usize) -> NonNull<u8> {
        // SAFETY: no condition.
        NonNull::new(unsafe { libmimalloc_sys::mi_calloc(1, size) }.cast()).expect(MEMORY)
    }

    #[inline(always)]
    fn realloc(&mut self, block: NonNull<u8>, size: usize) -> NonNull<u8> {
        // SAFETY: the block is live.
        NonNull::new(unsafe { libmimalloc_sys::mi_realloc(block.as_ptr().cast(), size) }.cast())
            .expect(MEMORY)
    }

    #[inline(always)]
    fn free(&mut self, block: NonNull<u8>) {
        // SAFETY: the block is live.
        unsafe { libmimalloc_sys::mi_free(block.as_ptr().cast()) }
    }
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

/// A call of a recorded program. Blocks are named by the order in which they were made.
#[derive(Clone, Copy)]
enum Call {
    Malloc(u32),
    Calloc(u32),
    Realloc(u32, u32),
    Free(u32),
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

/// The calls of a trace, in the format of `tests/reference/pymalloc_trace.py`.
fn read_trace(mut trace: &[u8]) -> Vec<Call> {
    let mut number = || {
        let (mut value, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = trace.split_first()?;
            trace = rest;
            value |= u32::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    };
    let (mut calls, mut made) = (Vec::new(), 0);
    while let Some(word) = number() {
        let rest = word >> 2;
        calls.push(match word & 3 {
            0 => Call::Malloc(rest),
            1 => Call::Free(made - rest),
            2 => Call::Realloc(made - rest, number().expect("a size follows")),
            _ => Call::Calloc(rest),
        });
        made += u32::from(matches!(word & 3, 0 | 3));
    }
    calls
}
