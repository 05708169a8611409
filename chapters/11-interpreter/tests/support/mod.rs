//! Programs, their recordings, and running them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// The groups of programs that are run and whose output is recorded: `language`, of which the
/// bytecode is recorded as well, and those in `programs/groups.txt`.
pub(crate) fn groups() -> Vec<String> {
    let list = fs::read_to_string(folder().join("programs/groups.txt")).expect("the list");
    ["language"].into_iter().chain(list.split_whitespace()).map(str::to_owned).collect()
}

/// The programs of a group.
pub(crate) fn programs(group: &str) -> Vec<String> {
    let files = fs::read_dir(folder().join("programs").join(group)).expect("a folder of programs");
    let mut names: Vec<String> = files
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_program = path.extension()? == "py";
            is_program.then(|| Some(path.file_stem()?.to_str()?.to_owned()))?
        })
        .collect();
    names.sort();
    names
}

/// What CPython prints: the recording without its head.
pub(crate) fn recorded(group: &str, name: &str) -> String {
    let path = folder().join(format!("recordings/{group}/{name}.output.snap"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.splitn(3, "---\n").nth(2).expect("a recording has a head").to_owned()
}

/// What `glass` prints, in the form of the recordings (`tests/reference/running.py`).
pub(crate) fn actual(group: &str, name: &str) -> String {
    let folder = folder().join("programs").join(group);
    let input = fs::File::open(folder.join(format!("{name}.input")));
    let mut command = Command::new(env!("CARGO_BIN_EXE_glass"));
    command.args(arguments(&folder, name)).arg(format!("{name}.py"));
    command.current_dir(&folder).env_clear().env("PYTHONHASHSEED", "0");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(input.map_or_else(|_| Stdio::null(), Stdio::from));
    let done = command.output().expect("glass can be started");
    let mut text = String::from_utf8_lossy(&done.stdout).into_owned();
    if !done.stderr.is_empty() {
        text += &format!("\n-- standard error --\n{}", String::from_utf8_lossy(&done.stderr));
    }
    if !done.status.success() {
        use std::os::unix::process::ExitStatusExt;
        let status = done.status.code().unwrap_or_else(|| -done.status.signal().unwrap_or(0));
        text += &format!("\n-- exit status {status} --\n");
    }
    let whole = folder.canonicalize().expect("a folder of programs");
    text.replace(&*whole.to_string_lossy(), "…")
}

/// The options of the command line that a first line `# options: -O -W error` asks for.
fn arguments(folder: &Path, name: &str) -> Vec<String> {
    let source = fs::read(folder.join(format!("{name}.py"))).expect("a program");
    let first = source.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let first = String::from_utf8_lossy(first);
    let options = first.strip_prefix("# options:").unwrap_or_default();
    options.split_whitespace().map(str::to_owned).collect()
}
