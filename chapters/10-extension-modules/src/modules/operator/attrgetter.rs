//! `attrgetter`: a function that looks attributes of its argument up.
//!
//! CPython: `Modules/_operator.c` (`attrgetterobject`, `dotted_getattr`).

use crate::prelude::*;
use object_model::thread_state::guard_repr;
use object_model::type_object::VectorcallFunc;
use object_model::types::repr::ReprBuilder;
use object_model::types::str::{TextBuilder, intern};

// ANCHOR: attrgetter
/// C: `attrgetterobject`. Each of `attr` is a name, or a tuple of those that stood between dots.
#[repr(C)]
pub(crate) struct Attrgetter {
    ob_base: PyObject,
    nattrs: usize,
    attr: Field<PyTupleObject>,
    vectorcall: VectorcallFunc<Attrgetter>,
}

const _: () = assert!(size_of::<Attrgetter>() == 40);

// SAFETY: made by `new` with every field set.
unsafe impl Layout for Attrgetter {
    fn type_object() -> &'static StaticType {
        &ATTRGETTER
    }
}

/// `operator.attrgetter`.
pub(super) static ATTRGETTER: StaticType = StaticType::new(Table::<Attrgetter> {
    tp_name: c"operator.attrgetter",
    tp_doc: "attrgetter(attr, ...) --> attrgetter object\n\n\
             A function that returns x.attr, or a tuple of several attributes.",
    tp_flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    tp_vectorcall_offset: offset_of!(Attrgetter, vectorcall),
    tp_dealloc: Some(dealloc::<Attrgetter>),
    tp_repr: Some(repr),
    tp_call: Some(call),
    tp_getattro: Some(generic_getattr),
    tp_traverse: traverse(|getter: Obj<'_, Attrgetter>, visitor: &mut Visitor| {
        visitor.field(&getter.attr)
    }),
    tp_clear: Some(clear),
    tp_new: Some(new),
    tp_methods: &[Method::none(c"__reduce__", "($self, /)", reduce, "For pickling.").unsigned()],
    tp_members: &[vectorcall_offset(offset_of!(Attrgetter, vectorcall))],
    ..Table::NONE
});

extern "C" fn clear(getter: Obj<'_, Attrgetter>) -> Status {
    getter.attr.clear();
    Ok(())
}

extern "C" fn new(class: Type<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(attr, /, *attrs)");
    let given = Given::of_tuple(arguments, keywords);
    SIGNATURE.bind("attrgetter", given, |_| Ok(()))?;
    let mut attributes = Vec::with_capacity(given.positional.len());
    for name in given.positional {
        let Some(name) = name.downcast::<PyASCIIObject>() else {
            return Err(raise(&TYPE_ERROR, "attribute name must be a string"));
        };
        let dot = str::new(".")?;
        let ranges = name.text().split(dot.borrow().text(), usize::MAX);
        let part = |range| -> Result {
            let part = name.text().slice(range);
            Ok(intern(str::from_text(part)?)?.object())
        };
        let mut parts = ranges.into_iter().map(part).collect::<Result<Vec<Ref>>>()?;
        attributes.push(match parts.len() {
            1 => parts.remove(0),
            _ => tuple::from_iterator(parts.into_iter())?.object(),
        });
    }
    let attributes = tuple::from_iterator(attributes.into_iter())?;
    let getter = memory::create(class, |ob_base| Attrgetter {
        ob_base,
        nattrs: given.positional.len(),
        attr: Field::new(Some(attributes)),
        vectorcall,
    })?;
    Ok(getter.object())
}

/// # Safety
/// As every vectorcall.
unsafe extern "C" fn vectorcall(
    getter: Obj<'_, Attrgetter>,
    arguments: *const Obj<'_>,
    count: usize,
    names: Option<Obj<'_>>,
) -> Result {
    // SAFETY: the caller's word.
    let given = unsafe { Given::of_vectorcall(arguments, count, names) };
    call_given(getter, given)
}

extern "C" fn call(
    getter: Obj<'_, Attrgetter>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    call_given(getter, Given::of_tuple(arguments, keywords))
}

fn attribute(object: Obj<'_>, name: Obj<'_>) -> Result {
    match name.downcast::<PyASCIIObject>() {
        Some(name) => object.get_attribute(name),
        None => Err(raise(&TYPE_ERROR, "attribute name must be a string")),
    }
}

/// C: `dotted_getattr`.
fn dotted(object: Obj<'_>, path: Obj<'_>) -> Result {
    let Some(path) = path.downcast::<PyTupleObject>() else {
        return attribute(object, path);
    };
    let mut found = object.to_ref();
    for name in path.items() {
        found = attribute(found.borrow(), *name)?;
    }
    Ok(found)
}

fn call_given(getter: Obj<'_, Attrgetter>, given: Given<'_>) -> Result {
    const SIGNATURE: Signature = Signature::parse("(obj, /)");
    SIGNATURE.bind("attrgetter", given, |arguments| {
        let Some(attributes) = getter.attr.get() else {
            return nothing();
        };
        match attributes.borrow().items() {
            [only] => dotted(arguments[0], *only),
            several => {
                let found = several.iter().map(|path| dotted(arguments[0], *path));
                let found = found.collect::<Result<Vec<Ref>>>()?;
                Ok(tuple::from_iterator(found.into_iter())?.object())
            }
        }
    })
}

/// The names as they were given. C: `attrgetter_args`.
fn names(getter: Obj<'_, Attrgetter>) -> Result<Ref<PyTupleObject>> {
    let Some(attributes) = getter.attr.get() else {
        return tuple::of(&[]);
    };
    let mut names = Vec::with_capacity(getter.nattrs);
    for path in attributes.borrow().items() {
        names.push(match path.downcast::<PyTupleObject>() {
            None => path.to_ref(),
            Some(path) => {
                let mut text = TextBuilder::new();
                for (at, part) in path.items().iter().enumerate() {
                    if at > 0 {
                        text.push_str(".");
                    }
                    if let Some(part) = part.downcast::<PyASCIIObject>() {
                        text.push_text(part.text());
                    }
                }
                str::from_text(text.as_text())?.object()
            }
        });
    }
    tuple::from_iterator(names.into_iter())
}

extern "C" fn repr(getter: Obj<'_, Attrgetter>) -> Result {
    let name = getter.ob_type().name().to_owned();
    guard_repr(
        getter.object(),
        || text(&format!("{name}(...)")),
        || {
            let names = names(getter)?;
            let mut text = ReprBuilder::default();
            text.push(&name);
            match names.borrow().items() {
                [only] => {
                    text.push("(");
                    text.push_repr(*only)?;
                    text.push(")");
                }
                _ => text.push_repr(names.borrow().object())?,
            }
            Ok(text.finish()?.object())
        },
    )
}

fn reduce(getter: Obj<'_, Attrgetter>) -> Result {
    pack([class_of(getter), names(getter)?.object()])
}
// ANCHOR_END: attrgetter
