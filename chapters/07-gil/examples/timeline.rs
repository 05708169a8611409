//! Runs threads under the lock with the recorder on, and draws who held it when.
//!
//! ```sh
//! cargo run --release -p gil --example timeline -- eight
//! cargo run --release -p gil --example timeline -- eight eight.svg
//! ```
//!
//! Scenes: `two` threads that compute, `eight` of them, `io` (one that waits for answers,
//! and one that computes), `sleepers` (five), `native` (two that compute without the lock).

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gil::drawing::Window;
use gil::{AtExit, Bare, Holding, Interpreter, Timeline};

type Recorded = Interpreter<Bare<Timeline>>;
type Thread = Box<dyn FnOnce(&mut Holding<'_, Bare<Timeline>>) + Send>;

/// What to run, what the threads are called, and which milliseconds of it to draw.
struct Scene {
    title: &'static str,
    threads: Vec<(&'static str, Thread)>,
    window: (u64, u64),
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(scene) = arguments.next().as_deref().and_then(scene) else {
        eprintln!("usage: timeline two|eight|io|sleepers|native [FILE.svg]");
        return ExitCode::FAILURE;
    };
    let file = arguments.next();
    match run(scene, file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("timeline: {error}");
            ExitCode::FAILURE
        }
    }
}

fn scene(name: &str) -> Option<Scene> {
    let computing = |names: &[&'static str], time| {
        names.iter().map(|name| (*name, computing_for(time))).collect::<Vec<_>>()
    };
    let time = Duration::from_millis(400);
    Some(match name {
        "two" => Scene {
            title: "Two threads that compute",
            threads: computing(&["thread A", "thread B"], time),
            window: (20, 70),
        },
        "eight" => Scene {
            title: "Eight threads that compute",
            threads: computing(
                &[
                    "worker 1", "worker 2", "worker 3", "worker 4", "worker 5", "worker 6",
                    "worker 7", "worker 8",
                ],
                time,
            ),
            window: (40, 140),
        },
        "io" => {
            let mut threads: Vec<(_, Thread)> = vec![("reader", Box::new(read))];
            threads.extend(computing(&["worker"], time));
            Scene { title: "A thread that reads, and one that computes", threads, window: (20, 90) }
        }
        "sleepers" => Scene {
            title: "Five threads that sleep",
            threads: ["sleeper 1", "sleeper 2", "sleeper 3", "sleeper 4", "sleeper 5"]
                .map(|name| (name, Box::new(sleep) as Thread))
                .into(),
            window: (0, 120),
        },
        "native" => Scene {
            title: "Two threads that compute without the lock",
            threads: ["thread A", "thread B"]
                .map(|name| (name, Box::new(multiply) as Thread))
                .into(),
            window: (0, 60),
        },
        _ => return None,
    })
}

fn computing_for(time: Duration) -> Thread {
    Box::new(move |holding: &mut Holding<'_, Bare<Timeline>>| compute(holding, time))
}

fn run(scene: Scene, file: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
    let interpreter: Arc<Recorded> = Interpreter::new(Bare::new(), Timeline::new());
    let mut main = interpreter.attach(&interpreter.new_thread_state());
    let mut names = Vec::new();
    for (name, thread) in scene.threads {
        main.start_thread(&interpreter, AtExit::Join, thread)?;
        names.push((interpreter.thread_states()[0].id(), name));
    }
    let nothing = |_| "nothing interrupts this";
    main.wait_for_threads().map_err(nothing)?;
    let timeline = interpreter.recorder();
    let (from, to) = scene.window;
    let window = (Duration::from_millis(from), Duration::from_millis(to));
    let window = Window::new(timeline, window, &names);
    match file {
        Some(file) => std::fs::write(file, window.svg(scene.title))?,
        None => print!("{}: {from} to {to} ms\n\n{}", scene.title, window.text(72)),
    }
    report(timeline, &names);
    Ok(())
}

/// How long each thread was doing what, and how long a turn was.
fn report(timeline: &Timeline, names: &[(u64, &str)]) {
    println!();
    let end = timeline.entries().last().map_or(Duration::ZERO, |entry| entry.at);
    let sums = timeline.sums(end);
    for (thread, name) in names {
        let of = |doing| sums.get(&(*thread, doing)).copied().unwrap_or_default();
        use gil::timeline::Doing::{Holds, Waits, Without};
        println!(
            "{name:<9}  held it {:>7}, waited {:>7}, did without {:>7}",
            milliseconds(of(Holds)),
            milliseconds(of(Waits)),
            milliseconds(of(Without))
        );
    }
    let mut turns: Vec<Duration> = timeline.turns().into_iter().map(|(_, turn)| turn).collect();
    turns.sort();
    if let Some(middle) = turns.get(turns.len() / 2) {
        println!("{} turns, the middle one {middle:.1?}", turns.len());
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// A loop of a Python function: computes, and looks at the breaker at each turn.
fn compute(holding: &mut Holding<'_, Bare<Timeline>>, time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        if holding.interpreter().breaker().is_set() {
            holding.handle_pending().expect("nothing interrupts this");
        }
    }
}

/// Waits for an answer that takes a millisecond, again and again, as `socket.recv` does it:
/// without the lock. Then it has a little to do with what has come.
fn read(holding: &mut Holding<'_, Bare<Timeline>>) {
    for _ in 0..60 {
        holding.allow_threads(|| std::thread::sleep(Duration::from_millis(1)));
        compute(holding, Duration::from_micros(100));
    }
}

fn sleep(holding: &mut Holding<'_, Bare<Timeline>>) {
    holding.allow_threads(|| std::thread::sleep(Duration::from_millis(100)));
}

/// A function of a native module: a little work under the lock, much without.
fn multiply(holding: &mut Holding<'_, Bare<Timeline>>) {
    for _ in 0..6 {
        compute(holding, Duration::from_micros(500));
        holding.allow_threads(|| {
            let start = Instant::now();
            while start.elapsed() < Duration::from_millis(8) {
                std::hint::black_box((0..1000u64).map(|n| n * n).sum::<u64>());
            }
        });
    }
}
