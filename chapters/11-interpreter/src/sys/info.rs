//! What `sys` tells of versions, numbers, flags: its struct sequences and constants.
//!
//! CPython: `make_version_info`, `make_flags`, `make_impl_info`, `_PySys_InitCore`,
//! `_PySys_UpdateConfig` in `Python/sysmodule.c`; `PyFloat_GetInfo`, `PyLong_GetInfo`,
//! `PyThread_GetInfo`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use object_model::types::list::{self, PyListObject};
use object_model::types::module::{Global, PyModuleObject};
use object_model::types::simple_namespace;
use object_model::types::struct_sequence::{self, Row};
use object_model::types::{bool_, dict, float, int, none, set, str, tuple};
use object_model::{Field, Obj, Ref, Result, StaticType};

use super::library_names::LIBRARY_NAMES;
use crate::arguments::decode_filename;
use crate::config::Config;
use crate::path;

const HEX_VERSION: i64 = 0x030b_07f0;

// ANCHOR: sequences
static VERSION_INFO: StaticType = struct_sequence::new(&Row {
    name: c"sys.version_info",
    doc: "sys.version_info\n\nThe version, part by part.",
    fields: &[
        (c"major", c"Major release number"),
        (c"minor", c"Minor release number"),
        (c"micro", c"Patch release number"),
        (c"releaselevel", c"'alpha', 'beta', 'candidate', or 'final'"),
        (c"serial", c"Serial release number"),
    ],
    visible: 5,
    is_callable: false,
});

static FLAGS: StaticType = struct_sequence::new(&Row {
    name: c"sys.flags",
    doc: "sys.flags\n\nWhat the command line and the environment asked for.",
    fields: &[
        (c"debug", c"-d"),
        (c"inspect", c"-i"),
        (c"interactive", c"-i"),
        (c"optimize", c"-O or -OO"),
        (c"dont_write_bytecode", c"-B"),
        (c"no_user_site", c"-s"),
        (c"no_site", c"-S"),
        (c"ignore_environment", c"-E"),
        (c"verbose", c"-v"),
        (c"bytes_warning", c"-b"),
        (c"quiet", c"-q"),
        (c"hash_randomization", c"-R"),
        (c"isolated", c"-I"),
        (c"dev_mode", c"-X dev"),
        (c"utf8_mode", c"-X utf8"),
        (c"warn_default_encoding", c"-X warn_default_encoding"),
        (c"safe_path", c"-P"),
        (c"int_max_str_digits", c"-X int_max_str_digits"),
    ],
    visible: 18,
    is_callable: false,
});

static FLOAT_INFO: StaticType = struct_sequence::new(&Row {
    name: c"sys.float_info",
    doc: "sys.float_info\n\nHow a float is made: C's float.h.",
    fields: &[
        (c"max", c"the greatest finite number"),
        (c"max_exp", c"the greatest int e for which radix**(e-1) is a float"),
        (c"max_10_exp", c"the greatest int e for which 10**e is a float"),
        (c"min", c"the least normalised number above zero"),
        (c"min_exp", c"the least int e for which radix**(e-1) is a normalised float"),
        (c"min_10_exp", c"the least int e for which 10**e is a normalised float"),
        (c"dig", c"how many decimal digits a float keeps"),
        (c"mant_dig", c"how many digits of the radix a float has"),
        (c"epsilon", c"the distance of 1 from the next float"),
        (c"radix", c"the radix of the exponent"),
        (c"rounds", c"how arithmetic rounds"),
    ],
    visible: 11,
    is_callable: false,
});

static INT_INFO: StaticType = struct_sequence::new(&Row {
    name: c"sys.int_info",
    doc: "sys.int_info\n\nHow an int is made.",
    fields: &[
        (c"bits_per_digit", c"how many bits of a digit are used"),
        (c"sizeof_digit", c"how many bytes a digit takes"),
        (c"default_max_str_digits", c"how many decimal digits may become an int"),
        (c"str_digits_check_threshold", c"the least limit that can be set"),
    ],
    visible: 4,
    is_callable: false,
});

static HASH_INFO: StaticType = struct_sequence::new(&Row {
    name: c"sys.hash_info",
    doc: "hash_info\n\nHow hashes are made.",
    fields: &[
        (c"width", c"how many bits a hash has"),
        (c"modulus", c"the prime number that the hash of a number is a remainder of"),
        (c"inf", c"the hash of infinity"),
        (c"nan", c"no longer used"),
        (c"imag", c"what the hash of an imaginary part is multiplied by"),
        (c"algorithm", c"how text and bytes are hashed"),
        (c"hash_bits", c"how many bits that gives"),
        (c"seed_bits", c"how many bits of a secret that takes"),
        (c"cutoff", c"up to which length there is a shorter way"),
    ],
    visible: 9,
    is_callable: false,
});

