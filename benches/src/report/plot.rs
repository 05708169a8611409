//! A group as a picture: rates on a logarithmic axis.
//!
//! Inputs that are sizes become lines over a size axis, where a level line is work that
//! grows with its input and no faster; other inputs become one dot a row. Text and axes
//! take the page's own colour (`currentColor`), the marks colours that stand out on light
//! and on dark paper. The drawing has no blank line, so that Markdown takes it whole.

use std::fmt::Write;

use super::results::{Group, Measurement, Work, is_ours};
use super::units;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 200.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 40.0;
const ROW: f64 = 20.0;
const BOTTOM: f64 = 44.0;

/// Colours that a row keeps from plot to plot: ours, CPython's main and other views, and
/// those of peers by their names.
const OURS: &str = "var(--plot-ours, #d9480f)";
const CPYTHON: [&str; 2] = ["var(--plot-cpython, #2b8a9e)", "var(--plot-cpython-view, #7c6fd0)"];
const PEERS: &[&str] = &["var(--plot-peer-1, #7d8a2e)", "var(--plot-peer-2, #b0568f)"];

/// Draws a group; `title` names it.
pub fn draw(title: &str, group: &Group) -> String {
    if group.is_of_sizes() { lines(title, group) } else { dots(title, group) }
}

/// A logarithmic scale from a range of values to a range of the drawing.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// The decades that hold all `values`.
    fn over(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Scale {
        let lowest = values.clone().fold(f64::INFINITY, f64::min).max(1e-9);
        let highest = values.fold(lowest, f64::max);
        let low = lowest.log10().floor();
        Scale { low, high: highest.log10().ceil().max(low + 1.0), from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = (value.max(1e-9).log10() - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// The powers of ten.
    fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        (self.low as i32..=self.high as i32).map(|power| 10f64.powi(power))
    }
}

/// What is drawn: the rate, or runs per second where a group counts no work.
fn rate(measurement: &Measurement) -> (f64, Work) {
    let runs = (1e9 / measurement.time.middle, Work::Elements(1));
    measurement.rate().zip(measurement.work).unwrap_or(runs)
}

/// One line a row, grouped by input.
fn dots(title: &str, group: &Group) -> String {
    let scale =
        Scale::over(group.measurements.iter().map(|m| rate(m).0), LEFT + 8.0, WIDTH - RIGHT);
    let colours = Colours::of(group);
    let mut body = String::new();
    let mut y = TOP;
    for input in group.inputs() {
        if !input.is_empty() {
            y += ROW * 0.4;
            let _ = writeln!(
                body,
                r#"<text x="0" y="{y:.1}" font-weight="bold">{}</text>"#,
                escape(input)
            );
            y += ROW;
        }
        for measurement in group.of_input(input) {
            let (value, work) = rate(measurement);
            let (x, colour) = (scale.place(value), colours.get(&measurement.row));
            let _ = writeln!(
                body,
                r#"<text x="{LEFT}" y="{y:.1}" text-anchor="end">{row}</text><line x1="{start}" x2="{x:.1}" y1="{middle:.1}" y2="{middle:.1}" stroke="{colour}" stroke-width="2"/><circle cx="{x:.1}" cy="{middle:.1}" r="5" fill="{colour}"/><text x="{label:.1}" y="{y:.1}">{words}</text>"#,
                row = escape(&measurement.row),
                start = LEFT + 8.0,
                middle = y - 4.0,
                label = x + 9.0,
                words = units::rate(value, work),
            );
            y += ROW;
        }
    }
    let unit = group.measurements.first().map_or(Work::Elements(1), |m| rate(m).1);
    let mut axis = String::new();
    for tick in scale.ticks() {
        let _ = writeln!(
            axis,
            r#"<line x1="{x:.1}" x2="{x:.1}" y1="{top}" y2="{end:.1}" stroke="currentColor" stroke-opacity="0.2"/><text x="{x:.1}" y="{label:.1}" text-anchor="middle">{words}</text>"#,
            x = scale.place(tick),
            top = TOP - 14.0,
            end = y - 8.0,
            label = y + 10.0,
            words = tick_words(tick, unit),
        );
    }
    frame(title, &describe(group), y + BOTTOM - 24.0, &(axis + &body))
}

/// One line a row, over the size of the input.
fn lines(title: &str, group: &Group) -> String {
    const HEIGHT: f64 = 340.0;
    let size = |m: &Measurement| match m.work {
        Some(Work::Bytes(amount) | Work::Elements(amount)) => amount as f64,
        None => 1.0,
    };
    let work = group.measurements.first().map_or(Work::Elements(1), |m| rate(m).1);
    let across = Scale::over(group.measurements.iter().map(size), 80.0, WIDTH - 190.0);
    let up = Scale::over(group.measurements.iter().map(|m| rate(m).0), HEIGHT - BOTTOM, TOP);
    let colours = Colours::of(group);
    let mut body = String::new();
    for tick in up.ticks() {
        let _ = writeln!(
            body,
            r#"<line x1="80" x2="{end:.1}" y1="{y:.1}" y2="{y:.1}" stroke="currentColor" stroke-opacity="0.2"/><text x="72" y="{label:.1}" text-anchor="end">{words}</text>"#,
            end = WIDTH - 190.0,
            y = up.place(tick),
            label = up.place(tick) + 4.0,
            words = tick_words(tick, work),
        );
    }
    for input in group.inputs() {
        let Some(first) = group.of_input(input).next() else { continue };
        let _ = writeln!(
            body,
            r#"<text x="{x:.1}" y="{y}" text-anchor="middle">{words}</text>"#,
            x = across.place(size(first)),
            y = HEIGHT - BOTTOM + 20.0,
            words = escape(input),
        );
    }
    let mut labels: Vec<(f64, &str)> = Vec::new();
    for row in colours.rows() {
        let points: Vec<(f64, f64)> = group
            .measurements
            .iter()
            .filter(|measurement| measurement.row == row)
            .map(|measurement| (across.place(size(measurement)), up.place(rate(measurement).0)))
            .collect();
        let colour = colours.get(row);
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            body,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>"#,
            path.join(" ")
        );
        for (x, y) in &points {
            let _ = writeln!(body, r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{colour}"/>"#);
        }
        labels.extend(points.last().map(|&(_, y)| (y, row)));
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = TOP;
    for (y, row) in labels {
        // Labels of lines that end close together move down rather than overlap.
        let y = y.max(free);
        free = y + 16.0;
        let _ = writeln!(
            body,
            r#"<text x="{x}" y="{y:.1}" fill="{colour}">{words}</text>"#,
            x = WIDTH - 180.0,
            y = y + 4.0,
            colour = colours.get(row),
            words = escape(row),
        );
    }
    frame(title, &describe(group), HEIGHT.max(free + BOTTOM), &body)
}

/// Which colour a row has throughout a drawing.
struct Colours<'a> {
    rows: Vec<&'a str>,
}

impl<'a> Colours<'a> {
    fn of(group: &'a Group) -> Colours<'a> {
        let mut rows: Vec<&str> = group.measurements.iter().map(|m| m.row.as_str()).collect();
        rows.sort_unstable();
        rows.dedup();
        Colours { rows }
    }

    fn rows(&self) -> impl Iterator<Item = &'a str> {
        self.rows.iter().copied()
    }

    fn get(&self, row: &str) -> &'static str {
        if is_ours(row) {
            return OURS;
        }
        match row.strip_prefix("cpython") {
            Some("") => CPYTHON[0],
            Some(_) => CPYTHON[1],
            None => {
                let is_peer = |row: &&&str| !is_ours(row) && !row.starts_with("cpython");
                let place = self.rows.iter().filter(is_peer).take_while(|other| **other != row);
                PEERS[place.count() % PEERS.len()]
            }
        }
    }
}

/// The picture in words, for those who don't see it.
fn describe(group: &Group) -> String {
    let mut text = String::new();
    for measurement in &group.measurements {
        let (value, work) = rate(measurement);
        let input = match measurement.input.as_str() {
            "" => String::new(),
            input => format!(" on {input}"),
        };
        let _ = write!(text, "{}{input}: {}. ", measurement.row, units::rate(value, work));
    }
    text.trim_end().to_string()
}

fn tick_words(value: f64, work: Work) -> String {
    // A tick is a power of ten: no digits behind the point.
    units::rate(value, work).replace(".00", "").replace(".0", "")
}

fn frame(title: &str, description: &str, height: f64, body: &str) -> String {
    let title = escape(title);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" role="img" font-family="sans-serif" font-size="13" fill="currentColor">
<title>{title}</title>
<desc>{}</desc>
<text x="0" y="16" font-size="15" font-weight="bold">{title}</text>
{body}</svg>
"#,
        escape(description)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
