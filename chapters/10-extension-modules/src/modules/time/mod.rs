//! `time`: clocks, calendar time, and waiting.
//!
//! CPython: `Modules/timemodule.c`.
//!
//! [`clock`] reads the clocks and waits, [`calendar`] goes from seconds to years and days and
//! back, [`format`] writes them.

mod calendar;
mod clock;
mod format;

use object_model::types::struct_sequence::{self, Row};

use crate::prelude::*;

// ANCHOR: module
/// `time`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "time",
    doc: "Clocks, calendar time, and waiting.",
    functions: &[
        now(c"time", |_| seconds(libc::CLOCK_REALTIME), "Seconds since 1970."),
        now(c"time_ns", |_| nanoseconds(libc::CLOCK_REALTIME), "Nanoseconds since 1970."),
        given(
            c"clock_gettime",
            "($module, clk_id, /)",
            clock::clock_gettime,
            "What a clock shows, in seconds.",
        ),
        given(
            c"clock_gettime_ns",
            "($module, clk_id, /)",
            clock::clock_gettime_ns,
            "What a clock shows, in nanoseconds.",
        ),
        given(
            c"clock_settime",
            "($module, clk_id, time, /)",
            clock::clock_settime,
            "Sets a clock, in seconds.",
        ),
        given(
            c"clock_settime_ns",
            "($module, clk_id, time, /)",
            clock::clock_settime_ns,
            "Sets a clock, in nanoseconds.",
        ),
        given(
            c"clock_getres",
            "($module, clk_id, /)",
            clock::clock_getres,
            "The step of a clock, in seconds.",
        ),
        given(
            c"pthread_getcpuclockid",
            "($module, thread_id, /)",
            clock::pthread_getcpuclockid,
            "The clock of what a thread has run.",
        ),
        Method::one(c"sleep", "($module, seconds, /)", clock::sleep, "Waits.").unsigned(),
        given(
            c"gmtime",
            "($module, seconds=None, /)",
            calendar::gmtime,
            "Seconds since 1970 as a date and a time of UTC.",
        ),
        given(
            c"localtime",
            "($module, seconds=None, /)",
            calendar::localtime,
            "Seconds since 1970 as a local date and time.",
        ),
        Method::new(c"asctime", "($module, tuple=None, /)", format::asctime, "A date as text.")
            .unsigned(),
        given(c"ctime", "($module, seconds=None, /)", format::ctime, "Seconds as text."),
        Method::one(c"mktime", "($module, tuple, /)", calendar::mktime, "Seconds of a local date.")
            .unsigned(),
        given(
            c"strftime",
            "($module, format, tuple=None, /)",
            format::strftime,
            "A date as a format says.",
        ),
        Method::new(
            c"strptime",
            "($module, *args)",
            format::strptime,
            "A date that a text holds, as a format says.",
        )
        .unsigned(),
        now(c"tzset", calendar::tzset_function, "Reads the time zone again, from TZ."),
        now(c"monotonic", |_| seconds(libc::CLOCK_MONOTONIC), "A clock that never goes back."),
        now(c"monotonic_ns", |_| nanoseconds(libc::CLOCK_MONOTONIC), "As monotonic."),
        now(
            c"process_time",
            |_| seconds(libc::CLOCK_PROCESS_CPUTIME_ID),
            "How long the process has run.",
        ),
        now(
            c"process_time_ns",
            |_| nanoseconds(libc::CLOCK_PROCESS_CPUTIME_ID),
            "As process_time.",
        ),
        now(
            c"thread_time",
            |_| seconds(libc::CLOCK_THREAD_CPUTIME_ID),
            "How long the thread has run.",
        ),
        now(c"thread_time_ns", |_| nanoseconds(libc::CLOCK_THREAD_CPUTIME_ID), "As thread_time."),
        now(c"perf_counter", |_| seconds(libc::CLOCK_MONOTONIC), "A clock for measurements."),
        now(c"perf_counter_ns", |_| nanoseconds(libc::CLOCK_MONOTONIC), "As perf_counter."),
    ],
    types: &[&STRUCT_TIME],
    constants: &[
        ("CLOCK_REALTIME", Constant::Int(libc::CLOCK_REALTIME as i64)),
        ("CLOCK_MONOTONIC", Constant::Int(libc::CLOCK_MONOTONIC as i64)),
        ("CLOCK_MONOTONIC_RAW", Constant::Int(libc::CLOCK_MONOTONIC_RAW as i64)),
        ("CLOCK_PROCESS_CPUTIME_ID", Constant::Int(libc::CLOCK_PROCESS_CPUTIME_ID as i64)),
        ("CLOCK_THREAD_CPUTIME_ID", Constant::Int(libc::CLOCK_THREAD_CPUTIME_ID as i64)),
        ("CLOCK_BOOTTIME", Constant::Int(libc::CLOCK_BOOTTIME as i64)),
        ("CLOCK_TAI", Constant::Int(libc::CLOCK_TAI as i64)),
        ("_STRUCT_TM_ITEMS", Constant::Int(11)),
    ],
    execute: Some(calendar::set_zone),
};

type Function = fn(Module<'_>, &Arguments<'_>) -> Result;

const fn now(
    name: &'static std::ffi::CStr,
    function: fn(Module<'_>) -> Result,
    doc: &'static str,
) -> Method<PyModuleObject> {
    Method::none(name, "($module, /)", function, doc).unsigned()
}

const fn given(
    name: &'static std::ffi::CStr,
    signature: &'static str,
    function: Function,
    doc: &'static str,
) -> Method<PyModuleObject> {
    Method::new(name, signature, function, doc).unsigned().parsed()
}

fn seconds(clock: libc::clockid_t) -> Result {
    clock::in_seconds(clock::read(clock)?)
}

fn nanoseconds(clock: libc::clockid_t) -> Result {
    integer(clock::read(clock)?)
}
// ANCHOR_END: module

/// `time.struct_time`.
pub static STRUCT_TIME: StaticType = struct_sequence::new(&Row {
    name: c"time.struct_time",
    doc: "A date and a time, as nine numbers; the zone has names only.",
    fields: &[
        (c"tm_year", c"the year, all digits"),
        (c"tm_mon", c"the month, from 1"),
        (c"tm_mday", c"the day of the month, from 1"),
        (c"tm_hour", c"the hour, from 0"),
        (c"tm_min", c"the minute, from 0"),
        (c"tm_sec", c"the second, from 0 to 61"),
        (c"tm_wday", c"the day of the week, from 0 for Monday"),
        (c"tm_yday", c"the day of the year, from 1"),
        (c"tm_isdst", c"1 in summer time, 0 outside, -1 if nobody knows"),
        (c"tm_zone", c"the name of the zone"),
        (c"tm_gmtoff", c"seconds east of UTC"),
    ],
    visible: 9,
    is_callable: true,
});
