//! Criterion's results as the pages that the book's appendix shows.
//!
//! [`conditions`] is written by a bench as it ends: the machine, the date, the compilers.
//! [`results`] reads that and what criterion wrote. [`page`] puts it into words and
//! tables, [`plot`] into pictures. The pages depend on the files alone: the same results
//! give the same bytes.

pub mod conditions;
pub mod results;
pub mod units;
pub mod page;
pub mod plot;

#[cfg(test)]
mod tests;
