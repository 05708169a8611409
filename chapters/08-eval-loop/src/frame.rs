//! A frame: what one call keeps while it runs.
//!
//! CPython: `Include/internal/pycore_frame.h` (`_PyInterpreterFrame`), `Python/frame.c`.
//!
//! ```text
//! | head, nine words | local variables | cells | free variables | values ... |
//!                    ^ localsplus                               ^ the stack grows from here
//! ```
//!
//! A frame lies on the thread's data stack or, a generator's, in the generator.
//!
//! Invariant: while a frame isn't running, `prev_instr` is the instruction at which it stopped
//! and `stacktop` says how many words of `localsplus` are in use; while it runs `stacktop` is
//! −1 and the loop knows.

use crate::objects::code::CodeMethods;
use crate::objects::function::FunctionMethods;
use std::cell::Cell;
use std::ops::Deref;
use std::ptr::{self, NonNull};

use object_model::slot_kinds::{Flow, Visitor};
use object_model::types::dict::PyDictObject;
use object_model::{Field, Obj, PyObject, Ref, Result};

use crate::data_stack::Word;
use crate::objects::code::{CodeUnit, PyCodeObject};
use crate::objects::function::PyFunctionObject;
use crate::thread::eval_state;

/// C: `_PyInterpreterFrame`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct InterpreterFrame {
    pub f_func: Field<PyFunctionObject>,
    /// Borrowed from the function.
    pub f_globals: Cell<Option<NonNull<PyObject>>>,
    /// Borrowed from the function.
    pub f_builtins: Cell<Option<NonNull<PyObject>>>,
    pub f_locals: Field,
    pub f_code: Field<PyCodeObject>,
    pub frame_obj: Field,
    pub previous: Cell<Option<Frame>>,
    pub prev_instr: Cell<*const CodeUnit>,
    pub stacktop: Cell<i32>,
    /// The loop returns to Rust when it leaves this frame.
    pub is_entry: Cell<bool>,
    pub owner: Cell<Owner>,
}

const _: () = assert!(size_of::<InterpreterFrame>() == 72);

/// Where a frame lies. C: `FRAME_OWNED_BY_…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Owner {
    Thread = 0,
    Generator = 1,
    FrameObject = 2,
}

/// How many words a frame's head takes. C: `FRAME_SPECIALS_SIZE`.
pub const HEAD_WORDS: usize = size_of::<InterpreterFrame>() / size_of::<Word>();

/// A frame, pointed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Frame(NonNull<InterpreterFrame>);

impl Deref for Frame {
    type Target = InterpreterFrame;

    fn deref(&self) -> &InterpreterFrame {
        // SAFETY: whoever has a frame keeps it no longer than it is there.
        unsafe { self.0.as_ref() }
    }
}

impl Frame {
    /// # Safety
    /// A frame lies there, and is used no longer than it does.
    pub(crate) const unsafe fn from_ptr(frame: NonNull<InterpreterFrame>) -> Frame {
        Frame(frame)
    }

    /// Where it lies.
    pub fn as_ptr(self) -> NonNull<InterpreterFrame> {
        self.0
    }

