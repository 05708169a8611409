//! `writer`: rows to lines.
//!
//! CPython: `Modules/_csv.c` (`WriterObj`, `join_append_data`, `csv_writerow`).

use super::dialect::{Dialect, NOT_SET, QUOTE_ALL, QUOTE_NONE, QUOTE_NONNUMERIC};
use super::{error, error_class, with_dialect};
use crate::prelude::*;

// ANCHOR: layout
/// C: `WriterObj`.
#[repr(C)]
pub(super) struct Writer {
    ob_base: PyObject,
    write: Field,
    dialect: Field<Dialect>,
}

const _: () = assert!(size_of::<Writer>() <= 72);

// SAFETY: made by `writer` with every field set.
unsafe impl Layout for Writer {
    fn type_object() -> &'static StaticType {
        &WRITER
    }
}

/// `_csv.writer`.
pub(super) static WRITER: StaticType = StaticType::new(Table::<Writer> {
    tp_name: c"_csv.writer",
    // C keeps the line that is being made in it.
    tp_basicsize: 72,
    tp_doc: "What writes rows into a file.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<Writer>),
    tp_traverse: traverse(|writer: Obj<'_, Writer>, visitor: &mut Visitor| {
        visitor.field(&writer.write)?;
        visitor.field(&writer.dialect)
    }),
    tp_methods: &[
        Method::one(c"writerow", "($self, row, /)", write_row, "Writes a row.").unsigned(),
        Method::one(c"writerows", "($self, rows, /)", write_rows, "Writes rows.").unsigned(),
    ],
    tp_members: &[PyMemberDef::new(
        c"dialect",
        MemberKind::Object,
        offset_of!(Writer, dialect),
        c"",
    )
    .read_only()],
    ..Table::NONE
});

/// `_csv.writer(…)`.
pub(super) fn writer(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let write = match arguments.rest() {
        [file] | [file, _] => {
            let write = file.lookup_attribute(name!("write"))?;
            let write = write.filter(|write| write.borrow().is_callable());
            let message = "argument 1 must have a \"write\" method";
            Some(write.ok_or_else(|| raise(&TYPE_ERROR, message))?)
        }
        _ => None,
    };
    let (_, dialect) = with_dialect(arguments)?;
    let writer = memory::create(WRITER.as_type(), |ob_base| Writer {
        ob_base,
        write: Field::new(write),
        dialect: Field::new(Some(dialect)),
    })?;
    Ok(writer.object())
}
// ANCHOR_END: layout

// ANCHOR: row
/// Puts a field at the end of a line, quoted where it has to be or must be.
fn append(
    line: &mut Vec<u32>,
    dialect: &Dialect,
    field: Option<Obj<'_, PyASCIIObject>>,
    mut quoted: bool,
    is_first: bool,
) -> Result<()> {
    if !is_first {
        line.push(dialect.delimiter);
    }
    let start = line.len();
    let terminator = dialect.lineterminator.get();
    let ends_line = |code: u32| {
        terminator.as_ref().is_some_and(|end| end.borrow().code_points().any(|end| end == code))
    };
    for code in field.into_iter().flat_map(|field| field.code_points()) {
        let is = |special: u32| code == special && special != NOT_SET;
        let (is_quote, is_escape) = (is(dialect.quotechar), is(dialect.escapechar));
        if is(dialect.delimiter) || is_escape || is_quote || ends_line(code) {
            let mut escaped = dialect.quoting == QUOTE_NONE;
            if !escaped {
                match is_quote {
                    true if dialect.doublequote => line.push(dialect.quotechar),
                    true => escaped = true,
                    false => escaped = is_escape,
                }
                quoted |= !escaped;
            }
            if escaped {
                if dialect.escapechar == NOT_SET {
                    return Err(error("need to escape, but no escapechar set"));
                }
                line.push(dialect.escapechar);
            }
        }
        line.push(code);
    }
    if quoted {
        line.insert(start, dialect.quotechar);
        line.push(dialect.quotechar);
    }
    Ok(())
}

fn write_row(writer: Obj<'_, Writer>, row: Obj<'_>) -> Result {
    let (Some(dialect), Some(write)) = (writer.dialect.get(), writer.write.get()) else {
        return nothing();
    };
    let fields = match row.iter() {
        Ok(fields) => fields,
        Err(raised) => {
            if errors::matches(&TYPE_ERROR) {
                let kind = row.ob_type().name().to_owned();
                error_class()?;
                return Err(error(&format!("iterable expected, not {kind}")));
            }
            return Err(raised);
        }
    };
    let mut line = Vec::new();
    let mut count = 0;
    while let Some(field) = fields.borrow().next()? {
        let quoted = match dialect.quoting {
            QUOTE_NONNUMERIC => !is_number(field.borrow()),
            quoting => quoting == QUOTE_ALL,
        };
        let shown = match field.borrow().downcast::<PyASCIIObject>() {
            Some(field) => Some(field.to_ref()),
            None if field.borrow().is_none() => None,
            None => Some(field.borrow().str()?),
        };
        let shown = shown.as_ref().map(|shown| shown.borrow());
        append(&mut line, &dialect, shown, quoted, count == 0)?;
        count += 1;
    }
    if count > 0 && line.is_empty() {
        if dialect.quoting == QUOTE_NONE {
            return Err(error("single empty field record must be quoted"));
        }
        append(&mut line, &dialect, None, true, count == 1)?;
    }
    if let Some(terminator) = dialect.lineterminator.get() {
        line.extend(terminator.borrow().code_points());
    }
    let line = str::object::from_code_points(line.iter().copied())?;
    write.borrow().call_one(line.borrow().object())
}

fn write_rows(writer: Obj<'_, Writer>, rows: Obj<'_>) -> Result {
    let rows = rows.iter()?;
    while let Some(row) = rows.borrow().next()? {
        write_row(writer, row.borrow())?;
    }
    nothing()
}
// ANCHOR_END: row
