//! Everything that code generation knows of one code object, handed to the assembler.
//!
//! CPython: `struct compiler_unit` in `Python/compile.c`, as `assemble` finds it.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::constant::{Constant, Str};
use crate::flow_graph::FlowGraph;

/// Values by the number under which instructions refer to them: that of their first use.
pub type Numbered<T> = IndexSet<T, RandomState>;

/// A code object before its instructions are put in order.
#[derive(Debug)]
pub struct CodeUnit {
    /// The instructions.
    pub graph: FlowGraph,
    /// The constants, merged by [`ConstantTable`](crate::constant::ConstantTable).
    pub constants: Numbered<Constant>,
    /// The names of globals and attributes.
    pub names: Numbered<Str>,
    /// The names of local variables, parameters first.
    pub varnames: Numbered<Str>,
    /// The names of variables that inner functions share, sorted. An instruction refers to a
    /// cell by its number here. C: `u_cellvars`.
    pub cellvars: Numbered<Str>,
    /// The names of variables shared with an outer function, sorted. An instruction counts on
    /// from the last of `cellvars`. C: `u_freevars`.
    pub freevars: Numbered<Str>,
    /// Its parameters.
    pub parameters: Parameters,
    /// `co_flags`.
    pub flags: i32,
    /// `co_name`.
    pub name: Str,
    /// `co_qualname`.
    pub qualname: Str,
    /// `co_firstlineno`.
    pub first_line: i32,
    /// `co_filename`.
    pub filename: Str,
}

/// How many parameters of each kind. C: `u_argcount` and its neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Parameters {
    /// By position, those only by position included.
    pub positional: i32,
    /// Only by position.
    pub positional_only: i32,
    /// Only by keyword.
    pub keyword_only: i32,
}
