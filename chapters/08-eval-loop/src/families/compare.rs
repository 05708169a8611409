//! Comparisons, `is` and `in`.

use compiler::opcode::Opcode;
use object_model::protocol::compare::Comparison;
use object_model::types::bool_;

use crate::context::{Context, Next};
use crate::families::caches;

/// ( left right -- result )
pub(crate) fn COMPARE_OP(context: &mut Context, comparison: u32) -> Next {
    context.jump(const { caches(Opcode::COMPARE_OP) });
    let (right, left) = (context.pop(), context.pop());
    let comparison = Comparison::of(comparison as i32).expect("the verifier has seen which");
    let result = left.borrow().compare(right.borrow(), comparison);
    result.map(|result| context.push(result)).into()
}

/// ( left right -- left is right )
#[inline]
pub(crate) fn IS_OP(context: &mut Context, negated: u32) -> Next {
    let (right, left) = (context.pop(), context.pop());
    let truth = left.borrow().is(right.borrow()) != (negated != 0);
    context.push(bool_(truth).to_ref());
    Next::Go
}

/// ( item container -- item in container )
pub(crate) fn CONTAINS_OP(context: &mut Context, negated: u32) -> Next {
    let (container, item) = (context.pop(), context.pop());
    let found = container.borrow().contains(item.borrow());
    found.map(|found| context.push(bool_(found != (negated != 0)).to_ref())).into()
}
