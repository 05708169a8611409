//! Runs programs one after the other and prints for each what it printed and the processor's time.
//!
//! ```sh
//! cargo run --release -p eval-loop --example timed benches/programs/*.py
//! ```
//! With `--beside PROGRAM` each is also run by that Python, and the ratio of the times is shown:
//! above 1, this loop is faster.

use std::process::Command;
use std::time::Duration;

#[path = "../tests/support/mod.rs"]
mod support;

/// The processor's time of this process, or of its children.
fn processor_time(who: libc::c_int) -> Duration {
    // SAFETY: the call fills in the struct, for which zeros are a value.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(who, &mut usage);
        usage
    };
    Duration::from_secs(usage.ru_utime.tv_sec as u64)
        + Duration::from_micros(usage.ru_utime.tv_usec as u64)
}

fn timed<R>(who: libc::c_int, work: impl FnOnce() -> R) -> (R, Duration) {
    let before = processor_time(who);
    let result = work();
    (result, processor_time(who) - before)
}

fn main() {
    let mut programs: Vec<String> = std::env::args().skip(1).collect();
    let mut beside = None;
    if let [option, python, ..] = programs.as_slice()
        && option == "--beside"
    {
        beside = Some(python.clone());
        programs.drain(..2);
    }
    let mut logarithms = Vec::new();
    for program in &programs {
        let source = std::fs::read(program).expect("a program that can be read");
        let (printed, ours) =
            timed(libc::RUSAGE_SELF, || support::run_source(&source, "<program>"));
        let name = program.rsplit('/').next().unwrap_or(program);
        print!("{name:20} {:8.3} s", ours.as_secs_f64());
        let Some(python) = &beside else {
            println!("   {}", printed.trim_end());
            continue;
        };
        let (output, theirs) = timed(libc::RUSAGE_CHILDREN, || {
            Command::new(python).arg(program).output().expect("Python runs")
        });
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        logarithms.push(ratio.ln());
        let agrees = String::from_utf8_lossy(&output.stdout).trim_end() == printed.trim_end();
        let remark = if agrees { "" } else { "   prints something else" };
        println!(" {:8.3} s {ratio:6.2}{remark}", theirs.as_secs_f64());
        if !agrees {
            println!("{printed}");
        }
    }
    if !logarithms.is_empty() {
        let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
        println!("geometric mean {:.2}", mean.exp());
    }
}
