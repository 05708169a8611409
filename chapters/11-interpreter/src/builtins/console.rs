//! `print`, `input` and `breakpoint`: what goes through `sys`.
//!
//! CPython: `builtin_print_impl`, `builtin_input_impl`, `builtin_breakpoint` in
//! `Python/bltinmodule.c`; `PyFile_WriteObject`, `PyFile_GetLine` in `Objects/fileobject.c`;
//! `PyOS_StdioReadline` in `Parser/myreadline.c`.

use std::io::IsTerminal;

use object_model::arguments::Arguments;
use object_model::errors::{self, EOF_ERROR, RUNTIME_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::module::PyModuleObject;
use object_model::types::none;
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::{Obj, Ref, Result};

use crate::sys;

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: print
/// `print(*args, sep=' ', end='\n', file=None, flush=False)`
pub(super) fn print(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (separator, end) = (arguments.not_none(0), arguments.not_none(1));
    let file = match arguments.not_none(2) {
        Some(file) => file.to_ref(),
        None => match sys::get(name!("stdout"))? {
            None => return Err(raise(&RUNTIME_ERROR, "lost sys.stdout")),
            Some(file) if file.borrow().is_none() => return Ok(none().to_ref()),
            Some(file) => file,
        },
    };
    let file = file.borrow();
    for (name, text) in [("sep", separator), ("end", end)] {
        if let Some(text) = text.filter(|text| text.downcast::<PyASCIIObject>().is_none()) {
            let kind = text.ob_type().name();
            let message = format_args!("{name} must be None or a string, not {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
    }
    for (at, value) in arguments.rest().iter().enumerate() {
        if at > 0 {
            match separator {
                Some(separator) => write_object(separator, file)?,
                None => write_text(" ", file)?,
            }
        }
        write_object(*value, file)?;
    }
    match end {
        Some(end) => write_object(end, file)?,
        None => write_text("\n", file)?,
    }
    if let Some(flush) = arguments.get(3)
        && flush.is_true()?
    {
        file.call_method(name!("flush"), &[])?;
    }
    Ok(none().to_ref())
}

/// Writes `str(value)` to a file. C: `PyFile_WriteObject` with `Py_PRINT_RAW`.
pub(crate) fn write_object(value: Obj<'_>, file: Obj<'_>) -> Result<()> {
    let write = file.get_attribute(name!("write"))?;
    let text = value.str()?;
    write.borrow().call_one(text.borrow().object())?;
    Ok(())
}

/// Writes a text to a file. C: `PyFile_WriteString`.
pub(crate) fn write_text(text: &str, file: Obj<'_>) -> Result<()> {
    write_object(str::interned(text)?.borrow().object(), file)
}
// ANCHOR_END: print

// ANCHOR: input
/// `input(prompt='', /)`
pub(super) fn input(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let prompt = arguments.get(0);
    let stream = |name: Str<'_>| {
        let stream = sys::get(name)?.filter(|stream| !stream.borrow().is_none());
        let lost = || raise(&RUNTIME_ERROR, format_args!("input(): lost sys.{name}"));
        stream.ok_or_else(lost)
    };
    let standard_input = stream(name!("stdin"))?;
    let standard_output = stream(name!("stdout"))?;
    let standard_error = stream(name!("stderr"))?;
    let (standard_input, standard_output) = (standard_input.borrow(), standard_output.borrow());
    sys::audit::audit("builtins.input", &[prompt.unwrap_or(none())])?;
    flush_if_possible(standard_error.borrow());
    let at_terminal = is_descriptor(standard_input, 0)?
        && std::io::stdin().is_terminal()
        && is_descriptor(standard_output, 1)?
        && std::io::stdout().is_terminal();
    if at_terminal {
        flush_if_possible(standard_output);
        return input_at_terminal(prompt, standard_input, standard_output);
    }
    if let Some(prompt) = prompt {
        write_object(prompt, standard_output)?;
    }
    flush_if_possible(standard_output);
    get_line(standard_input)
}

pub(crate) fn flush_if_possible(file: Obj<'_>) {
    if file.call_method(name!("flush"), &[]).is_err() {
        errors::clear();
    }
}

/// Whether a file says that it is this descriptor.
fn is_descriptor(file: Obj<'_>, descriptor: i64) -> Result<bool> {
    match file.call_method(name!("fileno"), &[]) {
        Ok(number) => Ok(number.borrow().index()?.borrow().to_i64() == Some(descriptor)),
        Err(_) => {
            errors::clear();
            Ok(false)
        }
    }
}

/// The prompt goes to standard error, and the line is read below the file's buffer.
fn input_at_terminal(prompt: Option<Obj<'_>>, input: Obj<'_>, output: Obj<'_>) -> Result {
    let encoding = |file: Obj<'_>| -> Result<[Ref; 2]> {
        Ok([file.get_attribute(name!("encoding"))?, file.get_attribute(name!("errors"))?])
    };
    let (of_input, of_output) = (encoding(input)?, encoding(output)?);
    if let Some(prompt) = prompt {
        let text = prompt.str()?;
        let how = [of_output[0].borrow(), of_output[1].borrow()];
        let encoded = text.borrow().object().call_method(name!("encode"), &how)?;
        if let Some(encoded) = encoded.borrow().downcast::<PyBytesObject>() {
            crate::std_printer::write_all(2, encoded.bytes())?;
        }
    }
    let mut line = Vec::new();
    crate::std_printer::read_line(0, &mut line)?;
    if line.is_empty() {
        return Err(errors::raise_object(&EOF_ERROR, none().to_ref()));
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    let how = [of_input[0].borrow(), of_input[1].borrow()];
    let line = bytes::new(&line)?.object().borrow().call_method(name!("decode"), &how)?;
    sys::audit::audit("builtins.input/result", &[line.borrow()])?;
    Ok(line)
}

/// A line of a file, without its end. C: `PyFile_GetLine` with a negative count.
fn get_line(file: Obj<'_>) -> Result {
    let line = file.call_method(name!("readline"), &[])?;
    if let Some(text) = line.borrow().downcast::<PyASCIIObject>() {
        return match text.len() {
            0 => Err(raise(&EOF_ERROR, "EOF when reading a line")),
            length if text.code_point(length - 1) == u32::from('\n') => text.piece(0..length - 1),
            _ => Ok(text.object().to_ref()),
        };
    }
    match line.borrow().downcast::<PyBytesObject>().map(Obj::bytes) {
        Some([]) => Err(raise(&EOF_ERROR, "EOF when reading a line")),
        Some([line @ .., b'\n']) => Ok(bytes::new(line)?.object()),
        Some(_) => Ok(line),
        None => Err(raise(&TYPE_ERROR, "object.readline() returned non-string")),
    }
}
// ANCHOR_END: input

/// `breakpoint(*args, **kws)`
pub(super) fn breakpoint(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let hook = sys::get(name!("breakpointhook"))?
        .ok_or_else(|| raise(&RUNTIME_ERROR, "lost sys.breakpointhook"))?;
    sys::audit::audit("builtins.breakpoint", &[hook.borrow()])?;
    let positional = object_model::types::tuple::of(arguments.rest())?;
    let keywords = arguments.keyword_dict()?;
    hook.borrow().call_tuple(positional.borrow(), keywords.as_ref().map(Ref::borrow))
}
