//! `resource`: what a process may use, and what it has used.
//!
//! CPython: `Modules/resource.c`.

use object_model::errors::OS_ERROR;
use object_model::types::float;
use object_model::types::struct_sequence::{self, Row};

use crate::convert::to_c_int;
use crate::prelude::*;
use crate::system::{Errno, check};

// ANCHOR: module
/// `resource`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "resource",
    functions: &[
        Method::one(
            c"getrusage",
            "($module, who, /)",
            |_, who| {
                let who = to_c_int(who)?;
                // SAFETY: zeros are such a struct, which the call fills in.
                let (outcome, usage) = unsafe {
                    let mut usage: libc::rusage = std::mem::zeroed();
                    (check(libc::getrusage(who, &mut usage)), usage)
                };
                match outcome {
                    Ok(_) => usage_object(&usage),
                    Err(Errno(libc::EINVAL)) => Err(raise(&VALUE_ERROR, "invalid who parameter")),
                    Err(error) => Err(error.raise()),
                }
            },
            "What was used.",
        ),
        Method::one(
            c"getrlimit",
            "($module, resource, /)",
            |_, resource| {
                let resource = resource_of(resource)?;
                // SAFETY: zeros are such a struct, which the call fills in.
                let limits = unsafe {
                    let mut limits: libc::rlimit = std::mem::zeroed();
                    check(libc::getrlimit(resource, &mut limits)).map_err(Errno::raise)?;
                    limits
                };
                limits_object(&limits)
            },
            "What may be used: the limit, and how far it may be raised.",
        ),
        Method::new(
            c"prlimit",
            "($module, pid, resource, limits=None, /)",
            prlimit,
            "The same of any process; sets it where limits are given.",
        )
        .unsigned()
        .parsed(),
        Method::new(
            c"setrlimit",
            "($module, resource, limits, /)",
            |_, given| {
                let resource = resource_of(given[0])?;
                let limits = limits_of(given[1])?;
                // SAFETY: the struct is there to be read.
                check(unsafe { libc::setrlimit(resource, &limits) }).map_err(refused)?;
                nothing()
            },
            "Sets what may be used.",
        ),
        Method::none(
            c"getpagesize",
            "($module, /)",
            |_| {
                // SAFETY: a call with a number.
                integer(unsafe { libc::sysconf(libc::_SC_PAGESIZE) })
            },
            "How large a page of memory is.",
        ),
    ],
    types: &[&STRUCT_RUSAGE],
    constants: &[
        ("RLIMIT_CPU", Constant::Int(0)),
        ("RLIMIT_FSIZE", Constant::Int(1)),
        ("RLIMIT_DATA", Constant::Int(2)),
        ("RLIMIT_STACK", Constant::Int(3)),
        ("RLIMIT_CORE", Constant::Int(4)),
        ("RLIMIT_NOFILE", Constant::Int(7)),
        ("RLIMIT_OFILE", Constant::Int(7)),
        ("RLIMIT_AS", Constant::Int(9)),
        ("RLIMIT_RSS", Constant::Int(5)),
        ("RLIMIT_NPROC", Constant::Int(6)),
        ("RLIMIT_MEMLOCK", Constant::Int(8)),
        ("RLIMIT_MSGQUEUE", Constant::Int(12)),
        ("RLIMIT_NICE", Constant::Int(13)),
        ("RLIMIT_RTPRIO", Constant::Int(14)),
        ("RLIMIT_RTTIME", Constant::Int(15)),
        ("RLIMIT_SIGPENDING", Constant::Int(11)),
        ("RUSAGE_SELF", Constant::Int(0)),
        ("RUSAGE_CHILDREN", Constant::Int(-1)),
        ("RUSAGE_THREAD", Constant::Int(1)),
        ("RLIM_INFINITY", Constant::Int(-1)),
    ],
    execute: Some(|module| module.add("error", OS_ERROR.as_type().object().to_ref())),
    ..ModuleDefinition::NONE
};

