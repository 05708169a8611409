//! The loop.
//!
//! CPython: `Python/ceval.c` (`_PyEval_EvalFrameDefault`).
//!
//! One `match` over the opcode, each arm the inlined function of an instruction. An instruction
//! does what is common by itself; for all else it returns a [`Next`], and the driver does the
//! cold work out of the way of the dispatch.

use compiler::opcode::{Adaptive, Opcode};
use object_model::thread_state::{enter_recursive_call, leave_recursive_call};
use object_model::{Raised, Ref, Result};

use crate::context::{Context, Next};
use crate::families::fused::Fused;
use crate::families::*;
use crate::frame::Frame;
use crate::{threads, trace, unwind};

// ANCHOR: table
macro_rules! on_copy {
    ($context:ident, $instruction:path, $argument:ident) => {{
        let mut registers = *$context;
        let next = $instruction(&mut registers, $argument);
        *$context = registers;
        next
    }};
}

/// Runs one instruction: the list of all there are, each family's special forms behind
/// the bar, and instructions of our own behind two.
macro_rules! instructions {
    ($($family:ident: $($name:ident)* $(| $($form:ident)*)? $(|| $($fused:ident)*)?;)*) => {
        /// An instruction gets a copy of the registers. Where it is inlined the copy comes to
        /// nothing; where it is called, only the copy lies in memory meanwhile.
        #[inline(always)]
        fn run(context: &mut Context, opcode: Opcode, argument: u32) -> Next {
            match opcode {
                $(
                    $(Opcode::$name => on_copy!(context, $family::$name, argument),)*
                    $($(Adaptive::$form => on_copy!(context, $family::$form, argument),)*)?
                    $($(Fused::$fused => on_copy!(context, $family::$fused, argument),)*)?
                )*
                // SAFETY: the verifier admits general instructions only, and what the loop
                // writes over them is in the list.
                _ => unsafe { std::hint::unreachable_unchecked() },
            }
        }

        /// Every instruction that the loop knows.
        #[cfg(test)]
        const KNOWN: &[Opcode] =
            &[$($(Opcode::$name,)* $($(Adaptive::$form,)*)?)*];
    };
}

