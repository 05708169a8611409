//! What is shown of an exception that nobody has caught.
//!
//! CPython: `_PyErr_Display`, `print_exception_recursive` and what they call in
//! `Python/pythonrun.c`.
//!
//! It is written piece by piece to a file, any object with a `write`; what goes wrong on the way
//! ends it.
//!
//! [`frames`] are the lines of the traceback, [`anchors`] the marks below them and
//! [`suggestions`] what was meant instead of a name that isn't there.

mod anchors;
mod frames;
mod suggestions;

use std::collections::HashSet;

use eval_loop::objects::traceback::PyTracebackObject;
use object_model::errors::{self, PyBaseExceptionObject, SYNTAX_ERROR};
use object_model::name;
use object_model::thread_state::enter_recursive_call;
use object_model::types::exception::group::PyBaseExceptionGroupObject;
use object_model::types::str::PyASCIIObject;
use object_model::types::{none, str};
use object_model::{Obj, Ref, Result};

use crate::builtins::{flush_if_possible, write_object, write_text};
use crate::sys;

pub(crate) use frames::source_line;
pub use suggestions::suggestion;

type Exception<'a> = Obj<'a, PyBaseExceptionObject>;

const CAUSE: &str = "The above exception was the direct cause of the following exception:\n";
const CONTEXT: &str = "During handling of the above exception, another exception occurred:\n";
const HEADER: &str = "Traceback (most recent call last):\n";
const GROUP_HEADER: &str = "Exception Group Traceback (most recent call last):\n";
/// C: `PyErr_MAX_GROUP_WIDTH`.
const MOST_OF_A_GROUP: usize = 15;
/// C: `PyErr_MAX_GROUP_DEPTH`.
const DEEPEST_GROUP: usize = 10;

// ANCHOR: display
/// Shows an exception, with all that led to it, in `sys.stderr`. C: `PyErr_Display`.
pub fn display(exception: Exception<'_>) {
    match sys::get(name!("stderr")) {
        Ok(Some(file)) if file.borrow().is_none() => {}
        Ok(Some(file)) => display_in(exception, file.borrow()),
        _ => {
            errors::clear();
            eprintln!("lost sys.stderr");
        }
    }
}

/// Shows what a program says is an exception, and where it was. C: `PyErr_Display`.
pub(crate) fn display_value(value: Obj<'_>, traceback: Obj<'_>) {
    if let Some(exception) = value.downcast::<PyBaseExceptionObject>() {
        if exception.traceback.is_null() && traceback.downcast::<PyTracebackObject>().is_some() {
            exception.traceback.set(Some(traceback.to_ref()));
        }
        return display(exception);
    }
    let Ok(Some(file)) = sys::get(name!("stderr")) else {
        return errors::clear();
    };
    if !file.borrow().is_none() {
        let kind = value.ob_type().name().to_owned();
        let message =
            format!("TypeError: print_exception(): Exception expected for value, {kind} found\n");
        if write_text(&message, file.borrow()).is_err() {
            errors::clear();
        }
        flush_if_possible(file.borrow());
    }
}

/// The traceback and the last line, without what led to it: as an exception is shown that nobody
/// could catch. C: in `write_unraisable_exc_file`.
pub(crate) fn write_without_chain(
    exception: Exception<'_>,
    traceback: Obj<'_>,
    file: Obj<'_>,
) -> Result<()> {
    if !traceback.is_none() {
        frames::write(traceback, HEADER, "", file)?;
    }
    let display = Display { file, seen: HashSet::new(), depth: 0, needs_end: false };
    let class = exception.ob_type();
    match text_attribute(class.object(), name!("__module__")) {
        Some(module) => {
            let module = module.borrow();
            if !["builtins", "__main__"].iter().any(|own| module.is_ascii_text(own)) {
                display.object(module.object())?;
                display.text(".")?;
            }
        }
        None => display.text("<unknown>")?,
    }
    display.text(class.get().short_name())?;
    display.text(": ")?;
    match exception.object().str() {
        Ok(text) => display.object(text.borrow().object())?,
        Err(_) => {
            errors::clear();
            display.text("<exception str() failed>")?;
        }
    }
    display.text("\n")
}

