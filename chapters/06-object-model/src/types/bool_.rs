//! `bool`: the ints 0 and 1 under other names.
//!
//! CPython: `Objects/boolobject.c`.
//!
//! What `bool` doesn't define, arithmetic above all, it inherits from `int`.

use std::cell::Cell;

use crate::arguments::Given;
use crate::object::{Obj, PyVarObject, Result};
use crate::signature::Signature;
use crate::static_type::{StaticType, Table};
use crate::type_object::{PyNumberMethods, Type};
use crate::types::int::operators::{int_and, int_or, int_xor};
use crate::types::int::{INT, PyLongObject};
use crate::types::str;

// ANCHOR: bool
/// `bool`.
pub static BOOL: StaticType = StaticType::new(Table::<PyLongObject> {
    tp_name: c"bool",
    tp_doc: "The type of True and False, which are also the ints 1 and 0.\n\nbool(x) asks x whether it is true.",
    tp_base: Some(INT.as_head()),
    tp_itemsize: 4,
    tp_repr: Some(bool_repr),
    tp_as_number: PyNumberMethods {
        nb_and: Some(bool_and),
        nb_xor: Some(bool_xor),
        nb_or: Some(bool_or),
        ..PyNumberMethods::NONE
    },
    tp_new: Some(bool_new),
    tp_vectorcall: Some(bool_vectorcall),
    ..Table::NONE
});

static BOOLS: [PyLongObject; 2] = [
    PyLongObject { ob_base: PyVarObject::head(BOOL.as_head(), 0), ob_digit: [Cell::new(0)] },
    PyLongObject { ob_base: PyVarObject::head(BOOL.as_head(), 1), ob_digit: [Cell::new(1)] },
];

// SAFETY: an int's count is written only by the thread that holds the GIL.
unsafe impl Sync for PyLongObject {}

/// `True` or `False`.
pub const fn bool_(value: bool) -> Obj<'static> {
    Obj::from_static(&BOOLS[value as usize]).object()
}
// ANCHOR_END: bool

// ANCHOR: new
const SIGNATURE: Signature = Signature::parse("(x=False, /)");

extern "C" fn bool_new(_: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    make(Given::of_tuple(arguments, keywords))
}

/// # Safety
/// As every vectorcall.
unsafe extern "C" fn bool_vectorcall(
    _: Type<'_>,
    arguments: *const Obj<'_>,
    count_and_flag: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: the caller's word.
    make(unsafe { Given::of_vectorcall(arguments, count_and_flag, names) })
}

fn make(given: Given<'_>) -> Result {
    SIGNATURE.bind("bool", given, |arguments| {
        Ok(bool_(arguments.get(0).map_or(Ok(false), Obj::is_true)?).to_ref())
    })
}
// ANCHOR_END: new

// ANCHOR: operators
/// Of two bools the result is one, too; else it is that of the ints.
macro_rules! operators {
    ($($slot:ident = $int_slot:ident, $operator:tt;)*) => {
        $(
            extern "C" fn $slot(left: Obj<'_>, right: Obj<'_>) -> Result {
                if left.is_exactly(&BOOL) && right.is_exactly(&BOOL) {
                    let [left, right] = [left, right].map(|operand| operand.is(bool_(true)));
                    return Ok(bool_(left $operator right).to_ref());
                }
                $int_slot(left, right)
            }
        )*
    };
}

operators! {
    bool_and = int_and, &;
    bool_xor = int_xor, ^;
    bool_or = int_or, |;
}

extern "C" fn bool_repr(value: Obj<'_, PyLongObject>) -> Result {
    let is_true = value.object().is(bool_(true));
    Ok(str::interned(if is_true { "True" } else { "False" })?.object())
}
// ANCHOR_END: operators
