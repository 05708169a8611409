//! Code objects from their parts: `code(…)` and `code.replace(…)`.
//!
//! CPython: `Objects/codeobject.c` (`code_new_impl`, `code_replace_impl`,
//! `PyCode_NewWithPosOnlyArgs`, `_PyCode_Validate`).
//!
//! CPython checks that the parts fit together and trusts the instructions: wrong ones crash it.
//! Here the verifier has to accept them, and `ValueError` says why it doesn't.
//!
//! The constants are the objects that were given, whatever they are; the compiler's code has
//! values in their places.

use compiler::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code, CodeError};
use compiler::constant::{Constant, Shared, Text};
use compiler::verify::verify;
use object_model::arguments::{Arguments, Given};
use object_model::errors::{OVERFLOW_ERROR, SYSTEM_ERROR, TYPE_ERROR, VALUE_ERROR, raise};
use object_model::object::Layout;
use object_model::signature::Signature;
use object_model::type_object::Type;
use object_model::types::bytes::PyBytesObject;
use object_model::types::str::PyASCIIObject;
use object_model::types::tuple::PyTupleObject;
use object_model::{Obj, Raised, Ref, Result};

use crate::objects::code::{self, CodeMethods, PyCodeObject};
use crate::objects::constants::{Constants, Values};

// ANCHOR: parts
/// What a code object is made of, as programs see it.
struct Parts {
    numbers: [i32; 7],
    code: Vec<u8>,
    consts: Ref<PyTupleObject>,
    names: Ref<PyTupleObject>,
    varnames: Ref<PyTupleObject>,
    freevars: Ref<PyTupleObject>,
    cellvars: Ref<PyTupleObject>,
    filename: Ref<PyASCIIObject>,
    name: Ref<PyASCIIObject>,
    qualname: Ref<PyASCIIObject>,
    linetable: Vec<u8>,
    exceptiontable: Vec<u8>,
}

/// The names of `Parts::numbers`, as `replace` takes them.
const NUMBERS: [&str; 7] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_firstlineno",
];

/// C: `PyCode_NewWithPosOnlyArgs`.
fn assemble(parts: &Parts) -> Result<Ref<PyCodeObject>> {
    let [argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, firstlineno] =
        parts.numbers;
    let (localsplusnames, localspluskinds) = locals_plus(parts)?;
    let mut values = Values::default();
    let mut consts = Vec::new();
    for constant in parts.consts.borrow().items() {
        // The place of an object that no compiler knows.
        consts.push(values.constant(*constant)?.unwrap_or(Constant::Ellipsis));
    }
    let code = Code {
        argcount,
        posonlyargcount,
        kwonlyargcount,
        stacksize,
        flags,
        code: Shared::new(parts.code.clone()),
        consts: Shared::new(consts),
        names: Shared::new(names_of(parts.names.borrow())?),
        localsplusnames: Shared::new(localsplusnames),
        localspluskinds: Shared::new(localspluskinds),
        filename: text_of(parts.filename.borrow()),
        name: text_of(parts.name.borrow()),
        qualname: text_of(parts.qualname.borrow()),
        firstlineno,
        linetable: Shared::new(parts.linetable.clone()),
        exceptiontable: Shared::new(parts.exceptiontable.clone()),
    };
    let code = code.checked().map_err(|error| match error {
        CodeError::Malformed | CodeError::TooFewNames => raise(&VALUE_ERROR, error),
        CodeError::BadArgument | CodeError::NoString => raise(&SYSTEM_ERROR, error),
    })?;
    if nlocals as usize != parts.varnames.borrow().len() {
        return Err(raise(&VALUE_ERROR, "code: co_nlocals != len(co_varnames)"));
    }
    let code = Shared::new(code);
    verify(&code).map_err(|error| raise(&VALUE_ERROR, error))?;
    let object = code::new(&code, &mut Constants::default())?;
    object.co_consts.set(Some(parts.consts.clone()));
    Ok(object)
}

