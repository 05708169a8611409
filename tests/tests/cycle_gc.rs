//! The collector over its toy heap does what CPython's does, effect by effect.
//!
//! `programs/cycle_gc` holds graphs of objects as steps, `tests/reference/cycle_gc.py` runs
//! them in CPython and records what happens; its `Case` explains the steps. Here they are run
//! on the toy heap.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::fs;

use cycle_gc::toy::{Kind, Ref, Toy};
use cycle_gc::{DebugFlags, Generation, Heap, collect};
use glass_snake_tests::recordings::{assert_recorded, programs};

#[test]
fn the_effects_are_those_of_cpython() {
    let mut cases = 0;
    for entry in fs::read_dir(programs().join("cycle_gc")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut output = String::new();
        for case in text.split("== ").skip(1) {
            let (title, steps) = case.split_once('\n').unwrap();
            writeln!(output, "== {title}").unwrap();
            run(steps, &mut output);
            output.push('\n');
            cases += 1;
        }
        assert_recorded("cycle_gc", path.file_stem().unwrap().to_str().unwrap(), &output);
    }
    assert!(cases > 200);
}

/// The state of one case beside its heap.
#[derive(Default)]
struct Case {
    weak_references: BTreeSet<String>,
}

fn run(steps: &str, output: &mut String) {
    let heap = Toy::new();
    let mut case = Case::default();
    let hoard = RefCell::new(Vec::new());
    heap.collector().disable();
    heap.on_collection(|heap, progress, report| {
        let generation = report.generation.index();
        let (collected, uncollectable) = (report.collected, report.uncollectable);
        heap.say(format!("{} {generation} {collected} {uncollectable}", progress.name()));
    });
    for line in steps.trim().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        writeln!(output, "{line}").unwrap();
        step(&heap, &mut case, &hoard, words[0], &words[1..]);
        for said in heap.take_log() {
            writeln!(output, "-> {said}").unwrap();
        }
    }
}

fn step<'h>(
    heap: &'h Toy,
    case: &mut Case,
    hoard: &RefCell<Vec<Ref<'h>>>,
    verb: &str,
    words: &[&str],
) {
    let kept = |name: &str| heap.kept(name).unwrap_or_else(|| panic!("{name} is not held"));
    let number = |index: usize| words[index].parse::<usize>().unwrap();
    match (verb, words) {
        ("instance" | "finalizer" | "legacy" | "list" | "dict" | "leaf", [name, action @ ..]) => {
            make(heap, verb, name, action);
        }
        ("tuple", [name, items @ ..]) => {
            let items: Vec<Ref<'_>> = items.iter().map(|name| kept(name)).collect();
            heap.keep(heap.new_tuple(name, &items));
        }
        ("weakref", [name, target, callback @ ..]) => {
            let callback = callback.first().map(|name| kept(name));
            let reference = heap.weak_reference(name, &kept(target), callback.as_ref());
            case.weak_references.insert(reference.name());
            heap.keep(reference);
        }
        ("call", [name, action @ ..]) => {
            let action = owned(action);
            kept(name).set_call(move |reference| act(reference.heap(), &reference, &action));
        }
        ("chain", [prefix, count, kind]) => {
            let count: usize = count.parse().unwrap();
            for index in 0..count {
                make(heap, kind, &format!("{prefix}{index}"), &[]);
                let object = kept(&format!("{prefix}{index}"));
                let leaf = format!("{prefix}leaf{index}");
                make(heap, "leaf", &leaf, &[]);
                if index > 0 {
                    kept(&format!("{prefix}{}", index - 1)).refer_to(&object);
                }
                object.refer_to(&kept(&leaf));
                heap.release(&leaf);
            }
            (1..count).for_each(|index| heap.release(&format!("{prefix}{index}")));
        }
        ("refer", [from, to]) => kept(from).refer_to(&kept(to)),
        ("forget", [name]) => kept(name).forget_all(),
        ("release", [name]) => heap.release(name),
        ("collect", _) => collect_and_tell(heap, case, Generation::new(number(0) as i32).unwrap()),
        ("clear-garbage", _) => heap.clear_garbage(),
        ("debug", _) => heap.collector().set_debug(DebugFlags(number(0) as i32)),
        ("freeze", _) => heap.collector().freeze(),
        ("unfreeze", _) => heap.collector().unfreeze(),
        ("finalized", [name]) => say_flag(heap, "is_finalized", kept(name).is_finalized()),
        ("tracked", [name]) => say_flag(heap, "is_tracked", kept(name).is_tracked()),
        ("referents", [name]) => say_names(heap, verb, heap.referents(&kept(name))),
        ("referrers", [name]) => say_names(heap, verb, heap.referrers(&kept(name))),
        ("threshold", _) => {
            let [first, second, third] = [0, 1, 2].map(|index| number(index) as i32);
            heap.collector().set_threshold(first, Some(second), Some(third));
        }
        ("allocate", _) => allocate(heap, hoard, number(0), number(1)),
        ("drop", _) => hoard.borrow_mut().clear(),
        _ => panic!("unknown step {verb}"),
    }
}

