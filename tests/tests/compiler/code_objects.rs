//! Code objects that CPython compiled: read, described and written again.

use std::fmt::Write;

use compiler::code::Code;
use compiler::constant::{Constant, Str};
use compiler::{dis, marshal};
use glass_snake_tests::compare::{Comparison, Input};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::helper::{Helper, Part, Wanted};
use glass_snake_tests::library;

#[test]
fn library_read_and_written() {
    let Some(python) = Python::get("the code objects of the library") else { return };
    let compiled = compiled(python);
    Comparison { python, view: "code", ours: &described }
        .run(compiled.len(), |index| compiled[index].clone())
        .assert_all("code objects");
}

/// Files cut short, and with bytes altered: CPython's value or CPython's error.
#[test]
fn altered_bytes_as_cpython_reads_them() {
    let Some(python) = Python::get("altered code objects") else { return };
    let few = library::files(python).into_iter().step_by(40).collect();
    let originals = compiled_of(python, few);
    let altered = |index: usize| {
        let mut random = fastrand::Rng::with_seed(index as u64);
        let original = &originals[index % originals.len()];
        let mut source = original.source.clone();
        for _ in 0..random.usize(1..4) {
            let place = random.usize(..source.len());
            match random.u8(..4) {
                0 => source.truncate(place.max(1)),
                1 => source[place] ^= 1 << random.u8(..8),
                2 => source[place] = random.u8(..),
                _ => source[place] = *random.choice(TYPES).unwrap_or(&b'N'),
            }
        }
        // What contains itself is no plain value.
        if marshal::loads(&source) == Err(marshal::ReadError::Unfinished) {
            return original.clone();
        }
        Input { name: original.name.clone(), source }
    };
    Comparison { python, view: "loads", ours: &loaded }
        .run(ALTERED, altered)
        .assert_all("altered code objects");
}

const ALTERED: usize = 6000;

/// The bytes that types have, and with the reference flag.
const TYPES: &[u8] = b"0NFTS.iIfgxylstr([{cu<>aA)zZ\xe9\xa9\xda\xf3\xe3\xf4\xbe\xfa";

/// The view `loads`.
fn loaded(_: &str, bytes: &[u8]) -> Vec<Part> {
    vec![Some(match marshal::loads(bytes) {
        Ok(value) => match marshal::dumps(&value, 2) {
            Ok(written) => written,
            Err(error) => format!("ValueError: {error}").into_bytes(),
        },
        Err(error) => format!("{}: {error}", error.class()).into_bytes(),
    })]
}

/// The marshalled code objects of the library's files.
pub(crate) fn compiled(python: &Python) -> Vec<Input> {
    compiled_of(python, library::files(python))
}

pub(crate) fn compiled_of(python: &Python, files: Vec<library::File>) -> Vec<Input> {
    let mut helper = Helper::start(python).expect("a helper starts");
    let compile = |file: library::File| {
        let input = file.read();
        helper.ask("compiled", Wanted::Text, &input).expect("a helper takes a request");
        let mut parts = helper.answer().expect("a helper answers");
        Some(Input { source: parts.pop()??, ..input })
    };
    files.into_iter().filter_map(compile).collect()
}

/// The view `code` of `tests/reference/code_views.py`.
fn described(_: &str, bytes: &[u8]) -> Vec<Part> {
    let value = marshal::loads(bytes).expect("CPython wrote it");
    let written = marshal::dumps(&value, marshal::VERSION).expect("CPython wrote it");
    let Constant::Code(code) = &value else { panic!("CPython wrote a code object") };
    let mut text = Vec::new();
    facts(code, &mut text);
    let options = dis::Options { show_code: &|code| code.repr_at(0), ..dis::Options::default() };
    let plain = dis::dis(code, &options);
    let with_caches = dis::dis(code, &dis::Options { show_caches: true, ..options });
    let mut info = Vec::new();
    infos(code, options.show_code, &mut info);
    vec![Some(written), Some(text), Some(plain), Some(with_caches), Some(info)]
}

fn infos(code: &Code, show_code: &dyn Fn(&Code) -> Vec<u8>, out: &mut Vec<u8>) {
    out.extend(dis::code_info(code, show_code));
    out.push(b'\n');
    for nested in code.nested() {
        infos(nested, show_code, out);
    }
}

fn facts(code: &Code, out: &mut Vec<u8>) {
    out.extend(code.repr_at(0));
    out.push(b'\n');
    names(code.varnames(), out);
    names(code.cellvars(), out);
    names(code.freevars(), out);
    let mut text = format!("{} ", code.nlocals());
    for byte in code.lnotab() {
        write!(text, "{byte:02x}").unwrap();
    }
    let shown = |number: Option<i32>| number.map_or("None".into(), |number| number.to_string());
    let lines: Vec<String> = code
        .lines()
        .map(|line| format!("{}-{}:{}", line.start, line.end, shown(line.line)))
        .collect();
    let places = code.positions().map(|place| {
        [place.line, place.end_line, place.column, place.end_column].map(shown).join(":")
    });
    let places: Vec<String> = places.collect();
    let handlers = code.handlers().into_iter().map(|row| {
        let lasti = u8::from(row.lasti);
        format!("{}:{}:{}:{}:{lasti}", row.start, row.end, row.target, row.depth)
    });
    let handlers: Vec<String> = handlers.collect();
    writeln!(text, "\n{}\n{}\n{}", lines.join(" "), places.join(" "), handlers.join(" ")).unwrap();
    out.extend(text.bytes());
    for nested in code.nested() {
        facts(nested, out);
    }
}

fn names<'a>(names: impl Iterator<Item = &'a Str>, out: &mut Vec<u8>) {
    let names: Vec<&[u8]> = names.map(|name| name.as_bytes()).collect();
    out.extend(names.join(&b' '));
    out.push(b'\n');
}
