//! The symbol table beside CPython's: recordings of our programs, at least one for each error;
//! the library and mutants of it; and every source that CPython's own tests of names hold in
//! strings.
//!
//! `GLASS_MUTANTS` asks for another number of mutants, `GLASS_SEED` for other ones.

mod views;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use glass_snake_tests::compare::Comparison;
use glass_snake_tests::cpython::Python;
use glass_snake_tests::library;
use glass_snake_tests::mutants::Mutants;
use glass_snake_tests::recordings::{self, assert_all_recorded};

const SUBJECT: &str = "symbols";
const MUTANTS: usize = 1000;

/// The tests of CPython that are about names.
const TESTS: &[&str] = &[
    "test_syntax.py",
    "test_symtable.py",
    "test_scope.py",
    "test_named_expressions.py",
    "test_future.py",
    "test_global.py",
    "test_listcomps.py",
    "test_genexps.py",
    "test_generators.py",
    "test_coroutines.py",
    "test_compile.py",
    "test_type_annotations.py",
];

#[test]
fn our_programs_as_recorded() {
    let folder = recordings::programs().join(SUBJECT);
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let text = |path: PathBuf| {
        let file = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        let name = file.trim_end_matches(".py").replace('/', ".");
        (name, views::symbols(&fs::read(&path).unwrap()))
    };
    assert_all_recorded(SUBJECT, paths.into_iter().map(text));
}

#[test]
fn depth_as_recorded() {
    let nodes = views::deepest(0) - views::deepest(100);
    let text = format!("recursion limit 1000\n100 frames take {nodes} nodes\n");
    recordings::assert_recorded(SUBJECT, "depth", &text);
}

#[test]
fn library_as_symtable() {
    compare("symbols", "files", &views::symbols, |_| true);
}

#[test]
fn sources_in_the_strings_of_cpythons_tests() {
    compare("symbol-snippets", "files", &views::snippets, |path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        TESTS.contains(&name)
    });
}

#[test]
fn mutants_as_symtable() {
    let Some(python) = Python::get("symbols of mutants") else { return };
    let number = |variable| env::var(variable).ok().and_then(|text| text.parse().ok());
    let count = number("GLASS_MUTANTS").map_or(MUTANTS, |count: u64| count as usize);
    let mutants = Mutants::new(&library::files(python), number("GLASS_SEED").unwrap_or(1));
    let ours = |_: &str, source: &[u8]| vec![Some(views::symbols(source).into_bytes())];
    Comparison { python, view: "symbols", ours: &ours }
        .run(count, |number| mutants.get(number))
        .assert_all("mutants");
}

fn compare(
    view: &str,
    what: &str,
    ours: &(dyn Fn(&[u8]) -> String + Sync),
    is_wanted: impl Fn(&Path) -> bool,
) {
    let Some(python) = Python::get("symbols of the library") else { return };
    let mut files = library::files(python);
    files.retain(|file| is_wanted(&file.path));
    assert!(!files.is_empty());
    let ours = |_: &str, source: &[u8]| vec![Some(ours(source).into_bytes())];
    Comparison { python, view, ours: &ours }
        .run(files.len(), |index| files[index].read())
        .assert_all(what);
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}
