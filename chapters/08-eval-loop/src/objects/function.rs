//! `function`: code with what a call of it needs beside the arguments.
//!
//! CPython: `Objects/funcobject.c`, `Include/cpython/funcobject.h` (`PyFunctionObject`),
//! `Objects/call.c` (`_PyFunction_Vectorcall`).

use crate::objects::code::CodeMethods;
use std::cell::Cell;
use std::mem::offset_of;
use std::ptr;

use object_model::arguments::Given;
use object_model::dealloc::dealloc_referenced;
use object_model::errors::{TYPE_ERROR, VALUE_ERROR, raise};
use object_model::memory;
use object_model::name;
use object_model::object::{Layout, Status};
use object_model::protocol::attribute::{generic_getattr, generic_setattr};
use object_model::protocol::call::{ARGUMENTS_OFFSET, vectorcall_call};
use object_model::signature::Signature;
use object_model::slot_kinds::{Flow, Visitor, traverse};
use object_model::type_object::{Type, VectorcallFunc, flags};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::module::Global;
use object_model::types::str::{self, PyASCIIObject};
use object_model::types::tuple::PyTupleObject;
use object_model::types::{method, none};
use object_model::{Field, Getter, Obj, PyObject, Ref, Result, StaticType, Table};

use crate::families::calls::is_simple;
use crate::objects::cell::PyCellObject;
use crate::objects::code::PyCodeObject;
use crate::run;

// ANCHOR: layout
/// C: `PyFunctionObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyFunctionObject {
    pub ob_base: PyObject,
    pub func_globals: Field<PyDictObject>,
    pub func_builtins: Field,
    pub func_name: Field,
    pub func_qualname: Field,
    pub func_code: Field<PyCodeObject>,
    /// Null, or a tuple.
    pub func_defaults: Field<PyTupleObject>,
    /// Null, or a dict.
    pub func_kwdefaults: Field<PyDictObject>,
    /// Null, or a tuple of cells.
    pub func_closure: Field<PyTupleObject>,
    pub func_doc: Field,
    pub func_dict: Field,
    pub func_weakreflist: Cell<*mut PyObject>,
    pub func_module: Field,
    /// Null, a dict, or a tuple of names and values in turn that becomes one.
    pub func_annotations: Field,
    pub vectorcall: Option<VectorcallFunc>,
    /// What the loop's caches know the function by; 0 for none.
    pub func_version: Cell<u32>,
}

const _: () = assert!(size_of::<PyFunctionObject>() == 136);

// SAFETY: made by `new`.
unsafe impl Layout for PyFunctionObject {
    fn type_object() -> &'static StaticType {
        &FUNCTION
    }
}