    /// A new frame of a function on the thread's data stack, all its variables unbound.
    /// C: `_PyThreadState_PushFrame`, `_PyFrame_InitializeSpecials`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub(crate) fn push(function: Ref<PyFunctionObject>, locals: Option<Ref>) -> Result<Frame> {
        // SAFETY: no arguments.
        let frame = unsafe { Frame::push_with(function, &[]) }?;
        if let Some(locals) = locals {
            frame.f_locals.set(Some(locals));
        }
        Ok(frame)
    }

    /// The same with its first variables bound. The references in `arguments` are moved, and the
    /// caller doesn't give them up any more, unless there is an error.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Safety
    /// The code has so many variables.
    #[inline]
    pub(crate) unsafe fn push_with(
        function: Ref<PyFunctionObject>,
        arguments: &[Field],
    ) -> Result<Frame> {
        let code = function.borrow().code();
        let words = code.borrow().frame_words();
        let memory = eval_state().data_stack.push(words)?;
        let globals = NonNull::new(function.func_globals.as_raw().cast());
        let builtins = NonNull::new(function.func_builtins.as_raw());
        let variables = code.co_nlocalsplus.get();
        let before_first = code.borrow().first_instruction().wrapping_sub(1);
        debug_assert!(arguments.len() <= variables as usize);
        // SAFETY: new memory of that many words; null words are empty fields, and of the others
        // each is read once.
        unsafe {
            let head = memory.cast::<InterpreterFrame>();
            head.write(InterpreterFrame {
                f_func: Field::new(Some(function)),
                f_globals: Cell::new(globals),
                f_builtins: Cell::new(builtins),
                f_locals: Field::NULL,
                f_code: Field::new(Some(code)),
                frame_obj: Field::NULL,
                previous: Cell::new(None),
                prev_instr: Cell::new(before_first),
                stacktop: Cell::new(variables),
                is_entry: Cell::new(false),
                owner: Cell::new(Owner::Thread),
            });
            let first = memory.add(HEAD_WORDS);
            for (at, argument) in arguments.iter().enumerate() {
                first.add(at).write(argument.as_raw());
            }
            for at in arguments.len()..variables as usize {
                first.add(at).write(ptr::null_mut());
            }
            Ok(Frame(head))
        }
    }

    /// Gives up all that the frame holds and takes it off the data stack.
    /// C: `_PyEvalFrameClearAndPop`.
    pub(crate) fn clear_and_pop(self) {
        self.clear();
        // SAFETY: frames end in the order in which they began; this one is the last.
        unsafe { eval_state().data_stack.pop(self.0.cast()) };
    }

    /// Gives up all that the frame holds; a frame object that somebody else has takes it over.
    /// C: `_PyFrame_Clear`.
    pub(crate) fn clear(self) {
        if let Some(object) = self.frame_obj.replace(None) {
            crate::objects::frame::leave(self, object);
        }
        self.clear_fields();
    }

    /// Gives up all references.
    pub(crate) fn clear_fields(self) {
        let used = self.stacktop.replace(0).max(0) as usize;
        for at in 0..used {
            self.slot(at).clear();
        }
        self.f_locals.clear();
        self.f_func.clear();
        self.f_code.clear();
    }

    /// A word of `localsplus`: a variable or, behind them, a value of the stack.
    #[inline]
    pub(crate) fn slot(&self, at: usize) -> &Field {
        // SAFETY: the verifier has seen that the code asks for words of its frame only.
        unsafe { &*self.words().as_ptr().add(at) }
    }

    /// Writes a word of the stack in which there is nothing to give up.
    ///
    /// # Safety
    /// The frame has that word, above what is in use.
    #[inline]
    pub(crate) unsafe fn put(&self, at: usize, value: Ref) {
        // SAFETY: the caller's word.
        unsafe { self.words().add(at).write(Field::new(Some(value))) }
    }

    /// The words behind the head.
    #[inline]
    pub(crate) fn words(&self) -> NonNull<Field> {
        // SAFETY: they follow the head.
        unsafe { self.0.add(1).cast() }
    }

    /// The code that it runs.
    #[inline]
    pub fn code(&self) -> Obj<'_, PyCodeObject> {
        // SAFETY: exchanged only when the frame ends.
        unsafe { self.f_code.peek() }.expect("a frame has code")
    }

    /// Its function.
    #[inline]
    pub fn function(&self) -> Obj<'_, PyFunctionObject> {
        // SAFETY: exchanged only when the frame ends.
        unsafe { self.f_func.peek() }.expect("a frame has a function")
    }

    /// Its global variables.
    #[inline]
    pub fn globals(&self) -> Obj<'_, PyDictObject> {
        // SAFETY: the function holds them, and functions are made with a dict only.
        unsafe { Obj::from_ptr(self.f_globals.get().expect("a frame has globals").cast()) }
    }

    /// Where names are looked for that aren't global either.
    #[inline]
    pub fn builtins(&self) -> Obj<'_> {
        // SAFETY: the function holds them.
        unsafe { Obj::from_ptr(self.f_builtins.get().expect("a frame has builtins")) }
    }

    /// The instruction that runs or ran last, counted in code units; below zero before the
    /// first. C: `_PyInterpreterFrame_LASTI`.
    pub fn last_instruction(&self) -> isize {
        let first = self.code().first_instruction();
        (self.prev_instr.get() as isize - first as isize) / size_of::<CodeUnit>() as isize
    }

    /// Whether the frame is still being made: nobody gets to see it.
    /// C: `_PyFrame_IsIncomplete`.
    pub fn is_incomplete(&self) -> bool {
        self.owner.get() != Owner::Generator
            && self.last_instruction() < self.code().co_firsttraceable.get() as isize
    }

    /// The line that runs. C: `PyUnstable_InterpreterFrame_GetLine`.
    pub fn line(&self) -> Option<i32> {
        self.code().line_of(self.last_instruction() * 2)
    }

    /// Copies the frame to where its new owner has room for it. What it holds moves along: the
    /// old place holds nothing from then on. C: `_PyFrame_Copy`.
    ///
    /// # Safety
    /// There is room.
    pub(crate) unsafe fn move_to(self, place: NonNull<InterpreterFrame>) -> Frame {
        let words = HEAD_WORDS + self.stacktop.get().max(0) as usize;
        // SAFETY: the caller's word.
        unsafe {
            ptr::copy_nonoverlapping(
                self.0.cast::<Word>().as_ptr(),
                place.cast::<Word>().as_ptr(),
                words,
            );
        }
        std::mem::forget(self.f_func.replace(None));
        std::mem::forget(self.f_code.replace(None));
        std::mem::forget(self.f_locals.replace(None));
        std::mem::forget(self.frame_obj.replace(None));
        self.stacktop.set(0);
        Frame(place)
    }

    /// Shows what a stopped frame holds. C: `_PyFrame_Traverse`.
    pub(crate) fn traverse(&self, visitor: &mut Visitor) -> Flow {
        visitor.field(&self.frame_obj)?;
        visitor.field(&self.f_locals)?;
        visitor.field(&self.f_func)?;
        visitor.field(&self.f_code)?;
        let used = self.stacktop.get().max(0) as usize;
        (0..used).try_for_each(|at| visitor.field(self.slot(at)))
    }
}
