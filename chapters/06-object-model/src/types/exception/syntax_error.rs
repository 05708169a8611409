//! `SyntaxError`: where in which source.
//!
//! CPython: `Objects/exceptions.c` (`SyntaxError_init`, `SyntaxError_str`, `my_basename`).

use std::mem::offset_of;

use crate::errors::{TYPE_ERROR, raise};
use crate::object::{Field, Obj, Result, Status};
use crate::static_type::{MemberKind, StaticType, Table};
use crate::type_object::PyMemberDef;
use crate::types::int::PyLongObject;
use crate::types::none;
use crate::types::str::{self, PyASCIIObject};
use crate::types::tuple::PyTupleObject;

use super::attributes::sequence_tuple;
use super::layout::{base_of, exception_layout, extend};
use super::{EXCEPTION, exception_init};

// ANCHOR: type
exception_layout! {
    /// C: `PySyntaxErrorObject`.
    PySyntaxErrorObject of SYNTAX_ERROR, 136 bytes, syntax_error_init;
    msg: Field,
    filename: Field,
    lineno: Field,
    offset: Field,
    end_lineno: Field,
    end_offset: Field,
    text: Field,
    print_file_and_line: Field,
}

macro_rules! member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Object, offset_of!(PySyntaxErrorObject, $field), $doc)
    };
}

/// `SyntaxError`.
pub static SYNTAX_ERROR: StaticType = StaticType::new(Table::<PySyntaxErrorObject> {
    tp_str: Some(syntax_error_str),
    tp_members: &[
        member!(c"msg", msg, c"The message."),
        member!(c"filename", filename, c"The file."),
        member!(c"lineno", lineno, c"The line, from 1."),
        member!(c"offset", offset, c"The column, from 1."),
        member!(c"text", text, c"The text of the line."),
        member!(c"end_lineno", end_lineno, c"The line where the error ends."),
        member!(c"end_offset", end_offset, c"The column where the error ends."),
        member!(
            c"print_file_and_line",
            print_file_and_line,
            c"Whether the place is shown with the message."
        ),
    ],
    ..extend(c"SyntaxError", &EXCEPTION, "A source text is no Python.")
});
// ANCHOR_END: type

// ANCHOR: init
extern "C" fn syntax_error_init(
    exception: Obj<'_, PySyntaxErrorObject>,
    args: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Status {
    exception_init(base_of(exception), args, keywords)?;
    let items = args.downcast::<PyTupleObject>().expect("a tuple of arguments").items();
    if let Some(message) = items.first() {
        exception.msg.set(Some(message.to_ref()));
    }
    let [_, place] = items else {
        return Ok(());
    };
    let place = sequence_tuple(*place)?;
    let place = place.borrow().items();
    let count = place.len();
    if !(4..=6).contains(&count) {
        let bound = if count < 4 { "least 4" } else { "most 6" };
        let message = format_args!("function takes at {bound} arguments ({count} given)");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    let fields = [
        &exception.filename,
        &exception.lineno,
        &exception.offset,
        &exception.text,
        &exception.end_lineno,
        &exception.end_offset,
    ];
    for (index, field) in fields.into_iter().enumerate() {
        field.set(place.get(index).map(|item| item.to_ref()));
    }
    if count == 5 {
        let message = "end_offset must be provided when end_lineno is provided";
        return Err(raise(&TYPE_ERROR, message).into());
    }
    Ok(())
}
// ANCHOR_END: init

// ANCHOR: text
/// The message, the file's name without its folders, the line. C: `SyntaxError_str`.
extern "C" fn syntax_error_str(exception: Obj<'_, PySyntaxErrorObject>) -> Result {
    let message = exception.msg.get().unwrap_or_else(|| none().to_ref());
    let message = message.borrow().str()?;
    let filename = exception.filename.get();
    let filename = filename.and_then(|filename| filename.downcast::<PyASCIIObject>().ok());
    let line = exception.lineno.get();
    let line = line.as_ref().and_then(|line| line.borrow().downcast_exact::<PyLongObject>());
    // What a C `long` doesn't hold is shown as -1.
    let line = line.map(|line| line.to_i64().unwrap_or(-1));
    let mut code_points: Vec<u32> = message.borrow().code_points().collect();
    let place = match (&filename, line) {
        (None, None) => return Ok(message.object()),
        (Some(_), _) => " (".to_owned(),
        (None, Some(line)) => format!(" (line {line})"),
    };
    code_points.extend(place.chars().map(u32::from));
    if let Some(filename) = filename {
        let start = filename.borrow().code_points().collect::<Vec<u32>>();
        let slash = start.iter().rposition(|point| *point == u32::from('/'));
        code_points.extend(&start[slash.map_or(0, |slash| slash + 1)..]);
        let end = line.map_or_else(|| ")".to_owned(), |line| format!(", line {line})"));
        code_points.extend(end.chars().map(u32::from));
    }
    Ok(str::object::from_code_points(code_points.into_iter())?.object())
}
// ANCHOR_END: text
