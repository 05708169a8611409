//! The functions of `sys` that ask for limits and set them.
//!
//! CPython: `sys_setrecursionlimit_impl`, `sys_setswitchinterval_impl`,
//! `sys_set_int_max_str_digits_impl` in `Python/sysmodule.c`.

use eval_loop::threads;
use object_model::arguments::Arguments;
use object_model::errors::{RECURSION_ERROR, VALUE_ERROR, raise};
use object_model::runtime::runtime;
use object_model::thread_state::thread_state;
use object_model::types::int::DigitLimit;
use object_model::types::module::PyModuleObject;
use object_model::types::{float, none};
use object_model::{Obj, Result};

use crate::arguments::int_argument;

type Module<'a> = Obj<'a, PyModuleObject>;

pub(super) fn setrecursionlimit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let limit = int_argument(arguments[0])?;
    if limit < 1 {
        return Err(raise(&VALUE_ERROR, "recursion limit must be greater or equal than 1"));
    }
    let depth = thread_state().recursion_depth();
    if depth >= limit {
        let message = format_args!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit \
             is too low"
        );
        return Err(raise(&RECURSION_ERROR, message));
    }
    threads::set_recursion_limit(limit);
    Ok(none().to_ref())
}

pub(super) fn set_int_max_str_digits(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let digits = int_argument(arguments[0])?;
    let limit = usize::try_from(digits).ok().and_then(DigitLimit::new);
    let Some(limit) = limit else {
        let least = DigitLimit::THRESHOLD;
        let message = format_args!("maxdigits must be 0 or larger than {least}");
        return Err(raise(&VALUE_ERROR, message));
    };
    runtime().int_max_str_digits.set(limit);
    Ok(none().to_ref())
}

pub(super) fn setswitchinterval(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let seconds = arguments[0].to_f64()?;
    match threads::interpreter().gil().set_switch_interval_seconds(seconds) {
        Ok(()) => Ok(none().to_ref()),
        Err(_) => Err(raise(&VALUE_ERROR, "switch interval must be strictly positive")),
    }
}

pub(super) fn getswitchinterval(_: Module<'_>) -> Result {
    Ok(float::new(threads::interpreter().gil().switch_interval_seconds())?.object())
}
