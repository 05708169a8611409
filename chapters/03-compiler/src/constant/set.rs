//! Sets and dicts of constants.
//!
//! A set keeps its items in the order in which they were put in, which is also that of
//! CPython's table's history; [`Set::in_table_order`] plays that table through, for the order
//! in which CPython iterates. CPython: `Objects/setobject.c` (`set_add_entry`,
//! `set_table_resize`, `set_insert_clean`).
//!
//! Invariant: no two items are equal to Python, for which `1 == 1.0 == True`.

use std::collections::HashMap;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Zero};

use super::{Complex, Constant, Float, hash};

/// A set's items.
#[derive(Clone, Default, Debug)]
pub struct Set {
    items: Vec<(Constant, i64)>,
}

/// A dict's pairs, in the order of their keys' first insertion.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Dict {
    pairs: Vec<(Constant, Constant)>,
}

/// The name of a type whose values have no hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unhashable(pub &'static str);

impl Set {
    /// A set of what is put in one after the other, as long as there is no error.
    ///
    /// # Errors
    /// The first of `items`, or of an item that has no hash.
    pub fn collect<E: From<Unhashable>>(
        items: impl IntoIterator<Item = Result<Constant, E>>,
    ) -> Result<Set, E> {
        let mut found = Finder::default();
        let mut set = Set::default();
        for item in items {
            let item = item?;
            let hash = item.hash()?;
            if found.find(&item, hash, |index| &set.items[index].0).is_none() {
                found.add(hash, set.items.len());
                set.items.push((item, hash));
            }
        }
        Ok(set)
    }

    /// The items in the order in which they were put in.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &Constant> {
        self.items.iter().map(|(item, _)| item)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn hash(&self) -> Result<i64, Unhashable> {
        Ok(hash::hash_set(self.items.iter().map(|(_, hash)| *hash)))
    }

    /// The items in the order in which CPython iterates.
    pub fn in_table_order(&self) -> Vec<&Constant> {
        let mut table = vec![None; SMALLEST_TABLE];
        for (index, (_, hash)) in self.items.iter().enumerate() {
            insert(&mut table, index, *hash);
            let used = index + 1;
            if used * 5 >= (table.len() - 1) * 3 {
                let wanted = if used > 50_000 { used * 2 } else { used * 4 };
                let mut size = SMALLEST_TABLE;
                while size <= wanted {
                    size *= 2;
                }
                let old = std::mem::replace(&mut table, vec![None; size]);
                for index in old.into_iter().flatten() {
                    insert(&mut table, index, self.items[index].1);
                }
            }
        }
        table.into_iter().flatten().map(|index| &self.items[index].0).collect()
    }
}

const SMALLEST_TABLE: usize = 8;
/// How many neighbours are tried before the next jump.
const LINEAR_PROBES: usize = 9;

fn insert(table: &mut [Option<usize>], index: usize, hash: i64) {
    let mask = table.len() - 1;
    let mut perturb = hash as usize;
    let mut place = perturb & mask;
    loop {
        let probes = if place + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
        if let Some(free) = table[place..=place + probes].iter_mut().find(|slot| slot.is_none()) {
            *free = Some(index);
            return;
        }
        perturb >>= 5;
        place = place.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
    }
}

impl PartialEq for Set {
    /// Whether both have the same items, each by [`Constant`]'s equality.
    fn eq(&self, other: &Set) -> bool {
        let mut found = Finder::default();
        for (index, (_, hash)) in other.items.iter().enumerate() {
            found.add(*hash, index);
        }
        self.len() == other.len()
            && self.items.iter().all(|(item, hash)| {
                let other = |index: usize| &other.items[index].0;
                found.find(item, *hash, other).is_some_and(|index| other(index) == item)
            })
    }
}

impl Eq for Set {}

impl Dict {
    /// A dict of pairs, as long as there is no error; the value put in last stays.
    ///
    /// # Errors
    /// The first of `pairs`, or of a key that has no hash.
    pub fn collect<E: From<Unhashable>>(
        pairs: impl IntoIterator<Item = Result<(Constant, Constant), E>>,
    ) -> Result<Dict, E> {
        let mut found = Finder::default();
        let mut dict = Dict::default();
        for pair in pairs {
            let (key, value) = pair?;
            let hash = key.hash()?;
            match found.find(&key, hash, |index| &dict.pairs[index].0) {
                Some(index) => dict.pairs[index].1 = value,
                None => {
                    found.add(hash, dict.pairs.len());
                    dict.pairs.push((key, value));
                }
            }
        }
        Ok(dict)
    }

    /// The pairs.
    pub fn pairs(&self) -> &[(Constant, Constant)] {
        &self.pairs
    }
}

/// Finds equal items by their hashes.
#[derive(Default)]
pub(crate) struct Finder {
    indexes: HashMap<i64, Vec<usize>>,
}

impl Finder {
    pub(crate) fn add(&mut self, hash: i64, index: usize) {
        self.indexes.entry(hash).or_default().push(index);
    }

    pub(crate) fn find<'a>(
        &self,
        item: &Constant,
        hash: i64,
        at: impl Fn(usize) -> &'a Constant,
    ) -> Option<usize> {
        let candidates = self.indexes.get(&hash)?;
        candidates.iter().copied().find(|&index| python_equal(at(index), item))
    }
}

/// `a is b or a == b`.
fn python_equal(a: &Constant, b: &Constant) -> bool {
    if let (Some((a, _)), Some((b, _))) = (a.mark(), b.mark())
        && a == b
    {
        return true;
    }
    if let (Some(a), Some(b)) = (Number::of(a), Number::of(b)) {
        return a.equals(&b);
    }
    match (a, b) {
        (Constant::Tuple(a), Constant::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| python_equal(a, b))
        }
        (Constant::FrozenSet(a), Constant::FrozenSet(b)) => {
            let mut found = Finder::default();
            for (index, (_, hash)) in b.items.iter().enumerate() {
                found.add(*hash, index);
            }
            let has = |(item, hash): &(Constant, i64)| {
                found.find(item, *hash, |index| &b.items[index].0).is_some()
            };
            a.len() == b.len() && a.items.iter().all(has)
        }
        _ => a == b,
    }
}

/// A number, whatever its type.
struct Number {
    real: Real,
    imaginary: f64,
}

enum Real {
    Int(BigInt),
    Float(f64),
}

impl Number {
    fn of(constant: &Constant) -> Option<Number> {
        let (real, imaginary) = match constant {
            Constant::True => (Real::Int(1.into()), 0.0),
            Constant::False => (Real::Int(BigInt::zero()), 0.0),
            Constant::Int(value) => (Real::Int((**value).clone()), 0.0),
            Constant::Float(value) => (Real::Float(value.0), 0.0),
            Constant::Complex(value) => {
                let Complex { real: Float(real), imaginary: Float(imaginary) } = **value;
                (Real::Float(real), imaginary)
            }
            _ => return None,
        };
        Some(Number { real, imaginary })
    }

    fn equals(&self, other: &Number) -> bool {
        let same = match (&self.real, &other.real) {
            (Real::Int(a), Real::Int(b)) => a == b,
            (Real::Float(a), Real::Float(b)) => a == b,
            (Real::Int(int), Real::Float(float)) | (Real::Float(float), Real::Int(int)) => {
                float.fract() == 0.0 && BigInt::from_f64(*float).is_some_and(|float| float == *int)
            }
        };
        same && self.imaginary == other.imaginary
    }
}
