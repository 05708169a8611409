//! `pwd`: the users that the system knows.
//!
//! CPython: `Modules/pwdmodule.c`.

use std::ffi::CStr;
use std::sync::Mutex;

use object_model::types::struct_sequence::{self, Row};

use crate::allow_threads;
use crate::convert::{bad_argument, decode_file_name, encode_file_name, to_c_string};
use crate::modules::posix::{id, id_object};
use crate::prelude::*;

// ANCHOR: module
/// `pwd`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "pwd",
    doc: "The users that the system knows.",
    functions: &[
        Method::one(c"getpwuid", "($module, uidobj, /)", by_number, "The user of a number."),
        Method::one(c"getpwnam", "($module, name, /)", by_name, "The user of a name."),
        Method::none(c"getpwall", "($module, /)", all, "All users, in any order."),
    ],
    types: &[&STRUCT_PASSWD],
    ..ModuleDefinition::NONE
};

/// `pwd.struct_passwd`.
pub static STRUCT_PASSWD: StaticType = struct_sequence::new(&Row {
    name: c"pwd.struct_passwd",
    doc: "A user.",
    fields: &[
        (c"pw_name", c"the name"),
        (c"pw_passwd", c"the password, or a sign instead of it"),
        (c"pw_uid", c"the number"),
        (c"pw_gid", c"the number of the group"),
        (c"pw_gecos", c"the name in full"),
        (c"pw_dir", c"the home directory"),
        (c"pw_shell", c"the shell"),
    ],
    visible: 7,
    is_callable: true,
});
// ANCHOR_END: module

/// A copy of what the C library has said, which may change its mind.
struct User {
    texts: [Vec<u8>; 5],
    uid: u32,
    gid: u32,
}

impl User {
    /// # Safety
    /// The entry is one of the C library's that is still valid.
    unsafe fn copy(entry: &libc::passwd) -> User {
        let copy = |text: *const libc::c_char| match text.is_null() {
            true => Vec::new(),
            // SAFETY: a C string.
            false => unsafe { CStr::from_ptr(text) }.to_bytes().to_vec(),
        };
        User {
            texts: [
                copy(entry.pw_name),
                copy(entry.pw_passwd),
                copy(entry.pw_gecos),
                copy(entry.pw_dir),
                copy(entry.pw_shell),
            ],
            uid: entry.pw_uid,
            gid: entry.pw_gid,
        }
    }

    fn object(&self) -> Result {
        let text = |index: usize| Ok::<Ref, Raised>(decode_file_name(&self.texts[index])?.object());
        let values = [
            text(0)?,
            text(1)?,
            id_object(self.uid)?,
            id_object(self.gid)?,
            text(2)?,
            text(3)?,
            text(4)?,
        ];
        Ok(struct_sequence::make(&STRUCT_PASSWD, values.into_iter())?.object())
    }
}

// ANCHOR: functions
/// Asks with more and more room for what is found.
fn find(
    call: impl Fn(*mut libc::passwd, *mut libc::c_char, usize, *mut *mut libc::passwd) -> i32
    + Send
    + Sync,
) -> Option<User> {
    allow_threads(|| {
        let mut room = 1024;
        loop {
            let mut buffer = vec![0; room];
            // SAFETY: zeros are such a struct; room for so many bytes.
            unsafe {
                let mut entry: libc::passwd = std::mem::zeroed();
                let mut found = std::ptr::null_mut();
                let error = call(&mut entry, buffer.as_mut_ptr(), room, &mut found);
                if error == libc::ERANGE && room < 1 << 24 {
                    room *= 2;
                    continue;
                }
                return found.as_ref().map(|found| User::copy(found));
            }
        }
    })
}

fn by_number(_: Module<'_>, given: Obj<'_>) -> Result {
    let unknown = || -> Raised {
        match given.str() {
            Ok(number) => {
                raise(&errors::KEY_ERROR, format_args!("getpwuid(): uid not found: {number}"))
            }
            Err(raised) => raised,
        }
    };
    let number = match id(given, "uid") {
        Ok(number) => number,
        Err(_) if errors::catch(&OVERFLOW_ERROR) => {
            return Err(raise(&errors::KEY_ERROR, "getpwuid(): uid not found"));
        }
        Err(raised) => return Err(raised),
    };
    // SAFETY: as `find` promises.
    let found = find(|entry, buffer, size, found| unsafe {
        libc::getpwuid_r(number, entry, buffer, size, found)
    });
    match found {
        Some(user) => user.object(),
        None => Err(unknown()),
    }
}

fn by_name(_: Module<'_>, given: Obj<'_>) -> Result {
    let Some(name) = given.downcast::<PyASCIIObject>() else {
        return Err(bad_argument("getpwnam", "argument", "str", given));
    };
    let encoded = encode_file_name(name)?;
    if encoded.borrow().bytes().contains(&0) {
        return Err(raise(&VALUE_ERROR, "embedded null byte"));
    }
    let encoded = to_c_string(encoded.borrow().bytes());
    let wanted = encoded.as_c_str();
    // SAFETY: a C string; else as `find` promises.
    let found = find(|entry, buffer, size, found| unsafe {
        libc::getpwnam_r(wanted.as_ptr(), entry, buffer, size, found)
    });
    match found {
        Some(user) => user.object(),
        None => {
            let shown = given.repr()?;
            Err(raise(&errors::KEY_ERROR, format_args!("getpwnam(): name not found: {shown}")))
        }
    }
}

fn all(_: Module<'_>) -> Result {
    // The C library has one place where it reads from.
    static READING: Mutex<()> = Mutex::new(());
    let users = allow_threads(|| {
        let _reading = READING.lock();
        let mut users = Vec::new();
        // SAFETY: nobody else reads; an entry is copied before the next call.
        unsafe {
            libc::setpwent();
            while let Some(entry) = libc::getpwent().as_ref() {
                users.push(User::copy(entry));
            }
            libc::endpwent();
        }
        users
    });
    let list = list::new()?;
    for user in users {
        list.borrow().push(user.object()?)?;
    }
    Ok(list.object())
}
// ANCHOR_END: functions
