//! Instructions of our own: several of CPython's in one.
//!
//! Where both operands of an addition are local variables or a constant, nobody has to count them
//! up, put them on the stack, and count them down again. So the pair in front of a special form
//! `LOAD_FAST__LOAD_FAST` or `LOAD_FAST__LOAD_CONST`, is written over with an instruction that
//! does the pair's work and that of the form, and where the result is stored into a variable at
//! once, that, too: an int or float that only this variable has takes the new value where it lies.
//!
//! `dis` never shows them: what one stands for is in [`Fused::stands_for`].
//!
//! Invariant: a fused instruction does what the instructions do that it stands in front of, which
//! are all still there. Where its guess doesn't hold it does the pair's work alone.

use compiler::opcode::{Adaptive, Opcode};
use object_model::types::float::{self, PyFloatObject};
use object_model::types::int::{self, PyLongObject};
use object_model::types::list::iterator::ListIterator;
use object_model::types::range::iterator::RangeIterator;
use object_model::{Field, Layout, Obj, Raised, Result};

use crate::context::{Context, Next};
use crate::families::caches;
use crate::families::compare::outcome;
use crate::families::names::{LOAD_FAST, LOAD_FAST__LOAD_CONST, LOAD_FAST__LOAD_FAST, STORE_FAST};
use crate::families::stack::LOAD_CONST;
use crate::objects::code::CodeMethods;

// ANCHOR: table
macro_rules! fused {
    ($($number:literal $name:ident = $stands_for:expr;)*) => {
        /// Their numbers, which no instruction of CPython's has.
        pub(crate) enum Fused {}

        impl Fused {
            $(pub(crate) const $name: Opcode = Opcode($number);)*

            /// What `dis` shows in the place of an instruction.
            pub(crate) fn stands_for(opcode: Opcode) -> Opcode {
                match opcode {
                    $(Fused::$name => $stands_for,)*
                    shown => shown,
                }
            }
        }
    };
}

fused! {
    181 LOAD_FAST_ALONE = Adaptive::LOAD_FAST__LOAD_FAST;
    182 STORE_FAST_ALONE = Adaptive::STORE_FAST__LOAD_FAST;
    183 LOAD_CONST_ALONE = Adaptive::LOAD_CONST__LOAD_FAST;
    184 FOR_ITER_STORE = Opcode::FOR_ITER;
    185 LOCALS_ADD_INT = Adaptive::LOAD_FAST__LOAD_FAST;
    186 LOCALS_SUBTRACT_INT = Adaptive::LOAD_FAST__LOAD_FAST;
    187 LOCALS_MULTIPLY_INT = Adaptive::LOAD_FAST__LOAD_FAST;
    188 LOCALS_ADD_FLOAT = Adaptive::LOAD_FAST__LOAD_FAST;
    189 LOCALS_SUBTRACT_FLOAT = Adaptive::LOAD_FAST__LOAD_FAST;
    190 LOCALS_MULTIPLY_FLOAT = Adaptive::LOAD_FAST__LOAD_FAST;
    191 LOCALS_COMPARE_INT = Adaptive::LOAD_FAST__LOAD_FAST;
    192 LOCALS_COMPARE_FLOAT = Adaptive::LOAD_FAST__LOAD_FAST;
    193 LOCAL_ADD_INT = Adaptive::LOAD_FAST__LOAD_CONST;
    194 LOCAL_SUBTRACT_INT = Adaptive::LOAD_FAST__LOAD_CONST;
    195 LOCAL_MULTIPLY_INT = Adaptive::LOAD_FAST__LOAD_CONST;
    196 LOCAL_ADD_FLOAT = Adaptive::LOAD_FAST__LOAD_CONST;
    197 LOCAL_SUBTRACT_FLOAT = Adaptive::LOAD_FAST__LOAD_CONST;
    198 LOCAL_MULTIPLY_FLOAT = Adaptive::LOAD_FAST__LOAD_CONST;
    199 LOCAL_COMPARE_INT = Adaptive::LOAD_FAST__LOAD_CONST;
    200 LOCAL_COMPARE_FLOAT = Adaptive::LOAD_FAST__LOAD_CONST;
}

