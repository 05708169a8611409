//! `Dialect`: what separates fields, quotes them and ends a row.
//!
//! CPython: `Modules/_csv.c` (`DialectObj`, `dialect_new`).

use crate::prelude::*;

// ANCHOR: layout
/// No character. C: `NOT_SET`.
pub(super) const NOT_SET: u32 = u32::MAX;

/// When fields are quoted. C: `QuoteStyle`.
pub(super) const QUOTE_ALL: i32 = 1;
pub(super) const QUOTE_NONNUMERIC: i32 = 2;
pub(super) const QUOTE_NONE: i32 = 3;

/// C: `DialectObj`.
#[repr(C)]
pub(super) struct Dialect {
    ob_base: PyObject,
    pub(super) doublequote: bool,
    pub(super) skipinitialspace: bool,
    pub(super) strict: bool,
    pub(super) quoting: i32,
    pub(super) delimiter: u32,
    pub(super) quotechar: u32,
    pub(super) escapechar: u32,
    pub(super) lineterminator: Field<PyASCIIObject>,
}

const _: () = assert!(size_of::<Dialect>() == 48);

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Dialect {
    fn type_object() -> &'static StaticType {
        &DIALECT
    }
}

macro_rules! truth_member {
    ($name:literal, $field:ident, $doc:literal) => {
        PyMemberDef::new($name, MemberKind::Bool, offset_of!(Dialect, $field), $doc).read_only()
    };
}

/// `_csv.Dialect`.
pub(super) static DIALECT: StaticType = StaticType::new(Table::<Dialect> {
    tp_name: c"_csv.Dialect",
    tp_doc: "How a table is written.",
    tp_flags: flags::HAVE_GC | flags::BASETYPE,
    tp_dealloc: Some(dealloc::<Dialect>),
    tp_traverse: traverse(|dialect: Obj<'_, Dialect>, visitor: &mut Visitor| {
        visitor.field(&dialect.lineterminator)
    }),
    tp_new: Some(new),
    tp_methods: &[
        Method::new(c"__reduce__", "($self, *args)", cannot_pickle, "Raises.").unsigned(),
        Method::new(c"__reduce_ex__", "($self, *args)", cannot_pickle, "Raises.").unsigned(),
    ],
    tp_members: &[
        truth_member!(c"skipinitialspace", skipinitialspace, c""),
        truth_member!(c"doublequote", doublequote, c""),
        truth_member!(c"strict", strict, c""),
    ],
    tp_getset: &[
        Getter::new(c"delimiter", |dialect| character(dialect.delimiter), ""),
        Getter::new(c"escapechar", |dialect| character(dialect.escapechar), ""),
        Getter::new(
            c"lineterminator",
            |dialect| Ok(dialect.lineterminator.get().map_or_else(|| none().to_ref(), Ref::object)),
            "",
        ),
        Getter::new(c"quotechar", |dialect| character(dialect.quotechar), ""),
        Getter::new(c"quoting", |dialect| integer(dialect.quoting.into()), ""),
    ],
    ..Table::NONE
});

fn character(code: u32) -> Result {
    match code {
        NOT_SET => nothing(),
        _ => Ok(str::character(code)?.object()),
    }
}

fn cannot_pickle(dialect: Obj<'_, Dialect>, _: &Arguments<'_>) -> Result {
    let name = dialect.ob_type().short_name().to_owned();
    Err(raise(&TYPE_ERROR, format_args!("cannot pickle '{name}' instances")))
}
// ANCHOR_END: layout

// ANCHOR: new
const NAMES: [&str; 8] = [
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
];

