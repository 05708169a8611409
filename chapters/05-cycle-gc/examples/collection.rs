//! Draws a real collection, phase by phase, as SVG.
//!
//! ```sh
//! cargo run -p cycle-gc --example collection > collection.svg
//! ```
//!
//! Five lists are made on the toy heap; the program goes on to hold one of them. An observer
//! follows the full collection that comes then, and the picture shows what it saw.

mod drawing;

use cycle_gc::toy::{Handle, Kind, Ref, Toy};
use cycle_gc::{Event, Generation, Heap, Observer, collect_observed};
use drawing::{Anchor, Drawing, WIDTH, deliver};

fn main() -> std::io::Result<()> {
    let heap = Toy::new();
    heap.collector().disable();
    // ANCHOR: graph
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| heap.new_object(name, Kind::List));
    a.refer_to(&b);
    b.refer_to(&a);
    d.refer_to(&c);
    e.refer_to(&e);
    e.refer_to(&d);
    drop((a, b, c, e));
    // ANCHOR_END: graph
    let mut artist = Artist::new();
    collect_observed(&heap, Generation::OLDEST, &mut artist);
    drop(d);
    deliver(&artist.finish())
}

/// An object as the picture shows it.
#[derive(Clone)]
struct Shown {
    handle: Handle,
    name: String,
    number: usize,
}

/// Follows a collection and draws a panel whenever there is something new to see.
struct Artist {
    drawing: Drawing,
    young: Vec<Shown>,
    unreachable: Vec<Shown>,
    /// What the scan has done since the last panel.
    done: Vec<String>,
    /// How many of `young` the scan has left behind it.
    scanned: usize,
    /// Whether this is the first of the two times that a collection sorts objects.
    sorting: bool,
    cleared: Vec<String>,
}

// SAFETY: it takes and gives back references, and changes nothing else.
unsafe impl Observer<Toy> for Artist {
    fn event(&mut self, heap: &Toy, event: Event<'_, Toy>) {
        match event {
            Event::Start { .. } => self.start(&heap.tracked(None)),
            Event::CountsSubtracted { young } if self.sorting => {
                let copies = young.map(|member| member.gc_refs.unwrap_or_default());
                self.young.iter_mut().zip(copies).for_each(|(shown, copy)| shown.number = copy);
                self.panel("subtract_refs: references from outside");
            }
            Event::Reached(object) if self.sorting => {
                self.scan_panel();
                let index = self.young.iter().position(|shown| shown.handle == object);
                self.scanned = index.expect("in the list") + 1;
                self.done.push(format!("{} is reachable", self.name(object)));
            }
            Event::SetAside(object) if self.sorting => {
                if self.done.iter().any(|done| !done.ends_with("set aside")) {
                    self.scan_panel();
                }
                self.done.push(format!("{} is set aside", self.name(object)));
                let index = self.young.iter().position(|shown| shown.handle == object);
                self.unreachable.push(self.young.remove(index.expect("in the list")));
            }
            Event::BroughtBack(object) if self.sorting => {
                self.done.push(format!("{} is brought back", self.name(object)));
                let index = self.unreachable.iter().position(|shown| shown.handle == object);
                let mut back = self.unreachable.remove(index.expect("set aside before"));
                back.number = 1;
                self.young.push(back);
            }
            Event::Sorted { .. } => {
                self.scan_panel();
                self.sorting = false;
            }
            Event::Clear(object) => self.cleared.push(self.name(object)),
            _ => {}
        }
    }
}

impl Artist {
    fn new() -> Artist {
        Artist {
            drawing: Drawing::new(),
            young: Vec::new(),
            unreachable: Vec::new(),
            done: Vec::new(),
            scanned: 0,
            sorting: true,
            cleared: Vec::new(),
        }
    }

    fn name(&self, object: Handle) -> String {
        let all = self.young.iter().chain(&self.unreachable);
        all.clone().find(|shown| shown.handle == object).map_or(String::new(), |s| s.name.clone())
    }

