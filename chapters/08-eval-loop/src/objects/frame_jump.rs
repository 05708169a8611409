//! Setting `f_lineno`: a trace function has its frame go on in another line.
//!
//! CPython: `Objects/frameobject.c` (`frame_setlineno`, `mark_stacks`, `compatible_stack`).
//!
//! The frame's stack has to be one that the instructions of the new line can work on. So the
//! kinds of values on the stack are worked out for each instruction, three bits a value in one
//! word; a stack that needs more counts as too deep. Values that are too many are dropped.

use compiler::code::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR};
use compiler::opcode::{Jump, Opcode};
use object_model::errors::{ATTRIBUTE_ERROR, VALUE_ERROR, raise};
use object_model::object::Status;
use object_model::types::int::{self, PyLongObject};
use object_model::{Obj, Ref};

use crate::objects::code::{CodeMethods, PyCodeObject};
use crate::objects::frame::{FrameMethods, PyFrameObject};
use crate::objects::generator::FrameState;
use crate::thread::{eval_state, exchange_handled};
use crate::trace::Event;

// ANCHOR: set_line
/// C: `frame_setlineno`.
pub(crate) fn set_line(object: Obj<'_, PyFrameObject>, value: Option<Obj<'_>>) -> Status {
    let Some(value) = value else {
        return Err(raise(&ATTRIBUTE_ERROR, "cannot delete attribute").into());
    };
    let wrong = |message: &str| Err(raise(&VALUE_ERROR, message).into());
    let Some(wanted) = value.downcast::<PyLongObject>().filter(|v| v.is_exactly(&int::INT)) else {
        return wrong("lineno must be an integer");
    };
    let state = object.state();
    match eval_state().tracing.what.get() {
        Some(Event::Line) => {}
        Some(Event::Return) if state == FrameState::Suspended => {}
        // What isn't set at all counts as a call.
        Some(Event::Call) | None => {
            return wrong("can't jump from the 'call' trace event of a new frame");
        }
        _ => return wrong("can only jump from a 'line' trace event"),
    }
    if object.f_trace.is_null() {
        return wrong("f_lineno can only be set by a trace function");
    }
    let Some(wanted) = wanted.to_i64().and_then(|line| i32::try_from(line).ok()) else {
        return wrong("lineno out of range");
    };
    let frame = object.frame();
    let code = frame.code();
    if wanted < code.co_firstlineno.get() {
        return wrong(&format!("line {wanted} comes before the current code block"));
    }
    let lines = line_starts(code);
    let Some(line) = lines.iter().flatten().copied().filter(|line| *line >= wanted).min() else {
        return wrong(&format!("line {wanted} comes after the current code block"));
    };
    let stacks = mark_stacks(code);
    let start = stacks[frame.last_instruction().max(0) as usize];
    let (target, best) = match find_target(&lines, line, &stacks, start) {
        Ok(found) => found,
        Err(message) => return wrong(message),
    };
    let mut start = start;
    if state == FrameState::Suspended {
        // What was yielded is gone.
        start = pop(start);
    }
    while start > best {
        let top = frame.stacktop.get() - 1;
        frame.stacktop.set(top);
        let value = frame.slot(top as usize).replace(None);
        if top_kind(start) == EXCEPT {
            let value = value.filter(|value: &Ref| !value.borrow().is_none());
            drop(exchange_handled(eval_state().handled(), value));
        }
        start = pop(start);
    }
    object.f_lineno.set(0);
    frame.prev_instr.set(code.first_instruction().wrapping_add(target));
    Ok(())
}

/// The instruction of the line whose stack keeps most of the frame's, and that stack; or why
/// there is none.
fn find_target(
    lines: &[Option<i32>],
    line: i32,
    stacks: &[i64],
    start: i64,
) -> std::result::Result<(usize, i64), &'static str> {
    let mut best: Option<(usize, i64)> = None;
    let mut message = "cannot find bytecode for specified line";
    let mut explained = false;
    for (at, _) in lines.iter().enumerate().filter(|(_, start)| **start == Some(line)) {
        let target = stacks[at];
        if compatible(start, target) {
            if best.is_none_or(|(_, best)| target > best) {
                best = Some((at, target));
            }
        } else if best.is_none() && !explained {
            message = match start {
                OVERFLOWED => "stack to deep to analyze",
                UNINITIALIZED => "can't jump from unreachable code",
                _ => {
                    explained = true;
                    explain(target)
                }
            };
        }
    }
    best.ok_or(message)
}

