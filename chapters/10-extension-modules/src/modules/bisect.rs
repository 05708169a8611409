//! `_bisect`: where an item belongs in a sorted list.
//!
//! CPython: `Modules/_bisectmodule.c`.

use crate::prelude::*;

// ANCHOR: bisect
/// On which side of items that are equal.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

macro_rules! row {
    ($name:literal, $function:ident, $side:ident, $doc:literal) => {
        Method::new(
            $name,
            "($module, /, a, x, lo=0, hi=None, *, key=None)",
            |_, arguments| $function(arguments, Side::$side),
            $doc,
        )
    };
}

/// `_bisect`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_bisect",
    doc: "Where an item belongs in a sorted list.",
    functions: &[
        row!(c"bisect_right", bisect, Right, "Where x belongs in a, behind items equal to it."),
        row!(c"insort_right", insert, Right, "Puts x into a, behind items equal to it."),
        row!(c"bisect_left", bisect, Left, "Where x belongs in a, before items equal to it."),
        row!(c"insort_left", insert, Left, "Puts x into a, before items equal to it."),
    ],
    ..ModuleDefinition::NONE
};

/// Halves the range between `lo` and `hi` until nothing is left of it.
fn search(arguments: &Arguments<'_>, item: Obj<'_>, side: Side) -> Result<isize> {
    let list = arguments[0];
    let lo = arguments.get(2).map_or(Ok(0), |lo| lo.to_isize())?;
    let hi = arguments.not_none(3).map_or(Ok(-1), |hi| hi.to_isize())?;
    if lo < 0 {
        return Err(raise(&VALUE_ERROR, "lo must be non-negative"));
    }
    let hi = if hi == -1 { list.len()? as isize } else { hi };
    let (mut lo, mut hi) = (lo, hi);
    while lo < hi {
        let middle = ((lo as usize + hi as usize) / 2) as isize;
        let mut other = list.get_sequence_item(middle)?;
        if let Some(key) = arguments.not_none(4) {
            other = key.call_one(other.borrow())?;
        }
        let other = other.borrow();
        let goes_right = match side {
            Side::Right => !item.compare_bool(other, Comparison::Less)?,
            Side::Left => other.compare_bool(item, Comparison::Less)?,
        };
        match goes_right {
            true => lo = middle + 1,
            false => hi = middle,
        }
    }
    Ok(lo)
}

fn bisect(arguments: &Arguments<'_>, side: Side) -> Result {
    integer(search(arguments, arguments[1], side)? as i64)
}

fn insert(arguments: &Arguments<'_>, side: Side) -> Result {
    let (list, item) = (arguments[0], arguments[1]);
    let place = match arguments.not_none(4) {
        Some(key) => search(arguments, key.call_one(item)?.borrow(), side)?,
        None => search(arguments, item, side)?,
    };
    match list.downcast_exact::<PyListObject>() {
        Some(list) => list.insert(place, item.to_ref())?,
        None => {
            let place = integer(place as i64)?;
            list.call_method(name!("insert"), &[place.borrow(), item])?;
        }
    }
    nothing()
}
// ANCHOR_END: bisect
