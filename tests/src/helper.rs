//! A process of CPython's that answers for one source after the other.
//!
//! The other end is `tests/reference/answer.py`, which also says what goes over the pipes.
//! Starting Python takes longer than most answers, so a helper is kept.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::compare::Input;
use crate::cpython::Python;

/// A part of what a view makes of a source. `None`: no statement.
pub type Part = Option<Vec<u8>>;

/// Whether the parts of an answer come whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// As its SHA-256 in hexadecimal digits.
    Digest,
    /// As it is.
    Text,
}

/// The process and its pipes.
#[derive(Debug)]
pub struct Helper {
    process: Child,
    requests: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
}

impl Helper {
    /// Starts one.
    ///
    /// # Errors
    /// When the process can't be started.
    pub fn start(python: &Python) -> io::Result<Helper> {
        let mut command = python.script("answer.py");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let requests = process.stdin.take().map(BufWriter::new);
        let answers = process.stdout.take().map(BufReader::new);
        let answers = answers.ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Helper { process, requests, answers })
    }

    /// Sends a request; the answer must be read before the next.
    ///
    /// # Errors
    /// When the process has ended.
    pub fn ask(&mut self, view: &str, wanted: Wanted, input: &Input) -> io::Result<()> {
        let wanted = match wanted {
            Wanted::Digest => "digest",
            Wanted::Text => "text",
        };
        let requests = self.requests.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(requests, "{view} {wanted} {} {}", input.name.len(), input.source.len())?;
        requests.write_all(input.name.as_bytes())?;
        requests.write_all(&input.source)?;
        requests.flush()
    }

    /// Reads the answer to the request before.
    ///
    /// # Errors
    /// When the process ended before it answered; what it had to say is on standard error.
    pub fn answer(&mut self) -> io::Result<Vec<Part>> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        if line.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.split_whitespace()
            .map(|length| match length.parse() {
                Ok(length) => {
                    let mut part = vec![0; length];
                    self.answers.read_exact(&mut part)?;
                    Ok(Some(part))
                }
                Err(_) => Ok(None),
            })
            .collect()
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // Its loop ends with its input.
        self.requests = None;
        let _ = self.process.wait();
    }
}
