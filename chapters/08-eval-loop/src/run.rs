//! Running code from outside of the loop: a module's, a function's.
//!
//! CPython: `Python/ceval.c` (`PyEval_EvalCode`, `_PyEval_Vector`).

use crate::objects::code::CodeMethods;
use crate::objects::function::FunctionMethods;
use compiler::code::{CO_NEWLOCALS, CO_OPTIMIZED};
use object_model::name;
use object_model::runtime::Config;
use object_model::types::dict::PyDictObject;
use object_model::types::tuple::PyTupleObject;
use object_model::{Field, Obj, Ref, Result};

use crate::binding::bind;
use crate::dispatch::eval_frame;
use crate::frame::Frame;
use crate::objects::code::PyCodeObject;
use crate::objects::function::{self, PyFunctionObject};

pub use crate::families::functions::BUILD_CLASS;
pub use crate::families::imports::{ImportFunction, set_importer};

/// Brings the object model and the loop's own types to life. Later calls change nothing.
pub fn initialize(config: Config) {
    object_model::runtime::initialize(config);
    static READY: std::sync::Once = std::sync::Once::new();
    READY.call_once(|| {
        crate::objects::make_ready();
        let runtime = object_model::runtime::runtime();
        runtime.class_dict_hook.set(Some(crate::families::functions::finish_class_dict));
        runtime.super_hook.set(Some(crate::zero_super::class_and_first_argument));
        runtime.signal_hook.set(Some(crate::threads::check_signals));
        crate::threads::breaker();
        runtime.function_type.set(Some(function::FUNCTION.as_type().get()));
        runtime.traceback_type.set(Some(crate::objects::traceback::TRACEBACK.as_type().get()));
    });
}

/// Runs code that takes no arguments: a module's, what `exec` was given. C: `PyEval_EvalCode`.
///
/// # Errors
/// What the code raises.
pub fn eval_code(
    code: Obj<'_, PyCodeObject>,
    globals: Obj<'_, PyDictObject>,
    locals: Obj<'_>,
) -> Result {
    if globals.get_str(name!("__builtins__"))?.is_none()
        && let Some(frame) = crate::thread::eval_state().current_frame.get()
    {
        globals.set_item(name!("__builtins__").object(), frame.builtins())?;
    }
    eval_code_with_closure(code, globals, locals, None)
}

/// The same, with cells for the code's free variables, and the globals as they are.
/// C: `PyEval_EvalCodeEx`.
///
/// # Errors
/// What the code raises.
pub fn eval_code_with_closure(
    code: Obj<'_, PyCodeObject>,
    globals: Obj<'_, PyDictObject>,
    locals: Obj<'_>,
    closure: Option<Obj<'_, PyTupleObject>>,
) -> Result {
    let function = function::new(code, globals)?;
    function.func_closure.set(closure.map(Obj::to_ref));
    let frame = Frame::push(function, Some(locals.to_ref()))?;
    run(frame)
}

/// Calls a function. The arguments are taken from their places, those by keyword last.
/// C: `_PyEval_Vector`.
///
/// # Errors
/// What the call raises.
pub(crate) fn call_function(
    function: Obj<'_, PyFunctionObject>,
    arguments: &[Field],
    names: Option<Obj<'_, PyTupleObject>>,
) -> Result {
    run(frame_for_call(function, arguments, names)?)
}

/// Calls a function whose call is a copy of its arguments, with exactly so many.
///
/// # Errors
/// What the call raises.
pub(crate) fn call_exactly(function: Obj<'_, PyFunctionObject>, arguments: &[Obj<'_>]) -> Result {
    debug_assert_eq!(function.code().co_argcount.get() as usize, arguments.len());
    arguments.iter().for_each(|argument| std::mem::forget(argument.to_ref()));
    // SAFETY: a field that holds a reference is a pointer as a borrowed object is one; the
    // references have just been counted.
    let fields = unsafe { std::slice::from_raw_parts(arguments.as_ptr().cast(), arguments.len()) };
    // SAFETY: the code has so many parameters.
    match unsafe { Frame::push_with(function.to_ref(), fields) } {
        Ok(frame) => run(frame),
        Err(raised) => {
            for argument in arguments {
                // SAFETY: counted above, and not moved.
                drop(unsafe { Ref::from_owned(argument.as_ptr()) });
            }
            Err(raised)
        }
    }
}

/// A frame for a call, with the arguments in their variables. C: `_PyEvalFramePushAndInit`.
///
/// # Errors
/// Arguments that don't fit.
pub(crate) fn frame_for_call(
    function: Obj<'_, PyFunctionObject>,
    arguments: &[Field],
    names: Option<Obj<'_, PyTupleObject>>,
) -> Result<Frame> {
    let code = function.code();
    let locals: Option<Ref> = match code.borrow().has(CO_OPTIMIZED) {
        true => None,
        false if code.borrow().has(CO_NEWLOCALS) => {
            Some(object_model::types::dict::new()?.object())
        }
        false => function.func_globals.get().map(Ref::object),
    };
    let frame = Frame::push(function.to_ref(), locals)?;
    match bind(function, frame, arguments, names) {
        Ok(()) => Ok(frame),
        Err(raised) => {
            frame.clear_and_pop();
            Err(raised)
        }
    }
}

fn run(frame: Frame) -> Result {
    let result = eval_frame(frame, false);
    frame.clear_and_pop();
    result
}