/// From a dialect, or its name, and what is different from it; the dialect itself where nothing
/// is.
extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse(
        "(dialect=None, delimiter=None, doublequote=None, escapechar=None, lineterminator=None, \
         quotechar=None, quoting=None, skipinitialspace=None, strict=None)",
    );
    let given = Given::of_tuple(arguments, keywords);
    for (name, _) in given.keywords.iter() {
        let name = name.str()?;
        let name = name.borrow().to_text().into_owned();
        if name != "dialect" && !NAMES.contains(&name.as_str()) {
            let message = format_args!("'{name}' is an invalid keyword argument for this function");
            return Err(raise(&TYPE_ERROR, message));
        }
    }
    SIGNATURE.bind("function", given, |arguments| {
        let base = match arguments.get(0) {
            Some(name) if name.downcast::<PyASCIIObject>().is_some() => Some(super::named(name)?),
            base => base.map(Obj::to_ref),
        };
        let mut values: [Option<Ref>; 8] =
            std::array::from_fn(|index| arguments.get(index + 1).map(Obj::to_ref));
        if let Some(base) = base {
            let is_dialect = base.borrow().downcast::<Dialect>().is_some();
            if is_dialect && values.iter().all(Option::is_none) {
                return Ok(base);
            }
            for (value, name) in values.iter_mut().zip(NAMES) {
                if value.is_none() {
                    let found = base.borrow().get_attribute(str::interned(name)?.borrow());
                    *value = found.inspect_err(|_| errors::clear()).ok();
                }
            }
        }
        make(class, &values)
    })
}

fn make(class: Type<'_>, values: &[Option<Ref>; 8]) -> Result {
    let value = |index: usize| values[index].as_ref().map(Ref::borrow);
    let truth = |index: usize, default: bool| value(index).map_or(Ok(default), Obj::is_true);
    let error = |message: std::fmt::Arguments<'_>| Err(raise(&TYPE_ERROR, message));
    let delimiter = one_character(NAMES[0], value(0), ',', false)?;
    let doublequote = truth(1, true)?;
    let escapechar = one_character(NAMES[2], value(2), '\0', true)?;
    let escapechar = if value(2).is_none() { NOT_SET } else { escapechar };
    let lineterminator = match value(3) {
        None => Some(str::new("\r\n")?),
        Some(given) if given.is_none() => None,
        Some(given) => match given.downcast::<PyASCIIObject>() {
            Some(given) => Some(given.to_ref()),
            None => return error(format_args!("\"lineterminator\" must be a string")),
        },
    };
    let quotechar = one_character(NAMES[4], value(4), '"', true)?;
    let quoting = match value(5) {
        None => 0,
        Some(given) => match given.downcast_exact::<PyLongObject>() {
            Some(_) => c_int(given)?,
            None => return error(format_args!("\"quoting\" must be an integer")),
        },
    };
    let (skipinitialspace, strict) = (truth(6, false)?, truth(7, false)?);
    if !(0..=QUOTE_NONE).contains(&quoting) {
        return error(format_args!("bad \"quoting\" value"));
    }
    let no_quotes = value(4).is_some_and(Obj::is_none) && value(5).is_none();
    let quoting = if no_quotes { QUOTE_NONE } else { quoting };
    if quoting != QUOTE_NONE && quotechar == NOT_SET {
        return error(format_args!("quotechar must be set if quoting enabled"));
    }
    if lineterminator.is_none() {
        return error(format_args!("lineterminator must be set"));
    }
    let dialect = memory::create(class, |ob_base| Dialect {
        ob_base,
        doublequote,
        skipinitialspace,
        strict,
        quoting,
        delimiter,
        quotechar,
        escapechar,
        lineterminator: Field::new(lineterminator),
    })?;
    Ok(dialect.object())
}

/// C: `_set_char`, `_set_char_or_none`.
fn one_character(
    name: &str,
    given: Option<Obj<'_>>,
    default: char,
    may_be_none: bool,
) -> Result<u32> {
    let Some(given) = given else {
        return Ok(default.into());
    };
    if may_be_none && given.is_none() {
        return Ok(NOT_SET);
    }
    let Some(text) = given.downcast::<PyASCIIObject>() else {
        let kind = given.ob_type().name().to_owned();
        let or_none = if may_be_none { " or None" } else { "" };
        let message = format_args!("\"{name}\" must be string{or_none}, not {kind}");
        return Err(raise(&TYPE_ERROR, message));
    };
    if text.len() != 1 {
        let message = format_args!("\"{name}\" must be a 1-character string");
        return Err(raise(&TYPE_ERROR, message));
    }
    Ok(text.code_point(0))
}
// ANCHOR_END: new
