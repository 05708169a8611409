//! How much memory each allocator takes for the same blocks, and how much it gives back.
//!
//! ```text
//! cargo run --release -p glass-snake-benches --example pymalloc_memory
//! ```
//! What is measured is the memory of this process that is in RAM. So each row is measured
//! in a process of its own.
//!
//! The blocks are those that a recorded program had at its peak, fifty times over. The
//! columns: how many bytes a block takes beyond what was asked for; how many megabytes all
//! of them take, how many when 999 of 1,000 are freed, and how many when all are.

#[path = "../benches/pymalloc/rivals.rs"]
#[allow(dead_code, reason = "the bench uses all of it")]
mod rivals;
#[path = "../benches/pymalloc/trace.rs"]
mod trace;

use std::process::Command;

use glass_snake_benches::cpython::Python;
use pymalloc::{
    ArenaIndex, DefaultSystem, EightBytes, Malloc, Pymalloc, Python39, Python311, RadixTree,
};
use rivals::{Allocator, CPython, MiMalloc};
use trace::{Call, TRACE, read_trace};

/// How often the program's blocks are made.
const TIMES: usize = 50;

const ROWS: [&str; 6] = [
    "glass, as 3.11",
    "glass, as 3.9",
    "glass, classes of 8 bytes",
    "cpython",
    "malloc",
    "mimalloc",
];

fn main() {
    let Some(row) = std::env::args().nth(1) else {
        println!("{:28}{:>12}{:>8}{:>8}{:>8}", "", "bytes/block", "all", "1/1000", "none");
        let this = std::env::current_exe().expect("a program has a path");
        for row in ROWS {
            // The child prints its row itself.
            let status = Command::new(&this).arg(row).status();
            assert!(status.is_ok_and(|status| status.success()), "{row} can't be measured");
        }
        return;
    };
    match row.as_str() {
        "glass, as 3.11" => {
            measure(&row, &mut Pymalloc::<Python311, DefaultSystem, RadixTree>::default());
        }
        "glass, as 3.9" => {
            measure(&row, &mut Pymalloc::<Python39, DefaultSystem, ArenaIndex>::default());
        }
        "glass, classes of 8 bytes" => {
            measure(&row, &mut Pymalloc::<EightBytes, DefaultSystem, ArenaIndex>::default());
        }
        "cpython" => {
            if let Some(python) = Python::get() {
                python.with_gil(|gil| measure(&row, &mut CPython(gil.api())));
            }
        }
        "malloc" => measure(&row, &mut Malloc(DefaultSystem::default())),
        _ => measure(&row, &mut MiMalloc),
    }
}

fn measure(row: &str, allocator: &mut impl Allocator) {
    let sizes = sizes_at_peak(&read_trace(TRACE));
    let asked: usize = sizes.iter().sum::<usize>() * TIMES;
    let count = sizes.len() * TIMES;
    // The list itself is in memory before the first measurement.
    let mut blocks = vec![std::ptr::NonNull::dangling(); count];
    let start = resident();
    for (block, &size) in blocks.iter_mut().zip(sizes.iter().cycle()) {
        *block = allocator.make(size.max(8));
        // SAFETY: the block has that many bytes; a page that nobody touches isn't in RAM.
        unsafe { block.write_bytes(1, size) };
    }
    let all = resident() - start;
    for (index, &block) in blocks.iter().enumerate() {
        if index % 1000 != 0 {
            allocator.free(block);
        }
    }
    let few = resident() - start;
    blocks.iter().step_by(1000).for_each(|&block| allocator.free(block));
    let none = resident() - start;
    let extra = (all - asked as isize) as f64 / count as f64;
    let megabytes = |bytes: isize| bytes as f64 / 1e6;
    let [all, few, none] = [all, few, none].map(megabytes);
    println!("{row:28}{extra:>12.1}{all:>8.1}{few:>8.1}{none:>8.1}");
}

/// The sizes of the small blocks that the program had when it had most memory.
fn sizes_at_peak(calls: &[Call]) -> Vec<usize> {
    let (mut sizes, mut now, mut peak, mut best) = (Vec::new(), 0, 0, Vec::new());
    for &call in calls {
        let (block, size) = match call {
            Call::Malloc(size) | Call::Calloc(size) => {
                sizes.push(0);
                (sizes.len() - 1, size as usize)
            }
            Call::Realloc(block, size) => (block as usize, size as usize),
            Call::Free(block) => (block as usize, 0),
        };
        // Large blocks are the system's with every row that has classes.
        let size = if size <= 512 { size } else { 0 };
        now = now + size - std::mem::replace(&mut sizes[block], size);
        if now > peak + 1000 {
            (peak, best) = (now, sizes.clone());
        }
    }
    best.retain(|&size| size > 0);
    best
}

/// How many bytes of this process are in RAM.
fn resident() -> isize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<isize>().ok());
    pages.expect("the second number") * 4096
}
