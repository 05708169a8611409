//! Small houses in temporary folders, for the tests of this crate.

use std::{fs, ops::Deref, path::PathBuf};

use tempfile::TempDir;

use crate::{
    finding::{Failure, Report},
    house::House,
    page::{Page, Pages},
};

/// A house made of the given files; gone when dropped.
pub(crate) struct Fixture {
    house: House,
    _folder: TempDir,
}

impl Fixture {
    /// Writes the files, given by path from the root and content.
    pub(crate) fn new(files: &[(&str, &str)]) -> Fixture {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = "[book]\ntitle = \"T\"\n[build]\nbuild-dir = \"html\"\n\
                      create-missing = false\n";
        for (path, content) in [("book/book.toml", config)].iter().chain(files) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        Fixture { house: House::at(folder.path()), _folder: folder }
    }

    /// A house whose book has one page, `a.md` (its path is `book/src/a.md`).
    pub(crate) fn with_page(text: &str, files: &[(&str, &str)]) -> Fixture {
        let mut all = vec![("book/src/SUMMARY.md", "- [A](a.md)\n"), ("book/src/a.md", text)];
        all.extend(files);
        Fixture::new(&all)
    }

    /// Runs one check over the pages and gives its findings as they are printed.
    pub(crate) fn findings(
        &self,
        check: impl FnOnce(&Pages) -> Result<Report, Failure>,
    ) -> Vec<String> {
        let pages = Pages::open(self).expect("the fixture's pages can be read");
        let report = check(&pages).expect("the check can be made");
        report.findings.iter().map(ToString::to_string).collect()
    }
}

impl Deref for Fixture {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// A page read from a text.
pub(crate) fn page(text: &str) -> Page {
    Page::read(PathBuf::from("/book/src/a.md"), "book/src/a.md".to_owned(), text.to_owned())
}

/// Asserts that there is one finding, that it is at `place` and that it says `part`.
#[track_caller]
pub(crate) fn assert_finding(findings: &[String], place: &str, part: &str) {
    let [finding] = findings else { panic!("one finding expected: {findings:#?}") };
    assert!(finding.starts_with(&format!("{place}: ")), "{finding}");
    assert!(finding.contains(part), "{finding}");
}
