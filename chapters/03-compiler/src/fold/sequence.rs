//! Strings, bytes, tuples and frozen sets.
//!
//! CPython: `fold_subscr`, `safe_multiply`, `check_complexity` in `Python/ast_opt.c`.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use bumpalo::Bump;
use foldhash::fast::RandomState;
use num_bigint::BigInt;
use parser::ast::{Constant, Operator, Str};

use crate::fold::integer;
use crate::fold::operators::Number;

/// The most items that a repeated tuple may have.
const MAX_COLLECTION_SIZE: usize = 256;
/// The most characters that a repeated string may have.
const MAX_STR_SIZE: usize = 4096;
/// The most items in a repeated tuple and in the tuples in it.
const MAX_TOTAL_ITEMS: usize = 1024;

/// `value[index]`; `None` where there is no such item. C: `fold_subscr`.
pub(super) fn item<'a>(
    arena: &'a Bump,
    value: Constant<'a>,
    index: Constant<'a>,
) -> Option<Constant<'a>> {
    let Some(Number::Int(index)) = Number::new(index) else { return None };
    let length = length(value)?;
    let index = i64::try_from(index).ok()?;
    let index = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    match value {
        Constant::Str(text) => {
            let character = text.code_points().nth(index)?;
            Some(Constant::Str(string(arena, |bytes| push_code_point(bytes, character))))
        }
        Constant::Bytes(bytes) => {
            bytes.get(index).map(|byte| integer::constant(arena, &BigInt::from(*byte)))
        }
        Constant::Tuple(items) => items.get(index).copied(),
        _ => None,
    }
}

/// `len(value)` of what can be repeated.
fn length(value: Constant<'_>) -> Option<usize> {
    match value {
        Constant::Str(text) => Some(text.code_points().count()),
        Constant::Bytes(bytes) => Some(bytes.len()),
        Constant::Tuple(items) => Some(items.len()),
        _ => None,
    }
}

/// `left + right`
pub(super) fn concatenation<'a>(
    arena: &'a Bump,
    left: Constant<'a>,
    right: Constant<'a>,
) -> Option<Constant<'a>> {
    Some(match (left, right) {
        (Constant::Str(left), Constant::Str(right)) => Constant::Str(string(arena, |bytes| {
            bytes.extend_from_slice(left.as_bytes());
            bytes.extend_from_slice(right.as_bytes());
        })),
        (Constant::Bytes(left), Constant::Bytes(right)) => {
            Constant::Bytes(arena.alloc_slice_copy(&[left, right].concat()))
        }
        (Constant::Tuple(left), Constant::Tuple(right)) => {
            Constant::Tuple(arena.alloc_slice_copy(&[left, right].concat()))
        }
        _ => return None,
    })
}

/// `value * count`, unless that is large. C: `safe_multiply`.
pub(super) fn repeated<'a>(
    arena: &'a Bump,
    value: Constant<'a>,
    count: &BigInt,
) -> Option<Constant<'a>> {
    let length = length(value)?;
    // An empty one may be repeated any number of times that a C integer holds.
    let count = i64::try_from(count).ok()?;
    let count = match usize::try_from(count) {
        _ if length == 0 => 0,
        Ok(count) => count,
        Err(_) => return None,
    };
    let limit = match value {
        Constant::Tuple(_) => MAX_COLLECTION_SIZE,
        _ => MAX_STR_SIZE,
    };
    if length > 0 && count > limit / length {
        return None;
    }
    Some(match value {
        Constant::Str(text) => Constant::Str(string(arena, |bytes| {
            bytes.extend_from_slice(&text.as_bytes().repeat(count));
        })),
        Constant::Bytes(bytes) => Constant::Bytes(arena.alloc_slice_copy(&bytes.repeat(count))),
        Constant::Tuple(items) => {
            if let Some(limit) = MAX_TOTAL_ITEMS.checked_div(count) {
                items_left(value, limit)?;
            }
            Constant::Tuple(arena.alloc_slice_copy(&items.repeat(count)))
        }
        _ => return None,
    })
}

