//! `atexit`: what is called when the program ends.
//!
//! CPython: `Modules/atexitmodule.c`.

use std::cell::RefCell;

use crate::prelude::*;

// ANCHOR: atexit
/// `atexit`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "atexit",
    doc: "Functions that are called when the program ends, the last one first.",
    functions: &[
        Method::new(
            c"register",
            "($module, *args, **kwargs)",
            register,
            "Calls the function with these arguments when the program ends. Returns it.",
        )
        .unsigned(),
        Method::none(
            c"_clear",
            "($module, /)",
            |_| {
                let old = CALLBACKS.take();
                drop(old);
                nothing()
            },
            "Forgets all functions.",
        )
        .unsigned(),
        Method::one(
            c"unregister",
            "($module, func, /)",
            unregister,
            "Forgets a function, as often as it is registered.",
        )
        .unsigned(),
        Method::none(
            c"_run_exitfuncs",
            "($module, /)",
            |_| {
                run();
                nothing()
            },
            "Calls all functions now.",
        )
        .unsigned(),
        Method::none(
            c"_ncallbacks",
            "($module, /)",
            |_| size(CALLBACKS.borrow().len()),
            "How many functions there are.",
        )
        .unsigned(),
    ],
    ..ModuleDefinition::NONE
};

/// A function and what it is called with.
#[derive(Clone)]
struct Callback {
    function: Ref,
    arguments: Ref<PyTupleObject>,
    keywords: Option<Ref<PyDictObject>>,
}

/// One that was unregistered leaves its place behind, as in C.
static CALLBACKS: Global<RefCell<Vec<Option<Callback>>>> = Global::new(RefCell::new(Vec::new()));

fn register(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let [function, rest @ ..] = arguments.rest() else {
        return Err(raise(&TYPE_ERROR, "register() takes at least 1 argument (0 given)"));
    };
    if !function.is_callable() {
        return Err(raise(&TYPE_ERROR, "the first argument must be callable"));
    }
    let callback = Callback {
        function: function.to_ref(),
        arguments: tuple::of(rest)?,
        keywords: arguments.keyword_dict()?,
    };
    CALLBACKS.borrow_mut().push(Some(callback));
    Ok(function.to_ref())
}

fn unregister(_: Module<'_>, function: Obj<'_>) -> Result {
    let mut index = 0;
    while index < CALLBACKS.borrow().len() {
        let callback = CALLBACKS.borrow()[index].clone();
        if let Some(callback) = callback
            && callback.function.borrow().compare_bool(function, Comparison::Equal)?
        {
            let removed = CALLBACKS.borrow_mut().get_mut(index).and_then(Option::take);
            drop(removed);
        }
        index += 1;
    }
    nothing()
}

/// Calls all functions, the last first, and forgets them. What they raise is unraisable.
/// C: `_PyAtExit_Call`.
pub fn run() {
    let mut index = CALLBACKS.borrow().len();
    while index > 0 {
        index -= 1;
        let callback = CALLBACKS.borrow().get(index).cloned().flatten();
        let Some(Callback { function, arguments, keywords }) = callback else {
            continue;
        };
        let keywords = keywords.as_ref().map(|keywords| keywords.borrow());
        if function.borrow().call_tuple(arguments.borrow(), keywords).is_err() {
            errors::write_unraisable("in atexit callback", Some(function.borrow()));
        }
    }
    let old = CALLBACKS.take();
    drop(old);
}
// ANCHOR_END: atexit
