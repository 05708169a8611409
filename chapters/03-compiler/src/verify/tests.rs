//! One code object for each reason to refuse one.

use super::*;
use crate::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, CO_GENERATOR};
use crate::constant::{Shared, Text};
use crate::opcode::Adaptive;

/// A code object with these instructions, two constants, one name, and a stack for two.
fn code(units: &[(Opcode, u8)]) -> Code {
    let text = |text| Shared::new(Text::new(text));
    let bytes = units.iter().flat_map(|&(opcode, argument)| [opcode.0, argument]);
    Code {
        argcount: 0,
        posonlyargcount: 0,
        kwonlyargcount: 0,
        stacksize: 2,
        flags: 0,
        code: Shared::new(bytes.collect()),
        consts: Shared::new(vec![Constant::None, Constant::int(1)]),
        names: Shared::new(vec![Constant::str("name")]),
        localsplusnames: Shared::new(Vec::new()),
        localspluskinds: Shared::new(Vec::new()),
        filename: text("file"),
        name: text("f"),
        qualname: text("f"),
        firstlineno: 1,
        linetable: Shared::new(Vec::new()),
        exceptiontable: Shared::new(Vec::new()),
    }
}

fn with_variables(units: &[(Opcode, u8)], kinds: &[u8]) -> Code {
    Code {
        localsplusnames: Shared::new(kinds.iter().map(|_| Constant::str("x")).collect()),
        localspluskinds: Shared::new(kinds.to_vec()),
        ..code(units)
    }
}

const LOAD: (Opcode, u8) = (Opcode::LOAD_CONST, 0);
const RETURN: (Opcode, u8) = (Opcode::RETURN_VALUE, 0);
const CACHE: (Opcode, u8) = (Opcode::CACHE, 0);
const NOP: (Opcode, u8) = (Opcode::NOP, 0);

#[track_caller]
fn refused(code: &Code, error: VerifyError) {
    assert_eq!(verify(code), Err(error), "{error}");
}

#[test]
fn the_smallest_code() {
    assert_eq!(verify(&code(&[LOAD, RETURN])), Ok(()));
    refused(&code(&[]), VerifyError::Length);
    refused(&Code { code: Shared::new(vec![100]), ..code(&[]) }, VerifyError::Length);
}

#[test]
fn numbers_that_are_no_instruction() {
    let unknown = Opcode(255);
    refused(&code(&[(unknown, 0)]), VerifyError::Opcode { offset: 0, opcode: unknown });
    refused(&code(&[CACHE]), VerifyError::Opcode { offset: 0, opcode: Opcode::CACHE });
    let special = Adaptive::RESUME_QUICK;
    refused(&code(&[(special, 0)]), VerifyError::Adaptive { offset: 0, opcode: special });
}

#[test]
fn caches_cut_off_or_not_empty() {
    let global = (Opcode::LOAD_GLOBAL, 0);
    refused(&code(&[global, CACHE, CACHE]), VerifyError::Cache { offset: 0 });
    let full = (Opcode::CACHE, 1);
    let units = [global, CACHE, CACHE, full, CACHE, CACHE, RETURN];
    refused(&code(&units), VerifyError::Cache { offset: 0 });
}

#[test]
fn arguments_are_extended_three_times_at_most() {
    let extend = (Opcode::EXTENDED_ARG, 0);
    assert_eq!(verify(&code(&[extend, extend, extend, LOAD, RETURN])), Ok(()));
    let four = [extend, extend, extend, extend, LOAD, RETURN];
    refused(&code(&four), VerifyError::ExtendedArgument { offset: 0 });
    refused(&code(&[LOAD, RETURN, extend]), VerifyError::ExtendedArgument { offset: 4 });
}

#[test]
fn arguments_out_of_range() {
    for (opcode, argument) in [
        (Opcode::LOAD_CONST, 2),
        (Opcode::LOAD_NAME, 1),
        (Opcode::LOAD_FAST, 0),
        (Opcode::LOAD_DEREF, 0),
        (Opcode::COMPARE_OP, 6),
        (Opcode::BINARY_OP, 26),
        (Opcode::SWAP, 0),
    ] {
        let mut units = vec![(opcode, argument as u8)];
        units.resize(1 + opcode.caches(), CACHE);
        refused(&code(&units), VerifyError::Argument { offset: 0, opcode, argument });
    }
}

#[test]
fn a_local_is_no_cell() {
    let load = [(Opcode::LOAD_FAST, 0), RETURN];
    assert_eq!(verify(&with_variables(&load, &[CO_FAST_LOCAL])), Ok(()));
    let argument = VerifyError::Argument { offset: 0, opcode: Opcode::LOAD_FAST, argument: 0 };
    refused(&with_variables(&load, &[CO_FAST_LOCAL | CO_FAST_CELL]), argument);
    refused(&with_variables(&load, &[CO_FAST_FREE]), argument);
}

#[test]
fn variables_out_of_order() {
    let kinds = [CO_FAST_CELL, CO_FAST_LOCAL];
    refused(&with_variables(&[LOAD, RETURN], &kinds), VerifyError::Variables);
    refused(&Code { argcount: 1, ..code(&[LOAD, RETURN]) }, VerifyError::Variables);
}

