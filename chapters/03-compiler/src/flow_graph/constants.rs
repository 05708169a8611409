//! Constants in the graph: tuples made of them, and those that nothing refers to any more.
//!
//! CPython: `fold_tuple_on_constants` and `trim_unused_consts` in `Python/compile.c`. The tree
//! was folded before; what makes new tuples of constants is code generation itself, for
//! parameters' default values for instance.
//!
//! ```text
//! LOAD_CONST 1               NOP
//! LOAD_CONST 2         =>    NOP
//! BUILD_TUPLE 2              LOAD_CONST (1, 2)
//! ```

use num_traits::Zero;

use super::nops::NOP;
use super::{FlowGraph, Instruction, Operation};
use crate::code_unit::Numbered;
use crate::constant::{Complex, Constant, ConstantTable, Float, Shared};
use crate::opcode::Opcode;

const LOAD_CONST: Operation = Operation::Opcode(Opcode::LOAD_CONST);

/// Makes the `BUILD_TUPLE` at `at` a constant, if constants are all it takes.
pub(super) fn fold_tuple(
    instructions: &mut [Instruction],
    at: usize,
    constants: &mut Numbered<Constant>,
    table: &mut ConstantTable,
) {
    let Some(first) = at.checked_sub(instructions[at].argument as usize) else { return };
    let items = &instructions[first..at];
    if items.iter().any(|item| item.operation != LOAD_CONST) {
        return;
    }
    let items = items.iter().map(|item| constants[item.argument as usize].clone()).collect();
    let tuple = Constant::Tuple(table.merge_tuple(Shared::new(items)));
    let (index, _) = constants.insert_full(tuple);
    for item in &mut instructions[first..at] {
        item.operation = NOP;
    }
    instructions[at].operation = LOAD_CONST;
    instructions[at].argument = index as i32;
}

/// Forgets the constants behind the last that is used. The first stays, which may be the
/// docstring.
pub(crate) fn forget_unused(graph: &FlowGraph, constants: &mut Numbered<Constant>) {
    let uses =
        |operation| matches!(operation, Operation::Opcode(Opcode::LOAD_CONST | Opcode::KW_NAMES));
    let last = graph
        .in_order()
        .flat_map(|(_, block)| &block.instructions)
        .filter(|instruction| uses(instruction.operation))
        .map(|instruction| instruction.argument)
        .max();
    constants.truncate(last.unwrap_or(0) as usize + 1);
}

/// `bool(constant)`.
pub(super) fn is_true(constant: &Constant) -> bool {
    let nonzero = |Float(float): Float| float != 0.0;
    match constant {
        Constant::None | Constant::False => false,
        Constant::True | Constant::Ellipsis | Constant::StopIteration | Constant::Code(_) => true,
        Constant::Int(value) => !value.is_zero(),
        Constant::Float(value) => nonzero(**value),
        Constant::Complex(value) => {
            let Complex { real, imaginary } = **value;
            nonzero(real) || nonzero(imaginary)
        }
        Constant::Str(text) => !text.as_bytes().is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) | Constant::List(items) => !items.is_empty(),
        Constant::FrozenSet(set) | Constant::Set(set) => !set.is_empty(),
        Constant::Dict(dict) => !dict.pairs().is_empty(),
    }
}
