//! Whether the kinds of variables are those of a frame.
//!
//! CPython lays out a frame without a look at them (`_PyFrame_Initialize…` in
//! `Include/internal/pycore_frame.h`, `COPY_FREE_VARS` in `Python/ceval.c`): local variables,
//! the parameters first, then cells, then the closure's cells.

use super::VerifyError;
use crate::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, CO_VARARGS, CO_VARKEYWORDS, Code};

/// How many variables of each kind there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variables {
    /// Those that lie in cells of the frame's, parameters among them.
    pub(super) cells: usize,
    /// Those that lie in the closure's cells.
    pub(super) free: usize,
}

pub(super) fn check(code: &Code) -> Result<Variables, VerifyError> {
    const ARGUMENT_CELL: u8 = CO_FAST_LOCAL | CO_FAST_CELL;
    let kinds = &code.localspluskinds[..];
    if kinds.len() != code.localsplusnames.len() {
        return Err(VerifyError::Variables);
    }
    let is_local = |kind: &u8| matches!(*kind, CO_FAST_LOCAL | ARGUMENT_CELL);
    let locals = kinds.iter().take_while(|kind| is_local(kind)).count();
    let plain_cells = kinds[locals..].iter().take_while(|&&kind| kind == CO_FAST_CELL).count();
    let free = kinds[locals + plain_cells..].iter().take_while(|&&kind| kind == CO_FAST_FREE);
    let free = free.count();
    let has = |flag| i64::from(code.flags & flag != 0);
    let parameters = i64::from(code.argcount)
        + i64::from(code.kwonlyargcount)
        + has(CO_VARARGS)
        + has(CO_VARKEYWORDS);
    let counts = [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize];
    if locals + plain_cells + free != kinds.len()
        || parameters > locals as i64
        || code.posonlyargcount > code.argcount
        || counts.iter().any(|&count| count < 0)
    {
        return Err(VerifyError::Variables);
    }
    let argument_cells = kinds[..locals].iter().filter(|&&kind| kind == ARGUMENT_CELL).count();
    Ok(Variables { cells: argument_cells + plain_cells, free })
}
