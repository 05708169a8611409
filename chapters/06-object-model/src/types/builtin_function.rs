//! `builtin_function_or_method`: a function of ours as an object.
//!
//! CPython: `Objects/methodobject.c` (`PyCMethod_New`, `cfunction_vectorcall_*`, `meth_*`),
//! `Include/cpython/methodobject.h` (`PyCFunctionObject`), `Objects/typeobject.c`
//! (`tp_new_wrapper`).

use std::cell::Cell;
use std::ffi::CStr;
use std::mem::offset_of;
use std::ptr;

use crate::arguments::{Arguments, Given};
use crate::dealloc::dealloc_referenced;
use crate::errors::{SYSTEM_ERROR, TYPE_ERROR, raise};
use crate::hash_secret::hash_pointer;
use crate::memory;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result};
use crate::protocol::attribute::generic_getattr;
use crate::protocol::call::{given, vectorcall_call};
use crate::protocol::compare::Comparison;
use crate::slot_kinds::{Flow, Visitor, hash, traverse};
use crate::static_type::{Call, Getter, MemberKind, Method, StaticType, Table, method_flags};
use crate::type_object::{PyMemberDef, PyMethodDef, PyTypeObject, Type, VectorcallFunc, flags};
use crate::types::descriptor::PyMethodDescrObject;
use crate::types::module::PyModuleObject;
use crate::types::{bool_, none, not_implemented, str, tuple};

// ANCHOR: layout
/// C: `PyCFunctionObject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyCFunctionObject {
    pub ob_base: PyObject,
    /// The row; ours goes on behind it.
    pub m_ml: *const PyMethodDef,
    pub m_self: Field,
    pub m_module: Field,
    pub m_weakreflist: Cell<*mut PyObject>,
    pub vectorcall: Option<VectorcallFunc>,
}

const _: () = assert!(size_of::<PyCFunctionObject>() == 56);

// SAFETY: made by `new`.
unsafe impl Layout for PyCFunctionObject {
    fn type_object() -> &'static StaticType {
        &BUILTIN_FUNCTION
    }
}

/// `builtin_function_or_method`.
pub static BUILTIN_FUNCTION: StaticType = StaticType::new(Table::<PyCFunctionObject> {
    tp_name: c"builtin_function_or_method",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(PyCFunctionObject, vectorcall),
    tp_weaklistoffset: offset_of!(PyCFunctionObject, m_weakreflist),
    tp_dealloc: Some(dealloc_referenced::<PyCFunctionObject>),
    tp_repr: Some(function_repr),
    tp_hash: hash(function_hash),
    tp_call: Some(vectorcall_call),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(function_traverse),
    tp_richcompare: Some(function_compare),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", function_reduce, "").unsigned()],
    tp_members: &[PyMemberDef::new(
        c"__module__",
        MemberKind::Object,
        offset_of!(PyCFunctionObject, m_module),
        c"",
    )],
    tp_getset: &[
        Getter::new(c"__name__", function_name, "The name."),
        Getter::new(c"__qualname__", function_qualname, "The name, and whose method it is."),
        Getter::new(c"__self__", function_self, "What it is bound to."),
        Getter::new(c"__doc__", function_doc, "The documentation."),
        Getter::new(c"__text_signature__", function_signature, "How it is called."),
    ],
    ..Table::NONE
});
// ANCHOR_END: layout

// ANCHOR: new
/// A function object of a row: bound to `this`, which is the module for a module's function.
/// C: `PyCMethod_New`.
pub fn new(row: &'static Method, this: Option<Ref>, module: Option<Ref>) -> Result {
    let function = memory::create(BUILTIN_FUNCTION.as_type(), |ob_base| PyCFunctionObject {
        ob_base,
        m_ml: &row.def,
        m_self: Field::new(this),
        m_module: Field::new(module),
        m_weakreflist: Cell::new(ptr::null_mut()),
        vectorcall: Some(function_vectorcall),
    })?;
    Ok(function.object())
}

impl<'a> Obj<'a, PyCFunctionObject> {
    /// The row.
    pub(crate) fn row(self) -> Result<&'static Method> {
        row_of(self.m_ml)
    }
}

