//! Running a program: a file, a text, a module, what comes on standard input.
//!
//! CPython: `Modules/main.c` (`pymain_run_python`), `Python/pythonrun.c`
//! (`_PyRun_SimpleFileObject`, `PyRun_SimpleStringFlags`, `_PyErr_PrintEx`,
//! `_Py_HandleSystemExit`).

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use compiler::Mode;
use eval_loop::objects::code::PyCodeObject;
use eval_loop::run::eval_code;
use import_system::{import, marshal, modules};
use object_model::errors::{
    self, KEYBOARD_INTERRUPT, PyBaseExceptionObject, RUNTIME_ERROR, SYSTEM_EXIT, raise,
};
use object_model::name;
use object_model::types::int::PyLongObject;
use object_model::types::list::PyListObject;
use object_model::types::module::PyModuleObject;
use object_model::types::str::{self, Str};
use object_model::types::{bool_, none};
use object_model::{Obj, Ref, Result};
use tokenizer::Source;

use crate::arguments::decode_filename;
use crate::builtins::{Flags, compile_source, flush_if_possible, write_object, write_text};
use crate::config::{Config, Run};
use crate::{lifecycle, prompt, shutdown, std_printer, sys, traceback};

// ANCHOR: run
/// How a program has ended.
pub(crate) enum Ended {
    /// With an exit status.
    Status(i32),
    /// By a `KeyboardInterrupt` that nobody caught: the process ends by the signal.
    Interrupted,
}

/// Runs what the configuration says, from start-up to shutdown; the exit status.
/// C: `Py_RunMain`.
pub fn run_main(config: &Config) -> i32 {
    crate::locale::coerce(config.use_environment);
    let lock = eval_loop::threads::attach();
    let ended = match lifecycle::initialize(config) {
        Ok(()) => {
            let ended = run(config).unwrap_or_else(|_| report());
            match config.inspect > 0 && config.run != Run::Stdin {
                true => inspect().unwrap_or(ended),
                false => ended,
            }
        }
        Err(_) => {
            eprintln!("Fatal Python error: the interpreter could not be started");
            report();
            return 1;
        }
    };
    let all_written = shutdown::finalize();
    drop(lock);
    match ended {
        Ended::Interrupted => end_by_interrupt(),
        Ended::Status(_) if !all_written => 120,
        Ended::Status(status) => status,
    }
}

/// The prompt behind a program, with `-i`. C: `pymain_repl`.
fn inspect() -> Option<Ended> {
    let main = main_module().ok()?;
    Some(prompt::run(main.borrow()).unwrap_or_else(|_| report()))
}

/// C: `exit_sigint`.
fn end_by_interrupt() -> i32 {
    // SAFETY: the default action, and a signal to this process.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_DFL);
        libc::kill(libc::getpid(), libc::SIGINT);
    }
    128 + libc::SIGINT
}

/// C: `pymain_run_python`.
fn run(config: &Config) -> Result<Ended> {
    let in_folder = match &config.run {
        Run::File(file) => importer_of(file)?,
        _ => None,
    };
    if let Some(folder) = &in_folder {
        prepend_to_path(folder.borrow())?;
    } else if !config.safe_path
        && let Some(folder) = own_folder(config)
    {
        prepend_to_path(decode_filename(folder.as_os_str().as_bytes())?.borrow().object())?;
    }
    match (&config.run, in_folder) {
        (Run::Command(command), _) => run_command(command)?,
        (Run::Module(module), _) => run_module(decode_filename(module.as_bytes())?.borrow(), true)?,
        (Run::File(_), Some(_)) => run_module(name!("__main__"), false)?,
        (Run::File(file), None) => return run_file(config, file),
        (Run::Stdin, _) => return run_stdin(config),
    }
    Ok(Ended::Status(0))
}
// ANCHOR_END: run

