//! `partial`: a function with some of its arguments given already.
//!
//! CPython: `Modules/_functoolsmodule.c` (`partialobject`).

use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::type_object::VectorcallFunc;
use object_model::types::dict::merge::Existing;
use object_model::types::repr::ReprBuilder;

// ANCHOR: layout
/// C: `partialobject`.
#[repr(C)]
pub(crate) struct Partial {
    ob_base: PyObject,
    func: Field,
    args: Field<PyTupleObject>,
    keywords: Field<PyDictObject>,
    dict: Field,
    weakreflist: Cell<*mut PyObject>,
    /// Only for a function that has one, too.
    vectorcall: Cell<Option<VectorcallFunc<Partial>>>,
}

const _: () = assert!(size_of::<Partial>() == 64);

// SAFETY: made by `partial_new` with every field set.
unsafe impl Layout for Partial {
    fn type_object() -> &'static StaticType {
        &PARTIAL
    }
}

/// `functools.partial`.
pub(crate) static PARTIAL: StaticType = StaticType::new(Table::<Partial> {
    tp_name: c"functools.partial",
    tp_doc: "partial(func, *args, **keywords) - new function with partial application\n    \
             of the given arguments and keywords.\n",
    tp_flags: flags::HAVE_GC | flags::BASETYPE | flags::HAVE_VECTORCALL,
    tp_weaklistoffset: offset_of!(Partial, weakreflist),
    tp_dictoffset: offset_of!(Partial, dict) as isize,
    tp_vectorcall_offset: offset_of!(Partial, vectorcall),
    tp_dealloc: Some(dealloc_weak::<Partial>),
    tp_repr: Some(partial_repr),
    tp_call: Some(partial_call),
    tp_getattro: Some(generic_getattr),
    tp_setattro: Some(generic_setattr),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_new: Some(partial_new),
    tp_methods: &[
        Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned(),
        Method::one(c"__setstate__", "($self, state, /)", set_state, "For unpickling.").unsigned(),
    ],
    tp_members: &[
        member(c"func", offset_of!(Partial, func), c"The function."),
        member(c"args", offset_of!(Partial, args), c"Its first arguments."),
        member(c"keywords", offset_of!(Partial, keywords), c"Its arguments by name."),
        vectorcall_offset(offset_of!(Partial, vectorcall)),
    ],
    tp_getset: &[instance_dict()],
    ..Table::NONE
});

const fn member(
    name: &'static std::ffi::CStr,
    offset: usize,
    doc: &'static std::ffi::CStr,
) -> PyMemberDef {
    PyMemberDef::new(name, MemberKind::Object, offset, doc).read_only()
}

fn visit(partial: Obj<'_, Partial>, visitor: &mut Visitor) -> Flow {
    visitor.field(&partial.func)?;
    visitor.field(&partial.args)?;
    visitor.field(&partial.keywords)?;
    visitor.field(&partial.dict)
}

extern "C" fn clear(partial: Obj<'_, Partial>) -> Status {
    partial.func.clear();
    partial.args.clear();
    partial.keywords.clear();
    partial.dict.clear();
    Ok(())
}
// ANCHOR_END: layout

// ANCHOR: new
/// A partial of a partial takes the inner one's function and arguments, unless that one has
/// attributes of its own.
extern "C" fn partial_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let given = Given::of_tuple(arguments, keywords);
    let [function, rest @ ..] = given.positional else {
        return Err(raise(&TYPE_ERROR, "type 'partial' takes at least one argument"));
    };
    let inner = function.downcast::<Partial>().filter(|inner| {
        let call = inner.ob_type().tp_call.get().map(|call| call as usize);
        call == PARTIAL.tp_call.get().map(|call| call as usize) && inner.dict.is_null()
    });
    let inner =
        inner.and_then(|inner| Some((inner.func.get()?, inner.args.get()?, inner.keywords.get()?)));
    let function = inner.as_ref().map_or(function.to_ref(), |(function, ..)| function.clone());
    if !function.borrow().is_callable() {
        return Err(raise(&TYPE_ERROR, "the first argument must be callable"));
    }
    let first = inner.as_ref().map_or(&[][..], |(_, first, _)| first.borrow().items());
    let arguments: Vec<Ref> = first.iter().chain(rest).map(|item| item.to_ref()).collect();
    let arguments = tuple::from_iterator(arguments.into_iter())?;
    let names = match &inner {
        Some((_, _, names)) => names.borrow().copy()?,
        None => dict::new()?,
    };
    for (name, value) in given.keywords.iter() {
        names.borrow().set_item(name, value)?;
    }
    let partial = memory::create(class, |ob_base| Partial {
        ob_base,
        func: Field::new(Some(function)),
        args: Field::new(Some(arguments)),
        keywords: Field::new(Some(names)),
        dict: Field::NULL,
        weakreflist: Cell::new(std::ptr::null_mut()),
        vectorcall: Cell::new(None),
    })?;
    set_vectorcall(partial.borrow());
    Ok(partial.object())
}

