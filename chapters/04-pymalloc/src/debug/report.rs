//! What debug mode says of a block with a broken fence.
//!
//! CPython: `Objects/obmalloc.c` (`_PyObject_DebugDumpAddress`, the messages of
//! `_PyMem_DebugCheckAddress`).
//!
//! A report is a copy of all that is worth knowing: it needs no memory and stays valid.

use super::{FORBIDDEN_BYTE, WORD};
use std::fmt;

// ANCHOR: corruption
/// A block was found damaged, or belongs to another domain. `Display` prints the block's
/// report, as CPython does before it stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corruption {
    /// The function that found it, by CPython's name.
    pub function: &'static str,
    /// What is wrong.
    pub cause: Cause,
    /// The block.
    pub report: BlockReport,
}

/// What is wrong with a block. `Display` is the message of CPython's fatal error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It was allocated by one domain and came back to another.
    BadId {
        /// The letter in front of the block.
        allocated: u8,
        /// The letter of the domain that it came back to.
        verified: u8,
    },
    /// Something was written in front of it.
    LeadingPad,
    /// Something was written behind it.
    TrailingPad,
}

/// A block, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockReport {
    /// Where its data begins.
    pub address: usize,
    /// The letter of the domain that allocated it.
    pub api: u8,
    /// How many bytes it was made for.
    pub requested: usize,
    /// The fence in front.
    pub leading: [u8; WORD - 1],
    /// The fence behind; `None` if the block can't be as large as it says.
    pub trailing: Option<[u8; WORD]>,
    /// Which call made it, if calls are counted.
    pub serial: Option<usize>,
    /// Its data, if that is at most 16 bytes, otherwise the first 8 and the last 8.
    pub data: Option<[u8; 16]>,
}
// ANCHOR_END: corruption

// ANCHOR: report
/// At most 16 bytes of `data`: all of it, or its two ends.
pub(super) fn ends(data: &[u8]) -> [u8; 16] {
    let mut ends = [0; 16];
    if data.len() <= 16 {
        ends[..data.len()].copy_from_slice(data);
    } else {
        ends[..8].copy_from_slice(&data[..8]);
        ends[8..].copy_from_slice(&data[data.len() - 8..]);
    }
    ends
}

impl fmt::Display for Corruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Cause::BadId { allocated, verified } => {
                let (allocated, verified) = (char::from(allocated), char::from(verified));
                write!(f, "bad ID: Allocated using API '{allocated}', ")?;
                write!(f, "verified using API '{verified}'")
            }
            Cause::LeadingPad => f.write_str("bad leading pad byte"),
            Cause::TrailingPad => f.write_str("bad trailing pad byte"),
        }
    }
}

impl std::error::Error for Corruption {}

impl fmt::Display for BlockReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BlockReport { address, api, requested, .. } = *self;
        writeln!(f, "Debug memory block at address p={address:#x}: API '{}'", char::from(api))?;
        writeln!(f, "    {requested} bytes originally requested")?;

        let pads = self.leading.len();
        write!(f, "    The {pads} pad bytes at p-{pads} are ")?;
        let leading = self.leading.iter().enumerate();
        if !fence(f, leading.map(|(at, &byte)| (format!("p-{}", pads - at), byte)))? {
            writeln!(
                f,
                "    Because memory is corrupted at the start, the count of bytes requested\n       \
                 may be bogus, and checking the trailing pad bytes may segfault."
            )?;
        }
        let Some((trailing, data)) = self.trailing.zip(self.data) else {
            writeln!(f, "    The block has no room for so many bytes: the count is bogus.")?;
            return writeln!(f);
        };

        write!(f, "    The {WORD} pad bytes at tail={:#x} are ", address + requested)?;
        let trailing = trailing.iter().enumerate();
        fence(f, trailing.map(|(at, &byte)| (format!("tail+{at}"), byte)))?;
        if let Some(serial) = self.serial {
            writeln!(f, "    The block was made by call #{serial} to debug malloc/realloc.")?;
        }
        if requested > 0 {
            write!(f, "    Data at p:")?;
            for (at, byte) in data.iter().enumerate().take(requested) {
                let gap = if at == 8 && requested > 16 { " ..." } else { "" };
                write!(f, "{gap} {byte:02x}")?;
            }
            writeln!(f)?;
        }
        writeln!(f)
    }
}

/// A fence: whole, or byte by byte. Says which.
fn fence(
    f: &mut fmt::Formatter<'_>,
    bytes: impl Iterator<Item = (String, u8)> + Clone,
) -> Result<bool, fmt::Error> {
    if bytes.clone().all(|(_, byte)| byte == FORBIDDEN_BYTE) {
        writeln!(f, "FORBIDDENBYTE, as expected.")?;
        return Ok(true);
    }
    writeln!(f, "not all FORBIDDENBYTE ({FORBIDDEN_BYTE:#04x}):")?;
    for (place, byte) in bytes {
        let ouch = if byte == FORBIDDEN_BYTE { "" } else { " *** OUCH" };
        writeln!(f, "        at {place}: {byte:#04x}{ouch}")?;
    }
    Ok(false)
}

/// What is done about it unless the program says otherwise.
pub(super) fn print_and_abort(corruption: &Corruption) -> ! {
    eprintln!("{corruption}Fatal error: {}: {}", corruption.function, corruption.cause);
    std::process::abort()
}
// ANCHOR_END: report
