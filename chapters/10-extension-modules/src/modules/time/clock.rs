//! Reading and setting clocks, and waiting.
//!
//! CPython: `time_clock_gettime` and its like, `pysleep` in `Modules/timemodule.c`,
//! `Python/pytime.c`.

use crate::allow_threads;
use crate::check_signals;
use crate::convert::type_of;
use crate::prelude::*;
use crate::system::{Errno, check};
use crate::time_value::{Round, from_seconds};
use object_model::types::float;

const SECOND: i64 = 1_000_000_000;

// ANCHOR: read
/// What a clock shows, in nanoseconds.
pub(super) fn read(clock: libc::clockid_t) -> Result<i64> {
    let time = show(clock)?;
    time.tv_sec
        .checked_mul(SECOND)
        .and_then(|time_| time_.checked_add(time.tv_nsec))
        .ok_or_else(|| raise(&OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t"))
}

fn show(clock: libc::clockid_t) -> Result<libc::timespec> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is there to be filled in.
    check(unsafe { libc::clock_gettime(clock, &mut time) }).map_err(Errno::raise)?;
    Ok(time)
}

/// C: `_PyTime_AsSecondsDouble`.
pub(super) fn in_seconds(nanoseconds: i64) -> Result {
    let seconds = match nanoseconds % SECOND {
        0 => (nanoseconds / SECOND) as f64,
        _ => nanoseconds as f64 / 1e9,
    };
    Ok(float::new(seconds)?.object())
}

pub(super) fn clock_gettime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let time = show(c_int(arguments[0])?)?;
    Ok(float::new(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)?.object())
}

pub(super) fn clock_gettime_ns(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    integer(read(c_int(arguments[0])?)?)
}

pub(super) fn clock_getres(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    Ok(float::new(resolution(c_int(arguments[0])?)?)?.object())
}

fn resolution(clock: libc::clockid_t) -> Result<f64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is there to be filled in.
    check(unsafe { libc::clock_getres(clock, &mut time) }).map_err(Errno::raise)?;
    Ok(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

pub(super) fn pthread_getcpuclockid(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let thread = arguments[0].index()?;
    let thread = int::machine::to_u64_mask(thread.borrow().number());
    // The C library looks into the thread that the number leads to. Only one that is there may
    // be named, and of those we know the running one.
    // SAFETY: a call without arguments.
    if thread != unsafe { libc::pthread_self() } as u64 {
        return Err(Errno(libc::ESRCH).raise());
    }
    let mut clock = 0;
    // SAFETY: the running thread is there.
    match unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &mut clock) } {
        0 => integer(clock.into()),
        error => Err(Errno(error).raise()),
    }
}
// ANCHOR_END: read

// ANCHOR: convert
#[cold]
fn too_large() -> Raised {
    raise(&OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t")
}

/// C: `_PyTime_FromNanosecondsObject`.
fn from_nanoseconds(given: Obj<'_>) -> Result<i64> {
    let Some(number) = given.downcast::<PyLongObject>() else {
        let name = type_of(given);
        return Err(raise(&TYPE_ERROR, format_args!("expect int, got {name}")));
    };
    number.to_i64().ok_or_else(too_large)
}

fn to_timespec(nanoseconds: i64) -> libc::timespec {
    libc::timespec {
        tv_sec: nanoseconds.div_euclid(SECOND),
        tv_nsec: nanoseconds.rem_euclid(SECOND),
    }
}
// ANCHOR_END: convert

// ANCHOR: set
fn set(clock: i32, nanoseconds: i64) -> Result {
    let time = to_timespec(nanoseconds);
    // SAFETY: the struct is there to be read.
    check(unsafe { libc::clock_settime(clock, &time) }).map_err(Errno::raise)?;
    nothing()
}

pub(super) fn clock_settime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    set(c_int(arguments[0])?, from_seconds(arguments[1], Round::Floor)?)
}

pub(super) fn clock_settime_ns(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    set(c_int(arguments[0])?, from_nanoseconds(arguments[1])?)
}

/// Waits until a moment, so that a wait that a signal interrupts ends when it would have ended.
pub(super) fn sleep(_: Module<'_>, given: Obj<'_>) -> Result {
    let nanoseconds = from_seconds(given, Round::Up)?;
    if nanoseconds < 0 {
        return Err(raise(&VALUE_ERROR, "sleep length must be non-negative"));
    }
    let until = to_timespec(read(libc::CLOCK_MONOTONIC)?.saturating_add(nanoseconds));
    loop {
        // SAFETY: the struct is there to be read; what remains isn't asked for.
        let error = allow_threads(|| unsafe {
            libc::clock_nanosleep(
                libc::CLOCK_MONOTONIC,
                libc::TIMER_ABSTIME,
                &until,
                std::ptr::null_mut(),
            )
        });
        match error {
            0 => return nothing(),
            libc::EINTR => check_signals()?,
            error => return Err(Errno(error).raise()),
        }
    }
}
// ANCHOR_END: set
