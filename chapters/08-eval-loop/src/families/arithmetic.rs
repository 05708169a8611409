//! Arithmetic: the operators with one operand and with two.

use compiler::opcode::{Adaptive, Opcode};
use object_model::protocol::number::{self as op, Operator, Unary};
use object_model::types::float::{self, PyFloatObject};
use object_model::types::int::operators::{add, multiply, subtract};
use object_model::types::int::{self, INT, PyLongObject};
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::{bool_, none};
use object_model::{Layout, Obj, Ref, Result};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::caches;

fn unary(context: &mut Context, operator: Unary) -> Next {
    let value = context.pop();
    value.borrow().unary(operator).map(|result| context.push(result)).into()
}

/// ( value -- +value )
pub(crate) fn UNARY_POSITIVE(context: &mut Context, _: u32) -> Next {
    unary(context, Unary::Positive)
}

/// ( value -- -value )
pub(crate) fn UNARY_NEGATIVE(context: &mut Context, _: u32) -> Next {
    unary(context, Unary::Negative)
}

/// ( value -- ~value )
pub(crate) fn UNARY_INVERT(context: &mut Context, _: u32) -> Next {
    unary(context, Unary::Invert)
}

/// ( value -- not value )
pub(crate) fn UNARY_NOT(context: &mut Context, _: u32) -> Next {
    let value = context.pop();
    value.borrow().is_true().map(|truth| context.push(bool_(!truth).to_ref())).into()
}

/// The operators in the order of the instruction's argument; `**` has a slot of three operands.
const OPERATORS: [Option<Operator>; 13] = [
    Some(op::ADD),
    Some(op::AND),
    Some(op::FLOOR_DIVIDE),
    Some(op::LEFT_SHIFT),
    Some(op::MATRIX_MULTIPLY),
    Some(op::MULTIPLY),
    Some(op::REMAINDER),
    Some(op::OR),
    None,
    Some(op::RIGHT_SHIFT),
    Some(op::SUBTRACT),
    Some(op::TRUE_DIVIDE),
    Some(op::XOR),
];

// ANCHOR: binary
/// ( left right -- result )   from the thirteenth on, in place
#[inline(never)]
pub(crate) fn BINARY_OP(context: &mut Context, operator: u32) -> Next {
    if let Some(value) = machine(context, operator % IN_PLACE) {
        context.jump(CACHES);
        return put_int(context, value).into();
    }
    if operator % IN_PLACE == TRUE_DIVIDE
        && let Some((left, right)) = exact::<PyFloatObject>(context)
        && right.value() != 0.0
    {
        let value = left.value() / right.value();
        context.jump(CACHES);
        return put_float(context, value).into();
    }
    context.jump(CACHES);
    let (right, left) = (context.pop(), context.pop());
    let (right, left) = (right.borrow(), left.borrow());
    let in_place = operator as usize >= OPERATORS.len();
    let result: Result = match (OPERATORS[operator as usize % OPERATORS.len()], in_place) {
        (Some(operator), false) => left.binary(right, operator),
        (Some(operator), true) => left.binary_in_place(right, operator),
        (None, false) => left.power(right, none()),
        (None, true) => left.power_in_place(right),
    };
    result.map(|result| context.push(result)).into()
}
// ANCHOR_END: binary

/// What the processor calculates of two exact ints of at most two digits: the operators that have no
/// special form.
#[inline]
fn machine(context: &Context, operator: u32) -> Option<i64> {
    let (left, right) = exact::<PyLongObject>(context)?;
    let (left, right) = (left.word()?, right.word()?);
    Some(match operator {
        1 => left & right,
        7 => left | right,
        12 => left ^ right,
        2 if right > 0 => left.div_euclid(right),
        6 if right > 0 => left.rem_euclid(right),
        9 if (0..63).contains(&right) => left >> right,
        3 if (0..32).contains(&right) && left.unsigned_abs() >> 30 == 0 => left << right,
        _ => return None,
    })
}

const ADD: u32 = 0;
const MULTIPLY: u32 = 5;
const SUBTRACT: u32 = 10;
const TRUE_DIVIDE: u32 = 11;
/// What the in-place forms add to the operators.
const IN_PLACE: u32 = 13;
const CACHES: u32 = caches(Opcode::BINARY_OP);

