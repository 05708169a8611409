//! What criterion wrote, read back.
//!
//! Criterion keeps a folder for each benchmark, with `new/benchmark.json` (what was
//! measured) and `new/estimates.json` (the statistics). A group's name is `stage/group`,
//! a function's is one of the rows, its value the input.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::conditions::Conditions;

/// One figure: how long one row took for one input.
#[derive(Clone, PartialEq, Debug)]
pub struct Measurement {
    /// Who did the work: `glass`, `cpython`, a peer's crate.
    pub row: String,
    /// On what; empty where the group has one input.
    pub input: String,
    /// The slope or the mean, as criterion reports it, and the interval that holds it with
    /// a probability of 95%.
    pub time: Interval,
    /// How much work it was.
    pub work: Option<Work>,
}

/// An estimate between its bounds, in nanoseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The estimate.
    pub middle: f64,
    /// The upper bound.
    pub high: f64,
}

/// An amount of work: what a throughput is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// So many bytes.
    Bytes(u64),
    /// So many elements.
    Elements(u64),
}

/// A group's measurements, in the order of inputs and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// The name behind the stage's.
    pub name: String,
    /// Its figures.
    pub measurements: Vec<Measurement>,
}

/// A stage's groups and the conditions of its run.
#[derive(Clone, PartialEq, Debug)]
pub struct Stage {
    /// The chapter crate's name.
    pub name: String,
    /// When and on what it was measured.
    pub conditions: Conditions,
    /// Its groups by name.
    pub groups: Vec<Group>,
}

/// Reads every stage under criterion's folder.
///
/// # Errors
/// When a file can't be read, isn't criterion's, or a stage's conditions are missing.
pub fn read(folder: &Path) -> io::Result<Vec<Stage>> {
    let mut files = Vec::new();
    collect_benchmarks(folder, &mut files)?;
    let mut stages: BTreeMap<String, BTreeMap<String, Vec<Measurement>>> = BTreeMap::new();
    for file in files {
        let benchmark: Benchmark = read_json(&file)?;
        let estimates: Estimates = read_json(&file.with_file_name("estimates.json"))?;
        let Some((stage, group)) = benchmark.group_id.split_once('/') else {
            let problem = format!("{}: its group has no stage", file.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        };
        let measurement = Measurement {
            time: estimates.slope.unwrap_or(estimates.mean).into(),
            work: work_of(&benchmark.throughput),
            row: benchmark.function_id.unwrap_or_default(),
            input: benchmark.value_str.unwrap_or_default(),
        };
        let groups = stages.entry(stage.to_string()).or_default();
        groups.entry(group.to_string()).or_default().push(measurement);
    }
    let stage = |(name, groups): (String, BTreeMap<String, Vec<Measurement>>)| {
        let groups = groups.into_iter().map(|(name, measurements)| Group::new(name, measurements));
        let conditions = Conditions::read(folder, &name)?;
        Ok(Stage { conditions, groups: groups.collect(), name })
    };
    stages.into_iter().map(stage).collect()
}

impl Group {
    /// Sorts the figures: inputs by size where their names are sizes and otherwise by
    /// name, ours first among the rows, then the slowest first.
    pub fn new(name: String, mut measurements: Vec<Measurement>) -> Group {
        let input_key = |measurement: &Measurement| {
            let number: Option<f64> = leading_number(&measurement.input);
            (number.unwrap_or(0.0), measurement.input.clone())
        };
        measurements.sort_by(|a, b| {
            let ((a_number, a_name), (b_number, b_name)) = (input_key(a), input_key(b));
            a_number
                .total_cmp(&b_number)
                .then(a_name.cmp(&b_name))
                .then(is_ours(&b.row).cmp(&is_ours(&a.row)))
                .then(a.time.middle.total_cmp(&b.time.middle))
        });
        Group { name, measurements }
    }

    /// The inputs, each once, in order.
    pub fn inputs(&self) -> Vec<&str> {
        let mut inputs: Vec<&str> = self.measurements.iter().map(|m| m.input.as_str()).collect();
        inputs.dedup();
        inputs
    }

    /// The figures of one input, in order.
    pub fn of_input<'a, 'b>(
        &'a self,
        input: &'b str,
    ) -> impl Iterator<Item = &'a Measurement> + use<'a, 'b> {
        self.measurements.iter().filter(move |measurement| measurement.input == input)
    }

    /// Our figure for the same work as `measurement`'s: the same input, and the same view
    /// where a row names one (`cpython, tokenize` is held against `glass, tokenize`).
    pub fn ours_for<'a>(&'a self, measurement: &Measurement) -> Option<&'a Measurement> {
        let row = match measurement.row.split_once(", ") {
            Some((_, view)) => format!("{OURS}, {view}"),
            None => OURS.to_string(),
        };
        self.measurements.iter().find(|ours| ours.input == measurement.input && ours.row == row)
    }

    /// Whether the inputs are sizes, to be drawn as an axis.
    pub fn is_of_sizes(&self) -> bool {
        let inputs = self.inputs();
        inputs.len() > 1 && inputs.iter().all(|input| leading_number(input).is_some())
    }
}

/// The row that stands for this project.
pub const OURS: &str = "glass";

/// Whether a row is one of ours.
pub fn is_ours(row: &str) -> bool {
    row == OURS || row.starts_with("glass, ")
}

/// The number that a text such as `50 MB` begins with.
fn leading_number(text: &str) -> Option<f64> {
    text.split(' ').next()?.parse().ok()
}

impl Measurement {
    /// Units of work per second.
    pub fn rate(&self) -> Option<f64> {
        let (Work::Bytes(amount) | Work::Elements(amount)) = self.work?;
        Some(amount as f64 / (self.time.middle * 1e-9))
    }
}

/// The paths of all `new/benchmark.json` below `folder`.
fn collect_benchmarks(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_benchmarks(&path, files)?;
        } else if path.ends_with("new/benchmark.json") {
            files.push(path);
        }
    }
    Ok(())
}

fn read_json<T: for<'a> Deserialize<'a>>(path: &Path) -> io::Result<T> {
    let name =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(name)?;
    serde_json::from_str(&text).map_err(|error| name(error.into()))
}

/// `benchmark.json`, as far as it is needed.
#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
    value_str: Option<String>,
    throughput: serde_json::Value,
}

/// Criterion's `Throughput`, which has more forms than the benches use.
fn work_of(throughput: &serde_json::Value) -> Option<Work> {
    let amount = |name: &str| throughput.get(name)?.as_u64();
    amount("Bytes").map(Work::Bytes).or_else(|| amount("Elements").map(Work::Elements))
}

/// `estimates.json`, as far as it is needed.
#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
    slope: Option<Estimate>,
}

#[derive(Deserialize)]
struct Estimate {
    confidence_interval: ConfidenceInterval,
    point_estimate: f64,
}

#[derive(Deserialize)]
struct ConfidenceInterval {
    lower_bound: f64,
    upper_bound: f64,
}

impl From<Estimate> for Interval {
    fn from(estimate: Estimate) -> Interval {
        Interval {
            low: estimate.confidence_interval.lower_bound,
            middle: estimate.point_estimate,
            high: estimate.confidence_interval.upper_bound,
        }
    }
}
