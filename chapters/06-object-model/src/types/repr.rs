//! The `repr` of what contains other objects: items between brackets.
//!
//! CPython: `list_repr`, `tuplerepr`, `dict_repr`, `set_repr`: each the same loop.
//!
//! A container that contains itself is `...` inside. A `repr` runs any code, so the items are
//! asked for one by one.

use crate::object::{Obj, Ref, Result};
use crate::thread_state::guard_repr;
use crate::types::str::{self, PyASCIIObject, TextBuilder};

// ANCHOR: repr
/// A text that grows by the texts of objects.
#[derive(Debug, Default)]
pub struct ReprBuilder(TextBuilder);

impl ReprBuilder {
    /// Puts a text at the end.
    pub fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// Puts the `repr` of an object at the end.
    pub fn push_repr(&mut self, object: Obj<'_>) -> Result<()> {
        let repr = object.repr()?;
        repr.borrow().code_points().for_each(|code_point| self.0.push(code_point));
        Ok(())
    }

    /// Puts the `str` of an object at the end.
    pub fn push_str_of(&mut self, object: Obj<'_>) -> Result<()> {
        self.0.push_text(object.str()?.borrow().text());
        Ok(())
    }

    /// Whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text as a string.
    pub fn finish(self) -> Result<Ref<PyASCIIObject>> {
        str::object::from_code_points(self.0.as_text().iter())
    }
}

/// The items between brackets; `next` returns the one at an index, if there is one.
pub fn repr_items(
    container: Obj<'_>,
    [open, close]: [&str; 2],
    recursive: &str,
    mut next: impl FnMut(usize) -> Result<Option<Ref>>,
) -> Result {
    guard_repr(
        container,
        || Ok(str::new(recursive)?.object()),
        || {
            let mut text = ReprBuilder::default();
            text.push(open);
            let mut index = 0;
            while let Some(item) = next(index)? {
                if index > 0 {
                    text.push(", ");
                }
                text.push_repr(item.borrow())?;
                index += 1;
            }
            text.push(close);
            Ok(text.finish()?.object())
        },
    )
}
// ANCHOR_END: repr
