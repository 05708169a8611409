//! The verifier: whether a code object can be run without harm.
//!
//! CPython has none. Its loop trusts the compiler: an index is not looked at, the stack has no
//! end, a jump may land in a cache. Code that came from elsewhere, out of a file or from
//! `code.replace`, makes it crash. Here such code is refused before it runs, and the loop may
//! trust as CPython's does.
//!
//! What an accepted code object keeps, in the order in which it is checked:
//! 1. [`variables`]: the kinds of the frame's slots are in the order in which the frame is
//!    laid out, and the first slots can take the arguments.
//! 2. [`instructions`]: the bytes are whole instructions that exist, in their general form,
//!    with empty caches; arguments are in range; a jump leads to the start of an instruction.
//! 3. [`prefix`]: cells are made before anything else, each once; only a generator yields.
//! 4. [`handlers`]: the exception table is sorted and whole, and leads to instructions.
//! 5. [`stack`]: each instruction finds as many values as it takes, whichever way it was
//!    reached; the stack never gets higher than `co_stacksize`; the code has no end that
//!    could be run over.
//!
//! What it doesn't know is types. That `LIST_APPEND` finds a list, and that what was pushed as
//! the empty slot below a callable isn't used as a value, the loop still has to see.

mod variables;
mod instructions;
mod prefix;
mod handlers;
mod stack;
mod needs;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;

use crate::code::Code;
use crate::constant::Constant;
use crate::opcode::Opcode;

/// Why a code object may not run. Offsets are in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VerifyError {
    /// Half a code unit, or none.
    Length,
    /// Not one kind for each name of a local, or kinds that a frame can't be laid out by.
    Variables,
    /// No instruction has this number.
    Opcode {
        /// Where.
        offset: usize,
        /// Which.
        opcode: Opcode,
    },
    /// A special form, which only a running program may make.
    Adaptive {
        /// Where.
        offset: usize,
        /// Which.
        opcode: Opcode,
    },
    /// A cache that the code ends in, or that holds something.
    Cache {
        /// Of which instruction.
        offset: usize,
    },
    /// An `EXTENDED_ARG` that belongs to nothing, or the fourth in a row.
    ExtendedArgument {
        /// Where.
        offset: usize,
    },
    /// An argument that means nothing to this instruction.
    Argument {
        /// Where.
        offset: usize,
        /// The instruction.
        opcode: Opcode,
        /// The argument.
        argument: u32,
    },
    /// A jump that doesn't lead to an instruction.
    Jump {
        /// Where.
        offset: usize,
        /// Whereto.
        target: i64,
    },
    /// An instruction in a place where it can't be.
    Misplaced {
        /// Where.
        offset: usize,
        /// The instruction.
        opcode: Opcode,
    },
    /// The frame's cells are not all made at the start.
    Cells,
    /// A generator whose code doesn't begin by making one, or the other way round.
    Generator,
    /// An exception table that can't be read, or is in no order.
    ExceptionTable,
    /// A row of it that doesn't fit the instructions.
    Handler {
        /// Where its range starts.
        start: u64,
    },
    /// Fewer values on the stack than an instruction takes, or a handler leaves.
    Underflow {
        /// Where.
        offset: usize,
    },
    /// More values on the stack than it has room for.
    Overflow {
        /// Where.
        offset: usize,
    },
    /// Two ways to an instruction on which the stack has different heights.
    Heights {
        /// Where.
        offset: usize,
    },
    /// The last instruction can be passed.
    End,
}

/// Checks a code object, and all that are among its constants.
///
/// # Errors
/// The first reason found not to run it.
pub fn verify(code: &Code) -> Result<(), VerifyError> {
    // Not by recursion: constants nest as deep as their author likes.
    let mut pending = vec![code];
    let mut seen = HashSet::new();
    let mut constants = Vec::new();
    while let Some(code) = pending.pop() {
        verify_one(code)?;
        constants.extend(code.consts.iter());
        while let Some(constant) = constants.pop() {
            // One value may be at many places, and each of them at many.
            let Some((id, _)) = constant.mark() else { continue };
            match constant {
                Constant::Code(code) if seen.insert(id) => pending.push(code),
                Constant::Tuple(items) | Constant::List(items) if seen.insert(id) => {
                    constants.extend(items.iter());
                }
                Constant::FrozenSet(set) | Constant::Set(set) if seen.insert(id) => {
                    constants.extend(set.items());
                }
                Constant::Dict(dict) if seen.insert(id) => {
                    constants.extend(dict.pairs().iter().flat_map(|(key, value)| [key, value]));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Checks a code object without those among its constants.
///
/// # Errors
/// The first reason found not to run it.
pub fn verify_one(code: &Code) -> Result<(), VerifyError> {
    let variables = variables::check(code)?;
    let program = instructions::decode(code)?;
    instructions::check(code, &program)?;
    prefix::check(code, &program, variables)?;
    let handlers = handlers::check(code, &program)?;
    stack::check(code, &program, &handlers)
}

impl VerifyError {
    /// The name of the exception to raise.
    pub fn class(self) -> &'static str {
        "ValueError"
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("code: ")?;
        match *self {
            VerifyError::Length => f.write_str("co_code is malformed"),
            VerifyError::Variables => f.write_str("the kinds of variables are in no order"),
            VerifyError::Opcode { offset, opcode } => {
                write!(f, "no instruction has the number {} (at {offset})", opcode.0)
            }
            VerifyError::Adaptive { offset, opcode } => {
                write!(f, "{opcode} is made while a program runs (at {offset})")
            }
            VerifyError::Cache { offset } => {
                write!(f, "the caches of an instruction are not empty (at {offset})")
            }
            VerifyError::ExtendedArgument { offset } => {
                write!(f, "EXTENDED_ARG without an instruction to extend (at {offset})")
            }
            VerifyError::Argument { offset, opcode, argument } => {
                write!(f, "{opcode} has no argument {argument} (at {offset})")
            }
            VerifyError::Jump { offset, target } => {
                write!(f, "jump to {target}, where no instruction is (at {offset})")
            }
            VerifyError::Misplaced { offset, opcode } => {
                write!(f, "{opcode} can't be here (at {offset})")
            }
            VerifyError::Cells => f.write_str("the frame's cells are not made at the start"),
            VerifyError::Generator => f.write_str("flags and RETURN_GENERATOR contradict"),
            VerifyError::ExceptionTable => f.write_str("co_exceptiontable is malformed"),
            VerifyError::Handler { start } => {
                write!(f, "an exception handler that fits no instruction (from {start})")
            }
            VerifyError::Underflow { offset } => {
                write!(f, "too few values on the stack (at {offset})")
            }
            VerifyError::Overflow { offset } => {
                write!(f, "co_stacksize is too small (at {offset})")
            }
            VerifyError::Heights { offset } => {
                write!(f, "the stack has more than one height (at {offset})")
            }
            VerifyError::End => f.write_str("the last instruction can be passed"),
        }
    }
}

impl std::error::Error for VerifyError {}
