//! The complex object.
//!
//! CPython: `Include/complexobject.h` (`PyComplexObject`), `Objects/complexobject.c`
//! (`PyComplex_Type`, `complex_add` to `complex_pow`, `complex_richcompare`).

use std::cell::Cell;
use std::mem::offset_of;

use crate::dealloc::dealloc;
use crate::errors::{VALUE_ERROR, raise};
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::object::{Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::compare::Comparison;
use crate::runtime::runtime;
use crate::slot_kinds::{hash, truth};
use crate::static_type::{MemberKind, Method, StaticType, Table};
use crate::type_object::{PyMemberDef, PyNumberMethods, Type, flags};
use crate::types::float::{self, PyFloatObject};
use crate::types::format::{format_complex, format_object};
use crate::types::int::PyLongObject;
use crate::types::{bool_, not_implemented, str, tuple};

use super::{Complex, new};

// ANCHOR: layout
/// C: `PyComplexObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyComplexObject {
    pub ob_base: PyObject,
    pub cval: Cell<Complex>,
}

const _: () = assert!(size_of::<PyComplexObject>() == 32);

/// A borrowed complex number.
pub type ComplexObj<'a> = Obj<'a, PyComplexObject>;

// SAFETY: all complex numbers begin with the struct.
unsafe impl Layout for PyComplexObject {
    fn type_object() -> &'static StaticType {
        &COMPLEX
    }
}

const REAL: usize = offset_of!(PyComplexObject, cval) + offset_of!(Complex, real);
const IMAG: usize = offset_of!(PyComplexObject, cval) + offset_of!(Complex, imag);