/// The fused instructions of a special form: for two variables, for a variable and a constant.
fn forms(form: Opcode) -> Option<[Opcode; 2]> {
    Some(match form {
        Adaptive::BINARY_OP_ADD_INT => [Fused::LOCALS_ADD_INT, Fused::LOCAL_ADD_INT],
        Adaptive::BINARY_OP_SUBTRACT_INT => [Fused::LOCALS_SUBTRACT_INT, Fused::LOCAL_SUBTRACT_INT],
        Adaptive::BINARY_OP_MULTIPLY_INT => [Fused::LOCALS_MULTIPLY_INT, Fused::LOCAL_MULTIPLY_INT],
        Adaptive::BINARY_OP_ADD_FLOAT => [Fused::LOCALS_ADD_FLOAT, Fused::LOCAL_ADD_FLOAT],
        Adaptive::BINARY_OP_SUBTRACT_FLOAT => {
            [Fused::LOCALS_SUBTRACT_FLOAT, Fused::LOCAL_SUBTRACT_FLOAT]
        }
        Adaptive::BINARY_OP_MULTIPLY_FLOAT => {
            [Fused::LOCALS_MULTIPLY_FLOAT, Fused::LOCAL_MULTIPLY_FLOAT]
        }
        Adaptive::COMPARE_OP_INT_JUMP => [Fused::LOCALS_COMPARE_INT, Fused::LOCAL_COMPARE_INT],
        Adaptive::COMPARE_OP_FLOAT_JUMP => {
            [Fused::LOCALS_COMPARE_FLOAT, Fused::LOCAL_COMPARE_FLOAT]
        }
        _ => return None,
    })
}
// ANCHOR_END: table

// ANCHOR: fuse
/// Writes a fused instruction over the pair in front of the running one, which becomes `form`.
#[cold]
pub(crate) fn fuse(context: &Context, form: Opcode) {
    let Some([of_locals, of_constant]) = forms(form) else { return };
    let first = context.frame.code().first_instruction().cast_mut();
    let this = context.next.wrapping_sub(1).cast_mut();
    // Where the instructions are that come before: only from the beginning can they be told from
    // caches.
    let mut before = [None; 3];
    let mut at = first;
    while at < this {
        before = [before[1], before[2], Some(at)];
        // SAFETY: an instruction of the code that runs.
        let opcode = Opcode(unsafe { at.read() } as u8);
        at = at.wrapping_add(1 + opcode.caches());
    }
    let [third, Some(second), Some(last)] = before else { return };
    // SAFETY: as above.
    let shown = |place: *mut u16| Fused::stands_for(Opcode(unsafe { place.read() } as u8));
    // SAFETY: as above; nobody else looks at the code meanwhile.
    let write = |place: *mut u16, opcode: Opcode| unsafe {
        place.write(place.read() & 0xff00 | u16::from(opcode.0));
    };
    if shown(second).base() != Opcode::LOAD_FAST {
        return;
    }
    match shown(last).base() {
        Opcode::LOAD_FAST => write(second, of_locals),
        Opcode::LOAD_CONST => write(second, of_constant),
        _ => return,
    }
    // A pair that takes the first operand along does its own half alone.
    let alone = third.map(|third| match shown(third) {
        Adaptive::LOAD_FAST__LOAD_FAST => (third, Fused::LOAD_FAST_ALONE),
        Adaptive::STORE_FAST__LOAD_FAST => (third, Fused::STORE_FAST_ALONE),
        Adaptive::LOAD_CONST__LOAD_FAST => (third, Fused::LOAD_CONST_ALONE),
        other => (third, other),
    });
    if let Some((third, opcode)) = alone
        && Fused::stands_for(opcode) != opcode
    {
        write(third, opcode);
    }
}
// ANCHOR_END: fuse

// ANCHOR: operands
/// A local variable's value, if it is exactly of the layout's type.
#[inline(always)]
fn local<L: Layout>(context: &Context, at: u32) -> Option<Obj<'_, L>> {
    // SAFETY: no code runs that could exchange the variable's value.
    unsafe { context.local(at).peek() }?.downcast_exact()
}

/// Both operands, if they are exactly of the layout's type and the form behind them is still that.
#[inline(always)]
fn operands<const CONSTANT: bool, L: Layout>(
    context: &Context,
    at: u32,
    form: Opcode,
) -> Option<(Obj<'_, L>, Obj<'_, L>)> {
    let (_, second) = context.behind_cache(0);
    let left = local::<L>(context, at)?;
    let right = match CONSTANT {
        true => context.constant(second).downcast_exact()?,
        false => local::<L>(context, second)?,
    };
    (context.behind_cache(1).0 == form).then_some((left, right))
}

