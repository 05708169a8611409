//! `compile`, `eval` and `exec`.
//!
//! CPython: `builtin_compile_impl`, `builtin_eval_impl`, `builtin_exec_impl` in
//! `Python/bltinmodule.c`; `_Py_SourceAsString`, `Py_CompileStringObject` in
//! `Python/pythonrun.c`; `PyEval_MergeCompilerFlags` in `Python/ceval.c`.

use compiler::future::Features;
use compiler::recursion::RecursionLimit;
use compiler::{CompileError, Mode, Options};
use eval_loop::objects::cell::PyCellObject;
use eval_loop::objects::code::{PyCodeObject, from_code};
use eval_loop::run::eval_code_with_closure;
use eval_loop::thread::eval_state;
use object_model::arguments::Arguments;
use object_model::errors::{self, BUFFER_ERROR, SYSTEM_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::name;
use object_model::protocol::buffer::Buffer;
use object_model::runtime::runtime;
use object_model::thread_state::thread_state;
use object_model::types::dict::PyDictObject;
use object_model::types::module::PyModuleObject;
use object_model::types::none;
use object_model::types::str::{self, PyASCIIObject, Str};
use object_model::types::tuple::PyTupleObject;
use object_model::{Obj, Ref, Result};
use tokenizer::Source;

use crate::arguments::{filename_argument, int_argument, str_argument};
use crate::compile_errors::raise_compile_error;

type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: flags
/// `compile`'s flags. C: `PyCF_…` in `Include/cpython/compile.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// Bits of `co_flags` that stand for features of the future. C: `PyCF_MASK`.
    pub const FUTURES: u32 = 0x1fe_0000;
    /// C: `PyCF_MASK_OBSOLETE`.
    const OBSOLETE: u32 = 0x10;
    /// C: `PyCF_DONT_IMPLY_DEDENT`.
    const DONT_IMPLY_DEDENT: u32 = 0x200;
    /// C: `PyCF_ONLY_AST`.
    const ONLY_AST: u32 = 0x400;
    /// C: `PyCF_TYPE_COMMENTS`.
    const TYPE_COMMENTS: u32 = 0x1000;
    /// C: `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    const ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
    /// C: `PyCF_ALLOW_INCOMPLETE_INPUT`.
    const ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
    const KNOWN: u32 = Flags::FUTURES
        | Flags::OBSOLETE
        | Flags::DONT_IMPLY_DEDENT
        | Flags::ONLY_AST
        | Flags::TYPE_COMMENTS
        | Flags::ALLOW_TOP_LEVEL_AWAIT
        | Flags::ALLOW_INCOMPLETE_INPUT;

    const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }

    /// With the features of the future that the calling code has.
    /// C: `PyEval_MergeCompilerFlags`.
    #[must_use]
    pub fn merged_with_caller(self) -> Flags {
        let frame = eval_state().current_frame.get();
        let inherited = frame.map_or(0, |frame| frame.code().co_flags.get() as u32);
        Flags(self.0 | inherited & Flags::FUTURES)
    }

    /// What the compiler is to do. No `optimize`: as the interpreter was told.
    pub fn options(self, mode: Mode, optimize: Option<u8>) -> Options {
        let state = thread_state();
        Options {
            mode,
            optimize: optimize.unwrap_or_else(|| crate::config::config().optimize.min(2) as u8),
            features: Features(self.0 & (Features::ANNOTATIONS.0 | Features::BARRY_AS_BDFL.0)),
            allow_top_level_await: self.has(Flags::ALLOW_TOP_LEVEL_AWAIT),
            type_comments: self.has(Flags::TYPE_COMMENTS),
            allow_incomplete_input: self.has(Flags::ALLOW_INCOMPLETE_INPUT),
            in_file: false,
            int_max_str_digits: runtime().int_max_str_digits.get().digits(),
            recursion: RecursionLimit {
                limit: state.recursion_limit().max(0) as usize,
                used: state.recursion_depth().max(0) as usize,
            },
        }
    }
}
// ANCHOR_END: flags

// ANCHOR: source
/// A source that Python code gives. C: what `_Py_SourceAsString` returns.
enum SourceText {
    /// A `str`, whose cookie isn't looked at.
    Text(Ref<PyASCIIObject>),
    Bytes(Vec<u8>),
}

