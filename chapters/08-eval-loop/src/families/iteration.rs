//! Iterating and unpacking.

use compiler::opcode::Opcode;
use object_model::errors::{self, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::types::int;
use object_model::types::list::PyListObject;
use object_model::types::tuple::PyTupleObject;
use object_model::{Obj, Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::families::{build, caches};

/// ( iterable -- iterator )
pub(crate) fn GET_ITER(context: &mut Context, _: u32) -> Next {
    let iterable = context.pop();
    iterable.borrow().iter().map(|iterator| context.push(iterator)).into()
}

/// ( iterator -- iterator item )   or, at its end, ( iterator -- ) and jumps
pub(crate) fn FOR_ITER(context: &mut Context, units: u32) -> Next {
    let iterator = context.peek(1);
    match iterator.borrow().next() {
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
    let value = context.peek(1);
    let length = value.borrow().len().and_then(|length| int::from_u64(length as u64));
    length.map(|length| context.push(length.object())).into()
}

/// ( iterable -- items )   the first item on top
pub(crate) fn UNPACK_SEQUENCE(context: &mut Context, count: u32) -> Next {
    context.jump(const { caches(Opcode::UNPACK_SEQUENCE) });
    let iterable = context.pop();
    unpack(iterable.borrow(), count as usize)
        .map(|items| items.into_iter().rev().for_each(|item| context.push(item)))
        .into()
}

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
    items.push(build::list_of(rest)?.object());
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
