//! Times every collection of a growing program and draws the pauses as SVG.
//!
//! ```sh
//! cargo run --release -p cycle-gc --example pauses > pauses.svg
//! ```
//!
//! The program keeps every second object that it makes; the others are pairs that refer to
//! each other. A summary in numbers goes to standard error.

mod drawing;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{GENERATIONS, Generation, Heap, Progress};
use drawing::{Anchor, Drawing, deliver};

/// How many objects the program makes.
const OBJECTS: usize = 8_000_000;

/// One collection.
#[derive(Clone, Copy)]
struct Pause {
    generation: Generation,
    examined: usize,
    took: Duration,
}

fn main() -> std::io::Result<()> {
    let pauses = run();
    for generation in Generation::ALL {
        let mut took: Vec<Duration> =
            pauses.iter().filter(|p| p.generation == generation).map(|p| p.took).collect();
        took.sort();
        let total: Duration = took.iter().sum();
        if let (Some(last), middle) = (took.last(), took.get(took.len() / 2)) {
            eprintln!(
                "generation {}: {} collections, median {:.1?}, longest {last:.1?}, sum {total:.1?}",
                generation.index(),
                took.len(),
                middle.unwrap_or(last),
            );
        }
    }
    deliver(&draw(&pauses))
}

fn run() -> Vec<Pause> {
    let heap = Toy::new();
    let pauses: Rc<RefCell<Vec<Pause>>> = Rc::default();
    let started = RefCell::new((0, Instant::now()));
    let list = Rc::clone(&pauses);
    heap.on_collection(move |heap, progress, report| match progress {
        Progress::Start => {
            let collected = Generation::ALL.into_iter().take(report.generation.index() + 1);
            let examined = collected.map(|generation| heap.collector().size(generation)).sum();
            *started.borrow_mut() = (examined, Instant::now());
        }
        Progress::Stop => {
            let (examined, start) = *started.borrow();
            let took = start.elapsed();
            list.borrow_mut().push(Pause { generation: report.generation, examined, took });
        }
    });
    let mut kept: Vec<Ref<'_>> = Vec::new();
    for _ in 0..OBJECTS / 4 {
        let [left, right] = [(); 2].map(|()| heap.new_object("", Kind::Instance));
        left.refer_to(&right);
        right.refer_to(&left);
        kept.extend([(); 2].map(|()| heap.new_object("", Kind::Instance)));
    }
    drop(kept);
    pauses.take()
}

/// Both axes are logarithmic: objects from 100 to 10 million, time from 1 µs to 1 s.
fn draw(pauses: &[Pause]) -> String {
    let (left, right, top, bottom) = (64.0, 470.0, 16.0, 330.0);
    let x = |objects: f64| left + (objects.log10() - 2.0) / 5.0 * (right - left);
    let y = |seconds: f64| bottom - (seconds.log10() + 6.0) / 6.0 * (bottom - top);
    let mut drawing = Drawing::new();
    let grid = r#"stroke="var(--figure-quiet, gray)" stroke-width="0.6" stroke-dasharray="2 4""#;
    let times = ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"];
    for (power, label) in times.into_iter().enumerate() {
        let level = y(10f64.powi(power as i32 - 6));
        drawing.line((left, level), (right, level), grid);
        drawing.text(left - 6.0, level + 5.0, Anchor::End, "", label);
    }
    for (power, label) in ["100", "1,000", "10⁴", "10⁵", "10⁶", "10⁷"].into_iter().enumerate()
    {
        let place = x(10f64.powi(power as i32 + 2));
        drawing.line((place, top), (place, bottom), grid);
        let anchor = if power == 5 { Anchor::End } else { Anchor::Middle };
        drawing.text(place, bottom + 20.0, anchor, "", label);
    }
    drawing.text((left + right) / 2.0, bottom + 42.0, Anchor::Middle, "", "objects examined");
    let colors = ["var(--figure-accent, gray)", "var(--figure-second, gray)", "currentColor"];
    for (generation, color) in Generation::ALL.into_iter().zip(colors) {
        let of_this = pauses.iter().filter(|pause| pause.generation == generation);
        // Of the many young collections every so manyth shows as much as all.
        let count = of_this.clone().count();
        for pause in of_this.step_by((count / 150).max(1)) {
            let seconds = pause.took.as_secs_f64().max(1e-6);
            let (cx, cy) = (x(pause.examined.max(100) as f64), y(seconds));
            drawing.add(format_args!(
                r#"<circle cx="{cx:.1}" cy="{cy:.1}" r="3" fill="{color}" fill-opacity="0.55"/>"#
            ));
        }
        let row = bottom + 68.0 + generation.index() as f64 * 22.0;
        drawing.add(format_args!(
            r#"<circle cx="{left}" cy="{:.1}" r="5" fill="{color}"/>"#,
            row - 5.0
        ));
        let label = format!("generation {}: {count} collections", generation.index());
        drawing.text(left + 14.0, row, Anchor::Start, "", &label);
    }
    drawing.height = bottom + 68.0 + GENERATIONS as f64 * 22.0 - 10.0;
    drawing.finish("Pauses by generation")
}