/// Two ints of at most two digits.
#[inline(always)]
fn ints<const CONSTANT: bool>(context: &Context, at: u32, form: Opcode) -> Option<(i64, i64)> {
    let (left, right) = operands::<CONSTANT, PyLongObject>(context, at, form)?;
    Some((left.word()?, right.word()?))
}

/// Two ints of one digit, whose product fits.
#[inline(always)]
fn digits<const CONSTANT: bool>(context: &Context, at: u32, form: Opcode) -> Option<(i64, i64)> {
    let (left, right) = operands::<CONSTANT, PyLongObject>(context, at, form)?;
    Some((left.one_digit()?, right.one_digit()?))
}

/// Two floats.
#[inline(always)]
fn floats<const CONSTANT: bool>(context: &Context, at: u32, form: Opcode) -> Option<(f64, f64)> {
    let (left, right) = operands::<CONSTANT, PyFloatObject>(context, at, form)?;
    Some((left.value(), right.value()))
}

/// The pair's own work.
#[inline(never)]
fn pair<const CONSTANT: bool>(context: &mut Context, at: u32) -> Next {
    match CONSTANT {
        true => LOAD_FAST__LOAD_CONST(context, at),
        false => LOAD_FAST__LOAD_FAST(context, at),
    }
}

/// The variable that the instruction behind the form stores into, if it is a store.
#[inline(always)]
fn target(context: &Context) -> Option<u32> {
    let (opcode, at) = context.behind_cache(0);
    let stores = opcode == Opcode::STORE_FAST
        || opcode == Adaptive::STORE_FAST__LOAD_FAST
        || opcode == Fused::STORE_FAST_ALONE;
    stores.then_some(at)
}

/// Gives a variable an int of any machine size; one that only this variable has changes where it
/// lies.
#[inline(always)]
fn store_int(place: &Field, value: i64) -> Result<()> {
    // SAFETY: no code runs while the value is looked at.
    let old = unsafe { place.peek() }.and_then(|old| old.downcast_exact::<PyLongObject>());
    let old = old.filter(|old| old.ob_refcnt() == 1);
    // SAFETY: an exact int that only the variable has.
    if !old.is_some_and(|old| unsafe { old.become_word(value) }) {
        place.set(Some(int::from_i64(value)?.object()));
    }
    Ok(())
}

#[inline(always)]
fn put_int(context: &mut Context, value: i64) -> Next {
    context.jump(2 + BINARY_CACHES);
    let result = match target(context) {
        Some(at) => {
            context.jump(1);
            store_int(context.local(at), value)
        }
        None => int::from_i64(value).map(|int| context.push(int.object())),
    };
    result.into()
}

#[inline(always)]
fn put_float(context: &mut Context, value: f64) -> Next {
    context.jump(2 + BINARY_CACHES);
    let Some(at) = target(context) else {
        return float::new(value).map(|float| context.push(float.object())).into();
    };
    context.jump(1);
    match local::<PyFloatObject>(context, at) {
        Some(old) if old.ob_refcnt() == 1 => {
            old.ob_fval.set(value);
            Next::Go
        }
        _ => { float::new(value) }.map(|float| context.local(at).set(Some(float.object()))).into(),
    }
}

/// The comparison's jump; the registers are behind the first of the pair.
#[inline(always)]
fn jump_if(context: &mut Context, outcome: u16) -> Next {
    let mask = context.cache(3);
    let (_, units) = context.behind_cache(2 + COMPARE_CACHES);
    context.jump(2 + COMPARE_CACHES + 1);
    if outcome & mask != 0 {
        context.jump(units);
    } else if (outcome << 3) & mask != 0 {
        context.jump_back(units);
        return context.check_breaker();
    }
    Next::Go
}
// ANCHOR_END: operands

const BINARY_CACHES: u32 = caches(Opcode::BINARY_OP);
const COMPARE_CACHES: u32 = caches(Opcode::COMPARE_OP);

