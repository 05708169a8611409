//! Where things stand in the workspace.
//!
//! Every other module asks here for a path, so that a test can point the whole tool at a
//! small house of its own in a temporary folder.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

/// The root folder of a workspace that holds a book and chapters.
#[derive(Clone, Debug)]
pub struct House {
    root: PathBuf,
    builds: PathBuf,
}

/// One chapter crate: `chapters/01-tokenizer` is the chapter `tokenizer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The folder's name without its number; also the name of the crate.
    pub name: String,
    /// The absolute path of the folder.
    pub folder: PathBuf,
}

impl House {
    /// A house whose workspace manifest is `root/Cargo.toml`.
    pub fn at(root: impl Into<PathBuf>) -> House {
        let root = root.into();
        House { builds: root.join("target"), root }
    }

    /// The house that cargo runs this crate in. Where cargo doesn't run it, the one that it was
    /// built in; these may differ where several copies of a workspace share their builds.
    pub fn ours() -> House {
        let run_in = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let book = run_in.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let mut house = House::at(book.parent().expect("the crate `book` stands in the workspace"));
        if let Some(folder) = env::var_os("CARGO_TARGET_DIR") {
            house.builds = house.root.join(folder);
        }
        house
    }

    /// The folder for what the checks build.
    pub fn builds(&self) -> PathBuf {
        self.builds.join("book-check")
    }

    /// The workspace's root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that holds `book.toml`.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// The folder that holds the pages.
    pub fn pages(&self) -> PathBuf {
        self.root.join("book/src")
    }

    /// The chapter crates, in the order of their numbers.
    pub fn chapters(&self) -> io::Result<Vec<Chapter>> {
        let folder = self.root.join("chapters");
        let mut chapters = Vec::new();
        if !folder.is_dir() {
            return Ok(chapters);
        }
        for entry in fs::read_dir(folder)? {
            let folder = entry?.path();
            let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { continue };
            if let Some((number, name)) = name.split_once('-')
                && number.bytes().all(|digit| digit.is_ascii_digit())
                && folder.is_dir()
            {
                chapters.push(Chapter { name: name.to_owned(), folder: folder.clone() });
            }
        }
        chapters.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(chapters)
    }

    /// A path as the reader knows it: from the workspace's root on.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// Joins `relative` to the folder of `file` and removes `.` and `..`, without asking the disk.
pub fn beside(file: &Path, relative: &str) -> PathBuf {
    let mut path = file.parent().map(Path::to_owned).unwrap_or_default();
    for part in Path::new(relative).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// Every file under `folder`, at any depth, whose name ends in `.extension`, in a fixed order.
pub fn files_under(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
