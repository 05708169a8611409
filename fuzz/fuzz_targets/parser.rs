//! No bytes make the parser panic, its two readers agree, and every node stands in the source.
//!
//! `just fuzz parser` runs it: `cargo +nightly fuzz run parser fuzz/corpus/parser
//! tests/programs/parser -- -dict=fuzz/parser.dict`. The programs that the recordings are of
//! are its corpus in the repository: one or more for each rule that there is an error for.

#![no_main]

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;
use parser::ast::{Expr, ExprKind, Field, Mod, Node, Range};
use parser::dump::{DumpOptions, dump};
use parser::unparse::unparse;
use parser::{Error, Mode, Options, Parse, parse, parse_by_grammar, parse_quickly};
use tokenizer::Source;

fuzz_target!(|data: &[u8]| {
    // The last byte chooses the options, so that a file that ends with a line break is a
    // source by itself: it is read as `exec`, with nothing else asked for.
    let Some((&choice, bytes)) = data.split_last() else { return };
    let choice = choice ^ b'\n';
    let options = Options {
        mode: [Mode::Exec, Mode::Eval, Mode::Single, Mode::FuncType][usize::from(choice & 3)],
        feature_version: [11, 9, 6, 4][usize::from(choice >> 2 & 3)],
        type_comments: choice & 16 != 0,
        barry_as_flufl: choice & 32 != 0,
        allow_incomplete_input: choice & 64 != 0,
        in_file: choice & 128 != 0,
        ..Options::default()
    };
    let Ok(source) = Source::from_bytes(bytes, options.mode == Mode::Exec) else { return };
    readers_agree(&source, &options);
});

/// The quick pass and the grammar come to the same, and that is what a source can be.
fn readers_agree(source: &Source<'_>, options: &Options) {
    let arena = Bump::new();
    let both = parse(source, &arena, options);
    let (by_grammar, _) = parse_by_grammar(source, &arena, options);
    assert_eq!(both.result, by_grammar.result);
    assert_eq!(both.warnings, by_grammar.warnings);

    if let Some(quick) = parse_quickly(source, &arena, options) {
        assert_eq!(Ok(quick), by_grammar.result);
    } else if knows_quickly(options) && is_shallow(source.text()) {
        assert!(by_grammar.result.is_err(), "the quick pass refused it");
    }
    match by_grammar {
        Parse { result: Ok(tree), .. } => tree_is_sound(source, tree, options),
        Parse { result: Err(error), .. } => error_is_somewhere(source, &error),
    }
}

/// What the quick pass takes on.
fn knows_quickly(options: &Options) -> bool {
    options.feature_version == 11
        && !options.type_comments
        && !options.barry_as_flufl
        && matches!(options.mode, Mode::Exec | Mode::Eval)
}

/// Whether a source has too little in it to be deep.
fn is_shallow(text: &str) -> bool {
    text.len() < 500 && text.matches(['(', '[', '{', ' ', '\t']).count() < 20
}

/// Every node stands in the source, and inside of the one above it; the tree can be written.
fn tree_is_sound(source: &Source<'_>, tree: &Mod<'_>, options: &Options) {
    let lines: Vec<&str> = source.text().split_inclusive('\n').collect();
    within(&lines, Node::Mod(tree), None);
    let _ = dump(Node::Mod(tree), &DumpOptions::default());
    let _ = unparse(Node::Mod(tree), options.int_max_str_digits);
}

fn within(lines: &[&str], node: Node<'_>, above: Option<Range>) {
    let range = node.range().or(above);
    if let Some(range) = node.range() {
        let [start, end] =
            [(range.lineno, range.col_offset), (range.end_lineno, range.end_col_offset)];
        assert!(start <= end, "{node:?}");
        for (lineno, col_offset) in [start, end] {
            let line = lines.get((lineno - 1) as usize).copied().unwrap_or_default();
            assert!(line.is_char_boundary(col_offset as usize), "{lineno}, {col_offset}: {node:?}");
        }
        if let Some(above) = above {
            assert!((above.lineno, above.col_offset) <= start, "{node:?} in {above:?}");
            assert!(end <= (above.end_lineno, above.end_col_offset), "{node:?} in {above:?}");
        }
    }
    // CPython counts wrongly in f-strings of more than one line, and we do as it does.
    if matches!(node, Node::Expr(Expr { kind: ExprKind::JoinedStr { .. }, .. })) {
        return;
    }
    node.each_field(&mut |name, field| {
        // What is decorated begins behind its decorators.
        let range = if name == "decorator_list" { None } else { range };
        each_node(field, &mut |child| within(lines, child, range));
    });
}

/// Calls `each` for the nodes that are a field, or in it.
fn each_node<'a>(field: Field<'a>, each: &mut dyn FnMut(Node<'a>)) {
    match field {
        Field::Node(node) => each(node),
        Field::List(list) => (0..list.len()).for_each(|index| each_node(list.item(index), each)),
        _ => {}
    }
}

/// An error names a line that there is, or the one behind the last.
fn error_is_somewhere(source: &Source<'_>, error: &Error) {
    assert!(!error.to_string().is_empty());
    let Error::Syntax(error) = error else { return };
    let Some(location) = &error.location else { return };
    let lines = source.text().split('\n').count() as i32;
    assert!((0..=lines).contains(&location.lineno), "{location:?}");
}
