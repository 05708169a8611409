//! Comparisons, `is` and `in`.

use compiler::opcode::{Adaptive, Opcode};
use object_model::protocol::compare::Comparison;
use object_model::types::bool_;
use object_model::types::float::PyFloatObject;
use object_model::types::int::PyLongObject;
use object_model::types::str::PyASCIIObject;

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::caches;

/// ( left right -- result )
#[inline(never)]
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

const CACHES: u32 = caches(Opcode::COMPARE_OP);

// ANCHOR: specialise
/// `COMPARE_OP`, waiting for operands that have a special form.
pub(crate) fn COMPARE_OP_ADAPTIVE(context: &mut Context, comparison: u32) -> Next {
    adapt(context, comparison, COMPARE_OP, specialise)
}

/// When to jump, of three bits: less, equal, greater. C: `compare_masks`.
const MASKS: [u16; 6] = [0b001, 0b011, 0b010, 0b101, 0b100, 0b110];

/// A comparison has special forms only where a jump follows, and does the jump, too: the mask in
/// the cache says at which outcomes, three bits up if the jump goes backward.
/// C: `_Py_Specialize_CompareOp`.
fn specialise(context: &mut Context, comparison: u32) -> Choice {
    let mask = MASKS[comparison as usize];
    let mask = match context.behind_cache(CACHES).0 {
        Opcode::POP_JUMP_FORWARD_IF_TRUE => mask,
        Opcode::POP_JUMP_FORWARD_IF_FALSE => 0b111 & !mask,
        Opcode::POP_JUMP_BACKWARD_IF_TRUE => mask << 3,
        Opcode::POP_JUMP_BACKWARD_IF_FALSE => (0b111 & !mask) << 3,
        _ => return Choice::Never,
    };
    let (left, right) = (context.value(2), context.value(1));
    if !left.ob_type().is(right.ob_type()) {
        return Choice::Later;
    }
    let form = if left.downcast_exact::<PyFloatObject>().is_some() {
        Adaptive::COMPARE_OP_FLOAT_JUMP
    } else if let (Some(left), Some(right)) =
        (left.downcast_exact::<PyLongObject>(), right.downcast_exact::<PyLongObject>())
        && left.one_digit().is_some()
        && right.one_digit().is_some()
    {
        Adaptive::COMPARE_OP_INT_JUMP
    } else if left.downcast_exact::<PyASCIIObject>().is_some() && matches!(comparison, 2 | 3) {
        Adaptive::COMPARE_OP_STR_JUMP
    } else {
        return Choice::Later;
    };
    context.set_cache(1, mask);
    Choice::Form(form)
}
// ANCHOR_END: specialise

// ANCHOR: jump
/// Drops both operands and does the jump that follows, if the mask has the outcome's bit: 1 for
/// less, 2 for equal, 4 for greater.
#[inline(always)]
fn jump_if(context: &mut Context, outcome: u16) -> Next {
    let mask = context.cache(1);
    let (_, units) = context.behind_cache(CACHES);
    context.jump(CACHES + 1);
    drop(context.pop());
    drop(context.pop());
    if outcome & mask != 0 {
        context.jump(units);
    } else if (outcome << 3) & mask != 0 {
        context.jump_back(units);
        return context.check_breaker();
    }
    Next::Go
}

/// 1, 2 or 4.
#[inline(always)]
pub(super) fn outcome<T: PartialOrd>(left: T, right: T) -> u16 {
    if left < right {
        1
    } else if left == right {
        2
    } else {
        4
    }
}

/// ( left right -- )   exact floats, none of them a NaN, and a jump
#[inline(always)]
pub(crate) fn COMPARE_OP_FLOAT_JUMP(context: &mut Context, comparison: u32) -> Next {
    let floats = |depth| Some(context.value(depth).downcast_exact::<PyFloatObject>()?.value());
    match (floats(2), floats(1)) {
        (Some(left), Some(right)) if !left.is_nan() && !right.is_nan() => {
            jump_if(context, outcome(left, right))
        }
        _ => context.miss(Opcode::COMPARE_OP, comparison),
    }
}

/// ( left right -- )   exact ints of one digit, and a jump
#[inline(always)]
pub(crate) fn COMPARE_OP_INT_JUMP(context: &mut Context, comparison: u32) -> Next {
    let ints = |depth| context.value(depth).downcast_exact::<PyLongObject>()?.word();
    match (ints(2), ints(1)) {
        (Some(left), Some(right)) => jump_if(context, outcome(left, right)),
        _ => context.miss(Opcode::COMPARE_OP, comparison),
    }
}

/// ( left right -- )   exact strings, equal or not, and a jump
#[inline(always)]
pub(crate) fn COMPARE_OP_STR_JUMP(context: &mut Context, comparison: u32) -> Next {
    let texts = |depth| context.value(depth).downcast_exact::<PyASCIIObject>();
    match (texts(2), texts(1)) {
        // An inequality's mask has both other bits.
        (Some(left), Some(right)) => {
            let equal = left.is(right) || left.text_eq(right);
            jump_if(context, if equal { 2 } else { 1 })
        }
        _ => context.miss(Opcode::COMPARE_OP, comparison),
    }
}
// ANCHOR_END: jump
