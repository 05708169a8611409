//! The loop's registers, and what an instruction may say when it is done.
//!
//! CPython keeps these in local variables of `_PyEval_EvalFrameDefault`: `next_instr`,
//! `stack_pointer`, `frame`.
//!
//! Invariant: a [`Context`] runs verified code only. So taking from the stack finds something,
//! and an argument is an index in range: that is why the functions here are safe.

use crate::objects::code::CodeMethods;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::PyTupleObject;
use object_model::{Field, Obj, Raised, Ref, Result};

use compiler::opcode::Opcode;
use gil::EvalBreaker;

use crate::frame::Frame;
use crate::objects::code::CodeUnit;
use crate::thread::{EvalState, eval_state};
use crate::threads;

// ANCHOR: next
/// What the driver has to do after an instruction: all that isn't going on is rare or long, and
/// kept out of the instructions.
pub(crate) enum Next {
    /// The next instruction.
    Go,
    /// The same instruction by another opcode, or with a longer argument: a special form whose
    /// guess was wrong, or `EXTENDED_ARG`.
    Deopt(Opcode, u32),
    /// An exception is set.
    Error,
    /// An exception that has been raised before goes on: no new link for its traceback.
    Reraise,
    /// Look at the eval breaker's cause.
    Pending,
    /// Leave the loop with a value.
    Exit(Ref),
}

/// An instruction that may raise: `?` inside, and `Error` for the driver.
impl From<Result<()>> for Next {
    #[inline]
    fn from(result: Result<()>) -> Next {
        match result {
            Ok(()) => Next::Go,
            Err(Raised) => Next::Error,
        }
    }
}

impl From<Result<Next>> for Next {
    #[inline]
    fn from(result: Result<Next>) -> Next {
        result.unwrap_or(Next::Error)
    }
}
// ANCHOR_END: next

// ANCHOR: context
/// The registers.
pub(crate) struct Context {
    /// The next instruction.
    pub(crate) next: *const CodeUnit,
    /// Where the next value goes.
    top: *mut Field,
    pub(crate) frame: Frame,
    /// The names of keyword arguments for the next `CALL`: `KW_NAMES`.
    pub(crate) keyword_names: Option<Ref<PyTupleObject>>,
    pub(crate) state: &'static EvalState,
    /// What tells of all that isn't the next instruction.
    pub(crate) breaker: &'static EvalBreaker,
}

impl Context {
    /// Loads the registers from a frame that stands still, which runs from now on.
    pub(crate) fn of(frame: Frame) -> Context {
        let mut context = Context {
            next: std::ptr::null(),
            top: std::ptr::null_mut(),
            frame,
            keyword_names: None,
            state: eval_state(),
            breaker: threads::breaker(),
        };
        context.enter(frame);
        context
    }

    /// Goes on with a frame, from the instruction behind the one where it stopped.
    #[inline]
    pub(crate) fn enter(&mut self, frame: Frame) {
        self.frame = frame;
        self.next = frame.prev_instr.get().wrapping_add(1);
        let used = frame.stacktop.replace(-1) as usize;
        self.top = frame.words().as_ptr().wrapping_add(used);
        self.state.current_frame.set(Some(frame));
    }

    /// Stops the frame: it knows again where it is and how high its stack.
    #[inline]
    pub(crate) fn leave(&self) {
        self.frame.stacktop.set(self.used() as i32);
    }

    /// How many words are in use behind the frame's head.
    #[inline]
    fn used(&self) -> usize {
        (self.top as usize - self.frame.words().as_ptr() as usize) / size_of::<Field>()
    }

    /// How high the stack is.
    pub(crate) fn height(&self) -> usize {
        self.used() - self.frame.code().co_nlocalsplus.get() as usize
    }

    /// The next code unit, and goes behind it.
    #[inline]
    pub(crate) fn fetch(&mut self) -> (Opcode, u32) {
        // SAFETY: verified code has no end that can be run over.
        let unit = unsafe { *self.next };
        self.next = self.next.wrapping_add(1);
        (Opcode(unit as u8), u32::from(unit >> 8))
    }