/// `function`.
pub static FUNCTION: StaticType = StaticType::new(Table::<PyFunctionObject> {
    tp_name: c"function",
    tp_doc: "Code with its globals, defaults and closure.",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL | flags::METHOD_DESCRIPTOR,
    tp_vectorcall_offset: offset_of!(PyFunctionObject, vectorcall),
    tp_weaklistoffset: offset_of!(PyFunctionObject, func_weakreflist),
    tp_dictoffset: offset_of!(PyFunctionObject, func_dict) as isize,
    signature: SIGNATURE,
    tp_new: Some(function_new),
    tp_dealloc: Some(dealloc_referenced::<PyFunctionObject>),
    tp_repr: Some(function_repr),
    tp_call: Some(vectorcall_call),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(function_traverse),
    tp_clear: Some(function_clear),
    tp_descr_get: Some(function_get),
    tp_getset: &[
        Getter::new(
            c"__name__",
            |f: Obj<'_, PyFunctionObject>| Ok(f.func_name.get().expect(SET)),
            "The name.",
        )
        .settable(|f: Obj<'_, PyFunctionObject>, value| {
            set_name(f, &f.get().func_name, value, "__name__")
        }),
        Getter::new(
            c"__qualname__",
            |f: Obj<'_, PyFunctionObject>| Ok(f.func_qualname.get().expect(SET)),
            "The whole name.",
        )
        .settable(|f: Obj<'_, PyFunctionObject>, value| {
            set_name(f, &f.get().func_qualname, value, "__qualname__")
        }),
        Getter::new(c"__code__", |f: Obj<'_, PyFunctionObject>| Ok(f.code().object()), "The code.")
            .settable(set_code),
        Getter::new(
            c"__defaults__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_defaults),
            "Defaults by position.",
        )
        .settable(set_defaults),
        Getter::new(
            c"__kwdefaults__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_kwdefaults),
            "The other defaults.",
        )
        .settable(set_kwdefaults),
        Getter::new(c"__annotations__", annotations, "What is said of parameters and result.")
            .settable(set_annotations),
        Getter::new(
            c"__globals__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_globals),
            "Its global variables.",
        ),
        Getter::new(
            c"__builtins__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_builtins),
            "Its built-in names.",
        ),
        Getter::new(
            c"__closure__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_closure),
            "Cells of outer variables.",
        ),
        Getter::new(
            c"__doc__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_doc),
            "The documentation.",
        )
        .settable(|f: Obj<'_, PyFunctionObject>, value| {
            f.get().func_doc.set(Some(value.unwrap_or(none()).to_ref()));
            Ok(())
        }),
        Getter::new(
            c"__module__",
            |f: Obj<'_, PyFunctionObject>| or_none(&f.get().func_module),
            "The module.",
        )
        .settable(|f: Obj<'_, PyFunctionObject>, value| {
            f.get().func_module.set(value.map(Obj::to_ref));
            Ok(())
        }),
        Getter::new(c"__dict__", function_dict, "Attributes of one's own.")
            .settable(set_function_dict),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

const SET: &str = "set when the function was made";

// ANCHOR: new
/// A function of code and globals. C: `PyFunction_NewWithQualName`.
///
/// # Errors
/// `MemoryError`.
pub fn new(
    code: Obj<'_, PyCodeObject>,
    globals: Obj<'_, PyDictObject>,
) -> Result<Ref<PyFunctionObject>> {
    let builtins = builtins_of(globals)?;
    let module = globals.get_str(name!("__name__"))?;
    let first = code.consts().items().first().copied();
    let doc = first.filter(|first| first.downcast::<PyASCIIObject>().is_some()).unwrap_or(none());
    memory::create(FUNCTION.as_type(), |ob_base| PyFunctionObject {
        ob_base,
        func_globals: Field::new(Some(globals.to_ref())),
        func_builtins: Field::new(Some(builtins)),
        func_name: Field::new(Some(code.name().object())),
        func_qualname: Field::new(code.co_qualname.get().map(Ref::object)),
        func_code: Field::new(Some(code.to_ref())),
        func_defaults: Field::NULL,
        func_kwdefaults: Field::NULL,
        func_closure: Field::NULL,
        func_doc: Field::new(Some(doc.to_ref())),
        func_dict: Field::NULL,
        func_weakreflist: Cell::new(ptr::null_mut()),
        func_module: Field::new(module),
        func_annotations: Field::NULL,
        vectorcall: Some(function_vectorcall),
        func_version: Cell::new(0),
    })
}

const SIGNATURE: &str = "(code, globals, name=None, argdefs=None, closure=None)";

