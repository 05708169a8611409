//! The built-in types beside CPython's: what each is made of, how many comparisons a sort takes,
//! in which order sets and dicts are, and how large.
//!
//! What a line of the recordings means is said in `tests/reference/types_.py`.

use std::collections::{BTreeMap, BTreeSet};

use glass_snake_tests::recordings::read;
use object_model::runtime::with_objects;
use object_model::type_object::PyTypeObject;
use object_model::types::int::{PyLongObject, from_i64};
use object_model::types::list::timsort;
use object_model::types::str::{PyASCIIObject, interned};
use object_model::types::{self, dict, list, set};
use object_model::{Obj, Ref, Result};

/// Types that aren't finished, or not there yet.
const UNFINISHED: &[&str] = &[
    "NoneType",
    "NotImplementedType",
    "ellipsis",
    "mappingproxy",
    "cell",
    "code",
    "frame",
    "traceback",
    "function",
    "wrapper_descriptor",
    "method-wrapper",
    "method_descriptor",
    "classmethod_descriptor",
    "getset_descriptor",
    "member_descriptor",
    "generator",
    "coroutine",
    "async_generator",
];

fn attribute(object: Obj<'_>, name: &str) -> Result<Option<Ref>> {
    object.lookup_attribute(interned(name)?.borrow())
}

fn text(object: &Ref) -> String {
    match object.borrow().downcast::<PyASCIIObject>() {
        Some(text) => text.to_text().into_owned(),
        None => "None".to_owned(),
    }
}

/// The lines of a type as the recording has them, by what they are of.
fn lines_of(ob_type: Obj<'_, PyTypeObject>) -> Result<BTreeMap<String, String>> {
    const UNSHOWN_FLAGS: usize = 1 << 19 | 1 << 3;
    let name = ob_type.get().short_name().to_owned();
    let mro = ob_type.mro();
    let mro = mro.borrow().items().iter().map(|class| {
        class.downcast::<PyTypeObject>().expect("a class").get().short_name().to_owned()
    });
    let signature = attribute(ob_type.object(), "__text_signature__")?;
    let facts = format!(
        "{name}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        ob_type.tp_basicsize.get(),
        ob_type.tp_itemsize.get(),
        ob_type.tp_dictoffset.get(),
        ob_type.tp_weaklistoffset.get(),
        ob_type.tp_flags.get() & !UNSHOWN_FLAGS,
        mro.collect::<Vec<_>>().join(" "),
        signature.as_ref().map_or("None".to_owned(), text),
    );
    let mut lines = BTreeMap::from([(name.clone(), facts)]);
    for (key, value) in ob_type.dict_of_type().borrow().items() {
        let what = format!("{name}.{}", text(&key));
        let kind = value.borrow().ob_type().get().short_name().to_owned();
        let signature = match kind.as_str() {
            "str" | "NoneType" => None,
            _ => attribute(value.borrow(), "__text_signature__")?,
        };
        let signature = signature.as_ref().map_or("None".to_owned(), text);
        lines.insert(what.clone(), format!("{what}\t{kind}\t{signature}"));
    }
    Ok(lines)
}

#[test]
fn types_are_made_of_the_same_parts() {
    let recorded: BTreeMap<String, String> = read("types_", "types")
        .lines()
        .map(|line| (line.split('\t').next().unwrap_or_default().to_owned(), line.to_owned()))
        .collect();
    let is_unfinished = |what: &str| {
        let owner = what.split('.').next().unwrap_or_default();
        let exception = recorded[owner].contains(" BaseException ") || owner == "BaseException";
        exception || UNFINISHED.contains(&owner)
    };
    let ours = with_objects(|| {
        let all = types::all().map(|ob_type| lines_of(ob_type.as_type()));
        all.collect::<Result<Vec<_>>>().expect("types can be looked at")
    });
    let ours: BTreeMap<String, String> = ours.into_iter().flatten().collect();
    let mut differences = Vec::new();
    let mut compared = 0;
    for (what, line) in recorded.iter().filter(|(what, _)| !is_unfinished(what)) {
        compared += 1;
        match ours.get(what) {
            Some(our) if our == line => {}
            our => differences.push(format!("CPython {line:?}\n  we      {our:?}")),
        }
    }
    let known: BTreeSet<&str> =
        recorded.keys().map(|what| what.split('.').next().unwrap()).collect();
    for what in ours.keys().filter(|what| !recorded.contains_key(*what)) {
        let owner = what.split('.').next().unwrap();
        if known.contains(owner) && !is_unfinished(owner) {
            differences.push(format!("CPython has no {what}"));
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
    assert!(compared > 300, "{compared} lines compared");
}

/// The numbers that `types_.py` draws, too.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64
    }
}

