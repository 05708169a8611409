//! Counts what a parse takes: `cargo run -p parser --example memory -- FILE…`.
//!
//! For all files together: tokens, bytes of the arena by the quick pass and by the grammar
//! alone, and entries of the memo table. Files that are no programs are left out.

use std::process::ExitCode;

use parser::{Bump, Options, parse, parse_by_grammar};
use tokenizer::{Source, tokenize};

/// What the files have taken.
#[derive(Default)]
struct Taken {
    source: usize,
    tokens: usize,
    quick: usize,
    by_grammar: usize,
    entries: usize,
}

fn main() -> ExitCode {
    let mut taken = Taken::default();
    for file in std::env::args().skip(1) {
        match std::fs::read(&file) {
            Ok(bytes) => add(&mut taken, &bytes),
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    let each = |bytes: usize| bytes as f64 / taken.source.max(1) as f64;
    println!("source            {:9} bytes, {} tokens", taken.source, taken.tokens);
    println!("quick pass        {:9} bytes, {:.1} a byte", taken.quick, each(taken.quick));
    let by_grammar = taken.by_grammar;
    println!("grammar alone     {by_grammar:9} bytes, {:.1} a byte", each(by_grammar));
    let entries = taken.entries;
    println!("its memo table    {entries:9} entries, {:.1} a byte", each(entries));
    ExitCode::SUCCESS
}

fn add(taken: &mut Taken, bytes: &[u8]) {
    let Ok(source) = Source::from_bytes(bytes, true) else { return };
    let (quick, by_grammar) = (Bump::new(), Bump::new());
    if parse(&source, &quick, &Options::default()).result.is_err() {
        return;
    }
    let (_, memo) = parse_by_grammar(&source, &by_grammar, &Options::default());
    let tokens = tokenize(&source, tokenizer::Options::default()).tokens.len();
    taken.source += bytes.len();
    taken.tokens += tokens;
    taken.quick += used(&quick);
    taken.by_grammar += used(&by_grammar);
    taken.entries += (0..tokens).map(|token| memo.at(token).count()).sum::<usize>();
}

/// What has been given out of an arena; it takes memory in advance.
fn used(arena: &Bump) -> usize {
    arena.allocated_bytes() - arena.chunk_capacity()
}