/// C: `func_new_impl`.
extern "C" fn function_new(_: Type<'_>, args: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const BOUND: Signature = Signature::parse(SIGNATURE);
    BOUND.bind("function", Given::of_tuple(args, keywords), |given| {
        let wrong = |name: &str, wanted: &str, value: Obj<'_>| {
            let kind = if value.is_none() { "None" } else { value.ob_type().name() };
            let message = format_args!("function() argument '{name}' must be {wanted}, not {kind}");
            raise(&TYPE_ERROR, message)
        };
        let code = given[0].downcast::<PyCodeObject>();
        let code = code.ok_or_else(|| wrong("code", "code", given[0]))?;
        let globals = given[1].downcast::<PyDictObject>();
        let globals = globals.ok_or_else(|| wrong("globals", "dict", given[1]))?;
        let name = given.not_none(2);
        if name.is_some_and(|name| name.downcast::<PyASCIIObject>().is_none()) {
            return Err(raise(&TYPE_ERROR, "arg 3 (name) must be None or string"));
        }
        let defaults = given.not_none(3).map(|defaults| defaults.downcast::<PyTupleObject>());
        if let Some(None) = defaults {
            return Err(raise(&TYPE_ERROR, "arg 4 (defaults) must be None or tuple"));
        }
        let wanted = code.co_nfreevars.get() as usize;
        let closure = match given.get(4).and_then(|closure| closure.downcast::<PyTupleObject>()) {
            Some(closure) => Some(closure),
            None if wanted != 0 => return Err(raise(&TYPE_ERROR, "arg 5 (closure) must be tuple")),
            None if given.not_none(4).is_some() => {
                return Err(raise(&TYPE_ERROR, "arg 5 (closure) must be None or tuple"));
            }
            None => None,
        };
        let cells = closure.map_or(&[][..], |closure| closure.items());
        if cells.len() != wanted {
            let (name, given) = (code.name(), cells.len());
            let message = format_args!("{name} requires closure of length {wanted}, not {given}");
            return Err(raise(&VALUE_ERROR, message));
        }
        if let Some(other) = cells.iter().find(|cell| cell.downcast::<PyCellObject>().is_none()) {
            let kind = other.ob_type().name();
            let message = format_args!("arg 5 (closure) expected cell, found {kind}");
            return Err(raise(&TYPE_ERROR, message));
        }
        let function = new(code, globals)?;
        if let Some(name) = name {
            function.func_name.set(Some(name.to_ref()));
        }
        function.func_defaults.set(defaults.flatten().map(Obj::to_ref));
        function.func_closure.set(closure.map(Obj::to_ref));
        Ok(function.object())
    })
}

/// What `__builtins__` of the globals leads to: the dict of a module or a dict itself.
/// C: `_PyEval_BuiltinsFromGlobals`.
fn builtins_of(globals: Obj<'_, PyDictObject>) -> Result {
    let Some(builtins) = globals.get_str(name!("__builtins__"))? else {
        return match crate::thread::eval_state().current_frame.get() {
            Some(frame) => Ok(frame.builtins().to_ref()),
            None => Ok(dict::new()?.object()),
        };
    };
    match builtins.borrow().downcast::<PyDictObject>() {
        Some(_) => Ok(builtins),
        None => match builtins.borrow().dict()? {
            Some(dict) => Ok(dict.object()),
            None => Ok(builtins),
        },
    }
}

/// What is asked of a function.
pub(crate) trait FunctionMethods<'a>: Copy {
    /// The object.
    fn this(self) -> Obj<'a, PyFunctionObject>;

    /// The code.
    #[inline]
    fn code(self) -> Ref<PyCodeObject> {
        self.this().func_code.get().expect(SET)
    }

    /// The code, not counted.
    #[inline]
    fn code_of(self) -> Obj<'a, PyCodeObject> {
        // SAFETY: exchanged only by an assignment to `__code__`, which no code does while an
        // instruction looks at it; a call counts it first.
        unsafe { self.this().func_code.peek() }.expect(SET)
    }

    /// What the loop's caches know the function by, for as long as code and defaults stay; 0 if
    /// there are no more versions. C: `_PyFunction_GetVersionForCurrentState`.
    fn version(self) -> u32 {
        static NEXT: Global<Cell<u32>> = Global::new(Cell::new(1));
        let version = &self.this().get().func_version;
        if version.get() == 0 && self.is_plain() {
            version.set(NEXT.get());
            if NEXT.get() != 0 {
                NEXT.set(NEXT.get().wrapping_add(1));
            }
        }
        version.get()
    }

    /// The whole name, as messages show it.
    fn qualname(self) -> String {
        let name =
            self.this().func_qualname.get().and_then(|name| name.downcast::<PyASCIIObject>().ok());
        name.map_or_else(String::new, |name| name.borrow().to_text().into_owned())
    }

    /// Whether a call of it is a new frame and nothing more.
    #[inline]
    fn is_plain(self) -> bool {
        self.this().vectorcall.is_some_and(|vectorcall| {
            std::ptr::fn_addr_eq(vectorcall, function_vectorcall as VectorcallFunc)
        })
    }
}

