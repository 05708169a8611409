//! Instructions that only move values about, and those that do nothing.

use crate::adaptive::warm_up;
use crate::context::{Context, Next};
use compiler::opcode::Opcode;

/// ( -- )   never run: verified code jumps over it
#[inline]
pub(crate) fn CACHE(_: &mut Context, _: u32) -> Next {
    Next::Go
}

/// ( -- )
#[inline]
pub(crate) fn NOP(_: &mut Context, _: u32) -> Next {
    Next::Go
}

/// ( value -- )
#[inline]
pub(crate) fn POP_TOP(context: &mut Context, _: u32) -> Next {
    drop(context.pop_slot());
    Next::Go
}

/// ( -- NULL )
#[inline]
pub(crate) fn PUSH_NULL(context: &mut Context, _: u32) -> Next {
    context.push_slot(None);
    Next::Go
}

/// ( value ... -- value ... value )
#[inline]
pub(crate) fn COPY(context: &mut Context, depth: u32) -> Next {
    let value = context.slot(depth as usize).get();
    context.push_slot(value);
    Next::Go
}

/// ( a ... b -- b ... a )
#[inline]
pub(crate) fn SWAP(context: &mut Context, depth: u32) -> Next {
    context.swap(depth as usize);
    Next::Go
}

/// ( -- constant )
#[inline]
pub(crate) fn LOAD_CONST(context: &mut Context, at: u32) -> Next {
    let constant = context.constant(at).to_ref();
    context.push(constant);
    Next::Go
}

/// ( -- )   gives the next instruction's argument higher bits
#[inline]
pub(crate) fn EXTENDED_ARG(context: &mut Context, high: u32) -> Next {
    context.frame.prev_instr.set(context.next);
    let (opcode, low): (Opcode, u32) = context.fetch();
    context.redo(opcode, high << 8 | low)
}

/// ( -- )   in code that is quickened
#[inline]
pub(crate) fn EXTENDED_ARG_QUICK(context: &mut Context, high: u32) -> Next {
    EXTENDED_ARG(context, high)
}

/// ( -- )   a frame begins, or goes on after it was suspended; code that does so often enough is
/// quickened
pub(crate) fn RESUME(context: &mut Context, place: u32) -> Next {
    warm_up(context.frame.code());
    RESUME_QUICK(context, place)
}

/// ( -- )   in code that is quickened. At an `await` the eval breaker isn't looked at, so that
/// what is awaited can't be lost.
#[inline]
pub(crate) fn RESUME_QUICK(context: &mut Context, place: u32) -> Next {
    if place < 2 { context.check_breaker() } else { Next::Go }
}
