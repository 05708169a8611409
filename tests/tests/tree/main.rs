//! Trees as text beside CPython's: `ast.dump` and `ast.unparse` of the whole library, of
//! trees that no source has, and `repr` of constants.
//!
//! What our programs in `programs/tree` give is checked beside the program that prints it
//! (`chapters/02-parser/tests/program.rs`).

mod built;
mod reprs;

use std::fs;

use bumpalo::Bump;
use glass_snake_tests::compare::Comparison;
use glass_snake_tests::cpython::Python;
use glass_snake_tests::helper::Part;
use glass_snake_tests::{library, recordings, say};
use parser::ast::{Mod, ModKind, Node, Stmt, StmtKind};
use parser::dump::{DumpOptions, dump};
use parser::limits::INT_MAX_STR_DIGITS;
use parser::traceback::show_syntax_error;
use parser::unparse::{unparse, unparse_annotation};
use parser::{Error, Options, parse, parse_by_grammar};
use tokenizer::Source;

const SUBJECT: &str = "tree";

#[test]
fn library_as_the_ast_module() {
    let Some(python) = Python::get("the trees of the library") else { return };
    let files = library::files(python);
    Comparison { python, view: "tree", ours: &view }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

/// The view of this name of `tests/reference/views.py`.
fn view(name: &str, source: &[u8]) -> Vec<Part> {
    let options = Options { type_comments: true, in_file: true, ..Options::default() };
    let text = with_tree(source, name, &options, |tree| {
        let indented =
            DumpOptions { include_attributes: true, indent: Some(""), ..DumpOptions::default() };
        let dumped = dump(Node::Mod(tree), &indented)
            .unwrap_or_else(|error| format!("{}: {error}", error.class_name()));
        let unparsed = unparse(Node::Mod(tree), INT_MAX_STR_DIGITS)
            .unwrap_or_else(|error| format!("{}: {error}", error.class_name()));
        format!("{dumped}\n{unparsed}\n")
    });
    vec![Some(text.unwrap_or_else(|error| error).into_bytes())]
}

/// What is made of the tree of a source, or the error that CPython prints.
fn with_tree<T>(
    source: &[u8],
    name: &str,
    options: &Options,
    make: impl FnOnce(&Mod<'_>) -> T,
) -> Result<T, String> {
    let source =
        Source::from_bytes(source, true).map_err(|error| show_syntax_error(&error, name))?;
    let arena = Bump::new();
    match parse(&source, &arena, options).result {
        Ok(tree) => Ok(make(tree)),
        Err(Error::Syntax(error)) => Err(show_syntax_error(&error, name)),
        Err(error @ (Error::Decode(_) | Error::Memory)) => Err(format!("{error}\n")),
    }
}

#[test]
fn annotations_as_recorded() {
    let recorded = recordings::read(SUBJECT, "annotations");
    let mut lines = recorded.lines().peekable();
    while let Some(program) = lines.peek().and_then(|line| line.split(' ').next()) {
        let path = recordings::programs().join(SUBJECT).join(format!("{program}.py"));
        let source = fs::read(&path).unwrap();
        let annotations = with_tree(&source, program, &Options::default(), |tree| {
            let ModKind::Module { body, .. } = tree.kind else { return Vec::new() };
            body.iter().filter_map(annotation).collect()
        });
        for annotation in annotations.unwrap() {
            let (_, theirs) = lines.next().and_then(|line| line.split_once(' ')).unwrap();
            // The compiler lets some expressions be no annotation; there is nothing to write.
            assert!(theirs == "-" || theirs == annotation, "{program}: {theirs} {annotation}");
        }
    }
}

/// The text that an expression is as an annotation, if the statement is one.
fn annotation(statement: &&Stmt<'_>) -> Option<String> {
    let StmtKind::Expr { value } = statement.kind else { return None };
    let text = unparse_annotation(value, INT_MAX_STR_DIGITS)
        .unwrap_or_else(|error| format!("{}: {error}", error.class_name()));
    Some(text)
}

/// CPython promises that what `ast.unparse` writes is read as an equal tree.
#[test]
fn the_library_written_anew_is_read_as_the_same_trees() {
    let Some(python) = Python::get("the library written anew") else { return };
    let options = Options::default();
    let mut trees = 0;
    for file in library::files(python) {
        let input = file.read();
        let text_and_dump = |source: &[u8]| {
            with_tree(source, &input.name, &options, |tree| {
                let text = unparse(Node::Mod(tree), INT_MAX_STR_DIGITS).expect("it is written");
                let dumped = dump(Node::Mod(tree), &DumpOptions::default()).expect("it is dumped");
                (text, dumped)
            })
        };
        let Ok((text, before)) = text_and_dump(&input.source) else { continue };
        let (_, after) = text_and_dump(text.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", input.name));
        assert!(before == after, "{}", input.name);
        trees += 1;
    }
    say(&format!("{trees} files written anew have the same tree"));
}

/// The comparison with CPython asks for type comments, as `python -m ast` does, and so the
/// grammar alone makes its trees. Without them the quick pass does.
#[test]
fn both_readers_make_the_same_trees_of_the_library() {
    let Some(python) = Python::get("both readers of the library") else { return };
    let options = Options::default();
    let mut trees = 0;
    for file in library::files(python) {
        let input = file.read();
        let Ok(source) = Source::from_bytes(&input.source, true) else { continue };
        let arena = Bump::new();
        let quick = parse(&source, &arena, &options);
        let (by_grammar, _) = parse_by_grammar(&source, &arena, &options);
        assert!(quick.result == by_grammar.result, "{}", input.name);
        assert_eq!(quick.warnings, by_grammar.warnings, "{}", input.name);
        trees += usize::from(quick.result.is_ok());
    }
    say(&format!("both readers make the same {trees} trees"));
}
