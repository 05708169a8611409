//! Marked stretches of a source file, which the book shows by name.
//!
//! ```text
//! // ANCHOR: name
//! … the lines that are shown …
//! // ANCHOR_END: name
//! ```
//!
//! mdBook reads the same markers (`mdbook-driver`, `take_anchored_lines`) but is silent about
//! a name that is missing, opened twice, never closed or closes over nothing: the page then
//! shows too little or too much. Here each of these is a fault with its line. Stretches may
//! stand inside each other; they may not overlap.

/// One marked stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The name that pages use.
    pub name: String,
    /// The line of the opening marker, from 1.
    pub opens: usize,
    /// The line of the closing marker.
    pub closes: usize,
}

/// The anchors of a file, and what is wrong with its markers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// The sound stretches, in the order in which they close.
    pub found: Vec<Anchor>,
    /// Faults: the line, and what is wrong there.
    pub faults: Vec<(usize, String)>,
}

/// A line of a source, as far as markers are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// No marker.
    None,
    /// Opens the stretch of that name.
    Open(&'a str),
    /// Closes the stretch of that name.
    Close(&'a str),
    /// Meant as a marker, but not one that works.
    Malformed,
}

/// How a comment may begin in the languages that the book shows.
const COMMENT: [&str; 6] = ["//", "#", "--", "/*", "<!--", ";"];

impl<'a> Mark<'a> {
    /// Reads one line.
    pub fn of(line: &'a str) -> Mark<'a> {
        let line = line.trim();
        let comment = COMMENT.iter().find_map(|lead| line.strip_prefix(lead)).map(str::trim_start);
        let marker = comment.filter(|text| text.starts_with("ANCHOR"));
        let Some(marker) = marker else {
            let hidden = line.contains("ANCHOR:") || line.contains("ANCHOR_END:");
            return if hidden { Mark::Malformed } else { Mark::None };
        };
        let (make, name): (fn(&'a str) -> Mark<'a>, _) =
            if let Some(name) = marker.strip_prefix("ANCHOR_END:") {
                (Mark::Close, name)
            } else if let Some(name) = marker.strip_prefix("ANCHOR:") {
                (Mark::Open, name)
            } else {
                return Mark::Malformed;
            };
        let name = name.trim_end_matches("-->").trim_end_matches("*/").trim();
        let sound = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
            // mdBook takes `{{#include file:12}}` for a line number.
            && !name.starts_with(|first: char| first.is_ascii_digit());
        if sound { make(name) } else { Mark::Malformed }
    }

    /// Whether the line is a marker of any kind and so is never shown.
    pub fn is_marker(self) -> bool {
        self != Mark::None
    }
}

impl Anchors {
    /// Reads every marker of a source.
    pub fn of(text: &str) -> Anchors {
        let mut anchors = Anchors::default();
        let mut open: Vec<Opened<'_>> = Vec::new();
        let mut names = Vec::new();
        for (line, content) in (1..).zip(text.lines()) {
            match Mark::of(content) {
                Mark::None => {
                    if !content.trim().is_empty() {
                        open.iter_mut().for_each(|opened| opened.lines += 1);
                    }
                }
                Mark::Malformed => anchors.fault(
                    line,
                    "a marker is a comment of its own: `ANCHOR: name` or `ANCHOR_END: name`, the \
                     name of letters, digits, `_` and `-`, no digit first",
                ),
                Mark::Open(name) => {
                    if let Some((_, first)) = names.iter().find(|(found, _)| *found == name) {
                        anchors.fault(
                            line,
                            format!("anchor `{name}` is opened again (first on line {first})"),
                        );
                    }
                    names.push((name, line));
                    open.push(Opened { name, line, lines: 0 });
                }
                Mark::Close(name) => anchors.close(&mut open, name, line),
            }
        }
        for opened in open {
            anchors.fault(opened.line, format!("anchor `{}` is never closed", opened.name));
        }
        anchors.faults.sort();
        anchors
    }

    /// The stretch called `name`.
    pub fn get(&self, name: &str) -> Option<&Anchor> {
        self.found.iter().find(|anchor| anchor.name == name)
    }

    fn close(&mut self, open: &mut Vec<Opened<'_>>, name: &str, line: usize) {
        let Some(place) = open.iter().rposition(|opened| opened.name == name) else {
            self.fault(line, format!("anchor `{name}` is closed but not open"));
            return;
        };
        let opened = open.remove(place);
        if let Some(inner) = open.get(place) {
            self.fault(
                line,
                format!(
                    "anchor `{name}` closes before `{}`, which was opened inside it on line {}",
                    inner.name, inner.line
                ),
            );
        }
        if opened.lines == 0 {
            self.fault(opened.line, format!("anchor `{name}` holds no line"));
        }
        self.found.push(Anchor { name: name.to_owned(), opens: opened.line, closes: line });
    }

    fn fault(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push((line, message.into()));
    }
}

/// A stretch that is still open, and how many lines with content it holds so far.
struct Opened<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
}

#[cfg(test)]
mod tests;
