//! Instructions that adapt to what they meet: PEP 659.
//!
//! CPython: `Python/specialize.c` (`_PyCode_Quicken`), `Include/internal/pycore_code.h` (the
//! counters and the caches).
//!
//! Code that has begun eight times, or gone backward as often, is quickened: an instruction that
//! has special forms becomes its adaptive one, and some pairs become one instruction. An adaptive
//! instruction counts down and then looks at its operands. Where one of its special forms suits
//! them that one is written over it; else it waits twice as long before it looks again. A special
//! form checks that the guess holds. Where it doesn't, the general instruction does the work, and
//! after 53 such misses the adaptive one is back.
//!
//! The families' files have the special forms and what chooses them; here is what they share.
//!
//! Invariant: the first code unit behind an instruction with a cache is its counter. What the
//! others hold means something only to the special form that stands in front of them.

use std::ffi::c_short;

use compiler::opcode::{Adaptive, Opcode};
use object_model::Obj;

use crate::context::{Context, Next};
use crate::families::fused::{Fused, fuse};
use crate::objects::code::{CodeMethods, CodeUnit, PyCodeObject};

// ANCHOR: counter
/// How many misses a special form has before it is given up. C: `miss_counter_start`.
const MISSES: u16 = 53;
/// The counter's low bits say how long the next wait is, as a power of two.
/// C: `ADAPTIVE_BACKOFF_BITS`.
const BACKOFF_BITS: u32 = 4;
/// C: `ADAPTIVE_BACKOFF_START`.
const BACKOFF_START: u16 = 5;
/// C: `MAX_BACKOFF_VALUE`.
const MAX_BACKOFF: u16 = 16 - BACKOFF_BITS as u16;

/// A counter at the beginning of a wait. C: `adaptive_counter_bits`.
const fn wait(backoff: u16) -> u16 {
    ((1 << backoff) - 1) << BACKOFF_BITS | backoff
}

/// The wait after a failure. C: `adaptive_counter_backoff`.
fn longer(counter: u16) -> u16 {
    wait(((counter & ((1 << BACKOFF_BITS) - 1)) + 1).min(MAX_BACKOFF))
}
// ANCHOR_END: counter

// ANCHOR: quicken
/// How often code has to begin before it is specialised, below zero.
/// C: `QUICKENING_INITIAL_WARMUP_VALUE`.
pub(crate) const INITIAL_WARMUP: c_short = -8;

/// Counts a beginning or a step backward. C: `_PyCode_Warmup`.
#[inline]
pub(crate) fn warm_up(code: Obj<'_, PyCodeObject>) {
    let warmup = &code.co_warmup;
    if warmup.get() != 0 {
        warmup.set(warmup.get() + 1);
        if warmup.get() == 0 {
            quicken(code);
        }
    }
}

