//! The command line and the environment, read as CPython reads them.
//!
//! CPython: `Python/getopt.c`, `config_parse_cmdline`, `config_read_env_vars`,
//! `config_init_warnoptions`, `config_usage` in `Python/initconfig.c`, `Python/preconfig.c`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use crate::config::{Config, Run};

/// What the command line comes to.
#[derive(Debug)]
pub enum Request {
    /// A program is to be run.
    Run(Box<Config>),
    /// A text is to be printed, and that is all.
    Print(String),
    /// The command line is wrong: what is said about it on standard error. The exit status is 2,
    /// or 1 where it is the environment or the value of an option that is wrong.
    Wrong(String, u8),
}

/// The version that `-V` prints.
pub const VERSION: &str = "3.11.7";

/// Reads the arguments of the process, the program's own name first, and the environment.
pub fn read(arguments: Vec<OsString>) -> Request {
    let mut reader = Reader {
        program: arguments.first().cloned().unwrap_or_else(|| "glass".into()),
        arguments,
        next: 1,
        rest: Vec::new(),
        config: Config::new(),
        warnoptions: Vec::new(),
        dev_mode: false,
        version: 0,
        help: None,
    };
    match reader.options() {
        Ok(()) => {}
        Err(wrong) => return wrong,
    }
    if let Some(help) = reader.help {
        return Request::Print(help.text(&reader.program.to_string_lossy()));
    }
    if reader.version > 0 {
        let version = match reader.version {
            1 => VERSION.to_owned(),
            _ => crate::sys::version_text(),
        };
        return Request::Print(format!("Python {version}\n"));
    }
    match reader.finish() {
        Ok(config) => Request::Run(Box::new(config)),
        Err(wrong) => wrong,
    }
}

struct Reader {
    program: OsString,
    arguments: Vec<OsString>,
    /// The next argument that hasn't been looked at.
    next: usize,
    /// What is left of one that holds several options.
    rest: Vec<u8>,
    config: Config,
    warnoptions: Vec<OsString>,
    dev_mode: bool,
    version: u32,
    help: Option<Help>,
}

#[derive(Debug, Clone, Copy)]
enum Help {
    Usage,
    Environment,
    XOptions,
    All,
}

// ANCHOR: options
impl Reader {
    /// The options, up to what is run. C: `config_parse_cmdline`.
    fn options(&mut self) -> Result<(), Request> {
        while let Some(letter) = self.letter()? {
            let config = &mut self.config;
            match letter {
                b'c' => {
                    let mut command = self.value(letter)?;
                    command.push("\n");
                    self.config.run = Run::Command(command);
                    break;
                }
                b'm' => {
                    self.config.run = Run::Module(self.value(letter)?);
                    break;
                }
                b'b' => config.bytes_warning += 1,
                b'B' => config.write_bytecode = false,
                b'd' => config.parser_debug += 1,
                b'i' => (config.inspect, config.interactive) = (config.inspect + 1, 1),
                b'E' => config.use_environment = false,
                b'I' => {
                    config.isolated = true;
                    config.use_environment = false;
                    config.user_site_directory = false;
                    config.safe_path = true;
                }
                b'O' => config.optimize += 1,
                b'P' => config.safe_path = true,
                b's' => config.user_site_directory = false,
                b'S' => config.site_import = false,
                b't' | b'J' => {}
                b'u' => config.buffered_stdio = false,
                b'v' => config.verbose += 1,
                b'x' => config.skip_source_first_line = true,
                b'h' | b'?' => self.help = Some(Help::Usage),
                b'V' => self.version += 1,
                b'W' => {
                    let option = self.value(letter)?;
                    self.warnoptions.push(option);
                }
                b'X' => {
                    let option = self.value(letter)?;
                    self.config.xoptions.push(option);
                }
                b'q' => config.quiet += 1,
                // Hashes are random unless `PYTHONHASHSEED` says otherwise.
                b'R' => {}
                _ => {
                    let shown = char::from(letter);
                    return Err(self.wrong(&format!("Unknown option: -{shown}\n")));
                }
            }
        }
        if self.config.run == Run::Stdin
            && let Some(file) = self.arguments.get(self.next)
            && file != "-"
        {
            self.config.run = Run::File(file.clone());
            self.next += 1;
        } else if self.config.run == Run::Stdin && self.next < self.arguments.len() {
            self.next += 1;
            self.config.argv = vec!["-".into()];
        }
        Ok(())
    }