/// Whether an object is this function of a type's table, bound to that object. C: what
/// `PyCFunction_GET_FUNCTION` is compared with.
pub(crate) fn is_bound(object: Obj<'_>, this: Obj<'_>, body: fn(Obj<'_>) -> Result) -> bool {
    let Some(function) = object.downcast_exact::<PyCFunctionObject>() else {
        return false;
    };
    let is_it = |row: &Method| matches!(row.call, Call::None(own) if own as usize == body as usize);
    std::ptr::eq(function.m_self.as_raw(), this.as_ptr().as_ptr())
        && function.row().is_ok_and(is_it)
}

/// The row that a definition is the head of.
pub(crate) fn row_of(def: *const PyMethodDef) -> Result<&'static Method> {
    // SAFETY: definitions live as long as the process; ours carry the flag.
    unsafe {
        if (*def).ml_flags & method_flags::ROW != 0 {
            return Ok(&*def.cast::<Method>());
        }
        let name = CStr::from_ptr((*def).ml_name).to_string_lossy();
        Err(raise(&SYSTEM_ERROR, format_args!("{name}() method: bad call flags")))
    }
}
// ANCHOR_END: new

// ANCHOR: convention
/// How C would want the arguments of a function: what the loop's special forms go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// C: `METH_NOARGS`.
    NoArguments,
    /// C: `METH_O`.
    One,
    /// C: `METH_FASTCALL`.
    Fast,
    /// C: `METH_FASTCALL | METH_KEYWORDS`.
    FastKeywords,
    /// C: `METH_VARARGS` and whatever else has no special form.
    Other,
}

/// The convention of a built-in function or method; that of other objects is [`Convention::Other`].
#[inline]
pub fn convention(callable: Obj<'_>) -> Convention {
    match row_behind(callable) {
        Some(row) => row.convention(),
        None => Convention::Other,
    }
}

/// Whether a built-in function has this name.
pub fn is_named(callable: Obj<'_>, name: &str) -> bool {
    row_behind(callable).is_some_and(|row| row.name().to_bytes() == name.as_bytes())
}

/// Whether it is the method `append` of `list`.
#[inline]
pub fn is_list_append(callable: Obj<'_>) -> bool {
    callable.downcast_exact::<PyMethodDescrObject>().is_some_and(|method| {
        let name = crate::name!("append").as_ptr().as_ptr();
        ptr::eq(method.common.d_type.as_raw(), crate::types::list::LIST.as_head())
            && ptr::eq(method.common.d_name.as_raw(), name)
    })
}

