//! From a page as written to the Markdown that mdBook is given.
//!
//! An include becomes the lines it names, at the left edge and with a line below that says
//! where they stand; a file that a page takes in whole is woven in turn. A picture that is a
//! paragraph of its own becomes a figure, SVG inside the page ([`crate::figure`]). What a fence
//! says to the checks is taken off. Every other byte stays.

use std::{fs, ops::Range, path::Path};

use crate::{
    figure::{escape, inline},
    house::{House, beside},
    include::{Excerpt, Include},
    page::{Fence, Page, Picture},
};

/// How deep files may include each other.
const DEEPEST: usize = 8;

/// Weaves a page. What can't be found stays as written; [`crate::check`] reports it.
pub fn weave(house: &House, page: &Page) -> String {
    weave_at(house, page, 0)
}

fn weave_at(house: &House, page: &Page, depth: usize) -> String {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for fence in &page.fences {
        changes.extend(woven_fence(house, page, fence));
    }
    for picture in &page.pictures {
        changes.extend(woven_picture(house, page, picture));
    }
    if depth < DEEPEST {
        changes.extend(included_pages(house, page, depth));
    }
    changes.sort_by_key(|(range, _)| range.start);
    let (mut woven, mut end) = (String::new(), 0);
    for (range, text) in changes {
        if range.start >= end {
            woven.push_str(&page.text[end..range.start]);
            woven.push_str(&text);
            end = range.end;
        }
    }
    woven.push_str(&page.text[end..]);
    woven
}

fn woven_fence(house: &House, page: &Page, fence: &Fence) -> Option<(Range<usize>, String)> {
    let info = fence.info.as_ref().ok()?;
    // Without this word mdBook hides a `fn main` around every block of Rust.
    let class = if info.language == "rust" { "rust,noplayground" } else { &info.language };
    if !fence.is_listing() {
        let block = &page.text[fence.range.clone()];
        let first = block.lines().next()?;
        let marks = first.len() - first.trim_start_matches(['`', '~']).len();
        let range = fence.range.start..fence.range.start + first.len();
        return Some((range, format!("{}{class}", &first[..marks])));
    }
    let excerpts = page.excerpts(fence);
    if excerpts.is_empty() {
        return None;
    }
    let code = page.code(fence);
    let marks = "`".repeat(longest_run_of_backticks(&code).max(2) + 1);
    let line_start = page.text[..fence.range.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &page.text[line_start..fence.range.start];
    if !before.is_empty() {
        // In a list the code keeps the list's indentation, and has no room for a caption.
        let block = format!("{marks}{class}\n{code}{marks}");
        let indented = block.replace('\n', &format!("\n{}", " ".repeat(before.chars().count())));
        return Some((fence.range.clone(), indented));
    }
    let place = |(include, excerpt): &(&Include, Excerpt)| {
        let file = house.shown(&beside(&page.file, &include.file));
        match (&include.anchor, excerpt.lines.first(), excerpt.lines.last()) {
            (Some(_), Some(first), Some(last)) if first == last => format!("{file}, line {first}"),
            (Some(_), Some(first), Some(last)) => format!("{file}, lines {first} to {last}"),
            _ => file,
        }
    };
    let caption = escape(&excerpts.iter().map(place).collect::<Vec<_>>().join("; "));
    let text = format!(
        "<figure class=\"listing\">\n\n{marks}{class}\n{code}{marks}\n\n\
         <figcaption>{caption}</figcaption>\n</figure>\n"
    );
    Some((fence.range.clone(), text))
}

fn longest_run_of_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn woven_picture(house: &House, page: &Page, picture: &Picture) -> Option<(Range<usize>, String)> {
    if !picture.alone {
        return None;
    }
    let file = beside(&page.file, &picture.target);
    let image = if picture.target.ends_with(".svg") {
        let svg = fs::read_to_string(&file).ok()?;
        inline(&svg, &name_of(house, &file), &picture.alt).ok()?
    } else {
        format!("<img src=\"{}\" alt=\"{}\">", escape(&picture.target), escape(&picture.alt))
    };
    let caption = match picture.caption.as_str() {
        "" => String::new(),
        caption => format!("<figcaption>{}</figcaption>\n", escape(caption)),
    };
    Some((picture.range.clone(), format!("<figure>\n{image}\n{caption}</figure>\n")))
}

/// A word that belongs to this picture alone: its path with dashes.
fn name_of(house: &House, file: &Path) -> String {
    let shown = house.shown(file);
    let path = shown.strip_prefix("book/src/").unwrap_or(&shown).trim_end_matches(".svg");
    path.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// Includes outside fences: files of Markdown that become part of the page.
fn included_pages(house: &House, page: &Page, depth: usize) -> Vec<(Range<usize>, String)> {
    let mut changes = Vec::new();
    let mut start = 0;
    for (number, line) in (1..).zip(page.text.split_inclusive('\n')) {
        let range = start..start + line.trim_end().len();
        start += line.len();
        let whole = |include: &&Include| {
            include.line == number && include.anchor.is_none() && include.file.ends_with(".md")
        };
        let Some(include) = page.includes.iter().flatten().find(whole) else { continue };
        if let Ok(inner) = Page::open(house, &beside(&page.file, &include.file)) {
            changes.push((range, weave_at(house, &inner, depth + 1)));
        }
    }
    changes
}

#[cfg(test)]
mod tests;
