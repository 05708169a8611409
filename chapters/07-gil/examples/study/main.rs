//! What the lock costs and what it doesn't, beside CPython on the same machine:
//!
//! ```sh
//! cargo run --release -p gil --example study
//! ```
//!
//! Two threads that compute at once, against the same one after the other; five that sleep; two that
//! multiply matrices without the lock; and how long a thread waits for an answer
//! that is there after a millisecond, while others compute. Where no CPython 3.11 is found its column stays empty.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gil::{AtExit, Bare, Holding, Interpreter, Off};

type Simple = Interpreter<Bare>;
type Held<'i> = Holding<'i, Bare>;

/// Turns of the loop, about as long in time as CPython's.
const LOOPS: u64 = 100_000_000;

fn main() {
    let cpython = cpython();
    let row = |name: &str, what: &str, ours: Duration| {
        let theirs = cpython.get(name).map_or(String::new(), |time| format!("{time:.1?}"));
        println!("{what:<46} {:>9} {theirs:>9}", format!("{ours:.1?}"));
    };
    println!("{:<46} {:>9} {:>9}", "", "here", "CPython");
    let interpreter = Interpreter::new(Bare::new(), Off);
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let one_by_one = best(|| (0..2).map(|_| together(&interpreter, &mut main, 1, compute)).sum());
    row("sequential", "two threads that compute, one after the other", one_by_one);
    row("threads", "the same two at once", best(|| together(&interpreter, &mut main, 2, compute)));
    row("sleepers", "five threads that sleep 200 ms", together(&interpreter, &mut main, 5, sleep));
    let one = best(|| together(&interpreter, &mut main, 1, native));
    row("", "a matrix product without the lock", one);
    row(
        "",
        "two of them, in two threads at once",
        best(|| together(&interpreter, &mut main, 2, native)),
    );
    for computing in [0, 1, 2, 4] {
        let what = format!("an answer after 1 ms, {computing} threads computing");
        row(&format!("convoy-{computing}"), &what, convoy(&interpreter, &mut main, computing));
    }
    interpreter.gil().set_switch_interval(500);
    let what = "… 1 thread, switch interval 0.5 ms";
    row("convoy-1-short", what, convoy(&interpreter, &mut main, 1));
}

/// CPython's figures, by the names that the script gives them.
fn cpython() -> HashMap<String, Duration> {
    let python = std::env::var_os("GLASS_PYTHON").unwrap_or_else(|| "python3.11".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/study/cpython.py");
    let output = match Command::new(&python).arg(script).stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => output.stdout,
        _ => {
            eprintln!("no CPython 3.11 was found: its column stays empty");
            Vec::new()
        }
    };
    let lines = String::from_utf8_lossy(&output);
    let pairs = lines.lines().filter_map(|line| line.split_once(' '));
    pairs
        .filter_map(|(name, seconds)| {
            Some((name.to_string(), Duration::from_secs_f64(seconds.parse().ok()?)))
        })
        .collect()
}

fn best(mut run: impl FnMut() -> Duration) -> Duration {
    (0..3).map(|_| run()).min().expect("three")
}

fn look(holding: &mut Held<'_>) {
    if holding.interpreter().breaker().is_set() {
        holding.handle_pending().expect("nothing interrupts this");
    }
}

fn compute(holding: &mut Held<'_>) {
    for turn in 0..LOOPS {
        std::hint::black_box(turn);
        look(holding);
    }
}

fn together(
    interpreter: &Arc<Simple>,
    main: &mut Held<'_>,
    count: usize,
    thread: fn(&mut Held<'_>),
) -> Duration {
    let start = Instant::now();
    for _ in 0..count {
        main.start_thread(interpreter, AtExit::Join, thread).expect("there is room for a thread");
    }
    main.wait_for_threads().expect("nothing interrupts this");
    start.elapsed()
}

fn sleep(holding: &mut Held<'_>) {
    holding.allow_threads(|| std::thread::sleep(Duration::from_millis(200)));
}

/// A product of two matrices of 700 by 700, as a native module would do it.
fn native(holding: &mut Held<'_>) {
    const N: usize = 700;
    let left: Vec<f64> = (0..N * N).map(|index| index as f64).collect();
    let right = left.clone();
    let product = holding.allow_threads(move || {
        let mut product = vec![0.0; N * N];
        for row in 0..N {
            for inner in 0..N {
                let factor = left[row * N + inner];
                let (sums, line) = (&mut product[row * N..][..N], &right[inner * N..][..N]);
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += factor * value);
            }
        }
        product
    });
    std::hint::black_box(product);
}

/// How long an answer takes that is there after a millisecond, while so many threads compute.
fn convoy(interpreter: &Arc<Simple>, main: &mut Held<'_>, computing: usize) -> Duration {
    let stop = Arc::new(AtomicBool::new(false));
    for _ in 0..computing {
        let stop = Arc::clone(&stop);
        let work = move |holding: &mut Held<'_>| {
            while !stop.load(Relaxed) {
                look(holding);
            }
        };
        main.start_thread(interpreter, AtExit::Join, work).expect("there is room for a thread");
    }
    let start = Instant::now();
    let mut answers = 0;
    while start.elapsed() < Duration::from_millis(700) {
        main.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
        answers += 1;
    }
    let took = start.elapsed() / answers;
    stop.store(true, Relaxed);
    main.wait_for_threads().expect("nothing interrupts this");
    took
}
