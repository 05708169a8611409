//! Whether the exception table fits the instructions.
//!
//! CPython looks a row up by halving (`get_exception_handler` in `Python/ceval.c`), which
//! works on sorted rows whose first bytes alone have the highest bit.

use super::VerifyError;
use super::instructions::Program;
use crate::code::Code;
use crate::exception_table::Handler;
use crate::opcode::Opcode;

/// The rows by instructions: the first covered, the one behind the last, the handler's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Covered {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) handler: usize,
    /// How many values stay on the stack.
    pub(super) depth: i64,
    pub(super) lasti: bool,
}

pub(super) fn check(code: &Code, program: &Program) -> Result<Vec<Covered>, VerifyError> {
    let rows = code.handlers();
    if !is_whole(&code.exceptiontable, rows.len()) {
        return Err(VerifyError::ExceptionTable);
    }
    let mut end = 0;
    let mut covered = Vec::with_capacity(rows.len());
    for row in rows {
        if row.start < end || row.end <= row.start {
            return Err(VerifyError::ExceptionTable);
        }
        end = row.end;
        covered.push(resolved(program, &row).ok_or(VerifyError::Handler { start: row.start })?);
    }
    Ok(covered)
}

fn resolved(program: &Program, row: &Handler) -> Option<Covered> {
    let starting_at = |offset: u64| program.starting_at(i64::try_from(offset / 2).ok()?);
    let at_end = row.end == 2 * program.units() as u64;
    let handler = starting_at(row.target)?;
    let opcode = program.instructions[handler].opcode;
    // Its frame is laid out already.
    if matches!(opcode, Opcode::COPY_FREE_VARS | Opcode::MAKE_CELL | Opcode::RETURN_GENERATOR) {
        return None;
    }
    Some(Covered {
        first: starting_at(row.start)?,
        end: if at_end { program.instructions.len() } else { starting_at(row.end)? },
        handler,
        depth: i64::try_from(row.depth).ok()?,
        lasti: row.lasti,
    })
}

/// Whether the bytes are so many rows of four numbers, of at most five bytes each, with the
/// highest bit where a row begins and nowhere else.
fn is_whole(table: &[u8], rows: usize) -> bool {
    const MOST_BYTES: usize = 5;
    let mut numbers = 0;
    let mut length = 0;
    for &byte in table {
        let begins_row = numbers % 4 == 0 && length == 0;
        length += 1;
        if (byte & 0x80 != 0) != begins_row || length > MOST_BYTES {
            return false;
        }
        if byte & 0x40 == 0 {
            numbers += 1;
            length = 0;
        }
    }
    length == 0 && numbers == 4 * rows
}
