//! What a check has to say: findings, which fail it, and notes, which don't.

use std::{fmt, io, path::PathBuf};

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file that has to be changed, from the workspace's root on.
    pub file: String,
    /// The line in it, from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong, in a sentence that also says what would be right.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.file, self.message),
            None => write!(out, "{}: {}", self.file, self.message),
        }
    }
}

/// What one check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What fails the check.
    pub findings: Vec<Finding>,
    /// What the reader of the report should know: counts, shares, what was skipped and why.
    pub notes: Vec<String>,
}

impl Report {
    /// Adds a finding.
    pub fn find(&mut self, file: impl Into<String>, line: usize, message: impl Into<String>) {
        self.findings.push(Finding {
            file: file.into(),
            line: Some(line),
            message: message.into(),
        });
    }

    /// Adds a finding that concerns a file as a whole.
    pub fn find_in(&mut self, file: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding { file: file.into(), line: None, message: message.into() });
    }

    /// Adds a note.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

/// Why a check could not be made at all.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// A file could not be read or written.
    File(PathBuf, io::Error),
    /// A program that the check needs could not be started or gave what can't be read.
    Program(String, String),
    /// The report could not be printed.
    Output(io::Error),
    /// mdBook could not load or build the book.
    Book(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::File(path, error) => write!(out, "{}: {error}", path.display()),
            Failure::Program(program, error) => write!(out, "{program}: {error}"),
            Failure::Output(error) => write!(out, "standard output: {error}"),
            Failure::Book(error) => write!(out, "mdBook: {error}"),
        }
    }
}

impl std::error::Error for Failure {}