// ANCHOR: forms
macro_rules! forms {
    ($($of_locals:ident $of_constant:ident: $read:ident, $form:ident, $put:ident, $function:expr;)*)
    => {
        $(
            /// ( -- result )   of two variables; or into a third
            #[inline(always)]
            pub(crate) fn $of_locals(context: &mut Context, at: u32) -> Next {
                match $read::<false>(context, at, Adaptive::$form) {
                    Some((left, right)) => $put(context, ($function)(left, right)),
                    None => pair::<false>(context, at),
                }
            }

            /// ( -- result )   of a variable and a constant; or into a variable
            #[inline(always)]
            pub(crate) fn $of_constant(context: &mut Context, at: u32) -> Next {
                match $read::<true>(context, at, Adaptive::$form) {
                    Some((left, right)) => $put(context, ($function)(left, right)),
                    None => pair::<true>(context, at),
                }
            }
        )*
    };
}

forms! {
    LOCALS_ADD_INT LOCAL_ADD_INT: ints, BINARY_OP_ADD_INT, put_int, |l: i64, r: i64| l + r;
    LOCALS_SUBTRACT_INT LOCAL_SUBTRACT_INT:
        ints, BINARY_OP_SUBTRACT_INT, put_int, |l: i64, r: i64| l - r;
    LOCALS_MULTIPLY_INT LOCAL_MULTIPLY_INT:
        digits, BINARY_OP_MULTIPLY_INT, put_int, |l: i64, r: i64| l * r;
    LOCALS_ADD_FLOAT LOCAL_ADD_FLOAT:
        floats, BINARY_OP_ADD_FLOAT, put_float, |l: f64, r: f64| l + r;
    LOCALS_SUBTRACT_FLOAT LOCAL_SUBTRACT_FLOAT:
        floats, BINARY_OP_SUBTRACT_FLOAT, put_float, |l: f64, r: f64| l - r;
    LOCALS_MULTIPLY_FLOAT LOCAL_MULTIPLY_FLOAT:
        floats, BINARY_OP_MULTIPLY_FLOAT, put_float, |l: f64, r: f64| l * r;
    LOCALS_COMPARE_INT LOCAL_COMPARE_INT: ints, COMPARE_OP_INT_JUMP, jump_if, outcome;
    LOCALS_COMPARE_FLOAT LOCAL_COMPARE_FLOAT:
        numbers, COMPARE_OP_FLOAT_JUMP, jump_if, outcome;
}

/// Two floats that can be compared.
#[inline(always)]
fn numbers<const CONSTANT: bool>(context: &Context, at: u32, form: Opcode) -> Option<(f64, f64)> {
    floats::<CONSTANT>(context, at, form).filter(|(left, right)| !left.is_nan() && !right.is_nan())
}

/// ( -- value )   the first half of a pair whose second is part of a fused instruction
#[inline(always)]
pub(crate) fn LOAD_FAST_ALONE(context: &mut Context, at: u32) -> Next {
    LOAD_FAST(context, at)
}

/// ( value -- )   the first half of such a pair
#[inline(always)]
pub(crate) fn STORE_FAST_ALONE(context: &mut Context, at: u32) -> Next {
    STORE_FAST(context, at)
}

/// ( -- constant )   the first half of such a pair
#[inline(always)]
pub(crate) fn LOAD_CONST_ALONE(context: &mut Context, at: u32) -> Next {
    LOAD_CONST(context, at)
}

/// ( iterator -- iterator )   and the next item is in a variable; or, at the end, ( iterator -- )
/// and jumps
#[inline(always)]
pub(crate) fn FOR_ITER_STORE(context: &mut Context, units: u32) -> Next {
    let (_, at) = context.behind_cache(0);
    let iterator = context.value(1);
    if let Some(range) = iterator.downcast_exact::<RangeIterator>() {
        if let Some(value) = range.step_word() {
            let stored = store_int(context.local(at), value);
            context.jump(1);
            return stored.into();
        }
        return end_of_loop(context, units);
    }
    let next = match iterator.downcast_exact::<ListIterator>() {
        Some(list) => Ok(list.step()),
        None => iterator.next(),
    };
    match next {
        Ok(Some(item)) => {
            context.jump(1);
            context.local(at).set(Some(item));
            Next::Go
        }
        Ok(None) => end_of_loop(context, units),
        Err(Raised) => Next::Error,
    }
}

fn end_of_loop(context: &mut Context, units: u32) -> Next {
    drop(context.pop());
    context.jump(units);
    Next::Go
}
// ANCHOR_END: forms
