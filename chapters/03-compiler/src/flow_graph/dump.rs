//! A graph to look at: as text, and as a picture.
//!
//! CPython has `dump_basicblock` under `#if 0`. Here every pass can be watched:
//! [`assemble_observed`](crate::assembly::assemble_observed) shows the unit after each, and
//! [`text`] or [`svg`] what it looks like.
//!
//! ```text
//! block 0
//!    1 LOAD_NAME 0 (x)
//!    1 POP_JUMP_IF_FALSE -> 2
//! block 1
//!    2 LOAD_CONST 0 (None)
//!    2 RETURN_VALUE
//! block 2
//!    - LOAD_CONST 0 (None)
//!    - RETURN_VALUE
//! ```
//! In front of an instruction stands its line, behind `!` the block that handles what it
//! raises.

mod svg;

use std::fmt::{self, Write};

use super::{Block, BlockId, Instruction, Operation};
use crate::code_unit::CodeUnit;
use crate::opcode::{Argument, Opcode};

pub use svg::svg;

/// The blocks in the order of the code, an instruction a line.
pub fn text(unit: &CodeUnit) -> String {
    let mut text = String::new();
    for (id, block) in unit.graph.in_order() {
        // Writing to a string doesn't fail.
        let _ = writeln!(text, "block {id}");
        for line in lines(unit, block) {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn lines(unit: &CodeUnit, block: &Block) -> impl Iterator<Item = String> {
    block.instructions.iter().map(|instruction| {
        let place = instruction.place.line;
        let line = if place < 0 { "-".into() } else { place.to_string() };
        let mut text = format!("{line:>4} {}", instruction.operation);
        if let Some(target) = instruction.target {
            let _ = write!(text, " -> {target}");
        } else if let Operation::Opcode(opcode) = instruction.operation
            && opcode.has_argument()
        {
            let _ = write!(text, " {}", instruction.argument);
            if let Some(meaning) = meaning(unit, opcode, instruction) {
                let _ = write!(text, " ({meaning})");
            }
        }
        if let Some(handler) = instruction.handler {
            let _ = write!(text, " !{handler}");
        }
        text
    })
}

/// What the argument is the number of, as far as that can be said before cells have places.
fn meaning(unit: &CodeUnit, opcode: Opcode, instruction: &Instruction) -> Option<String> {
    let index = usize::try_from(instruction.argument).ok()?;
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match opcode.argument() {
        Argument::Const => Some(shown(&unit.constants.get_index(index)?.repr())),
        Argument::Name => Some(shown(unit.names.get_index(index)?.as_bytes())),
        Argument::GlobalName => {
            let null = if index & 1 == 1 { "NULL + " } else { "" };
            Some(format!("{null}{}", shown(unit.names.get_index(index >> 1)?.as_bytes())))
        }
        Argument::Local => Some(shown(unit.varnames.get_index(index)?.as_bytes())),
        _ => None,
    }
}

impl fmt::Display for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index().fmt(f)
    }
}

impl fmt::Display for Operation {
    /// The opcode's name, or CPython's for an operation that is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Operation::Opcode(opcode) => return opcode.fmt(f),
            Operation::SetupFinally => "SETUP_FINALLY",
            Operation::SetupCleanup => "SETUP_CLEANUP",
            Operation::SetupWith => "SETUP_WITH",
            Operation::PopBlock => "POP_BLOCK",
            Operation::Jump => "JUMP",
            Operation::JumpNoInterrupt => "JUMP_NO_INTERRUPT",
            Operation::PopJumpIfFalse => "POP_JUMP_IF_FALSE",
            Operation::PopJumpIfTrue => "POP_JUMP_IF_TRUE",
            Operation::PopJumpIfNone => "POP_JUMP_IF_NONE",
            Operation::PopJumpIfNotNone => "POP_JUMP_IF_NOT_NONE",
        })
    }
}
