//! The checks of exercise 1.
//!
//! `cpython.rs`: an expression, its code, and its `co_stacksize`.

use compiler::opcode::Opcode;

use crate::stacksize;

const RECORDED: &[(&str, &str, i64)] = &include!("cpython.rs");

fn bytes(hexadecimal: &str) -> Vec<u8> {
    hexadecimal.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

#[test]
fn agrees_with_cpython() {
    for (source, code, size) in RECORDED {
        assert_eq!(stacksize(&bytes(code)), *size, "co_stacksize of {source}");
    }
}

#[test]
fn caches_are_no_instructions() {
    // What a running program left behind BINARY_OP must not be taken for an opcode.
    let load = Opcode::LOAD_FAST.0;
    let code = [load, 0, load, 1, Opcode::BINARY_OP.0, 0, load, 7, Opcode::RETURN_VALUE.0, 0];
    assert_eq!(stacksize(&code), 2);
}

#[test]
fn higher_bytes_of_an_argument_count() {
    let mut code = Vec::new();
    for _ in 0..300 {
        code.extend([Opcode::LOAD_FAST.0, 0]);
    }
    code.extend([Opcode::EXTENDED_ARG.0, 1, Opcode::BUILD_TUPLE.0, 44]);
    for _ in 0..299 {
        code.extend([Opcode::LOAD_FAST.0, 0]);
    }
    code.extend([Opcode::EXTENDED_ARG.0, 1, Opcode::BUILD_TUPLE.0, 44, Opcode::RETURN_VALUE.0, 0]);
    assert_eq!(stacksize(&code), 300);
}