impl<'a> FunctionMethods<'a> for Obj<'a, PyFunctionObject> {
    fn this(self) -> Obj<'a, PyFunctionObject> {
        self
    }
}
// ANCHOR_END: new

/// A call from Rust: a loop of its own runs the frame. C: `_PyFunction_Vectorcall`.
unsafe extern "C" fn function_vectorcall(
    function: Obj<'_>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: this function is in functions only, and the names of a vectorcall are a tuple.
    let (function, names) = unsafe {
        (function.cast::<PyFunctionObject>(), names.map(|names| names.cast::<PyTupleObject>()))
    };
    let count = count & !ARGUMENTS_OFFSET;
    let total = count + names.map_or(0, |names| names.len());
    let arguments = match total {
        0 => &[][..],
        // SAFETY: as many arguments as the count and the names say.
        _ => unsafe { std::slice::from_raw_parts(arguments, total) },
    };
    let code = function.code_of();
    if total == count && code.co_argcount.get() as usize == count && is_simple(code) {
        return run::call_exactly(function, arguments);
    }
    let taken: Vec<Field> =
        arguments.iter().map(|argument| Field::new(Some(argument.to_ref()))).collect();
    run::call_function(function, &taken, names)
}

// ANCHOR: attributes
fn function_traverse(function: Obj<'_, PyFunctionObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&function.func_code)?;
    visitor.field(&function.func_globals)?;
    visitor.field(&function.func_builtins)?;
    visitor.field(&function.func_module)?;
    visitor.field(&function.func_defaults)?;
    visitor.field(&function.func_kwdefaults)?;
    visitor.field(&function.func_doc)?;
    visitor.field(&function.func_name)?;
    visitor.field(&function.func_dict)?;
    visitor.field(&function.func_closure)?;
    visitor.field(&function.func_annotations)?;
    visitor.field(&function.func_qualname)
}

/// Code and names stay: a function that the collector has broken open can still be shown.
/// C: `func_clear`.
extern "C" fn function_clear(function: Obj<'_, PyFunctionObject>) -> Status {
    function.func_module.clear();
    function.func_defaults.clear();
    function.func_kwdefaults.clear();
    function.func_doc.clear();
    function.func_dict.clear();
    function.func_closure.clear();
    function.func_annotations.clear();
    Ok(())
}

extern "C" fn function_repr(function: Obj<'_, PyFunctionObject>) -> Result {
    let text = format!("<function {} at {:p}>", function.qualname(), function.as_ptr());
    Ok(str::new(&text)?.object())
}

/// As an attribute of an instance, a function becomes a method. C: `func_descr_get`.
extern "C" fn function_get(
    function: Obj<'_, PyFunctionObject>,
    instance: Option<Obj<'_>>,
    _: Option<Obj<'_>>,
) -> Result {
    match instance {
        Some(instance) if !instance.is_none() => method::new(function.object(), instance),
        _ => Ok(function.object().to_ref()),
    }
}

fn or_none<T>(field: &Field<T>) -> Result {
    Ok(field.get().map_or_else(|| none().to_ref(), Ref::object))
}

fn set_name(
    _: Obj<'_, PyFunctionObject>,
    field: &Field,
    value: Option<Obj<'_>>,
    which: &str,
) -> Status {
    match value {
        Some(value) if value.downcast::<PyASCIIObject>().is_some() => {
            field.set(Some(value.to_ref()));
            Ok(())
        }
        _ => Err(raise(&TYPE_ERROR, format_args!("{which} must be set to a string object")).into()),
    }
}

