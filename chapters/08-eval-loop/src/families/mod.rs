//! The instructions, a file for each kind. Above each stands what it does to the stack: what it
//! takes, and behind the dashes what it leaves, the top value last.
//!
//! An instruction is a function of the registers and its argument. It is named as CPython names
//! it, so that it can be found.
#![allow(non_snake_case, reason = "an instruction's function has the instruction's name")]

pub(crate) mod stack;
pub(crate) mod names;
pub(crate) mod arithmetic;
pub(crate) mod compare;
pub(crate) mod fused;
pub(crate) mod jumps;
pub(crate) mod attributes;
pub(crate) mod subscripts;
pub(crate) mod calls;
pub(crate) mod functions;
pub(crate) mod build;
pub(crate) mod iteration;
pub(crate) mod exceptions;
pub(crate) mod with_;
pub(crate) mod matching;
pub(crate) mod generators;
pub(crate) mod imports;

/// How many code units of cache follow an instruction.
pub(crate) const fn caches(opcode: compiler::opcode::Opcode) -> u32 {
    let mut row = 0;
    let table = compiler::opcode::TABLE;
    while row < table.len() {
        if table[row].opcode.0 == opcode.0 {
            let (mut units, mut cache) = (0, 0);
            while cache < table[row].caches.len() {
                units += table[row].caches[cache].1 as u32;
                cache += 1;
            }
            return units;
        }
        row += 1;
    }
    0
}
