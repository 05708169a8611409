use super::*;
use crate::fixture::{Fixture, assert_finding};

const FILES: [(&str, &str); 5] = [
    (
        "Cargo.toml",
        "[workspace]\nmembers = [\"chapters/*\"]\ndefault-members = [\"chapters/01-x\"]\n\
         resolver = \"3\"\n",
    ),
    ("chapters/01-x/Cargo.toml", "[package]\nname = \"x\"\nedition = \"2024\"\n"),
    ("chapters/01-x/src/main.rs", "fn main() {}\n"),
    ("chapters/01-x/examples/map.rs", "fn main() {}\n"),
    ("justfile", "default:\n    @just --list\n\nbench *FILTER:\n    cargo bench\n\nx := \"1\"\n"),
];

fn found(commands: &str) -> Vec<String> {
    Fixture::with_page(&format!("a\n\n```sh\n{commands}\n```\n"), &FILES).findings(check)
}

#[test]
fn commands_that_exist() {
    let lines = [
        "cargo run --release -- FILE",
        "cargo run -p x --example map",
        "cargo run --bin=x",
        "RUSTFLAGS=-g cargo test --workspace && cargo doc -p x --open",
        "just",
        "just bench tokenizer",
        "ls chapters/01-x/src | wc -l > out",
        "target/release/x",
        "# a comment\ncargo \\\n  test -p x",
    ];
    assert_eq!(found(&lines.join("\n")), [""; 0]);
}

#[test]
fn commands_that_do_not() {
    let cases = [
        ("cargo test -p y", "no package `y`"),
        ("cargo run -p x --example gone", "no example `gone` in x"),
        ("cargo test -p x --test ex01", "no test `ex01` in x"),
        ("cargo run --bin gone", "no bin `gone`"),
        ("cargo frobnicate", "no such command"),
        ("cargo fuzz run gone", "no fuzz target"),
        ("cargo test --manifest-path gone/Cargo.toml", "`gone/Cargo.toml` does not exist"),
        ("just record", "no recipe `record`"),
        ("just x", "no recipe `x`"),
        ("glass file.py", "no package builds a program `glass`"),
        ("frobnicate", "no such command"),
        ("cat chapters/01-x/src/gone.rs", "does not exist"),
        ("ls && just gone", "no recipe `gone`"),
    ];
    let found = found(&cases.map(|(line, _)| line).join("\n"));
    assert_eq!(found.len(), cases.len(), "{found:#?}");
    for (line, ((command, part), finding)) in (4..).zip(cases.iter().zip(&found)) {
        assert!(finding.starts_with(&format!("book/src/a.md:{line}: ")), "{command}: {finding}");
        assert!(finding.contains(part), "{command}: {finding}");
    }
}

#[test]
fn a_block_without_a_command() {
    assert_finding(&found("# nothing"), "book/src/a.md:3", "no command");
}

#[test]
fn the_readme_is_held_to_the_same() {
    let mut files = FILES.to_vec();
    files.push(("README.md", "```sh\njust gone\n```\n"));
    let found = Fixture::with_page("# A\n", &files).findings(check);
    assert_finding(&found, "README.md:2", "no recipe `gone`");
}

#[test]
fn modules_are_asked_for() {
    if interpreters().unwrap().is_empty() {
        eprintln!("skipped: no CPython 3.11 is found");
        return;
    }
    assert_eq!(found("python3.11 -m tokenize -e FILE"), [""; 0]);
    assert_finding(&found("python3.11 -m frobnicate"), "book/src/a.md:4", "no module");
}

#[test]
fn a_console_block_shows_commands_and_output() {
    let page = |text: &str| Fixture::with_page(text, &FILES).findings(check);
    assert_eq!(page("```console\n$ ls\njust gone\n```\n"), [""; 0]);
    assert_finding(&page("```console\n$ just gone\n```\n"), "book/src/a.md:2", "no recipe");
    assert_finding(&page("```console\nls\n```\n"), "book/src/a.md:1", "no command");
}

#[test]
fn a_console_block_can_be_run() {
    let page = |text: &str| Fixture::with_page(text, &FILES).findings(check);
    assert_eq!(page("```console run\n$ echo a\na\n$ echo b\nb\n```\n"), [""; 0]);
    assert_eq!(page("```console run varies\n$ echo a1\na…\n```\n"), [""; 0]);
    let found = page("```console run\n$ echo a\na\n$ echo b\nc\n```\n");
    assert_finding(&found, "book/src/a.md:5", "the page has `c`, the output `b`");
}
