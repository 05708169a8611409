//! Code objects that CPython compiled: read, described and written again.

use std::fmt::Write;

use compiler::code::Code;
use compiler::constant::{Constant, Str};
use compiler::{dis, marshal};
use glass_snake_tests::compare::{Comparison, Input};
use glass_snake_tests::cpython::Python;
use glass_snake_tests::helper::{Helper, Part, Wanted};
use glass_snake_tests::library;

use crate::views::versions;

#[test]
fn library_read_and_written() {
    let Some(python) = Python::get("the code objects of the library") else { return };
    let compiled = compiled(python);
    Comparison { python, view: "code", ours: &described }
        .run(compiled.len(), |index| compiled[index].clone())
        .assert_all("code objects");
}

/// Versions 0 to 3, of some of the files.
#[test]
fn versions_of_marshal() {
    let Some(python) = Python::get("the versions of marshal") else { return };
    let files: Vec<library::File> = library::files(python).into_iter().step_by(15).collect();
    Comparison { python, view: "versions", ours: &versions }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

/// Functions that ran a hundred times, with the instructions that this made of theirs.
#[test]
fn quickened_code_as_dis_shows_it() {
    let Some(python) = Python::get_reference("quickened code") else { return };
    let mut helper = Helper::start(python).expect("a helper starts");
    for source in WARM {
        let input = Input { name: "warm.py".into(), source: source.as_bytes().into() };
        helper.ask("warmed", Wanted::Text, &input).expect("a helper takes a request");
        let parts = helper.answer().expect("a helper answers");
        let parts: Vec<Vec<u8>> = parts.into_iter().flatten().collect();
        let [marshalled, adaptive, plain, with_caches, first_line] = &parts[..] else {
            panic!("five parts");
        };
        let Ok(Constant::Code(code)) = marshal::loads(marshalled) else { panic!("a code object") };
        let options = dis::Options { adaptive: Some(adaptive), ..dis::Options::default() };
        let shown = |options| String::from_utf8(dis::dis(&code, &options)).unwrap();
        assert_eq!(shown(options), String::from_utf8_lossy(plain));
        assert!(plain.windows(9).any(|word| word == b"_ADAPTIVE" || word == b"__LOAD_FA"));
        let options = dis::Options { show_caches: true, ..options };
        assert_eq!(shown(options), String::from_utf8_lossy(with_caches));
        let options = dis::Options {
            first_line: Some(1000),
            current: Some(4),
            depth: Some(0),
            ..dis::Options::default()
        };
        assert_eq!(shown(options), String::from_utf8_lossy(first_line));
    }
}

/// Each defines a function `warm`.
const WARM: &[&str] = &[
    "def warm(a=1, b=2.5):\n    total = a + a\n    for n in range(3):\n        total += n * a\n    \
     return b * b, total\n",
    "class Point:\n    __slots__ = 'x'\n\nclass Open:\n    def __init__(self):\n        \
     self.y = [1, 2]\n\np = Point()\no = Open()\n\ndef warm():\n    p.x = 3\n    \
     o.y[0] = p.x\n    return len(o.y), o.y[1], {'a': 1}['a'], str(3), isinstance(3, int)\n",
    "import math\n\ndef warm(text='abc'):\n    a, b = 1, 2\n    if text == 'abc' and a < b:\n        \
     return text.upper() + math.sqrt(4).hex(), [].append\n",
];

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