/// The names and kinds of all variables: a cell of a parameter has the parameter's place.
fn locals_plus(parts: &Parts) -> Result<(Vec<Constant>, Vec<u8>)> {
    let mut names = names_of(parts.varnames.borrow())?;
    let mut kinds = vec![CO_FAST_LOCAL; names.len()];
    for cell in names_of(parts.cellvars.borrow())? {
        match names[..parts.varnames.borrow().len()].iter().position(|name| *name == cell) {
            Some(at) => kinds[at] |= CO_FAST_CELL,
            None => {
                names.push(cell);
                kinds.push(CO_FAST_CELL);
            }
        }
    }
    for free in names_of(parts.freevars.borrow())? {
        names.push(free);
        kinds.push(CO_FAST_FREE);
    }
    Ok((names, kinds))
}

fn names_of(names: Obj<'_, PyTupleObject>) -> Result<Vec<Constant>> {
    let name = |name: &Obj<'_>| match name.downcast::<PyASCIIObject>() {
        Some(name) => Ok(Constant::Str(text_of(name))),
        None => Err(raise(&SYSTEM_ERROR, "non-string found in code slot")),
    };
    names.items().iter().map(name).collect()
}

fn text_of(text: Obj<'_, PyASCIIObject>) -> Shared<Text> {
    Shared::new(Text::from_code_points(text.code_points()))
}
// ANCHOR_END: parts