instructions! {
    stack: CACHE NOP POP_TOP PUSH_NULL COPY SWAP LOAD_CONST EXTENDED_ARG RESUME |
        EXTENDED_ARG_QUICK RESUME_QUICK;
    names: LOAD_FAST STORE_FAST DELETE_FAST LOAD_NAME STORE_NAME DELETE_NAME LOAD_GLOBAL
        STORE_GLOBAL DELETE_GLOBAL LOAD_CLOSURE LOAD_DEREF STORE_DEREF DELETE_DEREF
        LOAD_CLASSDEREF MAKE_CELL COPY_FREE_VARS SETUP_ANNOTATIONS | LOAD_FAST__LOAD_FAST
        LOAD_FAST__LOAD_CONST LOAD_CONST__LOAD_FAST STORE_FAST__LOAD_FAST STORE_FAST__STORE_FAST
        LOAD_GLOBAL_ADAPTIVE LOAD_GLOBAL_MODULE LOAD_GLOBAL_BUILTIN;
    arithmetic: UNARY_POSITIVE UNARY_NEGATIVE UNARY_NOT UNARY_INVERT BINARY_OP |
        BINARY_OP_ADAPTIVE BINARY_OP_ADD_INT BINARY_OP_SUBTRACT_INT BINARY_OP_MULTIPLY_INT
        BINARY_OP_ADD_FLOAT BINARY_OP_SUBTRACT_FLOAT BINARY_OP_MULTIPLY_FLOAT
        BINARY_OP_ADD_UNICODE BINARY_OP_INPLACE_ADD_UNICODE;
    compare: COMPARE_OP IS_OP CONTAINS_OP | COMPARE_OP_ADAPTIVE COMPARE_OP_INT_JUMP
        COMPARE_OP_FLOAT_JUMP COMPARE_OP_STR_JUMP;
    fused: || LOAD_FAST_ALONE STORE_FAST_ALONE LOAD_CONST_ALONE FOR_ITER_STORE LOCALS_ADD_INT LOCALS_SUBTRACT_INT LOCALS_MULTIPLY_INT LOCALS_ADD_FLOAT LOCALS_SUBTRACT_FLOAT LOCALS_MULTIPLY_FLOAT LOCALS_COMPARE_INT LOCALS_COMPARE_FLOAT LOCAL_ADD_INT LOCAL_SUBTRACT_INT LOCAL_MULTIPLY_INT LOCAL_ADD_FLOAT LOCAL_SUBTRACT_FLOAT LOCAL_MULTIPLY_FLOAT LOCAL_COMPARE_INT LOCAL_COMPARE_FLOAT;
    jumps: JUMP_FORWARD JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_IF_FALSE_OR_POP
        JUMP_IF_TRUE_OR_POP POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE
        POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_FALSE
        POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE |
        JUMP_BACKWARD_QUICK;
    attributes: LOAD_ATTR STORE_ATTR DELETE_ATTR LOAD_METHOD | LOAD_ATTR_ADAPTIVE LOAD_ATTR_SLOT
        LOAD_ATTR_WITH_HINT LOAD_ATTR_MODULE STORE_ATTR_ADAPTIVE STORE_ATTR_SLOT
        STORE_ATTR_WITH_HINT LOAD_METHOD_ADAPTIVE LOAD_METHOD_NO_DICT LOAD_METHOD_WITH_DICT
        LOAD_METHOD_CLASS LOAD_METHOD_MODULE;
    subscripts: BINARY_SUBSCR STORE_SUBSCR DELETE_SUBSCR BUILD_SLICE | BINARY_SUBSCR_ADAPTIVE
        BINARY_SUBSCR_LIST_INT BINARY_SUBSCR_TUPLE_INT BINARY_SUBSCR_DICT BINARY_SUBSCR_GETITEM
        STORE_SUBSCR_ADAPTIVE STORE_SUBSCR_LIST_INT STORE_SUBSCR_DICT;
    calls: PRECALL KW_NAMES CALL CALL_FUNCTION_EX RETURN_VALUE | PRECALL_ADAPTIVE PRECALL_PYFUNC
        PRECALL_BOUND_METHOD PRECALL_NO_KW_BUILTIN_O PRECALL_NO_KW_LEN PRECALL_NO_KW_ISINSTANCE
        PRECALL_NO_KW_BUILTIN_FAST PRECALL_BUILTIN_FAST_WITH_KEYWORDS
        PRECALL_NO_KW_METHOD_DESCRIPTOR_NOARGS PRECALL_NO_KW_METHOD_DESCRIPTOR_O
        PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST PRECALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS
        PRECALL_NO_KW_LIST_APPEND PRECALL_NO_KW_STR_1 PRECALL_NO_KW_TUPLE_1 PRECALL_NO_KW_TYPE_1
        PRECALL_BUILTIN_CLASS CALL_ADAPTIVE CALL_PY_EXACT_ARGS CALL_PY_WITH_DEFAULTS;
    functions: MAKE_FUNCTION LOAD_BUILD_CLASS;
    build: BUILD_TUPLE BUILD_LIST BUILD_SET BUILD_MAP BUILD_CONST_KEY_MAP BUILD_STRING
        FORMAT_VALUE LIST_APPEND LIST_EXTEND LIST_TO_TUPLE SET_ADD SET_UPDATE MAP_ADD DICT_MERGE
        DICT_UPDATE;
    iteration: GET_ITER FOR_ITER GET_LEN UNPACK_SEQUENCE UNPACK_EX | UNPACK_SEQUENCE_ADAPTIVE
        UNPACK_SEQUENCE_TWO_TUPLE UNPACK_SEQUENCE_TUPLE UNPACK_SEQUENCE_LIST;
    exceptions: RAISE_VARARGS RERAISE PUSH_EXC_INFO POP_EXCEPT CHECK_EXC_MATCH CHECK_EG_MATCH
        PREP_RERAISE_STAR LOAD_ASSERTION_ERROR;
    with_: BEFORE_WITH WITH_EXCEPT_START BEFORE_ASYNC_WITH;
    matching: MATCH_MAPPING MATCH_SEQUENCE MATCH_KEYS MATCH_CLASS;
    generators: RETURN_GENERATOR YIELD_VALUE SEND GET_YIELD_FROM_ITER GET_AWAITABLE GET_AITER
        GET_ANEXT END_ASYNC_FOR ASYNC_GEN_WRAP;
    imports: IMPORT_NAME IMPORT_FROM IMPORT_STAR PRINT_EXPR;
}
// ANCHOR_END: table

