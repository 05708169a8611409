//! Code generation beside CPython's: recordings of our programs, at least one for each
//! construct, error and warning; the library and mutants of it; and every source that CPython's
//! own tests hold in strings.
//!
//! `GLASS_MUTANTS` asks for another number of mutants, `GLASS_SEED` for other ones.

mod views;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use glass_snake_tests::compare::Comparison;
use glass_snake_tests::cpython::Python;
use glass_snake_tests::helper::Part;
use glass_snake_tests::library;
use glass_snake_tests::mutants::Mutants;
use glass_snake_tests::recordings::{self, assert_all_recorded};

const SUBJECT: &str = "codegen";
const MUTANTS: usize = 1000;

/// The tests of CPython that compile what stands in strings.
const TESTS: &[&str] = &[
    "test_syntax.py",
    "test_scope.py",
    "test_named_expressions.py",
    "test_generators.py",
    "test_coroutines.py",
    "test_compile.py",
    "test_patma.py",
    "test_grammar.py",
    "test_except_star.py",
    "test_type_annotations.py",
    "test_builtin.py",
    "test_fstring.py",
    "test_exceptions.py",
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
        let kind = file.split('/').next().unwrap();
        (name, views::program(&fs::read(&path).unwrap(), kind))
    };
    assert_all_recorded(SUBJECT, paths.into_iter().map(text));
}

/// The programs whose output the eval loop is held against, as `dis` shows them.
#[test]
fn programs_of_the_language_as_recorded() {
    let folder = recordings::programs().join("language");
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let shown = views::disassembly(&fs::read(&path).unwrap(), &format!("{name}.py"));
        recordings::assert_recorded("language", &format!("{name}.dis"), &shown);
    }
}

#[test]
fn sources_in_the_strings_of_cpythons_tests() {
    let Some(python) = Python::get("code of the strings in CPython's tests") else { return };
    let mut files = library::files(python);
    files.retain(|file| {
        let name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        TESTS.contains(&name)
    });
    assert!(!files.is_empty());
    let ours = |_: &str, source: &[u8]| vec![Some(views::snippets(source))];
    Comparison { python, view: "codegen-snippets", ours: &ours }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

#[test]
fn mutants_as_compiled() {
    let Some(python) = Python::get("code of mutants") else { return };
    let number = |variable| env::var(variable).ok().and_then(|text| text.parse().ok());
    let count = number("GLASS_MUTANTS").map_or(MUTANTS, |count: u64| count as usize);
    let mutants = Mutants::new(&library::files(python), number("GLASS_SEED").unwrap_or(1));
    let ours = |_: &str, source: &[u8]| -> Vec<Part> {
        views::codegen(source).into_iter().map(Some).collect()
    };
    Comparison { python, view: "codegen", ours: &ours }
        .run(count, |number| mutants.get(number))
        .assert_all("mutants");
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
