//! `grp`: the groups of users that the system knows.
//!
//! CPython: `Modules/grpmodule.c`.

use std::ffi::CStr;
use std::sync::Mutex;

use object_model::types::struct_sequence::{self, Row};

use crate::allow_threads;
use crate::convert::{bad_argument, decode_file_name, encode_file_name, to_c_string};
use crate::modules::posix::{id, id_object};
use crate::prelude::*;

// ANCHOR: module
/// `grp`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "grp",
    doc: "The groups of users that the system knows.",
    functions: &[
        Method::new(c"getgrgid", "($module, /, id)", by_number, "The group of a number."),
        Method::new(c"getgrnam", "($module, /, name)", by_name, "The group of a name."),
        Method::none(c"getgrall", "($module, /)", all, "All groups, in any order."),
    ],
    types: &[&STRUCT_GROUP],
    ..ModuleDefinition::NONE
};

/// `grp.struct_group`.
pub static STRUCT_GROUP: StaticType = struct_sequence::new(&Row {
    name: c"grp.struct_group",
    doc: "A group of users.",
    fields: &[
        (c"gr_name", c"the name"),
        (c"gr_passwd", c"the password"),
        (c"gr_gid", c"the number"),
        (c"gr_mem", c"the names of the members"),
    ],
    visible: 4,
    is_callable: true,
});
// ANCHOR_END: module

/// A copy of what the C library has said, which may change its mind.
struct Group {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
    gid: u32,
    members: Vec<Vec<u8>>,
}

impl Group {
    /// # Safety
    /// The entry is one of the C library's that is still valid.
    unsafe fn copy(entry: &libc::group) -> Group {
        // SAFETY: C strings, and pointers to such with a null behind them.
        unsafe {
            let copy = |text: *const libc::c_char| CStr::from_ptr(text).to_bytes().to_vec();
            let mut members = Vec::new();
            let mut at = entry.gr_mem;
            while !at.is_null() && !(*at).is_null() {
                members.push(copy(*at));
                at = at.add(1);
            }
            let password = (!entry.gr_passwd.is_null()).then(|| copy(entry.gr_passwd));
            Group { name: copy(entry.gr_name), password, gid: entry.gr_gid, members }
        }
    }

    fn object(&self) -> Result {
        let members = list::new()?;
        for member in &self.members {
            members.borrow().push(decode_file_name(member)?.object())?;
        }
        let password = match &self.password {
            Some(password) => decode_file_name(password)?.object(),
            None => none().to_ref(),
        };
        let name = decode_file_name(&self.name)?.object();
        let values = [name, password, id_object(self.gid)?, members.object()];
        Ok(struct_sequence::make(&STRUCT_GROUP, values.into_iter())?.object())
    }
}

// ANCHOR: functions
/// Asks with more and more room for what is found.
fn find(
    call: impl Fn(*mut libc::group, *mut libc::c_char, usize, *mut *mut libc::group) -> i32
    + Send
    + Sync,
) -> Option<Group> {
    allow_threads(|| {
        let mut room = 1024;
        loop {
            let mut buffer = vec![0; room];
            // SAFETY: zeros are such a struct; room for so many bytes.
            unsafe {
                let mut entry: libc::group = std::mem::zeroed();
                let mut found = std::ptr::null_mut();
                let error = call(&mut entry, buffer.as_mut_ptr(), room, &mut found);
                if error == libc::ERANGE && room < 1 << 24 {
                    room *= 2;
                    continue;
                }
                return found.as_ref().map(|found| Group::copy(found));
            }
        }
    })
}

fn by_number(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let number = id(given[0], "gid");
    let unknown = || -> Raised {
        match given[0].index().and_then(|number| number.borrow().object().str()) {
            Ok(number) => {
                raise(&errors::KEY_ERROR, format_args!("getgrgid(): gid not found: {number}"))
            }
            Err(raised) => raised,
        }
    };
    let number = number?;
    // SAFETY: as `find` promises.
    let found = find(|entry, buffer, size, found| unsafe {
        libc::getgrgid_r(number, entry, buffer, size, found)
    });
    match found {
        Some(group) => group.object(),
        None => Err(unknown()),
    }
}

fn by_name(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let Some(name) = given[0].downcast::<PyASCIIObject>() else {
        return Err(bad_argument("getgrnam", "argument 'name'", "str", given[0]));
    };
    let encoded = encode_file_name(name)?;
    if encoded.borrow().bytes().contains(&0) {
        return Err(raise(&VALUE_ERROR, "embedded null byte"));
    }
    let encoded = to_c_string(encoded.borrow().bytes());
    let wanted = encoded.as_c_str();
    // SAFETY: a C string; else as `find` promises.
    let found = find(|entry, buffer, size, found| unsafe {
        libc::getgrnam_r(wanted.as_ptr(), entry, buffer, size, found)
    });
    match found {
        Some(group) => group.object(),
        None => {
            let shown = given[0].repr()?;
            Err(raise(&errors::KEY_ERROR, format_args!("getgrnam(): name not found: {shown}")))
        }
    }
}

fn all(_: Module<'_>) -> Result {
    // The C library has one place where it reads from.
    static READING: Mutex<()> = Mutex::new(());
    let groups = allow_threads(|| {
        let _reading = READING.lock();
        let mut groups = Vec::new();
        // SAFETY: nobody else reads; an entry is copied before the next call.
        unsafe {
            libc::setgrent();
            while let Some(entry) = libc::getgrent().as_ref() {
                groups.push(Group::copy(entry));
            }
            libc::endgrent();
        }
        groups
    });
    let list = list::new()?;
    for group in groups {
        list.borrow().push(group.object()?)?;
    }
    Ok(list.object())
}
// ANCHOR_END: functions
