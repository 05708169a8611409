//! Pictures inside the page.
//!
//! An SVG behind `<img>` can't see the page's colours, so `currentColor` would be black on the
//! dark theme's black. Put into the page itself it takes the reader's theme, prints in ink, and
//! its words can be searched. Names inside it (`id`) get the file's name in front, because
//! several pictures share a page, and the printed book is one page.

use roxmltree::{Document, ParsingOptions};

/// An SVG file's text as part of a page: one element, no blank line, which would end the HTML.
///
/// `name` is put in front of every id; `alt` is what the picture says to who can't see it.
pub fn inline(svg: &str, name: &str, alt: &str) -> Result<String, String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let mut text = svg[root.range()].to_owned();
    for comment in root.descendants().filter(|node| node.is_comment()) {
        text = text.replace(&svg[comment.range()], "");
    }
    for node in root.descendants() {
        let Some(id) = node.attribute("id") else { continue };
        for (before, after) in [
            ("id=\"", "\""),
            ("id='", "'"),
            ("\"#", "\""),
            ("'#", "'"),
            ("url(#", ")"),
            ("aria-labelledby=\"", "\""),
        ] {
            let (old, new) =
                (format!("{before}{id}{after}"), format!("{before}{name}-{id}{after}"));
            text = text.replace(&old, &new);
        }
    }
    // The picture's own words for its role give way to the page's.
    for name in ["role", "aria-label"] {
        if let Some(attribute) = root.attribute_node(name) {
            text = text.replacen(&svg[attribute.range()], "", 1);
        }
    }
    let label = escape(alt);
    let text = text.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{label}\""), 1);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    Ok(lines.join("\n"))
}

/// A text as the value of an attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_get_the_name_in_front() {
        let svg = "<?xml version=\"1.0\"?>\n<!-- who -->\n<svg role=\"img\" viewBox=\"0 0 1 1\">\n\n\
                   <!-- in -->\n<marker id=\"m\"/><path marker-end=\"url(#m)\"/>\n\
                   <use href=\"#m\"/></svg>\n";
        let inlined = inline(svg, "map", "a \"b\"").unwrap();
        assert_eq!(
            inlined,
            "<svg role=\"img\" aria-label=\"a &quot;b&quot;\"  viewBox=\"0 0 1 1\">\n\
             <marker id=\"map-m\"/><path marker-end=\"url(#map-m)\"/>\n\
             <use href=\"#map-m\"/></svg>"
        );
    }

    #[test]
    fn what_is_not_xml_is_an_error() {
        assert!(inline("<svg><g></svg>", "x", "").is_err());
    }
}
