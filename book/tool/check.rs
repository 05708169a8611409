//! The checks of the book, one file each.
//!
//! Each takes the pages and gives a report. [`ALL`] is the list that `cargo run -p book --
//! check` goes through, and that the crate's own tests go through one by one.

pub mod listings;
pub mod coverage;
pub mod python;
pub mod rust;
pub mod shell;
pub mod pictures;
pub mod links;
pub mod exercises;

use crate::{
    finding::{Failure, Report},
    page::Pages,
};

/// A check: its name on the command line, what it makes sure of, and how.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The word for it on the command line.
    pub name: &'static str,
    /// What holds when it passes.
    pub about: &'static str,
    /// Makes the check.
    pub run: fn(&Pages) -> Result<Report, Failure>,
}

/// Every check.
pub const ALL: [Check; 9] = [
    Check {
        name: "pages",
        about: "SUMMARY.md and the pages agree",
        run: |pages| Ok(pages.report.clone()),
    },
    Check {
        name: "listings",
        about: "listings name sound anchors of files that exist",
        run: listings::check,
    },
    Check {
        name: "coverage",
        about: "what the chapters' code lines are shown, and why others aren't",
        run: coverage::check,
    },
    Check {
        name: "python",
        about: "Python blocks run and print what the page says",
        run: python::check,
    },
    Check { name: "rust", about: "Rust written in the pages compiles and runs", run: rust::check },
    Check { name: "shell", about: "the commands of the book exist", run: shell::check },
    Check {
        name: "pictures",
        about: "pictures exist, speak, and follow the theme",
        run: pictures::check,
    },
    Check {
        name: "links",
        about: "the book builds, and its links lead somewhere",
        run: links::check,
    },
    Check {
        name: "exercises",
        about: "checks fail on stubs and wrong answers and pass on solutions",
        run: exercises::check,
    },
];
