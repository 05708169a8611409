//! `_stat`: what the bits of a file's mode mean.
//!
//! CPython: `Modules/_stat.c`.

use crate::prelude::*;

// ANCHOR: module
macro_rules! kind {
    ($name:literal, $bits:expr, $doc:literal) => {
        Method::one(
            $name,
            "($module, mode, /)",
            |_, given| boolean(mode(given)? & libc::S_IFMT == $bits),
            $doc,
        )
        .unsigned()
    };
}

/// `_stat`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_stat",
    doc: "What the bits of a file's mode mean.",
    functions: &[
        kind!(c"S_ISDIR", libc::S_IFDIR, "Whether it is a directory."),
        kind!(c"S_ISCHR", libc::S_IFCHR, "Whether it is a device of characters."),
        kind!(c"S_ISBLK", libc::S_IFBLK, "Whether it is a device of blocks."),
        kind!(c"S_ISREG", libc::S_IFREG, "Whether it is a regular file."),
        kind!(c"S_ISFIFO", libc::S_IFIFO, "Whether it is a pipe with a name."),
        kind!(c"S_ISLNK", libc::S_IFLNK, "Whether it is a symbolic link."),
        kind!(c"S_ISSOCK", libc::S_IFSOCK, "Whether it is a socket."),
        never(c"S_ISDOOR", "Whether it is a door; Linux has none."),
        never(c"S_ISPORT", "Whether it is an event port; Linux has none."),
        never(c"S_ISWHT", "Whether it is a whiteout; Linux has none."),
        Method::one(
            c"S_IMODE",
            "($module, mode, /)",
            |_, given| integer(i64::from(mode(given)? & 0o7777)),
            "The bits that chmod can set.",
        )
        .unsigned(),
        Method::one(
            c"S_IFMT",
            "($module, mode, /)",
            |_, given| integer(i64::from(mode(given)? & libc::S_IFMT)),
            "The bits that say what kind of file it is.",
        )
        .unsigned(),
        Method::one(c"filemode", "($module, mode, /)", file_mode, "The mode as ls -l shows it.")
            .unsigned(),
    ],
    constants: &[
        ("S_IFDIR", Constant::Int(16384)),
        ("S_IFCHR", Constant::Int(8192)),
        ("S_IFBLK", Constant::Int(24576)),
        ("S_IFREG", Constant::Int(32768)),
        ("S_IFIFO", Constant::Int(4096)),
        ("S_IFLNK", Constant::Int(40960)),
        ("S_IFSOCK", Constant::Int(49152)),
        ("S_IFDOOR", Constant::Int(0)),
        ("S_IFPORT", Constant::Int(0)),
        ("S_IFWHT", Constant::Int(0)),
        ("S_ISUID", Constant::Int(2048)),
        ("S_ISGID", Constant::Int(1024)),
        ("S_ISVTX", Constant::Int(512)),
        ("S_ENFMT", Constant::Int(1024)),
        ("S_IREAD", Constant::Int(256)),
        ("S_IWRITE", Constant::Int(128)),
        ("S_IEXEC", Constant::Int(64)),
        ("S_IRWXU", Constant::Int(448)),
        ("S_IRUSR", Constant::Int(256)),
        ("S_IWUSR", Constant::Int(128)),
        ("S_IXUSR", Constant::Int(64)),
        ("S_IRWXG", Constant::Int(56)),
        ("S_IRGRP", Constant::Int(32)),
        ("S_IWGRP", Constant::Int(16)),
        ("S_IXGRP", Constant::Int(8)),
        ("S_IRWXO", Constant::Int(7)),
        ("S_IROTH", Constant::Int(4)),
        ("S_IWOTH", Constant::Int(2)),
        ("S_IXOTH", Constant::Int(1)),
        ("UF_NODUMP", Constant::Int(1)),
        ("UF_IMMUTABLE", Constant::Int(2)),
        ("UF_APPEND", Constant::Int(4)),
        ("UF_OPAQUE", Constant::Int(8)),
        ("UF_NOUNLINK", Constant::Int(16)),
        ("UF_COMPRESSED", Constant::Int(32)),
        ("UF_HIDDEN", Constant::Int(32768)),
        ("SF_ARCHIVED", Constant::Int(65536)),
        ("SF_IMMUTABLE", Constant::Int(131072)),
        ("SF_APPEND", Constant::Int(262144)),
        ("SF_NOUNLINK", Constant::Int(1048576)),
        ("SF_SNAPSHOT", Constant::Int(2097152)),
        ("ST_MODE", Constant::Int(0)),
        ("ST_INO", Constant::Int(1)),
        ("ST_DEV", Constant::Int(2)),
        ("ST_NLINK", Constant::Int(3)),
        ("ST_UID", Constant::Int(4)),
        ("ST_GID", Constant::Int(5)),
        ("ST_SIZE", Constant::Int(6)),
        ("ST_ATIME", Constant::Int(7)),
        ("ST_MTIME", Constant::Int(8)),
        ("ST_CTIME", Constant::Int(9)),
    ],
    ..ModuleDefinition::NONE
};

/// A kind of file that Linux doesn't have.
const fn never(name: &'static std::ffi::CStr, doc: &'static str) -> Method<PyModuleObject> {
    let answer: fn(Module<'_>, Obj<'_>) -> Result = |_, given| {
        mode(given)?;
        boolean(false)
    };
    Method::one(name, "($module, mode, /)", answer, doc).unsigned()
}
// ANCHOR_END: module

/// C: `_PyLong_AsMode_t`.
fn mode(given: Obj<'_>) -> Result<u32> {
    let Some(number) = given.downcast::<PyLongObject>() else {
        return Err(raise(&TYPE_ERROR, "an integer is required"));
    };
    if number.is_negative() {
        return Err(raise(&OVERFLOW_ERROR, "can't convert negative value to unsigned int"));
    }
    match int::machine::to_u64(number.number()) {
        None => Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C unsigned long")),
        Some(mode) => u32::try_from(mode).map_err(|_| raise(&OVERFLOW_ERROR, "mode out of range")),
    }
}

/// C: `stat_filemode`.
fn file_mode(_: Module<'_>, given: Obj<'_>) -> Result {
    let mode = mode(given)?;
    let kind = match mode & libc::S_IFMT {
        libc::S_IFREG => '-',
        libc::S_IFDIR => 'd',
        libc::S_IFLNK => 'l',
        libc::S_IFBLK => 'b',
        libc::S_IFCHR => 'c',
        libc::S_IFIFO => 'p',
        libc::S_IFSOCK => 's',
        _ => '?',
    };
    let mut shown = kind.to_string();
    for (shift, special, [both, alone]) in
        [(6, 0o4000, ['s', 'S']), (3, 0o2000, ['s', 'S']), (0, 0o1000, ['t', 'T'])]
    {
        let may = |bit: u32| mode >> shift & bit != 0;
        shown.push(if may(4) { 'r' } else { '-' });
        shown.push(if may(2) { 'w' } else { '-' });
        shown.push(match (mode & special != 0, may(1)) {
            (true, true) => both,
            (true, false) => alone,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text(&shown)
}
