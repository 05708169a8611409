//! Builds, serves and checks the book of Glass Snake.
//!
//! The book is an ordinary mdBook: its pages stand in `book/src`, its theme in `book/theme`,
//! and mdBook does the work as a library. What this crate adds is strictness. A listing comes
//! from the sources by a marked stretch of lines, a Python block is run and its output
//! compared, and where page and code have parted, [`check`] says so with file and line.
//!
//! Reading order:
//! 1. [`house`] knows where things stand, [`finding`] is what a check has to say.
//! 2. [`page`] reads a page into fences, pictures and links; [`info`] is what a fence says about
//!    itself. [`anchor`] and [`mod@include`] tie pages to sources, and [`source`] tells which lines
//!    of a source are code.
//! 3. [`weave`] puts listings and, with [`figure`], pictures into the pages; [`render`] lets
//!    mdBook make HTML of them, listening to its [`complaints`]; [`serve`] shows it.
//! 4. [`check`] has the checks, one file each. They run programs through [`process`], ask cargo
//!    through [`workspace`], compile in a [`scratch`] workspace, find Pythons by
//!    [`interpreter`], compare what is printed by [`output`] and read commands by [`words`].

#![forbid(unsafe_code)]

pub mod house;
pub mod finding;
pub mod process;
pub mod workspace;
pub mod scratch;
pub mod words;
pub mod interpreter;
pub mod output;
pub mod info;
pub mod page;
pub mod anchor;
pub mod include;
pub mod source;
pub mod figure;
pub mod weave;
pub mod complaints;
pub mod render;
pub mod serve;
pub mod check;

#[cfg(test)]
mod fixture;
