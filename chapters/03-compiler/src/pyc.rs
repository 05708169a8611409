//! `.pyc` files: sixteen bytes that say what the code object belongs to, then the code object.
//!
//! CPython: `_classify_pyc`, `_compile_bytecode`, `_code_to_timestamp_pyc`,
//! `_code_to_hash_pyc` and `_write_atomic` in `Lib/importlib/_bootstrap_external.py`,
//! `_imp.source_hash` in `Python/import.c`.
//!
//! The header is the magic number, a word of flags, and eight bytes: the source's time and
//! size, or, if flag 1 is set, a hash of the source. Flag 2 asks to check that hash.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

use crate::code::Code;
use crate::constant::{Constant, Shared, Text};
use crate::marshal::{self, ReadError, WriteError};
use crate::siphash::siphash13;

/// The magic number of 3.11, which changes whenever code objects do.
pub const MAGIC: u16 = 3495;

/// The first four bytes: the magic number, and a line's end that a copy as text would alter.
pub const MAGIC_NUMBER: [u8; 4] = [MAGIC.to_le_bytes()[0], MAGIC.to_le_bytes()[1], b'\r', b'\n'];

const HEADER: usize = 16;
const HASH_BASED: u32 = 1;
const CHECK_SOURCE: u32 = 2;

// ANCHOR: validation
/// How it is found out whether a file still belongs to its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Validation {
    /// By the source's time in seconds and its size, each modulo 2**32.
    Timestamp {
        /// The time.
        mtime: u32,
        /// The size.
        size: u32,
    },
    /// By [`source_hash`].
    Hash {
        /// The hash.
        hash: [u8; 8],
        /// Whether it is compared with the source's; else the file is taken as it is.
        checked: bool,
    },
}
// ANCHOR_END: validation

/// Why a file isn't taken. Its `Display` is importlib's message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PycError {
    /// The first bytes are not [`MAGIC_NUMBER`].
    BadMagic {
        /// The module or file that importlib names.
        name: String,
        /// What they are.
        magic: Vec<u8>,
    },
    /// It ends inside the header.
    ShortHeader {
        /// The module or file.
        name: String,
    },
    /// It has flags that nobody defined.
    InvalidFlags {
        /// The module or file.
        name: String,
        /// The flags.
        flags: u32,
    },
    /// What follows the header can't be read.
    Marshal(ReadError),
    /// What follows the header is something else.
    NoCode {
        /// The file.
        path: String,
    },
}

// ANCHOR: source_hash
/// `_imp.source_hash`: SipHash-1-3 of the source, the magic number its key.
pub fn source_hash(source: &[u8]) -> [u8; 8] {
    siphash13([u32::from_le_bytes(MAGIC_NUMBER).into(), 0], source).to_le_bytes()
}
// ANCHOR_END: source_hash

/// The header of a file; `name` is what messages call it.
///
/// # Errors
/// [`PycError::BadMagic`], [`PycError::ShortHeader`] or [`PycError::InvalidFlags`].
pub fn read_header(bytes: &[u8], name: &str) -> Result<Validation, PycError> {
    let magic = &bytes[..bytes.len().min(MAGIC_NUMBER.len())];
    if magic != MAGIC_NUMBER {
        return Err(PycError::BadMagic { name: name.into(), magic: magic.into() });
    }
    let Some(header) = bytes.first_chunk::<HEADER>() else {
        return Err(PycError::ShortHeader { name: name.into() });
    };
    let [_, flags, mtime, size] = [0, 4, 8, 12]
        .map(|at| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    if flags & !(HASH_BASED | CHECK_SOURCE) != 0 {
        return Err(PycError::InvalidFlags { name: name.into(), flags });
    }
    if flags & HASH_BASED == 0 {
        return Ok(Validation::Timestamp { mtime, size });
    }
    let mut hash = [0; 8];
    hash.copy_from_slice(&header[8..]);
    Ok(Validation::Hash { hash, checked: flags & CHECK_SOURCE != 0 })
}

/// The code object of a file, whatever its source has become; `name` is what messages call it.
///
/// # Errors
/// When the file can't be taken.
pub fn read(bytes: &[u8], name: &str) -> Result<(Validation, Shared<Code>), PycError> {
    let validation = read_header(bytes, name)?;
    match marshal::loads(&bytes[HEADER..]).map_err(PycError::Marshal)? {
        Constant::Code(code) => Ok((validation, code)),
        _ => Err(PycError::NoCode { path: name.into() }),
    }
}

/// The bytes of a file, as `py_compile` makes them: it has the code object in a variable.
///
/// # Errors
/// When the code object can't be written.
pub fn dump(code: &Shared<Code>, validation: Validation) -> Result<Vec<u8>, WriteError> {
    let mut bytes = MAGIC_NUMBER.to_vec();
    match validation {
        Validation::Timestamp { mtime, size } => {
            bytes.extend([0, mtime, size].map(u32::to_le_bytes).as_flattened());
        }
        Validation::Hash { hash, checked } => {
            let flags = HASH_BASED | if checked { CHECK_SOURCE } else { 0 };
            bytes.extend(flags.to_le_bytes());
            bytes.extend(hash);
        }
    }
    let code = Constant::Code(code.clone());
    bytes.extend(marshal::dumps_referenced(&code, marshal::VERSION)?);
    Ok(bytes)
}

// ANCHOR: write_atomically
/// Writes a file so that nobody sees half of it: beside its place, then into it.
///
/// The permissions are `mode`'s for reading and writing, whatever is asked for beyond.
///
/// # Errors
/// When writing or renaming fails; then the place is as it was.
pub fn write_atomically(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(path.file_name().unwrap_or_default());
    // Elsewhere a file has no such mode.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode & 0o666));
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}
// ANCHOR_END: write_atomically

impl PycError {
    /// The name of CPython's exception.
    pub fn class(&self) -> &'static str {
        match self {
            PycError::BadMagic { .. } | PycError::InvalidFlags { .. } | PycError::NoCode { .. } => {
                "ImportError"
            }
            PycError::ShortHeader { .. } => "EOFError",
            PycError::Marshal(error) => error.class(),
        }
    }
}

impl fmt::Display for PycError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &String| format!("{:?}", Text::new(name));
        match self {
            PycError::BadMagic { name, magic } => {
                let magic = Constant::bytes(magic).repr();
                let magic = String::from_utf8_lossy(&magic);
                write!(f, "bad magic number in {}: {magic}", shown(name))
            }
            PycError::ShortHeader { name } => {
                write!(f, "reached EOF while reading pyc header of {}", shown(name))
            }
            PycError::InvalidFlags { name, flags } => {
                write!(f, "invalid flags {flags} in {}", shown(name))
            }
            PycError::Marshal(error) => error.fmt(f),
            PycError::NoCode { path } => write!(f, "Non-code object in {}", shown(path)),
        }
    }
}

impl std::error::Error for PycError {}

#[cfg(test)]
mod tests;
