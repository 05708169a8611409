//! Draws three generations filling up, and the full collections of a growing heap, as SVG.
//!
//! ```sh
//! cargo run --release -p cycle-gc --example generations > generations.svg
//! ```
//!
//! Both halves are runs of the collector with its default thresholds over a program that keeps
//! all that it makes.

mod drawing;

use std::cell::RefCell;
use std::rc::Rc;

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{GENERATIONS, Generation, Heap, Progress};
use drawing::{Anchor, Drawing, WIDTH, deliver};

/// How far the first half goes, and how often it looks.
const FEW: usize = 20_000;
const STEP: usize = 25;
/// How far the second half goes.
const MANY: usize = 3_000_000;

fn main() -> std::io::Result<()> {
    let mut drawing = Drawing::new();
    sizes(&mut drawing);
    full_collections(&mut drawing);
    deliver(&drawing.finish("Three generations, and the full collections of a growing heap"))
}

/// The lengths of the three lists while objects are made.
fn sizes(drawing: &mut Drawing) {
    let heap = Toy::new();
    let mut kept: Vec<Ref<'_>> = Vec::new();
    let mut samples: Vec<[usize; GENERATIONS]> = Vec::new();
    for made in 0..FEW {
        if made % STEP == 0 {
            samples.push(heap.collector().sizes());
        }
        kept.push(heap.new_object("", Kind::Instance));
    }
    for generation in Generation::ALL {
        let index = generation.index();
        let line: Vec<(f64, f64)> = samples
            .iter()
            .enumerate()
            .map(|(sample, sizes)| ((sample * STEP) as f64, sizes[index] as f64))
            .collect();
        let most = line.iter().map(|point| point.1).fold(0.0, f64::max);
        let title = format!("objects in generation {index}, at most {}", grouped(most as usize));
        let plot = Plot { title: &title, right: FEW as f64, top: most.max(1.0), height: 70.0 };
        plot.draw(drawing, &line, &[]);
    }
    axis(drawing, FEW, "objects made");
    drawing.height += 16.0;
}

/// How many objects the heap has, and at which sizes all of them are gone through.
fn full_collections(drawing: &mut Drawing) {
    let heap = Toy::new();
    let full: Rc<RefCell<Vec<usize>>> = Rc::default();
    let seen = Rc::clone(&full);
    heap.on_collection(move |heap, progress, report| {
        if progress == Progress::Start && report.generation == Generation::OLDEST {
            seen.borrow_mut().push(heap.live_objects());
        }
    });
    let kept: Vec<Ref<'_>> = (0..MANY).map(|_| heap.new_object("", Kind::Instance)).collect();
    let full = full.borrow();
    let title = format!("{} full collections, and how many objects each has to visit", full.len());
    let line = [(0.0, 0.0), (MANY as f64, kept.len() as f64)];
    let bars: Vec<(f64, f64)> = full.iter().map(|&size| (size as f64, size as f64)).collect();
    let plot = Plot { title: &title, right: MANY as f64, top: MANY as f64, height: 150.0 };
    plot.draw(drawing, &line, &bars);
    axis(drawing, MANY, "objects made");
}

/// Where a curve is drawn.
struct Plot<'a> {
    title: &'a str,
    right: f64,
    top: f64,
    height: f64,
}

const LEFT: f64 = 10.0;
const SPAN: f64 = WIDTH - 2.0 * LEFT;

impl Plot<'_> {
    fn draw(&self, drawing: &mut Drawing, line: &[(f64, f64)], bars: &[(f64, f64)]) {
        drawing.text(LEFT, drawing.height + 14.0, Anchor::Start, "", self.title);
        let bottom = drawing.height + 26.0 + self.height;
        let place = |(x, y): (f64, f64)| {
            (LEFT + x / self.right * SPAN, bottom - y / self.top * self.height)
        };
        let points: Vec<String> =
            line.iter().map(|&point| place(point)).map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let points = points.join(" L");
        drawing.add(format_args!(
            r#"<path d="M{points} L{:.1} {bottom:.1} L{LEFT} {bottom:.1} z" fill="var(--figure-accent-fill, none)" stroke="none"/>"#,
            LEFT + SPAN
        ));
        drawing.add(format_args!(
            r#"<path d="M{points}" fill="none" stroke="var(--figure-accent, gray)" stroke-width="1.4"/>"#
        ));
        for &bar in bars {
            let (x, y) = place(bar);
            let style = r#"stroke="var(--figure-second, gray)" stroke-width="2.4""#;
            drawing.line((x, bottom), (x, y), style);
        }
        let style = r#"stroke="currentColor" stroke-width="1""#;
        drawing.line((LEFT, bottom), (LEFT + SPAN, bottom), style);
        drawing.height = bottom + 8.0;
    }
}

fn axis(drawing: &mut Drawing, right: usize, what: &str) {
    let y = drawing.height + 10.0;
    drawing.text(LEFT, y, Anchor::Start, "", "0");
    drawing.text(WIDTH / 2.0, y, Anchor::Middle, "", what);
    drawing.text(LEFT + SPAN, y, Anchor::End, "", &grouped(right));
    drawing.height += 22.0;
}

/// 20000 as 20,000.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