    /// The graph: the list in its order, the counts, and the references as arcs above it.
    fn start(&mut self, members: &[Ref<'_>]) {
        self.young = members
            .iter()
            .map(|object| Shown {
                handle: object.handle(),
                name: object.name(),
                // Without the reference that looking at it takes.
                number: object.count() - 1,
            })
            .collect();
        let place = |handle| members.iter().position(|other| other.handle() == handle);
        let mut from_inside = vec![0; members.len()];
        self.heading("the list, with the reference counts");
        self.drawing.height += 72.0;
        for (from, object) in members.iter().enumerate() {
            for target in object.references() {
                let to = place(target.handle()).expect("everything is in one list");
                from_inside[to] += 1;
                self.arc(from, to);
            }
        }
        for (index, inside) in from_inside.into_iter().enumerate() {
            if self.young[index].number > inside {
                let x = center(index);
                let top = self.drawing.height;
                self.drawing.text(x, top - 56.0, Anchor::Middle, "", "the program");
                let style = r#"stroke="currentColor" stroke-width="1.4" marker-end="url(#tip)""#;
                self.drawing.line((x, top - 50.0), (x, top - 1.0), style);
            }
        }
        self.boxes();
    }

    fn arc(&mut self, from: usize, to: usize) {
        let top = self.drawing.height;
        let (start, end) = match from == to {
            true => (center(from) + 8.0, center(to) + 22.0),
            false if from < to => (center(from) + 12.0, center(to) - 8.0),
            false => (center(from) - 12.0, center(to) + 8.0),
        };
        // Two arcs between the same objects go at different heights.
        let rise = if from <= to { 34.0 } else { 52.0 };
        self.drawing.add(format_args!(
            r#"<path d="M{start:.1} {top:.1} C{start:.1} {high:.1} {end:.1} {high:.1} {end:.1} {tip:.1}" fill="none" stroke="currentColor" stroke-width="1.4" marker-end="url(#tip)"/>"#,
            high = top - rise,
            tip = top - 1.0,
        ));
    }

    fn scan_panel(&mut self) {
        if !self.done.is_empty() {
            let title = std::mem::take(&mut self.done).join(", ");
            self.panel(&shorten(&title));
        }
    }

    fn panel(&mut self, title: &str) {
        self.heading(title);
        self.boxes();
    }

    fn heading(&mut self, title: &str) {
        let bottom = self.drawing.height + 14.0;
        self.drawing.text(8.0, bottom, Anchor::Start, r#"font-weight="600""#, title);
        self.drawing.height += 24.0;
    }

    /// A line of boxes for `young`, and one below for what is set aside.
    fn boxes(&mut self) {
        let top = self.drawing.height;
        for (index, shown) in self.young.clone().iter().enumerate() {
            let known = index < self.scanned;
            let style = match known {
                true => {
                    r#"fill="var(--figure-accent-fill, none)" stroke="var(--figure-accent, gray)""#
                }
                false => r#"fill="var(--figure-fill, none)" stroke="currentColor""#,
            };
            self.object(index, top, shown, style);
        }
        for (index, shown) in self.unreachable.clone().iter().enumerate() {
            let style = r#"fill="var(--figure-second-fill, none)" stroke="var(--figure-second, gray)" stroke-dasharray="4 3""#;
            self.object(index, top + 42.0, shown, style);
        }
        self.drawing.height += if self.unreachable.is_empty() { 58.0 } else { 100.0 };
    }

    fn object(&mut self, index: usize, top: f64, shown: &Shown, style: &str) {
        let left = center(index) - 35.0;
        self.drawing.add(format_args!(
            r#"<rect x="{left:.1}" y="{top:.1}" width="70" height="34" rx="5" stroke-width="1.4" {style}/>"#
        ));
        let y = top + 22.0;
        let bold = r#"font-weight="600""#;
        self.drawing.text(left + 14.0, y, Anchor::Start, bold, &shown.name);
        self.drawing.text(left + 56.0, y, Anchor::End, "", &shown.number.to_string());
    }

    fn finish(mut self) -> String {
        let gone = format!("tp_clear is called for {}", self.cleared.join(" and "));
        self.heading(&gone);
        self.drawing.finish("A collection in its phases")
    }
}

/// "a is set aside, b is set aside" in fewer words.
fn shorten(title: &str) -> String {
    let names: Vec<&str> =
        title.split(", ").filter_map(|part| part.strip_suffix(" is set aside")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} and {last} are set aside", rest.join(", "))
        }
        _ => title.to_string(),
    }
}

fn center(index: usize) -> f64 {
    50.0 + index as f64 * (WIDTH - 100.0) / 4.0
}
