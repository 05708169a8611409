//! `complex(...)`.
//!
//! CPython: `Objects/complexobject.c` (`complex_new_impl`, `try_complex_special_method`,
//! `complex_subtype_from_string`).
//!
//! Both arguments may be complex themselves: the result is `real + imag * 1j` then, too.

use crate::arguments::Given;
use crate::errors::{DEPRECATION_WARNING, TYPE_ERROR, raise, warn};
use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::signature::Signature;
use crate::type_object::Type;
use crate::types::str::PyASCIIObject;
use crate::unicode::to_ascii_number;

use super::Complex;
use super::object::{COMPLEX, PyComplexObject, create};

// ANCHOR: new
const SIGNATURE: Signature = Signature::parse("(real=0, imag=0)");

pub(super) extern "C" fn complex_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    SIGNATURE.bind("complex", Given::of_tuple(arguments, keywords), |arguments| {
        make(ob_type, arguments.get(0), arguments.get(1))
    })
}

fn make(ob_type: Type<'_>, real: Option<Obj<'_>>, imag: Option<Obj<'_>>) -> Result {
    let create = |value| Ok(create(ob_type, value)?.object());
    let is_text = |object: &Obj<'_>| object.downcast::<PyASCIIObject>().is_some();
    if let (Some(real), None) = (real, imag)
        && real.is_exactly(&COMPLEX)
        && ob_type.is(COMPLEX.as_type())
    {
        return Ok(real.to_ref());
    }
    if let Some(text) = real.and_then(|real| real.downcast::<PyASCIIObject>()) {
        return match imag {
            None => create(parse(text)?),
            Some(_) => {
                Err(raise(&TYPE_ERROR, "complex() can't take second arg if first is a string"))
            }
        };
    }
    if imag.as_ref().is_some_and(is_text) {
        return Err(raise(&TYPE_ERROR, "complex() second arg can't be a string"));
    }
    let converted = real.map(by_special_method).transpose()?.flatten();
    let real = match &converted {
        Some(converted) => Some(converted.borrow().object()),
        None => real,
    };
    if let Some(real) = real.filter(|real| !is_number(*real)) {
        let message = format_args!(
            "complex() first argument must be a string or a number, not '{}'",
            real.ob_type().name()
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    if let Some(imag) = imag.filter(|imag| !is_number(*imag)) {
        let message = format_args!(
            "complex() second argument must be a number, not '{}'",
            imag.ob_type().name()
        );
        return Err(raise(&TYPE_ERROR, message));
    }
    let real = real.map_or(Ok(Part::Real(0.0)), part)?;
    // Zeros are added only where there is something complex: -0.0 + 0.0 would lose its sign.
    let value = match (real, imag.map(part).transpose()?) {
        (Part::Real(real), None) => Complex::new(real, 0.0),
        (Part::Complex(real), None) => real,
        (Part::Real(real), Some(Part::Real(imag))) => Complex::new(real, imag),
        (Part::Complex(real), Some(Part::Real(imag))) => Complex::new(real.real, imag + real.imag),
        (Part::Real(real), Some(Part::Complex(imag))) => Complex::new(real - imag.imag, imag.real),
        (Part::Complex(real), Some(Part::Complex(imag))) => {
            Complex::new(real.real - imag.imag, imag.real + real.imag)
        }
    };
    create(value)
}

/// What an argument is.
enum Part {
    Real(f64),
    Complex(Complex),
}

fn part(number: Obj<'_>) -> Result<Part> {
    match number.downcast::<PyComplexObject>() {
        Some(complex) => Ok(Part::Complex(complex.value())),
        None => Ok(Part::Real(number.to_float()?.borrow().value())),
    }
}

fn is_number(object: Obj<'_>) -> bool {
    let is_real = object.ob_type().number(|suite| suite.nb_float).is_some();
    is_real || object.has_index() || object.downcast::<PyComplexObject>().is_some()
}

/// C: `try_complex_special_method`.
fn by_special_method(object: Obj<'_>) -> Result<Option<Ref<PyComplexObject>>> {
    let Some(method) = object.lookup_special(name!("__complex__"))? else {
        return Ok(None);
    };
    let complex = method.borrow().call_none()?.downcast::<PyComplexObject>().map_err(|other| {
        let name = other.borrow().ob_type().name().to_owned();
        raise(&TYPE_ERROR, format_args!("__complex__ returned non-complex (type {name})"))
    })?;
    if !complex.borrow().is_exactly(&COMPLEX) {
        let name = complex.borrow().ob_type().name();
        warn(
            &DEPRECATION_WARNING,
            format_args!(
                "__complex__ returned non-complex (type {name}).  The ability to return an \
                 instance of a strict subclass of complex is deprecated, and may be removed in a \
                 future version of Python."
            ),
        )?;
    }
    Ok(Some(complex))
}

fn parse(text: Obj<'_, PyASCIIObject>) -> Result<Complex> {
    let value = match text.ascii_text() {
        Some(text) => super::parse(text.as_bytes()),
        None => super::parse(&to_ascii_number(text.code_points())),
    };
    value.map_err(|error| error.raise_about(text.object()))
}
// ANCHOR_END: new
