//! Drawing a map: arenas as grids of pools, a pool as a grid of blocks.
//!
//! The drawings take their colours from the page that they stand in, by the CSS variables
//! of the book's theme; elsewhere they fall back to named colours.

use crate::map::{ArenaMap, BlockMap, PoolMap};
use std::fmt::{self, Write};

// ANCHOR: palette
const LINE: &str = "var(--figure-quiet, gray)";
const ALLOCATED: &str = "var(--figure-accent, teal)";
const SERVING: &str = "var(--figure-accent-fill, lightcyan)";
const FREE: &str = "var(--figure-second-fill, bisque)";
const ARROW: &str = "var(--figure-second, chocolate)";
/// Narrow enough that text of [`TEXT`] can be read on a phone.
const WIDTH: usize = 480;
const TEXT: usize = 15;
// ANCHOR_END: palette

// ANCHOR: arenas
/// An arena with the words that go below it.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it shows.
    pub arena: ArenaMap,
    /// At most two short lines.
    pub caption: [String; 2],
}

/// Arenas side by side, `columns` of them in a row; in each, eight pools in a row. The
/// part of a pool in the stronger colour is allocated.
pub fn arenas(title: &str, panels: &[Panel], columns: usize) -> String {
    let width = WIDTH / columns;
    let cell = (width - 16) / 8;
    let lines = (0..2).filter(|&line| panels.iter().any(|panel| !panel.caption[line].is_empty()));
    let rows = panels.iter().map(|panel| panel.arena.pools.len().div_ceil(8)).max().unwrap_or(0);
    let height = rows * cell + 19 * lines.count() + 18;
    draw(title, panels.len().div_ceil(columns) * height, |out| {
        for (index, panel) in panels.iter().enumerate() {
            let (left, top) = (index % columns * width + 8, index / columns * height + 8);
            for (index, pool) in panel.arena.pools.iter().enumerate() {
                draw_pool(out, pool, left + index % 8 * cell, top + index / 8 * cell, cell - 2)?;
            }
            for (line, text) in panel.caption.iter().enumerate() {
                let y = top + rows * cell + 16 + 19 * line;
                writeln!(out, r#"<text x="{left}" y="{y}">{}</text>"#, Text(text))?;
            }
        }
        Ok(())
    })
}

/// A pool as one square, filled from below as far as its blocks are allocated.
fn draw_pool(out: &mut String, pool: &PoolMap, x: usize, y: usize, size: usize) -> fmt::Result {
    let (fill, dashes) = match pool {
        PoolMap::Uncarved => ("none", r#" stroke-dasharray="2 2""#),
        PoolMap::Empty => (FREE, ""),
        PoolMap::Serving { .. } => (SERVING, ""),
    };
    writeln!(
        out,
        r#"<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{fill}" stroke="{LINE}" stroke-width="0.8"{dashes}/>"#
    )?;
    let Some((allocated, all)) = pool.occupancy() else { return Ok(()) };
    // A single block of a thousand shall be seen too.
    let height = (size * allocated).div_ceil(all).max(2);
    let y = y + size - height;
    writeln!(out, r#"<rect x="{x}" y="{y}" width="{size}" height="{height}" fill="{ALLOCATED}"/>"#)
}
// ANCHOR_END: arenas

// ANCHOR: pool
/// Blocks of a pool, at most the first `shown`, and its free list as a path from block to
/// block. The first free block is the one to be handed out next.
pub fn pool(title: &str, pool: &PoolMap, shown: usize) -> String {
    let PoolMap::Serving { blocks, .. } = pool else { return draw(title, 0, |_| Ok(())) };
    let (columns, cell) = (8, WIDTH / 8);
    let height = 36;
    let gap = 22;
    let blocks = &blocks[..shown.min(blocks.len())];
    let corner = |index: usize| (index % columns * cell, index / columns * (height + gap) + 12);
    draw(title, blocks.len().div_ceil(columns) * (height + gap) + 8, |out| {
        let mut free: Vec<(usize, usize)> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            let (x, y) = corner(index);
            let (fill, word, dashes) = match *block {
                BlockMap::Allocated => (SERVING, "in use".to_owned(), ""),
                BlockMap::Free(turn) => {
                    free.push((turn, index));
                    (FREE, format!("free {}", turn + 1), "")
                }
                BlockMap::Uncarved => ("none", String::new(), r#" stroke-dasharray="3 3""#),
            };
            let (left, width, middle, base) = (x + 2, cell - 4, x + cell / 2, y + height / 2 + 5);
            writeln!(
                out,
                r#"<rect x="{left}" y="{y}" width="{width}" height="{height}" rx="3" fill="{fill}" stroke="{LINE}"{dashes}/>"#
            )?;
            writeln!(out, r#"<text x="{middle}" y="{base}" text-anchor="middle">{word}</text>"#)?;
        }
        free.sort_unstable();
        for step in free.windows(2) {
            let ((x0, y0), (x1, y1)) = (corner(step[0].1), corner(step[1].1));
            let (start, end) = (x0 + cell / 2 + 8, x1 + cell / 2 - 8);
            let (top, bottom) = (y0.max(y1) + height, y0.max(y1) + height + gap);
            // Within a row the path runs below it; between rows, straight.
            let path = if y0 == y1 {
                format!("M{start} {top} C{start} {bottom} {end} {bottom} {end} {}", top + 2)
            } else if y0 < y1 {
                format!("M{start} {} L{end} {}", y0 + height, y1 - 2)
            } else {
                format!("M{start} {y0} L{end} {}", y1 + height + 2)
            };
            writeln!(
                out,
                r#"<path d="{path}" fill="none" stroke="{ARROW}" stroke-width="1.6" marker-end="url(#next)"/>"#
            )?;
        }
        Ok(())
    })
}
// ANCHOR_END: pool

// ANCHOR: frame
/// A drawing of the usual width.
fn draw(title: &str, height: usize, contents: impl FnOnce(&mut String) -> fmt::Result) -> String {
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="system-ui, sans-serif" font-size="{TEXT}" fill="currentColor">
<title>{}</title>
<defs><marker id="next" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5 L7.5 4 L0 7.5 z" fill="{ARROW}"/></marker></defs>
"#,
        Text(title)
    );
    contents(&mut out).expect("a String takes all that is written");
    out.push_str("</svg>\n");
    out
}

/// Words inside of XML.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}
// ANCHOR_END: frame
