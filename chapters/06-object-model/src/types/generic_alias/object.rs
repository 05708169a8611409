//! `types.GenericAlias`: a class together with what is in it.
//!
//! CPython: `Objects/genericaliasobject.c` (`gaobject`, `ga_getattro`, `ga_repr_item`,
//! `ga_iternext`, `Py_GenericAlias`).
//!
//! But for a handful of names an alias has the attributes of its class, and calling it calls
//! that. `*tuple[int]` is an alias with a star, which iterating over `tuple[int]` yields.

use std::cell::Cell;
use std::ffi::c_char;
use std::mem::offset_of;
use std::ptr;

use crate::arguments::Given;
use crate::dealloc::{dealloc, dealloc_referenced};
use crate::errors::{self, ATTRIBUTE_ERROR, TYPE_ERROR, raise};
use crate::memory;
use crate::name;
use crate::object::{Field, Layout, Obj, PyObject, Ref, Result, Status};
use crate::protocol::attribute::{expect_name, generic_getattr};
use crate::protocol::call::given as given_of;
use crate::protocol::compare::Comparison;
use crate::protocol::iterate::itself;
use crate::runtime::builtin;
use crate::signature::Signature;
use crate::slot_kinds::{Flow, Visitor, hash, next, traverse};
use crate::static_type::{Getter, MemberKind, Method, StaticType, Table};
use crate::type_object::{
    PyMappingMethods, PyMemberDef, PyNumberMethods, Type, VectorcallFunc, flags,
};
use crate::types::str::{self, PyASCIIObject, interned};
use crate::types::tuple::{self, PyTupleObject, TUPLE, Tuple};
use crate::types::{bool_, ellipsis, none, not_implemented, union_};

use super::parameters::{make_parameters, substitute};

// ANCHOR: layout
/// C: `gaobject`.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct PyGenericAlias {
    pub ob_base: PyObject,
    pub origin: Field,
    pub args: Field<PyTupleObject>,
    /// Made when it is asked for.
    pub parameters: Field<PyTupleObject>,
    pub weakreflist: Cell<*mut PyObject>,
    pub starred: Cell<c_char>,
    pub vectorcall: Cell<Option<VectorcallFunc>>,
}

const _: () = assert!(size_of::<PyGenericAlias>() == 64);

// SAFETY: made by `of_type`.
unsafe impl Layout for PyGenericAlias {
    fn type_object() -> &'static StaticType {
        &GENERIC_ALIAS
    }
}

type Alias<'a> = Obj<'a, PyGenericAlias>;

/// `types.GenericAlias`.
pub static GENERIC_ALIAS: StaticType = StaticType::new(Table::<PyGenericAlias> {
    tp_name: c"types.GenericAlias",
    tp_doc: "A class with the types of what is in it, list[int].",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(PyGenericAlias, vectorcall),
    tp_weaklistoffset: offset_of!(PyGenericAlias, weakreflist),
    tp_dealloc: Some(dealloc_referenced::<PyGenericAlias>),
    tp_repr: Some(alias_repr),
    tp_as_number: PyNumberMethods { nb_or: Some(union_::type_or), ..PyNumberMethods::NONE },
    tp_as_mapping: PyMappingMethods {
        mp_subscript: Some(alias_subscript),
        ..PyMappingMethods::NONE
    },
    tp_hash: hash(alias_hash),
    tp_call: Some(alias_call),
    tp_getattro: Some(alias_getattro),
    tp_traverse: traverse(alias_traverse),
    tp_richcompare: Some(alias_compare),
    tp_iter: Some(alias_iter),
    tp_new: Some(alias_new),
    tp_methods: &[
        Method::one(
            c"__mro_entries__",
            "($self, bases, /)",
            |alias: Alias<'_>, _| Ok(tuple::new([alias.origin().to_ref()])?.object()),
            "",
        )
        .unsigned(),
        Method::one(
            c"__instancecheck__",
            "($self, instance, /)",
            |_, _| Err(no_check("isinstance")),
            "",
        )
        .unsigned(),
        Method::one(
            c"__subclasscheck__",
            "($self, subclass, /)",
            |_, _| Err(no_check("issubclass")),
            "",
        )
        .unsigned(),
        Method::none(c"__reduce__", "($self, /)", alias_reduce, "").unsigned(),
        Method::none(c"__dir__", "($self, /)", alias_dir, "").unsigned(),
    ],
    tp_members: &[
        member(c"__origin__", MemberKind::Object, offset_of!(PyGenericAlias, origin)),
        member(c"__args__", MemberKind::Object, offset_of!(PyGenericAlias, args)),
        member(c"__unpacked__", MemberKind::Bool, offset_of!(PyGenericAlias, starred)),
    ],
    tp_getset: &[
        Getter::new(
            c"__parameters__",
            |alias: Alias<'_>| Ok(alias.type_parameters()?.object()),
            "The type variables.",
        ),
        Getter::new(c"__typing_unpacked_tuple_args__", unpacked_tuple_arguments, ""),
    ],
    ..Table::NONE
});

