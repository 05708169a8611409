//! Many sources through one of our views and through CPython's.
//!
//! As many helpers run as there are processors, each with a thread of ours: the thread asks,
//! does our side of the work while CPython does its own, and reads the answer. Of an answer only
//! digests come over the pipe; the text is fetched when one differs.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pretty_assertions::StrComparison;
use sha2::{Digest, Sha256};

use crate::cpython::Python;
use crate::helper::{Helper, Part, Wanted};
use crate::say;

/// A source and the name that errors call it by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub source: Vec<u8>,
}

/// What to compare.
#[derive(Clone, Copy)]
pub struct Comparison<'a> {
    /// Whom to ask.
    pub python: &'a Python,
    /// One of the views of `tests/reference/answer.py`.
    pub view: &'a str,
    /// The same view of ours: its parts for a name and a source.
    pub ours: &'a (dyn Fn(&str, &[u8]) -> Vec<Part> + Sync),
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The view compared.
    pub view: String,
    /// How many sources were compared.
    pub total: usize,
    /// How many of them differ.
    pub differing: usize,
    /// The first of these by their index.
    pub differences: Vec<(usize, Difference)>,
}

/// The environment variable that says how many differences are kept and shown.
pub const VARIABLE: &str = "GLASS_DIFFERENCES";

fn kept() -> usize {
    std::env::var(VARIABLE).ok().and_then(|number| number.parse().ok()).unwrap_or(5)
}

/// Two texts that should be one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The source's name.
    pub name: String,
    /// The part that differs, counted from 0.
    pub part: usize,
    /// What CPython says, from a little before the first difference on.
    pub theirs: String,
    /// What we say, likewise.
    pub ours: String,
}

impl Comparison<'_> {
    /// Compares `count` sources, which `input` makes from their indexes.
    ///
    /// # Panics
    /// If a helper can't be started or ends early.
    pub fn run(&self, count: usize, input: impl Fn(usize) -> Input + Sync) -> Outcome {
        let next = AtomicUsize::new(0);
        let found = Mutex::new((0, Vec::new()));
        let work = || -> io::Result<()> {
            let mut helper = Helper::start(self.python)?;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    return Ok(());
                }
                let Some(difference) = self.difference(&mut helper, &input(index))? else {
                    continue;
                };
                let mut found = found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                found.0 += 1;
                found.1.push((index, difference));
                found.1.sort_by_key(|(index, _)| *index);
                found.1.truncate(kept());
            }
        };
        let threads = thread::available_parallelism().map_or(1, usize::from).min(count);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                let ended = worker.join().expect("a panic of ours is a difference, not an end");
                ended.unwrap_or_else(|error| panic!("a helper of CPython's: {error}"));
            }
        });
        let (differing, differences) =
            found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        Outcome { view: self.view.to_string(), total: count, differing, differences }
    }

    fn difference(&self, helper: &mut Helper, input: &Input) -> io::Result<Option<Difference>> {
        helper.ask(self.view, Wanted::Digest, input)?;
        let ours = catch_unwind(AssertUnwindSafe(|| (self.ours)(&input.name, &input.source)));
        let theirs = helper.answer()?;
        let Ok(ours) = ours else {
            let ours = "a panic, see above".to_string();
            return Ok(Some(Difference {
                name: input.name.clone(),
                part: 0,
                theirs: String::new(),
                ours,
            }));
        };
        assert_eq!(theirs.len(), ours.len(), "a view has as many parts on both sides");
        let differs = |(theirs, ours): (&Part, &Part)| {
            theirs
                .as_ref()
                .is_some_and(|theirs| Some(theirs) != ours.as_deref().map(digest).as_ref())
        };
        let Some(part) = theirs.iter().zip(&ours).position(differs) else { return Ok(None) };
        helper.ask(self.view, Wanted::Text, input)?;
        let theirs = helper.answer()?;
        let (theirs, ours) = windows(&text(&theirs[part]), &text(&ours[part]));
        Ok(Some(Difference { name: input.name.clone(), part, theirs, ours }))
    }
}

impl Outcome {
    /// Says how many agree; fails, with the first differences, unless it is all.
    ///
    /// # Panics
    /// If one differs.
    pub fn assert_all(&self, what: &str) {
        let Outcome { view, total, differing, differences } = self;
        say(&format!("{view}: {} of {total} {what} agree", total - differing));
        let shown: String = differences
            .iter()
            .map(|(index, difference)| format!("{index}: {difference}\n"))
            .collect();
        assert!(
            *differing == 0,
            "{differing} {what} differ, the first {}:\n{shown}",
            differences.len()
        );
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { name, part, theirs, ours } = self;
        write!(
            f,
            "{name}, part {part}, CPython's (<) and ours (>):\n{}",
            StrComparison::new(theirs, ours)
        )
    }
}

/// The SHA-256 in hexadecimal digits, as Python writes it.
fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn text(part: &Part) -> String {
    match part {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => "nothing".into(),
    }
}

/// A few lines of both texts around the first line that differs.
fn windows(theirs: &str, ours: &str) -> (String, String) {
    const BEFORE: usize = 3;
    const LINES: usize = 12;
    let same = theirs.lines().zip(ours.lines()).take_while(|(theirs, ours)| theirs == ours).count();
    let window = |text: &str| {
        let lines: Vec<&str> =
            text.split_inclusive('\n').skip(same.saturating_sub(BEFORE)).take(LINES).collect();
        lines.concat()
    };
    (window(theirs), window(ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_as_python_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(b""), empty.as_bytes());
    }

    #[test]
    fn a_window_begins_a_little_before_the_difference() {
        let theirs: String = (0..100).map(|line| format!("{line}\n")).collect();
        let ours = theirs.replace("50\n", "fifty\n");
        let (theirs, ours) = windows(&theirs, &ours);
        assert!(theirs.starts_with("47\n48\n49\n50\n") && ours.starts_with("47\n48\n49\nfifty\n"));
    }

    #[test]
    fn a_missing_end_is_in_the_window() {
        let (theirs, ours) = windows("1\n2\n3\n", "1\n2\n");
        assert_eq!((theirs.as_str(), ours.as_str()), ("1\n2\n3\n", "1\n2\n"));
    }

    #[test]
    fn what_differs_is_found_and_a_panic_is_a_difference() {
        let Some(python) = Python::get("differences between views") else { return };
        let inputs = ["a\n", "b\n", "c\n"]
            .map(|source| Input { name: "x.py".into(), source: source.into() });
        let ours = |_: &str, source: &[u8]| match source {
            b"a\n" => vec![None, Some(b"ok".to_vec()), Some(b"ok".to_vec())],
            b"b\n" => panic!("meant"),
            _ => {
                let tokens = b"1,0-1,1:            NAME           c\n1,1-1,1:            NEWLINE\n";
                vec![Some(tokens.to_vec()), Some(b"ok".to_vec()), Some(b"ok".to_vec())]
            }
        };
        let outcome = Comparison { python, view: "parser", ours: &ours }
            .run(inputs.len(), |index| inputs[index].clone());
        assert_eq!((outcome.total, outcome.differing), (3, 2));
        let [(0, first), (1, second)] = &outcome.differences[..] else { panic!("{outcome:?}") };
        assert_eq!((first.part, first.ours.as_str()), (0, "nothing"));
        assert!(first.theirs.starts_with("1,0-1,1:            NAME           a\n"));
        assert!(second.ours.contains("panic"));
    }
}
