//! The tokenizer beside CPython's two, a peer's and a plain scan for line breaks.
//!
//! Rows: `glass` is the parser's view, from bytes and with all tokens kept, as the parser
//! wants them; `glass, by line` the same from text and with no token kept;
//! `glass, tokenize` is the view of `Lib/tokenize.py`.
//! `cpython` is `Parser/tokenizer.c` by way of `_tokenize.TokenizerIter`, the only way that
//! the shared library leaves open to it: it makes a tuple a token, as `tokenize.py` does.
//! `ruff_python_parser` is that crate's lexer without its parser, from text and with no
//! token kept.

use std::hint::black_box;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, measurement::WallTime,
};
use glass_snake_benches::cpython::{Object, Python};
use glass_snake_benches::report::conditions::Conditions;
use glass_snake_benches::sources::{self, KINDS};

/// Which rows a group has beside ours, the peer's and the scan: the slow ones can be left
/// out where the input is large.
#[derive(Clone, Copy, PartialEq)]
enum CPython {
    /// `Parser/tokenizer.c`.
    Scanner,
    /// That and `Lib/tokenize.py`.
    Both,
}

fn main() {
    // Under `cargo test` each row runs once, to see that it does: on little input.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let scale = if measuring { 1 } else { 1000 };
    let mut criterion = Criterion::default().configure_from_args();
    library(&mut criterion, scale);
    kinds(&mut criterion, scale);
    sizes(&mut criterion, scale);
    if measuring && let Err(error) = Conditions::here().write("tokenizer") {
        eprintln!("the conditions of this run can't be kept: {error}");
    }
    criterion.final_summary();
}

/// CPython's library, whole for the fast rows and every tenth file for all; where there is
/// none, a source made by a seed.
fn library(criterion: &mut Criterion, scale: usize) {
    let files: Vec<String> = match Python::get() {
        Some(python) => sources::library(&python.installation().home)
            .into_iter()
            .map(|(_, source)| source)
            .step_by(scale)
            .filter(|source| parses(python, source))
            .collect(),
        None => vec![sources::typical(2_000_000 / scale)],
    };
    let sample: Vec<String> = files.iter().step_by(10).cloned().collect();
    let mut group = start(criterion, "tokenizer/library");
    rows(&mut group, "all files", &files, CPython::Scanner);
    rows(&mut group, "every tenth file", &sample, CPython::Both);
}

/// Whether the file has no error, in its encoding either, so that every row goes through it to its end.
fn parses(python: &Python, source: &str) -> bool {
    python.with_gil(|gil| {
        let parse = gil.function("import ast\nparse = ast.parse", "parse").expect("in the library");
        gil.bytes(source.as_bytes()).and_then(|source| parse.call_with(gil, &source)).is_ok()
    })
}

/// Half a megabyte of each kind of source.
fn kinds(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "tokenizer/kinds of source");
    for (name, make) in KINDS {
        rows(&mut group, name, &[make(500_000 / scale)], CPython::Both);
    }
}

/// One file of growing size: the time must grow with it and no faster.
fn sizes(criterion: &mut Criterion, scale: usize) {
    let mut group = start(criterion, "tokenizer/size of one file");
    for megabytes in [1, 5, 50] {
        let source = sources::typical(megabytes * 1_000_000 / scale);
        rows(&mut group, &format!("{megabytes} MB"), &[source], CPython::Scanner);
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
fn rows(group: &mut BenchmarkGroup<'_, WallTime>, input: &str, files: &[String], with: CPython) {
    group.throughput(Throughput::Bytes(files.iter().map(|file| file.len() as u64).sum()));
    group.bench_function(BenchmarkId::new("glass", input), |bencher| {
        bencher.iter(|| files.iter().for_each(|file| glass(file.as_bytes())));
    });
    group.bench_function(BenchmarkId::new("glass, by line", input), |bencher| {
        bencher.iter(|| files.iter().for_each(|file| glass_by_line(file)));
    });
    if with == CPython::Both {
        group.bench_function(BenchmarkId::new("glass, tokenize", input), |bencher| {
            bencher.iter(|| files.iter().for_each(|file| glass_tokenize(file.as_bytes())));
        });
    }
    group.bench_function(BenchmarkId::new("ruff_python_parser", input), |bencher| {
        bencher.iter(|| files.iter().for_each(|file| ruff(file)));
    });
    group.bench_function(BenchmarkId::new("memchr", input), |bencher| {
        let lines = |file: &String| memchr::memchr_iter(b'\n', file.as_bytes()).count();
        bencher.iter(|| black_box(files.iter().map(lines).sum::<usize>()));
    });
    cpython(group, BenchmarkId::new("cpython", input), files, "scanner");
    if with == CPython::Both {
        cpython(group, BenchmarkId::new("cpython, tokenize", input), files, "tokenize_module");
    }
}

/// The parser's tokens, from bytes.
fn glass(source: &[u8]) {
    use tokenizer::{Options, Source, tokenize};
    let source = Source::from_bytes(source, true).expect("the sources have no errors");
    black_box(tokenize(&source, Options::default()));
}

/// The parser's tokens from text, and none is kept: what the peer's lexer does.
fn glass_by_line(source: &str) {
    use tokenizer::{Options, Source, tokenize_by_line};
    let source = Source::from_str(source, true).expect("the sources have no errors");
    black_box(tokenize_by_line(&source, Options::default(), |tokens| {
        black_box(tokens.len());
    }));
}

/// The tokens of `Lib/tokenize.py`, from bytes.
fn glass_tokenize(source: &[u8]) {
    use tokenizer::pytokenize::{SourceLines, TokenInfos};
    let lines = SourceLines::from_bytes(source, None).expect("the sources have no errors");
    TokenInfos::new(&lines).for_each(|token| drop(black_box(token)));
}

/// The peer's lexer to the end of the source.
fn ruff(source: &str) {
    use ruff_python_ast::token::TokenKind;
    use ruff_python_parser::{Mode, lexer::lex};
    let mut lexer = lex(source, Mode::Module);
    while black_box(lexer.next_token()) != TokenKind::EndOfFile {}
}

/// A row of CPython's, where there is one: `function` of the source below.
fn cpython(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: BenchmarkId,
    files: &[String],
    function: &str,
) {
    const SOURCE: &str = "
import io, tokenize
from _tokenize import TokenizerIter
from collections import deque

def scanner(files):
    def work():
        for file in files:
            deque(TokenizerIter(file), maxlen=0)
    return work

def tokenize_module(files):
    files = [file.encode() for file in files]
    def work():
        for file in files:
            deque(tokenize.tokenize(io.BytesIO(file).readline), maxlen=0)
    return work
";
    let Some(python) = Python::get() else { return };
    python.with_gil(|gil| {
        let files: Result<Vec<Object<'_>>, _> = files.iter().map(|file| gil.string(file)).collect();
        let files = files.and_then(|files| gil.list(files)).expect("strings fit into memory");
        let work = gil
            .function(SOURCE, function)
            .and_then(|make| make.call_with(gil, &files))
            .expect("CPython 3.11 has these modules");
        group.bench_function(id, |bencher| {
            bencher.iter_custom(|count| work.time(gil, count).expect("the sources have no errors"));
        });
    });
}