#[test]
fn sorting_takes_the_same_comparisons() {
    for line in read("types_", "sorting").lines() {
        let fields: Vec<u64> = line.split(' ').map(|field| field.parse().unwrap()).collect();
        let [length, kind, count, check] = fields[..] else { panic!("{line}") };
        let mut draws = Draws(length * 10 + kind);
        let reach = if kind == 1 { 10 } else { 1 << 31 };
        let mut keys: Vec<i64> = (0..length).map(|_| draws.next() % reach).collect();
        match kind {
            2 | 5 => keys.sort(),
            3 => keys.sort_by(|a, b| b.cmp(a)),
            4 => {
                let (left, right) = keys.split_at_mut(length as usize / 2);
                left.sort();
                right.sort();
            }
            _ => {}
        }
        if kind == 5 {
            for _ in 0..length / 20 {
                // Python evaluates the value before the place.
                let value = draws.next() % (1 << 31);
                let place = draws.next() as usize % length as usize;
                keys[place] = value;
            }
        }
        let mut items: Vec<(i64, u64)> = keys.into_iter().zip(0..).collect();
        let mut comparisons = 0;
        timsort::sort(&mut items, |a, b| {
            comparisons += 1;
            Ok::<bool, std::collections::TryReserveError>(a.0 < b.0)
        })
        .unwrap();
        let roll = |check: u128, place: u64| (check * 31 + u128::from(place)) % (1 << 61);
        let ours = items.iter().fold(0, |check, (_, place)| roll(check, *place)) as u64;
        assert_eq!((comparisons, ours), (count, check), "{line}");
    }
}

fn number(value: i64) -> Result<Ref> {
    Ok(from_i64(value)?.object())
}

fn numbers(iterable: Obj<'_>) -> Result<String> {
    let list = list::from_iterable(iterable)?;
    let item = |index| {
        let item = list.borrow().get_index(index).expect("below the length");
        let int = item.borrow().downcast::<PyLongObject>().expect("an int");
        int.to_i64().expect("a small one").to_string()
    };
    Ok((0..list.borrow().len()).map(item).collect::<Vec<_>>().join(" "))
}

fn size_of(object: Obj<'_>) -> Result<String> {
    let size = object.call_method(interned("__sizeof__")?.borrow(), &[])?;
    Ok(size.borrow().downcast::<PyLongObject>().and_then(|size| size.to_i64()).unwrap().to_string())
}

fn history(seed: u64) -> Result<String> {
    use object_model::protocol::number::{AND, OR};
    let mut draws = Draws(seed);
    let reach = [8, 40, 300, 2000][seed as usize % 4];
    let (items, table) = (set::new()?, dict::new()?);
    let (object, discard, pop) = (items.borrow().object(), interned("discard")?, interned("pop")?);
    for _ in 0..reach {
        let kind = draws.next() % 10;
        let key = number(draws.next() % reach * [1, 8, 4096][seed as usize % 3])?;
        match kind {
            0..6 => {
                items.borrow().add(key.borrow())?;
                table.borrow().set_item(key.borrow(), number(kind)?.borrow())?;
            }
            6..9 => {
                object.call_method(discard.borrow(), &[key.borrow()])?;
                table.borrow().take(key.borrow())?;
            }
            _ if !items.borrow().is_empty() => {
                object.call_method(pop.borrow(), &[])?;
                table.borrow().pop_last();
            }
            _ => {}
        }
    }
    let pairs = list::new()?;
    for (key, value) in table.borrow().items() {
        pairs.borrow().push(key)?;
        pairs.borrow().push(value)?;
    }
    let (thirds, eighths) = (list::new()?, list::new()?);
    for at in (0..reach).step_by(3) {
        thirds.borrow().push(number(at)?)?;
    }
    for at in (0..reach * 8).step_by(8) {
        eighths.borrow().push(number(at)?)?;
    }
    let thirds = set::from_iterable(thirds.borrow().object())?;
    let eighths = set::from_iterable(eighths.borrow().object())?;
    let union = object.binary(thirds.borrow().object(), OR)?;
    let shared = object.binary(eighths.borrow().object(), AND)?;
    let frozen = set::FROZENSET.as_type().object().call_one(object)?;
    Ok(format!(
        "{seed}\t{} {} {}\t{}\t{}\t{}\t{}\t{}",
        size_of(object)?,
        size_of(table.borrow().object())?,
        size_of(table.borrow().copy()?.borrow().object())?,
        frozen.borrow().hash()?,
        numbers(object)?,
        numbers(pairs.borrow().object())?,
        numbers(union.borrow())?,
        numbers(shared.borrow())?,
    ))
}

#[test]
fn sets_and_dicts_have_the_same_order_and_size() {
    for (seed, line) in read("types_", "histories").lines().enumerate() {
        let ours = with_objects(|| history(seed as u64)).expect("nothing here raises");
        assert_eq!(ours, line);
    }
}
