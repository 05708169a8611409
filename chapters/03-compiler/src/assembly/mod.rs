//! From a graph to a code object.
//!
//! CPython: `assemble` and `makecode` in `Python/compile.c`.
//!
//! First the passes of [`flow_graph`](crate::flow_graph) run. Then the order of the blocks is
//! fixed: jumps learn whether they go forward or back and how far ([`jump_offsets`]), and one
//! walk over the instructions writes three tables side by side: their bytes, where they come
//! from ([`location_table`]), and what runs when they raise ([`exception_table`]).

mod jump_offsets;
mod exception_table;
mod location_table;

use crate::code::Code;
use crate::code_unit::{CodeUnit, Numbered};
use crate::constant::{Constant, ConstantTable, Shared, Str};
use crate::flow_graph::{self, FlowGraph, Instruction, Operation, Pass, variables};
use crate::opcode::Opcode;

use exception_table::ExceptionTable;
use jump_offsets::Offsets;
use location_table::LocationTable;

/// Makes the code object of a unit that ends with a `return`. Its tables go into `constants`
/// as well, which all code objects of a compilation share.
pub fn assemble(unit: CodeUnit, constants: &mut ConstantTable) -> Code {
    assemble_observed(unit, constants, |_, _| ())
}

/// As [`assemble`], with a look at the unit before the first pass and after each.
pub fn assemble_observed(
    mut unit: CodeUnit,
    constants: &mut ConstantTable,
    look: impl FnMut(Pass, &CodeUnit),
) -> Code {
    if unit.first_line == 0 {
        let entry = unit.graph.block(FlowGraph::ENTRY).instructions.first();
        unit.first_line = entry.map_or(0, |first| first.place.line);
        if unit.first_line == 0 {
            unit.first_line = 1;
        }
    }
    let stacksize = flow_graph::run(&mut unit, constants, look);
    let offsets = jump_offsets::resolve(&mut unit.graph);
    let tables = Tables::of(&unit, &offsets);
    makecode(unit, tables, stacksize, constants)
}

/// What is written in one walk.
struct Tables {
    code: Vec<u8>,
    locations: Vec<u8>,
    exceptions: Vec<u8>,
}

impl Tables {
    fn of(unit: &CodeUnit, offsets: &Offsets) -> Tables {
        let mut code = Vec::with_capacity(2 * offsets.end());
        let mut locations = LocationTable::new(unit.first_line, offsets.end());
        let mut exceptions = ExceptionTable::default();
        for (_, block) in unit.graph.in_order() {
            for instruction in &block.instructions {
                exceptions.add(code.len() / 2, instruction.handler, &unit.graph, offsets);
                locations.add(instruction.place, size(instruction));
                emit(instruction, &mut code);
            }
        }
        let exceptions = exceptions.finish(code.len() / 2, &unit.graph, offsets);
        Tables { code, locations: locations.finish(), exceptions }
    }
}

/// The instruction's opcode, when no other operations are left.
fn opcode(instruction: &Instruction) -> Opcode {
    match instruction.operation {
        Operation::Opcode(opcode) => opcode,
        other => unreachable!("{other:?} is an opcode by now"),
    }
}

/// The argument as far as there is one.
fn argument(instruction: &Instruction) -> u32 {
    if opcode(instruction).has_argument() { instruction.argument.cast_unsigned() } else { 0 }
}

/// How many code units it takes: its own, those for the higher bytes of its argument, and its
/// caches. C: `instr_size`.
fn size(instruction: &Instruction) -> usize {
    let extended = match argument(instruction) {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        0x1_0000..=0xff_ffff => 2,
        0x100_0000.. => 3,
    };
    extended + 1 + opcode(instruction).caches()
}

/// C: `write_instr`
fn emit(instruction: &Instruction, code: &mut Vec<u8>) {
    let (opcode, argument) = (opcode(instruction), argument(instruction));
    let [highest, high, middle, low] = argument.to_be_bytes();
    let extended = [highest, high, middle];
    let leading = (argument.leading_zeros() / 8).min(3) as usize;
    for &byte in &extended[leading..] {
        code.extend([Opcode::EXTENDED_ARG.0, byte]);
    }
    code.extend([opcode.0, low]);
    code.resize(code.len() + 2 * opcode.caches(), Opcode::CACHE.0);
}

/// C: `makecode`
fn makecode(unit: CodeUnit, tables: Tables, stacksize: i32, constants: &mut ConstantTable) -> Code {
    let (localsplusnames, localspluskinds) = variables::names_and_kinds(&unit);
    let CodeUnit { parameters, flags, name, qualname, first_line, filename, .. } = unit;
    let consts = unit.constants.into_iter().collect();
    let code = Code {
        argcount: parameters.positional,
        posonlyargcount: parameters.positional_only,
        kwonlyargcount: parameters.keyword_only,
        stacksize,
        flags,
        // CPython merges these too, but the code object keeps a copy.
        code: Shared::new(tables.code),
        exceptiontable: constants.merge_bytes(Shared::new(tables.exceptions)),
        linetable: constants.merge_bytes(Shared::new(tables.locations)),
        names: constants.merge_tuple(Shared::new(strings(unit.names))),
        consts: constants.merge_tuple(Shared::new(consts)),
        localsplusnames: constants.merge_tuple(Shared::new(localsplusnames)),
        localspluskinds: Shared::new(localspluskinds),
        filename,
        name,
        qualname,
        firstlineno: first_line,
    };
    code.intern_strings().expect("names are strings");
    code
}

fn strings(names: Numbered<Str>) -> Vec<Constant> {
    names.into_iter().map(Constant::Str).collect()
}
