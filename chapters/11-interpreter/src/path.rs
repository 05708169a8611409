//! Where the library is: the prefix, and the first content of `sys.path`.
//!
//! CPython: `Modules/getpath.py`.
//!
//! `glass` brings no library of its own. It uses that of an installed CPython 3.11, as it is:
//! the one that `PYTHONHOME` names, one beside `glass`, that of a `python3.11` on `PATH`, one of
//! pyenv's, then the system's. Extension modules that were built for CPython can't be loaded, so
//! their folder, `lib-dynload`, isn't on the path.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::config::Config;

/// An installed library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// `sys.prefix`
    pub prefix: PathBuf,
    /// `sys.exec_prefix`
    pub exec_prefix: PathBuf,
    /// The folder with the modules: `sys._stdlib_dir`.
    pub stdlib: PathBuf,
}

const FOLDER: &str = "python3.11";
/// What has to be in a library. C: `STDLIB_LANDMARKS`.
const LANDMARK: &str = "os.py";

// ANCHOR: find
/// The library that is used, if there is one.
pub fn find_library(config: &Config) -> Option<Library> {
    if let Some(home) = &config.home {
        let home = home.to_string_lossy();
        let (prefix, exec_prefix) = home.split_once(':').unwrap_or((&home, &home));
        let stdlib = Path::new(prefix).join(&config.platlibdir).join(FOLDER);
        return Some(Library { prefix: prefix.into(), exec_prefix: exec_prefix.into(), stdlib });
    }
    candidates().find_map(|prefix| library_at(&prefix, &config.platlibdir))
}

fn library_at(prefix: &Path, platlibdir: &str) -> Option<Library> {
    let stdlib = prefix.join(platlibdir).join(FOLDER);
    stdlib.join(LANDMARK).is_file().then(|| Library {
        prefix: prefix.to_owned(),
        exec_prefix: prefix.to_owned(),
        stdlib,
    })
}

/// The prefixes in which a library may be, the likeliest first.
fn candidates() -> impl Iterator<Item = PathBuf> {
    let own = executable();
    let above = own.iter().flat_map(|own| own.ancestors().skip(1).map(Path::to_owned));
    // `/` alone is nobody's prefix.
    let above: Vec<PathBuf> = above.filter(|folder| folder.parent().is_some()).collect();
    let on_path = env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> =
        env::split_paths(&on_path).flat_map(|folder| prefixes_of_program(&folder)).collect();
    let home = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".pyenv")));
    let pyenv = home.map(|root| versions(&root)).unwrap_or_default();
    let usual = ["/usr/local", "/usr"].map(PathBuf::from);
    above.into_iter().chain(on_path).chain(pyenv).chain(usual)
}

/// The prefixes that a `python3.11` in a folder of `PATH` belongs to.
fn prefixes_of_program(folder: &Path) -> Vec<PathBuf> {
    let program = folder.join(FOLDER);
    let Ok(program) = program.canonicalize() else { return Vec::new() };
    match folder.file_name().is_some_and(|name| name == "shims") {
        // A script of pyenv's, which chooses among the versions beside its folder.
        true => folder.parent().map(versions).unwrap_or_default(),
        false => {
            program.ancestors().nth(2).map(|prefix| vec![prefix.to_owned()]).unwrap_or_default()
        }
    }
}

/// The prefixes of 3.11 that pyenv has installed, the newest first.
fn versions(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root.join("versions")).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name.strip_prefix("3.11.")?.parse().ok()?, entry.path()))
        })
        .collect();
    // The version that `glass` is like comes first.
    found.sort_by_key(|(micro, _)| (*micro != 7, u32::MAX - micro));
    found.into_iter().map(|(_, path)| path).collect()
}
// ANCHOR_END: find

/// The program itself.
pub fn executable() -> Option<PathBuf> {
    env::current_exe().ok()
}

/// `sys.path` before `site` and the program's own folder. C: the end of `getpath.py`.
pub fn search_path(config: &Config, library: Option<&Library>) -> Vec<OsString> {
    let mut path = Vec::new();
    if let Some(extra) = &config.pythonpath {
        // An empty entry is the current folder.
        path.extend(env::split_paths(extra).map(PathBuf::into_os_string));
    }
    if let Some(library) = library {
        let archive = library.prefix.join(&config.platlibdir).join("python311.zip");
        path.push(archive.into_os_string());
        path.push(library.stdlib.clone().into_os_string());
    }
    path
}
