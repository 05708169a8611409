//! `frame`: a frame that a program can look at.
//!
//! CPython: `Objects/frameobject.c`, `Include/internal/pycore_frame.h` (`PyFrameObject`),
//! `Python/frame.c` (`_PyFrame_MakeAndSetFrameObject`, `take_ownership`).
//!
//! Most frames never get an object. Where one is asked for, by a traceback for instance, it
//! points to the frame on the data stack; when the call ends and somebody still has the object,
//! the frame moves into it.

use crate::objects::code::CodeMethods;
use std::cell::Cell;
use std::ffi::{c_char, c_int};
use std::mem::offset_of;
use std::ptr::NonNull;

use object_model::dealloc;
use object_model::errors::{RUNTIME_ERROR, raise};
use object_model::memory::generic_alloc;
use object_model::object::{Layout, Status};
use object_model::slot_kinds::{Flow, Visitor, traverse};
use object_model::static_type::MemberKind;
use object_model::type_object::{PyMemberDef, flags};
use object_model::types::{int, none, str};
use object_model::{Field, Getter, Method, Obj, PyObject, Ref, Result, StaticType, Table};

use crate::families::names;
use crate::frame::{Frame, InterpreterFrame, Owner};
use crate::objects::frame_jump;
use crate::objects::generator::{self, FrameState};

/// C: `PyFrameObject`. Room for the frame's words follows.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyFrameObject {
    pub ob_base: PyObject,
    pub f_back: Field<PyFrameObject>,
    pub f_frame: Cell<Option<Frame>>,
    pub f_trace: Field,
    pub f_lineno: Cell<c_int>,
    pub f_trace_lines: Cell<c_char>,
    pub f_trace_opcodes: Cell<c_char>,
    pub f_fast_as_locals: Cell<c_char>,
}

const _: () = assert!(size_of::<PyFrameObject>() == 48);

// SAFETY: made by `object_of`.
unsafe impl Layout for PyFrameObject {
    fn type_object() -> &'static StaticType {
        &FRAME
    }
}

/// `frame`.
pub static FRAME: StaticType = StaticType::new(Table::<PyFrameObject> {
    tp_name: c"frame",
    tp_doc: "A call that runs or ran.",
    tp_basicsize: size_of::<PyFrameObject>() + size_of::<InterpreterFrame>(),
    tp_itemsize: 8,
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(frame_dealloc),
    tp_repr: Some(frame_repr),
    tp_traverse: traverse(frame_traverse),
    tp_clear: Some(frame_clear),
    tp_methods: &[
        Method::none(c"clear", "($self, /)", clear, "Give up what the frame holds.").unsigned(),
        Method::none(c"__sizeof__", "($self, /)", frame_sizeof, "The size in bytes.").unsigned(),
    ],
    tp_members: &[
        PyMemberDef::new(
            c"f_trace_lines",
            MemberKind::Bool,
            offset_of!(PyFrameObject, f_trace_lines),
            c"Whether lines are told to the trace function.",
        ),
        PyMemberDef::new(
            c"f_trace_opcodes",
            MemberKind::Bool,
            offset_of!(PyFrameObject, f_trace_opcodes),
            c"Whether instructions are.",
        ),
    ],
    tp_getset: &[
        Getter::new(c"f_code", |f| Ok(f.frame().code().object().to_ref()), "The code."),
        Getter::new(c"f_globals", |f| Ok(f.frame().globals().object().to_ref()), "The globals."),
        Getter::new(c"f_builtins", |f| Ok(f.frame().builtins().to_ref()), "Built-in names."),
        Getter::new(c"f_locals", locals, "The local variables."),
        Getter::new(c"f_lineno", line, "The line.").settable(frame_jump::set_line),
        Getter::new(
            c"f_trace",
            |f: Obj<'_, PyFrameObject>| {
                Ok(f.get().f_trace.get().unwrap_or_else(|| none().to_ref()))
            },
            "What is told of the frame's events.",
        )
        .settable(set_trace),
        Getter::new(c"f_back", back, "The caller's frame."),
        Getter::new(
            c"f_lasti",
            |f| {
                let last = f.frame().last_instruction() as i64;
                Ok(int::from_i64(if last < 0 { -1 } else { last * 2 })?.object())
            },
            "The instruction.",
        ),
    ],
    ..Table::NONE
});

