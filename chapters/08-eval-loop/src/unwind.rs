//! From where something was raised to what handles it.
//!
//! CPython: `Python/ceval.c` (`error`, `exception_unwind`, `get_exception_handler`),
//! `Objects/exception_handling_notes.txt`.
//!
//! A `try` costs nothing while nothing is raised: which handler covers an instruction stands in
//! a table that is read only now.

use crate::objects::code::CodeMethods;
use object_model::errors::{self, SYSTEM_ERROR, raise};
use object_model::types::int;

use crate::context::Context;
use crate::objects::traceback;
use crate::trace;

/// Goes to the handler in the current frame, if it has one for the instruction that raised, with
/// the exception on the stack. Else the frame's stack is empty. `trace`: the traceback gets a
/// link.
pub(crate) fn find_handler(context: &mut Context, trace: bool) -> bool {
    if !errors::is_set() {
        raise(&SYSTEM_ERROR, "error return without exception set");
    }
    context.keyword_names = None;
    if trace {
        traceback::here(context.frame);
        trace::exception(context.state, context.frame);
    }
    let code = context.frame.code();
    // Where the loop is, and not `prev_instr`: `RERAISE` has that lead to the first raise.
    let first = code.first_instruction();
    let offset = (context.next as isize - first as isize) - 2;
    let handler = usize::try_from(offset).ok().and_then(|offset| code.handler_of(offset));
    let Some(handler) = handler.copied() else {
        context.drop_many(context.height());
        return false;
    };
    context.drop_many(context.height() - handler.depth as usize);
    if handler.lasti {
        match int::from_i64(context.frame.last_instruction() as i64) {
            Ok(last) => context.push(last.object()),
            // That there is no memory is the exception now; this handler gets it all the same.
            Err(object_model::Raised) => context.push(object_model::types::none().to_ref()),
        }
    }
    let Some(exception) = errors::take() else {
        raise(&SYSTEM_ERROR, "an exception that can't be made");
        return false;
    };
    context.push(exception.object());
    let first = context.frame.code().first_instruction();
    context.next = first.wrapping_add(handler.target as usize / 2);
    true
}
