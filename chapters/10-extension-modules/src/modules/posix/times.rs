//! What the process and its children have used of the processor.
//!
//! CPython: `os_times_impl` in `Modules/posixmodule.c`.

use object_model::types::float;
use object_model::types::struct_sequence::{self, Row};

use super::none_row;
use crate::prelude::*;
use crate::system::Errno;

/// `os.times_result`.
pub(super) static TIMES_RESULT: StaticType = struct_sequence::new(&Row {
    name: c"posix.times_result",
    doc: "Seconds of the process, of its children, and since some moment.",
    fields: &[
        (c"user", c"in the program"),
        (c"system", c"in the system"),
        (c"children_user", c"in the programs of children"),
        (c"children_system", c"in the system for children"),
        (c"elapsed", c"since some moment"),
    ],
    visible: 5,
    is_callable: true,
});

pub(super) static FUNCTIONS: &[Method<PyModuleObject>] =
    &[none_row(c"times", times, "Seconds of the process and of its children.")];

fn times(_: Module<'_>) -> Result {
    // SAFETY: zeros are such a struct, which the call fills in.
    let (elapsed, times, ticks) = unsafe {
        let mut times: libc::tms = std::mem::zeroed();
        (libc::times(&mut times), times, libc::sysconf(libc::_SC_CLK_TCK))
    };
    if elapsed == -1 {
        return Err(Errno::last().raise());
    }
    let all = [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed];
    let values = all.into_iter().map(|time| Ok(float::new(time as f64 / ticks as f64)?.object()));
    let values = values.collect::<Result<Vec<Ref>>>()?;
    Ok(struct_sequence::make(&TIMES_RESULT, values.into_iter())?.object())
}
