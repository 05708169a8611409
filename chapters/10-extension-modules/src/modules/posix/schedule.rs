//! How the system divides its time: priorities, policies, processors.
//!
//! CPython: `os_sched_setaffinity`, `convert_sched_param`, `os_getpriority_impl` and others in
//! `Modules/posixmodule.c`.

use object_model::signature::Signature;
use object_model::types::struct_sequence::{self, Row};

use super::{none_row, one_row, row};
use crate::convert::to_c_int;
use crate::prelude::*;
use crate::system::{Errno, check};

// ANCHOR: param
/// `posix.sched_param`.
pub(super) static SCHED_PARAM: StaticType = struct_sequence::new(&Row {
    name: c"posix.sched_param",
    doc: "What a policy of scheduling asks for.",
    fields: &[(c"sched_priority", c"the priority")],
    visible: 1,
    is_callable: true,
});

/// `sched_param` is made of the priority itself, not of a sequence.
pub(super) fn take_over_new() {
    SCHED_PARAM.tp_new.set(Some(sched_param_new));
}

/// C: `os_sched_param_impl`.
extern "C" fn sched_param_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(sched_priority)");
    SIGNATURE.bind("sched_param", Given::of_tuple(args, keywords), |given| {
        let priority = [given[0].to_ref()];
        Ok(struct_sequence::make(&SCHED_PARAM, priority.into_iter())?.object())
    })
}

/// C: `convert_sched_param`.
pub(super) fn sched_param(given: Obj<'_>) -> Result<libc::sched_param> {
    if !given.is_exactly(&SCHED_PARAM) {
        return Err(raise(&TYPE_ERROR, "must have a sched_param object"));
    }
    let priority = given.get_attribute(name!("sched_priority"))?;
    let priority = priority.borrow().index()?;
    let priority = priority.borrow().to_i64().and_then(|priority| i32::try_from(priority).ok());
    match priority {
        Some(sched_priority) => Ok(libc::sched_param { sched_priority }),
        None => Err(raise(&OVERFLOW_ERROR, "sched_priority out of range")),
    }
}
// ANCHOR_END: param

fn done(outcome: i32) -> Result {
    check(outcome).map_err(Errno::raise)?;
    nothing()
}

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    one_row(
        c"nice",
        "($module, increment, /)",
        |_, increment| {
            let increment = to_c_int(increment)?;
            // SAFETY: calls with numbers. −1 may be the answer.
            unsafe {
                *libc::__errno_location() = 0;
                let value = libc::nice(increment);
                match (value, Errno::last()) {
                    (-1, error) if error != Errno(0) => Err(error.raise()),
                    (value, _) => integer(value.into()),
                }
            }
        },
        "Makes the process wait more.",
    ),
    row(
        c"getpriority",
        "($module, /, which, who)",
        |_, given| {
            let (which, who) = (to_c_int(given[0])?, to_c_int(given[1])?);
            // SAFETY: calls with numbers. −1 may be the answer.
            unsafe {
                *libc::__errno_location() = 0;
                let value = libc::getpriority(which as _, who as libc::id_t);
                match Errno::last() {
                    Errno(0) => integer(value.into()),
                    error => Err(error.raise()),
                }
            }
        },
        "How much others go before.",
    ),
    row(
        c"setpriority",
        "($module, /, which, who, priority)",
        |_, given| {
            let (which, who) = (to_c_int(given[0])?, to_c_int(given[1])?);
            let priority = to_c_int(given[2])?;
            // SAFETY: a call with numbers.
            done(unsafe { libc::setpriority(which as _, who as libc::id_t, priority) })
        },
        "Says how much others go before.",
    ),
    row(
        c"sched_get_priority_max",
        "($module, /, policy)",
        |_, given| {
            let policy = to_c_int(given[0])?;
            // SAFETY: a call with a number.
            let most = check(unsafe { libc::sched_get_priority_max(policy) });
            integer(most.map_err(Errno::raise)?.into())
        },
        "The highest priority of a policy.",
    ),
    row(
        c"sched_get_priority_min",
        "($module, /, policy)",
        |_, given| {
            let policy = to_c_int(given[0])?;
            // SAFETY: a call with a number.
            let least = check(unsafe { libc::sched_get_priority_min(policy) });
            integer(least.map_err(Errno::raise)?.into())
        },
        "The lowest priority of a policy.",
    ),
    one_row(
        c"sched_getscheduler",
        "($module, pid, /)",
        |_, given| {
            let process = to_c_int(given)?;
            // SAFETY: a call with a number.
            let policy = check(unsafe { libc::sched_getscheduler(process) });
            integer(policy.map_err(Errno::raise)?.into())
        },
        "The policy of a process.",
    ),
    row(
        c"sched_setscheduler",
        "($module, pid, policy, param, /)",
        |_, given| {
            let (process, policy) = (to_c_int(given[0])?, to_c_int(given[1])?);
            let param = sched_param(given[2])?;
            // SAFETY: the struct is there to be read.
            done(unsafe { libc::sched_setscheduler(process, policy, &param) })
        },
        "Sets the policy of a process.",
    ),
    one_row(
        c"sched_getparam",
        "($module, pid, /)",
        |_, given| {
            let process = to_c_int(given)?;
            let mut param = libc::sched_param { sched_priority: 0 };
            // SAFETY: room for the answer.
            check(unsafe { libc::sched_getparam(process, &mut param) }).map_err(Errno::raise)?;
            let priority = [integer(param.sched_priority.into())?];
            Ok(struct_sequence::make(&SCHED_PARAM, priority.into_iter())?.object())
        },
        "What a process asks for.",
    ),
    row(
        c"sched_setparam",
        "($module, pid, param, /)",
        |_, given| {
            let (process, param) = (to_c_int(given[0])?, sched_param(given[1])?);
            // SAFETY: the struct is there to be read.
            done(unsafe { libc::sched_setparam(process, &param) })
        },
        "Says what a process asks for.",
    ),
    one_row(
        c"sched_rr_get_interval",
        "($module, pid, /)",
        |_, given| {
            let process = to_c_int(given)?;
            let mut interval = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            // SAFETY: room for the answer.
            check(unsafe { libc::sched_rr_get_interval(process, &mut interval) })
                .map_err(Errno::raise)?;
            let seconds = interval.tv_sec as f64 + 1e-9 * interval.tv_nsec as f64;
            Ok(object_model::types::float::new(seconds)?.object())
        },
        "How long a turn is.",
    ),
    none_row(
        c"sched_yield",
        |_| {
            // SAFETY: a call without arguments.
            done(crate::allow_threads(|| unsafe { libc::sched_yield() }))
        },
        "Lets others go first.",
    ),
    row(
        c"sched_setaffinity",
        "($module, pid, mask, /)",
        set_affinity,
        "Says which processors a process may use.",
    ),
    one_row(
        c"sched_getaffinity",
        "($module, pid, /)",
        get_affinity,
        "Which processors a process may use.",
    ),
];
// ANCHOR_END: table