/// Writes adaptive instructions and pairs. C: `_PyCode_Quicken`.
#[cold]
fn quicken(code: Obj<'_, PyCodeObject>) {
    let first = code.first_instruction().cast_mut();
    let count = code.ob_base.ob_size.get() as usize;
    let mut previous = Opcode::CACHE;
    let mut at = 0;
    while at < count {
        // SAFETY: so many instructions follow the head.
        let opcode = Opcode(unsafe { *first.add(at) } as u8);
        // SAFETY: as above; a pair's first instruction lies in front of its second.
        let write = |back: usize, opcode: Opcode| unsafe { write(first.add(at - back), opcode) };
        let caches = opcode.caches();
        match (previous, opcode) {
            (_, Opcode::EXTENDED_ARG) => write(0, Adaptive::EXTENDED_ARG_QUICK),
            (_, Opcode::JUMP_BACKWARD) => write(0, Adaptive::JUMP_BACKWARD_QUICK),
            (_, Opcode::RESUME) => write(0, Adaptive::RESUME_QUICK),
            (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => write(1, Adaptive::LOAD_FAST__LOAD_FAST),
            (Opcode::STORE_FAST, Opcode::LOAD_FAST) => write(1, Adaptive::STORE_FAST__LOAD_FAST),
            (Opcode::LOAD_CONST, Opcode::LOAD_FAST) => write(1, Adaptive::LOAD_CONST__LOAD_FAST),
            (Opcode::STORE_FAST, Opcode::STORE_FAST) => write(1, Adaptive::STORE_FAST__STORE_FAST),
            (Opcode::LOAD_FAST, Opcode::LOAD_CONST) => write(1, Adaptive::LOAD_FAST__LOAD_CONST),
            (Opcode::FOR_ITER, Opcode::STORE_FAST) => write(1, Fused::FOR_ITER_STORE),
            _ if caches > 0 => {
                if let Some(adaptive) = adaptive_form(opcode) {
                    write(0, adaptive);
                }
            }
            _ => {}
        }
        previous = if caches > 0 { Opcode::CACHE } else { opcode };
        at += 1 + caches;
    }
}

/// C: `_PyOpcode_Adaptive`.
fn adaptive_form(opcode: Opcode) -> Option<Opcode> {
    Some(match opcode {
        Opcode::LOAD_ATTR => Adaptive::LOAD_ATTR_ADAPTIVE,
        Opcode::LOAD_GLOBAL => Adaptive::LOAD_GLOBAL_ADAPTIVE,
        Opcode::LOAD_METHOD => Adaptive::LOAD_METHOD_ADAPTIVE,
        Opcode::BINARY_SUBSCR => Adaptive::BINARY_SUBSCR_ADAPTIVE,
        Opcode::STORE_SUBSCR => Adaptive::STORE_SUBSCR_ADAPTIVE,
        Opcode::CALL => Adaptive::CALL_ADAPTIVE,
        Opcode::PRECALL => Adaptive::PRECALL_ADAPTIVE,
        Opcode::STORE_ATTR => Adaptive::STORE_ATTR_ADAPTIVE,
        Opcode::BINARY_OP => Adaptive::BINARY_OP_ADAPTIVE,
        Opcode::COMPARE_OP => Adaptive::COMPARE_OP_ADAPTIVE,
        Opcode::UNPACK_SEQUENCE => Adaptive::UNPACK_SEQUENCE_ADAPTIVE,
        _ => return None,
    })
}

/// # Safety
/// An instruction of a live code object.
unsafe fn write(place: *mut CodeUnit, opcode: Opcode) {
    // SAFETY: the caller's word.
    unsafe { place.write(place.read() & 0xff00 | CodeUnit::from(opcode.0)) }
}
// ANCHOR_END: quicken

// ANCHOR: choice
/// What a specialiser has found.
pub(crate) enum Choice {
    /// A special form, whose cache is filled.
    Form(Opcode),
    /// None now; perhaps later.
    Later,
    /// There will never be one here: the general instruction comes back.
    Never,
}

/// The adaptive instruction of a family: waits, and then asks the specialiser.
#[inline(always)]
pub(crate) fn adapt(
    context: &mut Context,
    argument: u32,
    general: fn(&mut Context, u32) -> Next,
    specialise: fn(&mut Context, u32) -> Choice,
) -> Next {
    let counter = context.cache(0);
    if counter >> BACKOFF_BITS != 0 {
        context.set_cache(0, counter - (1 << BACKOFF_BITS));
        return general(context, argument);
    }
    respecialise(context, argument, specialise)
}

#[cold]
#[inline(never)]
fn respecialise(
    context: &mut Context,
    argument: u32,
    specialise: fn(&mut Context, u32) -> Choice,
) -> Next {
    let adaptive = context.opcode();
    match specialise(context, argument) {
        Choice::Form(opcode) => {
            context.set_cache(0, MISSES);
            context.set_opcode(opcode);
            fuse(context, opcode);
        }
        Choice::Later => context.set_cache(0, longer(context.cache(0))),
        Choice::Never => context.set_opcode(adaptive.base()),
    }
    context.redo(context.opcode(), argument)
}

impl Context {
    /// A code unit of the running instruction's cache; 0 is the counter.
    #[inline]
    pub(crate) fn cache(&self, at: usize) -> u16 {
        // SAFETY: the verifier has seen that the cache follows.
        unsafe { *self.next.add(at) }
    }

    /// Two code units of the cache.
    #[inline]
    pub(crate) fn cache32(&self, at: usize) -> u32 {
        // SAFETY: as above.
        unsafe { self.next.add(at).cast::<u32>().read_unaligned() }
    }

    /// Four code units of the cache.
    #[inline]
    pub(crate) fn cache64(&self, at: usize) -> u64 {
        // SAFETY: as above.
        unsafe { self.next.add(at).cast::<u64>().read_unaligned() }
    }

    pub(crate) fn set_cache(&self, at: usize, value: u16) {
        // SAFETY: as above; the instructions belong to the code object, and are only ever read
        // and written by way of such pointers.
        unsafe { self.next.add(at).cast_mut().write(value) }
    }

    pub(crate) fn set_cache32(&self, at: usize, value: u32) {
        // SAFETY: as above.
        unsafe { self.next.add(at).cast_mut().cast::<u32>().write_unaligned(value) }
    }

    pub(crate) fn set_cache64(&self, at: usize, value: u64) {
        // SAFETY: as above.
        unsafe { self.next.add(at).cast_mut().cast::<u64>().write_unaligned(value) }
    }

    /// A code unit behind the cache of an instruction with so many units of it.
    pub(crate) fn behind_cache(&self, units: u32) -> (Opcode, u32) {
        // SAFETY: as above: code doesn't end with an instruction that has a cache.
        let unit = unsafe { *self.next.add(units as usize) };
        (Opcode(unit as u8), u32::from(unit >> 8))
    }

    /// The opcode of the running instruction.
    fn opcode(&self) -> Opcode {
        // SAFETY: the registers are behind it.
        Opcode(unsafe { *self.next.sub(1) } as u8)
    }

    fn set_opcode(&self, opcode: Opcode) {
        // SAFETY: as above.
        unsafe { write(self.next.sub(1).cast_mut(), opcode) }
    }

    /// The guess of a special form doesn't hold: the general instruction runs.
    /// C: `MISS_WITH_INLINE_CACHE`.
    #[cold]
    #[inline(never)]
    pub(crate) fn miss(&mut self, general: Opcode, argument: u32) -> Next {
        let left = self.cache(0).wrapping_sub(1);
        self.set_cache(0, left);
        if left == 0 {
            self.give_up(general);
        }
        self.redo(general, argument)
    }

    #[cold]
    #[inline(never)]
    fn give_up(&mut self, general: Opcode) {
        if let Some(adaptive) = adaptive_form(general) {
            self.set_opcode(adaptive);
            self.set_cache(0, wait(BACKOFF_START));
        }
    }
}
// ANCHOR_END: choice

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_get_longer_up_to_a_limit() {
        assert_eq!(wait(BACKOFF_START), 31 << 4 | 5);
        assert_eq!(longer(0), 1 << 4 | 1);
        assert_eq!(longer(longer(0)), 3 << 4 | 2);
        assert_eq!(longer(wait(MAX_BACKOFF)), wait(MAX_BACKOFF));
    }
}