const fn member(name: &'static std::ffi::CStr, kind: MemberKind, offset: usize) -> PyMemberDef {
    PyMemberDef::new(name, kind, offset, c"").read_only()
}

/// Attributes of the alias itself.
const OWN: [&str; 11] = [
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
];
// ANCHOR_END: layout

// ANCHOR: new
/// `origin[arguments]`. C: `Py_GenericAlias`.
pub fn new(origin: Obj<'_>, arguments: Obj<'_>) -> Result {
    Ok(of_type(GENERIC_ALIAS.as_type(), origin, arguments)?.object())
}

/// C: `setup_ga`.
fn of_type(ob_type: Type<'_>, origin: Obj<'_>, arguments: Obj<'_>) -> Result<Ref<PyGenericAlias>> {
    let arguments = match arguments.downcast::<PyTupleObject>() {
        Some(arguments) => arguments.to_ref(),
        None => tuple::of(&[arguments])?,
    };
    memory::create(ob_type, |ob_base| PyGenericAlias {
        ob_base,
        origin: Field::new(Some(origin.to_ref())),
        args: Field::new(Some(arguments)),
        parameters: Field::NULL,
        weakreflist: Cell::new(ptr::null_mut()),
        starred: Cell::new(0),
        vectorcall: Cell::new(Some(alias_vectorcall)),
    })
}

/// The row that makes a built-in type generic: `__class_getitem__`.
pub const fn class_getitem<L>() -> Method<L> {
    Method::class(
        c"__class_getitem__",
        "($type, item, /)",
        |class, arguments| new(class.object(), arguments[0]),
        "The class with the types of what is in it.",
    )
    .unsigned()
}

extern "C" fn alias_new(
    ob_type: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature = Signature::parse("(origin, args, /)");
    SIGNATURE.bind("GenericAlias", Given::of_tuple(arguments, keywords), |given| {
        Ok(of_type(ob_type, given[0], given[1])?.object())
    })
}

impl<'a> Obj<'a, PyGenericAlias> {
    /// The class.
    pub fn origin(self) -> Obj<'a> {
        // SAFETY: never exchanged.
        unsafe { self.origin.peek() }.expect("an alias is of something")
    }

    /// What is in it.
    pub fn arguments(self) -> Tuple<'a> {
        // SAFETY: never exchanged.
        unsafe { self.args.peek() }.expect("an alias has arguments")
    }

    fn type_parameters(self) -> Result<Ref<PyTupleObject>> {
        if self.parameters.is_null() {
            self.parameters.set(Some(make_parameters(self.arguments())?));
        }
        Ok(self.parameters.get().expect("just made"))
    }
}

extern "C" fn alias_subscript(alias: Alias<'_>, item: Obj<'_>) -> Result {
    let parameters = alias.type_parameters()?;
    let arguments = substitute(alias.object(), alias.arguments(), parameters.borrow(), item)?;
    let made = of_type(GENERIC_ALIAS.as_type(), alias.origin(), arguments.borrow().object())?;
    made.starred.set(alias.starred.get());
    Ok(made.object())
}
// ANCHOR_END: new

