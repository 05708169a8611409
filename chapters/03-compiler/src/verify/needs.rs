//! What an instruction expects on the stack.
//!
//! The opcode table says how the height changes. To know that nothing is missing, one needs to
//! know how many values are taken, and how many below those are looked at. CPython: the
//! `PEEK`s and `POP`s of `Python/ceval.c`.

use crate::opcode::{Jump, Opcode};

/// What an instruction does with the stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Needs {
    /// How many values it takes, at most.
    pub(super) takes: i64,
    /// How many below those it looks at.
    pub(super) looks: i64,
}

/// What it needs, with this argument.
pub(super) fn needs(opcode: Opcode, argument: u32) -> Needs {
    let count = i64::from(argument);
    let takes = |takes| Needs { takes, looks: 0 };
    let looks = |looks| Needs { takes: 0, looks };
    match opcode {
        Opcode::POP_TOP
        | Opcode::UNARY_POSITIVE
        | Opcode::UNARY_NEGATIVE
        | Opcode::UNARY_NOT
        | Opcode::UNARY_INVERT
        | Opcode::GET_ITER
        | Opcode::GET_YIELD_FROM_ITER
        | Opcode::GET_AITER
        | Opcode::GET_AWAITABLE
        | Opcode::PRINT_EXPR
        | Opcode::LIST_TO_TUPLE
        | Opcode::RETURN_VALUE
        | Opcode::IMPORT_STAR
        | Opcode::YIELD_VALUE
        | Opcode::ASYNC_GEN_WRAP
        | Opcode::POP_EXCEPT
        | Opcode::BEFORE_WITH
        | Opcode::BEFORE_ASYNC_WITH
        | Opcode::STORE_NAME
        | Opcode::STORE_GLOBAL
        | Opcode::STORE_FAST
        | Opcode::STORE_DEREF
        | Opcode::UNPACK_SEQUENCE
        | Opcode::UNPACK_EX
        | Opcode::DELETE_ATTR
        | Opcode::LOAD_ATTR
        | Opcode::LOAD_METHOD
        | Opcode::FOR_ITER
        | Opcode::JUMP_IF_FALSE_OR_POP
        | Opcode::JUMP_IF_TRUE_OR_POP
        | Opcode::POP_JUMP_FORWARD_IF_FALSE
        | Opcode::POP_JUMP_FORWARD_IF_TRUE
        | Opcode::POP_JUMP_FORWARD_IF_NONE
        | Opcode::POP_JUMP_FORWARD_IF_NOT_NONE
        | Opcode::POP_JUMP_BACKWARD_IF_FALSE
        | Opcode::POP_JUMP_BACKWARD_IF_TRUE
        | Opcode::POP_JUMP_BACKWARD_IF_NONE
        | Opcode::POP_JUMP_BACKWARD_IF_NOT_NONE => takes(1),

        Opcode::BINARY_SUBSCR
        | Opcode::BINARY_OP
        | Opcode::COMPARE_OP
        | Opcode::IS_OP
        | Opcode::CONTAINS_OP
        | Opcode::DELETE_SUBSCR
        | Opcode::STORE_ATTR
        | Opcode::IMPORT_NAME
        | Opcode::CHECK_EG_MATCH
        | Opcode::PREP_RERAISE_STAR
        | Opcode::END_ASYNC_FOR
        | Opcode::SEND => takes(2),
        Opcode::STORE_SUBSCR | Opcode::MATCH_CLASS => takes(3),

        Opcode::PUSH_EXC_INFO
        | Opcode::GET_LEN
        | Opcode::GET_ANEXT
        | Opcode::MATCH_MAPPING
        | Opcode::MATCH_SEQUENCE
        | Opcode::IMPORT_FROM => looks(1),
        Opcode::MATCH_KEYS => looks(2),
        Opcode::WITH_EXCEPT_START => looks(4),
        Opcode::CHECK_EXC_MATCH => Needs { takes: 1, looks: 1 },

        Opcode::SWAP | Opcode::COPY => looks(count),
        Opcode::LIST_APPEND
        | Opcode::LIST_EXTEND
        | Opcode::SET_ADD
        | Opcode::SET_UPDATE
        | Opcode::DICT_UPDATE
        | Opcode::RERAISE => Needs { takes: 1, looks: count },
        // An error message names the function below the dict.
        Opcode::DICT_MERGE => Needs { takes: 1, looks: count + 2 },
        Opcode::MAP_ADD => Needs { takes: 2, looks: count },

        Opcode::BUILD_TUPLE
        | Opcode::BUILD_LIST
        | Opcode::BUILD_SET
        | Opcode::BUILD_STRING
        | Opcode::RAISE_VARARGS => takes(count),
        Opcode::BUILD_SLICE => takes(if count == 3 { 3 } else { 2 }),
        Opcode::BUILD_MAP => takes(2 * count),
        Opcode::BUILD_CONST_KEY_MAP => takes(count + 1),
        Opcode::FORMAT_VALUE => takes(if count & 4 == 4 { 2 } else { 1 }),
        Opcode::MAKE_FUNCTION => takes(1 + i64::from(argument.count_ones())),
        // The empty slot or the method, the callable or the object, and the arguments.
        Opcode::PRECALL => looks(count + 2),
        Opcode::CALL => takes(count + 2),
        Opcode::CALL_FUNCTION_EX => takes(3 + (count & 1)),

        _ => takes(0),
    }
}

/// By how much the height changes. Unlike the table, which has CPython's numbers, it says where
/// each value really is: `PRECALL` leaves the arguments to `CALL`, and a generator is resumed
/// with a value on its stack.
pub(super) fn effect(opcode: Opcode, argument: u32, jump: Jump) -> i64 {
    match opcode {
        Opcode::PRECALL => 0,
        Opcode::CALL => -1 - i64::from(argument),
        Opcode::RETURN_GENERATOR => 1,
        _ => {
            let argument = argument.cast_signed();
            opcode.stack_effect(argument, jump).expect("an instruction of the table")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opcode::TABLE;

    /// What is left can't be less than nothing.
    #[test]
    fn nothing_takes_fewer_values_than_it_removes() {
        for row in TABLE {
            for argument in 0..10 {
                let Needs { takes, .. } = needs(row.opcode, argument);
                for jump in [Jump::Taken, Jump::NotTaken] {
                    let effect = effect(row.opcode, argument, jump);
                    assert!(takes + effect >= 0, "{} {argument}", row.name);
                }
            }
        }
    }
}