impl SourceText {
    fn new(source: Obj<'_>, function: &str, what: &str) -> Result<SourceText> {
        if let Some(text) = source.downcast::<PyASCIIObject>() {
            if text.code_points().any(|code| (0xd800..0xe000).contains(&code)) {
                // Raises, since a surrogate can't be encoded.
                source.call_method(name!("encode"), &[])?;
            }
            return Ok(SourceText::Text(text.to_ref()));
        }
        match Buffer::simple(source) {
            Ok(buffer) => Ok(SourceText::Bytes(buffer.bytes().to_vec())),
            Err(raised) if errors::matches(&BUFFER_ERROR) => Err(raised),
            Err(_) => {
                let message = format_args!("{function}() arg 1 must be a {what} object");
                errors::clear();
                Err(raise(&TYPE_ERROR, message))
            }
        }
    }

    /// Without the blanks in front. C: in `builtin_eval_impl`.
    fn trimmed(self) -> Result<SourceText> {
        Ok(match self {
            SourceText::Text(text) => {
                let shown = text.borrow().to_text();
                match shown.trim_start_matches([' ', '\t']) {
                    trimmed if trimmed.len() == shown.len() => SourceText::Text(text.clone()),
                    trimmed => SourceText::Text(str::new(trimmed)?),
                }
            }
            SourceText::Bytes(bytes) => {
                let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
                SourceText::Bytes(bytes[start.unwrap_or(bytes.len())..].to_vec())
            }
        })
    }

    /// The tree as objects. C: `PyAST_mod2obj` behind `_PyParser_ASTFromString`.
    fn parse(&self, filename: Str<'_>, options: &Options) -> Result {
        let ends_with_newline = matches!(options.mode, Mode::Exec);
        match self {
            SourceText::Text(text) => {
                let text = text.borrow().to_text();
                let source = Source::from_str(&text, ends_with_newline);
                parse_source(source, text.as_bytes(), filename, options)
            }
            SourceText::Bytes(bytes) => {
                let source = Source::from_bytes(bytes, ends_with_newline);
                parse_source(source, bytes, filename, options)
            }
        }
    }

    fn compile(&self, filename: Str<'_>, options: &Options) -> Result<Ref<PyCodeObject>> {
        let ends_with_newline = options.mode == Mode::Exec;
        match self {
            SourceText::Text(text) => {
                let text = text.borrow().to_text();
                let source = Source::from_str(&text, ends_with_newline);
                compile_source(source, text.as_bytes(), filename, options)
            }
            SourceText::Bytes(bytes) => {
                let source = Source::from_bytes(bytes, ends_with_newline);
                compile_source(source, bytes, filename, options)
            }
        }
    }
}

/// Compiles a source, if it could be decoded, to a code object. `bytes` are the source as it was
/// given. C: `_PyAST_Compile` behind `_PyParser_ASTFromString`.
///
/// # Errors
/// `SyntaxError` and what else the compiler complains of; a warning that is an error.
pub fn compile_source(
    source: std::result::Result<Source<'_>, tokenizer::Error>,
    bytes: &[u8],
    filename: Str<'_>,
    options: &Options,
) -> Result<Ref<PyCodeObject>> {
    let name = filename.to_text();
    let mut listener = crate::warnings::Listener { filename };
    let code = source
        .map_err(CompileError::Source)
        .and_then(|source| compiler::compile_source(&source, &name, options, &mut listener));
    match code {
        Ok(code) => from_code(&code),
        Err(error) => Err(raise_compile_error(&error, filename, bytes)),
    }
}

/// The tree of a source as objects of `_ast`.
fn parse_source(
    source: std::result::Result<Source<'_>, tokenizer::Error>,
    bytes: &[u8],
    filename: Str<'_>,
    options: &Options,
) -> Result {
    let arena = parser::Bump::new();
    let source = match source {
        Ok(source) => source,
        Err(error) => {
            return Err(raise_compile_error(&CompileError::Source(error), filename, bytes));
        }
    };
    let mut listener = crate::warnings::Listener { filename };
    match compiler::parse_source(&source, &arena, options, &mut listener) {
        Ok(tree) => extension_modules::modules::ast::to_object(tree),
        Err(error) => Err(raise_compile_error(&error, filename, bytes)),
    }
}
// ANCHOR_END: source

