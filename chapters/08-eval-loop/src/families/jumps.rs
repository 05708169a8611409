//! Jumps. The eval breaker is looked at where code goes backward.

use object_model::types::bool_;
use object_model::{Obj, Raised, Result};

use crate::adaptive::warm_up;
use crate::context::{Context, Next};

/// ( -- )
#[inline(always)]
pub(crate) fn JUMP_FORWARD(context: &mut Context, units: u32) -> Next {
    context.jump(units);
    Next::Go
}

/// ( -- )   code that goes backward often enough is quickened
pub(crate) fn JUMP_BACKWARD(context: &mut Context, units: u32) -> Next {
    warm_up(context.frame.code());
    JUMP_BACKWARD_QUICK(context, units)
}

/// ( -- )   in code that is quickened
#[inline(always)]
pub(crate) fn JUMP_BACKWARD_QUICK(context: &mut Context, units: u32) -> Next {
    context.jump_back(units);
    context.check_breaker()
}

/// ( -- )   while a value is being awaited: the loop around `SEND`
#[inline(always)]
pub(crate) fn JUMP_BACKWARD_NO_INTERRUPT(context: &mut Context, units: u32) -> Next {
    context.jump_back(units);
    Next::Go
}

#[inline(always)]
fn truth(value: Obj<'_>) -> Result<bool> {
    if value.is(bool_(true)) {
        Ok(true)
    } else if value.is(bool_(false)) {
        Ok(false)
    } else {
        value.is_true()
    }
}

#[inline(always)]
fn keep_or_pop(context: &mut Context, units: u32, wanted: bool) -> Next {
    match truth(context.value(1)) {
        Ok(truth) if truth == wanted => context.jump(units),
        Ok(_) => drop(context.pop()),
        Err(Raised) => return Next::Error,
    }
    Next::Go
}

/// ( value -- value )   and jumps, or ( value -- )
#[inline(always)]
pub(crate) fn JUMP_IF_FALSE_OR_POP(context: &mut Context, units: u32) -> Next {
    keep_or_pop(context, units, false)
}

/// ( value -- value )   and jumps, or ( value -- )
#[inline(always)]
pub(crate) fn JUMP_IF_TRUE_OR_POP(context: &mut Context, units: u32) -> Next {
    keep_or_pop(context, units, true)
}

#[inline(always)]
fn forward_if(context: &mut Context, units: u32, test: impl Fn(Obj<'_>) -> Result<bool>) -> Next {
    let value = context.pop();
    match test(value.borrow()) {
        Ok(true) => context.jump(units),
        Ok(false) => {}
        Err(Raised) => return Next::Error,
    }
    Next::Go
}

#[inline(always)]
fn backward_if(context: &mut Context, units: u32, test: impl Fn(Obj<'_>) -> Result<bool>) -> Next {
    let value = context.pop();
    match test(value.borrow()) {
        Ok(true) => {
            context.jump_back(units);
            context.check_breaker()
        }
        Ok(false) => Next::Go,
        Err(Raised) => Next::Error,
    }
}

macro_rules! conditional_jumps {
    ($($forward:ident $backward:ident $test:expr;)*) => {
        $(
            /// ( value -- )
            #[inline(always)]
            pub(crate) fn $forward(context: &mut Context, units: u32) -> Next {
                forward_if(context, units, $test)
            }

            /// ( value -- )
            #[inline(always)]
            pub(crate) fn $backward(context: &mut Context, units: u32) -> Next {
                backward_if(context, units, $test)
            }
        )*
    };
}

conditional_jumps! {
    POP_JUMP_FORWARD_IF_FALSE POP_JUMP_BACKWARD_IF_FALSE |value| Ok(!truth(value)?);
    POP_JUMP_FORWARD_IF_TRUE POP_JUMP_BACKWARD_IF_TRUE truth;
    POP_JUMP_FORWARD_IF_NONE POP_JUMP_BACKWARD_IF_NONE |value| Ok(value.is_none());
    POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_NOT_NONE |value| Ok(!value.is_none());
}
