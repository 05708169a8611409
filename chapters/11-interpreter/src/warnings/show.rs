//! Showing a warning.
//!
//! CPython: `call_show_warning`, `show_warning` in `Python/_warnings.c`.

use object_model::errors::{self, RUNTIME_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::type_object::Type;
use object_model::types::none;
use object_model::types::str::PyASCIIObject;
use object_model::{Obj, Result};

use super::warnings_attribute;
use crate::builtins::{write_object, write_text};
use crate::{sys, traceback};

/// A warning that is shown.
pub(super) struct Shown<'a> {
    pub(super) category: Type<'a>,
    pub(super) text: Obj<'a>,
    pub(super) message: Obj<'a>,
    pub(super) filename: Obj<'a>,
    pub(super) line: i64,
    pub(super) line_object: Obj<'a>,
    pub(super) source_line: Option<Obj<'a>>,
    pub(super) source: Option<Obj<'a>>,
}

// ANCHOR: show
/// As `warnings` does it, if that was imported. C: `call_show_warning`.
pub(super) fn show(warning: &Shown<'_>) -> Result<()> {
    // Where an object is to blame, `warnings` may know where it came from.
    let with_source = warning.source.is_some();
    let Some(function) = warnings_attribute(name!("_showwarnmsg"), with_source)? else {
        if show_plainly(warning).is_err() {
            errors::clear();
        }
        return Ok(());
    };
    if !function.borrow().is_callable() {
        let message = "warnings._showwarnmsg() must be set to a callable";
        return Err(raise(&TYPE_ERROR, message));
    }
    let Some(class) = warnings_attribute(name!("WarningMessage"), false)? else {
        return Err(raise(&RUNTIME_ERROR, "unable to get warnings.WarningMessage"));
    };
    let message = class.borrow().call(&[
        warning.message,
        warning.category.object(),
        warning.filename,
        warning.line_object,
        none(),
        none(),
        warning.source.unwrap_or(none()),
    ])?;
    function.borrow().call_one(message.borrow())?;
    Ok(())
}

/// C: `show_warning`.
fn show_plainly(warning: &Shown<'_>) -> Result<()> {
    let Some(file) = sys::get(name!("stderr"))?.filter(|file| !file.borrow().is_none()) else {
        return Ok(());
    };
    let file = file.borrow();
    let name = warning.category.object().get_attribute(name!("__name__"))?;
    write_object(warning.filename, file)?;
    write_text(&format!(":{}: ", warning.line), file)?;
    write_object(name.borrow(), file)?;
    write_text(": ", file)?;
    write_object(warning.text, file)?;
    write_text("\n", file)?;
    let line = match warning.source_line.and_then(|line| line.downcast::<PyASCIIObject>()) {
        Some(line) => Some(line.to_text().into_owned()),
        None => match warning.filename.downcast::<PyASCIIObject>() {
            Some(filename) => traceback::source_line(filename, warning.line)?,
            None => None,
        },
    };
    match line {
        Some(line) => {
            let line = line.trim_start_matches([' ', '\t', '\x0c']);
            write_text(&format!("  {line}\n"), file)
        }
        None => Ok(()),
    }
}
// ANCHOR_END: show
