//! From seconds to dates and back.
//!
//! CPython: `tmtotuple`, `gettmarg`, `checktm`, `time_mktime`, `init_timezone` in
//! `Modules/timemodule.c`, `_PyTime_ObjectToTime_t` in `Python/pytime.c`.

use std::ffi::CStr;

use object_model::types::float::PyFloatObject;
use object_model::types::struct_sequence;

use super::STRUCT_TIME;
use crate::prelude::*;
use crate::system::Errno;

// ANCHOR: seconds
unsafe extern "C" {
    // Reads the zone again. (The `libc` crate leaves it out.)
    safe fn tzset();
}

/// Seconds since 1970; now, where nothing is given. C: `parse_time_t_args`.
pub(super) fn moment(given: Option<Obj<'_>>) -> Result<i64> {
    let Some(given) = given else {
        return Ok(super::clock::read(libc::CLOCK_REALTIME)?.div_euclid(1_000_000_000));
    };
    let out_of_range = || raise(&OVERFLOW_ERROR, "timestamp out of range for platform time_t");
    if let Some(seconds) = given.downcast::<PyFloatObject>() {
        let seconds = seconds.value();
        if seconds.is_nan() {
            return Err(raise(&VALUE_ERROR, "Invalid value NaN (not a number)"));
        }
        let seconds = seconds.floor();
        let limit = -(i64::MIN as f64);
        return match -limit <= seconds && seconds < limit {
            true => Ok(seconds as i64),
            false => Err(out_of_range()),
        };
    }
    given.index()?.borrow().to_i64().ok_or_else(out_of_range)
}

/// A date of no zone, without any field set.
fn empty() -> libc::tm {
    // SAFETY: zeros are a `tm`.
    unsafe { std::mem::zeroed() }
}

pub(super) fn local(moment: i64) -> Result<libc::tm> {
    tzset();
    let mut date = empty();
    // SAFETY: both are there.
    match unsafe { libc::localtime_r(&moment, &mut date) }.is_null() {
        true => Err(Errno::last().raise()),
        false => Ok(date),
    }
}

fn universal(moment: i64) -> Result<libc::tm> {
    let mut date = empty();
    // SAFETY: both are there.
    match unsafe { libc::gmtime_r(&moment, &mut date) }.is_null() {
        true => Err(Errno::last().raise()),
        false => Ok(date),
    }
}

pub(super) fn gmtime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    to_sequence(&universal(moment(arguments.not_none(0))?)?)
}

pub(super) fn localtime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    to_sequence(&local(moment(arguments.not_none(0))?)?)
}

/// C: `tmtotuple`.
fn to_sequence(date: &libc::tm) -> Result {
    let numbers = [
        i64::from(date.tm_year) + 1900,
        i64::from(date.tm_mon) + 1,
        date.tm_mday.into(),
        date.tm_hour.into(),
        date.tm_min.into(),
        date.tm_sec.into(),
        (i64::from(date.tm_wday) + 6) % 7,
        i64::from(date.tm_yday) + 1,
        date.tm_isdst.into(),
    ];
    let mut values = numbers.into_iter().map(integer).collect::<Result<Vec<Ref>>>()?;
    values.push(text(&zone_name(date))?);
    values.push(integer(date.tm_gmtoff)?);
    Ok(struct_sequence::make(&STRUCT_TIME, values.into_iter())?.object())
}

fn zone_name(date: &libc::tm) -> String {
    if date.tm_zone.is_null() {
        return String::new();
    }
    // SAFETY: the C library keeps the names of zones.
    unsafe { CStr::from_ptr(date.tm_zone) }.to_string_lossy().into_owned()
}
// ANCHOR_END: seconds

// ANCHOR: date
/// A date as a program gives it, and the name of its zone, which it points to.
pub(super) struct Date {
    pub(super) tm: libc::tm,
    zone: Option<std::ffi::CString>,
}

impl Date {
    /// As a function of C wants it.
    pub(super) fn with<R>(&mut self, body: impl FnOnce(&mut libc::tm) -> R) -> R {
        if let Some(zone) = &self.zone {
            self.tm.tm_zone = zone.as_ptr();
        }
        body(&mut self.tm)
    }

    pub(super) fn now() -> Result<Date> {
        Ok(Date { tm: local(moment(None)?)?, zone: None })
    }