/// What is asked of a frame's object.
pub(crate) trait FrameMethods<'a>: Copy {
    /// The object.
    fn this(self) -> Obj<'a, PyFrameObject>;

    /// The frame.
    fn frame(self) -> Frame {
        self.this().f_frame.get().expect("a frame object has a frame")
    }

    /// What can be done with it. C: `_PyFrame_GetState`.
    fn state(self) -> FrameState {
        let frame = self.frame();
        if frame.stacktop.get() == 0 && frame.owner.get() != Owner::Thread {
            return FrameState::Cleared;
        }
        match frame.owner.get() {
            Owner::Generator => generator::of_frame(frame).get().gi_frame_state.get(),
            Owner::FrameObject => FrameState::Completed,
            Owner::Thread if frame.is_incomplete() => FrameState::Created,
            Owner::Thread => FrameState::Executing,
        }
    }

    /// Writes the variables into `f_locals`. C: `PyFrame_FastToLocalsWithError`.
    fn fast_to_locals(self) -> Result {
        let locals = names::locals(self.frame())?;
        self.this().get().f_fast_as_locals.set(1);
        Ok(locals)
    }

    /// Writes `f_locals` back into the variables, if it has been asked for since; `clear`: those
    /// that aren't in it become unbound. C: `PyFrame_LocalsToFast`.
    fn locals_to_fast(self, clear: bool) {
        if self.this().get().f_fast_as_locals.get() != 0 && self.state() != FrameState::Cleared {
            names::set_locals(self.frame(), clear);
            self.this().get().f_fast_as_locals.set(0);
        }
    }
}

impl<'a> FrameMethods<'a> for Obj<'a, PyFrameObject> {
    fn this(self) -> Obj<'a, PyFrameObject> {
        self
    }
}

/// The object of a frame, made now if there is none yet. C: `_PyFrame_GetFrameObject`.
///
/// # Errors
/// `MemoryError`.
pub fn object_of(frame: Frame) -> Result<Ref<PyFrameObject>> {
    if let Some(object) = frame.frame_obj.get() {
        // SAFETY: nothing else is put there.
        return Ok(unsafe { object.cast() });
    }
    let slots = frame.code().co_nlocalsplus.get() + frame.code().co_stacksize.get();
    // The last word of the head is not followed by a first one of the items.
    let object = generic_alloc(FRAME.as_type(), slots as isize)?;
    // SAFETY: of that type; the first word behind the head isn't a size, since the type's
    // instances have none.
    let object: Ref<PyFrameObject> = unsafe { object.cast() };
    // What `generic_alloc` took for `ob_size` is the word of `f_back`.
    let _ = object.f_back.replace(None).map(Ref::into_raw);
    object.f_frame.set(Some(frame));
    object.f_trace_lines.set(1);
    frame.frame_obj.set(Some(object.clone().object()));
    Ok(object)
}

/// A call ends: whoever still has the frame's object gets the frame. C: `take_ownership`.
pub(crate) fn leave(frame: Frame, object: Ref) {
    // SAFETY: only such objects are a frame's.
    let object: Ref<PyFrameObject> = unsafe { object.cast() };
    if object.borrow().ob_refcnt() == 1 {
        object.f_frame.set(None);
        return;
    }
    let mut caller = frame.previous.get();
    while let Some(at) = caller
        && at.is_incomplete()
    {
        caller = at.previous.get();
    }
    let place = object.borrow().as_ptr().as_ptr().wrapping_add(1).cast::<InterpreterFrame>();
    let place = NonNull::new(place).expect("behind an object's head");
    // SAFETY: the object has room for all words of the code's frames.
    let own = unsafe { frame.move_to(place) };
    own.owner.set(Owner::FrameObject);
    own.previous.set(None);
    object.f_frame.set(Some(own));
    if let Some(caller) = caller {
        // Without memory for it, the chain ends here.
        match object_of(caller) {
            Ok(caller) => object.f_back.set(Some(caller)),
            Err(object_model::Raised) => object_model::errors::clear(),
        }
    }
}

