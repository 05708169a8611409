//! The compiler's table of constants: of those that are equal, one is kept.
//!
//! CPython: `c_const_cache`, `merge_consts_recursive` and `merge_const_one` in
//! `Python/compile.c`.
//!
//! One table serves a whole compilation, the nested code objects included, and it takes the
//! tuples of names and the tables of a code object as well as what the program says. Which of
//! them are one value shows in a `.pyc`, where the second is written as a reference to the
//! first.

use std::convert::Infallible;
use std::hash::{Hash, Hasher};

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use super::{Bytes, Complex, Constant, Float, Set, Shared, Text, Tuple, Unhashable};

/// The constants of a compilation.
#[derive(Default, Debug)]
pub struct ConstantTable {
    values: IndexSet<Constant, RandomState>,
}

impl ConstantTable {
    /// The kept value that equals `constant`, in which all items are such too. C:
    /// `merge_consts_recursive`.
    pub fn merge(&mut self, constant: Constant) -> Constant {
        match &constant {
            Constant::None | Constant::Ellipsis | Constant::True | Constant::False => constant,
            Constant::Tuple(items) => match self.values.get(&constant) {
                Some(kept) => kept.clone(),
                None => {
                    let merged = items.iter().map(|item| self.merge(item.clone())).collect();
                    self.keep(Constant::Tuple(Shared::new(merged)))
                }
            },
            Constant::FrozenSet(set) => match self.values.get(&constant) {
                Some(kept) => kept.clone(),
                None => {
                    let merged = self.merged_set(set);
                    self.keep(Constant::FrozenSet(merged))
                }
            },
            _ => self.keep(constant),
        }
    }

    /// The kept tuple that equals this one; its items stay as they are. C: `merge_const_one`.
    pub fn merge_tuple(&mut self, tuple: Tuple) -> Tuple {
        match self.keep(Constant::Tuple(tuple)) {
            Constant::Tuple(kept) => kept,
            other => unreachable!("a tuple equals {other:?}"),
        }
    }

    /// The kept bytes that equal these.
    pub fn merge_bytes(&mut self, bytes: Bytes) -> Bytes {
        match self.keep(Constant::Bytes(bytes)) {
            Constant::Bytes(kept) => kept,
            other => unreachable!("bytes equal {other:?}"),
        }
    }

    fn keep(&mut self, constant: Constant) -> Constant {
        let (index, _) = self.values.insert_full(constant);
        self.values[index].clone()
    }

    /// CPython makes the set anew from the items as it finds them, so that their order may
    /// become another one.
    fn merged_set(&mut self, set: &Shared<Set>) -> Shared<Set> {
        if set.is_empty() {
            return set.clone();
        }
        let merged = set.in_table_order().into_iter().map(|item| Ok(self.merge(item.clone())));
        Shared::new(Set::collect::<Hashed>(merged).unwrap_or_else(|error| match error.0 {}))
    }
}

/// The error of a set whose items were in a set before.
struct Hashed(Infallible);

impl From<Unhashable> for Hashed {
    fn from(Unhashable(name): Unhashable) -> Hashed {
        unreachable!("a {name} in a set")
    }
}

impl<T: Hash> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl Hash for Float {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Hash for Constant {
    /// In accord with `==` of this type, unlike [`Constant::hash`], which is Python's and says
    /// the same of `1` and `1.0`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Constant::None
            | Constant::True
            | Constant::False
            | Constant::Ellipsis
            | Constant::StopIteration => {}
            Constant::Int(value) => value.hash(state),
            Constant::Float(value) => value.hash(state),
            Constant::Complex(value) => {
                let Complex { real, imaginary } = **value;
                (real, imaginary).hash(state);
            }
            Constant::Str(text) => text.hash(state),
            Constant::Bytes(bytes) => bytes.hash(state),
            Constant::Tuple(items) | Constant::List(items) => items.hash(state),
            // The order of items is no part of a set.
            Constant::FrozenSet(set) | Constant::Set(set) => set.len().hash(state),
            Constant::Dict(dict) => dict.pairs().len().hash(state),
            Constant::Code(code) => {
                (&code.name, code.firstlineno, code.code.len(), &code.linetable).hash(state);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(constant: &Constant) -> usize {
        constant.mark().expect("a constant that has an identity").0
    }

    #[test]
    fn equal_constants_become_one() {
        let mut table = ConstantTable::default();
        let first = table.merge(Constant::str("two words"));
        let second = table.merge(Constant::str("two words"));
        assert_eq!(id(&first), id(&second));
    }

    #[test]
    fn an_int_and_an_equal_float_stay_two() {
        let mut table = ConstantTable::default();
        assert_ne!(table.merge(Constant::int(1)), table.merge(Constant::float(1.0)));
        assert_ne!(table.merge(Constant::float(0.0)), table.merge(Constant::float(-0.0)));
    }

    #[test]
    fn what_is_in_a_tuple_is_merged_too() {
        let mut table = ConstantTable::default();
        let alone = table.merge(Constant::int(1000));
        let pair = table.merge(Constant::tuple([Constant::int(1000), Constant::None]));
        let Constant::Tuple(items) = &pair else { panic!("a tuple") };
        assert_eq!(id(&alone), id(&items[0]));
    }
}