/// Shows an exception in a file. C: `_PyErr_Display`.
pub fn display_in(exception: Exception<'_>, file: Obj<'_>) {
    let mut display = Display { file, seen: HashSet::new(), depth: 0, needs_end: false };
    if display.all_of(exception).is_err() {
        errors::clear();
        eprintln!("lost sys.stderr");
    }
    flush_if_possible(file);
}

/// C: `struct exception_print_context`.
struct Display<'a> {
    file: Obj<'a>,
    /// The exceptions that were shown or are being shown, by their addresses.
    seen: HashSet<usize>,
    /// How many groups are around.
    depth: usize,
    /// Whether the line that ends a group is still to be written.
    needs_end: bool,
}

fn address(exception: Exception<'_>) -> usize {
    exception.as_ptr().addr().get()
}

impl Display<'_> {
    fn text(&self, text: &str) -> Result<()> {
        write_text(text, self.file)
    }

    fn object(&self, object: Obj<'_>) -> Result<()> {
        write_object(object, self.file)
    }

    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    /// What stands in front of each line inside of groups.
    fn margin(&self) -> String {
        match self.depth {
            0 => String::new(),
            _ => format!("{}| ", self.indent()),
        }
    }

    fn write_margin(&self) -> Result<()> {
        match self.depth {
            0 => Ok(()),
            _ => self.text(&self.margin()),
        }
    }

    /// What the exception came from, and the exception. C: `print_exception_recursive`.
    fn all_of(&mut self, exception: Exception<'_>) -> Result<()> {
        self.what_led_to(exception)?;
        match exception.object().downcast::<PyBaseExceptionGroupObject>() {
            Some(group) => self.group(exception, group),
            None => self.one(exception),
        }
    }

    /// C: `print_exception_cause_and_context`.
    fn what_led_to(&mut self, exception: Exception<'_>) -> Result<()> {
        self.seen.insert(address(exception));
        let cause = exception.cause.get().and_then(|cause| cause.downcast().ok());
        let (earlier, words): (Option<Ref<PyBaseExceptionObject>>, _) = match cause {
            Some(cause) => (Some(cause), CAUSE),
            None if exception.suppress_context.get() != 0 => return Ok(()),
            None => (exception.context(), CONTEXT),
        };
        let Some(earlier) =
            earlier.filter(|earlier| !self.seen.contains(&address(earlier.borrow())))
        else {
            return Ok(());
        };
        {
            let _level = enter_recursive_call(" in print_chained")?;
            let needs_end = self.needs_end;
            self.all_of(earlier.borrow())?;
            self.needs_end = needs_end;
        }
        let margin = self.margin();
        self.text(&format!("{margin}\n{margin}{words}{margin}\n"))
    }

    /// The exception itself. C: `print_exception`.
    fn one(&self, exception: Exception<'_>) -> Result<()> {
        self.traceback(exception)?;
        match self.place_in_source(exception.object())? {
            // What is left to say of a place in a source is the message.
            Some(message) => self.message(exception, message.borrow())?,
            None => {
                self.message(exception, exception.object())?;
                self.suggestion(exception)?;
            }
        }
        self.text("\n")?;
        self.notes(exception.object())
    }

    /// C: `print_exception_traceback`.
    fn traceback(&self, exception: Exception<'_>) -> Result<()> {
        let Some(traceback) = exception.traceback.get() else {
            return Ok(());
        };
        let is_group = exception.object().downcast::<PyBaseExceptionGroupObject>().is_some();
        let header = match (is_group, self.depth) {
            (true, 1) => format!("{}+ {GROUP_HEADER}", self.indent()),
            (true, _) => format!("{}{GROUP_HEADER}", self.margin()),
            (false, _) => format!("{}{HEADER}", self.margin()),
        };
        frames::write(traceback.borrow(), &header, &self.margin(), self.file)
    }

    /// The last line: the class and what the exception says. C: `print_exception_message`.
    fn message(&self, exception: Exception<'_>, value: Obj<'_>) -> Result<()> {
        self.write_margin()?;
        let class = exception.ob_type().object();
        match text_attribute(class, name!("__module__")) {
            Some(module)
                if ["builtins", "__main__"]
                    .iter()
                    .any(|own| module.borrow().is_ascii_text(own)) => {}
            Some(module) => {
                self.object(module.borrow().object())?;
                self.text(".")?;
            }
            None => self.text("<unknown>.")?,
        }
        match text_attribute(class, name!("__qualname__")) {
            Some(qualname) => self.object(qualname.borrow().object())?,
            None => self.text("<unknown>")?,
        }
        if value.is_none() {
            return Ok(());
        }
        match value.str() {
            Ok(text) => {
                if !text.borrow().is_empty() {
                    self.text(": ")?;
                }
                self.object(text.borrow().object())
            }
            Err(_) => {
                errors::clear();
                self.text(": <exception str() failed>")
            }
        }
    }

    /// C: `print_exception_suggestions`.
    fn suggestion(&self, exception: Exception<'_>) -> Result<()> {
        match suggestion(exception) {
            Ok(Some(meant)) => {
                self.text(". Did you mean: '")?;
                self.object(meant.borrow())?;
                self.text("'?")
            }
            Ok(None) => Ok(()),
            Err(_) => {
                errors::clear();
                Ok(())
            }
        }
    }

    /// C: `print_exception_notes`.
    fn notes(&self, exception: Obj<'_>) -> Result<()> {
        let Some(notes) = exception.lookup_attribute(name!("__notes__"))? else {
            return Ok(());
        };
        if !notes.borrow().is_sequence() {
            self.write_margin()?;
            return match notes.borrow().repr() {
                Ok(text) => self.object(text.borrow().object()),
                Err(_) => {
                    errors::clear();
                    self.text("<__notes__ repr() failed>")
                }
            };
        }
        for at in 0..notes.borrow().len()? {
            let note = notes.borrow().get_sequence_item(at as isize)?;
            match note.borrow().str() {
                Ok(text) => {
                    let keep_ends = object_model::types::bool_(true);
                    let lines = text.borrow().object();
                    let lines = lines.call_method(name!("splitlines"), &[keep_ends])?;
                    let lines = lines.borrow().iter()?;
                    while let Some(line) = lines.borrow().next()? {
                        self.write_margin()?;
                        self.object(line.borrow())?;
                    }
                }
                Err(_) => {
                    errors::clear();
                    self.text("<note str() failed>")?;
                }
            }
            self.text("\n")?;
        }
        Ok(())
    }
}
// ANCHOR_END: display

