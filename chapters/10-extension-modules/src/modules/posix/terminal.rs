//! Terminals.
//!
//! CPython: `os_get_terminal_size_impl`, `os_openpty_impl`, `os_ttyname_impl`, `os_ctermid_impl`
//! and others in `Modules/posixmodule.c`.

use std::ffi::CStr;

use object_model::types::struct_sequence::{self, Row};

use super::{none_row, one_row, row};
use crate::convert::{decode_file_name, int_or, to_c_int};
use crate::prelude::*;
use crate::system::{self, Errno, check};

/// `os.terminal_size`.
pub(super) static TERMINAL_SIZE: StaticType = struct_sequence::new(&Row {
    name: c"os.terminal_size",
    doc: "How large a terminal is.",
    fields: &[(c"columns", c"how many columns"), (c"lines", c"how many lines")],
    visible: 2,
    is_callable: true,
});

// ANCHOR: table
pub(super) static FUNCTIONS: &[Method<PyModuleObject>] = &[
    row(
        c"get_terminal_size",
        "($module, fd=<unrepresentable>, /)",
        |_, given| {
            let fd = int_or(given.get(0), 1)?;
            // SAFETY: zeros are such a struct, which the call fills in.
            let size = unsafe {
                let mut size: libc::winsize = std::mem::zeroed();
                check(libc::ioctl(fd, libc::TIOCGWINSZ, &mut size)).map_err(Errno::raise)?;
                size
            };
            let values = [integer(size.ws_col.into())?, integer(size.ws_row.into())?];
            Ok(struct_sequence::make(&TERMINAL_SIZE, values.into_iter())?.object())
        },
        "How large the terminal of a descriptor is.",
    ),
    one_row(
        c"ttyname",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            let mut name = vec![0_u8; 4096];
            // SAFETY: room for so many bytes.
            match unsafe { libc::ttyname_r(fd, name.as_mut_ptr().cast(), name.len()) } {
                0 => {
                    let name = crate::convert::to_c_string(&name);
                    Ok(decode_file_name(name.to_bytes())?.object())
                }
                error => Err(Errno(error).raise()),
            }
        },
        "The name of a terminal.",
    ),
    none_row(
        c"ctermid",
        |_| {
            unsafe extern "C" {
                fn ctermid(room: *mut libc::c_char) -> *mut libc::c_char;
            }
            // L_ctermid is 9.
            let mut name = [0; 16];
            // SAFETY: room enough for the name, which ends in a zero.
            let name = unsafe {
                ctermid(name.as_mut_ptr());
                CStr::from_ptr(name.as_ptr())
            };
            Ok(decode_file_name(name.to_bytes())?.object())
        },
        "The name of the process's terminal.",
    ),
    none_row(
        c"openpty",
        |_| {
            let [mut master, mut slave] = [-1; 2];
            // SAFETY: room for two descriptors; the rest may be missing.
            check(unsafe {
                libc::openpty(
                    &mut master,
                    &mut slave,
                    std::ptr::null_mut(),
                    std::ptr::null_mut(),
                    std::ptr::null_mut(),
                )
            })
            .map_err(Errno::raise)?;
            for fd in [master, slave] {
                system::set_inheritable(fd, false).map_err(Errno::raise)?;
            }
            pack([integer(master.into())?, integer(slave.into())?])
        },
        "A terminal of one's own: its two ends.",
    ),
    one_row(
        c"login_tty",
        "($module, fd, /)",
        |_, fd| {
            let fd = super::path::file_descriptor(fd)?;
            unsafe extern "C" {
                fn login_tty(fd: i32) -> i32;
            }
            // SAFETY: a call with a number.
            check(unsafe { login_tty(fd) }).map_err(Errno::raise)?;
            nothing()
        },
        "Makes a terminal the process's.",
    ),
    one_row(
        c"tcgetpgrp",
        "($module, fd, /)",
        |_, fd| {
            let fd = to_c_int(fd)?;
            // SAFETY: a call with a number.
            integer(check(unsafe { libc::tcgetpgrp(fd) }).map_err(Errno::raise)?.into())
        },
        "Which processes a terminal belongs to.",
    ),
    row(
        c"tcsetpgrp",
        "($module, fd, pgid, /)",
        |_, given| {
            let (fd, group) = (to_c_int(given[0])?, to_c_int(given[1])?);
            // SAFETY: a call with numbers.
            check(unsafe { libc::tcsetpgrp(fd, group) }).map_err(Errno::raise)?;
            nothing()
        },
        "Says which processes a terminal belongs to.",
    ),
];
// ANCHOR_END: table
