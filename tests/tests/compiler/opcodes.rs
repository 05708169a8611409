//! The opcode table beside `opcode.py`, `dis.py` and `_opcode.stack_effect`.

use std::fmt::Write;

use compiler::opcode::{
    Argument, BINARY_OPERATORS, COMPARISONS, CONVERSIONS, FUNCTION_PARTS, Jump, Opcode, TABLE,
};
use glass_snake_tests::recordings::assert_recorded;

#[test]
fn the_table_as_recorded() {
    let mut text = String::new();
    for opcode in (0..=255).map(Opcode) {
        write!(text, "{} {opcode}", opcode.0).unwrap();
        if opcode.is_adaptive() {
            write!(text, " of {}", opcode.base()).unwrap();
        }
        if let Some(row) = opcode.row() {
            text += if opcode.has_argument() { " argument" } else { " no argument" };
            text += match row.argument {
                Argument::Const => " const",
                Argument::Name | Argument::GlobalName => " name",
                Argument::JumpForward | Argument::JumpBackward => " jrel",
                Argument::Local => " local",
                Argument::Compare => " compare",
                Argument::Free => " free",
                _ => "",
            };
        }
        for (name, size) in opcode.base().row().map_or(&[][..], |row| row.caches) {
            write!(text, " {name}:{size}").unwrap();
        }
        text += "\n";
    }
    let conversions = CONVERSIONS.map(|name| if name.is_empty() { "-" } else { name });
    writeln!(text, "compare {}", COMPARISONS.join(" ")).unwrap();
    writeln!(text, "binary {}", BINARY_OPERATORS.join(" ")).unwrap();
    writeln!(text, "convert {}", conversions.join(" ")).unwrap();
    writeln!(text, "function {}", FUNCTION_PARTS.join(" ")).unwrap();
    assert_recorded("compiler", "opcodes", &text);
}

/// The arguments that `tests/reference/compiler.py` asks about.
fn arguments() -> impl Iterator<Item = i32> {
    (0..18).chain([255, 256, 0x0302, 0xffff, 0x10000, 0x7fff])
}

#[test]
fn the_stack_effects_as_recorded() {
    let mut text = String::new();
    for row in TABLE {
        let count = if row.opcode.has_argument() { usize::MAX } else { 1 };
        for (jump, word) in
            [(Jump::Taken, "taken"), (Jump::NotTaken, "not"), (Jump::Either, "either")]
        {
            write!(text, "{} {word}", row.name).unwrap();
            for argument in arguments().take(count) {
                let effect = row.opcode.stack_effect(argument, jump).unwrap();
                write!(text, " {effect}").unwrap();
            }
            text += "\n";
        }
    }
    assert_recorded("compiler", "stack_effects", &text);
}