    /// Looks at the eval breaker.
    #[inline]
    pub(crate) fn check_breaker(&self) -> Next {
        if self.breaker.is_set() { Next::Pending } else { Next::Go }
    }

    /// Goes so many code units forward.
    #[inline]
    pub(crate) fn jump(&mut self, units: u32) {
        self.next = self.next.wrapping_add(units as usize);
    }

    /// Goes so many code units back.
    #[inline]
    pub(crate) fn jump_back(&mut self, units: u32) {
        self.next = self.next.wrapping_sub(units as usize);
    }

    /// Takes the top value.
    #[inline]
    pub(crate) fn pop(&mut self) -> Ref {
        self.pop_slot().expect("a value, not an empty slot")
    }

    /// Takes what is on top, a value or the empty slot below a callable.
    #[inline]
    pub(crate) fn pop_slot(&mut self) -> Option<Ref> {
        self.top = self.top.wrapping_sub(1);
        // SAFETY: the verifier has seen that there is something.
        unsafe { (*self.top).replace(None) }
    }

    /// Puts a value on top.
    #[inline]
    pub(crate) fn push(&mut self, value: Ref) {
        self.push_slot(Some(value));
    }

    /// Puts a value or an empty slot on top.
    #[inline]
    pub(crate) fn push_slot(&mut self, value: Option<Ref>) {
        // SAFETY: the verifier has seen that there is room; nothing is given up there.
        unsafe { self.top.write(Field::new(value)) };
        self.top = self.top.wrapping_add(1);
    }

    /// The word so deep: 1 is the top.
    #[inline]
    pub(crate) fn slot(&self, depth: usize) -> &Field {
        // SAFETY: the verifier has seen that the stack is that high.
        unsafe { &*self.top.wrapping_sub(depth) }
    }

    /// A reference to the value so deep: 1 is the top.
    #[inline]
    pub(crate) fn peek(&self, depth: usize) -> Ref {
        self.slot(depth).get().expect("a value, not an empty slot")
    }

    /// The topmost words, the deepest first.
    #[inline]
    pub(crate) fn topmost(&self, count: usize) -> &[Field] {
        // SAFETY: the verifier has seen that the stack is that high.
        unsafe { std::slice::from_raw_parts(self.top.wrapping_sub(count), count) }
    }

    /// Takes the topmost values, the deepest first.
    pub(crate) fn pop_many(&mut self, count: usize) -> Vec<Ref> {
        let values = self.topmost(count).iter().map(|slot| slot.replace(None).expect("a value"));
        let values = values.collect();
        self.top = self.top.wrapping_sub(count);
        values
    }

    /// Drops the topmost words.
    pub(crate) fn drop_many(&mut self, count: usize) {
        (0..count).for_each(|_| drop(self.pop_slot()));
    }

    /// Exchanges the top word with the one so deep.
    #[inline]
    pub(crate) fn swap(&mut self, depth: usize) {
        let (top, other) = (self.slot(1), self.slot(depth));
        other.replace(top.replace(other.replace(None)));
    }

    /// A variable's place.
    #[inline]
    pub(crate) fn local(&self, at: u32) -> &Field {
        self.frame.slot(at as usize)
    }

    /// A constant.
    #[inline]
    pub(crate) fn constant(&self, at: u32) -> Ref {
        self.frame.code().consts().items()[at as usize].to_ref()
    }

    /// A name.
    #[inline]
    pub(crate) fn name(&self, at: u32) -> Ref<PyASCIIObject> {
        let name: Obj<'_> = self.frame.code().names().items()[at as usize];
        // SAFETY: the constructor of code takes nothing but strings for names.
        unsafe { name.cast::<PyASCIIObject>() }.to_ref()
    }

    /// Ends the frame, which isn't the loop's first, and goes on with its caller.
    #[inline]
    pub(crate) fn return_to_caller(&mut self) {
        let frame = self.frame;
        self.leave();
        let caller = frame.previous.get().expect("the loop's first frame is another");
        self.state.current_frame.set(Some(caller));
        frame.clear_and_pop();
        self.enter(caller);
    }
}
// ANCHOR_END: context