static THREAD_INFO: StaticType = struct_sequence::new(&Row {
    name: c"sys.thread_info",
    doc: "sys.thread_info\n\nWhich threads there are.",
    fields: &[
        (c"name", c"the kind of threads"),
        (c"lock", c"the kind of locks"),
        (c"version", c"the library's name and version"),
    ],
    visible: 3,
    is_callable: false,
});

pub(super) static ASYNCGEN_HOOKS: StaticType = struct_sequence::new(&Row {
    name: c"sys.asyncgen_hooks",
    doc: "asyncgen_hooks\n\nWhat is called with asynchronous generators.",
    fields: &[
        (c"firstiter", c"called before the first step"),
        (c"finalizer", c"called with one that nobody can reach"),
    ],
    visible: 2,
    is_callable: false,
});

pub(super) static UNRAISABLE_HOOK_ARGS: StaticType = struct_sequence::new(&Row {
    name: c"UnraisableHookArgs",
    doc: "UnraisableHookArgs\n\nWhat sys.unraisablehook is given.",
    fields: &[
        (c"exc_type", c"the class"),
        (c"exc_value", c"the exception"),
        (c"exc_traceback", c"its traceback"),
        (c"err_msg", c"what was being done"),
        (c"object", c"with which object"),
    ],
    visible: 5,
    is_callable: true,
});
// ANCHOR_END: sequences

static VERSION: Global<Field> = Global::new(Field::NULL);

fn number(value: i64) -> Result {
    Ok(int::from_i64(value)?.object())
}

fn text(value: &str) -> Result {
    Ok(str::new(value)?.object())
}

fn sequence<const N: usize>(ob_type: &'static StaticType, values: [Ref; N]) -> Result {
    object_model::runtime::make_ready(ob_type);
    Ok(struct_sequence::make(ob_type, values.into_iter())?.object())
}

/// `sys.version`.
pub(crate) fn version_text() -> String {
    let own = env!("CARGO_PKG_VERSION");
    format!("{} (glass {own}) [Rust]", crate::command_line::VERSION)
}

// ANCHOR: core
/// What doesn't hang on how the interpreter was asked to run. C: `_PySys_InitCore`.
pub(super) fn add_constants(module: Obj<'_, PyModuleObject>) -> Result<()> {
    let version_info =
        sequence(&VERSION_INFO, [number(3)?, number(11)?, number(7)?, text("final")?, number(0)?])?;
    VERSION.set(Some(version_info.clone()));
    module.add("version", text(&version_text())?)?;
    module.add("hexversion", number(HEX_VERSION)?)?;
    module.add("_git", tuple::new([text("CPython")?, text("")?, text("")?])?.object())?;
    module.add("_framework", text("")?)?;
    module.add("api_version", number(1013)?)?;
    let copyright = "Copyright (c) the authors of Glass Snake.";
    module.add("copyright", text(copyright)?)?;
    module.add("platform", text("linux")?)?;
    module.add("maxsize", number(isize::MAX as i64)?)?;
    module.add("maxunicode", number(0x10_ffff)?)?;
    module.add("byteorder", text(if cfg!(target_endian = "big") { "big" } else { "little" })?)?;
    module.add("abiflags", text("")?)?;
    module.add("float_repr_style", text("short")?)?;
    let names = import_system::built_in::names();
    let names = names.into_iter().map(text).collect::<Result<Vec<_>>>()?;
    let names = tuple::from_iterator(names.into_iter())?;
    module.add("builtin_module_names", names.object())?;
    let names = list::new()?;
    for name in LIBRARY_NAMES.split_whitespace() {
        names.borrow().push(str::interned(name)?.object())?;
    }
    let names = set::FROZENSET.as_type().object().call_one(names.borrow().object())?;
    module.add("stdlib_module_names", names)?;
    module.add("float_info", float_info()?)?;
    let digits = [number(30)?, number(4)?, number(4300)?, number(640)?];
    module.add("int_info", sequence(&INT_INFO, digits)?)?;
    let hashes = [
        number(64)?,
        number((1 << 61) - 1)?,
        number(314_159)?,
        number(0)?,
        number(1_000_003)?,
        text("siphash13")?,
        number(64)?,
        number(128)?,
        number(0)?,
    ];
    module.add("hash_info", sequence(&HASH_INFO, hashes)?)?;
    let threads = [text("pthread")?, text("semaphore")?, none().to_ref()];
    module.add("thread_info", sequence(&THREAD_INFO, threads)?)?;
    let implementation = dict::new()?;
    for (key, value) in [
        ("name", text("cpython")?),
        ("cache_tag", text("cpython-311")?),
        ("version", version_info.clone()),
        ("hexversion", number(HEX_VERSION)?),
        ("_multiarch", text("x86_64-linux-gnu")?),
    ] {
        implementation.borrow().set_item(str::interned(key)?.borrow().object(), value.borrow())?;
    }
    module.add("version_info", version_info)?;
    module.add("implementation", simple_namespace::new(implementation.borrow())?.object())?;
    for name in ["meta_path", "path_hooks", "path", "warnoptions", "argv", "orig_argv"] {
        module.add(name, list::new()?.object())?;
    }
    module.add("path_importer_cache", dict::new()?.object())?;
    module.add("_xoptions", dict::new()?.object())
}