/// Where each line begins. C: `marklines`.
fn line_starts(code: Obj<'_, PyCodeObject>) -> Vec<Option<i32>> {
    let made_of = &code.tables().code;
    let mut starts = vec![None; made_of.code.len() / 2];
    let mut last = None;
    for range in made_of.lines() {
        if range.line.is_some() && range.line != last {
            if let Some(start) = starts.get_mut(range.start / 2) {
                *start = range.line;
            }
            last = range.line;
        }
    }
    starts
}
// ANCHOR_END: set_line

// ANCHOR: stacks
/// C: `Kind`.
const ITERATOR: i64 = 1;
const EXCEPT: i64 = 2;
const OBJECT: i64 = 3;
const NULL: i64 = 4;
const LASTI: i64 = 5;

const BITS: u32 = 3;
const MASK: i64 = (1 << BITS) - 1;
const UNINITIALIZED: i64 = -2;
const OVERFLOWED: i64 = -1;
/// With this bit or a higher one set, there is no room for another value.
const FULL: u64 = 1 << ((63 / BITS - 1) * BITS);

fn push(stack: i64, kind: i64) -> i64 {
    // What has overflowed stays so, being below zero.
    if stack as u64 >= FULL { OVERFLOWED } else { stack << BITS | kind }
}

fn pop(stack: i64) -> i64 {
    stack >> BITS
}

fn top_kind(stack: i64) -> i64 {
    stack & MASK
}

fn peek(stack: i64, depth: u32) -> i64 {
    // A depth beyond the word finds what is above it: nothing, or the overflow.
    stack.checked_shr(BITS * (depth.max(1) - 1)).unwrap_or(stack >> 63) & MASK
}

fn swap(stack: i64, depth: u32) -> i64 {
    let shift = BITS * (depth.max(1) - 1);
    if shift >= 63 {
        return OVERFLOWED;
    }
    let (top, other) = (top_kind(stack), peek(stack, depth));
    let lower = (stack & !(MASK << shift)) | top << shift;
    (lower & !MASK) | other
}

fn pop_to_level(mut stack: i64, level: usize) -> i64 {
    if level == 0 {
        return 0;
    }
    let Some(most) = MASK.checked_shl((level as u32 - 1) * BITS) else { return stack };
    while stack > most {
        stack = pop(stack);
    }
    stack
}

/// The stack before each instruction. C: `mark_stacks`.
fn mark_stacks(code: Obj<'_, PyCodeObject>) -> Vec<i64> {
    let count = code.tables().code.code.len() / 2;
    let mut stacks = vec![UNINITIALIZED; count + 1];
    stacks[0] = match code.has(CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR) {
        true => OBJECT,
        false => 0,
    };
    let mut again = true;
    while again {
        again = false;
        for at in 0..count {
            if stacks[at] != UNINITIALIZED {
                again |= mark_after(code, at, &mut stacks);
            }
        }
        for handler in code.tables().code.handlers() {
            let (start, target) = (handler.start as usize / 2, handler.target as usize / 2);
            if stacks[start] != UNINITIALIZED && stacks[target] == UNINITIALIZED {
                again = true;
                let mut stack = pop_to_level(stacks[start], handler.depth as usize);
                if handler.lasti {
                    stack = push(stack, LASTI);
                }
                stacks[target] = push(stack, EXCEPT);
            }
        }
    }
    stacks
}