/// `complex`.
pub static COMPLEX: StaticType = StaticType::new(Table::<PyComplexObject> {
    tp_name: c"complex",
    signature: "(real=0, imag=0)",
    tp_doc: "A complex number: two floats.\n\nMade of a real and an imaginary part, or of a text that says both.",
    tp_flags: flags::BASETYPE,
    tp_new: Some(new::complex_new),
    tp_dealloc: Some(dealloc::<PyComplexObject>),
    tp_repr: Some(complex_repr),
    tp_as_number: PyNumberMethods {
        nb_add: Some(complex_add),
        nb_subtract: Some(complex_subtract),
        nb_multiply: Some(complex_multiply),
        nb_power: Some(complex_power),
        nb_negative: Some(complex_negative),
        nb_positive: Some(complex_positive),
        nb_absolute: Some(complex_absolute),
        nb_bool: truth(complex_bool),
        nb_true_divide: Some(complex_true_divide),
        ..PyNumberMethods::NONE
    },
    tp_hash: hash(complex_hash),
    tp_getattro: Some(generic_getattr),
    tp_richcompare: Some(complex_compare),
    tp_methods: &[
        Method::none(
            c"conjugate",
            "($self, /)",
            |complex| {
                let Complex { real, imag } = complex.value();
                Ok(make(Complex::new(real, -imag))?.object())
            },
            "The number with the other sign of the imaginary part.",
        ),
        Method::none(
            c"__complex__",
            "($self, /)",
            |complex| Ok(complex.exact()?.object()),
            "The number as an exact complex.",
        ),
        Method::none(
            c"__getnewargs__",
            "($self, /)",
            |complex| {
                let Complex { real, imag } = complex.value();
                Ok(tuple::new([float::new(real)?.object(), float::new(imag)?.object()])?.object())
            },
            "What a copy is made from.",
        ),
        Method::one(
            c"__format__",
            "($self, format_spec, /)",
            complex_format,
            "format(self, spec).",
        ),
    ],
    tp_members: &[
        PyMemberDef::new(c"real", MemberKind::Double, REAL, c"The real part.").read_only(),
        PyMemberDef::new(c"imag", MemberKind::Double, IMAG, c"The imaginary part.").read_only(),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A complex number. C: `PyComplex_FromCComplex`.
pub fn make(value: Complex) -> Result<Ref<PyComplexObject>> {
    create(COMPLEX.as_type(), value)
}

/// An instance of `complex` or of a subclass of it.
pub(super) fn create(ob_type: Type<'_>, value: Complex) -> Result<Ref<PyComplexObject>> {
    memory::create(ob_type, |ob_base| PyComplexObject { ob_base, cval: Cell::new(value) })
}

impl Obj<'_, PyComplexObject> {
    /// Both parts.
    pub fn value(self) -> Complex {
        self.cval.get()
    }

    /// An exact complex of the same value: itself, if it is one.
    pub fn exact(self) -> Result<Ref<PyComplexObject>> {
        match self.is_exactly(&COMPLEX) {
            true => Ok(self.to_ref()),
            false => make(self.value()),
        }
    }
}

/// What arithmetic with complex numbers takes: one, a float, or an int that fits.
/// C: `TO_COMPLEX`.
fn operand(object: Obj<'_>) -> Option<Result<Complex>> {
    if let Some(complex) = object.downcast::<PyComplexObject>() {
        return Some(Ok(complex.value()));
    }
    float::object::operand(object).map(|real| Ok(Complex::new(real?, 0.0)))
}
// ANCHOR_END: new

// ANCHOR: operators
macro_rules! operators {
    ($($slot:ident = |$left:ident, $right:ident| $body:expr;)*) => {
        $(
            extern "C" fn $slot(left: Obj<'_>, right: Obj<'_>) -> Result {
                let (Some($left), Some($right)) = (operand(left), operand(right)) else {
                    return Ok(not_implemented().to_ref());
                };
                let ($left, $right) = ($left?, $right?);
                Ok(make($body)?.object())
            }
        )*
    };
}

operators! {
    complex_add = |left, right| left + right;
    complex_subtract = |left, right| left - right;
    complex_multiply = |left, right| left * right;
    complex_true_divide = |left, right| left.divided(right)?;
}

/// C: `complex_pow`.
extern "C" fn complex_power(base: Obj<'_>, exponent: Obj<'_>, modulus: Obj<'_>) -> Result {
    let (Some(base), Some(exponent)) = (operand(base), operand(exponent)) else {
        return Ok(not_implemented().to_ref());
    };
    let (base, exponent) = (base?, exponent?);
    if !modulus.is_none() {
        return Err(raise(&VALUE_ERROR, "complex modulo"));
    }
    Ok(make(base.power(exponent)?)?.object())
}

extern "C" fn complex_negative(complex: ComplexObj<'_>) -> Result {
    Ok(make(-complex.value())?.object())
}

extern "C" fn complex_positive(complex: ComplexObj<'_>) -> Result {
    Ok(complex.exact()?.object())
}

extern "C" fn complex_absolute(complex: ComplexObj<'_>) -> Result {
    Ok(float::new(complex.value().absolute()?)?.object())
}

fn complex_bool(complex: ComplexObj<'_>) -> Result<bool> {
    Ok(complex.value().real != 0.0 || complex.value().imag != 0.0)
}

fn complex_hash(complex: ComplexObj<'_>) -> Result<isize> {
    Ok(complex.value().hash(hash_pointer(complex.as_ptr().as_ptr()) as i64) as isize)
}

/// Only for equality: complex numbers have no order. C: `complex_richcompare`.
extern "C" fn complex_compare(left: ComplexObj<'_>, right: Obj<'_>, comparison: i32) -> Result {
    let is_equality = match Comparison::of(comparison) {
        Some(Comparison::Equal) => true,
        Some(Comparison::NotEqual) => false,
        _ => return Ok(not_implemented().to_ref()),
    };
    let Complex { real, imag } = left.value();
    let equal = if let Some(right) = right.downcast::<PyLongObject>() {
        let order = float::compare_int(real, right.number());
        imag == 0.0 && order.is_some_and(std::cmp::Ordering::is_eq)
    } else if let Some(right) = right.downcast::<PyFloatObject>() {
        imag == 0.0 && real == right.value()
    } else if let Some(right) = right.downcast::<PyComplexObject>() {
        left.value() == right.value()
    } else {
        return Ok(not_implemented().to_ref());
    };
    Ok(bool_(equal == is_equality).to_ref())
}
// ANCHOR_END: operators

// ANCHOR: text
extern "C" fn complex_repr(complex: ComplexObj<'_>) -> Result {
    Ok(str::new(&super::repr(complex.value()))?.object())
}

fn complex_format(complex: ComplexObj<'_>, spec: Obj<'_>) -> Result {
    format_object(complex.object(), spec, |spec, type_name, output| {
        let locale = &runtime().numeric_locale.get();
        Ok(format_complex(complex.value(), spec, type_name, locale, output)?)
    })
}
// ANCHOR_END: text