/// # Safety
/// As every `tp_dealloc`.
unsafe extern "C" fn frame_dealloc(frame: NonNull<PyFrameObject>) {
    // SAFETY: nobody else has the object.
    unsafe {
        let object = frame.as_ref();
        if let Some(own) = object.f_frame.get()
            && own.owner.get() == Owner::FrameObject
        {
            own.clear_fields();
        }
        dealloc::dealloc(frame);
    }
}

fn frame_traverse(frame: Obj<'_, PyFrameObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&frame.f_back)?;
    visitor.field(&frame.f_trace)?;
    match frame.f_frame.get() {
        Some(own) if own.owner.get() == Owner::FrameObject => own.traverse(visitor),
        _ => Flow::Continue(()),
    }
}

extern "C" fn frame_clear(frame: Obj<'_, PyFrameObject>) -> Status {
    if let Some(own) = frame.f_frame.get()
        && own.owner.get() == Owner::FrameObject
    {
        clear_fields(frame);
    }
    Ok(())
}

/// C: `frame_tp_clear`.
fn clear_fields(frame: Obj<'_, PyFrameObject>) {
    frame.f_trace.clear();
    let own = frame.frame();
    let used = own.stacktop.replace(0).max(0) as usize;
    (0..used).for_each(|at| own.slot(at).clear());
    own.f_locals.clear();
}

extern "C" fn frame_repr(frame: Obj<'_, PyFrameObject>) -> Result {
    let (own, code) = (frame.frame(), frame.frame().code().to_ref());
    let file = code.co_filename.get().expect("code has a file's name");
    let text = format!(
        "<frame at {:p}, file {}, line {}, code {}>",
        frame.as_ptr(),
        file.borrow().object().repr()?,
        own.line().unwrap_or(0),
        code.borrow().name()
    );
    Ok(str::new(&text)?.object())
}

fn locals(frame: Obj<'_, PyFrameObject>) -> Result {
    frame.fast_to_locals()
}

fn set_trace(frame: Obj<'_, PyFrameObject>, value: Option<Obj<'_>>) -> Status {
    frame.f_trace.set(value.filter(|value| !value.is_none()).map(Obj::to_ref));
    Ok(())
}

/// A frame that runs keeps what it has; one that a generator owns ends with it.
/// C: `frame_clear`.
fn clear(frame: Obj<'_, PyFrameObject>) -> Result {
    let own = frame.frame();
    match own.owner.get() {
        Owner::FrameObject => clear_fields(frame),
        Owner::Generator if frame.state() != FrameState::Executing => {
            let generator = generator::of_frame(own).to_ref();
            generator::gen_finalize(generator.borrow());
        }
        _ => return Err(raise(&RUNTIME_ERROR, "cannot clear an executing frame")),
    }
    Ok(none().to_ref())
}

fn frame_sizeof(frame: Obj<'_, PyFrameObject>) -> Result {
    let words = frame.frame().code().frame_words() * size_of::<usize>();
    Ok(int::from_u64((size_of::<PyFrameObject>() + words) as u64)?.object())
}

fn line(frame: Obj<'_, PyFrameObject>) -> Result {
    let line = match frame.f_lineno.get() {
        0 => frame.frame().line(),
        told => Some(told).filter(|told| *told != -1),
    };
    match line {
        Some(line) => Ok(int::from_i64(line.into())?.object()),
        None => Ok(none().to_ref()),
    }
}

/// C: `PyFrame_GetBack`.
fn back(frame: Obj<'_, PyFrameObject>) -> Result {
    if let Some(back) = frame.f_back.get() {
        return Ok(back.object());
    }
    let mut at = frame.frame().previous.get();
    while let Some(caller) = at {
        if !caller.is_incomplete() {
            return Ok(object_of(caller)?.object());
        }
        at = caller.previous.get();
    }
    Ok(none().to_ref())
}
