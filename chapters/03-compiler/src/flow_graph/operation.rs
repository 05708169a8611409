//! What an instruction does, before it is known in which bytes.
//!
//! CPython: the pseudo-opcodes at the head of `Python/compile.c` (`SETUP_FINALLY` …
//! `POP_JUMP_IF_NOT_NONE`), `is_jump`, `is_block_push` and `IS_SCOPE_EXIT_OPCODE`.

use crate::opcode::{Jump, Opcode};

/// An opcode, or one of the operations that become opcodes on assembly.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// An opcode of the table.
    Opcode(Opcode),
    /// Opens a `try` whose handler finds the exception on the stack.
    SetupFinally,
    /// Opens a `try` whose handler finds the place that raised as well.
    SetupCleanup,
    /// As `SetupCleanup`, with the result of `__enter__` on the stack already.
    SetupWith,
    /// Closes the innermost `try`.
    PopBlock,
    /// Goes to the target, forward or back.
    Jump,
    /// As `Jump`, without a look at the eval breaker.
    JumpNoInterrupt,
    /// Takes the top value and jumps if it is false.
    PopJumpIfFalse,
    /// Takes the top value and jumps if it is true.
    PopJumpIfTrue,
    /// Takes the top value and jumps if it is `None`.
    PopJumpIfNone,
    /// Takes the top value and jumps unless it is `None`.
    PopJumpIfNotNone,
}

impl From<Opcode> for Operation {
    fn from(opcode: Opcode) -> Operation {
        Operation::Opcode(opcode)
    }
}

impl Operation {
    /// Whether it may go elsewhere than to the next instruction. C: `is_jump`.
    pub fn is_jump(self) -> bool {
        match self {
            Operation::Opcode(opcode) => opcode.argument().is_jump(),
            Operation::PopBlock => false,
            _ => !self.is_block_push(),
        }
    }

    /// Whether it opens a `try`. C: `is_block_push`.
    pub fn is_block_push(self) -> bool {
        matches!(self, Operation::SetupFinally | Operation::SetupCleanup | Operation::SetupWith)
    }

    /// Whether it names a block.
    pub fn has_target(self) -> bool {
        self.is_jump() || self.is_block_push()
    }

    /// Whether the code object is left here. C: `IS_SCOPE_EXIT_OPCODE`.
    pub fn is_scope_exit(self) -> bool {
        matches!(
            self,
            Operation::Opcode(Opcode::RETURN_VALUE | Opcode::RAISE_VARARGS | Opcode::RERAISE)
        )
    }

    /// Whether no way leads from here to the next instruction.
    pub fn ends_block(self) -> bool {
        matches!(self, Operation::Jump | Operation::JumpNoInterrupt) || self.is_scope_exit()
    }

    /// How many values it leaves above those that it takes; on the way to its handler, for one
    /// that opens a `try`. C: `stack_effect`.
    pub fn stack_effect(self, argument: i32, jump: Jump) -> i64 {
        let if_taken = |effect| if jump == Jump::NotTaken { 0 } else { effect };
        match self {
            Operation::Opcode(opcode) => {
                opcode.stack_effect(argument, jump).expect("an instruction of the table")
            }
            Operation::SetupFinally | Operation::SetupWith => if_taken(1),
            Operation::SetupCleanup => if_taken(2),
            Operation::PopBlock | Operation::Jump | Operation::JumpNoInterrupt => 0,
            Operation::PopJumpIfFalse
            | Operation::PopJumpIfTrue
            | Operation::PopJumpIfNone
            | Operation::PopJumpIfNotNone => -1,
        }
    }
}
