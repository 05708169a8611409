//! A picture of a graph, for the book.
//!
//! Blocks stand below each other in the order of the code. On the right are jumps forward, on
//! the left jumps backward, dashed the ways to handlers. The colours are the page's, by
//! `currentColor`, so that the picture is legible in every theme.

use std::collections::HashMap;
use std::fmt::Write;

use super::lines;
use crate::code_unit::CodeUnit;
use crate::flow_graph::BlockId;

/// Width of a character, in the units of the picture.
const CHARACTER: usize = 8;
const LINE: usize = 18;
const PADDING: usize = 10;
const GAP: usize = 24;
/// Room beside the blocks for one jump.
const LANE: usize = 16;

/// A box for a block.
struct Shown {
    top: usize,
    lines: Vec<String>,
}

impl Shown {
    fn height(&self) -> usize {
        LINE * (self.lines.len() + 1) + PADDING
    }

    fn bottom(&self) -> usize {
        self.top + self.height()
    }

    /// The middle of an instruction's line.
    fn line(&self, number: usize) -> usize {
        self.top + LINE * (number + 1) + LINE / 2 + PADDING / 2
    }
}

/// A way from an instruction to a block.
struct Way {
    from: usize,
    to: usize,
    is_handler: bool,
}

/// The graph as SVG. `title` says to those who don't see it what it is.
pub fn svg(unit: &CodeUnit, title: &str) -> String {
    let mut shown = Vec::new();
    let mut places: HashMap<BlockId, usize> = HashMap::new();
    let mut top = PADDING;
    for (id, block) in unit.graph.in_order() {
        places.insert(id, shown.len());
        let block = Shown { top, lines: lines(unit, block).collect() };
        top = block.bottom() + GAP;
        shown.push((id, block));
    }
    let (forward, backward) = ways(unit, &shown, &places);
    let longest = shown.iter().flat_map(|(_, block)| &block.lines).map(|line| line.chars().count());
    let width = CHARACTER * longest.max().unwrap_or(0).max(10) + 2 * PADDING;
    let left = LANE * (backward.len() + 1) + PADDING;
    let whole = left + width + LANE * (forward.len() + 1) + PADDING;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {height}\" role=\"img\" \
         font-family=\"monospace\" font-size=\"13\" fill=\"none\" stroke=\"currentColor\">\n\
         <title>{title}</title>\n",
        height = top - GAP + PADDING,
        title = escaped(title),
    );
    for (number, (id, block)) in shown.iter().enumerate() {
        draw_block(&mut svg, *id, block, left, width);
        let falls_through = !ends(unit, *id);
        if falls_through && number + 1 < shown.len() {
            arrow_down(&mut svg, left + width / 2, block.bottom());
        }
    }
    for (lane, way) in forward.iter().enumerate() {
        let x = left + width;
        draw_way(&mut svg, way, x, x + LANE * (lane + 1));
    }
    for (lane, way) in backward.iter().enumerate() {
        draw_way(&mut svg, way, left, left - LANE * (lane + 1));
    }
    svg += "</svg>\n";
    svg
}

fn ends(unit: &CodeUnit, block: BlockId) -> bool {
    let last = unit.graph.block(block).instructions.last();
    last.is_some_and(|last| last.operation.ends_block())
}

/// The ways by which way they go, the short ones first, so that they lie inside the long.
fn ways(
    unit: &CodeUnit,
    shown: &[(BlockId, Shown)],
    places: &HashMap<BlockId, usize>,
) -> (Vec<Way>, Vec<Way>) {
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    for (place, (id, from)) in shown.iter().enumerate() {
        for (number, instruction) in unit.graph.block(*id).instructions.iter().enumerate() {
            let Some(target) = instruction.target.and_then(|target| places.get(&target)) else {
                continue;
            };
            let is_handler = instruction.operation.is_block_push();
            let to = shown[*target].1.top + LINE / 2 + PADDING / 2;
            let way = Way { from: from.line(number), to, is_handler };
            if *target > place { forward.push(way) } else { backward.push(way) }
        }
    }
    for ways in [&mut forward, &mut backward] {
        ways.sort_by_key(|way| way.from.abs_diff(way.to));
    }
    (forward, backward)
}

fn draw_block(svg: &mut String, id: BlockId, block: &Shown, left: usize, width: usize) {
    let height = block.height();
    // Writing to a string doesn't fail.
    let _ = writeln!(
        svg,
        "<rect x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>",
        block.top
    );
    let mut line = |y: usize, weight: &str, text: &str| {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{y}\" fill=\"currentColor\" stroke=\"none\"{weight} \
             xml:space=\"preserve\">{}</text>",
            left + PADDING,
            escaped(text)
        );
    };
    line(block.top + LINE, " font-weight=\"bold\"", &format!("block {id}"));
    for (number, text) in block.lines.iter().enumerate() {
        line(block.line(number) + PADDING / 2, "", text);
    }
}

fn arrow_down(svg: &mut String, x: usize, y: usize) {
    let _ = writeln!(svg, "<path d=\"M{x} {y} v{GAP} m-4 -7 l4 7 l4 -7\"/>");
}

/// From the side of a block along its lane to the side of another.
fn draw_way(svg: &mut String, way: &Way, side: usize, lane: usize) {
    let Way { from, to, is_handler } = way;
    let dashes = if *is_handler { " stroke-dasharray=\"4 3\"" } else { "" };
    let back = if lane > side { 7 } else { -7 };
    let _ = writeln!(
        svg,
        "<path d=\"M{side} {from} H{lane} V{to} H{side}\"{dashes}/>\
         <path d=\"M{side} {to} l{back} -4 m{0} 4 l{back} 4\"/>",
        -back
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
