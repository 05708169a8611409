//! Chapter 2: tokens to tree.
//!
//! A tree is what a program means once nobody has to ask any more where a statement ends and
//! which operator comes first. CPython makes it with a PEG parser (PEP 617): a grammar whose
//! rules try one alternative after the other, remember what they found, and, if nothing fits,
//! go through the source once more with rules for what people get wrong.
//!
//! ```
//! use parser::ast::{ModKind, StmtKind};
//! use parser::{Bump, Options, parse};
//! use tokenizer::Source;
//!
//! let source = Source::from_str("answer = 6 * 7", true).unwrap();
//! let arena = Bump::new();
//! let tree = parse(&source, &arena, &Options::default()).result.unwrap();
//! let ModKind::Module { body: [statement], .. } = tree.kind else { panic!() };
//! assert!(matches!(statement.kind, StmtKind::Assign { .. }));
//! assert_eq!(statement.range.end_col_offset, 14);
//!
//! let source = Source::from_str("answer = (6 * 7", true).unwrap();
//! let error = parse(&source, &arena, &Options::default()).result.unwrap_err();
//! assert_eq!(error.to_string(), "SyntaxError: '(' was never closed (line 1)");
//! ```
//!
//! The reading order:
//! 1. [`ast`]: what the tree is made of, declared in one table.
//! 2. `parser`: a parse from start to end, and its passes. [`options`] says what may be
//!    asked for.
//! 3. `packrat`: how a rule is entered, how it looks at tokens and goes back; [`memo`]: what
//!    it remembers.
//! 4. `grammar`: a function for each rule; `actions`: what rules do with what they read.
//! 5. [`strings`]: from literals to values, and f-strings.
//! 6. [`errors`]: what is wrong, in CPython's words and in the place it names; [`warnings`].
//! 7. `quick`: the pass that goes before the grammar and usually is enough.
//! 8. [`interactive`]: what a prompt asks before it asks for another line.
//! 9. [`dump`](mod@dump) and [`unparse`](mod@unparse): a tree as text and as source, on
//!    top of [`repr`]; [`limits`] keeps all of these from going too deep.

#![forbid(unsafe_code)]

pub mod ast;
pub mod options;
mod parser;
mod packrat;
pub mod memo;
mod grammar;
mod actions;
pub mod strings;
pub mod errors;
pub mod warnings;
mod quick;
pub mod interactive;
pub mod limits;
pub mod repr;
pub mod dump;
pub mod unparse;
pub mod traceback;

/// The arena that a tree lives in.
pub use bumpalo::Bump;
pub use errors::{Error, ErrorKind};
pub use options::{Mode, Options};
pub use parser::{Parse, parse, parse_by_grammar, parse_filtered, parse_quickly};
pub use warnings::{Warning, WarningKind};
