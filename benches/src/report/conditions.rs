//! Under which conditions a stage was measured, kept beside criterion's results.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::cpython::Python;

/// The folder beside criterion's groups that holds one file a stage.
const FOLDER: &str = "conditions";

/// The conditions of one run of one bench file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Conditions {
    /// The day, in UTC: `2026-01-31`.
    pub date: String,
    /// The processor's name.
    pub processor: String,
    /// How many processors the process could use.
    pub processors: usize,
    /// The operating system and the architecture.
    pub system: String,
    /// What `rustc --version` says.
    pub rustc: String,
    /// The CPython measured: its `sys.version` and how it was optimised.
    pub cpython: Option<String>,
}

impl Conditions {
    /// The conditions of this process, now.
    pub fn here() -> Conditions {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Conditions {
            date: date_of(now.as_secs() / 86_400),
            processor: processor().unwrap_or_else(|| "unknown".into()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{}, {}", env::consts::OS, env::consts::ARCH),
            rustc: rustc().unwrap_or_else(|| "unknown".into()),
            cpython: Python::get()
                .map(|python| format!("{} ({})", python.version(), optimisation(python))),
        }
    }

    /// Writes them for `stage` beside criterion's results.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write(&self, stage: &str) -> io::Result<()> {
        let folder = criterion_folder().join(FOLDER);
        fs::create_dir_all(&folder)?;
        let text = serde_json::to_string_pretty(self)?;
        fs::write(folder.join(stage).with_extension("json"), text + "\n")
    }

    /// Reads those of `stage`.
    ///
    /// # Errors
    /// When the file isn't there or holds something else.
    pub fn read(folder: &Path, stage: &str) -> io::Result<Conditions> {
        let path = folder.join(FOLDER).join(stage).with_extension("json");
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    }
}

/// Where criterion writes its results; the order is criterion's own, and its last resort
/// (asking cargo) gives the folder that this program was built in.
pub fn criterion_folder() -> PathBuf {
    if let Some(folder) = env::var_os("CRITERION_HOME") {
        return folder.into();
    }
    if let Some(folder) = env::var_os("CARGO_TARGET_DIR") {
        return Path::new(&folder).join("criterion");
    }
    let program = env::current_exe().unwrap_or_default();
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target.unwrap_or(Path::new("target")).join("criterion")
}

/// Whether CPython was built with profile-guided and link-time optimisation, which is
/// worth a third of its speed.
fn optimisation(python: &Python) -> String {
    const SOURCE: &str = "
import sysconfig
arguments = sysconfig.get_config_var('CONFIG_ARGS') or ''
words = [('--enable-optimizations', 'profile-guided'), ('--with-lto', 'link-time optimised')]
answer = ', '.join(word for flag, word in words if flag in arguments)
answer = answer or 'without profile-guided or link-time optimisation'
";
    python.with_gil(|gil| {
        gil.function(SOURCE, "answer")
            .map_or_else(|raised| raised.to_string(), |answer| answer.to_string())
    })
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_string())
}

fn rustc() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_string())
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar.
pub(super) fn date_of(day: u64) -> String {
    // Years are counted from March, so that the leap day is a year's last; an era is the
    // calendar's period of 400 years.
    const DAYS_OF_AN_ERA: u64 = 146_097;
    const DAYS_BEFORE_1970: u64 = 719_468;
    let (era, day) =
        ((day + DAYS_BEFORE_1970) / DAYS_OF_AN_ERA, (day + DAYS_BEFORE_1970) % DAYS_OF_AN_ERA);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + next)
}
