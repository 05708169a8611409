//! The lines of a traceback: file, line, function, and the source.
//!
//! CPython: `tb_printinternal`, `tb_displayline`, `display_source_line_with_margin`,
//! `_Py_FindSourceFile` in `Python/traceback.c`.
//!
//! The source is read when the traceback is shown: if the file has changed since, another line
//! is shown than the one that ran.

use eval_loop::objects::code::{self, PyCodeObject};
use eval_loop::objects::traceback::PyTracebackObject;
use object_model::errors;
use object_model::name;
use object_model::types::int::PyLongObject;
use object_model::types::list::PyListObject;
use object_model::types::str::{PyASCIIObject, Str};
use object_model::{Obj, Ref, Result};
use tokenizer::Source;

use super::anchors::{Marks, anchors};
use crate::arguments::{encode_filename, path};
use crate::builtins::{write_object, write_text};
use crate::sys;

/// How many equal lines are shown; the others are counted. C: `TB_RECURSIVE_CUTOFF`.
const CUTOFF: usize = 3;
/// How many lines there are at most, the last ones. C: `PyTraceBack_LIMIT`.
const LIMIT: i64 = 1000;
/// How far a source line is indented. C: `_TRACEBACK_SOURCE_LINE_INDENT`.
const INDENT: &str = "    ";

// ANCHOR: frames
/// Writes a header and the links of a traceback, the outermost frame first.
/// C: `_PyTraceBack_Print_Indented`, `tb_printinternal`.
pub(super) fn write(traceback: Obj<'_>, header: &str, margin: &str, file: Obj<'_>) -> Result<()> {
    let mut limit = LIMIT;
    if let Some(set) = sys::get(name!("tracebacklimit"))?
        && let Some(set) = set.borrow().downcast::<PyLongObject>()
    {
        limit = set.to_i64().unwrap_or(if set.is_negative() { 0 } else { i64::MAX });
        if limit <= 0 {
            return Ok(());
        }
    }
    write_text(header, file)?;
    let mut links = Vec::new();
    let mut link = traceback.to_ref().downcast::<PyTracebackObject>().ok();
    while let Some(at) = link {
        link = at.tb_next.get().and_then(|next| next.downcast().ok());
        links.push(at);
    }
    let skipped = links.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut last: Option<Line> = None;
    let mut count = 0;
    for link in &links[skipped..] {
        let Some(line) = Line::of(link.borrow()) else { continue };
        if !last.as_ref().is_some_and(|last| last.is_same(&line)) {
            write_repeated(count, file)?;
            count = 0;
        }
        count += 1;
        if count <= CUTOFF {
            line.write(margin, file)?;
            if let Some(check) = object_model::runtime::runtime().signal_hook.get() {
                check()?;
            }
        }
        last = Some(line);
    }
    write_repeated(count, file)
}

/// C: `tb_print_line_repeated`.
fn write_repeated(count: usize, file: Obj<'_>) -> Result<()> {
    let Some(more) = count.checked_sub(CUTOFF).filter(|more| *more > 0) else {
        return Ok(());
    };
    let s = if more > 1 { "s" } else { "" };
    write_text(&format!("  [Previous line repeated {more} more time{s}]\n"), file)
}
// ANCHOR_END: frames

/// What is shown of a link.
struct Line {
    filename: Ref<PyASCIIObject>,
    function: Ref<PyASCIIObject>,
    code: Ref<PyCodeObject>,
    /// −1 where there is none.
    number: i32,
    last_instruction: i32,
}

impl Line {
    fn of(link: Obj<'_, PyTracebackObject>) -> Option<Line> {
        let frame = link.tb_frame.get()?;
        let code = frame.f_frame.get()?.code().to_ref();
        Some(Line {
            filename: code.co_filename.get()?,
            function: code.co_name.get()?,
            number: link.tb_lineno.get(),
            last_instruction: link.tb_lasti.get(),
            code,
        })
    }

    fn is_same(&self, other: &Line) -> bool {
        self.filename.borrow().is(other.filename.borrow())
            && self.function.borrow().is(other.function.borrow())
            && self.number == other.number
            && self.number != -1
    }

