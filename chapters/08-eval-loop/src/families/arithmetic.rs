//! Arithmetic: the operators with one operand and with two.

use compiler::opcode::Opcode;
use object_model::Result;
use object_model::protocol::number::{self as op, Operator, Unary};
use object_model::types::{bool_, none};

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

/// ( left right -- result )   from the thirteenth on, in place
pub(crate) fn BINARY_OP(context: &mut Context, operator: u32) -> Next {
    context.jump(const { caches(Opcode::BINARY_OP) });
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
