//! Our side of the views in `tests/reference/symbols.py`.

use std::fmt::Write;

use bumpalo::Bump;
use compiler::Error;
use compiler::future::future;
use compiler::recursion::RecursionLimit;
use compiler::symtable::{
    BlockType, Comprehension, NameScope, ScopeId, Symbol, SymbolTable, build,
};
use glass_snake_tests::snippets;
use parser::ast::Mod;
use parser::{Mode, Options, parse};
use tokenizer::Source;

/// The blocks of a source with their names, or what is wrong with one.
pub(crate) fn symbols(source: &[u8]) -> String {
    outcome(Source::from_bytes(source, true), Mode::Exec)
}

/// The same of every string in a source, and of every example in those.
pub(crate) fn snippets(source: &[u8]) -> String {
    snippets::outcomes(source, outcome).join("\n")
}

/// How many `+a` may follow an `a`, with so many frames on the stack.
pub(crate) fn deepest(frames: usize) -> usize {
    let limit = RecursionLimit { used: frames, ..RecursionLimit::default() };
    let is_accepted = |chain: usize| {
        let text = "a".to_owned() + &"+a".repeat(chain);
        let arena = Bump::new();
        let source = Source::from_str(&text, true).unwrap();
        let tree = parse(&source, &arena, &Options::default()).result.unwrap();
        build(tree, &arena, Default::default(), limit).is_ok()
    };
    let (mut accepted, mut refused) = (1, 6000);
    while refused - accepted > 1 {
        let middle = usize::midpoint(accepted, refused);
        if is_accepted(middle) { accepted = middle } else { refused = middle }
    }
    accepted
}

fn outcome(source: Result<Source<'_>, tokenizer::Error>, mode: Mode) -> String {
    let Ok(source) = source else { return "not parsed\n".into() };
    let arena = Bump::new();
    let parse = parse(&source, &arena, &Options { mode, ..Options::default() });
    let Ok(tree) = parse.result else { return "not parsed\n".into() };
    let mut text = String::new();
    match table(tree, &arena) {
        Ok(table) => write_scope(&mut text, &table, SymbolTable::TOP, 0),
        Err(error) => describe(&mut text, &error),
    }
    text
}

fn table<'a>(tree: &'a Mod<'a>, arena: &'a Bump) -> Result<SymbolTable<'a>, Error> {
    let future = future(tree)?;
    build(tree, arena, future.features, RecursionLimit::default())
}

fn write_scope(text: &mut String, table: &SymbolTable<'_>, id: ScopeId, indent: usize) {
    let scope = &table[id];
    let kind = match scope.block {
        BlockType::Function => "function",
        BlockType::Class => "class",
        BlockType::Module => "module",
        BlockType::Annotation => "annotation",
    };
    let comprehension = match scope.comprehension {
        None => "",
        Some(Comprehension::List) => "list ",
        Some(Comprehension::Dict) => "dict ",
        Some(Comprehension::Set) => "set ",
        Some(Comprehension::Generator) => "generator ",
    };
    let range = scope.range;
    let flags = [
        ("nested", scope.nested),
        ("free", scope.free),
        ("child_free", scope.child_free),
        ("generator", scope.generator),
        ("coroutine", scope.coroutine),
        ("varargs", scope.varargs),
        ("varkeywords", scope.varkeywords),
        ("returns_value", scope.returns_value),
        ("needs_class_closure", scope.needs_class_closure),
    ];
    let _ = write!(
        text,
        "{:indent$}{}: {comprehension}{kind} {},{}-{},{}",
        "", scope.name, range.lineno, range.col_offset, range.end_lineno, range.end_col_offset
    );
    for (name, _) in flags.iter().filter(|(_, is_set)| *is_set) {
        let _ = write!(text, " {name}");
    }
    text.push('\n');
    let indent = indent + 2;
    if !scope.varnames.is_empty() {
        let _ = writeln!(text, "{:indent$}parameters: {}", "", scope.varnames.join(" "));
    }
    // In CPython these come out of a set.
    let is_passed_on = |symbol: Symbol| symbol.bits() == (NameScope::Free as u16) << 11;
    let all = || scope.symbols.iter().map(|(name, symbol)| (*name, *symbol));
    let mut passed_on: Vec<_> = all().filter(|(_, symbol)| is_passed_on(*symbol)).collect();
    passed_on.sort_unstable_by_key(|(name, _)| *name);
    for (name, symbol) in all().filter(|(_, symbol)| !is_passed_on(*symbol)).chain(passed_on) {
        let _ = writeln!(text, "{:indent$}{name} {}", "", symbol.bits());
    }
    for child in &scope.children {
        write_scope(text, table, *child, indent);
    }
}

/// The error's class, message and attributes.
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
