//! SVG for the book: drawn in its theme's variables, legible at the width of a phone.

use std::fmt::{Display, Write};

/// A drawing 480 wide, which grows downwards.
pub(crate) struct Drawing {
    body: String,
    pub(crate) height: f64,
}

pub(crate) const WIDTH: f64 = 480.0;

/// Where a text's position is.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "each example uses its own")]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

#[allow(dead_code, reason = "each example uses its own")]
impl Drawing {
    pub(crate) fn new() -> Drawing {
        Drawing { body: String::new(), height: 6.0 }
    }

    /// An element, with its attributes as they stand in SVG.
    pub(crate) fn add(&mut self, element: impl Display) {
        writeln!(self.body, "  {element}").expect("a string takes everything");
    }

    pub(crate) fn text(&mut self, x: f64, y: f64, anchor: Anchor, style: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.add(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="currentColor" {style}>{text}</text>"#
        ));
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: &str) {
        self.add(format_args!(
            r#"<path d="M{:.1} {:.1} L{:.1} {:.1}" fill="none" {style}/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    /// The whole file.
    pub(crate) fn finish(self, title: &str) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" width="{WIDTH}" height="{height:.0}" font-size="15" font-family="system-ui, sans-serif">
  <title>{title}</title>
  <defs>
    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path d="M0 0.5 L7.5 4 L0 7.5 z" fill="currentColor"/>
    </marker>
  </defs>
{body}</svg>
"#,
            height = self.height,
            body = self.body
        )
    }
}

/// Writes the drawing to the file that the command names, or to standard output.
pub(crate) fn deliver(svg: &str) -> std::io::Result<()> {
    match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, svg),
        None => {
            use std::io::Write;
            std::io::stdout().write_all(svg.as_bytes())
        }
    }
}