    /// Nine numbers of a tuple, and the zone of a `struct_time`. C: `gettmarg`.
    pub(super) fn of(given: Obj<'_>, function: &str) -> Result<Date> {
        let Some(items) = given.downcast::<PyTupleObject>() else {
            return Err(raise(&TYPE_ERROR, "Tuple or struct_time argument required"));
        };
        if items.len() != 9 {
            let message = format_args!("{function}(): illegal time tuple argument");
            return Err(raise(&TYPE_ERROR, message));
        }
        let mut numbers = [0_i32; 9];
        for (number, item) in numbers.iter_mut().zip(items.items()) {
            *number = c_int(*item)?;
        }
        let [year, month, day, hour, minute, second, weekday, yearday, isdst] = numbers;
        let Some(year) = year.checked_sub(1900) else {
            return Err(raise(&OVERFLOW_ERROR, "year out of range"));
        };
        let mut tm = empty();
        tm.tm_year = year;
        tm.tm_mon = month.wrapping_sub(1);
        tm.tm_mday = day;
        tm.tm_hour = hour;
        tm.tm_min = minute;
        tm.tm_sec = second;
        tm.tm_wday = weekday.wrapping_add(1) % 7;
        tm.tm_yday = yearday.wrapping_sub(1);
        tm.tm_isdst = isdst;
        let mut zone = None;
        if given.is_exactly(&STRUCT_TIME) {
            let name = given.get_attribute(name!("tm_zone"))?;
            if let Some(name) = name.borrow().downcast::<PyASCIIObject>() {
                zone = std::ffi::CString::new(name.to_text().into_owned()).ok();
            }
            let offset = given.get_attribute(name!("tm_gmtoff"))?;
            if !offset.borrow().is_none() {
                tm.tm_gmtoff = crate::convert::to_long_long(offset.borrow())?;
            }
        }
        Ok(Date { tm, zone })
    }

    /// What the functions that write dates would look up out of bounds. A zero where 1 is the
    /// least is taken for 1. C: `checktm`.
    pub(super) fn check(mut self) -> Result<Date> {
        let tm = &mut self.tm;
        if tm.tm_mon == -1 {
            tm.tm_mon = 0;
        }
        if tm.tm_mday == 0 {
            tm.tm_mday = 1;
        }
        if tm.tm_yday == -1 {
            tm.tm_yday = 0;
        }
        let checks = [
            ((0..=11).contains(&tm.tm_mon), "month out of range"),
            ((1..=31).contains(&tm.tm_mday), "day of month out of range"),
            ((0..=23).contains(&tm.tm_hour), "hour out of range"),
            ((0..=59).contains(&tm.tm_min), "minute out of range"),
            ((0..=61).contains(&tm.tm_sec), "seconds out of range"),
            (tm.tm_wday >= 0, "day of week out of range"),
            ((0..=365).contains(&tm.tm_yday), "day of year out of range"),
        ];
        match checks.into_iter().find(|(is_right, _)| !is_right) {
            Some((_, message)) => Err(raise(&VALUE_ERROR, message)),
            None => Ok(self),
        }
    }
}

pub(super) fn mktime(_: Module<'_>, given: Obj<'_>) -> Result {
    let mut date = Date::of(given, "mktime")?;
    date.tm.tm_wday = -1;
    tzset();
    // SAFETY: the struct is there. An error leaves the day of the week as it is.
    let (seconds, weekday) = date.with(|tm| (unsafe { libc::mktime(tm) }, tm.tm_wday));
    if seconds == -1 && weekday == -1 {
        return Err(raise(&OVERFLOW_ERROR, "mktime argument out of range"));
    }
    Ok(object_model::types::float::new(seconds as f64)?.object())
}
// ANCHOR_END: date

// ANCHOR: zone
pub(super) fn tzset_function(module: Module<'_>) -> Result {
    tzset();
    set_zone(module)?;
    nothing()
}

/// What the zone is in January and in July. C: `init_timezone`.
pub(super) fn set_zone(module: Module<'_>) -> Result<()> {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let start = moment(None)? / YEAR * YEAR;
    let at = |moment: i64| -> Result<(i64, String)> {
        let date = local(moment)?;
        let name: String = zone_name(&date).chars().take(9).collect();
        Ok((-date.tm_gmtoff, name))
    };
    let (january, july) = (at(start)?, at(start + YEAR / 2)?);
    if [january.0, july.0].iter().any(|zone| zone.abs() > 48 * 3600) {
        return Err(raise(&RUNTIME_ERROR, "invalid GMT offset"));
    }
    // In the south summer is in January.
    let (winter, summer) = if january.0 < july.0 { (july, january) } else { (january, july) };
    module.add("timezone", integer(winter.0)?)?;
    module.add("altzone", integer(summer.0)?)?;
    module.add("daylight", integer((winter.0 != summer.0).into())?)?;
    module.add("tzname", pack([text(&winter.1)?, text(&summer.1)?])?)
}
// ANCHOR_END: zone
