//! Keeping the import system's own frames out of tracebacks.
//!
//! CPython: `remove_importlib_frames` in `Python/import.c`.
//!
//! A module that raises was called by a dozen frames of `importlib._bootstrap`, which nobody wants
//! to read. Frames of those two files come in runs; a run is cut out if it ends in a call of
//! `_call_with_frames_removed`, and, where the error is that a module can't be imported, each run
//! is.

use eval_loop::objects::code::PyCodeObject;
use eval_loop::objects::traceback::PyTracebackObject;
use object_model::errors::{self, IMPORT_ERROR};
use object_model::types::str::PyASCIIObject;
use object_model::{Field, Ref};

use crate::settings::SETTINGS;

const FILES: [&str; 2] =
    ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"];
const MARK: &str = "_call_with_frames_removed";

// ANCHOR: remove
/// Cuts the import system's frames out of the traceback of the exception in flight, but not if
/// the user wants to see everything (`-v`).
pub(crate) fn remove_importlib_frames() {
    if SETTINGS.verbose.get() > 0 {
        return;
    }
    let always = errors::matches(&IMPORT_ERROR);
    let Some(mut raised) = errors::fetch() else { return };
    let first: Field = Field::new(raised.traceback.take());
    // The link that leads to the run we are in, and the link that leads to where we are; no
    // traceback means the first link.
    let (mut outer, mut previous) = (None::<Ref<PyTracebackObject>>, None);
    let mut in_importlib = false;
    let mut at = link(&first);
    while let Some(traceback) = at {
        let next = traceback.tb_next.get();
        let (is_importlib, is_mark) = look(&traceback);
        if is_importlib && !in_importlib {
            outer = previous.clone();
        }
        in_importlib = is_importlib;
        if in_importlib && (always || is_mark) {
            outer.as_ref().map_or(&first, |outer| &outer.tb_next).set(next.clone());
            previous = outer.clone();
        } else {
            previous = Some(traceback);
        }
        at = next.and_then(|next| next.downcast().ok());
    }
    raised.traceback = first.get();
    errors::restore(raised);
}
// ANCHOR_END: remove

fn link(field: &Field) -> Option<Ref<PyTracebackObject>> {
    field.get().and_then(|traceback| traceback.downcast().ok())
}

/// Whether a traceback's frame is of the import system, and whether it is the mark.
fn look(traceback: &Ref<PyTracebackObject>) -> (bool, bool) {
    let frame = traceback.tb_frame.get().and_then(|frame| frame.f_frame.get());
    let Some(frame) = frame else { return (false, false) };
    let code: &PyCodeObject = frame.code().get();
    let is = |field: &Field<PyASCIIObject>, text: &str| {
        field.get().is_some_and(|name| name.borrow().is_ascii_text(text))
    };
    (FILES.iter().any(|file| is(&code.co_filename, file)), is(&code.co_name, MARK))
}