// ANCHOR: call
/// Calls the class; the instance remembers the alias, if it can. C: `set_orig_class`.
fn remember(instance: Ref, alias: Alias<'_>) -> Result {
    let set = instance.borrow().set_attribute(name!("__orig_class__"), Some(alias.object()));
    if set.is_err() && !errors::catch(&ATTRIBUTE_ERROR) && !errors::catch(&TYPE_ERROR) {
        return Err(crate::object::Raised);
    }
    Ok(instance)
}

extern "C" fn alias_call(
    alias: Alias<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let arguments = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments");
    let keywords = keywords.and_then(Obj::downcast);
    remember(alias.origin().call_tuple(arguments, keywords)?, alias)
}

unsafe extern "C" fn alias_vectorcall(
    alias: Obj<'_>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: this function is in aliases only, and the caller's word.
    let (alias, given) =
        unsafe { (alias.cast::<PyGenericAlias>(), given_of(arguments, count, names)) };
    let total = given.positional.len() + given.keywords.len();
    let all = match total {
        0 => &[],
        // SAFETY: as many arguments as the count and the names say.
        _ => unsafe { std::slice::from_raw_parts(arguments, total) },
    };
    let names = names.and_then(Obj::downcast::<PyTupleObject>);
    remember(alias.origin().vectorcall(all, given.positional.len(), names)?, alias)
}

fn no_check(function: &str) -> crate::object::Raised {
    let message = format_args!("{function}() argument 2 cannot be a parameterized generic");
    raise(&TYPE_ERROR, message)
}
// ANCHOR_END: call

// ANCHOR: slots
extern "C" fn alias_getattro(alias: Alias<'_>, name: Obj<'_>) -> Result {
    let text = expect_name(name)?;
    match OWN.iter().any(|own| text.is_ascii_text(own)) {
        true => generic_getattr(alias, name),
        false => alias.origin().get_attribute(text),
    }
}

/// How a type is written inside of another. C: `ga_repr_item`.
pub(crate) fn type_text(item: Obj<'_>) -> Result<String> {
    let text = |object: Ref| -> Result<String> {
        Ok(object.borrow().str()?.borrow().to_text().into_owned())
    };
    if item.is(ellipsis()) {
        return Ok("...".to_owned());
    }
    let is_alias = item.lookup_attribute(name!("__origin__"))?.is_some()
        && item.lookup_attribute(name!("__args__"))?.is_some();
    if !is_alias
        && let Some(qualname) = item.lookup_attribute(name!("__qualname__"))?
        && let Some(module) = item.lookup_attribute(name!("__module__"))?
        && !module.borrow().is_none()
    {
        let is_built_in = module
            .borrow()
            .downcast::<PyASCIIObject>()
            .is_some_and(|module| module.is_ascii_text("builtins"));
        return match is_built_in {
            true => text(qualname),
            false => Ok(format!("{}.{}", text(module)?, text(qualname)?)),
        };
    }
    Ok(item.repr()?.borrow().to_text().into_owned())
}

extern "C" fn alias_repr(alias: Alias<'_>) -> Result {
    let star = if alias.starred.get() != 0 { "*" } else { "" };
    let items = alias.arguments();
    let texts = items.items().iter().map(|item| type_text(*item)).collect::<Result<Vec<String>>>();
    let (origin, texts) = (type_text(alias.origin())?, texts?);
    let inside = if texts.is_empty() { "()".to_owned() } else { texts.join(", ") };
    Ok(str::new(&format!("{star}{origin}[{inside}]"))?.object())
}

extern "C" fn alias_compare(alias: Alias<'_>, other: Obj<'_>, comparison: i32) -> Result {
    let (Some(other), Some(equality @ (Comparison::Equal | Comparison::NotEqual))) =
        (other.downcast::<PyGenericAlias>(), Comparison::of(comparison))
    else {
        return Ok(not_implemented().to_ref());
    };
    let (left, right) = (alias.arguments().object(), other.arguments().object());
    let equal = alias.starred.get() == other.starred.get()
        && alias.origin().compare_bool(other.origin(), Comparison::Equal)?
        && left.compare_bool(right, Comparison::Equal)?;
    Ok(bool_(equal == (equality == Comparison::Equal)).to_ref())
}