/// C: `func_set_code`.
fn set_code(function: Obj<'_, PyFunctionObject>, value: Option<Obj<'_>>) -> Status {
    let Some(code) = value.and_then(|value| value.downcast::<PyCodeObject>()) else {
        return Err(raise(&TYPE_ERROR, "__code__ must be set to a code object").into());
    };
    let wanted = code.co_nfreevars.get() as usize;
    let closure = function.func_closure.get().map_or(0, |closure| closure.borrow().len());
    if wanted != closure {
        let name = function.qualname();
        let message =
            format_args!("{name}() requires a code object with {closure} free vars, not {wanted}");
        return Err(raise(&VALUE_ERROR, message).into());
    }
    function.func_version.set(0);
    function.func_code.set(Some(code.to_ref()));
    Ok(())
}

/// C: `func_set_defaults`.
fn set_defaults(function: Obj<'_, PyFunctionObject>, value: Option<Obj<'_>>) -> Status {
    let value = value.filter(|value| !value.is_none());
    let defaults = value.map(|value| value.downcast::<PyTupleObject>());
    if let Some(None) = defaults {
        return Err(raise(&TYPE_ERROR, "__defaults__ must be set to a tuple object").into());
    }
    function.func_version.set(0);
    function.func_defaults.set(defaults.flatten().map(Obj::to_ref));
    Ok(())
}

/// C: `func_set_kwdefaults`.
fn set_kwdefaults(function: Obj<'_, PyFunctionObject>, value: Option<Obj<'_>>) -> Status {
    let value = value.filter(|value| !value.is_none());
    let defaults = value.map(|value| value.downcast::<PyDictObject>());
    if let Some(None) = defaults {
        return Err(raise(&TYPE_ERROR, "__kwdefaults__ must be set to a dict object").into());
    }
    function.func_version.set(0);
    function.func_kwdefaults.set(defaults.flatten().map(Obj::to_ref));
    Ok(())
}

/// The compiler's tuple becomes a dict when somebody asks. C: `func_get_annotation_dict`.
fn annotations(function: Obj<'_, PyFunctionObject>) -> Result {
    let dict = match function.func_annotations.get() {
        Some(annotations) => match annotations.downcast::<PyTupleObject>() {
            Err(annotations) => return Ok(annotations),
            Ok(pairs) => {
                let dict = dict::new()?;
                for pair in pairs.borrow().items().chunks_exact(2) {
                    dict.borrow().set_item(pair[0], pair[1])?;
                }
                dict
            }
        },
        None => dict::new()?,
    };
    function.func_annotations.set(Some(dict.clone().object()));
    Ok(dict.object())
}

/// C: `func_set_annotations`.
fn set_annotations(function: Obj<'_, PyFunctionObject>, value: Option<Obj<'_>>) -> Status {
    let value = value.filter(|value| !value.is_none());
    if value.is_some_and(|value| value.downcast::<PyDictObject>().is_none()) {
        return Err(raise(&TYPE_ERROR, "__annotations__ must be set to a dict object").into());
    }
    function.func_annotations.set(value.map(Obj::to_ref));
    Ok(())
}

fn function_dict(function: Obj<'_, PyFunctionObject>) -> Result {
    Ok(function.object().dict()?.expect("functions have a dict").object())
}

/// C: `PyObject_GenericSetDict`.
fn set_function_dict(function: Obj<'_, PyFunctionObject>, value: Option<Obj<'_>>) -> Status {
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "cannot delete __dict__").into());
    };
    if value.downcast::<PyDictObject>().is_none() {
        let name = value.ob_type().name();
        let message = format_args!("__dict__ must be set to a dictionary, not a '{name}'");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    function.func_dict.set(Some(value.to_ref()));
    Ok(())
}
// ANCHOR_END: attributes
