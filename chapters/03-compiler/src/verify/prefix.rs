//! Whether a frame begins as it must: with its cells, and with its generator if it is one.
//!
//! CPython: `insert_prefix_instructions` in `Python/compile.c` puts these in front.

use super::VerifyError;
use super::instructions::Program;
use super::variables::Variables;
use crate::code::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, Code};
use crate::opcode::Opcode;

pub(super) fn check(
    code: &Code,
    program: &Program,
    variables: Variables,
) -> Result<(), VerifyError> {
    let mut rest = &program.instructions[..];
    if variables.free > 0 {
        match rest.split_first() {
            Some((first, after))
                if first.opcode == Opcode::COPY_FREE_VARS
                    && first.argument as usize == variables.free =>
            {
                rest = after;
            }
            _ => return Err(VerifyError::Cells),
        }
    }
    let mut made = vec![false; code.localspluskinds.len()];
    while let Some((first, after)) = rest.split_first()
        && first.opcode == Opcode::MAKE_CELL
    {
        if std::mem::replace(&mut made[first.argument as usize], true) {
            return Err(VerifyError::Cells);
        }
        rest = after;
    }
    if made.iter().filter(|&&made| made).count() != variables.cells {
        return Err(VerifyError::Cells);
    }
    let is_generator = code.flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR) != 0;
    if is_generator {
        match rest.split_first() {
            Some((first, after)) if first.opcode == Opcode::RETURN_GENERATOR => rest = after,
            _ => return Err(VerifyError::Generator),
        }
    }
    let body = program.instructions.len() - rest.len();
    let start = rest.first().map_or(program.units(), |first| first.start) as i64;
    for (number, instruction) in program.instructions.iter().enumerate() {
        let (offset, opcode) = (instruction.offset(), instruction.opcode);
        let is_prefix =
            matches!(opcode, Opcode::COPY_FREE_VARS | Opcode::MAKE_CELL | Opcode::RETURN_GENERATOR);
        if is_prefix && number >= body || opcode == Opcode::YIELD_VALUE && !is_generator {
            return Err(VerifyError::Misplaced { offset, opcode });
        }
        // What was done once can't be done again.
        if let Some(target) = instruction.target
            && target < start
        {
            return Err(VerifyError::Jump { offset, target: 2 * target });
        }
    }
    Ok(())
}