/// `resource.struct_rusage`.
pub static STRUCT_RUSAGE: StaticType = struct_sequence::new(&Row {
    name: c"resource.struct_rusage",
    doc: "What a process has used.",
    fields: &[
        (c"ru_utime", c"seconds in the program"),
        (c"ru_stime", c"seconds in the system"),
        (c"ru_maxrss", c"the most memory"),
        (c"ru_ixrss", c"shared memory"),
        (c"ru_idrss", c"memory of its own"),
        (c"ru_isrss", c"memory for the stack"),
        (c"ru_minflt", c"pages that were in memory"),
        (c"ru_majflt", c"pages that had to be read"),
        (c"ru_nswap", c"how often it was swapped out"),
        (c"ru_inblock", c"blocks read"),
        (c"ru_oublock", c"blocks written"),
        (c"ru_msgsnd", c"messages sent"),
        (c"ru_msgrcv", c"messages received"),
        (c"ru_nsignals", c"signals received"),
        (c"ru_nvcsw", c"how often it has waited"),
        (c"ru_nivcsw", c"how often it was interrupted"),
    ],
    visible: 16,
    is_callable: true,
});
// ANCHOR_END: module

/// C: `getrusage`'s answer as an object.
pub(crate) fn usage_object(usage: &libc::rusage) -> Result {
    let seconds = |time: libc::timeval| {
        Ok::<Ref, Raised>(float::new(time.tv_sec as f64 + time.tv_usec as f64 * 1e-6)?.object())
    };
    let mut values = vec![seconds(usage.ru_utime)?, seconds(usage.ru_stime)?];
    for number in [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ] {
        values.push(integer(number)?);
    }
    Ok(struct_sequence::make(&STRUCT_RUSAGE, values.into_iter())?.object())
}

// ANCHOR: limits
fn resource_of(given: Obj<'_>) -> Result<libc::__rlimit_resource_t> {
    let resource = to_c_int(given)?;
    match (0..16).contains(&resource) {
        true => Ok(resource as libc::__rlimit_resource_t),
        false => Err(raise(&VALUE_ERROR, "invalid resource specified")),
    }
}

/// The greatest is −1, "no limit".
fn limits_object(limits: &libc::rlimit) -> Result {
    pack([integer(limits.rlim_cur as i64)?, integer(limits.rlim_max as i64)?])
}

/// C: `py2rlimit`.
fn limits_of(given: Obj<'_>) -> Result<libc::rlimit> {
    let limits = list::from_iterable(given)?;
    let (Some(soft), Some(hard), 2) =
        (limits.borrow().get_index(0), limits.borrow().get_index(1), limits.borrow().len())
    else {
        return Err(raise(&VALUE_ERROR, "expected a tuple of 2 integers"));
    };
    let number =
        |given: Ref| Ok::<u64, Raised>(crate::convert::to_long_long(given.borrow())? as u64);
    Ok(libc::rlimit { rlim_cur: number(soft)?, rlim_max: number(hard)? })
}

#[cold]
fn refused(error: Errno) -> Raised {
    match error {
        Errno(libc::EINVAL) => raise(&VALUE_ERROR, "current limit exceeds maximum limit"),
        Errno(libc::EPERM) => raise(&VALUE_ERROR, "not allowed to raise maximum limit"),
        error => error.raise(),
    }
}

fn prlimit(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let process = c_int(given[0])?;
    let resource = resource_of(given[1])?;
    let new = given.not_none(2).map(limits_of).transpose()?;
    let place = new.as_ref().map_or(std::ptr::null(), |new| &raw const *new);
    // SAFETY: zeros are such a struct, which the call fills in; the new limits may be missing.
    unsafe {
        let mut old: libc::rlimit = std::mem::zeroed();
        match check(libc::prlimit(process, resource, place, &mut old)) {
            Ok(_) => limits_object(&old),
            Err(Errno(libc::EINVAL)) => {
                Err(raise(&VALUE_ERROR, "current limit exceeds maximum limit"))
            }
            Err(error) => Err(error.raise()),
        }
    }
}
// ANCHOR_END: limits
