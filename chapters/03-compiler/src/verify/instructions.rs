//! The bytes as instructions, and whether each of them has a meaning by itself.

use super::VerifyError;
use crate::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code};
use crate::constant::Constant;
use crate::opcode::{Argument, BINARY_OPERATORS, COMPARISONS, CONVERSIONS, FUNCTION_PARTS, Opcode};

/// An instruction with the `EXTENDED_ARG`s before it and the caches behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoded {
    pub(super) opcode: Opcode,
    pub(super) argument: u32,
    /// The code unit it starts at, that of its first `EXTENDED_ARG`.
    pub(super) start: usize,
    /// The code unit behind its caches.
    pub(super) end: usize,
    /// The code unit it jumps to.
    pub(super) target: Option<i64>,
}

/// The instructions in order, and where they start.
pub(super) struct Program {
    pub(super) instructions: Vec<Decoded>,
    /// For each code unit, the instruction that starts there.
    at: Vec<Option<u32>>,
}

impl Program {
    /// The instruction that starts at a code unit.
    pub(super) fn starting_at(&self, unit: i64) -> Option<usize> {
        let number = *self.at.get(usize::try_from(unit).ok()?)?;
        number.map(|number| number as usize)
    }

    /// How many code units there are.
    pub(super) fn units(&self) -> usize {
        self.at.len()
    }
}

impl Decoded {
    /// The offset of its first byte.
    pub(super) fn offset(&self) -> usize {
        2 * self.start
    }
}

/// Takes the bytes apart.
pub(super) fn decode(code: &Code) -> Result<Program, VerifyError> {
    let (units, rest) = code.code.as_chunks::<2>();
    if !rest.is_empty() || units.is_empty() || u32::try_from(units.len()).is_err() {
        return Err(VerifyError::Length);
    }
    let mut program =
        Program { instructions: Vec::with_capacity(units.len() / 2), at: vec![None; units.len()] };
    let mut next = 0;
    while next < units.len() {
        let decoded = decode_one(units, next)?;
        program.at[next] = Some(program.instructions.len() as u32);
        program.instructions.push(decoded);
        next = decoded.end;
    }
    Ok(program)
}

fn decode_one(units: &[[u8; 2]], start: usize) -> Result<Decoded, VerifyError> {
    /// As many bytes as an argument has.
    const MOST_EXTENDED: usize = 3;
    let extended = VerifyError::ExtendedArgument { offset: 2 * start };
    let mut at = start;
    let mut argument = 0;
    while units[at][0] == Opcode::EXTENDED_ARG.0 {
        argument = argument << 8 | u32::from(units[at][1]);
        at += 1;
        if at - start > MOST_EXTENDED || at == units.len() {
            return Err(extended);
        }
    }
    let [opcode, low] = units[at];
    let (opcode, offset) = (Opcode(opcode), 2 * at);
    if opcode.is_adaptive() {
        return Err(VerifyError::Adaptive { offset, opcode });
    }
    if opcode.name().is_none() || opcode == Opcode::CACHE {
        return Err(VerifyError::Opcode { offset, opcode });
    }
    let argument = if opcode.has_argument() { argument << 8 | u32::from(low) } else { 0 };
    let end = at + 1 + opcode.caches();
    let caches = units.get(at + 1..end).ok_or(VerifyError::Cache { offset })?;
    if caches.iter().any(|&cache| cache != [0, 0]) {
        return Err(VerifyError::Cache { offset });
    }
    let target = match opcode.argument() {
        Argument::JumpForward => Some(end as i64 + i64::from(argument)),
        Argument::JumpBackward => Some(end as i64 - i64::from(argument)),
        _ => None,
    };
    Ok(Decoded { opcode, argument, start, end, target })
}

/// Checks arguments and targets, reachable or not.
pub(super) fn check(code: &Code, program: &Program) -> Result<(), VerifyError> {
    for (number, instruction) in program.instructions.iter().enumerate() {
        let Decoded { opcode, argument, target, .. } = *instruction;
        let offset = instruction.offset();
        if !has_meaning(code, opcode, argument) {
            return Err(VerifyError::Argument { offset, opcode, argument });
        }
        if let Some(target) = target
            && program.starting_at(target).is_none()
        {
            return Err(VerifyError::Jump { offset, target: 2 * target });
        }
        let next = program.instructions.get(number + 1);
        if !has_its_call(code, instruction, next) {
            return Err(VerifyError::Misplaced { offset, opcode });
        }
    }
    Ok(())
}

fn has_meaning(code: &Code, opcode: Opcode, argument: u32) -> bool {
    let index = argument as usize;
    let kind = |wanted: u8| code.localspluskinds.get(index).is_some_and(|kind| kind & wanted != 0);
    // The loop counts in C's `int`.
    if i32::try_from(argument).is_err() {
        return false;
    }
    match opcode.argument() {
        Argument::None | Argument::JumpForward | Argument::JumpBackward => true,
        Argument::Const => index < code.consts.len(),
        Argument::Name => index < code.names.len(),
        Argument::GlobalName => index >> 1 < code.names.len(),
        Argument::Local => kind(CO_FAST_LOCAL) && !kind(CO_FAST_CELL),
        Argument::Free if opcode == Opcode::MAKE_CELL => kind(CO_FAST_CELL),
        Argument::Free => kind(CO_FAST_CELL | CO_FAST_FREE),
        Argument::Compare => index < COMPARISONS.len(),
        Argument::BinaryOperator => index < BINARY_OPERATORS.len(),
        Argument::Conversion => index < 2 * CONVERSIONS.len(),
        Argument::FunctionParts => index < 1 << FUNCTION_PARTS.len(),
        Argument::Plain => match opcode {
            Opcode::IS_OP | Opcode::CONTAINS_OP | Opcode::CALL_FUNCTION_EX => argument <= 1,
            Opcode::RAISE_VARARGS | Opcode::GET_AWAITABLE => argument <= 2,
            Opcode::RESUME => argument <= 3,
            Opcode::BUILD_SLICE => matches!(argument, 2 | 3),
            Opcode::COPY
            | Opcode::SWAP
            | Opcode::LIST_APPEND
            | Opcode::LIST_EXTEND
            | Opcode::SET_ADD
            | Opcode::SET_UPDATE
            | Opcode::MAP_ADD
            | Opcode::DICT_MERGE
            | Opcode::DICT_UPDATE => argument >= 1,
            _ => true,
        },
    }
}

/// `KW_NAMES`, `PRECALL` and `CALL` are one instruction in three parts: a special form of the
/// second passes over the third.
fn has_its_call(code: &Code, instruction: &Decoded, next: Option<&Decoded>) -> bool {
    match instruction.opcode {
        Opcode::PRECALL => next.is_some_and(|next| {
            next.opcode == Opcode::CALL && next.argument == instruction.argument
        }),
        Opcode::KW_NAMES => {
            let Some(Constant::Tuple(names)) = code.consts.get(instruction.argument as usize)
            else {
                return false;
            };
            names.iter().all(|name| matches!(name, Constant::Str(_)))
                && next.is_some_and(|next| {
                    next.opcode == Opcode::PRECALL && names.len() <= next.argument as usize
                })
        }
        _ => true,
    }
}
