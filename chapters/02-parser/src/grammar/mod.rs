//! The grammar: one function a rule, the rule above it.
//!
//! CPython: `Grammar/python.gram`, from which `Parser/parser.c` is made.
//!
//! The functions try their alternatives in the grammar's order, with the grammar's
//! lookaheads and cuts, remember what it remembers and count levels as it does. So they
//! accept what CPython accepts, read as far as it reads before they give up, and, with the
//! `invalid_` rules, raise what it raises. How a function works is [`crate::packrat`]'s
//! matter; the notation is the grammar's own:
//!
//! ```text
//! 'word' "word" TOKEN    a keyword, a soft keyword, a token
//! e* e+ s.e+             any number, one or more, one or more separated by s
//! [e]                    e or nothing
//! &e !e                  e is ahead, is not ahead
//! ~                      from here on this alternative or none
//! &&e                    e, or an error at once
//! ```
//!
//! The files go from the whole to the parts; the `invalid_` rules of a family are in a file
//! beside it.

mod start;
mod simple;
mod imports;
mod compound;
mod parameters;
mod patterns;
mod expressions;
mod primaries;
mod comprehensions;
mod arguments;
mod targets;
mod types;

mod invalid_statements;
mod invalid_blocks;
mod invalid_parameters;
mod invalid_patterns;
mod invalid_expressions;
mod invalid_arguments;

use std::convert::Infallible;

use tokenizer::token::{Token, TokenKind};

use crate::actions::calls::{KeywordOrStarred, last_item};
use crate::actions::describe::{Targets, expr_name, invalid_target};
use crate::actions::parameters::{BeforeSlash, NameDefault, StarEtc};
use crate::ast::*;
use crate::errors::ErrorKind;
use crate::memo::{CallArguments, Rule};
use crate::packrat::{alternative, invalid};
use crate::parser::Parser;

type ExprRef<'a> = &'a Expr<'a>;
type StmtRef<'a> = &'a Stmt<'a>;
type PatternRef<'a> = &'a Pattern<'a>;

/// What an `invalid_` rule results in: nothing, whether or not it has raised an error.
type Complaint = Option<Infallible>;

pub(crate) use expressions::unary_operator;
pub(crate) use parameters::Style;
pub(crate) use simple::augmented_operator;
