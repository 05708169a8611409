//! Code generation: from the folded tree and the symbol table to instructions in blocks.
//!
//! CPython: the first part of `Python/compile.c`, up to "End of the compiler section".
//!
//! The pass goes through the tree once, in the order in which the program will run, and writes
//! down what is to be done: operands first, then what works on them. It doesn't look back and
//! doesn't look for shortcuts; the flow graph's passes do that afterwards. What it has to care
//! for is that every instruction knows its place in the source, and that whatever a statement
//! is inside of is left properly ([`frame_blocks`]).
//!
//! The reading order:
//! 1. [`unit`], a code object in the making, and how the generator goes into an inner one and
//!    comes back; [`emit`], adding an instruction; [`constants`] and [`names`], its arguments.
//! 2. [`statements`], family by family, with [`frame_blocks`] beside the loops and `try`;
//!    [`patterns`] of `match`.
//! 3. [`expressions`], family by family; [`conditions`] where only true or false is wanted.
//! 4. [`annotations`], and [`literals`], what is warned of.
//!
//! Above a handler stands what it emits. There, `<x>` stands for the code of a part, and a
//! word with a colon for a block.

mod unit;
mod emit;
mod interner;
mod constants;
mod names;
mod frame_blocks;
mod statements;
mod patterns;
mod expressions;
mod conditions;
mod annotations;
mod literals;

use parser::ast::{Mod, ModKind};

use crate::code::Code;
use crate::codegen::interner::Interner;
use crate::codegen::unit::Unit;
use crate::constant::{ConstantTable, Str};
use crate::errors::{Error, ErrorKind, Location};
use crate::flow_graph::Place;
use crate::future::Features;
use crate::opcode::Opcode;
use crate::symtable::SymbolTable;
use crate::warnings::{Refusal, Warning, WarningKind, Warnings};

/// What code generation depends on but the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// From 1 on without `assert`, from 2 on without docstrings. C: `c_optimize`.
    pub optimize: u8,
    /// What goes into every code object's flags, future features among them.
    pub features: Features,
    /// The line of the last future statement. C: `ff_lineno`.
    pub future_line: Option<i32>,
    /// Whether a module may `await`. C: `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub allow_top_level_await: bool,
    /// The most decimal digits of an int in an annotation that is kept as text.
    pub int_max_str_digits: usize,
}

/// Makes the code object of a tree. C: `compiler_mod`.
///
/// # Errors
/// What is wrong with the program and no pass before has seen, and what becomes of a warning.
pub fn generate<'a>(
    tree: &'a Mod<'a>,
    table: SymbolTable<'a>,
    filename: Str,
    options: Options,
    warnings: &'a mut dyn Warnings,
) -> Result<Code, Error> {
    let mut generator = Generator::new(table, filename, options, warnings);
    let is_expression = match tree.kind {
        ModKind::Module { body, .. } => {
            generator.visit_body(body)?;
            false
        }
        ModKind::Interactive { body } => {
            if annotations::has_annotations(body) {
                generator.emit(Opcode::SETUP_ANNOTATIONS);
            }
            generator.is_interactive = true;
            generator.visit_stmts(body)?;
            false
        }
        ModKind::Expression { body } => {
            generator.visit_expr(body)?;
            true
        }
        ModKind::FunctionType { .. } => return Err(Error::FunctionType),
    };
    generator.ensure_return(!is_expression);
    Ok(generator.finish())
}

/// The state of the pass. C: `struct compiler`.
struct Generator<'a> {
    table: SymbolTable<'a>,
    filename: Str,
    options: Options,
    warnings: &'a mut dyn Warnings,
    constants: ConstantTable,
    interner: Interner,
    /// Whether the values of the module's expressions are shown. C: `c_interactive`.
    is_interactive: bool,
    /// What is worked on. C: `u`.
    unit: Unit<'a>,
    /// What is around it, the module first. C: `c_stack`.
    outer_units: Vec<Unit<'a>>,
}

impl<'a> Generator<'a> {
    fn new(
        table: SymbolTable<'a>,
        filename: Str,
        options: Options,
        warnings: &'a mut dyn Warnings,
    ) -> Generator<'a> {
        let mut interner = Interner::default();
        Generator {
            unit: Unit::of_module(&table, &mut interner),
            table,
            filename,
            options,
            warnings,
            constants: ConstantTable::default(),
            interner,
            is_interactive: false,
            outer_units: Vec::new(),
        }
    }

    /// The module's code.
    fn finish(mut self) -> Code {
        let flags = self.code_flags(&self.unit);
        self.unit.assemble(flags, self.filename, &mut self.constants)
    }

    /// Whether annotations are kept as text.
    fn has_text_annotations(&self) -> bool {
        self.options.features.contains(Features::ANNOTATIONS)
    }

    /// An error where the pass is. C: `compiler_error`.
    fn error(&self, kind: ErrorKind) -> Error {
        let Place { line, end_line, column, end_column } = self.unit.place;
        let location = Location {
            lineno: line,
            offset: column + 1,
            end_lineno: end_line,
            end_offset: Some(end_column + 1),
        };
        Error::located(kind, location)
    }

    /// Warns of something where the pass is. C: `compiler_warn`.
    fn warn(&mut self, kind: WarningKind) -> Result<(), Error> {
        let warning = Warning { kind: kind.clone(), lineno: self.unit.place.line };
        self.warnings.warn(warning).map_err(|refusal| match refusal {
            Refusal::Raised => self.error(ErrorKind::Warning(kind)),
            Refusal::Failed => Error::Warning,
        })
    }
}