// ANCHOR: driver
/// Runs a frame until it returns, yields or raises. `raising`: an exception is set, which the
/// frame is to raise where it stands. The frame is the caller's to clear.
pub(crate) fn eval_frame(frame: Frame, raising: bool) -> Result {
    let state = crate::thread::eval_state();
    let caller = state.current_frame.get();
    frame.previous.set(caller);
    frame.is_entry.set(true);
    let result = match enter_recursive_call("") {
        Ok(level) => {
            std::mem::forget(level);
            drive(Context::of(frame), raising)
        }
        Err(raised) => Err(raised),
    };
    frame.previous.set(None);
    state.current_frame.set(caller);
    if state.tracing.active.get() {
        // Switched on inside, maybe: the loop around this one has to see it.
        threads::breaker().poke();
    }
    result
}

/// The loop itself. It leaves the level of recursion of each frame that it ends.
///
/// Its registers are a variable whose address nobody gets: what does cold work gets a copy and
/// gives one back. So they are the processor's registers while instructions are inlined.
fn drive(mut start: Context, raising: bool) -> Result {
    if raising {
        unwind_or_leave(&mut start, true)?;
    }
    if start.state.tracing.active.get()
        && let Some(value) = trace::drive(&mut start)?
    {
        return Ok(value);
    }
    let mut context = start;
    loop {
        context.frame.prev_instr.set(context.next);
        let (opcode, argument) = context.fetch();
        let next = run(&mut context, opcode, argument);
        if let Next::Go = next {
            continue;
        }
        if let Next::Exit = next {
            leave_recursive_call();
            return Ok(context.state.result.replace(None).expect("left with a value"));
        }
        let mut copy = context;
        if let Some(value) = do_cold(&mut copy, next)? {
            return Ok(value);
        }
        if copy.state.tracing.active.get()
            && let Some(value) = trace::drive(&mut copy)?
        {
            return Ok(value);
        }
        context = copy;
    }
}

/// Does what is neither going on nor leaving; a value is the loop's result.
#[cold]
#[inline(never)]
pub(crate) fn do_cold(context: &mut Context, mut next: Next) -> Result<Option<Ref>> {
    loop {
        next = match next {
            Next::Go => return Ok(None),
            Next::Exit => {
                leave_recursive_call();
                return Ok(context.state.result.replace(None));
            }
            Next::Deopt => {
                let (opcode, argument) = context.state.redo.get();
                run_cold(context, opcode, argument)
            }
            Next::Pending => threads::handle_pending().into(),
            Next::Leave => return Err(Raised),
            Next::Error => {
                unwind_or_leave(context, true)?;
                Next::Go
            }
            Next::Reraise => {
                unwind_or_leave(context, false)?;
                Next::Go
            }
        };
    }
}

/// An instruction by another opcode: a second copy of the table, out of the way of the first.
#[inline(never)]
pub(crate) fn run_cold(context: &mut Context, opcode: Opcode, argument: u32) -> Next {
    run(context, opcode, argument)
}

/// Leaves the frame by the exception in flight without asking for a handler: a trace function
/// has raised when it was told that the frame returns.
pub(crate) fn leave_raising(context: &mut Context) -> Next {
    context.drop_many(context.height());
    leave_recursive_call();
    match context.frame.is_entry.get() {
        true => {
            context.leave();
            Next::Leave
        }
        false => {
            context.return_to_caller();
            Next::Error
        }
    }
}

/// Goes to the handler of the exception in flight, in this frame or in one that called it.
///
/// # Errors
/// No frame of this loop handles it.
fn unwind_or_leave(context: &mut Context, mut trace: bool) -> Result<()> {
    loop {
        if unwind::find_handler(context, trace) {
            return Ok(());
        }
        trace::unwind(context.state, context.frame);
        leave_recursive_call();
        if context.frame.is_entry.get() {
            context.leave();
            return Err(Raised);
        }
        context.return_to_caller();
        trace = true;
    }
}
// ANCHOR_END: driver

#[cfg(test)]
mod tests {
    use compiler::opcode::TABLE;

    use super::*;

    #[test]
    fn every_instruction_of_the_table_is_known() {
        let unknown: Vec<_> =
            TABLE.iter().map(|row| row.opcode).filter(|opcode| !KNOWN.contains(opcode)).collect();
        assert_eq!(unknown, []);
    }
}