// ANCHOR: specialise
/// `BINARY_OP`, waiting for operands that have a special form.
pub(crate) fn BINARY_OP_ADAPTIVE(context: &mut Context, operator: u32) -> Next {
    adapt(context, operator, BINARY_OP, specialise)
}

/// C: `_Py_Specialize_BinaryOp`.
fn specialise(context: &mut Context, operator: u32) -> Choice {
    let (left, right) = (context.value(2), context.value(1));
    let same = left.ob_type().is(right.ob_type());
    let is_int = same && left.is_exactly(&INT);
    let is_float = same && left.downcast_exact::<PyFloatObject>().is_some();
    let is_text = same && left.downcast_exact::<PyASCIIObject>().is_some();
    let form = match operator % IN_PLACE {
        ADD if is_text && stores_back(context) => Adaptive::BINARY_OP_INPLACE_ADD_UNICODE,
        ADD if is_text => Adaptive::BINARY_OP_ADD_UNICODE,
        ADD if is_int => Adaptive::BINARY_OP_ADD_INT,
        ADD if is_float => Adaptive::BINARY_OP_ADD_FLOAT,
        MULTIPLY if is_int => Adaptive::BINARY_OP_MULTIPLY_INT,
        MULTIPLY if is_float => Adaptive::BINARY_OP_MULTIPLY_FLOAT,
        SUBTRACT if is_int => Adaptive::BINARY_OP_SUBTRACT_INT,
        SUBTRACT if is_float => Adaptive::BINARY_OP_SUBTRACT_FLOAT,
        ADD | MULTIPLY | SUBTRACT => return Choice::Later,
        _ => return Choice::Never,
    };
    Choice::Form(form)
}

/// Whether the next instruction stores the result into the variable that the left operand is in.
fn stores_back(context: &Context) -> bool {
    let (next, at) = context.behind_cache(CACHES);
    let stores = next == Opcode::STORE_FAST || next == Adaptive::STORE_FAST__LOAD_FAST;
    stores && std::ptr::eq(context.local(at).as_raw(), context.value(2).as_ptr().as_ptr())
}
// ANCHOR_END: specialise

// ANCHOR: exact
/// Both operands, if each is exactly of the layout's type.
#[inline(always)]
fn exact<L: Layout>(context: &Context) -> Option<(Obj<'_, L>, Obj<'_, L>)> {
    Some((context.value(2).downcast_exact()?, context.value(1).downcast_exact()?))
}

/// Whether nobody but the stack has the value.
#[inline(always)]
fn is_only<T>(value: Obj<'_, T>) -> bool {
    value.ob_refcnt() == 1
}

/// Puts an int into the place of two operands that are exact ints. One of them that
/// nobody else has becomes the result.
#[inline(always)]
fn put_int(context: &mut Context, value: i64) -> Result<()> {
    let Some((left, right)) = exact::<PyLongObject>(context) else {
        unreachable!("the operands are ints");
    };
    let reused = match () {
        () if is_only(left) => Some(left),
        () if is_only(right) => Some(right),
        () => None,
    };
    // SAFETY: an exact int that only the stack has.
    let reused = reused.filter(|int| unsafe { int.become_word(value) });
    let result: Ref = match reused {
        Some(int) => int.object().to_ref(),
        None => int::from_i64(value)?.object(),
    };
    replace_operands(context, result);
    Ok(())
}

/// ( left right -- result )
#[inline(always)]
fn replace_operands(context: &mut Context, result: Ref) {
    let (right, left) = (context.pop(), context.pop());
    context.push(result);
    drop(right);
    drop(left);
}

macro_rules! int_forms {
    ($($form:ident $machine:ident, $function:ident;)*) => {
        $(
            /// ( left right -- result )   both are exact ints
            #[inline(always)]
            pub(crate) fn $form(context: &mut Context, operator: u32) -> Next {
                let Some((left, right)) = exact::<PyLongObject>(context) else {
                    return context.miss(Opcode::BINARY_OP, operator);
                };
                let value = match (left.word(), right.word()) {
                    (Some(left), Some(right)) => left.$machine(right),
                    _ => None,
                };
                let result = match value {
                    Some(value) => put_int(context, value),
                    None => long(context, $function),
                };
                context.jump(CACHES);
                result.into()
            }
        )*
    };
}

