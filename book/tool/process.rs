//! Runs a program with a time limit and keeps what it printed.

use std::{
    io::{self, Read},
    process::{Command, ExitStatus, Stdio},
    sync::{
        Mutex,
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

/// How often a running program is looked at.
const POLL: Duration = Duration::from_millis(4);

/// How long a pipe may stay open after its program has ended, because a child of it lives on.
const LINGER: Duration = Duration::from_secs(2);

/// What a program did.
#[derive(Clone, Debug)]
pub struct Ran {
    /// How it ended; `None` where it was ended because its time was up.
    pub status: Option<ExitStatus>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Ran {
    /// Whether it ended by itself and well.
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// How it ended, in words.
    pub fn ending(&self) -> String {
        match self.status {
            None => "ran out of time".to_owned(),
            Some(status) => match status.code() {
                Some(code) => format!("ended with status {code}"),
                None => format!("was ended by a signal ({status})"),
            },
        }
    }
}

/// Runs `command` without input and for at most `limit`.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Ran> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().map(drained);
    let stderr = child.stderr.take().map(drained);
    let end = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(POLL);
    };
    let text = |pipe: Option<Receiver<Vec<u8>>>| {
        let bytes = pipe.and_then(|pipe| pipe.recv_timeout(LINGER).ok()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ok(Ran { status, stdout: text(stdout), stderr: text(stderr) })
}

/// Reads a pipe to its end in a thread of its own, so that no program waits for a full pipe.
fn drained(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is still worth showing.
        let _read = pipe.read_to_end(&mut bytes);
        let _nobody_waits = sender.send(bytes);
    });
    receiver
}

/// Does `work` for every item with as many workers as the machine has cores, and gives the
/// results in the order of the items.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(2, usize::from).min(items.len());
    let next = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let taken = next.lock().expect("no worker panics while it takes").next();
                    let Some((place, item)) = taken else { break };
                    let result = work(item);
                    done.lock().expect("no worker panics while it gives").push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("every worker has ended");
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_streams_and_the_status() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let ran = run(&mut command, Duration::from_secs(10)).unwrap();
        assert_eq!((&ran.stdout[..], &ran.stderr[..]), ("out\n", "err\n"));
        assert!(!ran.succeeded());
        assert_eq!(ran.ending(), "ended with status 3");
    }

    #[test]
    fn time_is_limited() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo begun; exec sleep 60"]);
        let ran = run(&mut command, Duration::from_millis(200)).unwrap();
        assert_eq!((ran.status, &ran.stdout[..]), (None, "begun\n"));
    }

    #[test]
    fn results_keep_the_order_of_their_items() {
        let items: Vec<u32> = (0..100).collect();
        assert_eq!(in_parallel(&items, |n| n * 2), items.iter().map(|n| n * 2).collect::<Vec<_>>());
        assert!(in_parallel(&[0; 0], |n| *n).is_empty());
    }
}