    /// C: `tb_displayline`.
    fn write(&self, margin: &str, file: Obj<'_>) -> Result<()> {
        write_text(&format!("{margin}  File \""), file)?;
        write_object(self.filename.borrow().object(), file)?;
        write_text(&format!("\", line {}, in ", self.number), file)?;
        write_object(self.function.borrow().object(), file)?;
        write_text("\n", file)?;
        let Some(source) = source_line(self.filename.borrow(), self.number.into())? else {
            return Ok(());
        };
        let shown = source.trim_start_matches([' ', '\t', '\x0c']);
        write_text(&format!("{margin}{INDENT}{shown}\n"), file)?;
        match self.carets(&source, shown) {
            Some(carets) => write_text(&format!("{margin}{INDENT}{carets}\n"), file),
            None => Ok(()),
        }
    }

    /// The marks below the part of the line that was being done; none if that is all of it.
    fn carets(&self, source: &str, shown: &str) -> Option<String> {
        let offset = usize::try_from(self.last_instruction).ok()?;
        let position = code::position(self.code.borrow(), offset)?;
        let (line, end_line) = (position.line?, position.end_line?);
        let (column, end_column) = (position.column?, position.end_column?);
        let start = character_offset(source, usize::try_from(column).ok()?);
        let mut end = character_offset(source, usize::try_from(end_column).ok()?);
        let mut marks = Marks::default();
        if line == end_line {
            let segment: String = source.chars().take(end).skip(start).collect();
            if let Some(found) = anchors(&segment) {
                // From bytes of the part to characters of the line.
                let place = |byte: usize| character_offset(&segment, byte) + start;
                marks = Marks { inner: Some((place(found.start), place(found.end))) };
            }
        } else {
            end = source.trim_end_matches([' ', '\t', '\x0c']).chars().count();
        }
        if end.checked_sub(start) == Some(shown.chars().count()) && marks.inner.is_none() {
            return None;
        }
        let indent = source.chars().count() - shown.chars().count();
        Some(marks.below(indent, start, end))
    }
}

/// How many characters the first bytes of a text are. C: `_PyPegen_byte_offset_to_character_offset`.
fn character_offset(text: &str, bytes: usize) -> usize {
    // C counts the end of the text as well.
    let beyond = usize::from(bytes > text.len());
    let bytes = &text.as_bytes()[..bytes.min(text.len())];
    String::from_utf8_lossy(bytes).chars().count() + beyond
}

// ANCHOR: source
/// A line of a file, if there is such a file. C: `display_source_line_with_margin`.
pub(crate) fn source_line(filename: Str<'_>, number: i64) -> Result<Option<String>> {
    let name = filename.to_text();
    if name.starts_with('<') && name.ends_with('>') {
        return Ok(None);
    }
    let Some(number) = usize::try_from(number).ok().filter(|number| *number > 0) else {
        return Ok(None);
    };
    let Some(bytes) = read_source(filename)? else {
        return Ok(None);
    };
    let Ok(source) = Source::from_bytes(&bytes, false) else {
        return Ok(None);
    };
    Ok(source.text().split('\n').nth(number - 1).map(str::to_owned).filter(|line| {
        // Behind the last line break there is no line.
        !line.is_empty() || source.text().split('\n').count() > number
    }))
}

/// The file of that name, or one of the same last name on `sys.path`. C: `_Py_FindSourceFile`.
fn read_source(filename: Str<'_>) -> Result<Option<Vec<u8>>> {
    let Some(name) = encode_filename(filename) else {
        return Ok(None);
    };
    if let Ok(bytes) = std::fs::read(path(&name)) {
        return Ok(Some(bytes));
    }
    let Some(folders) =
        sys::get(name!("path"))?.and_then(|path| path.downcast::<PyListObject>().ok())
    else {
        return Ok(None);
    };
    let last = name.rsplit(|&byte| byte == b'/').next().unwrap_or(&name);
    let mut at = 0;
    while let Some(folder) = folders.borrow().get_index(at) {
        at += 1;
        let Some(folder) = folder.borrow().downcast::<PyASCIIObject>().and_then(encode_filename)
        else {
            continue;
        };
        if let Ok(bytes) = std::fs::read(path(&folder).join(path(last))) {
            return Ok(Some(bytes));
        }
    }
    errors::clear();
    Ok(None)
}
// ANCHOR_END: source
