//! What almost every native module uses, under one name, and the few helpers that they share.
//!
//! CPython: `Python/getargs.c` (`PyArg_ParseTuple` on the state of a pickled object),
//! `Python/modsupport.c` (`Py_BuildValue`).

pub(crate) use std::cell::Cell;
pub(crate) use std::mem::offset_of;
pub(crate) use std::ptr::NonNull;

pub(crate) use object_model::arguments::{Arguments, Given, Keywords};
pub(crate) use object_model::dealloc::dealloc;
pub(crate) use object_model::dealloc::dealloc_referenced as dealloc_weak;
pub(crate) use object_model::errors::{
    self, ATTRIBUTE_ERROR, INDEX_ERROR, KEY_ERROR, OVERFLOW_ERROR, RUNTIME_ERROR, TYPE_ERROR,
    VALUE_ERROR, raise,
};
pub(crate) use object_model::memory;
pub(crate) use object_model::name;
pub(crate) use object_model::object::{
    Field, Layout, Obj, PyObject, PyVarObject, Raised, Ref, Result, Status,
};
pub(crate) use object_model::protocol::attribute::{generic_getattr, generic_setattr};
pub(crate) use object_model::protocol::compare::Comparison;
pub(crate) use object_model::protocol::iterate::itself;
pub(crate) use object_model::runtime::runtime;
pub(crate) use object_model::signature::Signature;
pub(crate) use object_model::slot_kinds::{Flow, Visitor, length, next, traverse};
pub(crate) use object_model::static_type::{Getter, MemberKind, Method, StaticType, Table};
pub(crate) use object_model::type_object::{
    PyMappingMethods, PyMemberDef, PyNumberMethods, PySequenceMethods, Type, flags,
};
pub(crate) use object_model::types::dict::{self, PyDictObject};
pub(crate) use object_model::types::int::{self, PyLongObject};
pub(crate) use object_model::types::list::{self, PyListObject};
pub(crate) use object_model::types::module::{Constant, Global, ModuleDefinition, PyModuleObject};
pub(crate) use object_model::types::str::{self, PyASCIIObject};
pub(crate) use object_model::types::tuple::{self, PyTupleObject};
pub(crate) use object_model::types::weakref::clear_references as clear_weak_references;
pub(crate) use object_model::types::{bool_, none, not_implemented};

/// A module's functions get the module first.
pub(crate) type Module<'a> = Obj<'a, PyModuleObject>;

