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
/// What the driver has to do after an instruction: one byte, and what goes with it is in the
/// thread's state: all that isn't going on is rare or long, and
/// kept out of the instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Next {
    /// The next instruction.
    Go,
    /// The same instruction by another opcode, or with a longer argument: a special form whose
    /// guess was wrong, or `EXTENDED_ARG`.
    Deopt,
    /// An exception is set.
    Error,
    /// An exception that has been raised before goes on: no new link for its traceback.
    Reraise,
    /// Look at the eval breaker's cause.
    Pending,
    /// An exception is set, and the loop's first frame has been left.
    Leave,
    /// Leave the loop with a value.
    Exit,
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
/// The registers. A copy of them is as good as they are: the loop hands one to an instruction
/// that isn't inlined, so that its own never leave the processor.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    /// The next instruction.
    pub(crate) next: *const CodeUnit,
    /// Where the next value goes.
    top: *mut Field,
    pub(crate) frame: Frame,
    /// The constants of the frame's code, which keeps them.
    constants: *const Obj<'static>,
    /// The names of keyword arguments for the next `CALL`: `KW_NAMES`. A constant.
    pub(crate) keyword_names: Option<Obj<'static, PyTupleObject>>,
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
            constants: std::ptr::null(),
            keyword_names: None,
            state: eval_state(),
            breaker: threads::breaker(),
        };
        context.enter(frame);
        context
    }

    /// Goes on with a frame, from the instruction behind the one where it stopped.
    #[inline(always)]
    pub(crate) fn enter(&mut self, frame: Frame) {
        self.frame = frame;
        self.next = frame.prev_instr.get().wrapping_add(1);
        self.constants = frame.code().consts().items().as_ptr().cast();
        let used = frame.stacktop.replace(-1) as usize;
        self.top = frame.words().as_ptr().wrapping_add(used);
        self.state.current_frame.set(Some(frame));
    }

    /// Stops the frame: it knows again where it is and how high its stack.
    #[inline(always)]
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
    #[inline(always)]
    pub(crate) fn fetch(&mut self) -> (Opcode, u32) {
        // SAFETY: verified code has no end that can be run over.
        let unit = unsafe { *self.next };
        self.next = self.next.wrapping_add(1);
        (Opcode(unit as u8), u32::from(unit >> 8))
    }

    /// The same instruction is to be done by another opcode, or with a longer argument.
    #[inline]
    pub(crate) fn redo(&self, opcode: Opcode, argument: u32) -> Next {
        self.state.redo.set((opcode, argument));
        Next::Deopt
    }

    /// The loop is to be left with a value.
    #[inline]
    pub(crate) fn exit(&self, value: Ref) -> Next {
        self.state.result.set(Some(value));
        Next::Exit
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
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Ref {
        match self.pop_slot() {
            Some(value) => value,
            None => no_value().to_ref(),
        }
    }

    /// Takes what is on top, a value or the empty slot below a callable. What lies above the top
    /// is nobody's: the word there isn't cleared.
    #[inline(always)]
    pub(crate) fn pop_slot(&mut self) -> Option<Ref> {
        self.top = self.top.wrapping_sub(1);
        // SAFETY: the verifier has seen that there is something, and it is read once.
        unsafe { self.top.read() }.into_inner()
    }

    /// Puts a value on top.
    #[inline(always)]
    pub(crate) fn push(&mut self, value: Ref) {
        self.push_slot(Some(value));
    }

    /// Puts a value or an empty slot on top.
    #[inline(always)]
    pub(crate) fn push_slot(&mut self, value: Option<Ref>) {
        // SAFETY: the verifier has seen that there is room; nothing is given up there.
        unsafe { self.top.write(Field::new(value)) };
        self.top = self.top.wrapping_add(1);
    }

    /// The word so deep: 1 is the top.
    #[inline(always)]
    pub(crate) fn slot(&self, depth: usize) -> &Field {
        // SAFETY: the verifier has seen that the stack is that high.
        unsafe { &*self.top.wrapping_sub(depth) }
    }

    /// A reference to the value so deep: 1 is the top.
    #[inline]
    pub(crate) fn peek(&self, depth: usize) -> Ref {
        self.value(depth).to_ref()
    }

    /// The value so deep, not counted: nothing can be taken from the stack while it is used.
    #[inline(always)]
    pub(crate) fn value(&self, depth: usize) -> Obj<'_> {
        // SAFETY: only the loop takes values from the stack of a frame that runs, and by way of
        // these registers, which are borrowed.
        match unsafe { self.slot(depth).peek() } {
            Some(value) => value,
            None => no_value(),
        }
    }

    /// The topmost words, the deepest first.
    #[inline]
    pub(crate) fn topmost(&self, count: usize) -> &[Field] {
        // SAFETY: the verifier has seen that the stack is that high.
        unsafe { std::slice::from_raw_parts(self.top.wrapping_sub(count), count) }
    }

    /// Takes the topmost values, the deepest first.
    #[inline]
    pub(crate) fn pop_many(&mut self, count: usize) -> impl ExactSizeIterator<Item = Ref> + use<> {
        self.top = self.top.wrapping_sub(count);
        Taken { next: self.top, left: count }
    }

    /// Drops the topmost words.
    #[inline(always)]
    pub(crate) fn drop_many(&mut self, count: usize) {
        for _ in 0..count {
            drop(self.pop_slot());
        }
    }

    /// Leaves the topmost words to somebody who has moved them elsewhere.
    #[inline(always)]
    pub(crate) fn forget(&mut self, count: usize) {
        self.top = self.top.wrapping_sub(count);
    }

    /// Exchanges the top word with the one so deep.
    #[inline]
    pub(crate) fn swap(&mut self, depth: usize) {
        let (top, other) = (self.slot(1), self.slot(depth));
        other.replace(top.replace(other.replace(None)));
    }

    /// A variable's place.
    #[inline(always)]
    pub(crate) fn local(&self, at: u32) -> &Field {
        self.frame.slot(at as usize)
    }

    /// A constant.
    #[inline(always)]
    pub(crate) fn constant(&self, at: u32) -> Obj<'static> {
        // SAFETY: the verifier has seen that there are so many. The frame's code keeps them at
        // least until the frame ends, and with it what the loop does on its behalf.
        unsafe { *self.constants.add(at as usize) }
    }

    /// A name, which the code keeps.
    #[inline(always)]
    pub(crate) fn name_of(&self, at: u32) -> Obj<'_, PyASCIIObject> {
        let names = self.frame.code().names().items();
        // SAFETY: the verifier has seen that there are so many, and the constructor of code
        // takes nothing but strings for names.
        unsafe { names.get_unchecked(at as usize).cast::<PyASCIIObject>() }
    }

    /// A name.
    #[inline]
    pub(crate) fn name(&self, at: u32) -> Ref<PyASCIIObject> {
        self.name_of(at).to_ref()
    }

    /// Ends the frame, which isn't the loop's first, and goes on with its caller.
    #[inline(always)]
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

/// What code that no compiler has made gets where it takes an empty slot for a value: CPython
/// follows the null pointer, here it is `None`.
#[cold]
#[inline(never)]
fn no_value() -> Obj<'static> {
    object_model::types::none()
}

/// Values that have been taken from the stack, and are read from above its top.
struct Taken {
    next: *mut Field,
    left: usize,
}

impl Iterator for Taken {
    type Item = Ref;

    #[inline]
    fn next(&mut self) -> Option<Ref> {
        self.left = self.left.checked_sub(1)?;
        // SAFETY: `pop_many` has taken so many, and each is read once.
        let value = unsafe { self.next.read() }.into_inner();
        self.next = self.next.wrapping_add(1);
        Some(value.unwrap_or_else(|| no_value().to_ref()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Taken {}

impl Drop for Taken {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