/// Ints of more digits.
#[inline(never)]
fn long(
    context: &mut Context,
    function: for<'a, 'b> fn(
        Obj<'a, PyLongObject>,
        Obj<'b, PyLongObject>,
    ) -> Result<Ref<PyLongObject>>,
) -> Result<()> {
    let Some((left, right)) = exact::<PyLongObject>(context) else {
        unreachable!("the operands are ints");
    };
    let result = function(left, right)?;
    replace_operands(context, result.object());
    Ok(())
}

int_forms! {
    BINARY_OP_ADD_INT checked_add, add;
    BINARY_OP_SUBTRACT_INT checked_sub, subtract;
    BINARY_OP_MULTIPLY_INT checked_mul, multiply;
}

macro_rules! float_forms {
    ($($form:ident $function:expr;)*) => {
        $(
            /// ( left right -- result )   both are exact floats
            #[inline(always)]
            pub(crate) fn $form(context: &mut Context, operator: u32) -> Next {
                let Some((left, right)) = exact::<PyFloatObject>(context) else {
                    return context.miss(Opcode::BINARY_OP, operator);
                };
                let function: fn(f64, f64) -> f64 = $function;
                let value = function(left.value(), right.value());
                let result = put_float(context, value);
                context.jump(CACHES);
                result.into()
            }
        )*
    };
}

/// Puts a float into the place of two operands that are exact floats. One of them that nobody else
/// has becomes the result.
#[inline(always)]
fn put_float(context: &mut Context, value: f64) -> Result<()> {
    let Some((left, right)) = exact::<PyFloatObject>(context) else {
        unreachable!("the operands are floats");
    };
    let reused = match () {
        () if is_only(left) => Some(left),
        () if is_only(right) => Some(right),
        () => None,
    };
    let result: Ref = match reused {
        Some(float) => {
            float.ob_fval.set(value);
            float.object().to_ref()
        }
        None => float::new(value)?.object(),
    };
    replace_operands(context, result);
    Ok(())
}

float_forms! {
    BINARY_OP_ADD_FLOAT |left, right| left + right;
    BINARY_OP_SUBTRACT_FLOAT |left, right| left - right;
    BINARY_OP_MULTIPLY_FLOAT |left, right| left * right;
}
// ANCHOR_END: exact

// ANCHOR: text
/// ( left right -- result )   both are exact strings
pub(crate) fn BINARY_OP_ADD_UNICODE(context: &mut Context, operator: u32) -> Next {
    let Some((left, right)) = exact::<PyASCIIObject>(context) else {
        return context.miss(Opcode::BINARY_OP, operator);
    };
    let result = str::concat(left, right);
    context.jump(CACHES);
    result.map(|result| replace_operands(context, result)).into()
}

/// ( left right -- )   both are exact strings, and the next instruction stores the result into
/// the variable that the left one is in: where nobody else has that string, it grows
pub(crate) fn BINARY_OP_INPLACE_ADD_UNICODE(context: &mut Context, operator: u32) -> Next {
    let (store, at) = context.behind_cache(CACHES);
    let stores = store == Opcode::STORE_FAST || store == Adaptive::STORE_FAST__LOAD_FAST;
    let is_left =
        std::ptr::eq(context.local(at).as_raw(), context.value(2).as_ptr().as_ptr()) && stores;
    if exact::<PyASCIIObject>(context).is_none() || !is_left {
        return context.miss(Opcode::BINARY_OP, operator);
    }
    let (right, left) = (context.pop(), context.pop());
    // The variable gives its reference up, so that the string can have a single one.
    drop(context.local(at).replace(None));
    // SAFETY: both are exact strings.
    let (left, right): (Ref<PyASCIIObject>, Ref<PyASCIIObject>) =
        unsafe { (left.cast(), right.cast()) };
    let result = str::append(left, right.borrow());
    context.jump(CACHES);
    match result {
        Ok(result) => {
            context.jump(1);
            context.local(at).set(Some(result));
            match store == Opcode::STORE_FAST {
                true => Next::Go,
                // The store is a pair's first half: its second one is next.
                false => super::names::load_second(context),
            }
        }
        Err(object_model::Raised) => Next::Error,
    }
}
// ANCHOR_END: text
