//! Running a program: a file, a text.
//!
//! CPython: `Modules/main.c` (`pymain_run_python`), `Python/pythonrun.c`
//! (`_PyRun_SimpleFileObject`, `PyRun_SimpleStringFlags`, `_Py_HandleSystemExit`).

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use compiler::Mode;
use eval_loop::run::eval_code;
use import_system::modules;
use object_model::errors::{self, PyBaseExceptionObject, SYSTEM_EXIT, raise};
use object_model::name;
use object_model::types::int::PyLongObject;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, Str};
use object_model::{Obj, Ref, Result};
use tokenizer::Source;

use crate::arguments::decode_filename;
use crate::builtins::{Flags, compile_source, write_text};
use crate::config::{Config, Run};
use crate::{lifecycle, std_printer, sys, traceback};

// ANCHOR: run
/// Runs what the configuration says, from start-up to shutdown; the exit status.
/// C: `Py_RunMain`.
pub fn run_main(config: &Config) -> i32 {
    let _lock = eval_loop::threads::attach();
    let result = lifecycle::initialize(config).and_then(|()| run(config));
    let status = match result {
        Ok(()) => 0,
        Err(_) => report(),
    };
    match lifecycle::finalize() {
        true => status,
        false => 120,
    }
}

fn run(config: &Config) -> Result<()> {
    match &config.run {
        Run::Command(command) => run_command(command),
        Run::File(file) => run_file(file),
        Run::Module(_) | Run::Stdin => run_stdin(),
    }
}

/// C: `pymain_run_command`.
fn run_command(command: &OsStr) -> Result<()> {
    let mut text = command.as_bytes().to_vec();
    text.push(b'\n');
    let source = Source::from_bytes(&text, true);
    run_source(source, &text, str::interned("<string>")?.borrow())
}

/// C: `pymain_run_file`.
fn run_file(file: &OsStr) -> Result<()> {
    let filename = decode_filename(file.as_bytes())?;
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Err(std_printer::os_error_with(&error, Some(filename.object()))),
    };
    let main = main_module()?;
    main.borrow().add("__file__", filename.clone().object())?;
    let source = Source::from_file(&bytes, &filename.borrow().to_text());
    run_source(source, &bytes, filename.borrow())
}

/// C: `pymain_run_stdin`, where it is no terminal.
fn run_stdin() -> Result<()> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes)
        .map_err(|error| std_printer::os_error(&error))?;
    let filename = str::interned("<stdin>")?;
    let source = Source::from_file(&bytes, "<stdin>");
    run_source(source, &bytes, filename.borrow())
}

/// Runs a source as the module `__main__`.
fn run_source(
    source: std::result::Result<Source<'_>, tokenizer::Error>,
    bytes: &[u8],
    filename: Str<'_>,
) -> Result<()> {
    let options = Flags::default().options(Mode::Exec, None);
    let code = compile_source(source, bytes, filename, &options)?;
    let main = main_module()?;
    let globals = main.borrow().dict_object();
    let globals = globals.ok_or_else(|| raise(&errors::SYSTEM_ERROR, "__main__ has no dict"))?;
    eval_code(code.borrow(), globals.borrow(), globals.borrow().object())?;
    Ok(())
}

fn main_module() -> Result<Ref<PyModuleObject>> {
    let module = modules::get(name!("__main__"))?.and_then(|module| module.downcast().ok());
    module.ok_or_else(|| raise(&errors::RUNTIME_ERROR, "unable to get __main__"))
}
// ANCHOR_END: run

// ANCHOR: report
/// Reports the exception that has ended the program; the exit status. C: `PyErr_Print`.
pub fn report() -> i32 {
    let Some(exception) = errors::take() else { return 1 };
    if exception.borrow().is_instance(&SYSTEM_EXIT) {
        return exit_status(exception.borrow());
    }
    match sys::get(name!("stderr")) {
        Ok(Some(file)) if !file.borrow().is_none() => {
            traceback::display(exception.borrow(), file.borrow());
        }
        _ => {
            errors::clear();
            if let Ok(file) = std_printer::new(2) {
                traceback::display(exception.borrow(), file.borrow());
            }
        }
    }
    1
}

/// What `SystemExit` says. C: `_Py_HandleSystemExit`.
fn exit_status(exception: Obj<'_, PyBaseExceptionObject>) -> i32 {
    let code = match exception.object().lookup_attribute(name!("code")) {
        Ok(Some(code)) => code,
        _ => {
            errors::clear();
            return 0;
        }
    };
    if code.borrow().is_none() {
        return 0;
    }
    if let Some(number) = code.borrow().downcast::<PyLongObject>() {
        // As C: what doesn't fit is -1.
        return number.to_i64().unwrap_or(-1) as i32;
    }
    let written = match sys::get(name!("stderr")) {
        Ok(Some(file)) if !file.borrow().is_none() => write_code(code.borrow(), file.borrow()),
        _ => std_printer::new(2).and_then(|file| write_code(code.borrow(), file.borrow())),
    };
    if written.is_err() {
        errors::clear();
    }
    1
}

fn write_code(code: Obj<'_>, file: Obj<'_>) -> Result<()> {
    crate::builtins::write_object(code, file)?;
    write_text("\n", file)
}
// ANCHOR_END: report
