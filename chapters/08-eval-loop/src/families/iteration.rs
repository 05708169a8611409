//! Iterating and unpacking.

use compiler::opcode::{Adaptive, Opcode};
use object_model::errors::{self, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::types::int;
use object_model::types::list::PyListObject;
use object_model::types::list::iterator::ListIterator;
use object_model::types::range::iterator::RangeIterator;
use object_model::types::tuple::PyTupleObject;
use object_model::{Obj, Raised, Ref, Result};

use crate::adaptive::{Choice, adapt};
use crate::context::{Context, Next};
use crate::families::{build, caches};

/// ( iterable -- iterator )
pub(crate) fn GET_ITER(context: &mut Context, _: u32) -> Next {
    let iterable = context.pop();
    iterable.borrow().iter().map(|iterator| context.push(iterator)).into()
}

/// ( iterator -- iterator item )   or, at its end, ( iterator -- ) and jumps
pub(crate) fn FOR_ITER(context: &mut Context, units: u32) -> Next {
    let next = match context.value(1) {
        iterator if let Some(range) = iterator.downcast_exact::<RangeIterator>() => range.step(),
        iterator if let Some(list) = iterator.downcast_exact::<ListIterator>() => Ok(list.step()),
        iterator => iterator.next(),
    };
    match next {
        Ok(Some(item)) => context.push(item),
        Ok(None) => {
            drop(context.pop());
            context.jump(units);
        }
        Err(Raised) => return Next::Error,
    }
    Next::Go
}

/// ( value -- value len(value) )
pub(crate) fn GET_LEN(context: &mut Context, _: u32) -> Next {
    let length = context.value(1).len().and_then(|length| int::from_u64(length as u64));
    length.map(|length| context.push(length.object())).into()
}

/// ( iterable -- items )   the first item on top
#[inline(never)]
pub(crate) fn UNPACK_SEQUENCE(context: &mut Context, count: u32) -> Next {
    context.jump(const { caches(Opcode::UNPACK_SEQUENCE) });
    let iterable = context.pop();
    unpack(iterable.borrow(), count as usize)
        .map(|items| items.into_iter().rev().for_each(|item| context.push(item)))
        .into()
}

// ANCHOR: unpack
const CACHES: u32 = caches(Opcode::UNPACK_SEQUENCE);

/// `UNPACK_SEQUENCE`, waiting for a tuple or list of the right length.
pub(crate) fn UNPACK_SEQUENCE_ADAPTIVE(context: &mut Context, count: u32) -> Next {
    adapt(context, count, UNPACK_SEQUENCE, specialise)
}

/// C: `_Py_Specialize_UnpackSequence`.
fn specialise(context: &mut Context, count: u32) -> Choice {
    let sequence = context.value(1);
    let tuple = sequence.downcast_exact::<PyTupleObject>().map(|tuple| tuple.len());
    let list = sequence.downcast_exact::<PyListObject>().map(|list| list.len());
    let count = count as usize;
    match (tuple, list) {
        (Some(2), _) if count == 2 => Choice::Form(Adaptive::UNPACK_SEQUENCE_TWO_TUPLE),
        (Some(length), _) if length == count => Choice::Form(Adaptive::UNPACK_SEQUENCE_TUPLE),
        (_, Some(length)) if length == count => Choice::Form(Adaptive::UNPACK_SEQUENCE_LIST),
        _ => Choice::Later,
    }
}

/// ( tuple -- second first )
#[inline]
pub(crate) fn UNPACK_SEQUENCE_TWO_TUPLE(context: &mut Context, count: u32) -> Next {
    let Some([first, second]) =
        context.value(1).downcast_exact::<PyTupleObject>().map(|tuple| tuple.items())
    else {
        return context.miss(Opcode::UNPACK_SEQUENCE, count);
    };
    let (first, second) = (first.to_ref(), second.to_ref());
    context.jump(CACHES);
    let tuple = context.pop();
    context.push(second);
    context.push(first);
    drop(tuple);
    Next::Go
}

/// ( tuple -- items )   the first item on top
pub(crate) fn UNPACK_SEQUENCE_TUPLE(context: &mut Context, count: u32) -> Next {
    let tuple = context.value(1).downcast_exact::<PyTupleObject>();
    let Some(tuple) = tuple.filter(|tuple| tuple.len() == count as usize).map(Obj::to_ref) else {
        return context.miss(Opcode::UNPACK_SEQUENCE, count);
    };
    context.jump(CACHES);
    drop(context.pop());
    tuple.borrow().items().iter().rev().for_each(|item| context.push(item.to_ref()));
    Next::Go
}

/// ( list -- items )   the first item on top
pub(crate) fn UNPACK_SEQUENCE_LIST(context: &mut Context, count: u32) -> Next {
    let list = context.value(1).downcast_exact::<PyListObject>();
    let Some(list) = list.filter(|list| list.len() == count as usize).map(Obj::to_ref) else {
        return context.miss(Opcode::UNPACK_SEQUENCE, count);
    };
    context.jump(CACHES);
    drop(context.pop());
    (0..count as usize)
        .rev()
        .filter_map(|at| list.borrow().get_index(at))
        .for_each(|item| context.push(item));
    Next::Go
}
// ANCHOR_END: unpack

/// ( iterable -- after list before )   with the first item on top
pub(crate) fn UNPACK_EX(context: &mut Context, counts: u32) -> Next {
    let iterable = context.pop();
    let (before, after) = (counts as usize & 0xff, counts as usize >> 8);
    unpack_starred(iterable.borrow(), before, after)
        .map(|items| items.into_iter().rev().for_each(|item| context.push(item)))
        .into()
}

/// Exactly so many items. C: `unpack_iterable` without a star.
fn unpack(iterable: Obj<'_>, count: usize) -> Result<Vec<Ref>> {
    if let Some(tuple) = iterable.downcast_exact::<PyTupleObject>()
        && tuple.len() == count
    {
        return Ok(tuple.items().iter().map(|item| item.to_ref()).collect());
    }
    if let Some(list) = iterable.downcast_exact::<PyListObject>()
        && list.len() == count
    {
        return Ok((0..count).filter_map(|at| list.get_index(at)).collect());
    }
    let iterator = iter_to_unpack(iterable)?;
    let mut items = Vec::with_capacity(count);
    while items.len() < count {
        match iterator.borrow().next()? {
            Some(item) => items.push(item),
            None => {
                let got = items.len();
                let message =
                    format_args!("not enough values to unpack (expected {count}, got {got})");
                return Err(raise(&VALUE_ERROR, message));
            }
        }
    }
    match iterator.borrow().next()? {
        None => Ok(items),
        Some(_) => {
            let message = format_args!("too many values to unpack (expected {count})");
            Err(raise(&VALUE_ERROR, message))
        }
    }
}

/// Items, a list of those in the middle, items. C: `unpack_iterable` with a star.
fn unpack_starred(iterable: Obj<'_>, before: usize, after: usize) -> Result<Vec<Ref>> {
    let iterator = iter_to_unpack(iterable)?;
    let mut items = Vec::new();
    let not_enough = |got: usize| {
        let least = before + after;
        raise(
            &VALUE_ERROR,
            format_args!("not enough values to unpack (expected at least {least}, got {got})"),
        )
    };
    while items.len() < before {
        let item = iterator.borrow().next()?.ok_or_else(|| not_enough(items.len()))?;
        items.push(item);
    }
    let mut rest = Vec::new();
    while let Some(item) = iterator.borrow().next()? {
        rest.push(item);
    }
    if rest.len() < after {
        return Err(not_enough(before + rest.len()));
    }
    let last = rest.split_off(rest.len() - after);
    items.push(build::list_of(rest.into_iter())?.object());
    items.extend(last);
    Ok(items)
}

fn iter_to_unpack(iterable: Obj<'_>) -> Result {
    iterable.iter().map_err(|raised| {
        let is_iterable = iterable.ob_type().tp_iter.get().is_some() || iterable.is_sequence();
        if is_iterable || !errors::catch(&TYPE_ERROR) {
            return raised;
        }
        let name = iterable.ob_type().name();
        raise(&TYPE_ERROR, format_args!("cannot unpack non-iterable {name} object"))
    })
}
