//! Exercise 5: is it out of date?

use compiler::pyc::read_header;

/// Whether a `.pyc` may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(dead_code, reason = "the answer that is missing")]
enum Verdict {
    /// It belongs to the source.
    Fresh,
    /// It belongs to another source.
    Stale,
    /// It is no `.pyc` of this version.
    Unusable,
}

/// Judges a file by its header. `modified` is the source's time in seconds.
fn verdict(header: &[u8], source: &[u8], modified: u64) -> Verdict {
    let _ = (read_header(header, "module"), source, modified);
    Verdict::Unusable
}

mod checks;
