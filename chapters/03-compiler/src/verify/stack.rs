//! The height of the stack at each instruction.
//!
//! Every instruction has one height, whichever way it is reached, so that each is looked at
//! once, and memory and time are those of the code's length.

use super::VerifyError;
use super::handlers::Covered;
use super::instructions::{Decoded, Program};
use super::needs::{Needs, effect, needs};
use crate::code::Code;
use crate::opcode::{Jump, Opcode};

pub(super) fn check(
    code: &Code,
    program: &Program,
    handlers: &[Covered],
) -> Result<(), VerifyError> {
    let mut walk = Walk {
        program,
        most: i64::from(code.stacksize),
        heights: vec![None; program.instructions.len()],
        pending: Vec::new(),
    };
    let covering = covering(program, handlers);
    walk.reach(0, 0)?;
    while let Some(number) = walk.pending.pop() {
        let instruction = &program.instructions[number];
        let offset = instruction.offset();
        let height = walk.heights[number].unwrap_or(0);
        let Needs { takes, looks } = needs(instruction.opcode, instruction.argument);
        if height < takes + looks {
            return Err(VerifyError::Underflow { offset });
        }
        if let Some(handler) = covering[number].map(|row| &handlers[row as usize]) {
            // It may raise before it took its values or after.
            if height - takes < handler.depth {
                return Err(VerifyError::Underflow { offset });
            }
            walk.reach(handler.handler, handler.depth + i64::from(handler.lasti) + 1)?;
        }
        let after = |jump| height + effect(instruction.opcode, instruction.argument, jump);
        if let Some(target) = instruction.target {
            let target = program.starting_at(target).expect("targets are checked by now");
            walk.reach(target, after(Jump::Taken))?;
        }
        if goes_on(instruction) {
            if number + 1 == program.instructions.len() {
                return Err(VerifyError::End);
            }
            walk.reach(number + 1, after(Jump::NotTaken))?;
        }
    }
    Ok(())
}

/// Which row covers each instruction.
fn covering(program: &Program, handlers: &[Covered]) -> Vec<Option<u32>> {
    let mut covering = vec![None; program.instructions.len()];
    for (row, handler) in handlers.iter().enumerate() {
        covering[handler.first..handler.end].fill(Some(row as u32));
    }
    covering
}

fn goes_on(instruction: &Decoded) -> bool {
    !matches!(
        instruction.opcode,
        Opcode::RETURN_VALUE
            | Opcode::RAISE_VARARGS
            | Opcode::RERAISE
            | Opcode::JUMP_FORWARD
            | Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_NO_INTERRUPT
    )
}

struct Walk<'a> {
    program: &'a Program,
    /// C: `co_stacksize`
    most: i64,
    heights: Vec<Option<i64>>,
    pending: Vec<usize>,
}

impl Walk<'_> {
    fn reach(&mut self, number: usize, height: i64) -> Result<(), VerifyError> {
        let offset = self.program.instructions[number].offset();
        match self.heights[number] {
            Some(before) if before == height => Ok(()),
            Some(_) => Err(VerifyError::Heights { offset }),
            None if height > self.most => Err(VerifyError::Overflow { offset }),
            None => {
                self.heights[number] = Some(height);
                self.pending.push(number);
                Ok(())
            }
        }
    }
}