#[test]
fn cells_are_made_first_and_once() {
    let make = (Opcode::MAKE_CELL, 0);
    let kinds = [CO_FAST_CELL];
    assert_eq!(verify(&with_variables(&[make, LOAD, RETURN], &kinds)), Ok(()));
    refused(&with_variables(&[LOAD, RETURN], &kinds), VerifyError::Cells);
    refused(&with_variables(&[make, make, LOAD, RETURN], &kinds), VerifyError::Cells);
    let late = VerifyError::Misplaced { offset: 4, opcode: Opcode::MAKE_CELL };
    refused(&with_variables(&[make, NOP, make, LOAD, RETURN], &kinds), late);
    refused(&with_variables(&[LOAD, RETURN], &[CO_FAST_FREE]), VerifyError::Cells);
}

#[test]
fn a_jump_back_to_where_cells_are_made() {
    let units = [(Opcode::MAKE_CELL, 0), (Opcode::JUMP_BACKWARD, 2)];
    let jump = VerifyError::Jump { offset: 2, target: 0 };
    refused(&with_variables(&units, &[CO_FAST_CELL]), jump);
}

#[test]
fn only_a_generator_yields() {
    let body = [NOP, (Opcode::POP_TOP, 0), LOAD, (Opcode::YIELD_VALUE, 0), RETURN];
    let misplaced = VerifyError::Misplaced { offset: 6, opcode: Opcode::YIELD_VALUE };
    refused(&code(&body), misplaced);
    refused(&Code { flags: CO_GENERATOR, ..code(&body) }, VerifyError::Generator);
    let mut units = body;
    units[0] = (Opcode::RETURN_GENERATOR, 0);
    assert_eq!(verify(&Code { flags: CO_GENERATOR, ..code(&units) }), Ok(()));
}

#[test]
fn jumps_that_lead_to_no_instruction() {
    let far = [(Opcode::JUMP_FORWARD, 9), LOAD, RETURN];
    refused(&code(&far), VerifyError::Jump { offset: 0, target: 20 });
    let before = [(Opcode::JUMP_BACKWARD, 2), LOAD, RETURN];
    refused(&code(&before), VerifyError::Jump { offset: 0, target: -2 });
    let into_cache = [
        (Opcode::JUMP_FORWARD, 2),
        (Opcode::LOAD_GLOBAL, 0),
        CACHE,
        CACHE,
        CACHE,
        CACHE,
        CACHE,
        RETURN,
    ];
    refused(&code(&into_cache), VerifyError::Jump { offset: 0, target: 6 });
    let behind_prefix = [(Opcode::JUMP_FORWARD, 1), (Opcode::EXTENDED_ARG, 0), LOAD, RETURN];
    refused(&code(&behind_prefix), VerifyError::Jump { offset: 0, target: 4 });
}

#[test]
fn heights_of_the_stack() {
    refused(&code(&[RETURN]), VerifyError::Underflow { offset: 0 });
    refused(&code(&[LOAD, LOAD, LOAD, RETURN]), VerifyError::Overflow { offset: 6 });
    refused(&code(&[LOAD]), VerifyError::End);
    let grows = [LOAD, (Opcode::JUMP_BACKWARD, 2)];
    refused(&code(&grows), VerifyError::Heights { offset: 0 });
}

#[test]
fn a_call_in_three_parts() {
    let call = [
        (Opcode::PUSH_NULL, 0),
        LOAD,
        (Opcode::PRECALL, 0),
        CACHE,
        (Opcode::CALL, 0),
        CACHE,
        CACHE,
        CACHE,
        CACHE,
        RETURN,
    ];
    assert_eq!(verify(&code(&call)), Ok(()));
    let mut alone = call;
    alone[4] = NOP;
    let misplaced = VerifyError::Misplaced { offset: 4, opcode: Opcode::PRECALL };
    for unit in &mut alone[5..9] {
        *unit = NOP;
    }
    refused(&code(&alone), misplaced);
}

#[test]
fn exception_tables() {
    // From 0 to 2, handled at 4 with nothing on the stack.
    let units = [LOAD, RETURN, (Opcode::RERAISE, 0)];
    let table = |bytes: &[u8]| Code { exceptiontable: Shared::new(bytes.to_vec()), ..code(&units) };
    assert_eq!(verify(&table(&[0x80, 2, 2, 0])), Ok(()));
    refused(&table(&[0x80, 2, 2]), VerifyError::ExceptionTable);
    refused(&table(&[0, 2, 2, 0]), VerifyError::ExceptionTable);
    refused(&table(&[0x80, 0, 2, 0]), VerifyError::ExceptionTable);
    refused(&table(&[0x81, 1, 2, 0, 0x80, 1, 2, 0]), VerifyError::ExceptionTable);
    refused(&table(&[0x80, 2, 9, 0]), VerifyError::Handler { start: 0 });
    // One value has to stay, and there is none.
    refused(&table(&[0x80, 2, 2, 2]), VerifyError::Underflow { offset: 0 });
}

#[test]
fn what_is_among_the_constants_is_checked_too() {
    let inner = Constant::Code(Shared::new(code(&[RETURN])));
    let outer = |constant| Code { consts: Shared::new(vec![constant]), ..code(&[LOAD, RETURN]) };
    refused(&outer(inner.clone()), VerifyError::Underflow { offset: 0 });
    refused(&outer(Constant::tuple([inner])), VerifyError::Underflow { offset: 0 });
}

#[test]
fn constants_that_share_are_looked_at_once() {
    let mut constant = Constant::tuple([Constant::None]);
    for _ in 0..1000 {
        constant = Constant::tuple([constant.clone(), constant]);
    }
    let code = Code { consts: Shared::new(vec![constant]), ..code(&[LOAD, RETURN]) };
    assert_eq!(verify(&code), Ok(()));
}