/// C: `partial_setvectorcall`.
fn set_vectorcall(partial: Obj<'_, Partial>) {
    let quick = held(&partial.func).borrow().vectorcall_function().is_some();
    partial.vectorcall.set(quick.then_some(partial_vectorcall));
}
// ANCHOR_END: new

// ANCHOR: call
/// # Safety
/// As every vectorcall.
unsafe extern "C" fn partial_vectorcall(
    partial: Obj<'_, Partial>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: the caller's word.
    let given = unsafe { Given::of_vectorcall(arguments, count, names) };
    let (Some(function), Some(first), Some(keywords)) =
        (partial.func.get(), partial.args.get(), partial.keywords.get())
    else {
        return Err(raise(&TYPE_ERROR, "the partial object was cleared"));
    };
    if !keywords.borrow().is_empty() {
        let (arguments, keywords) = given.to_tuple()?;
        let keywords = keywords.as_ref().map(|keywords| keywords.borrow().object());
        return partial_call(partial, arguments.borrow().object(), keywords);
    }
    let first = first.borrow().items();
    let mut all: Vec<Obj<'_>> = Vec::with_capacity(first.len() + given.positional.len());
    all.extend_from_slice(first);
    all.extend_from_slice(given.positional);
    let count = all.len();
    match given.keywords {
        Keywords::Names(names, values) => {
            all.extend_from_slice(values);
            function.borrow().vectorcall(&all, count, Some(names))
        }
        _ => function.borrow().vectorcall(&all, count, None),
    }
}

extern "C" fn partial_call(
    partial: Obj<'_, Partial>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    let (Some(function), Some(first), Some(own)) =
        (partial.func.get(), partial.args.get(), partial.keywords.get())
    else {
        return Err(raise(&TYPE_ERROR, "the partial object was cleared"));
    };
    let given = keywords.and_then(|keywords| keywords.downcast::<PyDictObject>());
    let merged = match own.borrow().is_empty() {
        true => given.map(Obj::to_ref),
        false => {
            let merged = own.borrow().copy()?;
            if let Some(given) = given {
                merged.borrow().merge(given.object(), Existing::Replace)?;
            }
            Some(merged)
        }
    };
    let positional = Given::of_tuple(arguments, None).positional;
    let all = first.borrow().items().iter().chain(positional);
    let all: Vec<Ref> = all.map(|item| item.to_ref()).collect();
    let all = tuple::from_iterator(all.into_iter())?;
    function.borrow().call_tuple(all.borrow(), merged.as_ref().map(|merged| merged.borrow()))
}
// ANCHOR_END: call

// ANCHOR: methods
extern "C" fn partial_repr(partial: Obj<'_, Partial>) -> Result {
    guard_repr(
        partial.object(),
        || text("..."),
        || {
            let mut text = ReprBuilder::default();
            text.push(partial.ob_type().name());
            text.push("(");
            text.push_repr(or_none(&partial.func).borrow())?;
            if let Some(arguments) = partial.args.get() {
                for argument in arguments.borrow().items() {
                    text.push(", ");
                    text.push_repr(*argument)?;
                }
            }
            if let Some(keywords) = partial.keywords.get() {
                for (name, value) in keywords.borrow().items() {
                    text.push(", ");
                    text.push_str_of(name.borrow())?;
                    text.push("=");
                    text.push_repr(value.borrow())?;
                }
            }
            text.push(")");
            Ok(text.finish()?.object())
        },
    )
}

fn reduce(partial: Obj<'_, Partial>) -> Result {
    let function = or_none(&partial.func);
    let arguments = partial.args.get().map_or_else(|| none().to_ref(), Ref::object);
    let keywords = partial.keywords.get().map_or_else(|| none().to_ref(), Ref::object);
    let state = pack([function.clone(), arguments, keywords, or_none(&partial.dict)])?;
    pack([class_of(partial), pack([function])?, state])
}

fn set_state(partial: Obj<'_, Partial>, state: Obj<'_>) -> Result {
    let invalid = || raise(&TYPE_ERROR, "invalid partial state");
    let state = state.downcast::<PyTupleObject>().ok_or_else(invalid)?;
    let [function, arguments, keywords, attributes] = state.items() else {
        return Err(invalid());
    };
    let names = keywords.downcast::<PyDictObject>();
    if !function.is_callable() || names.is_none() && !keywords.is_none() {
        return Err(invalid());
    }
    let arguments = arguments.downcast::<PyTupleObject>().ok_or_else(invalid)?;
    let arguments = match arguments.is_exactly(&tuple::TUPLE) {
        true => arguments.to_ref(),
        false => tuple::from_iterable(arguments.object())?,
    };
    let names = match names {
        None => dict::new()?,
        Some(names) if names.is_exactly(&dict::DICT) => names.to_ref(),
        Some(names) => names.copy()?,
    };
    partial.func.set(Some(function.to_ref()));
    partial.args.set(Some(arguments));
    partial.keywords.set(Some(names));
    partial.dict.set((!attributes.is_none()).then(|| attributes.to_ref()));
    set_vectorcall(partial);
    nothing()
}
// ANCHOR_END: methods
