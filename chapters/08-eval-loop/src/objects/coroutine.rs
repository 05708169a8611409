//! `coroutine`: what calling an `async def` function gives.
//!
//! CPython: `Objects/genobject.c` (`PyCoro_Type`, `_PyCoroWrapper_Type`, `compute_cr_origin`),
//! `Python/_warnings.c` (`_PyErr_WarnUnawaitedCoroutine`).
//!
//! A coroutine is driven as a generator is, but isn't an iterator: nobody takes it for one by
//! mistake. `__await__` wraps it in one.

use object_model::dealloc::dealloc;
use object_model::errors::{self, IMPORT_ERROR, RUNTIME_WARNING};
use object_model::memory;
use object_model::name;
use object_model::object::Layout;
use object_model::protocol::iterate::itself;
use object_model::runtime;
use object_model::slot_kinds::{Flow, Visitor, next, traverse};
use object_model::type_object::{PyAsyncMethods, flags};
use object_model::types::{int, none, str, tuple};
use object_model::{Field, Getter, Method, Obj, PyObject, Ref, Result, StaticType, Table};

use crate::frame::Frame;
use crate::objects::code::CodeMethods;
use crate::objects::generator::{self, NAME, PyGenObject, QUALNAME, SET, TABLE};
use crate::thread::eval_state;

// ANCHOR: coroutine
/// `coroutine`.
pub static COROUTINE: StaticType = StaticType::new(Table::<PyGenObject> {
    tp_name: c"coroutine",
    tp_as_async: PyAsyncMethods {
        am_await: Some(coroutine_await),
        am_send: Some(generator::am_send),
        ..PyAsyncMethods::NONE
    },
    tp_getset: &[
        NAME,
        QUALNAME,
        Getter::new(c"cr_await", generator::yield_from, "What it awaits."),
        Getter::new(c"cr_running", generator::running, "Whether it runs."),
        Getter::new(c"cr_suspended", generator::suspended, "Whether it is in the middle."),
        Getter::new(c"cr_frame", generator::gen_frame, "Its frame."),
        Getter::new(
            c"cr_code",
            |c: Obj<'_, PyGenObject>| Ok(c.gi_code.get().expect(SET)),
            "Its code.",
        ),
        Getter::new(
            c"cr_origin",
            |c: Obj<'_, PyGenObject>| {
                Ok(c.gi_origin_or_finalizer.get().unwrap_or_else(|| none().to_ref()))
            },
            "Where it was made, or None.",
        ),
    ],
    ..TABLE
});

/// The frames that make a coroutine, the innermost first, as far up as the thread wants to know:
/// a tuple of file, line and function for each. C: `compute_cr_origin`.
pub(crate) fn origin(maker: Option<Frame>) -> Result<Option<Ref>> {
    let depth = eval_state().coroutine_origin_tracking_depth.get();
    if depth <= 0 {
        return Ok(None);
    }
    let mut frames = Vec::new();
    let mut at = maker;
    while let Some(frame) = at
        && frames.len() < depth as usize
    {
        let code = frame.code();
        let file = code.co_filename.get().expect("code has a file's name").object();
        let line = int::from_i64(frame.line().unwrap_or(-1).into())?.object();
        let name = code.name().object();
        frames.push(tuple::from_iterator([file, line, name].into_iter())?.object());
        at = frame.previous.get();
    }
    Ok(Some(tuple::from_iterator(frames.into_iter())?.object()))
}

/// A coroutine ends that was never begun: nobody has awaited it, most likely by mistake. The
/// module `warnings` says so, with the origin if it is known.
/// C: `_PyErr_WarnUnawaitedCoroutine`.
pub(crate) fn warn_never_awaited(coroutine: Obj<'_, PyGenObject>) {
    let by_module = warn_by_module(coroutine.object());
    let warned = match &by_module {
        Ok(warned) => *warned,
        Err(_) => errors::matches(&RUNTIME_WARNING),
    };
    if by_module.is_err() {
        errors::write_unraisable("in", Some(coroutine.object()));
    }
    if warned {
        return;
    }
    let name = coroutine.gi_qualname.get().expect(SET);
    let warned = name.borrow().str().and_then(|name| {
        errors::warn(&RUNTIME_WARNING, format_args!("coroutine '{name}' was never awaited"))
    });
    if warned.is_err() {
        errors::write_unraisable("in", Some(coroutine.object()));
    }
}