// ANCHOR: replace
/// `code.replace`. C: `code_replace_impl`.
pub(crate) fn replace(code: Obj<'_, PyCodeObject>, arguments: &Arguments<'_>) -> Result {
    const NAMES: [&str; 11] = [
        "co_code",
        "co_consts",
        "co_names",
        "co_varnames",
        "co_freevars",
        "co_cellvars",
        "co_filename",
        "co_name",
        "co_qualname",
        "co_linetable",
        "co_exceptiontable",
    ];
    let mut given: Vec<(String, Obj<'_>)> = Vec::new();
    for (name, value) in arguments.keywords() {
        let name = name.str()?.borrow().to_text().into_owned();
        if !NUMBERS.contains(&&*name) && !NAMES.contains(&&*name) {
            let message = format_args!("'{name}' is an invalid keyword argument for replace()");
            return Err(raise(&TYPE_ERROR, message));
        }
        given.push((name, value));
    }
    let given = |wanted: &str| given.iter().find(|(name, _)| name == wanted).map(|(_, v)| *v);
    let this = code.get();
    let fields = [
        &this.co_argcount,
        &this.co_posonlyargcount,
        &this.co_kwonlyargcount,
        &this.co_nlocals,
        &this.co_stacksize,
        &this.co_flags,
        &this.co_firstlineno,
    ];
    let mut numbers = fields.map(|field| field.get());
    for (number, name) in numbers.iter_mut().zip(NUMBERS) {
        if let Some(value) = given(name) {
            *number = c_int(value)?;
        }
    }
    let tuple = |name: &str, own: Ref<PyTupleObject>| match given(name) {
        Some(value) => argument::<PyTupleObject>(name, value, "tuple"),
        None => Ok(own),
    };
    let text = |name: &str, own: Ref<PyASCIIObject>| match given(name) {
        Some(value) => argument::<PyASCIIObject>(name, value, "str"),
        None => Ok(own),
    };
    let bytes = |name: &str, own: &[u8]| -> Result<Vec<u8>> {
        match given(name) {
            Some(value) => {
                let value = argument::<PyBytesObject>(name, value, "bytes")?;
                Ok(value.borrow().bytes().to_vec())
            }
            None => Ok(own.to_vec()),
        }
    };
    let made_of = &code.tables().code;
    let held = "code has all its parts";
    let parts = Parts {
        numbers,
        code: bytes("co_code", &made_of.code)?,
        consts: tuple("co_consts", code.consts().to_ref())?,
        names: tuple("co_names", code.names().to_ref())?,
        varnames: tuple("co_varnames", code::variables_of(code, CO_FAST_LOCAL)?)?,
        freevars: tuple("co_freevars", code::variables_of(code, CO_FAST_FREE)?)?,
        cellvars: tuple("co_cellvars", code::variables_of(code, CO_FAST_CELL)?)?,
        filename: text("co_filename", code.co_filename.get().expect(held))?,
        name: text("co_name", code.name())?,
        qualname: text("co_qualname", code.co_qualname.get().expect(held))?,
        linetable: bytes("co_linetable", &made_of.linetable)?,
        exceptiontable: bytes("co_exceptiontable", &made_of.exceptiontable)?,
    };
    for (number, name) in parts.numbers.iter().zip(NUMBERS) {
        if *number < 0 {
            return Err(raise(&VALUE_ERROR, format_args!("{name} must be a positive integer")));
        }
    }
    Ok(assemble(&parts)?.object())
}

fn argument<T: Layout>(name: &str, value: Obj<'_>, wanted: &str) -> Result<Ref<T>> {
    value.downcast::<T>().map(Obj::to_ref).ok_or_else(|| {
        let kind = shown_type(value);
        raise(&TYPE_ERROR, format_args!("replace() argument '{name}' must be {wanted}, not {kind}"))
    })
}

fn shown_type(value: Obj<'_>) -> String {
    if value.is_none() { "None".to_owned() } else { value.ob_type().name().to_owned() }
}

/// C: `_PyLong_AsInt`.
fn c_int(value: Obj<'_>) -> Result<i32> {
    let number = value.index()?;
    let number = number.borrow().to_i64().and_then(|number| i32::try_from(number).ok());
    number.ok_or_else(|| raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"))
}
// ANCHOR_END: replace

// ANCHOR: new
/// What `code` takes.
pub(crate) const SIGNATURE: &str = "(argcount, posonlyargcount, kwonlyargcount, nlocals, \
    stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, \
    firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)";

/// C: `code_new_impl`.
pub(crate) extern "C" fn code_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const BOUND: Signature = Signature::parse(SIGNATURE);
    BOUND.bind("code", Given::of_tuple(args, keywords), |given| {
        let empty = object_model::types::tuple::of(&[])?;
        let number = |at: usize| c_int(given[at]);
        let parts = Parts {
            numbers: [
                number(0)?,
                number(1)?,
                number(2)?,
                number(3)?,
                number(4)?,
                number(5)?,
                number(13)?,
            ],
            code: positional::<PyBytesObject>(given, 6, "bytes")?.borrow().bytes().to_vec(),
            consts: positional(given, 7, "tuple")?,
            names: positional(given, 8, "tuple")?,
            varnames: positional(given, 9, "tuple")?,
            filename: positional(given, 10, "str")?,
            name: positional(given, 11, "str")?,
            qualname: positional(given, 12, "str")?,
            linetable: positional::<PyBytesObject>(given, 14, "bytes")?.borrow().bytes().to_vec(),
            exceptiontable: positional::<PyBytesObject>(given, 15, "bytes")?
                .borrow()
                .bytes()
                .to_vec(),
            freevars: match given.get(16) {
                Some(_) => positional(given, 16, "tuple")?,
                None => empty.clone(),
            },
            cellvars: match given.get(17) {
                Some(_) => positional(given, 17, "tuple")?,
                None => empty,
            },
        };
        let names = ["argcount", "posonlyargcount", "kwonlyargcount", "nlocals"];
        for (number, name) in parts.numbers.iter().zip(names) {
            if *number < 0 {
                let message = format_args!("code: {name} must not be negative");
                return Err(raise(&VALUE_ERROR, message));
            }
        }
        for names in [&parts.names, &parts.varnames, &parts.freevars, &parts.cellvars] {
            only_strings(names.borrow())?;
        }
        Ok(assemble(&parts)?.object())
    })
}

/// C: `validate_and_copy_tuple`.
fn only_strings(names: Obj<'_, PyTupleObject>) -> Result<()> {
    let other = names.items().iter().find(|name| name.downcast::<PyASCIIObject>().is_none());
    match other {
        None => Ok(()),
        Some(other) => {
            let kind = other.ob_type().name();
            let message = format_args!("name tuples must contain only strings, not '{kind}'");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

fn positional<T: Layout>(given: &Arguments<'_>, at: usize, wanted: &str) -> Result<Ref<T>> {
    given[at].downcast::<T>().map(Obj::to_ref).ok_or_else(|| -> Raised {
        let (at, kind) = (at + 1, shown_type(given[at]));
        raise(&TYPE_ERROR, format_args!("code() argument {at} must be {wanted}, not {kind}"))
    })
}
// ANCHOR_END: new
