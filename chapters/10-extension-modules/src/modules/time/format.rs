//! Dates as text.
//!
//! CPython: `time_strftime`, `time_strptime`, `_asctime` in `Modules/timemodule.c`.

use object_model::runtime::builtin;

use super::calendar::{Date, local, moment};
use crate::convert::{decode_file_name, encode_file_name};
use crate::prelude::*;

// ANCHOR: asctime
fn shown(date: &libc::tm) -> Result {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (day, month) = (DAYS[date.tm_wday as usize % 7], MONTHS[date.tm_mon as usize % 12]);
    text(&format!(
        "{day} {month}{:3} {:02}:{:02}:{:02} {}",
        date.tm_mday,
        date.tm_hour,
        date.tm_min,
        date.tm_sec,
        1900 + i64::from(date.tm_year)
    ))
}

pub(super) fn asctime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let date = match arguments.get(0) {
        None => Date::now()?,
        Some(given) => Date::of(given, "asctime")?.check()?,
    };
    shown(&date.tm)
}

pub(super) fn ctime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    shown(&local(moment(arguments.not_none(0))?)?)
}
// ANCHOR_END: asctime

// ANCHOR: strftime
pub(super) fn strftime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let Some(format) = arguments[0].downcast::<PyASCIIObject>() else {
        let name = type_name(arguments[0]);
        let message = format_args!("strftime() argument 1 must be str, not {name}");
        return Err(raise(&TYPE_ERROR, message));
    };
    let mut date = match arguments.get(1) {
        None => Date::now()?,
        Some(given) => Date::of(given, "strftime")?.check()?,
    };
    date.tm.tm_isdst = date.tm.tm_isdst.clamp(-1, 1);
    let bytes = encode_file_name(format)?;
    if bytes.borrow().bytes().contains(&0) {
        return Err(raise(&VALUE_ERROR, "embedded null character"));
    }
    let format = crate::convert::to_c_string(bytes.borrow().bytes());
    let mut room = 1024;
    loop {
        let mut out = vec![0_u8; room];
        // SAFETY: room for so many bytes, a C string, and a date whose fields are in range.
        let length = date.with(|tm| unsafe {
            libc::strftime(out.as_mut_ptr().cast(), room, format.as_ptr(), tm)
        });
        // Nothing written is nothing to write, or no room for it; enough room says which.
        if length > 0 || room >= 256 * format.as_bytes().len() {
            return Ok(decode_file_name(&out[..length])?.object());
        }
        room *= 2;
    }
}

pub(super) fn strptime(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let module = builtin("__import__")?.borrow().call_one(text("_strptime")?.borrow())?;
    module.borrow().call_method(name!("_strptime_time"), arguments.rest())
}
// ANCHOR_END: strftime
