//! Figures as people read them: three significant digits and a unit.

use super::results::Work;

/// A time: `12.3 µs`.
pub fn time(nanoseconds: f64) -> String {
    scaled(nanoseconds, &["ns", "µs", "ms", "s"])
}

/// A rate of the given work: `210 MB/s`, `4.20 M/s`.
pub fn rate(per_second: f64, work: Work) -> String {
    match work {
        Work::Bytes(_) => scaled(per_second, &["B/s", "kB/s", "MB/s", "GB/s"]),
        Work::Elements(_) => scaled(per_second, &["/s", "k/s", "M/s", "G/s"]),
    }
}

/// A ratio: `12.3×`.
pub fn ratio(value: f64) -> String {
    format!("{}×", digits(value))
}

fn scaled(mut value: f64, units: &[&str]) -> String {
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", digits(value), units[unit])
}

/// Three significant digits, no exponent.
fn digits(value: f64) -> String {
    let places = match value {
        99.95.. => 0,
        9.995.. => 1,
        _ => 2,
    };
    format!("{value:.places$}")
}
