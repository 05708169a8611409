//! Where `libpython3.11` is.
//!
//! The search, first hit first: the environment variable `GLASS_LIBPYTHON`; what
//! `python3.11` and then `python3` say of themselves; the places where distributions put
//! it. An installation is the shared library and the prefix whose `lib/python3.11` holds
//! the standard library: an embedded interpreter can't derive the latter from its own
//! program's path, so it is found from the library's.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment variable that names the shared library to load.
pub const VARIABLE: &str = "GLASS_LIBPYTHON";

/// A CPython 3.11 that can be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Installation {
    /// The shared library.
    pub library: PathBuf,
    /// What `PYTHONHOME` would be: the folder above `lib/python3.11`.
    pub home: PathBuf,
}

/// Why there is no CPython to measure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Missing {
    /// [`VARIABLE`] names a library that can't be used.
    Named(PathBuf),
    /// No place that was looked at has one.
    Nowhere,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Missing::Named(path) => write!(
                f,
                "{VARIABLE} names {}, which is no libpython with lib/python3.11 above it",
                path.display()
            ),
            Missing::Nowhere => write!(f, "no libpython3.11 found; {VARIABLE} can name one"),
        }
    }
}

/// Finds a CPython 3.11.
///
/// # Errors
/// [`Missing`], when no place has one, or the named one isn't one: a wrong name isn't
/// passed over, since the figures would then be another build's.
pub fn find() -> Result<Installation, Missing> {
    if let Some(path) = env::var_os(VARIABLE) {
        let path = PathBuf::from(path);
        return Installation::of(&path).ok_or(Missing::Named(path));
    }
    ["python3.11", "python3"]
        .iter()
        .filter_map(|program| ask(program))
        .flatten()
        .chain(usual_places())
        .find_map(|path| Installation::of(&path))
        .ok_or(Missing::Nowhere)
}

impl Installation {
    /// The installation that `library` belongs to, if both parts are there.
    fn of(library: &Path) -> Option<Installation> {
        // Through symbolic links: a distribution's `libpython3.11.so` is often one.
        let library = library.canonicalize().ok().filter(|path| path.is_file())?;
        let home = library
            .ancestors()
            .find(|folder| folder.join("lib/python3.11/os.py").is_file())?
            .to_path_buf();
        Some(Installation { library, home })
    }
}

/// Where `program` says its shared library is; nothing if it isn't there or isn't 3.11.
fn ask(program: &str) -> Option<Vec<PathBuf>> {
    const QUESTION: &str = "\
import os, sys, sysconfig
if sys.version_info[:2] == (3, 11):
    get = sysconfig.get_config_var
    for folder in get('LIBDIR'), os.path.join(get('LIBDIR') or '', get('MULTIARCH') or ''):
        for name in get('INSTSONAME'), get('LDLIBRARY'):
            if folder and name:
                print(os.path.join(folder, name))
";
    let output = Command::new(program).args(["-I", "-c", QUESTION]).output().ok()?;
    let places = String::from_utf8(output.stdout).ok()?;
    Some(places.lines().map(PathBuf::from).collect())
}

/// Where installers put the library.
fn usual_places() -> impl Iterator<Item = PathBuf> {
    let name = "libpython3.11.so.1.0";
    ["/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/opt/python3.11/lib"]
        .into_iter()
        .map(move |folder| Path::new(folder).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_is_not_there_is_no_installation() {
        assert_eq!(Installation::of(Path::new("/nowhere/libpython3.11.so")), None);
    }

    #[test]
    fn a_file_without_a_standard_library_above_it_is_no_installation() {
        assert_eq!(Installation::of(Path::new(file!())), None);
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = Missing::Named("/nowhere/x.so".into());
        assert!(missing.to_string().contains("/nowhere/x.so"));
        assert!(Missing::Nowhere.to_string().contains(VARIABLE));
    }
}
