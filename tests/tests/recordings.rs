//! The recordings are CPython's, and are what it still prints.

use std::fs;
use std::path::Path;

use glass_snake_tests::cpython::Python;
use glass_snake_tests::recordings::{check_header, folder, read_all};
use glass_snake_tests::say;
use pretty_assertions::assert_eq;

#[test]
fn every_recording_was_made_by_a_script_with_the_reference() {
    let recordings = read_all(&folder());
    assert!(!recordings.is_empty());
    let groups = fs::read_to_string(folder().join("../programs/groups.txt")).unwrap();
    let groups: Vec<&str> = groups.split_whitespace().collect();
    for ((subject, name), text) in recordings {
        let script = if groups.contains(&subject.as_str()) { "running" } else { &subject };
        check_header(&text, script).unwrap_or_else(|problem| panic!("{subject}/{name}: {problem}"));
    }
}

#[test]
fn cpython_still_prints_what_was_recorded() {
    let Some(python) = Python::get_reference("recording afresh") else { return };
    let afresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recordings");
    let _ = fs::remove_dir_all(&afresh);
    let status = python.script("record.py").arg("--into").arg(&afresh).status().unwrap();
    assert!(status.success());
    let (recorded, printed) = (read_all(&folder()), read_all(&afresh));
    let names = |recordings: &std::collections::BTreeMap<(String, String), String>| {
        recordings.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&recorded), names(&printed));
    for (name, text) in &recorded {
        assert_eq!(text, &printed[name], "{name:?}");
    }
    say(&format!("{} recordings are what CPython prints", recorded.len()));
}

/// Insta must not leave pending snapshots that could be accepted.
#[test]
fn insta_is_kept_from_writing() {
    assert_eq!(
        std::env::var("INSTA_UPDATE").as_deref(),
        Ok("no"),
        "run by cargo, see .cargo/config.toml"
    );
}