/// An attribute that is text.
fn text_attribute(object: Obj<'_>, name: Obj<'_, PyASCIIObject>) -> Option<Ref<PyASCIIObject>> {
    match object.get_attribute(name) {
        Ok(value) => value.downcast().ok(),
        Err(_) => {
            errors::clear();
            None
        }
    }
}

// ANCHOR: group
impl Display<'_> {
    /// A group, and below it its exceptions, each in a frame. C: `print_exception_group`.
    fn group(
        &mut self,
        exception: Exception<'_>,
        group: Obj<'_, PyBaseExceptionGroupObject>,
    ) -> Result<()> {
        if self.depth > DEEPEST_GROUP {
            self.write_margin()?;
            return self.text(&format!("... (max_group_depth is {DEEPEST_GROUP})\n"));
        }
        if self.depth == 0 {
            self.depth = 1;
        }
        self.one(exception)?;
        let all = group.exceptions();
        let all = all.borrow().items();
        let shown = if all.len() <= MOST_OF_A_GROUP { all.len() } else { MOST_OF_A_GROUP + 1 };
        self.needs_end = false;
        for (at, exception) in all.iter().enumerate().take(shown) {
            let is_last = at == shown - 1;
            if is_last {
                // An inner group may write the end.
                self.needs_end = true;
            }
            let indent = self.indent();
            let edge = if at == 0 { "+-" } else { "  " };
            let number = match at < MOST_OF_A_GROUP {
                true => (at + 1).to_string(),
                false => "...".to_owned(),
            };
            let rule = "----------------";
            self.text(&format!("{indent}{edge}+{rule} {number} {rule}\n"))?;
            self.depth += 1;
            if at < MOST_OF_A_GROUP {
                let _level = enter_recursive_call(" in print_exception_group")?;
                if let Some(exception) = exception.downcast::<PyBaseExceptionObject>() {
                    self.all_of(exception)?;
                }
            } else {
                let left = all.len() - MOST_OF_A_GROUP;
                let s = if left > 1 { "s" } else { "" };
                self.text(&format!("{}and {left} more exception{s}\n", self.margin()))?;
            }
            if is_last && self.needs_end {
                self.text(&format!("{}+------------------------------------\n", self.indent()))?;
                self.needs_end = false;
            }
            self.depth -= 1;
        }
        if self.depth == 1 {
            self.depth = 0;
        }
        Ok(())
    }
}
// ANCHOR_END: group