fn alias_hash(alias: Alias<'_>) -> Result<isize> {
    Ok(alias.origin().hash()? ^ alias.arguments().object().hash()?)
}

fn alias_traverse(alias: Alias<'_>, visitor: &mut Visitor) -> Flow {
    visitor.field(&alias.origin)?;
    visitor.field(&alias.args)?;
    visitor.field(&alias.parameters)
}

fn unpacked_tuple_arguments(alias: Alias<'_>) -> Result {
    Ok(match alias.starred.get() != 0 && alias.origin().is(TUPLE.as_type()) {
        true => alias.arguments().object().to_ref(),
        false => none().to_ref(),
    })
}

fn alias_reduce(alias: Alias<'_>) -> Result {
    if alias.starred.get() != 0 {
        let plain = new(alias.origin(), alias.arguments().object())?;
        let arguments = tuple::new([plain.borrow().iter()?])?;
        return Ok(tuple::new([builtin("next")?, arguments.object()])?.object());
    }
    let arguments = tuple::of(&[alias.origin(), alias.arguments().object()])?;
    Ok(tuple::new([alias.ob_type().object().to_ref(), arguments.object()])?.object())
}

/// The names of the class's attributes and of its own.
fn alias_dir(alias: Alias<'_>) -> Result {
    let names = crate::types::directory::dir(alias.origin())?;
    for own in OWN {
        let own = interned(own)?.object();
        if !names.borrow().object().contains(own.borrow())? {
            names.borrow().push(own)?;
        }
    }
    Ok(names.object())
}
// ANCHOR_END: slots

// ANCHOR: iterator
/// Yields the alias once, with a star. C: `gaiterobject`.
#[repr(C)]
pub struct AliasIterator {
    ob_base: PyObject,
    /// Null at the end.
    obj: Field<PyGenericAlias>,
}

// SAFETY: made by `alias_iter`.
unsafe impl Layout for AliasIterator {
    fn type_object() -> &'static StaticType {
        &GENERIC_ALIAS_ITERATOR
    }
}

/// `generic_alias_iterator`.
pub static GENERIC_ALIAS_ITERATOR: StaticType = StaticType::new(Table::<AliasIterator> {
    tp_name: c"generic_alias_iterator",
    tp_flags: flags::HAVE_GC,
    tp_dealloc: Some(dealloc::<AliasIterator>),
    tp_traverse: traverse(iterator_traverse),
    tp_clear: Some(iterator_clear),
    tp_iter: Some(itself),
    tp_iternext: next(iterator_next),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", iterator_reduce, "").unsigned()],
    ..Table::NONE
});

extern "C" fn alias_iter(alias: Alias<'_>) -> Result {
    let iterator = memory::create(GENERIC_ALIAS_ITERATOR.as_type(), |ob_base| AliasIterator {
        ob_base,
        obj: Field::new(Some(alias.to_ref())),
    })?;
    Ok(iterator.object())
}

fn iterator_traverse(iterator: Obj<'_, AliasIterator>, visitor: &mut Visitor) -> Flow {
    visitor.field(&iterator.obj)
}

fn iterator_next(iterator: Obj<'_, AliasIterator>) -> Result<Option<Ref>> {
    let Some(alias) = iterator.obj.get() else {
        return Ok(None);
    };
    let (origin, arguments) = (alias.borrow().origin(), alias.borrow().arguments());
    let starred = of_type(GENERIC_ALIAS.as_type(), origin, arguments.object())?;
    starred.starred.set(1);
    iterator.obj.clear();
    Ok(Some(starred.object()))
}

extern "C" fn iterator_clear(iterator: Obj<'_, AliasIterator>) -> Status {
    iterator.obj.clear();
    Ok(())
}

fn iterator_reduce(iterator: Obj<'_, AliasIterator>) -> Result {
    let left = match iterator.obj.get() {
        Some(alias) => alias.object(),
        None => tuple::of(&[])?.object(),
    };
    let arguments = tuple::new([left])?;
    Ok(tuple::new([builtin("iter")?, arguments.object()])?.object())
}
// ANCHOR_END: iterator
