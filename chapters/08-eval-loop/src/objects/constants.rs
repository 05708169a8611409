//! The compiler's constants as objects.
//!
//! CPython's compiler makes objects from the start. Here each value of a code object becomes one
//! when the code does; what was one value in several places becomes one object.

use std::collections::HashMap;

use compiler::constant::{Complex, Constant, Float, Set, Shared, Text, Tuple, Unhashable};
use num_bigint::{BigInt, Sign};
use object_model::errors::STOP_ITERATION;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::{self, PyTupleObject};
use object_model::types::{
    bool_, bytes, complex, dict, ellipsis, float, int, list, none, set, str,
};
use object_model::{Obj, Ref, Result};

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

/// The values that were made of objects, so that what was one object stays one value.
#[derive(Debug, Default)]
pub struct Values(HashMap<usize, (Ref, Constant)>);

impl Values {
    /// The compiler's value for an object that a code object can have among its constants; none for
    /// another object.
    ///
    /// # Errors
    /// What iterating over a set raises.
    pub fn constant(&mut self, object: Obj<'_>) -> Result<Option<Constant>> {
        let address = object.as_ptr().addr().get();
        if let Some((_, known)) = self.0.get(&address) {
            return Ok(Some(known.clone()));
        }
        let made = self.make(object)?;
        if let Some(made) = &made {
            self.0.insert(address, (object.to_ref(), made.clone()));
        }
        Ok(made)
    }

    fn make(&mut self, object: Obj<'_>) -> Result<Option<Constant>> {
        if object.is_none() {
            return Ok(Some(Constant::None));
        }
        if object.is(ellipsis()) {
            return Ok(Some(Constant::Ellipsis));
        }
        if object.is(bool_(true)) || object.is(bool_(false)) {
            let is_true = object.is(bool_(true));
            return Ok(Some(if is_true { Constant::True } else { Constant::False }));
        }
        if let Some(number) = object.downcast_exact::<int::PyLongObject>() {
            return Ok(Some(Constant::int(big(number))));
        }
        if let Some(number) = object.downcast_exact::<float::PyFloatObject>() {
            return Ok(Some(Constant::float(number.value())));
        }
        if let Some(number) = object.downcast_exact::<complex::PyComplexObject>() {
            let number = number.value();
            let (real, imaginary) = (Float(number.real), Float(number.imag));
            return Ok(Some(Constant::Complex(Shared::new(Complex { real, imaginary }))));
        }
        if let Some(text) = object.downcast_exact::<PyASCIIObject>() {
            let value = Text::from_code_points(text.code_points());
            if text.is_interned() {
                value.intern();
            }
            return Ok(Some(Constant::Str(Shared::new(value))));
        }
        if let Some(value) = object.downcast_exact::<bytes::PyBytesObject>() {
            return Ok(Some(Constant::bytes(value.bytes())));
        }
        if let Some(code) = object.downcast_exact::<code::PyCodeObject>() {
            return Ok(Some(Constant::Code(code::compiled(code))));
        }
        if let Some(items) = object.downcast_exact::<PyTupleObject>() {
            let items = self.values(items.items().iter().map(|item| item.to_ref()))?;
            return Ok(items.map(Constant::tuple));
        }
        if object.is_exactly(&set::FROZENSET) {
            let iterator = object.iter()?;
            let mut found = Vec::new();
            while let Some(item) = iterator.borrow().next()? {
                found.push(item);
            }
            let Some(items) = self.values(found.into_iter())? else { return Ok(None) };
            // Whatever was in a set has a hash.
            let items = Set::collect(items.into_iter().map(Ok::<_, Unhashable>));
            return Ok(items.ok().map(|items| Constant::FrozenSet(Shared::new(items))));
        }
        Ok(None)
    }

    fn values(&mut self, objects: impl Iterator<Item = Ref>) -> Result<Option<Vec<Constant>>> {
        let mut values = Vec::new();
        for object in objects {
            match self.constant(object.borrow())? {
                Some(value) => values.push(value),
                None => return Ok(None),
            }
        }
        Ok(Some(values))
    }
}

/// An int of digits of 30 bits as one of digits of 32.
fn big(value: Obj<'_, int::PyLongObject>) -> BigInt {
    let mut words = Vec::new();
    let (mut bits, mut held) = (0u64, 0);
    for &digit in value.digits() {
        bits |= u64::from(digit) << held;
        held += 30;
        if held >= 32 {
            words.push(bits as u32);
            bits >>= 32;
            held -= 32;
        }
    }
    words.push(bits as u32);
    let sign = if value.is_negative() { Sign::Minus } else { Sign::Plus };
    BigInt::from_slice(sign, &words)
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
