//! `_csv`: tables as text, a row a line.
//!
//! CPython: `Modules/_csv.c`.
//!
//! - [`dialect`], what separates and quotes fields;
//! - [`reader`], a machine that takes a line character by character;
//! - [`writer`], the other way round.

mod dialect;
mod reader;
mod writer;

use crate::prelude::*;
use object_model::errors::EXCEPTION;
use object_model::type_object::PyTypeObject;
use object_model::types::type_::TYPE;

// ANCHOR: module
/// `_csv`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "_csv",
    doc: "Tables as text, a row a line, fields between separators.",
    functions: &[
        Method::new(
            c"reader",
            "($module, *args, **kwargs)",
            reader::reader,
            "An iterator over the rows of lines.",
        )
        .unsigned(),
        Method::new(
            c"writer",
            "($module, *args, **kwargs)",
            writer::writer,
            "What writes rows into a file.",
        )
        .unsigned(),
        Method::new(
            c"register_dialect",
            "($module, *args, **kwargs)",
            register_dialect,
            "Gives a dialect a name.",
        )
        .unsigned(),
        Method::none(
            c"list_dialects",
            "($module, /)",
            |_| Ok(list::from_iterable(dialects()?.borrow().object())?.object()),
            "The names of all dialects.",
        ),
        Method::new(
            c"unregister_dialect",
            "($module, /, name)",
            |_, arguments| match dialects()?.borrow().take(arguments[0])? {
                Some(_) => nothing(),
                None => Err(error("unknown dialect")),
            },
            "Forgets a dialect's name.",
        ),
        Method::new(
            c"get_dialect",
            "($module, /, name)",
            |_, arguments| named(arguments[0]),
            "The dialect of that name.",
        ),
        Method::new(
            c"field_size_limit",
            "($module, /, new_limit=<unrepresentable>)",
            field_size_limit,
            "How long a field may be; sets it, too.",
        ),
    ],
    constants: &[
        ("__version__", Constant::Str("1.0")),
        ("QUOTE_MINIMAL", Constant::Int(0)),
        ("QUOTE_ALL", Constant::Int(1)),
        ("QUOTE_NONNUMERIC", Constant::Int(2)),
        ("QUOTE_NONE", Constant::Int(3)),
    ],
    execute: Some(|module| {
        let types = [
            ("Dialect", &dialect::DIALECT),
            ("Reader", &reader::READER),
            ("Writer", &writer::WRITER),
        ];
        for (name, ob_type) in types {
            object_model::runtime::make_ready(ob_type);
            show_module(ob_type)?;
            module.add(name, ob_type.as_type().object().to_ref())?;
        }
        module.add("_dialects", dialects()?.object())?;
        module.add("Error", error_class()?.object())
    }),
    ..ModuleDefinition::NONE
};

static DIALECTS: Global<Field<PyDictObject>> = Global::new(Field::NULL);
static ERROR: Global<Field<PyTypeObject>> = Global::new(Field::NULL);
static FIELD_LIMIT: Global<Cell<i64>> = Global::new(Cell::new(128 * 1024));

fn dialects() -> Result<Ref<PyDictObject>> {
    if DIALECTS.is_null() {
        DIALECTS.set(Some(dict::new()?));
    }
    Ok(DIALECTS.get().expect("just made"))
}

/// `_csv.Error`, a class that is made when it is first needed.
fn error_class() -> Result<Ref<PyTypeObject>> {
    if ERROR.is_null() {
        let body = dict::new()?;
        body.borrow().set_item(name!("__module__").object(), text("_csv")?.borrow())?;
        let bases = pack([EXCEPTION.as_type().object().to_ref()])?;
        let name = text("Error")?;
        let arguments = [name.borrow(), bases.borrow(), body.borrow().object()];
        let class = TYPE.as_type().object().call(&arguments)?;
        ERROR.set(class.downcast::<PyTypeObject>().ok());
    }
    Ok(ERROR.get().expect("just made"))
}

/// Raises `_csv.Error`.
fn error(message: &str) -> Raised {
    match (error_class(), text(message)) {
        (Ok(class), Ok(message)) => errors::raise_object(class.borrow().get(), message),
        _ => Raised,
    }
}
// ANCHOR_END: module

/// C: `get_dialect_from_registry`.
fn named(name: Obj<'_>) -> Result {
    match dialects()?.borrow().get_item(name)? {
        Some(dialect) => Ok(dialect),
        None => Err(error("unknown dialect")),
    }
}

/// One or two arguments by position, of which the second is a dialect or its name, and by name
/// what is different: the first argument, and the dialect. C: `_call_dialect`.
fn with_dialect<'a>(arguments: &Arguments<'a>) -> Result<(Obj<'a>, Ref<dialect::Dialect>)> {
    const SIGNATURE: Signature = Signature::parse("(first, dialect=None, /)");
    let given = arguments.rest();
    SIGNATURE.bind("", Given::positional(given), |_| Ok(()))?;
    let dialect = tuple::of(&given[1..])?;
    let keywords = arguments.keyword_dict()?;
    let keywords = keywords.as_ref().map(|keywords| keywords.borrow());
    let class = dialect::DIALECT.as_type().object();
    let dialect = class.call_tuple(dialect.borrow(), keywords)?;
    match dialect.downcast::<dialect::Dialect>() {
        Ok(dialect) => Ok((given[0], dialect)),
        Err(_) => Err(raise(&TYPE_ERROR, "a dialect was expected")),
    }
}

fn register_dialect(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    if let Some(name) = arguments.rest().first()
        && arguments.rest().len() <= 2
        && name.downcast::<PyASCIIObject>().is_none()
    {
        return Err(raise(&TYPE_ERROR, "dialect name must be a string"));
    }
    let (name, dialect) = with_dialect(arguments)?;
    dialects()?.borrow().set_item(name, dialect.borrow().object())?;
    nothing()
}

fn field_size_limit(_: Module<'_>, arguments: &Arguments<'_>) -> Result {
    let old = FIELD_LIMIT.get();
    if let Some(limit) = arguments.get(0) {
        let Some(limit) = limit.downcast_exact::<PyLongObject>() else {
            return Err(raise(&TYPE_ERROR, "limit must be an integer"));
        };
        let message = "Python int too large to convert to C long";
        FIELD_LIMIT.set(limit.to_i64().ok_or_else(|| raise(&OVERFLOW_ERROR, message))?);
    }
    integer(old)
}
