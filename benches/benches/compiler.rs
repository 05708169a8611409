//! The compiler beside CPython's, and `marshal`.
//!
//! Groups: `compiler/library` goes from the bytes of a source to its code object, for every
//! file of the library one after the other; `glass, in parallel` shares the files out to a
//! thread for each processor. `compiler/kinds of source` does the same with made sources.
//! `marshal/loads` and `marshal/dumps` read and write all those code objects, and
//! `compiler/verifier` checks them.
//!
//! CPython's rows are `compile()`, `marshal.loads()` and `marshal.dumps()` in this process.
//! CPython takes its memory from `pymalloc` and arenas; what Rust allocates here comes from
//! mimalloc, as it does in the `glass` program.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use compiler::code::Code;
use compiler::constant::{Constant, Shared};
use compiler::verify::verify;
use compiler::{Options, Warning, compile, marshal};
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use glass_snake_benches::cpython::{Object, Python};
use glass_snake_benches::report::conditions::Conditions;
use glass_snake_benches::sources::{self, KINDS};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    // Under `cargo test` each row runs once, to see that it does: on little input.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let scale = if measuring { 1 } else { 1000 };
    let mut criterion = Criterion::default().configure_from_args();
    let files = library(scale);
    rows(&mut start(&mut criterion, "compiler/library"), "every file", &files);
    kinds(&mut criterion, scale);
    code_objects(&mut criterion, &files);
    if measuring && let Err(error) = Conditions::here().write("compiler") {
        eprintln!("the conditions of this run can't be kept: {error}");
    }
    criterion.final_summary();
}

/// The files of CPython's library that are programs; where there is none, a source made by a
/// seed.
fn library(scale: usize) -> Vec<String> {
    match Python::get() {
        Some(python) => sources::library(&python.installation().home)
            .into_iter()
            .map(|(_, source)| source)
            .step_by(scale)
            .filter(|source| glass(source).is_some())
            .collect(),
        None => vec![sources::typical(2_000_000 / scale)],
    }
}

/// Half a megabyte of each kind of source.
fn kinds(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "compiler/kinds of source");
    for (name, make) in KINDS {
        rows(&mut group, name, &[make(500_000 / scale)]);
    }
}

fn start<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    group
}

/// All rows for one input.
fn rows(group: &mut BenchmarkGroup<'_, WallTime>, input: &str, files: &[String]) {
    const SOURCE: &str = "
import warnings

def compiler(files):
    def work():
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            for file in files:
                compile(file, '<source>', 'exec', dont_inherit=True)
    return work
";
    group.throughput(Throughput::Bytes(files.iter().map(|file| file.len() as u64).sum()));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| files.iter().filter_map(|file| black_box(glass(file))).count());
    });
    if files.len() > 1 {
        group.bench_function(BenchmarkId::new("glass, in parallel", input), |bencher| {
            bencher.iter(|| in_parallel(files));
        });
    }
    cpython(group, BenchmarkId::new("cpython", input), (SOURCE, "compiler"), files);
}

/// The code object of a source.
fn glass(source: &str) -> Option<Shared<Code>> {
    let mut warnings: Vec<Warning> = Vec::new();
    compile(source.as_bytes(), "<source>", &Options::default(), &mut warnings).ok()
}

/// Whichever thread is free takes the next file.
fn in_parallel(files: &[String]) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            black_box(glass(file));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
}

/// Reading, checking and writing what the library's files were compiled to.
fn code_objects(criterion: &mut Criterion, files: &[String]) {
    const SOURCE: &str = "
import marshal

def reading(codes):
    def work():
        for code in codes:
            marshal.loads(code)
    return work

def writing(codes):
    codes = [marshal.loads(code) for code in codes]
    def work():
        for code in codes:
            marshal.dumps(code)
    return work
";
    let codes: Vec<Constant> =
        files.iter().filter_map(|file| glass(file)).map(Constant::Code).collect();
    let written: Vec<Vec<u8>> = codes.iter().map(dumped).collect();
    let size = written.iter().map(|bytes| bytes.len() as u64).sum();
    let input = "every file";

    let mut group = start(criterion, "marshal/loads");
    group.throughput(Throughput::Bytes(size));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| {
            for bytes in &written {
                black_box(marshal::loads(bytes)).expect("it was written here");
            }
        });
    });
    cpython(&mut group, BenchmarkId::new("cpython", input), (SOURCE, "reading"), &written);
    group.finish();

    let mut group = start(criterion, "marshal/dumps");
    group.throughput(Throughput::Bytes(size));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| codes.iter().map(|code| black_box(dumped(code)).len()).sum::<usize>());
    });
    cpython(&mut group, BenchmarkId::new("cpython", input), (SOURCE, "writing"), &written);
    group.finish();

    let mut group = start(criterion, "compiler/verifier");
    group.throughput(Throughput::Bytes(size));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| {
            for code in &codes {
                let Constant::Code(code) = code else { continue };
                black_box(verify(code)).expect("it was compiled here");
            }
        });
    });
}

fn dumped(code: &Constant) -> Vec<u8> {
    marshal::dumps(code, marshal::VERSION).expect("it was compiled here")
}

/// A row of CPython's, where there is one: `name` of `source` gets the inputs in a list and
/// gives the function that is timed.
fn cpython(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: BenchmarkId,
    (source, name): (&str, &str),
    inputs: &[impl AsRef<[u8]>],
) {
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let inputs: Result<Vec<Object<'_>>, _> =
            inputs.iter().map(|input| gil.bytes(input.as_ref())).collect();
        let inputs = inputs.and_then(|inputs| gil.list(inputs)).expect("they fit into memory");
        let work = gil
            .function(source, name)
            .and_then(|make| make.call_with(gil, &inputs))
            .expect("CPython 3.11 has these modules");
        // A tree too deep for CPython has no row.
        if work.time(gil, 1).is_ok() {
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|count| work.time(gil, count).expect("it went well before"));
            });
        }
    });
}
