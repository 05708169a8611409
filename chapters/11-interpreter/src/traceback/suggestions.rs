//! "Did you mean": the name that is most like one that isn't there.
//!
//! CPython: `Python/suggestions.c`.

use eval_loop::objects::traceback::PyTracebackObject;
use object_model::errors::{ATTRIBUTE_ERROR, NAME_ERROR, PyBaseExceptionObject};
use object_model::name;
use object_model::types::list;
use object_model::types::str::{PyASCIIObject, STR};
use object_model::{Obj, Ref, Result};

use crate::builtins::names_of_object;

/// With more names than that none is looked for. C: `MAX_CANDIDATE_ITEMS`.
const MOST_CANDIDATES: usize = 750;
/// C: `MAX_STRING_SIZE`.
const LONGEST: usize = 40;
/// What it costs to insert, delete or replace a byte. C: `MOVE_COST`.
const MOVE: usize = 2;
/// What a letter of the other case costs. C: `CASE_COST`.
const CASE: usize = 1;

// ANCHOR: suggestion
/// What was meant, by an `AttributeError` or `NameError` itself and not by a class derived from
/// it. C: `_Py_Offer_Suggestions`.
///
/// # Errors
/// What code of the program's raises that is asked for names.
pub fn suggestion(exception: Obj<'_, PyBaseExceptionObject>) -> Result<Option<Ref>> {
    let object = exception.object();
    let is_attribute = object.is_exactly(&ATTRIBUTE_ERROR);
    if !is_attribute && !object.is_exactly(&NAME_ERROR) {
        return Ok(None);
    }
    let name = object.get_attribute(name!("name"))?;
    let Some(name) = name.borrow().downcast_exact::<PyASCIIObject>() else {
        return Ok(None);
    };
    if is_attribute {
        let owner = object.get_attribute(name!("obj"))?;
        if owner.borrow().is_none() {
            return Ok(None);
        }
        return most_like(name, names_of_object(owner.borrow())?.borrow().object());
    }
    let Some(frame) = innermost_frame(exception) else {
        return Ok(None);
    };
    let frame = frame.borrow();
    let code = frame.get_attribute(name!("f_code"))?;
    let scopes = [
        code.borrow().get_attribute(name!("co_varnames"))?,
        frame.get_attribute(name!("f_globals"))?,
        frame.get_attribute(name!("f_builtins"))?,
    ];
    for scope in scopes {
        if let Some(found) = most_like(name, scope.borrow())? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Where it was raised.
fn innermost_frame(exception: Obj<'_, PyBaseExceptionObject>) -> Option<Ref> {
    let mut link = exception.traceback.get()?.downcast::<PyTracebackObject>().ok()?;
    while let Some(next) = link.tb_next.get().and_then(|next| next.downcast().ok()) {
        link = next;
    }
    link.tb_frame.get().map(Ref::object)
}

/// C: `calculate_suggestions`.
fn most_like(name: Obj<'_, PyASCIIObject>, names: Obj<'_>) -> Result<Option<Ref>> {
    let names = list::from_iterable(names)?;
    if names.borrow().len() >= MOST_CANDIDATES {
        return Ok(None);
    }
    let text = name.to_text();
    let mut best: Option<(usize, Ref)> = None;
    let mut at = 0;
    while let Some(candidate) = names.borrow().get_index(at) {
        at += 1;
        let Some(other) = candidate.borrow().downcast::<PyASCIIObject>() else {
            // C gives up at what is no text.
            return Ok(None);
        };
        debug_assert!(other.object().is_instance(&STR));
        let other = other.to_text();
        if other == text {
            continue;
        }
        // No more than a third of what both have may differ.
        let mut most = (text.len() + other.len() + 3) * MOVE / 6;
        if let Some((cost, _)) = &best {
            most = most.min(cost.saturating_sub(1));
        }
        if let Some(cost) = distance(text.as_bytes(), other.as_bytes(), most)
            && best.as_ref().is_none_or(|(least, _)| cost < *least)
        {
            best = Some((cost, candidate));
        }
    }
    Ok(best.map(|(_, candidate)| candidate))
}
// ANCHOR_END: suggestion

// ANCHOR: distance
/// What it costs to make one text of the other, unless that is more than `most`.
/// C: `levenshtein_distance`.
fn distance<'t>(mut a: &'t [u8], mut b: &'t [u8], most: usize) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    if a.is_empty() || b.is_empty() {
        return Some((a.len() + b.len()) * MOVE).filter(|cost| *cost <= most);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    if b.len() < a.len() {
        (a, b) = (b, a);
    }
    if (b.len() - a.len()) * MOVE > most {
        return None;
    }
    // One row of the table of costs: `row[i]` is that of making `a[..=i]` of `b` so far.
    let mut row: Vec<usize> = (1..=a.len()).map(|length| length * MOVE).collect();
    let mut cost = 0;
    for (at, &letter) in b.iter().enumerate() {
        let mut diagonal = at * MOVE;
        cost = diagonal;
        let mut least = usize::MAX;
        for (above, &own) in row.iter_mut().zip(a) {
            let substitute = diagonal + substitution(letter, own);
            diagonal = *above;
            let shift = cost.min(diagonal) + MOVE;
            cost = shift.min(substitute);
            *above = cost;
            least = least.min(cost);
        }
        if least > most {
            return None;
        }
    }
    Some(cost).filter(|cost| *cost <= most)
}

/// C: `substitution_cost`.
fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}
// ANCHOR_END: distance