// ANCHOR: compile
/// `compile(source, filename, mode, …)`
pub(super) fn compile(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let source = arguments[0];
    let filename = filename_argument(arguments[1])?;
    let mode = str_argument("compile", "argument 'mode'", arguments[2])?.to_text();
    let flags = Flags(arguments.get(3).map_or(Ok(0), int_argument)? as u32);
    let dont_inherit = arguments.get(4).map_or(Ok(0), int_argument)? != 0;
    let optimize = arguments.get(5).map_or(Ok(-1), int_argument)?;
    arguments.get(6).map_or(Ok(-1), int_argument)?;
    if flags.0 & !Flags::KNOWN != 0 {
        return Err(raise(&VALUE_ERROR, "compile(): unrecognised flags"));
    }
    let optimize = match optimize {
        -1 => None,
        0..=2 => Some(optimize as u8),
        _ => return Err(raise(&VALUE_ERROR, "compile(): invalid optimize value")),
    };
    let only_tree = flags.has(Flags::ONLY_AST);
    let mode = match &*mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        "func_type" if only_tree => Mode::FuncType,
        "func_type" => {
            let message = "compile() mode 'func_type' requires flag PyCF_ONLY_AST";
            return Err(raise(&VALUE_ERROR, message));
        }
        _ => {
            let message = match only_tree {
                true => "compile() mode must be 'exec', 'eval', 'single' or 'func_type'",
                false => "compile() mode must be 'exec', 'eval' or 'single'",
            };
            return Err(raise(&VALUE_ERROR, message));
        }
    };
    let flags = if dont_inherit { flags } else { flags.merged_with_caller() };
    if only_tree && extension_modules::modules::ast::is_node(source)? {
        return Ok(source.to_ref());
    }
    let source = SourceText::new(source, "compile", "string, bytes or AST")?;
    if only_tree {
        return source.parse(filename.borrow(), &flags.options(mode, optimize));
    }
    let code = source.compile(filename.borrow(), &flags.options(mode, optimize))?;
    Ok(code.object())
}
// ANCHOR_END: compile

// ANCHOR: eval
/// `eval(source, globals=None, locals=None, /)`
pub(super) fn eval(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (source, globals, locals) = (arguments[0], arguments.not_none(1), arguments.not_none(2));
    if locals.is_some_and(|locals| !is_mapping(locals)) {
        return Err(raise(&TYPE_ERROR, "locals must be a mapping"));
    }
    let globals = match globals.map(|globals| globals.downcast::<PyDictObject>().ok_or(globals)) {
        Some(Err(globals)) if is_mapping(globals) => {
            let message = "globals must be a real dict; try eval(expr, {}, mapping)";
            return Err(raise(&TYPE_ERROR, message));
        }
        Some(Err(_)) => return Err(raise(&TYPE_ERROR, "globals must be a dict")),
        Some(Ok(globals)) => Some(globals),
        None => None,
    };
    let no_frame = "eval must be given globals and locals when called without a frame";
    let (globals, locals) = scope(globals, locals, || raise(&TYPE_ERROR, no_frame))?;
    let code = match source.downcast_exact::<PyCodeObject>() {
        Some(code) if code.co_nfreevars.get() > 0 => {
            let message = "code object passed to eval() may not contain free variables";
            return Err(raise(&TYPE_ERROR, message));
        }
        Some(code) => {
            crate::sys::audit::audit("exec", &[code.object()])?;
            code.to_ref()
        }
        None => {
            let source = SourceText::new(source, "eval", "string, bytes or code")?.trimmed()?;
            let options = Flags::default().merged_with_caller().options(Mode::Eval, None);
            compile_string(&source, &options)?
        }
    };
    eval_code_with_closure(code.borrow(), globals.borrow(), locals.borrow(), None)
}

