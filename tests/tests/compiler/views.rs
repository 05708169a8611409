//! Our side of the view `compilation` in `tests/reference/code_views.py`.

use std::fmt::Write;
use std::fs;

use compiler::code::Code;
use compiler::constant::{Constant, Str};
use compiler::warnings::Warning;
use compiler::{CompileError, Options, compile};
use compiler::{Error, dis, marshal};
use glass_snake_tests::helper::Part;

/// What the compiler says of a source: warnings and error; then of the code object the fields,
/// the bytes that `py_compile` writes behind the header, and `dis`.
pub(crate) fn compilation(name: &str, source: &[u8], optimize: u8, with_dis: bool) -> Vec<Part> {
    let mut warnings: Vec<Warning> = Vec::new();
    let options = Options { optimize, ..Options::default() };
    let outcome = compile(source, name, &options, &mut warnings);
    let mut said = String::new();
    for warning in &warnings {
        let Warning { kind, lineno } = warning;
        writeln!(said, "{}: {kind} (line {lineno})", kind.category()).unwrap();
    }
    let code = match outcome {
        Ok(code) => code,
        Err(error) => {
            said += &describe(name, &error);
            said += "\n";
            return vec![Some(said.into()), Some(Vec::new()), Some(Vec::new()), Some(Vec::new())];
        }
    };
    let mut text = Vec::new();
    fields(&code, &mut text);
    let bytes = marshal::dumps(&Constant::Code(code.clone()), marshal::VERSION);
    let options = dis::Options { show_code: &|code| code.repr_at(0), ..dis::Options::default() };
    let dis = if with_dis { dis::dis(&code, &options) } else { Vec::new() };
    vec![Some(said.into()), Some(text), Some(bytes.expect("a code object")), Some(dis)]
}

/// The error's class, message and attributes. The compiler's errors show a line of the file
/// that has the source's name, if there is one.
pub(crate) fn describe(name: &str, error: &CompileError) -> String {
    match error {
        CompileError::Source(error) => {
            let error = parser::Error::Syntax(error.clone().into_kind());
            crate::syntax::describe(&error)
        }
        CompileError::Parse(error) => crate::syntax::describe(error),
        CompileError::Compile(Error::Syntax(error)) => {
            let at = error.location;
            let end_offset = at.end_offset.map_or("None".into(), |offset| offset.to_string());
            let file = fs::read_to_string(name).unwrap_or_default();
            let line = usize::try_from(at.lineno - 1).ok();
            let line = line.and_then(|line| file.split_inclusive('\n').nth(line));
            let text =
                line.map_or("None".into(), |line| format!("[{}]", crate::syntax::escaped(line)));
            format!(
                "SyntaxError: {}\n  lineno {}\n  offset {}\n  end_lineno {}\n  \
                 end_offset {end_offset}\n  text {text}",
                error.kind, at.lineno, at.offset, at.end_lineno
            )
        }
        CompileError::Compile(error) => format!("{}: {error}", error.class_name()),
    }
}

fn fields(code: &Code, out: &mut Vec<u8>) {
    let mut line = |parts: &[&[u8]]| {
        out.extend(parts.join(&b' '));
        out.push(b'\n');
    };
    let [name, qualname, filename] =
        [&code.name, &code.qualname, &code.filename].map(|text| text.as_bytes());
    line(&[b"code", name, qualname, filename]);
    for (name, number) in [
        ("co_argcount", code.argcount),
        ("co_posonlyargcount", code.posonlyargcount),
        ("co_kwonlyargcount", code.kwonlyargcount),
        ("co_nlocals", code.nlocals() as i32),
        ("co_stacksize", code.stacksize),
        ("co_flags", code.flags),
        ("co_firstlineno", code.firstlineno),
    ] {
        line(&[b" ", name.as_bytes(), number.to_string().as_bytes()]);
    }
    let mut list = |name: &str, names: Vec<&[u8]>| {
        line(&[b" ", name.as_bytes(), &names.join(&b' ')]);
    };
    let names = code.names.iter().map(|name| match name {
        Constant::Str(name) => name.as_bytes(),
        other => panic!("a name: {other:?}"),
    });
    list("co_names", names.collect());
    list("co_varnames", bytes_of(code.varnames()));
    list("co_cellvars", bytes_of(code.cellvars()));
    list("co_freevars", bytes_of(code.freevars()));
    line(&[b" ", b"co_consts"]);
    for constant in code.consts.iter() {
        line(&[b"   ", &shown(constant)]);
    }
    for (name, bytes) in [
        ("co_code", &code.code),
        ("co_linetable", &code.linetable),
        ("co_exceptiontable", &code.exceptiontable),
    ] {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        line(&[b" ", name.as_bytes(), digits.as_bytes()]);
    }
    for nested in code.nested() {
        fields(nested, out);
    }
}

fn bytes_of<'a>(names: impl Iterator<Item = &'a Str>) -> Vec<&'a [u8]> {
    names.map(|name| name.as_bytes()).collect()
}

fn shown(constant: &Constant) -> Vec<u8> {
    let kind = constant.type_name().as_bytes();
    let all = |mut items: Vec<Vec<u8>>, sorted: bool| {
        if sorted {
            items.sort();
        }
        [b"(", &*items.join(&b"; "[..]), b")"].concat()
    };
    let value = match constant {
        Constant::Code(code) => code.qualname.as_bytes().to_vec(),
        Constant::Tuple(items) => all(items.iter().map(shown).collect(), false),
        Constant::FrozenSet(set) => all(set.items().map(shown).collect(), true),
        other => other.repr(),
    };
    [kind, &value].join(&b' ')
}