fn float_info() -> Result {
    let real = |value: f64| -> Result { Ok(float::new(value)?.object()) };
    sequence(
        &FLOAT_INFO,
        [
            real(f64::MAX)?,
            number(f64::MAX_EXP.into())?,
            number(f64::MAX_10_EXP.into())?,
            real(f64::MIN_POSITIVE)?,
            number(f64::MIN_EXP.into())?,
            number(f64::MIN_10_EXP.into())?,
            number(f64::DIGITS.into())?,
            number(f64::MANTISSA_DIGITS.into())?,
            real(f64::EPSILON)?,
            number(f64::RADIX.into())?,
            number(1)?,
        ],
    )
}
// ANCHOR_END: core

// ANCHOR: config
/// What the command line, the environment and the installed library make of it.
/// C: `_PySys_UpdateConfig`.
pub(crate) fn add_config(module: Obj<'_, PyModuleObject>, config: &Config) -> Result<()> {
    module.add("flags", flags(config)?)?;
    module.add("dont_write_bytecode", bool_(!config.write_bytecode).to_ref())?;
    module.add("warnoptions", texts(&config.warnoptions)?.object())?;
    module.add("argv", texts(&config.argv)?.object())?;
    module.add("orig_argv", texts(&config.orig_argv)?.object())?;
    let options = dict::new()?;
    for option in &config.xoptions {
        let option = option.as_bytes();
        let at = option.iter().position(|&byte| byte == b'=');
        let (key, value) = match at {
            Some(at) => (&option[..at], decode_filename(&option[at + 1..])?.object()),
            None => (option, bool_(true).to_ref()),
        };
        let key = decode_filename(key)?;
        options.borrow().set_item(key.borrow().object(), value.borrow())?;
    }
    module.add("_xoptions", options.object())?;
    let library = path::find_library(config);
    let folder = |folder: Option<&std::path::Path>| -> Result {
        match folder {
            Some(folder) => Ok(decode_filename(folder.as_os_str().as_bytes())?.object()),
            None => text(""),
        }
    };
    let executable = path::executable();
    module.add("executable", folder(executable.as_deref())?)?;
    module.add("_base_executable", folder(executable.as_deref())?)?;
    let prefix = library.as_ref().map(|library| &*library.prefix);
    let exec_prefix = library.as_ref().map(|library| &*library.exec_prefix);
    module.add("prefix", folder(prefix)?)?;
    module.add("base_prefix", folder(prefix)?)?;
    module.add("exec_prefix", folder(exec_prefix)?)?;
    module.add("base_exec_prefix", folder(exec_prefix)?)?;
    module.add("platlibdir", text(&config.platlibdir)?)?;
    let stdlib = match &library {
        Some(library) => folder(Some(&library.stdlib))?,
        None => none().to_ref(),
    };
    module.add("_stdlib_dir", stdlib)?;
    let or_none = |value: &Option<OsString>| -> Result {
        match value {
            Some(value) => Ok(decode_filename(value.as_bytes())?.object()),
            None => Ok(none().to_ref()),
        }
    };
    module.add("pycache_prefix", or_none(&config.pycache_prefix)?)?;
    module.add("path", texts(&path::search_path(config, library.as_ref()))?.object())
}

/// A list of what the system gave.
fn texts(values: &[OsString]) -> Result<Ref<PyListObject>> {
    let list = list::new()?;
    for value in values {
        list.borrow().push(decode_filename(value.as_bytes())?.object())?;
    }
    Ok(list)
}

/// C: `set_flags_from_config`.
fn flags(config: &Config) -> Result {
    let count = |value: u32| number(value.into());
    let flag = |value: bool| number(value.into());
    let digits = object_model::runtime::runtime().int_max_str_digits.get().digits();
    let is_default = config.int_max_str_digits < 0;
    sequence(
        &FLAGS,
        [
            count(config.parser_debug)?,
            count(config.inspect)?,
            count(config.interactive)?,
            count(config.optimize)?,
            flag(!config.write_bytecode)?,
            flag(!config.user_site_directory)?,
            flag(!config.site_import)?,
            flag(!config.use_environment)?,
            count(config.verbose)?,
            count(config.bytes_warning)?,
            count(config.quiet)?,
            flag(!config.use_hash_seed || config.hash_seed != Some(0))?,
            flag(config.isolated)?,
            bool_(config.dev_mode).to_ref(),
            flag(config.utf8_mode)?,
            flag(config.warn_default_encoding)?,
            bool_(config.safe_path).to_ref(),
            number(if is_default { -1 } else { digits as i64 })?,
        ],
    )
}
// ANCHOR_END: config