// ANCHOR: path
/// The first entry of `sys.path`: where the program is. C: `_PyPathConfig_ComputeSysPath0`.
fn own_folder(config: &Config) -> Option<PathBuf> {
    match &config.run {
        Run::Module(_) => std::env::current_dir().ok(),
        Run::Command(_) | Run::Stdin => Some(PathBuf::new()),
        Run::File(file) => {
            let path = Path::new(file);
            let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            Some(whole.parent().unwrap_or(Path::new("")).to_owned())
        }
    }
}

fn prepend_to_path(folder: Obj<'_>) -> Result<()> {
    let path = sys::get(name!("path"))?.and_then(|path| path.downcast::<PyListObject>().ok());
    let Some(path) = path else {
        return Err(raise(&RUNTIME_ERROR, "unable to get sys.path"));
    };
    let first = object_model::types::list::of(&[folder])?;
    path.borrow().assign_slice(0, 0, Some(first.borrow().object()))
}

/// The file's own name, if modules can be imported from it: it is a folder or an archive.
/// C: `pymain_get_importer`.
fn importer_of(file: &OsStr) -> Result<Option<Ref>> {
    let name = decode_filename(file.as_bytes())?;
    let name = name.borrow().object();
    let Some(hooks) =
        sys::get(name!("path_hooks"))?.and_then(|h| h.downcast::<PyListObject>().ok())
    else {
        return Ok(None);
    };
    let mut at = 0;
    while let Some(hook) = hooks.borrow().get_index(at) {
        at += 1;
        match hook.borrow().call_one(name) {
            Ok(_) => return Ok(Some(name.to_ref())),
            Err(_) if errors::catch(&errors::IMPORT_ERROR) => {}
            Err(_) => {
                // As C: it is reported, and the file is run as a file.
                if let Some(exception) = errors::take() {
                    traceback::display(exception.borrow());
                }
                return Ok(None);
            }
        }
    }
    Ok(None)
}
// ANCHOR_END: path

/// A module as a program: `runpy` does it. C: `pymain_run_module`.
fn run_module(module: Str<'_>, set_argv: bool) -> Result<()> {
    let runpy = match import::import("runpy") {
        Ok(runpy) => runpy,
        Err(raised) => {
            eprintln!("Could not import runpy module");
            return Err(raised);
        }
    };
    let run = runpy.borrow().get_attribute(name!("_run_module_as_main"))?;
    run.borrow().call(&[module.object(), bool_(set_argv)])?;
    Ok(())
}

/// C: `pymain_run_command`.
fn run_command(command: &OsStr) -> Result<()> {
    let source = Source::from_bytes(command.as_bytes(), true);
    run_source(source, command.as_bytes(), str::interned("<string>")?.borrow())
}

// ANCHOR: file
/// C: `pymain_run_file_obj`, `_PyRun_SimpleFileObject`.
fn run_file(config: &Config, file: &OsStr) -> Result<Ended> {
    // As `sys.argv[0]` has it, but from the root, for as long as the folder may change.
    let whole = std::path::absolute(file).unwrap_or_else(|_| file.into());
    let filename = decode_filename(whole.as_os_str().as_bytes())?;
    let program = config.orig_argv.first().map_or("glass".into(), |name| name.to_string_lossy());
    let bytes = match read_file(&whole) {
        Ok(bytes) => bytes,
        Err(error) => {
            let shown = filename.borrow().object().repr()?;
            if error.kind() == io::ErrorKind::IsADirectory {
                eprintln!("{program}: {shown} is a directory, cannot continue");
                return Ok(Ended::Status(1));
            }
            let (number, text) =
                (error.raw_os_error().unwrap_or(0), std_printer::error_text(&error));
            eprintln!("{program}: can't open file {shown}: [Errno {number}] {text}");
            return Ok(Ended::Status(2));
        }
    };
    let main = main_module()?;
    let dict = main.borrow().dict_object();
    let dict = dict.ok_or_else(|| raise(&errors::SYSTEM_ERROR, "__main__ has no dict"))?;
    main.borrow().add("__file__", filename.clone().object())?;
    main.borrow().add("__cached__", none().to_ref())?;
    let is_compiled = whole.extension().is_some_and(|extension| extension == "pyc");
    let loader = if is_compiled { "SourcelessFileLoader" } else { "SourceFileLoader" };
    set_main_loader(main.borrow(), filename.borrow(), loader)?;
    let result = match is_compiled {
        true => run_compiled(&bytes),
        false => {
            let text = match config.skip_source_first_line {
                true => without_first_line(&bytes),
                false => &bytes,
            };
            let source = Source::from_file(text, &filename.borrow().to_text());
            run_source(source, text, filename.borrow())
        }
    };
    // What the program still shows comes before its end does.
    let raised = errors::fetch();
    flush_standard_files();
    for name in ["__file__", "__cached__"] {
        dict.borrow().take(str::interned(name)?.borrow().object())?;
    }
    if let Some(raised) = raised {
        errors::restore(raised);
    }
    result.map(|()| Ended::Status(0))
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    std::fs::read(path)
}

