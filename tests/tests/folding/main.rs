//! Folding beside CPython's: recordings of our programs, every operator between constants of
//! every kind, and the library.

mod views;

use std::fs;

use glass_snake_tests::compare::{Comparison, Input};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::library;
use glass_snake_tests::recordings::{self, assert_all_recorded};

const SUBJECT: &str = "folding";

const OPERATORS: &[&str] = &["+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "|", "^", "&"];

/// Constants at the edges of what is computed, and of each type.
const OPERANDS: &[&str] = &[
    "None",
    "...",
    "True",
    "False",
    "0",
    "1",
    "-1",
    "2",
    "-2",
    "3",
    "7",
    "-10",
    "63",
    "64",
    "127",
    "128",
    "129",
    "256",
    "257",
    "4096",
    "4097",
    "0x7fffffffffffffff",
    "-0x8000000000000000",
    "0xffffffffffffffff",
    "0x1_0000_0000_0000_0000",
    "-0xfedcba9876543210fedcba9876543210",
    "0x20000000000001",
    "0x1fffffffffffff8000000000000001",
    "123456789012345678901234567890",
    "1.0",
    "-1.5",
    "0.0",
    "-0.0",
    "2.5",
    "1e16",
    "1e-320",
    "1e308",
    "-3.0",
    "1e999",
    "-1e999",
    "(1e999 - 1e999)",
    "1j",
    "-0j",
    "(1.5 - 2j)",
    "(3 + 0j)",
    "1e200j",
    "''",
    "'a'",
    "'aé🐍'",
    "'\\udc80'",
    "b''",
    "b'ab'",
    "()",
    "(1, 2)",
    "((1, 2), ('a', (None,)))",
];

#[test]
fn operators_between_constants() {
    let Some(python) = Python::get_reference("folding of operators") else { return };
    let source = |left: &str| {
        let mut source = format!("-{left}\n+{left}\n~{left}\nnot {left}\n");
        for right in OPERANDS {
            for operator in OPERATORS {
                source += &format!("({left}) {operator} ({right})\n");
            }
            source += &format!("({left})[{right}]\nx in {{{left}, {right}}}\n");
        }
        source.into_bytes()
    };
    let ours = |_: &str, source: &[u8]| vec![Some(views::folding(source, true))];
    Comparison { python, view: "folding", ours: &ours }
        .run(OPERANDS.len(), |index| Input {
            name: OPERANDS[index].into(),
            source: source(OPERANDS[index]),
        })
        .assert_all("operands");
}

#[test]
fn our_programs_as_recorded() {
    let entries = fs::read_dir(recordings::programs().join(SUBJECT)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let texts = paths.iter().flat_map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read(path).unwrap();
        [0, 1].map(|level| {
            let text = views::folding(&source, level == 0);
            (format!("{name}.{level}"), String::from_utf8_lossy(&text).into_owned())
        })
    });
    assert_all_recorded(SUBJECT, texts);
}

/// The reference has to be asked for a function that it hides, so this is for the reference
/// alone.
#[test]
fn library_as_optimized() {
    let Some(python) = Python::get_reference("folding of the library") else { return };
    let files = library::files(python);
    let ours = |_: &str, source: &[u8]| vec![Some(views::folding(source, true))];
    Comparison { python, view: "folding", ours: &ours }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}
