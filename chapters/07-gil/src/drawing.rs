//! A timeline as text and as a drawing: a lane for each thread, time from left to right.
//!
//! Invariant: what is drawn is what was recorded, cut to a window; a stretch too short to be
//! seen is drawn as thin as can be, and not left out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use crate::timeline::{Doing, Stretch, Timeline};

// ANCHOR: window
/// A part of a timeline, and what its threads are called.
pub struct Window<'a> {
    timeline: &'a Timeline,
    from: Duration,
    to: Duration,
    names: BTreeMap<u64, &'a str>,
}

impl<'a> Window<'a> {
    /// From here to there, with a lane for each thread that has a name.
    pub fn new(
        timeline: &'a Timeline,
        (from, to): (Duration, Duration),
        names: &[(u64, &'a str)],
    ) -> Window<'a> {
        Window { timeline, from, to, names: names.iter().copied().collect() }
    }

    /// The stretches of a thread, cut to the window.
    fn lane(&self, thread: u64) -> Vec<Stretch> {
        let stretches = self.timeline.stretches(self.to).into_iter();
        let inside =
            stretches.filter(|s| s.thread == thread && s.from < self.to && s.to > self.from);
        let cut = |s: Stretch| Stretch { from: s.from.max(self.from), to: s.to.min(self.to), ..s };
        inside.map(cut).collect()
    }

    /// How far along the window a time is, from 0 to 1.
    fn along(&self, at: Duration) -> f64 {
        at.saturating_sub(self.from).as_secs_f64() / (self.to - self.from).as_secs_f64()
    }
}
// ANCHOR_END: window

// ANCHOR: text
impl Window<'_> {
    /// A line for each thread: `#` it holds the lock, `.` it waits, `-` it does without, `!` it
    /// gives way. A character is what the thread did for most of that time.
    pub fn text(&self, width: usize) -> String {
        let widest = self.names.values().map(|name| name.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (&thread, name) in &self.names {
            let mut cells = vec![BTreeMap::<Doing, f64>::new(); width];
            for stretch in self.lane(thread) {
                let (from, to) = (self.along(stretch.from), self.along(stretch.to));
                let (from, to) = (from * width as f64, to * width as f64);
                for (cell, sums) in cells.iter_mut().enumerate() {
                    let overlap = to.min(cell as f64 + 1.0) - from.max(cell as f64);
                    if overlap > 0.0 {
                        *sums.entry(stretch.doing).or_default() += overlap;
                    }
                }
            }
            let lane: String = cells.iter().map(character).collect();
            writeln!(text, "{name:<widest$}  {lane}").expect("a string takes everything");
        }
        text
    }
}

fn character(sums: &BTreeMap<Doing, f64>) -> char {
    match sums.iter().max_by(|a, b| a.1.total_cmp(b.1)) {
        Some((Doing::Holds, _)) => '#',
        Some((Doing::Waits, _)) => '.',
        Some((Doing::Without, _)) => '-',
        Some((Doing::GivesWay, _)) => '!',
        None => ' ',
    }
}
// ANCHOR_END: text

// ANCHOR: sizes
/// The drawing is as wide as a phone shows it.
const WIDTH: f64 = 480.0;
const LEFT: f64 = 86.0;
const RIGHT: f64 = 472.0;
const LANE: f64 = 34.0;
const BAR: f64 = 20.0;
// ANCHOR_END: sizes

// ANCHOR: svg
impl Window<'_> {
    /// The window as SVG, in the colours of the book's theme: a full bar holds the lock, a line
    /// waits for it, a hollow bar does without. A triangle is a request.
    pub fn svg(&self, title: &str) -> String {
        let height = 10.0 + LANE * self.names.len() as f64 + 26.0 + 30.0;
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" width="{WIDTH}" height="{height:.0}" font-size="15" font-family="system-ui, sans-serif">
  <title>{title}</title>
"#
        );
        for ((&thread, name), lane) in self.names.iter().zip(0..) {
            let middle = 10.0 + LANE * (f64::from(lane) + 0.5);
            text(&mut svg, (2.0, middle + 5.0), "start", name);
            for stretch in self.lane(thread) {
                self.bar(&mut svg, middle, stretch);
            }
            for (at, asker) in self.timeline.requests() {
                if asker == thread && (self.from..=self.to).contains(&at) {
                    self.request(&mut svg, middle, at);
                }
            }
        }
        let bottom = 10.0 + LANE * self.names.len() as f64;
        self.axis(&mut svg, bottom);
        legend(&mut svg, bottom + 48.0);
        svg.push_str("</svg>\n");
        svg
    }

    fn x(&self, at: Duration) -> f64 {
        LEFT + self.along(at) * (RIGHT - LEFT)
    }

    fn bar(&self, svg: &mut String, middle: f64, stretch: Stretch) {
        let x = self.x(stretch.from);
        let width = (self.x(stretch.to) - x).max(0.7);
        shape(svg, stretch.doing, (x, middle), width);
    }

    /// A triangle that points at the moment.
    fn request(&self, svg: &mut String, middle: f64, at: Duration) {
        let (x, y) = (self.x(at), middle - BAR / 2.0 + 2.0);
        writeln!(
            svg,
            r#"  <path d="M{:.1} {:.1} h8 l-4 7 z" fill="currentColor"/>"#,
            x - 4.0,
            y - 5.0
        )
        .expect("a string takes everything");
    }

    /// Milliseconds, at steps of 1, 2 or 5 times a power of ten.
    fn axis(&self, svg: &mut String, bottom: f64) {
        let span = (self.to - self.from).as_secs_f64() * 1e3;
        let power = 10f64.powf((span / 6.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
        let step = step.into_iter().find(|step| span / step <= 6.5).unwrap_or(span);
        let mut at = 0.0;
        while at <= span {
            let x = LEFT + at / span * (RIGHT - LEFT);
            writeln!(
                svg,
                r#"  <path d="M{x:.1} 10 V{bottom:.1}" stroke="var(--figure-quiet, gray)" stroke-width="0.6" stroke-dasharray="2 4" fill="none"/>"#
            )
            .expect("a string takes everything");
            let unit = if at == 0.0 { " ms" } else { "" };
            let anchor = if x > RIGHT - 12.0 { "end" } else { "middle" };
            text(svg, (x.min(RIGHT + 6.0), bottom + 18.0), anchor, &format!("{at}{unit}"));
            at += step;
        }
    }
}

/// A stretch as a shape, its left end in the middle of the lane.
fn shape(svg: &mut String, doing: Doing, (x, middle): (f64, f64), width: f64) {
    let (height, style) = match doing {
        Doing::Holds => (BAR, r#"fill="var(--figure-accent, gray)""#),
        Doing::Waits | Doing::GivesWay => (2.0, r#"fill="var(--figure-quiet, gray)""#),
        Doing::Without if width < 1.5 => (BAR - 6.0, r#"fill="var(--figure-second, gray)""#),
        Doing::Without => (
            BAR - 6.0,
            r#"fill="var(--figure-second-fill, none)" stroke="var(--figure-second, gray)" stroke-width="0.8""#,
        ),
    };
    let y = middle - height / 2.0;
    writeln!(
        svg,
        r#"  <rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" {style}/>"#
    )
    .expect("a string takes everything");
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(
        svg,
        r#"  <text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="currentColor">{text}</text>"#
    )
    .expect("a string takes everything");
}

fn legend(svg: &mut String, y: f64) {
    let entries = [
        (2.0, Doing::Holds, "holds it"),
        (128.0, Doing::Waits, "waits"),
        (224.0, Doing::Without, "without it"),
    ];
    for (x, doing, name) in entries {
        shape(svg, doing, (x, y - 5.0), 22.0);
        text(svg, (x + 30.0, y), "start", name);
    }
    writeln!(svg, r#"  <path d="M362 {:.1} h8 l-4 7 z" fill="currentColor"/>"#, y - 9.0)
        .expect("a string takes everything");
    text(svg, (380.0, y), "start", "asks for it");
}
// ANCHOR_END: svg

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recorder::{Event, Recorder};

    /// Events at times that are known: the recorder itself takes the real clock's.
    fn two_turns() -> Timeline {
        let timeline = Timeline::new();
        timeline.record(1, Event::Take { switched: true });
        timeline.record(2, Event::Wait);
        std::thread::sleep(Duration::from_millis(20));
        timeline.record(2, Event::Request);
        timeline.record(1, Event::Drop { asked: true });
        timeline.record(1, Event::ForcedWait);
        timeline.record(2, Event::Take { switched: true });
        timeline.record(1, Event::Switched);
        timeline.record(1, Event::Wait);
        std::thread::sleep(Duration::from_millis(20));
        timeline.record(2, Event::Drop { asked: false });
        timeline.record(1, Event::Take { switched: true });
        timeline
    }

    #[test]
    fn a_lane_for_each_thread() {
        let timeline = two_turns();
        let end = timeline.entries().last().expect("there are some").at;
        let window = Window::new(&timeline, (Duration::ZERO, end), &[(1, "one"), (2, "second")]);
        let text = window.text(10);
        let lanes: Vec<&str> = text.lines().collect();
        assert!(lanes[0].starts_with("one     ####") && lanes[0].ends_with("...."), "{text}");
        assert!(lanes[1].starts_with("second  ....") && lanes[1].ends_with("####"), "{text}");
    }

    #[test]
    fn the_drawing_has_both_lanes_and_the_request() {
        let timeline = two_turns();
        let end = timeline.entries().last().expect("there are some").at;
        let window = Window::new(&timeline, (Duration::ZERO, end), &[(1, "one"), (2, "second")]);
        let svg = window.svg("Two turns");
        assert!(svg.contains(">one</text>") && svg.contains(">second</text>"));
        assert_eq!(svg.matches("h8 l-4 7 z").count(), 2, "one, and the legend's");
    }
}