/// False if there is no such module.
fn warn_by_module(coroutine: Obj<'_>) -> Result<bool> {
    let import = || {
        let import = runtime::builtin("__import__")?;
        import.borrow().call_one(str::interned("warnings")?.borrow().object())
    };
    let module = match import() {
        Ok(module) => module,
        Err(_) if errors::catch(&IMPORT_ERROR) || errors::catch(&errors::ATTRIBUTE_ERROR) => {
            return Ok(false);
        }
        Err(raised) => return Err(raised),
    };
    match module.borrow().lookup_attribute(name!("_warn_unawaited_coroutine"))? {
        Some(warn) => warn.borrow().call_one(coroutine).map(|_| true),
        None => Ok(false),
    }
}
// ANCHOR_END: coroutine

// ANCHOR: wrapper
/// C: `PyCoroWrapper`.
#[repr(C)]
struct PyCoroWrapper {
    ob_base: PyObject,
    cw_coroutine: Field<PyGenObject>,
}

const _: () = assert!(size_of::<PyCoroWrapper>() == 24);

// SAFETY: made by `coroutine_await`.
unsafe impl Layout for PyCoroWrapper {
    fn type_object() -> &'static StaticType {
        &COROUTINE_WRAPPER
    }
}

/// `coroutine_wrapper`: what `__await__` of a coroutine gives.
pub static COROUTINE_WRAPPER: StaticType = StaticType::new(Table::<PyCoroWrapper> {
    tp_name: c"coroutine_wrapper",
    tp_doc: "A coroutine as an iterator.",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<PyCoroWrapper>),
    tp_traverse: traverse(wrapper_traverse),
    tp_iter: Some(itself),
    tp_iternext: next(|wrapper: Obj<'_, PyCoroWrapper>| {
        generator::iternext(wrapped(wrapper).borrow())
    }),
    tp_methods: &[
        Method::one(
            c"send",
            "($self, arg, /)",
            |wrapper: Obj<'_, PyCoroWrapper>, value| {
                generator::send(wrapped(wrapper).borrow(), value)
            },
            "Go on with a value.",
        )
        .unsigned(),
        Method::new(
            c"throw",
            "($self, typ, val=None, tb=None, /)",
            |wrapper: Obj<'_, PyCoroWrapper>, arguments| {
                generator::method_throw(wrapped(wrapper).borrow(), arguments)
            },
            "Go on by raising an exception.",
        )
        .unsigned(),
        Method::none(
            c"close",
            "($self, /)",
            |wrapper: Obj<'_, PyCoroWrapper>| generator::method_close(wrapped(wrapper).borrow()),
            "End it by raising GeneratorExit.",
        )
        .unsigned(),
    ],
    ..Table::NONE
});

fn wrapped(wrapper: Obj<'_, PyCoroWrapper>) -> Ref<PyGenObject> {
    wrapper.cw_coroutine.get().expect("a wrapper wraps a coroutine")
}

fn wrapper_traverse(wrapper: Obj<'_, PyCoroWrapper>, visitor: &mut Visitor) -> Flow {
    visitor.field(&wrapper.cw_coroutine)
}

/// C: `coro_await`.
extern "C" fn coroutine_await(coroutine: Obj<'_, PyGenObject>) -> Result {
    let wrapper = memory::create(COROUTINE_WRAPPER.as_type(), |ob_base| PyCoroWrapper {
        ob_base,
        cw_coroutine: Field::new(Some(coroutine.to_ref())),
    })?;
    Ok(wrapper.object())
}
// ANCHOR_END: wrapper
