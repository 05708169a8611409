//! `_opcode`: what an instruction does to the height of the stack.
//!
//! CPython: `Modules/_opcode.c`, `Python/compile.c` (`stack_effect`).

use compiler::opcode::{HAVE_ARGUMENT, Jump, Opcode};

use crate::prelude::*;

/// `_opcode`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_opcode",
    doc: "What the compiler knows of instructions.",
    functions: &[
        Method::new(
            c"stack_effect",
            "($module, opcode, oparg=None, /, *, jump=None)",
            stack_effect,
            "By how much an instruction makes the stack higher.",
        ),
        Method::none(
            c"get_specialization_stats",
            "($module, /)",
            |_| nothing(),
            "None: how often instructions were specialised isn't counted.",
        ),
    ],
    ..ModuleDefinition::NONE
};

// ANCHOR: stack_effect
/// Where it isn't said whether the instruction jumps, the greater of both effects.
fn stack_effect(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let opcode = c_int(arguments[0])?;
    let has_argument = opcode >= i32::from(HAVE_ARGUMENT);
    let error = |message: &str| Err(raise(&VALUE_ERROR, message));
    let argument = match arguments.not_none(1) {
        Some(_) if !has_argument => {
            return error("stack_effect: opcode does not permit oparg but oparg was specified");
        }
        Some(argument) => c_int(argument)?,
        None if has_argument => {
            return error("stack_effect: opcode requires oparg but oparg was not specified");
        }
        None => 0,
    };
    let jump = match arguments.get(2) {
        None => Jump::Either,
        Some(jump) if jump.is_none() => Jump::Either,
        Some(jump) if jump.is(bool_(true)) => Jump::Taken,
        Some(jump) if jump.is(bool_(false)) => Jump::NotTaken,
        Some(_) => return error("stack_effect: jump must be False, True or None"),
    };
    let effect =
        u8::try_from(opcode).ok().and_then(|opcode| Opcode(opcode).stack_effect(argument, jump));
    match effect {
        Some(effect) => integer(effect),
        None => error("invalid opcode or oparg"),
    }
}
// ANCHOR_END: stack_effect
