//! The compiler's constants as objects.
//!
//! CPython's compiler makes objects from the start. Here each value of a code object becomes one
//! when the code does; what was one value in several places becomes one object.

use std::collections::HashMap;

use compiler::constant::{Constant, Shared, Text, Tuple};
use num_bigint::{BigInt, Sign};
use object_model::errors::STOP_ITERATION;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::{bool_, dict, ellipsis, int, list, none, str};
use object_model::{Ref, Result};

use crate::objects::{code, values};

/// The objects that were made of constants, by the constants' identity.
#[derive(Debug, Default)]
pub(crate) struct Constants(HashMap<usize, Ref>);

impl Constants {
    /// A tuple of constants, of names.
    pub(crate) fn tuple(&mut self, items: &Tuple) -> Result<Ref<PyTupleObject>> {
        let items = self.all(items.iter())?;
        tuple::from_iterator(items.into_iter())
    }

    /// A string.
    pub(crate) fn text(&mut self, text: &Shared<Text>) -> Result<Ref<PyASCIIObject>> {
        let string = self.shared(text, |_, text| {
            let string = match text.as_str() {
                Some(text) => str::new(text)?,
                None => str::object::from_code_points(
                    text.code_points().collect::<Vec<_>>().into_iter(),
                )?,
            };
            Ok(match text.is_interned() {
                true => str::intern(string)?,
                false => string,
            }
            .object())
        })?;
        Ok(string.downcast().expect("made of text"))
    }

    fn all<'c>(&mut self, items: impl Iterator<Item = &'c Constant>) -> Result<Vec<Ref>> {
        items.map(|item| self.object(item)).collect()
    }

    /// The object of a constant.
    fn object(&mut self, constant: &Constant) -> Result {
        match constant {
            Constant::None => Ok(none().to_ref()),
            Constant::True => Ok(bool_(true).to_ref()),
            Constant::False => Ok(bool_(false).to_ref()),
            Constant::Ellipsis => Ok(ellipsis().to_ref()),
            Constant::StopIteration => Ok(STOP_ITERATION.as_type().object().to_ref()),
            Constant::Int(value) => self.shared(value, |_, value| integer(value)),
            Constant::Float(value) => self.shared(value, |_, value| values::float(value.0)),
            Constant::Complex(value) => {
                self.shared(value, |_, value| values::complex(value.real.0, value.imaginary.0))
            }
            Constant::Str(text) => Ok(self.text(text)?.object()),
            Constant::Bytes(value) => self.shared(value, |_, value| values::bytes(value)),
            Constant::Tuple(items) => self.shared(items, |all, _| Ok(all.tuple(items)?.object())),
            Constant::FrozenSet(set) => {
                self.shared(set, |all, set| values::frozenset(all.all(set.items())?))
            }
            Constant::Code(code) => self.shared(code, |all, _| Ok(code::new(code, all)?.object())),
            Constant::List(items) => self.shared(items, |all, items| {
                let list = list::new()?;
                for item in all.all(items.iter())? {
                    list.borrow().push(item)?;
                }
                Ok(list.object())
            }),
            Constant::Set(set) => self.shared(set, |all, set| {
                let object = values::new_set()?;
                for item in all.all(set.items())? {
                    values::set_add(object.borrow(), item.borrow())?;
                }
                Ok(object)
            }),
            Constant::Dict(pairs) => self.shared(pairs, |all, pairs| {
                let object = dict::new()?;
                for (key, value) in pairs.pairs() {
                    let (key, value) = (all.object(key)?, all.object(value)?);
                    object.borrow().set_item(key.borrow(), value.borrow())?;
                }
                Ok(object.object())
            }),
        }
    }

    /// The object that was made of a value before, or a new one.
    fn shared<T>(
        &mut self,
        value: &Shared<T>,
        make: impl FnOnce(&mut Constants, &T) -> Result,
    ) -> Result {
        if let Some(known) = self.0.get(&value.id()) {
            return Ok(known.clone());
        }
        let object = make(self, value)?;
        self.0.insert(value.id(), object.clone());
        Ok(object)
    }
}

/// An int: the digits of 32 bits become such of 30.
fn integer(value: &BigInt) -> Result {
    let mut digits = Vec::new();
    let (mut bits, mut held) = (0u64, 0);
    for digit in value.magnitude().iter_u32_digits() {
        bits |= u64::from(digit) << held;
        held += 32;
        while held >= 30 {
            digits.push((bits & 0x3fff_ffff) as u32);
            bits >>= 30;
            held -= 30;
        }
    }
    if bits != 0 {
        digits.push(bits as u32);
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    Ok(int::from_digits(&digits, value.sign() == Sign::Minus)?.object())
}