fn make(heap: &Toy, verb: &str, name: &str, action: &[&str]) {
    let kind = match verb {
        "list" => Kind::List,
        "dict" => Kind::Dict,
        "leaf" => Kind::Leaf,
        _ => Kind::Instance,
    };
    let object = heap.new_object(name, kind);
    match verb {
        "leaf" => object.set_finalizer(|_| {}),
        "legacy" => object.set_legacy_finalizer(),
        "finalizer" => {
            let action = owned(action);
            object.set_finalizer(move |object| act(object.heap(), &object, &action));
        }
        _ => {}
    }
    heap.keep(object);
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

/// What a finaliser or a callback does, beside being called.
fn act(heap: &Toy, this: &Ref<'_>, action: &[String]) {
    let words: Vec<&str> = action.iter().map(String::as_str).collect();
    match words[..] {
        [] | ["nothing"] => {}
        ["keep-self"] => heap.keep(this.clone()),
        ["keep-referents"] => {
            this.references().into_iter().for_each(|other| heap.keep(other));
        }
        ["forget-all"] => this.forget_all(),
        ["release", name] => heap.release(name),
        ["new", name] => heap.keep(heap.new_object(name, Kind::Instance)),
        ["collect"] => {
            let found = collect(heap, Generation::OLDEST);
            heap.say(format!("inner {found}"));
        }
        _ => panic!("unknown action {words:?}"),
    }
}

fn collect_and_tell(heap: &Toy, case: &Case, generation: Generation) {
    let names: HashMap<String, String> = heap
        .tracked(None)
        .iter()
        .map(|object| (format!("{:p}", object.handle()), object.name()))
        .collect();
    let before = heap.collector().stats();
    let found = collect(heap, generation);
    for said in heap.take_log() {
        match said.strip_prefix("stderr ") {
            None => heap.say(said),
            Some(line) => tell_stderr(heap, line, &names),
        }
    }
    heap.say(format!("found {found}"));
    for (index, (old, new)) in before.iter().zip(heap.collector().stats()).enumerate() {
        if *old != new {
            let collections = new.collections - old.collections;
            let collected = new.collected - old.collected;
            let uncollectable = new.uncollectable - old.uncollectable;
            heap.say(format!("stats {index} {collections} {collected} {uncollectable}"));
        }
    }
    for generation in Generation::ALL {
        let members = heap.tracked(Some(generation));
        if !members.is_empty() {
            say_names(heap, &format!("generation {}", generation.index()), members);
        }
    }
    if !heap.garbage().is_empty() {
        say_names(heap, "garbage", heap.garbage());
    }
    for name in &case.weak_references {
        if let Some(reference) = heap.kept(name) {
            let target = reference.target().map_or("dead".into(), |target| target.name());
            heap.say(format!("weakref {name} {target}"));
        }
    }
}

/// A debug message, the address in it replaced by the object's name.
fn tell_stderr(heap: &Toy, line: &str, names: &HashMap<String, String>) {
    let address = line.trim_end_matches('>').split(' ').next_back().unwrap_or_default();
    if line.starts_with("gc: done") {
        heap.say(format!("stderr {}", line.rsplit_once(',').unwrap().0));
    } else if let Some(name) = names.get(address) {
        heap.say(format!("stderr {}", line.replace(address, name)));
    }
}

fn say_flag(heap: &Toy, what: &str, flag: bool) {
    heap.say(format!("{what} {}", if flag { "True" } else { "False" }));
}

fn say_names(heap: &Toy, what: &str, objects: Vec<Ref<'_>>) {
    let names = objects.iter().map(|object| format!(" {}", object.name())).collect::<String>();
    heap.say(format!("{what}{names}"));
}

/// Makes objects, keeps some, and tells which allocations set off a collection.
fn allocate<'h>(heap: &'h Toy, hoard: &RefCell<Vec<Ref<'h>>>, number: usize, every: usize) {
    let collector = heap.collector();
    collect(heap, Generation::OLDEST);
    collector.set_debug(DebugFlags::STATS);
    collect(heap, Generation::YOUNGEST);
    heap.take_log();
    collector.enable();
    let mut told = Vec::new();
    // As in Python, the last object is let go of when the next is there.
    let mut last = None;
    for allocation in 0..number {
        let object = heap.new_object("", Kind::Instance);
        for said in heap.take_log() {
            if let Some(generation) = said.strip_prefix("stderr gc: collecting generation ") {
                told.push(format!("{allocation}: {}", &generation[..1]));
            }
        }
        if every > 0 && allocation % every == 0 {
            hoard.borrow_mut().push(object.clone());
        }
        last.replace(object);
    }
    collector.disable();
    let [first, second, third] = collector.count();
    collector.set_debug(DebugFlags::NONE);
    told.push(format!("count {first} {second} {third}"));
    told.into_iter().for_each(|said| heap.say(said));
}
