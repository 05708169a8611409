//! Names as strings: one for each name of a compilation.
//!
//! CPython: `new_identifier` in `Parser/pegen.c` and `PyUnicode_InternInPlace`, by which equal
//! names are one object; `_Py_STR` in `Include/internal/pycore_global_strings.h` for the
//! strings that it brings along.

use std::hash::{Hash, Hasher};

use foldhash::fast::RandomState;
use indexmap::{Equivalent, IndexSet};

use crate::constant::{Shared, Str, Text};

/// The names that were met so far.
#[derive(Default, Debug)]
pub(super) struct Interner {
    names: IndexSet<Str, RandomState>,
    anonymous: Vec<(&'static str, Str)>,
}

impl Interner {
    /// A name, which is interned.
    pub(super) fn name(&mut self, name: &str) -> Str {
        if let Some(known) = self.names.get(&NameKey(name)) {
            return known.clone();
        }
        let text = Text::new(name);
        text.intern();
        let text = Shared::new(text);
        self.names.insert(text.clone());
        text
    }

    /// The name of what has none, such as `<lambda>`. CPython has these strings in its binary,
    /// not interned.
    pub(super) fn anonymous(&mut self, name: &'static str) -> Str {
        if let Some((_, known)) = self.anonymous.iter().find(|(known, _)| *known == name) {
            return known.clone();
        }
        let text = Shared::held(Text::new(name));
        self.anonymous.push((name, text.clone()));
        text
    }
}

/// A name that is looked for in a table of strings.
pub(super) struct NameKey<'a>(pub(super) &'a str);

impl Hash for NameKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}

impl Equivalent<Str> for NameKey<'_> {
    fn equivalent(&self, text: &Str) -> bool {
        self.0.as_bytes() == text.as_bytes()
    }
}