/// `exec(source, globals=None, locals=None, /, *, closure=None)`
pub(super) fn exec(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let (source, globals, locals) = (arguments[0], arguments.not_none(1), arguments.not_none(2));
    let closure = arguments.not_none(3);
    let globals = match globals {
        Some(globals) => Some(globals.downcast::<PyDictObject>().ok_or_else(|| {
            let kind = globals.ob_type().name();
            raise(&TYPE_ERROR, format_args!("exec() globals must be a dict, not {kind}"))
        })?),
        None => None,
    };
    if let Some(locals) = locals.filter(|locals| !is_mapping(*locals)) {
        let kind = locals.ob_type().name();
        let message = format_args!("locals must be a mapping or None, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    }
    let no_frame = "globals and locals cannot be NULL";
    let (globals, locals) = scope(globals, locals, || raise(&SYSTEM_ERROR, no_frame))?;
    let (globals, locals) = (globals.borrow(), locals.borrow());
    match source.downcast_exact::<PyCodeObject>() {
        Some(code) => {
            let closure = fitting_closure(code, closure)?;
            crate::sys::audit::audit("exec", &[code.object()])?;
            eval_code_with_closure(code, globals, locals, closure)?;
        }
        None if closure.is_some() => {
            let message = "closure can only be used when source is a code object";
            return Err(raise(&TYPE_ERROR, message));
        }
        None => {
            let source = SourceText::new(source, "exec", "string, bytes or code")?;
            let options = Flags::default().merged_with_caller().options(Mode::Exec, None);
            let code = compile_string(&source, &options)?;
            eval_code_with_closure(code.borrow(), globals, locals, None)?;
        }
    }
    Ok(none().to_ref())
}

/// C: `PyRun_StringFlags`, up to the running.
fn compile_string(source: &SourceText, options: &Options) -> Result<Ref<PyCodeObject>> {
    let code = source.compile(str::interned("<string>")?.borrow(), options)?;
    crate::sys::audit::audit("exec", &[code.borrow().object()])?;
    Ok(code)
}

/// C: `PyMapping_Check`.
fn is_mapping(object: Obj<'_>) -> bool {
    object.ob_type().mapping(|suite| suite.mp_subscript).is_some()
}

/// Where code runs: what was given, else the caller's; the globals know the built-in names.
fn scope(
    globals: Option<Obj<'_, PyDictObject>>,
    locals: Option<Obj<'_>>,
    no_frame: impl Fn() -> object_model::Raised,
) -> Result<(Ref<PyDictObject>, Ref)> {
    let (globals, locals) = match (globals, locals) {
        (Some(globals), Some(locals)) => (globals.to_ref(), locals.to_ref()),
        (Some(globals), None) => (globals.to_ref(), globals.object().to_ref()),
        (None, locals) => {
            let state = eval_state();
            let globals = state.globals().ok_or_else(&no_frame)?;
            let locals = match locals {
                Some(locals) => locals.to_ref(),
                None => state.locals()?.ok_or_else(&no_frame)?,
            };
            (globals, locals)
        }
    };
    let name = name!("__builtins__");
    if globals.borrow().get_str(name)?.is_none() {
        globals.borrow().set_item(name.object(), eval_state().builtins()?.borrow())?;
    }
    Ok((globals, locals))
}

/// A closure with a cell for each free variable of the code.
fn fitting_closure<'a>(
    code: Obj<'_, PyCodeObject>,
    closure: Option<Obj<'a>>,
) -> Result<Option<Obj<'a, PyTupleObject>>> {
    let count = code.co_nfreevars.get();
    match (count, closure) {
        (0, None) => return Ok(None),
        (0, Some(_)) => {
            return Err(raise(&TYPE_ERROR, "cannot use a closure with this code object"));
        }
        _ => {}
    }
    let closure = closure.and_then(|closure| closure.downcast_exact::<PyTupleObject>());
    let fits = |closure: &Obj<'_, PyTupleObject>| {
        let items = closure.items();
        let are_cells = items.iter().all(|item| item.downcast_exact::<PyCellObject>().is_some());
        items.len() == count as usize && are_cells
    };
    closure.filter(fits).map(Some).ok_or_else(|| {
        let message = format_args!("code object requires a closure of exactly length {count}");
        raise(&TYPE_ERROR, message)
    })
}
// ANCHOR_END: eval
