//! The tokenizer beside CPython's: recordings of our programs, the whole library, and
//! mutants of it.
//!
//! `GLASS_MUTANTS` asks for another number of mutants, `GLASS_SEED` for other ones.

mod views;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use glass_snake_tests::compare::Comparison;
use glass_snake_tests::cpython::Python;
use glass_snake_tests::helper::Part;
use glass_snake_tests::mutants::Mutants;
use glass_snake_tests::recordings::{self, assert_all_recorded};
use glass_snake_tests::{library, say};

const SUBJECT: &str = "tokenizer";
const MUTANTS: usize = 3000;

/// The parser's view.
mod scan {
    use super::*;

    #[test]
    fn our_programs_as_recorded() {
        let text = |(name, file, source): (String, String, Vec<u8>)| {
            let name = format!("{name}.parser");
            let recorded = recordings::read(SUBJECT, &name);
            let ours = sections(&views::parser(&file, &source), &recorded);
            (name, ours)
        };
        assert_all_recorded(SUBJECT, programs().into_iter().map(text));
    }

    #[test]
    fn library_as_the_c_tokenizer() {
        library_agrees("parser", &views::parser);
    }

    #[test]
    fn mutants_as_the_c_tokenizer() {
        mutants_agree("parser", &views::parser);
    }
}

/// What `python -m tokenize` and `python -m tokenize -e` print.
mod print {
    use super::*;

    #[test]
    fn our_programs_as_recorded() {
        let texts = |(name, file, source): (String, String, Vec<u8>)| {
            [("tokenize", false), ("tokenize-e", true)].map(|(view, exact)| {
                let parts = views::tokenize_module(&file, &source, exact);
                let text = parts[0].as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                (format!("{name}.{view}"), text.into_owned())
            })
        };
        assert_all_recorded(SUBJECT, programs().into_iter().flat_map(texts));
    }

    #[test]
    fn library_as_the_tokenize_module() {
        library_agrees("tokenize", &both);
    }

    #[test]
    fn mutants_as_the_tokenize_module() {
        mutants_agree("tokenize", &both);
    }

    fn both(name: &str, source: &[u8]) -> Vec<Part> {
        [false, true]
            .iter()
            .flat_map(|&exact| views::tokenize_module(name, source, exact))
            .collect()
    }
}

/// A view of ours: its parts for a name and a source.
type View = dyn Fn(&str, &[u8]) -> Vec<Part> + Sync;

fn library_agrees(view: &str, ours: &View) {
    let Some(python) = Python::get(&format!("{view} of the library")) else { return };
    let files = library::files(python);
    Comparison { python, view, ours }
        .run(files.len(), |index| files[index].read())
        .assert_all("files");
}

fn mutants_agree(view: &str, ours: &View) {
    let Some(python) = Python::get(&format!("{view} of mutants")) else { return };
    let count = number("GLASS_MUTANTS").map_or(MUTANTS, |count| count as usize);
    let mutants = Mutants::new(&library::files(python), number("GLASS_SEED").unwrap_or(1));
    Comparison { python, view, ours }
        .run(count, |number| mutants.get(number))
        .assert_all("mutants");
}

/// A number that the environment gives; one that isn't is pointed out.
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    let number = text.parse().ok();
    if number.is_none() {
        say(&format!("{variable} is no number: {text}"));
    }
    number
}

/// Our programs: the recordings' name for each, its path from the programs' folder, which
/// is the name that CPython was given, and its bytes.
fn programs() -> Vec<(String, String, Vec<u8>)> {
    let folder = recordings::programs().join(SUBJECT);
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let program = |path: PathBuf| {
        let file = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_string();
        let name = file.trim_end_matches(".py").replace('/', ".");
        (name, file, fs::read(&path).unwrap())
    };
    paths.into_iter().map(program).collect()
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

/// The parser's view as `tests/reference/tokenizer.py` writes it. Where CPython's tokenizer
/// has nothing to say, since the parser speaks first, neither have we.
fn sections(parts: &[Part], recorded: &str) -> String {
    const SILENCE: &str = "not for the tokenizer to say";
    let mut text = String::new();
    for (title, part) in ["tokens", "as bytes", "as a file"].iter().zip(parts) {
        let silent = recorded.contains(&format!("-- {title}\n{SILENCE}\n"));
        let content = match part {
            Some(content) if !silent => String::from_utf8_lossy(content).into_owned(),
            _ => SILENCE.into(),
        };
        text += &format!("-- {title}\n{}\n", content.trim_end());
    }
    text
}