/// The line break stays, so that lines keep their numbers.
fn without_first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
    &bytes[end..]
}

/// C: `set_main_loader`.
fn set_main_loader(main: Obj<'_, PyModuleObject>, filename: Str<'_>, class: &str) -> Result<()> {
    let external = import::import("_frozen_importlib_external")?;
    let class = external.borrow().get_attribute(str::interned(class)?.borrow())?;
    let loader = class.borrow().call(&[name!("__main__").object(), filename.object()])?;
    main.add("__loader__", loader)
}

/// C: `run_pyc_file`.
fn run_compiled(bytes: &[u8]) -> Result<()> {
    /// C: `PyImport_GetMagicNumber`.
    const MAGIC: &[u8] = &[0xa7, 0x0d, 0x0d, 0x0a];
    const HEADER: usize = 16;
    if bytes.get(..4) != Some(MAGIC) || bytes.len() < HEADER {
        return Err(raise(&RUNTIME_ERROR, "Bad magic number in .pyc file"));
    }
    let code = marshal::loads(&bytes[HEADER..])?;
    match code.downcast::<PyCodeObject>() {
        Ok(code) => run_code(code.borrow()),
        Err(_) => Err(raise(&RUNTIME_ERROR, "Bad code object in .pyc file")),
    }
}
// ANCHOR_END: file

/// A prompt, where somebody sits before it; else a program. C: `pymain_run_stdin`,
/// `_PyRun_AnyFileObject`.
fn run_stdin(config: &Config) -> Result<Ended> {
    if io::stdin().is_terminal() || config.interactive > 0 {
        if config.quiet == 0 {
            let version = sys::version_text();
            std_printer::write_all(2, format!("Python {version} on linux\n").as_bytes())?;
        }
        return prompt::run(main_module()?.borrow());
    }
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::stdin(), &mut bytes)
        .map_err(|error| std_printer::os_error(&error))?;
    let filename = str::interned("<stdin>")?;
    let source = Source::from_file(&bytes, "<stdin>");
    run_source(source, &bytes, filename.borrow())?;
    Ok(Ended::Status(0))
}

/// Runs a source as the module `__main__`.
fn run_source(
    source: std::result::Result<Source<'_>, tokenizer::Error>,
    bytes: &[u8],
    filename: Str<'_>,
) -> Result<()> {
    let options = Flags::default().options(Mode::Exec, None);
    let code = compile_source(source, bytes, filename, &options)?;
    run_code(code.borrow())
}

fn run_code(code: Obj<'_, PyCodeObject>) -> Result<()> {
    let main = main_module()?;
    let globals = main.borrow().dict_object();
    let globals = globals.ok_or_else(|| raise(&errors::SYSTEM_ERROR, "__main__ has no dict"))?;
    sys::audit::audit("exec", &[code.object()])?;
    eval_code(code, globals.borrow(), globals.borrow().object())?;
    Ok(())
}