// ANCHOR: affinity
fn set_affinity(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let process = to_c_int(given[0])?;
    let items = given[1].iter()?;
    let mut words = vec![0_u64; 16];
    while let Some(item) = items.borrow().next()? {
        if item.borrow().downcast::<PyLongObject>().is_none() {
            let name = type_name(item.borrow());
            let message = format_args!("expected an iterator of ints, but iterator yielded {name}");
            return Err(raise(&TYPE_ERROR, message));
        }
        let number = crate::convert::to_long_long(item.borrow())?;
        let Ok(number) = usize::try_from(number) else {
            return Err(raise(&VALUE_ERROR, "negative CPU number"));
        };
        if number > i32::MAX as usize - 1 {
            return Err(raise(&OVERFLOW_ERROR, "CPU number too large"));
        }
        if number / 64 >= words.len() {
            words.resize(number / 64 + 1, 0);
        }
        words[number / 64] |= 1 << (number % 64);
    }
    // SAFETY: so many bytes of a set of processors.
    done(unsafe { libc::sched_setaffinity(process, words.len() * 8, words.as_ptr().cast()) })
}

fn get_affinity(_: Module<'_>, given: Obj<'_>) -> Result {
    let process = to_c_int(given)?;
    let mut words = vec![0_u64; 16];
    loop {
        // SAFETY: room for so many bytes of a set of processors.
        let outcome = check(unsafe {
            libc::sched_getaffinity(process, words.len() * 8, words.as_mut_ptr().cast())
        });
        match outcome {
            Ok(_) => break,
            Err(Errno(libc::EINVAL)) if words.len() < 1 << 20 => {
                words = vec![0; words.len() * 2];
            }
            Err(error) => return Err(error.raise()),
        }
    }
    let numbers = list::new()?;
    for (index, word) in words.iter().enumerate() {
        for bit in (0..64).filter(|bit| word >> bit & 1 != 0) {
            numbers.borrow().push(integer((index * 64 + bit) as i64)?)?;
        }
    }
    object_model::types::set::SET.as_type().object().call_one(numbers.borrow().object())
}
// ANCHOR_END: affinity
