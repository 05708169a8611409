//! The `.py` files of the installed standard library, its tests among them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::compare::Input;
use crate::cpython::Python;

/// A file of the library.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct File {
    /// Its path.
    pub path: PathBuf,
}

/// The library's files in the order of their paths, without what was installed beside it.
pub fn files(python: &Python) -> Vec<File> {
    let mut files = Vec::new();
    collect(python.library(), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder's entries can be read").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if name != "site-packages" && name != "dist-packages" {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(File { path });
        }
    }
}

impl File {
    /// Its name and bytes.
    ///
    /// # Panics
    /// If it can't be read.
    pub fn read(&self) -> Input {
        let name = self.path.to_str().expect("the library's names are UTF-8").to_string();
        let source = fs::read(&self.path).unwrap_or_else(|error| panic!("{name}: {error}"));
        Input { name, source }
    }
}