#[inline]
fn row_behind(callable: Obj<'_>) -> Option<&'static Method> {
    let function = callable.downcast_exact::<PyCFunctionObject>().map(|function| function.m_ml);
    let method = || callable.downcast_exact::<PyMethodDescrObject>().map(|method| method.d_method);
    let def = function.or_else(method)?;
    // SAFETY: definitions live as long as the process; ours carry the flag.
    unsafe { ((*def).ml_flags & method_flags::ROW != 0).then(|| &*def.cast::<Method>()) }
}
// ANCHOR_END: convention

// ANCHOR: call
/// Calls a row's function with its object. `function` is who messages name.
pub(crate) fn call_row(
    row: &'static Method,
    this: Option<Obj<'_>>,
    given: Given<'_>,
    function: Obj<'_>,
) -> Result {
    let this = this.unwrap_or(none());
    let name = || row.name().to_str().unwrap_or_default();
    match row.call {
        Call::None(body) if given.positional.is_empty() && given.keywords.is_empty() => body(this),
        Call::One(body) if given.positional.len() == 1 && given.keywords.is_empty() => {
            body(this, given.positional[0])
        }
        Call::Bound(body) => {
            check_keywords(row, given, function)?;
            row.signature.bind(name(), given, |arguments| body(this, arguments))
        }
        Call::Class(body) => {
            check_keywords(row, given, function)?;
            let class = this.downcast::<PyTypeObject>().expect("a class method is given a class");
            row.signature.bind(name(), given, |arguments| body(class, arguments))
        }
        Call::Static(body) => {
            check_keywords(row, given, function)?;
            row.signature.bind(name(), given, body)
        }
        Call::None(_) | Call::One(_) => Err(wrong_count(row, given, function)),
    }
}

/// C: `cfunction_check_kwargs`, `method_check_args`.
fn check_keywords(row: &'static Method, given: Given<'_>, function: Obj<'_>) -> Result<()> {
    if row.signature.has_names() || given.keywords.is_empty() {
        return Ok(());
    }
    let function = function_text(function)?;
    Err(raise(&TYPE_ERROR, format_args!("{function} takes no keyword arguments")))
}

#[cold]
fn wrong_count(row: &'static Method, given: Given<'_>, function: Obj<'_>) -> crate::object::Raised {
    let function = match function_text(function) {
        Ok(function) => function,
        Err(raised) => return raised,
    };
    if !given.keywords.is_empty() {
        return raise(&TYPE_ERROR, format_args!("{function} takes no keyword arguments"));
    }
    let count = given.positional.len();
    match row.call {
        Call::None(_) => {
            raise(&TYPE_ERROR, format_args!("{function} takes no arguments ({count} given)"))
        }
        _ => raise(
            &TYPE_ERROR,
            format_args!("{function} takes exactly one argument ({count} given)"),
        ),
    }
}

/// How messages name a function: its qualified name, with its module if that isn't `builtins`.
/// C: `_PyObject_FunctionStr`.
pub fn function_text(function: Obj<'_>) -> Result<String> {
    let Some(qualname) = function.lookup_attribute(crate::name!("__qualname__"))? else {
        return Ok(function.str()?.borrow().to_text().into_owned());
    };
    let module = function.lookup_attribute(crate::name!("__module__"))?;
    let module = module.filter(|module| !module.borrow().is_none());
    let qualname = qualname.borrow().str()?;
    let module = module.map(|module| module.borrow().str()).transpose()?;
    Ok(match module.filter(|module| !module.borrow().is_ascii_text("builtins")) {
        Some(module) => format!("{module}.{qualname}()"),
        None => format!("{qualname}()"),
    })
}

unsafe extern "C" fn function_vectorcall(
    function: Obj<'_>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: whoever calls a vectorcall keeps its rules, and this one is in such objects only.
    let (given, this) =
        unsafe { (given(arguments, count, names), function.cast::<PyCFunctionObject>()) };
    let bound = this.m_self.get();
    call_row(this.row()?, bound.as_ref().map(Ref::borrow), given, function)
}
// ANCHOR_END: call

// ANCHOR: new_method
/// `__new__` of a built-in type: `int.__new__(cls, ...)`. C: `tp_new_methoddef`.
static NEW: Method = Method::new(
    c"__new__",
    "($type, *args, **kwargs)",
    call_new,
    "Create and return a new object.",
);

/// The `__new__` that goes into a static type's dict. C: `add_tp_new_wrapper`.
pub(crate) fn new_of_type(ob_type: Type<'_>) -> Result {
    new(&NEW, Some(ob_type.object().to_ref()), None)
}

/// The type whose `__new__` this is, if it is one. C: the comparison in `update_one_slot`.
pub(crate) fn owner_of_new(function: Obj<'_>) -> Option<Ref<PyTypeObject>> {
    let function = function.downcast_exact::<PyCFunctionObject>()?;
    let is_new = ptr::eq(function.m_ml, &NEW.def);
    function.m_self.get().filter(|_| is_new)?.downcast().ok()
}

/// C: `tp_new_wrapper`.
fn call_new(this: Obj<'_>, arguments: &Arguments<'_>) -> Result {
    let ob_type = this.downcast::<PyTypeObject>().expect("bound to a type");
    let name = ob_type.name();
    let Some((first, rest)) = arguments.rest().split_first() else {
        return Err(raise(&TYPE_ERROR, format_args!("{name}.__new__(): not enough arguments")));
    };
    let Some(class) = first.downcast::<PyTypeObject>() else {
        let kind = first.ob_type().name();
        let message = format_args!("{name}.__new__(X): X is not a type object ({kind})");
        return Err(raise(&TYPE_ERROR, message));
    };
    if !class.is_subtype_of(ob_type) {
        let class = class.name();
        let message = format_args!("{name}.__new__({class}): {class} is not a subtype of {name}");
        return Err(raise(&TYPE_ERROR, message));
    }
    check_safe(ob_type, class)?;
    let keywords = arguments.keyword_dict()?;
    let rest = crate::types::tuple::of(rest)?;
    let new = ob_type.tp_new.get().expect("only types with one have a `__new__`");
    let keywords = keywords.as_ref().map(|keywords| keywords.borrow().object());
    new(class, rest.borrow().object(), keywords)
}

/// `object.__new__(dict)` would make a dict without a table: the nearest built-in base has to be
/// the one whose `__new__` is called.
fn check_safe(ob_type: Type<'_>, class: Type<'_>) -> Result<()> {
    let mut at = class.to_ref();
    while at.has(flags::HEAPTYPE) {
        match at.base().map(Obj::to_ref) {
            Some(base) => at = base,
            None => break,
        }
    }
    let address = |ob_type: Type<'_>| ob_type.tp_new.get().map(|new| new as usize);
    if address(at.borrow()) == address(ob_type) {
        return Ok(());
    }
    let (name, class, base) = (ob_type.name(), class.name(), at.name().to_owned());
    Err(raise(
        &TYPE_ERROR,
        format_args!("{name}.__new__({class}) is not safe, use {base}.__new__()"),
    ))
}
// ANCHOR_END: new_method

// ANCHOR: attributes
fn function_traverse(function: Obj<'_, PyCFunctionObject>, visitor: &mut Visitor) -> Flow {
    visitor.field(&function.m_self)?;
    visitor.field(&function.m_module)
}

extern "C" fn function_repr(function: Obj<'_, PyCFunctionObject>) -> Result {
    let name = function.row()?.name().to_string_lossy();
    let text = match object_of_method(function) {
        None => format!("<built-in function {name}>"),
        Some(this) => {
            let kind = this.borrow().ob_type().name();
            format!("<built-in method {name} of {kind} object at {:p}>", this.borrow().as_ptr())
        }
    };
    Ok(str::new(&text)?.object())
}

fn function_hash(function: Obj<'_, PyCFunctionObject>) -> Result<isize> {
    Ok(hash_pointer(function.m_self.as_raw()) ^ hash_pointer(function.m_ml))
}

/// The same function of the same object. C: `meth_richcompare`.
extern "C" fn function_compare(
    function: Obj<'_, PyCFunctionObject>,
    other: Obj<'_>,
    comparison: i32,
) -> Result {
    let (Some(other), Some(equality @ (Comparison::Equal | Comparison::NotEqual))) =
        (other.downcast_exact::<PyCFunctionObject>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let equal = ptr::eq(function.m_self.as_raw(), other.m_self.as_raw())
        && ptr::eq(function.m_ml, other.m_ml);
    Ok(bool_(equal == (equality == Comparison::Equal)).to_ref())
}

/// A function by its name, a method by `getattr`. C: `meth_reduce`.
fn function_reduce(function: Obj<'_, PyCFunctionObject>) -> Result {
    let name = function_name(function)?;
    match object_of_method(function) {
        None => Ok(name),
        Some(this) => {
            let arguments = tuple::new([this, name])?.object();
            Ok(tuple::new([crate::runtime::builtin("getattr")?, arguments])?.object())
        }
    }
}

/// What a method is bound to; a module's function is no method.
fn object_of_method(function: Obj<'_, PyCFunctionObject>) -> Option<Ref> {
    function.m_self.get().filter(|this| this.borrow().downcast::<PyModuleObject>().is_none())
}

fn function_name(function: Obj<'_, PyCFunctionObject>) -> Result {
    Ok(str::interned(&function.row()?.name().to_string_lossy())?.object())
}

/// The type's name goes in front of a method's. C: `meth_get__qualname__`.
fn function_qualname(function: Obj<'_, PyCFunctionObject>) -> Result {
    let Some(this) = object_of_method(function) else {
        return function_name(function);
    };
    if this.borrow().is_instance(&crate::types::module::MODULE) {
        return function_name(function);
    }
    let class = match this.borrow().downcast::<PyTypeObject>() {
        Some(class) => class.to_ref(),
        None => this.borrow().ob_type().to_ref(),
    };
    let class = class.borrow().object().get_attribute(crate::name!("__qualname__"))?;
    let text = format!("{}.{}", class.borrow().str()?, function.row()?.name().to_string_lossy());
    Ok(str::new(&text)?.object())
}

fn function_self(function: Obj<'_, PyCFunctionObject>) -> Result {
    Ok(function.m_self.get().unwrap_or_else(|| none().to_ref()))
}

fn function_doc(function: Obj<'_, PyCFunctionObject>) -> Result {
    doc_of(function.row()?)
}

fn function_signature(function: Obj<'_, PyCFunctionObject>) -> Result {
    signature_of(function.row()?)
}

/// `__doc__` of a row.
pub(crate) fn doc_of(row: &Method) -> Result {
    match row.doc {
        "" => Ok(none().to_ref()),
        doc => Ok(str::new(doc)?.object()),
    }
}

/// `__text_signature__` of a row.
pub(crate) fn signature_of(row: &Method) -> Result {
    match row.signature.is_hidden {
        true => Ok(none().to_ref()),
        false => Ok(str::new(row.signature.text)?.object()),
    }
}
// ANCHOR_END: attributes
