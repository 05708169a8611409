//! Text beside CPython's: methods of `str` and `bytes`, format strings, codecs, on drawn input.
//!
//! The committed recordings hold a few thousand cases; where a 3.11 is installed, many more are
//! drawn afresh. What a line means is said in `tests/reference/text.py`.

mod bytes;
mod codecs;
mod formats;
mod methods;
mod notation;

use glass_snake_tests::cpython::Python;
use glass_snake_tests::recordings::read;
use glass_snake_tests::say;
use notation::Case;
use pretty_assertions::assert_eq;

/// What we make of a case.
fn answer(case: &Case) -> String {
    let operation = case.operation.as_str();
    match operation {
        "markup" | "field" | "numbered" | "percent" => formats::answer(case),
        "decode" | "encode" | "escape_decode" => codecs::answer(case),
        _ if operation.starts_with("b.") => bytes::answer(case),
        _ => methods::answer(case),
    }
}

/// Compares each line; shows the first that differ.
fn compare(lines: &str) -> usize {
    let mut count = 0;
    let mut differences = Vec::new();
    for line in lines.lines() {
        let (given, theirs) = line.rsplit_once("\t=").expect("a case has an outcome");
        let ours = answer(&Case::read(given));
        count += 1;
        if ours != theirs {
            differences.push(format!("{given}\n  CPython {theirs}\n  we      {ours}"));
        }
    }
    let shown: Vec<_> = differences.iter().take(12).cloned().collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), shown.join("\n"));
    count
}

#[test]
fn recorded_cases() {
    for name in ["searching", "shaping", "bytes", "formats", "decoders", "encoders"] {
        let count = compare(&read("text", name));
        say(&format!("text: {count} recorded cases of {name} agree"));
    }
}

#[test]
fn cases_drawn_afresh() {
    let Some(python) = Python::get("text drawn afresh") else { return };
    for seed in ["1", "2", "3"] {
        let output = python.script("text.py").args([seed, "400"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let count = compare(&String::from_utf8(output.stdout).unwrap());
        say(&format!("text: {count} drawn cases agree"));
    }
}

/// The table of characters is hashed as `unicode_types.py` hashes CPython's answers.
#[test]
fn the_characters_are_those_of_the_installed_python() {
    let Some(python) = Python::get("the properties of all characters") else { return };
    let output = python.script("unicode_types.py").arg("--digest").output().unwrap();
    let digest = String::from_utf8(output.stdout).unwrap();
    let table = include_str!("../../../chapters/06-object-model/src/unicode/tables.rs");
    let recorded = table.lines().find_map(|line| line.split_once("DIGEST: &str = \""));
    assert_eq!(digest.trim(), recorded.unwrap().1.trim_end_matches("\";"));
}
