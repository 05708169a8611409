//! The parser beside CPython's, and a peer's.
//!
//! Rows: `glass` makes tokens and tree from bytes, into an arena that is dropped with them;
//! `glass, grammar alone` does without the quick pass, as CPython does.
//! `cpython` is `Parser/pegen.c` by way of `compile(…, PyCF_ONLY_AST)`, the only way that
//! Python leaves open to it: it makes a Python object of each node, too.
//! `ruff_python_parser` and `rustpython-parser` are those crates' whole parsers, from text.

use std::hint::black_box;
use std::time::Duration;

use bumpalo::Bump;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use glass_snake_benches::cpython::{Object, Python};
use glass_snake_benches::report::conditions::Conditions;
use glass_snake_benches::sources::{self, KINDS};
use parser::{Options, parse, parse_by_grammar};
use tokenizer::Source;

fn main() {
    // Under `cargo test` each row runs once, to see that it does: on little input.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let scale = if measuring { 1 } else { 1000 };
    let mut criterion = Criterion::default().configure_from_args();
    library(&mut criterion, scale);
    kinds(&mut criterion, scale);
    bait(&mut criterion, scale);
    large(&mut criterion, scale);
    wrong(&mut criterion);
    if measuring && let Err(error) = Conditions::here().write("parser") {
        eprintln!("the conditions of this run can't be kept: {error}");
    }
    criterion.final_summary();
}

/// Every tenth file of CPython's library; where there is none, a source made by a seed.
fn library(criterion: &mut Criterion, scale: usize) {
    let files: Vec<String> = match Python::get() {
        Some(python) => sources::library(&python.installation().home)
            .into_iter()
            .map(|(_, source)| source)
            .step_by(10 * scale)
            // A row ends with the first file that it refuses.
            .filter(|source| glass(source.as_bytes()) && ruff(source) && rustpython(source))
            .collect(),
        None => vec![sources::typical(2_000_000 / scale)],
    };
    rows(&mut start(criterion, "parser/library"), "every tenth file", &files);
    let bytes: usize = files.iter().map(String::len).sum();
    let held: usize = files.iter().map(|file| memory(file.as_bytes())).sum();
    eprintln!("a tree of the library takes {:.1} bytes a source byte", held as f64 / bytes as f64);
}

/// Half a megabyte of each kind of source.
fn kinds(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "parser/kinds of source");
    for (name, make) in KINDS {
        rows(&mut group, name, &[make(500_000 / scale)]);
    }
}

/// What may lead a parser to go back far, or to go deep; of two sizes, since the time must
/// grow no faster than the source.
fn bait(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "parser/bait");
    for size in [100_000 / scale, 1_000_000 / scale] {
        let repeated = |piece: &str| piece.repeat(size / piece.len());
        let sources = [
            ("operators", format!("x = {}1\n", repeated("a + b * -c ** d | "))),
            ("brackets", repeated(&format!("x = {}a{}\n", "(".repeat(60), ")".repeat(60)))),
            ("f-string", format!("f'{}'\n", repeated("{a.b!r:>{c}} text "))),
            ("dict", format!("x = {{{}}}\n", repeated("'key': [1, 2.5, None], "))),
            ("targets", repeated("a.b(c)[d].e(f)[g] = x\n")),
            ("with", repeated("with (a(b), c(d)): pass\n")),
        ];
        for (name, source) in sources {
            rows(&mut group, &format!("{name}, {size} bytes"), &[source]);
        }
    }
}

/// One literal of many megabytes, and of half and a quarter as many.
fn large(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "parser/large dict");
    for size in [5_000_000 / scale, 10_000_000 / scale, 20_000_000 / scale] {
        let piece = "'key': [1, 2.5, None], ";
        let source = format!("x = {{{}}}\n", piece.repeat(size / piece.len()));
        rows(&mut group, &format!("{size} bytes"), &[source]);
    }
}