    /// The next option's letter; long ones are done here. C: `_PyOS_GetOpt`.
    fn letter(&mut self) -> Result<Option<u8>, Request> {
        loop {
            if !self.rest.is_empty() {
                return Ok(Some(self.rest.remove(0)));
            }
            let Some(argument) = self.arguments.get(self.next) else { return Ok(None) };
            let bytes = argument.as_bytes().to_vec();
            match bytes.as_slice() {
                b"-" => return Ok(None),
                b"--" => {
                    self.next += 1;
                    return Ok(None);
                }
                b"--help" => self.help = Some(Help::Usage),
                b"--help-env" => self.help = Some(Help::Environment),
                b"--help-xoptions" => self.help = Some(Help::XOptions),
                b"--help-all" => self.help = Some(Help::All),
                b"--version" => self.version += 1,
                b"--check-hash-based-pycs" => {
                    self.next += 1;
                    let Some(mode) = self.arguments.get(self.next) else {
                        let option = "Argument expected for the --check-hash-based-pycs option\n";
                        return Err(self.wrong(option));
                    };
                    let mode = mode.to_string_lossy().into_owned();
                    if !["always", "never", "default"].contains(&mode.as_str()) {
                        let message = "--check-hash-based-pycs must be one of 'default', 'always', or 'never'\n";
                        return Err(self.wrong(message));
                    }
                    self.config.check_hash_pycs_mode = mode;
                }
                [b'-', b'-', ..] => {
                    let option = argument.to_string_lossy().into_owned();
                    return Err(self.wrong(&format!("unknown option {option}\n")));
                }
                [b'-', letters @ ..] => self.rest = letters.to_vec(),
                _ => return Ok(None),
            }
            self.next += 1;
        }
    }

    /// An option's value: the rest of the argument, or the next one.
    fn value(&mut self, letter: u8) -> Result<OsString, Request> {
        if !self.rest.is_empty() {
            return Ok(OsStr::from_bytes(&std::mem::take(&mut self.rest)).to_owned());
        }
        let Some(value) = self.arguments.get(self.next).cloned() else {
            let letter = char::from(letter);
            return Err(self.wrong(&format!("Argument expected for the -{letter} option\n")));
        };
        self.next += 1;
        Ok(value)
    }

    /// C: `config_usage` with an error.
    fn wrong(&self, message: &str) -> Request {
        let program = self.program.to_string_lossy();
        let text =
            format!("{message}{}Try `python -h' for more information.\n", usage_line(&program));
        Request::Wrong(text, 2)
    }
}
// ANCHOR_END: options

/// A setting that can't be. C: `_PyStatus_ERR` at start-up.
fn fatal(message: &str) -> Request {
    Request::Wrong(
        format!("Fatal Python error: {message}\nPython runtime state: preinitialized\n\n"),
        1,
    )
}

