//! The info string of a fence: its language, and what the author says about the block.
//!
//! ```text
//! python continued raises="ZeroDivisionError"
//! ```
//!
//! The language comes first; attributes follow, parted by spaces or commas, each a word or a
//! word with a quoted value. mdBook would make a CSS class of every word, so [`crate::render`]
//! passes on the language alone.

/// A fence's info string, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The first word; empty where the fence has none.
    pub language: String,
    /// The attributes in order; the value of a plain word is empty.
    pub attributes: Vec<(String, String)>,
}

/// The attributes that mean something, by language.
const KNOWN: [(&str, &[&str]); 4] = [
    ("python", &["norun", "varies", "continued", "raises", "stderr", "ahead"]),
    ("rust", &["ignore", "no_run"]),
    ("console", &["run", "varies"]),
    ("sh", &[]),
];

/// Languages that have another name here, so that no block slips past its check.
const SPELLED: [(&str, &str); 9] = [
    ("py", "python"),
    ("python3", "python"),
    ("pycon", "python, with its output in a text block"),
    ("rs", "rust"),
    ("bash", "sh"),
    ("shell", "sh"),
    ("zsh", "sh"),
    ("txt", "text"),
    ("plain", "text"),
];

/// Attributes that switch a check off, and so have to say why.
const REASONED: [&str; 3] = ["norun", "ignore", "ahead"];

impl Info {
    /// Takes an info string apart. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Info, String> {
        let mut words = Words { rest: text };
        let mut info = Info::default();
        while let Some((name, value)) = words.next()? {
            if info.language.is_empty() {
                info.language = name;
            } else {
                info.attributes.push((name, value));
            }
        }
        info.examine()?;
        Ok(info)
    }

    /// Whether the attribute `name` stands there.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The value of the attribute `name`: what its quotes hold, or nothing.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn examine(&self) -> Result<(), String> {
        if self.language.is_empty() {
            return Err("a fence without a language; plain text is `text`".to_owned());
        }
        if let Some((_, better)) = SPELLED.iter().find(|(name, _)| *name == self.language) {
            return Err(format!("the language `{}` is written `{better}` here", self.language));
        }
        let known = KNOWN.iter().find(|(name, _)| *name == self.language);
        let known = known.map_or(&[][..], |(_, attributes)| attributes);
        for (name, value) in &self.attributes {
            if !known.contains(&name.as_str()) {
                let language = &self.language;
                return Err(format!("a `{language}` block knows no attribute `{name}`"));
            }
            if REASONED.contains(&name.as_str()) && value.is_empty() {
                return Err(format!("`{name}` gives its reason: `{name}=\"…\"`"));
            }
        }
        Ok(())
    }
}

struct Words<'a> {
    rest: &'a str,
}

impl Words<'_> {
    fn next(&mut self) -> Result<Option<(String, String)>, String> {
        let between = |c: char| c == ',' || c.is_whitespace();
        self.rest = self.rest.trim_start_matches(between);
        if self.rest.is_empty() {
            return Ok(None);
        }
        let end = self.rest.find(|c| between(c) || c == '=').unwrap_or(self.rest.len());
        let name = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        let Some(value) = self.rest.strip_prefix('=') else {
            return Ok(Some((name, String::new())));
        };
        let quoted = value.strip_prefix('"').and_then(|value| value.split_once('"'));
        let Some((value, rest)) = quoted else {
            return Err(format!("the value of `{name}` stands in quotes"));
        };
        self.rest = rest;
        Ok(Some((name, value.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_values() {
        let info = Info::parse(r#"python continued, raises="ValueError""#).unwrap();
        assert_eq!(info.language, "python");
        assert!(info.has("continued"));
        assert_eq!(info.value("raises"), Some("ValueError"));
        assert_eq!(info.value("norun"), None);
    }

    #[test]
    fn what_is_refused() {
        for (text, why) in [
            ("", "without a language"),
            ("py", "written `python`"),
            ("python norum", "no attribute `norum`"),
            ("python norun", "gives its reason"),
            ("rust ignore=later", "stands in quotes"),
            ("text varies", "knows no attribute"),
        ] {
            let error = Info::parse(text).unwrap_err();
            assert!(error.contains(why), "{text:?}: {error}");
        }
    }
}