/// Errors behind open brackets, where each bracket may lead to two ways of reading the rest.
/// The depth doubles; time must not double for each bracket.
fn wrong(criterion: &mut Criterion) {
    let mut group = start(criterion, "parser/wrong, and deep");
    for depth in [10, 20, 40, 80] {
        let nested = |open: &str, inside: &str, close: &str| {
            format!("x = {}{inside}{}\n", open.repeat(depth), close.repeat(depth))
        };
        let sources = [
            ("parentheses", nested("(", "a b", ")")),
            ("lists", nested("[", "a b", "]")),
            ("calls", nested("f(", "a b", ")")),
            ("dicts", nested("{1: ", "a b", "}")),
            ("never closed", nested("(", "a", "")),
            ("lambdas", nested("lambda a=(", "b c", "): d")),
            ("comprehensions", nested("[", "a b", " for a in b]")),
            ("assignments", nested("(a = ", "b", ")")),
            ("f-strings", format!("f'{{{}a b{}}}'\n", "(".repeat(depth), ")".repeat(depth))),
        ];
        for (name, source) in sources {
            group.throughput(Throughput::Bytes(source.len() as u64));
            group.bench_function(
                BenchmarkId::new("glass", format!("{name}, {depth}")),
                |bencher| {
                    bencher.iter(|| !glass(source.as_bytes()));
                },
            );
            cpython(&mut group, BenchmarkId::new("cpython", format!("{name}, {depth}")), &[source]);
        }
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
    group.throughput(Throughput::Bytes(files.iter().map(|file| file.len() as u64).sum()));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| files.iter().all(|file| glass(file.as_bytes())));
    });
    group.bench_function(BenchmarkId::new("glass, grammar alone", input), |bencher| {
        bencher.iter(|| files.iter().all(|file| glass_by_grammar(file.as_bytes())));
    });
    group.bench_function(BenchmarkId::new("ruff_python_parser", input), |bencher| {
        bencher.iter(|| files.iter().all(|file| ruff(file)));
    });
    group.bench_function(BenchmarkId::new("rustpython-parser", input), |bencher| {
        bencher.iter(|| files.iter().all(|file| rustpython(file)));
    });
    cpython(group, BenchmarkId::new("cpython", input), files);
}

/// Tokens and tree; tells whether there is a tree.
fn glass(source: &[u8]) -> bool {
    let Ok(source) = Source::from_bytes(source, true) else { return false };
    let arena = Bump::new();
    black_box(parse(&source, &arena, &Options::default())).result.is_ok()
}

/// The same by the grammar alone.
fn glass_by_grammar(source: &[u8]) -> bool {
    let Ok(source) = Source::from_bytes(source, true) else { return false };
    let arena = Bump::new();
    black_box(parse_by_grammar(&source, &arena, &Options::default())).0.result.is_ok()
}

/// What the arena of a tree holds in the end.
fn memory(source: &[u8]) -> usize {
    let Ok(source) = Source::from_bytes(source, true) else { return 0 };
    let arena = Bump::new();
    let _ = black_box(parse(&source, &arena, &Options::default()));
    arena.allocated_bytes()
}

fn rustpython(source: &str) -> bool {
    let mode = rustpython_parser::Mode::Module;
    black_box(rustpython_parser::parse(source, mode, "<source>")).is_ok()
}

fn ruff(source: &str) -> bool {
    black_box(ruff_python_parser::parse_module(source)).is_ok()
}

/// A row of CPython's, where there is one.
fn cpython(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, files: &[String]) {
    const SOURCE: &str = "
import ast, warnings

def parser(files):
    files = [file.encode() for file in files]
    def work():
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            for file in files:
                try:
                    compile(file, '<source>', 'exec', ast.PyCF_ONLY_AST)
                except SyntaxError:
                    pass
    return work
";
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let files: Result<Vec<Object<'_>>, _> = files.iter().map(|file| gil.string(file)).collect();
        let files = files.and_then(|files| gil.list(files)).expect("strings fit into memory");
        let work = gil
            .function(SOURCE, "parser")
            .and_then(|make| make.call_with(gil, &files))
            .expect("CPython 3.11 has these modules");
        // A tree too deep for Python objects is no matter of the parser.
        if work.time(gil, 1).is_ok() {
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|count| work.time(gil, count).expect("it went well before"));
            });
        }
    });
}