fn main_module() -> Result<Ref<PyModuleObject>> {
    let module = modules::get(name!("__main__"))?.and_then(|module| module.downcast().ok());
    module.ok_or_else(|| raise(&RUNTIME_ERROR, "unable to get __main__"))
}

/// C: `flush_io`.
pub(crate) fn flush_standard_files() {
    for name in [name!("stderr"), name!("stdout")] {
        match sys::get(name) {
            Ok(Some(file)) => flush_if_possible(file.borrow()),
            _ => errors::clear(),
        }
    }
}

// ANCHOR: report
/// Reports the exception that has ended the program. C: `PyErr_Print`.
pub(crate) fn report() -> Ended {
    let Some(exception) = errors::take() else { return Ended::Status(1) };
    if exception.borrow().is_instance(&SYSTEM_EXIT) {
        return Ended::Status(exit_status(exception.borrow()));
    }
    let is_interrupt = exception.borrow().is_instance(&KEYBOARD_INTERRUPT);
    if let Some(status) = call_excepthook(exception.borrow()) {
        return Ended::Status(status);
    }
    match is_interrupt {
        true => Ended::Interrupted,
        false => Ended::Status(1),
    }
}

/// Hands an exception to `sys.excepthook`. A status, if that ends the program.
/// C: `_PyErr_PrintEx`.
fn call_excepthook(exception: Obj<'_, PyBaseExceptionObject>) -> Option<i32> {
    let class = exception.ob_type().object();
    let value = exception.object();
    let trace = exception.traceback.get().unwrap_or_else(|| none().to_ref());
    let last = [
        (name!("last_type"), class),
        (name!("last_value"), value),
        (name!("last_traceback"), trace.borrow()),
    ];
    for (name, part) in last {
        if sys::set(name, part).is_err() {
            errors::clear();
        }
    }
    let hook = sys::get(name!("excepthook")).unwrap_or_else(|_| {
        errors::clear();
        None
    });
    let audited = hook.as_ref().map_or(none(), Ref::borrow);
    if sys::audit::audit("sys.excepthook", &[audited, class, value, trace.borrow()]).is_err() {
        if errors::catch(&RUNTIME_ERROR) {
            return None;
        }
        errors::write_unraisable("in audit hook", None);
    }
    let Some(hook) = hook else {
        write_to_stderr("sys.excepthook is missing\n");
        traceback::display(exception);
        return None;
    };
    if hook.borrow().call(&[class, value, trace.borrow()]).is_err() {
        let second = errors::take()?;
        if second.borrow().is_instance(&SYSTEM_EXIT) {
            return Some(exit_status(second.borrow()));
        }
        write_to_stderr("Error in sys.excepthook:\n");
        traceback::display(second.borrow());
        write_to_stderr("\nOriginal exception was:\n");
        traceback::display(exception);
    }
    None
}

/// C: `PySys_WriteStderr`.
fn write_to_stderr(text: &str) {
    let written = match sys::get(name!("stderr")) {
        Ok(Some(file)) if !file.borrow().is_none() => write_text(text, file.borrow()),
        _ => Err(object_model::Raised),
    };
    if written.is_err() {
        errors::clear();
        eprint!("{text}");
    }
}

/// What `SystemExit` says. C: `_Py_HandleSystemExit`.
fn exit_status(exception: Obj<'_, PyBaseExceptionObject>) -> i32 {
    let code = match exception.object().lookup_attribute(name!("code")) {
        Ok(Some(code)) => code,
        _ => {
            errors::clear();
            exception.object().to_ref()
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
        Ok(Some(file)) if !file.borrow().is_none() => write_object(code.borrow(), file.borrow()),
        _ => std_printer::new(2).and_then(|file| write_object(code.borrow(), file.borrow())),
    };
    if written.is_err() {
        errors::clear();
    }
    write_to_stderr("\n");
    1
}
// ANCHOR_END: report
