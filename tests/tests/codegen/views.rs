//! Our side of the views in `tests/reference/codegen.py`.

use std::fmt::Write;

use bumpalo::Bump;
use compiler::code::Code;
use compiler::constant::{Constant, Shared};
use compiler::{
    CompileError, Error, Mode, Options, Refusal, Warning, WarningKind, Warnings, compile,
    compile_source, dis, marshal,
};
use parser::ast::{self, Expr, ExprKind, Str, Visit, Visitor};
use parser::parse;
use tokenizer::Source;

/// What a program of ours is compiled to; `kind` is the folder that it is in.
pub(crate) fn program(source: &[u8], kind: &str) -> String {
    let options = Options {
        mode: if kind == "single" { Mode::Single } else { Mode::Exec },
        optimize: if kind == "optimized" { 2 } else { 0 },
        allow_top_level_await: kind == "awaiting",
        ..Options::default()
    };
    let (mut text, code) = compiled(source_of(source), &options, kind == "raised");
    if let Some(code) = code {
        let options = dis::Options { show_code: &|code| code.repr_at(0), ..Default::default() };
        let shown = dis::dis(&code, &options);
        text.push_str(&String::from_utf8(shown).expect("our programs hold no surrogates"));
    }
    text
}

/// What `dis` shows of a program, but for addresses: `disassembly` in
/// `tests/reference/language.py`.
pub(crate) fn disassembly(source: &[u8], filename: &str) -> String {
    let code = compile(source, filename, &Options::default(), &mut Vec::<Warning>::new());
    let options = dis::Options { show_code: &|code| code.repr_at(0), ..Default::default() };
    let shown = dis::dis(&code.expect("a program"), &options);
    String::from_utf8(shown).expect("our programs hold no surrogates").replace("0x0,", "0x…,")
}

/// The view `codegen`.
pub(crate) fn codegen(source: &[u8]) -> [Vec<u8>; 2] {
    view(source_of(source), &Options::default())
}

fn source_of(bytes: &[u8]) -> Result<Source<'_>, tokenizer::Error> {
    Source::from_bytes(bytes, true)
}

/// The view `codegen-snippets`.
pub(crate) fn snippets(source: &[u8]) -> Vec<u8> {
    let arena = Bump::new();
    let source = Source::from_bytes(source, true).expect("a test is a source");
    let parse = parse(&source, &arena, &parser::Options::default());
    let mut strings = Strings::default();
    parse.result.expect("a test has no errors").visit_children(&mut strings);
    let awaiting = Options { allow_top_level_await: true, optimize: 2, ..Options::default() };
    let single = Options { mode: Mode::Single, ..Options::default() };
    let mut parts = Vec::new();
    for text in strings.0.into_iter().filter(|text| !text.contains('\0')) {
        parts.extend(view(Source::from_str(text, true), &Options::default()));
        parts.extend(view(Source::from_str(text, true), &awaiting));
        for example in examples(text) {
            parts.extend(view(Source::from_str(&example, false), &single));
        }
    }
    parts.join(&b'\n')
}

fn view(source: Result<Source<'_>, tokenizer::Error>, options: &Options) -> [Vec<u8>; 2] {
    let (text, code) = compiled(source, options, false);
    let code = code.map(|code| {
        marshal::dumps(&Constant::Code(code), 2).expect("a compiled code object can be written")
    });
    [text.into_bytes(), code.unwrap_or_default()]
}

/// A text with warnings and error, and the code object if there is one.
fn compiled(
    source: Result<Source<'_>, tokenizer::Error>,
    options: &Options,
    raised: bool,
) -> (String, Option<Shared<Code>>) {
    let Ok(source) = source else { return ("not parsed\n".into(), None) };
    let mut told = Told { text: String::new(), raised };
    match compile_source(&source, "<program>", options, &mut told) {
        Ok(code) => (told.text, Some(code)),
        Err(CompileError::Compile(error)) => {
            describe(&mut told.text, &error);
            (told.text, None)
        }
        Err(_) => ("not parsed\n".into(), None),
    }
}

/// Writes the compiler's warnings down, or raises them.
struct Told {
    text: String,
    raised: bool,
}

impl Warnings for Told {
    fn warn(&mut self, Warning { kind, lineno }: Warning) -> Result<(), Refusal> {
        if self.raised {
            return Err(Refusal::Raised);
        }
        if !matches!(kind, WarningKind::Parser(_)) {
            let _ = writeln!(self.text, "{lineno}: {}: {kind}", kind.category());
        }
        Ok(())
    }
}

fn describe(text: &mut String, error: &Error) {
    let _ = writeln!(text, "{}: {error}", error.class_name());
    let Error::Syntax(error) = error else { return };
    let location = error.location;
    let end_offset = location.end_offset.map_or("None".into(), |offset| offset.to_string());
    let _ = writeln!(text, "  lineno {}", location.lineno);
    let _ = writeln!(text, "  offset {}", location.offset);
    let _ = writeln!(text, "  end_lineno {}", location.end_lineno);
    let _ = writeln!(text, "  end_offset {end_offset}");
    // No file, no line to show.
    let _ = writeln!(text, "  text None");
}

/// The values of string constants, in the order of the fields.
#[derive(Default)]
struct Strings<'a>(Vec<&'a str>);

impl<'a> Visitor<'a> for Strings<'a> {
    fn visit_expr(&mut self, node: &'a Expr<'a>) {
        if let ExprKind::Constant { value: ast::Constant::Str(Str::Utf8(text)), .. } = node.kind {
            self.0.push(text);
        }
        node.visit_children(self);
    }
}

/// The sources of doctest examples: what stands behind `>>> ` and `... `.
fn examples(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut in_example = false;
    for line in text.split('\n') {
        let line = line.trim_start_matches(' ');
        if let Some(first) = line.strip_prefix(">>> ") {
            examples.push(format!("{first}\n"));
            in_example = true;
        } else if in_example && line.starts_with("...") {
            let rest = line.char_indices().nth(4).map_or("", |(at, _)| &line[at..]);
            let example = examples.last_mut().expect("an example has begun");
            let _ = writeln!(example, "{rest}");
        } else {
            in_example = false;
        }
    }
    examples
}
