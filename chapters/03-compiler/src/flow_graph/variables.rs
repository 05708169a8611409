//! Places of variables in the frame, and the instructions that make its cells.
//!
//! CPython: `build_cellfixedoffsets`, `insert_prefix_instructions`, `fix_cell_offsets` and
//! `compute_localsplus_info` in `Python/compile.c`.
//!
//! A frame holds local variables, then cells, then the closure's cells. A parameter that an
//! inner function uses is both a local and a cell; it has one place, that of the local. Code
//! generation counts cells by themselves, and here their numbers become places.
//!
//! ```text
//! def f(a): return lambda: a + b        (b belongs to a function around)
//!
//!                              COPY_FREE_VARS 1
//!                              MAKE_CELL 0            a
//! LOAD_CLOSURE 0         =>    LOAD_CLOSURE 0         a
//! LOAD_CLOSURE 1               LOAD_CLOSURE 1         b
//! ```

use super::passes::is_generator;
use super::{FlowGraph, Instruction, Operation, Place};
use crate::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL};
use crate::code_unit::CodeUnit;
use crate::constant::{Constant, Str};
use crate::opcode::Opcode;

/// Where each cell and free variable is in the frame, by the number that instructions have.
pub(crate) struct CellPlaces {
    places: Vec<i32>,
}

impl CellPlaces {
    /// Finds them out.
    pub(crate) fn new(unit: &CodeUnit) -> CellPlaces {
        let mut free = unit.varnames.len();
        let mut place = |shared: Option<usize>| {
            shared.unwrap_or_else(|| {
                free += 1;
                free - 1
            }) as i32
        };
        let cells = unit.cellvars.iter().map(|name| unit.varnames.get_index_of(name));
        let places = cells.chain(unit.freevars.iter().map(|_| None)).map(&mut place).collect();
        CellPlaces { places }
    }
}

/// Puts in front what a frame does first, and lets all instructions name places.
pub(crate) fn place_variables(unit: &mut CodeUnit) {
    let cells = CellPlaces::new(unit);
    for block in unit.graph.newest_first() {
        for instruction in &mut unit.graph.block_mut(block).instructions {
            if names_cell(instruction.operation) {
                instruction.argument = cells.places[instruction.argument as usize];
            }
        }
    }
    let prefix = prefix(unit, &cells);
    if !prefix.is_empty() {
        unit.graph.block_mut(FlowGraph::ENTRY).instructions.splice(..0, prefix);
    }
}

/// Whether an instruction's argument counts cells, then free variables.
fn names_cell(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Opcode(
            Opcode::LOAD_CLOSURE
                | Opcode::LOAD_DEREF
                | Opcode::STORE_DEREF
                | Opcode::DELETE_DEREF
                | Opcode::LOAD_CLASSDEREF
        )
    )
}

fn prefix(unit: &CodeUnit, cells: &CellPlaces) -> Vec<Instruction> {
    let mut prefix = Vec::new();
    if !unit.freevars.is_empty() {
        let count = unit.freevars.len() as i32;
        prefix.push(Instruction::new(Opcode::COPY_FREE_VARS, count, Place::NONE));
    }
    let mut made = cells.places[..unit.cellvars.len()].to_vec();
    made.sort_unstable();
    let make = |place| Instruction::new(Opcode::MAKE_CELL, place, Place::NONE);
    prefix.extend(made.into_iter().map(make));
    if is_generator(unit) {
        let (line, end_line) = (unit.first_line, unit.first_line);
        let place = Place { line, end_line, ..Place::NONE };
        prefix.push(Instruction::new(Opcode::RETURN_GENERATOR, 0, place));
        prefix.push(Instruction::new(Opcode::POP_TOP, 0, Place::NONE));
    }
    prefix
}

/// The names of what is in the frame, and their kinds. C: `compute_localsplus_info`.
pub(crate) fn names_and_kinds(unit: &CodeUnit) -> (Vec<Constant>, Vec<u8>) {
    let mut names = Vec::with_capacity(unit.varnames.len());
    let mut kinds = Vec::with_capacity(unit.varnames.len());
    let mut add = |name: &Str, kind| {
        names.push(Constant::Str(name.clone()));
        kinds.push(kind);
    };
    for name in &unit.varnames {
        let is_cell = unit.cellvars.contains(name);
        add(name, if is_cell { CO_FAST_LOCAL | CO_FAST_CELL } else { CO_FAST_LOCAL });
    }
    for name in unit.cellvars.iter().filter(|&name| !unit.varnames.contains(name)) {
        add(name, CO_FAST_CELL);
    }
    for name in &unit.freevars {
        add(name, CO_FAST_FREE);
    }
    (names, kinds)
}
