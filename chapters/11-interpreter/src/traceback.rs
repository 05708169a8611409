//! What is shown of an exception that nobody has caught.
//!
//! CPython: `_PyErr_Display`, `print_exception_recursive` in `Python/pythonrun.c`;
//! `PyTraceBack_Print` in `Python/traceback.c`.
//!
//! It is written piece by piece to a file, any object with a `write`; what goes wrong on the way
//! ends that piece and nothing else.

use std::collections::HashSet;

use eval_loop::objects::frame::PyFrameObject;
use eval_loop::objects::traceback::PyTracebackObject;
use object_model::errors::{self, PyBaseExceptionObject};
use object_model::name;
use object_model::types::none;
use object_model::types::str::PyASCIIObject;
use object_model::{Obj, Ref, Result};

use crate::builtins::{flush_if_possible, write_text};

type Exception<'a> = Obj<'a, PyBaseExceptionObject>;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

// ANCHOR: display
/// Shows an exception with all that led to it. C: `_PyErr_Display`.
pub fn display(exception: Exception<'_>, file: Obj<'_>) {
    let mut seen = HashSet::new();
    if display_chain(exception, file, &mut seen).is_err() {
        errors::clear();
    }
    flush_if_possible(file);
}

/// C: `print_chained`, `print_exception_recursive`.
fn display_chain(exception: Exception<'_>, file: Obj<'_>, seen: &mut HashSet<usize>) -> Result<()> {
    seen.insert(exception.as_ptr().addr().get());
    let cause = exception.cause.get().and_then(|cause| cause.downcast().ok());
    let (earlier, words): (Option<Ref<PyBaseExceptionObject>>, _) = match cause {
        Some(cause) => (Some(cause), CAUSE),
        None if exception.suppress_context.get() == 0 => (exception.context(), CONTEXT),
        None => (None, CONTEXT),
    };
    if let Some(earlier) = earlier
        && !seen.contains(&earlier.borrow().as_ptr().addr().get())
    {
        let _level = object_model::thread_state::enter_recursive_call(" in print_chained")?;
        display_chain(earlier.borrow(), file, seen)?;
        write_text(words, file)?;
    }
    display_traceback(exception, file)?;
    write_text(&final_line(exception)?, file)
}
// ANCHOR_END: display

/// C: `print_exception_traceback`, `tb_displayline`.
fn display_traceback(exception: Exception<'_>, file: Obj<'_>) -> Result<()> {
    let mut link =
        exception.traceback.get().and_then(|link| link.downcast::<PyTracebackObject>().ok());
    if link.is_none() {
        return Ok(());
    }
    write_text("Traceback (most recent call last):\n", file)?;
    while let Some(at) = link {
        let frame: Option<Ref<PyFrameObject>> = at.tb_frame.get();
        if let Some(frame) = frame {
            let code = frame.borrow().object().get_attribute(name!("f_code"))?;
            let filename = code.borrow().get_attribute(name!("co_filename"))?.borrow().str()?;
            let function = code.borrow().get_attribute(name!("co_name"))?.borrow().str()?;
            let line = at.borrow().object().get_attribute(name!("tb_lineno"))?.borrow().str()?;
            let shown = format!("  File \"{filename}\", line {line}, in {function}\n");
            write_text(&shown, file)?;
            let line = line.borrow().to_text().parse::<usize>().ok();
            if let Some(source) = line.and_then(|line| source_line(filename.borrow(), line)) {
                write_text(&format!("    {}\n", source.trim()), file)?;
            }
        }
        link = at.tb_next.get().and_then(|next| next.downcast().ok());
    }
    Ok(())
}

fn source_line(filename: Obj<'_, PyASCIIObject>, line: usize) -> Option<String> {
    let path = crate::arguments::encode_filename(filename)?;
    let bytes = std::fs::read(crate::arguments::path(&path)).ok()?;
    let source = tokenizer::Source::from_bytes(&bytes, true).ok()?;
    source.text().lines().nth(line.checked_sub(1)?).map(str::to_owned)
}

/// The class and what the exception says. C: `print_exception_message`.
fn final_line(exception: Exception<'_>) -> Result<String> {
    let class = exception.ob_type().object();
    let mut line = String::new();
    let module = class.lookup_attribute(name!("__module__"))?;
    if let Some(module) = module.as_ref().and_then(|m| m.borrow().downcast::<PyASCIIObject>()) {
        let module = module.to_text();
        if module != "builtins" && module != "__main__" {
            line += &module;
            line.push('.');
        }
    }
    let qualname = class.lookup_attribute(name!("__qualname__"))?;
    line += &qualname.unwrap_or_else(|| none().to_ref()).borrow().str()?.borrow().to_text();
    match exception.object().str() {
        Ok(text) if text.borrow().is_empty() => {}
        Ok(text) => {
            line += ": ";
            line += &text.borrow().to_text();
        }
        Err(_) => {
            errors::clear();
            line += ": <exception str() failed>";
        }
    }
    line.push('\n');
    Ok(line)
}
