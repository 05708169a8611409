//! From files as criterion writes them to the pages.

use std::fs;
use std::path::PathBuf;

use pretty_assertions::assert_eq;

use super::conditions::{Conditions, date_of};
use super::results::{Group, Interval, Measurement, Stage, Work, read};
use super::{page, plot, units};

/// A folder of this test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("glass-snake-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn conditions() -> Conditions {
    Conditions {
        date: "2026-01-31".into(),
        processor: "A processor".into(),
        processors: 2,
        system: "linux, x86_64".into(),
        rustc: "rustc 1.95.0".into(),
        cpython: Some("3.11.7".into()),
    }
}

fn measurement(row: &str, input: &str, middle: f64, bytes: u64) -> Measurement {
    Measurement {
        row: row.into(),
        input: input.into(),
        time: Interval { low: middle * 0.9, middle, high: middle * 1.1 },
        work: Some(Work::Bytes(bytes)),
    }
}

fn stage() -> Stage {
    let measurements = vec![
        measurement("cpython, tokenize", "", 9_000.0, 1_000),
        measurement("memchr", "", 10.0, 1_000),
        measurement("cpython", "", 6_000.0, 1_000),
        measurement("glass", "", 1_000.0, 1_000),
        measurement("glass, tokenize", "", 3_000.0, 1_000),
    ];
    let groups = vec![Group::new("library".into(), measurements)];
    Stage { name: "tokenizer".into(), conditions: conditions(), groups }
}

#[test]
fn criterions_files_are_read() {
    let folder = Folder::new("read");
    let estimate = |value: u32| {
        format!(
            r#"{{"confidence_interval":{{"confidence_level":0.95,"lower_bound":{value}.0,
            "upper_bound":{value}.5}},"point_estimate":{value}.25,"standard_error":0.1}}"#
        )
    };
    folder.write(
        "tokenizer_x/glass/1/new/benchmark.json",
        r#"{"group_id":"tokenizer/x","function_id":"glass","value_str":"1 MB",
        "throughput":{"Bytes":1000000},"full_id":"","directory_name":"","title":""}"#,
    );
    folder.write(
        "tokenizer_x/glass/1/new/estimates.json",
        &format!(r#"{{"mean":{},"slope":null,"std_dev":{}}}"#, estimate(7), estimate(1)),
    );
    // What an earlier run left is no result.
    folder.write("tokenizer_x/glass/1/base/benchmark.json", "{}");
    folder.write("conditions/tokenizer.json", &serde_json::to_string(&conditions()).unwrap());
    let expected = Measurement {
        row: "glass".into(),
        input: "1 MB".into(),
        time: Interval { low: 7.0, middle: 7.25, high: 7.5 },
        work: Some(Work::Bytes(1_000_000)),
    };
    let groups = vec![Group { name: "x".into(), measurements: vec![expected] }];
    let stages = vec![Stage { name: "tokenizer".into(), conditions: conditions(), groups }];
    assert_eq!(read(&folder.0).unwrap(), stages);
}

#[test]
fn a_file_that_is_not_criterions_is_named() {
    let folder = Folder::new("bad");
    folder.write("x/new/benchmark.json", "{");
    assert!(read(&folder.0).unwrap_err().to_string().contains("benchmark.json"));
}

#[test]
fn a_row_is_held_against_ours_of_the_same_view() {
    let pages = page::pages(&[stage()]);
    let table: Vec<&str> = pages[0].text.lines().filter(|line| line.starts_with("|  |")).collect();
    assert_eq!(
        table,
        [
            "|  | glass | 1.00 µs | 900 ns to 1.10 µs | 1.00 GB/s |  |",
            "|  | glass, tokenize | 3.00 µs | 2.70 µs to 3.30 µs | 333 MB/s |  |",
            "|  | memchr | 10.0 ns | 9.00 ns to 11.0 ns | 100 GB/s | 0.01× |",
            "|  | cpython | 6.00 µs | 5.40 µs to 6.60 µs | 167 MB/s | 6.00× |",
            "|  | cpython, tokenize | 9.00 µs | 8.10 µs to 9.90 µs | 111 MB/s | 3.00× |",
        ]
    );
    assert!(pages[0].text.contains("2026-01-31"));
    assert!(pages[0].text.contains("{{#include benchmarks/tokenizer-library.svg}}"));
    assert_eq!(pages, page::pages(&[stage()]));
}

#[test]
fn a_plot_is_one_html_block_with_a_name_and_a_description() {
    let sizes = Group::new(
        "size".into(),
        vec![
            measurement("glass", "10 MB", 1e9, 10_000_000),
            measurement("glass", "1 MB", 1e8, 1_000_000),
            measurement("a<b", "1 MB", 1e7, 1_000_000),
        ],
    );
    assert_eq!(sizes.inputs(), ["1 MB", "10 MB"]);
    for group in [&sizes, &stage().groups[0]] {
        let svg = plot::draw("t & u", group);
        assert!(svg.contains("<title>t &amp; u</title>") && svg.contains("<desc>"));
        assert!(!svg.contains("\n\n"), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("a<b"));
    }
    assert!(plot::draw("", &sizes).contains("polyline"));
    assert!(!plot::draw("", &stage().groups[0]).contains("polyline"));
}

#[test]
fn an_empty_group_is_drawn() {
    assert!(plot::draw("", &Group::new("x".into(), vec![])).contains("<svg"));
}

#[test]
fn figures_have_three_digits() {
    assert_eq!(units::time(0.5), "0.50 ns");
    assert_eq!(units::time(999.6), "1.00 µs");
    assert_eq!(units::time(12_345.0), "12.3 µs");
    assert_eq!(units::time(5e12), "5000 s");
    assert_eq!(units::rate(2.1e8, Work::Bytes(1)), "210 MB/s");
    assert_eq!(units::rate(4.2e6, Work::Elements(1)), "4.20 M/s");
    assert_eq!(units::ratio(99.96), "100×");
}

#[test]
fn days_become_dates() {
    assert_eq!(date_of(0), "1970-01-01");
    assert_eq!(date_of(11_016), "2000-02-29");
    assert_eq!(date_of(20_483), "2026-01-30");
    assert_eq!(date_of(47_540), "2100-02-28");
    assert_eq!(date_of(47_541), "2100-03-01");
}
