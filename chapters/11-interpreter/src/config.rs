//! How the interpreter was asked to run: what the command line and the environment say.
//!
//! CPython: `PyConfig` and `PyPreConfig` (`Include/cpython/initconfig.h`).
//!
//! It is set once, before anything else, and doesn't change: `sys` shows what of it a program
//! may see.

use std::ffi::OsString;
use std::sync::OnceLock;

// ANCHOR: config
/// C: `PyConfig`, as far as it has a meaning here.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct Config {
    pub isolated: bool,
    pub use_environment: bool,
    pub dev_mode: bool,
    pub install_signal_handlers: bool,
    /// None: as the system gives it.
    pub hash_seed: Option<u32>,
    pub use_hash_seed: bool,
    pub faulthandler: bool,
    pub tracemalloc: u32,
    pub import_time: bool,
    pub code_debug_ranges: bool,
    pub show_ref_count: bool,
    pub dump_refs: bool,
    pub malloc_stats: bool,
    pub utf8_mode: bool,
    pub parser_debug: u32,
    pub inspect: u32,
    pub interactive: u32,
    pub optimize: u32,
    pub verbose: u32,
    pub quiet: u32,
    pub bytes_warning: u32,
    pub write_bytecode: bool,
    pub site_import: bool,
    pub user_site_directory: bool,
    pub buffered_stdio: bool,
    pub safe_path: bool,
    pub warn_default_encoding: bool,
    /// Below zero: nobody has said.
    pub int_max_str_digits: i64,
    pub check_hash_pycs_mode: String,
    pub pycache_prefix: Option<OsString>,
    pub skip_source_first_line: bool,
    pub warnoptions: Vec<OsString>,
    pub xoptions: Vec<OsString>,
    pub stdio_encoding: Option<String>,
    pub stdio_errors: Option<String>,
    pub home: Option<OsString>,
    pub pythonpath: Option<OsString>,
    pub platlibdir: String,
    pub orig_argv: Vec<OsString>,
    pub argv: Vec<OsString>,
    pub run: Run,
}

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Run {
    /// Standard input: a program, or at a terminal a prompt.
    #[default]
    Stdin,
    /// `-c`: a program.
    Command(OsString),
    /// `-m`: a module.
    Module(OsString),
    /// A file, a folder or a zip archive.
    File(OsString),
}
// ANCHOR_END: config

impl Config {
    /// What a program gets that nobody asked anything of. C: `PyConfig_InitPythonConfig`.
    pub fn new() -> Config {
        Config {
            use_environment: true,
            install_signal_handlers: true,
            code_debug_ranges: true,
            write_bytecode: true,
            site_import: true,
            user_site_directory: true,
            buffered_stdio: true,
            int_max_str_digits: -1,
            check_hash_pycs_mode: "default".to_owned(),
            platlibdir: "lib".to_owned(),
            ..Config::default()
        }
    }

    /// The value of `-X name` or `-X name=value`.
    pub fn x_option(&self, name: &str) -> Option<Option<&str>> {
        self.xoptions.iter().find_map(|option| {
            let option = option.to_str()?;
            match option.split_once('=') {
                Some((key, value)) => (key == name).then_some(Some(value)),
                None => (option == name).then_some(None),
            }
        })
    }
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// The one configuration; before it is set, what nobody asked anything of.
pub fn config() -> &'static Config {
    CONFIG.get_or_init(Config::new)
}

/// Sets it. Later calls change nothing.
pub fn set_config(config: Config) -> &'static Config {
    CONFIG.get_or_init(|| config)
}
