//! The arithmetic of int, float and complex, their texts and format specifications beside
//! CPython's: drawn tasks as recorded, and others drawn now.

mod tasks;

use std::env;

use glass_snake_tests::cpython::Python;
use glass_snake_tests::recordings::{assert_all_recorded, folder, read};
use glass_snake_tests::say;

const SUBJECT: &str = "arithmetic";

/// Seeds of the live comparison, and the environment variables that ask for others.
const SEEDS: u64 = 4;
const SEEDS_VARIABLE: &str = "GLASS_ARITHMETIC_SEEDS";

#[test]
fn drawn_tasks_as_recorded() {
    let entries = std::fs::read_dir(folder().join(SUBJECT)).unwrap();
    let names = entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_owned());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() > 5);
    assert_all_recorded(
        SUBJECT,
        names.into_iter().map(|name| {
            let ours = read(SUBJECT, &name).lines().map(|line| ours(line) + "\n").collect();
            (name, ours)
        }),
    );
}

#[test]
fn tasks_drawn_now() {
    let Some(python) = Python::get_reference("drawn arithmetic") else { return };
    let seeds = env::var(SEEDS_VARIABLE).ok().and_then(|seeds| seeds.parse().ok());
    let mut total = 0;
    let mut differing = Vec::new();
    for seed in 1..=seeds.unwrap_or(SEEDS) {
        let output =
            python.script("arithmetic.py").args([&seed.to_string(), "250"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            total += 1;
            let ours = ours(line);
            if line != ours {
                differing.push(format!("CPython {line}\nours    {ours}\n"));
            }
        }
    }
    say(&format!("arithmetic: {} of {total} tasks agree", total - differing.len()));
    let count = differing.len();
    differing.truncate(12);
    assert!(differing.is_empty(), "{count} tasks differ, the first:\n{}", differing.concat());
}

/// A line with our result in place of CPython's.
fn ours(line: &str) -> String {
    let (task, _) = line.rsplit_once('\t').expect("a task and its result");
    format!("{task}\t{}", tasks::answer(task))
}
