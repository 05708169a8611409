//! What can be made shorter by looking at a few instructions of one block.
//!
//! CPython: `optimize_basic_block` in `Python/compile.c`. Nothing grows here: what isn't needed
//! becomes a `NOP`, and those go afterwards.
//!
//! ```text
//! LOAD_CONST True                NOP
//! POP_JUMP_IF_FALSE -> 3   =>    NOP
//!
//! LOAD_CONST None                NOP
//! IS_OP 1                        NOP
//! POP_JUMP_IF_FALSE -> 3   =>    POP_JUMP_IF_NONE -> 3
//!
//! PUSH_NULL                      NOP
//! LOAD_GLOBAL print        =>    LOAD_GLOBAL NULL + print
//! ```

use super::nops::NOP;
use super::{Block, BlockId, FlowGraph, Instruction, Operation};
use super::{constants, jumps, swaps};
use crate::code_unit::Numbered;
use crate::constant::{Constant, ConstantTable};
use crate::opcode::Opcode;

/// Does so with a block.
pub(crate) fn optimize_block(
    graph: &mut FlowGraph,
    block: BlockId,
    constants: &mut Numbered<Constant>,
    table: &mut ConstantTable,
) {
    let mut at = 0;
    while at < graph.block(block).instructions.len() {
        let instruction = graph.block(block).instructions[at];
        if instruction.target.is_some() {
            jumps::skip_empty_target(graph, block, at);
            // A jump that leads elsewhere now is looked at again.
            if jumps::thread(graph, block, at) {
                continue;
            }
        } else if let Operation::Opcode(opcode) = instruction.operation {
            let block = graph.block_mut(block);
            match opcode {
                Opcode::LOAD_CONST => decide(block, at, constants),
                Opcode::BUILD_TUPLE => build_tuple(block, at, constants, table),
                Opcode::SWAP if instruction.argument == 1 => {
                    block.instructions[at].operation = NOP;
                }
                Opcode::SWAP => {
                    at = swaps::shorten_run(&mut block.instructions, at);
                    swaps::apply_to_instructions(&mut block.instructions, at);
                }
                Opcode::PUSH_NULL => push_null(block, at),
                _ => {}
            }
        }
        at += 1;
    }
}

/// A constant that is tested is no question.
fn decide(block: &mut Block, at: usize, constants: &Numbered<Constant>) {
    let Some(next) = block.instructions.get(at + 1) else { return };
    let constant = &constants[block.instructions[at].argument as usize];
    let (jumps_if, keeps_value) = match next.operation {
        Operation::PopJumpIfFalse => (false, false),
        Operation::PopJumpIfTrue => (true, false),
        Operation::Opcode(Opcode::JUMP_IF_FALSE_OR_POP) => (false, true),
        Operation::Opcode(Opcode::JUMP_IF_TRUE_OR_POP) => (true, true),
        Operation::Opcode(Opcode::IS_OP) => {
            if *constant == Constant::None {
                compare_with_none(&mut block.instructions[at..]);
            }
            return;
        }
        _ => return,
    };
    let jumps = constants::is_true(constant) == jumps_if;
    if !(jumps && keeps_value) {
        block.instructions[at].operation = NOP;
    }
    if jumps {
        block.instructions[at + 1].operation = Operation::Jump;
        block.is_closed = true;
    } else {
        remove(&mut block.instructions[at + 1]);
    }
}

/// `LOAD_CONST None`, `IS_OP` and a jump.
fn compare_with_none(instructions: &mut [Instruction]) {
    let [load, is, jump, ..] = instructions else { return };
    let jumps_if = match jump.operation {
        Operation::PopJumpIfFalse => false,
        Operation::PopJumpIfTrue => true,
        _ => return,
    };
    let is_not = is.argument == 1;
    jump.operation =
        if is_not == jumps_if { Operation::PopJumpIfNotNone } else { Operation::PopJumpIfNone };
    remove(load);
    remove(is);
}

/// A tuple that is taken apart at once is an exchange; one of constants is a constant.
fn build_tuple(
    block: &mut Block,
    at: usize,
    constants: &mut Numbered<Constant>,
    table: &mut ConstantTable,
) {
    const UNPACK: Operation = Operation::Opcode(Opcode::UNPACK_SEQUENCE);
    let count = block.instructions[at].argument;
    let next = block.instructions.get_mut(at + 1);
    match next.filter(|next| next.operation == UNPACK && next.argument == count) {
        Some(next) if matches!(count, 1..=3) => {
            next.operation = if count == 1 { NOP } else { Opcode::SWAP.into() };
            block.instructions[at].operation = NOP;
        }
        _ => constants::fold_tuple(&mut block.instructions, at, constants, table),
    }
}

/// `LOAD_GLOBAL` can push the empty slot too.
fn push_null(block: &mut Block, at: usize) {
    if let [push, load, ..] = &mut block.instructions[at..]
        && load.operation == Operation::Opcode(Opcode::LOAD_GLOBAL)
    {
        load.argument |= 1;
        remove(push);
    }
}

fn remove(instruction: &mut Instruction) {
    (instruction.operation, instruction.argument, instruction.target) = (NOP, 0, None);
}