// ANCHOR: environment
impl Reader {
    /// A variable of the environment, unless they are to be ignored; an empty one is none.
    /// C: `config_get_env`.
    fn variable(&self, name: &str) -> Option<OsString> {
        env::var_os(name).filter(|value| self.config.use_environment && !value.is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.variable(name).is_some()
    }

    /// A variable that is a number; any other text counts as 1. C: `_Py_get_env_flag`.
    fn level(&self, name: &str) -> u32 {
        match self.variable(name) {
            None => 0,
            Some(value) => match value.to_str().and_then(|value| value.parse::<i32>().ok()) {
                Some(number) => u32::try_from(number).unwrap_or(1),
                None => 1,
            },
        }
    }

    /// C: `config_read_env_vars`, `config_read_complex_options`, `config_update_argv`.
    fn finish(mut self) -> Result<Config, Request> {
        let environment = [
            self.level("PYTHONDEBUG"),
            self.level("PYTHONVERBOSE"),
            self.level("PYTHONOPTIMIZE"),
            self.level("PYTHONINSPECT"),
        ];
        let c = &mut self.config;
        c.parser_debug = c.parser_debug.max(environment[0]);
        c.verbose = c.verbose.max(environment[1]);
        c.optimize = c.optimize.max(environment[2]);
        c.inspect = c.inspect.max(environment[3]);
        self.config.write_bytecode &= !self.has("PYTHONDONTWRITEBYTECODE");
        self.config.user_site_directory &= !self.has("PYTHONNOUSERSITE");
        self.config.buffered_stdio &= !self.has("PYTHONUNBUFFERED");
        self.config.safe_path |= self.has("PYTHONSAFEPATH");
        self.config.home = self.variable("PYTHONHOME");
        self.config.pythonpath = self.variable("PYTHONPATH");
        if let Some(folder) = self.variable("PYTHONPLATLIBDIR").and_then(|f| f.into_string().ok()) {
            self.config.platlibdir = folder;
        }
        self.dev_mode = self.config.x_option("dev").is_some() || self.has("PYTHONDEVMODE");
        self.config.dev_mode = self.dev_mode;
        self.config.faulthandler = self.dev_mode
            || self.config.x_option("faulthandler").is_some()
            || self.has("PYTHONFAULTHANDLER");
        self.config.import_time =
            self.config.x_option("importtime").is_some() || self.has("PYTHONPROFILEIMPORTTIME");
        self.config.code_debug_ranges =
            self.config.x_option("no_debug_ranges").is_none() && !self.has("PYTHONNODEBUGRANGES");
        self.config.warn_default_encoding = self.config.x_option("warn_default_encoding").is_some()
            || self.has("PYTHONWARNDEFAULTENCODING");
        self.config.utf8_mode = match self.config.x_option("utf8") {
            Some(None | Some("1")) => true,
            Some(Some("0")) => false,
            Some(Some(_)) => {
                return Err(fatal("preconfig_init_utf8_mode: invalid -X utf8 option value"));
            }
            None => match self.variable("PYTHONUTF8") {
                Some(value) if value == "1" => true,
                Some(value) if value == "0" => false,
                Some(_) => {
                    let message =
                        "preconfig_init_utf8_mode: invalid PYTHONUTF8 environment variable value";
                    return Err(fatal(message));
                }
                None => crate::locale::is_legacy(),
            },
        };
        self.hash_seed()?;
        self.digits()?;
        self.config.pycache_prefix = match self.config.x_option("pycache_prefix") {
            Some(Some(folder)) if !folder.is_empty() => Some(folder.into()),
            Some(_) => None,
            None => self.variable("PYTHONPYCACHEPREFIX"),
        };
        if let Some(value) = self.variable("PYTHONIOENCODING").and_then(|v| v.into_string().ok()) {
            let (encoding, errors) = value.split_once(':').unwrap_or((&value, ""));
            let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            self.config.stdio_encoding = given(encoding);
            self.config.stdio_errors =
                given(errors).or_else(|| given(encoding).map(|_| "strict".to_owned()));
        }
        self.warnings();
        self.arguments_of_program();
        Ok(self.config)
    }

    /// C: `config_init_hash_seed`.
    fn hash_seed(&mut self) -> Result<(), Request> {
        let Some(seed) = self.variable("PYTHONHASHSEED").filter(|seed| seed != "random") else {
            return Ok(());
        };
        let Some(number) = seed.to_str().and_then(|seed| seed.parse::<u32>().ok()) else {
            let message = "config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]";
            return Err(fatal(message));
        };
        (self.config.use_hash_seed, self.config.hash_seed) = (true, Some(number));
        Ok(())
    }

    /// C: `config_init_int_max_str_digits`.
    fn digits(&mut self) -> Result<(), Request> {
        let fits = |text: &str| {
            text.parse::<i64>().ok().filter(|n| *n == 0 || (640..=i64::from(i32::MAX)).contains(n))
        };
        if let Some(value) = self.variable("PYTHONINTMAXSTRDIGITS") {
            let Some(digits) = value.to_str().and_then(fits) else {
                let message = "config_init_int_max_str_digits: PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited.";
                return Err(fatal(message));
            };
            self.config.int_max_str_digits = digits;
        }
        if let Some(value) = self.config.x_option("int_max_str_digits") {
            let Some(digits) = value.and_then(fits) else {
                let message = "config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.";
                return Err(fatal(message));
            };
            self.config.int_max_str_digits = digits;
        }
        Ok(())
    }

    /// The filters, those that win last. C: `config_init_warnings`.
    fn warnings(&mut self) {
        let mut options: Vec<OsString> = Vec::new();
        let mut add = |option: OsString| {
            options.retain(|known| *known != option);
            options.push(option);
        };
        if self.dev_mode {
            add("default".into());
        }
        if let Some(filters) = self.variable("PYTHONWARNINGS") {
            for filter in filters.as_bytes().split(|&byte| byte == b',') {
                if !filter.is_empty() {
                    add(OsStr::from_bytes(filter).to_owned());
                }
            }
        }
        for option in std::mem::take(&mut self.warnoptions) {
            add(option);
        }
        match self.config.bytes_warning {
            0 => {}
            1 => add("default::BytesWarning".into()),
            _ => add("error::BytesWarning".into()),
        }
        self.config.warnoptions = options;
    }

    /// `sys.argv` and `sys.orig_argv`. C: `config_update_argv`.
    fn arguments_of_program(&mut self) {
        let first: OsString = match &self.config.run {
            Run::Command(_) => "-c".into(),
            Run::Module(_) => "-m".into(),
            Run::File(file) => file.clone(),
            Run::Stdin => self.config.argv.first().cloned().unwrap_or_default(),
        };
        let rest = self.arguments.get(self.next..).unwrap_or_default();
        self.config.argv = [first].into_iter().chain(rest.iter().cloned()).collect();
        self.config.orig_argv = std::mem::take(&mut self.arguments);
    }
}
// ANCHOR_END: environment

fn usage_line(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
}

impl Help {
    fn text(self, program: &str) -> String {
        match self {
            Help::Usage => format!("{}{OPTIONS}{}", usage_line(program), library_line()),
            Help::Environment => ENVIRONMENT.to_owned(),
            Help::XOptions => X_OPTIONS.to_owned(),
            Help::All => {
                let usage = usage_line(program);
                format!("{usage}{OPTIONS}{}\n{ENVIRONMENT}\n{X_OPTIONS}", library_line())
            }
        }
    }
}

/// Which library programs get.
fn library_line() -> String {
    match crate::path::find_library(&Config::new()) {
        Some(folder) => format!("\nThe library in use: {}\n", folder.stdlib.display()),
        None => "\nNo installed library of Python 3.11 was found.\n".to_owned(),
    }
}

const OPTIONS: &str = "\
Options:
-b     : warn of comparisons of bytes with str or int (-bb: raise an error)
-B     : write no .pyc files
-c cmd : run a program given as text (ends the options)
-d     : show what the parser does, as far as it says
-E     : ignore the PYTHON* environment variables
-h     : print this text (also -? and --help)
-i     : go on with a prompt after the program
-I     : isolated from environment and user's files (as -E, -P and -s)
-m mod : run a module as a program (ends the options)
-O     : without assert and with __debug__ false (-OO: without docstrings too)
-P     : don't put a folder in front of sys.path that may not be safe
-q     : print no version and copyright at the prompt
-s     : leave the user's site folder out of sys.path
-S     : don't import site
-u     : don't buffer standard output and error
-v     : say what is imported (-vv: and what was tried)
-V     : print the version (also --version; twice: more of it)
-W arg : a filter for warnings, action:message:category:module:lineno
-x     : skip the first line of the source
-X opt : an option of this implementation
--check-hash-based-pycs always|default|never
--help-env, --help-xoptions, --help-all
file   : a program in a file, a folder or a zip archive
-      : a program from standard input, which is the default
arg ...: what the program finds in sys.argv[1:]
";

const ENVIRONMENT: &str = "\
Environment variables:
PYTHONHOME, PYTHONPATH, PYTHONPLATLIBDIR, PYTHONSAFEPATH: where modules are looked for
PYTHONDEBUG, PYTHONINSPECT, PYTHONOPTIMIZE, PYTHONVERBOSE, PYTHONDONTWRITEBYTECODE,
PYTHONNOUSERSITE, PYTHONUNBUFFERED, PYTHONWARNINGS, PYTHONDEVMODE, PYTHONUTF8: as the options
PYTHONHASHSEED: a number makes hashes of text the same in each run
PYTHONINTMAXSTRDIGITS: how many digits an int may have that becomes text or was text
PYTHONIOENCODING: encoding[:errors] of the standard files
PYTHONMALLOC: which allocator is used
PYTHONPYCACHEPREFIX: a folder for .pyc files
PYTHONPROFILEIMPORTTIME, PYTHONNODEBUGRANGES, PYTHONWARNDEFAULTENCODING, PYTHONFAULTHANDLER:
  as the -X options
";

const X_OPTIONS: &str = "\
-X options:
dev, faulthandler, frozen_modules, importtime, int_max_str_digits=n, no_debug_ranges,
pycache_prefix=folder, tracemalloc=n, utf8[=0|1], warn_default_encoding
";