/// Marks what follows an instruction; whether that makes another round necessary.
fn mark_after(code: Obj<'_, PyCodeObject>, at: usize, stacks: &mut [i64]) -> bool {
    let stack = stacks[at];
    let (opcode, _) = code.general_unit(at);
    let argument = whole_argument(code, at);
    let forward = || at + 1 + argument as usize;
    let backward = || (at + 1).saturating_sub(argument as usize);
    let mut again = false;
    let mut set = |stacks: &mut [i64], to: usize, stack: i64| {
        if let Some(place) = stacks.get_mut(to) {
            again |= *place == UNINITIALIZED && to < at;
            *place = stack;
        }
    };
    let next = match opcode {
        Opcode::JUMP_IF_FALSE_OR_POP | Opcode::JUMP_IF_TRUE_OR_POP => {
            set(stacks, forward(), stack);
            pop(stack)
        }
        Opcode::POP_JUMP_FORWARD_IF_FALSE | Opcode::POP_JUMP_FORWARD_IF_TRUE => {
            set(stacks, forward(), pop(stack));
            pop(stack)
        }
        Opcode::POP_JUMP_BACKWARD_IF_FALSE | Opcode::POP_JUMP_BACKWARD_IF_TRUE => {
            set(stacks, backward(), pop(stack));
            pop(stack)
        }
        Opcode::SEND => {
            set(stacks, forward(), pop(stack));
            stack
        }
        Opcode::JUMP_FORWARD => {
            set(stacks, forward(), stack);
            return again;
        }
        Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT => {
            set(stacks, backward(), stack);
            return again;
        }
        Opcode::GET_ITER | Opcode::GET_AITER => push(pop(stack), ITERATOR),
        Opcode::FOR_ITER => {
            set(stacks, forward(), pop(stack));
            push(stack, OBJECT)
        }
        Opcode::END_ASYNC_FOR => pop(pop(stack)),
        Opcode::PUSH_EXC_INFO => push(stack, EXCEPT),
        Opcode::POP_EXCEPT => pop(stack),
        Opcode::RETURN_VALUE | Opcode::RAISE_VARARGS | Opcode::RERAISE => return again,
        Opcode::PUSH_NULL => push(stack, NULL),
        Opcode::LOAD_GLOBAL => {
            let below = if argument & 1 != 0 { push(stack, NULL) } else { stack };
            push(below, OBJECT)
        }
        Opcode::LOAD_METHOD => push(push(pop(stack), NULL), OBJECT),
        Opcode::CALL => push(pop(pop(stack)), OBJECT),
        Opcode::SWAP => swap(stack, argument),
        Opcode::COPY => push(stack, peek(stack, argument)),
        _ => {
            let effect = opcode.stack_effect(argument as i32, Jump::Either).unwrap_or(0);
            let popped = (effect..0).fold(stack, |stack, _| pop(stack));
            (0..effect).fold(popped, |stack, _| push(stack, OBJECT))
        }
    };
    stacks[at + 1] = next;
    again
}

/// An instruction's argument, with the higher bits before it. C: `get_arg`.
fn whole_argument(code: Obj<'_, PyCodeObject>, at: usize) -> u32 {
    let mut argument = code.general_unit(at).1;
    for back in 1..=3.min(at) {
        let (opcode, high) = code.general_unit(at - back);
        if opcode != Opcode::EXTENDED_ARG {
            break;
        }
        argument |= high << (8 * back);
    }
    argument
}

/// C: `compatible_stack`, `compatible_kind`.
fn compatible(mut from: i64, mut to: i64) -> bool {
    if from < 0 || to < 0 {
        return false;
    }
    while from > to {
        from = pop(from);
    }
    while from != 0 {
        let fits = match top_kind(to) {
            0 => false,
            OBJECT => top_kind(from) != NULL,
            NULL => true,
            kind => top_kind(from) == kind,
        };
        if !fits {
            return false;
        }
        (from, to) = (pop(from), pop(to));
    }
    to == 0
}

/// C: `explain_incompatible_stack`.
fn explain(to: i64) -> &'static str {
    match to {
        OVERFLOWED => "stack is too deep to analyze",
        UNINITIALIZED => "can't jump into an exception handler, or code may be unreachable",
        to => match top_kind(to) {
            EXCEPT => "can't jump into an 'except' block as there's no exception",
            LASTI => "can't jump into a re-raising block as there's no location",
            ITERATOR => "can't jump into the body of a for loop",
            _ => "incompatible stacks",
        },
    }
}
// ANCHOR_END: stacks