// ANCHOR: native_object
/// The struct of a native object, how it is gone through and cleared, and that it is the layout
/// of a type: `refs` are shown to the collector, in that order.
macro_rules! native_object {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident of $ob_type:ident, $size:literal bytes {
            refs { $($(#[$reference_meta:meta])* $reference:ident: $reference_type:ty,)* }
            $($(#[$field_meta:meta])* $field:ident: $field_type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[repr(C)]
        #[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
        $vis struct $name {
            pub(crate) ob_base: PyObject,
            $($(#[$reference_meta])* pub(crate) $reference: $reference_type,)*
            $($(#[$field_meta])* pub(crate) $field: $field_type,)*
        }

        const _: () = assert!(size_of::<$name>() == $size);

        // SAFETY: instances are made by this module, with every field set; zeros are fields
        // without references.
        unsafe impl Layout for $name {
            fn type_object() -> &'static StaticType {
                &$ob_type
            }
        }

        #[allow(dead_code, unused_variables, reason = "not every type needs both")]
        impl $name {
            /// `tp_traverse`.
            fn visit(object: Obj<'_, $name>, visitor: &mut Visitor) -> Flow {
                $(visitor.field(&object.get().$reference)?;)*
                Flow::Continue(())
            }

            /// `tp_clear`.
            extern "C" fn clear_fields(object: Obj<'_, $name>) -> Status {
                $(object.get().$reference.clear();)*
                Ok(())
            }
        }
    };
}
pub(crate) use native_object;
// ANCHOR_END: native_object

// ANCHOR: build
/// A tuple as an object. C: `PyTuple_Pack`, `Py_BuildValue`.
pub(crate) fn pack<const N: usize>(items: [Ref; N]) -> Result {
    Ok(tuple::new(items)?.object())
}

/// An int as an object.
pub(crate) fn integer(value: i64) -> Result {
    Ok(int::from_i64(value)?.object())
}

/// A size as an object.
pub(crate) fn size(value: usize) -> Result {
    Ok(int::from_u64(value as u64)?.object())
}

/// A text as an object.
pub(crate) fn text(value: &str) -> Result {
    Ok(str::new(value)?.object())
}

/// `None`, for functions that have nothing to say.
pub(crate) fn nothing() -> Result {
    Ok(none().to_ref())
}

/// A truth as an object.
pub(crate) fn boolean(value: bool) -> Result {
    Ok(bool_(value).to_ref())
}

/// The class of an object, with which its pickle begins.
pub(crate) fn class_of<L>(object: Obj<'_, L>) -> Ref {
    object.ob_type().to_ref().object()
}

/// What a field holds, or `None`.
pub(crate) fn or_none(field: &Field) -> Ref {
    field.get().unwrap_or_else(|| none().to_ref())
}

/// What a field that is never empty holds.
pub(crate) fn held(field: &Field) -> Ref {
    field.get().expect("the field is set when the object is made")
}
// ANCHOR_END: build

// ANCHOR: arguments
/// The arguments of a `tp_new` without names: a subclass whose `__init__` is its own may be
/// given what names it likes. C: what Argument Clinic writes for `__new__`.
pub(crate) fn given_to_new<'a>(
    ob_type: Type<'_>,
    base: &'static StaticType,
    arguments: Obj<'a>,
    keywords: Option<Obj<'a>>,
) -> Given<'a> {
    let mut given = Given::of_tuple(arguments, keywords);
    let init = |ob_type: Type<'_>| ob_type.tp_init.get().map(|init| init as usize);
    if !ob_type.is(base.as_type()) && init(ob_type) != init(base.as_type()) {
        given.keywords = Keywords::None;
    }
    given
}

/// The items of a pickled state. C: `PyArg_ParseTuple` without a function's name.
pub(crate) fn state_items<'a>(state: Obj<'a>, least: usize, most: usize) -> Result<&'a [Obj<'a>]> {
    let Some(state) = state.downcast::<PyTupleObject>() else {
        return Err(raise(&TYPE_ERROR, "state is not a tuple"));
    };
    let given = state.len();
    let (word, limit) = match given {
        _ if given < least => (if least == most { "exactly" } else { "at least" }, least),
        _ if given > most => (if least == most { "exactly" } else { "at most" }, most),
        _ => return Ok(state.items()),
    };
    let s = if limit == 1 { "" } else { "s" };
    let message = format_args!("function takes {word} {limit} argument{s} ({given} given)");
    Err(raise(&TYPE_ERROR, message))
}

/// An argument that has to be of a type. C: the format `O!`.
pub(crate) fn expect<'a, L: Layout>(items: &[Obj<'a>], index: usize) -> Result<Obj<'a, L>> {
    expect_named("", items, index)
}

/// The same, for a function with a name.
pub(crate) fn expect_named<'a, L: Layout>(
    function: &str,
    items: &[Obj<'a>],
    index: usize,
) -> Result<Obj<'a, L>> {
    match items[index].downcast::<L>() {
        Some(item) => Ok(item),
        None => {
            let kind = type_name(items[index]);
            let wanted = L::type_object().name();
            let (name, at) = (if function.is_empty() { "" } else { "() " }, index + 1);
            let message =
                format_args!("{function}{name}argument {at} must be {wanted}, not {kind}");
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// How messages name an argument's type. C: `_PyArg_BadArgument`.
pub(crate) fn type_name(object: Obj<'_>) -> String {
    if object.is_none() { "None".to_owned() } else { object.ob_type().name().to_owned() }
}

/// An argument that C takes as an `int`. C: the format `i`.
pub(crate) fn c_int(object: Obj<'_>) -> Result<i32> {
    let value = object.index()?;
    match value.borrow().to_i64() {
        None => Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C long")),
        Some(value) => i32::try_from(value).map_err(|_| {
            let word = if value > 0 { "greater than maximum" } else { "less than minimum" };
            raise(&OVERFLOW_ERROR, format_args!("signed integer is {word}"))
        }),
    }
}

/// Whether the object is a number of some kind. C: `PyNumber_Check`.
pub(crate) fn is_number(object: Obj<'_>) -> bool {
    let ob_type = object.ob_type();
    object.has_index()
        || ob_type.number(|suite| suite.nb_int).is_some()
        || ob_type.number(|suite| suite.nb_float).is_some()
        || object.downcast::<object_model::types::complex::PyComplexObject>().is_some()
}

/// Whether `next()` can be called. C: `PyIter_Check`.
pub(crate) fn is_iterator(object: Obj<'_>) -> bool {
    object.ob_type().tp_iternext.get().is_some()
}

/// `__sizeof__`'s first part: the size of an instance as its type has it.
pub(crate) fn instance_size<L>(object: Obj<'_, L>) -> usize {
    object.ob_type().tp_basicsize.get() as usize
}
// ANCHOR_END: arguments

/// A type that CPython makes when its module is imported has a `__module__` in its dict.
pub(crate) fn show_module(ob_type: &'static StaticType) -> Result<()> {
    let name = ob_type.name();
    let module = name.rsplit_once('.').map_or(name, |(module, _)| module);
    let module = str::interned(module)?;
    let dict = ob_type.as_type().dict_of_type();
    dict.borrow().set_item(name!("__module__").object(), module.borrow().object())
}

/// Where a callable's vectorcall is, which CPython shows as an attribute of types that are made
/// from a specification.
pub(crate) const fn vectorcall_offset(offset: usize) -> PyMemberDef {
    PyMemberDef::new(c"__vectorcalloffset__", MemberKind::Ssize, offset, c"").read_only()
}

/// A module, imported by the running code's `__import__`. C: `PyImport_ImportModule`.
pub(crate) fn import(module: &str) -> Result {
    let import = object_model::runtime::builtin("__import__")?;
    let (module, level) = (text(module)?, integer(0)?);
    // With something to take from it, the module itself comes back and not its first package.
    let wanted = pack([text("__doc__")?])?;
    let arguments = [module.borrow(), none(), none(), wanted.borrow(), level.borrow()];
    import.borrow().call(&arguments)
}

// ANCHOR: instance_dict
/// The getter of `__dict__`. C: `PyObject_GenericGetDict`.
pub(crate) fn get_instance_dict<L>(object: Obj<'_, L>) -> Result {
    match object.object().dict()? {
        Some(dict) => Ok(dict.object()),
        None => Err(raise(&ATTRIBUTE_ERROR, "This object has no __dict__")),
    }
}

/// The setter of `__dict__`. C: `PyObject_GenericSetDict`.
pub(crate) fn set_instance_dict<L>(object: Obj<'_, L>, value: Option<Obj<'_>>) -> Status {
    let Some(field) = object.object().dict_field() else {
        return Err(raise(&ATTRIBUTE_ERROR, "This object has no __dict__").into());
    };
    let Some(value) = value else {
        return Err(raise(&TYPE_ERROR, "cannot delete __dict__").into());
    };
    if value.downcast::<PyDictObject>().is_none() {
        let name = value.ob_type().name().to_owned();
        let message = format_args!("__dict__ must be set to a dictionary, not a '{name}'");
        return Err(raise(&TYPE_ERROR, message).into());
    }
    field.set(Some(value.to_ref()));
    Ok(())
}

/// `__dict__` as a row.
pub(crate) const fn instance_dict<L>() -> Getter<L> {
    Getter::new(c"__dict__", get_instance_dict, "The attributes of the object itself.")
        .settable(set_instance_dict)
}
// ANCHOR_END: instance_dict
