//! `reader`: lines to rows.
//!
//! CPython: `Modules/_csv.c` (`ReaderObj`, `parse_process_char`, `Reader_iternext`).

use super::dialect::{Dialect, NOT_SET, QUOTE_NONE, QUOTE_NONNUMERIC};
use super::{FIELD_LIMIT, error, with_dialect};
use crate::prelude::*;

// ANCHOR: layout
/// Where in a row the machine is. C: `ParserState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    EscapedCharacter,
    InField,
    InQuotedField,
    EscapeInQuotedField,
    QuoteInQuotedField,
    EatNewline,
    AfterEscapedNewline,
}

/// The field that is being read.
struct Parser {
    state: State,
    field: Vec<u32>,
    is_numeric: bool,
}

/// C: `ReaderObj`.
#[repr(C)]
pub(super) struct Reader {
    ob_base: PyObject,
    input_iter: Field,
    dialect: Field<Dialect>,
    /// C has the field that is being read here.
    _buffer: [usize; 3],
    line_num: Cell<u64>,
}

const _: () = assert!(size_of::<Reader>() <= 88);

// SAFETY: made by `reader` with every field set.
unsafe impl Layout for Reader {
    fn type_object() -> &'static StaticType {
        &READER
    }
}

/// `_csv.reader`.
pub(super) static READER: StaticType = StaticType::new(Table::<Reader> {
    tp_name: c"_csv.reader",
    tp_basicsize: 88,
    tp_doc: "An iterator over the rows of lines.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<Reader>),
    tp_traverse: traverse(|reader: Obj<'_, Reader>, visitor: &mut Visitor| {
        visitor.field(&reader.input_iter)?;
        visitor.field(&reader.dialect)
    }),
    tp_iter: Some(itself),
    tp_iternext: next(next_row),
    tp_members: &[
        PyMemberDef::new(c"dialect", MemberKind::Object, offset_of!(Reader, dialect), c"")
            .read_only(),
        PyMemberDef::new(c"line_num", MemberKind::ULong, offset_of!(Reader, line_num), c"")
            .read_only(),
    ],
    ..Table::NONE
});

/// `_csv.reader(…)`.
pub(super) fn reader(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let lines = match arguments.rest() {
        [lines] | [lines, _] => Some(lines.iter()?),
        _ => None,
    };
    let (_, dialect) = with_dialect(arguments)?;
    let reader = memory::create(READER.as_type(), |ob_base| Reader {
        ob_base,
        input_iter: Field::new(lines),
        dialect: Field::new(Some(dialect)),
        _buffer: [0; 3],
        line_num: Cell::new(0),
    })?;
    Ok(reader.object())
}
// ANCHOR_END: layout

// ANCHOR: machine
impl Parser {
    fn new() -> Parser {
        Parser { state: State::StartRecord, field: Vec::new(), is_numeric: false }
    }

    fn push(&mut self, code: u32) -> Result<()> {
        let limit = FIELD_LIMIT.get();
        if self.field.len() as i64 >= limit {
            return Err(error(&format!("field larger than field limit ({limit})")));
        }
        self.field.push(code);
        Ok(())
    }

    /// The field has ended. C: `parse_save_field`.
    fn save(&mut self, fields: Obj<'_, PyListObject>) -> Result<()> {
        let code_points = std::mem::take(&mut self.field);
        let field = str::object::from_code_points(code_points.iter().copied())?.object();
        let field = match std::mem::take(&mut self.is_numeric) {
            true => field.borrow().to_float()?.object(),
            false => field,
        };
        fields.push(field)
    }

