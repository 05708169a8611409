//! Draws the tree of a line over its characters, as SVG:
//! `cargo run -p parser --example tree -- 'LINE'`.
//!
//! Each node is a name over a line that spans what belongs to it. Below the characters stand
//! the byte columns where a node begins or ends.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::ExitCode;

use bumpalo::Bump;
use parser::ast::{Field, Node};
use parser::{Options, parse};
use tokenizer::Source;

/// A character's width, a level's height and the margin, in the picture's units.
const WIDTH: f64 = 19.0;
const HEIGHT: f64 = 50.0;
const MARGIN: f64 = 20.0;

/// A node as it is drawn: its level, what is written, and its byte columns.
struct Drawn {
    level: usize,
    label: String,
    start: usize,
    end: usize,
    parent: Option<usize>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [line] = &arguments[..] else {
        eprintln!("usage: tree LINE");
        return ExitCode::from(2);
    };
    match draw(line) {
        Ok(svg) => {
            print!("{svg}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn draw(line: &str) -> Result<String, String> {
    if line.contains('\n') {
        return Err("more than one line".to_owned());
    }
    let source = Source::from_str(line, true).map_err(|error| error.to_string())?;
    let arena = Bump::new();
    let tree = parse(&source, &arena, &Options::default()).result.map_err(|e| e.to_string())?;
    let mut drawn = Vec::new();
    collect(Node::Mod(tree), 0, None, &mut drawn);
    Ok(svg(line, &drawn))
}

/// Takes down a node and all below it.
fn collect(node: Node<'_>, level: usize, parent: Option<usize>, drawn: &mut Vec<Drawn>) {
    let (mut level, mut parent) = (level, parent);
    if let Some(range) = node.range() {
        let mut label = node.class_name().to_owned();
        node.each_field(&mut |name, value| {
            if let (Field::Plain(class), true) = (value, name != "ctx") {
                write!(label, " {class}").expect("writing to a string does not fail");
            }
        });
        let (start, end) = (range.col_offset as usize, range.end_col_offset as usize);
        drawn.push(Drawn { level, label, start, end, parent });
        (level, parent) = (level + 1, Some(drawn.len() - 1));
    }
    node.each_field(&mut |_, value| collect_field(value, level, parent, drawn));
}

fn collect_field(value: Field<'_>, level: usize, parent: Option<usize>, drawn: &mut Vec<Drawn>) {
    match value {
        Field::Node(node) => collect(node, level, parent, drawn),
        Field::List(list) => {
            for index in 0..list.len() {
                collect_field(list.item(index), level, parent, drawn);
            }
        }
        _ => {}
    }
}

/// The picture. Its colours are the book's, which follow the reader's theme.
fn svg(line: &str, drawn: &[Drawn]) -> String {
    // Bytes are counted in the tree, characters in the picture.
    let x = |column: usize| MARGIN + line[..column].chars().count() as f64 * WIDTH;
    let y = |level: usize| 8.0 + level as f64 * HEIGHT;
    let levels = drawn.iter().map(|node| node.level + 1).max().unwrap_or(0);
    let (width, height) = (x(line.len()) + MARGIN, y(levels) + 56.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-size=\"15\" \
         font-family=\"system-ui, sans-serif\">\n  <title>The tree of a line</title>\n"
    );
    let mut put = |text: String| out.push_str(&text);
    for node in drawn {
        let (left, right, top) = (x(node.start) + 1.5, x(node.end) - 1.5, y(node.level));
        let middle = (left + right) / 2.0;
        if let Some(parent) = node.parent.map(|index| &drawn[index]) {
            let above = y(parent.level) + 26.0;
            put(format!(
                "  <path d=\"M{middle} {above} V{}\" stroke=\"var(--figure-quiet, gray)\"/>\n",
                top + 4.0
            ));
        }
        let colour = if node.level == 0 { "--figure-accent" } else { "--figure-second" };
        put(format!(
            "  <path d=\"M{left} {bottom} H{right}\" stroke=\"var({colour}, gray)\" \
             stroke-width=\"3\"/>\n  <text x=\"{middle}\" y=\"{baseline}\" \
             text-anchor=\"middle\" fill=\"currentColor\">{}</text>\n",
            node.label,
            bottom = top + 26.0,
            baseline = top + 19.0,
        ));
    }
    let baseline = y(levels) + 18.0;
    put("  <g font-family=\"ui-monospace, monospace\" text-anchor=\"middle\">\n".to_owned());
    for (column, character) in line.char_indices().filter(|(_, character)| *character != ' ') {
        let middle = x(column) + WIDTH / 2.0;
        let shown = match character {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            _ => character.to_string(),
        };
        put(format!(
            "    <text x=\"{middle}\" y=\"{baseline}\" font-size=\"17\" \
             fill=\"currentColor\">{shown}</text>\n"
        ));
    }
    let ends: BTreeSet<usize> = drawn.iter().flat_map(|node| [node.start, node.end]).collect();
    for column in ends {
        let (middle, top) = (x(column), baseline + 6.0);
        put(format!(
            "    <path d=\"M{middle} {top} v6\" stroke=\"var(--figure-quiet, gray)\"/>\n    \
             <text x=\"{middle}\" y=\"{}\" font-size=\"13\" \
             fill=\"var(--figure-quiet, gray)\">{column}</text>\n",
            top + 20.0
        ));
    }
    put("  </g>\n</svg>\n".to_owned());
    out
}
