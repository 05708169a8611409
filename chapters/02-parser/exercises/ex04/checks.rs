//! The checks of exercise 4.

use bumpalo::Bump;
use parser::ast::{Expr, ModKind, Node};
use parser::dump::{DumpOptions, dump};
use parser::{Mode, Options, parse};
use tokenizer::Source;

use crate::text;

/// Gives the tree of an expression to `look`.
fn with_tree<T>(source: &str, look: impl FnOnce(&Expr<'_>) -> T) -> T {
    let source = Source::from_str(source, false).expect("it has no NUL");
    let arena = Bump::new();
    let options = Options { mode: Mode::Eval, ..Options::default() };
    let tree = parse(&source, &arena, &options).result.expect("it is right");
    let ModKind::Expression { body } = tree.kind else { panic!("it is one expression") };
    look(body)
}

fn assert_same(texts: &[&str]) {
    for written in texts {
        assert_eq!(with_tree(written, text), *written);
    }
}

#[test]
fn a_looser_operand_needs_parentheses() {
    assert_same(&["(a + b) * c", "a / (b - c)", "-(a * b)", "(a - b) ** c"]);
}

#[test]
fn a_tighter_operand_needs_none() {
    assert_same(&["a + b * c", "-a * b", "a * -b", "-a ** b", "--a"]);
}

#[test]
fn a_row_groups_to_the_left() {
    assert_same(&["a - b - c", "a - (b - c)", "a / b * c", "a / (b * c)", "a + (b + c)"]);
}

#[test]
fn powers_group_to_the_right() {
    assert_same(&["a ** b ** c", "(a ** b) ** c", "a ** -b", "(-a) ** b", "a ** -b ** c"]);
}

/// The text without one pair of its parentheses, for each pair.
fn with_a_pair_less(text: &str) -> Vec<String> {
    let mut open = Vec::new();
    let mut texts = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match (byte, &mut open) {
            (b'(', open) => open.push(at),
            (b')', open) => {
                let first = open.pop().expect("each has its partner");
                texts.push([&text[..first], &text[first + 1..at], &text[at + 1..]].concat());
            }
            _ => {}
        }
    }
    texts
}

/// Every tree with up to three operators.
#[test]
fn each_pair_is_needed_and_no_more() {
    let mut layers = vec![vec!["a".to_owned()]];
    for operators in 1..=3 {
        let signed = layers[operators - 1].iter().map(|operand| format!("-({operand})"));
        let mut layer: Vec<String> = signed.collect();
        for left in 0..operators {
            for a in &layers[left] {
                for b in &layers[operators - 1 - left] {
                    layer.extend(["+", "-", "*", "**"].map(|sign| format!("({a}) {sign} ({b})")));
                }
            }
        }
        layers.push(layer);
    }
    let tree_of = |text: &str| {
        let dumped = |tree: &Expr<'_>| dump(Node::Expr(tree), &DumpOptions::default());
        with_tree(text, dumped).expect("it is no deep tree")
    };
    for source in layers.concat() {
        let written = with_tree(&source, text);
        assert_eq!(tree_of(&written), tree_of(&source), "{written} for {source}");
        for less in with_a_pair_less(&written) {
            assert_ne!(tree_of(&less), tree_of(&source), "{written} can be {less}");
        }
    }
}