// ANCHOR: syntax
/// What a `SyntaxError` says of its place. C: the results of `parse_syntax_error`.
struct Place {
    message: Ref,
    filename: Ref,
    line: i64,
    offset: i64,
    end_line: i64,
    end_offset: i64,
    text: Option<Ref>,
}

impl Display<'_> {
    /// The file, the line and the marks below it, if the exception has such a place; its
    /// message then. C: `print_exception_file_and_line`.
    fn place_in_source(&self, exception: Obj<'_>) -> Result<Option<Ref>> {
        let place = match exception.lookup_attribute(name!("print_file_and_line")) {
            Ok(Some(_)) => place_of(exception),
            Ok(None) => return Ok(None),
            Err(raised) => Err(raised),
        };
        let Ok(place) = place else {
            errors::clear();
            return Ok(None);
        };
        self.write_margin()?;
        self.text("  File \"")?;
        self.object(place.filename.borrow())?;
        self.text(&format!("\", line {}\n", place.line))?;
        if let Some(text) = &place.text {
            let Some(text) = text.borrow().downcast::<PyASCIIObject>() else {
                let message = "bad argument type for built-in operation";
                return Err(errors::raise(&errors::TYPE_ERROR, message));
            };
            let text = text.to_text();
            let length = text.len() as i64;
            let end = if place.end_line > place.line { length } else { place.end_offset };
            let mut shown = String::new();
            let end = end.min(length + 1);
            parser::traceback::push_line_and_carets(&mut shown, &text, place.offset, end);
            self.text(&shown)?;
        }
        Ok(Some(place.message))
    }
}

/// C: `parse_syntax_error`.
fn place_of(exception: Obj<'_>) -> Result<Place> {
    let number = |value: Ref, otherwise: i64| match value.borrow().is_none() {
        true => Ok(otherwise),
        false => value.borrow().to_isize().map(|number| number as i64),
    };
    let message = exception.get_attribute(name!("msg"))?;
    let filename = exception.get_attribute(name!("filename"))?;
    let filename = match filename.borrow().is_none() {
        true => str::interned("<string>")?.object(),
        false => filename,
    };
    let line = exception.get_attribute(name!("lineno"))?.borrow().to_isize()? as i64;
    let offset = number(exception.get_attribute(name!("offset"))?, -1)?;
    let or_none =
        |found: Result<Option<Ref>>| found.map(|found| found.unwrap_or_else(|| none().to_ref()));
    // Only of a `SyntaxError` itself is the end looked at.
    let (end_line, end_offset) = match exception.is_exactly(&SYNTAX_ERROR) {
        true => (
            number(or_none(exception.lookup_attribute(name!("end_lineno")))?, line)?,
            number(or_none(exception.lookup_attribute(name!("end_offset")))?, -1)?,
        ),
        false => (line, -1),
    };
    let text = Some(exception.get_attribute(name!("text"))?);
    let text = text.filter(|text| !text.borrow().is_none());
    Ok(Place { message, filename, line, offset, end_line, end_offset, text })
}
// ANCHOR_END: syntax