    /// One character, or `None` for the end of the line. C: `parse_process_char`.
    fn take(
        &mut self,
        dialect: &Dialect,
        fields: Obj<'_, PyListObject>,
        character: Option<u32>,
    ) -> Result<()> {
        const NEWLINES: [u32; 2] = ['\n' as u32, '\r' as u32];
        let is_newline = character.is_none_or(|code| NEWLINES.contains(&code));
        let is = |wanted: u32| character == Some(wanted) && wanted != NOT_SET;
        let is_quote = is(dialect.quotechar) && dialect.quoting != QUOTE_NONE;
        // Behind a row that the line has ended, or that a newline in it has.
        let behind = match character {
            None => State::StartRecord,
            Some(_) => State::EatNewline,
        };
        let code = character.unwrap_or('\n' as u32);
        match self.state {
            State::StartRecord if character.is_none() => return Ok(()),
            State::StartRecord if is_newline => {
                self.state = State::EatNewline;
                return Ok(());
            }
            State::AfterEscapedNewline if character.is_none() => return Ok(()),
            _ => {}
        }
        match self.state {
            State::StartRecord | State::StartField => {
                self.state = State::StartField;
                if is_newline {
                    self.save(fields)?;
                    self.state = behind;
                } else if is_quote {
                    self.state = State::InQuotedField;
                } else if is(dialect.escapechar) {
                    self.state = State::EscapedCharacter;
                } else if is(' '.into()) && dialect.skipinitialspace {
                } else if is(dialect.delimiter) {
                    self.save(fields)?;
                } else {
                    self.is_numeric |= dialect.quoting == QUOTE_NONNUMERIC;
                    self.push(code)?;
                    self.state = State::InField;
                }
            }
            State::EscapedCharacter => {
                self.push(code)?;
                self.state = match character.is_some() && is_newline {
                    true => State::AfterEscapedNewline,
                    false => State::InField,
                };
            }
            State::AfterEscapedNewline | State::InField => {
                if is_newline {
                    self.save(fields)?;
                    self.state = behind;
                } else if is(dialect.escapechar) {
                    self.state = State::EscapedCharacter;
                } else if is(dialect.delimiter) {
                    self.save(fields)?;
                    self.state = State::StartField;
                } else {
                    self.push(code)?;
                }
            }
            State::InQuotedField => {
                if character.is_none() {
                } else if is(dialect.escapechar) {
                    self.state = State::EscapeInQuotedField;
                } else if is_quote {
                    self.state = match dialect.doublequote {
                        true => State::QuoteInQuotedField,
                        false => State::InField,
                    };
                } else {
                    self.push(code)?;
                }
            }
            State::EscapeInQuotedField => {
                self.push(code)?;
                self.state = State::InQuotedField;
            }
            State::QuoteInQuotedField => {
                if is_quote {
                    self.push(code)?;
                    self.state = State::InQuotedField;
                } else if is(dialect.delimiter) {
                    self.save(fields)?;
                    self.state = State::StartField;
                } else if is_newline {
                    self.save(fields)?;
                    self.state = behind;
                } else if !dialect.strict {
                    self.push(code)?;
                    self.state = State::InField;
                } else {
                    let shown = |code: u32| char::from_u32(code).unwrap_or('\u{fffd}');
                    let (delimiter, quote) = (shown(dialect.delimiter), shown(dialect.quotechar));
                    return Err(error(&format!("'{delimiter}' expected after '{quote}'")));
                }
            }
            State::EatNewline if character.is_none() => self.state = State::StartRecord,
            State::EatNewline if is_newline => {}
            State::EatNewline => {
                return Err(error(
                    "new-line character seen in unquoted field - do you need to open the file \
                     in universal-newline mode?",
                ));
            }
        }
        Ok(())
    }
}
// ANCHOR_END: machine

// ANCHOR: next
fn next_row(reader: Obj<'_, Reader>) -> Result<Option<Ref>> {
    let (Some(lines), Some(dialect)) = (reader.input_iter.get(), reader.dialect.get()) else {
        return Ok(None);
    };
    let fields = list::new()?;
    let mut parser = Parser::new();
    loop {
        let Some(line) = lines.borrow().next()? else {
            if parser.field.is_empty() && parser.state != State::InQuotedField {
                return Ok(None);
            }
            if dialect.strict {
                return Err(error("unexpected end of data"));
            }
            parser.save(fields.borrow())?;
            return Ok(Some(fields.object()));
        };
        let Some(line) = line.borrow().downcast::<PyASCIIObject>() else {
            let kind = line.borrow().ob_type().name().to_owned();
            return Err(error(&format!(
                "iterator should return strings, not {kind} \
                 (the file should be opened in text mode)"
            )));
        };
        reader.line_num.set(reader.line_num.get() + 1);
        for code in line.code_points() {
            parser.take(&dialect, fields.borrow(), Some(code))?;
        }
        parser.take(&dialect, fields.borrow(), None)?;
        if parser.state == State::StartRecord {
            return Ok(Some(fields.object()));
        }
    }
}
// ANCHOR_END: next
