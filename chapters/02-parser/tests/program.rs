//! The program prints what `python3.11 -m ast` was recorded to print.
//!
//! A recording's description is the command that it is of, so the tests run our program with
//! the same arguments, beside the same programs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// The recordings of trees whose names end like this: name, description, content.
fn recordings(suffix: &str) -> Vec<(String, String, String)> {
    let mut recordings = Vec::new();
    for entry in fs::read_dir(tests().join("recordings/tree")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(suffix) && !name.starts_with("built.") {
            let text = fs::read_to_string(&path).unwrap();
            let (header, content) = text.split_once("\n---\n").unwrap();
            let description = header.lines().find_map(|line| line.strip_prefix("description: "));
            let description = description.unwrap().trim_matches('"').to_owned();
            recordings.push((name, description, content.to_owned()));
        }
    }
    recordings.sort();
    assert!(!recordings.is_empty());
    recordings
}

fn run<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_parser"))
        .args(arguments)
        .current_dir(tests().join("programs/tree"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that reads no input may have ended by now.
    let _ = process.stdin.take().unwrap().write_all(b"x\n");
    process.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap()
}

#[test]
fn trees_and_errors() {
    let mut differing = Vec::new();
    for (name, description, recorded) in recordings(".dump.snap") {
        let arguments = description.strip_prefix("python3.11 -m ast ").unwrap();
        let output = run(arguments.split(' '));
        let status = output.status.code().unwrap();
        let printed = text(&output.stdout) + &text(&output.stderr);
        let printed = format!("{printed}exit status {status}\n");
        if printed != recorded {
            let end = |text: &str| text.lines().rev().take(5).collect::<Vec<_>>().join("\n");
            differing.push(format!("{name}\n{}\n<>\n{}\n", end(&recorded), end(&printed)));
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn trees_as_source() {
    for (name, description, recorded) in recordings(".unparse.snap") {
        let file = description.strip_prefix("ast.unparse() of ").unwrap();
        let mode = file.split_once('/').map_or("exec", |(mode, _)| mode);
        let output = run(["--unparse", "-m", mode, file]);
        assert_eq!(text(&output.stdout) + &text(&output.stderr), recorded, "{name}");
    }
}

#[test]
fn arguments() {
    for (_, _, recorded) in recordings("arguments.snap") {
        for line in recorded.lines() {
            let [arguments, status, stdout, message] =
                line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let given = if arguments.is_empty() { vec![] } else { arguments.split(' ').collect() };
            let given = given.into_iter().map(|word| if word == "''" { "" } else { word });
            let output = run(given);
            let stderr = text(&output.stderr);
            let last = stderr.lines().last().unwrap_or("");
            assert_eq!(output.status.code().unwrap().to_string(), status, "{arguments}: {stderr}");
            assert_eq!(text(&output.stdout).replace('\n', "\\n"), stdout, "{arguments}");
            assert_eq!(last.strip_prefix("parser: ").unwrap_or(last), message, "{arguments}");
        }
    }
}

#[test]
fn help() {
    let output = run(["-h"]);
    assert!(output.status.success());
    assert!(text(&output.stdout).starts_with("usage: parser "));
}