/// How many of `limit` items are left after those in a collection and in those in it; `None`
/// where there are more. C: `check_complexity`.
///
/// The depth is that of the tree which the constant was folded from.
fn items_left(value: Constant<'_>, limit: usize) -> Option<usize> {
    let (Constant::Tuple(items) | Constant::FrozenSet(items)) = value else { return Some(limit) };
    let left = limit.checked_sub(items.len())?;
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
        items.iter().try_fold(left, |left, item| items_left(*item, left))
    })
}

/// A string of the bytes that `write` writes, surrogates passed.
pub(super) fn string<'a>(arena: &'a Bump, write: impl FnOnce(&mut Vec<u8>)) -> Str<'a> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Str::Utf8(arena.alloc_str(text)),
        Err(_) => Str::Surrogates(arena.alloc_slice_copy(&bytes)),
    }
}

fn push_code_point(bytes: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(character) => {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        // A surrogate takes three bytes.
        None => bytes.extend([
            0xE0 | (code >> 12) as u8,
            0x80 | (code >> 6 & 0x3F) as u8,
            0x80 | (code & 0x3F) as u8,
        ]),
    }
}

/// `frozenset(items)`: of equal items the first.
pub(super) fn frozen_set<'a>(arena: &'a Bump, items: &[Constant<'a>]) -> Constant<'a> {
    let mut distinct: Vec<Constant<'a>> = Vec::with_capacity(items.len());
    let state = RandomState::default();
    let mut seen: HashMap<u64, Vec<Constant<'a>>, RandomState> = HashMap::default();
    for &item in items {
        let mut hasher = state.build_hasher();
        hash(item, &mut hasher);
        let alike = seen.entry(hasher.finish()).or_default();
        if !contains(alike, item) {
            alike.push(item);
            distinct.push(item);
        }
    }
    Constant::FrozenSet(arena.alloc_slice_copy(&distinct))
}

/// Feeds a hasher so that equal constants have one hash: numbers by the float nearest to them.
fn hash(value: Constant<'_>, hasher: &mut impl Hasher) {
    match value {
        Constant::Str(text) => hasher.write(text.as_bytes()),
        Constant::Bytes(bytes) => hasher.write(bytes),
        Constant::Tuple(items) => items.iter().for_each(|item| hash(*item, hasher)),
        // A set's items have no order.
        Constant::FrozenSet(items) => hasher.write_usize(items.len()),
        _ => {
            let nearest = Number::new(value).and_then(|number| number.nearest_float());
            // Both zeros are equal.
            hasher.write_u64(nearest.map_or(0, |float| (float + 0.0).to_bits()));
        }
    }
}

/// Operators of two frozen sets. No source has one as an operand, but a tree that a program
/// made may.
pub(super) fn set_operation<'a>(
    arena: &'a Bump,
    left: Constant<'a>,
    op: Operator,
    right: Constant<'a>,
) -> Option<Constant<'a>> {
    let (Constant::FrozenSet(left), Constant::FrozenSet(right)) = (left, right) else {
        return None;
    };
    let only_left = || left.iter().filter(|item| !contains(right, **item));
    let only_right = || right.iter().filter(|item| !contains(left, **item));
    let items: Vec<_> = match op {
        Operator::BitOr => left.iter().chain(only_right()).copied().collect(),
        Operator::BitAnd => left.iter().filter(|item| contains(right, **item)).copied().collect(),
        Operator::BitXor => only_left().chain(only_right()).copied().collect(),
        Operator::Sub => only_left().copied().collect(),
        _ => return None,
    };
    Some(Constant::FrozenSet(arena.alloc_slice_copy(&items)))
}

fn contains(items: &[Constant<'_>], wanted: Constant<'_>) -> bool {
    items.iter().any(|item| equal(*item, wanted))
}

/// `left == right`: numbers by their value, whatever their type.
fn equal(left: Constant<'_>, right: Constant<'_>) -> bool {
    match (left, right) {
        (Constant::Tuple(left), Constant::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(*l, *r))
        }
        (Constant::FrozenSet(left), Constant::FrozenSet(right)) => {
            left.len() == right.len() && left.iter().all(|item| contains(right, *item))
        }
        _ => match (Number::new(left), Number::new(right)) {
            (Some(left), Some(right)) => left.equals(&right),
            _ => left == right,
        },
    }
}
